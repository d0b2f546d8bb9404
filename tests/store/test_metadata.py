"""What is known of the articles: gaps counted, outlets as given, and a list that is searched, narrowed and ordered."""

from __future__ import annotations

from datetime import date

import pytest

from framing.pipeline import Engine
from framing.store import Collection, score_articles
from framing.store.metadata import (
    Selection,
    date_precisions,
    gaps,
    languages,
    not_scored,
    outlets_as_given,
    select,
)
from framing.types import Article

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Ann Lee said it was no such thing. "
    * 3
)
GERMAN = (
    "Die Minister haben am Montag in Berlin erklärt, dass sie nichts davon wissen und keine Fragen beantworten. "
    * 3
)
GIVEN = '{"outlet_as_given":"gull.example"}'
ARTICLES = (
    Article("a", TEXT, "The Tern", "Gold rush", date(2026, 3, 4), "2026-03-04", "day", "Ann Lee", "https://tern.example/a"),
    Article("b", TEXT + "Once more.", "The Gull", "AI race", None, "March 2026", "month", extra=GIVEN),
    Article("c", GERMAN, "The Gull", "Nichts", date(2026, 1, 2), "2026-01-02", "day"),
    Article("d", "Too short.", None, None),
)  # fmt: skip


@pytest.fixture(scope="module")
def four() -> Collection:
    return score_articles(Engine(), ARTICLES, "four")


def test_gaps_are_counted(four: Collection) -> None:
    found = gaps(four)
    assert {name: found[name] for name in ("outlet", "date", "title", "author", "url")} == {
        "outlet": 1,
        "date": 2,
        "title": 1,
        "author": 3,
        "url": 3,
    }
    assert date_precisions(four) == {"day": 2, "month": 1, "none": 1}


def test_languages_and_reasons_are_counted_by_article(four: Collection) -> None:
    assert languages(four)["de"] == 1
    assert not_scored(four)["not_english"] >= 1
    assert not_scored(four)["too_short"] == 1


def test_outlets_stand_as_they_were_given(four: Collection) -> None:
    assert outlets_as_given(four) == (
        ("The Gull", "gull.example", 1),
        ("The Gull", "The Gull", 1),
        ("The Tern", "The Tern", 1),
        (None, None, 1),
    )


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Selection(), ["b", "c", "a", "d"]),
        (Selection(order="date"), ["c", "a", "b", "d"]),
        (Selection(order="date", descending=True), ["a", "c", "b", "d"]),
        (Selection(order="words", descending=True), ["b", "a", "c", "d"]),
        (Selection(order="id", descending=True), ["d", "c", "b", "a"]),
        (Selection(outlet="The Gull"), ["b", "c"]),
        (Selection(gap="outlet"), ["d"]),
        (Selection(gap="date"), ["b", "d"]),
        (Selection("RACE gull"), ["b"]),
        (Selection("ann lee"), ["a"]),
        (Selection("march"), ["b"]),
        (Selection("nowhere"), []),
        (Selection("%"), []),
    ],
)
def test_list_is_searched_narrowed_and_ordered(four: Collection, wanted: Selection, ids: list[str]) -> None:
    assert [four.articles["id"][row].as_py() for row in select(four, wanted).tolist()] == ids
