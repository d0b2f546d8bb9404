"""What stands around an expression in its sentence: the words on both sides, the clause borders between, its determiner."""

from __future__ import annotations

from dataclasses import dataclass

from framing.stance.cues import (
    BREAKERS,
    COPULAS,
    CREATING,
    DEFINITE,
    DETERMINERS,
    FINITE,
    FUNCTION_WORDS,
    INTRODUCING,
    JOINERS,
    LISTERS,
    PARENTHETIC,
    PREDICATE_GOVERNORS,
)
from framing.text.analysis import Analysis
from framing.text.fold import DASH

MOST_BEFORE = 24
MOST_AFTER = 14
MOST_PREMODIFIERS = 4
"""Words between a determiner and the expression: "the so far largely hidden [[arms race]]"."""

_HARD_MARKS = frozenset(b';:()[]?!\n\0|') | {DASH}
_COMMA_MARK = ord(",")
NONE, JOINED, COMMA, HARD = range(4)
"""Borders between a word and the expression: none; a joining word such as "and" or "that"; a comma; another clause."""


@dataclass(frozen=True, slots=True)
class Context:
    """Words as folded bytes. `before` counts away from the expression: before[0] stands next to it.

    border_before, border_after: the highest border between each word and the expression · noun_phrase: how many words before
    the expression belong to it, its determiner included · determiner: b"" where it has none · rest: the sentence after it.
    """

    before: list[bytes]
    border_before: list[int]
    inside: list[bytes]
    after: list[bytes]
    border_after: list[int]
    noun_phrase: int
    determiner: bytes
    governor: bytes
    rest: bytes
    following: bytes
    first_word: bytes
    hyphened: list[bool]

    @property
    def predicate(self) -> bool:
        """Whether the expression says what something is: after "is", "becomes", "into", "called", or as "the new oil"."""
        if self.governor == b"in":
            behind = self.before[self.noun_phrase + 1 : self.noun_phrase + 2]
            return bool(behind) and (behind[0] in COPULAS or behind[0] in (b"live", b"living", b"lives"))
        return self.governor in PREDICATE_GOVERNORS or self.inside[0] in COPULAS or self.inside[0] in DETERMINERS

    @property
    def presupposed(self) -> bool:
        """Whether the text takes it as given, so that negation and doubt pass it by: "can't put the genie back"."""
        return self.determiner in DEFINITE and not self.predicate and not self._introduced()

    def _introduced(self) -> bool:
        if self.determiner != b"the":
            return False
        if self.governor in CREATING:
            return True
        words = [*self.before[: self.noun_phrase][::-1], *self.inside]
        return words[1] in INTRODUCING if len(words) > 1 else False


def context_of(analysis: Analysis, first: int, last: int) -> Context:
    """The context of the words first:last of a batch."""
    words, data = analysis.words, analysis.folded.data
    sentence = int(analysis.word_sentence[first])
    low, high = int(analysis.sentence_start[sentence]), int(analysis.sentence_end[sentence])
    base = max(first - MOST_BEFORE, 0)
    starts = words.start[base : last + MOST_AFTER].tolist()
    ends = words.end[base : last + MOST_AFTER].tolist()
    at, to = first - base, last - base
    bottom = at
    while bottom and starts[bottom - 1] >= low:
        bottom -= 1
    top = to
    while top < len(starts) and starts[top] < high:
        top += 1
    text = [data[s:e] for s, e in zip(starts[bottom:top], ends[bottom:top], strict=True)]
    gaps = [data[e:s] for e, s in zip(ends[bottom : top - 1], starts[bottom + 1 : top], strict=True)]
    at, to = at - bottom, to - bottom
    before, after, inside = text[:at][::-1], text[to:], text[at:to]
    gaps_before = gaps[:at][::-1]
    noun_phrase, determiner = _noun_phrase(before, gaps_before, inside)
    crossed = noun_phrase < len(before)
    governor = before[noun_phrase] if crossed and not _is_hard(gaps_before[noun_phrase]) and _COMMA_MARK not in gaps_before[noun_phrase] else b""
    following = _following(analysis, sentence, high)
    return Context(
        before,
        _borders(before, gaps_before, backwards=True),
        inside,
        after,
        _borders(after, gaps[to - 1 :], backwards=False),
        noun_phrase,
        determiner,
        governor,
        data[ends[to + bottom - 1] : high],
        following,
        data[low : low + 24],
        [gap == b"-" for gap in gaps_before],
    )


def _is_hard(gap: bytes) -> bool:
    return not _HARD_MARKS.isdisjoint(gap) or b" - " in gap or b"--" in gap


def _borders(words: list[bytes], gaps: list[bytes], *, backwards: bool) -> list[int]:
    """For each word the highest border between it and the expression; gaps[i] lies on its side to the expression."""
    borders, level, skipped = [], NONE, -1
    for i, (word, gap) in enumerate(zip(words, gaps, strict=False)):
        if level < HARD and len(gap) > 1 and i != skipped:
            if _is_hard(gap):
                level = HARD
            elif _COMMA_MARK in gap and level < COMMA:
                skipped = _parenthesis(words, gaps, i) if backwards else -1
                level = level if skipped > 0 else COMMA
        if not backwards and word in BREAKERS:
            level = HARD
        borders.append(level)
        if backwards and _opens_clause(words, i):
            level = HARD
        elif level < JOINED and word in JOINERS:
            level = JOINED
    return borders


def _parenthesis(words: list[bytes], gaps: list[bytes], at: int) -> int:
    """Where the insertion that ends at gaps[at] starts ("is not, he says, a"), as an index of gaps, or -1."""
    for i in range(at + 1, min(at + 7, len(gaps))):
        if _COMMA_MARK in gaps[i]:
            return i if words[i - 1] in PARENTHETIC else -1
    return -1


def _opens_clause(words: list[bytes], at: int) -> bool:
    """Whether the word (nearest first) starts a clause of its own, so that nothing before it reaches the expression."""
    word = words[at]
    if word == b"that":
        return not _complement(words, at)
    if word in (b"and", b"or"):
        return at > 0 and words[at - 1] in FINITE
    return word in BREAKERS


def _complement(words: list[bytes], at: int) -> bool:
    """Whether the `that` at words[at] (nearest first) opens what somebody thinks or fears, not a relative clause."""
    if at and words[at - 1] in COPULAS:
        return True
    return at + 1 < len(words) and words[at + 1] in LISTERS


def _noun_phrase(before: list[bytes], gaps: list[bytes], inside: list[bytes]) -> tuple[int, bytes]:
    """How many words before belong to the expression's noun phrase, and its determiner."""
    if inside[0] in DETERMINERS:
        return 0, inside[0]
    for i, word in enumerate(before[: MOST_PREMODIFIERS + 1]):
        if len(gaps[i]) > 1 and (_is_hard(gaps[i]) or (_COMMA_MARK in gaps[i])):
            return 0, b""
        if word in DETERMINERS:
            return i + 1, word
        if word.endswith(b"'s") and word not in COPULAS:
            owner = [j for j in range(i + 1, min(i + 4, len(before))) if before[j] in DETERMINERS]
            return (owner[0] if owner else i) + 1, b"'s"
        if word in FUNCTION_WORDS:
            return 0, b""
    return 0, b""


def _following(analysis: Analysis, sentence: int, high: int) -> bytes:
    """The start of the next sentence of the same paragraph."""
    if sentence + 1 >= len(analysis.sentence_start):
        return b""
    start = int(analysis.sentence_start[sentence + 1])
    end = min(int(analysis.sentence_end[sentence + 1]), start + 72)
    return analysis.folded.data[start:end] if start - high < 4 else b""
