"""The figures of outlets with the corrected estimate in place of the detector's, wherever a study reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from framing.compare import Filters, OutletRow
from framing.compare.intervals import MIN_UNITS
from framing.compare.scored import filter_articles
from framing.errors import FramingError, InputError
from framing.validate.arrays import Flags
from framing.validate.correct import CORRECTED
from framing.validate.estimates import WHOLE, EstimateRow, coded_frame, coding_of, estimates, outlets_in
from framing.validate.results import Grounds


def covers(found: Grounds, measure: str) -> bool:
    """Whether the codes of a study can correct a measure."""
    try:
        coding_of(measure, found.study.scheme)
    except FramingError:
        return False
    return True


def corrected_outlets(rows: Sequence[OutletRow], found: Grounds, filters: Filters) -> tuple[OutletRow, ...]:
    """The rows with the corrected estimate where the study covers the measure and 20 coded articles of the outlet are meant.

    Their `label` says so; the others stay uncorrected, and where the measure is covered `warning` says why. `numerator` and
    `denominator` stay the detector's. Raises InputError as `corrected_estimates` does.
    """
    known: dict[str, dict[str, EstimateRow]] = {}
    changed = []
    for row in rows:
        if not covers(found, row.measure):
            changed.append(row)
            continue
        if row.measure not in known:
            every = corrected_estimates(found, row.measure, filters)
            known[row.measure] = {one.outlet: one for one in every if one.label == CORRECTED}
        changed.append(_corrected(row, known[row.measure].get(row.outlet)))
    return tuple(changed)


def corrected_estimates(found: Grounds, measure: str, filters: Filters) -> tuple[EstimateRow, ...]:
    """A measure raw, hand-coded and corrected over the articles that pass the filters, for all outlets together and for each.

    Raises InputError for a filter of voice or stance, which would need codes of their own, and as `coded_frame` does.
    """
    if filters.voice is not None or filters.stance is not None:
        raise InputError(
            "filters", "a voice or a stance", "correct all uses together: take these filters off"
        )
    coding = coding_of(measure, found.study.scheme)
    frame = coded_frame(found.tables, found.sample, found.settled[coding.layer], found.study.scheme, measure)
    return estimates(frame, outlets_in(found.tables), measure, coding.unit, _members(found, filters))


def corrected_whole(found: Grounds, measure: str, filters: Filters) -> dict[str, EstimateRow]:
    """The three estimates of all outlets together, by label."""
    return {row.label: row for row in corrected_estimates(found, measure, filters) if row.outlet == WHOLE}


def _members(found: Grounds, filters: Filters) -> Flags:
    kept = filter_articles(found.tables, filters).articles["id"].combine_chunks()
    inside = pc.is_in(found.tables.articles["id"], value_set=kept.cast(pa.string()))
    return np.asarray(inside, dtype=np.bool_)


def _corrected(row: OutletRow, estimate: EstimateRow | None) -> OutletRow:
    coded = estimate.coded if estimate is not None else 0
    if estimate is None or coded < MIN_UNITS:
        why = f"uncorrected: {coded} coded articles, {MIN_UNITS} are needed"
        return replace(row, warning=f"{row.warning}; {why}" if row.warning else why)
    return replace(
        row,
        estimate=estimate.estimate,
        low=estimate.low,
        high=estimate.high,
        method=f"{estimate.method}; {coded} coded articles",
        warning=estimate.warning,
        label=CORRECTED,
    )
