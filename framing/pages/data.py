"""What the pages read, cached by content: the engine, the collection that is open, and single articles."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

import pyarrow.compute as pc
import streamlit as st

from framing.codebook import Codebook, load_codebook
from framing.compare import (
    UNKNOWN_ORIGIN,
    ArticleRow,
    Filters,
    OutletRow,
    ScoredTables,
    article_values,
    compare_outlets,
    device_codes,
    scored_tables,
)
from framing.pages.measures import ALL, Choice
from framing.pages.opened import (
    KEPT,
    SMALL,
    collection,
    engine,
    is_own,
    open_folder,
    open_run,
    rescore,
    run,
    runs,
    sampling_note,
    serving,
    shared_workspace,
    statement,
    uploaded,
    workspace,
)
from framing.report.words import GENRES, SOURCE_CLASSES, component_label
from framing.store import Collection, CopyCounts, copy_counts, scored_article
from framing.store.codebooks import labels as own_labels
from framing.types import Article, Scored

__all__ = [
    "KEPT",
    "collection",
    "engine",
    "is_own",
    "open_folder",
    "open_run",
    "rescore",
    "run",
    "runs",
    "sampling_note",
    "serving",
    "shared_workspace",
    "statement",
    "uploaded",
    "workspace",
]
"""Names that pages take from here though they stand in `opened`."""


def codebook() -> Codebook:
    """The shipped codebook; read without the engine, which takes longer to make."""
    return load_codebook()


def tables(chosen: Collection) -> ScoredTables:
    """The collection checked for comparison. Raises FramingError for mixed signatures or a repeated id."""
    return (_small_tables if len(chosen.articles) <= SMALL else _tables)(chosen, _key(chosen))


def outlet_names(chosen: Collection) -> tuple[str, ...]:
    """The outlets in alphabetical order; articles without one count as `origin unknown`."""
    return tuple(sorted(_articles_by_outlet(chosen), key=lambda name: (name.casefold(), name)))


def outlets_with_most_articles(chosen: Collection, number: int) -> tuple[str, ...]:
    """The outlets with the most articles, in alphabetical order."""
    counts = _articles_by_outlet(chosen)
    most = sorted(counts, key=lambda name: (-counts[name], name))[:number]
    return tuple(name for name in outlet_names(chosen) if name in most)


def articles_of_outlets(chosen: Collection, outlets: Sequence[str]) -> int:
    """How many articles these outlets have together."""
    counts = _articles_by_outlet(chosen)
    return sum(counts.get(name, 0) for name in outlets)


def genres(chosen: Collection) -> tuple[str, ...]:
    """The genres that occur, in the order of the scheme."""
    found = set(chosen.articles["genre"].unique().to_pylist())
    return tuple(genre for genre in GENRES if genre in found)


def device_labels(chosen: Collection) -> dict[str, str]:
    """Code -> label of every live device that occurs; a device the codebook lacks is named by its code."""
    named = naming(chosen)
    return {code: named("device", code) for code in device_codes(tables(chosen))}


def code_labels(chosen: Collection, measure: str) -> dict[str, str]:
    """Code -> label of every code of one kind of evidence that occurs, by label; source classes in the order of the scheme."""
    evidence = chosen.evidence
    codes = set(evidence.filter(pc.equal(evidence["measure"], measure))["code"].unique().to_pylist())
    if measure == "sourcing":
        return {code: label for code, (label, _) in SOURCE_CLASSES.items() if code in codes}
    named = naming(chosen)
    labels = {code: named(measure, code) for code in codes}
    return dict(sorted(labels.items(), key=lambda pair: pair[1].casefold()))


def naming(chosen: Collection) -> Callable[[str, str], str]:
    """A function of a measure and a code: what a reader calls that."""
    labels = _labels(chosen.signature, str(workspace().folder))

    def named(measure: str, code: str) -> str:
        if measure == "sourcing":
            return SOURCE_CLASSES.get(code, (code, ""))[0]
        return labels.get(code) or component_label(code)

    return named


def copies(chosen: Collection) -> tuple[CopyCounts, ...]:
    """Near-duplicates, shared copy and page furniture by outlet."""
    return _copies(chosen, _key(chosen))


def outlet_rows(chosen: Collection, filters: Filters, choice: Choice) -> tuple[OutletRow, ...]:
    """Outlets × the measure chosen, or × all of them."""
    return _outlet_rows(chosen, _key(chosen), filters, choice)


def article_rows(chosen: Collection, outlet: str, measure: str, filters: Filters) -> tuple[ArticleRow, ...]:
    """The articles of an outlet with their part in a measure."""
    return _article_rows(chosen, _key(chosen), outlet, measure, filters)


def article(chosen: Collection, article_id: str) -> Scored | None:
    """One article of the collection with its evidence."""
    return scored_article(chosen, article_id)


def score(found: Article) -> Scored:
    """An article scored alone; the same text is scored once."""
    key = hashlib.sha256(
        "\0".join((found.id, found.outlet or "", found.title or "", found.text)).encode("utf-8", "replace")
    )
    return _scored(key.hexdigest(), engine().signature, found)


def pasted(text: str, title: str, outlet: str) -> Article:
    """A pasted text as an article; what was left empty is unknown."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return Article(
        id=f"pasted-{digest}",
        text=text.strip("\n"),
        title=title.strip() or None,
        outlet=outlet.strip() or None,
    )


@st.cache_resource(max_entries=4, ttl=KEPT, show_spinner=False)
def _tables(_chosen: Collection, key: str) -> ScoredTables:  # noqa: ARG001 (part of the key)
    return scored_tables(_chosen.articles, _chosen.evidence, _chosen.name)


@st.cache_resource(max_entries=60, ttl=KEPT, show_spinner=False)
def _small_tables(_chosen: Collection, key: str) -> ScoredTables:  # noqa: ARG001 (part of the key)
    return scored_tables(_chosen.articles, _chosen.evidence, _chosen.name)


@st.cache_resource(max_entries=60, ttl=KEPT, show_spinner=False)
def _copies(_chosen: Collection, key: str) -> tuple[CopyCounts, ...]:  # noqa: ARG001 (part of the key)
    return copy_counts(_chosen)


@st.cache_resource(max_entries=60, ttl=KEPT, show_spinner="Comparing …")
def _outlet_rows(_chosen: Collection, key: str, filters: Filters, choice: Choice) -> tuple[OutletRow, ...]:  # noqa: ARG001
    wanted = None if choice.measure == ALL else (choice.measure,)
    sets = {choice.measure.removeprefix("devices:"): choice.codes} if choice.codes else None
    return compare_outlets(tables(_chosen), filters, codes=(), code_sets=sets, measures=wanted)


@st.cache_resource(max_entries=500, ttl=KEPT, show_spinner=False)
def _article_rows(
    _chosen: Collection,
    key: str,  # noqa: ARG001 (part of the key)
    outlet: str,
    measure: str,
    filters: Filters,
) -> tuple[ArticleRow, ...]:
    return article_values(tables(_chosen), outlet, measure, filters)


@st.cache_resource(max_entries=40, ttl=KEPT, show_spinner=False)
def _labels(signature: str, place: str) -> Mapping[str, str]:  # noqa: ARG001 (visitors have codebooks of their own)
    """Device id -> label: those of the shipped codebook, and of one's own where the run was scored with it."""
    shipped = {device.id: device.label for device in codebook().devices}
    digest = signature.split(";")[1] if ";" in signature else ""
    return {**shipped, **own_labels(workspace().catalogue, digest)}


def _key(chosen: Collection) -> str:
    """Changes with whatever the tables hold."""
    return f"{chosen.id} {chosen.signature} {chosen.state}"


def _articles_by_outlet(chosen: Collection) -> Mapping[str, int]:
    return _outlet_counts(chosen, _key(chosen))


@st.cache_resource(max_entries=60, ttl=KEPT, show_spinner=False)
def _outlet_counts(_chosen: Collection, key: str) -> Mapping[str, int]:  # noqa: ARG001 (part of the key)
    counts = _chosen.articles["outlet"].value_counts().to_pylist()
    found: dict[str, int] = {}
    for item in counts:
        name = item["values"] or UNKNOWN_ORIGIN
        found[name] = found.get(name, 0) + item["counts"]
    return found


@st.cache_resource(max_entries=200, ttl=KEPT, show_spinner="Reading …", scope="session")
def _scored(key: str, signature: str, _found: Article) -> Scored:  # noqa: ARG001 (part of the key)
    return engine().score(_found)
