"""Outlets: every measure by outlet with its interval, down to the articles and the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from framing.compare import UNKNOWN_ORIGIN, ArticleRow, Filters, OutletRow, ScoredTables
from framing.errors import FramingError
from framing.pages import blocks, data, upload_view
from framing.pages.charts import described, interval_words, outlet_chart
from framing.pages.evidence_view import articles_of, words_of
from framing.pages.links import keep, recall, select
from framing.pages.measures import ALL, ATTRIBUTIONS, GROUPS, WITH_ATTRIBUTIONS, Choice, choices
from framing.report import to_csv
from framing.report.markup import Markup
from framing.report.words import GENRES, STANCES, UNCORRECTED, VOICES, counted, score_label
from framing.store import Collection, CopyCounts, copy_counts, summed
from framing.types import Genre, Stance, Voice

FEWEST_FOR_INTERVAL = 20
_HOW_TO_SCORE = "Score a folder with `framing score INPUT --out DIR --texts`, then open DIR here."
SHARED_COPY = "Shared copy: articles whose text other outlets have too, such as copy of a news agency."
MOST_OUTLETS = 12
"""Outlets drawn without being asked for."""
MOST_ARTICLES_TICKED = 2_000
"""Larger collections show article ticks only for one measure at a time."""


def draw() -> None:
    """The page."""
    try:
        chosen = data.collection()
        if chosen is None or not len(chosen.articles):
            _head("")
            blocks.note(f"{chosen.name if chosen else 'Nothing'} holds no article. {_HOW_TO_SCORE}")
        else:
            _compare(chosen, data.tables(chosen))
    except FramingError as error:
        _head("")
        blocks.note(str(error), "error")


def _head(about: str) -> None:
    blocks.heading("Compare outlets", about)
    _open_collection()


def _open_collection() -> None:
    with st.popover("Open another collection", icon=":material/folder_open:", type="tertiary"):
        before = str(st.session_state.get(data.FOLDER, ""))
        upload_view.uploader()
        given = st.text_input(
            "Or a folder that `framing score` has written", value=before, key="typed_folder"
        )
        st.caption("A path on this machine. Left empty: what the app was started with, or the sample corpus.")
        if st.button("Open", type="primary"):
            data.open_folder(given or "")
            st.rerun()
    upload_view.state()
    upload = data.open_uploaded()
    if upload is not None:
        upload_view.outcome(upload, furniture=False)


def _compare(chosen: Collection, tables: ScoredTables) -> None:
    outlets = data.outlet_names(chosen)
    about = f"{chosen.name}: {counted(len(chosen.articles), 'article')}, {counted(len(outlets), 'outlet')} · {UNCORRECTED}"
    _head(about)
    choice, filters = _choose(chosen)
    _not_compared(chosen)
    shown = _shown(chosen, outlets)
    rows = [row for row in data.outlet_rows(chosen, filters, choice) if row.outlet in shown]
    if not rows:
        blocks.note("No article passes these filters.")
        return
    if len(outlets) == 1:
        blocks.note(f"Only one outlet here ({outlets[0]}): there is nothing to compare it with.")
    if choice.measure == ALL:
        _overview(chosen, filters, rows)
    else:
        _one_measure(chosen, filters, choice, rows)
    _table(choice, rows)
    _down(chosen, tables, filters, choice, shown)


def _choose(chosen: Collection) -> tuple[Choice, Filters]:
    known = choices(data.device_labels(chosen))
    columns = st.columns([3, 1.4, 1.4, 1.4])
    choice = known[select(columns[0], "Measure", list(known), "measure")]
    genre = _filter(columns[1], "Genre", {name: GENRES[name] for name in data.genres(chosen)}, "genre")
    voice = _filter(columns[2], "Whose words", VOICES, "voice") if choice.splits else None
    stance = _filter(columns[3], "Stance", STANCES, "stance") if choice.splits else None
    shared_copy = not _own_copy_only(chosen)
    asked = cast("Genre | None", genre), cast("Voice | None", voice), cast("Stance | None", stance)
    return choice, Filters(genre=asked[0], voice=asked[1], stance=asked[2], shared_copy=shared_copy)


def _own_copy_only(chosen: Collection) -> bool:
    """Whether copy that several outlets share is left out; asked only where there is such copy."""
    if not summed(copy_counts(chosen)).shared_copies:
        return False
    recall("own_copy", (True, False))
    own = st.toggle("Without shared copy", key="own_copy", bind="query-params", help=SHARED_COPY)
    return keep("own_copy", own)


def _not_compared(chosen: Collection) -> None:
    """What is no part of the figures: near-duplicates and page furniture; and how much copy is shared."""
    rows = copy_counts(chosen)
    told = _left_out(summed(rows))
    if told:
        with st.expander(told, key="copies"):
            blocks.show(_left_out_table(rows))


def _left_out(found: CopyCounts) -> str:
    """`2 near-duplicates left out · 14 articles of shared copy · 6 % of the words are page furniture, not scored`."""
    parts = (
        (found.near_duplicates, f"{counted(found.near_duplicates, 'near-duplicate')} left out"),
        (found.shared_copies, f"{counted(found.shared_copies, 'article')} of shared copy"),
        (found.furniture_words, f"{found.furniture_share:.1%} of the words are page furniture, not scored"),
    )
    return " · ".join(words for number, words in parts if number)


def _left_out_table(rows: Sequence[CopyCounts]) -> Markup:
    cells = [
        (
            row.outlet or UNKNOWN_ORIGIN,
            f"{row.articles:,}",
            f"{row.near_duplicates:,}",
            f"{row.shared_copies:,}",
            f"{row.words:,}",
            f"{row.furniture_words:,} ({row.furniture_share:.1%})",
        )
        for row in rows
    ]
    columns = (
        "Outlet",
        "Articles",
        "Near-duplicates left out",
        "Shared copy",
        "Words scored",
        "Words of page furniture",
    )
    return blocks.table(columns, cells, caption=f"By outlet. {SHARED_COPY}")


def _filter(place: DeltaGenerator, label: str, names: dict[str, str], key: str) -> str | None:
    """One of the codes of `names`, None for all of them."""
    codes = {name: code for code, name in names.items()}
    return codes.get(select(place, label, ["All", *codes], key))


def _shown(chosen: Collection, outlets: tuple[str, ...]) -> tuple[str, ...]:
    """The outlets to draw: all of a few; of many those with the most articles, until somebody chooses others."""
    if len(outlets) <= MOST_OUTLETS:
        return outlets
    most = data.outlets_with_most_articles(chosen, MOST_OUTLETS)
    picked = st.multiselect(
        f"Outlets (of {len(outlets)}; at first the {MOST_OUTLETS} with the most articles)",
        outlets,
        default=most,
        key="outlets",
    )
    return tuple(picked) or most


def _overview(chosen: Collection, filters: Filters, rows: Sequence[OutletRow]) -> None:
    ticked = len(chosen.articles) <= MOST_ARTICLES_TICKED
    for title, measures in GROUPS:
        blocks.heading(title, level=2)
        columns = st.columns(3, gap="medium")
        for place, measure in zip(columns, measures, strict=False):
            own = [row for row in rows if row.measure == measure]
            articles = _articles(chosen, filters, own) if ticked else ()
            with place.container(gap=None):
                _small(measure, own, articles)
    _explain(rows, ticked=ticked)


def _small(measure: str, rows: Sequence[OutletRow], articles: Sequence[ArticleRow]) -> None:
    label = score_label(measure)
    st.button(
        label,
        key=f"open-{measure}",
        type="tertiary",
        icon=":material/chevron_right:",
        icon_position="right",
        on_click=_open,
        args=(label,),
        help="Show this measure alone",
    )
    if rows:
        chart = outlet_chart(rows, articles, small=True, dark=_dark())
        st.vega_lite_chart(chart, key=f"chart-{measure}", alt=described(label, rows))


def _dark() -> bool:
    return st.context.theme.type == "dark"


def _open(label: str) -> None:
    st.session_state["measure"] = label


def _one_measure(chosen: Collection, filters: Filters, choice: Choice, rows: Sequence[OutletRow]) -> None:
    named = (
        f"{data.device_labels(chosen)[choice.code]}, per 1,000 words"
        if choice.code
        else score_label(choice.measure)
    )
    blocks.heading(named, UNCORRECTED, level=2)
    if choice.measure in WITH_ATTRIBUTIONS:
        left, right = st.columns([3, 2], gap="medium")
        with right:
            _beside(chosen, filters, [row.outlet for row in rows])
    else:
        left = st.container()
    chart = outlet_chart(rows, _articles(chosen, filters, rows), dark=_dark())
    left.vega_lite_chart(chart, key="chart", alt=described(named, rows))
    _explain(rows, ticked=True)


def _beside(chosen: Collection, filters: Filters, shown: list[str]) -> None:
    """Attributions per 1,000 words, without which a share misleads: of few attributions any share is possible."""
    rows = data.outlet_rows(chosen, filters, Choice(ATTRIBUTIONS))
    rows = tuple(row for row in rows if row.outlet in shown)
    chart = outlet_chart(rows, _articles(chosen, filters, rows), dark=_dark())
    st.vega_lite_chart(chart, key="beside", alt=described(score_label(ATTRIBUTIONS), rows))
    st.caption(
        "For comparison: attributions per 1,000 words. Of few attributions, any share is easily reached."
    )


def _articles(chosen: Collection, filters: Filters, rows: Sequence[OutletRow]) -> list[ArticleRow]:
    return [
        article for row in rows for article in data.article_rows(chosen, row.outlet, row.measure, filters)
    ]


def _explain(rows: Sequence[OutletRow], *, ticked: bool) -> None:
    marks = "Dot: the outlet’s figure; line: its 95 % interval; dashed: a bound on one side; open dot: no interval."
    ticks = " Faint ticks: single articles." if ticked else ""
    least = min(row.articles for row in rows)
    few = (
        " Fewer than 20 articles an outlet give no interval: read the articles."
        if least < FEWEST_FOR_INTERVAL
        else ""
    )
    st.caption(
        f"{marks}{ticks}{few} Outlets stand in alphabetical order; the number after a name is that of its articles."
    )


def _table(choice: Choice, rows: Sequence[OutletRow]) -> None:
    with st.expander("The same as a table", key="table"):
        columns = ("Outlet", "Measure", "Articles", "Words", "Estimate (95 % interval)", "Made of", "Note")
        cells = [_cells(row) for row in rows]
        blocks.show(
            blocks.table(columns, cells, caption=f"{UNCORRECTED.capitalize()}; outlets in alphabetical order")
        )
    names = list(OutletRow.__dataclass_fields__)
    csv = to_csv(names, ([getattr(row, name) for name in names] for row in rows))
    file_name = f"outlets-{choice.measure.replace(':', '-').replace('/', '-')}.csv"
    st.download_button(
        "Table (CSV)", csv, file_name, "text/csv", on_click="ignore", icon=":material/download:"
    )


def _cells(row: OutletRow) -> tuple[str, ...]:
    counts = (f"{row.articles:,}", f"{row.words:,}")
    return (row.outlet, score_label(row.measure), *counts, interval_words(row), _made_of(row), row.warning)


def _made_of(row: OutletRow) -> str:
    if row.kind == "mean":
        return f"mean over {counted(row.articles, 'article')}"
    over = counted(int(row.denominator), "word" if row.kind == "rate" else "attribution")
    return f"{row.numerator:,.0f} in {over}, in {counted(row.articles_with_hits or 0, 'article')}"


def _down(
    chosen: Collection, tables: ScoredTables, filters: Filters, choice: Choice, shown: tuple[str, ...]
) -> None:
    blocks.heading("Down to the articles", "Choose an outlet; its articles and their words follow.", level=2)
    outlet = select(st.container(), "Outlet", shown, "outlet")
    measure = GROUPS[0][1][0] if choice.measure == ALL else choice.measure
    articles_of(data.article_rows(chosen, outlet, measure, filters), measure)
    words_of(chosen, tables, outlet, choice, filters)
