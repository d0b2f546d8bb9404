"""JSON Lines: one JSON object a line. Strings are kept as they are, lone surrogates excepted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from framing.errors import RecordError
from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source
from framing.readers.fields import article_from, columns_by_field

NAME = "JSON Lines"
SUFFIXES = (".jsonl", ".ndjson")
ORDER = 10
GUARDED = False

_BOM = b"\xef\xbb\xbf"


def recognises(source: Source) -> bool:
    return source.head.removeprefix(_BOM).lstrip()[:1] == b"{"


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """One result per line that is not blank."""
    for number, line in enumerate(_lines(source.stream), 1):
        if line is None:
            detail = f"the line is longer than {LARGEST_RECORD} bytes"
            yield Rejected(source.name, number, None, "too_large", detail)
        elif line.strip():
            yield _record(source.name, number, line, options)


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


def _record(name: str, number: int, line: bytes, options: Options) -> Read | Rejected:
    try:
        record = _loads(line)
    except ValueError as error:
        return Rejected(name, number, None, "bad_json", f"{error}; is the line cut off?")
    if not isinstance(record, dict):
        return Rejected(name, number, None, "bad_json", f"a {type(record).__name__}, not an object")
    try:
        return Read(name, number, article_from(record, columns_by_field(record, options.mapping)))
    except RecordError as error:
        own = record.get("id")
        return Rejected(name, number, None if own is None else str(own), error.reason, error.seen)


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
