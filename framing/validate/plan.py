"""How wide an interval a sample of some size can be expected to give, and which outlets it reaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from framing.compare import Interval, Moments, mean_intervals, rate_intervals, ratio_moments, share_intervals
from framing.compare.intervals import MIN_HITS, MIN_UNITS
from framing.validate.arrays import Floats, Integers

if TYPE_CHECKING:
    from framing.compare.measures import Kind
    from framing.validate.sample import Sample


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What to expect of `size` coded articles, `articles_with_hit` among them; `warning` is empty where all is well.

    The interval is that of the coded articles alone, as if the coders saw what the detector saw; the corrected one is
    narrower the better the detector is.
    """

    size: int
    articles_with_hit: float
    interval: Interval
    warning: str


def plan(numerator: Floats, denominator: Floats, kind: Kind, sizes: Sequence[int]) -> tuple[PlanRow, ...]:
    """One row per size that the corpus has articles for; `numerator` and `denominator` are the detector's, by article."""
    used = denominator > 0
    whole = ratio_moments(sparse.csc_array(numerator[np.newaxis]), denominator)
    units = int(used.sum())
    share_with_hit = float((numerator[used] > 0).mean()) if units else 0.0
    rows = []
    for size in sorted({min(size, units) for size in sizes if size > 0}):
        expected = _scaled(whole, size / max(units, 1))
        with_hit = share_with_hit * size
        few = kind != "mean" and with_hit < MIN_HITS
        warning = (
            f"{share_with_hit:.0%} of {size} is {_number(with_hit)} with a hit: an upper bound at best"
            if few
            else ""
        )
        rows.append(PlanRow(size, with_hit, _interval(expected, kind), warning))
    return tuple(rows)


def _scaled(whole: Moments, share: float) -> Moments:
    """The moments of a sample of that share of the articles, as they are expected to be."""

    def counts(values: Integers) -> Integers:
        return np.round(values * share).astype(np.int64)

    return Moments(
        numerator=whole.numerator * share,
        denominator=whole.denominator * share,
        variance=whole.variance * share,
        burst=whole.burst,
        units=counts(whole.units),
        hit_units=counts(whole.hit_units),
        other_units=counts(whole.other_units),
    )


def _interval(moments: Moments, kind: Kind) -> Interval:
    if kind == "rate":
        return rate_intervals(moments)[0]
    return share_intervals(moments)[0] if kind == "share" else mean_intervals(moments)[0]


def _number(value: float) -> str:
    words = ("no article", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[round(value)] if round(value) < len(words) else str(round(value))


@dataclass(frozen=True, slots=True)
class Reach:
    """Outlet → coded articles: of `enough` outlets a figure of their own can be corrected, of `few` not.

    `size`: articles of a sample by outlet, shared out equally, that gives each outlet with 20 articles in the corpus its 20;
    `never`: outlets that have fewer in the whole corpus.
    """

    enough: Mapping[str, int]
    few: Mapping[str, int]
    size: int
    never: tuple[str, ...]


def reach(sample: Sample, outlets: Sequence[str]) -> Reach:
    """How far a sample goes; `outlets`: of each article of the corpus."""
    whole, coded = Counter(outlets), Counter(one.outlet for one in sample.articles)
    names = sorted(whole, key=str.casefold)
    possible = [name for name in names if whole[name] >= MIN_UNITS]
    return Reach(
        {name: coded[name] for name in names if coded[name] >= MIN_UNITS},
        {name: coded[name] for name in names if coded[name] < MIN_UNITS},
        MIN_UNITS * len(possible),
        tuple(name for name in names if whole[name] < MIN_UNITS),
    )
