"""The fallback gives the published correction, covers where cases are independent, and says what it takes for granted."""

from __future__ import annotations

import numpy as np
import pytest

from framing.errors import InputError
from framing.validate.rogan_gladen import LABEL, WARNING, Counts, corrected_share


def test_share_is_corrected_by_sensitivity_and_specificity() -> None:
    shown = corrected_share(Counts(172, 1000), Counts(75, 100), Counts(93, 100))
    assert shown.estimate == pytest.approx((0.172 + 0.93 - 1) / (0.75 + 0.93 - 1))
    assert (shown.method, shown.warning) == (LABEL, WARNING)


def test_perfect_detector_is_left_alone_and_no_share_leaves_0_to_1() -> None:
    assert corrected_share(Counts(20, 100), Counts(50, 50), Counts(50, 50)).estimate == pytest.approx(0.2)
    assert corrected_share(Counts(0, 100), Counts(50, 60), Counts(50, 60)).estimate == 0.0


def test_interval_covers_where_cases_are_independent() -> None:
    random = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        found = Counts(int(random.binomial(2000, 0.15 * 0.75 + 0.85 * 0.07)), 2000)
        shown = corrected_share(
            found, Counts(int(random.binomial(60, 0.75)), 60), Counts(int(random.binomial(140, 0.93)), 140)
        )
        assert shown.low is not None
        assert shown.high is not None
        held += shown.low <= 0.15 <= shown.high
    assert held >= 0.93 * 400


@pytest.mark.parametrize(
    "counts",
    [
        (Counts(1, 0), Counts(1, 1), Counts(1, 1)),
        (Counts(3, 2), Counts(1, 1), Counts(1, 1)),
        (Counts(1, 2), Counts(1, 2), Counts(1, 2)),
    ],
)
def test_impossible_counts_and_a_useless_detector_are_refused(counts: tuple[Counts, Counts, Counts]) -> None:
    with pytest.raises(InputError):
        corrected_share(*counts)
