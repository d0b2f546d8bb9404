"""Intervals: hand-computed values, properties, and a floor under the measured coverage."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from framing.compare import mean_intervals, rate_intervals, ratio_moments, share_intervals
from framing.compare.intervals import (
    ALL_HITS,
    FEW_ARTICLES,
    FEW_HITS,
    GAMMA,
    GAMMA_BOUND,
    LOGIT_T,
    MEAN_T,
    NO_DATA,
    NO_HIT,
    NO_INTERVAL,
    RULE_OF_THREE,
    TOO_FEW_ARTICLES,
    Interval,
    gamma_limits,
)


def rate(hits: list[int], words: list[int]) -> Interval:
    return rate_intervals(ratio_moments(np.array([hits], float), np.array(words, float)))[0]


def share(part: list[int], whole: list[int]) -> Interval:
    return share_intervals(ratio_moments(np.array([part], float), np.array(whole, float)))[0]


def mean(scores: list[float]) -> Interval:
    return mean_intervals(ratio_moments(np.array([scores], float), np.ones(len(scores))))[0]


def test_rate_is_the_ratio_of_sums_not_the_mean_of_ratios() -> None:
    assert rate([3, 0], [1000, 2000]).estimate == pytest.approx(1.0)


def test_jackknife_variance_by_hand() -> None:
    # r = 3/3000; residuals 3 − 1 = 2 and 0 − 2 = −2; shares of words 1/3 and 2/3: 2/(2/3) = 3, −2/(1/3) = −6
    moments = ratio_moments(np.array([[3.0, 0.0]]), np.array([1000.0, 2000.0]))
    assert moments.variance[0] == pytest.approx((9 + 36) / 2)
    assert moments.burst[0] == pytest.approx(2.0)
    assert (moments.units[0], moments.hit_units[0]) == (2, 1)


def test_one_hit_in_every_article_of_equal_length_gives_the_exact_poisson_interval() -> None:
    # Variance between articles 0, so the floor holds: Garwood's interval of 60 hits.
    got = rate([1] * 60, [500] * 60)
    assert got.low == pytest.approx(stats.chi2.ppf(0.025, 120) / 2 / 30)
    assert got.high == pytest.approx(stats.chi2.ppf(0.975, 122) / 2 / 30)
    assert (got.estimate, got.method, got.warning) == (2.0, GAMMA, "")


@pytest.mark.parametrize(
    ("hits", "articles", "method", "warning"),
    [
        (0, 19, NO_INTERVAL, TOO_FEW_ARTICLES),
        (19, 19, NO_INTERVAL, TOO_FEW_ARTICLES),
        (0, 20, RULE_OF_THREE, f"{NO_HIT}; {FEW_ARTICLES}"),
        (9, 20, GAMMA_BOUND, f"{FEW_HITS}; {FEW_ARTICLES}"),
        (10, 49, GAMMA, FEW_ARTICLES),
        (10, 50, GAMMA, ""),
        (9, 50, GAMMA_BOUND, FEW_HITS),
        (0, 50, RULE_OF_THREE, NO_HIT),
    ],
)
def test_thresholds_choose_what_is_shown(hits: int, articles: int, method: str, warning: str) -> None:
    got = rate([1] * hits + [0] * (articles - hits), [500] * articles)
    assert (got.method, got.warning) == (method, warning)
    assert (got.low is None) == (method != GAMMA)
    assert (got.high is None) == (method == NO_INTERVAL)


def test_no_hit_gives_three_hits_in_all_the_words() -> None:
    got = rate([0] * 100, [500] * 100)
    assert got.high == pytest.approx(-math.log(0.05) * 1000 / 50_000)
    assert got.high == pytest.approx(3 * 1000 / 50_000, rel=0.002)


def test_no_article_has_no_estimate() -> None:
    assert rate([], []) == Interval(None, None, None, NO_INTERVAL, NO_DATA)
    assert rate([0], [0]) == Interval(None, None, None, NO_INTERVAL, NO_DATA)
    assert share([0, 0], [0, 0]) == Interval(None, None, None, NO_INTERVAL, NO_DATA)


def test_articles_without_a_denominator_do_not_count() -> None:
    assert share([1] * 20 + [0] * 40, [2] * 20 + [0] * 40).warning == FEW_ARTICLES


def test_share_by_hand_on_the_logit_scale() -> None:
    # 60 articles of 4 attributions, half 1 and half 3 unnamed: residuals ±1, left out 60/59 each.
    got = share([1, 3] * 30, [4] * 60)
    variance = 59 / 60 * 60 * (60 / 59) ** 2
    half = stats.t.ppf(0.975, 59) * math.sqrt(variance) / (240 * 0.25)
    assert (got.estimate, got.method) == (0.5, LOGIT_T)
    assert got.high == pytest.approx(1 / (1 + math.exp(-half)))
    assert got.low == pytest.approx(1 / (1 + math.exp(half)))


def test_share_without_a_hit_is_at_most_three_in_n_articles() -> None:
    got = share([0] * 100, [7] * 100)
    assert (got.low, got.method) == (None, RULE_OF_THREE)
    assert got.high == pytest.approx(0.03, rel=0.002)


def test_share_of_only_hits_is_at_least_one_minus_three_in_n() -> None:
    got = share([7] * 100, [7] * 100)
    assert (got.high, got.warning) == (None, ALL_HITS)
    assert got.low == pytest.approx(0.97, rel=0.001)


def test_mean_interval_is_students() -> None:
    scores = [float(value) for value in range(50)]
    got = mean(scores)
    expected = stats.t.interval(0.95, 49, loc=np.mean(scores), scale=stats.sem(scores))
    assert got.low == pytest.approx(expected[0])
    assert got.high == pytest.approx(expected[1])
    assert (got.estimate, got.method, got.warning) == (24.5, MEAN_T, "")


def test_clusters_of_copies_are_one_unit_each() -> None:
    # Each article twice in one cluster: the same as one article twice as long with twice the hits.
    y, x = np.array([[0, 1, 3, 0, 2, 1] * 10], float), np.full(60, 500.0)
    twice = ratio_moments(np.repeat(y, 2, axis=1), np.repeat(x, 2), np.repeat(np.arange(60), 2))
    assert rate_intervals(twice) == rate_intervals(ratio_moments(2 * y, 2 * x))
    assert twice.units[0] == 60


ROWS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 5000)), min_size=20, max_size=80)


@given(ROWS)
def test_rate_interval_holds_its_estimate(rows: list[tuple[int, int]]) -> None:
    moments = ratio_moments(
        np.array([[row[0] for row in rows]], float), np.array([float(r[1]) for r in rows])
    )
    low, high = gamma_limits(moments, 0.025)
    assert 0 <= low[0] <= moments.ratio[0] <= high[0] < np.inf


@given(ROWS)
def test_share_interval_stays_in_bounds_and_holds_its_estimate(rows: list[tuple[int, int]]) -> None:
    got = share([min(row) for row in rows], [row[1] for row in rows])
    low, high = 0.0 if got.low is None else got.low, 1.0 if got.high is None else got.high
    assert got.estimate is not None
    assert 0 <= low <= got.estimate <= high <= 1


@given(ROWS, st.randoms(use_true_random=False))
def test_order_of_articles_does_not_matter(rows: list[tuple[int, int]], random: Random) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    one, other = (rate([r[0] for r in order], [r[1] for r in order]) for order in (rows, mixed))
    assert (one.method, one.warning) == (other.method, other.warning)
    for value, again in ((one.estimate, other.estimate), (one.low, other.low), (one.high, other.high)):
        assert (value is None) == (again is None)
        assert value is None or value == pytest.approx(again, rel=1e-9)


@given(ROWS, st.integers(2, 9))
def test_longer_articles_scale_the_rate_and_its_interval(rows: list[tuple[int, int]], times: int) -> None:
    one = rate([row[0] for row in rows], [row[1] for row in rows])
    other = rate([row[0] for row in rows], [row[1] * times for row in rows])
    for value, scaled in ((one.estimate, other.estimate), (one.low, other.low), (one.high, other.high)):
        assert (value is None) == (scaled is None)
        if value is not None:
            assert scaled == pytest.approx(value / times, rel=1e-9)


@given(ROWS)
def test_same_input_gives_the_same_floats(rows: list[tuple[int, int]]) -> None:
    hits, words = [row[0] for row in rows], [row[1] for row in rows]
    assert rate(hits, words) == rate(hits, words)


@pytest.mark.parametrize(
    ("articles", "shape", "floor"),
    [(20, 1.0, 0.92), (50, 0.3, 0.92), (50, 5.0, 0.92), (100, 0.3, 0.935), (100, 1.0, 0.935)],
)
def test_coverage_in_simulation_stays_above_its_floor(articles: int, shape: float, floor: float) -> None:
    random = np.random.default_rng(20)
    covered = []
    for _ in range(1000):
        words = np.round(600 * np.exp(0.6 * random.standard_normal(articles)))
        hits = random.poisson(0.004 * words * random.gamma(shape, 1 / shape, articles))
        got = rate_intervals(ratio_moments(hits[np.newaxis].astype(float), words))[0]
        covered.append((got.low or 0.0) <= 4.0 <= (got.high or 0.0))
    assert np.mean(covered) >= floor
