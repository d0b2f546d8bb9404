"""Scoring as a pure function of Arrow record batches, for engines that bring their own input: PySpark, Ray Data, a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from framing.arrow import array
from framing.batch.identity import content_digest, wanted_id
from framing.batch.planning import CORPUS, cut
from framing.batch.scoring import Scorer, engine_for
from framing.batch.work import FOLDER, Work
from framing.errors import OutputError, RecordError
from framing.index import COPY_COLUMNS, Index, empty_index
from framing.readers.fields import article_from, columns_by_field
from framing.tables import EVIDENCE, article_schema
from framing.types import Article

REJECTED = pa.schema(
    [("row", pa.int64()), ("id", pa.string()), ("reason", pa.string()), ("detail", pa.string())]
)
"""One row per record that gave no row of `articles`. row: its place in what was given, 0-based · reason: as in rejects.jsonl."""
_AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})
_Reject = tuple[int, str | None, str, str]


class Tables(NamedTuple):
    """articles, evidence: with the columns of articles.parquet and evidence.parquet · rejected: see REJECTED."""

    articles: pa.Table
    evidence: pa.Table
    rejected: pa.Table


def score_batch(
    batch: pa.RecordBatch | pa.Table,
    *,
    codebooks: Sequence[Path] = (),
    index: Index | None = None,
    keep_furniture: bool = False,
    mapping: Mapping[str, str] = _AS_THEY_ARE,
) -> Tables:
    """The rows that `framing score` gives these records, in their order; rows of articles + rows of rejected = rows given.

    Columns are recognised by the names of a JSONL record, or by `mapping` (ours -> theirs); `text` is needed, others without a
    meaning are kept in `extra`. Pure: rows depend on record, codebook folders and index, not on how records are cut into batches.
    What only a whole corpus can settle stays open: a repeated id or text keeps its row, the columns of near-duplicates and shared
    copy are null. A record without an id gets the first 16 hex digits of its content digest. index: the furniture of a
    corpus, see corpus_index; without it the usual shapes of page furniture are left out. The engine is made once in each process.
    Raises CodebookError.
    """
    scorer = Scorer(engine_for(tuple(codebooks), keep_furniture=keep_furniture), index or empty_index())
    rows, articles, rejected = _read(batch, mapping)
    found = [(article_schema().empty_table(), EVIDENCE.empty_table())]
    for start, stop in cut(np.array([len(article.text) for article in articles], np.int64)):
        result = scorer.score(articles[start:stop], _no_copies(stop - start))
        found.append((result.articles, result.evidence))
        rejected += [(rows[start + i], articles[start + i].id, "not_scored", why) for i, why in result.failed]
    scored, evidence = (pa.concat_tables(tables) for tables in zip(*found, strict=True))
    return Tables(scored, evidence, _rejected_table(rejected))


def corpus_index(out: Path) -> Index:
    """What `framing score … --until index --out OUT` has found in a corpus. Raises OutputError where it has not been run.

    It lies in the work folder, so copy it or use it before the run is finished.
    """
    path = Work(out / FOLDER).path(CORPUS)
    if not path.exists():
        raise OutputError(str(out), "holds no index of a corpus", "run framing score with --until index")
    return Index.load(path)


def _read(
    batch: pa.RecordBatch | pa.Table, mapping: Mapping[str, str]
) -> tuple[list[int], list[Article], list[_Reject]]:
    """Row and article of each record that can be scored, and the others."""
    rows: list[int] = []
    articles: list[Article] = []
    rejected: list[_Reject] = []
    columns = columns_by_field(batch.schema.names, mapping)
    for row, record in enumerate(batch.to_pylist()):
        try:
            article = article_from(record, columns)
        except RecordError as error:
            own = record.get(columns.get("id", ""))
            rejected.append((row, None if own is None else str(own), error.reason, error.seen))
            continue
        rows.append(row)
        articles.append(replace(article, id=wanted_id(article.id, content_digest(article))))
    return rows, articles, rejected


def _no_copies(count: int) -> pa.Table:
    return pa.table({name: pa.nulls(count, pa.string()) for name in COPY_COLUMNS})


def _rejected_table(rejected: list[_Reject]) -> pa.Table:
    columns = list(zip(*sorted(rejected), strict=True)) or [()] * len(REJECTED)
    arrays = [array(list(column), kind) for column, kind in zip(columns, REJECTED.types, strict=True)]
    return pa.table(arrays, schema=REJECTED)
