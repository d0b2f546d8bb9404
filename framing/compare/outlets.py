"""Outlets × measures: each outlet's rates, shares and means with their intervals, in alphabetical order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from framing.compare.intervals import (
    Floats,
    Integers,
    Interval,
    Moments,
    mean_intervals,
    rate_intervals,
    ratio_moments,
    share_intervals,
)
from framing.compare.measures import (
    CODE_PREFIX,
    MEASURE_ORDER,
    SET_PREFIX,
    Counts,
    Kind,
    code_counts,
    device_codes,
    measure_counts,
    set_counts,
)
from framing.compare.scored import (
    NO_FILTERS,
    UNCORRECTED,
    Filters,
    ScoredTables,
    alphabetical,
    filter_articles,
    outlets_of,
)
from framing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class OutletRow:
    """One measure of one outlet.

    `articles` entered the figure, `articles_left_out` did not: their score is missing or their denominator 0.
    `numerator` is hits, or the sum of the scores; `denominator` words, attributions or articles, by `kind`.
    `articles_with_hits` is None for means. `low` and `high` as in Interval; figures are in `unit`.
    """

    outlet: str
    measure: str
    kind: Kind
    unit: str
    articles: int
    articles_left_out: int
    words: int
    numerator: float
    denominator: float
    articles_with_hits: int | None
    estimate: float | None
    low: float | None
    high: float | None
    method: str
    warning: str
    label: str = UNCORRECTED


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article's part in a measure of its outlet; `value` is None where it is left out."""

    outlet: str
    article_id: str
    title: str | None
    date: date | None
    measure: str
    words: int
    numerator: float
    denominator: float
    value: float | None


def compare_outlets(
    tables: ScoredTables,
    filters: Filters = NO_FILTERS,
    *,
    codes: Collection[str] | None = None,
    code_sets: Mapping[str, Collection[str]] | None = None,
    clusters: Mapping[str, str] | None = None,
) -> tuple[OutletRow, ...]:
    """One row per outlet × measure, outlets in alphabetical order, then the measures, then the device codes.

    `codes` are the device codes to show: those of live devices in the tables by default, none for an empty
    collection. `code_sets` adds a row per named set (a package, a family). `clusters` (article id → story)
    makes the story the unit of the variance; an article without one stands for itself. With a voice or
    stance in `filters` only device rates are given. No article gives no row.
    """
    narrowed = filter_articles(tables, filters)
    outlets = outlet_rows(narrowed)
    numbers = cluster_numbers(narrowed, clusters)
    words = np.asarray(narrowed.articles["words"].to_numpy(), dtype=np.int64)
    rows: list[OutletRow] = []
    for counts in count_blocks(tables, narrowed, filters, codes=codes, code_sets=code_sets):
        for outlet, articles in outlets.items():
            rows.extend(_rows_of(outlet, counts, articles, words, numbers))
    order = {outlet: at for at, outlet in enumerate(outlets)}
    return tuple(sorted(rows, key=lambda row: (order[row.outlet], measure_order(row.measure))))


def count_blocks(
    tables: ScoredTables,
    narrowed: ScoredTables,
    filters: Filters,
    *,
    codes: Collection[str] | None = None,
    code_sets: Mapping[str, Collection[str]] | None = None,
) -> Iterator[Counts]:
    """The counts of every measure on the articles of `narrowed`; the codes are those of `tables`."""
    yield from measure_counts(narrowed, filters)
    if code_sets:
        yield set_counts(narrowed, filters, code_sets)
    if codes is None:
        yield code_counts(narrowed, filters, device_codes(tables))
    else:
        yield code_counts(narrowed, filters, tuple(sorted(codes)), None)


def article_values(
    tables: ScoredTables, outlet: str, measure: str, filters: Filters = NO_FILTERS
) -> tuple[ArticleRow, ...]:
    """The articles of an outlet with their part in a measure, by id: what is shown where n is below 20.

    Raises InputError for a measure that `compare_outlets` does not name.
    """
    narrowed = filter_articles(tables, filters)
    codes = (measure.removeprefix(CODE_PREFIX),) if measure.startswith(CODE_PREFIX) else ()
    blocks = count_blocks(tables, narrowed, filters, codes=codes)
    for counts in blocks:
        for at, one in enumerate(counts.measures):
            if one.name == measure:
                return _article_rows(narrowed, outlet, counts, at)
    raise InputError(
        measure, "no such measure", f"take one of {', '.join(MEASURE_ORDER)} or {CODE_PREFIX}CODE"
    )


def outlet_rows(tables: ScoredTables) -> dict[str, Integers]:
    """Outlet → row numbers of its articles, outlets in alphabetical order."""
    encoded = outlets_of(tables.articles).combine_chunks().dictionary_encode()
    names, indices = encoded.dictionary.to_pylist(), np.asarray(encoded.indices, dtype=np.int64)
    return {name: np.flatnonzero(indices == names.index(name)) for name in alphabetical(names)}


def cluster_numbers(tables: ScoredTables, clusters: Mapping[str, str] | None) -> Integers | None:
    """A cluster number per article; None where every article stands for itself."""
    if clusters is None:
        return None
    names = [(1, clusters[key]) if key in clusters else (0, key) for key in tables.articles["id"].to_pylist()]
    numbers = {name: at for at, name in enumerate(sorted(set(names)))}
    return np.array([numbers[name] for name in names], dtype=np.int64)


def moments_of(counts: Counts, articles: Integers, clusters: Integers | None) -> Moments:
    """The moments of a block of measures over some of the articles."""
    own = None if clusters is None else clusters[articles]
    return ratio_moments(counts.numerators[:, articles], counts.denominator[articles], own)


def measure_order(measure: str) -> tuple[int, str]:
    """The place of a measure in a table: the general ones, sets of codes, single codes."""
    if measure in MEASURE_ORDER:
        return MEASURE_ORDER.index(measure), ""
    return len(MEASURE_ORDER) + (0 if measure.startswith(SET_PREFIX) else 1), measure


def _rows_of(
    outlet: str, counts: Counts, articles: Integers, words: Integers, clusters: Integers | None
) -> Iterator[OutletRow]:
    kind = counts.measures[0].kind if counts.measures else "rate"
    moments = moments_of(counts, articles, clusters)
    entered = articles[counts.denominator[articles] > 0]
    with_hits = (counts.numerators[:, entered] > 0).sum(axis=1)
    for at, (measure, interval) in enumerate(zip(counts.measures, _intervals(kind, moments), strict=True)):
        yield OutletRow(
            outlet=outlet,
            measure=measure.name,
            kind=kind,
            unit=measure.unit,
            articles=entered.size,
            articles_left_out=articles.size - entered.size,
            words=int(words[entered].sum()),
            numerator=float(moments.numerator[at]),
            denominator=float(moments.denominator[at]),
            articles_with_hits=None if kind == "mean" else int(with_hits[at]),
            estimate=interval.estimate,
            low=interval.low,
            high=interval.high,
            method=interval.method,
            warning=interval.warning,
        )


def _intervals(kind: Kind, moments: Moments) -> tuple[Interval, ...]:
    if kind == "rate":
        return rate_intervals(moments)
    return share_intervals(moments) if kind == "share" else mean_intervals(moments)


def _article_rows(tables: ScoredTables, outlet: str, counts: Counts, at: int) -> tuple[ArticleRow, ...]:
    measure, per = counts.measures[at], 1000.0 if counts.measures[at].kind == "rate" else 1.0
    numerator = counts.numerators[[at]].toarray()[0]
    ratio: Floats = np.divide(
        numerator * per,
        counts.denominator,
        out=np.full(counts.denominator.size, np.nan),
        where=counts.denominator > 0,
    )
    articles = tables.articles.select(["id", "title", "date", "words"])
    mine = np.flatnonzero(np.asarray(pc.equal(outlets_of(tables.articles), outlet), dtype=np.bool_))
    return tuple(
        ArticleRow(
            outlet=outlet,
            article_id=row["id"],
            title=row["title"],
            date=row["date"],
            measure=measure.name,
            words=row["words"],
            numerator=float(numerator[number]),
            denominator=float(counts.denominator[number]),
            value=None if np.isnan(ratio[number]) else float(ratio[number]),
        )
        for number, row in zip(mine, articles.take(mine).to_pylist(), strict=True)
    )
