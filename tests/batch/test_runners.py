"""What processes do while others are at work, and what a process of ours keeps of memory."""

from __future__ import annotations

import ctypes
import gc
import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import orjson
import pytest

from framing.batch import RunOptions, lock, runners, score_run, startup, telling
from framing.batch.options import Progress
from framing.batch.reading import RECORDS_PER_PART
from framing.batch.scoring import engine_for, practise, signature_for
from framing.batch.work import FOLDER
from framing.pipeline import Engine
from framing.types import Article
from runs import records, run, tables, wait_until, write


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


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
_SHOWN_AT_FORK = """
import os, sys
from pathlib import Path
from framing.batch.runners import may_fork
from framing.cli import main

def show():
    names = sorted((task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir())
    engines = sys.modules["framing.batch.scoring"].engine_for.cache_info().currsize
    heap = sys.modules["pyarrow"].default_memory_pool().backend_name
    print(may_fork(), len(names), engines, heap, flush=True)

os.register_at_fork(before=show)
main()
"""


@ON_LINUX
def test_processes_are_forked_with_the_engine_and_without_a_thread_that_could_hold_a_lock(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "a.jsonl", records(40))
    options = ["--out", str(tmp_path / "out"), "--workers", "2", "--quiet"]
    done = subprocess.run(
        [sys.executable, "-c", _SHOWN_AT_FORK, "score", path, *options],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    forks = [line.split() for line in done.stdout.splitlines()]
    assert len(forks) == 2
    for may_fork, threads, engines, heap in forks:
        assert may_fork == "True"
        assert int(threads) <= 2, "this thread and jemalloc's"
        assert engines == "1"
        assert heap == "system", "pyarrow keeps no memory of its own beside NumPy's"


@ON_LINUX
def test_process_with_another_thread_starts_others_afresh_with_the_same_bytes(tmp_path: Path) -> None:
    path, go_on = write(tmp_path / "a.jsonl", records(40)), threading.Event()
    thread = threading.Thread(target=go_on.wait)
    thread.start()
    try:
        assert not runners.may_fork()
        run(path, tmp_path / "two", workers=2)
    finally:
        go_on.set()
        thread.join()
    run(path, tmp_path / "one")
    assert tables(tmp_path / "two") == tables(tmp_path / "one")


@ON_LINUX
def test_forked_process_does_not_keep_the_lock_of_its_parent(tmp_path: Path) -> None:
    """Else a run that has been killed would keep its folder until the last of its processes has ended."""
    path, there = tmp_path / "lock", tmp_path / "there"
    parent = os.fork()
    if not parent:
        with lock.locked(path):
            if not os.fork():
                lock.leave_locks()
                there.write_text(str(os.getpid()), encoding="utf-8")
                time.sleep(60)
            wait_until(there.exists)
            os._exit(0)
    try:
        os.waitpid(parent, 0)
        with lock.locked(path):
            assert there.read_text(encoding="utf-8") != str(os.getpid())
    finally:
        os.kill(int(there.read_text(encoding="utf-8")), signal.SIGKILL)


@pytest.mark.parametrize(("looks", "scored"), [(0, 0), (2, 32), (99, 40)])
def test_practice_ends_when_there_is_something_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: int, scored: int
) -> None:
    path, out = write(tmp_path / "a.jsonl", records(40)), tmp_path / "out"
    run(path, out, until="index")
    seen: list[str] = []

    def score(_: Engine, articles: Sequence[Article]) -> None:
        seen.extend(article.id for article in articles)

    monkeypatch.setattr(Engine, "score_batch", score)
    left = iter([False] * looks)
    practise(out / FOLDER, lambda: next(left, True))
    assert len(seen) == scored
    assert not list((out / FOLDER).glob("score/*"))


def test_bar_has_no_thread_before_the_first_news() -> None:
    before = threading.active_count()
    with telling.bar() as show:
        assert threading.active_count() == before
        show(Progress("read", 0, 1))
        assert threading.active_count() == before + 1
