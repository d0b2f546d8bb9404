"""What a set of patterns is searched by, in words rather than ids: kept in a file, it saves reading all patterns at a start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.patterns.anchors import NO_WORD, Anchors
from framing.patterns.matching import PatternSet
from framing.patterns.notation import Line, Notation
from framing.patterns.sequences import Lexicon


@dataclass(frozen=True, slots=True)
class Plan:
    """words: all that the patterns and their contexts use, sorted · lines: (p,) how many lines each of p patterns has ·
    first, second: (a,) numbers of the words of each anchor, the second -1 where it is one word · row: (a,) the line it finds,
    lines counted over all patterns."""

    words: tuple[str, ...]
    lines: NDArray[np.int32]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    row: NDArray[np.int32]


def plan_of(words: Iterable[str], lines: Sequence[Sequence[Line]], lexicon: Lexicon) -> Plan:
    """The plan of patterns given by their lines; `words` are theirs and those of their contexts."""
    known = tuple(sorted(words))
    number = {lexicon.ids[word]: i for i, word in enumerate(known)}
    anchors = PatternSet(lines, lexicon).anchors
    rows = [
        (number[anchor[0]], number[anchor[1]] if len(anchor) == 2 else NO_WORD, row)
        for anchor, found in anchors.items()
        for row in found
    ]
    columns = np.array(sorted(rows), np.int32).reshape(-1, 3).T
    return Plan(known, np.array([len(found) for found in lines], np.int32), *columns)


def planned(patterns: Sequence[str], notation: Notation, plan: Plan, lexicon: Lexicon) -> PatternSet:
    """The same as a PatternSet of all their lines; a pattern is read when one of its anchors is first met."""
    # the last entry is that of NO_WORD
    ids = np.array([*(lexicon.ids[word] for word in plan.words), NO_WORD], np.int32)
    anchors = Anchors.of(ids[plan.first], ids[plan.second], plan.row, len(lexicon.vocabulary))
    pattern_of = np.repeat(np.arange(len(plan.lines)), plan.lines).tolist()
    first_row = (np.cumsum(plan.lines) - plan.lines).tolist()

    def line(row: int) -> tuple[int, Line]:
        pattern = pattern_of[row]
        return pattern, notation.read(patterns[pattern])[row - first_row[pattern]]

    return PatternSet.anchored(anchors, line, len(pattern_of), lexicon)


def plan_to_arrays(plan: Plan) -> dict[str, NDArray[Any]]:
    """A plan as arrays by name, for an npz file."""
    return {
        "words": text_array(plan.words),
        "lines": plan.lines,
        "first": plan.first,
        "second": plan.second,
        "row": plan.row,
    }


def plan_from_arrays(stored: Mapping[str, NDArray[Any]]) -> Plan:
    """The plan again."""
    return Plan(texts_of(stored["words"]), *(stored[name] for name in ("lines", "first", "second", "row")))


def text_array(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Texts without line breaks, as bytes."""
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def texts_of(stored: NDArray[np.uint8]) -> tuple[str, ...]:
    """The texts again."""
    return tuple(stored.tobytes().decode().split("\n")) if len(stored) else ()
