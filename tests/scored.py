"""A collection in memory, written as the folder that `framing score` would write."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from framing.store import Collection
from framing.store.rows import MemoryRows, Rows


def write_scored(collection: Collection, folder: Path, *, texts: bool = True) -> Path:
    """Writes articles, evidence and, unless told not to, texts; gives the folder back."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(collection.articles, folder / "articles.parquet")
    pq.write_table(table_of(collection.all_evidence), folder / "evidence.parquet", row_group_size=7)
    if texts:
        pq.write_table(table_of(collection.texts), folder / "texts.parquet", row_group_size=2)
    return folder


def table_of(rows: Rows | None) -> pa.Table:
    """The whole table of a collection in memory."""
    assert isinstance(rows, MemoryRows)
    return rows.table
