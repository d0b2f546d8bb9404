"""Moments: by hand, and in groups the same as group by group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from framing.compare import Moments, grouped_moments, ratio_moments

ARTICLES = st.lists(
    st.tuples(
        st.integers(0, 6), st.integers(-3, 6), st.integers(0, 900), st.integers(-1, 3), st.integers(0, 5)
    ),
    max_size=60,
)


def fields_of(moments: Moments) -> dict[str, list[float]]:
    return {name: getattr(moments, name).tolist() for name in Moments.__slots__}


def test_moments_by_hand() -> None:
    # Rate 4/30; residuals 1 − 10r, 3 − 20r, each over 1 − its share of the words.
    got = ratio_moments(np.array([[1.0, 3.0]]), np.array([10.0, 20.0]))
    residuals = (1 - 40 / 30) / (2 / 3), (3 - 80 / 30) / (1 / 3)
    assert got.variance[0] == pytest.approx(0.5 * sum(part**2 for part in residuals))
    assert (got.numerator[0], got.denominator[0], got.units[0], got.hit_units[0]) == (4, 30, 2, 2)
    assert got.burst[0] == 1


def test_articles_of_one_cluster_are_added_up() -> None:
    y, x, clusters = np.array([[1.0, 2.0, 4.0]]), np.array([10.0, 20.0, 40.0]), np.array([5, 2, 5])
    joined = ratio_moments(np.array([[2.0, 5.0]]), np.array([20.0, 50.0]))
    assert fields_of(ratio_moments(y, x, clusters)) == fields_of(joined)


def test_a_cluster_counts_apart_in_every_group() -> None:
    y, x = np.array([[1.0, 2.0, 4.0]]), np.array([10.0, 20.0, 40.0])
    got = grouped_moments(y, x, np.array([0, 1, 1]), 2, np.array([7, 7, 7]))
    assert (got.units.tolist(), got.numerator.tolist()) == ([1, 1], [1.0, 6.0])


@settings(max_examples=80)
@given(ARTICLES, st.booleans())
def test_groups_at_once_are_what_each_group_gives_alone(
    articles: list[tuple[int, int, int, int, int]], clustered: bool
) -> None:
    columns = np.array(articles, dtype=np.int64).reshape(-1, 5)
    y, x, groups = columns[:, :2].T.astype(float), columns[:, 2].astype(float), columns[:, 3]
    clusters = columns[:, 4] if clustered else None
    got = grouped_moments(sparse.csc_array(y), x, groups, 4, clusters)
    for group in range(4):
        own = np.flatnonzero(groups == group)
        alone = ratio_moments(y[:, own], x[own], None if clusters is None else clusters[own])
        for name, values in fields_of(alone).items():
            found = getattr(got, name)[[group, 4 + group]]
            assert found == pytest.approx(np.array(values), rel=1e-9, abs=1e-6)


def test_nothing_gives_moments_of_zero() -> None:
    got = grouped_moments(np.zeros((2, 0)), np.zeros(0), np.zeros(0, dtype=np.int64), 3)
    assert got.numerator.tolist() == [0.0] * 6
    assert got.units.tolist() == [0] * 6
