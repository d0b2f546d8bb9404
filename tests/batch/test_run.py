"""A run from files to tables: nothing lost, same input same bytes, the table contract."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.batch import RunOptions, Summary, score_run
from framing.batch.identity import content_digest
from framing.errors import InputError, OutputError
from framing.pipeline import Engine
from framing.tables import CONTRACT_ORDER, EVIDENCE, METADATA_AFTER, METADATA_BEFORE, article_schema
from framing.types import Article

BODY = "An AI arms race has begun, two officials said on Monday, and nobody knows where it may end. " * 5


def write(folder: Path, records: Sequence[dict[str, Any] | str], name: str = "a.jsonl") -> str:
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(folder / name)


def run(path: str, out: Path, **options: Any) -> Summary:
    return score_run([path], out, RunOptions(**options))


def rows(out: Path, table: str = "articles") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return found


def rejects(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "rejects.jsonl").read_text(encoding="utf-8").splitlines()]


def test_counts_add_up_and_each_reject_has_its_line(tmp_path: Path) -> None:
    records: list[dict[str, Any] | str] = [
        {"id": "a", "outlet": "X", "text": BODY},
        {"id": "b", "outlet": "X", "text": BODY},
        {"id": "b", "outlet": "Y", "text": BODY},
        {"id": "b", "outlet": "Y", "text": BODY + "More."},
        '{"text": "cut',
        {"id": "e", "text": " "},
        {"outlet": "X", "text": "No words? " + BODY},
    ]
    summary = run(write(tmp_path, records), tmp_path / "out")
    assert (summary.read, summary.accepted, summary.rejected, summary.duplicates) == (7, 4, 2, 1)
    assert summary.renamed == 1
    digest = content_digest(Article("", BODY + "More.", "Y"))
    unnamed = content_digest(Article("", "No words? " + BODY, "X"))
    assert [row["id"] for row in rows(tmp_path / "out")] == ["a", "b", f"b~{digest[:8]}", unnamed[:16]]
    assert [
        (line["record"], line["kind"], line["reason"], line["duplicate_of"])
        for line in rejects(tmp_path / "out")
    ] == [
        (2, "duplicate", "same_outlet_and_text", "a"),
        (5, "rejected", "bad_json", None),
        (6, "rejected", "empty_text", None),
    ]


def test_keep_duplicates_gives_each_a_row_and_an_id(tmp_path: Path) -> None:
    record = {"id": "a", "text": BODY}
    summary = run(write(tmp_path, [record] * 3), tmp_path / "out", keep_duplicates=True)
    ids = [row["id"] for row in rows(tmp_path / "out")]
    assert (summary.accepted, summary.duplicates, summary.kept_duplicates) == (3, 0, 2)
    assert ids[0] == "a"
    assert len(set(ids)) == 3


def test_columns_are_those_of_the_contract(tmp_path: Path) -> None:
    run(write(tmp_path, [{"text": BODY}]), tmp_path / "out", texts=True)
    names = pq.read_schema(tmp_path / "out/articles.parquet").names
    expected = [name for name, _ in METADATA_BEFORE] + list(CONTRACT_ORDER)
    assert names[: len(expected)] == expected
    assert names[-len(METADATA_AFTER) :] == [name for name, _ in METADATA_AFTER]
    assert pq.read_schema(tmp_path / "out/articles.parquet").equals(article_schema())
    assert pq.read_schema(tmp_path / "out/evidence.parquet").equals(EVIDENCE)
    assert pq.read_schema(tmp_path / "out/texts.parquet").names == ["id", "title", "text"]


def test_worker_count_does_not_change_a_byte(tmp_path: Path, corpus: Path) -> None:
    names = ("articles.parquet", "evidence.parquet", "rejects.jsonl")
    for workers in (1, 2):
        run(str(corpus), tmp_path / str(workers), workers=workers)
    for name in names:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


def test_input_without_any_article_gives_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"")
    summary = run(str(tmp_path / "empty.jsonl"), tmp_path / "out")
    assert (summary.read, summary.accepted, summary.rejected) == (1, 0, 1)
    assert rows(tmp_path / "out") == rows(tmp_path / "out", "evidence") == []


def test_article_that_breaks_scoring_is_rejected_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    score = Engine.score_batch

    def broken(engine: Engine, articles: Sequence[Article], *more: Any) -> Any:
        if any("BREAK" in article.text for article in articles):
            raise ZeroDivisionError("made for this test")
        return score(engine, articles, *more)

    monkeypatch.setattr(Engine, "score_batch", broken)
    path = write(
        tmp_path, [{"id": str(i), "text": f"{i} {BODY}" + ("BREAK" if i == 2 else "")} for i in range(5)]
    )
    summary = run(path, tmp_path / "out", workers=1, texts=True)
    assert (summary.accepted, summary.rejected) == (4, 1)
    assert [row["id"] for row in rows(tmp_path / "out")] == ["0", "1", "3", "4"]
    assert [row["id"] for row in rows(tmp_path / "out", "texts")] == ["0", "1", "3", "4"]
    [line] = rejects(tmp_path / "out")
    assert (line["id"], line["reason"]) == ("2", "not_scored")


def test_unusable_places_are_our_own_errors(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError):
        run(write(tmp_path, [{"text": BODY}]), tmp_path / "file")
    with pytest.raises(InputError):
        run(str(tmp_path / "nothing.jsonl"), tmp_path / "out")


def test_interrupted_run_leaves_the_old_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, [{"id": "a", "text": BODY}])
    run(path, tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Engine, "score_batch", stop)
    with pytest.raises(KeyboardInterrupt):
        run(path, tmp_path / "out", fresh=True)
    after = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir() if p.is_file()}
    assert after == before


def test_every_missing_score_has_a_reason_and_no_other(tmp_path: Path) -> None:
    texts = [BODY, "Short.", "...", "Der Hund lief über die Straße und bellte laut. " * 20, "x " * 50]
    run(write(tmp_path, [{"id": str(i), "text": text} for i, text in enumerate(texts)]), tmp_path / "out")
    scores = [*CONTRACT_ORDER]
    for row in rows(tmp_path / "out"):
        missing = json.loads(row["missing"])
        assert {name for name in scores if row[name] is None} == set(missing) & set(scores), row["id"]
        assert all(missing.values())


texts = st.text(st.characters(codec="utf-8"), max_size=200)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from(["A", "B", None]), st.sampled_from(["", "i", "j"]), texts), max_size=12
    )
)
def test_evidence_quotes_its_article_exactly(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[str | None, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("run")
    made = [
        {
            "outlet": outlet,
            "id": own,
            "title": text[:50],
            "text": f"{text} {BODY} “{text}” he said. AI arms race! {text}",
        }
        for outlet, own, text in records
    ]
    summary = run(write(folder, made or [{"text": ""}]), folder / "out", workers=1, texts=True)
    assert summary.read == summary.accepted + summary.rejected + summary.duplicates
    articles = {row["id"]: row for row in rows(folder / "out", "texts")}
    found = rows(folder / "out", "evidence")
    assert len(found) >= len(articles)
    for row in found:
        assert articles[row["article_id"]][row["field"]][row["start"] : row["end"]] == row["text"]


def test_summary_counts_furniture_copies_and_ambiguous_dates(tmp_path: Path) -> None:
    unlike = [f"{word} " * 3 + BODY for word in ("Alpha", "Beta")]
    chance, words = random.Random(1), BODY.split()
    long = ". ".join(" ".join(chance.choice(words) for _ in range(9)) for _ in range(30))
    records: list[dict[str, Any] | str] = [
        {"id": "a", "outlet": "X", "date": "03/04/2019", "text": unlike[0]},
        {"id": "b", "outlet": "X", "text": long},
        {"id": "c", "outlet": "X", "text": long + "It met again."},
        {"id": "d", "outlet": "Y", "text": long + "It met twice."},
        {"id": "e", "outlet": "Y", "text": unlike[1] + "\n\nAdvertisement\n\nShare this article\n\n" + BODY},
    ]
    path, out = write(tmp_path, records), tmp_path / "out"
    tally = run(path, out).tally
    table = pq.read_table(out / "articles.parquet").to_pydict()
    assert tally["words"] == sum(table["words"])
    assert tally["furniture_words"] == sum(table["furniture_words"]) > 0
    assert (tally["near_duplicates"], tally["ambiguous_dates"]) == (1, 1)
    assert tally["shared_copies"] == sum(value is not None for value in table["shared_copy"]) >= 2
    again = run(path, out)
    assert (again.state, again.tally) == ("finished_before", tally)
    assert run(path, tmp_path / "kept", keep_furniture=True).tally["furniture_words"] == 0
