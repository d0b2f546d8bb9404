"""A folder that `framing score` has written: where its tables lie, and whether they are still the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from framing.errors import InputError

TABLES = ("articles", "evidence", "texts")
_PARTS = "part-*.parquet"


def table_paths(folder: Path, table: str) -> tuple[Path, ...]:
    """The Parquet files of one table in their order: one, or the parts that `--parts` leaves.

    Raises InputError where there is none.
    """
    found = tuple(_paths(folder, table))
    if not found:
        raise InputError(
            str(folder / f"{table}.parquet"), "no such file", "name a folder that `framing score` has written"
        )
    return found


def has_table(folder: Path, table: str) -> bool:
    """Whether the folder holds a table."""
    return any(True for _ in _paths(folder, table))


def stamp(folder: Path) -> str:
    """16 hex digits that change when a scored folder is written anew; empty where it holds no tables."""
    found = [
        (path.relative_to(folder).as_posix(), path.stat().st_mtime_ns, path.stat().st_size)
        for table in TABLES
        for path in _paths(folder, table)
    ]
    return hashlib.sha256(repr(found).encode()).hexdigest()[:16] if found else ""


def _paths(folder: Path, table: str) -> Iterator[Path]:
    whole = folder / f"{table}.parquet"
    if whole.is_file():
        yield whole
    else:
        yield from sorted((folder / table).glob(_PARTS))
