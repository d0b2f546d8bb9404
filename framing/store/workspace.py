"""A workspace: a folder of scored runs that never change, and a catalogue of them, shared by the app and the command line."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Row
from typing import Literal

import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.batch.files import attempt, rename, sync_folder
from framing.batch.lock import locked
from framing.errors import InputError, OutputError
from framing.scored_folder import stamp, table_paths
from framing.store.catalogue import Catalogue, open_catalogue

WORKSPACE = "FRAMING_WORKSPACE"
"""Environment variable that names the workspace where no option does."""
CATALOGUE, RUNS, STUDIES, JOBS, CACHE = "catalogue.sqlite", "runs", "studies", "jobs", "cache"
NEW = ".new-"
"""A folder under `runs` or `studies` so called is being made, or its making was cut off."""
Origin = Literal["scored", "uploaded", "rescored", "registered", "copied", "found"]
_OF_A_RUN = ("statement", "missed", "story_edit")
"""Tables of what people have said about a run, which goes with it."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with `catalogue.sqlite`, `runs/<id>/` and, while something is scored, `jobs/<id>/`."""

    folder: Path
    catalogue: Catalogue

    @property
    def read_only(self) -> bool:
        return self.catalogue.read_only

    @property
    def runs(self) -> Path:
        return self.folder / RUNS

    @property
    def jobs(self) -> Path:
        return self.folder / JOBS

    @property
    def cache(self) -> Path:
        """What can be computed again from the runs; may be deleted at any time."""
        found = self.folder / CACHE
        private_folder(found)
        return found


@dataclass(frozen=True, slots=True)
class Run:
    """A row of the catalogue. created: UTC, ISO 8601 · state: `stamp` of the folder when it was added."""

    id: str
    name: str
    folder: Path
    created: str
    origin: Origin
    articles: int
    signature: str
    state: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that `check_workspace` found. place: a run's name, or a path."""

    place: str
    seen: str
    what_to_do: str


def default_folder() -> Path:
    """$FRAMING_WORKSPACE, else the folder where programs keep a user's data on this system."""
    named = os.environ.get(WORKSPACE)
    if named:
        return Path(named).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "framing"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "framing"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "framing"


def open_workspace(folder: Path, *, read_only: bool = False) -> Workspace:
    """The workspace in a folder, made where there is none. read_only: nothing is made or changed.

    Raises InputError for a catalogue that cannot be read, OutputError where the folder cannot be made.
    """
    if not read_only:
        for each in (folder, folder / RUNS, folder / JOBS):
            private_folder(each)
        _remove_cut_off(folder / STUDIES)
    return Workspace(folder, open_catalogue(folder / CATALOGUE, read_only=read_only))


def private_folder(folder: Path) -> None:
    """The folder, made where it is not there, for its owner alone; one that was there keeps its mode."""
    attempt(folder, lambda: folder.mkdir(parents=True, exist_ok=True, mode=0o700))


@contextmanager
def being_made(parent: Path) -> Iterator[Path]:
    """A folder in `parent` under a name that nobody looks at, to be renamed; what still has that name afterwards is removed.

    While the block runs it is locked, so that what a killed program leaves can be told from what another one is making.
    """
    folder = parent / f"{NEW}{new_id()}"
    lock = _lock_of(folder)
    try:
        with locked(lock):
            private_folder(folder)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.unlink(missing_ok=True)


def _remove_cut_off(parent: Path) -> None:
    """Removes the folders that a program was making when it was killed."""
    for left in {path.with_suffix("") for path in parent.glob(f"{NEW}*")}:
        with (
            suppress(OutputError),
            locked(_lock_of(left)),
        ):  # somebody is at work on it, or no lock can be had here
            shutil.rmtree(left, ignore_errors=True)
            _lock_of(left).unlink(missing_ok=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_suffix(".lock")


def list_runs(workspace: Workspace) -> tuple[Run, ...]:
    """The runs of the catalogue, newest first."""
    rows = workspace.catalogue.rows("SELECT * FROM run ORDER BY created DESC, id")
    return tuple(_run(workspace, row) for row in rows)


def find_run(workspace: Workspace, wanted: str) -> Run | None:
    """The run with an id, or a name; None where there is none."""
    rows = workspace.catalogue.rows(
        "SELECT * FROM run WHERE id = ? OR name = ? ORDER BY id = ? DESC", (wanted,) * 3
    )
    return _run(workspace, rows[0]) if rows else None


def register_run(workspace: Workspace, folder: Path, name: str = "") -> Run:
    """A scored folder that stays where it is, as a run; the one it is already, where it was registered before.

    Raises InputError where the folder holds no whole tables.
    """
    place = str(folder.resolve())
    known = workspace.catalogue.rows("SELECT * FROM run WHERE folder = ?", (place,))
    if known:
        with workspace.catalogue.change() as connection:
            facts = _facts(folder)
            connection.execute(
                "UPDATE run SET articles = ?, signature = ?, state = ? WHERE id = ?", (*facts, known[0]["id"])
            )
        return _run(
            workspace, workspace.catalogue.rows("SELECT * FROM run WHERE id = ?", (known[0]["id"],))[0]
        )
    return _insert(workspace, new_id(), name or folder.resolve().name, place, "registered", folder)


def add_run(workspace: Workspace, scored: Path, name: str, origin: Origin = "copied") -> Run:
    """A scored folder put into the workspace: moved where it lies in it (a finished job), else copied.

    The run appears whole or not at all: its folder is written beside, synced, renamed, and only then named in the catalogue.
    Raises InputError where the folder holds no whole tables, OutputError where the disk refuses.
    """
    _refuse_reading(workspace)
    _facts(scored)
    run = new_id()
    target, inside = workspace.runs / run, scored.resolve().is_relative_to(workspace.folder.resolve())
    source = scored if inside else _copied(scored, workspace.runs / f"{NEW}{run}")
    close_to_others(source)
    rename(source, target)
    sync_folder(workspace.runs)
    return _insert(workspace, run, name, f"{RUNS}/{run}", origin, target)


def rename_run(workspace: Workspace, run: Run, name: str) -> None:
    """Another name for a run. Raises OutputError where another run has it."""
    name = name.strip()
    with workspace.catalogue.change() as connection:
        if (
            connection.execute("SELECT 1 FROM run WHERE name = ? AND id != ?", (name, run.id)).fetchone()
            or not name
        ):
            raise OutputError(name or "(no name)", "not free for a run", "choose another name")
        connection.execute("UPDATE run SET name = ? WHERE id = ?", (name, run.id))


def remove_run(workspace: Workspace, run: Run) -> None:
    """Forget a run and what was said about it; its tables are deleted unless they were only registered."""
    with workspace.catalogue.change() as connection:
        connection.execute("DELETE FROM run WHERE id = ?", (run.id,))
        for table in _OF_A_RUN:
            connection.execute(f"DELETE FROM {table} WHERE run = ?", (run.id,))  # noqa: S608 (names of ours)
    if is_inside(workspace, run):
        shutil.rmtree(run.folder, ignore_errors=True)


def carry_over(workspace: Workspace, before: str, after: str) -> None:
    """Copy what people have said about one run to another of the same articles; for the same articles scored anew."""
    with workspace.catalogue.change() as connection:
        for table in _OF_A_RUN:
            columns = [
                row["name"]
                for row in connection.execute(f"PRAGMA table_info({table})")
                if row["name"] not in ("id", "run")
            ]
            listed = ", ".join(columns)
            connection.execute(
                f"INSERT OR REPLACE INTO {table} (run, {listed}) SELECT ?, {listed} FROM {table} WHERE run = ?",  # noqa: S608
                (after, before),
            )


def said_about(workspace: Workspace, run: str) -> dict[str, int]:
    """Table -> number of rows that people have added about a run: what goes when it is removed."""
    return {
        table: workspace.catalogue.rows(f"SELECT count(*) AS n FROM {table} WHERE run = ?", (run,))[0]["n"]  # noqa: S608
        for table in _OF_A_RUN
    }


def is_inside(workspace: Workspace, run: Run) -> bool:
    """Whether the run's tables are the workspace's own."""
    return run.folder.parent == workspace.runs


def check_workspace(workspace: Workspace, *, mend: bool = False) -> tuple[Fault, ...]:
    """What is not as it should be. mend: name runs that the catalogue lacks, and remove what was left of broken copies."""
    found = [fault for run in list_runs(workspace) for fault in _faults_of(run)]
    known = {run.folder for run in list_runs(workspace)}
    for folder in sorted(workspace.runs.iterdir()):
        if folder.name.startswith(NEW):
            if mend:
                shutil.rmtree(folder, ignore_errors=True)
            found.append(Fault(str(folder), "a copy that was cut off", "--mend removes it"))
        elif folder.is_dir() and folder not in known:
            if mend and stamp(folder):
                _insert(workspace, folder.name, folder.name, f"{RUNS}/{folder.name}", "found", folder)
            found.append(Fault(str(folder), "a run that the catalogue does not name", "--mend names it"))
    return tuple(found)


def new_id() -> str:
    """A name for a run or a job that nobody has or can guess."""
    return secrets.token_hex(8)


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _faults_of(run: Run) -> Iterator[Fault]:
    try:
        articles, signature, state = _facts(run.folder)
    except InputError as error:
        what = "score it again, or `framing workspace remove` it"
        yield Fault(run.name, f"{error.place}: {error.seen}", what)
        return
    if state != run.state or (articles, signature) != (run.articles, run.signature):
        yield Fault(run.name, "written anew since it was added", "`framing workspace add` its folder again")


def _facts(folder: Path) -> tuple[int, str, str]:
    """Articles, signature and stamp of a scored folder. Raises InputError where a table is missing or damaged."""
    articles, signature = 0, ""
    for name in ("articles", "evidence"):
        for path in table_paths(folder, name):
            try:
                file = pq.ParquetFile(path)
                if name == "articles":
                    articles += file.metadata.num_rows
                    found = pc.unique(file.read(columns=["signature"])["signature"]).to_pylist()
                    signature = str(found[0]) if found else signature
            except (OSError, ValueError, KeyError) as error:
                seen = f"not a table ({str(error).splitlines()[0]})"
                raise InputError(str(path), seen, "score the articles again") from error
    return articles, signature, stamp(folder)


def _insert(workspace: Workspace, run: str, name: str, place: str, origin: Origin, folder: Path) -> Run:
    facts = _facts(folder)
    with workspace.catalogue.change() as connection:
        taken = {row["name"] for row in connection.execute("SELECT name FROM run")}
        values = (run, _free(name, taken), place, now(), origin, *facts)
        connection.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    return Run(values[0], values[1], folder, values[3], origin, *facts)


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with the first number that makes it one of its own."""
    name = " ".join(name.split()) or "run"
    numbers = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(free for free in numbers if free not in taken)


def _run(workspace: Workspace, row: Row) -> Run:
    return Run(**{**dict(row), "folder": workspace.folder / row["folder"]})


def _refuse_reading(workspace: Workspace) -> None:
    if workspace.read_only:
        raise OutputError(
            str(workspace.folder), "this workspace may only be read", "use a workspace of your own"
        )


def _copied(scored: Path, target: Path) -> Path:
    """A copy of the tables and records of a scored folder, on the disk for good."""
    attempt(target, lambda: shutil.copytree(scored, target, ignore=shutil.ignore_patterns(".*", "*.tmp")))
    for path in _files(target):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    return target


def close_to_others(folder: Path) -> None:
    """Files 0600 and folders 0700: what is read is often licensed or private."""
    for path in (folder, *folder.rglob("*")):
        attempt(path, lambda path=path: path.chmod(0o700 if path.is_dir() else 0o600))  # type: ignore[misc]


def _files(folder: Path) -> Sequence[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
