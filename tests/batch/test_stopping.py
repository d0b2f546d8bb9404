"""Runs that are stopped from outside, and what they say of themselves in a log."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from framing.batch import RunOptions
from framing.batch.publishing import Output
from framing.batch.telling import score_and_tell
from runs import is_alive, records, run, wait_until, write


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("sent", "workers"), [(signal.SIGTERM, 2), (signal.SIGINT, 1), (signal.SIGKILL, 2)])
def test_signal_stops_the_run_and_its_processes(tmp_path: Path, sent: signal.Signals, workers: int) -> None:
    path, out = write(tmp_path / "a.jsonl", records(3_000)), tmp_path / "out"
    command = [sys.executable, "-c", "from framing.cli import main; main()", "score", path, "--out", str(out)]
    log = tmp_path / "log.jsonl"
    process = subprocess.Popen(
        [*command, "--workers", str(workers), "--log", str(log)], stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: any((out / ".framing").glob("score/*.json")))
    children = children_of(process.pid)
    assert len(children) >= workers - 1
    process.send_signal(sent)
    _, message = process.communicate(timeout=30)
    expected = {signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGKILL: -9}[sent]
    assert process.returncode == expected, message
    if sent != signal.SIGKILL:
        assert "stopped; the same command goes on" in message
        assert json.loads(log.read_text(encoding="utf-8").splitlines()[-1])["event"] == "stopped"
    wait_until(lambda: not any(is_alive(child) for child in children))
    assert run(path, out).accepted == 3_000


def children_of(pid: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(number) for number in found.stdout.split()]


def test_log_has_a_line_for_each_task_and_the_totals(tmp_path: Path) -> None:
    path, log = write(tmp_path / "a.jsonl", [*records(5), "broken"]), tmp_path / "log"
    output = Output(str(tmp_path / "out"), tmp_path / "out")
    for _ in range(2):
        score_and_tell([path], output, RunOptions(workers=1), log=log, quiet=True)
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [(line["event"], line.get("task") or line.get("state")) for line in lines] == [
        ("started", None),
        ("done", "read-00000"),
        ("done", "sketch-00000-0000"),
        ("done", "score-00000"),
        ("finished", "finished"),
        ("started", None),
        ("finished", "finished_before"),
    ]
    assert (lines[1]["records"], lines[3]["articles"], lines[4]["accepted"]) == (6, 5, 5)
