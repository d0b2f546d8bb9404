"""A parser that runs away, eats memory, crashes or reaches out costs its own record and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from framing.readers import Options, Read, Rejected, guard, read_inputs
from framing.readers.child import options_as_json, options_from_json

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Children that find the hostile readers, and none of them left over."""
    monkeypatch.setenv("PYTHONPATH", f"{TESTS}:{ROOT}")
    guard._end_all()
    yield
    guard._end_all()


def results(folder: Path, lines: str, *, streamed: bool = False) -> list[str]:
    path = folder / "hostile.txt"
    path.write_text(lines, encoding="utf-8")
    module = "readers.hostile_stream" if streamed else "readers.hostile_reader"
    items = guard.read(module, path, "shown", Options(), streamed=streamed)
    return [
        f"{item.record} {item.reason}" if isinstance(item, Rejected) else item.article.text for item in items
    ]


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        ("spin", "too_slow"),
        ("eat", "too_much_memory"),
        ("crash", "parser_died"),
        ("leave", "parser_died"),
    ],
)
def test_streamed_reader_loses_the_record_that_broke_it_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str, reason: str
) -> None:
    assert results(tmp_path, f"one {act} three", streamed=True) == ["one", f"2 {reason}", "three"]


def test_reader_that_is_not_streamed_ends_at_its_second_break(tmp_path: Path) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text("one crash three", encoding="utf-8")
    items = list(guard.read("readers.hostile_reader", path, "shown", Options(), streamed=False))
    assert [item.record for item in items] == [1, 2, 3]
    assert isinstance(items[0], Read)
    assert [item.reason for item in items[1:] if isinstance(item, Rejected)] == ["parser_died"] * 2
    assert isinstance(items[2], Rejected)
    assert "the rest of the file is lost" in items[2].detail


def test_break_before_the_first_record_is_one_rejection(tmp_path: Path) -> None:
    assert results(tmp_path, "crash two") == ["1 parser_died"]


def test_file_that_always_breaks_its_parser_comes_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "RESTARTS", 3)
    found = results(tmp_path, "crash " * 9, streamed=True)
    assert found == ["1 parser_died", "2 parser_died", "3 parser_died", "4 parser_died"]


@pytest.mark.parametrize("act", ["connect", "start", "write"])
def test_child_opens_no_socket_starts_nothing_and_writes_nothing(tmp_path: Path, act: str) -> None:
    assert results(tmp_path, f"one {act} three") == ["one", "2 unreadable"]
    assert not Path("/tmp/framing-hostile").exists()


def test_error_of_a_parser_is_a_rejection_and_the_child_goes_on(tmp_path: Path) -> None:
    assert results(tmp_path, "one raise three") == ["one", "2 damaged_file"]
    [child] = guard._idle
    assert results(tmp_path, "one") == ["one"]
    assert guard._idle == [child]


def test_one_child_reads_many_files(tmp_path: Path) -> None:
    for number in range(5):
        assert results(tmp_path, f"{number}") == [str(number)]
    assert len(guard._idle) == 1


def test_reading_that_is_given_up_leaves_no_child_behind(tmp_path: Path) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text("one two spin", encoding="utf-8")
    items = guard.read("readers.hostile_reader", path, "shown", Options(), streamed=False)
    assert isinstance(next(items), Read)
    items.close()
    assert guard._idle == []


def test_dead_idle_child_is_replaced(tmp_path: Path) -> None:
    assert results(tmp_path, "one") == ["one"]
    [child] = guard._idle
    child._process.kill()
    child._process.wait()
    assert results(tmp_path, "two") == ["two"]


def test_threads_read_at_the_same_time(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(6)]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda folder: results(folder, f"{folder.name} " * 50), folders))
    assert found == [[folder.name] * 50 for folder in folders]
    assert len(guard._idle) <= guard.IDLE


def test_child_ends_with_its_parent(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>words</p></body></html>", encoding="utf-8")
    code = (
        "import os, sys\nfrom framing.readers import guard, read_inputs\n"
        f"list(read_inputs([{str(page)!r}]))\nprint(guard._idle[0]._process.pid, flush=True)\nos.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    child = int(done.stdout)
    for _ in range(1000):
        if not _runs(child):
            return
        os.sched_yield()
        subprocess.run(["sleep", "0.02"], check=True)
    pytest.fail(f"process {child} outlives its parent")


def _runs(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_interrupt_is_left_to_the_parent(tmp_path: Path) -> None:
    assert results(tmp_path, "one") == ["one"]
    [child] = guard._idle
    assert os.getpgid(child._process.pid) != os.getpgid(0)


def test_options_reach_the_child_as_they_are() -> None:
    options = Options({"text": "Body"}, {"x": "The X"}, "dmy", Path("/a/ü \udcff"))
    assert options_from_json(options_as_json(options)) == options
    assert options_from_json(options_as_json(Options())) == Options()


def test_article_comes_through_whole(tmp_path: Path) -> None:
    body = "".join(f"<p>Paragraph {i} – “with marks”, and some more words to read.</p>" for i in range(9))
    page = tmp_path / "a ü.html"
    head = (
        '<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2024-03-05">'
    )
    page.write_text(f"<html><head><title>T</title>{head}</head><body><article>{body}</article></body></html>")
    [item] = read_inputs([str(page)])
    assert isinstance(item, Read)
    assert (item.file, item.record, item.article.author, item.article.date) == (
        str(page),
        1,
        "Ann Lee",
        date(2024, 3, 5),
    )
    assert item.article.text.count("“with marks”") == 9
