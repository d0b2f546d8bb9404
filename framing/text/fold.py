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

FIELD_END = 0
OTHER_LETTER = 2
SYMBOL = 3
DASH = 4
TABLE_SIZE = 0x20000

SINGLE_STRAIGHT, SINGLE_OPEN, SINGLE_CLOSE, DOUBLE_STRAIGHT, DOUBLE_OPEN, DOUBLE_CLOSE = range(1, 7)
"""Kinds of quotation mark in `Folded.quote_mark`; 0 is any other character."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Three arrays of the text's length in code points, and the first as bytes."""

    array: NDArray[np.uint8]
    data: bytes
    upper: NDArray[np.bool_]
    quote_mark: NDArray[np.uint8]


@cache
def _table() -> NDArray[np.uint16]:
    with files("framing.text").joinpath("fold.npz").open("rb") as file:
        table: NDArray[np.uint16] = np.load(file, allow_pickle=False)["table"]
    return table


def fold(text: str) -> Folded:
    """The folded form of a text; lone surrogates and code points from U+20000 on become SYMBOL."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    packed = _table().take(codes, mode="clip")  # the last entry of the table, U+1FFFF, is a SYMBOL
    array = packed.astype(np.uint8)
    high = (packed >> 8).astype(np.uint8)
    return Folded(array, array.tobytes(), (high & 1).astype(np.bool_), high >> 1)
