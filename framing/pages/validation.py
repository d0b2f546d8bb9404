"""Validation: how far coders agree, what the detector gets wrong, every figure corrected for it, and all of it to take along."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from framing.pages import blocks, studies
from framing.pages.links import keep, recall
from framing.pages.opener import on_articles
from framing.pages.validation_agreement import agreement_part
from framing.pages.validation_data import (
    Validated,
    is_finished,
    kinds_of_coders,
    left_to_code,
    refusal,
    validated,
)
from framing.pages.validation_error import error_part
from framing.pages.validation_export import export_part
from framing.pages.validation_figures import figures_part
from framing.pages.validation_lock import lock_part
from framing.pages.validation_versions import versions_part
from framing.report.markup import tag
from framing.report.words import counted
from framing.store import Collection
from framing.validate.codes import CoderKind
from framing.validate.study import Study

TITLE = "Validation"
ABOUT = "From a count to an estimate: how far people agree, what the detector gets wrong, and every figure corrected for it."
AGREEMENT, ERROR, FIGURES = "Agreement", "Error", "Corrected figures"
LOCK, VERSIONS, EXPORT = "Lock", "Versions", "Export"
KINDS: dict[str, CoderKind] = {"People": "human", "Machines": "machine"}
NEEDS_CORPUS = (ERROR, FIGURES, LOCK, EXPORT)
"""Parts that set the codes beside what the detector found in the collection that is open."""


def draw() -> None:
    """The page."""
    on_articles(TITLE, ABOUT, _of_articles)


def _of_articles(chosen: Collection) -> None:
    name, study = studies.choose(chosen)
    if study is None:
        _none()
    else:
        _parts(chosen, study, name)


def _none() -> None:
    blocks.note(
        "No study here. A study is a random sample of the collection that people code: draw one under Coding."
    )
    st.page_link(st.session_state["pages"]["coding"], label="Draw a sample", icon=":material/edit_note:")


def _parts(chosen: Collection, study: Study, name: str) -> None:
    kind = _kind(study)
    of = validated(chosen, study, kind)
    _drawn(study)
    names = [AGREEMENT, ERROR, FIGURES, LOCK, VERSIONS, EXPORT]
    recall("shown", names)
    chosen_part = st.segmented_control(
        "Part",
        names,
        default=AGREEMENT,
        required=True,
        key="shown",
        bind="query-params",
        label_visibility="collapsed",
    )
    part = keep("shown", str(chosen_part or AGREEMENT))
    if part != VERSIONS and not is_finished(of):
        _waiting(of)
        return
    reason = refusal(of) if part in NEEDS_CORPUS else ""
    if reason and part != LOCK:
        blocks.note(f"Refused: {reason}.")
        return
    dark = st.context.theme.type == "dark"
    shown: dict[str, Callable[[], None]] = {
        AGREEMENT: lambda: agreement_part(of, dark=dark),
        ERROR: lambda: error_part(of, dark=dark),
        FIGURES: lambda: figures_part(of, dark=dark),
        LOCK: lambda: lock_part(of),
        VERSIONS: lambda: versions_part(of),
        EXPORT: lambda: export_part(of, name),
    }
    shown[part]()


def _kind(study: Study) -> CoderKind:
    """Whose codes; asked only where both people and machines have coded."""
    found = kinds_of_coders(study)
    if len(found) == 1:
        return found[0]
    recall("whose", list(KINDS))
    picked = st.segmented_control(
        "Codes of", list(KINDS), default="People", required=True, key="whose", bind="query-params"
    )
    return KINDS[keep("whose", str(picked or "People"))]


def _drawn(study: Study) -> None:
    sample, design = study.sample, study.sample.design
    told = [
        f"{counted(len(sample.articles), 'article')} of {sample.frame_size:,}",
        "drawn at random" if design.purpose == "random" else "candidates only: precision and nothing else",
        *((f"by {', '.join(design.strata)}",) if design.strata else ()),
        f"seed {design.seed}",
        f"corpus {sample.frame_digest}",
    ]
    blocks.show(tag("p", " · ".join(told), class_="soft"))


def _waiting(of: Validated) -> None:
    """Who is not done: before, nobody sees another's codes or the detector's."""
    left = left_to_code(of)
    if not left:
        blocks.note(
            f"No {'person' if of.kind == 'human' else 'machine'} has coded anything of this study yet."
        )
    else:
        told = "; ".join(f"{name}: {count:,} left" for name, count in sorted(left.items()))
        blocks.note(
            f"Shown when all coders are done, so that nobody sees another’s codes or the detector’s before. {told} "
            f"(of {counted(len(of.study.articles), 'article')} in {counted(len(of.study.scheme.layers), 'layer')})."
        )
    st.page_link(st.session_state["pages"]["coding"], label="Code", icon=":material/edit_note:")
