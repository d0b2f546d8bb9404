"""First uses in this corpus: the earliest dated article in which a framing phrase stands, with the passage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import streamlit as st

from framing.compare import Filters
from framing.compare.concordance import context
from framing.compare.trends import FirstUse, first_uses
from framing.pages import blocks, data
from framing.pages.exports import downloads
from framing.pages.measures import Choice
from framing.report.markup import Markup, tag
from framing.report.words import UNCORRECTED, counted
from framing.store import Collection, texts_of

KEPT = timedelta(hours=2)
PAGE_SIZE = 10
COLUMNS = (
    "phrase",
    "code",
    "date",
    "outlet",
    "article_id",
    "headline",
    "left",
    "words",
    "right",
    "uses",
    "articles",
)
ABOUT = "The earliest dated article of this corpus. It may stand elsewhere before: this says nothing about who coined it."


def first(chosen: Collection, choice: Choice, filters: Filters) -> None:
    """Of a phrase the first use of each outlet; else of every phrase its first use, the latest newcomers first."""
    blocks.heading("First uses in this corpus", ABOUT, level=2)
    one = choice.code if choice.measure.startswith("device:") else None
    codes = (one,) if one else choice.codes or tuple(data.device_labels(chosen))
    found = _uses(chosen, codes, filters, _key(chosen))
    if not found:
        blocks.note("No framing phrase here stands in an article with a full date.")
        return
    ordered = found if one else tuple(reversed(found))
    many = PAGE_SIZE * (1 + int(st.session_state.get("first_more", 0)))
    texts = texts_of(chosen, sorted({use.article_id for use in ordered[:many]}))
    named = data.naming(chosen)
    for use in ordered[:many]:
        with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
            blocks.show(_line(use, named("device", use.code), texts))
            query = {"article": use.article_id, "at": f"{use.field}-{use.start}"}
            st.page_link(st.session_state["pages"]["read"], label="Read", query_params=query)
    with st.container(horizontal=True, vertical_alignment="center"):
        what = "outlets by their first use" if one else "framing phrases, the latest newcomers first"
        st.caption(f"{min(many, len(ordered)):,} of {len(ordered):,} {what}")
        if many < len(ordered) and st.button(f"{PAGE_SIZE} more", key="first-more"):
            st.session_state["first_more"] = int(st.session_state.get("first_more", 0)) + 1
            st.rerun()
    downloads(
        "first-uses",
        COLUMNS,
        _rows(chosen, ordered[:many], texts),
        f"{UNCORRECTED}; first in this corpus. {data.sampling_note(chosen)}",
    )


def _line(use: FirstUse, label: str, texts: Mapping[str, tuple[str | None, str]]) -> Markup:
    left, words, right = _passage(use, texts)
    told = (label, use.date.isoformat(), use.outlet, f"{_uses_words(use)} here", use.title)
    return tag(
        "div",
        tag("span", left, class_="left"),
        tag("span", tag("mark", words), class_="words"),
        tag("span", right, class_="right"),
        tag("span", " · ".join(part for part in told if part), class_="about"),
        class_="kwic",
    )


def _uses_words(use: FirstUse) -> str:
    return f"{counted(use.uses, 'use')} in {counted(use.articles, 'article')}"


def _passage(use: FirstUse, texts: Mapping[str, tuple[str | None, str]]) -> tuple[str, str, str]:
    title, text = texts.get(use.article_id, (None, ""))
    field = (title if use.field == "title" else text) or ""
    if not field:
        return "", "(scored without texts)", ""
    left, right = context(field, use.start, use.end)
    return left, field[use.start : use.end], right


def _rows(
    chosen: Collection, uses: Sequence[FirstUse], texts: Mapping[str, tuple[str | None, str]]
) -> list[tuple[object, ...]]:
    named = data.naming(chosen)
    return [
        (
            named("device", use.code),
            use.code,
            use.date,
            use.outlet,
            use.article_id,
            use.title,
            *_passage(use, texts),
            use.uses,
            use.articles,
        )
        for use in uses
    ]


def _key(chosen: Collection) -> str:
    return f"{chosen.id} {chosen.name} {chosen.signature} {chosen.state} {len(chosen.articles)}"


@st.cache_resource(max_entries=40, ttl=KEPT, show_spinner=False)
def _uses(_chosen: Collection, codes: tuple[str, ...], filters: Filters, key: str) -> tuple[FirstUse, ...]:  # noqa: ARG001
    return first_uses(data.tables(_chosen), codes, filters, by_outlet=len(codes) == 1)
