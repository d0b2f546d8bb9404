"""Our own openly coded articles: the third held back is not learned from, and every article read stands in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.figurative_sets import fresh_codes
from scripts.judge_open import THIRD_HELD_BACK, coded_files, codes_of, is_held_back


def test_nothing_held_back_is_learned_from() -> None:
    learned = fresh_codes().keys()
    held = {a for path in coded_files() for a in codes_of(path) if is_held_back(path, a)}
    assert len(held) > 100
    assert not held & learned


@pytest.mark.parametrize("name", THIRD_HELD_BACK)
def test_about_a_third_of_each_large_draw_is_held_back(name: str) -> None:
    path = next(path for path in coded_files() if path.stem == name)
    articles = codes_of(path)
    assert 0.25 < sum(is_held_back(path, article) for article in articles) / len(articles) < 0.4


def test_article_without_a_code_is_one_that_was_read(tmp_path: Path) -> None:
    path = tmp_path / "open-x.tsv"
    path.write_text(
        "article\tstart\tend\tkind\tvoice\tstance\na\t3\t9\tmetaphor\tauthor\tasserted\n", encoding="utf-8"
    )
    path.with_name("open-x-articles.tsv").write_text(
        "collection\tarticle_id\tpart\nx\ta\t1\nx\tb\t1\n", encoding="utf-8"
    )
    codes = codes_of(path)
    assert [code["end"] for code in codes["a"]] == [9]
    assert codes["b"] == []
