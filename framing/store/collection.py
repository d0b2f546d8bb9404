"""Collections that are open: a scored folder, or articles scored on the spot. Reads only; most of the words stay on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from framing.pipeline import Engine
from framing.scored_folder import has_table, stamp, table_paths
from framing.store.compact import Compact, compact
from framing.store.rows import FileRows, Integers, MemoryRows, Rows, read_whole
from framing.tables import CONTRACT_ORDER, article_table, evidence_table, text_table
from framing.types import Article

NOT_MEASURED = "not_measured"
_COUNTS = frozenset(
    {"devices", "devices_rejected", "attributions", "unnamed", "withheld", "sources", "sources_unnamed"}
)
_About = tuple[str, str, str, Path | None]
"""Id, name, state and folder of a collection."""


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """The tables of one scored folder: articles and a compact form of the evidence in memory, words and reasons on disk.

    id: of the run, the same as long as the run is the same · state: changes with what the tables hold; what is cached of them
    hangs on it · articles: every column of articles.parquet · compact: of the evidence · folder: where it was scored into, None
    where it is only in memory · all_evidence, texts: whole tables, not in memory; texts None where it was scored without ·
    text_row: of each article among the texts, -1 where it has none.
    """

    id: str
    name: str
    articles: pa.Table
    compact: Compact
    state: str
    folder: Path | None
    all_evidence: Rows
    texts: Rows | None
    text_row: Integers

    @property
    def signature(self) -> str:
        """The signature of its rows; empty where there is no article."""
        return str(self.articles["signature"][0]) if len(self.articles) else ""

    @property
    def evidence(self) -> pa.Table:
        """What is marked in its articles, see Compact."""
        return self.compact.evidence

    @property
    def has_texts(self) -> bool:
        """Whether it was scored with its texts."""
        return self.texts is not None

    def rows(self, ids: Sequence[str]) -> Integers:
        """Row of each id among the articles, -1 where it is not there."""
        if len(ids) == 1:
            return np.array([pc.index(self.articles["id"], ids[0]).as_py()], np.int64)
        found = pc.index_in(pa.array(ids, pa.string()), value_set=self.articles["id"].combine_chunks())
        return np.asarray(pc.fill_null(found, -1), np.int64)


def open_scored(folder: Path, *, run: str = "", name: str = "") -> Collection:
    """The tables in a folder that `framing score` wrote. Raises InputError where they are not there or cannot be read.

    Without a run (its id) the path gives one, without a name the folder's.
    """
    state = stamp(folder)
    articles = complete(read_whole(table_paths(folder, "articles")))
    evidence = FileRows(table_paths(folder, "evidence"))
    texts = FileRows(table_paths(folder, "texts")) if has_table(folder, "texts") else None
    place = folder.resolve()
    own = hashlib.sha256(str(place).encode()).hexdigest()[:16]
    return _collection((run or own, name or place.name, state, folder), articles, evidence, texts)


def score_articles(
    engine: Engine, articles: Sequence[Article], name: str, *, run: str = "memory"
) -> Collection:
    """A collection of some articles in memory."""
    batch = engine.score_batch(articles)
    evidence, texts = evidence_table(batch, engine.signature), text_table(batch.articles)
    table = article_table(batch, engine.signature)
    hashed = hashlib.sha256(repr((engine.signature, batch.articles)).encode("utf-8", "replace"))
    about = (run, name, hashed.hexdigest()[:16], None)
    return _collection(about, complete(table), MemoryRows(evidence), MemoryRows(texts))


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


def _collection(about: _About, articles: pa.Table, evidence: Rows, texts: Rows | None) -> Collection:
    identity, name, state, folder = about
    small, text_row = compact(articles, evidence), _text_rows(articles["id"], texts)
    return Collection(identity, name, articles, small, state, folder, evidence, texts, text_row)


def _text_rows(ids: pa.ChunkedArray, texts: Rows | None) -> Integers:
    """Row of each article among the texts, -1 where it has none."""
    if texts is None:
        return np.full(len(ids), -1)
    pieces = [piece["id"].combine_chunks().cast(pa.string()) for piece in texts.pieces(["id"])]
    held = pa.chunked_array(pieces, pa.string()).combine_chunks()
    return np.asarray(pc.fill_null(pc.index_in(ids, value_set=held), -1), np.int64)
