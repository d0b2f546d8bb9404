"""Codebooks of one's own: their versions, import and export, and scoring the loaded articles with one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from framing.codebook.spreadsheet import COLUMNS, files_of_table, rows_of
from framing.codebook.writing import MOST_BYTES, from_zip, id_of, to_zip
from framing.errors import CodebookError, FramingError
from framing.pages import blocks, data, upload_view
from framing.pages.codes_data import Opened
from framing.pages.codes_views import show_codebook
from framing.report import to_csv
from framing.report.markup import tag
from framing.report.words import counted
from framing.store import Collection
from framing.store.codebooks import (
    LONGEST_NAME,
    LONGEST_NOTE,
    Version,
    compare_files,
    remove_codebook,
    save_version,
)

MOST_CHANGES = 12
MOST_FAULTS = 200


def draw(opened: Opened, chosen: Collection | None, known: Sequence[Version]) -> None:
    """The codebook shown to take along or score with, the versions that are kept, and the import."""
    _export(opened)
    if opened.version is not None:
        _score(opened, chosen)
    _versions(known)
    _import()


def _export(opened: Opened) -> None:
    blocks.heading(
        opened.label,
        f"{counted(len(opened.codebook.devices), 'framing phrase')} · digest {opened.codebook.digest}",
        level=2,
    )
    name = opened.label.replace(", version ", "-").replace(" ", "-").lower()
    with st.container(horizontal=True):
        st.download_button("YAML files (ZIP)", lambda: to_zip(opened.files()), f"{name}.zip", "application/zip",
                           on_click="ignore", icon=":material/download:")  # fmt: skip
        st.download_button("Table (CSV)", lambda: to_csv(COLUMNS, rows_of(opened.codebook)), f"{name}.csv", "text/csv",
                           on_click="ignore", icon=":material/download:")  # fmt: skip
    told = " takes; both can be imported again below."
    blocks.show(
        tag(
            "p",
            "The unpacked ZIP is what ",
            tag("code", "framing score --codebook FOLDER"),
            told,
            class_="soft",
        )
    )


def _score(opened: Opened, chosen: Collection | None) -> None:
    blocks.heading(
        "Score with it",
        "The articles loaded are scored again with this codebook alone, as a collection of its own.",
        level=2,
    )
    if chosen is None or not chosen.has_texts:
        blocks.note("No articles with their texts are loaded.")
        return
    if st.button(
        f"Score {counted(len(chosen.articles), 'article')}", type="primary", icon=":material/play_arrow:"
    ):
        try:
            job = data.rescore(chosen, f"{chosen.name} with {opened.label}", opened.files())
            upload_view.watch(job)
            st.rerun()
        except FramingError as error:
            blocks.note(str(error), "error")


def _versions(known: Sequence[Version]) -> None:
    blocks.heading("Codebooks kept", "A version never changes; a change makes a new one.", level=2)
    if not known:
        blocks.note("None yet. Change a framing phrase and keep it, or import a codebook.")
        return
    rows = [_cells(version, known) for version in known]
    columns = (
        "Version",
        "Kept (UTC)",
        "Framing phrases",
        "Digest",
        "What changed",
        "Files against the version before",
    )
    blocks.show(blocks.table(columns, rows, caption="The newest first"))
    names = list(dict.fromkeys(version.name for version in known))
    with st.popover("Remove a codebook", icon=":material/delete:", type="tertiary"):
        name = str(st.selectbox("With all its versions", names, key="remove_codebook"))
        sure = st.checkbox("Yes, for good", key="remove_sure")
        if st.button("Remove", disabled=not sure):
            remove_codebook(data.workspace().catalogue, name)
            st.rerun()


def _cells(version: Version, known: Sequence[Version]) -> tuple[str, ...]:
    kept = version.created[:16].replace("T", " ")
    devices = f"{sum(path.endswith('.yaml') for path in version.files):,}"
    return (version.label, kept, devices, version.digest, version.note, _changes(version, known))


def _changes(version: Version, known: Sequence[Version]) -> str:
    before = next((v for v in known if (v.name, v.version) == (version.name, version.version - 1)), None)
    if before is None:
        return "the first"
    found = compare_files(before.files, version.files)
    parts = (("new", found.added), ("changed", found.changed), ("gone", found.removed))
    return "; ".join(f"{word}: {_some(paths)}" for word, paths in parts if paths) or "none"


def _some(paths: Sequence[str]) -> str:
    return ", ".join(paths[:MOST_CHANGES]) + (" …" if len(paths) > MOST_CHANGES else "")


def _import() -> None:
    blocks.heading(
        "Import a codebook",
        "A ZIP of device files, one YAML file, or a CSV table; everything is checked before it is kept.",
        level=2,
    )
    with st.form("import", border=False):
        file = st.file_uploader(
            "File", ("zip", "yaml", "yml", "csv", "tsv"), key="import_file", max_upload_size=5
        )
        left, right = st.columns(2)
        name = left.text_input("Name", max_chars=LONGEST_NAME, key="import_name")
        note = right.text_input("What it is", "Imported", max_chars=LONGEST_NOTE, key="import_note")
        if not st.form_submit_button("Check and keep"):
            return
    if file is None:
        blocks.note("Choose a file first.", "error")
        return
    try:
        made, book = save_version(
            data.workspace().catalogue, name, files_of_upload(file.name, file.getvalue()), note
        )
    except CodebookError as error:
        _faults(error)
    except FramingError as error:
        blocks.note(str(error), "error")
    else:
        show_codebook(
            made.label,
            f"Kept as {made.label}: {counted(len(book.devices), 'framing phrase')}. It is open now.",
        )


def files_of_upload(name: str, content: bytes) -> dict[str, str]:
    """Path -> text of the files in an upload, whatever its form. Raises CodebookError."""
    if content[:2] == b"PK":
        return from_zip(content)
    if name.lower().endswith((".yaml", ".yml")):
        if len(content) > MOST_BYTES:
            raise CodebookError((f"{name}: {len(content):,} bytes; {MOST_BYTES:,} at most",))
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CodebookError(
                (f"{name}:1: not UTF-8 at byte {error.start}; save the file as UTF-8",)
            ) from error
        return {f"{id_of(text) or 'own/device'}.yaml": text}
    return files_of_table(content, name)


def _faults(error: CodebookError) -> None:
    more = f" (the first {MOST_FAULTS})" if len(error.faults) > MOST_FAULTS else ""
    head = tag("p", f"Nothing was kept: {counted(len(error.faults), 'problem')}{more}.")
    listed = tag("ol", *(tag("li", fault) for fault in error.faults[:MOST_FAULTS]), class_="faults")
    blocks.show(tag("div", head, listed, class_="note error", role="alert"))
