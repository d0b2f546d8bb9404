"""Rows of a table on disk: the same as in memory, however the table lies in row groups and parts."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import InputError
from framing.pipeline import Engine
from framing.store import (
    Collection,
    open_scored,
    run_record,
    score_articles,
    scored_article,
    text_batches,
    texts_of,
)
from framing.store.compact import COMPACT
from framing.store.rows import FileRows, MemoryRows
from framing.types import Article
from scored import table_of, write_scored

SENTENCE = "Ministers are in an AI arms race, Ann Lee said on Monday. A shocking plan, sources said. "


@pytest.fixture(scope="module")
def made() -> Collection:
    articles = [Article(f"a{number}", SENTENCE * (number % 5 + 1), "The Tern") for number in range(11)]
    return score_articles(Engine(), [*articles, Article("none", "Nothing here.")], "twelve")


@given(st.integers(0, 40), st.lists(st.integers(1, 15), min_size=1, max_size=3), st.data())
@settings(max_examples=60)
def test_rows_on_disk_are_those_in_memory(count: int, sizes: list[int], data: st.DataObject) -> None:
    table = pa.table(
        {
            "n": pa.array(range(count), pa.int64()),
            "s": pa.array([str(n % 3) for n in range(count)], pa.string()),
        }
    )
    cuts = sorted(
        data.draw(st.lists(st.integers(0, count), min_size=len(sizes) - 1, max_size=len(sizes) - 1))
    )
    with TemporaryDirectory() as folder:
        paths = []
        for number, (start, stop) in enumerate(zip([0, *cuts], [*cuts, count], strict=True)):
            paths.append(Path(folder) / f"{number}.parquet")
            pq.write_table(table.slice(start, stop - start), paths[-1], row_group_size=sizes[number])
        disk, memory = FileRows(tuple(paths)), MemoryRows(table)
        wanted = data.draw(st.lists(st.integers(0, count - 1))) if count else []
        assert disk.take(wanted).equals(memory.take(wanted))
        assert disk.take(wanted, ["s"]).equals(memory.take(wanted, ["s"]))
        start = data.draw(st.integers(0, count))
        stop = data.draw(st.integers(start, count))
        assert disk.between(start, stop).to_pylist() == memory.between(start, stop).to_pylist()
        assert [row for batch in disk.plain_pieces() for row in batch.to_pylist()] == table.to_pylist()
        assert [row for piece in disk.pieces(["s"]) for row in piece.to_pylist()] == table.select(
            ["s"]
        ).to_pylist()


def test_compact_evidence_is_the_marked_rows_without_their_words(made: Collection, tmp_path: Path) -> None:
    opened = open_scored(write_scored(made, tmp_path))
    assert opened.evidence.column_names == list(COMPACT)
    assert opened.evidence.to_pylist() == made.evidence.to_pylist()
    whole = table_of(made.all_evidence).select(list(COMPACT)).to_pylist()
    kept = opened.evidence.to_pylist()
    assert [row for row in whole if row["measure"] != "sensationalism"] == [
        row for row in kept if row["measure"] != "sensationalism"
    ]
    assert all(row in whole for row in kept)
    assert opened.compact.count.sum() == len(whole)


def test_folder_of_parts_is_the_same_collection(made: Collection, tmp_path: Path) -> None:
    whole = write_scored(made, tmp_path / "whole")
    parts = tmp_path / "parts"
    for name in ("articles", "evidence", "texts"):
        (parts / name).mkdir(parents=True)
        table = pq.read_table(whole / f"{name}.parquet")
        half = len(table) // 2
        pq.write_table(table.slice(0, half), parts / name / "part-00000.parquet")
        pq.write_table(table.slice(half), parts / name / "part-00001.parquet")
    first, second = open_scored(whole), open_scored(parts)
    assert first.articles.equals(second.articles)
    assert first.evidence.to_pylist() == second.evidence.to_pylist()
    for key in first.articles["id"].to_pylist():
        assert scored_article(first, key) == scored_article(second, key)


def test_texts_come_by_id_whatever_the_order_of_their_table(made: Collection, tmp_path: Path) -> None:
    folder = write_scored(made, tmp_path)
    texts = pq.read_table(folder / "texts.parquet")
    pq.write_table(texts.take(list(reversed(range(len(texts))))), folder / "texts.parquet", row_group_size=3)
    opened = open_scored(folder)
    assert texts_of(opened, ["a7", "nobody", "a1"]) == {
        key: (None, SENTENCE * (int(key[1:]) % 5 + 1)) for key in ("a7", "a1")
    }
    assert texts_of(opened, []) == {}
    assert sum(len(batch) for batch in text_batches(opened)) == 12


def test_collection_without_texts_has_none_to_give(made: Collection, tmp_path: Path) -> None:
    opened = open_scored(write_scored(made, tmp_path, texts=False))
    assert (opened.has_texts, texts_of(opened, ["a1"]), list(text_batches(opened))) == (False, {}, [])
    assert run_record(opened) is None


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        (lambda table: table.take([*range(1, len(table)), 0]), "does not stand together"),
        (
            lambda table: table.set_column(0, "article_id", pa.array(["lost"] * len(table))),
            "lost: evidence of an article that is not there",
        ),
    ],
)
def test_evidence_that_fits_no_article_is_refused(
    made: Collection, tmp_path: Path, rows: object, seen: str
) -> None:
    assert callable(rows)
    folder = write_scored(made, tmp_path)
    pq.write_table(rows(table_of(made.all_evidence)), folder / "evidence.parquet")
    with pytest.raises(InputError, match=seen):
        open_scored(folder)


def test_table_that_goes_away_while_it_is_open_is_an_error_in_words(made: Collection, tmp_path: Path) -> None:
    opened = open_scored(write_scored(made, tmp_path / "x"))
    shutil.rmtree(tmp_path / "x")
    with pytest.raises(InputError, match="not a table"):
        scored_article(opened, "a1")


def test_rows_are_numbered_by_id(made: Collection) -> None:
    assert np.array_equal(made.rows(["a3", "x", "a0"]), [3, -1, 0])
    assert np.array_equal(made.rows(["x"]), [-1])
