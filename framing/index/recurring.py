"""Grams and lines that recur on several pages of one outlet, with the number of distinct articles they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from framing.index.grams import Bools
from framing.text.columns import slots_of

Words32 = NDArray[np.uint32]
Words64 = NDArray[np.uint64]

FEWEST_ARTICLES = 3
SMALLEST_SHARE = 0.002
"""What stands in fewer articles, or in a smaller share of an outlet's, is not remembered: in large outlets that is idiom."""

_LINES = np.uint32(0x5BD1E995)
"""Sets lines apart from grams of the same pages."""
_AT_ONCE = 1 << 26
"""Hashes counted at a time."""
_SLOTS_PER_HASH = 2
"""Slots for counting: at two in 16 bits, 256 MB. One in ten hashes that do not recur then seems to."""
_BLOCK = 1 << 14
_FULL = np.uint16(1 << 15)
"""What a slot counts to, so that a block more of hashes does not carry it over."""
_SLOTS_PER_KEY = 8


@dataclass(frozen=True, slots=True)
class Recurring:
    """key: (r,) pages in the upper 32 bits, gram or line in the lower, rising · count: (r,) distinct articles · pages,
    articles: (p,) articles looked at of each pages, pages rising. Near-duplicates of an outlet count as one article."""

    key: Words64
    count: Words32
    pages: Words32
    articles: Words32
    _maybe: Bools = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        slots = 1 << max(16, int(len(self.key) * _SLOTS_PER_KEY).bit_length())
        maybe = np.zeros(slots, np.bool_)
        maybe[_slot(self.key, slots)] = True
        object.__setattr__(self, "_maybe", maybe)

    def grams(self, pages: Words32, gram: Words32) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which of some grams recur, in rising order, and in how many articles of their pages each stands."""
        at, entry = self._found(_keys(pages, gram))
        return at, self.count[entry].astype(np.int64)

    def lines(self, pages: Words32, line: Words32) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same for lines."""
        return self.grams(pages ^ _LINES, line)

    def articles_of(self, pages: Words32) -> NDArray[np.int64]:
        """How many articles were looked at of some pages."""
        if not len(self.pages):
            return np.zeros(len(pages), np.int64)
        at = np.minimum(np.searchsorted(self.pages, pages), len(self.pages) - 1)
        return np.where(self.pages[at] == pages, self.articles[at], 0).astype(np.int64)

    def _found(self, key: Words64) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions of the keys that recur, and where they stand in `self.key`."""
        if not len(self.key):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        likely = np.flatnonzero(self._maybe.take(_slot(key, len(self._maybe))))
        own = key.take(likely)
        at = np.minimum(np.searchsorted(self.key, own), len(self.key) - 1)
        found = self.key.take(at) == own
        return likely[found], at[found]


def _keys(pages: Words32, value: Words32) -> Words64:
    key = pages.astype(np.uint64)
    key <<= np.uint64(32)
    key |= value
    return key


def _slot(key: Words64, slots: int) -> NDArray[np.int64]:
    return slots_of(key, slots.bit_length() - 1)


def find_recurring(sketches: Iterable[pa.Table], counted: Bools) -> Recurring:
    """What recurs in the sketched articles, of which only the `counted` ones, one flag each, are looked at.

    Reads the sketches twice a round: hashes are counted in slots that several may share, then the few in slots that count enough
    one by one.
    """
    pages, total = _page_counts(sketches, counted)
    rounds = 1 << max(0, (total - 1) // _AT_ONCE).bit_length()
    slots = 1 << max(16, (_SLOTS_PER_HASH * (total // rounds)).bit_length())
    found = [_round(_Round(sketches, counted, i, rounds), pages, slots) for i in range(rounds)]
    key = np.concatenate([key for key, _ in found])
    count = np.concatenate([count for _, count in found])
    order = np.argsort(key)
    return Recurring(key[order], count[order], *pages)


def _page_counts(sketches: Iterable[pa.Table], counted: Bools) -> tuple[tuple[Words32, Words32], int]:
    """Articles by pages, and how many hashes there are."""
    names, sizes = np.zeros(0, np.uint32), np.zeros(0, np.int64)
    total = first = 0
    for table in sketches:
        rows = counted[first : first + len(table)]
        first += len(table)
        new, size = np.unique(_column(table, "pages")[rows], return_counts=True)
        names, back = np.unique(np.concatenate((names, new)), return_inverse=True)
        sizes = np.bincount(back, np.concatenate((sizes, size)), len(names)).astype(np.int64)
        total += sum(len(flat(table, name)[1]) for name in ("grams", "lines"))
    return (names, sizes.astype(np.uint32)), total


@dataclass(frozen=True, slots=True)
class _Round:
    """The keys of the hashes whose upper bits are `number`, in blocks, of the counted articles; can be gone through again."""

    sketches: Iterable[pa.Table]
    counted: Bools
    number: int
    rounds: int

    def __iter__(self) -> Iterator[Words64]:
        first = 0
        for table in self.sketches:
            rows = self.counted[first : first + len(table)]
            first += len(table)
            for name, salt in (("grams", np.uint32(0)), ("lines", _LINES)):
                key = self._of(table, name, _column(table, "pages") ^ salt, rows)
                yield from (key[i : i + _BLOCK] for i in range(0, len(key), _BLOCK))

    def _of(self, table: pa.Table, name: str, pages: Words32, rows: Bools) -> Words64:
        edges, values = flat(table, name)
        if self.rounds > 1:
            at = np.flatnonzero(values >> np.uint32(33 - self.rounds.bit_length()) == self.number)
            edges, values = np.searchsorted(at, edges), values.take(at)
        size = np.diff(edges)
        key = _keys(np.repeat(pages, size), values)
        return key if rows.all() else key[np.repeat(rows, size)]


def _round(blocks: _Round, pages: tuple[Words32, Words32], slots: int) -> tuple[Words64, Words32]:
    """Keys that recur and their counts."""
    seen = np.zeros(slots, np.uint16)
    for key in blocks:
        slot = _slot(key, slots)
        np.add.at(seen, slot, np.uint16(1))
        seen[slot[seen.take(slot) > _FULL]] = _FULL
    often = (key[seen.take(_slot(key, slots)) >= FEWEST_ARTICLES] for key in blocks)
    key = np.concatenate([np.zeros(0, np.uint64), *often])
    del seen
    key.sort()
    edge = np.flatnonzero(np.diff(key, prepend=~key[:1], append=~key[-1:]))
    key, count = key[edge[:-1]], np.diff(edge)
    kept = np.flatnonzero(count >= FEWEST_ARTICLES)
    key, count = key[kept], count[kept]
    enough = count >= SMALLEST_SHARE * _articles(key, pages)
    return key[enough], count[enough].astype(np.uint32)


def _articles(key: Words64, pages: tuple[Words32, Words32]) -> NDArray[np.int64]:
    """The articles of the pages of each key, which holds a gram or a line."""
    names, sizes = pages
    own = (key >> np.uint64(32)).astype(np.uint32)
    result = np.zeros(len(key), np.int64)
    for salt in (np.uint32(0), _LINES):
        at = np.minimum(np.searchsorted(names, own ^ salt), max(len(names) - 1, 0))
        if len(names):
            result = np.maximum(result, np.where(names[at] == own ^ salt, sizes[at], 0))
    return result


def flat(table: pa.Table, name: str) -> tuple[NDArray[np.int64], Words32]:
    """Where each row of a column of lists begins, and behind them the end, and the values."""
    column = table[name].combine_chunks()
    offsets = column.offsets.to_numpy().astype(np.int64)
    values = column.values.to_numpy(zero_copy_only=True)[offsets[0] : offsets[-1]]
    return offsets - offsets[0], values


def _column(table: pa.Table, name: str) -> Words32:
    values: Words32 = table[name].to_numpy()
    return values
