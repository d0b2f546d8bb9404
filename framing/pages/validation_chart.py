"""Estimates side by side: a mark of its own shape for each kind of estimate, its 95 % interval, one axis with zero on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from framing.compare.measures import Kind
from framing.pages.charts import (
    COLOUR,
    LABELS_DARK,
    LABELS_LIGHT,
    OPEN_WITHOUT_INTERVAL,
    ROOM,
    SCHEMA,
    interval_kind,
    interval_lines,
    interval_words,
    tooltip,
    unnamed,
)

ROW, SERIES_STEP = 14, 14
"""Height of a row without its estimates, and of each estimate in it, in pixels."""
MARKS = "A line is the 95 % interval, a dashed one a bound on one side; an open mark has neither."
SHAPES = ("circle", "triangle-up", "diamond")
_COLUMNS = pa.schema(
    [(name, pa.string()) for name in ("row", "series")]
    + [(name, pa.float64()) for name in ("value", "low", "high")]
    + [(name, pa.string()) for name in ("kind", "words", "note")]
)


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
    ink = LABELS_DARK if dark else LABELS_LIGHT
    return {
        "$schema": SCHEMA,
        "config": {"aria": False},
        "data": {"name": "estimates"},
        "datasets": {"estimates": _data(marks)},
        "layer": _layers(marks, series, ink),
        "height": {"step": ROW + SERIES_STEP * len(series), "for": "position"},
        "padding": ROOM,
    }


def _layers(marks: Sequence[Mark], series: Sequence[str], ink: str) -> list[dict[str, Any]]:
    share = bool(marks) and marks[0].kind == "share"
    look: dict[str, Any] = {"domain": False, "labelColor": ink}
    y = {
        "field": "row",
        "type": "nominal",
        "sort": list(dict.fromkeys(mark.row for mark in marks)),
        "title": None,
        "axis": {**look, "labelLimit": 190, "labelPadding": 8, "ticks": False},
        "scale": {"paddingInner": 0.3, "paddingOuter": 0.15},
    }
    offset = {
        "field": "series",
        "type": "nominal",
        "sort": list(series),
        "scale": {"paddingOuter": 0.2},
    }
    numbers = {"format": ".0%" if share else "~f", "gridOpacity": 0.5, "tickCount": 6, "title": None}
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {**look, **numbers},
    }
    limits = {
        "x": {"field": "low", "type": "quantitative"},
        "x2": {"field": "high"},
        "y": y,
        "yOffset": offset,
    }
    point = {"type": "point", "size": 80, "strokeWidth": 2, "stroke": COLOUR, "opacity": 1}
    told = {"row": "Of", "series": "Estimate", "words": "Figure", "note": "Note"}
    encoding = {
        "x": x,
        "y": y,
        "yOffset": offset,
        "shape": _shape(series, ink),
        "fill": OPEN_WITHOUT_INTERVAL,
        "tooltip": tooltip(**told),
    }
    lines = ({**line, "encoding": limits} for line in interval_lines(2))
    return unnamed([*lines, {"mark": point, "encoding": encoding}])


def _shape(series: Sequence[str], ink: str) -> dict[str, Any]:
    """A mark of its own for each kind of estimate; a legend where there are several."""
    legend = {
        "title": None,
        "orient": "top",
        "direction": "vertical",
        "labelLimit": 420,
        "labelColor": ink,
        "symbolStrokeColor": COLOUR,
    }
    return {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": list(series), "range": list(SHAPES[: len(series)])},
        "legend": legend if len(series) > 1 else None,
    }


def marks_described(label: str, marks: Sequence[Mark]) -> str:
    """The chart in words, for those who do not see it."""
    rows = dict.fromkeys(mark.row for mark in marks)
    told = [
        f"{row}: " + ", ".join(f"{mark.series} {mark.words}" for mark in marks if mark.row == row)
        for row in rows
    ]
    return f"{label}. " + "; ".join(told) + "."


def _data(marks: Sequence[Mark]) -> pa.Table:
    found = [
        {
            "row": mark.row,
            "series": mark.series,
            "value": mark.estimate,
            "low": mark.low if mark.low is not None else mark.estimate,
            "high": mark.high if mark.high is not None else mark.estimate,
            "kind": interval_kind(mark),
            "words": mark.words,
            "note": mark.note,
        }
        for mark in marks
        if mark.estimate is not None
    ]
    return pa.Table.from_pylist(found, _COLUMNS)
