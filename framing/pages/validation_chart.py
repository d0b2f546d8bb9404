"""Estimates side by side: a mark of its own shape for each kind of estimate, its 95 % interval, one axis with zero on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from framing.compare.measures import Kind
from framing.pages.charts import COLOUR, LABELS_DARK, LABELS_LIGHT, interval_kind, interval_words

ROW, SERIES_STEP = 14, 14
"""Height of a row without its estimates, and of each estimate in it, in pixels."""
MARKS = "A line is the 95 % interval, a dashed one a bound on one side; an open mark has neither."
SHAPES = ("circle", "triangle-up", "diamond")


@dataclass(frozen=True, slots=True)
class Mark:
    """One estimate: `row` names its line of the chart, `series` what kind of estimate it is; a share is 0 to 1."""

    row: str
    series: str
    kind: Kind
    estimate: float | None
    low: float | None
    high: float | None
    note: str = ""

    @property
    def words(self) -> str:
        """The figure with its interval, or what there is of it."""
        return interval_words(self)


def marks_chart(marks: Sequence[Mark], series: Sequence[str], *, dark: bool = False) -> dict[str, Any]:
    """The marks as a Vega-Lite chart, rows in their order from the top, zero on the axis; a mark without interval is open."""
    rows = list(dict.fromkeys(mark.row for mark in marks))
    ink = LABELS_DARK if dark else LABELS_LIGHT
    share = bool(marks) and marks[0].kind == "share"
    y = alt.Y(
        "row:N",
        sort=rows,
        title=None,
        axis=alt.Axis(labelLimit=190, ticks=False, domain=False, labelPadding=8, labelColor=ink),
        scale=alt.Scale(paddingInner=0.3, paddingOuter=0.15),
    )
    offset = alt.YOffset("series:N", sort=list(series), scale=alt.Scale(paddingOuter=0.2))
    axis = alt.Axis(
        format=".0%" if share else "~f",
        tickCount=6,
        title=None,
        gridOpacity=0.5,
        domain=False,
        labelColor=ink,
    )
    x = alt.X("value:Q", scale=alt.Scale(zero=True, nice=True), axis=axis)
    span = {"x": alt.X("low:Q"), "x2": "high:Q", "y": y, "yOffset": offset}
    base = alt.Chart(alt.NamedData("estimates"))
    legend = alt.Legend(
        title=None,
        orient="top",
        direction="vertical",
        labelLimit=420,
        labelColor=ink,
        symbolStrokeColor=COLOUR,
    )
    shape = alt.Shape(
        "series:N",
        scale=alt.Scale(domain=list(series), range=list(SHAPES[: len(series)])),
        legend=legend if len(series) > 1 else None,
    )
    fill = alt.condition("datum.kind == 'none'", alt.value("transparent"), alt.value(COLOUR))
    layers = (
        base.transform_filter("datum.kind == 'interval'")
        .mark_rule(color=COLOUR, strokeWidth=2, aria=False)
        .encode(**span),
        base.transform_filter("datum.kind == 'bound'")
        .mark_rule(color=COLOUR, strokeWidth=2, strokeDash=[4, 3], aria=False)
        .encode(**span),
        base.mark_point(size=80, strokeWidth=2, stroke=COLOUR, opacity=1, aria=False).encode(
            x=x,
            y=y,
            yOffset=offset,
            shape=shape,
            fill=fill,
            tooltip=[
                alt.Tooltip(name, title=title)
                for name, title in (
                    ("row:N", "Of"),
                    ("series:N", "Estimate"),
                    ("words:N", "Figure"),
                    ("note:N", "Note"),
                )
            ],
        ),
    )
    step = alt.Step(ROW + SERIES_STEP * len(series), **{"for": "position"})
    whole = alt.layer(*layers).properties(
        height=step, padding={"left": 0, "top": 4, "right": 14, "bottom": 0}
    )
    return {**whole.to_dict(), "config": {"aria": False}, "datasets": {"estimates": _data(marks)}}


def marks_described(label: str, marks: Sequence[Mark]) -> str:
    """The chart in words, for those who do not see it."""
    rows = dict.fromkeys(mark.row for mark in marks)
    told = [
        f"{row}: " + ", ".join(f"{mark.series} {mark.words}" for mark in marks if mark.row == row)
        for row in rows
    ]
    return f"{label}. " + "; ".join(told) + "."


def _data(marks: Sequence[Mark]) -> pd.DataFrame:
    columns = ["row", "series", "value", "low", "high", "kind", "words", "note"]
    return pd.DataFrame(
        [
            (
                mark.row,
                mark.series,
                mark.estimate,
                mark.low if mark.low is not None else mark.estimate,
                mark.high if mark.high is not None else mark.estimate,
                interval_kind(mark),
                mark.words,
                mark.note,
            )
            for mark in marks
            if mark.estimate is not None
        ],
        columns=columns,
    )
