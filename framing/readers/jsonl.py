"""JSON Lines: one JSON object a line. Strings are kept as they are, lone surrogates excepted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

from framing.errors import RecordError
from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source
from framing.readers.dates import Order, with_order
from framing.readers.fields import article_from, columns_by_field

NAME = "JSON Lines"
SUFFIXES = (".jsonl", ".ndjson")
ORDER = 10
GUARDED = False

_BOM = b"\xef\xbb\xbf"


def recognises(source: Source) -> bool:
    start = source.head.removeprefix(_BOM).lstrip()[:2]
    return start[:1] == b"{" and start != b"{\\"  # that is Rich Text


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """One result per line that is not blank."""
    order, records = _with_order(source, options)
    for record in records:
        yield _article(source.name, record, options, order or options.dates)


def read_stretch(head: Source, stretch: Source, options: Options) -> Iterator[Read | Rejected]:
    """The records of some consecutive lines of a file; the order of day and month is that of the head of the file."""
    order, _ = _with_order(head, options)
    for record in _records(stretch):
        yield _article(stretch.name, record, options, order or options.dates)


def _with_order(source: Source, options: Options) -> tuple[Order | None, Iterator[_Record]]:
    return with_order(
        _records(source), lambda record: _date_text(record, options), lambda record: record.size
    )


@dataclass(frozen=True, slots=True)
class _Record:
    """number: of the line · size: of it in bytes · value: what it holds, a rejection where that is no object."""

    number: int
    size: int
    value: dict[str, Any] | Rejected


def _records(source: Source) -> Iterator[_Record]:
    for number, line in enumerate(_lines(source.stream), 1):
        if line is None:
            detail = f"the line is longer than {LARGEST_RECORD} bytes"
            yield _Record(number, 0, Rejected(source.name, number, None, "too_large", detail))
        elif line.strip():
            yield _Record(number, len(line), _object(source.name, number, line))


def _date_text(record: _Record, options: Options) -> str | None:
    if isinstance(record.value, Rejected):
        return None
    columns = columns_by_field(record.value, options.mapping)
    if "date" not in columns:
        return None
    value = record.value[columns["date"]]
    return value if isinstance(value, str) else None


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Lines without a byte order mark; None for one that is too long, which is skipped in pieces."""
    first = True
    while line := stream.readline(LARGEST_RECORD):
        if not line.endswith(b"\n") and len(line) == LARGEST_RECORD:
            while (rest := stream.readline(LARGEST_RECORD)) and not rest.endswith(b"\n"):
                pass
            yield None
        else:
            yield line.removeprefix(_BOM) if first else line
        first = False


def _object(name: str, number: int, line: bytes) -> dict[str, Any] | Rejected:
    try:
        value = _loads(line)
    except ValueError as error:
        return Rejected(name, number, None, "bad_json", f"{error}; is the line cut off?")
    if not isinstance(value, dict):
        return Rejected(name, number, None, "bad_json", f"a {type(value).__name__}, not an object")
    return value


def _article(name: str, record: _Record, options: Options, order: Order | None) -> Read | Rejected:
    value = record.value
    if isinstance(value, Rejected):
        return value
    try:
        columns = columns_by_field(value, options.mapping)
        return Read(name, record.number, article_from(value, columns, order=order))
    except RecordError as error:
        own = value.get("id")
        return Rejected(name, record.number, None if own is None else str(own), error.reason, error.seen)


def _loads(line: bytes) -> Any:
    """The JSON value of a line. orjson refuses lone surrogates, which the standard library reads."""
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        if b"\\u" not in line:
            raise
        try:
            return json.loads(line)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
