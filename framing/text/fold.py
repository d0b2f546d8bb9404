"""Text -> one byte per code point, so that byte offsets are code-point offsets and all later work runs on bytes.

Letters become lower-case ASCII without accents, digits stay, every space is a space, every line end a newline; see the
constants for the rest. The table is shipped (scripts/build_fold_table.py), so it does not depend on Python's Unicode version.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from framing import kernels

FIELD_END = 0
OTHER_LETTER = 2
SYMBOL = 3
DASH = 4
TABLE_SIZE = 0x20000

SINGLE_STRAIGHT, SINGLE_OPEN, SINGLE_CLOSE, DOUBLE_STRAIGHT, DOUBLE_OPEN, DOUBLE_CLOSE = range(1, 7)
"""Kinds of quotation mark in `Folded.quote_mark`; 0 is any other character."""


def among(values: bytes) -> NDArray[np.bool_]:
    """(256,) whether a byte, a folded character or the tag of a word, is one of some values."""
    mask = np.zeros(256, np.bool_)
    mask[list(values)] = True
    return mask


@dataclass(frozen=True, slots=True)
class Folded:
    """Three arrays of the text's length in code points, the first also as bytes. foreign: places of what is beyond ASCII."""

    array: NDArray[np.uint8]
    data: bytes
    upper: NDArray[np.bool_]
    quote_mark: NDArray[np.uint8]
    foreign: NDArray[np.int64]


@cache
def _table() -> NDArray[np.uint16]:
    with files("framing.text").joinpath("fold.npz").open("rb") as file:
        table: NDArray[np.uint16] = np.load(file, allow_pickle=False)["table"]
    return table


@cache
def _ascii() -> bytes:
    """The folded bytes of ASCII, by value, filled up to 256."""
    return _table()[:256].astype(np.uint8).tobytes()


_CHUNK = 1 << 15
"""Code points folded at a time, so that what is used in between stays in the processor's cache."""


def fold(text: str) -> Folded:
    """The folded form of a text; lone surrogates and code points from U+20000 on become SYMBOL.

    ASCII is translated at once, only the rest is looked up; both give what the table says.
    """
    array, quote_mark = np.empty(len(text), np.uint8), np.empty(len(text), np.uint8)
    upper = np.empty(len(text), np.bool_)
    foreign = [np.zeros(0, np.int64)]
    for start in range(0, len(text), _CHUNK):
        part = slice(start, start + _CHUNK)
        codes = _codes(text[part])
        if kernels.IN_USE:
            other = _fold_natively(codes, array[part], upper[part], quote_mark[part])
        else:
            array[part], upper[part], quote_mark[part], other = _folded(codes)
        foreign.append(other + start)
    return Folded(array, array.tobytes(), upper, quote_mark, np.concatenate(foreign))


def _fold_natively(
    codes: NDArray[np.uint16] | NDArray[np.uint32],
    array: NDArray[np.uint8],
    upper: NDArray[np.bool_],
    quote_mark: NDArray[np.uint8],
) -> NDArray[np.int64]:
    """What `_folded` gives, the first three in place."""
    other = np.empty(len(codes), np.int64)
    count = kernels.native.fold(codes, _table(), array, upper, quote_mark, other)
    return other[:count]


def folded_letters(text: str) -> NDArray[np.uint8]:
    """`fold(text).array` alone, in half the time."""
    array = np.empty(len(text), np.uint8)
    for start in range(0, len(text), _CHUNK):
        array[start : start + _CHUNK] = _letters(_codes(text[start : start + _CHUNK]))[0]
    return array


def _letters(
    codes: NDArray[np.uint16] | NDArray[np.uint32],
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.uint16]]:
    """The folded bytes, and where the code points beyond ASCII are and what the table says of them."""
    array = np.frombuffer(bytearray(codes.astype(np.uint8).tobytes().translate(_ascii())), np.uint8)
    other = np.flatnonzero(codes >= 0x80)
    packed = _table().take(
        codes.take(other), mode="clip"
    )  # the last entry of the table, U+1FFFF, is a SYMBOL
    array[other] = packed
    return array, other, packed


def _folded(
    codes: NDArray[np.uint16] | NDArray[np.uint32],
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.uint8], NDArray[np.int64]]:
    """The folded bytes, whether each is upper case, the kind of quotation mark, and the places of what is beyond ASCII."""
    array, other, packed = _letters(codes)
    upper = (codes - codes.dtype.type(ord("A"))) < 26
    quote_mark = (array == ord("'")).view(np.uint8) + (array == ord('"')).view(np.uint8) * np.uint8(
        DOUBLE_STRAIGHT
    )
    high = (packed >> 8).astype(np.uint8)
    upper[other] = high & 1
    quote_mark[other] = high >> 1
    return array, upper, quote_mark, other


def _codes(text: str) -> NDArray[np.uint16] | NDArray[np.uint32]:
    """The code points of a text, in 16 bits where they fit."""
    narrow = text.encode("utf-16-le", "surrogatepass")
    if len(narrow) == 2 * len(text):
        return np.frombuffer(narrow, "<u2")
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
