"""Rules of stance in the order in which they decide, each tried only where one of the signs that it needs stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.stance.context import MOST_AFTER, MOST_BEFORE, Context
from framing.text.analysis import Analysis
from framing.text.columns import ranges
from framing.text.vocabulary import Vocabulary
from framing.text.word_bits import Bits, WordBits, kept_by_vocabulary

Rule = Callable[[Context], str | None]
Places = NDArray[np.int64]
Words = frozenset[bytes]

_NONE: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Signs:
    """Of what at least one must stand there where a rule finds anything.

    before: words in the expression or among the `reach` words before it in its sentence · opening: first in the sentence ·
    after: among the `reach_after` words after it · rest: anywhere after it in the sentence · following: first in the next
    sentence · question: a question mark after it in the sentence.
    """

    before: Words = _NONE
    reach: int = MOST_BEFORE
    opening: Words = _NONE
    after: Words = _NONE
    reach_after: int = MOST_AFTER
    rest: Words = _NONE
    following: Words = _NONE
    question: bool = False


SignedRule = tuple[Rule, Signs]


@dataclass(frozen=True, slots=True)
class _Tables:
    """Bit k of a word: it is a sign of rule k there."""

    before: WordBits
    opening: WordBits
    after: WordBits
    rest: WordBits
    following: WordBits


class Rules:
    """At most 32 rules with their signs."""

    def __init__(self, rules: Sequence[SignedRule]) -> None:
        self._rules = tuple(rule for rule, _ in rules)
        signs = [sign for _, sign in rules]
        self._before = _by_distance([sign.reach for sign in signs], MOST_BEFORE)
        self._after = _by_distance([sign.reach_after for sign in signs], MOST_AFTER)
        self._question = np.uint32(sum(1 << k for k, sign in enumerate(signs) if sign.question))

        def tables(vocabulary: Vocabulary) -> _Tables:
            places = ("before", "opening", "after", "rest", "following")
            return _Tables(*(WordBits.of([getattr(s, place) for s in signs], vocabulary) for place in places))

        self._tables = kept_by_vocabulary(tables)

    def possible(self, analysis: Analysis, first: Places, last: Places, end: Places) -> list[int]:
        """For the words first:last of each expression, the last of them ending at or after `end`: bit k where a sign of rule k
        stands."""
        words, sentences, tables = analysis.words, analysis.word_sentence, self._tables(analysis.vocabulary)
        sentence = sentences.take(first)
        low, high = np.searchsorted(sentences, sentence), np.searchsorted(sentences, sentence, "right")
        before, after = first[:, None] - 1 - np.arange(MOST_BEFORE), last[:, None] + np.arange(MOST_AFTER)
        parts = (
            tables.before.at(words, np.maximum(before, 0)) * (before >= low[:, None]) & self._before,
            tables.after.at(words, np.minimum(after, len(words) - 1)) * (after < high[:, None]) & self._after,
        )
        bits: Bits = tables.opening.at(words, low)
        for part in parts:
            bits |= np.bitwise_or.reduce(part, axis=1)
        bits |= _any(tables.before, analysis, first, last)
        bits |= _any(tables.rest, analysis, last - 1, high)
        bits |= self._question * _has_question(analysis, sentence, end)
        beyond = np.minimum(high, len(words) - 1)
        bits |= tables.following.at(words, beyond) * (sentences.take(beyond) == sentence + 1)
        found: list[int] = bits.tolist()
        return found

    def first(self, context: Context, bits: int) -> tuple[int, str] | None:
        """The number of the first of the rules in `bits` that finds anything, with what it says; or None."""
        while bits:
            lowest = bits & -bits
            number = lowest.bit_length() - 1
            reason = self._rules[number](context)
            if reason:
                return number, reason
            bits ^= lowest
        return None


def _by_distance(reach: Sequence[int], most: int) -> Bits:
    """(most,) bit k of entry d: d is within the reach of rule k."""
    return np.array([sum(1 << k for k, own in enumerate(reach) if d < own) for d in range(most)], np.uint32)


def _any(table: WordBits, analysis: Analysis, first: Places, last: Places) -> Bits:
    """The bits of all words of each of some stretches, of one word at least."""
    count = np.maximum(last - first, 1)
    found = table.at(analysis.words, ranges(first, count))
    joined: Bits = np.bitwise_or.reduceat(found, np.cumsum(count) - count) if len(count) else found
    return joined


def _has_question(analysis: Analysis, sentence: Places, after: Places) -> NDArray[np.bool_]:
    """Whether a question mark stands in a sentence after a place."""
    stops, folded = analysis.stops, analysis.folded.array
    marks = np.append(stops[folded.take(stops) == ord("?")], len(folded))
    found: NDArray[np.bool_] = marks[np.searchsorted(marks, after)] < analysis.sentence_end[sentence]
    return found
