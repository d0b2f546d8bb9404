"""Clauses in which somebody else names a thing or holds a view, without a reporting clause of the usual shape.

"Comey compares him to", "paints the plan as", "what they warn is a", "the firms fear that", "the mayor's reasoning is that".
"""

from __future__ import annotations

import re
from functools import partial

import numpy as np
from numpy.typing import NDArray

from framing.text.analysis import Analysis
from framing.text.word_bits import WordBits, kept_by_vocabulary

CALL_REACH = 9
"""Words between a verb of naming and the expression."""


def listed(text: str) -> frozenset[bytes]:
    """The words of a list, folded."""
    return frozenset(word.encode() for word in text.split())


DESCRIBING = listed("describe describes described describing")
_CALLS_AS = DESCRIBING | listed(
    "cast casts casting paint paints painted painting bill bills billed decry decries decried decrying"
)
"""They name a thing only together with "as" or "like": "paints him as a", "described the town as a"."""
CALLS = _CALLS_AS | listed(
    "call calls called calling dub dubs dubbed label labels labeled labelled compare compares compared comparing liken "
    "likens likened likening portray portrays portrayed blame blames oppose opposes denounced denounces slammed blasted "
    "scoffed refer refers referred referring lambasted lambasts derided deride hailed hails touted touts branded "
    "characterize characterizes characterized"
)
NOT_SOMEBODY = listed(
    "is was were be been being often also widely commonly sometimes many some what so to i we i've can could would will might "
    "may should must my this that and or by"
)
"""Before a verb of naming, these leave nobody but the writer, or nobody at all, who names."""
_OFF_CALL = listed("for off on in at with")
"""After a verb of naming, these make another verb or a noun of it: "calls on", "her calling at"."""
OPENERS = listed("which who whom because when where while but")

_SUBJECT_WORD = (
    r"(?:(?!(?:[Ii]|[Ww]e|[Yy]ou|[Ii]t|is|there|was|be|many|some|most|people|others|to|while|when|if|as|can|can[’']t|could|"
    r"might|may|will|would|should|must|often|also)\b)[\w’'.-]+ )"
)


def names(verb: bytes, following: list[bytes]) -> bool:
    """Whether a verb of naming, with the words between it and the expression, says that somebody names a thing so."""
    if following and following[0] in _OFF_CALL:
        return False
    return verb not in _CALLS_AS or b"as" in following or b"like" in following


_HELD = (
    "warn warns warned perceive perceives perceived see sees consider considers considered regard regards regarded view views "
    "viewed feel feels felt deem deems deemed say says believe believes believed claim claims claimed fears insists call calls "
    "called"
)
_VIEW = re.compile(
    # what they warn is a [[…]]; which the trade sees as the [[…]]; who, they feel, [[…]]
    rf"\b(?:what|which|who|that),? {_SUBJECT_WORD}{{1,3}}?(?:{_HELD.replace(' ', '|')}),?(?: (?:is|are|was|were|to be|as))?"
    r"(?: (?:an?|the))?(?: \w+)? ?[\"“‘']?$"
)
_VIEW_REACH = 6
"""Words between the verb of _VIEW and the expression."""
_HOPES = "fear fears feared hope hopes hoped worry worries worried"
_HOPE = re.compile(
    # the firms fear that …; Bell worried that …; the law that Bell fears could …
    r"\b(?!Let[’']|(?:I|We|You)\b)(?:(?:[A-Z][\w’'.-]+|[Hh]e|[Ss]he|[Ww]ho) (?:fears|hopes|worries)|"
    r"(?:[a-z]\w+(?:s|men)|[A-Z][\w’'.-]+|[Tt]hey|[Mm]any|[Ss]ome) (?:fear|hope|worry)|"
    r"(?:[A-Z][\w’'.-]+|[a-z]\w+s|[Hh]e|[Ss]he|[Tt]hey) (?:feared|hoped|worried)) (?:that|could|would|might|will|may)\b"
)
_THESES = (
    "reasoning argument announcement claim belief view contention complaint message concern fear hope idea theory assertion "
    "statement warning insistence conclusion suggestion prediction thesis opinion"
)
_OWNER = r"\b(?:(?!(?:[Ll]et|[Ii]t|[Tt]hat|[Tt]here|[Hh]ere|[Ww]hat|[Hh]e|[Ss]he)[’'])\w+[’']s?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts)"
_THESIS = re.compile(
    # the mayor's reasoning is that …; her announcement that …
    rf"{_OWNER} (?:[\w-]+ ){{0,2}}(?:{_THESES.replace(' ', '|')})(?: (?:is|was))? that\b"
)
_FRAMES = (
    (_VIEW, "in somebody's view"),
    (_HOPE, "in somebody's hope or fear"),
    (_THESIS, "in somebody's argument"),
)
_OPENS = listed("that is was could would might will may")
"""What follows a word of _HOPES or _THESES in a frame."""
_SIGNS = kept_by_vocabulary(
    partial(WordBits.of, [CALLS, listed(_HELD), listed(_HOPES) | listed(_THESES), _OPENS])
)
_NAMING_NEAR = sum(
    np.where(np.arange(CALL_REACH) < reach, np.uint32(bit), np.uint32(0))
    for bit, reach in ((1, CALL_REACH), (2, _VIEW_REACH))
)


class Frames:
    """Where the words of a batch may stand in somebody's view, hope or argument, and whether they do."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._table = _SIGNS(analysis.vocabulary)
        words = analysis.words
        bits = self._table.by_id.take(words.id)
        held = np.flatnonzero((bits & 4) != 0)
        held = held[(bits.take(np.minimum(held + 1, len(bits) - 1)) & 8) != 0]
        self._held = words.start[held]

    def may_be(
        self, start: NDArray[np.int64], sentence: NDArray[np.int64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For places with their sentences: whether a verb of naming stands shortly before; whether a frame may hold them."""
        words = self._analysis.words
        before = np.searchsorted(words.start, start)[:, None] - 1 - np.arange(CALL_REACH)
        near = np.bitwise_or.reduce(self._table.at(words, np.maximum(before, 0)) & _NAMING_NEAR, axis=1)
        low = np.searchsorted(self._held, self._analysis.sentence_start[sentence])
        framed = ((near & 2) != 0) | (np.searchsorted(self._held, start) > low)
        return (near & 1) != 0, framed

    def at(self, low: int, start: int) -> tuple[str, int] | None:
        """What frames the words at `start` in their sentence, which begins at `low`, and where the frame ends."""
        for pattern, reason in _FRAMES:
            found = pattern.search(self._analysis.joined, low, start)
            if found:
                return reason, found.end()
        return None
