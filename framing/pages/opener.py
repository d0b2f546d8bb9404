"""The small control that every page shows: which collection is open, how to open another one, and what is being scored."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from framing.errors import FramingError
from framing.pages import blocks, opened, upload_view
from framing.report.markup import tag
from framing.report.words import counted
from framing.store import Collection, Run

_CHOICE, _FAULT = "collection_to_open", "fault_of_opening"


def opener() -> None:
    """One line: the name of the open collection and a popover to open another; below it the progress of uploads."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="opener"):
        blocks.show(tag("p", opened.shown_name(), class_="open-name", title="The collection that is open"))
        key = (
            f"open_another{upload_view.turn()}"  # closes when files were taken: it would hide their progress
        )
        with st.popover("Open another", icon=":material/folder_open:", type="tertiary", key=key):
            _choose()
            upload_view.uploader()
            if not opened.serving():
                _folder()
            st.page_link(st.session_state["pages"]["corpus"], label="What is loaded, and how it was drawn")
    upload_view.state()
    if _FAULT in st.session_state:
        blocks.note(st.session_state.pop(_FAULT), "error")


def on_articles(title: str, about: str, drawn: Callable[[Collection], None]) -> None:
    """A page on what the articles of a collection hold: heading, opener, then `drawn`, or why it cannot be."""
    blocks.heading(title, about)
    opener()
    try:
        chosen = opened.collection()
        if chosen is None or not len(chosen.articles):
            name = chosen.name if chosen else "Nothing"
            blocks.note(f"{name} holds no article. Open another collection under Corpus.")
        else:
            drawn(chosen)
    except FramingError as error:
        blocks.note(str(error), "error")


def label(run: Run) -> str:
    """What tells a run from others in a list."""
    return f"{run.name} · {counted(run.articles, 'article')} · {run.created[:10]}"


def _choose() -> None:
    labels = {"": opened.start_name(), **{run.id: label(run) for run in opened.runs()}}
    try:
        found = opened.run()
        now = found.id if found is not None else ""
    except FramingError:
        now = ""
    st.session_state[_CHOICE] = now if now in labels else ""
    st.selectbox(
        "Collection",
        list(labels),
        format_func=lambda key: labels.get(key, key),
        key=_CHOICE,
        on_change=lambda: opened.open_run(st.session_state[_CHOICE]),
    )


def _folder() -> None:
    with st.form("open_folder", border=False):
        typed = st.text_input(
            "Or a folder that `framing score` has written", key="typed_folder", placeholder="/path/to/scored"
        )
        if st.form_submit_button("Open folder") and typed:
            try:
                opened.open_folder(typed)
            except FramingError as error:
                st.session_state[_FAULT] = str(error)
            st.rerun()
