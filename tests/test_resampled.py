"""The intervals and halves of a coded set, by a judge of three lines, and the files of openly coded articles."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

JUDGE = """
import json
from pathlib import Path
import pyarrow.parquet as pq
misses = []
def rows(path):
    raise AssertionError("the judge is handed its rows")
def shares(gold, scored):
    marked = {row["article_id"] for row in pq.read_table(Path(scored) / "evidence.parquet").to_pylist()}
    articles = rows(gold / "articles.jsonl")
    misses.append("one")
    return {"share": sum(row["id"] in marked for row in articles) / len(articles), "nothing": None}
KINDS = {"devices_open": shares}
"""
ARTICLES = tuple(f"article {number}" for number in range(40))
MARKED = ARTICLES[:10]


@pytest.fixture
def coded(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.syspath_prepend(str(root))
    from scripts.resampled import Resampled

    folder, scored = tmp_path / "dev" / "open", tmp_path / "scored"
    folder.mkdir(parents=True)
    scored.mkdir()
    (tmp_path / "evaluate.py").write_text(JUDGE, encoding="utf-8")
    (folder / "set.json").write_text('{"kind": "devices_open"}', encoding="utf-8")
    (folder / "articles.jsonl").write_text("".join(json.dumps({"id": i}) + "\n" for i in ARTICLES), "utf-8")
    (folder / "codes.jsonl").write_text("", encoding="utf-8")
    evidence = [
        *({"article_id": i, "measure": "device"} for i in MARKED),
        *({"article_id": i, "measure": "sourcing"} for i in ARTICLES),
    ]
    pq.write_table(pa.Table.from_pylist(evidence), scored / "evidence.parquet")
    scores = [{"id": i, "sensationalism": 1.0} for i in ARTICLES]
    pq.write_table(pa.Table.from_pylist(scores), scored / "articles.parquet")
    return Resampled(tmp_path, "open", scored)


def test_judge_is_handed_each_article_as_often_as_it_was_drawn(coded) -> None:  # type: ignore[no-untyped-def]
    assert coded.figures(coded.articles)["share"] == 0.25
    assert coded.figures([MARKED[0], MARKED[0], ARTICLES[-1]])["share"] == pytest.approx(2 / 3)


def test_interval_is_that_of_the_share_and_the_same_each_time(coded) -> None:  # type: ignore[no-untyped-def]
    found = coded.intervals(("share", "nothing"))
    low, high = found["share"]
    assert 0.1 <= low <= 0.15
    assert 0.35 <= high <= 0.42
    assert found["nothing"] is None
    assert coded.intervals(("share", "nothing")) == found


def test_halves_are_two_parts_of_the_set(coded) -> None:  # type: ignore[no-untyped-def]
    one, other = coded.halves(("share",))["share"]
    assert 0 < one < 1
    assert one != other


def test_article_without_a_code_is_read_as_coded(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(root))
    from scripts.judge_open import codes_of

    path = tmp_path / "open.tsv"
    path.write_text(
        "article\tstart\tend\tkind\tvoice\tstance\na\t3\t9\tmetaphor\tauthor\tasserted\nb\t\t\t\t\t\n",
        "utf-8",
    )
    codes = codes_of(path)
    assert {article: [(c["start"], c["end"]) for c in own] for article, own in codes.items()} == {
        "a": [(3, 9)],
        "b": [],
    }


@pytest.mark.parametrize("name", ["open-fresh", "open-fresh-2", "open-fresh-3"])
def test_our_own_codes_hold_no_text_and_each_kind_is_known(root: Path, name: str) -> None:
    lines = (root / "docs" / "judged" / f"{name}.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    assert {len(row) for row in rows} == {6}
    assert {row[3] for row in rows} <= {"metaphor", "exemplar", "allusion", "catchphrase", "depiction", ""}
    assert all(row[1:] == [""] * 5 or int(row[1]) < int(row[2]) for row in rows)
