"""Agreement: how far the coders of a study see the same, per code, with what cannot be told and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace

import streamlit as st

from framing.pages import blocks
from framing.pages.exports import downloads
from framing.pages.validation_chart import MARKS, Mark, marks_chart, marks_described
from framing.pages.validation_data import Validated, agreement
from framing.pages.validation_words import layer_name, what_name
from framing.report.words import counted
from framing.validate.agreement import ADVICE, ADVISED, MIN_ARTICLES
from framing.validate.reliability import ALPHA, IN_ARTICLE, AgreementRow

MOST_ROWS = 16
"""Codes shown at once, those with the lowest alpha: what to talk over with the coders."""
COLUMNS = tuple(AgreementRow.__dataclass_fields__)
_ABOUT = (
    "Krippendorff’s alpha: 1 is full agreement, 0 what chance would give, below 0 less than that; with its 95 % interval over "
    "articles. Of rare codes percent agreement alone says little. Span F1: how much of what two coders marked is the same."
)


def agreement_part(of: Validated, *, dark: bool) -> None:
    """A chart and a table for each layer."""
    rows = agreement(of)
    who = "people" if of.kind == "human" else "machines"
    if not rows:
        blocks.note(f"No {who} have coded anything by the definitions that this study has now.")
        return
    articles = len(of.study.articles)
    if articles < ADVISED:
        none = f"under {MIN_ARTICLES} there is no interval, " if articles < MIN_ARTICLES else ""
        blocks.note(f"{counted(articles, 'article')} coded: {none}under {ADVISED} every interval is wide.")
    st.caption(f"{_ABOUT} {MARKS} Coders here: {who}; people and machines are never put into one figure.")
    for layer in dict.fromkeys(row.layer for row in rows):
        named = [
            replace(row, what=what_name(of.study.scheme, layer, row.what))
            for row in rows
            if row.layer == layer
        ]
        _layer(named, layer, dark=dark)


def _layer(rows: Sequence[AgreementRow], layer: str, *, dark: bool) -> None:
    blocks.heading(layer_name(layer), level=2)
    general = [row for row in rows if not row.what.endswith(IN_ARTICLE)]
    codes = sorted(
        (row for row in rows if row.what.endswith(IN_ARTICLE) and row.low is not None),
        key=lambda row: row.value or 0.0,
    )
    told = [*general, *codes[:MOST_ROWS]]
    rest = [row for row in rows if row not in told]
    marks = [_mark(row) for row in told if row.figure == ALPHA and row.low is not None]
    label = f"Agreement, {layer_name(layer)}: Krippendorff’s alpha"
    if marks:
        chart = marks_chart(marks, (ALPHA,), dark=dark)
        st.vega_lite_chart(chart, key=f"agreement-{layer}", alt=marks_described(label, marks))
    columns = ("Of", "Figure", "Value (95 % interval)", "The same", "Items", "Articles", "Coders", "Note")
    below = "; codes with the lowest first" if codes else ""
    blocks.show(blocks.table(columns, [_cells(row) for row in told], caption=label + below))
    if rest:
        with st.expander(
            f"More codes: {len(rest):,}, most of them too rare for an interval", key=f"more-{layer}"
        ):
            blocks.show(
                blocks.table(columns, [_cells(row) for row in rest], caption="The note says why, row by row")
            )
    picture = marks_chart(marks, (ALPHA,)) if marks else None
    note = f"{_ABOUT} Coders: {rows[0].kind}."
    downloads(f"agreement-{layer}", COLUMNS, [astuple(row) for row in rows], note, picture, title=label)


def _mark(row: AgreementRow) -> Mark:
    return Mark(row.what, ALPHA, "mean", row.value, row.low, row.high, row.note)


def _cells(row: AgreementRow) -> tuple[str, ...]:
    value = "undefined" if row.value is None else _mark(row).words.replace(" (no interval)", "")
    return (
        row.what,
        row.figure,
        value,
        "–" if row.percent is None else f"{row.percent:.0%}",
        f"{row.items:,}",
        f"{row.articles:,}",
        row.coders or "–",
        "" if row.note == ADVICE else row.note,
    )
