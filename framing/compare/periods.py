"""Weeks, months and years that articles fall into; a date without its day is enough for a month or a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from framing.readers.dates import EARLIEST_YEAR, LATEST_YEAR, read_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from framing.compare.moments import Integers

Every = Literal["week", "month", "year"]
EVERY: tuple[Every, ...] = ("week", "month", "year")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_MONTH_FORMS = ("{}-01", "{}/01", "{}.01", "1 {}", "1/{}", "1-{}", "1.{}")
"""What makes a full date of a month: `2014-05`, `May 2014`, `05/2014`."""


@dataclass(frozen=True, slots=True)
class Period:
    """A week (Monday to Sunday, named as ISO 8601 does), a month or a year; `end` is its last day."""

    name: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Placed:
    """Articles in their periods: `number` of each article's period in `periods`, −1 where its date does not tell.

    `periods` are those with an article, in their order; `by_part_date` counts articles placed without a full day.
    """

    periods: tuple[Period, ...]
    number: Integers
    by_part_date: int

    @property
    def without(self) -> int:
        """Articles whose date does not tell the period."""
        return int((self.number < 0).sum())


def placed(articles: pa.Table, every: Every) -> Placed:
    """The period of every article; a year is told by month and year, a week by full days only."""
    columns = set(articles.column_names)
    days = articles["date"].to_pylist()
    nothing = [None] * len(days)
    texts = articles["date_text"].to_pylist() if "date_text" in columns else nothing
    precisions = articles["date_precision"].to_pylist() if "date_precision" in columns else nothing
    starts = [
        _start(day, every) if day else part_date(text or "", precision, every)
        for day, text, precision in zip(days, texts, precisions, strict=True)
    ]
    in_order = sorted({start for start in starts if start is not None})
    at = {start: number for number, start in enumerate(in_order)}
    number = np.array([-1 if start is None else at[start] for start in starts], dtype=np.int64)
    by_part = sum(start is not None and day is None for start, day in zip(starts, days, strict=True))
    return Placed(tuple(period(start, every) for start in in_order), number, by_part)


@lru_cache(maxsize=4096)
def part_date(text: str, precision: str | None, every: Every) -> date | None:
    """First day of the period that a date without its day falls into; None where it does not tell one."""
    if every == "month" and precision == "month":
        readings = (read_date(form.format(text.strip()), "dmy").day for form in _MONTH_FORMS)
        return next((day.replace(day=1) for day in readings if day), None)
    if every == "year" and precision in ("month", "year"):
        years = {int(found) for found in _YEAR.findall(text)}
        known = [year for year in years if EARLIEST_YEAR <= year <= LATEST_YEAR]
        return date(known[0], 1, 1) if len(known) == 1 else None
    return None


def period(start: date, every: Every) -> Period:
    """The period that begins on a day."""
    if every == "week":
        year, week, _ = start.isocalendar()
        return Period(f"{year}-W{week:02}", start, start + timedelta(days=6))
    if every == "month":
        return Period(f"{start:%Y-%m}", start, _next(start, every) - timedelta(days=1))
    return Period(f"{start:%Y}", start, date(start.year, 12, 31))


def between(first: Period, last: Period, every: Every) -> Iterator[Period]:
    """Every period from the first to the last, those without an article too."""
    start = first.start
    while start <= last.start:
        yield period(start, every)
        start = _next(start, every)


def _start(day: date, every: Every) -> date:
    if every == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if every == "month" else day.replace(month=1, day=1)


def _next(start: date, every: Every) -> date:
    if every == "week":
        return start + timedelta(days=7)
    if every == "year":
        return start.replace(year=start.year + 1)
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
