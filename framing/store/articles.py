"""Single articles of a collection: the list to choose from, and one with its text and evidence."""

from __future__ import annotations

import json
from collections.abc import Collection as Collection_
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, cast

import orjson
import pyarrow as pa

from framing.errors import InputError
from framing.store.collection import Collection
from framing.tables import METADATA_AFTER, METADATA_BEFORE
from framing.types import Article, Evidence, Scored

_AGAIN = "score again with --texts"


@dataclass(frozen=True, slots=True)
class Listed:
    """One article in a list to choose from."""

    id: str
    outlet: str | None
    title: str | None
    date: str | None


def listed(collection: Collection) -> tuple[Listed, ...]:
    """The articles to choose from, by outlet, date and id; unknown outlets and dates last."""
    rows = collection.articles.select(["id", "outlet", "title", "date", "date_text"]).to_pylist()
    found = [
        Listed(
            row["id"],
            row["outlet"],
            row["title"],
            row["date"].isoformat() if row["date"] else row["date_text"],
        )
        for row in rows
    ]
    return tuple(
        sorted(found, key=lambda a: (a.outlet is None, a.outlet or "", a.date is None, a.date or "", a.id))
    )


def scored_article(collection: Collection, article_id: str) -> Scored | None:
    """One article with its evidence as the tables hold it; None where the collection has no such article.

    Raises InputError where the collection was scored without its texts.
    """
    row = int(collection.rows([article_id])[0])
    if row < 0:
        return None
    if collection.texts is None:
        raise InputError(collection.name, "scored without texts", f"{_AGAIN} to read its articles")
    texts = texts_of(collection, [article_id])
    if not texts:
        raise InputError(article_id, "no text for this article", _AGAIN)
    return _scored(
        collection.articles.slice(row, 1).to_pylist()[0], texts[article_id][1], evidence_of(collection, row)
    )


def evidence_of(collection: Collection, row: int) -> pa.Table:
    """All evidence, with every column, of the article in a row."""
    first, count = int(collection.compact.first[row]), int(collection.compact.count[row])
    return collection.all_evidence.between(first, first + count)


def texts_of(collection: Collection, ids: Collection_[str]) -> dict[str, tuple[str | None, str]]:
    """Id -> title and text; ids without a text are absent. Reads no more of the texts than it must."""
    wanted = list(ids)
    rows = collection.rows(wanted)
    numbers = collection.text_row[rows[rows >= 0]]
    if collection.texts is None or not numbers.size:
        return {}
    found = collection.texts.take(numbers[numbers >= 0].tolist(), ("id", "title", "text"))
    columns = (found[name].to_pylist() for name in ("id", "title", "text"))
    return {name: (title, text) for name, title, text in zip(*columns, strict=True)}


def text_batches(collection: Collection) -> Iterator[pa.RecordBatch]:
    """id, title and text of all articles, at most 256 at a time; nothing where the collection was scored without."""
    if collection.texts is not None:
        yield from collection.texts.plain_pieces()


def run_record(collection: Collection) -> dict[str, Any] | None:
    """What run.json says of the run: inputs, settings, counts, versions; None where there is none."""
    if collection.folder is None:
        return None
    try:
        return cast("dict[str, Any]", orjson.loads((collection.folder / "run.json").read_bytes()))
    except (OSError, ValueError):
        return None


def _scored(row: Mapping[str, Any], text: str, evidence: pa.Table) -> Scored:
    metadata = {name for name, _ in (*METADATA_BEFORE, *METADATA_AFTER)}
    scores = {
        name: value
        for name, value in row.items()
        if name not in metadata or name in ("genre", "language", "words", "sentences", "furniture_words")
    }
    names = [f.name for f in fields(Evidence) if f.name in evidence.column_names]
    found = tuple(Evidence(**{name: item[name] for name in names}) for item in evidence.to_pylist())
    kept = {f.name: row[f.name] for f in fields(Article) if f.name in row}
    missing = cast("dict[str, str]", json.loads(row["missing"]))
    furniture = tuple((start, end) for start, end in json.loads(row.get("furniture") or "[]"))
    return Scored(Article(**{**kept, "text": text}), scores, found, missing, row["signature"], furniture)
