"""Behind a figure: an outlet's articles by date, and its evidence in context in random order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from framing.compare import ArticleRow, ConcordanceLine, Filters, Query, ScoredTables, concordance
from framing.pages import blocks, data
from framing.pages.links import select
from framing.pages.measures import Choice
from framing.report import formatted, to_csv
from framing.report.markup import Markup, tag
from framing.report.words import STANCES, VOICES, counted, score_label
from framing.store import Collection
from framing.types import MeasureName

LINES = 15
FIRST_COMPONENT = "emotive"
ARTICLES = 20
KINDS: dict[str, MeasureName] = {
    "Framing phrases": "device",
    "Heated wording": "sensationalism",
    "Sources": "sourcing",
}
ABOUT = (
    "article_id",
    "outlet",
    "date",
    "title",
    "left",
    "words",
    "right",
    "code",
    "voice",
    "speaker",
    "stance",
    "reason",
)


def articles_of(rows: Sequence[ArticleRow], measure: str) -> None:
    """The articles of an outlet by date with their part in the measure, and a way to read one."""
    ordered = sorted(rows, key=lambda row: (row.date or date.max, row.article_id))
    if not ordered:
        blocks.note("No article of this outlet passes these filters.")
        return
    cells = [(_day(row), row.title or row.article_id, _value(row), _parts(row)) for row in ordered[:ARTICLES]]
    caption = f"{counted(len(ordered), 'article')} by date" + (
        f", the first {ARTICLES}" if len(ordered) > ARTICLES else ""
    )
    blocks.show(blocks.table(("Date", "Headline", score_label(measure), "Made of"), cells, caption=caption))
    names = {row.article_id: f"{_day(row)} · {row.title or row.article_id}" for row in ordered}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Read one of them", list(names), format_func=lambda key: names.get(key, key), key="read_one"
        )
        _link(str(chosen), None, "Read this article")


def words_of(chosen: Collection, tables: ScoredTables, outlet: str, choice: Choice, filters: Filters) -> None:
    """Evidence of an outlet in its context: a random order that stays the same, never the extremes first."""
    blocks.heading("The words", "In random order: a sample when read from the top.", level=2)
    if chosen.texts is None:
        blocks.note("Scored without texts. Score again with `--texts` to see the words in context.")
        return
    query = _query(chosen, outlet, choice, filters)
    page = int(st.session_state.get("words_page", 0)) if st.session_state.get("words_of") == query else 0
    st.session_state["words_of"] = query
    found = concordance(tables, chosen.texts, query, offset=0, limit=(page + 1) * LINES)
    if not found.total:
        blocks.note("None found.")
        return
    for line in found.lines:
        _show(chosen, line)
    _more(found.total, page)
    csv = to_csv(ABOUT, ([getattr(line, name) for name in ABOUT] for line in found.lines))
    st.download_button(
        "These lines (CSV)", csv, "words.csv", "text/csv", on_click="ignore", icon=":material/download:"
    )


def _query(chosen: Collection, outlet: str, choice: Choice, filters: Filters) -> Query:
    kind = choice.evidence
    left, right = st.columns(2) if kind is None else (st.container(), st.container())
    if kind is None:
        kind = KINDS[select(left, "Evidence", list(KINDS), "evidence")]
    code = choice.code
    if code is None:
        code = _code(right, chosen, kind)
    if choice.measure == "devices_author_per_1000_words":
        filters = replace(filters, voice="author")
    elif choice.measure == "devices_rejected_per_1000_words":
        filters = replace(filters, stance="rejected")
    return Query(outlet, code, kind, filters)


def _code(place: DeltaGenerator, chosen: Collection, kind: MeasureName) -> str | None:
    """A code of one kind of evidence, None for all. Heated wording has no "all": most of its weights are of plain words."""
    labels: dict[str, str | None] = {label: code for code, label in data.code_labels(chosen, kind).items()}
    if kind != "sensationalism" or not labels:
        labels = {"All": None, **labels}
    first = next((n for n, code in enumerate(labels.values()) if code == FIRST_COMPONENT), 0)
    label = place.selectbox(
        "Of which kind", list(labels), index=first, key=f"code_{kind}", bind="query-params"
    )
    return labels[str(label)]


def _show(chosen: Collection, line: ConcordanceLine) -> None:
    with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        blocks.show(line_html(line, data.code_label(chosen, line.measure, line.code)))
        _link(line.article_id, f"{line.field}-{line.start}", "Read")


def line_html(line: ConcordanceLine, label: str) -> Markup:
    """One line of the concordance with what is known about it, escaped."""
    where = line.date.isoformat() if line.date else "date unknown"
    told = (
        label,
        VOICES.get(line.voice or ""),
        STANCES.get(line.stance or ""),
        line.speaker,
        where,
        line.title,
    )
    about = " · ".join(part for part in told if part)
    words = tag("mark", line.words)
    return tag(
        "div",
        tag("span", line.left, class_="left"),
        tag("span", words, class_="words"),
        tag("span", line.right, class_="right"),
        tag("span", about, class_="about"),
        class_="kwic",
    )


def _more(total: int, page: int) -> None:
    shown = min(total, (page + 1) * LINES)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{shown:,} of {total:,}")
        if shown < total and st.button(f"{LINES} more"):
            st.session_state["words_page"] = page + 1
            st.rerun()


def _link(article_id: str, at: str | None, label: str) -> None:
    pages = st.session_state["pages"]
    st.page_link(
        pages["read"], label=label, query_params={"article": article_id, **({"at": at} if at else {})}
    )


def _day(row: ArticleRow) -> str:
    return row.date.isoformat() if row.date else "–"


def _value(row: ArticleRow) -> str:
    return formatted(row.measure, row.value) if row.value is not None else "Not scored"


def _parts(row: ArticleRow) -> str:
    if row.value is None or row.denominator <= 1:
        return ""
    over = "attribution" if row.measure.endswith("_share") else "word"
    return f"{row.numerator:g} in {counted(int(row.denominator), over)}"
