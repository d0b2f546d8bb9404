"""What stands around an expression in its sentence: the words on both sides, the clause borders between, its determiner."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from framing.stance.cues import (
    BREAKERS,
    CIRCUMSTANCE,
    COPULAS,
    CREATING,
    DEFINITE,
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
    PREDICATE_GOVERNORS,
)
from framing.text.analysis import Analysis
from framing.text.fold import DASH

MOST_BEFORE = 22
MOST_AFTER = 14
MOST_PREMODIFIERS = 4
"""Words between a determiner and the expression: "the so far largely hidden [[arms race]]"."""
MOST_INSERTED = 7
"""Words of an insertion between commas: "is not, he says, a [[witch hunt]]"."""
ENSURING_REACH = 6
FOLLOWING_CHARACTERS = 72

NONE, JOINED, COMMA, HARD = range(4)
"""Borders between a word and the expression: none; a joining word such as "and" or "that"; a comma; another clause."""

_HARD_MARKS = frozenset(b";:()[]?!\n\0|") | {DASH}
_POINTING = frozenset((b"this", b"that", b"these", b"those"))
_COMMA_MARK = ord(",")
_OPENERS = BREAKERS | JOINERS
_OF_SOME = ([b"of", b"a"], [b"of", b"an"])
"""After the expression, these make it a new thing in spite of "the": "the opening salvo of an AI cold war"."""


class Context(NamedTuple):
    """Words as folded bytes. `before` counts away from the expression: before[0] stands next to it.

    border_before, border_after: the highest border between each word and the expression · hyphened: whether a hyphen joins the
    word of `before` to the next · noun_phrase: how many words before the expression belong to its noun phrase · determiner: b""
    where it has none · governor: the word before the noun phrase, b"" after a comma or border · rest: the sentence after it ·
    following: the start of the next sentence of the paragraph · first_word: of the sentence.
    """

    before: list[bytes]
    border_before: list[int]
    hyphened: list[bool]
    inside: list[bytes]
    after: list[bytes]
    border_after: list[int]
    noun_phrase: int
    determiner: bytes
    governor: bytes
    rest: bytes
    following: bytes
    first_word: bytes
    presupposed: bool
    """Whether the text takes the expression as given, so that negation and doubt pass it by: "can't put the genie back"."""

    def word_before(self, at: int) -> bytes:
        return self.before[at] if at < len(self.before) else b""

    def ensured(self, at: int) -> bool:
        """Whether what stands at before[at] is only to be brought about: "make sure it is not", "to ensure that no"."""
        for i in range(at + 1, min(at + ENSURING_REACH, len(self.before))):
            word = self.before[i]
            if word in ENSURING or (word == b"sure" and self.word_before(i + 1) in MAKING):
                return True
        return False


def quoted(word: bytes) -> str:
    """A word as a reason shows it."""
    return f"'{word.decode('latin-1')}'"


def context_of(analysis: Analysis, first: int, last: int, end: int) -> Context:
    """The context of the words first:last of a batch, the last of them ending at or after `end`."""
    words, data = analysis.words, analysis.folded.data
    sentence = int(analysis.word_sentence[first])
    low, high = int(analysis.sentence_start[sentence]), int(analysis.sentence_end[sentence])
    base = max(first - MOST_BEFORE, 0)
    starts = words.start[base : last + MOST_AFTER].tolist()
    ends = words.end[base : last + MOST_AFTER].tolist()
    at, to, bottom, top = first - base, last - base, 0, len(starts)
    while starts[bottom] < low:
        bottom += 1
    while starts[top - 1] >= high and top > to:
        top -= 1
    before = [data[s:e] for s, e in zip(starts[bottom:at][::-1], ends[bottom:at][::-1], strict=True)]
    if not NAMES.isdisjoint(before):
        before = _without_names(before, words.capital[base + bottom : first + 1].tolist()[::-1])
    gaps = [data[e:s] for e, s in zip(ends[bottom:at][::-1], starts[bottom + 1 : at + 1][::-1], strict=True)]
    after = [data[s:e] for s, e in zip(starts[to:top], ends[to:top], strict=True)]
    gaps_after = [data[e:s] for e, s in zip(ends[to - 1 : top - 1], starts[to:top], strict=True)]
    inside = [data[s:e] for s, e in zip(starts[at:to], ends[at:to], strict=True)]
    noun_phrase, determiner = _noun_phrase(before, gaps, inside)
    governor = (
        before[noun_phrase] if noun_phrase < len(before) and _border(gaps[noun_phrase]) == NONE else b""
    )
    return Context(
        before,
        _borders_before(before, gaps),
        [gap == b"-" for gap in gaps],
        inside,
        after,
        _borders_after(after, gaps_after),
        noun_phrase,
        determiner,
        governor,
        data[end:high],
        _following(analysis, sentence, high),
        _first_word(data, low),
        _is_presupposed(before, inside, noun_phrase, determiner, governor) and after[:2] not in _OF_SOME,
    )


@lru_cache(maxsize=4096)
def _border(gap: bytes) -> int:
    """The border that the characters between two words make: NONE, COMMA or HARD."""
    if len(gap) < 2:
        return HARD if gap in (b"\n", b"\0", b":", b"\x04") else NONE
    if not _HARD_MARKS.isdisjoint(gap) or b" - " in gap or b"--" in gap:
        return HARD
    return COMMA if _COMMA_MARK in gap else NONE


def _borders_before(words: list[bytes], gaps: list[bytes]) -> list[int]:
    """The highest border between each word and the expression; gaps[i] follows words[i]."""
    borders: list[int] = []
    level, inserted = NONE, -1
    for i, (word, gap) in enumerate(zip(words, gaps, strict=True)):
        mark = NONE if gap == b" " else _border(gap)
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


def _without_names(before: list[bytes], capital: list[bool]) -> list[bytes]:
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
    for i, word in enumerate(before[: MOST_PREMODIFIERS + 1]):
        if _border(gaps[i]) != NONE:
            return 0, b""
        if word in DETERMINERS:
            return i + 1, word
        if word.endswith(b"'s") and word not in COPULAS:
            owner = next((j for j in range(i + 1, min(i + 4, len(before))) if before[j] in DETERMINERS), i)
            return owner + 1, b"'s"
        kind = word == b"of" and i + 1 < len(before) and before[i + 1] in KINDS
        if word in FUNCTION_WORDS and not kind:
            return 0, b""
    return 0, b""


def _is_presupposed(
    before: list[bytes], inside: list[bytes], noun_phrase: int, determiner: bytes, governor: bytes
) -> bool:
    """A circumstance ("during a"), or definite and neither said of something nor brought about.

    Said of something: "is the", "into the", "the new oil"; brought about: "sound the".
    """
    if governor in CIRCUMSTANCE:
        return True
    if determiner not in DEFINITE or inside[0] in COPULAS or inside[0] in DETERMINERS or inside[-1] == b"of":
        return False
    behind = before[noun_phrase + 1] if noun_phrase + 1 < len(before) else b""
    if governor in PREDICATE_GOVERNORS or (governor == b"in" and (behind in COPULAS or behind in LIVING)):
        return False
    if determiner in _POINTING:
        return True
    next_word = before[noun_phrase - 2] if noun_phrase > 1 else inside[0]
    return governor not in CREATING and not (determiner == b"the" and next_word in INTRODUCING)


def _following(analysis: Analysis, sentence: int, high: int) -> bytes:
    """The start of the next sentence of the same paragraph."""
    if sentence + 1 >= len(analysis.sentence_start):
        return b""
    start = int(analysis.sentence_start[sentence + 1])
    end = min(int(analysis.sentence_end[sentence + 1]), start + FOLLOWING_CHARACTERS)
    return analysis.folded.data[start:end] if start - high < 4 else b""


def _first_word(data: bytes, low: int) -> bytes:
    return data[low : low + 16].lstrip(b"\"' ([").split(b" ", 1)[0]
