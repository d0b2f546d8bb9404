"""Parquet tables, such as `framing import` writes: one article a row, read row group by row group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from framing.errors import RecordError
from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.rows import Row, articles_of, iso_8601
from framing.types import Article

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

NAME = "Parquet"
SUFFIXES = (".parquet", ".pq")
ORDER = 14
GUARDED = True

_MAGIC = b"PAR1"
_ROWS_AT_ONCE = 64
_FIELDS = tuple(field.name for field in fields(Article))


def recognises(source: Source) -> bool:
    return source.head.startswith(_MAGIC)


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """One result per row. Columns of bytes (pictures, say) are left out. Damage gives one rejection that names the rows lost.

    Articles that `framing import` wrote come back as they were, with their dates and names as they were decided then.
    """
    import pyarrow.parquet as pq

    number, rows = 0, ""
    try:
        file = pq.ParquetFile(source.stream, pre_buffer=False, buffer_size=1 << 20)
        rows = f" of {file.metadata.num_rows}"
        if file.schema_arrow.equals(imported_schema()) and not options.mapping:
            items = _imported(source.name, file)
        else:
            names = [field.name for field in file.schema_arrow if not _is_bytes(field.type)]
            items = articles_of(source.name, names, _rows(file, names, _values), options)
        for item in items:
            number = item.record
            yield item
    except (RecordError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - the library raises errors of many kinds about damage
        detail = f"{type(error).__name__}: {error}; the rows after {number}{rows} are lost"
        yield Rejected(source.name, number + 1, None, "damaged_file", detail)


@cache
def imported_schema() -> pa.Schema:
    """The columns that `framing import` writes, and the spool of a run: all fields of an article."""
    import pyarrow as pa

    return pa.schema([(name, pa.date32() if name == "date" else pa.string()) for name in _FIELDS])


def imported_table(articles: Sequence[Article]) -> pa.Table:
    """Articles as rows of `imported_schema`. Raises ValueError or TypeError where a string cannot be stored."""
    import pyarrow as pa

    columns = [[getattr(article, name) for article in articles] for name in _FIELDS]
    schema = imported_schema()
    arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.table(arrays, schema=schema)


def _imported(name: str, file: pq.ParquetFile) -> Iterator[Read | Rejected]:
    for row in _rows(file, _FIELDS, _plain):
        article = Article(*row.cells)
        if article.text and article.text.strip():
            yield Read(name, row.number, article)
        else:
            yield Rejected(name, row.number, article.id or None, "empty_text", "'text' is empty")


def _rows(
    file: pq.ParquetFile, names: Sequence[str], values: Callable[[pa.Array], list[Any]]
) -> Iterator[Row]:
    batches = file.iter_batches(_ROWS_AT_ONCE, columns=list(names), use_threads=False)
    rows = chain.from_iterable(zip(*map(values, batch.columns), strict=True) for batch in batches)
    return (Row(number, cells) for number, cells in enumerate(rows, 1))


def _plain(column: pa.Array) -> list[Any]:
    return list(column.to_pylist())


def _values(column: pa.Array) -> list[Any]:
    """Python values; days and times as ISO 8601, those with a time zone in UTC, down to the microsecond."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(
            pa.timestamp("us"), safe=False
        )
    return [iso_8601(value) for value in column.to_pylist()]


def _is_bytes(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    )
