"""What a run is asked to do, how far it is, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

Stage = Literal["read", "sketch", "index", "score", "finish"]
State = Literal["finished", "finished_before", "indexed", "shard_scored"]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """workers: processes, 0 for one per core (one for small input) · codebooks: folders that replace the shipped codebook ·
    sensationalism: folder of a model that replaces the shipped one ·
    mapping, outlets, dates, pages: see framing.readers.Options · keep_furniture: score page furniture like the rest ·
    parts: leave folders of Parquet parts, not single files · fresh: start over · until: stop after that stage ·
    shard: (i, n) scores every n-th shard from the i-th (1-based) on and no more · batches_per_shard: 0 for a good number.
    """

    workers: int = 0
    keep_duplicates: bool = False
    texts: bool = False
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    codebooks: tuple[Path, ...] = ()
    sensationalism: Path | None = None
    outlets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    dates: Literal["dmy", "mdy"] | None = None
    pages: Path | None = None
    keep_furniture: bool = False
    parts: bool = False
    fresh: bool = False
    until: Literal["index"] | None = None
    shard: tuple[int, int] | None = None
    batches_per_shard: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands. done, total: bytes of input while reading, articles in other stages (total 0: not known).

    task: name of the task that has just ended, with its counts and the seconds since the run began; empty between tasks.
    """

    stage: Stage
    done: int
    total: int
    read: int = 0
    rejected: int = 0
    duplicates: int = 0
    seconds: float = 0.0
    task: str = ""
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


TALLIES = ("words", "furniture_words", "near_duplicates", "shared_copies", "ambiguous_dates")
"""What a run counts over the articles it has scored."""


@dataclass(frozen=True, slots=True)
class Summary:
    """accepted + rejected + duplicates == read; renamed are accepted ones whose own id was taken.

    kept_duplicates: duplicates that `--keep-duplicates` accepted · reasons: rejected ones by reason · state: what has been
    done; before `finished` articles that cannot be scored are still among the accepted · tally: TALLIES of the articles scored.
    """

    read: int
    accepted: int
    rejected: int
    duplicates: int
    renamed: int
    kept_duplicates: int
    reasons: Mapping[str, int]
    seconds: float
    signature: str
    state: State = "finished"
    tally: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
