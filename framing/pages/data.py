"""What the pages read, cached by content: the engine, the collection that is open, and single articles."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path

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
from framing.errors import InputError
from framing.pages.launch import SCORED_FOLDER
from framing.pages.measures import ALL, Choice
from framing.pages.uploads import Uploaded
from framing.pipeline import Engine
from framing.report.words import GENRES, SOURCE_CLASSES, component_label
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
UPLOADED, UPLOAD_IS_OPEN = "uploaded", "upload_is_open"
"""Session state: what has come of the last upload, and whether it is the collection that is open."""
KEPT = timedelta(hours=2)


@st.cache_resource(max_entries=1, show_spinner="Loading the codebook …")
def engine() -> Engine:
    """The engine with the shipped codebook."""
    return Engine()


def codebook() -> Codebook:
    """The shipped codebook; read without the engine, which takes longer to make."""
    return load_codebook()


def uploaded() -> Uploaded | None:
    """What has come of this session's last upload."""
    found: Uploaded | None = st.session_state.get(UPLOADED)
    return found


def open_upload(found: Uploaded) -> None:
    """Make an upload the collection that is open in this session."""
    st.session_state[UPLOADED] = found
    st.session_state[UPLOAD_IS_OPEN] = True


def close_upload() -> None:
    """Forget the upload; what was open before is open again."""
    st.session_state.pop(UPLOADED, None)
    st.session_state[UPLOAD_IS_OPEN] = False


def open_folder(typed: str) -> None:
    """Make a scored folder the collection that is open; empty stands for what the app was started with."""
    st.session_state[FOLDER] = typed.strip()
    st.session_state[UPLOAD_IS_OPEN] = False


def open_uploaded() -> Uploaded | None:
    """The upload where it is the collection that is open."""
    return uploaded() if st.session_state.get(UPLOAD_IS_OPEN) else None


def folder() -> Path | None:
    """The scored folder that is open: the one typed in this session, else the one the app was started with."""
    named = st.session_state.get(FOLDER) or os.environ.get(SCORED_FOLDER) or ""
    return Path(named).expanduser() if named else None


def collection() -> Collection | None:
    """The collection that is open; None where there is neither a folder nor a sample. Raises FramingError as `store` does."""
    upload = open_uploaded()
    if upload is not None:
        return upload.collection
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
    return _tables(chosen, _key(chosen))


def outlet_names(chosen: Collection) -> tuple[str, ...]:
    """The outlets in alphabetical order; articles without one count as `origin unknown`."""
    return tuple(sorted(_articles_by_outlet(chosen), key=lambda name: (name.casefold(), name)))


def outlets_with_most_articles(chosen: Collection, number: int) -> tuple[str, ...]:
    """The outlets with the most articles, in alphabetical order."""
    counts = _articles_by_outlet(chosen)
    most = sorted(counts, key=lambda name: (-counts[name], name))[:number]
    return tuple(name for name in outlet_names(chosen) if name in most)


def genres(chosen: Collection) -> tuple[str, ...]:
    """The genres that occur, in the order of the scheme."""
    found = set(chosen.articles["genre"].unique().to_pylist())
    return tuple(genre for genre in GENRES if genre in found)


def device_labels(chosen: Collection) -> dict[str, str]:
    """Code -> label of every live device that occurs; a device the codebook lacks is named by its code."""
    return {code: code_label(chosen, "device", code) for code in device_codes(tables(chosen))}


def code_labels(chosen: Collection, measure: str) -> dict[str, str]:
    """Code -> label of every code of one kind of evidence that occurs, by label; source classes in the order of the scheme."""
    evidence = chosen.evidence
    codes = evidence.filter(pc.equal(evidence["measure"], measure))["code"].unique().to_pylist()
    if measure == "sourcing":
        return {code: label for code, (label, _) in SOURCE_CLASSES.items() if code in codes}
    labels = {code: code_label(chosen, measure, code) for code in codes}
    return dict(sorted(labels.items(), key=lambda pair: pair[1].casefold()))


def code_label(chosen: Collection, measure: str, code: str) -> str:
    """What a reader calls a code."""
    if measure == "sourcing":
        return SOURCE_CLASSES.get(code, (code, ""))[0]
    return _labels(chosen.signature).get(code) or component_label(code)


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


@st.cache_resource(max_entries=2, ttl=KEPT, show_spinner="Opening the collection …")
def _opened(place: str, state: str) -> Collection:  # noqa: ARG001 (part of the key: a folder written anew is read anew)
    return open_scored(Path(place))


@st.cache_resource(max_entries=1, show_spinner="Scoring the sample corpus …")
def _sample(place: str, digest: str, signature: str) -> Collection:  # noqa: ARG001 (part of the key)
    return score_sample(engine(), Path(place))


@st.cache_resource(max_entries=2, ttl=KEPT, show_spinner=False)
def _tables(_chosen: Collection, key: str) -> ScoredTables:  # noqa: ARG001 (part of the key)
    return scored_tables(_chosen.articles, _chosen.evidence, _chosen.name)


@st.cache_data(max_entries=60, ttl=KEPT, show_spinner="Comparing …")
def _outlet_rows(_chosen: Collection, key: str, filters: Filters, choice: Choice) -> tuple[OutletRow, ...]:  # noqa: ARG001
    codes = (choice.code,) if choice.code else ()
    rows = compare_outlets(tables(_chosen), filters, codes=codes)
    return tuple(row for row in rows if choice.measure in (ALL, row.measure))


@st.cache_data(max_entries=500, ttl=KEPT, show_spinner=False)
def _article_rows(
    _chosen: Collection,
    key: str,  # noqa: ARG001 (part of the key)
    outlet: str,
    measure: str,
    filters: Filters,
) -> tuple[ArticleRow, ...]:
    return article_values(tables(_chosen), outlet, measure, filters)


@st.cache_data(max_entries=2, show_spinner=False)
def _labels(signature: str) -> dict[str, str]:  # noqa: ARG001 (part of the key)
    return {device.id: device.label for device in codebook().devices}


def _key(chosen: Collection) -> str:
    """Changes with whatever the tables hold."""
    return "\0".join((chosen.name, chosen.signature, chosen.state or str(len(chosen.articles))))


def _articles_by_outlet(chosen: Collection) -> dict[str, int]:
    counts = chosen.articles["outlet"].value_counts().to_pylist()
    found: dict[str, int] = {}
    for item in counts:
        name = item["values"] or UNKNOWN_ORIGIN
        found[name] = found.get(name, 0) + item["counts"]
    return found


@st.cache_resource(max_entries=200, ttl=KEPT, show_spinner="Reading …", scope="session")
def _scored(key: str, signature: str, _found: Article) -> Scored:  # noqa: ARG001 (part of the key)
    return engine().score(_found)
