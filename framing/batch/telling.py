"""What a run says while it works: a bar on a terminal, a log of JSON lines; and how it is stopped."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import orjson

from framing.batch.files import attempt
from framing.batch.options import Progress, RunOptions, Summary
from framing.batch.publishing import Output
from framing.batch.run import Report, score_run
from framing.batch.runners import Runner

_VERBS = {
    "read": "reading",
    "sketch": "comparing",
    "index": "indexing",
    "score": "scoring",
    "finish": "writing",
}
_SMALLEST_STEP = 0.1
"""Seconds between two changes of the bar."""


class Terminated(KeyboardInterrupt):
    """SIGTERM has been received."""


@contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """Within this, SIGTERM raises Terminated in the main thread, so that other processes are ended and files are closed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def bar() -> Iterator[Report]:
    """A progress bar on standard error: stage and its share done, articles per second, time left, rejected so far."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description:9}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    shown = Bar(*columns, console=Console(stderr=True), transient=True)
    task = shown.add_task("starting", total=None, note="")
    last = ("", -1.0)

    def show(progress: Progress) -> None:
        nonlocal last
        shown.start()  # not before: its thread would keep this process from being forked
        if progress.stage != last[0]:
            shown.reset(task, total=progress.total or None, description=_VERBS[progress.stage])
        elif progress.seconds - last[1] < _SMALLEST_STEP:
            return
        last = (progress.stage, progress.seconds)
        rate = shown.tasks[0].speed if progress.stage in {"sketch", "score"} else None
        shown.update(task, completed=progress.done, note=_note(progress, rate))

    try:
        yield show
    finally:
        shown.stop()


def _note(progress: Progress, rate: float | None) -> str:
    speed = f"{rate:,.0f} articles/s, " if rate else ""
    return (
        f"{speed}{progress.read:,} read, {progress.rejected:,} rejected, {progress.duplicates:,} duplicates"
    )


class Log:
    """Events of a run as JSON lines: started, done (one per task, with its counts), finished (with totals) or stopped."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = attempt(path, lambda: path.open("ab", buffering=0))

    def report(self, progress: Progress) -> None:
        """Writes a line where a task has ended."""
        if progress.task:
            seconds = round(progress.seconds, 3)
            self._write("done", task=progress.task, **progress.counts, seconds_since_start=seconds)

    def started(self, inputs: Sequence[str], out: str) -> None:
        """The first line of a run."""
        self._write("started", inputs=list(inputs), out=out)

    def finished(self, summary: Summary) -> None:
        """The last line of a run: what the summary holds."""
        self._write("finished", **asdict(summary))

    def stopped(self, why: str) -> None:
        """The last line of a run that did not come to its end."""
        self._write("stopped", why=why)

    def _write(self, event: str, **values: Any) -> None:
        line = {"event": event, "time": datetime.now(UTC).isoformat(timespec="milliseconds"), **values}
        attempt(self._path, lambda: self._file.write(orjson.dumps(line) + b"\n"))


def score_and_tell(
    inputs: Sequence[str],
    out: Output,
    options: RunOptions,
    *,
    runner: Runner | None = None,
    log: Path | None = None,
    quiet: bool = False,
) -> Summary:
    """A run with a bar on a terminal, unless quiet, and lines in a log, where there is one; finished tables are published."""
    lines = None if log is None else Log(log)
    if lines is not None:
        lines.started(inputs, out.name)
    try:
        out.check(fresh=options.fresh)
        with nullcontext() if quiet or not sys.stderr.isatty() else bar() as show:
            reports = _both(show, None if lines is None else lines.report)
            summary = score_run(inputs, out.folder, options, reports, runner)
        if summary.state in {"finished", "finished_before"}:
            out.publish()
    except BaseException as error:
        if lines is not None:
            lines.stopped(str(error) or type(error).__name__)
        raise
    if lines is not None:
        lines.finished(summary)
    return summary


def _both(*reports: Report | None) -> Report:
    chosen = [report for report in reports if report is not None]

    def report(progress: Progress) -> None:
        for one in chosen:
            one(progress)

    return report
