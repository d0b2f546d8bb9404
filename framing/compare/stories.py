"""Stories: articles of the same days on the same event, grouped across outlets by their words."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pyarrow as pa

from framing.compare.scored import UNKNOWN_ORIGIN, ScoredTables
from framing.compare.story_linkage import LEAST_LIKENESS, linked, mean_likeness
from framing.compare.story_words import MOST_DAYS, likeness, settings_digest, word_vectors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

EditKind = Literal["merge", "split"]
SCHEMA = pa.schema([("article", pa.string()), ("story", pa.string()), ("score", pa.float64())])


@dataclass(frozen=True, slots=True)
class Stories:
    """Every article by date and id (those without a date last), the story it belongs to, and how like the others it is.

    A story is named by its first article; an article alone is its own story with a score of 0. Scores: mean likeness
    to the other articles of the story, 0 to 1.
    """

    article: tuple[str, ...]
    story: tuple[str, ...]
    score: tuple[float, ...]


def find_stories(articles: pa.Table, words: Mapping[str, str]) -> Stories:
    """The stories of a collection: the same groups and names in whatever order the articles stand.

    `articles` has id, date, duplicate_of and, where known, shared_copy; `words` gives `article_words` by id. Articles
    within MOST_DAYS of each other are grouped by their words; near-duplicates and shared copy within that time are
    always one story. An article without a full date joins a story only as such a copy.
    """
    rows = sorted(_rows(articles), key=lambda row: (row["date"] is None, row["date"] or 0, row["id"]))
    units = list(_units(rows))
    dated = [unit for unit in units if unit[0]["date"] is not None]
    first = np.array([unit[0]["date"] for unit in dated], dtype=np.int64)
    last = np.array([_last_day(unit) for unit in dated], dtype=np.int64)
    sizes = np.array([len(unit) for unit in dated], dtype=np.int64)
    pairs = likeness(word_vectors([words.get(unit[0]["id"], "") for unit in dated]), first)
    heads = linked(pairs, first, last)
    told: dict[str, tuple[str, float]] = {}
    for unit, head, score in zip(
        dated, heads.tolist(), mean_likeness(pairs, heads, sizes).tolist(), strict=True
    ):
        told |= {row["id"]: (dated[head][0]["id"], round(score, 6)) for row in unit}
    for unit in units[len(dated) :]:
        told |= {row["id"]: (unit[0]["id"], float(len(unit) > 1)) for row in unit}
    names = tuple(row["id"] for row in rows)
    return Stories(names, tuple(told[name][0] for name in names), tuple(told[name][1] for name in names))


def clusters(found: Stories, edits: Iterable[tuple[EditKind, Sequence[str]]] = ()) -> dict[str, str]:
    """Article id → story, for articles that share a story with another one; `edits` applied in their order.

    A merge makes one story of those of the articles named; a split takes the articles named out of theirs, into one of
    their own. A story is named by its first article. Articles that are not in the collection are passed over.
    """
    members: dict[str, list[str]] = defaultdict(list)
    for article, story in zip(found.article, found.story, strict=True):
        members[story].append(article)
    place = {article: at for at, article in enumerate(found.article)}
    own = dict(zip(found.article, found.story, strict=True))
    for kind, named in edits:
        chosen = {article for article in named if article in own}
        touched = {own[article] for article in chosen}
        whole = [article for story in touched for article in members.pop(story)]
        parts = [whole] if kind == "merge" else _split(whole, chosen, own)
        for part in filter(None, parts):
            part.sort(key=place.__getitem__)
            members[part[0]] = part
            own |= dict.fromkeys(part, part[0])
    return {article: own[article] for article in found.article if len(members[own[article]]) > 1}


def _split(whole: Sequence[str], chosen: set[str], own: Mapping[str, str]) -> list[list[str]]:
    rest: dict[str, list[str]] = defaultdict(list)
    for article in whole:
        if article not in chosen:
            rest[own[article]].append(article)
    return [[article for article in whole if article in chosen], *rest.values()]


def shared(stories: Mapping[str, str], tables: ScoredTables, outlets: Collection[str]) -> frozenset[str]:
    """The articles of the outlets named whose story at least two of them cover."""
    rows = zip(*(tables.articles[name].to_pylist() for name in ("id", "outlet")), strict=True)
    known = [(key, outlet or UNKNOWN_ORIGIN) for key, outlet in rows if key in stories]
    told = {(stories[key], outlet) for key, outlet in known if outlet in outlets}
    covered = Counter(story for story, _ in told)
    return frozenset(key for key, outlet in known if outlet in outlets and covered[stories[key]] > 1)


def settings() -> str:
    """Changes with everything but the articles that decides which of them are one story."""
    return f"{settings_digest()}-{LEAST_LIKENESS}"


def stories_table(found: Stories) -> pa.Table:
    """article, story, score: one row per article, to be kept as stories.parquet."""
    return pa.table([pa.array(found.article), pa.array(found.story), pa.array(found.score)], schema=SCHEMA)


def stories_of(table: pa.Table) -> Stories:
    """The stories of such a table."""
    return Stories(*(tuple(table[name].to_pylist()) for name in SCHEMA.names))


def _rows(articles: pa.Table) -> Iterator[dict[str, Any]]:
    names = [name for name in ("id", "date", "duplicate_of", "shared_copy") if name in articles.column_names]
    rows = articles.select(names).to_pylist()
    shared_copy = {row["id"]: row.get("shared_copy") for row in rows}
    for row in rows:
        date, head = row["date"], row["duplicate_of"] or row["id"]
        copy = shared_copy[row["id"]] or shared_copy.get(head) or head
        yield {"id": row["id"], "date": None if date is None else date.toordinal(), "copy": copy}


def _units(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """The articles with their copies of the same days: what stands in a story as one, the first to be read for all.

    In the order of their first articles; those without any date last.
    """
    copies: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        copies[row["copy"]].append(row)
    units = [unit for same in copies.values() for unit in _of_the_same_days(same)]
    place = {row["id"]: at for at, row in enumerate(rows)}
    return iter(sorted(units, key=lambda unit: place[unit[0]["id"]]))


def _of_the_same_days(same: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Copies parted where more than MOST_DAYS lie between the first and the next; those without a date go with the first."""
    parted: list[list[Mapping[str, Any]]] = []
    for row in same:
        if row["date"] is None and parted:
            parted[0].append(row)
        elif parted and row["date"] is not None and row["date"] - parted[-1][0]["date"] <= MOST_DAYS:
            parted[-1].append(row)
        else:
            parted.append([row])
    return parted


def _last_day(unit: Sequence[Mapping[str, Any]]) -> int:
    return max(int(row["date"]) for row in unit if row["date"] is not None)
