"""Versions: by which definitions what was coded, what must be coded again, and a new version of the scheme."""

from __future__ import annotations

import streamlit as st

from framing.codebook import Codebook
from framing.errors import FramingError
from framing.pages import blocks, codes_data
from framing.pages.links import select
from framing.pages.validation_data import Validated
from framing.pages.validation_words import layer_name
from framing.report.words import counted
from framing.validate.scheme import Scheme
from framing.validate.versions import (
    changes,
    coded_by_version,
    older_schemes,
    renewed,
    revise,
    to_code_again,
)

SAME, EVERY = "The codes it has", "All codes of the codebook"
MEANINGS = {
    "new": "new: articles are to be coded again for it",
    "gone": "gone: its codes are kept and not used",
    "definition": "another definition: articles are to be coded again for it",
    "patterns": "other patterns: codes stay, the detector runs again",
}


def versions_part(of: Validated) -> None:
    """Two tables, and the way to a new version."""
    codes, scheme = of.study.codes(), of.study.scheme
    blocks.show(
        blocks.table(
            ("Layer", "Version", "Coder", "Articles finished"),
            [
                (
                    layer_name(row.layer),
                    f"{row.version}{' (the present one)' if row.is_current else ''}",
                    f"{row.coder} ({'person' if row.kind == 'human' else 'machine'})",
                    f"{row.articles:,}",
                )
                for row in coded_by_version(codes, scheme)
            ]
            or [("–", "nothing is coded yet", "", "")],
            caption=f"By which definitions what was coded; the scheme is {scheme.digest} now",
        )
    )
    again = to_code_again(codes, older_schemes(of.study.folder), scheme)
    if again:
        rows = [
            (row.coder, layer_name(row.layer), f"{len(row.articles):,}", ", ".join(row.codes) or "the whole layer")
            for row in again
        ]  # fmt: skip
        blocks.show(
            blocks.table(
                ("Coder", "Layer", "Articles", "For these codes"),
                rows,
                caption="To be coded again: the Coding page lists these articles as left",
            )
        )
    else:
        st.caption("Nothing has to be coded again.")
    _new_version(of)


def _new_version(of: Validated) -> None:
    blocks.heading(
        "A new version of the scheme",
        "A scheme is never changed in place: the old version is kept with the codes that were made by it.",
        level=2,
    )
    columns = st.columns(2)
    known = codes_data.versions()
    own = [version.label for version in known]
    named = select(columns[0], "Definitions from", [codes_data.SHIPPED, *own], "revise_from")
    which = select(columns[1], "Codes", [SAME, EVERY], "revise_codes")
    try:
        _offered(of, codes_data.opened(named, known).codebook, every=which == EVERY)
    except FramingError as error:
        blocks.note(str(error), "error")


def _offered(of: Validated, book: Codebook, *, every: bool) -> None:
    new = renewed(of.study.scheme, book, every=every)
    found = changes(of.study.scheme, new)
    if new.digest == of.study.scheme.digest:
        st.caption("These are the definitions that the study has now.")
        return
    rows = [
        (change.code or "the question", layer_name(change.layer), MEANINGS[change.what]) for change in found
    ]
    blocks.show(
        blocks.table(
            ("Code", "Layer", "What changes"), rows, caption=counted(len(rows), "change") + " in the scheme"
        )
    )
    if st.button("Take this version"):
        _take(of, new)


def _take(of: Validated, new: Scheme) -> None:
    revise(of.study, new)
    st.rerun()
