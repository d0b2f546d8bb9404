"""Furniture that a page shows by itself: menus, share bars, newsletter boxes, credits, headlines under a usual head.

The phrases stand in shapes.tsv; lists without a head are found in lists.py.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from framing.index.grams import Bools, Hashes, Ints, Texts, hashed_words, texts_of
from framing.index.lists import mark_lists
from framing.index.spans import settled_spans
from framing.text.fields import Fields
from framing.text.furniture import Spans
from framing.text.sentences import merged

LONGEST_SENTENCE = 60
LONGEST_TAIL = 700
"""Words that may follow the head of a tail: the lists under articles in corpora/ai-tech have up to 600."""
LONGEST_HEADLINE = 20
MOST_HEADLINES = 8
"""Headlines that may stand under a head."""


def page_furniture(fields: Fields) -> list[Spans]:
    """For each article the usual shapes of page furniture in its text, as sorted disjoint spans."""
    found = texts_of(fields)
    cut = np.zeros(len(found), np.bool_)
    mark_shapes(cut, found)
    return settled_spans(cut, found)


def mark_shapes(cut: Bools, found: Texts) -> None:
    """Marks the words of a batch that are furniture by their shape, in place."""
    if len(found):
        mark_lists(cut, found)
        _mark_phrases(cut, found)


@dataclass(frozen=True, slots=True)
class _Shapes:
    """phrases by the hash of their first two words, or of the only one: (kind, folded phrase), long ones first · likely:
    (65536,) by the upper bits of the hash: _NOWHERE, or whether a phrase may start there with any letter or a capital only ·
    keys: the hashes, rising."""

    phrases: dict[int, list[tuple[str, bytes]]]
    likely: NDArray[np.uint8]
    keys: NDArray[np.uint64]

    def find(self, found: Texts, word: Ints, hashes: Hashes) -> Iterator[tuple[int, str, bytes]]:
        """Word, kind and phrase for each phrase whose letters begin at some words. hashes: of each, or of each and the next."""
        kind = self.likely.take((hashes >> np.uint64(48)).view(np.int64))
        likely = np.flatnonzero(kind != _NOWHERE)
        likely = likely[(kind[likely] == _ANYWHERE) | found.capital[word[likely]]]
        own = hashes[likely]
        known = self.keys.take(np.searchsorted(self.keys, own), mode="clip") == own
        likely, begins_with = word[likely[known]], found.folded.data.startswith
        places = zip(likely.tolist(), found.start[likely].tolist(), own[known].tolist(), strict=True)
        for place, start, hashed in places:
            for name, phrase in self.phrases[hashed]:
                if begins_with(phrase, start):
                    yield place, name, phrase


_NOWHERE, _WITH_CAPITAL, _ANYWHERE = range(3)
_CAPITAL_KINDS = ("phrase", "onward", "tail")
"""Kinds whose first letter must be a capital: most places of their words are out at a glance."""


@cache
def _shapes() -> tuple[_Shapes, _Shapes]:
    """Phrases of a single word, and those of several."""
    lines = files("framing.index").joinpath("shapes.tsv").read_text("utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]
    rows.sort(key=lambda row: -len(row[1]))
    words = hashed_words([phrase for _, phrase in rows])
    found = [words.word[a:b] for a, b in pairwise(words.first_word.tolist())]
    single: dict[int, list[tuple[str, bytes]]] = {}
    several: dict[int, list[tuple[str, bytes]]] = {}
    for (kind, phrase), word in zip(rows, found, strict=True):
        if len(word) == 1:
            single.setdefault(int(word[0]), []).append((kind, phrase.encode()))
        else:
            several.setdefault(int(_pairs(word)[0]), []).append((kind, phrase.encode()))
    return _table(single), _table(several)


def _table(phrases: dict[int, list[tuple[str, bytes]]]) -> _Shapes:
    likely = np.full(1 << 16, _NOWHERE, np.uint8)
    for hashed, found in phrases.items():
        capital = all(kind in _CAPITAL_KINDS for kind, _ in found)
        slot = hashed >> 48
        likely[slot] = max(likely[slot], _WITH_CAPITAL if capital else _ANYWHERE)
    return _Shapes(phrases, likely, np.array(sorted(phrases), np.uint64))


def _pairs(word: Hashes) -> Hashes:
    """(w − 1,) one hash for each word and the next."""
    mixed: Hashes = (word[:-1] * _PAIR + word[1:]) * _PAIR
    return mixed


_PAIR = np.uint64(0x9E3779B97F4A7C15)


def _mark_phrases(cut: Bools, found: Texts) -> None:
    single, several = _shapes()
    starts = found.start.data
    first = _openings(found)
    pairs = _pairs(found.word)
    alone = single.find(found, first, found.word[first])
    for word, kind, phrase in chain(alone, several.find(found, np.arange(len(pairs)), pairs)):
        end = starts[word] + len(phrase)
        last = bisect_left(starts, end, word, min(word + len(phrase), len(starts)))
        if found.end[last - 1] == end:
            low, high = _EXTENT[kind](found, word, last)
            cut[low:high] = True


def _openings(found: Texts) -> Ints:
    """The words right after an opening bracket, and the first ones of lines."""
    letters = found.folded.array
    start = np.flatnonzero((letters == ord("(")) | (letters == ord("["))) + 1
    word = np.searchsorted(found.start, start)
    bracketed = word[found.start.take(word, mode="clip") == start]
    return merged(found.line_first, bracketed)


def _alone(found: Texts, first: int, last: int) -> tuple[int, int]:
    return (first, last) if found.line_of(first) == (first, last) and found.has_lines(first) else (0, 0)


def _phrase(found: Texts, first: int, last: int) -> tuple[int, int]:
    return (first, last) if found.capital[first] else (0, 0)


def _onward(found: Texts, first: int, last: int) -> tuple[int, int]:
    if not found.capital[first] or found.opens_quotation(first):
        return 0, 0
    sentence = found.sentence_of(last - 1, LONGEST_SENTENCE)
    return first, sentence[1] if sentence is not None else last


def _around(found: Texts, first: int, last: int) -> tuple[int, int]:
    sentence = found.sentence_of(first, LONGEST_SENTENCE)
    if sentence is None or found.opens_quotation(sentence[0]):
        return 0, 0
    return sentence[0], max(sentence[1], last)


def _bracket(found: Texts, first: int, last: int) -> tuple[int, int]:
    data, start = found.folded.data, int(found.start[first])
    if data[start - 1 : start] not in (b"(", b"["):
        return 0, 0
    close = data.find(b")" if data[start - 1] == ord("(") else b"]", start, start + 300)
    marked = last < len(found) and data[found.end[last - 1] : found.end[last - 1] + 1] == b":"
    if close < 0 or not (marked or last - first > 1):
        return 0, 0
    return first, int(np.searchsorted(found.start, close))


def _head(found: Texts, first: int, last: int) -> tuple[int, int]:
    """The line, where a colon or its end follows the head, and up to MOST_HEADLINES short lines below without a full stop."""
    low, high = found.line_of(first)
    colon = found.folded.data[found.end[last - 1] : found.end[last - 1] + 1] == b":"
    if low != first or not (colon or high == last) or not found.has_lines(first):
        return 0, 0
    if high - low > LONGEST_HEADLINE + 6:
        return 0, 0
    if high > last:
        return low, high
    text_end = found.text_end(first)
    for _ in range(MOST_HEADLINES):
        if high >= text_end:
            break
        a, b = found.line_of(high)
        if (
            b - a > LONGEST_HEADLINE
            or found.folded.data[found.end[b - 1]] in b".!?"
            or found.capitals(a, b) < 0.5
        ):
            break
        high = b
    return low, high


def _tail(found: Texts, first: int, last: int) -> tuple[int, int]:
    """All that follows, where the text is one line and not much is left."""
    end = found.text_end(first)
    capital = found.capital[first] and found.capital[last - 1]
    if found.has_lines(first) or end - first > LONGEST_TAIL or not capital:
        return 0, 0
    return first, end


_EXTENT = {
    "alone": _alone,
    "phrase": _phrase,
    "onward": _onward,
    "around": _around,
    "bracket": _bracket,
    "head": _head,
    "tail": _tail,
}
