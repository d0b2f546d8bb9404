"""The words behind a figure: evidence of an outlet and a code in its context, in a fixed random order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.compare.scored import (
    NO_FILTERS,
    Filters,
    ScoredTables,
    filter_articles,
    filter_evidence,
    outlets_of,
)
from framing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from framing.types import Field, MeasureName, Stance, Voice

WIDTH = 80
"""Characters of context on either side, at most; a word is not cut."""


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """One piece of evidence in context: `words` is `field[start:end]` exactly, offsets in code points.

    `left` and `right` are the words around it, runs of white space made one space. `sentence` is 0-based in
    its field.
    """

    left: str
    words: str
    right: str
    article_id: str
    title: str | None
    date: date | None
    outlet: str
    measure: MeasureName
    code: str
    field: Field
    start: int
    end: int
    sentence: int
    voice: Voice | None
    speaker: str | None
    stance: Stance | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Concordance:
    """A page of lines out of `total`; the order depends on the seed and the evidence only."""

    lines: tuple[ConcordanceLine, ...]
    total: int
    offset: int
    seed: int


@dataclass(frozen=True, slots=True)
class Query:
    """Which evidence: None takes every outlet or code; `code` is a device id, component or source class."""

    outlet: str | None = None
    code: str | None = None
    measure: MeasureName = "device"
    filters: Filters = NO_FILTERS


def concordance(
    tables: ScoredTables, texts: pa.Table, query: Query, *, seed: int = 0, offset: int = 0, limit: int = 50
) -> Concordance:
    """A page of the evidence asked for, in random order: a random sample when read from the top.

    `texts` has id, title and text (texts.parquet). Every row has a place from a digest of the seed and its
    own position, so pages fit together and do not depend on the order of the tables. A filter keeps the
    order of what is left. Raises InputError where a text is missing or does not hold the evidence.
    """
    articles = _articles_of(filter_articles(tables, query.filters).articles, query.outlet)
    found = _evidence_of(tables.evidence, articles["id"], query)
    places = found.select(["article_id", "measure", "code", "field", "start", "end"])
    ranked = sorted(range(found.num_rows), key=_places(places.to_pylist(), seed).__getitem__)
    rows = found.take(pa.array(ranked[offset : offset + limit], pa.int64())).to_pylist()
    ids = pa.array(sorted({row["article_id"] for row in rows}), pa.string())
    about = _by_id(articles.filter(pc.is_in(articles["id"], value_set=ids)))
    text = _by_id(texts.filter(pc.is_in(texts["id"], value_set=ids)))
    lines = tuple(_line(row, about[row["article_id"]], text.get(row["article_id"])) for row in rows)
    return Concordance(lines, found.num_rows, offset, seed)


def read_texts(*folders: Path | str) -> pa.Table:
    """texts.parquet of one or more scored folders: id, title, text. Raises InputError where there is none."""
    tables = []
    for folder in folders:
        path = Path(folder) / "texts.parquet"
        if not path.is_file():
            raise InputError(str(path), "no such file", "score again with --texts to read words in context")
        tables.append(pq.read_table(path, columns=["id", "title", "text"]))
    return pa.concat_tables(tables)


def context(text: str, start: int, end: int, width: int = WIDTH) -> tuple[str, str]:
    """What stands before `start` and from `end` on, at most `width` characters each, on one line.

    Runs of white space are one space; a word cut by the width is left out unless it is the only one.
    """
    left, right = text[max(0, start - width) : start], text[end : end + width]
    before, after = text[: max(0, start - width)][-1:], text[end + width : end + width + 1]
    cut = bool(before) and not (before.isspace() or left[:1].isspace())
    cut_after = bool(after) and not (after.isspace() or right[-1:].isspace())
    left = _one_line(left, slice(1, None) if cut else slice(None)).lstrip()
    return left, _one_line(right, slice(None, -1) if cut_after else slice(None)).rstrip()


def _articles_of(articles: pa.Table, outlet: str | None) -> pa.Table:
    named = articles.set_column(articles.schema.get_field_index("outlet"), "outlet", outlets_of(articles))
    return named if outlet is None else named.filter(pc.equal(named["outlet"], outlet))


def _evidence_of(evidence: pa.Table, ids: pa.ChunkedArray, query: Query) -> pa.Table:
    found = evidence.filter(pc.equal(evidence["measure"], query.measure))
    if query.code is not None:
        found = found.filter(pc.equal(found["code"], query.code))
    found = filter_evidence(found, query.filters)
    return found.filter(pc.is_in(found["article_id"], value_set=ids.combine_chunks()))


def _places(rows: Iterable[dict[str, Any]], seed: int) -> list[bytes]:
    keys = ("\0".join(map(str, (seed, *row.values()))) for row in rows)
    return [hashlib.blake2b(key.encode(), digest_size=16).digest() for key in keys]


def _by_id(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in table.to_pylist()}


def _line(row: dict[str, Any], article: dict[str, Any], text: dict[str, Any] | None) -> ConcordanceLine:
    place, start, end = row["article_id"], row["start"], row["end"]
    if text is None:
        raise InputError(place, "no text for this article", "score again with --texts")
    words = text[row["field"]] or ""
    if words[start:end] != row["text"]:
        raise InputError(
            place, f"the text does not hold {row['text']!r} at {start}", "score again with --texts"
        )
    left, right = context(words, start, end)
    return ConcordanceLine(
        left=left,
        words=row["text"],
        right=right,
        article_id=place,
        title=article["title"],
        date=article["date"],
        outlet=article["outlet"],
        measure=cast("MeasureName", row["measure"]),
        code=row["code"],
        field=cast("Field", row["field"]),
        start=start,
        end=end,
        sentence=row["sentence"],
        voice=row["voice"],
        speaker=row["speaker"],
        stance=row["stance"],
        reason=row["reason"],
    )


def _one_line(text: str, whole: slice) -> str:
    """The `whole` words of `text`; white space at an end that is kept becomes one space."""
    words = text.split()
    kept = words[whole] or words
    first = " " if text[:1].isspace() and kept[:1] == words[:1] else ""
    last = " " if text[-1:].isspace() and kept[-1:] == words[-1:] else ""
    return first + " ".join(kept) + (last if kept else "")
