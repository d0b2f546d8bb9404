"""framing compare: outlets side by side, printed as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from framing.compare import OutletRow
    from framing.types import Genre


def compare(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders written by `framing score`, of one signature.")
    ],
    measure: Annotated[
        list[str] | None, typer.Option("--measure", help="Only this measure or device id; may be repeated.")
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
) -> None:
    """Compare outlets: every measure with n, estimate and 95 % interval. Detector output, uncorrected."""
    from rich.console import Console

    from framing.compare import UNCORRECTED, Filters, compare_outlets, read_scored
    from framing.compare.measures import MEASURE_ORDER

    filters = Filters(_genre(genre), near_duplicates=near_duplicates, shared_copy=not no_shared_copy)
    codes = [name for name in measure or () if name not in MEASURE_ORDER]
    rows = compare_outlets(read_scored(*folders), filters, codes=codes)
    if measure:
        rows = tuple(row for row in rows if row.measure in measure)
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
    from dataclasses import astuple, fields

    from framing.compare import OutletRow
    from framing.report.export import to_csv

    path.write_bytes(to_csv([field.name for field in fields(OutletRow)], [astuple(row) for row in rows]))
    typer.echo(f"written to {path}")
