"""Stance."""
from framing.stance.context import context_of
from framing.stance.rules import hedge, rejection
from framing.text.analysis import Analysis
from framing.types import Stance


def stance_of(analysis: Analysis, start: int, end: int, first: int, last: int) -> tuple[Stance, str]:
    """(stance, reason) of the words first:last at start:end of the batch."""
    context = context_of(analysis, first, last)
    reason = rejection(context)
    if reason:
        return "rejected", reason
    reason = hedge(context)
    if reason:
        return "hedged", reason
    return "asserted", "neither denied nor doubted"
