"""Uploaded files: copied to a private folder under names of ours, scored in a process of their own, folder removed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, cast

import orjson

from framing.errors import FramingError
from framing.readers import COMPANIONS, all_readers
from framing.report import LeftOut, read_left_out
from framing.store import Collection, open_scored

_PACKED = (".gz", ".zst")
_ARCHIVES = (".zip", ".tar", ".tgz")
_TOO_LONG_TO_WAIT = 5
"""Seconds that a stopped process is given to end its own."""


class File(Protocol):
    """What Streamlit gives of an uploaded file."""

    name: str

    def getbuffer(self) -> memoryview: ...


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What has come of an upload. read == accepted + rejected + duplicates; left_out are the last two."""

    names: tuple[str, ...]
    read: int
    accepted: int
    rejected: int
    duplicates: int
    left_out: tuple[LeftOut, ...]
    collection: Collection


@dataclass(frozen=True, slots=True)
class Stage:
    """How far an upload is: share from 0 to 1 within its stage, records read and rejected so far."""

    name: str
    share: float
    read: int
    rejected: int


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


@dataclass(slots=True, weakref_slot=True)
class Running:
    """Files being scored. Its process ends and its folder goes when it is stopped, finished or forgotten."""

    names: tuple[str, ...]
    _folder: TemporaryDirectory[str]
    _process: subprocess.Popen[bytes]
    _shown: Mapping[str, str] = field(repr=False)

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def stage(self) -> Stage:
        """Where it is now."""
        told = self._last("progress")
        share = min(told.get("done", 0) / (told.get("total") or 1), 1.0)
        return Stage(told.get("stage", "start"), share, told.get("read", 0), told.get("rejected", 0))

    def stop(self) -> None:
        """Ends the process and removes everything."""
        _end(self._process)
        self._folder.cleanup()

    def result(self) -> Uploaded:
        """The tables in memory and what was left out, once it has ended; the folder is gone then. Raises FramingError."""
        try:
            if self._process.wait() != 0:
                seen = self._last("error").get("seen", "the process that scored it ended")
                raise FramingError(name_of(self.names), seen, "try again, or use `framing score`")
            return self._uploaded(Path(self._folder.name) / "scored")
        finally:
            self._folder.cleanup()

    def _uploaded(self, scored: Path) -> Uploaded:
        with (scored / "rejects.jsonl").open("rb") as lines:
            left_out = read_left_out(lines, self._renamed)
        collection = replace(open_scored(scored), name=name_of(self.names), state=_digest(scored))
        return Uploaded(self.names, **self._last("summary"), left_out=left_out, collection=collection)

    def _renamed(self, text: str) -> str:
        """A text with our paths and file names put back to those of the user."""
        for ours, theirs in self._shown.items():
            text = text.replace(ours, theirs)
        return text

    def _last(self, kind: str) -> dict[str, Any]:
        """The last whole line of its output that has this kind of content; empty where there is none."""
        whole = (Path(self._folder.name) / "progress").read_bytes().rpartition(b"\n")[0]
        for line in reversed(whole.splitlines()):
            content = orjson.loads(line)
            if kind in content:
                return cast("dict[str, Any]", content[kind])
        return {}


def start(files: Sequence[File]) -> Running:
    """Copies the files and starts to score them. Raises OSError where the disk is full."""
    folder = TemporaryDirectory(prefix="framing-upload-", ignore_cleanup_errors=True)
    given = Path(folder.name) / "given"
    given.mkdir()
    shown = {}
    for number, file in enumerate(files, 1):
        path = given / f"{number:04}{suffix_of(file.name)}"
        path.write_bytes(file.getbuffer())
        shown[str(path)] = file.name
    command = [sys.executable, "-m", "framing.pages.worker", str(given), str(Path(folder.name) / "scored")]
    with (Path(folder.name) / "progress").open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.DEVNULL)
    made = Running(tuple(file.name for file in files), folder, process, shown)
    weakref.finalize(made, _end, process)
    return made


def name_of(names: Sequence[str]) -> str:
    """What an upload is called: its file, or how many there are."""
    return names[0] if len(names) == 1 else f"{len(names)} uploaded files"


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_TOO_LONG_TO_WAIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _digest(scored: Path) -> str:
    hashed = hashlib.sha256()
    for path in sorted(scored.glob("*.parquet")):
        with path.open("rb") as file:
            hashed.update(hashlib.file_digest(file, "sha256").digest())
    return hashed.hexdigest()[:16]
