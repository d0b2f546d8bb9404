"""Outlets × measures: each outlet's rates, shares and means with their intervals, in alphabetical order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from framing.compare.intervals import Interval, mean_intervals, rate_intervals, share_intervals
from framing.compare.measures import (
    CODE_PREFIX,
    MEASURE_ORDER,
    NAMED_PREFIXES,
    SET_PREFIX,
    STANCE_PREFIX,
    VOICE_PREFIX,
    Counts,
    Kind,
    code_counts,
    device_codes,
    measure_counts,
    named_counts,
    set_counts,
    split_counts,
)
from framing.compare.moments import Floats, Integers, Moments, grouped_moments, ratio_moments
from framing.compare.scored import NO_FILTERS, UNCORRECTED, Filters, ScoredTables, filter_articles
from framing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date


_PREFIX_ORDER = (VOICE_PREFIX, STANCE_PREFIX, *NAMED_PREFIXES, SET_PREFIX, CODE_PREFIX)


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
    measures: Collection[str] | None = None,
) -> tuple[OutletRow, ...]:
    """One row per outlet × measure, outlets in alphabetical order, then the measures, then the device codes.

    `codes` are the device codes to show: those of live devices in the tables by default, none for an empty
    collection. `code_sets` adds a row per named set (a package, a family). `clusters` (article id → story)
    makes the story the unit of the variance; an article without one stands for itself. `measures` names the only
    ones to give: those of MEASURE_ORDER, `device:CODE`, `component:CODE`, `source:CLASS`, `anonymity:KIND`. With
    a voice or stance in `filters` only device rates are given. No article gives no row.
    """
    narrowed = filter_articles(tables, filters)
    blocks = count_blocks(tables, narrowed, filters, codes=codes, code_sets=code_sets, measures=measures)
    return _outlet_table(narrowed, blocks, clusters)


def compare_splits(
    tables: ScoredTables,
    filters: Filters = NO_FILTERS,
    *,
    codes: Collection[str] | None = None,
    clusters: Mapping[str, str] | None = None,
) -> tuple[OutletRow, ...]:
    """One row per outlet × voice and × stance: their shares of the uses of devices, of `codes` where given."""
    narrowed = filter_articles(tables, filters)
    return _outlet_table(narrowed, split_counts(narrowed, filters, codes), clusters)


def count_blocks(
    tables: ScoredTables,
    narrowed: ScoredTables,
    filters: Filters,
    *,
    codes: Collection[str] | None = None,
    code_sets: Mapping[str, Collection[str]] | None = None,
    measures: Collection[str] | None = None,
) -> Iterator[Counts]:
    """The counts of every measure on the articles of `narrowed`; the codes are those of `tables`."""
    yield from measure_counts(narrowed, filters, measures)
    if measures is not None:
        named = sorted(name for name in measures if name.startswith(NAMED_PREFIXES))
        yield from named_counts(narrowed, named)
        wanted = {name.removeprefix(CODE_PREFIX) for name in measures if name.startswith(CODE_PREFIX)}
        codes = sorted({*wanted, *(codes or ())})
    if code_sets:
        yield set_counts(narrowed, filters, code_sets)
    if codes is None:
        yield code_counts(narrowed, filters, device_codes(tables))
    elif codes:
        yield code_counts(narrowed, filters, tuple(sorted(codes)), None)


def article_values(
    tables: ScoredTables,
    outlet: str,
    measure: str,
    filters: Filters = NO_FILTERS,
    *,
    codes: Collection[str] | None = None,
) -> tuple[ArticleRow, ...]:
    """The articles of an outlet with their part in a measure, by id: what is shown where n is below 20.

    A measure of a set of devices needs its `codes`. Raises InputError for a measure that `compare_outlets` does not name.
    """
    narrowed = filter_articles(tables, filters)
    counts, at = counts_of(tables, narrowed, filters, measure, codes)
    outlets = tables.compact.outlets
    mine = np.flatnonzero(narrowed.outlet == (outlets.index(outlet) if outlet in outlets else -1))
    return _article_rows(narrowed, (counts, at), mine)


def article_ticks(
    tables: ScoredTables,
    measures: Collection[str],
    filters: Filters = NO_FILTERS,
    *,
    outlets: Collection[str],
    most: int,
    code_sets: Mapping[str, Collection[str]] | None = None,
) -> dict[str, tuple[ArticleRow, ...]]:
    """For each measure the articles of some outlets that enter it: a fixed random choice of at most `most` an outlet."""
    narrowed = filter_articles(tables, filters)
    wanted = np.array([name in outlets for name in narrowed.compact.outlets], dtype=np.bool_)
    order = np.lexsort((narrowed.compact.draw[narrowed.rows], narrowed.outlet))
    order = order[wanted[narrowed.outlet[order]]] if wanted.size else order
    found: dict[str, tuple[ArticleRow, ...]] = {}
    for counts in count_blocks(tables, narrowed, filters, codes=(), code_sets=code_sets, measures=measures):
        for at, measure in enumerate(counts.measures):
            entered = order[counts.denominator[order] > 0]
            own = narrowed.outlet[entered]
            first = np.searchsorted(own, own)
            drawn = entered[np.arange(own.size) - first < most]
            found[measure.name] = _article_rows(narrowed, (counts, at), drawn)
    return found


def counts_of(
    tables: ScoredTables,
    narrowed: ScoredTables,
    filters: Filters,
    measure: str,
    codes: Collection[str] | None = None,
) -> tuple[Counts, int]:
    """The counts that hold a measure, and its place among them. Raises InputError where there are none."""
    sets = {measure.removeprefix(SET_PREFIX): codes} if codes and measure.startswith(SET_PREFIX) else None
    blocks = count_blocks(tables, narrowed, filters, code_sets=sets, measures=(measure,))
    for counts in blocks:
        for at, one in enumerate(counts.measures):
            if one.name == measure:
                return counts, at
    raise InputError(
        measure, "no such measure", f"take one of {', '.join(MEASURE_ORDER)} or {CODE_PREFIX}CODE"
    )


def outlet_rows(tables: ScoredTables) -> dict[str, Integers]:
    """Outlet → row numbers of its articles, outlets in alphabetical order."""
    order = np.argsort(tables.outlet, kind="stable")
    numbers, starts = np.unique(tables.outlet[order], return_index=True)
    parts = np.split(order, starts[1:]) if numbers.size else []
    return {tables.compact.outlets[at]: rows for at, rows in zip(numbers, parts, strict=True)}


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
    """The place of a measure in a table: the general ones, parts of sources and wording, sets of codes, single codes."""
    if measure in MEASURE_ORDER:
        return MEASURE_ORDER.index(measure), ""
    prefix = measure.partition(":")[0] + ":"
    return len(MEASURE_ORDER) + (_PREFIX_ORDER.index(prefix) if prefix in _PREFIX_ORDER else -1), measure


def _outlet_table(
    narrowed: ScoredTables, blocks: Iterator[Counts], clusters: Mapping[str, str] | None
) -> tuple[OutletRow, ...]:
    numbers = cluster_numbers(narrowed, clusters)
    rows = [row for counts in blocks for row in _rows_of(narrowed, counts, numbers)]
    order = {outlet: at for at, outlet in enumerate(narrowed.compact.outlets)}
    return tuple(sorted(rows, key=lambda row: (order[row.outlet], measure_order(row.measure))))


def _rows_of(tables: ScoredTables, counts: Counts, clusters: Integers | None) -> Iterator[OutletRow]:
    if not counts.measures:
        return
    kind = counts.measures[0].kind
    present, groups = np.unique(tables.outlet, return_inverse=True)
    size, entered = present.size, counts.denominator > 0
    moments = grouped_moments(counts.numerators, counts.denominator, groups, size, clusters)
    words = np.asarray(tables.articles["words"], dtype=np.float64)
    articles = np.bincount(groups[entered], minlength=size).tolist()
    left_out = np.bincount(groups[~entered], minlength=size).tolist()
    all_words = np.bincount(groups[entered], words[entered], size).tolist()
    with_hits = _articles_with_hits(counts, groups, size).tolist()
    totals, intervals = (moments.numerator.tolist(), moments.denominator.tolist()), _intervals(kind, moments)
    for at, measure in enumerate(counts.measures):
        for group, number in enumerate(present):
            entry = at * size + group
            interval = intervals[entry]
            yield OutletRow(
                outlet=tables.compact.outlets[number],
                measure=measure.name,
                kind=kind,
                unit=measure.unit,
                articles=articles[group],
                articles_left_out=left_out[group],
                words=int(all_words[group]),
                numerator=totals[0][entry],
                denominator=totals[1][entry],
                articles_with_hits=None if kind == "mean" else with_hits[entry],
                estimate=interval.estimate,
                low=interval.low,
                high=interval.high,
                method=interval.method,
                warning=interval.warning,
            )


def _articles_with_hits(counts: Counts, groups: Integers, size: int) -> Integers:
    """For each measure and group the articles that entered and have a hit."""
    found = counts.numerators.tocoo()
    kept = (found.data > 0) & (counts.denominator[found.col] > 0)
    keys = found.row[kept].astype(np.int64) * size + groups[found.col[kept]]
    return np.bincount(keys, minlength=len(counts.measures) * size)


def _intervals(kind: Kind, moments: Moments) -> tuple[Interval, ...]:
    if kind == "rate":
        return rate_intervals(moments)
    return share_intervals(moments) if kind == "share" else mean_intervals(moments)


def values_of(counts: Counts, at: int) -> tuple[Floats, Floats]:
    """Per article the numerator of a measure and its value in the measure's unit, NaN where it is left out."""
    per = 1000.0 if counts.measures[at].kind == "rate" else 1.0
    numerator = counts.numerators[[at]].toarray()[0]
    nothing = np.full(counts.denominator.size, np.nan)
    return numerator, np.divide(
        numerator * per, counts.denominator, out=nothing, where=counts.denominator > 0
    )


def _article_rows(tables: ScoredTables, found: tuple[Counts, int], mine: Integers) -> tuple[ArticleRow, ...]:
    counts, at = found
    numerator, value = values_of(counts, at)
    articles = tables.articles.select(["id", "title", "date", "words"]).take(mine).to_pylist()
    outlets = [tables.compact.outlets[number] for number in tables.outlet[mine]]
    return tuple(
        ArticleRow(
            outlet=outlet,
            article_id=row["id"],
            title=row["title"],
            date=row["date"],
            measure=counts.measures[at].name,
            words=row["words"],
            numerator=float(numerator[number]),
            denominator=float(counts.denominator[number]),
            value=None if np.isnan(value[number]) else float(value[number]),
        )
        for number, row, outlet in zip(mine, articles, outlets, strict=True)
    )
