"""Coding: a random sample is drawn, coded by hand and its disputes are settled; Validation makes figures of it."""

from __future__ import annotations

import streamlit as st

from framing.errors import FramingError
from framing.pages import blocks, data, studies
from framing.pages.coding_code import choose_layers, code_articles
from framing.pages.coding_data import is_closed, progress
from framing.pages.coding_disputes import disputes_part
from framing.pages.coding_draw import NEWS, draw_form
from framing.pages.coding_packages import outcome, package_done, package_to_code, packages_part
from framing.pages.coding_sample import delete_study, new_coder, sample_part, serving_note
from framing.pages.links import keep, recall
from framing.pages.opener import opener
from framing.report.words import counted
from framing.store import Collection
from framing.store.studies import StudyEntry
from framing.validate.desk import package_desk, study_desk
from framing.validate.study import Study

TITLE = "Coding"
ABOUT = "Draw articles by chance, code them without seeing what the detector found, settle what coders see differently."
CODE, PACKAGES, DISPUTES, SAMPLE = "Code", "Packages", "Adjudicate", "Sample"
PARTS = (CODE, PACKAGES, DISPUTES, SAMPLE)


def draw() -> None:
    """The page."""
    blocks.heading(TITLE, ABOUT)
    opener()
    try:
        chosen = data.collection()
    except FramingError as error:
        blocks.note(str(error), "error")
        chosen = None
    serving_note()
    _news()
    try:
        _drawn(chosen)
    except FramingError as error:
        blocks.note(str(error), "error")


def _drawn(chosen: Collection | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="coding-choices"):
        entry = studies.entry(chosen, packages=True)
        part = _part() if entry is not None and not studies.is_package(entry) else CODE
    if entry is None:
        blocks.heading("Draw a sample", level=2)
        draw_form(chosen)
        package_to_code()
    elif studies.is_package(entry):
        _package(entry)
    else:
        _study(chosen, entry, part)


def _part() -> str:
    recall("part", PARTS)
    picked = st.segmented_control(
        "Part",
        PARTS,
        default=CODE,
        required=True,
        key="part",
        bind="query-params",
        label_visibility="collapsed",
    )
    return keep("part", str(picked or CODE))


def _study(chosen: Collection | None, entry: StudyEntry, part: str) -> None:
    study = studies.opened(entry.folder)
    if part == CODE:
        _code(entry, study)
    elif part == PACKAGES:
        packages_part(entry, study)
    elif part == DISPUTES:
        disputes_part(study)
    else:
        sample_part(chosen, entry, study)
        with st.expander("Draw another sample", key="draw-another"):
            draw_form(chosen)
        package_to_code()
        delete_study(entry)


def _code(entry: StudyEntry, study: Study) -> None:
    """Choosing one's name, then the articles."""
    found = [one for one in progress(study) if one.kind == "human"]
    if not found:
        blocks.note("Who codes? Any name will do: there are no accounts.")
        new_coder(study, "first")
        return
    names = [one.coder for one in found]
    recall("coder", names)
    with st.container(horizontal=True, vertical_alignment="bottom", key="coding-who"):
        coder = keep(
            "coder", str(st.selectbox("Your name", names, key="coder", bind="query-params", width=200))
        )
        with st.popover("Another name", icon=":material/person_add:"):
            new_coder(study, "code")
        layers = choose_layers(study.scheme)
    desk = study_desk(study, coder, hide_outlet=entry.about.hide_outlet)
    code_articles(desk, layers, closed=is_closed(study))


def _package(entry: StudyEntry) -> None:
    """A package of somebody else's study: its articles, and what to send back."""
    desk = package_desk(entry.folder)
    told = f"A package of {counted(len(desk.order), 'article')} for {desk.coder}."
    blocks.note(f"{told} Every choice is kept here; send it back when you are done.")
    code_articles(desk, choose_layers(desk.scheme), closed=False)
    with st.container(horizontal=True):
        package_done(entry, desk.coder)
        delete_study(entry)


def _news() -> None:
    told = st.session_state.pop(NEWS, "")
    if told:
        blocks.note(told)
    outcome()
