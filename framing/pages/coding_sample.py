"""Coding, the part about the sample: how it was drawn, who codes it and has how much left, and its removal."""

from __future__ import annotations

import streamlit as st

from framing.errors import FramingError
from framing.pages import blocks, data
from framing.pages.coding_data import Progress, layer_label, may_show, progress
from framing.pages.coding_draw import NEWS, frame_size
from framing.pages.exports import downloads
from framing.report.markup import tag
from framing.report.words import counted, score_label
from framing.store import Collection
from framing.store.studies import StudyEntry, remove_study
from framing.validate.desk import add_coder, remove_coder
from framing.validate.study import Study

COLUMNS = ("article_id", "outlet", "stratum", "probability", "text_digest")
KINDS = {"human": "person", "machine": "machine"}
_ALLOCATIONS = {"proportional": "by size", "equal": "the same from each", "spread": "more where figures vary"}
_ASKED = "asked_to_delete_study"
_STRATA_LISTED = 60


def sample_part(chosen: Collection | None, entry: StudyEntry, study: Study) -> None:
    """How the sample of a study was drawn and who codes it."""
    _frame(chosen, entry, study)
    _coders(study)


def _frame(chosen: Collection | None, entry: StudyEntry, study: Study) -> None:
    sample, design = study.sample, study.sample.design
    drawn = (
        "at random"
        if design.purpose == "random"
        else "at random among articles with a hit: tells precision, nothing else"
    )
    told = [
        f"{counted(len(sample.articles), 'article')} of {sample.frame_size:,}, {drawn}.",
        f"Seed {design.seed}. The corpus is frozen by its digest: {sample.frame_digest}.",
        f"Coded: {', '.join(layer_label(layer.name).lower() for layer in study.scheme.layers)}.",
        f"Definitions {study.scheme.digest}.",
    ]
    if design.strata:
        told.append(
            f"Drawn by {', '.join(design.strata)}, {_ALLOCATIONS[design.allocation]}; hits are of {score_label(design.measure)}."
        )
    if chosen is not None and chosen.id == entry.about.run and len(chosen.articles):
        copies = len(chosen.articles) - frame_size(chosen)
        told.append(
            f"{counted(copies, 'near-duplicate')} left out." if copies else "No article is a near-duplicate."
        )
    if sample.left_out:
        told.append(f"{counted(len(sample.left_out), 'article')} of other studies left out.")
    if entry.about.hide_outlet:
        told.append("The outlet is hidden from coders.")
    blocks.heading("How it was drawn", level=2)
    blocks.show(tag("ul", *(tag("li", line) for line in told), class_="facts"))
    rows = [
        (one.name, f"{one.size:,}", f"{one.drawn:,}", f"{one.drawn / one.size:.4f}" if one.size else "–")
        for one in sample.strata[:_STRATA_LISTED]
    ]
    more = (
        f"; the first {_STRATA_LISTED} of {len(sample.strata):,}"
        if len(sample.strata) > _STRATA_LISTED
        else ""
    )
    columns = ("Stratum", "Articles", "Drawn", "Inclusion probability")
    blocks.show(blocks.table(columns, rows, caption=f"How likely an article was to be drawn{more}"))
    if _tells(entry, study):
        blocks.show(
            tag(
                "p",
                "The table by article, which would tell coders what they must not see, comes when all are done.",
                class_="soft",
            )
        )
    else:
        downloads(
            f"{entry.name} sample",
            COLUMNS,
            lambda: _rows(study),
            f"corpus {sample.frame_digest}, seed {design.seed}",
        )


def _tells(entry: StudyEntry, study: Study) -> bool:
    """Whether the table by article would tell a coder who is not done what the detector found, or whose article it is."""
    return ("hit" in study.sample.design.strata or entry.about.hide_outlet) and not may_show(study, "human")


def _rows(study: Study) -> list[tuple[object, ...]]:
    strata = study.sample.strata
    return [
        (one.article_id, one.outlet, strata[one.stratum].name, one.probability, one.digest)
        for one in study.sample.articles
    ]


def _coders(study: Study) -> None:
    found = progress(study)
    blocks.heading("Who codes", level=2)
    if found:
        layers = study.scheme.layers
        rows = [_line(one, study) for one in found]
        columns = ("Coder", "Is a", *(f"{layer_label(layer.name)}: left" for layer in layers), "State")
        blocks.show(
            blocks.table(
                columns,
                rows,
                caption=f"Of {counted(len(study.articles), 'article')} each; people and machines are never put together",
            )
        )
    else:
        blocks.note("Nobody yet. Name the coders: names of your choice, no accounts.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.popover("Add a coder", icon=":material/person_add:"):
            new_coder(study, "sample")
        idle = [one.coder for one in found if not one.codes]
        if idle:
            with st.popover("Remove a coder", icon=":material/person_remove:"):
                _remove_coder(study, idle)


def new_coder(study: Study, key: str) -> None:
    """A form for one more name."""
    with st.form(f"new-coder-{key}", border=False, clear_on_submit=True):
        name = st.text_input(
            "Name", max_chars=40, key=f"new-coder-name-{key}", help="Small letters, digits, . _ -"
        )
        if st.form_submit_button("Add") and name:
            try:
                add_coder(study, name.strip())
            except FramingError as error:
                blocks.note(str(error), "error")
            else:
                st.session_state["coder"] = name.strip()
                st.rerun()


def _remove_coder(study: Study, idle: list[str]) -> None:
    with st.form("remove-coder", border=False):
        name = st.selectbox("Who has coded nothing", idle, key="coder-to-remove")
        if st.form_submit_button("Remove") and name:
            try:
                remove_coder(study, str(name))
            except FramingError as error:
                blocks.note(str(error), "error")
            else:
                st.rerun()


def _line(one: Progress, study: Study) -> tuple[str, ...]:
    left = (f"{one.left[layer.name]:,}" for layer in study.scheme.layers)
    return (
        one.coder,
        KINDS[one.kind],
        *left,
        "done" if one.is_done else "not begun" if not one.codes else "coding",
    )


def delete_study(entry: StudyEntry) -> None:
    """A button that asks before it deletes."""
    if st.session_state.get(_ASKED) != entry.name:
        if st.button("Delete the study …", icon=":material/delete:"):
            st.session_state[_ASKED] = entry.name
            st.rerun()
        return
    blocks.note(f"Delete {entry.name} with every code and decision? This cannot be undone.")
    with st.container(horizontal=True):
        if st.button("Delete", type="primary", key="delete-for-good"):
            st.session_state.pop(_ASKED)
            remove_study(entry)
            st.session_state[NEWS] = f"{entry.name} was deleted."
            st.rerun()
        if st.button("Keep", key="keep-study"):
            st.session_state.pop(_ASKED)
            st.rerun()


def serving_note() -> None:
    """Told where the app serves others: what they make goes with their session."""
    if data.serving():
        blocks.note(
            "What you make here is deleted when you close this tab. Download your packages and results before."
        )
