"""Stance: does the text let an expression stand for its subject? Rules over the words of its own clause (coding scheme B).

`rejected`: denied, mocked or kept at a distance ("is not a witch hunt", "so-called", "the myth of"). `hedged`: a question,
condition, possibility, prediction or fear. Else `asserted`; quotation marks and attribution alone change nothing.
What the text takes as given ("can't put the genie back", "this black swan") stays asserted under "not" and "could".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from framing.stance.context import Context, Text
from framing.stance.hedging import HEDGING
from framing.stance.rejection import REJECTING
from framing.stance.rules import Rules
from framing.text.analysis import Analysis
from framing.types import Stance

__all__ = ["RULES", "Stances"]

RULES = Rules((*REJECTING, *HEDGING))
_ASSERTED: tuple[Stance, str] = ("asserted", "neither denied nor doubted")


class Stances:
    """Answers (stance, reason) for expressions of one batch."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._text = Text.of(analysis)

    def of(self, first: int, last: int, end: int) -> tuple[Stance, str]:
        """For the words first:last of the batch, the last of them ending at or after `end`; rejection goes before hedging."""
        return self.of_all(*np.array([[first], [last], [end]]))[0]

    def of_all(
        self, first: NDArray[np.int64], last: NDArray[np.int64], end: NDArray[np.int64]
    ) -> list[tuple[Stance, str]]:
        """The same for many expressions at once."""
        possible = RULES.possible(self._analysis, first, last, end)
        places = zip(first.tolist(), last.tolist(), end.tolist(), possible, strict=True)
        return [self._judged(a, b, c, rules) if rules else _ASSERTED for a, b, c, rules in places]

    def _judged(self, first: int, last: int, end: int, rules: int) -> tuple[Stance, str]:
        """By those of the rules whose bits are set."""
        found = RULES.first(Context(self._text, first, last, end), rules)
        if found is None:
            return _ASSERTED
        number, reason = found
        return ("rejected" if number < len(REJECTING) else "hedged"), reason
