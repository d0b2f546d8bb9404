"""Charts of outlets: a dot with its 95 % interval over faint ticks of the articles; one colour, one axis from zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any, Protocol

import altair as alt
import pandas as pd

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
    chart = deepcopy(_template(small, share, dark, lines))
    for layer in chart["layer"]:
        layer["encoding"]["y"]["sort"] = list(label.values())
    return {**chart, "datasets": {"ticks": _ticks(articles, label), "estimates": _estimates(rows, label)}}


def picked(state: object) -> str | None:
    """The outlet whose dot was clicked, from the state of a chart; None where none was."""
    selection = state.get("selection", {}) if isinstance(state, Mapping) else {}
    found = selection.get(PICK) or []
    name = found[0].get("name") if found else None
    return str(name) if name is not None else None


@cache
def _template(small: bool, share: bool, dark: bool, lines: int) -> dict[str, Any]:
    """The chart without its data: Altair takes a fifth of a second to check one, and a page has eleven."""
    ink = LABELS_DARK if dark else LABELS_LIGHT
    y_axis = alt.Axis(
        labelLimit=150 if small else 260,
        labelExpr="split(datum.label, '\\n')",
        labelLineHeight=15,
        ticks=False,
        domain=False,
        labelPadding=8,
        labelColor=ink,
    )
    y = alt.Y("outlet:N", title=None, axis=y_axis)
    shown = ".0%" if share else "~f"
    x_axis = alt.Axis(
        format=shown, tickCount=4 if small else 7, title=None, gridOpacity=0.5, domain=False, labelColor=ink
    )
    x = alt.X("value:Q", scale=alt.Scale(zero=True, nice=True), axis=x_axis)
    low_to_high = {"x": alt.X("low:Q"), "x2": "high:Q", "y": y}
    ticks = alt.Chart(alt.NamedData("ticks")).mark_tick(
        color=COLOUR, opacity=0.25, thickness=1.5, size=13, aria=False
    )
    estimates = alt.Chart(alt.NamedData("estimates"))
    interval = estimates.transform_filter("datum.kind == 'interval'").mark_rule(
        color=COLOUR, strokeWidth=2.5, aria=False
    )
    bound = estimates.transform_filter("datum.kind == 'bound'").mark_rule(
        color=COLOUR, strokeWidth=2, strokeDash=[4, 3], aria=False
    )
    dot = estimates.mark_point(
        filled=True,
        opacity=1,
        size=70 if small else 95,
        strokeWidth=2,
        stroke=COLOUR,
        cursor="pointer",
        aria=False,
    )
    fill = alt.condition("datum.kind == 'none'", alt.value("transparent"), alt.value(COLOUR))
    layers = (
        ticks.encode(x=x, y=y, tooltip=_tooltip(("title:N", "Article"), ("words:N", "Value"))),
        interval.encode(**low_to_high),
        bound.encode(**low_to_high),
        dot.add_params(alt.selection_point(name=PICK, fields=["name"])).encode(
            x=x,
            y=y,
            fill=fill,
            tooltip=_tooltip(("name:N", "Outlet"), ("words:N", "Estimate"), ("note:N", "Note")),
        ),
    )
    room = {"left": 0, "top": 4, "right": 14, "bottom": 0}
    height = alt.Step((NARROW_ROW_HEIGHT if small else ROW_HEIGHT) + 14 * (lines - 1))
    # The alternative text of the chart says it all; single marks have no names to be read out.
    whole = alt.layer(*layers).properties(height=height, padding=room)
    return {**whole.to_dict(), "config": {"aria": False}}


def _tooltip(*parts: tuple[str, str]) -> list[alt.Tooltip]:
    return [alt.Tooltip(name, title=title) for name, title in parts]


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


def _estimates(rows: Sequence[OutletRow], label: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
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
        ],
        columns=["outlet", "name", "value", "low", "high", "kind", "words", "note"],
    )


def interval_kind(row: Estimated) -> str:
    """`interval`, `bound` on one side, or `none`."""
    bounds = (row.low is not None) + (row.high is not None)
    return ("none", "bound", "interval")[bounds]


def _ticks(articles: Sequence[ArticleRow], label: Mapping[str, str]) -> pd.DataFrame:
    chosen = [
        {
            "outlet": label[row.outlet],
            "value": row.value,
            "title": row.title or row.article_id,
            "words": f"{row.value:.3g}",
        }
        for row in articles
        if row.value is not None and row.outlet in label
    ]
    return pd.DataFrame(chosen, columns=["outlet", "value", "title", "words"])
