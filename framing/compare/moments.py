"""Sums that intervals are made of: totals, and their variance between articles or clusters of articles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Sparse = sparse.csr_array[np.float64, tuple[int, int]]
Columns = sparse.csc_array[np.float64]


@dataclass(frozen=True, slots=True)
class Moments:
    """What the intervals of m ratios need, one entry per ratio; totals in counts, not per 1,000.

    `variance` is that of the numerator's total at a given denominator, from leaving out one unit at a time;
    `burst` is the most hits that one unit has beyond its share, at least 1; `hit_units` have a numerator above 0,
    `other_units` a numerator below the denominator.
    """

    numerator: Floats
    denominator: Floats
    variance: Floats
    burst: Floats
    units: Integers
    hit_units: Integers
    other_units: Integers

    @property
    def ratio(self) -> Floats:
        """Numerator over denominator; 0 where the denominator is 0."""
        return np.divide(
            self.numerator, self.denominator, out=np.zeros_like(self.numerator), where=self.denominator > 0
        )

    def take(self, at: Integers) -> Moments:
        """The moments of some of the ratios."""
        return Moments(**{name: getattr(self, name)[at] for name in self.__slots__})


def ratio_moments(
    numerators: Floats | Columns, denominator: Floats, clusters: Integers | None = None
) -> Moments:
    """The moments of m ratios of totals over the same n articles: `numerators` m × n, `denominator` n.

    Articles whose denominator is 0 say nothing about a ratio and are left out. The variance is the jackknife
    form of the linearised variance of a ratio: residuals y − r·x, each divided by 1 − (share of x), squared
    and summed. Time and memory follow the entries that are not 0.
    Source: Cochran, Sampling Techniques, 3rd ed. (1977), ch. 6 (ratio estimators); Wolter, Introduction to
    Variance Estimation (1985), ch. 4 (jackknife).
    """
    return grouped_moments(numerators, denominator, np.zeros(denominator.size, dtype=np.int64), 1, clusters)


def grouped_moments(
    numerators: Floats | Columns,
    denominator: Floats,
    groups: Integers,
    count: int,
    clusters: Integers | None = None,
) -> Moments:
    """`ratio_moments` within each of `count` groups of articles at once: m · count entries, group by group within a ratio.

    `groups` is the group of each article, −1 for none. A cluster counts apart in every group that it reaches into.
    """
    used = (denominator > 0) & (groups >= 0)
    entries = sparse.coo_array(numerators)
    kept = used[entries.col] & (entries.data != 0)
    row, unit, y = entries.row[kept].astype(np.int64), entries.col[kept].astype(np.int64), entries.data[kept]
    member, x = np.maximum(groups, 0), np.where(used, denominator, 0.0)
    if clusters is not None:
        several = int(clusters.max(initial=0)) + 1
        units, place = np.unique((member * several + clusters)[used], return_inverse=True)
        number = np.full(used.size, -1, dtype=np.int64)
        number[used] = place
        member, x = units // several, sums(place, x[used], units.size)
        row, unit, y = added_up(row, number[unit], y, units.size)
        used = np.ones(member.size, dtype=np.bool_)
    return _moments((row, unit, y), (member, x, used), (numerators.shape[0], count))


def added_up(row: Integers, unit: Integers, y: Floats, units: int) -> tuple[Integers, Integers, Floats]:
    """The entries of one row and unit as one entry, by row and unit; those that come to 0 are left out."""
    keys, place = np.unique(row * units + unit, return_inverse=True)
    total = sums(place, y, keys.size)
    kept = total != 0
    return (keys // max(units, 1))[kept], (keys % max(units, 1))[kept], total[kept]


def _moments(
    entries: tuple[Integers, Integers, Floats],
    articles: tuple[Integers, Floats, npt.NDArray[np.bool_]],
    shape: tuple[int, int],
) -> Moments:
    """Moments from entries (ratio, unit, numerator) and units (group, denominator, whether it counts)."""
    (row, unit, y), (member, x, used), (ratios, count) = entries, articles, shape
    size = ratios * count
    total_x = sums(member, x, count)
    units = np.bincount(member[used], minlength=count)
    key = row * count + member[unit]
    weight = _jackknife_weights(x, total_x[member], units[member])
    total_y = sums(key, y, size)
    tiled = np.tile(total_x, ratios)
    ratio = np.divide(total_y, tiled, out=np.zeros(size), where=tiled > 0)
    own_x = x[unit]
    squares = sums(key, y * y * weight[unit], size)
    squares -= 2 * ratio * sums(key, y * own_x * weight[unit], size)
    squares += ratio**2 * np.tile(sums(member, x * x * weight, count), ratios)
    many = np.tile(units, ratios)
    burst = np.ones(size)
    np.maximum.at(burst, key, y - ratio[key] * own_x)
    return Moments(
        numerator=total_y,
        denominator=tiled,
        variance=np.maximum(squares, 0.0) * ((many - 1) / np.maximum(many, 1)).clip(0.0),
        burst=burst,
        units=many.astype(np.int64),
        hit_units=np.bincount(key, minlength=size).astype(np.int64),
        other_units=many - np.bincount(key[y >= own_x], minlength=size),
    )


def _jackknife_weights(x: Floats, total: Floats, units: Integers) -> Floats:
    """1 / (1 − share of x)², 0 for a unit that is alone in its group."""
    alone = (units <= 1) | (total <= 0)
    share = np.divide(x, total, out=np.zeros_like(x), where=~alone)
    return np.where(alone, 0.0, (1 - share) ** -2.0)


def sums(groups: Integers, values: Floats, count: int) -> Floats:
    """The sum of the values of each group; np.bincount alone gives integers where there is no value."""
    return np.bincount(groups, values, count).astype(np.float64)
