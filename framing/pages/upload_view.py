"""Uploading on a page: choose files, watch them being scored, see what was read and what was not."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from framing.errors import FramingError
from framing.pages import blocks, opened
from framing.pages.launch import LARGEST_MB, LARGEST_SERVED_MB
from framing.pages.uploads import Uploaded, name_of
from framing.readers import all_readers
from framing.report import LeftOut, left_out_csv
from framing.report.markup import tag
from framing.report.words import counted
from framing.store import Workspace, copy_counts, summed
from framing.store.jobs import Job, Standing, forget_job, list_jobs, standing, stop_job

JOB, FAULT, TURN = "job_of_this_session", "upload_fault", "upload_turn"
"""Session state: id of the job whose run is opened when it is done, why an upload failed, and how many were begun."""
LISTED = 50
_STAGES = {
    "start": "Starting",
    "wait": "Waiting until others are done",
    "read": "Reading",
    "sketch": "Comparing with each other",
    "index": "Finding repeated page text and copies",
    "score": "Scoring",
    "finish": "Writing tables",
}


def uploader() -> None:
    """The box to drop files into; new files are scored at once."""
    files = st.file_uploader(
        "Files with articles",
        accept_multiple_files=True,
        max_upload_size=LARGEST_SERVED_MB if opened.serving() else LARGEST_MB,
        key=f"files{turn()}",
    )
    if files:
        _take(files)
        st.rerun()
    kept = (
        "They are deleted when you leave this page’s tab."
        if opened.serving()
        else "What is read of them stays on this machine until you remove it on the Corpus page."
    )
    st.caption(f"{formats()}. Packed as ZIP, TAR, GZ or ZST too. {kept}")


def turn() -> int:
    """How many uploads this session has begun: what has it in its key is drawn anew after each, empty and closed."""
    return int(st.session_state.get(TURN, 0))


def formats() -> str:
    """The formats that are read, by name."""
    return ", ".join(sorted((reader.NAME for reader in all_readers()), key=str.casefold))


def state() -> None:
    """Every job of this workspace: its progress, or what has become of it; that of this session opens when it is done."""
    if FAULT in st.session_state:
        blocks.note(st.session_state[FAULT], "error")
    place = opened.workspace()
    jobs = list_jobs(place)
    if not jobs:
        return
    known = {job.id: standing(place, job) for job in jobs}
    for job in jobs:
        if known[job.id].state != "running":
            _ended(place, job, known[job.id])
    if any(found.state == "running" for found in known.values()):
        _progress()


def watch(job: str) -> None:
    """Open the run of a job in this session as soon as it is done."""
    st.session_state[JOB] = job


def outcome(uploaded: Uploaded, *, furniture: bool) -> None:
    """What was read of an upload and what was not, with a way back. furniture: whether to count its words."""
    told = furniture_line(uploaded) if furniture else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        blocks.show(
            tag("p", tag("strong", name_of(uploaded.names)), f": {counts_sentence(uploaded)}"),
            tag("p", told, class_="soft") if told else "",
        )
        st.button("Close", type="tertiary", icon=":material/close:", on_click=opened.open_run, args=("",))
    if uploaded.left_out:
        with st.expander(f"What was left out ({len(uploaded.left_out):,})", key="left_out"):
            left_out_table(uploaded.left_out)


def counts_sentence(uploaded: Uploaded) -> str:
    """`5 records read = 3 accepted + 1 rejected + 1 duplicate`."""
    duplicates = counted(uploaded.duplicates, "duplicate")
    records = counted(uploaded.read, "record")
    return f"{records} read = {uploaded.accepted:,} accepted + {uploaded.rejected:,} rejected + {duplicates}"


def furniture_line(uploaded: Uploaded) -> str:
    """How many words are page furniture; empty where none are."""
    words = summed(copy_counts(uploaded.collection)).furniture_words
    return f"{counted(words, 'word')} of page furniture, not scored" if words else ""


def left_out_table(rows: tuple[LeftOut, ...]) -> None:
    """Rejected records and duplicates with their reasons, and all of them as CSV."""
    cells = [
        (row.file, str(row.record) if row.record else "all", row.seen, row.detail, row.what_to_do)
        for row in rows[:LISTED]
    ]
    more = f"; the first {LISTED} of {len(rows):,}" if len(rows) > LISTED else ""
    columns = ("File", "Record", "Why", "What was seen", "What to do")
    blocks.show(blocks.table(columns, cells, caption=f"Rejected records and duplicates{more}"))
    st.download_button(
        "All that was left out (CSV)",
        left_out_csv(rows),
        "left-out.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _take(files: list[UploadedFile]) -> None:
    """Starts to score the files, and lets go of their bytes: Streamlit would keep them as long as the session lasts."""
    st.session_state.pop(FAULT, None)
    st.session_state[TURN] = turn() + 1
    try:
        watch(opened.upload(list(files)).id)
    except FramingError as error:
        st.session_state[FAULT] = str(error)
    except OSError as error:
        st.session_state[FAULT] = f"{name_of([file.name for file in files])}: {error.strerror}"
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file in files:
            context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)


@st.fragment(run_every=0.5)
def _progress() -> None:
    place = opened.workspace()
    running = [(job, standing(place, job)) for job in list_jobs(place)]
    running = [(job, found) for job, found in running if found.state == "running"]
    if not running or st.session_state.get(JOB) not in (None, *(job.id for job, _ in running)):
        st.rerun()
    for job, found in running:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(found.share, text=told(found))
            label = "Stop" if len(running) == 1 else f"Stop no. {running.index((job, found)) + 1}"
            st.button(
                label,
                key=f"stop-{job.id}",
                type="tertiary",
                icon=":material/stop_circle:",
                on_click=_stop,  # done first of all: a run that the next one overtakes would not come to this line
                args=(place, job),
            )


def told(found: Standing) -> str:
    """`Reading … · 1,200 records read, 3 rejected`."""
    read = f" · {counted(found.read, 'record')} read, {found.rejected:,} rejected" if found.read else ""
    return f"{_STAGES.get(found.stage, found.stage)} …{read}"


def _ended(place: Workspace, job: Job, found: Standing) -> None:
    """A job that does not work any more: opened where it is this session's own, else told with what can be done."""
    if found.state == "done" and st.session_state.get(JOB) == job.id:
        st.session_state.pop(JOB)
        _open(place, job, found.run)
        st.rerun()
    said = {
        "done": "is ready",
        "failed": f"could not be scored: {found.seen}",
        "stopped": "was stopped before it was scored",
    }
    with st.container(horizontal=True, vertical_alignment="center"):
        blocks.note(f"{job.name} {said[found.state]}.", "error" if found.state == "failed" else "info")
        if found.state == "done":
            st.button("Open it", key=f"open-{job.id}", on_click=_open, args=(place, job, found.run))
        if found.state == "stopped":
            st.button("Go on", key=f"resume-{job.id}", on_click=_go_on, args=(job,))
        st.button(
            "Dismiss" if found.state == "done" else "Remove",
            key=f"forget-{job.id}",
            type="tertiary",
            icon=":material/close:",
            on_click=_forget,
            args=(place, job),
        )


def _stop(place: Workspace, job: Job) -> None:
    stop_job(place, job)
    st.session_state.pop(JOB, None)


def _open(place: Workspace, job: Job, run: str) -> None:
    forget_job(place, job)
    opened.open_run(run)


def _go_on(job: Job) -> None:
    watch(job.id)
    opened.resume(job)


def _forget(place: Workspace, job: Job) -> None:
    st.session_state.pop(JOB, None)
    forget_job(place, job)
