"""Runs that were begun, stopped, finished or changed: what goes on, what is refused, what is done only once."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest

import faulty_worker
from framing.batch import RunOptions, Summary, job, planning, reading, runners
from framing.batch.lock import locked
from framing.errors import FramingError, InputError, OutputError
from framing.readers import contract, jsonl
from runs import BODY, ids, records, run, tables, work_done, write


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many tasks for little input, in this process."""
    monkeypatch.setattr(job, "BYTES_PER_READ", 3_000)
    monkeypatch.setattr(job, "FILES_PER_READ", 2)
    monkeypatch.setattr(reading, "RECORDS_PER_PART", 7)
    monkeypatch.setattr(planning, "ARTICLES_PER_BATCH", 5)


# The same bytes


def test_shards_and_workers_do_not_change_a_byte(tmp_path: Path, small: None) -> None:
    path = write(tmp_path / "a.jsonl", [*records(40), "broken", records(1)[0], *records(9, "Y")])
    run(path, tmp_path / "whole")
    for batches, workers in ((1, 2), (3, 1), (7, 1)):
        out = tmp_path / f"{batches}-{workers}"
        run(path, out, batches_per_shard=batches, workers=workers)
        assert tables(out) == tables(tmp_path / "whole"), (batches, workers)


def test_file_cut_at_its_lines_reads_like_a_whole_one(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [*records(30), "broken", "", *records(30, "Y"), '{"text": "no end', {"text": " "}]
    items[20] = {"id": "long", "text": BODY * 150}  # longer than several stretches
    path = write(tmp_path / "a.jsonl", items)
    cut = run(path, tmp_path / "cut")
    monkeypatch.setattr(job, "BYTES_PER_READ", 1_000_000)
    assert run(path, tmp_path / "whole") == SimpleLike(cut)
    rejects = [json.loads(line) for line in (tmp_path / "cut" / "rejects.jsonl").read_text().splitlines()]
    assert [(line["record"], line["reason"]) for line in rejects] == [
        (31, "bad_json"),
        (63, "bad_json"),
        (64, "empty_text"),
    ]
    assert tables(tmp_path / "cut") == tables(tmp_path / "whole")


class SimpleLike:
    """Equal to a summary with the same counts."""

    def __init__(self, summary: Summary) -> None:
        self._summary = summary

    def __eq__(self, other: object) -> bool:
        names = ("read", "accepted", "rejected", "duplicates", "reasons", "signature")
        return all(getattr(self._summary, name) == getattr(other, name) for name in names)

    __hash__ = None  # type: ignore[assignment]


def test_dates_of_a_cut_file_are_read_in_the_order_its_head_shows(
    tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [{**record, "date": "09/06/2017"} for record in records(60)]
    items[0]["date"] = "13/06/2017"
    path = write(tmp_path / "a.jsonl", items)
    run(path, tmp_path / "out")
    assert (
        len(list(job.new_job("", RunOptions(), [job.Input(path, path, Path(path).stat().st_size, 1)]).reads))
        > 2
    )
    days = pq.read_table(tmp_path / "out" / "articles.parquet")["date"].to_pylist()
    assert {day.isoformat() for day in days[1:]} == {"2017-06-09"}


@pytest.mark.skipif(sys.platform != "linux", reason="file names of any bytes")
def test_file_name_that_is_no_utf8_is_read_and_shown(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/a\xff.jsonl"
    Path(os.fsdecode(name)).write_bytes(json.dumps(records(1)[0]).encode() + b"\nbroken\n")
    assert run(os.fsdecode(name), tmp_path / "out").accepted == 1
    [line] = (tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["file"] == f"{tmp_path}/a\ufffd.jsonl"


def test_parts_hold_the_rows_of_the_tables(tmp_path: Path, small: None) -> None:
    path = write(tmp_path / "a.jsonl", records(23))
    run(path, tmp_path / "one", texts=True)
    run(path, tmp_path / "many", texts=True, parts=True, batches_per_shard=2)
    for table in ("articles", "evidence", "texts"):
        parts = sorted((tmp_path / "many" / table).iterdir())
        assert [part.name for part in parts] == [f"part-{i:05d}.parquet" for i in range(3)]
        whole = pq.read_table(tmp_path / "one" / f"{table}.parquet")
        assert pq.read_table(tmp_path / "many" / table).equals(whole)
    assert not (tmp_path / "many" / "articles.parquet").exists()
    run(path, tmp_path / "many", fresh=True)
    assert ids(tmp_path / "many") == ids(tmp_path / "one")
    assert sorted(p.name for p in (tmp_path / "many").iterdir()) == [
        "articles.parquet",
        "evidence.parquet",
        "rejects.jsonl",
        "run.json",
    ]


# What goes on, and what is refused


def test_finished_run_returns_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [*records(5), "broken"])
    first = run(path, tmp_path / "out")
    before = (tmp_path / "out" / "run.json").stat().st_mtime_ns
    assert work_done(path, tmp_path / "out") == []
    again = run(path, tmp_path / "out")
    assert again == SimpleLike(first)
    assert (first.state, again.state) == ("finished", "finished_before")
    assert (tmp_path / "out" / "run.json").stat().st_mtime_ns == before
    assert not (tmp_path / "out" / ".framing").exists()
    os.utime(path)
    assert run(path, tmp_path / "out").state == "finished_before", "touched, but the same bytes"


def test_lost_table_is_made_again(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", records(5))
    run(path, tmp_path / "out")
    expected = tables(tmp_path / "out")
    (tmp_path / "out" / "evidence.parquet").unlink()
    assert run(path, tmp_path / "out").state == "finished"
    assert tables(tmp_path / "out") == expected


@pytest.fixture
def stop_at_second_batch(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The second batch that is scored ends the run, as Ctrl-C would."""
    from framing.batch.scoring import Scorer

    score, calls = Scorer.score, [0]

    def stop(self: Scorer, *rest: Any) -> Any:
        calls[0] += 1
        if calls[0] == 2:
            raise KeyboardInterrupt
        return score(self, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(Scorer, "score", stop)
        yield patch


@pytest.fixture
def stopped(tmp_path: Path, small: None, stop_at_second_batch: pytest.MonkeyPatch) -> tuple[str, Path]:
    """An input and a folder whose run was stopped after its first shard."""
    path = write(tmp_path / "a.jsonl", records(15))
    with pytest.raises(KeyboardInterrupt):
        run(path, tmp_path / "out", batches_per_shard=1)
    stop_at_second_batch.undo()
    return path, tmp_path / "out"


def test_stopped_run_goes_on_where_it_was(stopped: tuple[str, Path], tmp_path: Path) -> None:
    path, out = stopped
    assert not (out / "articles.parquet").exists()
    assert work_done(path, out) == ["score-00001", "score-00002"]
    run(path, tmp_path / "undisturbed")
    assert tables(out) == tables(tmp_path / "undisturbed")
    assert not (out / ".framing").exists()


@pytest.mark.parametrize("damage", ["truncated", "changed", "gone"])
@pytest.mark.parametrize("name", ["score-00000.articles.parquet", "score-00000.json", "read-00000.json"])
def test_damaged_part_or_marker_is_made_again(
    stopped: tuple[str, Path], tmp_path: Path, name: str, damage: str
) -> None:
    path, out = stopped
    part = out / ".framing" / name.partition("-")[0] / name
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    if damage == "gone":
        part.unlink()
    else:
        part.write_bytes(data if damage == "changed" else data[: len(data) // 2])
    again = work_done(path, out)
    assert name.partition(".")[0] in again
    run(path, tmp_path / "undisturbed")
    assert tables(out) == tables(tmp_path / "undisturbed")


def test_fresh_throws_the_unfinished_work_away(stopped: tuple[str, Path]) -> None:
    path, out = stopped
    assert "read-00000" in work_done(path, out, fresh=True)


@pytest.mark.parametrize("finished", [False, True])
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"keep_duplicates": True}, "keep-duplicates"),
        ({"texts": True}, "texts"),
        ({"keep_furniture": True}, "furniture=kept"),
        ({"mapping": {"text": "body"}}, "mapping"),
    ],
)
def test_other_settings_are_refused(
    stopped: tuple[str, Path], finished: bool, change: dict[str, Any], named: str
) -> None:
    path, out = stopped
    if finished:
        run(path, out)
    with pytest.raises(OutputError, match=rf"{named}.*--fresh"):
        run(path, out, **change)
    assert run(path, out).accepted == 15


@pytest.mark.parametrize("finished", [False, True])
def test_other_or_changed_inputs_are_refused(
    stopped: tuple[str, Path], tmp_path: Path, finished: bool
) -> None:
    path, out = stopped
    if finished:
        run(path, out)
    with pytest.raises(OutputError, match=r"inputs .*--fresh"):
        run(write(tmp_path / "b.jsonl", records(3)), out)
    text = Path(path).read_text(encoding="utf-8")
    Path(path).write_text(text.replace("Text 1.", "Texx 1."), encoding="utf-8")
    with pytest.raises(OutputError, match=r"content of .*a\.jsonl.*--fresh" if finished else "a.jsonl"):
        run(path, out)


def test_input_that_changes_while_it_is_read_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.jsonl", records(3))
    read = reading.read_inputs

    def changing(names: list[str], *rest: Any) -> Any:
        yield from read(names, *rest)
        write(Path(path), records(4))

    monkeypatch.setattr(reading, "read_inputs", changing)
    with pytest.raises(InputError, match="has changed"):
        run(path, tmp_path / "out")


def test_second_run_on_a_folder_stops_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", records(3))
    (tmp_path / "out" / ".framing").mkdir(parents=True)
    with locked(tmp_path / "out" / ".framing" / "lock"), pytest.raises(OutputError, match="another run"):
        run(path, tmp_path / "out")
    assert run(path, tmp_path / "out").accepted == 3


def test_standard_input_can_be_given_again(
    tmp_path: Path, small: None, stop_at_second_batch: pytest.MonkeyPatch
) -> None:
    def given(items: list[Any]) -> None:
        text = "\n".join(json.dumps(item) for item in items)
        patch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))

    patch = pytest.MonkeyPatch()
    with patch.context():
        given(records(15))
        with pytest.raises(KeyboardInterrupt):
            run("-", tmp_path / "out")
        stop_at_second_batch.undo()
        given(records(14))
        with pytest.raises(OutputError, match="--fresh"):
            run("-", tmp_path / "out")
        given([*records(15), "broken"])
        assert run("-", tmp_path / "out", fresh=True).rejected == 1
        given([*records(15), "broken"])
        assert run("-", tmp_path / "out").state == "finished_before"
    line = json.loads((tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8"))
    assert (line["file"], line["record"]) == ("standard input", 16)


# Job arrays


def test_jobs_of_an_array_give_the_tables_of_one_run(tmp_path: Path, small: None) -> None:
    path, out = write(tmp_path / "a.jsonl", [*records(37), "broken"]), tmp_path / "out"
    with pytest.raises(OutputError, match="--until index"):
        run(path, out, shard=(1, 3))
    assert run(path, out, until="index").state == "indexed"
    done = [work_done(path, out, shard=(i, 3)) for i in (3, 1, 2)]
    assert [len(names) for names in done] == [2, 3, 3]
    assert work_done(path, out, shard=(2, 3)) == []
    assert work_done(path, out) == []
    run(path, tmp_path / "one")
    assert tables(out) == tables(tmp_path / "one")


# Processes that die


def test_article_that_kills_its_process_is_found_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runners, "WORKER", faulty_worker.serve)
    items = records(12)
    items[7]["text"] += faulty_worker.DEADLY
    summary = run(write(tmp_path / "a.jsonl", items), tmp_path / "out", workers=2)
    assert (summary.accepted, summary.reasons) == (11, {"not_scored": 1})
    assert ids(tmp_path / "out") == [item["id"] for n, item in enumerate(items) if n != 7]
    lines = [json.loads(line) for line in (tmp_path / "out" / "rejects.jsonl").read_text().splitlines()]
    assert [(line["record"], line["id"], line["reason"]) for line in lines] == [
        (8, "X7", "not_scored"),
    ]


def test_processes_that_only_die_end_the_run_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.jsonl", records(3))
    with monkeypatch.context() as patch:
        patch.setattr(runners, "WORKER", faulty_worker.serve_nothing)
        with pytest.raises(FramingError, match=r"read-00000: .*the same command goes on"):
            run(path, tmp_path / "out", workers=2)
    assert run(path, tmp_path / "out").accepted == 3


# Records and memory


def test_record_longer_than_the_limit_is_rejected_without_being_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (contract, jsonl):
        monkeypatch.setattr(module, "LARGEST_RECORD", 5_000, raising=False)
    long = json.dumps({"id": "long", "text": "x" * 20_000})
    (tmp_path / "a.jsonl.gz").write_bytes(
        gzip.compress("\n".join([json.dumps(records(1)[0]), long, json.dumps(records(2)[1])]).encode())
    )
    summary = run(str(tmp_path / "a.jsonl.gz"), tmp_path / "out")
    assert (summary.accepted, summary.reasons) == (2, {"too_large": 1})
