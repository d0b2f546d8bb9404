"""What a process that only scores need not load, how it deals with memory, and how it ends."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import NoReturn

import pyarrow as pa


def leave_pandas_out() -> None:
    """pyarrow looks for pandas at its first conversion and would load it, for a third of a second; here it finds none.

    For processes of ours alone: their pyarrow knows no pandas from then on. Where pandas is loaded already, nothing changes.
    """
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.chunked_array([pa.array([0], pa.int8())]).to_numpy()  # both directions look
    finally:
        sys.meta_path.remove(_NoPandas)


_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_KEPT = 256 << 20
_LARGEST_ON_HEAP = 32 << 20
"""Bytes; the largest that every glibc takes."""


def keep_freed_memory() -> None:
    """The columns of one batch lie where those of the last were: glibc would give them back and ask for each page again.

    For processes of ours alone. Where the C library is not glibc, nothing changes.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_M_MMAP_THRESHOLD, _LARGEST_ON_HEAP)
    mallopt(_M_TRIM_THRESHOLD, _KEPT)


def end_now(code: int) -> NoReturn:
    """Ends this process without the interpreter's own unwinding; what was printed is out before."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


class _NoPandas:
    @staticmethod
    def find_spec(
        name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Nobody else is asked for pandas."""
        if name == "pandas":
            raise ModuleNotFoundError(name=name)
        return None
