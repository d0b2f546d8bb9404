"""Voice and speaker of a stretch of text: the writer's own words, or somebody's whom the text quotes or paraphrases.

`source`: in a quotation that is more than scare quotes, in the content of an attribution, in an interview turn or signed post,
or named so by somebody ("Comey compares Trump to the mafia bosses"). Else `author`, op-eds and headlines included.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.attribution import Attributions
from framing.text.analysis import Analysis
from framing.text.quotations import SCARE, SPEECH
from framing.text.sentences import before_white
from framing.types import SOURCE_CLASSES, Voice
from framing.voice.naming import (
    CALL_REACH,
    CALLS,
    DESCRIBING,
    NOT_SOMEBODY,
    OPENERS,
    Frames,
    listed,
    names,
)
from framing.voice.turns import Turns

_HEARSAY = SOURCE_CLASSES.index("hearsay")
FARTHEST_SPEAKER = 2
"""Sentences between a quotation and the attribution taken for its speaker."""
WRAPPED_MOST = 9
"""Characters of a quotation beyond the expression, up to which the marks are about the expression alone: “[[crypto winter]],”"""
SPOKEN_LEAST = 8
"""Words from which on a quotation that is no mere part of the writer's sentence is somebody's, even if it is all expression."""
SAID_REACH = 6
"""Words between a reporting verb and the quotation that it introduces or closes."""
INTRODUCES_REACH = 3
BLOCK_LOOK_BACK = 48
"""Characters before a paragraph in which its introduction must end."""
_ADVERTISEMENT = b"advertisement:"
_REPORTING_VERB = ord("V")


_REPORTS = listed(
    "reported reports report announced announces announcement announcing cites cited citing reminds reminded remember expects "
    "expected pledged pledges pledge promised promises promise sounded proclaimed tells saw shows showed continues recall upheld "
    "raged lambasted viewed vowing vowed articulated confirmed confirms expressed "
    "details showing sharing makes named balked testified referred show shown suggests find finds found indicate indicates "
    "demonstrate demonstrates demonstrated acknowledge acknowledges acknowledged boasts"
)
"""Cues whose content is what happened, is to happen or is shown to be so, told by the writer in the writer's own words."""
_LEAVES = re.compile(
    rb"\x04 ?(?:and|but|because|so|which|who|the|a)\b|;|, but\b|\bbut (?:unfortunately|the|it|some|many)\b|"
    rb", (?:while|although|though|presumably|when|who|where|after|so)\b|, and (?:the|he|she|it|they)\b"
)
"""Between a cue and the expression: here the writer goes on."""
_SUBORDINATES = re.compile(rb"(?<![a-z])(?:while|although|though|after|when|because) $")
"""Right before a source, these make its clause a circumstance of the writer's: "while Bell said …, the town …"."""
_INTRODUCES = listed("regarded known dubbed nicknamed adage saying term called slogan remember")
"""Shortly before a quotation, these mention what is commonly said: "known as the “nuclear option”", "the old adage “…”"."""
_UTTERING = listed("not no never is are was were be it this that i we you they he she")
"""Inside the marks before the expression, these make an utterance of it: “not a [[witch hunt]]”."""
_EVERYBODY = listed("many some most people others")
"""After "what", these pass on what is commonly said: "what many call a witch hunt" is the writer's."""
_MAY_CALL = re.compile(b"|".join(sorted({word[:4] for word in CALLS})))
"""Quickly found wherever a verb of naming stands."""
_BORDERS = frozenset(b",;:\x04\n")


_WRITER: tuple[Voice, str | None, str] = ("author", None, "the writer's own words")


def _values(column: NDArray[Any]) -> memoryview:
    """A column of which few values are asked for, one by one; a list would hold them all."""
    return np.ascontiguousarray(column).data


class Voices:
    """Answers (voice, speaker, reason) for stretches of one batch."""

    def __init__(self, analysis: Analysis, attributions: Attributions) -> None:
        self._analysis = analysis
        self._attributions = attributions
        rows = np.flatnonzero(attributions.source_class != _HEARSAY)
        self._rows: list[int] = rows.tolist()
        self._start: list[int] = attributions.start[rows].tolist()
        self._content_start = _values(attributions.content_start)
        self._content_end = _values(attributions.content_end)
        self._cue_end = _values(attributions.cue_end)
        self._sentence_start = _values(analysis.sentence_start)
        self._sentence_end = _values(analysis.sentence_end)
        self._quotation_start = _values(analysis.quotations.start)
        self._quotation_end = _values(analysis.quotations.end)
        self._quotation_kind = _values(analysis.quotations.kind)
        self._field_start = _values(analysis.field_start)
        self._word_start = _values(analysis.words.start)
        self._turns = Turns(analysis)
        self._frames = Frames(analysis)

    def of_all(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> list[tuple[Voice, str | None, str]]:
        """What `of` says of many stretches, each looked at by itself only where there is a sign of another voice."""
        others, framed = (found.tolist() for found in self._signs(start))
        places = zip(start.tolist(), end.tolist(), others, framed, strict=True)
        return [
            self.of(low, high, framed=frame) if other or frame else _WRITER
            for low, high, other, frame in places
        ]

    def _signs(self, start: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether a quotation, an attribution in the sentence, a turn or post, a colon before the paragraph, or a verb of naming
        shortly before can give a stretch another voice than the writer's; whether a frame can."""
        analysis, letters = self._analysis, self._analysis.folded.array
        quotation = np.searchsorted(analysis.quotations.start, start, "right") - 1
        found = start < np.append(analysis.quotations.end, 0)[quotation]
        sentence = np.maximum(np.searchsorted(analysis.sentence_start, start, "right") - 1, 0)
        attributed = np.array(self._start, np.int64)
        first = np.searchsorted(attributed, analysis.sentence_start[sentence])
        found |= np.searchsorted(attributed, analysis.sentence_end[sentence]) > first
        field = np.searchsorted(analysis.field_start, start, "right") - 1
        found |= self._turns.may_be[field]
        line = np.append(np.flatnonzero(letters == ord("\n")), 0)
        line_end = line[np.searchsorted(line[:-1], start) - 1]
        found |= letters.take(before_white(letters, line_end)) == ord(":")
        named, framed = self._frames.may_be(start, sentence)
        return np.asarray(found | named, np.bool_), framed

    def of(self, start: int, end: int, *, framed: bool = True) -> tuple[Voice, str | None, str]:
        """Voice, the source phrase or label where one is known, and what decided; framed: whether a frame may hold it."""
        sentence = self._sentence(start)
        row = self._content_row(sentence, start, end)
        quotation = self._quotation(start)
        if quotation is not None and (row is not None or not self._is_scare(quotation, start, end)):
            speaker = row if row is not None else self._nearest(quotation)
            return "source", self._phrase(speaker), "in a quotation"
        if row is not None:
            return "source", self._phrase(row), "in attributed paraphrase"
        return self._without_attribution(sentence, start, framed=framed)

    def _without_attribution(
        self, sentence: int, start: int, *, framed: bool
    ) -> tuple[Voice, str | None, str]:
        """What turns, posts, blocks, verbs of naming and frames say, in this order."""
        turn = self._turns.at(start)
        if turn is not None:
            return "source", turn.speaker, turn.reason
        block = self._block(start)
        if block is not None:
            return "source", self._phrase(block), "in a quoted block"
        named = self._named(sentence, start)
        if named:
            return "source", None, f"after {named!r}"
        frame = self._frames.at(self._sentence_start[sentence], start) if framed else None
        if frame is None or _LEAVES.search(self._analysis.folded.data, frame[1], start):
            return _WRITER
        return "source", None, frame[0]

    def _sentence(self, position: int) -> int:
        return max(bisect_right(self._sentence_start, position) - 1, 0)

    def _quotation(self, start: int) -> int | None:
        found = bisect_right(self._quotation_start, start) - 1
        return found if found >= 0 and start < self._quotation_end[found] else None

    def _is_scare(self, quotation: int, start: int, end: int) -> bool:
        """Whether the marks stand around the expression alone, outside a title, and nobody is near who said it."""
        words, kind = self._analysis.words, self._quotation_kind[quotation]
        low, high = self._quotation_start[quotation], self._quotation_end[quotation]
        first, last = bisect_left(self._word_start, low), bisect_left(self._word_start, high)
        introduced = not _INTRODUCES.isdisjoint(self._words(max(first - INTRODUCES_REACH, 0), first))
        if start - low + high - end > WRAPPED_MOST:
            return bool(kind == SCARE) and introduced
        if kind == SPEECH and last - first >= SPOKEN_LEAST:
            return False
        if not _UTTERING.isdisjoint(self._words(first, bisect_left(self._word_start, start))):
            return False
        if self._analysis.word_field[first] % 2 == 0:
            return bool(kind == SCARE)
        if introduced:
            return True
        if kind != SPEECH:
            sentence = self._sentence(low)
            return kind == SCARE and not self._between(
                self._sentence_start[sentence], self._sentence_end[sentence]
            )
        near = slice(max(first - SAID_REACH, 0), last + SAID_REACH)
        same = self._analysis.word_sentence[near] == self._analysis.word_sentence[first]
        return not bool((same & (words.tag[near] == _REPORTING_VERB)).any())

    def _words(self, first: int, last: int) -> list[bytes]:
        words, data = self._analysis.words, self._analysis.folded.data
        spans = zip(words.start[first:last].tolist(), words.end[first:last].tolist(), strict=True)
        return [data[start:end] for start, end in spans]

    def _between(self, low: int, high: int) -> list[int]:
        """Attributions whose source phrase starts in low:high, in text order."""
        return self._rows[bisect_left(self._start, low) : bisect_left(self._start, high)]

    def _content_row(self, sentence: int, start: int, end: int) -> int | None:
        """The attribution of the sentence whose content holds start:end, the innermost where several do.

        An attribution without content counts with what follows a "that" behind its cue.
        """
        if not self._sentence_start:
            return None
        data = self._analysis.folded.data
        for row in reversed(self._between(self._sentence_start[sentence], self._sentence_end[sentence])):
            low, high = self._content_start[row], self._content_end[row]
            if low == high and b" that " in data[self._cue_end[row] : start]:
                low, high = self._cue_end[row], self._sentence_end[sentence]
            if low <= start and end <= high and self._reaches(row, start):
                return row
        return None

    def _reaches(self, row: int, start: int) -> bool:
        """Whether the attributed words, and not the writer's, go on up to the expression."""
        a, data = self._attributions, self._analysis.folded.data
        source, cue, after = int(a.start[row]), int(a.cue_start[row]), int(a.cue_end[row])
        if data[cue:after] in _REPORTS:
            return False
        if data[max(0, source - 5) : source] == b"what " and data[source : int(a.end[row])] in _EVERYBODY:
            return False
        if after > start:
            return data[cue:after] != b"according"
        if data[cue:after] in DESCRIBING and b" as " not in data[after:start]:
            return False
        if _SUBORDINATES.search(data, max(0, source - 11), source) and b", " in data[after:start]:
            return False
        begin = max(after, int(a.content_start[row])) + len(b", but ")
        return _LEAVES.search(data, begin, start) is None

    def _block(self, start: int) -> int | None:
        """The attribution whose sentence ends the paragraph before with a colon: "Anna Bell wrote:" and a line end."""
        data = self._analysis.folded.data
        low = self._field_start[bisect_right(self._field_start, start) - 1]
        end = data.rfind(b"\n", low, start)
        begin = max(low, end - BLOCK_LOOK_BACK)
        before = data[begin : max(end, low)].rstrip().removesuffix(_ADVERTISEMENT).rstrip()
        if not before.endswith(b":"):
            return None
        sentence = self._sentence(begin + len(before) - 1)
        rows = self._between(self._sentence_start[sentence], self._sentence_end[sentence])
        return rows[-1] if rows else None

    def _named(self, sentence: int, start: int) -> str | None:
        """The verb by which somebody calls a thing by the expression, in the same clause before it."""
        words, data = self._analysis.words, self._analysis.folded.data
        first = bisect_left(self._word_start, start)
        low = max(first - CALL_REACH, 0)
        if _MAY_CALL.search(data, int(words.start[low]), start) is None:
            return None
        starts = [*words.start[low:first].tolist(), start]
        ends = words.end[low:first].tolist()
        for i in range(len(ends) - 1, 0, -1):
            word = data[starts[i] : ends[i]]
            gap = data[ends[i] : starts[i + 1]]
            if (
                starts[i - 1] < self._sentence_start[sentence]
                or word in OPENERS
                or not _BORDERS.isdisjoint(gap)
            ):
                return None
            if word in CALLS:
                following = [data[a:b] for a, b in zip(starts[i + 1 : -1], ends[i + 1 :], strict=True)]
                nobody = data[starts[i - 1] : ends[i - 1]] in NOT_SOMEBODY
                return None if nobody or not names(word, following) else word.decode("latin-1")
        return None

    def _nearest(self, quotation: int) -> int | None:
        """The attribution of the quotation's own sentences, else the closest of its field within FARTHEST_SPEAKER."""
        analysis = self._analysis
        first = self._sentence(self._quotation_start[quotation])
        last = self._sentence(self._quotation_end[quotation] - 1)
        field = int(analysis.sentence_field[first])
        low = max(first - FARTHEST_SPEAKER, int(analysis.field_first_sentence[field]))
        high = min(last + FARTHEST_SPEAKER, int(analysis.field_first_sentence[field + 1]) - 1)
        rows = self._between(self._sentence_start[low], self._sentence_end[high])

        def distance(row: int) -> int:
            sentence = self._sentence(int(self._attributions.start[row]))
            return max(first - sentence, sentence - last, 0)

        return min(rows, key=distance, default=None)

    def _phrase(self, row: int | None) -> str | None:
        if row is None:
            return None
        return self._analysis.text_of(int(self._attributions.start[row]), int(self._attributions.end[row]))
