"""Arrow arrays from lists and NumPy columns without `pyarrow.array`, which imports pandas where it is installed (0.3 s)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_EPOCH = 719_163
"""Ordinal of 1970-01-01, from which Arrow counts days."""
_WIDTH = {pa.int32(): np.int32, pa.date32(): np.int32, pa.int64(): np.int64, pa.float64(): np.float64}


def array(values: Sequence[Any] | NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Values as an Arrow array of strings, 32- or 64-bit integers, floats or days; None is null, NumPy columns have no nulls."""
    if isinstance(values, np.ndarray):
        return _from_buffer(values, kind, None)
    known = np.array([value is not None for value in values], np.bool_) if None in values else None
    if pa.types.is_string(kind):
        return _strings(values if known is None else [value or "" for value in values], known)
    if pa.types.is_date32(kind):
        values = [day.toordinal() - _EPOCH if day else 0 for day in values]
    elif known is not None:
        values = [0 if value is None else value for value in values]
    return _from_buffer(np.array(values, _WIDTH[kind]), kind, known)


def _strings(values: Sequence[str], known: NDArray[np.bool_] | None) -> pa.Array:
    data = list(map(str.encode, values))
    end = np.zeros(len(data) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, data), np.int64, len(data)), out=end[1:])
    return pa.StringArray.from_buffers(
        len(data), pa.py_buffer(end), pa.py_buffer(b"".join(data)), _validity(known)
    )


def slices(
    text: str, foreign: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64]
) -> pa.Array:
    """The stretches start:end of a text as an Arrow array of strings. foreign: places of what is beyond ASCII, sorted.

    UnicodeEncodeError where the text has a lone surrogate. Many times as fast as cutting and encoding them one by one.
    """
    data = np.frombuffer(text.encode(), np.uint8)
    lead = data[data >= 0xC0]  # the first byte of each foreign code point
    wider = np.zeros(len(lead) + 1, np.int64)
    np.cumsum(1 + (lead >= 0xE0) + (lead >= 0xF0), out=wider[1:])
    low, high = (at + wider[np.searchsorted(foreign, at)] for at in (start, end))
    edge = np.zeros(len(low) + 1, np.int64)
    np.cumsum(high - low, out=edge[1:])
    at = np.repeat(low - edge[:-1], high - low) + np.arange(int(edge[-1]))
    buffers = pa.py_buffer(edge.astype(np.int32)), pa.py_buffer(data.take(at))
    return pa.StringArray.from_buffers(len(low), *buffers)


def _from_buffer(values: NDArray[Any], kind: pa.DataType, known: NDArray[np.bool_] | None) -> pa.Array:
    data = pa.py_buffer(np.ascontiguousarray(values, _WIDTH[kind]))
    return pa.Array.from_buffers(kind, len(values), [_validity(known), data])


def _validity(known: NDArray[np.bool_] | None) -> pa.Buffer | None:
    return None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
