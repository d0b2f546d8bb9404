"""Rows of a table by their numbers, wherever they are: in Parquet files, read group by group, or in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from framing.errors import InputError

Integers = npt.NDArray[np.int64]
_GROUPS_AT_ONCE = 8
"""Row groups of one piece; `framing score` writes some 20,000 rows of evidence into each."""


class Rows(Protocol):
    """A table that need not be in memory."""

    def take(self, numbers: Sequence[int], columns: Sequence[str] | None = None) -> pa.Table:
        """The rows with these numbers, in this order."""

    def between(self, start: int, stop: int) -> pa.Table:
        """The rows from `start` up to `stop`, not included."""

    def pieces(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """All rows in pieces of a bounded size, strings dictionary-encoded."""

    def plain_pieces(self) -> Iterator[pa.RecordBatch]:
        """All rows in pieces of a bounded size, as they are."""


@dataclass(frozen=True)
class MemoryRows:
    """Rows of a table in memory."""

    table: pa.Table

    def take(self, numbers: Sequence[int], columns: Sequence[str] | None = None) -> pa.Table:
        chosen = self.table if columns is None else self.table.select(list(columns))
        return chosen.take(pa.array(numbers, pa.int64()))

    def between(self, start: int, stop: int) -> pa.Table:
        return self.table.slice(start, stop - start)

    def pieces(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        table = self.table.select(list(columns)).combine_chunks()
        for number, field in enumerate(table.schema):
            if pa.types.is_string(field.type):
                encoded = table.column(number).dictionary_encode()
                table = table.set_column(number, field.name, encoded)
        yield table

    def plain_pieces(self) -> Iterator[pa.RecordBatch]:
        yield from self.table.to_batches(max_chunksize=256)


@dataclass(frozen=True)
class FileRows:
    """Rows of one table in one or more Parquet files; a row costs the reading of its row group. Errors are InputError."""

    paths: tuple[Path, ...]

    @cached_property
    def _footers(self) -> tuple[pq.FileMetaData, ...]:
        return tuple(_footer(path) for path in self.paths)

    @cached_property
    def _groups(self) -> tuple[tuple[int, int], ...]:
        """File, and group in that file, of every row group."""
        return tuple(
            (file, group)
            for file, footer in enumerate(self._footers)
            for group in range(footer.num_row_groups)
        )

    @cached_property
    def _starts(self) -> Integers:
        """Number of the first row of every row group, and of the row behind the last."""
        sizes = [self._footers[file].row_group(group).num_rows for file, group in self._groups]
        return np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))

    @property
    def schema(self) -> pa.Schema:
        """Columns and their types."""
        return self._footers[0].schema.to_arrow_schema()

    def take(self, numbers: Sequence[int], columns: Sequence[str] | None = None) -> pa.Table:
        wanted = np.asarray(numbers, np.int64)
        groups = np.searchsorted(self._starts, wanted, side="right") - 1
        order = np.argsort(groups, kind="stable")
        found = [self._empty(columns)]
        for group in np.unique(groups):
            inside = wanted[order[groups[order] == group]] - self._starts[group]
            found.append(self._read([int(group)], columns).take(pa.array(inside)))
        return pa.concat_tables(found).take(pa.array(np.argsort(order, kind="stable")))

    def between(self, start: int, stop: int) -> pa.Table:
        if start >= stop:
            return self._empty(None)
        first = int(np.searchsorted(self._starts, start, side="right")) - 1
        behind = int(np.searchsorted(self._starts, stop, side="left"))
        return self._read(range(first, behind)).slice(start - int(self._starts[first]), stop - start)

    def pieces(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        strings = [field.name for field in self.schema if pa.types.is_string(field.type)]
        for path, footer in zip(self.paths, self._footers, strict=True):
            with _readable(path):
                file = pq.ParquetFile(path, metadata=footer, read_dictionary=strings)
            for first in range(0, footer.num_row_groups, _GROUPS_AT_ONCE):
                groups = range(first, min(first + _GROUPS_AT_ONCE, footer.num_row_groups))
                with _readable(path):
                    piece = file.read_row_groups(groups, columns=list(columns))
                yield piece

    def plain_pieces(self) -> Iterator[pa.RecordBatch]:
        for group in range(len(self._groups)):
            yield from self._read([group]).to_batches(max_chunksize=256)

    def _empty(self, columns: Sequence[str] | None) -> pa.Table:
        table = self.schema.empty_table()
        return table if columns is None else table.select(list(columns))

    def _read(self, groups: Sequence[int], columns: Sequence[str] | None = None) -> pa.Table:
        tables = []
        for number in dict.fromkeys(self._groups[group][0] for group in groups):
            own = [self._groups[group][1] for group in groups if self._groups[group][0] == number]
            with _readable(self.paths[number]):
                file = pq.ParquetFile(self.paths[number], metadata=self._footers[number])
                tables.append(file.read_row_groups(own, columns))
        return pa.concat_tables(tables)


def read_whole(paths: Sequence[Path]) -> pa.Table:
    """All rows and columns of the files of one table, in memory. Raises InputError."""
    tables = []
    for path in paths:
        with _readable(path):
            tables.append(pq.read_table(path))
    return pa.concat_tables(tables)


def _footer(path: Path) -> pq.FileMetaData:
    with _readable(path):
        return pq.read_metadata(path)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """The errors of a file that is gone, cut off or no table, in our words."""
    try:
        yield
    except (pa.ArrowException, OSError, KeyError) as error:
        seen = f"not a table ({str(error).splitlines()[0]})"
        raise InputError(str(path), seen, "score the articles again") from error
