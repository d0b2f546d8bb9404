"""The rest of each of many groups at once: the same moments as when each rest is summed by itself."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from framing.compare.moments import Floats, Integers, Moments, grouped_moments
from framing.compare.rest import rest_moments

GROUPS = 4


def one_by_one(
    numerators: Floats, denominator: Floats, groups: Integers, clusters: Integers | None
) -> Moments:
    """The moments of each rest, summed alone; group by group within a ratio."""
    parts = [
        grouped_moments(numerators, denominator, np.where(groups == at, -1, 0), 1, clusters)
        for at in range(GROUPS)
    ]
    joined = {
        name: np.column_stack([getattr(part, name) for part in parts]).ravel() for name in Moments.__slots__
    }
    return Moments(**joined)


def articles(kind: str, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Two ratios of three hundred articles: a rate of few hits, a share, or a mean of scores; some without a denominator."""
    size = (2, 300)
    denominator = np.where(random.random(300) < 0.1, 0.0, random.integers(1, 60, 300).astype(float))
    if kind == "mean":
        denominator = (denominator > 0).astype(float)
        return random.gamma(0.5, 20, size) * denominator, denominator
    hits = np.where(random.random(size) < 0.4, random.integers(1, 9, size), 0) * (denominator > 0)
    return (np.minimum(hits, denominator) if kind == "share" else hits).astype(float), denominator


@pytest.mark.parametrize("clustered", [False, True])
@pytest.mark.parametrize("kind", ["rate", "share", "mean"])
@pytest.mark.parametrize("seed", range(5))
def test_rests_at_once_are_those_summed_one_by_one(kind: str, clustered: bool, seed: int) -> None:
    random = np.random.default_rng(seed)
    numerators, denominator = articles(kind, random)
    groups = random.integers(-1, GROUPS, 300)
    clusters = random.integers(0, 200, 300) if clustered else None
    found = rest_moments(sparse.csc_array(numerators), denominator, groups, GROUPS, clusters)
    wanted = one_by_one(numerators, denominator, groups, clusters)
    assert found is not None
    for name in Moments.__slots__:
        np.testing.assert_allclose(getattr(found, name), getattr(wanted, name), rtol=1e-10, atol=1e-10)


def test_article_that_is_most_of_a_rest_is_refused() -> None:
    denominator = np.array([500.0, *[1.0] * 60])
    numerators = np.ones((1, 61))
    groups = np.array([-1, *[0] * 30, *[1] * 30])
    assert rest_moments(sparse.csc_array(numerators), denominator, groups, 2) is None


def test_group_that_holds_everything_has_no_rest() -> None:
    assert (
        rest_moments(sparse.csc_array(np.ones((1, 40))), np.ones(40), np.zeros(40, dtype=np.int64), 1) is None
    )


def test_one_large_burst_counts_for_every_rest_but_that_of_its_own_group() -> None:
    hits = np.ones((1, 200))
    hits[0, 7] = 40
    groups = np.arange(200) % GROUPS
    found = rest_moments(sparse.csc_array(hits), np.full(200, 50.0), groups, GROUPS)
    assert found is not None
    assert [at for at in range(GROUPS) if found.burst[at] < 2] == [7 % GROUPS]
