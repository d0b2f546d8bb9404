"""p-values as the smallest α at which an interval leaves out 0: a search for many of them at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from framing.compare.moments import Floats, Integers

SMALLEST_P = 1e-12
_STEPS = 2**24
"""Of the logarithmic scale from SMALLEST_P to 1; each is 1.6 millionths of p."""
_FIRST = 0.05


def smallest_p(beyond: Callable[[Integers, Floats], Floats], distance: Floats) -> Floats:
    """For each of m intervals the smallest α, on a scale of 2**24 steps, at which it leaves out 0; SMALLEST_P at the least.

    `beyond(which, tails)` says how far 0 lies outside the intervals numbered `which` when they miss with probability `tails` on
    each side; negative inside, and the smaller the tail the less. `distance` is what it would be for intervals without width.
    Since it is nearly straight in the normal quantile of the tail, a secant finds the step in some seven looks; halving takes 24.
    """
    low, high = (np.full(distance.size, at, dtype=np.int64) for at in (0, _STEPS))
    quantile, before = np.zeros(distance.size), distance.astype(np.float64)
    guess = np.full(distance.size, _place(np.array([_FIRST / 2]))[0])
    stalled = np.zeros(distance.size, dtype=np.int64)
    left = np.arange(distance.size)
    while left.size:
        at, stalled[left] = _next(guess[left], low[left], high[left], stalled[left])
        tail = _p(at) / 2
        now, new = -special.ndtri(tail), beyond(left, tail)
        high[left] = np.where(new > 0, at, high[left])
        low[left] = np.where(new > 0, low[left], at)
        slope = (new - before[left]) / np.where(now == quantile[left], np.nan, now - quantile[left])
        straight = now - new / np.where(slope < 0, slope, np.nan)
        middle = (low[left] + high[left]) / 2
        guess[left] = np.where(np.isfinite(straight), _place(special.ndtr(-straight)), middle)
        quantile[left], before[left] = now, new
        left = left[high[left] - low[left] > 1]
    return _p(high)


def _next(guess: Floats, low: Integers, high: Integers, stalled: Integers) -> tuple[Integers, Integers]:
    """Where to look next between `low` and `high`. A guess beside one of them is followed by ever longer steps to the other.

    Without them the search would creep along: a secant comes near from one side, and the other stays where it was.
    """
    at = np.floor(np.clip(guess, -1.0, _STEPS + 1.0)).astype(np.int64)
    up, down = at <= low, at >= high
    step = np.int64(1) << np.minimum(2 * stalled, 24)
    at = np.where(up, low + step, np.where(down, high - step, at))
    return np.clip(at, low + 1, high - 1), np.where(up | down, stalled + 1, 0)


def _p(at: Integers) -> Floats:
    return np.asarray(np.exp(np.log(SMALLEST_P) * (1 - at / _STEPS)), dtype=np.float64)


def _place(tail: Floats) -> Floats:
    """Where on the scale twice the tail lies; far below it for a tail that underflows."""
    p = np.maximum(2 * tail, 1e-300)
    return np.asarray(_STEPS * (1 - np.log(p) / np.log(SMALLEST_P)), dtype=np.float64)
