"""Ids and duplicates, settled over all records of a run at once, as if they came one by one in input order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
import orjson
from numpy.typing import NDArray

from framing.readers.outlets import outlet_as_given
from framing.types import Article

Words = NDArray[np.uint64]


def content_digest(article: Article) -> str:
    """SHA-256 over canonical JSON [outlet as its file has it, title, text] (UTF-8, no spaces), as hex."""
    return hashlib.sha256(orjson.dumps([outlet_as_given(article), article.title, article.text])).hexdigest()


def duplicate_key(article: Article) -> bytes:
    """16 bytes that are the same for articles of one outlet (null equals null) and one text."""
    return hashlib.sha256(orjson.dumps([article.outlet, article.text])).digest()[:16]


def name_key(name: str) -> bytes:
    """16 bytes for an id."""
    return hashlib.blake2b(name.encode(), digest_size=16).digest()


def wanted_id(own: str, digest: str) -> str:
    """The own id, or the first 16 hex digits of the content digest."""
    return own or digest[:16]


@dataclass(frozen=True, slots=True)
class Settled:
    """One value per article, in input order. first: position of the first article of the same outlet and text (its own where
    it is that) · accepted: not left out as a duplicate · renamed: position -> id, where the wanted one was taken."""

    first: NDArray[np.int64]
    accepted: NDArray[np.bool_]
    renamed: dict[int, str]


def settle(
    keys: Words, names: Words, wanted: Callable[[int], tuple[str, str]], *, keep_duplicates: bool
) -> Settled:
    """Duplicates and ids of n articles from their duplicate keys and the keys of the ids they want, n × 2 words each.

    wanted: position -> (id it wants, content digest), asked only where an id is wanted twice. A left-out duplicate takes no id.
    The first to want an id keeps it; others become `id~` + 8 hex of their digest, and where that is taken, `-2`, `-3` …
    """
    first = _first_of(keys)
    accepted = np.ones(len(keys), np.bool_) if keep_duplicates else first == np.arange(len(keys))
    positions = np.flatnonzero(accepted)
    return Settled(first, accepted, _renamed(names[positions], positions, wanted))


def _first_of(keys: Words) -> NDArray[np.int64]:
    """For each row the first row that equals it."""
    if not len(keys):
        return np.zeros(0, np.int64)
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    sorted_keys = keys[order]
    new = np.r_[True, (sorted_keys[1:] != sorted_keys[:-1]).any(axis=1)]
    first = np.empty(len(keys), np.int64)
    first[order] = order[new][np.cumsum(new) - 1]  # lexsort is stable: a group begins with its first row
    return first


def _renamed(
    names: Words, positions: NDArray[np.int64], wanted: Callable[[int], tuple[str, str]]
) -> dict[int, str]:
    """New names in input order. A name given here may displace a later article that wants it, which then comes in its turn."""
    first = _first_of(names)
    waiting = np.flatnonzero(first != np.arange(len(names))).tolist()
    if not waiting:
        return {}
    heapify(waiting)
    holder = _Holders(names, first)
    given: set[str] = set()
    renamed: dict[int, str] = {}
    while waiting:
        row = heappop(waiting)
        name, digest = wanted(int(positions[row]))
        number = 2
        free = base = f"{name}~{digest[:8]}"
        while free in given or holder.has(free, before=row):
            free = f"{base}-{number}"
            number += 1
        given.add(free)
        renamed[int(positions[row])] = free
        displaced = holder.displace(free)
        if displaced is not None:
            heappush(waiting, displaced)
    return renamed


class _Holders:
    """Which article holds the id it wanted: the first that wants it, unless a renamed one has taken that id before."""

    def __init__(self, names: Words, first: NDArray[np.int64]) -> None:
        rows = np.flatnonzero(first == np.arange(len(names)))
        order = np.argsort(names[rows, 0], kind="stable")
        self._rows = rows[order]
        self._names = names[self._rows]
        self._displaced: set[int] = set()

    def _row(self, name: str) -> int | None:
        high, low = np.frombuffer(name_key(name), np.uint64)
        left, right = (int(np.searchsorted(self._names[:, 0], high, side)) for side in ("left", "right"))
        found = [int(self._rows[i]) for i in range(left, right) if self._names[i, 1] == low]
        return found[0] if found and found[0] not in self._displaced else None

    def has(self, name: str, before: int) -> bool:
        row = self._row(name)
        return row is not None and row < before

    def displace(self, name: str) -> int | None:
        row = self._row(name)
        if row is not None:
            self._displaced.add(row)
        return row
