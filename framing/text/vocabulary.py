"""Words -> small integers, with what we know of each: syllables, tag, abbreviation. One look-up serves all measures.

Words are found by a 64-bit hash of their folded bytes in an open-addressing table; where a hit becomes evidence the bytes
themselves are compared (`match.py`). Words of codebooks that the shipped vocabulary lacks are added with `extended`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from framing.text.fold import fold

UNKNOWN = 0
"""The id of every word that is not in the vocabulary."""

NO_TAG = ord("n")
IS_ABBREVIATION = 1
MAY_END_SENTENCE = 2

_BITS = 19
_SHIFT = np.uint64(64 - _BITS)
_SLOTS = 1 << _BITS
_LAST_SLOT = np.int64(_SLOTS - 1)
_KEEP = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD], np.uint64
)
PADDING = 24
"""Zero bytes that must follow the last word of a buffer that is hashed."""


def hash_words(
    buffer: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """One 64-bit hash per word from its length and first 24 bytes; `buffer` ends in PADDING zero bytes."""
    eight = np.ndarray((len(buffer) - 7,), "<u8", buffer=buffer.data, strides=(1,))
    length = end - start
    hashed = (eight[start] & _KEEP[np.minimum(length, 8)]) * _FACTORS[0]
    for n in (1, 2):
        longer = np.flatnonzero(length > 8 * n)
        rest = _KEEP[np.minimum(length[longer] - 8 * n, 8)]
        hashed[longer] ^= (eight[start[longer] + 8 * n] & rest) * _FACTORS[n]
        hashed[longer] ^= hashed[longer] >> np.uint64(31)
    hashed += length.astype(np.uint64) * _FACTORS[3]
    hashed ^= hashed >> np.uint64(29)
    hashed *= _FACTORS[4]
    hashed ^= hashed >> np.uint64(32)
    return hashed


def hash_strings(words: Sequence[str]) -> NDArray[np.uint64]:
    """The hashes of words given as strings, folded first."""
    length = np.fromiter((len(word) for word in words), np.int64, len(words))
    end = np.cumsum(length)
    return hash_words(fold("".join(words) + "\0" * PADDING).array, end - length, end)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Attributes by word id (index 0 is the unknown word) and the hash table that finds the ids.

    syllables: uint8, 0 where unknown · tag: uint8, one of the letters of tags.tsv · flags: uint8 bits.
    """

    syllables: NDArray[np.uint8]
    tag: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    keys: NDArray[np.uint64]
    ids: NDArray[np.int32]
    digest: str

    def __len__(self) -> int:
        return len(self.tag)

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The id of each hash, UNKNOWN where there is none."""
        slot = (hashes >> _SHIFT).astype(np.int64)
        key = self.keys[slot]
        found = np.where(key == hashes, self.ids[slot], np.int32(UNKNOWN))
        left = np.flatnonzero((key != hashes) & (key != 0))
        slot = slot[left]
        while len(left):
            slot = (slot + 1) & _LAST_SLOT
            key = self.keys[slot]
            here = key == hashes[left]
            found[left[here]] = self.ids[slot[here]]
            go_on = ~here & (key != 0)
            left, slot = left[go_on], slot[go_on]
        return found

    def ids_of(self, words: Sequence[str]) -> NDArray[np.int32]:
        return self.find(hash_strings(words)) if words else np.zeros(0, np.int32)

    def extended(self, words: Iterable[str]) -> Vocabulary:
        """This vocabulary with the unknown ones of `words` added, in sorted order, without attributes."""
        wanted = sorted(set(words))
        unknown = [word for word, found in zip(wanted, self.ids_of(wanted), strict=True) if found == UNKNOWN]
        if not unknown:
            return self
        hashes, first = np.unique(hash_strings(unknown), return_index=True)
        ids = len(self) + np.argsort(np.argsort(first)).astype(np.int32)
        keys, all_ids = self.keys.copy(), self.ids.copy()
        _insert(keys, all_ids, hashes, ids)
        more = len(hashes)
        return Vocabulary(
            np.concatenate((self.syllables, np.zeros(more, np.uint8))),
            np.concatenate((self.tag, np.full(more, NO_TAG, np.uint8))),
            np.concatenate((self.flags, np.zeros(more, np.uint8))),
            keys,
            all_ids,
            self.digest,
        )


def _insert(
    keys: NDArray[np.uint64], ids: NDArray[np.int32], hashes: NDArray[np.uint64], new_ids: NDArray[np.int32]
) -> None:
    """Puts each hash into the first free slot at or after its own, in place, in rounds."""
    slot = (hashes >> _SHIFT).astype(np.int64)
    left = np.arange(len(hashes))
    while len(left):
        free = keys[slot[left]] == 0
        _, first = np.unique(slot[left], return_index=True)
        winner = np.zeros(len(left), bool)
        winner[first] = True
        winner &= free
        keys[slot[left[winner]]] = hashes[left[winner]]
        ids[slot[left[winner]]] = new_ids[left[winner]]
        left = left[~winner]
        slot[left] = (slot[left] + 1) & _LAST_SLOT


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the package (scripts/build_vocabulary.py)."""
    data = files("framing.text").joinpath("vocabulary.npz").read_bytes()
    with files("framing.text").joinpath("vocabulary.npz").open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        hashes, syllables, tag, flags = (stored[name] for name in ("hashes", "syllables", "tag", "flags"))
    keys, ids = np.zeros(_SLOTS, np.uint64), np.zeros(_SLOTS, np.int32)
    _insert(keys, ids, hashes[1:], np.arange(1, len(hashes), dtype=np.int32))
    return Vocabulary(syllables, tag, flags, keys, ids, hashlib.sha256(data).hexdigest()[:16])
