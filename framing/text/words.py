"""Words of a folded batch: runs of letters and digits, with inner apostrophes, dotted initials and decimal points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.text.fold import OTHER_LETTER
from framing.text.vocabulary import Vocabulary, hash_words

_WORD = np.zeros(256, np.bool_)
_WORD[[*b"abcdefghijklmnopqrstuvwxyz0123456789", OTHER_LETTER]] = True
_DIGIT = np.zeros(256, np.bool_)
_DIGIT[list(b"0123456789")] = True

_CONTRACTION = ord("x")
_NUMBER = ord("0")
APOSTROPHE, HYPHEN, POINT, COMMA = b"'-.,"


@dataclass(frozen=True, slots=True)
class Words:
    """Columns over the words of a batch, in text order; offsets count code points of the batch.

    end: after the whole word · core_end: before a possessive 's · possessive: has one · joined: a single hyphen stands
    between it and the word before · capital: starts with one · shouted: all capitals, two letters or more · number: all digits.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    core_end: NDArray[np.int64]
    id: NDArray[np.int32]
    tag: NDArray[np.uint8]
    possessive: NDArray[np.bool_]
    joined: NDArray[np.bool_]
    capital: NDArray[np.bool_]
    shouted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)


def find_words(folded: NDArray[np.uint8], upper: NDArray[np.bool_], vocabulary: Vocabulary) -> Words:
    """The words of a folded batch that ends in zero bytes. A hyphen separates two words and sets `joined`."""
    inside = _WORD.take(folded)
    inside[_inner_marks(folded, inside)] = True
    edge = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if inside[0]:
        edge = np.concatenate((np.zeros(1, edge.dtype), edge))
    start, end = edge[0::2].astype(np.int64), edge[1::2].astype(np.int64)
    ids = vocabulary.find(hash_words(folded, start, end))
    tag = vocabulary.tag[ids]

    ends_in_s = (folded[end - 1] == ord("s")) & (end - start > 2)
    possessive = ends_in_s & (folded[np.maximum(end - 2, 0)] == APOSTROPHE) & (tag != _CONTRACTION)
    core_end = end - 2 * possessive
    owner = np.flatnonzero(possessive)
    ids[owner] = vocabulary.find(hash_words(folded, start[owner], core_end[owner]))
    tag[owner] = vocabulary.tag[ids[owner]]
    tag[_DIGIT.take(folded[start]) & _DIGIT.take(folded[core_end - 1])] = _NUMBER

    joined = np.zeros(len(start), np.bool_)
    joined[1:] = (start[1:] - end[:-1] == 1) & (folded[end[:-1]] == HYPHEN)
    capital = upper[start]
    shouted = capital & (core_end - start > 1) & upper[core_end - 1] & upper[np.minimum(start + 1, core_end - 1)]
    return Words(start, end, core_end, ids, tag, possessive, joined, capital, shouted)


def _inner_marks(folded: NDArray[np.uint8], letter: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Positions of marks that belong to a word: don't, U.S, 2.5, 1,000."""
    mark = np.flatnonzero((folded == APOSTROPHE) | (folded == POINT) | (folded == COMMA))
    mark = mark[(mark > 0) & (mark < len(folded) - 2)]
    mark = mark[letter[mark - 1] & letter[mark + 1]]
    kind, before, after = folded[mark], folded[mark - 1], folded[mark + 1]
    digits = _DIGIT.take(before) & _DIGIT.take(after)
    alone = ~letter[np.maximum(mark - 2, 0)] | (mark == 1)
    initials = (kind == POINT) & ~_DIGIT.take(before) & ~_DIGIT.take(after) & alone & ~letter[mark + 2]
    return mark[(kind == APOSTROPHE) | digits | initials]
