"""Coding, the part in which codes leave and come back: packages for another machine, and codes of other programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

import streamlit as st

from framing.errors import FramingError
from framing.pages import blocks, data, studies
from framing.pages.coding_data import KINDS_OF_FILES, layer_label, progress
from framing.pages.coding_draw import NEWS
from framing.pages.coding_sample import new_coder
from framing.pages.exports import file_name
from framing.pages.launch import LARGEST_MB, LARGEST_SERVED_MB
from framing.report.words import counted
from framing.store.studies import About, StudyEntry, list_studies, new_study
from framing.validate.codes import Code, CoderKind
from framing.validate.desk import coder_name, now
from framing.validate.intake import codes_of_file
from framing.validate.package import Merged, bring_back, pack, returned, unpack
from framing.validate.study import Study

OUTCOME = "coding_brought_back"
"""Session state: lines and rows about what was taken in last."""
_TURN = "coding_files_turn"
_FOREIGN = ("doccano", "inception")
_CONFLICTS_LISTED = 100


def packages_part(entry: StudyEntry, study: Study) -> None:
    """Packages out and back, and codes that were made elsewhere."""
    left, right = st.columns(2, gap="large")
    with left:
        _out(entry, study)
    with right:
        _back(study)
    _import(study)


def package_to_code() -> None:
    """A package that somebody sent, to code here."""
    with st.expander("Code a package that somebody has sent you", key="package-sent"):
        st.caption("Open it here, such as anna.zip, code it, and send back what you download.")
        file = _file("Package to code", ["zip"], "package-to-code")
    if file is None:
        return
    name, content = file
    try:
        _unpacked(name, content)
    except FramingError as error:
        st.session_state[OUTCOME] = ([str(error)], [], "error")
    st.rerun()


def _unpacked(name: str, content: bytes) -> None:
    """Puts a package into the workspace, under the first free name made of its file's, and opens it."""
    taken = {one.name.casefold() for one in list_studies(data.workspace())}
    plain = f"{file_name(PurePath(name).stem)[:40]} package"
    names = (plain, *(f"{plain} {number}" for number in range(2, len(taken) + 2)))
    free = next(one for one in names if one.casefold() not in taken)
    with new_study(data.workspace(), free, About()) as folder:
        package = unpack(content, name, folder)
    st.session_state[NEWS] = f"{counted(len(package.articles), 'article')} for {package.coder}."
    studies.pick(free)


def package_done(entry: StudyEntry, coder: str) -> None:
    """What to send back of a package that is coded here."""
    st.download_button(
        f"Download {coder}.zip to send back",
        lambda: returned(entry.folder),
        f"{coder}.zip",
        "application/zip",
        on_click="ignore",
        icon=":material/download:",
        help="Can be sent more than once: what is known already adds nothing.",
    )


def outcome() -> None:
    """What came of the file that was taken in last, told once."""
    lines, rows, kind = st.session_state.pop(OUTCOME, ([], [], "info"))
    for line in lines:
        blocks.note(line, kind)
    if rows:
        columns = ("Article", "Layer", "Codes here, which stay", "Codes brought back, not taken")
        shown = f"; the first {_CONFLICTS_LISTED} of {len(rows):,}" if len(rows) > _CONFLICTS_LISTED else ""
        caption = f"Finished in both places with different codes{shown}"
        blocks.show(blocks.table(columns, rows[:_CONFLICTS_LISTED], caption=caption))


def _out(entry: StudyEntry, study: Study) -> None:
    blocks.heading("To code on another machine", level=2)
    st.caption("Articles, definitions and the coder’s own codes; nothing of the detector or of other coders.")
    people = [one.coder for one in progress(study) if one.kind == "human"]
    if not people:
        blocks.note("Add a coder first.")
        new_coder(study, "packages")
        return
    coder = str(st.selectbox("Coder", people, key="package-coder"))
    st.download_button(
        f"Download {coder}.zip",
        lambda: pack(study, coder, hide_outlet=entry.about.hide_outlet),
        f"{coder}.zip",
        "application/zip",
        on_click="ignore",
        icon=":material/download:",
        key="package-out",
    )


def _back(study: Study) -> None:
    blocks.heading("Bring a package back", level=2)
    st.caption("The same package twice adds nothing.")
    file = _file("Package brought back", ["zip"], "package-back")
    if file is not None:
        name, content = file

        def take() -> tuple[list[str], list[tuple[str, ...]]]:
            merged = bring_back(study, content, name)
            return [_counts(merged)], _conflicts(merged)

        _keep(take)


def _counts(merged: Merged) -> str:
    return f"{counted(merged.new, 'new code')}, {merged.known:,} known, {counted(len(merged.conflicts), 'conflict')}."


def _conflicts(merged: Merged) -> list[tuple[str, ...]]:
    return [
        (one.article_id, layer_label(one.layer), f"{one.at_home:,}", f"{one.brought_back:,}")
        for one in merged.conflicts
    ]


def _import(study: Study) -> None:
    with st.expander("Import codes made in another program", key="import-codes"):
        first, second = st.columns(2)
        form = str(
            first.selectbox(
                "Format",
                list(KINDS_OF_FILES),
                format_func=lambda one: KINDS_OF_FILES[one],
                key="import-format",
            )
        )
        template, feature = _template(study, form, second)
        file = _file("File with codes", None, "import-file")
        if file is None or template is None:
            return
        name, content = file

        def take() -> tuple[list[str], list[tuple[str, ...]]]:
            return [_imported(study, codes_of_file(content, name, form, (study, template, feature)))], []

        _keep(take)


def _template(study: Study, form: str, place: st.delta_generator.DeltaGenerator) -> tuple[Code | None, str]:
    """Whose codes these are and of which layer, for programs whose files do not say; else what the file says."""
    spans = [layer.name for layer in study.scheme.layers if layer.unit == "span"] or [
        study.scheme.layers[0].name
    ]
    kind: CoderKind = "human"
    coder, layer, feature = "imported", spans[0], "label"
    if form in _FOREIGN:
        coder = place.text_input("Whose codes", key="import-coder", placeholder="anna") or ""
        layer = str(place.selectbox("What is coded", spans, format_func=layer_label, key="import-layer"))
        if form == "inception":
            feature = (
                place.text_input("Feature that holds the code", "label", key="import-feature") or "label"
            )
        kind = (
            "machine"
            if place.toggle("A program or language model coded it", key="import-machine")
            else "human"
        )
    else:
        place.caption(
            "The columns are those that Validation exports: coder, article and layer stand in the file."
        )
    try:
        coder_name(coder)
    except FramingError as error:
        if coder:
            blocks.note(str(error), "error")
        return None, feature
    return Code(coder, kind, "", layer, "span", now(), study.scheme.layer(layer).digest), feature


def _imported(study: Study, codes: tuple[Code, ...]) -> str:
    """Takes in the codes, all or none; how many were new."""
    for code in codes:
        study.check(code)
    known = {code.id for code in study.codes()}
    new = [code for code in codes if code.id not in known]
    for code in new:
        study.add(code)
    return f"{counted(len(new), 'new code')}, {len(codes) - len(new):,} known."


def _keep(take: Callable[[], tuple[list[str], list[tuple[str, ...]]]]) -> None:
    """Takes something in and tells what came of it on the next run, in which the file is gone from its box."""
    try:
        lines, rows = take()
        st.session_state[OUTCOME] = (lines, rows, "info")
    except FramingError as error:
        st.session_state[OUTCOME] = ([str(error)], [], "error")
    st.rerun()


def _file(label: str, kinds: list[str] | None, key: str) -> tuple[str, bytes] | None:
    """Name and bytes of a file that was put into a box just now; the box is empty on the next run."""
    turn = int(st.session_state.get(_TURN, 0))
    largest = LARGEST_SERVED_MB if data.serving() else LARGEST_MB
    found = st.file_uploader(label, kinds, max_upload_size=largest, key=f"{key}-{turn}")
    if found is None:
        return None
    st.session_state[_TURN] = turn + 1
    return found.name, found.getvalue()
