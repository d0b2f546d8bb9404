"""Two outlets compared within the stories that both cover, so that what they report on is not in the difference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa
from scipy import sparse
from scipy.special import stdtr, stdtrit

from framing.compare.contrasts import FALSE_DISCOVERY_RATE, Verdict, adjusted_p
from framing.compare.intervals import LEVEL, MIN_HITS, MIN_UNITS
from framing.compare.outlets import count_blocks, measure_order
from framing.compare.scored import NO_FILTERS, UNCORRECTED, Filters, ScoredTables, filter_articles

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from framing.compare.measures import Counts, Kind
    from framing.compare.moments import Floats, Integers

Effect = Literal["ratio", "difference"]


@dataclass(frozen=True, slots=True)
class StoryContrastRow:
    """One measure of two outlets over the stories that both cover.

    `estimate` and `baseline_estimate` are the plain figures of the two outlets in these stories, in `unit`. `value` is
    their ratio within stories (rates, shares) or difference within stories (means); `low` and `high` its 95 % interval,
    `p` and `p_adjusted` (Benjamini–Hochberg over the measures) are None for "too few".
    """

    measure: str
    kind: Kind
    unit: str
    stories: int
    articles: int
    baseline_articles: int
    estimate: float | None
    baseline_estimate: float | None
    effect: Effect
    value: float | None
    low: float | None
    high: float | None
    p: float | None
    p_adjusted: float | None
    verdict: Verdict
    label: str = UNCORRECTED


@dataclass(frozen=True, slots=True)
class StoryContrasts:
    """The rows of one pair of outlets, one per measure, and how much of either outlet lies outside their common stories."""

    outlet: str
    baseline: str
    rows: tuple[StoryContrastRow, ...]
    stories: int
    left_out_share: float
    baseline_left_out_share: float
    family_size: int


def contrast_within_stories(
    tables: ScoredTables,
    stories: Mapping[str, str],
    pair: tuple[str, str],
    filters: Filters = NO_FILTERS,
    *,
    codes: Collection[str] = (),
) -> StoryContrasts:
    """The first outlet of the pair against the second, over the stories (article id → story) that both cover.

    Rates and shares: the ratio of Mantel and Haenszel with the story as the stratum; means: the difference within stories,
    each weighing n₁n₀/(n₁+n₀). Both leave out one story at a time for their variance, so that a story, not an article,
    is what is drawn; t with stories − 1 degrees of freedom, ratios on the log scale. "Too few": fewer than 20 stories, or
    fewer than 10 with a hit on either side. All measures and `codes` are one family.
    Source: Rothman, Greenland & Lash, Modern Epidemiology, 3rd ed. (2008), ch. 15 (stratified rate ratio); Mantel &
    Haenszel, Journal of the National Cancer Institute 22 (1959) 719–748.
    """
    narrowed = filter_articles(tables, filters)
    sides = [_articles_of(narrowed, outlet) for outlet in pair]
    common, strata = _strata(narrowed, stories, sides)
    blocks = list(count_blocks(tables, narrowed, filters, codes=codes)) if common else []
    rows = [row for counts in blocks for row in _rows(counts, strata, common)]
    rows.sort(key=lambda row: measure_order(row.measure))
    entered = [int((strata[side] >= 0).sum()) for side in sides]
    left = [1 - one / max(side.size, 1) for one, side in zip(entered, sides, strict=True)]
    return StoryContrasts(pair[0], pair[1], _adjusted(rows), common, left[0], left[1], len(rows))


def _articles_of(tables: ScoredTables, outlet: str) -> Integers:
    names = tables.compact.outlets
    return np.flatnonzero(tables.outlet == (names.index(outlet) if outlet in names else -1))


def _strata(tables: ScoredTables, stories: Mapping[str, str], sides: list[Integers]) -> tuple[int, Integers]:
    """How many stories both sides cover; and for each article the number of its one, −1 where it is in none.

    Numbers of the second side are those of the first plus that many.
    """
    ids = tables.articles["id"]
    told = [[stories.get(key) for key in ids.take(pa.array(side)).to_pylist()] for side in sides]
    both = sorted({story for story in told[0] if story is not None} & set(told[1]) - {None}, key=str)
    number = {story: at for at, story in enumerate(both)}
    strata = np.full(len(ids), -1, dtype=np.int64)
    for which, (side, names) in enumerate(zip(sides, told, strict=True)):
        strata[side] = [number[name] + which * len(both) if name in number else -1 for name in names]
    return len(both), strata


def _rows(counts: Counts, strata: Integers, stories: int) -> Iterator[StoryContrastRow]:
    if not counts.measures:
        return
    kind = counts.measures[0].kind
    used = (strata >= 0) & (counts.denominator > 0)
    member = sparse.csr_array(
        (np.ones(int(used.sum())), (np.flatnonzero(used), strata[used])), shape=(strata.size, 2 * stories)
    )
    y = np.asarray((sparse.csr_array(counts.numerators) @ member).todense(), dtype=np.float64)
    x = np.asarray(member.T @ counts.denominator, dtype=np.float64)
    number = np.asarray(member.sum(axis=0), dtype=np.int64)
    kept = (number[:stories] > 0) & (
        number[stories:] > 0
    )  # one side may hold only articles without the score
    one, other = np.flatnonzero(kept), np.flatnonzero(kept) + stories
    per = 1000.0 if kind == "rate" else 1.0
    for at, measure in enumerate(counts.measures):
        sides = (y[at, one], x[one], y[at, other], x[other])
        value, low, high, p = (difference_within if kind == "mean" else ratio_within)(*sides)
        yield StoryContrastRow(
            measure=measure.name,
            kind=kind,
            unit=measure.unit,
            stories=one.size,
            articles=int(number[one].sum()),
            baseline_articles=int(number[other].sum()),
            estimate=_ratio(sides[0].sum() * per, sides[1].sum()),
            baseline_estimate=_ratio(sides[2].sum() * per, sides[3].sum()),
            effect="difference" if kind == "mean" else "ratio",
            value=value,
            low=low,
            high=high,
            p=p,
            p_adjusted=None,
            verdict="too few" if p is None else "not clear",
        )


_Judged = tuple[float | None, float | None, float | None, float | None]
"""Value, lower and upper limit, p."""


def ratio_within(a: Floats, t: Floats, b: Floats, u: Floats) -> _Judged:
    """The ratio of Mantel and Haenszel with its 95 % limits and the p of no difference, the last three None for too few.

    `a` over `t` are the one side's hits over words by story, `b` over `u` the other's; every t and u above 0.
    """
    first, second = a * u / (t + u), b * t / (t + u)
    value = _ratio(float(first.sum()), float(second.sum()))
    few = a.size < MIN_UNITS or min((a > 0).sum(), (b > 0).sum()) < MIN_HITS
    if value is None or few:
        return value, None, None, None
    left = np.log(_without_one(first) / _without_one(second))
    middle, low, high, p = _limits(float(np.log(value)), left)
    return float(np.exp(middle)), float(np.exp(low)), float(np.exp(high)), p


def difference_within(a: Floats, t: Floats, b: Floats, u: Floats) -> _Judged:
    """The mean difference within stories, each weighing tu/(t + u), with its limits and p as in `ratio_within`."""
    differences, weight = (a * u - b * t) / (t + u), t * u / (t + u)
    value = _ratio(float(differences.sum()), float(weight.sum()))
    if value is None or a.size < MIN_UNITS:
        return value, None, None, None
    return _limits(value, _without_one(differences) / _without_one(weight))


def _limits(value: float, left: Floats) -> tuple[float, float, float, float]:
    """The value, its jackknife limits and the p of 0; `left` are the values with one story left out."""
    count = left.size
    spread = float(np.sqrt((count - 1) / count * ((left - left.mean()) ** 2).sum()))
    half = -float(stdtrit(count - 1, (1 - LEVEL) / 2)) * spread
    p = 2 * float(stdtr(count - 1, -abs(value) / spread)) if spread > 0 else float(value == 0)
    return value, value - half, value + half, p


def _without_one(parts: Floats) -> Floats:
    return np.asarray(parts.sum() - parts, dtype=np.float64)


def _ratio(over: float, under: float) -> float | None:
    return float(over / under) if under > 0 else None


def _adjusted(rows: list[StoryContrastRow]) -> tuple[StoryContrastRow, ...]:
    judged = [row.p for row in rows if row.p is not None]
    adjusted = iter(adjusted_p(judged, len(rows)).tolist())
    return tuple(row if row.p is None else _told(row, next(adjusted)) for row in rows)


def _told(row: StoryContrastRow, adjusted: float) -> StoryContrastRow:
    return replace(
        row, p_adjusted=adjusted, verdict="clear" if adjusted < FALSE_DISCOVERY_RATE else "not clear"
    )
