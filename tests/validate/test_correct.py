"""Corrected figures: exact where they can be worked out by hand, and right on average where chance has a part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from framing.compare.intervals import NO_INTERVAL, TOO_FEW_ARTICLES
from framing.validate.arrays import Floats
from framing.validate.correct import (
    CodedFrame,
    best_tuning,
    difference,
    hand_coded,
    interval,
    prediction_powered,
    raw_interval,
    stratified_variance,
)


def share_frame(
    size: int = 400, coded: int = 60, seed: int = 1, sensitivity: float = 0.75, specificity: float = 0.93
) -> tuple[CodedFrame, Floats, Floats]:
    """A frame with a simple random sample, and the truth of all its articles."""
    random = np.random.default_rng(seed)
    cases = 1 + random.poisson(7, size)
    true = random.binomial(cases, random.beta(0.45, 2.55, size))
    said = random.binomial(true, sensitivity) + random.binomial(cases - true, 1 - specificity)
    row = np.sort(random.choice(size, coded, replace=False))
    frame = CodedFrame(
        "share",
        said.astype(float),
        cases.astype(float),
        row,
        true[row].astype(float),
        cases[row].astype(float),
        np.full(coded, coded / size),
        np.zeros(coded, dtype=np.int64),
    )
    return frame, true.astype(float), cases.astype(float)


def test_all_articles_coded_give_the_truth_whatever_the_detector_says() -> None:
    frame, true, cases = share_frame(60, 60)
    truth = true.sum() / cases.sum()
    for tuning in (0.0, 0.4, 1.0):
        assert prediction_powered(frame.whole(), tuning).ratio == pytest.approx(truth)
    assert hand_coded(frame.whole()).ratio == pytest.approx(truth)


def test_untuned_estimate_is_that_of_the_coded_articles() -> None:
    frame, _, _ = share_frame()
    assert prediction_powered(frame.whole(), 0.0) == hand_coded(frame.whole())


def test_mean_is_the_published_formula() -> None:
    random = np.random.default_rng(4)
    said, error = random.normal(40, 10, 300), random.normal(5, 3, 300)
    row = np.arange(0, 300, 6)
    frame = CodedFrame(
        "mean",
        said,
        np.ones(300),
        row,
        (said + error)[row],
        np.ones(50),
        np.full(50, 1 / 6),
        np.zeros(50, np.int64),
    )
    found = prediction_powered(frame.whole())
    by_hand = found.tuning * said.mean() + ((said + error)[row] - found.tuning * said[row]).mean()
    assert found.ratio == pytest.approx(by_hand)
    y, f = (said + error)[row], said[row]
    assert found.tuning == pytest.approx(min(1.0, float(np.cov(y, f)[0, 1] / np.var(f, ddof=1))))


def test_better_detector_gives_a_narrower_interval_and_a_useless_one_costs_nothing() -> None:
    widths = []
    for sensitivity, specificity in ((0.99, 0.999), (0.75, 0.93), (0.2, 0.8)):
        frame, _, _ = share_frame(2000, 200, 3, sensitivity, specificity)
        shown, by_hand = (interval(one(frame.whole()), "share") for one in (prediction_powered, hand_coded))
        assert shown.low is not None
        assert shown.high is not None
        assert by_hand.low is not None
        assert by_hand.high is not None
        widths.append((shown.high - shown.low) / (by_hand.high - by_hand.low))
    assert widths[0] < 0.5 < widths[1] < 0.8
    assert widths[2] == pytest.approx(1.0, abs=0.05)


def test_constant_detector_on_equal_articles_has_no_tuning() -> None:
    frame, _, _ = share_frame()
    flat = replace(
        frame,
        kind="mean",
        detector_numerator=np.full(400, 7.0),
        detector_denominator=np.ones(400),
        denominator=np.ones(60),
    )
    assert best_tuning((flat.whole(),)) == 0.0


def test_raw_share_stays_wrong_where_the_corrected_one_is_right() -> None:
    held = {"raw": 0, "hand": 0, "corrected": 0}
    worlds = 150
    for seed in range(worlds):
        frame, _, _ = share_frame(1500, 150, seed)
        whole = frame.whole()
        shown = {
            "raw": raw_interval(whole),
            "hand": interval(hand_coded(whole), "share"),
            "corrected": interval(prediction_powered(whole), "share"),
        }
        for name, one in shown.items():
            held[name] += one.low is not None and one.high is not None and one.low <= 0.15 <= one.high
    assert held["raw"] < 0.6 * worlds
    assert held["hand"] >= 0.9 * worlds
    assert held["corrected"] >= 0.9 * worlds


def test_unequal_probabilities_are_undone_by_weights() -> None:
    frame, true, cases = share_frame(400, 400)
    by_hits = (frame.detector_numerator > 0).astype(np.int64)
    sums = []
    for seed in range(300):
        random = np.random.default_rng(seed)
        rows = np.concatenate(
            [random.choice(np.flatnonzero(by_hits == at), n, replace=False) for at, n in ((0, 20), (1, 60))]
        )
        probability = np.array([20, 60]) / np.bincount(by_hits)
        part = replace(
            frame,
            row=rows,
            numerator=true[rows],
            denominator=cases[rows],
            probability=probability[by_hits[rows]],
            stratum=by_hits[rows],
        )
        sums.append([hand_coded(part.whole()).ratio, prediction_powered(part.whole()).ratio])
    truth = true.sum() / cases.sum()
    assert np.mean(sums, axis=0) == pytest.approx([truth, truth], abs=0.005)
    assert np.std(sums, axis=0)[1] < np.std(sums, axis=0)[0]


def test_outlet_has_its_own_error_taken_off() -> None:
    frame, _, _ = share_frame(400, 200)
    outlet = np.arange(400) % 2
    generous = replace(
        frame, detector_numerator=np.where(outlet == 1, frame.detector_denominator, frame.detector_numerator)
    )
    parts = [generous.within(outlet == at) for at in (0, 1)]
    hand, corrected = ([one(part).ratio for part in parts] for one in (hand_coded, prediction_powered))
    assert raw_interval(parts[1]).estimate == 1.0
    assert corrected == pytest.approx(hand, abs=0.04)
    shown = difference(prediction_powered(parts[0]), prediction_powered(parts[1]), "share")
    assert shown.estimate == pytest.approx(corrected[0] - corrected[1])
    assert shown.low is not None
    assert shown.high is not None
    assert shown.low < 0 < shown.high


def test_few_coded_articles_have_no_interval() -> None:
    frame, _, _ = share_frame(400, 19)
    shown = interval(prediction_powered(frame.whole()), "share")
    assert (shown.low, shown.high, shown.method, shown.warning) == (None, None, NO_INTERVAL, TOO_FEW_ARTICLES)
    assert shown.estimate is not None
    assert difference(hand_coded(frame.whole()), hand_coded(frame.whole()), "share").low is None


def test_rate_is_never_below_zero() -> None:
    words = np.full(100, 500.0)
    frame = CodedFrame(
        "rate",
        np.ones(100),
        words,
        np.arange(30),
        np.zeros(30),
        words[:30],
        np.full(30, 0.3),
        np.zeros(30, np.int64),
    )
    shown = interval(prediction_powered(frame.whole(), 1.0), "rate")
    assert shown.estimate == 0.0
    assert shown.high is not None
    assert shown.high > 0


@pytest.mark.parametrize(
    ("stratum", "not_drawn", "expected"),
    [
        ([0, 0, 1, 1], [1, 1, 1, 1], 2 * (0.5 + 0.5)),
        ([0, 0, 1, 1], [1, 1, 0, 0], 1.0),
        ([0, 0, 0, 1], [1, 1, 1, 0], 3.0),
        ([0, 0, 1, 2], [1, 1, 1, 1], 2.0),
    ],
)
def test_variance_is_taken_within_strata(stratum: list[int], not_drawn: list[int], expected: float) -> None:
    found = stratified_variance(
        np.array([1.0, 2.0, 3.0, 4.0]), np.array(stratum), np.array(not_drawn, dtype=float)
    )
    assert found == pytest.approx(expected)
