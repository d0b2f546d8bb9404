"""framing compare: outlets side by side, printed as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli import trending

if TYPE_CHECKING:
    from rich.table import Table

    from framing.compare import Filters, OutletRow, ScoredTables
    from framing.types import Genre


def compare(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders written by `framing score`, of one signature.")
    ],
    measure: Annotated[
        list[str] | None,
        typer.Option(
            "--measure",
            help="Only this measure: a name, a device id, component:NAME, source:CLASS or anonymity:KIND; may be repeated.",
        ),
    ] = None,
    genre: Annotated[str | None, typer.Option(help="Only articles of this genre.")] = None,
    near_duplicates: Annotated[
        bool, typer.Option("--near-duplicates", help="Count articles that nearly repeat one of their outlet.")
    ] = False,
    no_shared_copy: Annotated[
        bool,
        typer.Option(
            "--no-shared-copy", help="Count copy that several outlets have once, where it is first."
        ),
    ] = False,
    csv: Annotated[Path | None, typer.Option(help="Write all rows to this file as well.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="story, or a measure over time: week, month, year.")
    ] = None,
    contrast: Annotated[
        str | None,
        typer.Option(
            metavar="BASELINE",
            help="Differences of each outlet from this one, or from `rest`, with verdicts.",
        ),
    ] = None,
    keyness: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="A B", help="What outlet A uses more than B (`rest`: all others), and the reverse."
        ),
    ] = None,
    unit: Annotated[str, typer.Option(help="Of --keyness: `word` (needs --texts) or `device`.")] = "word",
) -> None:
    """Compare outlets: every measure with n, estimate and 95 % interval. Detector output, uncorrected."""
    from framing.cli.contrasting import print_contrasts, print_keyness
    from framing.compare import Filters, read_scored

    filters = Filters(_genre(genre), near_duplicates=near_duplicates, shared_copy=not no_shared_copy)
    if by is not None:
        trending.by(by, folders, measure or (), filters, csv)
        return
    tables = read_scored(*folders)
    if keyness is not None:
        print_keyness(tables, folders, filters, keyness, unit=unit, csv=csv)
    elif contrast is not None:
        print_contrasts(tables, filters, contrast, _measures(measure), csv=csv)
    else:
        _print_outlets(tables, filters, _measures(measure), csv)


def _measures(named: Sequence[str] | None) -> tuple[str, ...] | None:
    """Measures as `compare` names them; a bare device id gets its prefix. None where none is asked for."""
    from framing.compare.measures import CODE_PREFIX, MEASURE_ORDER

    if not named:
        return None
    return tuple(name if name in MEASURE_ORDER or ":" in name else CODE_PREFIX + name for name in named)


def _print_outlets(
    tables: ScoredTables, filters: Filters, measures: tuple[str, ...] | None, csv: Path | None
) -> None:
    from rich.console import Console

    from framing.compare import UNCORRECTED, compare_outlets

    rows = compare_outlets(tables, filters, codes=(), measures=measures)
    console = Console()
    for table in _comparison_tables(rows):
        console.print(table)
    console.print(
        f"{UNCORRECTED}; 95 % intervals over articles; outlets in alphabetical order, not a ranking"
    )
    if csv is not None:
        _write_rows(csv, rows)


def _genre(name: str | None) -> Genre | None:
    from framing.types import GENRES

    for genre in GENRES:
        if name == genre:
            return genre
    if name is not None:
        raise typer.BadParameter(f"{name!r}: one of {', '.join(GENRES)}", param_hint="--genre")
    return None


def _comparison_tables(rows: Sequence[OutletRow]) -> Iterator[Table]:
    """One printable table per measure, in the order of the rows."""
    from rich.table import Table

    for measure in dict.fromkeys(row.measure for row in rows):
        chosen = [row for row in rows if row.measure == measure]
        table = Table(title=f"{measure} ({chosen[0].unit})", title_justify="left")
        table.add_column("outlet")
        for name in ("articles", "left out", "words", "estimate", "95 % interval"):
            table.add_column(name, justify="right")
        table.add_column("note")
        for row in chosen:
            numbers = (f"{row.articles:,}", f"{row.articles_left_out:,}", f"{row.words:,}")
            table.add_row(
                row.outlet, *numbers, _figure(row.estimate), _interval(row.low, row.high), row.warning
            )
        yield table


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def _interval(low: float | None, high: float | None) -> str:
    return "–" if high is None else f"{_figure(low)} to {_figure(high)}"


def _write_rows(path: Path, rows: Sequence[OutletRow]) -> None:
    from framing.cli.contrasting import write_rows
    from framing.compare import OutletRow

    write_rows(path, OutletRow, rows)
