"""What the pages read, cached by content: the engine, the collection that is open, and single articles."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import streamlit as st

from framing.codebook import Codebook
from framing.compare import ScoredTables, scored_tables
from framing.errors import FramingError, InputError
from framing.pages.launch import SCORED_FOLDER
from framing.pipeline import Engine
from framing.readers import Read, Rejected, read_inputs
from framing.store import (
    Collection,
    folder_digest,
    open_scored,
    sample_folder,
    score_sample,
    scored_article,
    stamp,
)
from framing.types import Article, Scored

FOLDER = "folder"
"""Session state: path of the scored folder a user has typed, empty for the sample corpus."""
MOST_UPLOADED = 200
"""Articles taken from one upload; larger collections are scored from the command line."""
KEPT = timedelta(hours=2)


@st.cache_resource(max_entries=1, show_spinner="Loading the codebook …")
def engine() -> Engine:
    """The engine with the shipped codebook."""
    return Engine()


def codebook() -> Codebook:
    """The codebook of the engine."""
    return engine().codebook


def folder() -> Path | None:
    """The scored folder that is open: the one typed in this session, else the one the app was started with."""
    named = st.session_state.get(FOLDER) or os.environ.get(SCORED_FOLDER) or ""
    return Path(named).expanduser() if named else None


def collection() -> Collection | None:
    """The collection that is open; None where there is neither a folder nor a sample. Raises FramingError as `store` does."""
    place = folder()
    if place is not None:
        state = stamp(place)
        if not state:
            raise InputError(
                str(place), "no scored tables there", "name a folder that `framing score` has written"
            )
        return _opened(str(place), state)
    sample = sample_folder()
    return None if sample is None else _sample(str(sample), folder_digest(sample), engine().signature)


def tables(chosen: Collection) -> ScoredTables:
    """The collection checked for comparison. Raises FramingError for mixed signatures or a repeated id."""
    return _tables(chosen, chosen.name, chosen.signature, stamp(chosen.place) if chosen.place else "")


def article(chosen: Collection, article_id: str) -> Scored | None:
    """One article of the collection with its evidence."""
    return scored_article(chosen, article_id)


def score(found: Article) -> Scored:
    """An article scored alone; the same text is scored once."""
    key = hashlib.sha256(
        "\0".join((found.id, found.outlet or "", found.title or "", found.text)).encode("utf-8", "replace")
    )
    return _scored(key.hexdigest(), engine().signature, found)


def uploaded(name: str, data: bytes) -> tuple[Sequence[Article], Sequence[Rejected]]:
    """The first articles of an uploaded file and what could not be read; the file itself is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="framing-") as place:
        path = Path(place) / f"upload{_suffix(name)}"
        path.write_bytes(data)
        found, rejected = [], []
        try:
            for item in read_inputs([str(path)]):
                if isinstance(item, Rejected):
                    rejected.append(item)
                else:
                    found.append(_named(item, name))
                if len(found) == MOST_UPLOADED:
                    break
        except FramingError as error:
            rejected.append(Rejected(name, 0, None, "unreadable", error.seen))
    return found, rejected


def pasted(text: str, title: str, outlet: str) -> Article:
    """A pasted text as an article; what was left empty is unknown."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return Article(
        id=f"pasted-{digest}",
        text=text.strip("\n"),
        title=title.strip() or None,
        outlet=outlet.strip() or None,
    )


@st.cache_resource(max_entries=2, ttl=KEPT, show_spinner="Opening the collection …")
def _opened(place: str, state: str) -> Collection:  # noqa: ARG001 (part of the key: a folder written anew is read anew)
    return open_scored(Path(place))


@st.cache_resource(max_entries=1, show_spinner="Scoring the sample corpus …")
def _sample(place: str, digest: str, signature: str) -> Collection:  # noqa: ARG001 (part of the key)
    return score_sample(engine(), Path(place))


@st.cache_resource(max_entries=2, ttl=KEPT, show_spinner=False)
def _tables(_chosen: Collection, name: str, signature: str, state: str) -> ScoredTables:  # noqa: ARG001 (part of the key)
    return scored_tables(_chosen.articles, _chosen.evidence, name)


@st.cache_resource(max_entries=200, ttl=KEPT, show_spinner="Reading …", scope="session")
def _scored(key: str, signature: str, _found: Article) -> Scored:  # noqa: ARG001 (part of the key)
    return engine().score(_found)


def _suffix(name: str) -> str:
    """The ending of an uploaded file's name where it is a plain one; readers go by content first."""
    ending = Path(name).suffix.lower()
    return ending if ending[1:].isalnum() and len(ending) < 8 else ""


def _named(item: Read, name: str) -> Article:
    """The article with an id to choose it by."""
    from dataclasses import replace

    return item.article if item.article.id else replace(item.article, id=f"{name}, record {item.record}")
