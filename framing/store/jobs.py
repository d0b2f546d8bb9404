"""Scoring that goes on in a process of its own: its state lies in the workspace, so every page, tab and program finds it.

`jobs/<id>/` holds `job.json`, the files `given/`, `progress` (JSON lines) and, while the process lives, a `lock` it holds.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast

import orjson

from framing.batch.files import write_file
from framing.batch.lock import locked
from framing.errors import OutputError
from framing.store.again import write_articles
from framing.store.collection import Collection
from framing.store.workspace import Origin, Workspace, new_id, now, private_folder

JOB, GIVEN, SCORED, CODEBOOK, PROGRESS, LOCK, STOP = (
    "job.json",
    "given",
    "scored",
    "codebook",
    "progress",
    "lock",
    "stop",
)
NAMES = "names.json"
"""In the folder of a run: names of its files as its user knows them, by the names they had here."""
SECONDS_TO_START = 60.0
"""A process that holds no lock for longer has not come to life."""
State = Literal["running", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be scored into a run. names: of given files, path below `given` -> what its user calls it.

    before: run whose articles these are, for a job that scores them anew; else empty.
    """

    id: str
    name: str
    kind: Origin
    created: str
    names: Mapping[str, str]
    before: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a job is. share: from 0 to 1 within its stage · read, rejected: records so far · run: of a job that is done.

    seen: why one has failed.
    """

    state: State
    stage: str = "start"
    share: float = 0.0
    read: int = 0
    rejected: int = 0
    run: str = ""
    seen: str = ""


def new_job(workspace: Workspace, name: str, kind: Origin, names: Mapping[str, str], before: str = "") -> Job:
    """A job with an empty folder for its files; `save_job`, when they are there, makes it one that others see."""
    job = Job(new_id(), name, kind, now(), dict(names), before)
    for folder in (folder_of(workspace, job.id), folder_of(workspace, job.id) / GIVEN):
        private_folder(folder)
    return job


def save_job(workspace: Workspace, job: Job) -> None:
    """Writes down what the job is."""
    write_file(folder_of(workspace, job.id) / JOB, orjson.dumps(asdict(job)))


def rescoring(
    workspace: Workspace, chosen: Collection, name: str, codebook: Mapping[str, str] | None = None
) -> Job:
    """A job that scores the articles of a collection anew, with their outlets, dates and genres as they were read then.

    codebook: device files, path -> YAML, to use instead of the shipped ones. Raises InputError for a collection without texts.
    """
    names = {"articles.parquet": chosen.name}
    job = new_job(workspace, name, "rescored", names, chosen.id)
    folder = folder_of(workspace, job.id)
    write_articles(chosen, folder / GIVEN / "articles.parquet")
    for path, content in (codebook or {}).items():
        place = folder / CODEBOOK / path
        private_folder(place.parent)
        place.write_text(content, "utf-8")
    save_job(workspace, job)
    return job


def list_jobs(workspace: Workspace) -> tuple[Job, ...]:
    """The jobs of a workspace, oldest first."""
    found = (read_job(folder) for folder in workspace.jobs.glob("*") if (folder / JOB).is_file())
    return tuple(sorted((job for job in found if job is not None), key=lambda job: (job.created, job.id)))


def read_job(folder: Path) -> Job | None:
    """The job in a folder; None where it is just being removed."""
    try:
        return Job(**orjson.loads((folder / JOB).read_bytes()))
    except OSError:
        return None


def standing(workspace: Workspace, job: Job) -> Standing:
    """Where a job is now."""
    folder = folder_of(workspace, job.id)
    lines = _lines(folder)
    last: dict[str, Any] = next((line["progress"] for line in lines if "progress" in line), {})
    share = min(last.get("done", 0) / (last.get("total") or 1), 1.0)
    known = last.get("stage", "start"), share, last.get("read", 0), last.get("rejected", 0)
    ended: dict[str, Any] = next((line for line in lines if "run" in line or "error" in line), {})
    if "run" in ended:
        return Standing("done", *known, run=ended["run"])
    if "error" in ended:
        return Standing("failed", *known, seen=ended["error"])
    return Standing("running" if is_locked(folder) or _is_starting(folder) else "stopped", *known)


def stop_job(workspace: Workspace, job: Job) -> None:
    """Tells the process of a job to end, and removes what it was given. What is a run already stays."""
    folder = folder_of(workspace, job.id)
    (folder / STOP).touch()
    forget_job(workspace, job)


def forget_job(workspace: Workspace, job: Job) -> None:
    """Removes the folder of a job; a process that still works on it ends when it sees that."""
    folder = folder_of(workspace, job.id)
    (folder / JOB).unlink(missing_ok=True)
    gone = folder.with_name(f".{folder.name}")  # who looks at its lock meanwhile would put a file into it
    try:
        folder.rename(gone)
    except OSError:  # Windows, while a process has files open in it
        gone = folder
    shutil.rmtree(gone, ignore_errors=True)


def folder_of(workspace: Workspace, job: str) -> Path:
    """Where a job lies."""
    return workspace.jobs / job


def is_locked(folder: Path) -> bool:
    """Whether a process works on the job."""
    if not (folder / LOCK).is_file():
        return False
    try:
        with locked(folder / LOCK, shared=True):  # who looks does not keep others from looking
            return False
    except OutputError:
        return True


def _is_starting(folder: Path) -> bool:
    """Whether its process was started a moment ago and has not said anything yet."""
    try:
        found = (folder / PROGRESS).stat()
    except OSError:
        return False
    return not found.st_size and time.time() - found.st_mtime < SECONDS_TO_START


def _lines(folder: Path) -> list[dict[str, Any]]:
    """The whole lines of its progress, last first."""
    try:
        whole = (folder / PROGRESS).read_bytes().rpartition(b"\n")[0]
    except OSError:
        return []
    return [cast("dict[str, Any]", orjson.loads(line)) for line in reversed(whole.splitlines())]
