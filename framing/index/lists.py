"""Menus and headlines one after another, told by their capitals and the full stops they lack."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.index.grams import Bools, Texts

WINDOW = 12
FEWEST_CAPITALS = 9
SHORTEST_LIST = 24
"""A list is at least SHORTEST_LIST words of which among any WINDOW in a row FEWEST_CAPITALS have a capital or are numbers, with
no comma and no full stop: names in prose have commas, titles of books and bodies are shorter."""

LONGEST_PROSE = 100
LEAD = 45
HEADLINE_CAPITALS = 0.25
"""More words than LONGEST_PROSE without a full stop, of which so many have a capital, are headlines one after another; the last
LEAD of them may be a sentence of the article."""

_DIGIT = np.uint8(ord("0"))
_COMMA = 2
"""Capitals that a comma outweighs."""
_TITLE_LENGTH = 2
"""Words up to this length are "Dr." before a full stop, and the day of a date before a comma."""


def mark_lists(cut: Bools, found: Texts) -> None:
    """Marks lists, and headlines of texts in one line, in place."""
    letters, upper = found.folded.array, found.folded.upper
    mark = letters.take(found.end)
    ends_text = np.zeros(len(found), np.bool_)
    ends_text[found.first_word[1:][np.diff(found.first_word) > 0] - 1] = True
    comma = mark == ord(",")
    stop = (mark == ord(".")) | (mark == ord("!")) | ends_text
    broken = stop | (mark == ord(";")) | comma
    stop |= (mark == ord("?")) | (mark == ord(";"))
    number = (letters.take(found.start) - _DIGIT) < 10
    initial = found.capital
    capital = (initial & ~upper.take(found.start + 1)) | number
    short = found.end - found.start <= _TITLE_LENGTH
    _mark_capitals(cut, found, capital, (broken & ~(short & (comma == number))) | ends_text, stop)
    if not found.several_lines[1::2].all():
        _mark_headlines(
            cut, found, stop, initial.view(np.int8) - number.view(np.int8) - _COMMA * comma.view(np.int8)
        )


def _mark_capitals(cut: Bools, found: Texts, capital: Bools, broken: Bools, stop: Bools) -> None:
    if len(found) < WINDOW:
        return
    window = (_in_windows(capital.view(np.uint8), np.add) >= FEWEST_CAPITALS) & ~_in_windows(
        broken, np.logical_or
    )
    is_capital = capital.tobytes()
    edges = np.flatnonzero(np.diff(window, prepend=False, append=False))
    for low, high in zip(edges[0::2].tolist(), (edges[1::2] + WINDOW - 1).tolist(), strict=True):
        if high - low < SHORTEST_LIST:
            continue
        first, last = is_capital.find(1, low, high), is_capital.rfind(1, low, high) + 1
        starts_sentence = last < len(found) and not is_capital[last] and not stop[last - 1]
        if starts_sentence:
            last -= 1
        if last - first >= SHORTEST_LIST and _stands_apart(found, first, last):
            cut[first:last] = True


def _in_windows(values: NDArray[Any], join: np.ufunc) -> NDArray[Any]:
    """(w − WINDOW + 1,) the values of each WINDOW words in a row, joined."""
    two = join(values[1:], values[:-1])
    four = join(two[2:], two[:-2])
    eight = join(four[4:], four[:-4])
    joined: NDArray[Any] = join(eight[: len(values) - WINDOW + 1], four[8:])
    return joined


def _stands_apart(found: Texts, first: int, last: int) -> bool:
    """Whether the list has a sentence of its own, in a text of one line at least at one of its ends."""
    starts, ends = found.starts(first), bool(found.stops[last - 1])
    return (starts and ends) if found.has_lines(first) else (starts or ends)


def _mark_headlines(cut: Bools, found: Texts, stop: Bools, capital: NDArray[np.int8]) -> None:
    """Marks headlines in small letters, one after another; in tables and lists of names numbers and commas outweigh capitals."""
    kept = ~cut
    after = np.append(cut[1:], True)
    ends = np.flatnonzero((stop | after) & kept) + 1
    starts = np.append(0, ends[:-1])
    long = np.flatnonzero(ends - starts > LONGEST_PROSE)
    for first, last in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
        inside = kept[first:last]
        size = int(np.count_nonzero(inside))
        headlines = size > LONGEST_PROSE and capital[first:last][inside].sum() >= HEADLINE_CAPITALS * size
        if headlines and not found.has_lines(first):
            cut[first : last - LEAD] = True
