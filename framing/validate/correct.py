"""A figure of a frame of articles, corrected for what the detector gets wrong by a random sample that people coded.

Three estimates of the same ratio of totals stand side by side: the detector's own (raw), that of the coded articles alone,
and the detector's plus what the sample says about its error (prediction-powered, PPI++), with the article as the unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from framing.compare import Interval, Moments, mean_intervals, rate_intervals, ratio_moments, share_intervals
from framing.compare.intervals import (
    LEVEL,
    MIN_UNITS,
    NO_DATA,
    TOO_FEW_ARTICLES,
    gamma_limits,
    mean_limits,
    share_limits,
)
from framing.validate.arrays import Flags, Floats, Integers

if TYPE_CHECKING:
    from framing.compare.measures import Kind

PER = {"rate": 1000.0, "share": 1.0, "mean": 1.0}
RAW = "detector output, uncorrected"
HAND = "hand-coded articles only"
CORRECTED = "corrected by the hand-coded sample (PPI++)"
RATE_DIFFERENCE = "difference of two estimates (MOVER)"
_ROUNDING = 1e-20
"""Share of squares below which a variance is nothing but rounding."""
_LEVERAGE = 0.9
"""Most that one article's leverage may be: 1 − leverage divides its residual."""


@dataclass(frozen=True, slots=True)
class CodedFrame:
    """One measure over the N articles of a frame, n of which were drawn at random and coded.

    `detector_numerator`, `detector_denominator`: N, what the detector says (hits and words, unnamed and all attributions, a
    score and 1). `row`: n, where the coded articles stand in the frame; `numerator`, `denominator`: n, what the coders say;
    `probability`: n, with which each was drawn; `stratum`: n, the stratum it was drawn from.
    """

    kind: Kind
    detector_numerator: Floats
    detector_denominator: Floats
    row: Integers
    numerator: Floats
    denominator: Floats
    probability: Floats
    stratum: Integers

    def within(self, members: Flags) -> Domain:
        """The part of the frame that `members` (N) marks."""
        return Domain(self, members, members[self.row])

    def whole(self) -> Domain:
        """All of the frame."""
        return self.within(np.ones(self.detector_numerator.size, dtype=np.bool_))


@dataclass(frozen=True, slots=True)
class Domain:
    """A part of a frame, such as an outlet: `members` (N) and `coded` (n) mark its articles. Weights sum to its size."""

    frame: CodedFrame
    members: Flags
    coded: Flags

    @property
    def size(self) -> int:
        """Articles of the frame in this part."""
        return int(self.members.sum())

    @property
    def weight(self) -> Floats:
        """n: how many articles of this part a coded one stands for, 0 outside of it."""
        own = np.where(self.coded, 1 / self.frame.probability, 0.0)
        return own * (self.size / max(float(own.sum()), 1e-300))


@dataclass(frozen=True, slots=True)
class Estimated:
    """A ratio, its variance, and what the intervals need besides; `tuning` is λ of PPI++, 0 for the coded articles alone."""

    ratio: float
    variance: float
    denominator: float
    burst: float
    units: int
    hit_units: int
    other_units: int
    tuning: float

    def moments(self) -> Moments:
        """As one entry of Moments, with the totals of the whole part of the frame."""
        total = self.ratio * self.denominator
        return Moments(
            numerator=np.array([total]),
            denominator=np.array([self.denominator]),
            variance=np.array([self.variance * self.denominator**2]),
            burst=np.array([self.burst]),
            units=np.array([self.units], dtype=np.int64),
            hit_units=np.array([self.hit_units], dtype=np.int64),
            other_units=np.array([self.other_units], dtype=np.int64),
        )


def hand_coded(domain: Domain) -> Estimated:
    """The ratio from the coded articles alone, weighted by how many articles each stands for."""
    return _estimated(domain, 0.0, tuned=False)


def prediction_powered(domain: Domain, tuning: float | None = None) -> Estimated:
    """The detector's ratio plus the error that the coded articles show, PPI++ in the form for clusters (articles).

    Solves λ·Σ_frame g + Σ_coded w·(u − λ·g) = 0 for the ratio r, with u = y − r·x of the coders and g the same of the
    detector: unbiased for every λ. Without `tuning`, λ is the one with the least variance, within 0 to 1.
    Source: Angelopoulos, Duchi & Zrnic, PPI++: Efficient Prediction-Powered Inference, arXiv:2311.01453 (2023); Särndal,
    Swensson & Wretman, Model Assisted Survey Sampling (1992), ch. 6 (difference estimator with inclusion probabilities).
    """
    if tuning is not None:
        return _estimated(domain, tuning, tuned=False)
    return _estimated(domain, best_tuning((domain,)), tuned=True)


def best_tuning(domains: tuple[Domain, ...]) -> float:
    """λ with the least variance over some parts of the frame together, within 0 to 1; 0 where the detector never varies."""
    covariance = variance = noise = 0.0
    for domain in domains:
        weight = domain.weight
        if weight.sum() <= 0:
            continue
        u, raw = _residuals(domain, _ratio(domain, 0.0)[0])
        # by how much the variance of the estimate falls with λ: weights squared, less what is drawn for sure
        drawn = weight**2 * (1 - domain.frame.probability) / _total(domain) ** 2
        strata = domain.frame.stratum
        u, g = _centred(u, domain.coded, strata), _centred(raw, domain.coded, strata)
        covariance += float((drawn * u * g).sum())
        variance += float((drawn * g * g).sum())
        noise += float((drawn * raw * raw).sum()) * _ROUNDING
    return float(np.clip(covariance / variance, 0.0, 1.0)) if variance > noise else 0.0


def interval(estimated: Estimated, kind: Kind) -> Interval:
    """The estimate with its 95 % interval by the product's rules: none below 20 coded articles, bounds where hits are few."""
    moments = estimated.moments()
    if kind == "rate":
        return rate_intervals(moments, PER[kind])[0]
    if kind == "share":
        return share_intervals(moments)[0]
    return mean_intervals(moments)[0]


def raw_interval(domain: Domain) -> Interval:
    """The detector's figure with its own interval, which knows nothing of its errors."""
    frame = domain.frame
    y, x = frame.detector_numerator[domain.members], frame.detector_denominator[domain.members]
    moments = ratio_moments(sparse.csc_array(y[np.newaxis]), x)
    if frame.kind == "rate":
        return rate_intervals(moments, PER[frame.kind])[0]
    return share_intervals(moments)[0] if frame.kind == "share" else mean_intervals(moments)[0]


def difference(one: Estimated, other: Estimated, kind: Kind) -> Interval:
    """one − other with its 95 % interval, from the limits of both; in hits per 1,000 words for rates.

    No interval where one of them has fewer than 20 coded articles.
    Source: Zou & Donner, Statistics in Medicine 27 (2008) 1693–1702 (MOVER).
    """
    per = PER[kind]
    a, b = one.ratio, other.ratio
    if min(one.denominator, other.denominator) <= 0:
        return Interval(None, None, None, RATE_DIFFERENCE, NO_DATA)
    if min(one.units, other.units) < MIN_UNITS:
        return Interval((a - b) * per, None, None, RATE_DIFFERENCE, TOO_FEW_ARTICLES)
    (low, high), (other_low, other_high) = _limits(one, kind), _limits(other, kind)
    below = a - b - float(np.hypot(a - low, other_high - b))
    above = a - b + float(np.hypot(high - a, b - other_low))
    return Interval((a - b) * per, below * per, above * per, RATE_DIFFERENCE)


def _limits(estimated: Estimated, kind: Kind) -> tuple[float, float]:
    limits = {"rate": gamma_limits, "share": share_limits, "mean": mean_limits}[kind]
    low, high = limits(estimated.moments(), (1 - LEVEL) / 2)
    return float(low[0]), float(high[0])


def _estimated(domain: Domain, tuning: float, *, tuned: bool) -> Estimated:
    frame, weight = domain.frame, domain.weight
    ratio, total = _ratio(domain, tuning)
    u, g = _residuals(domain, ratio)
    residual = u - tuning * g
    n = int(domain.coded.sum())
    if n == 0 or total <= 0:
        return Estimated(0.0, 0.0, 0.0, 1.0, n, 0, 0, tuning)
    leverage = np.abs(weight * frame.denominator) / max(float((weight * frame.denominator).sum()), 1e-300)
    if tuned:
        centred = _centred(g, domain.coded, frame.stratum)
        leverage = leverage + weight * centred**2 / max(float((weight * centred**2).sum()), 1e-300)
    influence = weight * _centred_by_weight(residual, weight) / (1 - np.minimum(leverage, _LEVERAGE)) / total
    factor = (n - 1) / n
    sampling = stratified_variance(influence, frame.stratum, 1 - frame.probability) * factor
    spread = float((weight * u**2).sum()) * n / max(n - 1, 1) / total**2
    y, x = frame.numerator[domain.coded], frame.denominator[domain.coded]
    return Estimated(
        ratio=_in_range(ratio, frame.kind),
        variance=sampling + spread,
        denominator=total,
        burst=float(max((weight * residual).max(), weight.max(), 1.0)),
        units=n,
        hit_units=int((y > 0).sum()),
        other_units=int((y < x).sum()),
        tuning=tuning,
    )


def _in_range(ratio: float, kind: Kind) -> float:
    """The error found can be larger than what the detector counted: no rate is below 0, no share outside 0 to 1."""
    if kind == "mean":
        return ratio
    return min(max(ratio, 0.0), 1.0 if kind == "share" else np.inf)


def _ratio(domain: Domain, tuning: float) -> tuple[float, float]:
    """Numerator over denominator, and the denominator: λ of the detector's totals plus what the coded articles add."""
    frame, weight = domain.frame, domain.weight
    y, x = frame.numerator, frame.denominator
    f_y, f_x = frame.detector_numerator, frame.detector_denominator
    top = tuning * f_y[domain.members].sum() + (weight * (y - tuning * f_y[frame.row])).sum()
    bottom = tuning * f_x[domain.members].sum() + (weight * (x - tuning * f_x[frame.row])).sum()
    return (float(top / bottom), float(bottom)) if bottom > 0 else (0.0, 0.0)


def _total(domain: Domain) -> float:
    return max(float((domain.weight * domain.frame.denominator).sum()), 1e-300)


def _residuals(domain: Domain, ratio: float) -> tuple[Floats, Floats]:
    """n each: y − r·x of the coders and of the detector, 0 outside of the domain."""
    frame = domain.frame
    u = frame.numerator - ratio * frame.denominator
    g = frame.detector_numerator[frame.row] - ratio * frame.detector_denominator[frame.row]
    return np.where(domain.coded, u, 0.0), np.where(domain.coded, g, 0.0)


def _centred(values: Floats, used: Flags, stratum: Integers) -> Floats:
    """Values less the mean of their stratum, where used; 0 elsewhere."""
    size = int(stratum.max(initial=-1)) + 1
    count = np.bincount(stratum[used], minlength=size)
    mean = np.bincount(stratum[used], values[used], minlength=size) / np.maximum(count, 1)
    return np.where(used, values - mean[stratum], 0.0)


def _centred_by_weight(values: Floats, weight: Floats) -> Floats:
    """Values less their weighted mean, 0 where the weight is 0."""
    return np.where(weight > 0, values - (weight * values).sum() / weight.sum(), 0.0)


def stratified_variance(influence: Floats, stratum: Integers, not_drawn: Floats) -> float:
    """The variance of a sum of n values drawn in strata; `not_drawn` is the share of its stratum that was not drawn.

    A stratum of which one article was drawn, and not all, is taken together with the others of that kind.
    Source: Cochran, Sampling Techniques, 3rd ed. (1977), ch. 5, and 5A.12 for strata with one unit.
    """
    groups = _without_single_units(stratum, not_drawn)
    size = int(groups.max(initial=-1)) + 1
    count = np.bincount(groups, minlength=size).astype(np.float64)
    mean = np.bincount(groups, influence, minlength=size) / np.maximum(count, 1)
    squares = np.bincount(groups, not_drawn * (influence - mean[groups]) ** 2, minlength=size)
    return float((squares * count / np.maximum(count - 1, 1)).sum())


def _without_single_units(stratum: Integers, not_drawn: Floats) -> Integers:
    count = np.bincount(stratum)
    single = (count[stratum] == 1) & (not_drawn > 0)
    if not single.any():
        return stratum
    target = count.size if single.sum() > 1 else int(np.argmax(count))
    return np.where(single, target, stratum).astype(np.int64)
