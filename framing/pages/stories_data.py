"""The stories of the collection that is open: found at once in a small one, by a worker process in a large one, and kept."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import streamlit as st

from framing.compare import stories as grouping
from framing.compare.stories import Stories
from framing.compare.story_list import Story, story_list
from framing.errors import FramingError
from framing.pages import data
from framing.pages.stories_worker import stories_in
from framing.store import Collection
from framing.store.story_edits import StoryEdit, edits_of

FOUND_AT_ONCE = 500
"""Articles that are grouped in the app itself, in under a second; more of them by a process of its own."""
KEPT = timedelta(hours=2)


def clusters(chosen: Collection) -> Mapping[str, str] | None:
    """Article id → story, for articles that share one, with what readers have changed; not to be altered.

    None while the articles are still being grouped, and where that has failed.
    """
    found = stories(chosen)
    if found is None:
        return None
    return _clusters(found, _key(chosen), tuple((edit.kind, edit.articles) for edit in edits(chosen)))


def stories(chosen: Collection) -> Stories | None:
    """The stories as found, without changes of readers; None while a process is finding them, and where it failed."""
    key = _key(chosen)
    if chosen.folder is None or len(chosen.articles) <= FOUND_AT_ONCE:
        return _at_once(chosen, key)
    path = _path(key)
    if path.is_file():
        return _read(str(path), key)
    _worker(str(chosen.folder), str(path))
    return None


def failed(chosen: Collection) -> bool:
    """Whether the process that was to find the stories has ended without them."""
    if chosen.folder is None or len(chosen.articles) <= FOUND_AT_ONCE or _path(_key(chosen)).is_file():
        return False
    return _worker(str(chosen.folder), str(_path(_key(chosen)))).poll() not in (None, 0)


def try_again(chosen: Collection) -> None:
    """Forget a process that has failed; the next look starts another one."""
    _worker.clear(str(chosen.folder), str(_path(_key(chosen))))


def edits(chosen: Collection) -> tuple[StoryEdit, ...]:
    """What readers have changed in the stories of this collection, in their order; none without a workspace."""
    try:
        return edits_of(data.workspace().catalogue, chosen.id)
    except FramingError:
        return ()


def dated(chosen: Collection) -> int:
    """How many articles have a full date: only they are grouped by their words."""
    return int(pc.count(chosen.articles["date"]).as_py())


def _path(key: str) -> Path:
    return data.workspace().cache / f"stories-{key}.parquet"


def _key(chosen: Collection) -> str:
    parts = (
        chosen.id,
        chosen.name,
        chosen.signature,
        chosen.state,
        str(len(chosen.articles)),
        grouping.settings(),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@st.cache_resource(max_entries=4, ttl=KEPT, show_spinner="Grouping articles into stories …")
def _at_once(_chosen: Collection, key: str) -> Stories:  # noqa: ARG001 (part of the key)
    return stories_in(_chosen)


@st.cache_resource(max_entries=4, ttl=KEPT, show_spinner=False)
def _read(path: str, key: str) -> Stories:  # noqa: ARG001 (part of the key)
    return grouping.stories_of(pq.read_table(path))


@st.cache_resource(max_entries=8, show_spinner=False)
def _worker(folder: str, target: str) -> subprocess.Popen[bytes]:
    """The process at work; one for all sessions that want the same."""
    command = [sys.executable, "-m", "framing.pages.stories_worker", folder, target]
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@st.cache_resource(max_entries=8, ttl=KEPT, show_spinner=False)
def _clusters(
    _found: Stories,
    key: str,  # noqa: ARG001 (part of the key)
    changes: tuple[tuple[grouping.EditKind, tuple[str, ...]], ...],
) -> Mapping[str, str]:
    return grouping.clusters(_found, changes)


def listed(chosen: Collection, *, copies: bool = True) -> tuple[Story, ...]:
    """The stories newest first, empty while they are being found; without copies only the first of them is there."""
    found, own = stories(chosen), clusters(chosen)
    if found is None or own is None:
        return ()
    changes = tuple(edit.id for edit in edits(chosen))
    return _listed(chosen, found, own, (_key(chosen), changes, copies))


@st.cache_resource(max_entries=8, ttl=KEPT, show_spinner=False)
def _listed(
    _chosen: Collection, _found: Stories, _own: Mapping[str, str], key: tuple[str, tuple[int, ...], bool]
) -> tuple[Story, ...]:
    scores = dict(zip(_found.article, _found.score, strict=True))
    return story_list(_chosen.articles, _own, scores, copies=key[2])


def state(chosen: Collection) -> str:
    """Changes whenever `clusters` does: with the collection, its changes by readers, and when the grouping is done."""
    changes = ",".join(str(edit.id) for edit in edits(chosen))
    return f"{_key(chosen)} {changes} {stories(chosen) is not None}"


def story_of(chosen: Collection, article: str) -> str:
    """The story that an article belongs to now; itself where it stands alone."""
    return (clusters(chosen) or {}).get(article, article)
