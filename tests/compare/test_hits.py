"""Evidence as numbers: plain and dictionary columns alike, what is marked, and the measures counted from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from framing.compare import (
    Filters,
    article_ticks,
    compare_outlets,
    compare_splits,
    component_codes,
    marked,
    scored_tables,
)
from framing.types import LEAST_WEIGHT_MARKED, PASSAGE_WORDS

if TYPE_CHECKING:
    from framing.compare import OutletRow
    from tests.compare.conftest import Corpus


def encoded(table: pa.Table) -> pa.Table:
    """Every column of strings as a dictionary, in two chunks whose dictionaries differ."""
    half = table.num_rows // 2
    parts = []
    for part in (table.slice(0, half), table.slice(half)):
        columns = [
            column.combine_chunks().dictionary_encode() if pa.types.is_string(column.type) else column
            for column in part.columns
        ]
        parts.append(pa.table(columns, names=part.column_names))
    return pa.concat_tables(parts)


def found(rows: tuple[OutletRow, ...]) -> dict[str, tuple[float, float]]:
    return {row.measure: (row.numerator, row.denominator) for row in rows}


def source(corpus: Corpus, article: str, code: str, anonymity: str | None = None) -> None:
    corpus.device(
        article, code, measure="sourcing", voice=None, stance=None, conventionality=None, anonymity=anonymity
    )


def cue(corpus: Corpus, article: str, code: str, weight: float, voice: str = "author") -> None:
    corpus.device(
        article, code, measure="sensationalism", stance=None, conventionality=None, weight=weight, voice=voice
    )


def test_dictionary_columns_give_the_figures_of_plain_ones(corpus: Corpus) -> None:
    corpus.outlet("Herald", [0, 1, 2] * 8)
    corpus.outlet("Mail", [3, 0] * 12, "war/cold-war")
    plain = corpus.tables()
    other = scored_tables(plain.articles, encoded(plain.evidence.drop_columns(["signature"])))
    assert compare_outlets(other) == compare_outlets(plain)


def test_only_what_is_marked_in_articles_counts_as_heated_wording(corpus: Corpus) -> None:
    short, long = corpus.article(words=100), corpus.article(words=2 * PASSAGE_WORDS)
    cue(corpus, short, "alarm", LEAST_WEIGHT_MARKED)
    cue(corpus, short, "alarm", LEAST_WEIGHT_MARKED * 0.99)
    cue(corpus, short, "alarm", 1.0, voice="source")
    cue(corpus, long, "alarm", LEAST_WEIGHT_MARKED * 0.5)
    cue(corpus, long, "alarm", LEAST_WEIGHT_MARKED * 0.49)
    cue(corpus, short, "wording", LEAST_WEIGHT_MARKED)
    corpus.device(short)
    tables = corpus.tables()
    kept = marked(tables.evidence, tables.articles)
    assert sorted(kept["code"].to_pylist()) == ["ai-and-technology/new-oil", "alarm", "alarm", "wording"]
    assert component_codes(scored_tables(tables.articles, kept)) == ("alarm", "wording")


def test_components_are_marks_per_1000_words(corpus: Corpus) -> None:
    for number in range(25):
        key = corpus.article(words=200)
        for _ in range(number % 2):
            cue(corpus, key, "alarm", 1.0)
    (row,) = compare_outlets(corpus.tables(), measures=("component:alarm",))
    assert (row.numerator, row.denominator, row.estimate) == (12, 5000, pytest.approx(2.4))


def test_classes_and_anonymity_are_shares_of_attributions(corpus: Corpus) -> None:
    key = corpus.article(attributions=4)
    source(corpus, key, "named_person")
    source(corpus, key, "unnamed_role", "withheld")
    source(corpus, key, "unnamed_role", "collective")
    source(corpus, key, "hearsay", "hearsay")
    rows = compare_outlets(
        corpus.tables(),
        measures=("source:unnamed_role", "source:hearsay", "anonymity:withheld", "source:unnamed_vague"),
    )
    assert found(rows) == {
        "source:unnamed_role": (2, 4),
        "source:hearsay": (1, 4),
        "anonymity:withheld": (1, 4),
        "source:unnamed_vague": (0, 4),
    }
    assert {row.kind for row in rows} == {"share"}


def test_measures_asked_for_are_the_only_ones(corpus: Corpus) -> None:
    corpus.outlet("Herald", [1])
    rows = compare_outlets(corpus.tables(), measures=("sensationalism", "device:ai-and-technology/new-oil"))
    assert [row.measure for row in rows] == ["sensationalism", "device:ai-and-technology/new-oil"]


def test_splits_share_out_the_uses(corpus: Corpus) -> None:
    key = corpus.article()
    corpus.device(key)
    corpus.device(key, voice="source", stance="hedged")
    corpus.device(key, "x/other", voice="source", stance="rejected")
    corpus.device(key, "x/worn", conventionality="conventional")
    tables = corpus.tables()
    assert found(compare_splits(tables)) == {
        "voice:author": (1, 3), "voice:source": (2, 3),
        "stance:asserted": (1, 3), "stance:hedged": (1, 3), "stance:rejected": (1, 3),
    }  # fmt: skip
    assert found(compare_splits(tables, codes=("x/worn",)))["voice:author"] == (1, 1)
    assert found(compare_splits(tables, Filters(voice="source"))) == {
        "stance:asserted": (0, 2), "stance:hedged": (1, 2), "stance:rejected": (1, 2),
    }  # fmt: skip


def test_only_the_articles_asked_for_count(corpus: Corpus) -> None:
    corpus.outlet("Herald", [1, 2, 4])
    some = Filters(articles=frozenset({"a00000", "a00002", "none"}))
    assert found(compare_outlets(corpus.tables(), some))["devices_per_1000_words"] == (5, 1000)


def test_ticks_are_a_fixed_random_choice_of_each_outlet(corpus: Corpus) -> None:
    corpus.outlet("Herald", list(range(30)))
    corpus.outlet("Mail", [1] * 3)
    corpus.outlet("Other", [1])
    tables, rate = corpus.tables(), "devices_per_1000_words"
    ticks = article_ticks(tables, (rate,), outlets=("Herald", "Mail"), most=10)[rate]
    assert [sum(tick.outlet == name for tick in ticks) for name in ("Herald", "Mail", "Other")] == [10, 3, 0]
    assert len({tick.article_id for tick in ticks}) == 13
    drawn = [tick.article_id for tick in ticks if tick.outlet == "Herald"]
    assert drawn != sorted(drawn)[:10]
    assert all(tick.value == tick.numerator * 2 for tick in ticks)
    assert article_ticks(tables, (rate,), outlets=("Herald", "Mail"), most=10)[rate] == ticks
