"""Two outlets compared within the stories that both cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from itertools import combinations
from typing import cast

import streamlit as st

from framing.compare import Filters
from framing.compare.intervals import MIN_HITS, MIN_UNITS
from framing.compare.story_contrasts import StoryContrastRow, StoryContrasts, contrast_within_stories
from framing.pages import blocks, data, stories_data
from framing.pages.exports import downloads
from framing.pages.links import select
from framing.pages.stories_chart import drawn, pair_chart, value_words
from framing.report.markup import tag
from framing.report.words import GENRES, UNCORRECTED, counted, score_label
from framing.store import Collection
from framing.types import Genre

KEPT = timedelta(hours=2)
MOST_OUTLETS = 200
"""Outlets offered, those in the most stories."""
HOW = (
    "Each story is compared with itself, so what the outlets report on is not in the difference; long and short stories weigh by "
    "their words. The interval says how far the figure would move with other stories. Clear: it holds after allowing for all "
    "measures of the table. "
    f"Too few: under {MIN_UNITS} common stories, or under {MIN_HITS} with a hit on either side."
)


def pair(chosen: Collection, *, copies: bool) -> None:
    """Choose two outlets; their measures within common stories follow."""
    stories = stories_data.clusters(chosen) or {}
    names = _outlets(chosen, stories)
    if len(names) < 2:
        blocks.note("No two outlets here share a story, so there is nothing to compare within stories.")
        return
    first, second = _most_common(chosen, stories)
    columns = st.columns([2, 2, 1.4])
    one = select(columns[0], "Outlet", names, "pair_one", index=names.index(first))
    other = select(columns[1], "compared with", names, "pair_other", index=names.index(second))
    genres = {GENRES[name]: name for name in data.genres(chosen)}
    genre = genres.get(select(columns[2], "Genre", ["All", *genres], "pair_genre"))
    if one == other:
        blocks.note("Choose two different outlets.")
        return
    filters = Filters(genre=cast("Genre | None", genre), shared_copy=copies)
    found = _contrasts(chosen, stories, (one, other), filters, _key(chosen))
    if not found.stories:
        blocks.note(f"{one} and {other} share no story here.")
        return
    _show(chosen, found)


def _show(chosen: Collection, found: StoryContrasts) -> None:
    blocks.heading(f"{found.outlet} and {found.baseline}", f"{_scope(found)} · {UNCORRECTED}", level=2)
    if found.stories < MIN_UNITS:
        blocks.note(
            f"Fewer than {MIN_UNITS} common stories: the figures are here, but no interval. Read the stories side by side."
        )
    if drawn(found):
        chart = pair_chart(found, dark=st.context.theme.type == "dark")
        st.vega_lite_chart(chart, key="pair-chart", alt=_described(found))
        told = (
            f"Dot: how many times {found.outlet}’s figure is that of {found.baseline} in the same stories; line: 95 % interval. "
            "Where the line meets 1, these stories do not settle it."
        )
        blocks.show(tag("p", told, class_="soft small"))
    _table(chosen, found)
    st.caption(HOW)


def _scope(found: StoryContrasts) -> str:
    left = (
        f"left out, as in no common story: {found.left_out_share:.0%} of the articles of {found.outlet}, "
        f"{found.baseline_left_out_share:.0%} of {found.baseline}"
    )
    return f"{counted(found.stories, 'common story', 'common stories')} · {left}"


def _table(chosen: Collection, found: StoryContrasts) -> None:
    names = ("Measure", found.outlet, found.baseline, "Within stories (95 % interval)", "Stories", "Verdict")
    cells = [
        (
            score_label(row.measure),
            figure(row, row.estimate),
            figure(row, row.baseline_estimate),
            value_words(row),
            str(row.stories),
            row.verdict,
        )
        for row in found.rows
    ]
    caption = f"{UNCORRECTED.capitalize()}; {counted(found.family_size, 'contrast')} judged together (Benjamini–Hochberg)"
    blocks.show(blocks.table(names, cells, caption=caption))
    columns = ("outlet", "baseline", *StoryContrastRow.__dataclass_fields__)
    rows = [
        (
            found.outlet,
            found.baseline,
            *(getattr(row, name) for name in StoryContrastRow.__dataclass_fields__),
        )
        for row in found.rows
    ]
    chart = pair_chart(found) if drawn(found) else None
    downloads(
        "within-stories",
        columns,
        rows,
        f"{UNCORRECTED}; {_scope(found)}. {data.sampling_note(chosen)}",
        chart,
        title=f"{found.outlet} and {found.baseline} within common stories",
    )


def figure(row: StoryContrastRow, value: float | None) -> str:
    """A figure of an outlet in the unit of its measure."""
    if value is None:
        return "–"
    return f"{value:.0%}" if row.kind == "share" else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def _described(found: StoryContrasts) -> str:
    parts = [f"{score_label(row.measure)}: {value_words(row)}" for row in found.rows if row.effect == "ratio"]
    return (
        f"{found.outlet} against {found.baseline} within {found.stories} common stories. {'; '.join(parts)}."
    )


def _outlets(chosen: Collection, stories: Mapping[str, str]) -> list[str]:
    counts = Counter(
        outlet for outlets in _outlets_by_story(chosen, stories, _key(chosen)) for outlet in outlets
    )
    most = {name for name, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_OUTLETS]}
    return [name for name in data.outlet_names(chosen) if name in most]


def _most_common(chosen: Collection, stories: Mapping[str, str]) -> tuple[str, str]:
    """The two outlets with the most common stories, in alphabetical order; of equal ones the first."""
    common = Counter(
        both
        for outlets in _outlets_by_story(chosen, stories, _key(chosen))
        for both in combinations(sorted(outlets, key=str.casefold), 2)
    )
    return min(common.items(), key=lambda item: (-item[1], item[0]))[0]


def _key(chosen: Collection) -> str:
    return stories_data.state(chosen)


@st.cache_resource(max_entries=4, ttl=KEPT, show_spinner=False)
def _outlets_by_story(
    _chosen: Collection,
    _stories: Mapping[str, str],
    key: str,  # noqa: ARG001 (part of the key)
) -> tuple[frozenset[str], ...]:
    listed = stories_data.listed(_chosen)
    return tuple(frozenset(story.outlets) for story in listed if len(story.outlets) > 1)


@st.cache_resource(max_entries=50, ttl=KEPT, show_spinner="Comparing …")
def _contrasts(
    _chosen: Collection,
    _stories: Mapping[str, str],
    both: tuple[str, str],
    filters: Filters,
    key: str,  # noqa: ARG001 (part of the key)
) -> StoryContrasts:
    return contrast_within_stories(data.tables(_chosen), _stories, both, filters)
