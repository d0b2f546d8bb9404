"""Voice and speaker of a stretch of text: the writer's own words, or somebody's whom the text quotes or paraphrases."""

from __future__ import annotations

import re

import numpy as np

from framing.attribution import Attributions
from framing.text.analysis import Analysis
from framing.text.quotations import SCARE
from framing.turns import Turns
from framing.types import SOURCE_CLASSES, Voice

_HEARSAY = SOURCE_CLASSES.index("hearsay")
FARTHEST_SPEAKER = 2
"""Sentences between a quotation and the attribution taken for its speaker."""
WRAPPED_MOST = 8
"""Characters of a quotation beyond the expression itself, from which the quotation marks are about more than the expression."""

_REPORTS = frozenset(
    b"reported reports report announced announces announcement announcing confirmed confirms cites cited citing reminds reminded "
    b"remember expects expected expect pledged pledges pledge promised promises promise sounded proclaimed tells saw thought shows "
    b"showed continues recall upheld raged lambasted testified viewed vowing vowed articulated study studies".split()
)
"""Cues whose content is what happened, told by the writer in the writer's own words."""
_LEAVES = re.compile(
    rb"\x04 ?(?:and|but|because|so|which|who|the|a)\b|;|, but\b|\bbut (?:unfortunately|the|it|some|many)\b|"
    rb", (?:while|although|though|presumably|when|who|where|after|so|mistook|handled)\b|, and (?:offers|the|he|she|it|they)\b"
)
"""In the words between a cue and the expression: here the writer goes on."""
_CALLS = frozenset(
    b"call calls called calling dub dubs dubbed label labels labeled labelled compare compares compared comparing liken likens "
    b"likened describe describes described describing paint paints painted portray portrays portrayed see sees view views viewed "
    b"blame blames blamed scoffed denounced denounces slammed blasted warn warns warned warning envisions analogy feels".split()
)
_PASSIVE = frozenset(b"is are was were be been being often also widely has have commonly sometimes many some what".split())
CALL_REACH = 9


class Voices:
    """Answers (voice, speaker, reason) for stretches of one batch."""

    def __init__(self, analysis: Analysis, attributions: Attributions) -> None:
        self._analysis = analysis
        self._attributions = attributions
        self._rows = np.flatnonzero(attributions.source_class != _HEARSAY)
        self._start = attributions.start[self._rows]
        self._turns = Turns(analysis)

    def of(self, start: int, end: int) -> tuple[Voice, str | None, str]:
        """Voice `source` inside speech, a partial quotation or attributed paraphrase; scare quotes are the writer's."""
        quotation = self._quotation(start)
        row = self._content_row(start, end)
        if quotation is not None and (row is not None or not self._wraps(quotation, start, end)):
            speaker = row if row is not None else self._nearest(quotation, start)
            return "source", self._phrase(speaker), "in a quotation"
        if row is not None:
            return "source", self._phrase(row), "in attributed paraphrase"
        turn = self._turns.at(start)
        if turn is not None:
            return "source", turn[0], turn[1]
        called = self._called(start)
        if called is not None:
            return "source", None, f"after {called!r}"
        return "author", None, "the writer's own words"

    def _quotation(self, start: int) -> int | None:
        quotations = self._analysis.quotations
        found = int(np.searchsorted(quotations.start, start, "right")) - 1
        if found < 0 or start >= quotations.end[found] or quotations.kind[found] == SCARE:
            return None
        return found

    def _wraps(self, quotation: int, start: int, end: int) -> bool:
        """Whether the quotation marks stand around the expression alone, as scare quotes do."""
        quotations = self._analysis.quotations
        extra = start - quotations.start[quotation] + quotations.end[quotation] - end
        return bool(extra <= WRAPPED_MOST) and not self._in_title(start)

    def _in_title(self, start: int) -> bool:
        return bool((np.searchsorted(self._analysis.field_start, start, "right") - 1) % 2 == 0)

    def _sentence_rows(self, start: int) -> list[int]:
        a = self._analysis
        sentence = int(np.searchsorted(a.sentence_start, start, "right")) - 1
        low, high = int(a.sentence_start[sentence]), int(a.sentence_end[sentence])
        first, last = np.searchsorted(self._start, (low - 1, high)).tolist()
        return self._rows[first:last].tolist()

    def _content_row(self, start: int, end: int) -> int | None:
        a = self._attributions
        for row in reversed(self._sentence_rows(start)):
            if a.content_start[row] <= start and end <= a.content_end[row] and self._reaches(row, start):
                return row
        return None

    def _reaches(self, row: int, start: int) -> bool:
        a, data = self._attributions, self._analysis.folded.data
        cue = data[int(a.cue_start[row]) : int(a.cue_end[row])]
        if cue in _REPORTS or data[max(0, int(a.start[row]) - 4) : int(a.start[row])].endswith(b"as "):
            return False
        return int(a.cue_end[row]) > start or not _LEAVES.search(data, int(a.cue_end[row]), start)

    def _called(self, start: int) -> str | None:
        words, data = self._analysis.words, self._analysis.folded.data
        first = int(np.searchsorted(words.start, start))
        low = int(self._analysis.sentence_start[self._analysis.word_sentence[min(first, len(words) - 1)]])
        begin = max(first - CALL_REACH, 0)
        spans = list(zip(words.start[begin:first].tolist(), words.end[begin:first].tolist()))
        for i in range(len(spans) - 1, 0, -1):
            s, e = spans[i]
            if s < low or re.search(rb"[,;\x04]", data[e : e + 2]):
                return None
            if data[s:e] in _CALLS:
                return None if s <= low or data[spans[i - 1][0] : spans[i - 1][1]] in _PASSIVE else data[s:e].decode("latin-1")
        return None

    def _nearest(self, quotation: int, start: int) -> int | None:
        """The attribution of the quotation's own sentences, else the closest of its field within FARTHEST_SPEAKER."""
        analysis, quotations = self._analysis, self._analysis.quotations
        return None

    def _phrase(self, row: int | None) -> str | None:
        if row is None:
            return None
        return self._analysis.text_of(int(self._attributions.start[row]), int(self._attributions.end[row]))
