"""What Outlets compares, cached by collection and filters: rows, ticks, differences, shares, keyness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import streamlit as st

from framing.compare import (
    ArticleRow,
    Contrasts,
    Family,
    Filters,
    Keyness,
    OutletRow,
    ScoredTables,
    article_ticks,
    article_values,
    compare_outlets,
    compare_splits,
    component_codes,
    contrast_outlets,
    families,
)
from framing.compare.contrasts import GENERAL
from framing.compare.groups import Group, between
from framing.compare.keyness import Unit
from framing.compare.scored import filter_articles
from framing.compare.stories import shared
from framing.pages import data, stories_data
from framing.pages.measures import ALL, Choice, choices
from framing.store import Collection, texts_of

TICKS, SMALL_TICKS = 100, 40
"""Articles ticked an outlet at most, alone and in small multiples; of more articles these are a fixed random choice."""


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What is compared: the collection, its stories where they are known, the filters, and the outlets shown.

    key: changes with everything that the figures depend on.
    """

    chosen: Collection
    tables: ScoredTables
    clusters: Mapping[str, str] | None
    filters: Filters
    outlets: tuple[str, ...]
    key: str


def basis(chosen: Collection, filters: Filters, outlets: tuple[str, ...], *, same_stories: bool) -> Basis:
    """The basis of the comparison; `same_stories` leaves only articles of stories that two of the outlets cover."""
    tables, clusters = data.tables(chosen), stories_data.clusters(chosen)
    key = f"{collection_key(chosen)} {stories_data.state(chosen)}"
    if same_stories and clusters is not None:
        within = _shared(tables, clusters, key, outlets)
        return Basis(
            chosen, tables, clusters, replace(filters, articles=within), outlets, f"{key} {filters} {outlets}"
        )
    return Basis(chosen, tables, clusters, filters, outlets, f"{key} {filters}")


def same_story_share(chosen: Collection, outlets: tuple[str, ...]) -> float | None:
    """Share of the articles of these outlets whose story two of them cover; None while the stories are not known."""
    tables, clusters = data.tables(chosen), stories_data.clusters(chosen)
    if clusters is None:
        return None
    key = f"{collection_key(chosen)} {stories_data.state(chosen)}"
    articles = data.articles_of_outlets(chosen, outlets)
    return len(_shared(tables, clusters, key, outlets)) / max(articles, 1)


def collection_key(chosen: Collection) -> str:
    """Changes with whatever the tables hold."""
    return f"{chosen.id} {chosen.signature} {chosen.state}"


def noted(of: Basis, text: str) -> str:
    """The note of an export: what is to be known of the figures, and how the articles were drawn."""
    return f"{text} {data.sampling_note(of.chosen)}"


def known_choices(chosen: Collection) -> Mapping[str, Choice]:
    """Every measure of the collection by its label."""
    return _choices(chosen, collection_key(chosen))


def rows(of: Basis, choice: Choice) -> tuple[OutletRow, ...]:
    """Outlets × the measure chosen, or × all general ones; only the outlets shown."""
    return tuple(row for row in _rows(of, of.key, choice) if row.outlet in of.outlets)


def ticks(of: Basis, choice: Choice, measures: tuple[str, ...]) -> Mapping[str, tuple[ArticleRow, ...]]:
    """For each measure the article ticks of the outlets shown."""
    return _ticks(of, f"{of.key} {of.outlets}", choice, measures)


def articles(of: Basis, outlet: str, choice: Choice) -> tuple[ArticleRow, ...]:
    """The articles of an outlet by date, those without one last, with their part in a measure."""
    return _articles(of, of.key, outlet, choice)


def splits(of: Basis, choice: Choice) -> tuple[OutletRow, ...]:
    """Shares by voice and by stance of the uses of all devices, or of those chosen, for the outlets shown."""
    return tuple(row for row in _splits(of, of.key, choice) if row.outlet in of.outlets)


def differences(of: Basis, choice: Choice, baseline: str | None) -> Contrasts:
    """Each outlet shown against one outlet or the rest, judged over the family that the measure belongs to."""
    return _differences(of, f"{of.key} {of.outlets}", choice, baseline)


def differences_of(of: Basis, outlet: str, baseline: str | None, *, phrases: bool) -> Contrasts:
    """One outlet against one other or the rest: in every general measure, or in every framing phrase."""
    return _differences_of(of, of.key, outlet, baseline, phrases)


def stories_by_outlet(of: Basis) -> Mapping[str, int]:
    """Outlet → stories that its articles tell; empty where stories are not known."""
    return {} if of.clusters is None else _stories(of, of.key)


def key_words(of: Basis, one: Group, other: Group, unit: Unit) -> Keyness:
    """What one group of articles uses more than the other; see `framing.compare.keyness`."""
    return _key_words(of, of.key, one, other, unit)


@st.cache_resource(max_entries=8, ttl=data.KEPT, show_spinner=False)
def _shared(
    _tables: ScoredTables,
    _clusters: Mapping[str, str],
    key: str,  # noqa: ARG001 (part of the key)
    outlets: tuple[str, ...],
) -> frozenset[str]:
    return shared(_clusters, _tables, outlets)


@st.cache_resource(max_entries=4, ttl=data.KEPT, show_spinner=False)
def _choices(_chosen: Collection, key: str) -> Mapping[str, Choice]:  # noqa: ARG001
    tables, labels = data.tables(_chosen), data.device_labels(_chosen)
    packages: dict[str, list[str]] = {}
    for device in data.codebook().devices:
        if device.id in labels:
            packages.setdefault(device.package, []).append(device.id)
    sets = {name: tuple(sorted(codes)) for name, codes in packages.items()}
    return choices(labels, component_codes(tables), sets, families(labels))


def _sets(choice: Choice) -> dict[str, tuple[str, ...]] | None:
    return {choice.measure.removeprefix("devices:"): choice.codes} if choice.codes else None


@st.cache_resource(max_entries=60, ttl=data.KEPT, show_spinner="Comparing …")
def _rows(_of: Basis, key: str, choice: Choice) -> tuple[OutletRow, ...]:  # noqa: ARG001
    wanted = None if choice.measure == ALL else (choice.measure,)
    return compare_outlets(
        _of.tables, _of.filters, codes=(), code_sets=_sets(choice), clusters=_of.clusters, measures=wanted
    )


@st.cache_resource(max_entries=40, ttl=data.KEPT, show_spinner=False)
def _ticks(
    _of: Basis,
    key: str,  # noqa: ARG001
    choice: Choice,
    measures: tuple[str, ...],
) -> Mapping[str, tuple[ArticleRow, ...]]:
    most = SMALL_TICKS if len(measures) > 1 else TICKS
    return article_ticks(
        _of.tables, measures, _of.filters, outlets=_of.outlets, most=most, code_sets=_sets(choice)
    )


@st.cache_resource(max_entries=60, ttl=data.KEPT, show_spinner=False)
def _articles(_of: Basis, key: str, outlet: str, choice: Choice) -> tuple[ArticleRow, ...]:  # noqa: ARG001
    found = article_values(_of.tables, outlet, choice.measure, _of.filters, codes=choice.codes)
    return tuple(sorted(found, key=lambda row: (row.date or date.max, row.article_id)))


@st.cache_resource(max_entries=20, ttl=data.KEPT, show_spinner=False)
def _splits(_of: Basis, key: str, choice: Choice) -> tuple[OutletRow, ...]:  # noqa: ARG001
    codes = choice.codes or ((choice.code,) if choice.code else None)
    return compare_splits(_of.tables, _of.filters, codes=codes, clusters=_of.clusters)


@st.cache_resource(max_entries=20, ttl=data.KEPT, show_spinner="Judging differences …")
def _differences(_of: Basis, key: str, choice: Choice, baseline: str | None) -> Contrasts:  # noqa: ARG001
    return contrast_outlets(
        _of.tables,
        baseline,
        _of.filters,
        family=_family(_of, choice),
        clusters=_of.clusters,
        shown=lambda outlet, measure: outlet in _of.outlets and measure == choice.measure,
    )


@st.cache_resource(max_entries=20, ttl=data.KEPT, show_spinner="Judging differences …")
def _differences_of(
    _of: Basis,
    key: str,  # noqa: ARG001
    outlet: str,
    baseline: str | None,
    phrases: bool,
) -> Contrasts:
    return contrast_outlets(
        _of.tables,
        baseline,
        _of.filters,
        family=Family("codes") if phrases else GENERAL,
        clusters=_of.clusters,
        shown=lambda name, _measure: name == outlet,
    )


def _family(of: Basis, choice: Choice) -> Family:
    prefix = choice.measure.partition(":")[0]
    if prefix == "device":
        return Family("codes")
    if prefix in ("source", "anonymity"):
        return Family("sources")
    if prefix == "component":
        return Family("components")
    if prefix != "devices":
        return GENERAL
    kind = choice.measure.partition("/")[0] + "/"
    sets = {
        one.measure.removeprefix("devices:"): one.codes or ()
        for one in known_choices(of.chosen).values()
        if one.measure.startswith(kind)
    }
    return Family("sets", code_sets=sets)


@st.cache_resource(max_entries=20, ttl=data.KEPT, show_spinner=False)
def _stories(_of: Basis, key: str) -> Mapping[str, int]:  # noqa: ARG001
    narrowed, clusters = filter_articles(_of.tables, _of.filters), _of.clusters or {}
    found: dict[int, set[str]] = {}
    for outlet, article in zip(narrowed.outlet.tolist(), narrowed.articles["id"].to_pylist(), strict=True):
        found.setdefault(outlet, set()).add(clusters.get(article, article))
    return {narrowed.compact.outlets[at]: len(told) for at, told in found.items()}


@st.cache_resource(max_entries=8, ttl=data.KEPT, show_spinner="Counting and dealing articles anew …")
def _key_words(_of: Basis, key: str, one: Group, other: Group, unit: Unit) -> Keyness:  # noqa: ARG001
    narrowed = filter_articles(_of.tables, _of.filters)
    return between(narrowed, partial(texts_of, _of.chosen), (one, other), unit)
