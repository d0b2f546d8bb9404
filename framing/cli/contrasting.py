"""framing compare --contrast and --keyness: differences with their verdicts, printed as tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from framing.compare import ContrastRow, Filters, Group, KeynessRow, ScoredTables

REST = "rest"
MOST_PRINTED = 40


def print_contrasts(
    tables: ScoredTables,
    filters: Filters,
    baseline: str,
    measures: tuple[str, ...] | None,
    *,
    csv: Path | None,
) -> None:
    """The general measures, or those asked for, of each outlet against the baseline; the whole family is judged."""
    from rich.console import Console
    from rich.table import Table

    from framing.compare import UNCORRECTED, ContrastRow, contrast_outlets

    against = None if baseline == REST else baseline
    wanted = None if measures is None else set(measures)
    console = Console()
    rows: list[ContrastRow] = []
    for family in _families(measures):
        found = contrast_outlets(
            tables, against, filters, family=family, shown=lambda _, name: wanted is None or name in wanted
        )
        rows += found.rows
        for name in dict.fromkeys(row.measure for row in found.rows):
            table = Table(title=f"{name}: difference from {found.baseline}", title_justify="left")
            for column in ("outlet", "articles", "here", "there", "difference", "95 % interval", "verdict"):
                table.add_column(column)
            for row in found.rows:
                if row.measure == name:
                    table.add_row(row.outlet, *_contrast_cells(row))
            console.print(table)
        console.print(
            f"{UNCORRECTED}; {found.family_size:,} comparisons judged together (Benjamini-Hochberg, 5 %)"
        )
    if csv is not None:
        write_rows(csv, ContrastRow, rows)


def print_keyness(
    tables: ScoredTables,
    folders: Sequence[Path],
    filters: Filters,
    names: tuple[str, str],
    *,
    unit: str,
    csv: Path | None,
) -> None:
    """Words or devices that one outlet uses more than another, and the reverse, raw counts beside it."""
    from rich.console import Console
    from rich.table import Table

    from framing.compare import KeynessRow, between, read_texts
    from framing.compare.keyness import Unit
    from framing.compare.scored import filter_articles

    units: dict[str, Unit] = {"word": "word", "device": "device"}
    if unit not in units:
        raise typer.BadParameter(f"{unit!r}: word or device", param_hint="--unit")
    groups = _group(tables, names[0]), _group(tables, names[1])
    texts = read_texts(*folders) if unit == "word" else lambda _ids: {}
    found = between(filter_articles(tables, filters), texts, groups, units[unit])
    console = Console()
    for title, rows in (
        (f"more in {names[0]}", [row for row in found.rows if row.log_odds > 0]),
        (f"more in {names[1]}", [row for row in found.rows if row.log_odds < 0]),
    ):
        table = Table(title=title, title_justify="left")
        for column in (unit, f"in {names[0]}", f"in {names[1]}", "log-odds", "verdict"):
            table.add_column(column)
        for row in rows[:MOST_PRINTED]:
            table.add_row(*_key_cells(row))
        console.print(table)
    console.print(
        f"{found.articles[0]:,} against {found.articles[1]:,} articles; {found.family_size:,} {unit}s judged together "
        f"(Benjamini-Hochberg, 5 %) by dealing articles anew {found.permutations} times"
    )
    if csv is not None:
        write_rows(csv, KeynessRow, found.rows)


def write_rows(path: Path, kind: type[Any], rows: Sequence[Any]) -> None:
    """The rows, all of one dataclass, as a CSV that no spreadsheet runs."""
    from dataclasses import astuple, fields

    from framing.report.export import to_csv

    path.write_bytes(to_csv([field.name for field in fields(kind)], [astuple(row) for row in rows]))
    typer.echo(f"written to {path}")


def _families(measures: tuple[str, ...] | None) -> list[Any]:
    """The families that the measures belong to; of the sets, none: they are named in the app only."""
    from framing.compare import Family
    from framing.compare.contrasts import GENERAL

    if measures is None:
        return [GENERAL]
    of_prefix = {
        "device": Family("codes"),
        "source": Family("sources"),
        "anonymity": Family("sources"),
        "component": Family("components"),
    }
    found: list[Any] = []
    for name in measures:
        family = of_prefix.get(name.partition(":")[0], GENERAL) if ":" in name else GENERAL
        if family not in found:
            found.append(family)
    return found


def _group(tables: ScoredTables, name: str) -> Group:
    from framing.compare import Group
    from framing.errors import InputError

    if name == REST:
        return Group()
    if name not in tables.compact.outlets:
        known = ", ".join(tables.compact.outlets)
        raise InputError(name, "no such outlet in these tables", f"take `{REST}` or one of: {known}")
    return Group(outlet=name)


def _contrast_cells(row: ContrastRow) -> tuple[str, ...]:
    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:.3g}"

    interval = "–" if row.low is None else f"{number(row.low)} to {number(row.high)}"
    return (
        f"{row.articles:,} and {row.baseline_articles:,}",
        number(row.estimate),
        number(row.baseline_estimate),
        number(row.difference),
        interval,
        row.verdict,
    )


def _key_cells(row: KeynessRow) -> tuple[str, ...]:
    return (
        row.unit,
        f"{row.count:,} in {row.articles:,}",
        f"{row.other_count:,} in {row.other_articles:,}",
        f"{row.log_odds:.2f}",
        row.verdict,
    )
