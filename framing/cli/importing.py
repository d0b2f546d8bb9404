"""framing import and formats: what can be read, and everything read into one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.arguments import (
    Columns,
    Dates,
    Inputs,
    Outlets,
    Pages,
    date_order,
    folder_of_pages,
    mapping_of,
    outlet_table,
)

if TYPE_CHECKING:
    from framing.readers import Read, Rejected


def import_files(
    inputs: Inputs,
    out: Annotated[
        Path, typer.Option(help="Parquet file to write; what gave no article goes to OUT.rejects.jsonl.")
    ] = Path("imported.parquet"),
    show: Annotated[
        bool, typer.Option("--preview", help="Print the fields of the first five articles, write nothing.")
    ] = False,
    columns: Columns = None,
    outlets: Outlets = None,
    dates: Dates = None,
    pages: Pages = None,
) -> None:
    """Convert any input to one Parquet file of articles, which every command here reads."""
    from framing.batch.telling import bar
    from framing.importing import import_articles, preview, rejects_path
    from framing.readers import Options

    options = Options(
        mapping_of(columns or []), outlet_table(outlets), date_order(dates), folder_of_pages(pages)
    )
    if show:
        for item in preview(inputs, options):
            _print_preview(item)
        return
    with bar() as report:
        done = import_articles(inputs, out, options, report)
    typer.echo(f"{done.read:,} read = {done.articles:,} imported + {done.rejected:,} rejected")
    for reason, count in done.reasons.items():
        typer.echo(f"  rejected, {reason}: {count:,}")
    typer.echo(f"articles in {out}" + (f"; see {rejects_path(out)}" if done.rejected else ""))


def _print_preview(item: Read | Rejected) -> None:
    from framing.readers import Rejected

    typer.echo(f"{item.file}, record {item.record}")
    if isinstance(item, Rejected):
        typer.echo(f"  rejected, {item.reason}: {item.detail}")
        return
    for name in item.article.__dataclass_fields__:
        value = " ".join(str(getattr(item.article, name) or "–").split())
        typer.echo(f"  {name:14} {value if len(value) <= 100 else value[:99] + '…'}")


def formats() -> None:
    """The formats of input, and what is read of each."""
    from rich.console import Console
    from rich.table import Table

    from framing.readers import all_readers, summary_of

    table = Table("format", "usual endings", "what is read", title_justify="left")
    for reader in sorted(all_readers(), key=lambda reader: reader.NAME.lower()):
        table.add_row(reader.NAME, " ".join(reader.SUFFIXES), summary_of(reader))
    console = Console()
    console.print(table)
    console.print(
        "Files are recognised by their content. Each may be packed as GZ or ZST, or lie in a ZIP or TAR archive."
    )
