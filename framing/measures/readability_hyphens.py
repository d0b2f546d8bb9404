"""Syllables of words the pronouncing dictionary lacks: Liang's hyphenation over many words at once.

The patterns are those of Pyphen (en_US), which textstat uses, and the result is Pyphen's for every word of letters a-z.
Source: F. M. Liang, Word Hy-phen-a-tion by Com-put-er, Stanford University, STAN-CS-83-977, 1983.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from framing.text.columns import ranges

_DOT = ord(".")
_SHORT = 8
"""Patterns of up to eight bytes are compared as one integer; of the 11,015 patterns 2,630 are longer and rarely begin."""
_SHORTEST, _LONGEST = 2, 28
_NONE, _BEGINS = -2, -1
_BITS = 16
_SHIFT = np.uint64(64 - _BITS)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_KEEP = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """keys, rows: open-addressing table from a short pattern's bytes to its row, and from those that begin a longer pattern
    to _BEGINS · offset, length, first: where the row's values stand from the match on, how many, and where in `values` ·
    prefixes: first eight bytes of the long patterns, sorted · long: those patterns with their offset and values."""

    keys: NDArray[np.uint64]
    rows: NDArray[np.int32]
    offset: NDArray[np.int64]
    length: NDArray[np.int64]
    first: NDArray[np.int64]
    values: NDArray[np.uint8]
    prefixes: NDArray[np.uint64]
    long: dict[bytes, tuple[int, tuple[int, ...]]]


def syllables_by_hyphenation(
    letters: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Hyphenation points plus one of each word `letters[start:end]`, two letters kept on either side; 1 for short ones."""
    length = end - start
    dotted_start = np.cumsum(length + 2) - (length + 2)
    size = int((length + 2).sum())
    text = np.full(size + _SHORT, 0, np.uint8)
    text[dotted_start] = text[dotted_start + length + 1] = _DOT
    source = np.repeat(start - dotted_start - 1, length) + (inner := ranges(dotted_start + 1, length))
    text[inner] = letters[source]
    points = np.zeros(size + _LONGEST + 1, np.uint8)
    _apply_patterns(text, np.repeat(dotted_start + length + 2, length + 2), points)
    # The value before position p of the dotted word says whether to break before letter p - 1 of the word.
    odd = np.zeros(len(points) + 1, np.int64)
    np.cumsum(points & 1, out=odd[1:])
    low = dotted_start + 3
    high = np.maximum(dotted_start + length, low)
    syllables: NDArray[np.int64] = odd[high] - odd[low] + 1
    return syllables


def _apply_patterns(text: NDArray[np.uint8], word_end: NDArray[np.int64], points: NDArray[np.uint8]) -> None:
    """Raises `points` in place to the largest value that any matching pattern gives each place."""
    patterns = _patterns()
    eight = np.ndarray((len(text) - 7,), "<u8", buffer=text.data, strides=(1,))[: len(word_end)]
    at = np.arange(len(word_end))
    room = word_end - at
    for n in range(_SHORTEST, _SHORT + 1):
        at = at[room[at] >= n]
        known = _find(patterns, eight[at] & _KEEP[n])
        hit = np.flatnonzero(known >= 0)
        rows = known[hit]
        count = patterns.length[rows]
        places = ranges(at[hit] + patterns.offset[rows], count)
        np.maximum.at(points, places, patterns.values[ranges(patterns.first[rows], count)])
        at = at[known != _NONE]
    windows = at[room[at] > _SHORT]
    index = np.minimum(np.searchsorted(patterns.prefixes, eight[windows]), len(patterns.prefixes) - 1)
    data = text.tobytes()
    for position in windows[patterns.prefixes[index] == eight[windows]].tolist():
        for end in range(position + _SHORT + 1, min(position + _LONGEST, int(word_end[position])) + 1):
            if (found := patterns.long.get(data[position:end])) is not None:
                place = slice(position + found[0], position + found[0] + len(found[1]))
                points[place] = np.maximum(points[place], found[1])


def _find(patterns: _Patterns, keys: NDArray[np.uint64]) -> NDArray[np.int32]:
    """The row of each short pattern, _BEGINS where only longer ones begin so, _NONE where none does."""
    slot = ((keys * _FACTOR) >> _SHIFT).astype(np.int64)
    seen = patterns.keys[slot]
    found = np.where(seen == keys, patterns.rows[slot], np.int32(_NONE))
    left = np.flatnonzero((seen != keys) & (seen != 0))
    slot = slot[left]
    while len(left):
        slot = (slot + 1) & ((1 << _BITS) - 1)
        seen = patterns.keys[slot]
        here = seen == keys[left]
        found[left[here]] = patterns.rows[slot[here]]
        go_on = ~here & (seen != 0)
        left, slot = left[go_on], slot[go_on]
    return found


@cache
def _patterns() -> _Patterns:
    """The patterns of ASCII letters, read once per process (about 0.02 s)."""
    names, offset, values = _read(_lines())
    length = np.fromiter(map(len, names), np.int64, len(names))
    eight = np.array(names, f"S{_SHORT}").view("<u8")
    short, longer = np.flatnonzero(length <= _SHORT), np.flatnonzero(length > _SHORT)
    count = np.fromiter((len(values[row]) for row in short.tolist()), np.int64, len(short))
    keys, rows = _table(eight, length, short)
    return _Patterns(
        keys,
        rows,
        offset[short],
        count,
        np.cumsum(count) - count,
        np.frombuffer(b"".join([values[row] for row in short.tolist()]), np.uint8),
        np.unique(eight[longer]),
        {names[row]: (int(offset[row]), tuple(values[row])) for row in longer.tolist()},
    )


def _lines() -> list[bytes]:
    """The lines of Pyphen's file that are patterns of ASCII letters; reading them through Pyphen takes ten times as long."""
    found = find_spec("pyphen")
    assert found is not None
    assert found.origin is not None
    data = (Path(found.origin).parent / "dictionaries" / "hyph_en_US.dic").read_bytes()
    return [line for line in data.split() if line.isascii() and line.islower()]


def _read(lines: list[bytes]) -> tuple[list[bytes], NDArray[np.int64], list[bytes]]:
    """Letters of each pattern, and from which place on it gives which values: `.a2ch4` gives `.ach`, 2 and (2, 0, 4)."""
    letters = np.frombuffer(b"\n".join(lines) + b"\n\n", np.uint8)
    digit = (letters - np.uint8(ord("0"))) < 10
    place = np.cumsum(~digit) - 1
    value = np.zeros(int(place[-1]) + 1, np.uint8)
    at = np.flatnonzero(digit)
    value[place[at + 1]] = letters[at] - np.uint8(ord("0"))
    end = place[np.flatnonzero(letters == ord("\n"))[:-1]] + 1
    first = np.append(np.zeros(1, np.int64), end[:-1])
    given = np.flatnonzero(value)
    low, high = given[np.searchsorted(given, first)], given[np.searchsorted(given, end) - 1] + 1
    data = value.tobytes()
    names = b"\n".join(lines).translate(None, b"0123456789").split(b"\n")
    return names, low - first, [data[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]


def _table(
    eight: NDArray[np.uint64], length: NDArray[np.int64], short: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """The open-addressing table of all beginnings of patterns given by their first eight bytes; short ones have their row."""
    keys = np.unique(np.concatenate([eight[length >= n] & _KEEP[n] for n in range(_SHORTEST, _SHORT + 1)]))
    row = np.full(len(keys), _BEGINS, np.int32)
    whole = np.flatnonzero(length[short] >= _SHORTEST)
    row[np.searchsorted(keys, eight[short[whole]])] = whole
    found, rows = np.zeros(1 << _BITS, np.uint64), np.zeros(1 << _BITS, np.int32)
    slot = ((keys * _FACTOR) >> _SHIFT).astype(np.int64)
    left = np.arange(len(keys))
    while len(left):
        free = left[found[slot[left]] == 0]
        found[slot[free]], rows[slot[free]] = keys[free], row[free]
        left = left[found[slot[left]] != keys[left]]
        slot[left] = (slot[left] + 1) & ((1 << _BITS) - 1)
    return found, rows
