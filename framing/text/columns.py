"""Columns of whole numbers made from others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


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
