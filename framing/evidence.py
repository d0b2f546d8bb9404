"""The evidence of all measures as one set of columns, in text order, with offsets of its field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing.measures import Measured
from framing.measures.contract import EvidenceColumns
from framing.text.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Categories:
    """A column of few distinct values: `values[index[i]]` is the value of row i."""

    values: tuple[str | None, ...]
    index: NDArray[np.int32]

    def tolist(self) -> list[str | None]:
        return np.array(self.values, object)[self.index].tolist() if self.values else []


Column = Categories | NDArray[Any] | list[Any]
"""Every column can be read as a list by `as_list`."""

_CATEGORICAL = ("voice", "stance", "conventionality", "anonymity")
_FREE = ("speaker", "reason")


def as_list(column: Column) -> list[Any]:
    return column if isinstance(column, list) else column.tolist()


def collect_evidence(analysis: Analysis, measured: Sequence[Measured]) -> dict[str, Column]:
    """All evidence sorted by article, field, start, end, measure and code; `article` is the index in the batch."""
    parts = [result.evidence for result in measured if result.evidence is not None]
    start = _joined([part.start for part in parts], np.int64)
    end = _joined([part.end for part in parts], np.int64)
    measure = _repeated([part.measure for part in parts], [len(part.start) for part in parts])
    code = _categories([value for part in parts for value in part.code])
    order = np.lexsort((code.index, measure.index, end, start))
    start, end = start[order], end[order]
    field = np.searchsorted(analysis.field_start, start, "right") - 1
    sentence = np.searchsorted(analysis.sentence_start, start, "right") - 1
    offset = analysis.field_start[field]
    joined = analysis.joined
    columns: dict[str, Column] = {
        "article": field // 2,
        "measure": Categories(measure.values, measure.index[order]),
        "code": Categories(code.values, code.index[order]),
        "field": Categories(("title", "text"), (field % 2).astype(np.int32)),
        "start": start - offset,
        "end": end - offset,
        "text": [joined[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)],
        "sentence": np.maximum(sentence - analysis.field_first_sentence[field], 0),
        "weight": _joined([part.weight for part in parts], np.float64)[order],
    }
    for name in _CATEGORICAL:
        found = _categories([value for part in parts for value in _values(part, name)])
        columns[name] = Categories(found.values, found.index[order])
    for name in _FREE:
        values = [value for part in parts for value in _values(part, name)]
        columns[name] = [values[i] for i in order.tolist()]
    return columns


def _joined(arrays: list[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *arrays])


def _repeated(values: list[str], counts: list[int]) -> Categories:
    """Each value as often as its count, coded in alphabetical order."""
    names = tuple(sorted(set(values)))
    places = np.array([names.index(value) for value in values], np.int32)
    return Categories(names, np.repeat(places, counts))


def _categories(values: Sequence[str | None]) -> Categories:
    """Values coded in alphabetical order, None first."""
    names = tuple(sorted(set(values), key=lambda value: (value is not None, value or "")))
    place = {name: i for i, name in enumerate(names)}
    return Categories(names, np.fromiter(map(place.__getitem__, values), np.int32, len(values)))


def _values(part: EvidenceColumns, name: str) -> Sequence[str | None]:
    values: Sequence[str | None] | None = getattr(part, name)
    return [None] * len(part.start) if values is None else values
