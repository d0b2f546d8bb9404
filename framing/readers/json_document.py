"""JSON: a list of objects, an object with such a list inside, or one object; read record by record in bounded memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from framing.errors import RecordError
from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source, without_packing
from framing.readers.fields import columns_by_field
from framing.readers.objects import Record, article_of, with_order_of_dates

NAME = "JSON"
SUFFIXES = (".json",)
ORDER = 9
GUARDED = False

LISTS = frozenset(
    "articles records results docs documents items data entries stories news hits value response".split()
)
"""Keys under which a list of objects is one of records even if its first object has no text."""
_DEEPEST_LIST = 4
NO_LISTS = frozenset("comments replies related corrections".split())
"""Keys of lists whose objects have texts, but are no articles."""
_MOST_READ_AGAIN = 16_000_000
"""Bytes that may be gone through again to find where reading can go on after objects without an end."""
_CHUNK = 1 << 16
_SHOWN = 60
"""Bytes of a broken record that its rejection shows."""
_BOM = b"\xef\xbb\xbf"
_LINES = (".jsonl", ".ndjson")

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_MARKS = re.compile(_STRING + rb'|[{}\[\]"]', re.DOTALL)
_SCALAR = re.compile(_STRING + rb'|[^\s,:{}\[\]"]+', re.DOTALL)
_BLANK = re.compile(rb"[\s,:]*")
_LIST_OF_OBJECTS = re.compile(rb"\s*\[\s*[{\]]")
_OBJECT_WITH_LIST = re.compile(rb'\s*\{\s*"\w+"\s*:\s*\[\s*\{')
_FIRST_KEY = re.compile(rb'\{\s*("[^"\\]*")\s*:')


def recognises(source: Source) -> bool:
    """A list of objects; or an object that goes over several lines, or holds a list of records instead of a text."""
    head = source.head.removeprefix(_BOM)
    if _LIST_OF_OBJECTS.match(head):
        return True
    if head.lstrip()[:1] != b"{" or without_packing(source.name).lower().endswith(_LINES):
        return False
    line, ended, _ = head.lstrip().partition(b"\n")
    try:
        value = _loads(line)
    except ValueError:
        return bool(ended) or _OBJECT_WITH_LIST.match(head) is not None
    return isinstance(value, dict) and _holds_records(value, 1)


def _holds_records(value: dict[str, Any], depth: int) -> bool:
    if "text" in columns_by_field(value, {}):
        return False
    lists = (key for key, item in value.items() if _is_list_of_records(key, item))
    inner = (item for item in value.values() if isinstance(item, dict) and depth < _DEEPEST_LIST)
    return any(lists) or any(_holds_records(item, depth + 1) for item in inner)


def _is_list_of_records(key: str, value: object) -> bool:
    first = value[0] if isinstance(value, list) and value else None
    if not isinstance(first, dict) or key.lower() in NO_LISTS:
        return False
    return key.lower() in LISTS or "text" in columns_by_field(_flat(first), {})


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """One result per object. Where the file is damaged, reading goes on at the next object that begins as the first did."""
    order, records = with_order_of_dates(_records(source, options), options)
    for record in records:
        yield article_of(source.name, record, options, order)


def _records(source: Source, options: Options) -> Iterator[Record]:
    number = 0
    try:
        for number, raw in enumerate(_Scan(source.stream).records(), 1):
            yield Record(number, len(raw), _object(source.name, number, raw, options))
    except _LostError as error:
        yield Record(number + 1, 0, Rejected(source.name, number + 1, None, error.reason, error.seen))


def _object(name: str, number: int, raw: bytes, options: Options) -> dict[str, Any] | Rejected:
    try:
        value = _loads(raw)
    except ValueError as error:
        return Rejected(name, number, None, "bad_json", f"{error}, in what begins {_shown(raw)}")
    if not isinstance(value, dict):
        return Rejected(name, number, None, "bad_json", f"a {type(value).__name__}, not an object")
    return value if "text" in options.mapping else _flat(value)


def _flat(value: dict[str, Any]) -> dict[str, Any]:
    """A record whose text is in an object inside it, such as `_source` or `fields`, with that object's keys as its own."""
    if "text" in columns_by_field(value, {}):
        return value
    for key, inner in value.items():
        if isinstance(inner, dict) and "text" in columns_by_field(inner, {}):
            return {**{k: v for k, v in value.items() if k != key}, **inner}
    return value


def _shown(raw: bytes) -> str:
    return repr(raw[:_SHOWN].decode("utf-8", "replace"))


def _loads(raw: bytes) -> Any:
    """A JSON value; orjson refuses lone surrogates and NaN, which the standard library reads. Raises ValueError."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            return json.loads(raw)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


class _LostError(RecordError):
    """From here on the file cannot be read."""


class _OpenError(Exception):
    """A value is not closed before the file ends."""


class _Scan:
    """Goes through a JSON text from brace to brace and holds no more of it than the record it is in."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._data = stream.read(_CHUNK).removeprefix(_BOM)
        self._place = 0
        self._whole = -1
        """Where the outermost object begins while it may be a record itself, else -1."""
        self._opening: re.Pattern[bytes] | None = None
        self._read_again = 0

    def records(self) -> Iterator[bytes]:
        """The bytes of each record, or those where one is broken. Raises _LostError where the rest cannot be read."""
        while mark := self._mark():
            if mark == b"[":
                yield from self._elements()
            elif mark == b"{":
                self._whole = self._place
                yield from self._members(1)
                if self._whole >= 0:
                    yield self._data[self._whole : self._place]
                    self._whole = -1
            else:
                raise _lost("neither an object nor a list")

    def _members(self, depth: int) -> Iterator[bytes]:
        """The records in the lists inside the object that begins here."""
        self._place += 1
        while (mark := self._mark()) != b"}":
            if mark != b'"':
                raise _lost("an object is cut off or broken")
            key = self._value().strip(b'"').decode("utf-8", "replace")
            mark = self._mark()
            if mark == b"{" and depth < _DEEPEST_LIST:
                yield from self._members(depth + 1)
            elif mark == b"[" and self._begins_records(key):
                self._whole = -1
                yield from self._elements()
            else:
                self._value()
        self._place += 1

    def _begins_records(self, key: str) -> bool:
        """Whether the list that begins here is one of records, by its first value; the place stays."""
        start = self._place
        self._place += 1
        try:
            first = _loads(self._value()) if self._mark() == b"{" else None
        except ValueError:
            first = {}
        self._place = start
        return _is_list_of_records(key, [first])

    def _elements(self) -> Iterator[bytes]:
        """The values of the list that begins here, each a record."""
        self._place += 1
        while (mark := self._mark()) != b"]":
            self._forget()
            if not mark:
                raise _lost("the list is not closed; the file is cut off")
            start = self._place
            try:
                raw = self._value(strict=False)
            except _OpenError:
                raw = b""
            if not raw or self._has_swallowed_others(raw):
                yield self._data[start : start + _SHOWN]
                if not self._recovered(start):
                    return
                continue
            self._opening = self._opening or _opening_of(raw)
            yield raw
        self._place += 1

    def _has_swallowed_others(self, raw: bytes) -> bool:
        """Whether a value is broken and another record begins inside it: a brace or a quotation mark is missing."""
        if self._opening is None or not self._opening.search(raw, 1):
            return False
        try:
            _loads(raw)
        except ValueError:
            return True
        return False

    def _recovered(self, start: int) -> bool:
        """Goes to the next object that begins as the first of the list did; the end of the file where there is none."""
        self._read_again += (self._place - start) or (len(self._data) - start)
        found = self._opening.search(self._data, start + 1) if self._opening else None
        if found is None or self._read_again > _MOST_READ_AGAIN:
            self._place = len(self._data)
            return False
        self._place = found.start()
        return True

    def _mark(self) -> bytes:
        """The first byte of what comes next; none at the end of the file."""
        while True:
            found = _BLANK.match(self._data, self._place)
            self._place = found.end() if found else self._place
            if self._place < len(self._data) or not self._more():
                return self._data[self._place : self._place + 1]

    def _value(self, *, strict: bool = True) -> bytes:
        """The bytes of the value that begins here, which is passed over. strict: one without an end ends the file."""
        start = self._place
        try:
            self._place = (
                self._end_of_nested() if self._data[start : start + 1] in b"{[" else self._end_of_scalar()
            )
        except _OpenError:
            if strict:
                raise _lost("an object is cut off or broken") from None
            raise
        return self._data[start : self._place]

    def _end_of_scalar(self) -> int:
        while True:
            found = _SCALAR.match(self._data, self._place)
            if found and found.end() < len(self._data):
                return found.end()
            if not self._more():
                if found:
                    return found.end()
                raise _OpenError

    def _end_of_nested(self) -> int:
        depth, place = 0, self._place
        while True:
            for found in _MARKS.finditer(self._data, place):
                place = found.start()
                mark = self._data[place]
                if mark in b"{[":
                    depth += 1
                elif mark in b"}]":
                    depth -= 1
                    if depth == 0:
                        return found.end()
                elif found.end() - place == 1:
                    break
                place = found.end()
            if not self._more():
                raise _OpenError

    def _more(self) -> bool:
        """Reads on, at least as much again as is held of the present record. Raises _LostError at one that is too long."""
        held = len(self._data) - (self._place if self._whole < 0 else self._whole)
        if held > LARGEST_RECORD:
            raise _LostError("file", "too_large", f"longer than {LARGEST_RECORD} bytes; the rest is lost")
        more = self._stream.read(max(_CHUNK, held))
        self._data += more
        return bool(more)

    def _forget(self) -> None:
        """Lets go of what has been read, once that is more than half."""
        if self._whole < 0 and self._place > len(self._data) // 2:
            self._data = self._data[self._place :]
            self._place = 0


def _opening_of(raw: bytes) -> re.Pattern[bytes] | None:
    found = _FIRST_KEY.match(raw)
    return re.compile(rb"\{\s*" + re.escape(found[1]) + rb"\s*:") if found else None


def _lost(seen: str) -> _LostError:
    return _LostError("file", "bad_json", f"{seen}; the rest is lost")
