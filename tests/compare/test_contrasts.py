"""Contrasts: limits and p-values by hand, the family, the verdicts, and false discoveries in null worlds."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import framing.compare
from framing.compare import Family, Filters, contrast_outlets, ratio_moments
from framing.compare.contrasts import GENERAL, REST, adjusted_p, difference_limits, difference_p
from framing.compare.intervals import gamma_limits
from framing.errors import InputError

if TYPE_CHECKING:
    from framing.compare import Moments
    from tests.compare.conftest import Corpus

OIL = "ai-and-technology/new-oil"


def moments(hits: list[int], words: float = 500.0) -> Moments:
    return ratio_moments(np.array([hits], float), np.full(len(hits), words))


def test_limits_join_both_sides_by_hand() -> None:
    # Fewer repeats than chance on both sides, so nothing is pooled: each side has its Poisson limits.
    one, other = moments([1] * 60), moments([0, 1] * 30)
    (low, high), (other_low, other_high) = gamma_limits(one, 0.025), gamma_limits(other, 0.025)
    below, above = difference_limits(one, other, "rate", 0.025)
    a, b = 60 / 30_000, 30 / 30_000
    assert below[0] == pytest.approx(a - b - math.hypot(a - low[0], other_high[0] - b))
    assert above[0] == pytest.approx(a - b + math.hypot(high[0] - a, b - other_low[0]))


def test_p_is_where_the_interval_begins_to_leave_out_zero() -> None:
    one, other = moments([1, 2, 0] * 20), moments([0, 1, 0] * 20)
    p = difference_p(one, other, "rate")[0]
    assert 0 < p < 0.05
    below, _ = difference_limits(one, other, "rate", p / 2)
    assert below[0] == pytest.approx(0, abs=1e-8)


def test_no_difference_has_p_one() -> None:
    side = moments([1, 2, 0] * 20)
    assert difference_p(side, side, "rate")[0] == pytest.approx(1)


def test_adjusted_p_by_hand() -> None:
    # Family of 4: .01·4/1, .02·4/2, .5·4/3, 1
    assert adjusted_p([0.01, 0.02, 0.5], 4) == pytest.approx([0.04, 0.04, 2 / 3])
    assert adjusted_p([], 4).size == 0


@given(st.lists(st.floats(1e-12, 1), min_size=1, max_size=40), st.integers(0, 100))
def test_a_larger_family_never_lowers_an_adjusted_p(p: list[float], more: int) -> None:
    small, large = adjusted_p(p, len(p)), adjusted_p(p, len(p) + more)
    assert np.all(large >= small - 1e-15)
    assert np.all(small >= np.array(p) - 1e-15)


def test_contrast_row_by_hand(corpus: Corpus) -> None:
    corpus.outlet("Herald", [2] * 60)
    corpus.outlet("Mail", [1] * 60)
    found = contrast_outlets(corpus.tables(), "Mail")
    (got,) = found.rows
    assert (got.outlet, got.baseline, got.measure) == ("Herald", "Mail", f"device:{OIL}")
    assert (got.estimate, got.baseline_estimate, got.difference, got.ratio) == (4.0, 2.0, 2.0, 2.0)
    assert (got.articles, got.baseline_articles, got.verdict) == (60, 60, "clear")
    assert got.low is not None
    assert 0 < got.low < 2
    assert (found.family_size, got.p_adjusted) == (1, got.p)


def test_every_outlet_against_the_rest(corpus: Corpus) -> None:
    for outlet, hits in (("A", [3] * 30), ("B", [1] * 30), ("C", [1] * 30)):
        corpus.outlet(outlet, hits)
    found = contrast_outlets(corpus.tables())
    assert [row.outlet for row in found.rows] == ["A", "B", "C"]
    assert (found.baseline, found.rows[0].baseline, found.rows[0].baseline_articles) == (REST, REST, 60)
    assert found.rows[0].baseline_estimate == 2.0


def test_no_hits_against_many_is_clear(corpus: Corpus) -> None:
    corpus.outlet("Herald", [0] * 100)
    corpus.outlet("Mail", [1] * 100)
    (got,) = contrast_outlets(corpus.tables(), "Mail").rows
    assert (got.verdict, got.estimate, got.ratio) == ("clear", 0.0, 0.0)


def test_too_few_articles_or_hits_have_no_p(corpus: Corpus) -> None:
    corpus.outlet("Small", [2] * 19)
    corpus.outlet("Quiet", [1] * 4 + [0] * 60)
    corpus.outlet("Mail", [1] * 5 + [0] * 60)
    found = contrast_outlets(corpus.tables(), "Mail")
    assert [(row.outlet, row.verdict) for row in found.rows] == [("Quiet", "too few"), ("Small", "too few")]
    assert {(row.p, row.p_adjusted, row.low, row.high) for row in found.rows} == {(None, None, None, None)}
    assert found.family_size == 2


def test_family_is_fixed_before_filtering(corpus: Corpus) -> None:
    for outlet in ("A", "B", "C"):
        corpus.outlet(outlet, [1] * 30, genre="news")
        corpus.outlet(outlet, [1] * 30, "war/cold-war", genre="opinion")
    tables = corpus.tables()
    assert contrast_outlets(tables, "A").family_size == 4
    assert contrast_outlets(tables, "A", Filters(genre="news")).family_size == 4
    assert len(contrast_outlets(tables, "A", Filters(genre="news")).rows) == 4
    assert contrast_outlets(tables, "A", family=Family("codes", (OIL, "x/y", "x/z"))).family_size == 6
    assert contrast_outlets(tables).family_size == 6


def test_too_few_contrasts_count_in_the_family(corpus: Corpus) -> None:
    corpus.outlet("Herald", [2, 1, 0] * 20)
    corpus.outlet("Mail", [0, 1, 0] * 20)
    corpus.device("a00000", "x/rare")
    rows = contrast_outlets(corpus.tables(), "Mail").rows
    oil = next(row for row in rows if row.measure == f"device:{OIL}")
    assert oil.p is not None
    assert oil.p_adjusted == pytest.approx(2 * oil.p)


def test_general_measures_are_a_family_of_their_own(corpus: Corpus) -> None:
    for outlet, score in (("Herald", 30.0), ("Mail", 20.0)):
        for number in range(30):
            corpus.article(outlet, sensationalism=score + number % 3, attributions=8, unnamed=number % 4)
    found = contrast_outlets(corpus.tables(), "Mail", family=GENERAL)
    verdicts = {row.measure: row.verdict for row in found.rows}
    assert found.family_size == 12
    split = contrast_outlets(corpus.tables(), "Mail", Filters(voice="author"), family=GENERAL)
    assert (len(split.rows), split.family_size) == (1, 12)
    assert (verdicts["sensationalism"], verdicts["unnamed_share"]) == ("clear", "not clear")
    assert (verdicts["flesch_reading_ease"], verdicts["devices_per_1000_words"]) == ("too few", "too few")


def test_one_outlet_or_none_has_no_contrast(corpus: Corpus) -> None:
    assert contrast_outlets(corpus.tables()).rows == ()
    corpus.outlet("Herald", [1] * 30)
    for baseline in ("Herald", None):
        found = contrast_outlets(corpus.tables(), baseline)
        assert (found.rows, found.family_size) == ((), 0)


def test_unknown_baseline_is_refused(corpus: Corpus) -> None:
    corpus.outlet("Herald", [1])
    with pytest.raises(InputError, match="no such outlet in these tables; take one of: Herald"):
        contrast_outlets(corpus.tables(), "Times")


def test_an_outlet_that_a_filter_empties_is_too_few(corpus: Corpus) -> None:
    corpus.outlet("Herald", [1] * 30, genre="news")
    corpus.outlet("Mail", [1] * 30, genre="opinion")
    (got,) = contrast_outlets(corpus.tables(), "Mail", Filters(genre="news")).rows
    assert (got.verdict, got.baseline_articles, got.baseline_estimate, got.ratio) == (
        "too few",
        0,
        None,
        None,
    )


def test_a_small_side_takes_the_dispersion_of_both() -> None:
    # Own variance of the small side: 10 hits, one each; the other side: 30 hits in each tenth article.
    small, large = moments([1] * 10 + [0] * 10), moments([30] + [0] * 9)
    dispersion = (small.variance[0] + large.variance[0]) / 40
    pooled = replace(small, variance=np.array([dispersion * 10]), burst=np.array([dispersion]))
    (low, _), (_, high) = gamma_limits(pooled, 0.025), gamma_limits(large, 0.025)
    below, _ = difference_limits(small, large, "rate", 0.025)
    a, b = 10 / 10_000, 30 / 5000
    assert below[0] == pytest.approx(a - b - math.hypot(a - low[0], high[0] - b))


def test_false_discoveries_in_bursty_null_worlds_stay_below_the_rate_asked_for() -> None:
    # 50 against 500 articles, k = .3: each side with its own dispersion alone came to .17 here.
    random = np.random.default_rng(3)
    worlds, any_clear = 100, 0
    for _ in range(worlds):
        sides = []
        for articles in (50, 500):
            words = np.round(600 * np.exp(0.6 * random.standard_normal(articles)))
            own = random.gamma(0.3, 1 / 0.3, (40, articles))
            sides.append(ratio_moments(random.poisson(0.004 * words * own).astype(float), words))
        any_clear += bool((adjusted_p(difference_p(sides[0], sides[1], "rate"), 40) < 0.05).any())
    assert any_clear / worlds <= 0.05


def test_public_names_exist() -> None:
    assert [name for name in framing.compare.__all__ if not hasattr(framing.compare, name)] == []
