"""What a reader chooses on Outlets: measure, genre, voice, stance, stories, copies, outlets, order; all of it in the address."""

from __future__ import annotations

from collections import Counter
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from framing.compare import Filters
from framing.pages import data
from framing.pages.links import keep, recall, select
from framing.pages.measures import Choice
from framing.pages.outlets_data import Basis, basis, known_choices, same_story_share
from framing.report.words import GENRES, STANCES, VOICES
from framing.store import Collection
from framing.types import Genre, Stance, Voice

SHARED_COPY = "Shared copy: articles whose text other outlets have too, such as copy of a news agency."
SAME, EVERY = "Same stories", "All articles"
BY_NAME, BY_VALUE = "By name", "By value"
MOST_OUTLETS = 12
"""Outlets drawn without being asked for."""
KNOWN_SHARE = 0.5
"""Genre and stories narrow the comparison from the start where so many of the articles have one."""


def choose(chosen: Collection, outlets: tuple[str, ...]) -> tuple[Choice, Basis]:
    """The measure, and what is compared."""
    known = known_choices(chosen)
    columns = st.columns([3, 1.4, 1.4, 1.4])
    choice = known[select(columns[0], "Measure", list(known), "measure")]
    genre = _genre(columns[1], chosen)
    voice = _filter(columns[2], "Whose words", VOICES, "voice") if choice.splits else None
    stance = _filter(columns[3], "Stance", STANCES, "stance") if choice.splits else None
    shown = _shown(chosen, outlets)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        same = _stories(chosen, shown)
        own = _own_copy_only(chosen)
    asked = cast("Genre | None", genre), cast("Voice | None", voice), cast("Stance | None", stance)
    filters = Filters(genre=asked[0], voice=asked[1], stance=asked[2], shared_copy=not own)
    return choice, basis(chosen, filters, shown, same_stories=same)


def by_value() -> bool:
    """Whether the outlets of one chart stand in the order of their figures."""
    recall("order", (BY_NAME, BY_VALUE))
    found = st.segmented_control(
        "Order", (BY_NAME, BY_VALUE), default=BY_NAME, required=True, key="order", bind="query-params"
    )
    return keep("order", found or BY_NAME) == BY_VALUE


def _genre(place: DeltaGenerator, chosen: Collection) -> str | None:
    """The genre compared: at first the most frequent one, where most articles have a known one of several."""
    counts = Counter(chosen.articles["genre"].to_pylist())
    unknown = counts.pop(None, 0)
    names = {code: GENRES[code] for code in data.genres(chosen)}
    first = 0
    if len(names) > 1 and sum(counts.values()) >= KNOWN_SHARE * (sum(counts.values()) + unknown):
        most = max(names, key=lambda code: counts[code])
        first = 1 + list(names).index(most)
    return _filter(place, "Genre", names, "genre", first)


def _filter(place: DeltaGenerator, label: str, names: dict[str, str], key: str, first: int = 0) -> str | None:
    """One of the codes of `names`, None for all of them."""
    codes = {name: code for code, name in names.items()}
    return codes.get(select(place, label, ["All", *codes], key, first))


def _shown(chosen: Collection, outlets: tuple[str, ...]) -> tuple[str, ...]:
    """The outlets to draw: all of a few; of many those with the most articles, until somebody chooses others."""
    if len(outlets) <= MOST_OUTLETS:
        return outlets
    most = data.outlets_with_most_articles(chosen, MOST_OUTLETS)
    recall("outlets", (list(most),))
    picked = st.multiselect(
        f"Outlets (of {len(outlets):,}; at first the {MOST_OUTLETS} with the most articles)",
        outlets,
        default=most,
        key="outlets",
        bind="query-params",
    )
    return tuple(name for name in outlets if name in picked) or most


def _stories(chosen: Collection, shown: tuple[str, ...]) -> bool:
    """Whether only stories that two of the outlets cover are compared; asked only where there are such."""
    share = same_story_share(chosen, shown)
    if not share or len(shown) < 2:
        return False
    recall("articles", (SAME, EVERY))
    found = st.segmented_control(
        "Articles",
        (SAME, EVERY),
        default=SAME if share >= KNOWN_SHARE else EVERY,
        required=True,
        key="articles",
        bind="query-params",
        help="Same stories: only articles on stories that at least two of these outlets cover.",
    )
    return keep("articles", found) == SAME


def _own_copy_only(chosen: Collection) -> bool:
    """Whether copy that several outlets share is left out; asked only where there is such copy."""
    if not any(row.shared_copies for row in data.copies(chosen)):
        return False
    recall("own_copy", (True, False))
    own = st.toggle("Without shared copy", key="own_copy", bind="query-params", help=SHARED_COPY)
    return keep("own_copy", own)
