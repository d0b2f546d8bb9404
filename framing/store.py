"""Collections that are open: a scored folder, or our own sample corpus scored on the spot. Reads only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.errors import InputError
from framing.pipeline import Engine
from framing.readers import Read, read_inputs
from framing.tables import (
    CONTRACT_ORDER,
    METADATA_AFTER,
    METADATA_BEFORE,
    article_table,
    evidence_table,
    text_table,
)
from framing.types import Article, Evidence, Scored

SAMPLE_NAME = "Sample corpus (invented)"
NOT_MEASURED = "not_measured"
_COUNTS = frozenset(
    {"devices", "devices_rejected", "attributions", "unnamed", "withheld", "sources", "sources_unnamed"}
)


@dataclass(frozen=True, slots=True)
class Collection:
    """The tables of one scored folder. `texts` is None where it was scored without `--texts`.

    state: changes with what the tables hold; what is cached of them hangs on it.
    """

    name: str
    articles: pa.Table
    evidence: pa.Table
    texts: pa.Table | None
    state: str = ""

    @property
    def signature(self) -> str:
        """The signature of its rows; empty where there is no article."""
        found = pc.unique(self.articles["signature"]).to_pylist()
        return str(found[0]) if found else ""


@dataclass(frozen=True, slots=True)
class CopyCounts:
    """One outlet (None: those without one): articles, near-duplicates and articles of shared copy among them, words.

    words are those that are scored; furniture_words come besides.
    """

    outlet: str | None
    articles: int
    near_duplicates: int
    shared_copies: int
    words: int
    furniture_words: int

    @property
    def furniture_share(self) -> float:
        """Share of all words that is page furniture; 0 without a word."""
        return self.furniture_words / max(self.words + self.furniture_words, 1)


@dataclass(frozen=True, slots=True)
class Listed:
    """One article in a list to choose from."""

    id: str
    outlet: str | None
    title: str | None
    date: str | None


def sample_folder() -> Path | None:
    """The folder of our sample articles, in an installed package or beside it in a clone; None where it was left out."""
    package = Path(str(files("framing")))
    found = (
        folder
        for folder in (package / "corpus" / "articles", package.parent / "corpus" / "articles")
        if folder.is_dir()
    )
    return next(found, None)


def folder_digest(folder: Path) -> str:
    """16 hex digits over names and bytes of the files of a folder: what a cached reading of it depends on."""
    hashed = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        hashed.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()[:16]


def stamp(folder: Path) -> str:
    """Changes when a scored folder is written anew; empty where it holds no tables."""
    paths = (folder / f"{name}.parquet" for name in ("articles", "evidence", "texts"))
    states = [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in paths if path.is_file()]
    return hashlib.sha256(repr(states).encode()).hexdigest()[:16] if states else ""


def score_sample(engine: Engine, folder: Path) -> Collection:
    """The sample corpus with the scores of this engine, in memory."""
    articles = [item.article for item in read_inputs([str(folder)]) if isinstance(item, Read)]
    return score_articles(engine, articles, SAMPLE_NAME)


def score_articles(engine: Engine, articles: Sequence[Article], name: str) -> Collection:
    """A collection of some articles in memory."""
    batch = engine.score_batch(articles)
    tables = (
        article_table(batch, engine.signature),
        evidence_table(batch, engine.signature),
        text_table(batch.articles),
    )
    return Collection(name, complete(tables[0]), tables[1], tables[2])


def open_scored(folder: Path) -> Collection:
    """The tables in a folder that `framing score` wrote. Raises InputError where they are not there or cannot be read."""
    articles, evidence = _table(folder / "articles.parquet"), _table(folder / "evidence.parquet")
    texts = folder / "texts.parquet"
    return Collection(
        folder.name, complete(articles), evidence, _table(texts) if texts.is_file() else None, stamp(folder)
    )


def copy_counts(collection: Collection) -> tuple[CopyCounts, ...]:
    """What is left out of the scores and comparisons, one for each outlet in alphabetical order; none without an article."""
    rows = collection.articles
    lacking = pa.nulls(len(rows), pa.string())
    columns = set(rows.column_names)
    counted = pa.table(
        {
            "outlet": rows["outlet"],
            "near": pc.is_valid(rows["duplicate_of"]),
            "shared": pc.is_valid(rows["shared_copy"] if "shared_copy" in columns else lacking),
            "words": rows["words"],
            "furniture": rows["furniture_words"]
            if "furniture_words" in columns
            else lacking.cast(pa.int32()),
        }
    )
    sums = counted.group_by("outlet").aggregate(
        [("near", "count"), ("near", "sum"), ("shared", "sum"), ("words", "sum"), ("furniture", "sum")]
    )
    names = ("outlet", "near_count", "near_sum", "shared_sum", "words_sum", "furniture_sum")
    found = (
        CopyCounts(outlet, *(value or 0 for value in values))
        for outlet, *values in zip(*(sums[name].to_pylist() for name in names), strict=True)
    )
    return tuple(sorted(found, key=lambda row: (row.outlet is None, (row.outlet or "").casefold())))


def summed(rows: Sequence[CopyCounts]) -> CopyCounts:
    """All outlets together."""
    total = [sum(getattr(row, part.name) for row in rows) for part in fields(CopyCounts)[1:]]
    return CopyCounts(None, *total)


def complete(articles: pa.Table) -> pa.Table:
    """The table with every column of the contract; what an older version did not measure is null, with that as its reason."""
    lacking = [name for name in CONTRACT_ORDER if name not in articles.column_names]
    for name in lacking:
        empty = (
            pa.array([0] * len(articles), pa.int32())
            if name in _COUNTS
            else pa.nulls(len(articles), pa.float64())
        )
        articles = articles.append_column(name, empty)
    scores = [name for name in lacking if name not in _COUNTS]
    if not scores:
        return articles
    reasons = [
        {**dict.fromkeys(scores, NOT_MEASURED), **json.loads(text)}
        for text in articles["missing"].to_pylist()
    ]
    column = pa.array([json.dumps(reason, sort_keys=True) for reason in reasons], pa.string())
    return articles.set_column(articles.schema.get_field_index("missing"), "missing", column)


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
    rows = collection.articles.filter(pc.equal(collection.articles["id"], article_id)).to_pylist()
    if not rows:
        return None
    if collection.texts is None:
        raise InputError(
            collection.name, "scored without texts", "score again with --texts to read its articles"
        )
    texts = collection.texts.filter(pc.equal(collection.texts["id"], article_id)).to_pylist()
    if not texts:
        raise InputError(article_id, "no text for this article", "score again with --texts")
    evidence = collection.evidence.filter(pc.equal(collection.evidence["article_id"], article_id))
    return _scored(rows[0], str(texts[0]["text"]), evidence)


def _scored(row: Mapping[str, Any], text: str, evidence: pa.Table) -> Scored:
    metadata = {name for name, _ in (*METADATA_BEFORE, *METADATA_AFTER)}
    scores = {
        name: value
        for name, value in row.items()
        if name not in metadata or name in ("genre", "language", "words", "sentences", "furniture_words")
    }
    names = [f.name for f in fields(Evidence)]
    found = tuple(Evidence(**{name: item[name] for name in names}) for item in evidence.to_pylist())
    kept = {f.name: row[f.name] for f in fields(Article) if f.name in row}
    missing = cast("dict[str, str]", json.loads(row["missing"]))
    furniture = tuple((start, end) for start, end in json.loads(row.get("furniture") or "[]"))
    return Scored(Article(**{**kept, "text": text}), scores, found, missing, row["signature"], furniture)


def _table(path: Path) -> pa.Table:
    if not path.is_file():
        raise InputError(str(path), "no such file", "name a folder that `framing score` has written")
    try:
        return pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(
            str(path), f"not a table ({str(error).splitlines()[0]})", "score the articles again"
        ) from error
