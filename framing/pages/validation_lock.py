"""Lock: articles that were opened to tune a codebook leave the validation of the changed one; by chance or by choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from framing.errors import FramingError
from framing.pages import blocks
from framing.pages.validation_data import Validated, errors_in_opened
from framing.pages.validation_error import case_line
from framing.pages.validation_words import code_name, layer_name
from framing.report.markup import tag
from framing.report.words import counted
from framing.validate.lock import (
    Opening,
    articles_left,
    open_by_chance,
    open_by_choice,
    openings,
    validating,
)

CHANCE, CHOICE = "By chance", "By choice"
MOST_CASES = 60
COSTS = {
    CHANCE: "Chance takes articles from every stratum. They leave the validation of a changed codebook; the rest is still a "
    "random sample and goes on validating it, with probabilities adjusted.",
    CHOICE: "You pick the articles. Then the rest is too clean to be a random sample: this study can validate no changed "
    "codebook any more, and a new sample is needed for one.",
}


def lock_part(of: Validated) -> None:
    """How many articles are left, the ways to open some, and those that are open with their errors."""
    sample, opened = of.study.sample, openings(of.study.folder)
    left = validating(sample, opened)
    blocks.show(
        tag(
            "p",
            tag("strong", f"{left:,} of {counted(len(sample.ids), 'article')}"),
            " can still validate a changed codebook. What was opened stays valid for the detector it was opened under: its "
            "coders were blind.",
        )
    )
    if opened and not left and articles_left(sample, opened):
        blocks.note(
            "Articles were opened by choice. Draw a new sample without those of this study to validate a changed codebook."
        )
    how = st.segmented_control(
        "Open articles to tune a codebook on", (CHANCE, CHOICE), default=CHANCE, required=True, key="open_how"
    )
    st.caption(COSTS[str(how)])
    if how == CHANCE:
        _chance(of, opened)
    else:
        _choice(of, opened)
    _opened(of, opened)


def _chance(of: Validated, opened: Sequence[Opening]) -> None:
    left = articles_left(of.study.sample, opened)
    if left < 2:
        return
    with st.form("open_by_chance", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        count = st.number_input(
            "Articles", min_value=1, max_value=left, value=max(1, left // 5), key="open_count", width=180
        )
        if st.form_submit_button("Open by chance"):
            study, signature = of.study, of.chosen.signature
            _try(lambda: open_by_chance(study.folder, study.sample, int(count), signature))


def _choice(of: Validated, opened: Sequence[Opening]) -> None:
    gone = {name for one in opened for name in one.articles}
    names = {
        name: f"{article.outlet or 'outlet hidden'} · {article.title or name}"
        for name, article in of.study.articles.items()
        if name not in gone
    }
    with st.form("open_by_choice", border=False):
        picked = st.multiselect("Articles", list(names), format_func=lambda name: names.get(name, name))
        sure = st.checkbox("This study need not validate a changed codebook any more")
        if st.form_submit_button("Open by choice"):
            if not sure:
                blocks.note("Tick the box first: opening by choice cannot be undone.")
            else:
                study, signature = of.study, of.chosen.signature
                _try(lambda: open_by_choice(study.folder, study.sample, picked, signature))


def _try(opening: Callable[[], tuple[str, ...]]) -> None:
    """Opens articles and draws the page anew, or says why they cannot be opened."""
    try:
        opening()
    except FramingError as error:
        blocks.note(str(error), "error")
        return
    st.rerun()


def _opened(of: Validated, opened: Sequence[Opening]) -> None:
    """The openings in their order, then what went wrong in their articles."""
    if not opened:
        return
    blocks.heading("Opened", level=2)
    rows = [
        (one.time[:16].replace("T", " "), CHANCE if one.by_chance else CHOICE, f"{len(one.articles):,}", one.signature)
        for one in opened
    ]  # fmt: skip
    blocks.show(
        blocks.table(("Time (UTC)", "How", "Articles", "Detector"), rows, caption="Openings in their order")
    )
    for error_of in errors_in_opened(of):
        wrong = [
            (cell, case)
            for cell in error_of.confusion["code"]
            if cell.truth != cell.found
            for case in cell.cases
        ]
        blocks.heading(
            layer_name(error_of.layer),
            f"{counted(len(wrong), 'place')} where coders and detector differ"
            + (f", the first {MOST_CASES}" if len(wrong) > MOST_CASES else ""),
            level=3,
        )
        for cell, case in wrong[:MOST_CASES]:
            truth, found = (
                code_name(of.study.scheme, error_of.layer, code) for code in (cell.truth, cell.found)
            )
            blocks.show(
                tag("p", f"Coders: {truth}; detector: {found}", class_="soft case-told"), case_line(of, case)
            )
