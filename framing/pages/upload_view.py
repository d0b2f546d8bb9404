"""Uploading on a page: choose files, watch them being scored, see what was read and what was not."""

from __future__ import annotations

import streamlit as st

from framing.errors import FramingError
from framing.pages import blocks, data
from framing.pages.launch import LARGEST_MB
from framing.pages.uploads import Running, Stage, Uploaded, name_of, start
from framing.readers import all_readers
from framing.report import LeftOut, left_out_csv
from framing.report.markup import tag
from framing.report.words import counted
from framing.store import copy_counts, summed

JOB, FILES, FAULT, TURN = "upload_job", "upload_files", "upload_fault", "upload_turn"
"""Session state: the upload being scored, the ids of its files, why it failed, and which uploader it is."""
LISTED = 50
_STAGES = {
    "start": "Starting",
    "read": "Reading",
    "sketch": "Comparing with each other",
    "index": "Finding repeated page text and copies",
    "score": "Scoring",
    "finish": "Writing tables",
}


def uploader() -> None:
    """The box to drop files into; new files are scored at once."""
    turn = st.session_state.setdefault(TURN, 0)
    files = st.file_uploader(
        "Files with articles",
        accept_multiple_files=True,
        max_upload_size=LARGEST_MB,
        key=f"files{turn}",
    )
    if not files and data.uploaded() is None:
        st.caption(
            f"{formats()}. Packed as ZIP, TAR, GZ or ZST too. Files stay on this machine and are not kept."
        )
    ids = [file.file_id for file in files]
    if ids and ids != st.session_state.get(FILES):
        _stop()
        st.session_state[FILES] = ids
        try:
            st.session_state[JOB] = start(files)
        except OSError as error:
            st.session_state[FAULT] = f"{name_of([file.name for file in files])}: {error.strerror}"


def formats() -> str:
    """The formats that are read, by name."""
    return ", ".join(sorted((reader.NAME for reader in all_readers()), key=str.casefold))


def state() -> None:
    """Progress of an upload that is being scored, or why it failed; one that is finished becomes the open collection."""
    job = st.session_state.get(JOB)
    if job is not None and not job.running:
        _collect(job)
    elif job is not None:
        _progress()
    if FAULT in st.session_state:
        blocks.note(st.session_state[FAULT], "error")


def outcome(uploaded: Uploaded, *, furniture: bool) -> None:
    """What was read of an upload and what was not, with a way to put it aside. furniture: whether to count its words."""
    told = furniture_line(uploaded) if furniture else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        blocks.show(
            tag("p", tag("strong", name_of(uploaded.names)), f": {counts_sentence(uploaded)}"),
            tag("p", told, class_="soft") if told else "",
        )
        st.button("Remove", type="tertiary", icon=":material/close:", on_click=_forget)
    if uploaded.left_out:
        with st.expander(f"What was left out ({len(uploaded.left_out):,})", key="left_out"):
            _left_out(uploaded.left_out)


def counts_sentence(uploaded: Uploaded) -> str:
    """`5 records read = 3 accepted + 1 rejected + 1 duplicate`."""
    duplicates = counted(uploaded.duplicates, "duplicate")
    records = counted(uploaded.read, "record")
    return f"{records} read = {uploaded.accepted:,} accepted + {uploaded.rejected:,} rejected + {duplicates}"


def furniture_line(uploaded: Uploaded) -> str:
    """How many words are page furniture; empty where none are."""
    words = summed(copy_counts(uploaded.collection)).furniture_words
    return f"{counted(words, 'word')} of page furniture, not scored" if words else ""


def _left_out(rows: tuple[LeftOut, ...]) -> None:
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


@st.fragment(run_every=0.5)
def _progress() -> None:
    job: Running | None = st.session_state.get(JOB)
    if job is None or not job.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        found = job.stage()
        st.progress(found.share, text=_told(found))
        if st.button("Stop", type="tertiary", icon=":material/stop_circle:"):
            _forget()
            st.rerun()


def _told(found: Stage) -> str:
    read = f" · {counted(found.read, 'record')} read, {found.rejected:,} rejected" if found.read else ""
    return f"{_STAGES.get(found.name, found.name)} …{read}"


def _collect(job: Running) -> None:
    del st.session_state[JOB]
    try:
        data.open_upload(job.result())
    except FramingError as error:
        st.session_state[FAULT] = str(error)
    else:
        st.rerun()


def _stop() -> None:
    st.session_state.pop(FAULT, None)
    job = st.session_state.pop(JOB, None)
    if job is not None:
        job.stop()


def _forget() -> None:
    """Back to what was open before, with an empty uploader."""
    _stop()
    data.close_upload()
    st.session_state.pop(FILES, None)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
