"""The batch formulas against textstat itself, and when there is no figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.measures.readability_textstat import textstat_scores
from framing.pipeline import Engine
from framing.readers import Read, read_inputs
from framing.types import Article

NAMES = ("flesch_reading_ease", "flesch_kincaid_grade")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def test_batch_formulas_are_within_one_point_of_textstat(engine: Engine, corpus: Path) -> None:
    articles = [
        item.article
        for item in read_inputs([str(corpus / "articles"), str(corpus / "neutral")])
        if isinstance(item, Read)
    ]
    assert len(articles) > 60
    scores = engine.score_batch(articles).scores
    for i, article in enumerate(articles):
        expected = textstat_scores(article.text)
        assert expected is not None
        for name in NAMES:
            assert scores[name][i] == pytest.approx(expected[name], abs=1), article.id


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Too short to say.", "too_short"),
        ("", "too_short"),
        ("...", "too_short"),
        ("Der Hund lief über die Straße und bellte laut, weil er die Katze sah. " * 8, "not_english"),
    ],
)
def test_no_figure_without_enough_english_words(engine: Engine, text: str, reason: str) -> None:
    scored = engine.score(Article("a", text))
    for name in NAMES:
        assert scored.scores[name] is None
        assert scored.missing[name] == reason
