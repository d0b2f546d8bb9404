"""Words of a folded batch: runs of letters and digits, with inner apostrophes, dotted initials and decimal points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing import kernels
from framing.text.fold import OTHER_LETTER
from framing.text.vocabulary import Vocabulary, hash_words

_CONTRACTION = ord("x")
_NUMBER = ord("0")
APOSTROPHE, HYPHEN, POINT, COMMA = b"'-.,"


@dataclass(frozen=True, slots=True)
class Words:
    """Columns over the words of a batch, in text order; offsets count code points of the batch.

    end: after the whole word · core_end: before a possessive 's · hash: of the whole word, case ignored · possessive: has one ·
    joined: a single hyphen stands between it and the word before · capital: starts with one · shouted: all capitals, two
    letters or more · marked: an apostrophe, point or comma stands inside.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    core_end: NDArray[np.int64]
    hash: NDArray[np.uint64]
    id: NDArray[np.int32]
    tag: NDArray[np.uint8]
    possessive: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    capital: NDArray[np.bool_]
    shouted: NDArray[np.bool_]
    marked: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)


def find_words(folded: NDArray[np.uint8], upper: NDArray[np.bool_], vocabulary: Vocabulary) -> Words:
    """The words of a folded batch that ends in zero bytes. A hyphen separates two words and sets `joined`."""
    if kernels.IN_USE:
        return _find_natively(folded, upper, vocabulary)
    start, end, inner = _edges_and_marks(folded)
    hashes = hash_words(folded, start, end)
    ids = vocabulary.find(hashes)
    tag = vocabulary.tag.take(ids)
    core_end, possessive = _without_possessive(folded, start, end, tag)
    owner = np.flatnonzero(possessive)
    ids[owner] = vocabulary.find(hash_words(folded, start[owner], core_end[owner]))
    tag[owner] = vocabulary.tag.take(ids[owner])
    digit = is_digit(folded.take(start))
    number = np.flatnonzero(digit)
    tag[number[is_digit(folded.take(core_end[number] - 1))]] = _NUMBER

    capital = upper.take(start)
    joined, shouted = _joined(folded, start, end), _shouted(upper, start, core_end, capital)
    marked = np.zeros(len(start), np.bool_)
    marked[np.searchsorted(start, inner) - 1] = True
    return Words(start, end, core_end, hashes, ids, tag, possessive, joined, capital, shouted, marked)


def _find_natively(folded: NDArray[np.uint8], upper: NDArray[np.bool_], vocabulary: Vocabulary) -> Words:
    start, end = word_edges(folded)
    kinds = (np.int64, np.uint64, np.int32, np.uint8, *[np.bool_] * 5)
    columns: list[NDArray[Any]] = [np.empty(len(start), kind) for kind in kinds]
    kernels.native.word_columns(folded, upper, start, end, vocabulary.table, vocabulary.tag, *columns)
    return Words(start, end, *columns)


def word_edges(folded: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends of the words of folded text that ends in two zero bytes."""
    if kernels.IN_USE:
        start, end = np.empty((2, len(folded) // 2 + 1), np.int64)
        count = kernels.native.word_edges(folded, start, end)
        return start[:count].copy(), end[:count].copy()
    return _edges_and_marks(folded)[:2]


def _edges_and_marks(
    folded: NDArray[np.uint8],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends of the words, and the places of the marks inside them."""
    with_edge = np.zeros(len(folded) + 1, np.bool_)  # what stands before the first character is no word
    inside = with_edge[1:]
    _word_bytes(folded, inside)
    inner = _inner_marks(folded, inside)
    inside[inner] = True
    edge = np.flatnonzero(inside != with_edge[:-1])
    return np.ascontiguousarray(edge[0::2]), np.ascontiguousarray(edge[1::2]), inner


def _word_bytes(folded: NDArray[np.uint8], inside: NDArray[np.bool_]) -> None:
    """Marks letters and digits in `inside`; comparisons run many times faster than look-ups here."""
    np.less(folded - np.uint8(ord("a")), 26, out=inside)
    inside |= is_digit(folded)
    inside |= folded == OTHER_LETTER


def is_digit(folded: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether each is a digit of ASCII; comparisons run many times faster than a look-up."""
    digit: NDArray[np.bool_] = (folded - np.uint8(ord("0"))) < 10
    return digit


def _inner_marks(folded: NDArray[np.uint8], letter: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Positions of marks that belong to a word: don't, U.S, 2.5, 1,000."""
    mark: NDArray[np.int64] = np.flatnonzero((folded == APOSTROPHE) | (folded == POINT) | (folded == COMMA))
    mark = mark[(mark > 0) & (mark < len(folded) - 2)]
    mark = mark[letter.take(mark - 1) & letter.take(mark + 1)]
    kind = folded.take(mark)
    before, after = is_digit(folded.take(mark - 1)), is_digit(folded.take(mark + 1))
    alone = ~letter.take(np.maximum(mark - 2, 0)) | (mark == 1)
    initials = (kind == POINT) & ~before & ~after & alone & ~letter.take(mark + 2)
    inner: NDArray[np.bool_] = (kind == APOSTROPHE) | (before & after) | initials
    return mark[inner]


def _without_possessive(
    folded: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64], tag: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each word ends without its possessive 's, and whether it has one; it's and let's have none."""
    possessive = np.zeros(len(start), np.bool_)
    word = np.flatnonzero(folded.take(end - 1) == ord("s"))
    word = word[(folded.take(end[word] - 2, mode="clip") == APOSTROPHE) & (end[word] - start[word] > 2)]
    word = word[tag[word] != _CONTRACTION]
    possessive[word] = True
    core_end = end.copy()
    core_end[word] -= 2
    return core_end, possessive


def _joined(folded: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.bool_]:
    joined = np.zeros(len(start), np.bool_)
    joined[1:] = (folded.take(end[:-1]) == HYPHEN) & (start[1:] - end[:-1] == 1)
    return joined


def _shouted(
    upper: NDArray[np.bool_],
    start: NDArray[np.int64],
    core_end: NDArray[np.int64],
    capital: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    shouted = np.zeros(len(start), np.bool_)
    word = np.flatnonzero(capital)
    first, last = start[word], core_end[word] - 1
    shouted[word] = (last > first) & upper.take(last) & upper.take(np.minimum(first + 1, last))
    return shouted
