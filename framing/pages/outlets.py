"""Outlets: every measure by outlet with its interval, down to the articles and the words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from framing.compare import ArticleRow, Filters, OutletRow, ScoredTables
from framing.errors import FramingError
from framing.pages import blocks, data
from framing.pages.charts import described, figure, interval_words, outlet_chart
from framing.pages.evidence_view import articles_of, words_of
from framing.pages.measures import ALL, DEVICES, GROUPS, Choice, choices
from framing.report import to_csv
from framing.report.words import GENRES, STANCES, UNCORRECTED, VOICES, counted, score_label
from framing.store import Collection
from framing.types import Genre, Stance, Voice

MOST_OUTLETS = 12
"""Outlets drawn without being asked for."""
MOST_ARTICLES_TICKED = 2_000
"""Larger collections show article ticks only for one measure at a time."""


def draw() -> None:
    """The page."""
    try:
        chosen = data.collection()
    except FramingError as error:
        _head("")
        st.error(str(error))
        return
    if chosen is None or not len(chosen.articles):
        _head("")
        what = f"{chosen.name} holds no article." if chosen else "No sample corpus is installed."
        st.info(f"{what} Score a folder with `framing score INPUT --out DIR --texts`, then open DIR here.")
        return
    try:
        _compare(chosen, data.tables(chosen))
    except FramingError as error:
        st.error(str(error))


def _head(about: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="stretch"):
            blocks.heading("Compare outlets", about)
        with st.popover("Open a collection", icon=":material/folder_open:"):
            _open_collection()


def _open_collection() -> None:
    given = st.text_input("Folder that `framing score` has written", value=str(st.session_state.get(data.FOLDER, "")), key="typed_folder")
    st.caption("A path on this machine. Left empty: the collection the app was started with, or the sample corpus.")
    if st.button("Open", type="primary"):
        st.session_state[data.FOLDER] = (given or "").strip()
        st.rerun()


def _compare(chosen: Collection, tables: ScoredTables) -> None:
    outlets = data.outlet_names(chosen)
    _head(f"{chosen.name}: {counted(len(chosen.articles), 'article')}, {counted(len(outlets), 'outlet')} · {UNCORRECTED}")
    choice, filters = _choose(chosen)
    shown = _shown(outlets)
    rows = [row for row in data.outlet_rows(chosen, filters, choice) if row.outlet in shown]
    if not rows:
        st.info("No article passes these filters.")
        return
    if len(outlets) == 1:
        st.info(f"Only one outlet here ({outlets[0]}): its figures stand alone, there is nothing to compare them with.")
    if choice.measure == ALL:
        _overview(chosen, filters, rows)
    else:
        _one_measure(chosen, filters, choice, rows)
    _table(choice, rows)
    _down(chosen, tables, filters, choice, shown)


def _choose(chosen: Collection) -> tuple[Choice, Filters]:
    known = choices(data.device_labels(chosen))
    genres = data.genres(chosen)
    columns = st.columns([3, 1.4, 1.4, 1.4])
    label = columns[0].selectbox("Measure", list(known), key="measure", bind="query-params")
    genre = columns[1].selectbox("Genre", ["All", *genres], format_func=lambda g: GENRES.get(g, g), key="genre", bind="query-params")
    choice = known[str(label)]
    split = choice.kind == "device"
    voice = columns[2].selectbox("Whose words", ["All", *VOICES], format_func=lambda v: VOICES.get(v, v), key="voice", bind="query-params", disabled=not split)
    stance = columns[3].selectbox("Stance", ["All", *STANCES], format_func=lambda s: STANCES.get(s, s), key="stance", bind="query-params", disabled=not split)
    return choice, _filters(genre, voice if split else "All", stance if split else "All")


def _filters(genre: str | None, voice: str | None, stance: str | None) -> Filters:
    def chosen(value: str | None) -> str | None:
        return None if value in (None, "All") else value

    return Filters(genre=_as_genre(chosen(genre)), voice=_as_voice(chosen(voice)), stance=_as_stance(chosen(stance)))
