"""Words -> bits: which of some lists of words each word of a batch is in, for many words at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from framing.text.vocabulary import UNKNOWN, Vocabulary, hash_strings
from framing.text.words import Words

Bits = NDArray[np.uint32]
Made = TypeVar("Made")
_KEPT = 4


@dataclass(frozen=True, slots=True)
class WordBits:
    """by_id: of the words that the vocabulary has · hashes, of_hash: of those that it lacks, hashes rising."""

    by_id: Bits
    hashes: NDArray[np.uint64]
    of_hash: Bits

    @staticmethod
    def of(lists: Sequence[frozenset[bytes]], vocabulary: Vocabulary) -> WordBits:
        """Bit k for the words of list k, which are folded; at most 32 lists."""
        spelled = sorted(frozenset[bytes]().union(*lists))
        words = [word.decode("latin-1") for word in spelled]
        bits = np.array([sum(1 << k for k, own in enumerate(lists) if w in own) for w in spelled], np.uint32)
        ids, by_id = vocabulary.ids_of(words), np.zeros(len(vocabulary), np.uint32)
        by_id[ids] = bits
        by_id[UNKNOWN] = 0
        missing = np.flatnonzero(ids == UNKNOWN)
        hashes = hash_strings([words[i] for i in missing.tolist()])
        order = np.argsort(hashes)
        return WordBits(by_id, hashes[order], bits[missing[order]])

    def at(self, words: Words, place: NDArray[np.int64]) -> Bits:
        """The bits of the words at some places, in the shape of `place`; a possessive 's does not count."""
        ids = words.id.take(place)
        bits: Bits = self.by_id.take(ids)
        if len(self.hashes):
            unknown = np.nonzero(ids == UNKNOWN)
            wanted = words.hash.take(place[unknown])
            at = np.minimum(np.searchsorted(self.hashes, wanted), len(self.hashes) - 1)
            bits[unknown] = self.of_hash.take(at) * (self.hashes.take(at) == wanted)
        return bits


def kept_by_vocabulary(make: Callable[[Vocabulary], Made]) -> Callable[[Vocabulary], Made]:
    """The same function, its results kept for the last few vocabularies."""
    kept: list[tuple[Vocabulary, Made]] = []

    def of(vocabulary: Vocabulary) -> Made:
        for known, made in kept:
            if known is vocabulary:
                return made
        kept.append((vocabulary, make(vocabulary)))
        del kept[:-_KEPT]
        return kept[-1][1]

    return of
