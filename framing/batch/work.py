"""The work folder of a run: where its parts lie, and the markers that say which tasks have been done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import orjson

from framing.batch.files import Sink, file_digest, make_folder, sync_folder, whole_file, write_file
from framing.batch.job import Job, load_job

Kind = Literal["read", "sketch", "score", "probe", "warm"]
Counts = Mapping[str, int]

FOLDER = ".framing"


@dataclass(frozen=True, slots=True)
class Task:
    """What one process does at a time: a pure function over files of the work folder, see tasks.perform.

    part: of a task of reading, for `sketch` · skip: numbers of accepted articles that end the process which scores them ·
    a `probe` scores a shard without keeping anything, to find such an article; `warm` gets a process ready for scoring and has
    no outcome.
    """

    kind: Kind
    number: int
    part: int = 0
    skip: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Unique in a work folder; also the name of its marker."""
        return f"{self.kind}-{self.number:05d}" + (f"-{self.part:04d}" if self.kind == "sketch" else "")


@dataclass(frozen=True, slots=True)
class Marker:
    """Says that a task has been done. inputs: digest of what it read · outputs: file -> SHA-256 · notes: its own business."""

    task: str
    job: str
    inputs: str
    outputs: Mapping[str, str]
    counts: Counts = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """Names within one work folder."""

    folder: Path

    @property
    def lock(self) -> Path:
        """Held by the run."""
        return self.folder / "lock"

    @property
    def job_file(self) -> Path:
        """What the folder is for."""
        return self.folder / "job.json"

    @property
    def job(self) -> Job:
        """What the folder is for."""
        return load_job(self.job_file)

    def path(self, name: str) -> Path:
        """The file of a task's output; one folder per stage, so that syncing one is quick."""
        return self.folder / name.partition("-")[0] / name

    def probe_file(self, task: Task) -> Path:
        """Where a probe writes down the number of the article it is at."""
        return self.path(f"probe-{task.number:05d}.at")

    def marker_path(self, task: str) -> Path:
        """Where the marker of a task lies."""
        return self.path(f"{task}.json")

    def marker(self, task: str) -> Marker | None:
        """The marker of a task of this job; None where there is none, or it is damaged or another job's."""
        try:
            found = Marker(**orjson.loads(self.marker_path(task).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return found if found.task == task and found.job == self.job.digest else None

    def done(self, task: str, inputs: str, *, check: bool = True) -> Marker | None:
        """The marker of a task that need not be done again: its inputs are these, and with `check` its outputs are whole."""
        marker = self.marker(task)
        if marker is None or marker.inputs != inputs:
            return None
        if check and any(file_digest(self.path(name)) != sha for name, sha in marker.outputs.items()):
            return None
        return marker


class Outputs:
    """The files a task writes; `finish` makes them last and writes the marker behind them."""

    def __init__(self, work: Work, task: str, inputs: str) -> None:
        self._work, self._task, self._inputs = work, task, inputs
        self._digests: dict[str, str] = {}
        make_folder(work.marker_path(task).parent)

    @contextmanager
    def file(self, name: str) -> Iterator[Sink]:
        """One output to write."""
        with whole_file(self._work.path(name)) as sink:
            yield sink
        self._digests[name] = sink.digest

    def add(self, name: str, digest: str) -> None:
        """An output that somebody else has written and synced."""
        self._digests[name] = digest

    def finish(self, counts: Counts, notes: Mapping[str, str] | None = None) -> Marker:
        """Nothing of the task is done before this, everything after."""
        path = self._work.marker_path(self._task)
        if self._digests:
            sync_folder(path.parent)
        marker = Marker(
            self._task, self._work.job.digest, self._inputs, self._digests, dict(counts), notes or {}
        )
        write_file(path, orjson.dumps(marker))
        return marker


def output_digests(markers: Sequence[Marker], suffix: str = "") -> list[str]:
    """The digests of all outputs of tasks, in order; of those only whose name ends so."""
    return [sha for marker in markers for name, sha in marker.outputs.items() if name.endswith(suffix)]
