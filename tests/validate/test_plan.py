"""What a sample of some size can be expected to tell, before anybody codes."""

from __future__ import annotations

import numpy as np
import pytest

from framing.validate.plan import plan


def test_two_per_cent_of_two_hundred_is_four() -> None:
    hits = np.zeros(1000)
    hits[::50] = 1
    (row,) = plan(hits, np.ones(1000), "share", [200])
    assert row.warning == "2% of 200 is four with a hit: an upper bound at best"
    assert row.interval.low is None
    assert row.articles_with_hit == pytest.approx(4)


def test_expected_interval_is_that_of_the_textbook_and_shrinks_with_the_root_of_the_size() -> None:
    hits = np.tile([1.0, 0.0], 5000)
    rows = plan(hits, np.ones(10_000), "share", [100, 400, 1600])
    halves = [
        (row.interval.high - row.interval.low) / 2 for row in rows if row.interval.low and row.interval.high
    ]
    assert halves == pytest.approx([1.96 * 0.5 / np.sqrt(n) for n in (100, 400, 1600)], rel=0.04)


def test_sizes_beyond_the_corpus_are_those_of_the_corpus() -> None:
    assert [row.size for row in plan(np.ones(60), np.ones(60), "mean", [50, 100, 200])] == [50, 60]
    assert plan(np.zeros(0), np.zeros(0), "rate", [50])[0].interval.estimate is None
