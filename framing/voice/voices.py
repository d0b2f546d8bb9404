"""Voice and speaker of a stretch of text: the writer's own words, or somebody's whom the text quotes or paraphrases.

`source`: in a quotation that is more than scare quotes, in the content of an attribution, in an interview turn or signed post,
or named so by somebody ("Comey compares Trump to the mafia bosses"). Else `author`, op-eds and headlines included.
"""

from __future__ import annotations

import re

import numpy as np

from framing.attribution import Attributions
from framing.text.analysis import Analysis
from framing.text.quotations import SCARE
from framing.types import SOURCE_CLASSES, Voice
from framing.voice.turns import Turns

_HEARSAY = SOURCE_CLASSES.index("hearsay")
FARTHEST_SPEAKER = 2
"""Sentences between a quotation and the attribution taken for its speaker."""
WRAPPED_MOST = 9
"""Characters of a quotation beyond the expression, up to which the marks are about the expression alone: “[[crypto winter]],”"""
SAID_REACH = 6
"""Words between a reporting verb and the quotation that it introduces or closes."""
CALL_REACH = 9
"""Words between a verb of naming and the expression."""
_REPORTING_VERB = ord("V")


def _words(text: str) -> frozenset[bytes]:
    return frozenset(word.encode() for word in text.split())


_REPORTS = _words(
    "reported reports report announced announces announcement announcing cites cited citing reminds reminded remember expects "
    "expected pledged pledges pledge promised promises promise sounded proclaimed tells saw shows showed continues recall upheld "
    "raged lambasted viewed vowing vowed articulated"
)
"""Cues whose content is what happened or is to happen, told by the writer in the writer's own words."""
_LEAVES = re.compile(
    rb"\x04 ?(?:and|but|because|so|which|who|the|a)\b|;|, but\b|\bbut (?:unfortunately|the|it|some|many)\b|"
    rb", (?:while|although|though|presumably|when|who|where|after|so)\b|, and (?:the|he|she|it|they)\b"
)
"""Between a cue and the expression: here the writer goes on."""
_EVERYBODY = _words("many some most people others")
"""After "what", these pass on what is commonly said: "what many call a witch hunt" is the writer's."""
_CALLS = _words(
    "call calls called calling dub dubs dubbed label labels labeled labelled compare compares compared comparing liken likens "
    "likened describe describes described describing portray portrays portrayed paints blame blames oppose opposes denounced "
    "denounces slammed blasted scoffed warning"
)
_NOT_SOMEBODY = _words(
    "is was were be been being often also widely commonly sometimes many some what so to i we i've can could would will might "
    "may should must my this that and or"
)
"""Before a verb of naming, these leave nobody but the writer, or nobody at all, who names."""


class Voices:
    """Answers (voice, speaker, reason) for stretches of one batch."""

    def __init__(self, analysis: Analysis, attributions: Attributions) -> None:
        self._analysis = analysis
        self._attributions = attributions
        self._rows = np.flatnonzero(attributions.source_class != _HEARSAY)
        self._start = attributions.start[self._rows]
        self._turns = Turns(analysis)

    def of(self, start: int, end: int) -> tuple[Voice, str | None, str]:
        """Voice, the source phrase or label where one is known, and what decided."""
        sentence = self._sentence(start)
        row = self._content_row(sentence, start, end)
        quotation = self._quotation(start)
        if quotation is not None and (row is not None or not self._is_scare(quotation, start, end)):
            speaker = row if row is not None else self._nearest(quotation)
            return "source", self._phrase(speaker), "in a quotation"
        if row is not None:
            return "source", self._phrase(row), "in attributed paraphrase"
        turn = self._turns.at(start)
        if turn is not None:
            return "source", turn.speaker, turn.reason
        named = self._named(sentence, start)
        return ("source", None, f"after {named!r}") if named else ("author", None, "the writer's own words")

    def _sentence(self, position: int) -> int:
        return max(int(np.searchsorted(self._analysis.sentence_start, position, "right")) - 1, 0)

    def _quotation(self, start: int) -> int | None:
        quotations = self._analysis.quotations
        found = int(np.searchsorted(quotations.start, start, "right")) - 1
        if found < 0 or start >= quotations.end[found] or quotations.kind[found] == SCARE:
            return None
        return found

    def _is_scare(self, quotation: int, start: int, end: int) -> bool:
        """Whether the marks stand around the expression alone, outside a title, and nobody is near who said it."""
        quotations, words = self._analysis.quotations, self._analysis.words
        low, high = int(quotations.start[quotation]), int(quotations.end[quotation])
        if start - low + high - end > WRAPPED_MOST:
            return False
        first, last = np.searchsorted(words.start, (low, high)).tolist()
        if self._analysis.word_field[first] % 2 == 0:
            return False
        near = slice(max(first - SAID_REACH, 0), last + SAID_REACH)
        same = self._analysis.word_sentence[near] == self._analysis.word_sentence[first]
        return not bool((same & (words.tag[near] == _REPORTING_VERB)).any())

    def _between(self, low: int, high: int) -> list[int]:
        """Attributions whose source phrase starts in low:high, in text order."""
        first, last = np.searchsorted(self._start, (low, high)).tolist()
        rows: list[int] = self._rows[first:last].tolist()
        return rows

    def _content_row(self, sentence: int, start: int, end: int) -> int | None:
        """The attribution of the sentence whose content holds start:end, the innermost where several do."""
        a, analysis = self._attributions, self._analysis
        if not len(analysis.sentence_start):
            return None
        rows = self._between(int(analysis.sentence_start[sentence]), int(analysis.sentence_end[sentence]))
        for row in reversed(rows):
            if a.content_start[row] <= start and end <= a.content_end[row] and self._reaches(row, start):
                return row
        return None

    def _reaches(self, row: int, start: int) -> bool:
        """Whether the attributed words, and not the writer's, go on up to the expression."""
        a, data = self._attributions, self._analysis.folded.data
        source, cue, after = int(a.start[row]), int(a.cue_start[row]), int(a.cue_end[row])
        if data[cue:after] in _REPORTS or data[max(0, source - 3) : source] == b"as ":
            return False
        if data[max(0, source - 5) : source] == b"what " and data[source : int(a.end[row])] in _EVERYBODY:
            return False
        return after > start or _LEAVES.search(data, after, start) is None

    def _named(self, sentence: int, start: int) -> str | None:
        """The verb by which somebody calls a thing by the expression, in the same clause before it."""
        words, data = self._analysis.words, self._analysis.folded.data
        first = int(np.searchsorted(words.start, start))
        begin = max(
            first - CALL_REACH,
            int(np.searchsorted(words.start, int(self._analysis.sentence_start[sentence]))),
        )
        starts, ends = words.start[begin:first].tolist(), words.end[begin:first].tolist()
        text = [data[s:e] for s, e in zip(starts, ends, strict=True)]
        for i in range(len(text) - 1, 0, -1):
            if data[ends[i]] in b",;:\x04":
                return None
            if text[i] in _CALLS:
                return None if text[i - 1] in _NOT_SOMEBODY else text[i].decode("latin-1")
        return None

    def _nearest(self, quotation: int) -> int | None:
        """The attribution of the quotation's own sentences, else the closest of its field within FARTHEST_SPEAKER."""
        analysis, quotations = self._analysis, self._analysis.quotations
        first = self._sentence(int(quotations.start[quotation]))
        last = self._sentence(int(quotations.end[quotation]) - 1)
        field = int(analysis.sentence_field[first])
        low = max(first - FARTHEST_SPEAKER, int(analysis.field_first_sentence[field]))
        high = min(last + FARTHEST_SPEAKER, int(analysis.field_first_sentence[field + 1]) - 1)
        rows = self._between(int(analysis.sentence_start[low]), int(analysis.sentence_end[high]))

        def distance(row: int) -> int:
            sentence = self._sentence(int(self._attributions.start[row]))
            return max(first - sentence, sentence - last, 0)

        return min(rows, key=distance, default=None)

    def _phrase(self, row: int | None) -> str | None:
        if row is None:
            return None
        return self._analysis.text_of(int(self._attributions.start[row]), int(self._attributions.end[row]))
