"""Words -> small integers, with what we know of each: syllables, tag, abbreviation. One look-up serves all measures.

Words are found by a 64-bit hash of their folded bytes in an open-addressing table; where a hit becomes evidence the bytes
themselves are compared (`match.py`). Words of codebooks that the shipped vocabulary lacks are added with `extended`.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from framing import kernels
from framing.text.fold import fold

UNKNOWN = 0
"""The id of every word that is not in the vocabulary."""

NO_TAG = ord("n")
IS_ABBREVIATION = 1
MAY_END_SENTENCE = 2

RARE = 5
"""What words that are not in common.tsv count as, per million."""

_BITS = 19
_SHIFT = np.uint64(64 - _BITS)
_SLOTS = 1 << _BITS
_LAST_SLOT = np.int64(_SLOTS - 1)
_ID_BITS = np.uint64(20)
_ID = np.uint64((1 << 20) - 1)
_KEEP = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD],
    np.uint64,
)
LARGEST = _SLOTS // 2
"""Words a vocabulary can hold; look-ups take longer the fuller the table is."""
PADDING = 24
"""Zero bytes that must follow the last word of a buffer that is hashed."""


def hash_words(
    buffer: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.uint64]:
    """One 64-bit hash per word from its length and first 24 bytes; `buffer` ends in PADDING zero bytes."""
    if kernels.IN_USE:
        native = np.empty(len(start), np.uint64)
        kernels.native.word_hashes(buffer, start, end, native)
        return native
    eight = np.ndarray((len(buffer) - 7,), "<u8", buffer=buffer.data, strides=(1,))
    length = end - start
    hashed = eight[start]
    hashed &= _KEEP.take(length, mode="clip")
    hashed *= _FACTORS[0]
    longer = np.flatnonzero(length > 8)
    for n in (1, 2):
        longer = longer[length[longer] > 8 * n]
        rest = eight[start[longer] + 8 * n] & _KEEP.take(length[longer] - 8 * n, mode="clip")
        part = hashed[longer] ^ (rest * _FACTORS[n])
        hashed[longer] = part ^ (part >> np.uint64(31))
    hashed += length.astype(np.uint64) * _FACTORS[3]
    hashed ^= hashed >> np.uint64(29)
    hashed *= _FACTORS[4]
    hashed ^= hashed >> np.uint64(32)
    return hashed


def hash_strings(words: Sequence[str]) -> NDArray[np.uint64]:
    """The hashes of words given as strings, folded first."""
    length = np.fromiter(map(len, words), np.int64, len(words))
    end = np.cumsum(length)
    return hash_words(fold("".join(words) + "\0" * PADDING).array, end - length, end)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Attributes by word id (index 0 is the unknown word) and the hash table that finds the ids.

    syllables: uint8, 0 where unknown · tag: uint8, one of the letters of tags.tsv · flags: uint8 bits · per_million: how often
    the word stands in news, from common.tsv, at least RARE · table: 44 bits of hash and 20 of id per slot, 0 where it is free.
    """

    syllables: NDArray[np.uint8]
    tag: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    per_million: NDArray[np.uint16]
    table: NDArray[np.uint64]
    digest: str

    def __len__(self) -> int:
        return len(self.tag)

    def find(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The id of each hash, UNKNOWN where there is none."""
        slot = (hashes >> _SHIFT).astype(np.int64)
        key = hashes << _ID_BITS
        entry = self.table.take(slot)
        differs = (entry ^ key) > _ID
        found = (entry & _ID).astype(np.int32)
        left = np.flatnonzero(differs)
        found[left] = UNKNOWN
        left = left[entry[left] != 0]
        while len(left):
            slot[left] = (slot[left] + 1) & _LAST_SLOT
            entry = self.table.take(slot[left])
            here = (entry ^ key[left]) <= _ID
            found[left[here]] = entry[here] & _ID
            left = left[~here & (entry != 0)]
        return found

    def ids_of(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The ids of words given as strings."""
        return self.find(hash_strings(words)) if words else np.zeros(0, np.int32)

    def extended(self, words: Iterable[str]) -> Vocabulary:
        """This vocabulary with the unknown ones of `words` added, in sorted order, without attributes.

        Raises ValueError where there would be more than LARGEST words.
        """
        wanted = list(set(words))
        hashes = hash_strings(wanted)
        unknown = np.flatnonzero(self.find(hashes) == UNKNOWN).tolist()
        if not unknown:
            return self
        unknown.sort(key=wanted.__getitem__)
        more = len(unknown)
        if len(self) + more > LARGEST:
            raise ValueError(f"{len(self) + more} words; {LARGEST} at most")
        table = self.table.copy()
        _insert(table, hashes[unknown], np.arange(len(self), len(self) + more))
        return Vocabulary(
            np.concatenate((self.syllables, np.zeros(more, np.uint8))),
            np.concatenate((self.tag, np.full(more, NO_TAG, np.uint8))),
            np.concatenate((self.flags, np.zeros(more, np.uint8))),
            np.concatenate((self.per_million, np.full(more, RARE, np.uint16))),
            table,
            self.digest,
        )


def _insert(table: NDArray[np.uint64], hashes: NDArray[np.uint64], ids: NDArray[np.int64]) -> None:
    """Puts each hash into the first free slot at or after its own, in place, in rounds; of several the last goes first."""
    slot = (hashes >> _SHIFT).astype(np.int64)
    entry = (hashes << _ID_BITS) | ids.astype(np.uint64)
    left = np.arange(len(hashes))
    while len(left):
        free = left[table[slot[left]] == 0]
        table[slot[free]] = entry[free]
        left = left[table[slot[left]] != entry[left]]
        slot[left] = (slot[left] + 1) & _LAST_SLOT


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary that comes with the package (scripts/build_vocabulary.py)."""
    data = files("framing.text").joinpath("vocabulary.npz").read_bytes()
    stored = np.load(io.BytesIO(data), allow_pickle=False)
    table = np.zeros(_SLOTS, np.uint64)
    hashes = stored["hashes"]
    syllables, tag, flags, per_million = (
        stored[name] for name in ("syllables", "tag", "flags", "per_million")
    )
    rare_first = np.argsort(per_million[1:], kind="stable") + 1  # the words of running text are found at once
    _insert(table, hashes[rare_first], rare_first)
    return Vocabulary(syllables, tag, flags, per_million, table, hashlib.sha256(data).hexdigest()[:16])
