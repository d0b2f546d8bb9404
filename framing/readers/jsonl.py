"""JSON Lines: one JSON object a line. Strings are kept as they are, lone surrogates excepted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source
from framing.readers.objects import Record, article_of, with_order_of_dates

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
    order, records = with_order_of_dates(_records(source), options)
    for record in records:
        yield article_of(source.name, record, options, order)


def read_stretch(head: Source, stretch: Source, options: Options) -> Iterator[Read | Rejected]:
    """The records of some consecutive lines of a file; the order of day and month is that of the head of the file."""
    order, _ = with_order_of_dates(_records(head), options)
    for record in _records(stretch):
        yield article_of(stretch.name, record, options, order)


def _records(source: Source) -> Iterator[Record]:
    for number, line in enumerate(_lines(source.stream), 1):
        if line is None:
            detail = f"the line is longer than {LARGEST_RECORD} bytes"
            yield Record(number, 0, Rejected(source.name, number, None, "too_large", detail))
        elif line.strip():
            yield Record(number, len(line), _object(source.name, number, line))


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
