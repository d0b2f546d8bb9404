"""What every measure takes and gives. A measure is one module in this folder with NAME, COLUMNS and measure()."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from framing.attribution import Attributions
from framing.match import Uses
from framing.text.analysis import Analysis

if TYPE_CHECKING:
    from framing.measures.sensationalism_model import Model

Value = float | int | None

FEWEST_WORDS = 40
"""Under this many words of text no rate or score per article is given (`too_short`): one hit would be 25 per 1,000 words."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a batch of n articles before anything is counted.

    english: (n,) whether the article is scored at all; those that are not get `not_english` for every score.
    sensationalism: a model of one's own, None for the shipped one.
    """

    analysis: Analysis
    attributions: Attributions
    uses: Uses
    english: NDArray[np.bool_]
    sensationalism: Model | None = None


@dataclass(frozen=True, slots=True)
class Categories:
    """A column whose values repeat: `values[index[i]]` is the value of row i."""

    values: tuple[str | None, ...]
    index: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.index)

    @staticmethod
    def of(column: Sequence[str | None]) -> Categories:
        """A column given value by value."""
        place = {value: i for i, value in enumerate(dict.fromkeys(column))}
        return Categories(tuple(place), np.fromiter(map(place.__getitem__, column), np.int32, len(column)))

    def tolist(self) -> list[str | None]:
        return np.array(self.values, object)[self.index].tolist() if self.values else []


@dataclass(frozen=True, slots=True)
class EvidenceColumns:
    """Pieces of evidence of one measure, any order; offsets of the batch (`Analysis.joined`), all columns of one length.

    Field, sentence, article and text follow from the offsets. None for a whole column means None in every row.
    """

    measure: str
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    code: Categories
    weight: NDArray[np.float64]
    voice: Categories | None = None
    speaker: Categories | None = None
    stance: Categories | None = None
    conventionality: Categories | None = None
    anonymity: Categories | None = None
    reason: Categories | None = None
    facets: Categories | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """scores: column -> n values · missing: (article, column, reason) for every None · evidence: or None where there is none."""

    scores: dict[str, Sequence[Value]]
    missing: list[tuple[int, str, str]] = field(default_factory=list)
    evidence: EvidenceColumns | None = None
