"""A model of one's own: what its ratings say, nothing that they do not carry, and used like the shipped one."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.stats import spearmanr
from typer.testing import CliRunner

from framing.cli import command_line
from framing.errors import FramingError, InputError
from framing.measures.sensationalism_model import FORMAT, read_model, shipped_model, write_model
from framing.pipeline import Engine
from framing.readers import Read, read_inputs
from framing.training import FEWEST_RATINGS, Ratings, read_ratings, train
from framing.types import Article

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("articles", "neutral", "pairs")
WORD = "members"
"""A word of the shipped model that weighs next to nothing there."""


@pytest.fixture(scope="session")
def articles() -> tuple[Article, ...]:
    found = read_inputs([str(ROOT / "corpus" / name) for name in FOLDERS])
    kept = {item.article.text: item.article for item in found if isinstance(item, Read)}
    return tuple(kept.values())


@pytest.fixture(scope="session")
def shipped_scores(articles: tuple[Article, ...]) -> np.ndarray:
    scores = Engine().score_batch(list(articles)).scores["sensationalism"]
    return np.array([0.0 if score is None else score for score in scores])


@pytest.fixture(scope="session")
def trained_folder(
    articles: tuple[Article, ...], shipped_scores: np.ndarray, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("model")
    write_model(train(Ratings(articles, shipped_scores / 100, len(articles))).model, folder)
    return folder


def written(path: Path, rows: list[list[object]], *, header: tuple[str, ...]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(header), *rows])
    return str(path)


def test_ratings_that_follow_the_shipped_score_give_its_order(
    articles: tuple[Article, ...], shipped_scores: np.ndarray, trained_folder: Path
) -> None:
    own = Engine(sensationalism=trained_folder).score_batch(list(articles)).scores["sensationalism"]
    assert spearmanr([0.0 if s is None else s for s in own], shipped_scores).statistic > 0.97


def test_what_only_the_own_ratings_know_is_learned(articles: tuple[Article, ...]) -> None:
    """Every second article gets a word that the shipped model hardly weighs, and a high rating."""
    marked = [
        replace(a, text=a.text + f" And {WORD}, {WORD} ask why." * (3 * (i % 2)))
        for i, a in enumerate(articles)
    ]
    random = np.random.default_rng(7)
    share = np.clip(
        0.2 + 0.6 * (np.arange(len(marked)) % 2) + 0.02 * random.standard_normal(len(marked)), 0, 1
    )
    trained = train(Ratings(tuple(marked), share, len(marked)))
    at = trained.model.words.index(WORD)
    assert trained.freedom > 0
    assert trained.model.text[at] > 3 * abs(int(shipped_model().text[at]))
    own, other = trained.figures["spearman"], trained.figures_shipped["spearman"]
    assert own is not None
    assert other is not None
    assert own > other + 0.2


def test_ratings_by_chance_leave_cues_and_words_alone(articles: tuple[Article, ...]) -> None:
    share = np.random.default_rng(3).uniform(0, 1, len(articles))
    trained = train(Ratings(articles, share, len(articles)))
    assert trained.freedom == 0
    assert abs(trained.figures["spearman"] or 0) < 0.35


def test_too_few_ratings_and_ratings_all_the_same_are_refused(articles: tuple[Article, ...]) -> None:
    few = FEWEST_RATINGS - 1
    with pytest.raises(FramingError, match=f"{few} rated articles"):
        train(Ratings(articles[:few], np.linspace(0, 1, few), few))
    with pytest.raises(FramingError, match="all ratings are the same"):
        train(Ratings(articles, np.full(len(articles), 0.5), len(articles)))


def test_every_record_is_rated_or_named_with_its_reason(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Plain words about a road.", "The Ledger", 1],
        ["Plain words about a road.", "The Ledger", 3],
        ["Other words about a bridge.", "The Ledger", "many"],
        ["More words about a port.", "The Ledger", 7],
        ["", "The Ledger", 2],
        ["Last words about a rail line.", "", 4],
    ]
    found = read_ratings([written(tmp_path / "r.csv", rows, header=("text", "outlet", "Rating"))])
    assert found.read == 6
    assert [a.text for a in found.articles] == ["Plain words about a road.", "Last words about a rail line."]
    assert found.share.tolist() == [0.5, 1.0], "the mean of two ratings; the top of the scale"
    assert found.outlets == ["The Ledger", "outlet unknown"]
    assert [line.rpartition(": ")[2] for line in found.rejected] == [
        "no rating",
        "rating 7 outside 0 to 4",
        "empty_text",
    ]


def test_another_scale(tmp_path: Path) -> None:
    path = written(tmp_path / "r.csv", [["A text.", 1], ["Another text.", 7]], header=("text", "rating"))
    assert read_ratings([path], 1, 7).share.tolist() == [0.0, 1.0]
    with pytest.raises(InputError, match="lowest rating"):
        read_ratings([path], 7, 1)
    with pytest.raises(InputError, match="name its column"):
        read_ratings([written(tmp_path / "s.csv", [["A text.", 1]], header=("text", "score"))])


def test_a_model_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    model = shipped_model()
    write_model(model, tmp_path)
    back = read_model(tmp_path)
    assert (back.baseline, back.components, back.lure, back.words) == (
        model.baseline,
        model.components,
        model.lure,
        model.words,
    )
    assert np.array_equal(back.text, model.text)


def test_a_model_of_another_layout_is_refused(tmp_path: Path) -> None:
    write_model(shipped_model(), tmp_path)
    stored = tmp_path / "sensationalism.json"
    stored.write_bytes(stored.read_bytes().replace(f'"format": {FORMAT}'.encode(), b'"format": 1'))
    with pytest.raises(InputError, match=f"format 1, not {FORMAT}"):
        read_model(tmp_path)


@pytest.mark.parametrize("name", ["sensationalism.json", "sensationalism.npz"])
def test_a_damaged_model_is_refused(tmp_path: Path, name: str) -> None:
    write_model(shipped_model(), tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:500])
    with pytest.raises(InputError, match="no model of sensationalism"):
        read_model(tmp_path)
    with pytest.raises(InputError, match="no model of sensationalism"):
        Engine(sensationalism=tmp_path / "nowhere")


def test_from_ratings_to_a_scored_run_on_the_command_line(
    articles: tuple[Article, ...], shipped_scores: np.ndarray, tmp_path: Path
) -> None:
    rows = [[a.title, a.text, a.outlet, s / 25] for a, s in zip(articles, shipped_scores, strict=True)]
    ratings = written(tmp_path / "ratings.csv", rows, header=("title", "text", "outlet", "rating"))
    model, out = tmp_path / "model", tmp_path / "out"
    told = CliRunner().invoke(command_line(), ["train", "sensationalism", ratings, "--out", str(model)])
    assert told.exit_code == 0, told.output
    assert f"{len(rows)} read = {len(rows)} ratings of {len(rows)} articles + 0 rejected" in told.output
    scored = ["score", ratings, "--out", str(out), "--workers", "1", "--sensationalism", str(model)]
    assert CliRunner().invoke(command_line(), scored).exit_code == 0
    table = pq.read_table(out / "articles.parquet")
    assert set(table["signature"].to_pylist()) == {Engine(sensationalism=model).signature}
    assert Engine(sensationalism=model).signature != Engine().signature
    settings = json.loads((out / "run.json").read_text("utf-8"))
    assert str(model) in json.dumps(settings)
