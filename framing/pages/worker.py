"""The process that scores a job of a workspace; framing.pages.uploads starts it with the job's folder."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import orjson

from framing.batch import RunOptions, score_run
from framing.batch.lock import locked
from framing.batch.options import Progress
from framing.batch.startup import leave_pandas_out
from framing.batch.telling import stopped_by_sigterm
from framing.errors import FramingError, OutputError
from framing.store.jobs import CODEBOOK, GIVEN, JOB, LOCK, NAMES, SCORED, STOP, Job, read_job
from framing.store.workspace import Workspace, add_run, carry_over, open_workspace, private_folder

SECONDS_BETWEEN_LINES = 0.2
SECONDS_BETWEEN_LOOKS = 0.25
SECONDS_TO_HOLD, SECONDS_BETWEEN_TRIES = 5.0, 0.01
UMASK = 0o077
PLACES = "framing-places"
"""Folder of locks in the temporary folder, one for each job that may work at the same time on this machine."""


def main(folder: str, private: str = "") -> int:
    """Scores a job into a run. The last line it prints names the `run`, or an `error`; 0, 2, or 130 where it was stopped.

    It ends when the job is stopped or its folder removed, and when the app is gone, which closes standard input: the job can
    then go on later. private: removes the job's workspace as well when the app is gone.
    """
    os.umask(UMASK)
    place = Path(folder)
    workspace = open_workspace(place.parent.parent)
    gone = threading.Event()
    try:
        with _held(place / LOCK), stopped_by_sigterm():
            _print({"progress": {"stage": "start"}})
            for look in (_until_the_app_is_gone, _until_it_is_stopped):
                threading.Thread(target=look, args=(place, gone), daemon=True).start()
            job = read_job(place)
            return 130 if job is None else _score(workspace, place, job)
    except KeyboardInterrupt:
        return 130
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # told to stop already; what follows must be done
        if gone.is_set() and private:
            shutil.rmtree(workspace.folder.parent, ignore_errors=True)
        elif not (place / JOB).is_file():  # removed while files were still being written here
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    """Holds the lock of a job; a page that looks at it has it for a moment. Raises OutputError where another process keeps it."""
    give_up = time.monotonic() + SECONDS_TO_HOLD
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(locked(lock))
                break
            except OutputError:
                if time.monotonic() > give_up:
                    raise
            time.sleep(SECONDS_BETWEEN_TRIES)
        yield


def _until_the_app_is_gone(_place: Path, gone: threading.Event) -> None:
    while os.read(0, 1):  # of sys.stdin a thread would hold the lock that the interpreter wants at its end
        pass
    gone.set()
    os.kill(os.getpid(), signal.SIGTERM)


def _until_it_is_stopped(place: Path, gone: threading.Event) -> None:
    while (place / JOB).is_file() and not (place / STOP).is_file():
        if gone.wait(SECONDS_BETWEEN_LOOKS):
            return
    os.kill(os.getpid(), signal.SIGTERM)


def _score(workspace: Workspace, place: Path, job: Job) -> int:
    leave_pandas_out()
    codebook = place / CODEBOOK
    options = RunOptions(texts=True, codebooks=(codebook,) if codebook.is_dir() else ())
    os.chdir(place / GIVEN)
    try:
        with _a_free_place():
            score_run(sorted(job.names), place / SCORED, options, _reporter())
            run = _keep(workspace, place, job)
    except FramingError as error:
        _print({"error": error.seen})
        return 2
    _print({"run": run})
    return 0


def _keep(workspace: Workspace, place: Path, job: Job) -> str:
    """The id of the run that the tables have become."""
    (place / SCORED / NAMES).write_bytes(orjson.dumps(dict(job.names)))
    run = add_run(workspace, place / SCORED, job.name, job.kind)
    if job.before:
        carry_over(workspace, job.before, run.id)
    os.chdir(place)
    shutil.rmtree(place / GIVEN, ignore_errors=True)
    return run.id


@contextmanager
def _a_free_place() -> Iterator[None]:
    """Holds one of as many places as this machine has cores; waits for one, so that a class does not run out of memory."""
    folder = Path(gettempdir()) / f"{PLACES}-{os.getuid() if hasattr(os, 'getuid') else 'all'}"
    private_folder(folder)
    while True:
        for number in range(os.cpu_count() or 1):
            try:
                held = locked(folder / str(number))
                held.__enter__()
            except OutputError:
                continue
            try:
                yield
            finally:
                held.__exit__(None, None, None)
            return
        _print({"progress": {"stage": "wait"}})
        time.sleep(SECONDS_BETWEEN_LOOKS)


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
