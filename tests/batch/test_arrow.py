"""score_batch gives the rows of `framing score`, however records are cut into batches, and loses none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.batch import RunOptions, score_run
from framing.batch.arrow import REJECTED, Tables, corpus_index, score_batch
from framing.errors import OutputError
from framing.index import COPY_COLUMNS
from framing.pipeline import Engine
from framing.readers import Read, read_inputs
from framing.tables import EVIDENCE, article_schema
from framing.types import Article

BODY = "An AI arms race has begun, two officials said on Monday, and nobody knows where it may end. " * 3


@pytest.fixture(scope="module")
def records(corpus: Path) -> list[dict[str, Any]]:
    """The sample corpus as records, every third without an id."""
    found = [item.article for item in read_inputs([str(corpus / "articles")]) if isinstance(item, Read)]
    assert len(found) > 50
    return [
        {
            "id": None if i % 3 == 0 else f"a{i}",
            "outlet": article.outlet,
            "title": article.title,
            "text": article.text,
            "date": "2024-03-05" if i % 2 else None,
            "section": "Opinion" if i % 5 == 0 else None,
            "desk_number": i,
        }
        for i, article in enumerate(found)
    ]


@pytest.fixture(scope="module")
def scored(records: list[dict[str, Any]]) -> Tables:
    return score_batch(pa.RecordBatch.from_pylist(records))


def test_rows_are_those_of_a_run(records: list[dict[str, Any]], scored: Tables, tmp_path: Path) -> None:
    lines = [json.dumps({k: v for k, v in record.items() if v is not None}) for record in records]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    score_run([str(tmp_path / "a.jsonl")], tmp_path / "out", RunOptions(workers=1, keep_furniture=True))
    kept = score_batch(pa.RecordBatch.from_pylist(records), keep_furniture=True)
    articles = pq.read_table(tmp_path / "out/articles.parquet")
    assert kept.articles.drop(COPY_COLUMNS).equals(articles.drop(COPY_COLUMNS))
    assert kept.evidence.equals(pq.read_table(tmp_path / "out/evidence.parquet"))
    assert scored.articles["id"].equals(kept.articles["id"])
    assert kept.rejected.num_rows == 0


def test_index_of_a_corpus_leaves_its_furniture_out(records: list[dict[str, Any]], tmp_path: Path) -> None:
    line = "Our nightly newsletter about an AI arms race reaches forty thousand readers in this county.\n\n"
    records = [{**record, "id": str(i), "text": line + record["text"]} for i, record in enumerate(records)]
    lines = [json.dumps({k: v for k, v in record.items() if v is not None}) for record in records]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run = ([str(tmp_path / "a.jsonl")], tmp_path / "out")
    with pytest.raises(OutputError, match="no index"):
        corpus_index(tmp_path / "out")
    score_run(*run, RunOptions(workers=1, until="index"))
    index = corpus_index(tmp_path / "out")
    score_run(*run, RunOptions(workers=1))
    tables = score_batch(pa.RecordBatch.from_pylist(records), index=index)
    articles = pq.read_table(tmp_path / "out/articles.parquet")
    assert sum(words > 0 for words in articles["furniture_words"].to_pylist()) > 50
    assert tables.articles.drop(COPY_COLUMNS).equals(articles.drop(COPY_COLUMNS))
    assert tables.evidence.equals(pq.read_table(tmp_path / "out/evidence.parquet"))


@pytest.mark.parametrize("size", [1, 7, 40])
def test_rows_do_not_depend_on_the_batches(records: list[dict[str, Any]], scored: Tables, size: int) -> None:
    parts = [
        score_batch(pa.RecordBatch.from_pylist(records[at : at + size]))
        for at in range(0, len(records), size)
    ]
    assert pa.concat_tables([part.articles for part in parts]).equals(scored.articles)
    assert pa.concat_tables([part.evidence for part in parts]).equals(scored.evidence)


def test_nothing_and_only_rejected_records_give_empty_tables() -> None:
    for rows in ([], [{"text": None}, {"text": "  "}]):
        batch = pa.RecordBatch.from_pylist(rows, pa.schema([("text", pa.string())]))
        tables = score_batch(batch)
        assert tables.articles.schema.equals(article_schema())
        assert tables.evidence.schema.equals(EVIDENCE)
        assert tables.rejected.schema.equals(REJECTED)
        assert (tables.articles.num_rows, tables.rejected.num_rows) == (0, len(rows))


def test_rejected_records_are_named_with_row_id_and_reason() -> None:
    rows = [
        {"id": 7, "text": BODY},
        {"id": 8, "text": " "},
        {"id": None, "text": None},
        {"id": 10, "text": BODY},
    ]
    tables = score_batch(pa.RecordBatch.from_pylist(rows))
    assert tables.articles["id"].to_pylist() == ["7", "10"]
    assert [tuple(row.values())[:3] for row in tables.rejected.to_pylist()] == [
        (1, "8", "empty_text"),
        (2, None, "empty_text"),
    ]


def test_column_of_another_name_or_type() -> None:
    rows = {"story_html": [BODY], "when": [date(2024, 3, 5)], "outlet": ["Example"], "stars": [3.5]}
    batch = pa.RecordBatch.from_pydict(rows)
    assert score_batch(batch).rejected.to_pylist()[0]["reason"] == "no_text"
    [row] = score_batch(batch, mapping={"text": "story_html", "date": "when"}).articles.to_pylist()
    assert (row["date"], row["outlet"], json.loads(row["extra"])) == (
        date(2024, 3, 5),
        "Example",
        {"stars": 3.5},
    )
    [binary] = score_batch(pa.RecordBatch.from_pydict({"text": [b"abc"]})).rejected.to_pylist()
    assert binary["reason"] == "bad_text"


def test_dictionary_encoded_and_large_strings_are_strings(
    records: list[dict[str, Any]], scored: Tables
) -> None:
    table = pa.Table.from_pylist(records[:9])
    at = table.schema.get_field_index("outlet")
    table = table.set_column(at, "outlet", table["outlet"].dictionary_encode())
    at = table.schema.get_field_index("text")
    table = table.set_column(at, "text", table["text"].cast(pa.large_string()))
    assert score_batch(table).articles.equals(scored.articles.slice(0, 9))


def test_article_that_breaks_scoring_is_rejected_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    score = Engine.score_batch

    def broken(engine: Engine, articles: Sequence[Article], *more: Any) -> Any:
        if any("BREAK" in article.text for article in articles):
            raise ZeroDivisionError("made for this test")
        return score(engine, articles, *more)

    monkeypatch.setattr(Engine, "score_batch", broken)
    rows = [{"id": str(i), "text": f"{i} {BODY}" + ("BREAK" if i == 2 else "")} for i in range(5)]
    tables = score_batch(pa.RecordBatch.from_pylist([{"id": "e", "text": ""}, *rows]))
    assert tables.articles["id"].to_pylist() == ["0", "1", "3", "4"]
    assert [(r["row"], r["id"], r["reason"]) for r in tables.rejected.to_pylist()] == [
        (0, "e", "empty_text"),
        (3, "2", "not_scored"),
    ]


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.none() | st.text(max_size=60), max_size=12))
def test_no_record_is_lost(texts: list[str | None]) -> None:
    tables = score_batch(pa.RecordBatch.from_pydict({"text": pa.array(texts, pa.string())}))
    blank = [i for i, text in enumerate(texts) if text is None or not text.strip()]
    assert tables.rejected["row"].to_pylist() == blank
    assert tables.articles.num_rows == len(texts) - len(blank)


def test_recipe_of_map_in_arrow_streams_tables(records: list[dict[str, Any]], scored: Tables) -> None:
    def articles(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from score_batch(batch).articles.to_batches()

    batches = pa.Table.from_pylist(records).to_batches(max_chunksize=20)
    assert pa.Table.from_batches(articles(iter(batches)), article_schema()).equals(scored.articles)
