"""Words, sentences and syllables of a batch exactly as textstat 0.7.13 counts them, without textstat.

They are not our own words and sentences: textstat joins "well-known" and "he—or", calls "U.S." the word "us", and ends
a sentence at every full stop (`readability_textstat.py` has its rules). Only with its counts do Flesch's formulas give
its figures: 84.6 points hang on syllables per word, so a miscount of one per cent moves the score by more than one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.measures.readability_hyphens import syllables_by_hyphenation
from framing.text.fold import FIELD_END, OTHER_LETTER, SINGLE_STRAIGHT, SYMBOL, Folded
from framing.text.vocabulary import PADDING, Vocabulary, hash_words

_FIELD_EDGE = 1
"""Stands for the NUL between two fields; no character folds to it, while one of a text may fold to FIELD_END."""
_BLANKS, _STOPS = b" \n\0\x01", b".!?"
_KEPT = b"abcdefghijklmnopqrstuvwxyz_0123456789'" + bytes([OTHER_LETTER])
"""Apostrophes that are dropped have become a SYMBOL by then."""
_DROPPED = bytes(set(range(256)) - set(_BLANKS) - set(_STOPS) - set(_KEPT))
_ONE_STOP = bytes.maketrans(b"!?\n", b".. ")
_STOP, _BLANK = b". "
_ELLIPSIS = ord("…")
_LAST_ASCII = 0x7F
_TEN = np.uint8(10)
_IS_WORD_BYTE = np.zeros(256, np.bool_)
_IS_WORD_BYTE[list(_KEPT)] = True
_FEWEST_WORDS = 3
"""A stretch up to a full stop with fewer words is no sentence to textstat."""

_MOST_REMEMBERED = 1 << 16
_HYPHENATED: dict[bytes, int] = {}


@dataclass(frozen=True, slots=True)
class Counts:
    """Per field: words, sentences (at least one where there is a word) and syllables."""

    words: NDArray[np.int64]
    sentences: NDArray[np.int64]
    syllables: NDArray[np.int64]


def textstat_counts(
    folded: Folded, joined: str, field_start: NDArray[np.int64], vocabulary: Vocabulary
) -> Counts:
    """textstat's counts of every field of a batch (`Analysis.folded`, `.joined`, `.field_start`, `.vocabulary`).

    Letters with accents stay what they are to textstat: no word of the dictionary has one, no hyphenation starts there.
    """
    fields = len(field_start)
    marked = _marked(folded, joined, field_start).tobytes().translate(_ONE_STOP, _DROPPED)
    sentences = _sentences(np.frombuffer(marked, np.uint8))
    running = np.frombuffer(marked.translate(None, b".") + bytes(PADDING), np.uint8)
    start, end = _runs(running)
    edges = np.searchsorted(start, np.flatnonzero(running == _FIELD_EDGE))
    syllables = _syllables(running, start, end, vocabulary)
    words = np.diff(edges, prepend=0, append=len(start))
    summed = np.concatenate((np.zeros(1, np.int64), np.cumsum(syllables)))
    per_field = np.diff(summed[edges], prepend=0, append=summed[-1])
    if not fields:
        return Counts(words[:0], words[:0], words[:0])
    return Counts(words, np.where(words > 0, np.maximum(sentences, 1), 0), per_field)


def _marked(folded: Folded, joined: str, field_start: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The folded bytes with what textstat drops or takes otherwise set right, one by one."""
    letters = folded.array.copy()
    letters[field_start[1:] - 1] = _FIELD_EDGE
    apostrophe = np.flatnonzero(letters == ord("'"))
    letters[apostrophe] = SYMBOL
    letters[_contraction_apostrophes(folded)] = ord("'")
    if joined.isascii():
        return letters
    codes = _codes(joined)
    foreign = np.flatnonzero(codes > _LAST_ASCII)
    letter, code = letters[foreign], codes[foreign]
    letters[foreign[_IS_WORD_BYTE[letter]]] = OTHER_LETTER
    letters[foreign[code == _ELLIPSIS]] = SYMBOL
    return letters


def _codes(joined: str) -> NDArray[np.uint16] | NDArray[np.uint32]:
    """The code points of a text, in two bytes each where they fit."""
    data = joined.encode("utf-16-le", "surrogatepass")
    if len(data) == 2 * len(joined):
        return np.frombuffer(data, "<u2")
    return np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")


def _sentences(letters: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Stretches of each field, up to a stop or its end, of at least _FEWEST_WORDS words."""
    kept = _is_kept(letters)
    start = np.flatnonzero(kept[1:] > kept[:-1])
    edge = letters == _FIELD_EDGE
    ends = np.flatnonzero((letters == _STOP) | (letters == FIELD_END) | edge)
    words = np.diff(np.searchsorted(start, ends), prepend=0)
    long_enough = ends[words >= _FEWEST_WORDS]
    first = np.searchsorted(long_enough, np.flatnonzero(edge), "right")
    return np.diff(first, prepend=0, append=len(long_enough))


def _runs(letters: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends of the runs of kept characters in what ends in another."""
    kept = _is_kept(letters)
    edge = np.flatnonzero(kept[1:] != kept[:-1])
    return np.ascontiguousarray(edge[0::2]), np.ascontiguousarray(edge[1::2])


def _is_kept(letters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether each character is kept, after one False for what stands before the first."""
    kept = np.zeros(len(letters) + 1, np.bool_)
    np.greater(letters, _FIELD_EDGE, out=kept[1:])
    kept[1:] &= letters != _BLANK
    kept[1:] &= letters != _STOP
    return kept


def _contraction_apostrophes(folded: Folded) -> NDArray[np.int64]:
    """The straight apostrophes that textstat keeps: before a small t, s, d, ve, ll or re; curly ones go like any mark."""
    mark = np.flatnonzero(folded.quote_mark == SINGLE_STRAIGHT)
    mark = mark[mark < len(folded.array) - 2]
    first, second = folded.array[mark + 1], folded.array[mark + 2]
    one = (first == ord("t")) | (first == ord("s")) | (first == ord("d"))
    two = np.zeros(len(mark), np.bool_)
    for ending in (b"ve", b"ll", b"re"):
        two |= (first == ending[0]) & (second == ending[1])
    kept: NDArray[np.int64] = mark[~folded.upper[mark + 1] & (one | (two & ~folded.upper[mark + 2]))]
    return kept


def _syllables(
    letters: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64], vocabulary: Vocabulary
) -> NDArray[np.int64]:
    """By the pronouncing dictionary, else by hyphenation, each unknown word once; a number has one."""
    hashes = hash_words(letters, start, end)
    syllables = vocabulary.syllables.take(vocabulary.find(hashes)).astype(np.int64)
    digit = np.flatnonzero((letters[start] - np.uint8(ord("0"))) < _TEN)
    data = letters.tobytes()
    spans = zip(start[digit].tolist(), end[digit].tolist(), strict=True)
    syllables[digit[np.array([data[a:b].isdigit() for a, b in spans], np.bool_)]] = 1
    unknown = np.flatnonzero(syllables == 0)
    syllables[unknown] = _hyphenated(letters, data, start[unknown], end[unknown])
    return syllables


def _hyphenated(
    letters: NDArray[np.uint8], data: bytes, start: NDArray[np.int64], end: NDArray[np.int64]
) -> list[int]:
    """The syllables of words outside the dictionary; those of earlier batches are remembered by their letters.

    Not by their hash: that stands for the first 24 letters and the length only, which two joined words can share.
    """
    if len(_HYPHENATED) > _MOST_REMEMBERED:
        _HYPHENATED.clear()
    words = [data[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)]
    new = {word: i for i, word in enumerate(words) if word not in _HYPHENATED}
    rows = np.fromiter(new.values(), np.int64, len(new))
    found = syllables_by_hyphenation(letters, start[rows], end[rows])
    _HYPHENATED.update(zip(new, found.tolist(), strict=True))
    return [_HYPHENATED[word] for word in words]
