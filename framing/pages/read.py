"""Read: one article, or two side by side, with every framing phrase, heated wording and source in its place."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from framing.errors import FramingError
from framing.pages import blocks, data, upload_view
from framing.pages.links import keep, recall
from framing.pages.reader_view import evidence_at, show
from framing.report import difference, evidence_csv, sourcing_sentence, to_html, to_json
from framing.report.words import FURNITURE_OF_A_PAGE_ALONE, reason_missing
from framing.store import Listed, listed
from framing.types import Field, Scored

COLLECTION, PASTE, UPLOAD = "Collection", "Paste", "Upload"
MOST_LISTED = 400
LONGEST_TEXT = 2_000_000
"""Characters that can be pasted; longer texts come as a file."""


Place = DeltaGenerator


def draw() -> None:
    """The page."""
    blocks.heading(
        "Read an article", "Which framing phrases it uses, in whose words, and who its sources are."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        source = _choose_source()
        place = st.container(width="stretch" if source == COLLECTION else "content")
        beside = st.toggle(
            "Side by side", key="beside", bind="query-params", help="Two articles, and what sets them apart"
        )
    try:
        found = _from_collection(place, beside) if source == COLLECTION else _OTHER[source](beside)
    except FramingError as error:
        blocks.note(str(error), "error")
        return
    if len(found) == 1:
        _one(found[0], alone=source == PASTE)
    elif found:
        _two(found[0], found[1], alone=source == PASTE)


def _choose_source() -> str:
    sources = [COLLECTION, PASTE, UPLOAD]
    if "article" not in st.query_params:
        recall("from", sources)
    chosen = st.segmented_control(
        "Article from", sources, default=COLLECTION, required=True, key="from", bind="query-params"
    )
    return keep("from", str(chosen or COLLECTION))


def _from_collection(place: Place, beside: bool) -> list[Scored]:
    chosen = data.collection()
    choices = listed(chosen) if chosen else ()
    if chosen is None or not choices:
        what = f"{chosen.name} holds no article." if chosen else "No sample corpus is installed."
        blocks.note(f"{what} Paste an article, upload one, or open a scored folder under Outlets.")
        return []
    ids = _choose_articles(choices, place, beside)
    found = [data.article(chosen, article_id) for article_id in ids]
    return [scored for scored in found if scored is not None]


def _choose_articles(choices: tuple[Listed, ...], place: Place, beside: bool) -> list[str]:
    choices = _narrowed(choices)
    if not choices:
        blocks.note("No article matches this search.")
        return []
    places = st.columns(2) if beside else [place]
    names = ("article", "second")
    return [_choose_one(choices, names[n], places[n], n) for n in range(len(places))]


def _narrowed(choices: tuple[Listed, ...]) -> tuple[Listed, ...]:
    """All choices of a small collection; of a large one those that a search finds, and always the one of the link."""
    if len(choices) <= MOST_LISTED:
        return choices
    wanted = st.text_input(
        f"Search the {len(choices):,} articles by headline, outlet, date or id", key="search"
    )
    asked = set(st.query_params.get_all("article") + st.query_params.get_all("second"))
    words = (wanted or "").casefold().split()
    found = [
        c for c in choices if c.id in asked or all(word in _label(c).casefold() + c.id for word in words)
    ]
    if len(found) > MOST_LISTED:
        st.caption(f"The first {MOST_LISTED} of {len(found):,} are listed.")
    linked = [choice for choice in found if choice.id in asked]
    return tuple(dict.fromkeys([*linked, *found[:MOST_LISTED]]))


def _choose_one(choices: tuple[Listed, ...], name: str, place: Place, first: int) -> str:
    """A picker whose choice is in the link; a link to an article that is not there falls back on the first."""
    labels = {choice.id: _label(choice) for choice in choices}
    ids, key = list(labels), f"chosen_{name}"
    linked = st.query_params.get(name)
    if linked in labels and st.session_state.get(f"{key}_linked") != linked:
        st.session_state[key] = linked
    elif st.session_state.get(key) not in labels:
        st.session_state[key] = ids[min(first, len(ids) - 1)]
    label = "Article" if name == "article" else "Second article"
    chosen = str(place.selectbox(label, ids, format_func=labels.__getitem__, key=key))
    if chosen != linked and linked in labels:
        st.query_params.pop("at", None)
    st.query_params[name] = chosen
    st.session_state[f"{key}_linked"] = chosen
    return chosen


def _label(choice: Listed) -> str:
    known = (choice.outlet or "Origin unknown", choice.title or choice.id, choice.date)
    return " · ".join(part for part in known if part)


def _from_paste(beside: bool) -> list[Scored]:
    with st.form("paste", border=False):
        columns = st.columns(2) if beside else [st.container()]
        given = [_paste_fields(column, n) for n, column in enumerate(columns)]
        st.form_submit_button("Read", type="primary")
    found = [data.pasted(*fields) for fields in given if fields[0].strip()]
    if not found:
        st.caption(
            "The text stays on this machine. Headline and outlet may be left empty; the page then says “origin unknown”."
        )
    return [data.score(article) for article in found]


def _paste_fields(place: Place, number: int) -> tuple[str, str, str]:
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


def _from_upload(beside: bool) -> list[Scored]:
    upload_view.uploader()
    upload_view.state()
    found = data.uploaded()
    if found is None:
        return []
    upload_view.outcome(found, furniture=True)
    choices = listed(found.collection)
    if not choices:
        blocks.note("No article could be read.", "error")
        return []
    ids = _choose_articles(choices, st.container(), beside)
    read = [data.article(found.collection, article_id) for article_id in ids]
    return [scored for scored in read if scored is not None]


def _one(scored: Scored, *, alone: bool) -> None:
    _notes(scored)
    show(scored, data.codebook(), "reader", chosen=_asked(scored))
    st.space("small")
    _below(scored, "one", alone=alone)


def _two(first: Scored, second: Scored, *, alone: bool) -> None:
    left, right = st.columns(2, gap="large")
    for place, scored, key in ((left, first, "first"), (right, second, "second")):
        with place:
            _notes(scored)
            show(scored, data.codebook(), f"reader-{key}", opened=False)
    blocks.heading("What each has and the other has not", level=2)
    names = (_short(first, "the first"), _short(second, "the second"))
    blocks.show(blocks.difference(difference(first, second, data.codebook()), names))
    for scored, name, key in ((first, "First", "first"), (second, "Second", "second")):
        blocks.heading(f"{name} article", level=2)
        _below(scored, key, alone=alone)


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


def _below(scored: Scored, key: str, *, alone: bool) -> None:
    if alone:
        st.caption(FURNITURE_OF_A_PAGE_ALONE)
    with st.expander(f"Sources: {sourcing_sentence(scored)}", key=f"sources-{key}"):
        blocks.show(blocks.sources(scored))
    with st.expander("Scores, and what made them", key=f"scores-{key}"):
        blocks.show(blocks.scores(scored))
    with st.expander("Evidence as a table", key=f"evidence-{key}"):
        blocks.show(blocks.evidence(scored))
    _downloads(scored, key, alone=alone)


def _downloads(scored: Scored, key: str, *, alone: bool) -> None:
    stem = (
        "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in scored.article.id)[:60]
        or "article"
    )
    with st.container(horizontal=True):
        report = to_html(scored, data.codebook(), alone=alone)
        _download("Report to print (HTML)", report, f"{stem}.html", "text/html", key)
        _download("Everything (JSON)", to_json(scored), f"{stem}.json", "application/json", key)
        _download("Evidence (CSV)", evidence_csv(scored), f"{stem}-evidence.csv", "text/csv", key)


def _download(label: str, content: str | bytes, name: str, kind: str, key: str) -> None:
    st.download_button(
        label, content, name, kind, key=f"{label}-{key}", on_click="ignore", icon=":material/download:"
    )


_OTHER: dict[str, Callable[[bool], list[Scored]]] = {PASTE: _from_paste, UPLOAD: _from_upload}
