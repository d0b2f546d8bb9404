"""Behind a figure: an outlet's articles by date, and its evidence in context in random order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from framing.compare import ArticleRow, Concordance, ConcordanceLine, Order, Query, concordance, ordered
from framing.pages import blocks, data
from framing.pages.exports import downloads
from framing.pages.links import select
from framing.pages.measures import Choice
from framing.pages.outlets_data import Basis, articles, noted
from framing.report import formatted
from framing.report.markup import Markup, tag
from framing.report.words import ANONYMITY, STANCES, UNCORRECTED, VOICES, counted
from framing.store import Collection, texts_of
from framing.types import MeasureName

LINES = 15
MOST_SORTED = 300
"""Lines that are put into another order than the random one: a random choice of them."""
MOST_EXPORTED = 5_000
FIRST_COMPONENT = "emotive"
ARTICLES = 20
KINDS: dict[str, MeasureName] = {
    "Framing phrases": "device",
    "Heated wording": "sensationalism",
    "Sources": "sourcing",
}
ORDERS: dict[str, Order] = {
    "Random order": "random",
    "Words before": "left",
    "The words": "words",
    "Words after": "right",
    "Outlet": "outlet",
    "Date": "date",
}
ALL_OUTLETS = "All outlets shown"
COLUMNS = tuple(ConcordanceLine.__dataclass_fields__)
_ARTICLE_COLUMNS = tuple(ArticleRow.__dataclass_fields__)


def articles_of(of: Basis, outlet: str, choice: Choice) -> None:
    """The articles of an outlet by date with their part in the measure, and a way to read one."""
    found = articles(of, outlet, choice)
    if not found:
        blocks.note("No article of this outlet passes these filters.")
        return
    page = _page("articles", (of.key, outlet, choice.measure))
    shown = found[: (page + 1) * ARTICLES]
    cells = [(_day(row), row.title or row.article_id, _value(row), _parts(row)) for row in shown]
    caption = f"{counted(len(found), 'article')} by date" + (
        f", the first {len(shown)}" if len(found) > len(shown) else ""
    )
    blocks.show(blocks.table(("Date", "Headline", choice.label, "Made of"), cells, caption=caption))
    _more("articles", len(found), page, ARTICLES)
    names = {row.article_id: f"{_day(row)} · {row.title or row.article_id}" for row in shown}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Read one of them", list(names), format_func=lambda key: names.get(key, key), key="read_one"
        )
        _link(str(chosen), None, "Read this article")

    def every() -> list[tuple[object, ...]]:
        return [tuple(getattr(row, name) for name in _ARTICLE_COLUMNS) for row in found]

    downloads(f"articles-{choice.measure}", _ARTICLE_COLUMNS, every, noted(of, f"{UNCORRECTED}."))


def words_of(of: Basis, outlet: str, choice: Choice) -> None:
    """Evidence in its context: a random order that stays the same, never the extremes first, unless sorted."""
    blocks.heading("The words", "In random order: a sample when read from the top.", level=2)
    chosen = of.chosen
    if not chosen.has_texts:
        blocks.note("Scored without texts. Score again with `--texts` to see the words in context.")
        return
    columns = st.columns(4)
    where = select(columns[0], "From", (outlet, ALL_OUTLETS), "words_from")
    order = ORDERS[select(columns[1], "Sort by", list(ORDERS), "sort")]
    query = _query(columns[2:], of, None if where == ALL_OUTLETS else outlet, choice)
    page = _page("words", (of.key, query.outlet, query.measure, query.code, query.codes, order))
    found = _found(of, query, order, (page + 1) * LINES)
    if not found.total:
        blocks.note("None found.")
        return
    named = data.naming(chosen)
    for line in found.lines:
        _show(line, named(line.measure, line.code), with_outlet=where == ALL_OUTLETS)
    if order != "random" and found.total > MOST_SORTED:
        st.caption(f"Sorted among {MOST_SORTED} of {found.total:,} lines, drawn at random.")
    _more("words", found.total if order == "random" else min(found.total, MOST_SORTED), page, LINES)
    note = f"{UNCORRECTED}; random order; signature {chosen.signature}."
    downloads("words", COLUMNS, lambda: _exported(of, query), noted(of, note))


def _found(of: Basis, query: Query, order: Order, limit: int) -> Concordance:
    asked = replace(
        query, filters=replace(query.filters, articles=None)
    )  # the articles are in the key of the basis
    return _lines(of, f"{of.key} {asked}", query, order, limit)


@st.cache_resource(max_entries=200, ttl=data.KEPT, show_spinner=False)
def _lines(_of: Basis, key: str, _query: Query, order: Order, limit: int) -> Concordance:  # noqa: ARG001 (part of the key)
    texts = partial(texts_of, _of.chosen)
    if order == "random":
        return concordance(_of.tables, texts, _query, limit=limit)
    drawn = concordance(_of.tables, texts, _query, limit=MOST_SORTED)
    return replace(drawn, lines=ordered(drawn.lines, order)[:limit])


def _exported(of: Basis, query: Query) -> list[tuple[object, ...]]:
    lines = concordance(of.tables, partial(texts_of, of.chosen), query, limit=MOST_EXPORTED).lines
    return [tuple(getattr(line, name) for name in COLUMNS) for line in lines]


def _query(places: Sequence[DeltaGenerator], of: Basis, outlet: str | None, choice: Choice) -> Query:
    kind, code, codes = choice.evidence, choice.code, choice.codes
    fixed = kind is not None
    if kind is None:
        kind = KINDS[select(places[0], "Evidence", list(KINDS), "evidence")]
    if choice.anonymity is None and code is None and codes is None:
        code = _code(places[0 if fixed else 1], of.chosen, kind)
    filters = of.filters
    if choice.measure == "devices_author_per_1000_words":
        filters = replace(filters, voice="author")
    elif choice.measure == "devices_rejected_per_1000_words":
        filters = replace(filters, stance="rejected")
    if choice.measure == "unnamed_share" and code is None:
        codes = ("unnamed_role", "unnamed_vague", "hearsay")
    live = kind == "device" and choice.code is None and choice.codes is None
    return Query(outlet, code, kind, filters, codes, live=live, anonymity=choice.anonymity)


def _code(place: DeltaGenerator, chosen: Collection, kind: MeasureName) -> str | None:
    """A code of one kind of evidence, None for all. Heated wording has no "all": most of it is single loaded words."""
    labels: dict[str, str | None] = {label: code for code, label in data.code_labels(chosen, kind).items()}
    if kind != "sensationalism" or not labels:
        labels = {"All": None, **labels}
    first = next((n for n, code in enumerate(labels.values()) if code == FIRST_COMPONENT), 0)
    return labels[select(place, "Of which kind", list(labels), f"code_{kind}", first)]


def _show(line: ConcordanceLine, label: str, *, with_outlet: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        blocks.show(line_html(line, label, with_outlet=with_outlet))
        _link(line.article_id, f"{line.field}-{line.start}", "Read")


def line_html(line: ConcordanceLine, label: str, *, with_outlet: bool = False) -> Markup:
    """One line of the concordance with what is known about it, escaped."""
    where = line.date.isoformat() if line.date else "date unknown"
    told = (
        label,
        VOICES.get(line.voice or ""),
        STANCES.get(line.stance or ""),
        ANONYMITY.get(line.anonymity or "", (None,))[0],
        line.speaker,
        line.outlet if with_outlet else None,
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


def _page(name: str, of: tuple[object, ...]) -> int:
    """How often more was asked for since what is shown has changed."""
    if st.session_state.get(f"{name}_of") != of:
        st.session_state[f"{name}_of"], st.session_state[f"{name}_page"] = of, 0
    return int(st.session_state.get(f"{name}_page", 0))


def _more(name: str, total: int, page: int, step: int) -> None:
    shown = min(total, (page + 1) * step)
    if shown == total and page == 0:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{shown:,} of {total:,}")
        if shown < total and st.button(f"{step} more", key=f"more-{name}"):
            st.session_state[f"{name}_page"] = page + 1
            st.rerun()


def _link(article_id: str, at: str | None, label: str) -> None:
    pages = st.session_state["pages"]
    st.page_link(
        pages["read"], label=label, query_params={"article": article_id, **({"at": at} if at else {})}
    )


def _day(row: ArticleRow) -> str:
    return row.date.isoformat() if row.date else "–"


def _value(row: ArticleRow) -> str:
    if row.value is None:
        return "Not scored"
    name = "unnamed_share" if row.measure.startswith(("source:", "anonymity:")) else row.measure
    return formatted(name, row.value)


def _parts(row: ArticleRow) -> str:
    if row.value is None or row.denominator <= 1:
        return ""
    share = row.measure.endswith("_share") or row.measure.startswith(("source:", "anonymity:"))
    over = counted(int(row.denominator), "attribution" if share else "word")
    return f"{row.numerator:,.0f} in {over}"
