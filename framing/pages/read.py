"""Read: one article, or two side by side, with every framing phrase, heated wording and source in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from framing.errors import FramingError
from framing.pages import blocks, data, upload_view
from framing.pages.links import keep, recall
from framing.pages.opener import opener
from framing.pages.read_below import below
from framing.pages.read_chooser import FIRST, SECOND, choose
from framing.pages.read_missed import mark, marked
from framing.pages.reader_view import View, evidence_at, show
from framing.report import Passages, difference, passages
from framing.report.words import reason_missing
from framing.store import Collection
from framing.store.missed import Missed
from framing.types import Field, Scored

COLLECTION, PASTE, UPLOAD = "Collection", "Paste", "Upload"
LONGEST_TEXT = 2_000_000
"""Characters that can be pasted; longer texts come as a file."""
HIDDEN = "Sources, scores and downloads come back when the marks are shown."


@dataclass(frozen=True, slots=True)
class Opened:
    """An article on the page. run: id of its collection, empty for a pasted text · alone: scored without a corpus."""

    scored: Scored
    run: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader has chosen at the top: two articles, and whether to guess before the marks are shown."""

    beside: bool
    guess: bool


def draw() -> None:
    """The page."""
    blocks.heading(
        "Read an article", "Which framing phrases it uses, in whose words, and who its sources are."
    )
    above = st.container()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="read-choices"):
        source = _choose_source()
        place = st.container(horizontal=True, width="content")
        given = _choices()
    if source == COLLECTION:
        with above:
            opener()
    try:
        found = _SOURCES[source](place, given)
    except FramingError as error:
        blocks.note(str(error), "error")
        return
    if len(found) == 1:
        _one(found[0], given)
    elif found:
        _two(found[0], found[1], given)


def _choose_source() -> str:
    sources = [COLLECTION, PASTE, UPLOAD]
    if "article" not in st.query_params:
        recall("from", sources)
    chosen = st.segmented_control(
        "Article from",
        sources,
        default=COLLECTION,
        required=True,
        key="from",
        bind="query-params",
        label_visibility="collapsed",
    )
    return keep("from", str(chosen or COLLECTION))


def _choices() -> Choices:
    beside = st.toggle(
        "Side by side", key="beside", bind="query-params", help="Two articles, and what sets them apart"
    )
    guess = st.toggle(
        "Guess first",
        key="guess",
        bind="query-params",
        help="The marks are hidden until you have tried to find them",
    )
    return Choices(bool(beside), bool(guess))


def _from_collection(place: DeltaGenerator, given: Choices) -> list[Opened]:
    chosen = data.collection()
    if chosen is None or not len(chosen.articles):
        what = f"{chosen.name} holds no article." if chosen else "No sample corpus is installed."
        blocks.note(f"{what} Paste an article, upload one, or open another collection under Corpus.")
        return []
    return _chosen_in(chosen, place, given)


def _chosen_in(chosen: Collection, place: DeltaGenerator, given: Choices) -> list[Opened]:
    names = (FIRST, SECOND) if given.beside else (FIRST,)
    ids = [choose(chosen, one, place, default=n) for n, one in enumerate(names)]
    found = [data.article(chosen, article_id) for article_id in ids if article_id is not None]
    return [Opened(scored, chosen.id) for scored in found if scored is not None]


def _from_paste(_place: DeltaGenerator, given: Choices) -> list[Opened]:
    with st.form("paste", border=False):
        columns = st.columns(2) if given.beside else [st.container()]
        fields = [_paste_fields(column, n) for n, column in enumerate(columns)]
        st.form_submit_button("Read", type="primary")
    found = [data.pasted(*one) for one in fields if one[0].strip()]
    if not found:
        st.caption(
            "The text stays on this machine. Headline and outlet may be left empty; the page then says “origin unknown”."
        )
    return [Opened(data.score(article), alone=True) for article in found]


def _paste_fields(place: DeltaGenerator, number: int) -> tuple[str, str, str]:
    with place:
        text = st.text_area(
            "Text of the article" if not number else "Text of the second article",
            height=220,
            max_chars=LONGEST_TEXT,
            key=f"text{number}",
            persist_state="session",
        )
        left, right = st.columns(2)
        title = left.text_input("Headline (optional)", key=f"title{number}", persist_state="session")
        outlet = right.text_input("Outlet (optional)", key=f"outlet{number}", persist_state="session")
    return text or "", title or "", outlet or ""


def _from_upload(place: DeltaGenerator, given: Choices) -> list[Opened]:
    upload_view.uploader()
    upload_view.state()
    found = data.uploaded()
    if found is None:
        return []
    upload_view.outcome(found, furniture=True)
    if not len(found.collection.articles):
        blocks.note("No article could be read.", "error")
        return []
    return _chosen_in(found.collection, place, given)


def _one(opened: Opened, given: Choices) -> None:
    _notes(opened.scored)
    missed = _reader(opened, "reader", given, chosen=_asked(opened.scored))
    if given.guess:
        st.caption(HIDDEN)
        return
    st.space("small")
    below(opened.scored, missed, "one", alone=opened.alone)


def _two(first: Opened, second: Opened, given: Choices) -> None:
    pairs = ((first, "first"), (second, "second"))
    missed = []
    for column, (opened, key) in zip(st.columns(2, gap="large"), pairs, strict=True):
        with column:
            _notes(opened.scored)
            missed.append(_reader(opened, f"reader-{key}", given, chosen=-1))
    if given.guess:
        st.caption(HIDDEN)
        return
    blocks.heading("What each has and the other has not", level=2)
    names = (_short(first.scored, "the first"), _short(second.scored, "the second"))
    blocks.show(blocks.difference(difference(first.scored, second.scored, data.codebook()), names))
    for (opened, key), own in zip(pairs, missed, strict=True):
        blocks.heading(f"{key.capitalize()} article", level=2)
        below(opened.scored, own, key, alone=opened.alone)


def _reader(opened: Opened, key: str, given: Choices, *, chosen: int) -> tuple[Missed, ...]:
    """Draws the article; gives back what readers have marked in it as missed."""
    scored = opened.scored
    missed, can_mark = marked(scored, opened.run)
    view = View(chosen, opened=not given.beside, guess=given.guess, missed=missed, can_mark=can_mark)
    handlers: dict[str, Callable[[], None]] = {
        "missed": partial(mark, key, scored, opened.run),
        "reveal": _reveal,
    }
    show(scored, _passages(scored), data.codebook(), key, view, handlers)
    return missed


def _reveal() -> None:
    st.session_state["guess"] = False


def _passages(scored: Scored) -> Passages:
    key = (scored.article.id, scored.article.title or "", scored.article.text, scored.furniture)
    return _cached_passages(key, scored)


@st.cache_resource(max_entries=50, ttl=data.KEPT, show_spinner=False, scope="session")
def _cached_passages(key: tuple[object, ...], _scored: Scored) -> Passages:  # noqa: ARG001 (part of the key)
    return passages(_scored)


def _short(scored: Scored, name: str) -> str:
    article = scored.article
    return article.outlet if article.outlet else f"{name} article"


def _asked(scored: Scored) -> int:
    """The mark that a link asks for as `at=text-120`, −1 for none."""
    field, _, start = st.query_params.get("at", "").partition("-")
    known: dict[str, Field] = {"title": "title", "text": "text"}
    return (
        evidence_at(scored, known[field], int(start))
        if field in known and start.isdecimal() and len(start) < 10
        else -1
    )


def _notes(scored: Scored) -> None:
    reasons = dict.fromkeys(scored.missing.values())
    if "not_english" in reasons:
        why = reason_missing("not_english", scored.scores.get("language"))
        blocks.note(f"{why}. Only English articles are read.")
    elif "too_short" in reasons:
        blocks.note(f"{reason_missing('too_short')}. What is found is marked all the same.")


_SOURCES: dict[str, Callable[[DeltaGenerator, Choices], list[Opened]]] = {
    COLLECTION: _from_collection,
    PASTE: _from_paste,
    UPLOAD: _from_upload,
}
