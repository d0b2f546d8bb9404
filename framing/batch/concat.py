"""One Parquet file out of many: row groups are copied byte for byte, only the footer is written anew.

Source: Apache Parquet, parquet.thrift (FileMetaData, RowGroup, ColumnChunk, ColumnMetaData).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from framing.batch import thrift
from framing.errors import OutputError

MAGIC = b"PAR1"
_END = 8
"""Bytes behind the footer: its length in four, and the magic."""
_PIECE = 1 << 20
"""Bytes copied at a time."""
_ROWS, _ROW_GROUPS = 3, 4
_GROUP_ROWS, _GROUP_OFFSET, _GROUP_BYTES = 3, 5, 6


class Writable(Protocol):
    """Takes bytes one after another: a file, an upload."""

    def write(self, data: bytes, /) -> object:
        """Writes all of the bytes, or raises OSError."""


@dataclass(frozen=True, slots=True)
class _RowGroup:
    """rows: their number · start, length: where its bytes lie in the file · data: its metadata."""

    rows: int
    start: int
    length: int
    data: bytes


@dataclass(frozen=True, slots=True)
class _Footer:
    """before: the bytes up to the number of rows · groups: the row groups · after: the bytes behind them."""

    before: bytes
    groups: tuple[_RowGroup, ...]
    after: bytes


def concatenate(parts: Sequence[Path], out: Writable, schema: pa.Schema) -> int:
    """Writes the row groups of all parts, in their order, as one Parquet file; returns its number of rows.

    The bytes depend on the sequence of row groups alone, not on how they lie in parts, and are those that one
    pyarrow.parquet.ParquetWriter gives for them. Row groups without rows are left out; no parts give an empty table. Parts must
    come from this version of pyarrow with this schema and the default format version, without page index, bloom filters or
    encryption. Memory: the new footer, about 100 bytes per column and row group. Raises OutputError for a part that is damaged or
    different, OSError where reading or writing fails.
    """
    out.write(MAGIC)
    model, groups = _empty_footer(schema), []
    written, rows = len(MAGIC), 0
    for part in parts:
        with part.open("rb") as file:
            footer = _read_footer(file, part)
            if (footer.before, footer.after) != (model.before, model.after):
                raise OutputError(str(part), "a table of another schema or writer", _SCORE_AGAIN)
            for group in footer.groups:
                if group.rows == 0:
                    continue
                groups.append(_moved(group, written - group.start, part))
                written += _copy(file, out, group, part)
                rows += group.rows
    for piece in _footer_pieces(model, rows, groups):
        out.write(piece)
    return rows


_SCORE_AGAIN = "start over with --fresh"


def _empty_footer(schema: pa.Schema) -> _Footer:
    """What this version of pyarrow writes for the schema; every part must agree with it, row groups apart."""
    file = io.BytesIO()
    pq.ParquetWriter(file, schema).close()
    return _read_footer(file, Path("an empty table"))


def _read_footer(file: BinaryIO, part: Path) -> _Footer:
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - _END, 0))
    tail = file.read(_END)
    length = int.from_bytes(tail[:4], "little")
    if tail[4:] != MAGIC or length + _END + len(MAGIC) > size:
        raise OutputError(str(part), "not a whole Parquet file", _SCORE_AGAIN)
    file.seek(size - _END - length)
    data = file.read(length)
    try:
        return _split(data)
    except (IndexError, KeyError, ValueError):
        raise OutputError(str(part), "the Parquet footer is damaged", _SCORE_AGAIN) from None


def _split(data: bytes) -> _Footer:
    """A footer cut at its number of rows and its row groups. Raises IndexError, KeyError or ValueError where it is damaged."""
    rows_at = 0
    for number, _, at in thrift.fields(data, 0):
        if number == _ROWS:
            rows_at = at
        elif number == _ROW_GROUPS:
            groups, end = _row_groups(data, at)
            return _Footer(data[:rows_at], groups, data[end:])
    raise KeyError(_ROW_GROUPS)


def _row_groups(data: bytes, at: int) -> tuple[tuple[_RowGroup, ...], int]:
    """The row groups of a list of them, and the place behind it."""
    groups = []
    length, _, at = thrift.list_header(data, at)
    for _ in range(length):
        found, end = {}, at
        for number, _, place in thrift.fields(data, at):
            if number in {_GROUP_ROWS, _GROUP_OFFSET, _GROUP_BYTES}:
                found[number] = thrift.integer(data, place)[0]
            end = place
        groups.append(_RowGroup(found[_GROUP_ROWS], found[_GROUP_OFFSET], found[_GROUP_BYTES], data[at:end]))
        at = end
    return tuple(groups), at


def _moved(group: _RowGroup, distance: int, part: Path) -> bytes:
    """The metadata of a row group whose bytes lie `distance` further on."""

    def shift(offset: int) -> int:
        return offset + distance if offset else 0  # 0 is how some writers leave an offset out

    def refuse(_: int) -> int:
        raise OutputError(str(part), "page index, bloom filters or encryption", _SCORE_AGAIN)

    out = bytearray()
    thrift.copy_edited(group.data, 0, thrift.STRUCT, _edits(shift, refuse), out)
    return bytes(out)


def _edits(shift: Callable[[int], int], refuse: Callable[[int], int]) -> thrift.Edit:
    """Every field of a row group that holds a place in the file, or (7, only written with encryption) its own number."""
    metadata: thrift.Edit = {9: shift, 10: shift, 11: shift, 14: refuse}
    chunk: thrift.Edit = {2: shift, 3: metadata, 4: refuse, 6: refuse}
    return {1: chunk, _GROUP_OFFSET: shift, 7: refuse}


def _copy(file: BinaryIO, out: Writable, group: _RowGroup, part: Path) -> int:
    """Copies the bytes of a row group, whose column chunks follow one another; returns their number."""
    file.seek(group.start)
    left = group.length
    while left:
        piece = file.read(min(left, _PIECE))
        if not piece:
            raise OutputError(str(part), "the file ends within a row group", _SCORE_AGAIN)
        out.write(piece)
        left -= len(piece)
    return group.length


def _footer_pieces(model: _Footer, rows: int, groups: Sequence[bytes]) -> Iterator[bytes]:
    """The footer, its length and the magic."""
    header = thrift.encoded_list_header(len(groups), thrift.STRUCT)
    before = model.before + thrift.encoded_integer(rows) + _GROUPS_FIELD + header
    joined = b"".join(groups)
    yield before
    yield joined
    yield model.after
    yield (len(before) + len(joined) + len(model.after)).to_bytes(4, "little") + MAGIC


_GROUPS_FIELD = bytes([1 << 4 | thrift.LIST])
"""The header of the row groups' field, which follows the number of rows."""
