"""Columns of whole numbers made from others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def ranges(first: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """first[0], first[0] + 1 … for count[0] numbers, then the same for the next, in one array."""
    before = np.cumsum(count) - count
    numbers: NDArray[np.int64] = np.repeat(first - before, count) + np.arange(int(count.sum()))
    return numbers


def covered(first: NDArray[np.int64], last: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    """(count,) whether each place stands in one of the stretches first:last, which may overlap."""
    found = np.zeros(count, np.bool_)
    found[ranges(first, last - first)] = True
    return found


def slots_of(keys: NDArray[np.uint64], bits: int) -> NDArray[np.int64]:
    """A slot from 0 to 2 ** bits − 1 for each key, the same for the same key; bits: 1 to 64."""
    mixed = keys * _SPREAD
    mixed >>= np.uint64(64 - bits)
    return mixed.view(np.int64)
