"""Keyness: words counted, log-odds by hand, verdicts, and false discoveries where whole articles burst."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from typer.testing import CliRunner

from framing.cli import command_line
from framing.compare import Group, UnitCounts, between, keyness, read_scored, read_texts, word_counts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.compare.conftest import Corpus


def as_dicts(found: UnitCounts) -> list[dict[str, int]]:
    rows = found.counts.toarray()
    return [{found.units[at]: int(row[at]) for at in np.flatnonzero(row)} for row in rows]


def test_words_are_counted_by_article_without_furniture() -> None:
    texts = [
        ("Read more. The new oil, the NEW oil.", "[[0,10]]"),
        ("It’s a self-driving car; don't. 2024", "[]"),
        ("", ""),
    ]
    found = word_counts(texts)
    assert as_dicts(found) == [
        {"the": 2, "new": 2, "oil": 2},
        {"it's": 1, "a": 1, "self": 1, "driving": 1, "car": 1, "don't": 1},
        {},
    ]
    assert found.total.tolist() == [6, 7, 0]
    assert list(found.units) == sorted(found.units)


@settings(max_examples=40)
@given(st.lists(st.lists(st.sampled_from("alpha beta gamma delta eps".split()), max_size=8), max_size=12))
def test_counts_are_those_of_plain_splitting(articles: list[list[str]]) -> None:
    found = word_counts((" ".join(words), "[]") for words in articles)
    assert as_dicts(found) == [{word: words.count(word) for word in words} for words in articles]


def test_words_of_few_articles_can_be_left_out_of_the_units() -> None:
    found = word_counts([("common rare", "[]"), ("common", "[]")], least_articles=2)
    assert (found.units, found.total.tolist()) == (("common",), [2, 1])


def test_more_articles_than_one_batch_keep_their_rows() -> None:
    found = word_counts((f"w{at % 7} x", "[]") for at in range(600))
    assert found.counts.shape == (600, 8)
    assert [next(iter(row)) for row in as_dicts(found)[595:598]] == ["w0", "w1", "w2"]


def counts(rows: list[list[float]], total: float = 100.0) -> UnitCounts:
    units = tuple(f"u{at}" for at in range(len(rows[0])))
    return UnitCounts(units, sparse.csr_array(np.array(rows)), np.full(len(rows), total))


def test_log_odds_by_hand() -> None:
    # 30 articles with 2 and 30 with 1 of 100 words: prior 1,000 words × 90/6,000 = 15.
    found = counts([[2.0]] * 30 + [[1.0]] * 30)
    result = keyness(found, np.arange(30), np.arange(30, 60))
    (row,) = result.rows
    expected = math.log(75 / (4000 - 75)) - math.log(45 / (4000 - 45))
    assert row.log_odds == pytest.approx(expected)
    assert (row.count, row.other_count, row.articles, row.other_articles) == (60, 30, 30, 30)
    assert (row.per_1000_words, row.other_per_1000_words) == (20.0, 10.0)
    assert (row.verdict, result.family_size, result.words) == ("clear", 1, (3000, 3000))


def test_the_other_way_round_changes_the_sign_only() -> None:
    random = np.random.default_rng(1)
    found = counts(random.poisson(1.0, (60, 5)).astype(float).tolist())
    one = keyness(found, np.arange(30), np.arange(30, 60)).rows
    other = keyness(found, np.arange(30, 60), np.arange(30)).rows
    signs = {row.unit: -row.log_odds for row in other}
    assert {row.unit: row.log_odds for row in one} == pytest.approx(signs)


def test_too_few_articles_or_groups_have_no_p() -> None:
    rows = [[1.0, 0.0]] * 24 + [[1.0, 1.0]] * 6 + [[0.0, 0.0]] * 10
    rare = keyness(counts(rows), np.arange(20), np.arange(20, 40))
    assert {row.unit: row.verdict for row in rare.rows}["u1"] == "too few"
    assert rare.family_size == 2
    small = keyness(counts(rows), np.arange(19), np.arange(19, 40))
    assert {(row.verdict, row.p, row.p_adjusted) for row in small.rows} == {("too few", None, None)}


def test_same_input_gives_the_same_result() -> None:
    random = np.random.default_rng(2)
    found = counts(random.poisson(0.5, (80, 30)).astype(float).tolist())
    assert keyness(found, np.arange(40), np.arange(40, 80)) == keyness(
        found, np.arange(40), np.arange(40, 80)
    )


def test_bursty_words_without_a_difference_are_not_clear() -> None:
    # Gamma shape .1: a few articles hold most of a word. The plain |z| is beyond 1.96 for half of these words.
    random = np.random.default_rng(3)
    any_clear, far = 0, []
    for _ in range(20):
        own = random.gamma(0.1, 10.0, (80, 60))
        found = counts(random.poisson(0.8 * own).astype(float).tolist(), 400.0)
        rows = keyness(found, np.arange(40), np.arange(40, 80)).rows
        any_clear += any(row.verdict == "clear" for row in rows)
        far += [row.p for row in rows if row.p is not None]
    assert any_clear <= 3
    assert np.mean(np.array(far) < 0.05) < 0.07


def test_groups_are_outlets_genres_or_all_others(corpus: Corpus, tmp_path: Path) -> None:
    for outlet, genre, text in (
        ("A", "news", "the fox"),
        ("B", "news", "the hen"),
        ("B", "opinion", "the hen and the egg"),
    ):
        corpus.article(outlet, genre=genre, text=text)
    folder = corpus.write(tmp_path / "run")
    tables, texts = read_scored(folder), read_texts(folder)

    def counted(one: Group, other: Group) -> dict[str, tuple[int, int]]:
        rows = between(tables, texts, (one, other), "word").rows
        return {row.unit: (row.count, row.other_count) for row in rows}

    assert counted(Group(outlet="A"), Group()) == {
        "the": (1, 3), "fox": (1, 0), "hen": (0, 2), "and": (0, 1), "egg": (0, 1),
    }  # fmt: skip
    assert counted(Group(genre="opinion"), Group(genre="news"))["hen"] == (1, 1)
    assert counted(Group(outlet="B"), Group(outlet="A"))["the"] == (3, 1)


def test_devices_are_compared_without_texts(corpus: Corpus) -> None:
    corpus.outlet("A", [1] * 30)
    corpus.outlet("B", [0] * 30)
    found = between(corpus.tables(), lambda _ids: {}, (Group("A"), Group("B")), "device")
    (row,) = found.rows
    assert (row.unit, row.count, row.other_count, row.verdict) == (
        "ai-and-technology/new-oil",
        30,
        0,
        "clear",
    )


def test_command_prints_keyness_and_contrasts(corpus: Corpus, tmp_path: Path) -> None:
    corpus.outlet("A", [1] * 30, text="fox")
    corpus.outlet("B", [0] * 30, text="hen")
    folder = str(corpus.write(tmp_path / "run"))
    file = tmp_path / "rows.csv"

    def run(*options: str) -> str:
        done = CliRunner().invoke(command_line(), ["compare", folder, "--csv", str(file), *options])
        assert done.exit_code == 0, done.output
        return file.read_text("utf-8-sig")

    assert "fox,30,0,30,0" in run("--keyness", "A", "B")
    assert "ai-and-technology/new-oil,30,0,30,0" in run("--keyness", "A", "rest", "--unit", "device")
    clear = run("--contrast", "B", "--measure", "ai-and-technology/new-oil")
    assert clear.splitlines()[1].startswith("A,B,device:ai-and-technology/new-oil,rate")
    assert ",clear," in clear
    assert len(run("--contrast", "rest").splitlines()) > 10


def test_an_unknown_outlet_is_named(corpus: Corpus, tmp_path: Path) -> None:
    corpus.outlet("A", [1])
    folder = str(corpus.write(tmp_path / "run"))
    done = CliRunner().invoke(command_line(), ["compare", folder, "--keyness", "A", "Nobody"])
    assert done.exit_code != 0
    assert "Nobody: no such outlet" in str(done.exception)
