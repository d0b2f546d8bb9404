"""Stance: does the text let an expression stand for its subject? Rules over the words of its own clause (coding scheme B).

`rejected`: denied, mocked or kept at a distance ("is not a witch hunt", "so-called", "the myth of"). `hedged`: a question,
condition, possibility, prediction or fear. Else `asserted`; quotation marks and attribution alone change nothing.
What the text takes as given ("can't put the genie back", "this black swan") stays asserted under "not" and "could".
"""

from __future__ import annotations

from framing.stance.context import context_of
from framing.stance.hedging import hedge
from framing.stance.rejection import rejection
from framing.text.analysis import Analysis
from framing.types import Stance

__all__ = ["stance_of"]


def stance_of(analysis: Analysis, start: int, end: int, first: int, last: int) -> tuple[Stance, str]:
    """(stance, reason) of the words first:last of a batch, at start:end of its text; rejection goes before hedging."""
    del start  # the words say where it begins; the text after it begins at its end
    context = context_of(analysis, first, last, end)
    reason = rejection(context)
    if reason:
        return "rejected", reason
    reason = hedge(context)
    if reason:
        return "hedged", reason
    return "asserted", "neither denied nor doubted"
