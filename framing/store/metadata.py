"""What is known of the articles of a collection besides their words: what is missing, outlets as given, and a list to search."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from framing.readers.outlets import OUTLET_AS_GIVEN
from framing.store.collection import Collection
from framing.store.rows import Integers

Gap = Literal["outlet", "date", "title", "author", "url", "genre"]
GAPS: tuple[Gap, ...] = ("outlet", "date", "title", "author", "url", "genre")
Order = Literal["outlet", "date", "title", "author", "words", "id"]
ORDERS: tuple[Order, ...] = ("outlet", "date", "title", "author", "words", "id")
COLUMNS = ("id", "outlet", "date", "date_text", "title", "author", "genre", "language", "words", "url")
"""Of the list of articles and its exports."""
_SEARCHED = ("title", "outlet", "author", "id", "date_text", "url")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles, and how they stand. search: words that all occur in headline, outlet, author, id, date or address."""

    search: str = ""
    outlet: str | None = None
    gap: Gap | None = None
    order: Order = "outlet"
    descending: bool = False


def gaps(collection: Collection) -> dict[Gap, int]:
    """For each kind of metadata the number of articles without it; a date is there where its day is known."""
    return {gap: collection.articles[gap].null_count for gap in GAPS}


def date_precisions(collection: Collection) -> dict[str, int]:
    """Articles whose date is known to the `day`, `month` or `year`, and `none`."""
    counts = Counter(value or "none" for value in collection.articles["date_precision"].to_pylist())
    return {name: counts[name] for name in ("day", "month", "year", "none") if counts[name]}


def not_scored(collection: Collection) -> dict[str, int]:
    """Reason -> articles for which a score is missing for that reason, the most frequent first."""
    counted: Counter[str] = Counter()
    for item in collection.articles["missing"].value_counts().to_pylist():
        for reason in set(orjson.loads(item["values"] or "{}").values()):
            counted[reason] += item["counts"]
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def languages(collection: Collection) -> dict[str, int]:
    """Language -> articles, the most frequent first; `und` where it is unknown."""
    found = {
        item["values"]: item["counts"] for item in collection.articles["language"].value_counts().to_pylist()
    }
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def outlets_as_given(collection: Collection) -> tuple[tuple[str | None, str | None, int], ...]:
    """(name, as it was given, articles), one row per pair that occurs, by name; both None for articles without an outlet."""
    names = collection.articles["outlet"].to_pylist()
    extras = collection.articles["extra"]
    renamed = np.asarray(pc.fill_null(pc.match_substring(extras, OUTLET_AS_GIVEN), False))
    given = list(names)
    for row in np.flatnonzero(renamed).tolist():
        given[row] = str(orjson.loads(extras[row].as_py()).get(OUTLET_AS_GIVEN) or names[row])
    counts = Counter(zip(names, given, strict=True))
    ordered = sorted(
        counts.items(), key=lambda pair: (pair[0][0] is None, *(str(part).casefold() for part in pair[0]))
    )
    return tuple((name, as_given, count) for (name, as_given), count in ordered)


def select(collection: Collection, wanted: Selection) -> Integers:
    """Rows of the articles that a selection lets through, in its order; unknown values last, then by id."""
    articles = collection.articles
    kept = np.ones(len(articles), np.bool_)
    if wanted.outlet is not None:
        kept &= np.asarray(pc.fill_null(pc.equal(articles["outlet"], wanted.outlet), False))
    if wanted.gap is not None:
        kept &= np.asarray(pc.is_null(articles[wanted.gap]))
    for word in wanted.search.split():
        kept &= _with_word(articles, word)
    rows = np.flatnonzero(kept)
    unknown = np.asarray(pc.is_null(articles[wanted.order]))[rows]
    known = _sorted(articles, rows[~unknown], wanted.order, descending=wanted.descending)
    return np.concatenate([known, _sorted(articles, rows[unknown], "id")])


def listed_rows(collection: Collection, rows: Integers) -> pa.Table:
    """COLUMNS of some articles."""
    return collection.articles.select(list(COLUMNS)).take(pa.array(rows))


def _sorted(articles: pa.Table, rows: Integers, order: Order, *, descending: bool = False) -> Integers:
    """The rows by the values of a column, those with the same by id."""
    keys = [(order, "descending" if descending else "ascending")]
    keys += [] if order == "id" else [("id", "ascending")]
    table = articles.select([name for name, _ in keys]).take(pa.array(rows))
    found: Integers = rows[np.asarray(pc.sort_indices(table, sort_keys=keys), np.int64)]
    return found


def _with_word(articles: pa.Table, word: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    found = np.zeros(len(articles), np.bool_)
    for name in _SEARCHED:
        match = pc.match_substring(articles[name], word, ignore_case=True)
        found |= np.asarray(pc.fill_null(match, False))
    return found
