"""Every measure by its contract; a new module in framing/measures is covered on arrival."""

from __future__ import annotations

import math

import numpy as np
import pytest

from framing.evidence import as_list
from framing.measures import Measure, all_measures
from framing.pipeline import Engine
from framing.tables import CONTRACT_ORDER, article_schema
from framing.types import Article

TEXT = (
    "Is this the end? An AI arms race has begun, two officials told the Courier on Monday. “It is a stunning disaster,” "
    "said Jane Doe, a minister. Sources said the plan is reportedly dead. Critics warn of worse. "
)
ARTICLES = [
    Article("long", TEXT * 5, title="You won't believe this!"),
    Article("untitled", TEXT * 5),
    Article("short", TEXT[:60]),
    Article("empty", "", title=""),
    Article("marks", "!?.,“”" * 50, title="???"),
    Article("german", "Der Hund lief über die Straße und bellte laut, weil er die Katze sah. " * 8),
    Article("capitals", TEXT.upper() * 3, title="SHOUTING"),
    Article("emoji", "😱🔥 " * 300),
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.mark.parametrize("measure", all_measures(), ids=lambda measure: measure.NAME)
def test_measure_names_its_columns_with_known_types(measure: Measure) -> None:
    assert measure.NAME
    assert set(measure.COLUMNS.values()) <= {"int32", "float64"}


def test_all_columns_of_the_contract_come_from_one_measure_each() -> None:
    columns = [column for measure in all_measures() for column in measure.COLUMNS]
    assert len(columns) == len(set(columns))
    assert set(CONTRACT_ORDER) <= set(columns)
    assert set(columns) <= set(article_schema().names)


def test_score_is_none_exactly_when_there_is_a_reason(engine: Engine) -> None:
    batch = engine.score_batch(ARTICLES)
    for measure in all_measures():
        for column in measure.COLUMNS:
            for article, value, missing in zip(ARTICLES, batch.scores[column], batch.missing, strict=True):
                assert (value is None) == (column in missing), (article.id, column)
                assert value is None or math.isfinite(value)


def test_counts_are_never_missing(engine: Engine) -> None:
    batch = engine.score_batch(ARTICLES)
    for measure in all_measures():
        for column, kind in measure.COLUMNS.items():
            if kind == "int32":
                assert all(isinstance(value, int) for value in batch.scores[column]), column


def test_text_that_is_not_english_gets_no_evidence(engine: Engine) -> None:
    batch = engine.score_batch(ARTICLES)
    german = [article.id for article in ARTICLES].index("german")
    assert german not in as_list(batch.evidence["article"])
    assert batch.scores["language"][german] == "de"
    assert set(batch.missing[german].values()) <= {"not_english", "no_title"}


def test_batch_gives_what_single_articles_give(engine: Engine) -> None:
    together = list(engine.scored(engine.score_batch(ARTICLES)))
    backwards = list(engine.scored(engine.score_batch(ARTICLES[::-1])))[::-1]
    alone = [engine.score(article) for article in ARTICLES]
    assert together == alone == backwards


def test_evidence_stands_in_text_order_with_exact_offsets(engine: Engine) -> None:
    for scored in engine.scored(engine.score_batch(ARTICLES)):
        places = [(row.field == "text", row.start, row.end) for row in scored.evidence]
        assert places == sorted(places)
        for row in scored.evidence:
            assert (getattr(scored.article, row.field) or "")[row.start : row.end] == row.text
            assert row.text.strip()
            assert np.isfinite(row.weight)


def test_evidence_rows_are_filled_as_the_contract_says(engine: Engine) -> None:
    rows = [row for scored in engine.scored(engine.score_batch(ARTICLES)) for row in scored.evidence]
    assert {row.measure for row in rows} == {"device", "sensationalism", "sourcing"}
    for row in rows:
        if row.measure == "device":
            assert None not in (row.voice, row.stance, row.conventionality)
        elif row.measure == "sensationalism":
            assert row.voice is not None
            assert row.stance is None
        else:
            assert (row.voice, row.stance, row.field) == (None, None, "text")
            assert (row.anonymity is None) == row.code.startswith("named")
