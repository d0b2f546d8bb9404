"""What stands around an expression in its sentence: the words on both sides, the clause borders between, its determiner."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from framing.stance.cues import (
    BECOMING,
    BREAKERS,
    CIRCUMSTANCE,
    COPULAS,
    CREATING,
    DEFINITE,
    DEGREES,
    DETERMINERS,
    ENSURING,
    FINITE,
    FUNCTION_WORDS,
    INTRODUCING,
    JOINERS,
    KINDS,
    LISTERS,
    LIVING,
    MAKING,
    NAMES,
    PARENTHETIC,
    POINTING,
    PREDICATE_GOVERNORS,
    PREPOSITIONS,
)
from framing.text.analysis import Analysis
from framing.text.fold import DASH

MOST_BEFORE = 22
MOST_AFTER = 8
MOST_PREMODIFIERS = 4
"""Words between a determiner and the expression: "the so far largely hidden [[arms race]]"."""
MOST_INSERTED = 7
"""Words of an insertion between commas: "is not, he says, a [[witch hunt]]"."""
ENSURING_REACH = 6
FOLLOWING_CHARACTERS = 72

NONE, JOINED, COMMA, HARD = range(4)
"""Borders between a word and the expression: none; a joining word such as "and" or "that"; a comma; another clause."""

_HARD_MARKS = frozenset(b";:()[]?!\n\0|") | {DASH}
_COMMA_MARK = ord(",")
_OPENERS = BREAKERS | JOINERS
_OF_SOME = ([b"of", b"a"], [b"of", b"an"])
"""After the expression, these make it a new thing in spite of "the": "the opening salvo of an AI cold war"."""


class Text(NamedTuple):
    """A batch as stance reads it, value by value: folded bytes; words; sentences."""

    data: bytes
    start: memoryview
    end: memoryview
    capital: memoryview
    sentence: memoryview
    sentence_start: memoryview
    sentence_end: memoryview

    @staticmethod
    def of(analysis: Analysis) -> Text:
        words = analysis.words
        columns = (words.start, words.end, words.capital, analysis.word_sentence)
        ends = (analysis.sentence_start, analysis.sentence_end)
        return Text(analysis.folded.data, *(np.ascontiguousarray(column).data for column in columns + ends))


class Context:
    """What stands around the words first:last of a batch, the last of them ending at or after `end`.

    Words are folded bytes. before, after: those of its sentence, counted away from the expression (before[0] stands next to it) ·
    inside: its own. What few uses ask for is worked out on demand.
    """

    def __init__(self, text: Text, first: int, last: int, end: int) -> None:
        self._text = text
        self._sentence = text.sentence[first]
        low, self._high = text.sentence_start[self._sentence], text.sentence_end[self._sentence]
        base = max(first - MOST_BEFORE, 0)
        starts = text.start[base : last + MOST_AFTER].tolist()
        ends = text.end[base : last + MOST_AFTER].tolist()
        at, to = first - base, last - base
        at += _predicate(data := text.data, starts[at:to], ends[at:to])
        first = base + at
        bottom, top = bisect_left(starts, low), max(bisect_left(starts, self._high), to)
        self._bottom, self._at, self._to, self._top = bottom, at, to, top
        self._starts, self._ends = starts, ends
        self.before = [data[s:e] for s, e in zip(starts[bottom:at][::-1], ends[bottom:at][::-1], strict=True)]
        if not NAMES.isdisjoint(self.before):
            capital = text.capital[base + bottom : first + 1].tolist()[::-1]
            self.before = _without_names(self.before, capital)
        self.inside = [data[s:e] for s, e in zip(starts[at:to], ends[at:to], strict=True)]
        self.after = [data[s:e] for s, e in zip(starts[to:top], ends[to:top], strict=True)]
        self._low, self._end = low, end

    @property
    def rest(self) -> bytes:
        """The sentence after the expression."""
        return self._text.data[self._end : self._high]

    @property
    def first_word(self) -> bytes:
        """That of the sentence."""
        return self._text.data[self._low : self._low + 16].lstrip(b"\"' ([").split(b" ", 1)[0]

    @cached_property
    def _gaps(self) -> list[bytes]:
        """What stands between each word before and the next."""
        data, bottom, at = self._text.data, self._bottom, self._at
        ends, starts = self._ends[bottom:at][::-1], self._starts[bottom + 1 : at + 1][::-1]
        return [data[a:b] for a, b in zip(ends, starts, strict=True)]

    @cached_property
    def border_before(self) -> list[int]:
        """The highest border between each word before and the expression."""
        return _borders_before(self.before, self._gaps, self.noun_phrase)

    @cached_property
    def border_after(self) -> list[int]:
        """The highest border between each word after and the expression."""
        data, to, top = self._text.data, self._to, self._top
        gaps = zip(self._ends[to - 1 : top - 1], self._starts[to:top], strict=True)
        return _borders_after(self.after, [data[a:b] for a, b in gaps])

    @cached_property
    def hyphened(self) -> list[bool]:
        """Whether a hyphen joins each word before to the next."""
        return [gap == b"-" for gap in self._gaps]

    @cached_property
    def _noun_phrase(self) -> tuple[int, bytes]:
        return _noun_phrase(self.before, self._gaps, self.inside)

    @property
    def noun_phrase(self) -> int:
        """How many words before the expression belong to its noun phrase."""
        return self._noun_phrase[0]

    @property
    def determiner(self) -> bytes:
        """That of the noun phrase, b"" where it has none."""
        return self._noun_phrase[1]

    @cached_property
    def governor(self) -> bytes:
        """The word before the noun phrase, b"" after a comma or border."""
        at = self.noun_phrase
        return self.before[at] if at < len(self.before) and _border(self._gaps[at]) == NONE else b""

    @cached_property
    def presupposed(self) -> bool:
        """Whether the text takes the expression as given, so that negation and doubt pass it by: "can't put the genie back"."""
        return self.after[:2] not in _OF_SOME and _is_presupposed(
            self.before, self.inside, self.noun_phrase, self.determiner, self.governor
        )

    @property
    def results(self) -> bool:
        """Whether it stands in a participle clause that says what follows from the one before: ", prompting a [[backlash]]"."""
        comma = next((i for i, level in enumerate(self.border_before) if level == COMMA), 0)
        return comma > 0 and self.before[comma - 1].endswith(b"ing")

    @property
    def following(self) -> bytes:
        """The start of the next sentence of the same paragraph."""
        text, sentence = self._text, self._sentence + 1
        if sentence >= len(text.sentence_start):
            return b""
        start = text.sentence_start[sentence]
        end = min(text.sentence_end[sentence], start + FOLLOWING_CHARACTERS)
        return text.data[start:end] if start - self._high < 4 else b""

    def word_before(self, at: int) -> bytes:
        return self.before[at] if at < len(self.before) else b""

    def ensured(self, at: int) -> bool:
        """Whether what stands at before[at] is only to be brought about: "make sure it is not", "to ensure that no"."""
        for i in range(at + 1, min(at + ENSURING_REACH, len(self.before))):
            word = self.before[i]
            if word in ENSURING or (word == b"sure" and self.word_before(i + 1) in MAKING):
                return True
        return False


def _predicate(data: bytes, starts: list[int], ends: list[int]) -> int:
    """How many words of an expression stand before what it says of its subject: three of "data are [[the new oil]]"."""
    words = [data[s:e] for s, e in zip(starts[:-1], ends[:-1], strict=True)]
    return next((i for i in range(len(words), 0, -1) if words[i - 1] in BECOMING), 0)


def quoted(word: bytes) -> str:
    """A word as a reason shows it."""
    return f"'{word.decode('latin-1')}'"


@lru_cache(maxsize=4096)
def _border(gap: bytes) -> int:
    """The border that the characters between two words make: NONE, COMMA or HARD."""
    if len(gap) < 2:
        return HARD if gap in (b"\n", b"\0", b":", b"\x04") else NONE
    if not _HARD_MARKS.isdisjoint(gap) or b" - " in gap or b"--" in gap:
        return HARD
    return COMMA if _COMMA_MARK in gap else NONE


def _borders_before(words: list[bytes], gaps: list[bytes], noun_phrase: int) -> list[int]:
    """The highest border between each word and the expression; gaps[i] follows words[i].

    Commas inside the noun phrase are none: "the old, scolding [[uncle]]".
    """
    borders: list[int] = []
    level, inserted = NONE, -1
    for i, (word, gap) in enumerate(zip(words, gaps, strict=True)):
        mark = NONE if gap == b" " else _border(gap)
        if mark == COMMA and i < noun_phrase:
            mark = NONE
        if mark == COMMA > level and i != inserted:
            inserted = _insertion(words, gaps, i)
            level = level if inserted > 0 else COMMA
        if HARD in (mark, level):
            return [*borders, *[HARD] * (len(words) - i)]
        borders.append(level)
        if word not in _OPENERS:
            continue
        if _opens_clause(words, i):
            level = HARD
        elif level < JOINED and word in JOINERS:
            level = JOINED
    return borders


def _borders_after(words: list[bytes], gaps: list[bytes]) -> list[int]:
    """The same for the words after it; gaps[i] goes before words[i]."""
    borders: list[int] = []
    level = NONE
    for word, gap in zip(words, gaps, strict=True):
        mark = NONE if gap == b" " else _border(gap)
        if mark == HARD or word in BREAKERS:
            return [*borders, *[HARD] * (len(words) - len(borders))]
        level = max(level, mark)
        borders.append(level)
        if level < JOINED and word in JOINERS:
            level = JOINED
    return borders


def _insertion(words: list[bytes], gaps: list[bytes], at: int) -> int:
    """Where the insertion that ends at gaps[at] starts ("is not, he says, a"), as an index of gaps, or -1."""
    for i in range(at + 1, min(at + MOST_INSERTED, len(gaps))):
        if _COMMA_MARK in gaps[i]:
            return i if words[i - 1] in PARENTHETIC else -1
    return -1


def _opens_clause(words: list[bytes], at: int) -> bool:
    """Whether the word (nearest first) starts a clause of its own, so that nothing before it reaches the expression."""
    word = words[at]
    if word == b"that":
        stated = at + 1 < len(words) and words[at + 1] in LISTERS
        return not stated and not (at and words[at - 1] in COPULAS)
    if word in (b"and", b"or"):
        return at > 0 and words[at - 1] in FINITE
    return word in BREAKERS


def _without_names(before: list[bytes], capital: list[int]) -> list[bytes]:
    """The words before with b"" for "Will" and "May" as names; capital[0] belongs to the expression's first word."""
    last = len(before) - 1
    return [
        b"" if word in NAMES and i < last and capital[i + 1] and not capital[i] else word
        for i, word in enumerate(before)
    ]


def _noun_phrase(before: list[bytes], gaps: list[bytes], inside: list[bytes]) -> tuple[int, bytes]:
    """How many words before belong to the expression's noun phrase, and its determiner."""
    if inside[0] in DETERMINERS:
        return 0, inside[0]
    if inside[0] in PREPOSITIONS:
        return 0, b""
    for i, word in enumerate(before[: MOST_PREMODIFIERS + 1]):
        border = _border(gaps[i])
        if border == HARD or (border == COMMA and word in FUNCTION_WORDS):
            return 0, b""
        if word in DEGREES and _is_definite(before, i + 1):
            continue
        if word in DETERMINERS:
            return i + 1, word
        if word.endswith(b"'s") and word not in COPULAS:
            owner = next((j for j in range(i + 1, min(i + 4, len(before))) if before[j] in DETERMINERS), i)
            return owner + 1, b"'s"
        kind = word == b"of" and i + 1 < len(before) and before[i + 1] in KINDS
        if word in FUNCTION_WORDS and not kind:
            return 0, b""
    return 0, b""


def _is_definite(before: list[bytes], at: int) -> bool:
    return at < len(before) and (before[at] in DEFINITE or before[at].endswith(b"'s"))


def _is_presupposed(
    before: list[bytes], inside: list[bytes], noun_phrase: int, determiner: bytes, governor: bytes
) -> bool:
    """A circumstance ("during a"), or definite and neither said of something nor brought about.

    Said of something: "is the", "into the", "the new oil"; brought about: "sound the".
    """
    if governor in CIRCUMSTANCE:
        return True
    if determiner not in DEFINITE or inside[0] in DETERMINERS or inside[-1] == b"of":
        return False
    behind = before[noun_phrase + 1] if noun_phrase + 1 < len(before) else b""
    if governor in PREDICATE_GOVERNORS or (governor == b"in" and (behind in COPULAS or behind in LIVING)):
        return False
    if determiner in POINTING:
        return True
    next_word = before[noun_phrase - 2] if noun_phrase > 1 else inside[0]
    return governor not in CREATING and not (determiner == b"the" and next_word in INTRODUCING)
