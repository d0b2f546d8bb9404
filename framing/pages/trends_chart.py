"""Charts over time: a dot with its 95 % interval for each period, a line where periods follow each other, gaps as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from framing.compare.periods import Every
from framing.compare.trends import TrendRow
from framing.pages.charts import COLOUR, LABELS_DARK, LABELS_LIGHT, SCHEMA, interval_words, unnamed
from framing.report.words import counted

HEIGHT, SMALL_HEIGHT = 260, 150
DENSE = 60
"""More periods than this on one axis are drawn finer."""
STRAY_SHARE = 0.005
"""So few of the articles may lie before, and so few after the axis, where leaving them out makes it less than half as long."""
TOLD = 24
"""Periods that the text of a chart names one by one; the table has all of them."""
_FORMATS: dict[Every, str] = {"week": "%d %b %Y", "month": "%b %Y", "year": "%Y"}
_DAYS: dict[Every, int] = {"week": 7, "month": 31, "year": 366}
_ROOM = 1.06
_NEAR = timedelta(days=366)
"""Not further from the others than this is not stray."""
Span = tuple[date, date, float]
"""First and last day on the axis, and the highest value."""


def span(rows: Sequence[TrendRow]) -> Span:
    """The axes for all rows, which small multiples share. A bound without an interval may run out of sight."""
    first, last = _window(rows)
    inside = [row for row in rows if first <= row.start <= last]
    values = [row.estimate for row in inside if row.estimate is not None]
    highs = [row.high for row in inside if row.high is not None and row.low is not None]
    return first, last, max((*values, *highs), default=1.0) or 1.0


def outside(rows: Sequence[TrendRow], axes: Span) -> list[TrendRow]:
    """The rows that lie before or after the axis."""
    return [row for row in rows if not axes[0] <= row.start <= axes[1]]


def trend_chart(
    rows: Sequence[TrendRow], every: Every, axes: Span, *, small: bool = False, dark: bool = False
) -> dict[str, Any]:
    """One line over time as a Vega-Lite chart; the value axis starts at zero.

    A filled dot has an interval (line) or a bound on one side (dashed line), an open dot has neither.
    """
    ink = LABELS_DARK if dark else LABELS_LIGHT
    share = bool(rows) and rows[0].kind == "share"
    values = _values(rows, every, axes)
    return {
        "$schema": SCHEMA,
        "config": {"aria": False},
        "datasets": {"periods": values},
        "layer": _layers(
            _across(every, axes, ink), _up(axes[2], ink, share=share), every, fine=len(values) > DENSE
        ),
        "height": SMALL_HEIGHT if small else HEIGHT,
        "padding": {"left": 0, "top": 4, "right": 14, "bottom": 8},
    }


def described(label: str, rows: Sequence[TrendRow], every: Every) -> str:
    """The chart in words, for those who do not see it."""
    if not rows:
        return f"{label}: no {every} with an article."
    told = [
        f"{row.period}: {interval_words(row)} ({counted(row.articles, 'article')})" for row in rows[:TOLD]
    ]
    more = f"; and {len(rows) - TOLD} more, in the table below" if len(rows) > TOLD else ""
    return f"{label} by {every}, {rows[0].outlet}, {rows[0].period} to {rows[-1].period}. {'; '.join(told)}{more}."


def _window(rows: Sequence[TrendRow]) -> tuple[date, date]:
    """First and last day of the axis: of all rows, but for a stray few far from the others, such as mistaken dates."""
    ordered = sorted(rows, key=lambda row: row.start)
    counts = [row.articles + row.articles_left_out for row in ordered]
    spare = sum(counts) * STRAY_SHARE
    first = next(at for at in range(len(counts)) if sum(counts[: at + 1]) > spare)
    last = next(at for at in reversed(range(len(counts))) if sum(counts[at:]) > spare)
    while first > 0 and ordered[first].start - ordered[first - 1].start <= _NEAR:
        first -= 1
    while last + 1 < len(ordered) and ordered[last + 1].start - ordered[last].start <= _NEAR:
        last += 1
    whole, kept = (ordered[0].start, ordered[-1].start), (ordered[first].start, ordered[last].start)
    return kept if 2 * (kept[1] - kept[0]) < whole[1] - whole[0] else whole


def _across(every: Every, axes: Span, ink: str) -> dict[str, Any]:
    room = timedelta(days=_DAYS[every]) // 2
    axis = {
        "title": None,
        "format": _FORMATS[every],
        "grid": False,
        "labelColor": ink,
        "labelOverlap": True,
        "tickCount": 6,
    }
    scale = {"type": "utc", "domain": [_day(axes[0] - room), _day(axes[1] + room)]}
    return {"field": "start", "type": "temporal", "scale": scale, "axis": axis}


def _up(highest: float, ink: str, *, share: bool) -> dict[str, Any]:
    axis = {
        "title": None,
        "format": ".0%" if share else "~f",
        "tickCount": 4,
        "domain": False,
        "labelColor": ink,
    }
    scale = {"domain": [0, _ROOM * highest], "nice": False}
    return {"field": "value", "type": "quantitative", "scale": scale, "axis": {**axis, "gridOpacity": 0.5}}


def _layers(x: dict[str, Any], y: dict[str, Any], every: Every, *, fine: bool) -> list[dict[str, Any]]:
    fields = (
        ("period", every.capitalize()),
        ("words", "Estimate"),
        ("articles", "Articles"),
        ("note", "Note"),
    )
    tooltip = [{"field": field, "title": title} for field, title in fields]
    limits = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}, "tooltip": tooltip}
    rule = {"type": "rule", "color": COLOUR, "strokeWidth": 1.2 if fine else 2.5, "clip": True}
    bound = {**rule, "strokeWidth": 1 if fine else 2, "strokeDash": [4, 3]}
    fill = {"condition": {"test": "datum.kind == 'none'", "value": "transparent"}, "value": COLOUR}
    size = {"size": 16, "strokeWidth": 1} if fine else {"size": 60, "strokeWidth": 2}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "color": COLOUR, "opacity": 0.45, "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y, "detail": {"field": "run"}},
        },
        {"transform": [{"filter": "datum.kind == 'interval'"}], "mark": rule, "encoding": limits},
        {"transform": [{"filter": "datum.kind == 'bound'"}], "mark": bound, "encoding": limits},
        {
            "mark": {"type": "point", "filled": True, "opacity": 1, "stroke": COLOUR, **size},
            "encoding": {"x": x, "y": y, "fill": fill, "tooltip": tooltip},
        },
    ]
    return unnamed([{"data": {"name": "periods"}, **layer} for layer in layers])


def _values(rows: Sequence[TrendRow], every: Every, axes: Span) -> list[dict[str, Any]]:
    """One record per period on the axis; `run` numbers the stretches without a gap."""
    first, last, highest = axes
    values: list[dict[str, Any]] = []
    run, before = 0, first
    for row in rows:
        if row.estimate is None or not first <= row.start <= last:
            continue
        run += (row.start - before).days > _DAYS[every]
        before = row.start
        values.append(
            {
                "start": _day(row.start),
                "period": row.period,
                "value": row.estimate,
                "low": row.estimate if row.low is None else row.low,
                "high": row.estimate if row.high is None else min(row.high, _ROOM * highest),
                "kind": ("none", "bound", "interval")[(row.low is not None) + (row.high is not None)],
                "run": run,
                "articles": row.articles,
                "words": interval_words(row),
                "note": row.warning or row.method,
            }
        )
    return values


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
