"""What processes do while others are at work, and what a process of ours keeps of memory."""

from __future__ import annotations

import ctypes
import gc
import gzip
from pathlib import Path

import orjson
import pytest

from framing.batch import RunOptions, score_run, startup
from framing.batch.options import Progress
from framing.batch.reading import RECORDS_PER_PART
from framing.batch.scoring import engine_for, signature_for
from framing.batch.work import FOLDER


def test_parts_of_a_packed_file_are_sketched_while_the_rest_is_read(tmp_path: Path) -> None:
    records = (orjson.dumps({"text": f"Rain fell on street {n}."}) for n in range(2 * RECORDS_PER_PART + 1))
    packed = tmp_path / "articles.jsonl.gz"
    packed.write_bytes(gzip.compress(b"\n".join(records)))
    sketched: list[str] = []

    def report(progress: Progress) -> None:
        if progress.stage == "sketch" and not sketched:
            sketched.extend(path.name for path in (tmp_path / "two" / FOLDER / "sketch").glob("*.json"))

    done = score_run([str(packed)], tmp_path / "two", RunOptions(workers=2, until="index"), report)
    alone = score_run([str(packed)], tmp_path / "one", RunOptions(workers=1, until="index"))
    assert "sketch-00000-0000.json" in sketched
    assert (done.read, done.accepted) == (alone.read, alone.accepted) == (2 * RECORDS_PER_PART + 1,) * 2
    plans = [
        (tmp_path / name / FOLDER / "index" / "index-plan.arrow").read_bytes() for name in ("one", "two")
    ]
    assert plans[0] == plans[1]


def test_garbage_is_collected_again_once_the_engine_stands() -> None:
    engine_for.cache_clear()
    frozen = gc.get_freeze_count()
    engine_for((), keep_furniture=True)
    assert gc.isenabled()
    assert gc.get_freeze_count() > frozen


@pytest.mark.parametrize("keep_furniture", [False, True])
def test_signature_is_that_of_the_engine(keep_furniture: bool) -> None:
    engine = engine_for((), keep_furniture=keep_furniture)
    assert signature_for(RunOptions(keep_furniture=keep_furniture)) == engine.signature


def test_memory_is_left_alone_where_the_c_library_has_no_mallopt(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoLibrary:
        def __init__(self, _name: None) -> None:
            raise TypeError

    monkeypatch.setattr(ctypes, "CDLL", NoLibrary)
    startup.keep_freed_memory()
