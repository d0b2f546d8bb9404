"""What the Codebook page reads, cached by content: codebooks, how often devices occur, and trials on a sample of the texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow.compute as pc
import streamlit as st

from framing.codebook import FOLDER, Codebook, Device
from framing.codebook.writing import codebook_files, load_files
from framing.codebook_trial import Place, Texts, Trial, chosen_at_random, texts_of, try_devices
from framing.compare import ConcordanceLine, Filters, OutletRow, Query, compare_outlets, concordance
from framing.compare.concordance import context
from framing.compare.measures import CODE_PREFIX
from framing.pages import data
from framing.pages.data import KEPT
from framing.report.words import STANCES, UNKNOWN_ORIGIN, VOICES
from framing.store import Collection
from framing.store import texts_of as stored_texts
from framing.store.codebooks import Version, files_of, list_versions
from framing.types import Article

SHIPPED = "Shipped codebook"
MOST_TEXTS = 2_000
"""Articles that a device is tried on."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A codebook that is looked at. version: None for the shipped one."""

    label: str
    codebook: Codebook
    version: Version | None

    def files(self) -> dict[str, str]:
        """Path -> text of its files."""
        return codebook_files(FOLDER) if self.version is None else own_files(self.version)


@dataclass(frozen=True, slots=True)
class Prevalence:
    """uses of a device in a collection, articles with one, and the rate over all words; as the collection was scored."""

    uses: int
    articles: int
    per_1000_words: float


@dataclass(frozen=True, slots=True)
class Line:
    """A match in its context. about: what is told below it · at: the mark to open on Read."""

    left: str
    words: str
    right: str
    about: str
    article_id: str
    at: str


def versions() -> tuple[Version, ...]:
    """The codebooks of one's own. Raises FramingError where the workspace cannot be read."""
    return list_versions(data.workspace().catalogue)


def opened(label: str, known: Sequence[Version]) -> Opened:
    """The codebook with this label, the shipped one for any other label."""
    version = next((v for v in known if v.label == label), None)
    if version is None:
        return Opened(SHIPPED, data.codebook(), None)
    return Opened(version.label, _own(version.digest, version), version)


def own_files(version: Version) -> dict[str, str]:
    return files_of(data.workspace().catalogue, version)


@st.cache_resource(max_entries=4, ttl=KEPT, show_spinner="Reading the codebook …", scope="session")
def _own(digest: str, _version: Version) -> Codebook:  # noqa: ARG001 (part of the key)
    return load_files(own_files(_version))


def prevalence(chosen: Collection) -> Mapping[str, Prevalence]:
    """Device id -> how often it occurs; near-duplicates counted."""
    return _prevalence(chosen, chosen.state)


@st.cache_resource(max_entries=4, ttl=KEPT, show_spinner=False)
def _prevalence(_chosen: Collection, state: str) -> Mapping[str, Prevalence]:  # noqa: ARG001 (part of the key)
    evidence = data.tables(_chosen).evidence
    found = evidence.filter(pc.equal(evidence["measure"], "device")).select(["code", "article_id"])
    counted = found.group_by("code").aggregate([("article_id", "count"), ("article_id", "count_distinct")])
    columns = ("code", "article_id_count", "article_id_count_distinct")
    rows = zip(*(counted[name].to_pylist() for name in columns), strict=True)
    thousands = max(pc.sum(_chosen.articles["words"]).as_py() or 0, 1) / 1000
    return {str(code): Prevalence(uses, articles, uses / thousands) for code, uses, articles in rows}


def by_outlet(chosen: Collection, code: str) -> tuple[OutletRow, ...]:
    """The rate of one device by outlet, near-duplicates left out."""
    return _by_outlet(chosen, chosen.state, code)


@st.cache_resource(max_entries=200, ttl=KEPT, show_spinner=False)
def _by_outlet(_chosen: Collection, state: str, code: str) -> tuple[OutletRow, ...]:  # noqa: ARG001 (part of the key)
    rows = compare_outlets(data.tables(_chosen), Filters(), codes=(code,))
    return tuple(row for row in rows if row.measure == CODE_PREFIX + code)


def uses(chosen: Collection, code: str, limit: int) -> tuple[tuple[ConcordanceLine, ...], int]:
    """Uses of a device in context, in random order, and how many there are."""
    found = concordance(data.tables(chosen), partial(stored_texts, chosen), Query(code=code), limit=limit)
    return found.lines, found.total


@st.cache_resource(max_entries=2, ttl=KEPT, show_spinner="Reading a sample of the texts …")
def _texts(_chosen: Collection, state: str) -> Texts:  # noqa: ARG001 (part of the key)
    names = ["id", "outlet", "date", "furniture", "language"]
    rows = [row for row in _chosen.articles.select(names).to_pylist() if row["language"] == "en"]
    picked = [rows[i] for i in chosen_at_random([row["id"] for row in rows], MOST_TEXTS)]
    stored = stored_texts(_chosen, [row["id"] for row in picked])
    articles, furniture = [], []
    for row in picked:
        if row["id"] in stored:
            title, text = stored[row["id"]]
            articles.append(Article(row["id"], text, row["outlet"], title, row["date"]))
            furniture.append(tuple((start, end) for start, end in json.loads(row["furniture"] or "[]")))
    return texts_of(articles, furniture)


def trial(chosen: Collection, devices: Sequence[Device], book: Codebook) -> tuple[Trial, ...]:
    """What each of some devices finds by itself in a random sample of the collection's texts, all in the same articles."""
    key = hashlib.sha256(repr((devices, sorted(book.slots.items()))).encode("utf-8", "replace")).hexdigest()
    return _trial(chosen, chosen.state, key, tuple(devices), book)


@st.cache_resource(max_entries=60, ttl=KEPT, show_spinner="Looking through the texts …")
def _trial(
    _chosen: Collection, state: str, key: str, _devices: tuple[Device, ...], _book: Codebook  # noqa: ARG001
) -> tuple[Trial, ...]:  # fmt: skip
    return try_devices(_devices, _book, _texts(_chosen, state))


def lines_of(chosen: Collection, places: Sequence[Place]) -> Iterator[Line]:
    """Places of a trial in their context, with voice and stance of a hit, or the reason why it was left out."""
    texts = _texts(chosen, chosen.state)
    for place in places:
        article = texts.articles[place.article]
        field = getattr(article, place.field) or ""
        left, right = context(field, place.start, place.end)
        why = (
            (place.reason,)
            if place.stance is None
            else (VOICES[place.voice or "author"], STANCES[place.stance], place.speaker)
        )
        about = (article.outlet or UNKNOWN_ORIGIN, str(article.date or "date unknown"), *why)
        yield Line(left, field[place.start : place.end], right, " · ".join(filter(None, about)), article.id,
                   f"{place.field}-{place.start}")  # fmt: skip
