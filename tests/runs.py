"""Runs of `framing score` for tests: records to score, and what is left of a run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from framing.batch import RunOptions, Summary, score_run
from framing.batch.options import Progress

BODY = "An AI arms race has begun, two officials said on Monday, and nobody knows where it may end. "
TABLES = ("articles.parquet", "evidence.parquet", "rejects.jsonl")


def records(count: int, outlet: str = "X") -> list[dict[str, Any]]:
    return [{"id": f"{outlet}{i}", "outlet": outlet, "text": f"Text {i}. {BODY}"} for i in range(count)]


def write(path: Path, items: list[Any]) -> str:
    lines = [item if isinstance(item, str) else json.dumps(item) for item in items]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def tables(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in TABLES}


def ids(out: Path) -> list[str]:
    found: list[str] = pq.read_table(out / "articles.parquet")["id"].to_pylist()
    return found


def run(inputs: list[str] | str, out: Path, **options: Any) -> Summary:
    names = [inputs] if isinstance(inputs, str) else inputs
    return score_run(names, out, RunOptions(**{"workers": 1, **options}))


def work_done(inputs: str, out: Path, **options: Any) -> list[str]:
    """Names of the tasks that this run has really done."""
    done: list[str] = []

    def report(progress: Progress) -> None:
        done.extend([progress.task] if progress.task else [])

    score_run([inputs], out, RunOptions(**{"workers": 1, **options}), report)
    return done


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    """Waits for a state; the time is there so that a fault does not hang the tests."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process is there and no zombie (on Linux)."""
    state = Path(f"/proc/{pid}/stat")
    try:
        return state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
