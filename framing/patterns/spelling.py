"""The letters of listed words, compared with many words of a batch at once: a word id is a hash, evidence is exact."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from framing.text.analysis import Analysis


class Spellings:
    """forms: the letters of each listed word id, folded and without a possessive 's · words: ids of the vocabulary."""

    def __init__(self, forms: Mapping[int, bytes], words: int) -> None:
        self._letters = np.zeros((len(forms) + 1, max(map(len, forms.values()), default=0)), np.uint8)
        self._size = np.zeros(len(forms) + 1, np.int64)
        self._row = np.zeros(words, np.int32)
        for row, (word, form) in enumerate(forms.items(), 1):
            self._row[word], self._size[row] = row, len(form)
            self._letters[row, : len(form)] = list(form)

    def same(self, analysis: Analysis, at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """(k,) whether the words at some places are listed and have the letters of their id."""
        words = analysis.words
        row, start = self._row.take(words.id.take(at)), words.start.take(at)
        size, column = self._size.take(row), np.arange(self._letters.shape[1])
        there = analysis.folded.array.take(start[:, None] + column, mode="clip")
        same = (there == self._letters.take(row, axis=0)) | (column >= size[:, None])
        return np.asarray(same.all(axis=1) & (size == words.core_end.take(at) - start) & (size > 0), np.bool_)
