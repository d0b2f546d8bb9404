"""Stance: does the text let an expression stand for its subject? Rules over the words of its clause and sentence.

`rejected`: negated ("is not a witch hunt"), distanced ("so-called", "the myth of") or denied. `hedged`: a question, condition,
possibility, prediction or fear. Else `asserted`; quotation marks and attribution alone change nothing (coding scheme B).
"""

from __future__ import annotations

from framing.text.analysis import Analysis
from framing.types import Stance

NEGATION_REACH = 6
"""Words between a negation and the expression it can reject."""
HEDGE_REACH = 14
"""Words before the expression in which a hedge counts."""

_NEGATORS = frozenset(b.encode() for b in (
    "not no never neither nor hardly cannot can't won't isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't "
    "couldn't shouldn't wouldn't ain't without nothing"
).split())
_ONLY = frozenset(b.encode() for b in "only just merely simply solely necessarily alone exactly".split())
_REJECTING = frozenset(b.encode() for b in (
    "myth myths nonsense overblown exaggerated denied denies deny denying dismissed dismisses dismissing rejected rejects "
    "reject rejecting debunk debunked mocked mocks mocking ridiculed disputed disputes refuted scoffed laughable"
).split())
_HEDGES = frozenset(b.encode() for b in (
    "if whether could might may would perhaps possibly maybe potentially potential risk risks fear fears feared fearing unless "
    "threatens threatened threat worry worries worried likely possible possibility concern concerns concerned "
    "danger should will won't predicted predicts prediction expected avoid avert prevent preventing avoiding averting "
    "warned warning warns looming"
).split())
_CLAUSE_ENDS = b",;:()"


def stance_of(analysis: Analysis, start: int, end: int, first: int, last: int) -> tuple[Stance, str]:
    """(stance, reason) of the words first:last at start:end of the batch."""
    sentence = int(analysis.word_sentence[first])
    low = int(analysis.sentence_start[sentence])
    high = int(analysis.sentence_end[sentence])
    data = analysis.folded.data
    before = [data[s:e] for s, e in _spans(analysis, max(first - HEDGE_REACH, 0), first) if s >= low]
    if data[max(low, start - 12) : start].rstrip(b" '\"").endswith((b"so-called", b"so called")):
        return "rejected", "so-called"
    negator = _negation(before, data, analysis, first, low)
    if negator:
        return "rejected", f"negated by {negator}"
    distancing = next((word for word in before[-5:] if word in _REJECTING), None)
    if distancing:
        return "rejected", f"after {distancing.decode('latin-1')!r}"
    if data[low:high].rstrip(b" \"')]").endswith(b"?"):
        return "hedged", "in a question"
    hedge = next((word for word in reversed(before) if word in _HEDGES), None)
    if hedge:
        return "hedged", f"after {hedge.decode('latin-1')!r}"
    return "asserted", "neither denied nor doubted"


def _spans(analysis: Analysis, first: int, last: int) -> list[tuple[int, int]]:
    words = analysis.words
    return list(zip(words.start[first:last].tolist(), words.end[first:last].tolist(), strict=True))


def _negation(before: list[bytes], data: bytes, analysis: Analysis, first: int, low: int) -> str | None:
    """The negating word whose scope reaches the expression, or None: no clause border and no `only` between them."""
    reach = before[-NEGATION_REACH:]
    for back, word in enumerate(reversed(reach), 1):
        at = int(analysis.words.start[first - back])
        if word in _NEGATORS and at >= low:
            between = data[at + len(word) : int(analysis.words.start[first])]
            following = reach[len(reach) - back + 1 :]
            if any(mark in _CLAUSE_ENDS for mark in between) or b" but " in between or _ONLY & set(following):
                return None
            return repr(word.decode("latin-1"))
    return None
