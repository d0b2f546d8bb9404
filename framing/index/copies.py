"""Articles that are nearly the same text, by MinHash signatures and locality-sensitive hashing.

Source: Broder, A. Z. (1997), On the resemblance and containment of documents, SEQUENCES 1997, doi:10.1109/SEQUEN.1997.666900;
signatures by rensa.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 128
"""An estimated likeness has a standard error of at most .044."""
_SEED = 20261121
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]
Signatures = NDArray[np.uint16]
"""(n, PERMUTATIONS); 16 bits of each minimum do: two differ by chance in all but 1 of 65,536."""


def signatures(first: NDArray[np.int64], values: NDArray[np.uint32]) -> Iterator[Signatures]:
    """The signature of each set values[first[i]:first[i + 1]], in blocks; sets without a value all have the same one."""
    from rensa import RMinHash

    for low in range(0, len(first) - 1, _TOGETHER):
        edges = first[low : low + _TOGETHER + 1]
        hashes = values[edges[0] : edges[-1]].astype(np.uint64)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(
            hashes, (edges - edges[0]).astype(np.uint64), PERMUTATIONS, _SEED
        )
        yield np.array(matrix.to_rows(), np.uint32).astype(np.uint16)


_TOGETHER = 1 << 10
"""Signatures computed at a time: rensa gives them as lists of integers."""


def likeness(of: Signatures, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
    """The estimated share of common grams (Jaccard) of the articles a[i] and b[i]."""
    parts = [(of[a[i : i + _CHUNK]] == of[b[i : i + _CHUNK]]).mean(axis=1) for i in range(0, len(a), _CHUNK)]
    return np.concatenate([np.zeros(0), *parts])


_CHUNK = 1 << 16


def like_pairs(of: Signatures, group: NDArray[np.uint32], bands: int, least: float) -> Iterator[Pairs]:
    """Pairs (earlier, later) of articles of one group that are at least `least` alike, band by band.

    Of the articles with a band in common each is compared with the first and with the one before it: work and memory stay
    linear where many are alike, and the pairs still connect them.
    """
    for a, b in _candidates(of, group, bands):
        alike = likeness(of, a, b) >= least
        yield a[alike], b[alike]


def _candidates(of: Signatures, group: NDArray[np.uint32], bands: int) -> Iterator[Pairs]:
    """For each band the pairs that share it.

    Sorted are hashes of the band with the row in their lowest bits, which is several times as fast as sorting rows by hashes.
    """
    words = of.view(np.uint64)
    width = words.shape[1] // bands
    rows = np.arange(len(of), dtype=np.uint64)
    low = np.uint64((1 << len(of).bit_length()) - 1)
    for band in range(bands):
        key = group.astype(np.uint64) * _FACTOR
        for column in range(band * width, (band + 1) * width):
            key ^= key >> np.uint64(29)
            key += words[:, column]
            key *= _FACTOR
        key &= ~low
        key |= rows
        key.sort()
        row = (key & low).view(np.int64)
        key &= ~low
        again = np.flatnonzero(key[1:] == key[:-1]) + 1
        begins = np.diff(again, prepend=-1) > 1
        first = row[np.maximum.accumulate(np.where(begins, again - 1, 0))]
        far = np.flatnonzero(~begins)
        yield (
            np.concatenate((row[again - 1], first[far])),
            np.concatenate((row[again], row[again[far]])),
        )


def heads(start: NDArray[np.int64], blocks: Iterable[Pairs]) -> NDArray[np.int64]:
    """For each article the first of all that pairs connect it with, itself where there is none.

    start: heads to go on from; each article its own (`np.arange(n)`) at first.
    """
    head = start
    for earlier, later in blocks:
        head = _joined(head, earlier, later)
    return head


def _joined(
    start: NDArray[np.int64], earlier: NDArray[np.int64], later: NDArray[np.int64]
) -> NDArray[np.int64]:
    head = start.copy()
    while True:
        low = np.minimum(head[earlier], head[later])
        before = head.copy()
        np.minimum.at(head, earlier, low)
        np.minimum.at(head, later, low)
        np.minimum.at(head, before[earlier], low)
        np.minimum.at(head, before[later], low)
        head = head[head]
        if np.array_equal(head, before):
            return head
