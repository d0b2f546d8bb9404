"""Stance: does the text let an expression stand for its subject? Rules over the words of its own clause (coding scheme B).

`rejected`: denied, mocked or kept at a distance ("is not a witch hunt", "so-called", "the myth of"). `hedged`: a question,
condition, possibility, prediction or fear. Else `asserted`; quotation marks and attribution alone change nothing.
What the text takes as given ("can't put the genie back", "this black swan") stays asserted under "not" and "could".
"""

from __future__ import annotations

from framing.stance.context import Context, Text
from framing.stance.hedging import HEDGING
from framing.stance.rejection import REJECTING
from framing.stance.rules import Rules
from framing.text.analysis import Analysis
from framing.types import Stance

__all__ = ["Stances"]

_RULES = Rules((*REJECTING, *HEDGING))


class Stances:
    """Answers (stance, reason) for expressions of one batch."""

    def __init__(self, analysis: Analysis) -> None:
        self._text = Text.of(analysis)

    def of(self, first: int, last: int, end: int) -> tuple[Stance, str]:
        """For the words first:last of the batch, the last of them ending at or after `end`; rejection goes before hedging."""
        found = _RULES.first(Context(self._text, first, last, end))
        if found is None:
            return "asserted", "neither denied nor doubted"
        number, reason = found
        return ("rejected" if number < len(REJECTING) else "hedged"), reason
