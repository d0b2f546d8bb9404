"""The places of a batch where lines can match: found by their anchors, then narrowed by the words that must stand nearby.

All is done for the whole batch at once, by word id; a place that is let through may still hold no match.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.patterns.sequences import TAG, CompiledLine
from framing.text.columns import ranges

Anchor = tuple[int, ...]
"""The id of one word, or those of two neighbours."""
Ids = NDArray[np.int32]
Places = NDArray[np.int64]

NO_WORD = -1
"""The second word of an anchor that is one word."""
_FIRST, _SECOND, _ALONE = 2, 4, 1
_BEHIND_ALL = np.iinfo(np.int64).max
_HASH_BITS = 20
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Which lines are searched for by which words.

    key: (a + 1,) both words of each anchor in one number, rising, and _BEHIND_ALL · row: lines, those of anchor i being
    row[edge[i]:edge[i + 1]] · role: of a word id, the bits of what it is in anchors · pairs: by a hash of two words, whether they
    may be an anchor.
    """

    key: NDArray[np.int64]
    edge: NDArray[np.int64]
    row: NDArray[np.int64]
    role: NDArray[np.uint8]
    pairs: NDArray[np.bool_]

    @staticmethod
    def of(first: Ids, second: Ids, row: Ids, words: int) -> Anchors:
        """For lines and the words of their anchors, one entry each, in a vocabulary of so many words; the lines of an anchor
        keep their order."""
        every = _key(first, second)
        order = np.argsort(every, kind="stable")
        key, edge = np.unique(every[order], return_index=True)
        role, pairs = np.zeros(words, np.uint8), np.zeros(1 << _HASH_BITS, np.bool_)
        paired = second != NO_WORD
        role[first[~paired]] |= _ALONE
        role[first[paired]] |= _FIRST
        role[second[paired]] |= _SECOND
        pairs[_hash(first[paired], second[paired])] = True
        edge, key = np.append(edge, len(every)), np.append(key, _BEHIND_ALL)
        return Anchors(key, edge, row[order].astype(np.int64), role, pairs)

    @staticmethod
    def of_rows(rows: Mapping[Anchor, Sequence[int]], words: int) -> Anchors:
        """The same from the lines of each anchor."""
        every = [(*(*anchor, NO_WORD)[:2], row) for anchor, found in rows.items() for row in found]
        first, second, row = np.array(every, np.int32).reshape(-1, 3).T
        return Anchors.of(first, second, row, words)

    def rows(self) -> dict[Anchor, list[int]]:
        """The lines of each anchor."""
        bounds = zip(self.key[:-1].tolist(), self.edge[:-1].tolist(), self.edge[1:].tolist(), strict=True)
        return {_anchor(key): self.row[low:high].tolist() for key, low, high in bounds}

    def places(self, ids: Ids) -> tuple[Places, Places]:
        """(p,) positions of words or pairs that are anchors, and a line each: anchors of one word come first, in text order."""
        role = self.role.take(ids)
        single = np.flatnonzero((role & _ALONE) != 0)
        paired = np.flatnonzero(((role[:-1] & _FIRST) & (role[1:] >> 1)) != 0)
        paired = paired[self.pairs.take(_hash(ids[paired], ids[paired + 1]))]
        position = np.concatenate((single, paired))
        none = np.full(len(single), NO_WORD, np.int32)
        wanted = _key(ids[position], np.concatenate((none, ids[paired + 1])))
        at = np.searchsorted(self.key, wanted)
        known = self.key.take(at) == wanted
        at = at[known]
        first, count = self.edge[at], self.edge[at + 1] - self.edge[at]
        return np.repeat(position[known], count), self.row[ranges(first, count)]


def keys_of(anchors: Iterable[Anchor]) -> frozenset[int]:
    """Anchors as numbers, of which `keys_at` gives those of running text."""
    return frozenset((anchor[0] << 32) + (anchor[1] + 1 if len(anchor) == 2 else 0) for anchor in anchors)


def keys_at(ids: Ids, at: Places) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each of some places the word, and the word with the next, as the number of an anchor."""
    first = ids.take(at)
    return _key(first, np.full(len(at), NO_WORD, np.int32)), _key(first, ids.take(at + 1, mode="clip"))


def _key(first: Ids, second: Ids) -> NDArray[np.int64]:
    key: NDArray[np.int64] = (first.astype(np.int64) << 32) + (second + 1)
    return key


def _anchor(key: int) -> Anchor:
    first, second = key >> 32, (key & 0xFFFFFFFF) - 1
    return (first,) if second == NO_WORD else (first, second)


def _hash(first: NDArray[np.integer], second: NDArray[np.integer]) -> NDArray[np.int64]:
    key = first.astype(np.uint64) << np.uint64(32) | second.astype(np.uint64)
    key *= _SPREAD
    return (key >> np.uint64(64 - _HASH_BITS)).astype(np.int64)


class Sets:
    """Numbered sets of whole numbers, and quick answers, for many at once, to whether one is in a set."""

    def __init__(self) -> None:
        self._numbers: dict[frozenset[int], int] = {}
        self._slots = np.zeros(1 << _SET_BITS, np.bool_)

    def number(self, members: frozenset[int]) -> int:
        """The number of a set, from 1 on."""
        if members not in self._numbers:
            number = self._numbers[members] = len(self._numbers) + 1
            for slot in _slots(np.full(len(members), number), np.array(sorted(members), np.int64)):
                self._slots[slot] = True
        return self._numbers[members]

    def hold(self, numbers: Places, members: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Whether each set has the member beside it, or, one time in a hundred at most, only shares its slots with others."""
        first, second = _slots(numbers, members)
        held: NDArray[np.bool_] = self._slots.take(first) & self._slots.take(second)
        return held


_SET_BITS = 22


def _slots(numbers: Places, members: NDArray[np.integer]) -> tuple[Places, Places]:
    """Two slots for each member of a set."""
    key = numbers.astype(np.uint64) * _OTHER_SPREAD
    key ^= members.astype(np.uint64)
    key *= _SPREAD
    key ^= key >> np.uint64(29)
    key *= _OTHER_SPREAD
    first, second = key >> np.uint64(64 - _SET_BITS), (key >> np.uint64(16)) & np.uint64((1 << _SET_BITS) - 1)
    return first.view(np.int64), second.view(np.int64)


_OTHER_SPREAD = np.uint64(0xC2B2AE3D27D4EB4F)


_CHECKS = 3
"""Words near the anchor that are looked at for every place of a line; few lines have more."""
_NO_TAGS = 0


class Lines:
    """Columns over some lines, each filled when its line is first met: what many places of lines are narrowed by at once.

    first, size: of the words of a line, from the first word that it is searched for by · low, high, words: (_CHECKS, lines) where
    one of a set of words must stand, from there too · tag_at, tags: a word of a line of fixed length whose tag is asked for.
    """

    def __init__(self, lines: int) -> None:
        self._is_known, self.is_plain = np.zeros(lines, np.bool_), np.zeros(lines, np.bool_)
        self.first, self.size, self.mark_from, self.mark_to, self._tag_at, self._tags = np.zeros(
            (6, lines), np.int64
        )
        self._low, self._high, self._words = np.zeros((3, _CHECKS, lines), np.int64)
        self._sets = Sets()

    def unknown(self, row: Places) -> list[int]:
        """Those of some lines that have not been added."""
        new: list[int] = np.unique(row[~self._is_known.take(row)]).tolist()
        return new

    def add(self, row: int, line: CompiledLine) -> None:
        self._is_known[row], self.is_plain[row] = True, line.is_plain
        self.first[row], self.size[row] = line.shift - line.anchor, len(line.steps)
        self.mark_from[row], self.mark_to[row] = line.mark_from, line.mark_to
        for check, (low, high, ids) in enumerate(line.near[:_CHECKS]):
            self._low[check, row], self._high[check, row] = line.shift + low, line.shift + high
            self._words[check, row] = self._sets.number(ids)
        tagged = (
            next((i for i, step in enumerate(line.steps) if step.kind == TAG), None)
            if line.is_fixed
            else None
        )
        if tagged is not None:
            self._tag_at[row] = line.shift - line.anchor + tagged
            self._tags[row] = self._sets.number(line.steps[tagged].tags)

    def possible(self, ids: Ids, tags: NDArray[np.uint8], position: Places, row: Places) -> Places:
        """Which of some places of lines, all of them known, can hold a match by the words nearby, in rising order.

        ids, tags: of the batch, with unknown words behind them for what reaches past either end.
        """
        left = np.arange(len(row))
        for low, high, words in zip(self._low, self._high, self._words, strict=True):
            of = row[left]
            wanted, at, last = words.take(of), position[left] + low.take(of), position[left] + high.take(of)
            there = (wanted == 0) | self._sets.hold(wanted, ids.take(at, mode="wrap"))
            open_ = np.flatnonzero(~there & (at < last))
            while len(open_):
                at[open_] += 1
                there[open_] = self._sets.hold(wanted[open_], ids.take(at[open_], mode="wrap"))
                open_ = open_[~there[open_] & (at[open_] < last[open_])]
            left = left[there]
        wanted = self._tags.take(row[left])
        tag = tags.take(position[left] + self._tag_at.take(row[left]), mode="wrap")
        kept: Places = left[(wanted == _NO_TAGS) | self._sets.hold(wanted, tag)]
        return kept
