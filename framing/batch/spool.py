"""Records as the work folder keeps them between the stages: articles with all their fields, and one line per record read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from framing.batch.files import Sink
from framing.errors import OutputError
from framing.types import Article

ROWS_PER_CHUNK = 512
"""Articles that are compressed together, and so read together."""

RECORDS = pa.schema(
    [
        ("file", pa.string()),
        ("record", pa.int64()),
        ("article", pa.int32()),
        ("id", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("digest", pa.string()),
        ("key", pa.binary(16)),
        ("name", pa.binary(16)),
        ("characters", pa.int64()),
    ]
)
"""One row per record read. article: row among the part's articles, null for a rejected one · digest: first 16 hex digits of its
content digest · key, name: its duplicate key and the key of the id it wants."""


def rows_to_articles(rows: pa.Table | pa.RecordBatch) -> list[Article]:
    """The articles again."""
    return [
        Article(*values)
        for values in zip(*(rows[name].to_pylist() for name in rows.schema.names), strict=True)
    ]


ChunkWriter = Callable[[pa.Table], None]


@contextmanager
def chunk_writer(sink: Sink, schema: pa.Schema, *, compressed: bool = True) -> Iterator[ChunkWriter]:
    """Writes tables into one Arrow file, in chunks of ROWS_PER_CHUNK at most."""
    options = pa.ipc.IpcWriteOptions(compression="lz4" if compressed else None, use_threads=False)
    with pa.ipc.new_file(sink, schema, options=options) as writer:
        yield lambda table: writer.write_table(table, max_chunksize=ROWS_PER_CHUNK)


def write_ipc(sink: Sink, table: pa.Table) -> None:
    """One Arrow file of a table."""
    with chunk_writer(sink, table.schema) as write:
        write(table)


@contextmanager
def open_ipc(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatchFileReader]:
    """An Arrow file of the work folder, memory-mapped. Raises OutputError where it is damaged."""
    try:
        with pa.memory_map(str(path)) as file:
            reader = pa.ipc.open_file(file)
            if columns is not None:
                chosen = [reader.schema.get_field_index(name) for name in columns]
                options = pa.ipc.IpcReadOptions(included_fields=chosen, use_threads=False)
                reader = pa.ipc.open_file(file, options=options)
            yield reader
    except (OSError, pa.ArrowInvalid) as error:
        raise OutputError(
            str(path), f"damaged ({error})", "run the same command again; it is made anew"
        ) from None


def read_ipc(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """A whole Arrow file of the work folder, or some of its columns."""
    with open_ipc(path, columns) as reader:
        return reader.read_all()


def words(column: pa.ChunkedArray) -> NDArray[np.uint64]:
    """A column of 16 bytes as n × 2 words."""
    chunks = [_chunk_words(chunk) for chunk in column.chunks]
    return np.concatenate([np.zeros((0, 2), np.uint64), *chunks])


def _chunk_words(chunk: Any) -> NDArray[np.uint64]:
    values = np.frombuffer(chunk.buffers()[1], np.uint64, 2 * len(chunk), 16 * chunk.offset)
    return values.reshape(-1, 2)


def article_chunks(path: Path) -> Iterator[list[Article]]:
    """The articles of a part, some at a time."""
    with open_ipc(path) as reader:
        for number in range(reader.num_record_batches):
            yield rows_to_articles(reader.get_batch(number))


class Spool:
    """Articles by (path of their part, row), for readers that go through them more or less in order."""

    def __init__(self) -> None:
        self._place: tuple[Path, int] | None = None
        self._articles: list[Article] = []

    def article(self, path: Path, row: int) -> Article:
        """One article; the chunk around it stays in memory until another is asked for."""
        place = (path, row // ROWS_PER_CHUNK)
        if place != self._place:
            with open_ipc(path) as reader:
                self._articles = rows_to_articles(reader.get_batch(place[1]))
            self._place = place
        return self._articles[row % ROWS_PER_CHUNK]
