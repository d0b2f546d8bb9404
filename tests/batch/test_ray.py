"""Tasks on a Ray cluster of this machine: the same bytes, a killed worker costs its task only, nobody else can reach it."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from framing.batch import RunOptions, score_run
from framing.batch.ray_engine import Ray
from framing.batch.work import Marker, Task
from framing.errors import FramingError, OutputError
from runs import is_alive, records, run, wait_until, write

TABLES = ("articles.parquet", "evidence.parquet", "rejects.jsonl")
PROC = Path("/proc")

needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason="ray is not installed: pip install -r requirements-ray.lock",
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Ray]:
    """A local cluster of two processes."""
    ray = Ray(workers=2)
    yield ray
    ray.close()


class Open:
    """The cluster, for a run that would close it."""

    def __init__(self, cluster: Ray) -> None:
        self.run, self.warm = cluster.run, cluster.warm

    def close(self) -> None:
        """Leaves it running."""


@needs_ray
def test_bytes_are_those_of_one_process_though_a_worker_is_killed(
    cluster: Ray, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = RunOptions(workers=1, texts=True, batches_per_shard=1)
    (tmp_path / "cut.jsonl").write_text('{"text": "cut', encoding="utf-8")
    inputs = [str(corpus / "articles"), str(corpus / "neutral"), str(tmp_path / "cut.jsonl")]
    monkeypatch.setattr("framing.batch.planning.ARTICLES_PER_BATCH", 20)
    local = score_run(inputs, tmp_path / "local", options)
    killed = tmp_path / "killed"
    monkeypatch.setattr("framing.batch.ray_engine._perform", killed_once(killed))
    summary = score_run(inputs, tmp_path / "ray", options, runner=Open(cluster))
    assert killed.read_text() == "score"
    assert (summary.read, summary.accepted) == (local.read, local.accepted) == (99, 98)
    for name in (*TABLES, "texts.parquet"):
        assert (tmp_path / "local" / name).read_bytes() == (tmp_path / "ray" / name).read_bytes(), name


def killed_once(witness: Path) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A stand-in for what the cluster runs: the process that first gets to score the third shard is killed."""
    from framing.batch.ray_engine import _perform

    def perform(row: dict[str, Any]) -> dict[str, Any]:
        if row["number"] == 2 and '"score"' in row["task"] and not witness.exists():
            witness.write_text("score")
            os.kill(os.getpid(), signal.SIGKILL)
        return _perform(row)

    return perform


@needs_ray
def test_article_that_kills_every_worker_is_rejected_alone(
    cluster: Ray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        {"id": str(i), "text": f"{i} {'KILLER' if i == 4 else ''} is all that is said."} for i in range(7)
    ]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(map(orjson.dumps, lines)))
    monkeypatch.setattr("framing.batch.ray_engine._perform", killed_by_an_article())
    summary = score_run([str(tmp_path / "a.jsonl")], tmp_path / "out", RunOptions(), runner=Open(cluster))
    assert (summary.read, summary.accepted, summary.reasons) == (7, 6, {"not_scored": 1})
    [line] = (tmp_path / "out/rejects.jsonl").read_bytes().splitlines()
    assert (orjson.loads(line)["id"], orjson.loads(line)["reason"]) == ("4", "not_scored")


def killed_by_an_article() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A stand-in for what the cluster runs: whoever scores an article with KILLER in it is killed."""
    from framing.batch.ray_engine import _perform

    def perform(row: dict[str, Any]) -> dict[str, Any]:
        from framing.pipeline import Engine

        score = Engine.score_batch

        def deadly(engine: Engine, articles: Any, *more: Any) -> Any:
            if any("KILLER" in article.text for article in articles):
                os.kill(os.getpid(), signal.SIGKILL)
            return score(engine, articles, *more)

        Engine.score_batch = deadly  # type: ignore[method-assign]
        try:
            return _perform(row)
        finally:
            Engine.score_batch = score  # type: ignore[method-assign]

    return perform


@needs_ray
def test_task_that_kills_its_worker_has_no_marker_and_the_others_have(
    cluster: Ray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def perform(row: dict[str, Any]) -> dict[str, Any]:
        if row["number"] == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        marker = f'{{"task": "{row["number"]}", "job": "", "inputs": "", "outputs": {{}}}}'
        return {"number": row["number"], "units": row["number"], "marker": marker, "error": ""}

    monkeypatch.setattr("framing.batch.ray_engine._perform", perform)
    tasks = [Task("score", number) for number in range(4)]
    told: list[int] = []
    outcomes = dict(cluster.run(tmp_path, tasks, told.append))
    assert outcomes == {task: None if n == 1 else Marker(str(n), "", "", {}) for n, task in enumerate(tasks)}
    assert sum(told) == 5


@needs_ray
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_sigterm_stops_the_run_and_its_cluster_and_the_same_command_goes_on(tmp_path: Path) -> None:
    path, out, log = write(tmp_path / "a.jsonl", records(6_000)), tmp_path / "out", tmp_path / "log"
    command = [sys.executable, "-c", "from framing.cli import main; main()", "score", path, "--out", str(out)]
    command += ["--engine", "ray", "--workers", "1", "--quiet"]
    process = subprocess.Popen([*command, "--log", str(log)], stderr=subprocess.PIPE, text=True)
    wait_until(lambda: any((out / ".framing").glob("score/*.json")))
    started = below(process.pid)
    process.send_signal(signal.SIGTERM)
    _, message = process.communicate(timeout=30)
    assert process.returncode == 143, message
    assert "stopped; the same command goes on" in message
    assert orjson.loads(log.read_bytes().splitlines()[-1])["event"] == "stopped"
    wait_until(lambda: not any(is_alive(child) for child in started))
    assert run(path, out).accepted == 6_000


@needs_ray
def test_error_of_a_task_is_raised_as_ours(cluster: Ray, tmp_path: Path) -> None:
    with pytest.raises(FramingError, match="score-00000"):
        list(cluster.run(tmp_path / "nothing", [Task("score", 0)], lambda _: None))


@needs_ray
@pytest.mark.skipif(not (PROC / "net/tcp").exists(), reason="no /proc/net here")
def test_cluster_of_this_machine_listens_on_loopback_alone(cluster: Ray) -> None:
    mine = sockets_of({os.getpid(), *below(os.getpid())})
    found = {
        line.split()[1].rpartition(":")[0]
        for table in ("tcp", "tcp6")
        for line in (PROC / "net" / table).read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[9] in mine
    }
    loopback = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
    assert found
    assert found <= loopback


def below(pid: int) -> set[int]:
    """All processes under a process."""
    parents = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
            except OSError:
                continue
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
    found, before = {pid}, set[int]()
    while found != before:
        before = found
        found = found | {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def sockets_of(pids: set[int]) -> set[str]:
    """Inode numbers of the sockets that these processes have open."""
    found = set()
    for pid in pids:
        try:
            for link in (PROC / str(pid) / "fd").iterdir():
                target = str(link.readlink())
                if target.startswith("socket:["):
                    found.add(target[8:-1])
        except OSError:  # it has ended
            continue
    return found


def test_without_ray_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(OutputError, match=r"pip install 'framing\[ray\]'"):
        list(Ray().run(Path(), [Task("read", 0)], lambda _: None))
