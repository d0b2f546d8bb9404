"""The compact protocol of Apache Thrift, as far as a Parquet footer needs it: step over values, copy them with integers changed.

Source: Apache Thrift, doc/specs/thrift-compact-protocol.md. Places are byte offsets into `data`; IndexError where it ends early.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

Edit: TypeAlias = "Callable[[int], int] | Mapping[int, Edit]"
"""What happens to a value: an integer is given to the function; of a struct, or of each in a list, fields by number."""

STOP, BYTE, DOUBLE, BINARY, LIST, SET, STRUCT = 0, 3, 7, 8, 9, 10, 12
_TRUE, _FALSE = 1, 2
"""Kinds of a field whose value is in its header; as elements of a list they take a byte each."""
_I16, _I64 = 4, 6
_LONG_LIST = 15
"""Stands in a list's header for a length of 15 or more, which then follows."""


def varint(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned integer and the place behind it."""
    value = shift = 0
    while (byte := data[at]) & 0x80:
        value |= (byte & 0x7F) << shift
        shift += 7
        at += 1
    return value | byte << shift, at + 1


def encoded(value: int) -> bytes:
    """The bytes of an unsigned integer."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def integer(data: bytes, at: int) -> tuple[int, int]:
    """A signed (zigzag) integer of any width and the place behind it."""
    value, at = varint(data, at)
    return value >> 1 ^ -(value & 1), at


def encoded_integer(value: int) -> bytes:
    """The bytes of a signed integer of at most 64 bits."""
    return encoded((value << 1 ^ value >> 63) & 0xFFFF_FFFF_FFFF_FFFF)


def list_header(data: bytes, at: int) -> tuple[int, int, int]:
    """Length of a list, kind of its elements, place of the first."""
    length, kind = data[at] >> 4, data[at] & 0x0F
    at += 1
    if length == _LONG_LIST:
        length, at = varint(data, at)
    return length, kind, at


def encoded_list_header(length: int, kind: int) -> bytes:
    """The bytes before the first element of a list."""
    return bytes([length << 4 | kind]) if length < _LONG_LIST else bytes([0xF0 | kind]) + encoded(length)


def fields(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Number, kind and place of the value of each field of a struct; last STOP twice and the place behind the struct.

    A value is stepped over only when the next field is asked for.
    """
    number = 0
    while data[at]:
        number, kind, at = _field(data, at, number)
        yield number, kind, at
        at = _after_field(data, at, kind)
    yield STOP, STOP, at + 1


def _field(data: bytes, at: int, before: int) -> tuple[int, int, int]:
    """Number and kind of a field and the place of its value; before: the number of the field in front."""
    header = data[at]
    if header >> 4:
        return before + (header >> 4), header & 0x0F, at + 1
    number, at = integer(data, at + 1)
    return number, header & 0x0F, at


def _after_field(data: bytes, at: int, kind: int) -> int:
    return at if kind in {_TRUE, _FALSE} else after(data, at, kind)


def after(data: bytes, at: int, kind: int) -> int:
    """The place behind a value, or behind an element of a list. Raises ValueError for a kind that Parquet footers do not hold."""
    if _I16 <= kind <= _I64:
        while data[at] & 0x80:
            at += 1
        return at + 1
    if kind == BINARY:
        length, at = varint(data, at)
        return at + length
    if kind == STRUCT:
        number = 0
        while data[at]:
            number, inner, at = _field(data, at, number)
            at = _after_field(data, at, inner)
        return at + 1
    if kind in {LIST, SET}:
        length, inner, at = list_header(data, at)
        for _ in range(length):
            at = after(data, at, inner)
        return at
    if kind in {_TRUE, _FALSE, BYTE, DOUBLE}:
        return at + (8 if kind == DOUBLE else 1)
    raise ValueError(f"thrift kind {kind}")


def copy_edited(data: bytes, at: int, kind: int, edit: Edit, out: bytearray) -> int:
    """Appends a value with its integers changed, all else byte for byte; returns the place behind it in `data`."""
    if callable(edit):
        value, end = integer(data, at)
        out += encoded_integer(edit(value))
        return end
    if kind == LIST:
        length, inner, first = list_header(data, at)
        out += data[at:first]
        for _ in range(length):
            first = copy_edited(data, first, inner, edit, out)
        return first
    copied, number = at, 0
    while data[at]:
        number, inner, at = _field(data, at, number)
        if number in edit:
            out += data[copied:at]
            at = copied = copy_edited(data, at, inner, edit[number], out)
        else:
            at = _after_field(data, at, inner)
    out += data[copied : at + 1]
    return at + 1
