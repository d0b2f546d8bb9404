"""The fallback where only counts are left of a validation: a share corrected by sensitivity and specificity (Rogan–Gladen)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from framing.compare import Interval
from framing.errors import InputError

LABEL = "corrected by sensitivity and specificity (Rogan–Gladen, fallback)"
WARNING = "takes cases as independent and the error as that of all outlets: use PPI++ where codes by article are at hand"
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Counts:
    """`right` of `cases`: the detector's positives among all, or what it got right of the coded positives or negatives."""

    right: int
    cases: int


def corrected_share(found: Counts, positives: Counts, negatives: Counts) -> Interval:
    """The true share behind a detector's share, 0 to 1, from its sensitivity (of `positives`) and specificity (of `negatives`).

    Raises InputError where counts are impossible, or the detector is no better than chance: then nothing can be corrected.
    Source: Rogan & Gladen, American Journal of Epidemiology 107 (1978) 71–76; interval: Lang & Reiczigel, Preventive Veterinary
    Medicine 113 (2014) 13–22.
    """
    for counts in (found, positives, negatives):
        if not 0 <= counts.right <= counts.cases or counts.cases == 0:
            raise InputError("Rogan–Gladen", f"{counts.right} of {counts.cases}", "give counts of cases")
    sensitivity, specificity = positives.right / positives.cases, negatives.right / negatives.cases
    if sensitivity + specificity <= 1:
        raise InputError(
            "Rogan–Gladen",
            f"sensitivity {sensitivity:.2f} and specificity {specificity:.2f} are no better than chance",
            "mend the detector first",
        )
    share = (found.right / found.cases + specificity - 1) / (sensitivity + specificity - 1)
    low, high = _limits(found, positives, negatives)
    return Interval(min(max(share, 0.0), 1.0), low, high, LABEL, WARNING)


def _limits(found: Counts, positives: Counts, negatives: Counts) -> tuple[float, float]:
    n = found.cases + _Z**2
    p = (found.right + _Z**2 / 2) / n
    n_se, n_sp = positives.cases + 2, negatives.cases + 2
    se, sp = (positives.right + 1) / n_se, (negatives.right + 1) / n_sp
    better = max(se + sp - 1, 1e-12)
    share = (p + sp - 1) / better
    of_se, of_sp = se * (1 - se) / n_se, sp * (1 - sp) / n_sp
    shift = 2 * _Z**2 * (share * of_se - (1 - share) * of_sp)
    error = math.sqrt(p * (1 - p) / n + share**2 * of_se + (1 - share) ** 2 * of_sp) / better
    return max(0.0, share + shift - _Z * error), min(1.0, share + shift + _Z * error)
