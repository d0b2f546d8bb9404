"""Exports: no formula in a CSV, types in Parquet, and pictures that carry their data, title and warning."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pyarrow.parquet as pq
import pytest

from framing.compare import OutletRow
from framing.pages.charts import outlet_chart, picked, together
from framing.pages.exports import file_name, picture_png, picture_svg, table_csv, table_parquet

NOTE = "detector output, uncorrected; near-duplicates left out."


def row(outlet: str, estimate: float) -> OutletRow:
    counts = (25, 0, 5000, 10.0, 5000.0, 10)
    return OutletRow(
        outlet, "devices_per_1000_words", "rate", "per 1,000 words", *counts, estimate, 0.5, 4.0, "gamma", ""
    )


@pytest.fixture(scope="module")
def svg() -> str:
    return picture_svg(outlet_chart([row("<b>Tern</b>", 2.0), row("Gull", 1.0)], ()), "Phrases & all", NOTE)


def test_csv_has_the_note_in_its_last_column_and_no_formula() -> None:
    content = table_csv(("outlet", "n"), [("=cmd()", 1), ("Gull", 2)], NOTE).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [
        ["outlet", "n", "note"],
        ["'=cmd()", "1", NOTE],
        ["Gull", "2", NOTE],
    ]


def test_parquet_keeps_types_and_text_as_it_is() -> None:
    table = pq.read_table(
        io.BytesIO(table_parquet(("outlet", "n", "low"), [("=cmd()", 1, None), ("G", 2, 0.5)], NOTE))
    )
    assert table.to_pydict() == {
        "outlet": ["=cmd()", "G"],
        "n": [1, 2],
        "low": [None, 0.5],
        "note": [NOTE, NOTE],
    }
    empty = pq.read_table(io.BytesIO(table_parquet(("outlet",), [], NOTE)))
    assert (empty.column_names, empty.num_rows) == (["outlet", "note"], 0)


def test_picture_holds_title_note_and_outlets_as_text(svg: str) -> None:
    told = re.sub("<[^>]+>", " ", svg)
    assert "Phrases &amp; all" in told
    assert "&lt;b&gt;Tern&lt;/b&gt;" in told
    assert "uncorrected" in told
    assert "<b>" not in svg


def test_every_chart_of_one_picture_is_drawn_from_its_own_figures() -> None:
    def dots(*charts: tuple[str, dict[str, Any]]) -> list[str]:
        """Where the dots of outlets stand, in the order they are drawn."""
        drawn = picture_svg(together(charts), "All", NOTE)
        groups = re.findall(r'<g class="mark-symbol role-mark[^>]*>(.*?)</g>', drawn, re.DOTALL)
        return [place for group in groups for place in re.findall(r"translate\(([\d.]+),", group)]

    rising = outlet_chart([row("Gull", 1.0), row("Tern", 4.0)], (), small=True)
    falling = outlet_chart([row("Gull", 4.0), row("Tern", 1.0)], (), small=True)
    (low, high), both = dots(("A", rising)), dots(("A", rising), ("B", falling))
    assert low != high
    assert both == [low, high, high, low]


def test_picture_asks_no_other_place(svg: str) -> None:
    assert set(re.findall(r"https?://[^\s\"']+", svg)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_pixels_are_two_for_a_point() -> None:
    png = picture_png(outlet_chart([row("Gull", 1.0)], ()), "Phrases", NOTE)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") >= 2 * 720


@pytest.mark.parametrize(
    ("name", "file"),
    [("device:ai/new-oil", "device-ai-new-oil"), ("../../etc/passwd", "etc-passwd"), ("…", "table")],
)
def test_file_names_are_plain(name: str, file: str) -> None:
    assert file_name(name) == file


def test_a_click_names_its_outlet() -> None:
    assert picked({"selection": {"pick": [{"name": "Gull"}]}}) == "Gull"
    assert picked({"selection": {"pick": []}}) is None
    assert picked(None) is None
