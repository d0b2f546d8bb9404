"""framing compare --by story|week|month|year: stories of a folder, or measures over time, printed as tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

if TYPE_CHECKING:
    from framing.compare import Filters
    from framing.compare.periods import Every
    from framing.compare.trends import TrendRow

STEPS = ("story", "week", "month", "year")
FIRST_MEASURE = "devices_per_1000_words"
LISTED = 40


def by(
    step: str, folders: Sequence[Path], measures: Sequence[str], filters: Filters, csv: Path | None
) -> None:
    """Print stories, or a measure by week, month or year; all rows into `csv` where one is named."""
    if step not in STEPS:
        raise typer.BadParameter(f"{step!r}: one of {', '.join(STEPS)}", param_hint="--by")
    if step == "story":
        _stories(folders, csv)
    else:
        _trend(cast("Every", step), folders, measures[0] if measures else FIRST_MEASURE, filters, csv)


def _trend(every: Every, folders: Sequence[Path], measure: str, filters: Filters, csv: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table

    from framing.compare import UNCORRECTED, read_scored
    from framing.compare.measures import CODE_PREFIX, MEASURE_ORDER
    from framing.compare.trends import Course, TrendRow, trend

    known = measure in MEASURE_ORDER or ":" in measure
    found = trend(read_scored(*folders), Course(measure if known else CODE_PREFIX + measure, every), filters)
    table = Table(title=f"{measure} by {every}", title_justify="left")
    table.add_column(every)
    for name in ("articles", "estimate", "95 % interval"):
        table.add_column(name, justify="right")
    table.add_column("note")
    for row in found.rows:
        table.add_row(row.period, f"{row.articles:,}", _figure(row.estimate), _interval(row), row.warning)
    Console().print(table)
    typer.echo(
        f"{UNCORRECTED}; {found.without_date:,} of {found.articles:,} articles without a date for this left out; "
        f"{found.by_part_date:,} placed without their day"
    )
    if csv is not None:
        names = list(TrendRow.__dataclass_fields__)
        _write(csv, names, [[getattr(row, name) for name in names] for row in found.rows])


def _stories(folders: Sequence[Path], csv: Path | None) -> None:
    from rich.console import Console
    from rich.table import Table

    from framing.compare.stories import clusters
    from framing.compare.story_list import story_list
    from framing.pages.stories_worker import stories_in
    from framing.report.words import counted
    from framing.store import open_scored

    if len(folders) != 1:
        raise typer.BadParameter("stories are found within one folder", param_hint="FOLDERS")
    collection = open_scored(folders[0])
    found = stories_in(collection)
    stories = story_list(
        collection.articles, clusters(found), dict(zip(found.article, found.score, strict=True))
    )
    several = [story for story in stories if len(story.outlets) > 1]
    table = Table(title="Stories of at least two outlets, newest first", title_justify="left")
    for name in ("first day", "articles", "outlets", "headline"):
        table.add_column(name)
    for story in several[:LISTED]:
        table.add_row(
            str(story.first or "–"), str(len(story.articles)), str(len(story.outlets)), _plain(story.title)
        )
    Console().print(table)
    told = counted(len(stories), "story", "stories")
    more = f", {LISTED} shown" if len(several) > LISTED else ""
    typer.echo(f"{told}, {len(several):,} of at least two outlets{more}; grouped by words and dates")
    if csv is not None:
        rows = [
            (story.id, one.id, one.outlet, one.date, one.title) for story in stories for one in story.articles
        ]
        _write(csv, ["story", "article", "outlet", "date", "title"], rows)


def _plain(title: str) -> str:
    from rich.markup import escape

    return escape(title)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def _interval(row: TrendRow) -> str:
    return "–" if row.high is None else f"{_figure(row.low)} to {_figure(row.high)}"


def _write(path: Path, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from framing.report import to_csv

    path.write_bytes(to_csv(names, rows))
    typer.echo(f"written to {path}")
