"""What every reader takes and gives. A reader is one module in this folder with NAME, SUFFIXES, recognises() and read()."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Literal

from framing.types import Article

LARGEST_RECORD = 64_000_000
"""Bytes of one record; a longer one is rejected as `too_large` and skipped without being held in memory."""


@dataclass(frozen=True, slots=True)
class Read:
    """One article as read; its `id` is empty where the file gave none. record: 1-based number within the file."""

    file: str
    record: int
    article: Article


@dataclass(frozen=True, slots=True)
class Rejected:
    """One record (or with record 0 a whole file) that gave no article. reason: short code · detail: for people."""

    file: str
    record: int
    id: str | None
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Options:
    """mapping: our field name -> the column or key of the file that holds it · outlets: the user's own table, as from
    `framing.readers.outlets.read_outlets` · dates: whether `9/6/2017` is in June (`dmy`) or in September (`mdy`) in files
    that do not tell by themselves · pages: a folder of saved pages, for files that give addresses and no text."""

    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    outlets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    dates: Literal["dmy", "mdy"] | None = None
    pages: Path | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One input file, opened and unpacked. head: its first bytes, already taken from nothing (the stream is at its start).

    path: the plain local file behind the stream, None where the bytes come from standard input or were unpacked. Readers with
    `GUARDED` always get a stream that can seek, unless they are `STREAMED` (they read forward only, any length, and pass over the
    first `done` records, one of which stopped the parser the time before).
    """

    name: str
    stream: BinaryIO
    head: bytes
    path: Path | None = None
    done: int = 0


def without_packing(name: str) -> str:
    """The name of a packed file as it was before: `a.csv.gz` -> `a.csv`."""
    for suffix in (".gz", ".zst"):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return name
