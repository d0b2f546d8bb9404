"""The moments of everything but one group, for many groups at once: sums of all less those of the group."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from framing.compare.intervals import MIN_UNITS
from framing.compare.measures import Counts
from framing.compare.moments import Columns, Floats, Integers, Moments, added_up, grouped_moments, sums

LARGEST_SHARE = 0.1
"""Of a unit in the denominator of the rest: with a larger one the series below needs too many terms."""
_ROUNDING = 1e-17
_LOOKED_AT = 64
"""Units of a ratio that are looked at for the largest burst before all of them are."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What of a unit (an article or a cluster of them) lies in a group that is left out; one entry per part.

    unit, group: whose it is · x: its denominator · whole: whether it is all of its unit.
    """

    unit: Integers
    group: Integers
    x: Floats
    whole: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Hits:
    """Numerators that are not 0, by ratio and unit. ratio, unit, y: of each · x: denominator of its unit."""

    ratio: Integers
    unit: Integers
    y: Floats
    x: Floats


@dataclass(frozen=True, slots=True)
class _Touched:
    """Hits of units that reach into a group: hit: which · group: which · y, x: what is left of the unit without the group ·
    left: whether any of it is."""

    hit: Integers
    group: Integers
    y: Floats
    x: Floats
    left: npt.NDArray[np.bool_]


def moments_of_rests(
    counts: Counts, outlet: Integers, outlets: Integers, clusters: Integers | None
) -> Moments:
    """The moments of all articles but those of each of some outlets, outlet by outlet within a measure.

    `outlet` is that of each article. An outlet with fewer than MIN_UNITS articles gets the totals only.
    """
    totals = _totals(counts, outlet, outlets)
    number = max(int(outlet.max(initial=-1)), int(outlets.max(initial=-1))) + 1
    enough = np.flatnonzero(np.bincount(outlet, minlength=number)[outlets] >= MIN_UNITS)
    if not enough.size:
        return totals
    numbers = np.full(number, -1, dtype=np.int64)
    numbers[outlets[enough]] = np.arange(enough.size)
    groups = numbers[outlet]
    found = rest_moments(counts.numerators, counts.denominator, groups, enough.size, clusters)
    if found is None:
        found = _one_by_one(counts, groups, enough.size, clusters)
    at = (np.arange(len(counts.measures))[:, np.newaxis] * outlets.size + enough).ravel()
    for name in Moments.__slots__:
        getattr(totals, name)[at] = getattr(found, name)
    return totals


def rest_moments(
    numerators: Floats | Columns,
    denominator: Floats,
    groups: Integers,
    count: int,
    clusters: Integers | None = None,
) -> Moments | None:
    """The moments of all articles but those of each of `count` groups: m · count entries, group by group within a ratio.

    As `grouped_moments` would give them for one rest after the other, but for rounding. `groups`: −1 for articles that are in
    every rest. None where a single unit has more than LARGEST_SHARE of a rest: then they have to be made one by one.
    """
    used = np.flatnonzero(denominator > 0)
    unit, units = _numbered(used, clusters)
    x = sums(unit, denominator[used], units)
    parts, part = _parts_of(unit, np.where(groups[used] < 0, count, groups[used]), denominator[used], count)
    inside = parts.group < count
    rest_x = x.sum() - sums(parts.group[inside], parts.x[inside], count)
    if not units or not count or rest_x.min() <= 0 or x.max() > LARGEST_SHARE * rest_x.min():
        return None
    row, column, y = _entries(numerators, used)
    ratio, place, total = added_up(row, unit[column], y, units)
    hits = _Hits(ratio, place, total, x[place])
    own = added_up(row, part[column], y, parts.unit.size)
    touched = _touched(hits, parts, own, np.flatnonzero(inside))
    return _moments(hits, touched, parts, x, (rest_x, numerators.shape[0]))


def _numbered(used: Integers, clusters: Integers | None) -> tuple[Integers, int]:
    """The unit of each article, and how many units there are."""
    if clusters is None:
        return np.arange(used.size), used.size
    names, unit = np.unique(clusters[used], return_inverse=True)
    return unit.astype(np.int64), names.size


def _parts_of(unit: Integers, group: Integers, x: Floats, count: int) -> tuple[_Parts, Integers]:
    """The parts, those of articles in no group with the group `count`; and the part of each article."""
    keys, part = np.unique(unit * (count + 1) + group, return_inverse=True)
    of_unit = keys // (count + 1)
    whole = np.bincount(of_unit)[of_unit] == 1 if keys.size else np.zeros(0, dtype=np.bool_)
    return _Parts(of_unit, keys % (count + 1), sums(part, x, keys.size), whole), part.astype(np.int64)


def _entries(numerators: Floats | Columns, used: Integers) -> tuple[Integers, Integers, Floats]:
    """Ratio, place among the used articles, and value of each numerator that is not 0."""
    entries = sparse.coo_array(numerators)
    place = np.full(numerators.shape[1], -1, dtype=np.int64)
    place[used] = np.arange(used.size)
    kept = (place[entries.col] >= 0) & (entries.data != 0)
    return (
        entries.row[kept].astype(np.int64),
        place[entries.col[kept]],
        entries.data[kept].astype(np.float64),
    )


def _touched(
    hits: _Hits, parts: _Parts, own: tuple[Integers, Integers, Floats], inside: Integers
) -> _Touched:
    """Every part inside a group with every hit of its unit; `own` are the hits of the parts."""
    by_unit = np.argsort(hits.unit, kind="stable")
    number = np.bincount(hits.unit, minlength=int(parts.unit.max(initial=-1)) + 1)
    first = np.cumsum(number) - number
    times = number[parts.unit[inside]]
    part = np.repeat(inside, times)
    within = np.arange(part.size) - np.repeat(np.cumsum(times) - times, times)
    hit = by_unit[first[parts.unit[part]] + within]
    keys = own[0] * parts.unit.size + own[1]
    wanted = hits.ratio[hit] * parts.unit.size + part
    at = np.minimum(np.searchsorted(keys, wanted), max(keys.size - 1, 0))
    y = np.where(keys[at] == wanted, own[2][at], 0.0) if keys.size else np.zeros(part.size)
    return _Touched(hit, parts.group[part], hits.y[hit] - y, hits.x[hit] - parts.x[part], ~parts.whole[part])


def _moments(hits: _Hits, touched: _Touched, parts: _Parts, x: Floats, rests: tuple[Floats, int]) -> Moments:
    """`rests`: the denominator of each rest, and the number of ratios."""
    rest_x, ratios = rests
    count = rest_x.size
    inside = parts.group < count
    key, left = hits.ratio[touched.hit] * count + touched.group, touched.left & (touched.y != 0)

    def less(all_of: Floats, gone: Floats, kept: Floats) -> Floats:
        """One value for each hit, for each touched hit with its whole unit, and with what is left of it -> ratio × group."""
        whole = np.repeat(sums(hits.ratio, all_of, ratios), count)
        size = ratios * count
        return whole - sums(key, gone, size) + sums(key[left], kept[left], size)

    y, of, rest_y = hits.y, touched.hit, touched.y
    total_y = less(y, y[of], rest_y)
    many = x.size - np.bincount(parts.group[inside & parts.whole], minlength=count)
    tiled = np.tile(rest_x, ratios)
    ratio = total_y / tiled
    squares = np.zeros(ratios * count)
    gone_x, kept_x = x[parts.unit[inside]], x[parts.unit[inside]] - parts.x[inside]
    for power, factor in enumerate(_series(x.max(), rest_x)):
        yy = less(*(a * a * b**power for a, b in ((y, hits.x), (y[of], hits.x[of]), (rest_y, touched.x))))
        yx = less(*(a * b ** (power + 1) for a, b in ((y, hits.x), (y[of], hits.x[of]), (rest_y, touched.x))))
        xx = (x ** (power + 2)).sum() - sums(
            parts.group[inside],
            gone_x ** (power + 2) - np.where(parts.whole[inside], 0.0, kept_x ** (power + 2)),
            count,
        )
        squares += np.tile(factor, ratios) * (yy - 2 * ratio * yx + ratio**2 * np.tile(xx, ratios))
    ones = np.ones(y.size)
    full = (hits.y >= hits.x).astype(np.float64)
    units = np.tile(many, ratios)
    return Moments(
        numerator=total_y,
        denominator=tiled,
        variance=np.maximum(squares, 0.0) * ((units - 1) / np.maximum(units, 1)).clip(0.0),
        burst=_bursts(hits, touched, ratio.reshape(ratios, count)).ravel(),
        units=units.astype(np.int64),
        hit_units=less(ones, ones[of], np.ones(of.size)).astype(np.int64),
        other_units=units - less(full, full[of], (rest_y >= touched.x).astype(np.float64)).astype(np.int64),
    )


def _series(largest: float, rest_x: Floats) -> list[Floats]:
    """Factors of 1, x, x² … in (1 − x/X)^−2 = Σ (k + 1) (x/X)^k for each rest X, as far as they count beside rounding.

    The jackknife weight of a unit depends on the rest it is in; as a sum of powers it can be summed before the rest is known.
    """
    share, factors = largest / rest_x.min(), [np.ones(rest_x.size)]
    while (len(factors) + 1) * share ** len(factors) > _ROUNDING:
        factors.append((len(factors) + 1) / rest_x ** len(factors))
    return factors


def _bursts(hits: _Hits, touched: _Touched, ratio: Floats) -> Floats:
    """The most hits that one unit of each rest has beyond its share, at least 1; ratios × groups."""
    found = np.ones_like(ratio)
    some = touched.left & (touched.y != 0)
    at = hits.ratio[touched.hit[some]], touched.group[some]
    np.maximum.at(found, at, touched.y[some] - ratio[at] * touched.x[some])
    order = np.argsort(touched.hit, kind="stable")
    hit, group = touched.hit[order], touched.group[order]
    ends = np.searchsorted(hits.ratio, np.arange(ratio.shape[0] + 1))
    for number, (first, last) in enumerate(pairwise(ends)):
        if first == last:
            continue
        own = slice(*np.searchsorted(hit, (first, last)))
        best = _burst(hits.y[first:last], hits.x[first:last], ratio[number], (hit[own] - first, group[own]))
        np.maximum(found[number], best, out=found[number])
    return found


def _burst(y: Floats, x: Floats, ratio: Floats, gone: tuple[Integers, Integers]) -> Floats:
    """For each group the largest y − ratio · x over the hits that do not touch it; `gone`: hit and group where they do."""
    least = y - ratio.min() * x  # at no group's ratio is it more
    if y.size <= _LOOKED_AT:
        return _largest(y, x, ratio, gone)
    order = np.argpartition(-least, _LOOKED_AT)
    shown, bound = order[:_LOOKED_AT], least[order[_LOOKED_AT:]].max()
    place = np.full(y.size, -1, dtype=np.int64)
    place[shown] = np.arange(_LOOKED_AT)
    inside = place[gone[0]] >= 0
    best = _largest(y[shown], x[shown], ratio, (place[gone[0][inside]], gone[1][inside]))
    unsure = np.flatnonzero(best < bound)
    if unsure.size:
        number = np.full(ratio.size, -1, dtype=np.int64)
        number[unsure] = np.arange(unsure.size)
        asked = number[gone[1]] >= 0
        best[unsure] = _largest(y, x, ratio[unsure], (gone[0][asked], number[gone[1][asked]]))
    return best


def _largest(y: Floats, x: Floats, ratio: Floats, gone: tuple[Integers, Integers]) -> Floats:
    beyond = y[:, np.newaxis] - x[:, np.newaxis] * ratio
    beyond[gone] = -np.inf
    return np.asarray(beyond.max(axis=0), dtype=np.float64)


def _one_by_one(counts: Counts, groups: Integers, number: int, clusters: Integers | None) -> Moments:
    """What `rest_moments` gives, for any articles, in a time that grows with the number of groups."""
    parts = [
        grouped_moments(counts.numerators, counts.denominator, np.where(groups == at, -1, 0), 1, clusters)
        for at in range(number)
    ]
    order = np.arange(len(counts.measures) * number).reshape(number, -1).T.ravel()
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Moments.__slots__}
    return Moments(**joined).take(order)


def _totals(counts: Counts, outlet: Integers, outlets: Integers) -> Moments:
    """Totals of all articles but those of each outlet, without a variance: enough for an estimate, not for a verdict."""
    number, used = int(outlet.max(initial=-1)) + 1, counts.denominator > 0
    number = max(number, int(outlets.max(initial=-1)) + 1)
    entries = sparse.coo_array(counts.numerators)
    own = sums(entries.row * number + outlet[entries.col], entries.data, len(counts.measures) * number)
    of_outlets = own.reshape(len(counts.measures), number)
    total = of_outlets.sum(axis=1)[:, np.newaxis] - of_outlets[:, outlets]
    size, measures = total.size, len(counts.measures)
    denominator = counts.denominator.sum() - sums(outlet, counts.denominator, number)[outlets]
    units = np.count_nonzero(used) - np.bincount(outlet[used], minlength=number)[outlets]
    none = np.zeros(size, dtype=np.int64)
    return Moments(
        numerator=total.ravel(),
        denominator=np.tile(denominator, measures),
        variance=np.zeros(size),
        burst=np.ones(size),
        units=np.tile(units, measures).astype(np.int64),
        hit_units=none,
        other_units=none.copy(),
    )
