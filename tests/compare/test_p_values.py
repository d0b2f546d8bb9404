"""The search for p-values finds the step that halving finds, in fewer looks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from framing.compare.moments import Floats, Integers
from framing.compare.p_values import SMALLEST_P, smallest_p

DISTANCES = np.array([0.0, 1e-9, 0.01, 0.3, 0.674, 1.0, 1.96, 2.5, 4.0, 6.9, 7.2, 30.0])
"""From 0, in standard errors."""


def straight(distance: Floats, quantile: Floats) -> Floats:
    return distance - quantile


def bent(distance: Floats, quantile: Floats) -> Floats:
    """An interval that grows much faster than its normal quantile, as those of rare counts do."""
    return distance - quantile * np.exp(quantile / 3)


def stepped(distance: Floats, quantile: Floats) -> Floats:
    """No slope anywhere to go by."""
    return np.where(distance > quantile, 1.0, -1.0)


def halved(shape: object, distance: Floats) -> Floats:
    """The same by halving the scale."""
    low, high = np.full(distance.size, np.log(SMALLEST_P)), np.zeros(distance.size)
    for _ in range(24):
        middle = (low + high) / 2
        outside = shape(distance, -special.ndtri(np.exp(middle) / 2)) > 0  # type: ignore[operator]
        low, high = np.where(outside, low, middle), np.where(outside, middle, high)
    return np.exp(high)


@pytest.mark.parametrize(("shape", "most"), [(straight, 8), (bent, 14), (stepped, 60)])
def test_search_finds_what_halving_finds(shape: object, most: int) -> None:
    looks: list[int] = []

    def beyond(which: Integers, tails: Floats) -> Floats:
        looks.append(which.size)
        return np.asarray(shape(DISTANCES[which], -special.ndtri(tails)))  # type: ignore[operator]

    found = smallest_p(beyond, DISTANCES)
    np.testing.assert_allclose(found, halved(shape, DISTANCES), rtol=3e-6)
    assert len(looks) <= most


def test_p_of_a_straight_interval_is_that_of_the_normal_distribution() -> None:
    found = smallest_p(lambda which, tails: np.array([1.96])[which] + special.ndtri(tails), np.array([1.96]))
    assert found[0] == pytest.approx(0.05, rel=1e-3)


def test_nothing_to_search_gives_nothing() -> None:
    assert smallest_p(lambda which, tails: tails, np.zeros(0)).size == 0
