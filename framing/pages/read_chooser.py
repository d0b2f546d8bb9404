"""Choosing an article of a collection of any size: words to search for, an outlet, and a page of what was found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from framing.pages.data import KEPT
from framing.pages.links import keep
from framing.report.words import UNKNOWN_ORIGIN, counted
from framing.store import Collection

HERE = Path(__file__).resolve().parent
NAME = "framing_finder"
ON_A_PAGE = 20
ALL = "All outlets"
LONGEST_SEARCH = 200
Names = tuple[str, str, str, str]
FIRST: Names = ("article", "find", "in", "results")
SECOND: Names = ("second", "find2", "in2", "results2")
"""Names in the address: the article, the words to search for, the outlet, the page of what was found."""


@dataclass(frozen=True, slots=True)
class Index:
    """articles: id, outlet, title, about, words to search in; by outlet, date and id · outlets: names in alphabetical order."""

    articles: pa.Table
    outlets: tuple[str, ...]


def choose(chosen: Collection, names: Names, place: DeltaGenerator, *, default: int = 0) -> str | None:
    """The id of the article that the address names, else the last one read here, else the one at `default` of what is searched.

    Draws the chooser into `place`. None where the collection holds no article.
    """
    index = _index(chosen, _key(chosen))
    if not len(index.articles):
        return None
    found = _asked(index, names, default)
    st.query_params[names[0]] = keep(names[0], found)
    _draw(index, names, place, found)
    return found


def _asked(index: Index, names: Names, default: int) -> str:
    article, find, within, _ = names
    ids = index.articles["id"]
    wanted = (st.query_params.get(article), st.session_state.get(f"last_{article}"))
    known = (one for one in wanted if one and pc.index(ids, pa.scalar(one, ids.type)).as_py() >= 0)
    return next(known, None) or _first_of(
        index, st.query_params.get(find, ""), st.query_params.get(within), default
    )


def _first_of(index: Index, words: str, outlet: str | None, default: int) -> str:
    ids = search(index, words, outlet if outlet in index.outlets else None)["id"]
    ids = ids if len(ids) else index.articles["id"]
    return str(ids[min(default, len(ids) - 1)])


def _draw(index: Index, names: Names, place: DeltaGenerator, opened: str) -> None:
    what = "Choose an article" if names is FIRST else "Choose the second article"
    label = f"{what} ({len(index.articles):,})"
    if place.button(label, icon=":material/search:", key=f"choose_{names[0]}"):
        st.dialog(what, width="medium")(_dialog)(index, names, opened)


def _dialog(index: Index, names: Names, opened: str) -> None:
    """What to search for stays in the address when the dialog is closed, so it is not bound to its widgets but written there."""
    _, find, within, results = names
    left, right = st.columns([3, 2])
    words = left.text_input(
        "Headline, outlet, date or id",
        value=st.query_params.get(find, ""),
        key=f"{find}_asked",
        max_chars=LONGEST_SEARCH,
        on_change=_search,
        args=(f"{find}_asked", find, results),
    )
    outlets = [ALL, *index.outlets]
    named = st.query_params.get(within, ALL)
    outlet = right.selectbox(
        "Outlet",
        outlets,
        index=outlets.index(named) if named in outlets else 0,
        key=f"{within}_asked",
        on_change=_search,
        args=(f"{within}_asked", within, results),
    )
    if _list(search(index, words or "", None if outlet == ALL else str(outlet)), names, opened):
        st.rerun()


def _search(key: str, name: str, results: str) -> None:
    """What is searched for goes into the address, and what is found is shown from its first page."""
    asked = str(st.session_state[key] or "")
    if asked and asked != ALL:
        st.query_params[name] = asked
    else:
        st.query_params.pop(name, None)
    st.query_params.pop(results, None)


def make_ready(chosen: Collection) -> None:
    """Makes what `choose` looks in, before anyone asks for it."""
    _index(chosen, _key(chosen))


def search(index: Index, words: str, outlet: str | None) -> pa.Table:
    """The articles that hold every one of the words in headline, outlet, date or id, whatever their case."""
    found = index.articles
    if outlet is not None:
        found = found.filter(pc.equal(found["outlet"], outlet))
    for word in words[:LONGEST_SEARCH].lower().split():
        found = found.filter(pc.match_substring(found["words"], word))
    return found


def _list(rows: pa.Table, names: Names, opened: str) -> bool:
    """A page of the articles; whether one was chosen just now."""
    pages = max(-(-len(rows) // ON_A_PAGE), 1)
    asked = st.query_params.get(names[3], "")
    page = min(int(asked), pages) if asked.isdecimal() and 0 < len(asked) < 8 and int(asked) else 1
    first = (page - 1) * ON_A_PAGE
    shown = rows.slice(first, ON_A_PAGE).select(["id", "title", "about"]).to_pylist()
    told = "No article matches." if not len(rows) else counted(len(rows), "article")
    content: dict[str, Any] = {
        "told": told,
        "first": first + 1,
        "page": page,
        "pages": pages,
        "rows": [
            {**row, "title": row["title"] or "Article without a headline", "open": row["id"] == opened}
            for row in shown
        ],
    }
    digest = hashlib.sha256(orjson.dumps(content)).hexdigest()[:16]
    key = f"finder_{names[0]}"
    sent = _component()(
        data={**content, "digest": digest},
        key=key,
        on_open_change=partial(_open, key, names),
        on_turn_change=partial(_turn, key, names[3]),
    )
    return isinstance(sent.get("open"), str)


def _open(key: str, names: Names) -> None:
    wanted = st.session_state[key].get("open")
    if isinstance(wanted, str):
        st.query_params[names[0]] = wanted
        st.query_params.pop("at", None)


def _turn(key: str, results: str) -> None:
    page = st.session_state[key].get("turn")
    if isinstance(page, int):
        st.query_params[results] = str(page)


@st.cache_resource(max_entries=3, ttl=KEPT, show_spinner=False)
def _index(_chosen: Collection, key: str) -> Index:  # noqa: ARG001 (part of the key)
    return index_of(_chosen.articles)


def index_of(articles: pa.Table) -> Index:
    """The articles of a table to choose from; an unknown outlet comes last and has a name."""
    known = articles.select(["id", "outlet", "title", "date", "date_text"])
    order = pc.sort_indices(known, sort_keys=[(name, "ascending") for name in ("outlet", "date", "id")])
    known = known.take(order)
    outlet = pc.fill_null(known["outlet"].cast(pa.string()), UNKNOWN_ORIGIN)
    title = known["title"].cast(pa.string())
    date = pc.coalesce(pc.cast(known["date"], pa.string()), known["date_text"].cast(pa.string()))
    about = pc.binary_join_element_wise(outlet, date, " · ", null_handling="skip")
    words = pc.binary_join_element_wise(
        about, title, known["id"].cast(pa.string()), " ", null_handling="skip"
    )
    table = pa.table(
        {"id": known["id"], "outlet": outlet, "title": title, "about": about, "words": pc.utf8_lower(words)}
    )
    names = sorted(pc.unique(outlet).to_pylist(), key=lambda name: (name.casefold(), name))
    return Index(table, tuple(names))


def _key(chosen: Collection) -> str:
    return "\0".join((chosen.id, chosen.name, chosen.state, str(len(chosen.articles))))


@cache
def _component() -> Any:
    marks = (HERE.parent / "report" / "marks.css").read_text("utf-8")
    return st.components.v2.component(
        NAME,
        html='<div class="framing finding"></div>',
        css=marks + (HERE / "finder_view.css").read_text("utf-8"),
        js=(HERE / "finder_view.js").read_text("utf-8"),
        isolate_styles=False,
    )
