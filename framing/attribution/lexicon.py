"""The word sets that tell what a source phrase is (lexicon.tsv), and look-up tables over tags and word ids."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from framing.text.vocabulary import UNKNOWN, Vocabulary


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of one set of lexicon.tsv, folded."""
    text = files("framing.attribution").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        key, _, words = line.partition("\t")
        if key == name:
            return frozenset(words.split())
    raise KeyError(name)


def marked(vocabulary: Vocabulary, words: Iterable[str]) -> NDArray[np.bool_]:
    """(vocabulary,) whether a word id is one of some words; words the vocabulary lacks are left out."""
    mask = np.zeros(len(vocabulary), np.bool_)
    mask[vocabulary.ids_of(sorted(words))] = True
    mask[0] = False
    return mask


_MASKS: dict[tuple[str, int, str], NDArray[np.bool_]] = {}


def mask_of(vocabulary: Vocabulary, name: str, words: Iterable[str]) -> NDArray[np.bool_]:
    """`marked`, kept under a name for each vocabulary (same digest and size: same ids)."""
    key = (vocabulary.digest, len(vocabulary), name)
    if key not in _MASKS:
        _MASKS[key] = marked(vocabulary, words)
    return _MASKS[key]


_IDS: dict[tuple[str, int, str], tuple[int, ...]] = {}


def is_one_of(ids: NDArray[np.int32], vocabulary: Vocabulary, words: str) -> NDArray[np.bool_]:
    """(w,) whether each word id is one of up to four words, parted by blanks; over a whole batch comparisons run many times
    faster than a look-up."""
    key = (vocabulary.digest, len(vocabulary), words)
    if key not in _IDS:
        _IDS[key] = tuple(id_ for id_ in vocabulary.ids_of(words.split()).tolist() if id_ != UNKNOWN)
    found = np.zeros(len(ids), np.bool_)
    for wanted in _IDS[key]:
        found |= ids == wanted
    return found
