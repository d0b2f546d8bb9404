"""Which collection this session has open: a run of the workspace that the address names, else what the app was started with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import streamlit as st

from framing.errors import FramingError, InputError
from framing.pages import launch
from framing.pages.uploads import File, Uploaded, Workers, outcome_of, upload_job
from framing.pipeline import Engine
from framing.scored_folder import stamp
from framing.store import (
    SAMPLE_NAME,
    Collection,
    Run,
    Workspace,
    default_folder,
    folder_digest,
    open_scored,
    open_workspace,
    sample_folder,
    score_sample,
)
from framing.store.jobs import Job, rescoring
from framing.store.private import PrivateWorkspace, remove_stale
from framing.store.statements import Statement, in_words, statement_of
from framing.store.workspace import CATALOGUE, find_run, list_runs, register_run

RUN = "run"
"""Of the address and the session state: id of the run that is open; none for what the app was started with."""
_LINKED = "run_of_the_address"
KEPT = timedelta(hours=2)
SMALL = 2_000
"""Articles up to which many collections are kept open, as in a class where everybody has one."""


@st.cache_resource(max_entries=1, show_spinner="Loading the codebook …")
def engine() -> Engine:
    """The engine with the shipped codebook."""
    return Engine()


def serving() -> bool:
    """Whether the app serves others: the workspace may then only be read, and what visitors bring is private to them."""
    return launch.serving()


def workspace() -> Workspace:
    """Where this session keeps what it makes: the workspace of this machine, or, served to others, one of its own.

    A workspace of one's own goes with its session. Raises FramingError where it cannot be opened.
    """
    return _private().workspace if serving() else _workspace(str(default_folder()))


def shared_workspace() -> Workspace | None:
    """The workspace that the app was started with, to read only, where it is served to others; else None."""
    folder = default_folder()
    return _shared(str(folder)) if serving() and (folder / CATALOGUE).is_file() else None


def runs() -> tuple[Run, ...]:
    """The runs that this session can open, newest first, its own before shared ones."""
    shared = shared_workspace()
    return (*list_runs(workspace()), *(list_runs(shared) if shared else ()))


def is_own(run: Run) -> bool:
    """Whether this session may rename, rescore or remove the run."""
    return find_run(workspace(), run.id) is not None


def open_run(run: str) -> None:
    """Make a run, by its id, the collection that is open; empty for what the app was started with."""
    st.session_state[RUN] = run


def open_folder(typed: str) -> None:
    """Make a scored folder a run of the workspace and open it; empty stands for what the app was started with.

    Raises InputError where it holds no tables, and for every folder where the app serves others: they could look for any.
    """
    if typed.strip() and serving():
        raise InputError("folder", "not opened for visitors", "upload the files")
    open_run(register_run(workspace(), Path(typed.strip()).expanduser()).id if typed.strip() else "")


def run() -> Run | None:
    """The run that is open; None where it is what the app was started with and no run. Raises InputError where it is gone."""
    wanted = _wanted()
    if wanted:
        found = _find(wanted)
        if found is None:
            raise InputError(f"run {wanted}", "not in this workspace", "open another collection")
        return found
    return _run_at_start()


def collection() -> Collection | None:
    """The collection that is open; None where there is neither a folder nor a sample. Raises FramingError as `store` does."""
    return _collection_of(run())


def start_collection() -> Collection | None:
    """What the app was started with, asked outside of any session; None and errors as for `collection`."""
    return _collection_of(_run_at_start())


def _run_at_start() -> Run | None:
    """The run of the workspace that the app was started with; None where it is no run of this workspace."""
    place = _started_with()
    if place is None or serving():
        return None
    return next((found for found in list_runs(workspace()) if found.folder == place.resolve()), None)


def _collection_of(found: Run | None) -> Collection | None:
    if found is not None:
        opener = _small if found.articles <= SMALL else _large
        return opener(str(found.folder), _state(found.folder), found.id, found.name)
    place = _started_with()
    if place is not None:
        return _large(str(place), _state(place), "", "")
    sample = sample_folder()
    return None if sample is None else _sample(str(sample), folder_digest(sample), engine().signature)


def start_name() -> str:
    """What the app was started with, by name."""
    place = _started_with()
    return place.name if place is not None else SAMPLE_NAME


def shown_name() -> str:
    """The name of what is open, without reading it."""
    try:
        found = run()
    except FramingError:
        return "No collection"
    return found.name if found is not None else start_name()


def uploaded() -> Uploaded | None:
    """What was read and left out of the files of the open run, where it came from an upload."""
    try:
        found = run()
        chosen = collection() if found is not None and found.origin == "uploaded" else None
    except FramingError:
        return None
    return None if chosen is None or found is None else _outcome(str(found.folder), chosen.state, chosen)


def statement(chosen: Collection) -> Statement:
    """The sampling statement of a collection: this session's own, else the one of whoever serves the app."""
    own, shared = statement_of(workspace(), chosen.id), shared_workspace()
    return statement_of(shared, chosen.id) if own.is_empty and shared is not None else own


def sampling_note(chosen: Collection) -> str:
    """The sampling statement in words, for exports."""
    return in_words(statement(chosen))


def upload(files: list[File]) -> Job:
    """Starts to score files. Raises OSError where the disk is full."""
    job = upload_job(workspace(), files)
    resume(job)
    return job


def rescore(chosen: Collection, name: str, codebook: Mapping[str, str] | None = None) -> str:
    """Starts to score a collection anew with the present engine; gives the id of the job, whose progress every page shows.

    codebook: device files, path -> YAML, instead of the shipped ones. Raises InputError for a collection without texts.
    """
    job = rescoring(workspace(), chosen, name, codebook)
    resume(job)
    return job.id


def resume(job: Job) -> None:
    """Starts the process of a job, or starts it again where it was stopped."""
    _workers().start(workspace(), job, private=serving())


def _wanted() -> str:
    """Id of the run that the address or the session asks for; the address then holds it."""
    linked = st.query_params.get(RUN)
    if linked is not None and linked != st.session_state.get(_LINKED):
        st.session_state[RUN] = linked
    wanted = str(st.session_state.get(RUN) or "")
    if wanted and linked != wanted:
        st.query_params[RUN] = wanted
    elif not wanted and linked is not None:
        del st.query_params[RUN]
    st.session_state[_LINKED] = wanted
    return wanted


def _find(wanted: str) -> Run | None:
    return next((found for found in runs() if found.id == wanted), None)


def _started_with() -> Path | None:
    named = os.environ.get(launch.SCORED_FOLDER) or ""
    return Path(named).expanduser() if named else None


def _state(folder: Path) -> str:
    state = stamp(folder)
    if not state:
        raise InputError(
            str(folder), "no scored tables there", "name a folder that `framing score` has written"
        )
    return state


@st.cache_resource(max_entries=2, show_spinner=False)
def _workspace(folder: str) -> Workspace:
    return open_workspace(Path(folder))


@st.cache_resource(max_entries=2, show_spinner=False)
def _shared(folder: str) -> Workspace:
    return open_workspace(Path(folder), read_only=True)


@st.cache_resource(max_entries=1, show_spinner=False, scope="session", on_release=PrivateWorkspace.close)
def _private() -> PrivateWorkspace:
    remove_stale()
    return PrivateWorkspace()


@st.cache_resource(max_entries=1, show_spinner=False, on_release=Workers.close)
def _workers() -> Workers:
    return Workers()


@st.cache_resource(max_entries=3, ttl=KEPT, show_spinner="Opening the collection …")
def _large(place: str, state: str, run: str, name: str) -> Collection:  # noqa: ARG001 (written anew, read anew)
    return open_scored(Path(place), run=run, name=name)


@st.cache_resource(max_entries=60, ttl=KEPT, show_spinner=False)
def _small(place: str, state: str, run: str, name: str) -> Collection:  # noqa: ARG001 (written anew, read anew)
    return open_scored(Path(place), run=run, name=name)


@st.cache_resource(max_entries=1, show_spinner="Scoring the sample corpus …")
def _sample(place: str, digest: str, signature: str) -> Collection:  # noqa: ARG001 (part of the key)
    return score_sample(engine(), Path(place))


@st.cache_resource(max_entries=20, ttl=KEPT, show_spinner=False)
def _outcome(folder: str, state: str, _chosen: Collection) -> Uploaded:  # noqa: ARG001 (part of the key)
    return outcome_of(_chosen)
