"""framing score | read | compare | codebook | app: parses and prints, no logic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from framing.batch import Summary
    from framing.batch.run import Progress
    from framing.compare import OutletRow
    from framing.types import Genre

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Framing devices, sensationalism and unnamed sources in news articles, with the words that made every figure.",
)
codebook_app = typer.Typer(no_args_is_help=True, help="Check and show codebooks.")
app.add_typer(codebook_app, name="codebook")

Inputs = Annotated[
    list[str],
    typer.Argument(help="Files or folders: JSONL, CSV, TSV or text, also gzipped; - for standard input."),
]
Codebooks = Annotated[
    list[Path] | None,
    typer.Option("--codebook", help="Folder of device files to use instead of the shipped codebook."),
]


@app.command()
def score(
    inputs: Inputs,
    out: Annotated[Path, typer.Option(help="Folder for the tables; made where it does not exist.")],
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 is one per core.")] = 0,
    keep_duplicates: Annotated[
        bool, typer.Option("--keep-duplicates", help="Score repeated articles too.")
    ] = False,
    texts: Annotated[
        bool, typer.Option("--texts", help="Write the articles' titles and texts as well.")
    ] = False,
    columns: Annotated[
        list[str] | None, typer.Option("--map", help="OURS=THEIRS, such as text=body; may be repeated.")
    ] = None,
    codebook: Codebooks = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Score articles into tables: articles.parquet, evidence.parquet, rejects.jsonl, run.json."""
    from framing.batch import RunOptions, score_run

    options = RunOptions(workers, keep_duplicates, texts, _mapping(columns or []), tuple(codebook or ()))
    if quiet:
        score_run(inputs, out, options)
        return
    with _ScoreBar() as bar:
        summary = score_run(inputs, out, options, bar)
    _print_summary(summary, out)


def _mapping(pairs: list[str]) -> dict[str, str]:
    from framing.readers.fields import NAMES

    mapping = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not equals or ours not in NAMES or not theirs:
            raise typer.BadParameter(
                f"{pair!r}: write OURS=THEIRS with OURS one of {', '.join(NAMES)}", param_hint="--map"
            )
        mapping[ours] = theirs
    return mapping


class _ScoreBar:
    """A progress bar on standard error: share of the input, articles per second, time left, rejected so far."""

    def __enter__(self) -> Callable[[Progress], None]:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._bar = Progress(
            TextColumn("scoring"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._bar.start()
        self._task = self._bar.add_task("scoring", total=None, note="")
        return self._show

    def _show(self, progress: Progress) -> None:
        elapsed = self._bar.tasks[0].elapsed or 0.0
        rate = progress.read / elapsed if elapsed else 0.0
        note = f"{progress.read:,} records, {rate:,.0f}/s, {progress.rejected:,} rejected, {progress.duplicates:,} duplicates"
        self._bar.update(
            self._task, completed=progress.bytes_taken, total=progress.bytes_total or None, note=note
        )

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def _print_summary(summary: Summary, out: Path) -> None:
    typer.echo(
        f"{summary.read:,} read = {summary.accepted:,} accepted + {summary.rejected:,} rejected"
        f" + {summary.duplicates:,} duplicates, in {summary.seconds:.1f} s"
    )
    for reason, count in summary.reasons.items():
        typer.echo(f"  rejected, {reason}: {count:,}")
    if summary.renamed:
        typer.echo(f"  renamed because their id was taken: {summary.renamed:,}")
    if summary.kept_duplicates:
        typer.echo(f"  accepted though duplicate: {summary.kept_duplicates:,}")
    typer.echo(
        f"tables in {out}"
        + (f"; see {out / 'rejects.jsonl'}" if summary.rejected or summary.duplicates else "")
    )


@app.command()
def read(
    file: Annotated[str, typer.Argument(help="One article: a text file, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print scores and evidence as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page of its own to this file.")] = None,
    codebook: Codebooks = None,
) -> None:
    """Read one article: its scores and the evidence for them."""
    from framing.codebook import load_codebook
    from framing.pipeline import Engine
    from framing.readers import one_article
    from framing.report import to_html, to_json, to_terminal

    book = load_codebook(*(codebook or ()))
    scored = Engine(book).score(one_article(file))
    if html is not None:
        html.write_text(to_html(scored, book), encoding="utf-8")
        typer.echo(f"written to {html}", err=as_json)
    if as_json:
        typer.echo(to_json(scored))
    elif html is None:
        from rich.console import Console

        Console().print(to_terminal(scored, book))


@app.command()
def compare(
    folders: Annotated[
        list[Path], typer.Argument(help="Folders written by `framing score`, of one signature.")
    ],
    measure: Annotated[
        list[str] | None, typer.Option("--measure", help="Only this measure or device id; may be repeated.")
    ] = None,
    genre: Annotated[str | None, typer.Option(help="Only articles of this genre.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write all rows to this file as well.")] = None,
) -> None:
    """Compare outlets: every measure with n, estimate and 95 % interval. Detector output, uncorrected."""
    from rich.console import Console

    from framing.compare import UNCORRECTED, Filters, compare_outlets, read_scored
    from framing.compare.measures import MEASURE_ORDER

    filters = Filters(genre=_genre(genre))
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


@app.command("app")
def app_command(
    scored: Annotated[
        Path | None,
        typer.Argument(help="Folder written by `framing score --texts`; none: the sample corpus."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port on 127.0.0.1; none: the first free one from 8501.")
    ] = None,
) -> None:
    """Open the app in the browser, on this machine only."""
    from framing.pages.launch import launch

    raise typer.Exit(launch(scored, port))


@codebook_app.command("check")
def codebook_check(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders of device files; none: the shipped codebook.")
    ] = None,
) -> None:
    """Run hits, misses and todo of every device; exit 1 where one fails."""
    from framing.codebook import load_codebook
    from framing.codebook_check import check_codebook

    result = check_codebook(load_codebook(*(folders or ())))
    for failure in result.failures:
        typer.echo(str(failure))
    typer.echo(f"{result.devices} devices, {result.examples} examples, {len(result.failures)} failures")
    raise typer.Exit(1 if result.failures else 0)


@codebook_app.command("list")
def codebook_list(codebook: Codebooks = None) -> None:
    """One line per device: id, kind, status, conventionality, label."""
    from framing.codebook import load_codebook

    for device in load_codebook(*(codebook or ())).devices:
        typer.echo(
            f"{device.id:45} {device.kind:12} {device.status:7} {device.conventionality:13} {device.label}"
        )


@codebook_app.command("show")
def codebook_show(
    device: Annotated[str, typer.Argument(help="Id of a device.")], codebook: Codebooks = None
) -> None:
    """All fields of one device."""
    from dataclasses import asdict

    from framing.codebook import load_codebook

    for name, value in asdict(load_codebook(*(codebook or ())).device(device)).items():
        if isinstance(value, tuple):
            typer.echo(f"{name}:")
            for item in value:
                typer.echo(f"  - {item['text'] if isinstance(item, dict) and 'text' in item else item}")
        else:
            typer.echo(f"{name}: {value}")


@codebook_app.command("compile")
def codebook_compile() -> None:
    """Write the compiled form of the shipped codebook; needed after a change to one of its files."""
    from framing.codebook import COMPILED, FOLDER, codebook_to_json, load_codebook

    book = load_codebook(FOLDER)
    COMPILED.write_bytes(codebook_to_json(book))
    typer.echo(f"{COMPILED}: {len(book.devices)} devices, digest {book.digest}")


def main() -> None:
    """The command line; our own errors are printed without a traceback and exit with 2, failed checks with 1."""
    import sys

    from framing.errors import CodebookError, FramingError

    try:
        app()
    except CodebookError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except FramingError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        typer.echo("stopped; no table was changed", err=True)
        sys.exit(130)
