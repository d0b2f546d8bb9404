"""Time, run without a browser: the sample, steps, outlets, one phrase, first uses, and folders with little in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from framing.compare.trends import TrendRow
from framing.pages.charts import interval_words, together
from framing.pages.exports import picture_svg
from framing.pages.trends_chart import described, outside, span, trend_chart
from framing.types import Article
from pages.looking import blocks, page

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)
app = partial(page, "trends")
HOSTILE = "<img src=x onerror=alert(1)> **bold** ![x](http://evil.example/a.png)"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FRAMING_WORKSPACE", str(tmp_path / "workspace"))
    return


def article(name: str, day: date | None, outlet: str = "Herald", **columns: str) -> Article:
    return Article(
        id=name, text=TEXT, title=columns.pop("title", f"Headline {name}"), outlet=outlet, date=day, **columns
    )  # type: ignore[arg-type]


def captions(at: AppTest) -> str:
    return "\n".join(one.value for one in at.caption)


def row(start: date, articles: int = 30, *, high: float | None = 3.0, outlet: str = "Herald") -> TrendRow:
    low = None if high is None else 1.0
    counts = (articles, 0, 2, 1000, 2.0, low, high)
    return TrendRow(outlet, f"{start:%Y-%m}", start, start, "m", "rate", "per 1,000 words", *counts, "", "")


def test_sample_shows_one_chart_by_month_its_table_and_first_uses() -> None:
    at = app()
    assert not at.exception
    assert len(at.get("vega_lite_chart")) == 1
    assert blocks(at).count("2026-0") > 7
    assert "First uses in this corpus" in blocks(at)
    assert blocks(at).count('class="kwic"') == 10
    assert "detector output, uncorrected" in blocks(at)


def test_by_outlet_every_outlet_has_a_chart_of_its_own() -> None:
    at = app(of="By outlet", every="Year")
    assert len(at.get("vega_lite_chart")) == 5
    assert blocks(at).count('class="small-chart"') == 5


def test_one_phrase_shows_its_first_use_in_each_outlet() -> None:
    at = app(course="Phrase: arms race")
    assert not at.exception
    assert captions(at).count("outlets by their first use") == 1
    assert "<mark>" in blocks(at)


@pytest.mark.parametrize(
    "course", ["Heated wording (0 to 100)", "Unnamed share of attributions", "Source: Named person"]
)
def test_any_measure_can_be_followed(course: str) -> None:
    at = app(course=course)
    assert not at.exception
    assert len(at.get("vega_lite_chart")) == 1


def test_articles_without_a_date_are_counted_and_years_take_part_dates(folder: Callable[..., Path]) -> None:
    folder(
        [
            article("a", date(2020, 3, 1)),
            article("b", None, date_text="2019", date_precision="year"),
            article("c", None),
        ]
    )
    assert "2 of 3 articles have no date that tells the month and are left out" in captions(app())
    told = captions(app(every="Year"))
    assert "1 of 3 articles have no year and are left out; 1 are placed by month or year alone" in told


def test_empty_undated_and_one_article_collections_are_said_plainly(folder: Callable[..., Path]) -> None:
    folder([])
    assert "holds no article" in blocks(app())
    folder([article("a", None)])
    assert "A coarser step may show more" in blocks(app())
    assert "No article here has a date" in blocks(app(every="Year"))
    folder([article("a", date(2020, 3, 1))])
    at = app(of="By outlet")
    assert not at.exception
    assert len(at.get("vega_lite_chart")) == 1


def test_gap_is_told_as_a_gap(folder: Callable[..., Path]) -> None:
    folder([article("a", date(2020, 1, 1)), article("b", date(2020, 4, 1))])
    assert "2 of 4 months hold no article: gaps, not zeros." in captions(app())


def test_words_of_articles_and_outlets_are_shown_as_plain_text(folder: Callable[..., Path]) -> None:
    folder([article("a", date(2020, 1, 1), HOSTILE, title=HOSTILE)])
    for query in ({}, {"of": "By outlet"}, {"course": HOSTILE}):
        at = app(**query)
        assert not at.exception
        assert "<img" not in blocks(at)
        assert not any("onerror" in one.value for one in (*at.markdown, *at.caption))


def test_line_breaks_where_a_period_has_no_article() -> None:
    rows = [row(date(2020, month, 1)) for month in (1, 2, 4, 5)]
    values = trend_chart(rows, "month", span(rows))["datasets"]["periods"]
    assert [value["run"] for value in values] == [0, 0, 1, 1]


def test_stray_dates_do_not_squeeze_the_axis_and_are_named() -> None:
    rows = [row(date(2020 + at // 12, at % 12 + 1, 1)) for at in range(24)]
    stray = row(date(2050, 9, 1), articles=1)
    axes = span([*rows, stray])
    assert (axes[0], axes[1]) == (date(2020, 1, 1), date(2021, 12, 1))
    assert outside([*rows, stray], axes) == [stray]
    many = row(date(2050, 9, 1), articles=40)
    assert span([*rows, many])[1] == date(2050, 9, 1)


def test_interval_bound_and_neither_are_told_apart() -> None:
    rows = [row(date(2020, 1, 1)), row(date(2020, 2, 1), high=None)]
    values = trend_chart(rows, "month", span(rows))["datasets"]["periods"]
    assert [value["kind"] for value in values] == ["interval", "none"]
    assert [interval_words(one) for one in rows] == ["2.00 (1.00 to 3.00)", "2.00 (no interval)"]
    assert "2020-02: 2.00 (no interval) (30 articles)" in described("Phrases", rows, "month")


def test_picture_of_small_multiples_holds_every_outlet() -> None:
    charts = []
    for outlet in ("Herald", "Gazette"):
        rows = [row(date(2020, month, 1), outlet=outlet) for month in (1, 2)]
        charts.append((outlet, trend_chart(rows, "month", span(rows), small=True)))
    svg = picture_svg(together(charts), "Phrases", "uncorrected")
    assert all(name in svg for name in ("Herald", "Gazette", "Phrases", "uncorrected"))
    assert svg.count("2020") >= 2
