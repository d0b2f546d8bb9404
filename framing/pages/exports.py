"""Downloads of what a page shows: tables as CSV and Parquet, charts as PNG and SVG, with their warnings inside."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import streamlit as st

from framing.pages.charts import SCHEMA
from framing.report import to_csv

NOTE = "note"
"""The last column of every table: what a reader of the file has to know."""
PICTURE_WIDTH = 720
PIXELS_PER_POINT = 2.0
_CAPTION_CHARACTERS = 100
_FONT = "Source Sans, Liberation Sans, DejaVu Sans, sans-serif"


def downloads(
    name: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]] | Callable[[], Sequence[Sequence[object]]],
    note: str,
    chart: dict[str, Any] | Callable[[], dict[str, Any]] | None = None,
    *,
    title: str = "",
) -> None:
    """Buttons for the table as CSV and Parquet and, where there is a chart, for it as PNG and SVG; made when clicked.

    `rows` and `chart` may be functions that make them.
    """
    file = file_name(name)

    def made() -> Sequence[Sequence[object]]:
        return rows() if callable(rows) else rows

    def drawn() -> dict[str, Any]:
        return chart() if callable(chart) else chart or {}

    kinds: list[tuple[str, str, str, Callable[[], bytes]]] = [
        ("CSV", "csv", "text/csv", lambda: table_csv(columns, made(), note)),
        ("Parquet", "parquet", "application/octet-stream", lambda: table_parquet(columns, made(), note)),
    ]
    if chart is not None:
        kinds += [
            ("PNG", "png", "image/png", lambda: picture_png(drawn(), title, note)),
            ("SVG", "svg", "image/svg+xml", lambda: picture_svg(drawn(), title, note).encode()),
        ]
    with st.container(horizontal=True, gap="small"):
        for label, ending, mime, make in kinds:
            st.download_button(
                label,
                make,
                f"{file}.{ending}",
                mime,
                key=f"download-{name}-{ending}",
                on_click="ignore",
                icon=":material/download:",
                type="tertiary",
                help="The chart as a picture" if ending in ("png", "svg") else "The table",
            )


def file_name(name: str) -> str:
    """The name without anything a file system or a shell could take amiss."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:80] or "table"


def table_csv(columns: Sequence[str], rows: Sequence[Sequence[object]], note: str) -> bytes:
    """The table with the note in its last column; no cell can start a formula."""
    return to_csv((*columns, NOTE), [(*row, note) for row in rows])


def table_parquet(columns: Sequence[str], rows: Sequence[Sequence[object]], note: str) -> bytes:
    """The table with the note in its last column; the types are those of the values."""
    cells = zip(*rows, strict=True) if rows else ((),) * len(columns)
    arrays = {name: pa.array(list(column)) for name, column in zip(columns, cells, strict=True)}
    arrays[NOTE] = pa.array([note] * len(rows), pa.string())
    out = io.BytesIO()
    pq.write_table(pa.table(arrays), out)
    return out.getvalue()


def picture_svg(chart: dict[str, Any], title: str, note: str) -> str:
    """The chart drawn here, on white, with its title above and the note below."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(_picture(chart, title, note), allowed_base_urls=[]))


def picture_png(chart: dict[str, Any], title: str, note: str) -> bytes:
    """The same as pixels, two for a point."""
    import vl_convert

    spec = _picture(chart, title, note)
    return bytes(vl_convert.vegalite_to_png(spec, scale=PIXELS_PER_POINT, allowed_base_urls=[]))


def _picture(chart: dict[str, Any], title: str, note: str) -> dict[str, Any]:
    """The chart as a document of its own: its data inside, no selection, title and note as text."""
    spec = {key: value for key, value in chart.items() if key not in ("params", "padding", "usermeta")}
    spec["datasets"] = {name: _records(data) for name, data in chart.get("datasets", {}).items()}
    spec = {key: value for key, value in spec.items() if key not in ("$schema", "title", "width", "height")}
    config = {**spec.pop("config", {}), "background": "white", "font": _FONT}
    inner = {**spec, "width": PICTURE_WIDTH, **({"height": chart["height"]} if "height" in chart else {})}
    return {
        "$schema": chart.get("$schema", SCHEMA),
        "config": {**config, "view": {"stroke": None}},
        "padding": 16,
        "datasets": inner.pop("datasets"),
        "title": {
            "text": title,
            "subtitle": textwrap.wrap(note, _CAPTION_CHARACTERS),
            "anchor": "start",
            "subtitleColor": "#5f5a53",
            "offset": 14,
        },
        **inner,
    }


def _records(data: object) -> list[dict[str, object]]:
    if isinstance(data, pa.Table):
        return list(data.to_pylist())
    return list(data) if isinstance(data, list) else []
