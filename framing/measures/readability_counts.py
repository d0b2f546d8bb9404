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
from framing.text.fold import FIELD_END, OTHER_LETTER, SINGLE_STRAIGHT, Folded
from framing.text.vocabulary import PADDING, Vocabulary, hash_words

_DROPPED, _KEPT, _BLANK, _STOP = range(4)
_DIGITS = list(b"0123456789")
_KIND = np.full(256, _DROPPED, np.uint8)
_KIND[[*b"abcdefghijklmnopqrstuvwxyz_", *_DIGITS, OTHER_LETTER]] = _KEPT
_KIND[[*b" \n", FIELD_END]] = _BLANK
_KIND[list(b".!?")] = _STOP
_NOT_DIGIT = np.ones(256, np.bool_)
_NOT_DIGIT[_DIGITS] = False
_LAST_ASCII = 0x7F
_FEWEST_WORDS = 3
"""A stretch up to a full stop with fewer words is no sentence to textstat."""


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
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    kind = _KIND.take(folded.array)
    kind[_contraction_apostrophes(folded)] = _KEPT
    kind[codes == ord("…")] = _DROPPED
    position = np.flatnonzero(kind)
    kind, letters = kind[position], folded.array[position]
    letters[(codes[position] > _LAST_ASCII) & (kind == _KEPT)] = OTHER_LETTER
    fields = len(field_start)

    stretch_end = np.flatnonzero((kind == _STOP) | (letters == FIELD_END))
    word_of_stretch = np.flatnonzero(_starts(kind == _KEPT))
    words_in_stretch = np.diff(np.searchsorted(word_of_stretch, stretch_end), prepend=0)
    long_enough = position[stretch_end[words_in_stretch >= _FEWEST_WORDS]]
    sentences = np.bincount(np.searchsorted(field_start, long_enough, "right") - 1, minlength=fields)

    running = np.flatnonzero(kind != _STOP)
    position, kept = position[running], kind[running] == _KEPT
    letters = np.concatenate((letters[running], np.zeros(PADDING, np.uint8)))
    start, end = np.flatnonzero(_starts(kept)), np.flatnonzero(_starts(kept[::-1]))[::-1]
    end = len(kept) - end
    field = np.searchsorted(field_start, position[start], "right") - 1
    words = np.bincount(field, minlength=fields)
    syllables = np.bincount(field, _syllables(letters, start, end, vocabulary), fields).astype(np.int64)
    return Counts(words, np.where(words > 0, np.maximum(sentences, 1), 0), syllables)


def _starts(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a run of True begins at each place."""
    begins = inside.copy()
    begins[1:] &= ~inside[:-1]
    return begins


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
    syllables = vocabulary.syllables[vocabulary.find(hashes)].astype(np.int64)
    other = np.zeros(len(letters) + 1, np.int64)
    np.cumsum(_NOT_DIGIT.take(letters), out=other[1:])
    syllables[other[end] == other[start]] = 1
    unknown = np.flatnonzero(syllables == 0)
    _, first, which = np.unique(hashes[unknown], return_index=True, return_inverse=True)
    once = unknown[first]
    syllables[unknown] = syllables_by_hyphenation(letters, start[once], end[once])[which]
    return syllables
