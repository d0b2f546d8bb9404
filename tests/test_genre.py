"""Genre: what a file, section, address or headline says wins; else the writer's own words decide, or nobody does."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from framing.genre import genre_given, genre_of
from framing.genre_model import FEWEST_WORDS, GenreModel, decided, genres, shipped_model, style
from framing.text.analysis import analyse
from framing.types import Article, Genre

ROOT = Path(__file__).resolve().parent.parent

NEWS = (
    "Police in Hull said on Monday that two men had been arrested after a fire at a warehouse early on Sunday. "
    "Officials said the building, which had stood empty for several months, was badly damaged. No one was hurt, according to "
    "the fire service. A spokesman told reporters that the cause had not been found. The men were later released, he added. "
    "The council said on Thursday that the road had been reopened after the night and that buses were running in the city. "
)
OPINION = (
    "I do not think we can go on like this. You know it, and I know it. We should be honest with ourselves because this is not "
    "a small thing, and all of these people who say that it doesn't matter can't really mean it. Why should we always be the "
    "ones who give way? My own view is that something real has been lost here, and that we don't even want to see it. "
)


def genre(text: str, **known: str) -> Genre | None:
    article = Article("a", text, **known)  # type: ignore[arg-type]
    return genres(analyse([article]), np.array([True]))[0]


def test_the_writers_words_decide() -> None:
    assert genre(NEWS * 2) == "news"
    assert genre(OPINION * 2) == "opinion"


def test_what_the_article_says_of_itself_wins() -> None:
    assert genre(NEWS * 2, url="https://paper.example/opinion/2020/a-fire") == "opinion"
    assert genre(OPINION * 2, title="Live updates: the vote") == "live"
    assert genre(OPINION * 2, section="News") == "news"


@pytest.mark.parametrize(
    ("section", "expected"), [("Opinion", "opinion"), ("Long reads", "feature"), ("Sport", None)]
)
def test_section(section: str, expected: Genre | None) -> None:
    assert genre_of(Article("a", "", section=section)) == expected


def test_a_genre_in_a_file_is_taken_in_any_case() -> None:
    assert [genre_given(name) for name in ("News", "OP-ED", "recipe", None)] == [
        "news",
        "opinion",
        None,
        None,
    ]


def test_few_words_of_the_writers_own_decide_nothing() -> None:
    assert len(NEWS.split()) < FEWEST_WORDS <= 2 * len(NEWS.split())
    assert genre(NEWS) is None
    assert genre(f"“{OPINION * 2}” " + NEWS) is None, "quoted words are not the writer's"


def test_other_languages_get_none() -> None:
    article = Article("a", NEWS * 2)
    assert genres(analyse([article]), np.array([False])) == [None]


def test_a_batch_decides_like_its_articles_alone() -> None:
    texts = [NEWS * 2, "", OPINION * 3, "One line.", NEWS + OPINION]
    articles = [Article(str(i), text) for i, text in enumerate(texts)]
    together = genres(analyse(articles), np.ones(len(texts), np.bool_))
    assert together == [genre(text) for text in texts]
    assert genres(analyse([]), np.zeros(0, np.bool_)) == []


def test_style_is_the_root_of_the_rate_outside_quotations() -> None:
    analysis = analyse([Article("a", "We said so. “We said so.” " + "Grass grows. " * 8)])
    roots, own = style(analysis, ("we", "said", "grass"))
    assert own.tolist() == [19]
    assert roots.tolist() == [[int((1000 / 19) ** 0.5 * 1000)] * 2 + [int((8000 / 19) ** 0.5 * 1000)]]


def test_a_small_lead_or_a_silent_class_gives_none() -> None:
    weights = np.array([[1_000_000, 0, 0], [0, 1_000_000, 0], [0, 0, 1_000_000]])
    model = GenreModel(("news", "opinion", None), ("a", "b", "c"), weights, np.zeros(3, np.int64), 500_000)
    roots = np.array([[900, 0, 0], [900, 500, 0], [0, 1000, 500], [0, 0, 3000]])
    assert decided(model, roots) == [0, -1, 1, 2]
    assert model.classes[2] is None


def test_the_shipped_model_knows_its_figures_and_has_no_names_in_it() -> None:
    stored = json.loads((ROOT / "framing" / "models" / "genre.json").read_text("utf-8"))
    figures = stored["figures"]["cross-validated by outlet"]
    assert figures["accuracy_of_decided"] >= 0.88
    assert figures["decided"] >= 0.65
    model = shipped_model()
    assert model.weights.shape == (len(model.words), len(model.classes))
    assert not {"trump", "obama", "clinton", "fox", "cnn", "republican", "democrats"} & set(model.words)
    assert dataclasses.replace(model, margin=0) != model
