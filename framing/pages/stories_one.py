"""One story: its articles side by side, outlet by outlet, and the ways on to reading, splitting and merging."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from framing.compare.story_list import Story, StoryArticle
from framing.pages import blocks, data, stories_edits
from framing.pages.exports import downloads
from framing.pages.links import select
from framing.pages.stories_cards import COLUMNS, Card, card, card_html, days, rows
from framing.report.markup import tag
from framing.report.words import UNCORRECTED, counted, score_label
from framing.store import Collection

IN_A_ROW = 3
MOST_CARDS = 12


def story(chosen: Collection, opened: Story, listed: Sequence[Story]) -> None:
    """The story with its articles by outlet."""
    st.page_link(st.session_state["pages"]["stories"], label="All stories", icon=":material/arrow_back:")
    blocks.heading(opened.title, _about(opened), level=2)
    articles = sorted(opened.articles, key=lambda one: opened.outlets.index(one.outlet))
    shown = articles[:MOST_CARDS]
    if not chosen.has_texts:
        blocks.note("Scored without texts. Score again with `--texts` to see how each article begins.")
        _table_alone(articles)
    else:
        cards = [_card(chosen, one, opened) for one in shown]
        for at in range(0, len(cards), IN_A_ROW):
            for place, one in zip(
                st.columns(IN_A_ROW, gap="medium"), cards[at : at + IN_A_ROW], strict=False
            ):
                with place:
                    blocks.show(card_html(one))
                    _read(one.id, None, "Read")
        if len(articles) > len(shown):
            st.caption(f"The first {MOST_CARDS} of {counted(len(articles), 'article')}, by outlet.")
        _beside(shown)
        _as_table(chosen, cards)
    stories_edits.change(chosen, opened, listed)


def _about(opened: Story) -> str:
    told = f"{counted(len(opened.articles), 'article')} of {counted(len(opened.outlets), 'outlet')}"
    return f"{days(opened.first, opened.last)} · {told} · {UNCORRECTED}"


def _card(chosen: Collection, one: StoryArticle, opened: Story) -> Card:
    scored = data.article(chosen, one.id)
    assert scored is not None
    codes = {piece.code for piece in scored.evidence if piece.measure == "device"}
    named = data.naming(chosen)
    labels = {code: named("device", code) for code in codes}
    first = next((other for other in opened.articles if other.id == one.copy and other.id != one.id), None)
    return card(scored, one.outlet, labels, first.outlet if first else "")


def _beside(shown: Sequence[StoryArticle]) -> None:
    """Two of the articles, chosen, on the page Read."""
    if len(shown) < 2:
        return
    names = {f"{n}. {one.outlet}: {one.title or one.id}": one.id for n, one in enumerate(shown, 1)}
    columns = st.columns([3, 3, 2], vertical_alignment="bottom")
    first = names[select(columns[0], "Read", list(names), "first_of_story")]
    second = names[select(columns[1], "beside", list(names), "second_of_story", index=1)]
    with columns[2]:
        _read(first, second, "Read side by side")


def _read(first: str, second: str | None, label: str) -> None:
    query = {"article": first, **({"second": second, "beside": "true"} if second else {})}
    st.page_link(
        st.session_state["pages"]["read"], label=label, query_params=query, icon=":material/article:"
    )


def _as_table(chosen: Collection, cards: Sequence[Card]) -> None:
    names = ("Outlet", "Date", "Headline", *(score_label(name) for name in COLUMNS[4:-1]), "Framing phrases")
    with st.expander("The same as a table", key="story-table"):
        cells = [[*(_cell(value) for n, value in enumerate(row) if n != 3)] for row in rows(cards)]
        blocks.show(
            blocks.table(names, cells, caption=f"{UNCORRECTED.capitalize()}; outlets in alphabetical order")
        )
    downloads(
        "story",
        COLUMNS,
        rows(cards),
        f"{UNCORRECTED}; story grouped by machine. {data.sampling_note(chosen)}",
    )


def _table_alone(articles: Sequence[StoryArticle]) -> None:
    cells = [(one.outlet, one.date.isoformat() if one.date else "–", one.title or one.id) for one in articles]
    blocks.show(
        blocks.table(("Outlet", "Date", "Headline"), cells, caption="Outlets in alphabetical order"),
        tag("p", " "),
    )


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
