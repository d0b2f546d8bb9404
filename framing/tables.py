"""Arrow schemas of the table contract, and a scored batch as tables. Other programs read these; names and meanings stay."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from framing.arrow import array, slices
from framing.evidence import Column, Slices
from framing.index import COPY_COLUMNS
from framing.measures import all_measures
from framing.measures.contract import Categories
from framing.pipeline import ScoredBatch
from framing.types import Article

_TEXT = pa.string()
_TYPES = {"int32": pa.int32(), "float64": pa.float64()}

METADATA_BEFORE = (
    ("id", _TEXT),
    ("outlet", _TEXT),
    ("title", _TEXT),
    ("date", pa.date32()),
    ("date_text", _TEXT),
    ("date_precision", _TEXT),
    ("author", _TEXT),
    ("url", _TEXT),
    ("genre", _TEXT),
    ("extra", _TEXT),
    ("language", _TEXT),
    ("words", pa.int32()),
    ("sentences", pa.int32()),
    ("furniture_words", pa.int32()),
)
METADATA_AFTER = (
    ("furniture", _TEXT),
    ("duplicate_of", _TEXT),
    ("shared_copy", _TEXT),
    ("shared_copy_origin", _TEXT),
    ("missing", _TEXT),
    ("signature", _TEXT),
)
FROM_ARTICLE = ("id", "outlet", "title", "date", "date_text", "date_precision", "author", "url", "extra")

CONTRACT_ORDER = (
    "devices",
    "devices_per_1000_words",
    "devices_author_per_1000_words",
    "devices_rejected",
    "sensationalism",
    "headline_lure",
    "body_intensity",
    "attributions",
    "unnamed",
    "withheld",
    "unnamed_share",
    "withheld_share",
    "unnamed_dependence",
    "sources",
    "sources_unnamed",
    "flesch_reading_ease",
    "flesch_kincaid_grade",
)
"""Score columns in the order of the contract; columns that measures add stand behind them."""

EVIDENCE = pa.schema(
    [
        ("article_id", _TEXT),
        ("measure", _TEXT),
        ("code", _TEXT),
        ("field", _TEXT),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", _TEXT),
        ("sentence", pa.int32()),
        ("voice", _TEXT),
        ("speaker", _TEXT),
        ("stance", _TEXT),
        ("conventionality", _TEXT),
        ("anonymity", _TEXT),
        ("weight", pa.float64()),
        ("reason", _TEXT),
        ("signature", _TEXT),
        ("facets", _TEXT),
    ]
)
TEXTS = pa.schema([("id", _TEXT), ("title", _TEXT), ("text", _TEXT)])


@cache
def article_schema() -> pa.Schema:
    """The columns of articles.parquet: metadata, contract scores, scores added by measures, then furniture, copies, signature."""
    types = {column: kind for measure in all_measures() for column, kind in measure.COLUMNS.items()}
    order = [*(c for c in CONTRACT_ORDER if c in types), *(c for c in types if c not in CONTRACT_ORDER)]
    scores = [(column, _TYPES[types[column]]) for column in order]
    return pa.schema([*METADATA_BEFORE, *scores, *METADATA_AFTER])


def article_table(batch: ScoredBatch, signature: str, copies: pa.Table | None = None) -> pa.Table:
    """One row per article of a scored batch, in its order.

    copies: COPY_COLUMNS of these articles (`Index.copies`); without it they are null. `furniture` is a JSON list of [start, end].
    """
    n = len(batch.articles)
    columns: dict[str, Sequence[Any]] = {
        name: [getattr(article, name) for article in batch.articles] for name in FROM_ARTICLE
    }
    columns.update(batch.scores)
    for name in COPY_COLUMNS:
        columns[name] = copies[name].to_pylist() if copies is not None else [None] * n
    columns["furniture"] = [json.dumps(s, separators=(",", ":")) if s else "[]" for s in batch.furniture]
    columns["missing"] = [json.dumps(r, sort_keys=True) if r else "{}" for r in batch.missing]
    columns["signature"] = [signature] * n
    schema = article_schema()
    return pa.table([array(columns[f.name], f.type) for f in schema], schema=schema)


def evidence_table(batch: ScoredBatch, signature: str) -> pa.Table:
    """One row per piece of evidence of a scored batch, by article and place in the text."""
    article = np.asarray(batch.evidence["article"], np.int32)
    ids = tuple(article.id for article in batch.articles)
    columns: dict[str, Column] = {
        **batch.evidence,
        "article_id": Categories(ids, article),
        "signature": Categories((signature,), np.zeros(len(article), np.int32)),
    }
    return pa.table([_array(columns[f.name], f.type) for f in EVIDENCE], schema=EVIDENCE)


def _array(column: Column, kind: pa.DataType) -> pa.Array:
    if isinstance(column, Slices):
        return slices(column.text, column.foreign, column.start, column.end)
    if not isinstance(column, Categories):
        return array(column, kind)
    return array(column.values, kind).take(array(column.index, pa.int32()))


def text_table(articles: Sequence[Article]) -> pa.Table:
    """id, title and text of each article, for `--texts`."""
    values = ([a.id for a in articles], [a.title for a in articles], [a.text for a in articles])
    return pa.table([array(v, _TEXT) for v in values], schema=TEXTS)
