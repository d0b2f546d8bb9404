"""Time: a measure by week, month or year with its interval, of all articles or of each outlet; first uses in this corpus."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from framing.compare import Filters
from framing.compare.intervals import MIN_UNITS
from framing.compare.periods import Every, between, period
from framing.compare.trends import Course, Trend, TrendRow, trend
from framing.pages import blocks, data, trends_chart, trends_first
from framing.pages.charts import PARTS_IN_A_ROW, interval_words, together
from framing.pages.exports import downloads
from framing.pages.links import keep, recall, select
from framing.pages.measures import ALL, Choice
from framing.pages.opener import on_articles
from framing.pages.outlets_data import known_choices
from framing.report.markup import tag
from framing.report.words import GENRES, STANCES, UNCORRECTED, VOICES, counted
from framing.store import Collection
from framing.types import Genre, Stance, Voice

KEPT = timedelta(hours=2)
TITLE, ABOUT = "Time", "How a measure runs over weeks, months and years."
EVERY_LABELS: dict[str, Every] = {"Week": "week", "Month": "month", "Year": "year"}
TOGETHER, APART = "All articles", "By outlet"
MOST_OUTLETS = 12
"""Outlets drawn without being asked for."""
MOST_ROWS = 200
"""Rows of the table on the page; the files have all."""
MARKS = (
    "Dot: the figure of the articles of that time; line: its 95 % interval; dashed: a bound on one side; open dot: no interval, "
    f"fewer than {MIN_UNITS} articles. The thin line joins neighbouring {{}}s only, so a gap is a time without an article."
)


def draw() -> None:
    """The page."""
    on_articles(TITLE, ABOUT, _followed)


def _followed(chosen: Collection) -> None:
    choice, every, apart = _choose(chosen)
    filters = _filters(chosen, choice)
    outlets = _shown(chosen) if apart else None
    found = _trend(chosen, Course(choice.measure, every, choice.codes), filters, outlets, _key(chosen))
    label = choice.label
    blocks.heading(label, f"by {every} · {UNCORRECTED}", level=2)
    _dates(found)
    if not found.rows:
        blocks.note(_nothing(found))
        return
    _charts(label, found, outlets)
    st.caption(MARKS.format(every))
    _table(chosen, label, found)
    trends_first.first(chosen, choice, filters)


def _choose(chosen: Collection) -> tuple[Choice, Every, bool]:
    known = {name: one for name, one in known_choices(chosen).items() if one.measure != ALL}
    columns = st.columns([3, 1.6, 1.6], vertical_alignment="bottom")
    choice = known[select(columns[0], "Measure", list(known), "course")]
    every = _one_of(columns[1], "By", list(EVERY_LABELS), "every", "Month")
    apart = _one_of(columns[2], "Of", [TOGETHER, APART], "of", TOGETHER) == APART
    return choice, EVERY_LABELS[every], apart


def _one_of(place: DeltaGenerator, label: str, options: list[str], key: str, first: str) -> str:
    recall(key, options)
    chosen = place.segmented_control(
        label, options, default=first, required=True, key=key, bind="query-params"
    )
    return keep(key, str(chosen or first))


def _filters(chosen: Collection, choice: Choice) -> Filters:
    columns = st.columns(3)
    genre = _filter(columns[0], "Genre", {name: GENRES[name] for name in data.genres(chosen)}, "time_genre")
    voice = _filter(columns[1], "Whose words", VOICES, "time_voice") if choice.splits else None
    stance = _filter(columns[2], "Stance", STANCES, "time_stance") if choice.splits else None
    return Filters(
        genre=cast("Genre | None", genre),
        voice=cast("Voice | None", voice),
        stance=cast("Stance | None", stance),
    )


def _filter(place: DeltaGenerator, label: str, names: dict[str, str], key: str) -> str | None:
    codes = {name: code for code, name in names.items()}
    return codes.get(select(place, label, ["All", *codes], key))


def _shown(chosen: Collection) -> tuple[str, ...]:
    outlets = data.outlet_names(chosen)
    if len(outlets) <= MOST_OUTLETS:
        return outlets
    most = data.outlets_with_most_articles(chosen, MOST_OUTLETS)
    picked = st.multiselect(
        f"Outlets (of {len(outlets)}; at first the {MOST_OUTLETS} with the most articles)",
        outlets,
        default=most,
        key="time_outlets",
        bind="query-params",
    )
    return tuple(picked)[:MOST_OUTLETS] or most


def _dates(found: Trend) -> None:
    """How many articles have no place on the axis, and how many have one by month or year alone."""
    parts = []
    if found.without_date:
        needed = "no year" if found.every == "year" else f"no date that tells the {found.every}"
        parts.append(
            f"{found.without_date:,} of {counted(found.articles, 'article')} have {needed} and are left out"
        )
    if found.by_part_date:
        parts.append(
            f"{found.by_part_date:,} are placed by {'month or year' if found.every == 'year' else 'month'} alone"
        )
    if parts:
        st.caption("; ".join(parts).capitalize() + ".")


def _nothing(found: Trend) -> str:
    if not found.articles:
        return "No article passes these filters."
    if found.every != "year":
        return f"No article here has a date that tells its {found.every}. A coarser step may show more."
    return "No article here has a date, so nothing can be shown over time. Dates can be mapped when articles are imported."


def _charts(label: str, found: Trend, outlets: Sequence[str] | None) -> None:
    dark = st.context.theme.type == "dark"
    axes = trends_chart.span(found.rows)
    lines = [
        (name, [row for row in found.rows if row.outlet == name])
        for name in outlets or [found.rows[0].outlet]
    ]
    if outlets is None:
        rows = lines[0][1]
        st.vega_lite_chart(
            trends_chart.trend_chart(rows, found.every, axes, dark=dark),
            key="trend",
            alt=trends_chart.described(label, rows, found.every),
        )
        _gaps(found, axes)
        return
    for at in range(0, len(lines), PARTS_IN_A_ROW):
        columns = st.columns(PARTS_IN_A_ROW, gap="medium")
        for number, (place, (name, rows)) in enumerate(zip(columns, lines[at:], strict=False), at):
            with place.container(gap=None):
                _small(label, (name, rows), found.every, axes, f"trend-{number}")


def _small(
    label: str, line: tuple[str, Sequence[TrendRow]], every: Every, axes: trends_chart.Span, key: str
) -> None:
    name, rows = line
    blocks.show(tag("h3", name, class_="small-chart"))
    if not rows:
        blocks.show(tag("p", f"no {every} with an article", class_="soft"))
        return
    dark = st.context.theme.type == "dark"
    chart = trends_chart.trend_chart(rows, every, axes, small=True, dark=dark)
    st.vega_lite_chart(
        chart,
        key=key,
        alt=trends_chart.described(label, rows, every),
    )


def _gaps(found: Trend, axes: trends_chart.Span) -> None:
    """How many periods hold no article, and what is so far away that it would squeeze the axis."""
    away = trends_chart.outside(found.rows, axes)
    starts = [row.start for row in found.rows if row not in away]
    whole = sum(
        1 for _ in between(period(min(starts), found.every), period(max(starts), found.every), found.every)
    )
    told = []
    if whole > len(starts):
        told.append(
            f"{whole - len(starts):,} of {counted(whole, found.every)} hold no article: gaps, not zeros."
        )
    if away:
        articles = sum(row.articles + row.articles_left_out for row in away)
        told.append(
            f"Not drawn, as far from all others: {counted(articles, 'article')} of {', '.join(row.period for row in away)}; "
            "is that date right? The table has them."
        )
    if told:
        st.caption(" ".join(told))


def _table(chosen: Collection, label: str, found: Trend) -> None:
    columns = (found.every.capitalize(), "Outlet", "Articles", "Estimate (95 % interval)", "Made of", "Note")
    shown = found.rows[:MOST_ROWS]
    cells = [
        (
            row.period,
            row.outlet,
            f"{row.articles:,}",
            interval_words(row),
            _made_of(row),
            row.warning,
        )
        for row in shown
    ]
    caption = f"{label}; {UNCORRECTED}" + (
        f"; the first {MOST_ROWS} of {len(found.rows):,} rows" if len(found.rows) > MOST_ROWS else ""
    )
    with st.expander("The same as a table", key="trend-table"):
        blocks.show(blocks.table(columns, cells, caption=caption))
    names = tuple(TrendRow.__dataclass_fields__)
    rows = [[getattr(row, name) for name in names] for row in found.rows]
    left_out = f"{found.without_date} of {found.articles} articles without a date for this left out"
    note = f"{UNCORRECTED}; {left_out}. {data.sampling_note(chosen)}"
    downloads("time", names, rows, note, lambda: _picture(found), title=label)


def _picture(found: Trend) -> dict[str, object]:
    axes = trends_chart.span(found.rows)
    names = list(dict.fromkeys(row.outlet for row in found.rows))
    charts = [
        (
            name,
            trends_chart.trend_chart(
                [row for row in found.rows if row.outlet == name], found.every, axes, small=len(names) > 1
            ),
        )
        for name in names
    ]
    return charts[0][1] if len(charts) == 1 else together(charts)


def _made_of(row: TrendRow) -> str:
    if row.kind == "mean":
        return f"mean over {counted(row.articles, 'article')}"
    over = counted(int(row.denominator), "word" if row.kind == "rate" else "attribution")
    return f"{row.numerator:,.0f} in {over}"


def _key(chosen: Collection) -> str:
    return f"{chosen.id} {chosen.name} {chosen.signature} {chosen.state} {len(chosen.articles)}"


@st.cache_resource(max_entries=60, ttl=KEPT, show_spinner="Counting …")
def _trend(
    _chosen: Collection,
    course: Course,
    filters: Filters,
    outlets: tuple[str, ...] | None,
    key: str,  # noqa: ARG001 (part of the key)
) -> Trend:
    return trend(data.tables(_chosen), course, filters, outlets=outlets)
