# The compiled kernels (_kernels*.c). Arrays are contiguous; ValueError where lengths, sizes of items or offsets do not fit.

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

_Bytes: TypeAlias = NDArray[np.uint8]
_Flags: TypeAlias = NDArray[np.bool_]
_Ints: TypeAlias = NDArray[np.int64]
_Hashes: TypeAlias = NDArray[np.uint64]

SOURCES: int  # checksum of the C files it was built from, framing.kernels.sources_checksum

def fold(
    codes: NDArray[np.uint16] | NDArray[np.uint32],
    table: NDArray[np.uint16],
    letters: _Bytes,
    upper: _Flags,
    quote_mark: _Bytes,
    foreign: _Ints,
    /,
) -> int: ...
def word_edges(folded: _Bytes, start: _Ints, end: _Ints, /) -> int: ...
def word_hashes(folded: _Bytes, start: _Ints, end: _Ints, hashes: _Hashes, /) -> int: ...
def word_columns(
    folded: _Bytes,
    upper: _Flags,
    start: _Ints,
    end: _Ints,
    table: _Hashes,
    tags: _Bytes,
    /,
    *columns: NDArray[Any],  # those of Words from core_end on
) -> int: ...
def stretches(source: _Bytes, first: _Ints, last: _Ints, between: _Bytes, to: _Bytes, /) -> int: ...
def readability(
    *columns: NDArray[Any],
) -> int: ...  # in the order of _counted_natively in readability_counts.py
def headlines(*columns: NDArray[Any]) -> int: ...  # in the order of _headlines_natively in index/spans.py
