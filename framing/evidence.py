"""The evidence of all measures as one set of columns, in text order, with offsets of its field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.measures import Measured
from framing.measures.contract import Categories
from framing.text.analysis import Analysis
from framing.text.furniture import Prose


@dataclass(frozen=True, slots=True)
class Slices:
    """Stretches start:end of one text, cut when they are asked for. foreign: places of what is beyond ASCII, sorted."""

    text: str
    foreign: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]

    def tolist(self) -> list[str]:
        return list(map(self.text.__getitem__, map(slice, self.start.tolist(), self.end.tolist())))


Column = Categories | Slices | NDArray[Any] | list[Any]
"""Every column can be read as a list by `as_list`."""

_COLUMNS = ("voice", "speaker", "stance", "conventionality", "anonymity", "reason", "facets")


def as_list(column: Column) -> list[Any]:
    return column if isinstance(column, list) else column.tolist()


def collect_evidence(analysis: Analysis, measured: Sequence[Measured], prose: Prose) -> dict[str, Column]:
    """All evidence sorted by article, field, start, end, measure and code; `article` is the index in the batch.

    The offsets are those of the articles as stored, `prose` being what the analysis was made of.
    """
    parts = [result.evidence for result in measured if result.evidence is not None]
    start = _joined([part.start for part in parts], np.int64)
    end = _joined([part.end for part in parts], np.int64)
    size = [len(part.start) for part in parts]
    names = [Categories((part.measure,), np.zeros(n, np.int32)) for part, n in zip(parts, size, strict=True)]
    measure, code = _merged(names, size), _merged([part.code for part in parts], size)
    order = _in_order(start, (code.index, measure.index, end))
    start, end = start[order], end[order]
    field = np.searchsorted(analysis.field_start, start, "right") - 1
    sentence = np.searchsorted(analysis.sentence_start, start, "right") - 1
    first = prose.in_article(field, start - analysis.field_start[field])
    columns: dict[str, Column] = {
        "article": field >> 1,
        "measure": Categories(measure.values, measure.index[order]),
        "code": Categories(code.values, code.index[order]),
        "field": Categories(("title", "text"), (field & 1).astype(np.int32)),
        "start": first,
        "end": first + (end - start),
        "text": Slices(analysis.joined, analysis.folded.foreign, start, end),
        "sentence": np.maximum(sentence - analysis.field_first_sentence[field], 0),
        "weight": _joined([part.weight for part in parts], np.float64)[order],
    }
    for name in _COLUMNS:
        found = _merged([getattr(part, name) for part in parts], size)
        columns[name] = Categories(found.values, found.index[order])
    return columns


def _in_order(start: NDArray[np.int64], ties: tuple[NDArray[Any], ...]) -> NDArray[np.int64]:
    """Rows by start, then by the last of `ties` and so on; few starts are equal, so only those rows are sorted by more."""
    order = np.argsort(start, kind="stable")
    same = np.diff(start[order], prepend=-1, append=-1) == 0
    tied = np.flatnonzero(same[:-1] | same[1:])
    rows = order[tied]
    order[tied] = rows[np.lexsort((*(tie[rows] for tie in ties), start[rows]))]
    return order


def _joined(arrays: list[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *arrays])


def _merged(columns: Sequence[Categories | None], size: Sequence[int]) -> Categories:
    """Columns of so many rows one after the other, values in alphabetical order, None first; a missing column is all None."""
    place: dict[str | None, int] = {}
    index = [np.zeros(0, np.int32)]
    for column, rows in zip(columns, size, strict=True):
        found = column or Categories((None,), np.zeros(rows, np.int32))
        own = np.array([place.setdefault(value, len(place)) for value in found.values], np.int32)
        index.append(own[found.index])
    names = [None] * (None in place) + sorted(value for value in place if value is not None)
    rank = np.empty(len(names), np.int32)
    rank[[place[name] for name in names]] = np.arange(len(names))
    return Categories(tuple(names), rank[np.concatenate(index)])
