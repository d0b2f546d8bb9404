"""Keeping a device in a codebook of one's own, as a new version with a note of what changed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from framing.codebook import FOLDER, Device
from framing.codebook.writing import codebook_files
from framing.errors import FramingError
from framing.pages import blocks, codes_data, data
from framing.pages.codes_data import Opened
from framing.pages.codes_views import show_codebook
from framing.report.words import counted
from framing.store.codebooks import LONGEST_NAME, LONGEST_NOTE, Version, find_version, save_version

ANOTHER = "A new codebook"
WHOLE, ALONE = "All framing phrases of the codebook shown, with this one", "Only this one"


def draw(device: Device, text: str, opened: Opened, known: Sequence[Version]) -> None:
    """The form, and what came of it."""
    blocks.heading("Keep it", "In a codebook of your own; what was kept before stays as it is.", level=2)
    names = list(dict.fromkeys(version.name for version in known))
    with st.form("keep", border=False, clear_on_submit=False):
        left, right = st.columns(2)
        first = names.index(opened.version.name) if opened.version and opened.version.name in names else 0
        into = str(left.selectbox("Codebook", [*names, ANOTHER], first, key="keep_into"))
        new = right.text_input("Name, if it is a new codebook", max_chars=LONGEST_NAME, key="keep_name")
        whole = left.radio("A new codebook holds", (WHOLE, ALONE), key="keep_what")
        note = right.text_input("What changed", max_chars=LONGEST_NOTE, key="keep_note")
        if not st.form_submit_button("Keep this version"):
            return
    try:
        files = _files(into, opened, whole == WHOLE)
        name = new if into == ANOTHER else into
        made, book = save_version(
            data.workspace().catalogue, name, {**files, f"{device.id}.yaml": text}, note
        )
    except FramingError as error:
        blocks.note(str(error), "error")
        return
    show_codebook(
        made.label, f"Kept as {made.label}: {counted(len(book.devices), 'framing phrase')}. It is open now."
    )


def _files(into: str, opened: Opened, whole: bool) -> dict[str, str]:
    """The files that the device joins."""
    if into != ANOTHER:
        newest = find_version(data.workspace().catalogue, into)
        return {} if newest is None else codes_data.own_files(newest)
    if not whole:
        return (
            {path: text for path, text in opened.files().items() if path.endswith((".txt", ".tsv"))}
            if opened.version
            else {}
        )
    return opened.files() if opened.version else codebook_files(FOLDER)
