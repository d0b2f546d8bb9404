"""The two groups of articles that keyness compares, and their words or framing phrases counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from framing.compare.keyness import Keyness, Unit, keyness
from framing.compare.measures import code_counts, device_codes
from framing.compare.scored import NO_FILTERS, ScoredTables
from framing.compare.words import UnitCounts, word_counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.compare.concordance import Texts
    from framing.compare.moments import Integers

MOST_ARTICLES = 3_000
"""Of a larger group the words of so many articles are counted, a fixed random choice: it bounds time and memory."""
_TEXTS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Group:
    """Articles of an outlet or of a genre; with neither, all that are not in the other group."""

    outlet: str | None = None
    genre: str | None = None


def between(tables: ScoredTables, texts: Texts, groups: tuple[Group, Group], unit: Unit) -> Keyness:
    """What the first group uses more than the second, and the other way round. An article of both is in the first.

    Words are those of the text without furniture (column `furniture` of the articles), devices the live ones.
    """
    first = _rows(tables, groups[0])
    second = np.setdiff1d(_rows(tables, groups[1]), first)
    if unit == "device":
        return keyness(_devices(tables), first, second)
    one, other = (_drawn(tables, rows) for rows in (first, second))
    rows = np.concatenate([one, other])
    found = word_counts(_texts(tables, texts, rows))
    return keyness(found, np.arange(one.size), np.arange(one.size, rows.size))


def _rows(tables: ScoredTables, group: Group) -> Integers:
    every = np.arange(tables.rows.size)
    if group.outlet is not None:
        outlets = tables.compact.outlets
        at = outlets.index(group.outlet) if group.outlet in outlets else -1
        return np.flatnonzero(tables.outlet == at)
    if group.genre is not None:
        genres = np.array(tables.articles["genre"].to_pylist(), dtype=object)
        return np.flatnonzero(genres == group.genre)
    return every


def _drawn(tables: ScoredTables, rows: Integers) -> Integers:
    if rows.size <= MOST_ARTICLES:
        return rows
    order = np.argsort(tables.compact.draw[tables.rows[rows]], kind="stable")
    return np.sort(rows[order[:MOST_ARTICLES]])


def _devices(tables: ScoredTables) -> UnitCounts:
    counts = code_counts(tables, NO_FILTERS, device_codes(tables))
    names = tuple(measure.name.removeprefix("device:") for measure in counts.measures)
    return UnitCounts(names, counts.numerators.T.tocsr(), counts.denominator)


def _texts(tables: ScoredTables, texts: Texts, rows: Integers) -> Iterator[tuple[str, str]]:
    """(text, furniture) of the articles in the order of the rows; a text that is not there is empty."""
    columns = set(tables.articles.column_names)
    for at in range(0, rows.size, _TEXTS_AT_ONCE):
        part = tables.articles.take(rows[at : at + _TEXTS_AT_ONCE])
        ids = part["id"].to_pylist()
        spans = part["furniture"].to_pylist() if "furniture" in columns else [None] * len(ids)
        found = texts(ids)
        for key, furniture in zip(ids, spans, strict=True):
            yield found.get(key, (None, ""))[1], furniture or "[]"
