"""Corrected figures: a measure as the detector has it, as the coders have it, and corrected, for the corpus and its outlets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple

import streamlit as st

from framing.compare.intervals import MIN_UNITS
from framing.errors import FramingError
from framing.pages import blocks, data
from framing.pages.exports import downloads
from framing.pages.links import select
from framing.pages.validation_chart import MARKS, Mark, marks_chart, marks_described
from framing.pages.validation_data import Validated, figures, grounds_of, measures
from framing.report.markup import Markup
from framing.report.words import counted, score_label
from framing.validate.correct import CORRECTED, HAND, RAW
from framing.validate.estimates import DEVICE_PREFIX, WHOLE, EstimateRow, kind_of, outlets_in
from framing.validate.plan import Reach, reach
from framing.validate.rogan_gladen import LABEL, WARNING, Counts, corrected_share

SERIES = {RAW: "uncorrected", HAND: "hand-coded only", CORRECTED: "corrected (PPI++)"}
COLUMNS = tuple(EstimateRow.__dataclass_fields__)
MOST_OUTLETS = 12
"""Outlets drawn in the chart, those with the most coded articles; table and files have all."""
ABOUT = (
    "Uncorrected: as on Outlets; its interval knows nothing of the detector’s error. Hand-coded: the sample alone, weighted up "
    "to the corpus. Corrected (PPI++): the detector’s figure plus the error that the sample shows; right on average whatever the "
    "detector does, and narrower the better it is. 95 % intervals; for articles like these, not only for those of the corpus."
)


def figures_part(of: Validated, *, dark: bool) -> None:
    """One measure three times, then which outlets are out of reach, then the fallback."""
    known = {measure_label(measure): measure for measure in measures(of)}
    label = select(st.container(), "Measure", list(known), "corrected")
    try:
        rows = figures(of, known[label])
    except FramingError as error:
        blocks.note(f"Not corrected: {error}.")
        _fallback()
        return
    st.caption(f"{ABOUT} {MARKS}")
    whole = [row for row in rows if " − " not in row.outlet]
    _estimates(_most(whole), whole, (label, known[label]), dark=dark)
    far = reach_of(of)
    if far.few:
        blocks.note(reach_words(far))
    apart = [row for row in rows if row not in whole]
    if apart:
        blocks.heading("Differences of outlets", "The first less the second.", level=2)
        _estimates(
            apart, apart, (f"{label}: differences of outlets", f"{known[label]}-differences"), dark=dark
        )
    _fallback()


def reach_of(of: Validated) -> Reach:
    """Which outlets have articles enough to be corrected by themselves."""
    found = grounds_of(of)
    return reach(found.sample, outlets_in(found.tables))


def reach_words(far: Reach) -> str:
    """Which outlets stay uncorrected and what would be needed."""
    most = max(far.few.values())
    if far.enough:
        names = ", ".join(far.few)
        said = f"{names}: fewer than {MIN_UNITS} coded articles, so no interval of {'its' if len(far.few) == 1 else 'their'} own."
    else:
        said = (
            f"No outlet has {MIN_UNITS} coded articles (the most: {most}), so only the figure of the corpus is corrected with an "
            "interval, and no difference between outlets is told."
        )
    if far.size:
        said += f" A sample by outlet, shared out equally, of {counted(far.size, 'article')} gives each outlet its {MIN_UNITS}"
        said += (
            f", except {counted(len(far.never), 'outlet')} with fewer in the corpus." if far.never else "."
        )
    else:
        said += f" No outlet of this corpus has {MIN_UNITS} articles at all: a larger corpus is needed."
    return said


def measure_label(measure: str) -> str:
    """What a reader calls a measure."""
    if measure.startswith(DEVICE_PREFIX):
        code = measure.removeprefix(DEVICE_PREFIX)
        labels = {device.id: device.label for device in data.codebook().devices}
        return f"Phrase: {labels.get(code, code)}, per 1,000 words"
    return score_label(measure)


def _most(rows: Sequence[EstimateRow]) -> list[EstimateRow]:
    coded = {row.outlet: row.coded for row in rows}
    kept = set(sorted(coded, key=lambda name: (name != WHOLE, -coded[name], name))[: MOST_OUTLETS + 1])
    return [row for row in rows if row.outlet in kept]


def _estimates(
    drawn: Sequence[EstimateRow], rows: Sequence[EstimateRow], names: tuple[str, str], *, dark: bool
) -> None:
    label, key = names
    marks = [_mark(row) for row in drawn]
    series = [name for label, name in SERIES.items() if any(row.label == label for row in drawn)]
    st.vega_lite_chart(
        marks_chart(marks, series, dark=dark), key=f"corrected-{key}", alt=marks_described(label, marks)
    )
    unit = "" if rows[0].unit in label else f", {rows[0].unit}"
    caption = f"{label}{unit}. λ: how far the detector is trusted, 0 not at all, 1 fully"
    blocks.show(_table(rows, caption))
    picture = marks_chart(marks, series)
    downloads(f"estimates-{key}", COLUMNS, [astuple(row) for row in rows], ABOUT, picture, title=label)


def _table(rows: Sequence[EstimateRow], caption: str) -> Markup:
    """One row per outlet, its estimates beside each other."""
    by_name: dict[str, dict[str, EstimateRow]] = {}
    for row in rows:
        by_name.setdefault(row.outlet, {})[row.label] = row
    cells = []
    for name, found in by_name.items():
        one = found[CORRECTED]
        notes = dict.fromkeys(row.warning for row in found.values() if row.warning)
        words = (_mark(found[label]).words if label in found else "–" for label in SERIES)
        coded = f"{one.coded:,} of {one.articles:,}"
        cells.append(
            (name, *words, coded, "–" if one.tuning is None else f"{one.tuning:.2f}", "; ".join(notes))
        )
    columns = ("Of", "Uncorrected", "Hand-coded only", "Corrected (PPI++)", "Coded", "λ", "Note")
    return blocks.table(columns, cells, caption=caption)


def _mark(row: EstimateRow) -> Mark:
    return Mark(
        row.outlet, SERIES[row.label], kind_of(row.measure), row.estimate, row.low, row.high, row.warning
    )


def estimate_words(row: EstimateRow) -> str:
    """The figure with its interval."""
    return _mark(row).words


def _fallback() -> None:
    """A share corrected where only counts are left of a validation."""
    with st.expander("Only counts are left of a validation"):
        st.caption(f"{LABEL[:1].upper()}{LABEL[1:]}: {WARNING}.")
        asked = (
            ("Marked by the detector", "of all cases", (30, 200)),
            ("Found of the coded positives", "coded positives", (45, 60)),
            ("Left alone of the coded negatives", "coded negatives", (130, 140)),
        )
        given = []
        for (right, cases, first), place in zip(asked, st.columns(3), strict=True):
            with place:
                a = st.number_input(right, min_value=0, value=first[0], key=f"rg-{right}")
                b = st.number_input(cases.capitalize(), min_value=1, value=first[1], key=f"rg-{cases}")
            given.append(Counts(int(a), int(b)))
        try:
            found = corrected_share(*given)
        except FramingError as error:
            blocks.note(str(error), "error")
            return
        mark = Mark("", LABEL, "share", found.estimate, found.low, found.high)
        before = f"{given[0].right / given[0].cases:.0%}"
        blocks.note(f"{before} found, {mark.words} after correction by sensitivity and specificity.")
