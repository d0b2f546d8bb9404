"""framing score: many articles into tables."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from framing.cli.arguments import (
    Codebooks,
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
    from framing.batch import Summary
    from framing.batch.publishing import Output
    from framing.batch.runners import Runner


def score(
    inputs: Inputs,
    out: Annotated[
        str | None,
        typer.Option(help="Folder for the tables, made where it is not there; or an s3:// or gs:// address."),
    ] = None,
    workspace: Annotated[
        Path | None,
        typer.Option(
            help="Make the tables a run of this workspace, with texts; beside --out: name them there, where they are."
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="With --workspace: what to call the run.")] = "",
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 is one per core.")] = 0,
    engine: Annotated[
        str, typer.Option(help="local: processes of this machine; ray: a cluster (docs/scale.md).")
    ] = "local",
    address: Annotated[
        str | None, typer.Option(help="Of a running Ray cluster, or auto; none starts one on this machine.")
    ] = None,
    work: Annotated[
        Path | None, typer.Option(help="Local folder of a run whose --out is an address; else in the cache.")
    ] = None,
    keep_duplicates: Annotated[
        bool, typer.Option("--keep-duplicates", help="Score repeated articles too.")
    ] = False,
    texts: Annotated[
        bool, typer.Option("--texts", help="Write the articles' titles and texts as well.")
    ] = False,
    columns: Columns = None,
    pages: Pages = None,
    outlets: Outlets = None,
    dates: Dates = None,
    codebook: Codebooks = None,
    sensationalism: Annotated[
        Path | None, typer.Option(help="Folder of a model that `framing train sensationalism` has written.")
    ] = None,
    keep_furniture: Annotated[
        bool, typer.Option("--keep-furniture", help="Score menus, teasers and credits like the article.")
    ] = False,
    parts: Annotated[
        bool, typer.Option("--parts", help="Leave folders of Parquet parts instead of single files.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start over, whatever stands in the folder.")
    ] = False,
    until: Annotated[
        str | None, typer.Option(help="index: read and index only, for shards that other jobs score.")
    ] = None,
    shard: Annotated[
        str | None, typer.Option(help="I/N: score every N-th shard from the I-th on, after --until index.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    log: Annotated[
        Path | None, typer.Option(help="Append events to this file, one JSON object a line.")
    ] = None,
) -> None:
    """Score articles into tables: articles.parquet, evidence.parquet, rejects.jsonl, run.json.

    A run that was stopped, by whatever, goes on where it was when the same command is given again.
    """
    runner = _runner(engine, address, workers, inputs)
    from framing.batch import RunOptions, startup, telling
    from framing.cli import workspaces

    if engine != "ray":  # Ray Data needs pandas
        startup.leave_pandas_out()
    startup.keep_freed_memory()
    run = workspaces.begin(out, workspace, name, inputs)
    out = run.out
    to = _output(out, work)
    options = RunOptions(
        workers=workers,
        keep_duplicates=keep_duplicates,
        texts=texts or run.inside,
        mapping=mapping_of(columns or []),
        outlets=outlet_table(outlets),
        dates=date_order(dates),
        pages=folder_of_pages(pages),
        codebooks=tuple(codebook or ()),
        sensationalism=sensationalism,
        keep_furniture=keep_furniture,
        parts=parts,
        fresh=fresh,
        until=_until(until),
        shard=_shard(shard),
    )
    try:
        with telling.stopped_by_sigterm():
            summary = telling.score_and_tell(inputs, to, options, runner=runner, log=log, quiet=quiet)
    except KeyboardInterrupt as stop:
        typer.echo("stopped; the same command goes on where it was", err=True)
        code = 143 if isinstance(stop, telling.Terminated) else 130
        if engine == "ray":  # its threads take seconds to unwind, and nothing is left to do
            startup.end_now(code)
        raise typer.Exit(code) from None
    if summary.state in ("finished", "finished_before"):
        out = workspaces.end(run)
    if not quiet:
        _print_summary(summary, out)


def _output(out: str, work: Path | None) -> Output:
    from framing.batch import places, publishing

    if work is not None and not places.is_remote(out):
        raise typer.BadParameter("only where --out is an address", param_hint="--work")
    return publishing.output(out, work)


def _runner(engine: str, address: str | None, workers: int, inputs: list[str]) -> Runner | None:
    """Who runs the tasks, where that is clear already: processes that are not forked load what they need while this one does."""
    if engine == "ray":
        from framing.batch.ray_engine import Ray

        return Ray(address, workers)
    if engine != "local":
        raise typer.BadParameter(f"{engine!r}: local or ray", param_hint="--engine")
    if address is not None:
        raise typer.BadParameter("only with --engine ray", param_hint="--address")
    from framing.batch.runners import Processes, may_fork, process_count, stay_single_threaded

    stay_single_threaded()
    _use_one_heap()
    files = [Path(name) for name in inputs]
    if may_fork() or not (workers or all(file.is_file() for file in files)):
        return None
    count = process_count(workers, sum(file.stat().st_size for file in files if file.is_file()))
    return None if count == 1 else Processes(count)


def _use_one_heap() -> None:
    """Before pyarrow is loaded: it takes the memory that NumPy has freed, instead of keeping 30 MB of its own in each process."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def _until(stage: str | None) -> Literal["index"] | None:
    if stage in {None, "index"}:
        return "index" if stage else None
    raise typer.BadParameter(f"{stage!r}: only index", param_hint="--until")


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, slash, of = text.partition("/")
    if slash and first.isdecimal() and of.isdecimal() and 1 <= int(first) <= int(of):
        return int(first), int(of)
    raise typer.BadParameter(f"{text!r}: write I/N with I from 1 to N, such as 3/8", param_hint="--shard")


_AFTERWARDS = {
    "finished": "tables in {out}",
    "finished_before": "finished before, nothing to do; tables in {out} (--fresh starts over)",
    "indexed": "indexed in {out}; score with --shard 1/N … N/N, then give the command without --until and --shard",
    "shard_scored": "shards scored in {out}; when all are, the command without --shard writes the tables",
}


def _tally_lines(tally: Mapping[str, int]) -> Iterator[str]:
    furniture = tally.get("furniture_words", 0)
    if furniture:
        words = furniture + tally["words"]
        yield f"  page furniture left out: {furniture:,} of {words:,} words ({furniture / words:.1%})"
    if tally.get("near_duplicates"):
        yield f"  near-duplicates, which comparisons count once: {tally['near_duplicates']:,}"
    if tally.get("shared_copies"):
        yield f"  articles whose text stands in several outlets: {tally['shared_copies']:,}"
    if tally.get("ambiguous_dates"):
        yield f"  dates whose day and month cannot be told apart: {tally['ambiguous_dates']:,} (--dates dmy or mdy)"


def _print_summary(summary: Summary, out: str) -> None:
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
    for line in _tally_lines(summary.tally):
        typer.echo(line)
    lines = f"; see {out.rstrip('/')}/rejects.jsonl" if summary.rejected or summary.duplicates else ""
    typer.echo(_AFTERWARDS[summary.state].format(out=out) + (lines if "finished" in summary.state else ""))
