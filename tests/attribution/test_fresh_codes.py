"""The codes of docs/judged that the decision learns from: whole, inside their stretch, of known classes."""

from __future__ import annotations

import csv
from pathlib import Path

from framing.attribution import ANONYMITIES
from framing.types import SOURCE_CLASSES

JUDGED = Path(__file__).parents[2] / "docs" / "judged"


def _rows(name: str) -> list[dict[str, str]]:
    with (JUDGED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_every_fresh_code_lies_in_the_coded_stretch_of_its_article() -> None:
    until = {row["article_id"]: int(row["coded_until"]) for row in _rows("sources-fresh-articles.tsv")}
    codes = _rows("sources-fresh.tsv")
    assert len(codes) > 8_000
    assert [
        row for row in codes if not 0 <= int(row["start"]) < int(row["end"]) <= until[row["article_id"]]
    ] == []


def test_fresh_codes_have_an_anonymity_where_and_only_where_nobody_is_named() -> None:
    codes = _rows("sources-fresh.tsv")
    assert {row["class"] for row in codes} == set(SOURCE_CLASSES)
    assert {row["anonymity"] for row in codes} == {"", *ANONYMITIES}
    assert [row for row in codes if (row["anonymity"] == "") != row["class"].startswith("named")] == []


def test_no_source_is_coded_twice() -> None:
    spans = [(row["article_id"], row["start"], row["end"]) for row in _rows("sources-fresh.tsv")]
    assert len(spans) == len(set(spans))


def test_phrases_judged_one_by_one_lie_in_no_article_that_figures_are_drawn_from() -> None:
    drawn = {row["article_id"] for row in _rows("sources-fresh-articles.tsv")}
    judged = _rows("sources-unsure.tsv")
    assert len(judged) > 2_500
    assert drawn.isdisjoint(row["article_id"] for row in judged)
    assert {row["class"] for row in judged} == {*SOURCE_CLASSES, "none", "disputed"}
    spans = [(row["article_id"], row["start"], row["end"]) for row in judged]
    assert len(spans) == len(set(spans))
