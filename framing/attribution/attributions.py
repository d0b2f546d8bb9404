"""The table of attributions of a batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ANONYMITIES = ("withheld", "collective", "bystander", "hearsay")


@dataclass(frozen=True, slots=True)
class Attributions:
    """One row per attribution (coding scheme A: one per sentence and source), in text order; offsets of the batch.

    start, end: the source phrase itself, whole, or the evidential word · source_class: index into types.SOURCE_CLASSES ·
    anonymity: index into ANONYMITIES, -1 for named classes · cue_start, cue_end: the reporting verb or phrase (for hearsay the
    evidential itself) · content_start, content_end: the stretch of the same sentence that is reported, paraphrase or quotation
    (both equal to cue_end where the sentence holds none) · reason: what decided the class, for the evidence table.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    source_class: NDArray[np.int8]
    anonymity: NDArray[np.int8]
    cue_start: NDArray[np.int64]
    cue_end: NDArray[np.int64]
    content_start: NDArray[np.int64]
    content_end: NDArray[np.int64]
    reason: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.start)
