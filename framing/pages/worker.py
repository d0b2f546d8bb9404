"""The process that scores an upload: started by framing.pages.uploads with two folders, it prints its progress as JSON lines."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from framing.batch import RunOptions, score_run
from framing.batch.options import Progress
from framing.batch.startup import leave_pandas_out
from framing.batch.telling import stopped_by_sigterm
from framing.errors import FramingError

SECONDS_BETWEEN_LINES = 0.2


def main(given: str, out: str) -> int:
    """Scores the folder `given` into `out`. The last line it prints holds the counts (`summary`) or an `error`; 0 or 2.

    When the app is gone, which closes standard input, it ends and removes the folder that holds both.
    """
    alone = threading.Event()
    try:
        with stopped_by_sigterm():
            threading.Thread(target=_end_with_the_app, args=(alone,), daemon=True).start()
            return _score(given, Path(out))
    except KeyboardInterrupt:
        return 130
    finally:
        if alone.is_set():
            shutil.rmtree(Path(given).parent, ignore_errors=True)


def _end_with_the_app(alone: threading.Event) -> None:
    while os.read(0, 1):  # of sys.stdin a thread would hold the lock that the interpreter wants at its end
        pass
    alone.set()
    os.kill(os.getpid(), signal.SIGTERM)


def _score(given: str, out: Path) -> int:
    leave_pandas_out()
    try:
        summary = score_run([given], out, RunOptions(texts=True), _reporter())
    except FramingError as error:
        _print({"error": {"seen": error.seen}})
        return 2
    counts = ("read", "accepted", "rejected", "duplicates")
    _print({"summary": {name: getattr(summary, name) for name in counts}})
    return 0


def _reporter() -> Callable[[Progress], None]:
    stage, seconds = "", -SECONDS_BETWEEN_LINES

    def report(progress: Progress) -> None:
        nonlocal stage, seconds
        if progress.stage == stage and progress.seconds - seconds < SECONDS_BETWEEN_LINES:
            return
        stage, seconds = progress.stage, progress.seconds
        shown = ("stage", "done", "total", "read", "rejected")
        _print({"progress": {name: getattr(progress, name) for name in shown}})

    return report


def _print(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
