"""Charts of outlets: a dot with its 95 % interval over faint ticks of the articles; one colour, one axis from zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa

from framing.compare import ArticleRow, ContrastRow, OutletRow
from framing.compare.measures import Kind
from framing.report.words import UNCORRECTED, counted

COLOUR = "#b0701a"
"""Stands out from white and from black (contrast about 4 to 1 on both)."""
LABELS_LIGHT, LABELS_DARK = "#5f5a53", "#b3aca1"
PICK = "pick"
"""The selection of a chart that a click on a dot changes."""
ROW_HEIGHT = 30
NARROW_ROW_HEIGHT = 25
PART_WIDTH, PARTS_IN_A_ROW = 260, 3
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
ROOM = {"left": 0, "top": 4, "right": 14, "bottom": 0}
"""Around a chart, in pixels."""
DOTS = "dots"
"""Name of the layer whose marks can be clicked."""
OPEN_WITHOUT_INTERVAL = {
    "condition": {"test": "datum.kind == 'none'", "value": "transparent"},
    "value": COLOUR,
}
"""How a dot is filled."""
_TICKS = pa.schema(
    [("outlet", pa.string()), ("value", pa.float64()), ("title", pa.string()), ("words", pa.string())]
)
_ESTIMATES = pa.schema(
    [(name, pa.string()) for name in ("outlet", "name")]
    + [(name, pa.float64()) for name in ("value", "low", "high")]
    + [(name, pa.string()) for name in ("kind", "words", "note")]
)


def outlet_chart(
    rows: Sequence[OutletRow],
    articles: Sequence[ArticleRow],
    *,
    small: bool = False,
    dark: bool = False,
    labels: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One measure as a Vega-Lite chart: outlets in the order of the rows from the top, all on one axis that starts at zero.

    A filled dot has an interval (line) or a bound on one side (dashed line), an open dot has neither. `labels` are the
    names with what stands below them, after a line break. A click on a dot selects its outlet (`PICK`, field `name`).
    """
    named = labels or {row.outlet: f"{row.outlet} ({row.articles:,})" for row in rows}
    label = {row.outlet: named[row.outlet] for row in rows}
    lines = max((text.count("\n") for text in label.values()), default=0) + 1
    share = bool(rows) and rows[0].kind == "share"
    ink = LABELS_DARK if dark else LABELS_LIGHT
    # The alternative text of the chart says it all; single marks have no names to be read out.
    return {
        "$schema": SCHEMA,
        "config": {"aria": False},
        "datasets": {"ticks": _ticks(articles, label), "estimates": _estimates(rows, label)},
        "params": [{"name": PICK, "select": {"type": "point", "fields": ["name"]}, "views": [DOTS]}],
        "layer": _layers(small, share, ink, list(label.values())),
        "height": {"step": (NARROW_ROW_HEIGHT if small else ROW_HEIGHT) + 14 * (lines - 1)},
        "padding": ROOM,
    }


def picked(state: object) -> str | None:
    """The outlet whose dot was clicked, from the state of a chart; None where none was."""
    selection = state.get("selection", {}) if isinstance(state, Mapping) else {}
    found = selection.get(PICK) or []
    name = found[0].get("name") if found else None
    return str(name) if name is not None else None


def _layers(small: bool, share: bool, ink: str, order: Sequence[str]) -> list[dict[str, Any]]:
    """Ticks of the articles, intervals, one-sided bounds, dots; written out, since Altair takes 0.4 s to check such a chart."""
    axis: dict[str, Any] = {"domain": False, "labelColor": ink}
    names = {
        "labelExpr": "split(datum.label, '\\n')",
        "labelLimit": 150 if small else 260,
        "labelLineHeight": 15,
    }
    y = {
        "field": "outlet",
        "type": "nominal",
        "title": None,
        "sort": list(order),
        "axis": {**axis, **names, "labelPadding": 8, "ticks": False},
    }
    numbers = {
        "format": ".0%" if share else "~f",
        "gridOpacity": 0.5,
        "tickCount": 4 if small else 7,
        "title": None,
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {**axis, **numbers},
    }
    limits = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}, "y": y}
    tick = {"type": "tick", "color": COLOUR, "opacity": 0.25, "size": 13, "thickness": 1.5}
    dot = {"type": "point", "filled": True, "opacity": 1, "size": 70 if small else 95, "cursor": "pointer"}
    article = tooltip(title="Article", words="Value")
    outlet = tooltip(name="Outlet", words="Estimate", note="Note")
    return unnamed(
        [
            {"data": {"name": "ticks"}, "mark": tick, "encoding": {"x": x, "y": y, "tooltip": article}},
            *({"data": {"name": "estimates"}, **line, "encoding": limits} for line in interval_lines(2.5)),
            {
                "data": {"name": "estimates"},
                "name": DOTS,
                "mark": {**dot, "stroke": COLOUR, "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "fill": OPEN_WITHOUT_INTERVAL, "tooltip": outlet},
            },
        ]
    )


def interval_lines(width: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Mark and filter of the intervals, and of the dashed lines of bounds on one side."""
    rule = {"type": "rule", "color": COLOUR}
    return (
        {"transform": [{"filter": "datum.kind == 'interval'"}], "mark": {**rule, "strokeWidth": width}},
        {
            "transform": [{"filter": "datum.kind == 'bound'"}],
            "mark": {**rule, "strokeWidth": 2, "strokeDash": [4, 3]},
        },
    )


def tooltip(**titles: str) -> list[dict[str, str]]:
    """The fields that are shown where the pointer stands, with their titles."""
    return [{"field": field, "title": title, "type": "nominal"} for field, title in titles.items()]


def unnamed(layers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Layers whose marks have no name of their own for screen readers: the chart's text says it all."""
    return [{**layer, "mark": {**layer["mark"], "aria": False}} for layer in layers]


def together(charts: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """Several charts of layers in one picture, each under its name and on axes of its own; for exports."""
    datasets = {
        f"{name}{n}": data for n, (_, chart) in enumerate(charts) for name, data in chart["datasets"].items()
    }
    parts = [_part(n, name, chart) for n, (name, chart) in enumerate(charts)]
    return {"$schema": SCHEMA, "columns": PARTS_IN_A_ROW, "datasets": datasets, "concat": parts}


def _part(number: int, title: str, chart: Mapping[str, Any]) -> dict[str, Any]:
    """One of several charts: its data under a name of its own, its layers under none, else they are drawn from the same."""
    layers = [
        {
            **{key: value for key, value in layer.items() if key != "name"},
            "data": {"name": f"{layer['data']['name']}{number}"},
        }
        for layer in chart["layer"]
    ]
    named = {"text": title, "anchor": "start"}
    return {"title": named, "width": PART_WIDTH, "height": chart["height"], "layer": layers}


def described(label: str, rows: Sequence[OutletRow]) -> str:
    """The chart in words, for those who do not see it."""
    parts = [
        f"{row.outlet}: {interval_words(row)}{'' if row.label == UNCORRECTED else ', corrected'} "
        f"({counted(row.articles, 'article')})"
        for row in rows
    ]
    return f"{label} by outlet. " + "; ".join(parts) + "."


class Estimated(Protocol):
    """What has a figure with an interval, a bound or neither."""

    @property
    def kind(self) -> Kind: ...
    @property
    def estimate(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def figure(row: Estimated | ContrastRow, value: float | None) -> str:
    """A figure of a measure as a reader sees it; `–` where there is none."""
    if value is None:
        return "–"
    return f"{value:.0%}" if row.kind == "share" else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def interval_words(row: Estimated) -> str:
    """`2.48 (1.90 to 3.20)`, `0 (at most 0.6)` or the estimate alone."""
    estimate = figure(row, row.estimate)
    if row.low is not None and row.high is not None:
        return f"{estimate} ({figure(row, row.low)} to {figure(row, row.high)})"
    if row.high is not None:
        return f"{estimate} (at most {figure(row, row.high)})"
    if row.low is not None:
        return f"{estimate} (at least {figure(row, row.low)})"
    return f"{estimate} (no interval)" if row.estimate is not None else "–"


def _estimates(rows: Sequence[OutletRow], label: Mapping[str, str]) -> pa.Table:
    found = [
        {
            "outlet": label[row.outlet],
            "name": row.outlet,
            "value": row.estimate,
            "low": row.low if row.low is not None else row.estimate,
            "high": row.high if row.high is not None else row.estimate,
            "kind": interval_kind(row),
            "words": interval_words(row),
            "note": row.warning or row.method,
        }
        for row in rows
        if row.estimate is not None
    ]
    return pa.Table.from_pylist(found, _ESTIMATES)


def interval_kind(row: Estimated) -> str:
    """`interval`, `bound` on one side, or `none`."""
    bounds = (row.low is not None) + (row.high is not None)
    return ("none", "bound", "interval")[bounds]


def _ticks(articles: Sequence[ArticleRow], label: Mapping[str, str]) -> pa.Table:
    found = [
        {
            "outlet": label[row.outlet],
            "value": row.value,
            "title": row.title or row.article_id,
            "words": f"{row.value:.3g}",
        }
        for row in articles
        if row.value is not None and row.outlet in label
    ]
    return pa.Table.from_pylist(found, _TICKS)
