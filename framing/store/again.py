"""The articles of a collection as a file that the readers take back unchanged, to score them anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from framing.errors import InputError
from framing.readers.parquet import imported_schema
from framing.store.articles import text_batches
from framing.store.collection import Collection


def write_articles(collection: Collection, path: Path) -> None:
    """Writes all articles in the form of `framing import`, in bounded memory. Raises InputError where texts are missing."""
    lacking = "scored without texts" if not collection.has_texts else ""
    if lacking or (collection.text_row < 0).any():
        seen = lacking or "some of its articles have no text"
        raise InputError(collection.name, seen, "score the original files again with --texts")
    schema = imported_schema()
    back = np.argsort(collection.text_row, kind="stable")
    about = collection.articles.take(pa.array(back))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        at = 0
        for batch in text_batches(collection):
            rows = about.slice(at, len(batch))
            at += len(batch)
            columns = [
                batch["text"] if name == "text" else _column(rows, name, len(batch)) for name in schema.names
            ]
            writer.write_table(pa.table(columns, schema=schema))
    if at != len(about):
        raise InputError(
            collection.name, "texts of other articles among its own", "score the original files again"
        )


def _column(rows: pa.Table, name: str, size: int) -> pa.ChunkedArray | pa.Array:
    """A column as it was read; what a table of scores does not keep, such as the section, is null."""
    return rows[name] if name in rows.column_names else pa.nulls(size, pa.string())
