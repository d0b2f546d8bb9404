"""Uploaded files and collections to score anew: written into a job of the workspace, whose process is started here."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import orjson

from framing.errors import InputError
from framing.readers import COMPANIONS, all_readers
from framing.report import LeftOut, read_left_out
from framing.store import Collection, Workspace, run_record
from framing.store.jobs import (
    GIVEN,
    NAMES,
    PROGRESS,
    SECONDS_TO_START,
    Job,
    folder_of,
    forget_job,
    is_locked,
    new_job,
    save_job,
)

_PACKED = (".gz", ".zst")
_ARCHIVES = (".zip", ".tar", ".tgz")
_PIECE = 1 << 20
_LONGEST_NAME = 120
"""Bytes of a file's name on disk, its ending left aside."""
_KEPT = frozenset(" _-,'’()")
_RESERVED = ("con", "prn", "aux", "nul", "com", "lpt")
"""Beginnings of names that Windows keeps for devices."""
_SECONDS_TO_END = 5.0


class File(Protocol):
    """What Streamlit gives of an uploaded file."""

    name: str

    def getbuffer(self) -> memoryview: ...


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What has come of files: a run. read == accepted + rejected + duplicates; left_out are the last two."""

    names: tuple[str, ...]
    read: int
    accepted: int
    rejected: int
    duplicates: int
    left_out: tuple[LeftOut, ...]
    collection: Collection


class Workers:
    """The processes that this app has started. They end with it: the other end of their standard input is here."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, workspace: Workspace, job: Job, *, private: bool) -> None:
        """Starts the process of a job and waits until it holds the job's lock, or has ended."""
        self._running = [process for process in self._running if process.poll() is None]
        folder = folder_of(workspace, job.id)
        command = [
            sys.executable,
            "-m",
            "framing.pages.worker",
            str(folder),
            *(["private"] if private else []),
        ]
        with (folder / PROGRESS).open("wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.DEVNULL
            )
        self._running.append(process)
        give_up = time.monotonic() + SECONDS_TO_START
        while process.poll() is None and not is_locked(folder) and time.monotonic() < give_up:
            time.sleep(0.02)
        with suppress(OSError):  # the folder is gone where it was stopped meanwhile
            if process.poll() is not None and not (folder / PROGRESS).stat().st_size:
                (folder / PROGRESS).unlink()  # it has died before it could say anything

    def close(self) -> None:
        """Ends them all and waits for it."""
        for process in self._running:
            if process.stdin is not None:
                process.stdin.close()
        for process in self._running:
            try:
                process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@cache
def suffixes() -> tuple[str, ...]:
    """Every usual ending of a file that can be read, packing left aside; long ones first."""
    known = {*_ARCHIVES, *COMPANIONS, *(suffix for reader in all_readers() for suffix in reader.SUFFIXES)}
    return tuple(sorted(known, key=lambda suffix: (-len(suffix), suffix)))


def suffix_of(name: str) -> str:
    """The ending of a file's name where it is one of ours, such as `.csv.gz`; else nothing. Readers go by content first."""
    low = name.lower()
    packing = next((ending for ending in _PACKED if low.endswith(ending)), "")
    bare = low.removesuffix(packing)
    return next((ending for ending in suffixes() if bare.endswith(ending)), "") + packing


def name_on_disk(name: str, number: int) -> str:
    """`0001/Outlet_2026-01-02_Title.txt`: a path that is safe whatever the name, and keeps what readers take from it."""
    suffix = suffix_of(name)
    stem = name[: len(name) - len(suffix)] if suffix else name
    plain = "".join(c if c.isalnum() or c in _KEPT else "-" for c in stem).strip(" -")
    short = plain.encode("utf-8", "ignore")[:_LONGEST_NAME].decode("utf-8", "ignore").strip()
    if not short or short.lower().startswith(_RESERVED):
        short = f"file {short}".strip()
    return f"{number:04}/{short}{suffix}"


def upload_job(workspace: Workspace, files: Sequence[File]) -> Job:
    """A job of the files, copied piece by piece. Raises OSError where the disk is full; nothing is left then."""
    names = {name_on_disk(file.name, number): file.name for number, file in enumerate(files, 1)}
    job = new_job(workspace, name_of([file.name for file in files]), "uploaded", names)
    given = folder_of(workspace, job.id) / GIVEN
    try:
        for path, file in zip(names, files, strict=True):
            (given / path).parent.mkdir()
            with (given / path).open("wb") as copy, file.getbuffer() as content:
                for start in range(0, len(content), _PIECE):
                    copy.write(content[start : start + _PIECE])
        save_job(workspace, job)
    except BaseException:
        forget_job(workspace, job)
        raise
    return job


def outcome_of(collection: Collection) -> Uploaded:
    """What was read and what was left out of the files of a run, by the names of its user.

    Raises InputError where run.json is not there or damaged, OSError where rejects.jsonl is gone.
    """
    record, folder = run_record(collection), collection.folder
    if record is None or folder is None:
        raise InputError(collection.name, "no record of the run", "score the articles again")
    names = folder / NAMES
    shown: dict[str, str] = orjson.loads(names.read_bytes()) if names.is_file() else {}

    def renamed(text: str) -> str:
        for ours, theirs in shown.items():
            text = text.replace(ours, theirs)
        return text

    with (folder / "rejects.jsonl").open("rb") as lines:
        left_out = read_left_out(lines, renamed)
    given = tuple(shown.values()) or tuple(Path(item["path"]).name for item in record["inputs"])
    read, accepted, rejected, duplicates = (
        int(record[name]) for name in ("read", "accepted", "rejected", "duplicates")
    )
    return Uploaded(given, read, accepted, rejected, duplicates, left_out, collection)


def name_of(names: Sequence[str]) -> str:
    """What an upload is called: its file, or how many there are."""
    return names[0] if len(names) == 1 else f"{len(names)} uploaded files"
