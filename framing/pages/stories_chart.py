"""Ratios between two outlets within stories: a dot with its 95 % interval on a log axis around 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from framing.compare.story_contrasts import StoryContrastRow, StoryContrasts
from framing.pages.charts import COLOUR, LABELS_DARK, LABELS_LIGHT, ROW_HEIGHT, unnamed
from framing.report.words import score_label

TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20, 50, 100)
ROOM = 1.08


def drawn(found: StoryContrasts) -> list[StoryContrastRow]:
    """What the chart shows: the ratios that have an interval; means are differences and stand in the table."""
    return [row for row in found.rows if row.effect == "ratio" and row.low is not None]


def pair_chart(found: StoryContrasts, *, dark: bool = False) -> dict[str, Any]:
    """The ratios as a Vega-Lite chart, in the order of the table; a dotted line stands at 1, no difference."""
    ink, rows = LABELS_DARK if dark else LABELS_LIGHT, drawn(found)
    domain = _domain(rows)
    names = [score_label(row.measure) for row in rows]
    look: dict[str, Any] = {"domain": False, "ticks": False, "labelColor": ink}
    y = {
        "field": "measure",
        "type": "nominal",
        "sort": names,
        "axis": {**look, "title": None, "labelLimit": 300, "labelPadding": 8},
    }
    ticks = {
        "values": [tick for tick in TICKS if domain[0] <= tick <= domain[1]],
        "format": "~r",
        "gridOpacity": 0.5,
    }
    x: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "scale": {"type": "log", "domain": domain, "nice": False},
        "axis": {**look, **ticks, "title": f"times {found.baseline}", "titleColor": ink},
    }
    tooltip = [{"field": "measure", "title": "Measure"}, {"field": "words", "title": "Ratio"}]
    marks: dict[str, Any] = {"color": COLOUR, "opacity": 1}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": {"aria": False},
        "datasets": {"ratios": [_value(row) for row in rows], "one": [{"value": 1}]},
        "layer": unnamed(
            [
                {
                    "data": {"name": "ratios"},
                    "mark": {**marks, "type": "rule", "strokeWidth": 2.5},
                    "encoding": {
                        "x": {**x, "field": "low"},
                        "x2": {"field": "high"},
                        "y": y,
                        "tooltip": tooltip,
                    },
                },
                {
                    "data": {"name": "ratios"},
                    "mark": {**marks, "type": "point", "filled": True, "size": 95},
                    "encoding": {"x": x, "y": y, "tooltip": tooltip},
                },
                {
                    "data": {"name": "one"},
                    "mark": {"type": "rule", "color": ink, "strokeDash": [3, 3]},
                    "encoding": {"x": x},
                },
            ]
        ),
        "height": {"step": ROW_HEIGHT},
        "padding": {"left": 0, "top": 4, "right": 14, "bottom": 8},
    }


def value_words(row: StoryContrastRow) -> str:
    """`1.40 times (1.10 to 1.78)`, `+2.30 (+0.40 to +4.20)`, or the value alone where there is no interval."""
    if row.value is None:
        return "–"
    told = f"{row.value:.2f} times" if row.effect == "ratio" else f"{row.value:+.2f}"
    if row.low is None or row.high is None:
        limits = "no interval"
    elif row.effect == "ratio":
        limits = f"{row.low:.2f} to {row.high:.2f}"
    else:
        limits = f"{row.low:+.2f} to {row.high:+.2f}"
    return f"{told} ({limits})".replace("-", "−")


def _value(row: StoryContrastRow) -> dict[str, Any]:
    numbers = {"value": row.value, "low": row.low, "high": row.high}
    return {"measure": score_label(row.measure), **numbers, "words": value_words(row)}


def _domain(rows: Sequence[StoryContrastRow]) -> tuple[float, float]:
    """The axis: every interval and 1, with a little room."""
    low = min((row.low for row in rows if row.low), default=0.5)
    high = max((row.high for row in rows if row.high), default=2.0)
    return min(low, 1.0) / ROOM, max(high, 1.0) * ROOM
