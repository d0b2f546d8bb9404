"""What a set of patterns is searched by, in words rather than ids: kept in a file, it saves reading all patterns at a start."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.patterns.matching import Anchors, PatternSet
from framing.patterns.notation import Line, Notation
from framing.patterns.sequences import Lexicon

_NONE = -1


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
        (number[anchor[0]], number[anchor[1]] if len(anchor) == 2 else _NONE, row)
        for anchor, found in anchors.items()
        for row in found
    ]
    columns = np.array(sorted(rows), np.int32).reshape(-1, 3).T
    return Plan(known, np.array([len(found) for found in lines], np.int32), *columns)


def planned(patterns: Sequence[str], notation: Notation, plan: Plan, lexicon: Lexicon) -> PatternSet:
    """The same as a PatternSet of all their lines; a pattern is read when one of its anchors is first met."""
    ids = [lexicon.ids[word] for word in plan.words]
    anchors: Anchors = {}
    for first, second, row in zip(plan.first.tolist(), plan.second.tolist(), plan.row.tolist(), strict=True):
        anchor = (ids[first],) if second == _NONE else (ids[first], ids[second])
        anchors.setdefault(anchor, []).append(row)
    pattern_of = np.repeat(np.arange(len(plan.lines)), plan.lines).tolist()
    first_row = (np.cumsum(plan.lines) - plan.lines).tolist()

    def line(row: int) -> tuple[int, Line]:
        pattern = pattern_of[row]
        return pattern, notation.read(patterns[pattern])[row - first_row[pattern]]

    return PatternSet.anchored(anchors, line, lexicon)


def plan_to_bytes(plan: Plan, key: str) -> bytes:
    """A plan as an npz file, with the key by which it is known to be fresh."""
    file = io.BytesIO()
    words, known = (np.frombuffer(text.encode(), np.uint8) for text in ("\n".join(plan.words), key))
    np.savez_compressed(
        file, key=known, words=words, lines=plan.lines, first=plan.first, second=plan.second, row=plan.row
    )
    return file.getvalue()


def plan_from_bytes(data: bytes, key: str) -> Plan | None:
    """The plan of a file; None where it has another key."""
    stored = np.load(io.BytesIO(data), allow_pickle=False)
    if stored["key"].tobytes().decode() != key:
        return None
    words = tuple(stored["words"].tobytes().decode().split("\n"))
    return Plan(words, *(stored[name] for name in ("lines", "first", "second", "row")))
