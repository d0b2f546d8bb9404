"""A measure over time: one figure with its interval per period, of all articles or of single outlets; first uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow.compute as pc

from framing.compare.intervals import Interval, mean_intervals, rate_intervals, share_intervals
from framing.compare.moments import grouped_moments
from framing.compare.outlets import cluster_numbers, counts_of
from framing.compare.periods import Every, Placed, placed
from framing.compare.scored import (
    NO_FILTERS,
    UNCORRECTED,
    UNKNOWN_ORIGIN,
    Filters,
    ScoredTables,
    filter_articles,
    filter_hits,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    import pyarrow as pa

    from framing.compare.measures import Counts, Kind
    from framing.compare.moments import Integers
    from framing.types import Field

ALL_OUTLETS = "all outlets"
_NO_DAY = 10**7
"""Stands behind every day."""


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One measure of one outlet, or of all articles (`all outlets`), in one period; figures in `unit`.

    `articles` entered the figure, `articles_left_out` did not: their score is missing. `numerator` is hits, or the sum of
    the scores; `denominator` words, attributions or articles. `low` and `high` as in Interval.
    """

    outlet: str
    period: str
    start: date
    end: date
    measure: str
    kind: Kind
    unit: str
    articles: int
    articles_left_out: int
    numerator: float
    denominator: float
    estimate: float | None
    low: float | None
    high: float | None
    method: str
    warning: str
    label: str = UNCORRECTED


@dataclass(frozen=True, slots=True)
class Trend:
    """The rows by outlet and time; a period without an article has none. `articles` passed the filters; `without_date` of
    them fall into no period, `by_part_date` were placed by month or year alone."""

    rows: tuple[TrendRow, ...]
    every: Every
    articles: int
    without_date: int
    by_part_date: int


@dataclass(frozen=True, slots=True)
class Course:
    """What is followed over time: a measure of MEASURE_ORDER, `device:CODE` …, by period; `codes` for a set of devices."""

    measure: str
    every: Every = "month"
    codes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FirstUse:
    """The earliest article in which a device stands, in this corpus, and where in it; `uses` counts all of the same selection."""

    code: str
    outlet: str
    date: date
    article_id: str
    title: str | None
    field: Field
    start: int
    end: int
    uses: int
    articles: int


def trend(
    tables: ScoredTables,
    course: Course,
    filters: Filters = NO_FILTERS,
    *,
    outlets: Sequence[str] | None = None,
    clusters: Mapping[str, str] | None = None,
) -> Trend:
    """A measure by period: of all articles together, or of each of `outlets`.

    The figures and intervals are those of `compare_outlets`, with its least numbers of articles: a period with fewer than 20
    has an estimate and no interval. `clusters` (article id → story) makes the story the unit of the variance. Raises
    InputError for a measure that is not there.
    """
    narrowed = filter_articles(tables, filters)
    counts, at = counts_of(tables, narrowed, filters, course.measure, course.codes)
    where = placed(narrowed.articles, course.every)
    single = replace(counts, measures=(counts.measures[at],), numerators=counts.numerators[[at]])
    numbers = cluster_numbers(narrowed, clusters)
    names, series = _series(narrowed, outlets)
    rows = tuple(_rows(single, where, names, series, numbers))
    return Trend(rows, course.every, narrowed.articles.num_rows, where.without, where.by_part_date)


def _series(tables: ScoredTables, outlets: Sequence[str] | None) -> tuple[tuple[str, ...], Integers]:
    """Names of the lines, and for each article the number of its line, −1 for none."""
    if outlets is None:
        return (ALL_OUTLETS,), np.zeros(tables.articles.num_rows, dtype=np.int64)
    place = {name: at for at, name in enumerate(outlets)}
    lookup = np.array([place.get(name, -1) for name in tables.compact.outlets], dtype=np.int64)
    return tuple(outlets), lookup[tables.outlet] if lookup.size else np.zeros(0, dtype=np.int64)


def _rows(
    counts: Counts, where: Placed, names: tuple[str, ...], series: Integers, clusters: Integers | None
) -> Iterator[TrendRow]:
    measure, periods = counts.measures[0], len(where.periods)
    size = len(names) * periods
    if not size:
        return
    groups = np.where((series >= 0) & (where.number >= 0), series * periods + where.number, -1)
    moments = grouped_moments(counts.numerators, counts.denominator, groups, size, clusters)
    inside, entered = groups >= 0, (groups >= 0) & (counts.denominator > 0)
    present = np.bincount(groups[inside], minlength=size)
    articles = np.bincount(groups[entered], minlength=size)
    intervals: tuple[Interval, ...] = _INTERVALS[measure.kind](moments)
    for group in np.flatnonzero(present).tolist():
        period, interval = where.periods[group % periods], intervals[group]
        yield TrendRow(
            outlet=names[group // periods],
            period=period.name,
            start=period.start,
            end=period.end,
            measure=measure.name,
            kind=measure.kind,
            unit=measure.unit,
            articles=int(articles[group]),
            articles_left_out=int(present[group] - articles[group]),
            numerator=float(moments.numerator[group]),
            denominator=float(moments.denominator[group]),
            estimate=interval.estimate,
            low=interval.low,
            high=interval.high,
            method=interval.method,
            warning=interval.warning,
        )


_INTERVALS = {"rate": rate_intervals, "share": share_intervals, "mean": mean_intervals}


def first_uses(
    tables: ScoredTables,
    codes: Collection[str],
    filters: Filters = NO_FILTERS,
    *,
    by_outlet: bool = False,
) -> tuple[FirstUse, ...]:
    """The first dated use in this corpus of each device, by date and code; by outlet one for each outlet that uses it.

    Of the articles of one day the first by id, in it the first in the text. Articles without a full date are passed over: a
    device that stands in none else is not listed. It says nothing about the world outside of the corpus.
    """
    narrowed = filter_articles(tables, filters)
    hits = tables.compact.hits["device"]
    wanted = hits.of_codes(sorted(codes))
    place = narrowed.place()[hits.article]
    kept = np.flatnonzero((wanted >= 0) & (place >= 0) & filter_hits(hits, filters))
    if not kept.size:
        return ()
    found = tables.evidence.take(hits.row[kept])
    dates = narrowed.articles["date"].to_pylist()
    days = np.array([_NO_DAY if day is None else day.toordinal() for day in dates])
    article, code = place[kept], wanted[kept]
    outlet = narrowed.outlet[article] if by_outlet else np.zeros(kept.size, dtype=np.int64)
    body = np.asarray(pc.equal(found["field"], "text"))
    order = np.lexsort((np.asarray(found["start"]), body, article, days[article], outlet, code))
    group = np.stack([code[order], outlet[order]])
    starts = np.flatnonzero(np.append(True, np.any(group[:, 1:] != group[:, :-1], axis=0)))
    ends = np.append(starts[1:], order.size)
    names = sorted(codes)
    uses = [
        _first_use(
            narrowed, names[code[order[start]]], found.slice(order[start], 1), article[order[start:end]]
        )
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if days[article[order[start]]] < _NO_DAY
    ]
    return tuple(sorted(uses, key=lambda use: (use.date, use.code, use.outlet)))


def _first_use(tables: ScoredTables, code: str, first: pa.Table, articles: Integers) -> FirstUse:
    row, about = first.to_pylist()[0], tables.articles.slice(int(articles[0]), 1).to_pylist()[0]
    return FirstUse(
        code=code,
        outlet=about["outlet"] or UNKNOWN_ORIGIN,
        date=about["date"],
        article_id=about["id"],
        title=about["title"],
        field=cast("Field", row["field"]),
        start=row["start"],
        end=row["end"],
        uses=articles.size,
        articles=int(np.unique(articles).size),
    )
