"""Kills runs of `framing score` at random and chosen moments, fails their writes one by one, and resumes them to the same bytes.

python scripts/torture_runs.py [--kills 100] [--inside 40] [--faults 0 (all)] [--seed 20261121]
"""

from __future__ import annotations

import argparse
import errno
import gzip
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from framing.batch import RunOptions, files, job, planning, reading, runners, score_run, startup
from framing.batch.scoring import engine_for
from framing.errors import OutputError

TABLES = ("articles.parquet", "evidence.parquet", "texts.parquet", "rejects.jsonl")
SLOWEST = 120
"""Seconds after which a run counts as hanging."""
FAILED_AS_IT_SHOULD = 7

SENTENCES = (
    "An AI arms race has begun, two officials said on Monday.",
    "“Data is the new oil,” the minister wrote, and nobody asked him why.",
    "The plant opened in spring; it employs forty people and a cat.",
    "Critics who asked not to be named called it a Black Mirror episode come true.",
    "Sign up for our newsletter.",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at the at-th action on the disk whose path matches, in each process: `kill` ends the whole group within the
    action (a write is cut off half-way), a number is raised as OSError."""

    at: int
    what: int | str
    only: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """One run. kill_after: seconds until the whole group is killed, None for never · count: file for the number of actions."""

    workers: int = 1
    fault: Fault | None = None
    kill_after: float | None = None
    count: Path | None = None


def make_inputs(folder: Path) -> list[str]:
    """A long file of lines that is cut, a gzipped one, texts, a broken one; with duplicates, repeated ids and bad records."""
    chance = random.Random(1)  # noqa: S311 - the same records each time
    lines = []
    for number in range(160):
        record: dict[str, Any] = {"outlet": f"Outlet {number % 5}", "title": f"Title {number % 90}"}
        record["text"] = f"Article {number % 140}. " + " ".join(chance.choices(SENTENCES, k=8))
        if number % 3:
            record["id"] = f"own-{number % 150}"
        lines.append(json.dumps(record) if number % 40 else '{"text": "cut')
        if number % 60 == 59:
            lines.append(lines[-2])
    folder.mkdir()
    (folder / "a.jsonl").write_text("\n".join(lines[:100]) + "\n", encoding="utf-8")
    (folder / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(lines[100:]).encode(), mtime=0))
    (folder / "c.txt").write_text("A title\n\n" + " ".join(SENTENCES * 3), encoding="utf-8")
    (folder / "d.jsonl").write_bytes(b"")
    return [str(folder)]


def make_small() -> None:
    """Many tasks for little input: what the sizes decide is part of each process."""
    job.BYTES_PER_READ = 12_000
    job.FILES_PER_READ = 2
    reading.RECORDS_PER_PART = 30
    planning.ARTICLES_PER_BATCH = 20


NO_FAULT = Fault(0, 0)


def set_fault(fault: Fault) -> Callable[[], int]:
    """Puts the fault in every place of this process that acts on the disk; gives what counts these actions."""
    attempt, seen = files.attempt, 0

    def faulty(path: Path, action: Callable[[], Any]) -> Any:
        nonlocal seen
        seen += fault.only in path.name
        if seen == fault.at and fault.only in path.name:
            seen += 1
            if isinstance(fault.what, str):
                _cut_off(path, action)
            number = fault.what
            return attempt(path, lambda: _refuse(number))
        return attempt(path, action)

    for name, module in list(sys.modules.items()):
        if name.startswith("framing.batch") and getattr(module, "attempt", None) is attempt:
            module.attempt = faulty  # type: ignore[attr-defined]
    return lambda: seen


def _cut_off(path: Path, action: Callable[[], Any]) -> NoReturn:
    """Half of a write, or all or nothing of another action, and then the end of all processes of the run."""
    view = dict(zip(action.__code__.co_freevars, action.__closure__ or (), strict=True)).get("view")
    if view is not None:
        with path.with_name(path.name + files.TEMPORARY).open("ab") as file:
            file.write(view.cell_contents[: len(view.cell_contents) // 2])
    elif len(path.name) % 2:
        action()
    os.killpg(0, signal.SIGKILL)
    raise AssertionError("nobody survives this")


def _refuse(number: int) -> NoReturn:
    raise OSError(number, os.strerror(number))


def _serve(fault: Fault | None, connection: Connection) -> None:
    """A worker of a run with these sizes and this fault."""
    make_small()
    set_fault(fault or NO_FAULT)
    runners.serve(connection)


def attempt_run(inputs: Sequence[str], out: Path, trial: Trial) -> int:
    """Runs in a child with a group of its own; gives its exit status, negative where a signal ended it."""
    child = os.fork()
    if not child:
        _run_in_child(inputs, out, trial)
    if trial.kill_after is not None:
        time.sleep(trial.kill_after)
        _kill_group(child)
    return _ended(child)


def _run_in_child(inputs: Sequence[str], out: Path, trial: Trial) -> NoReturn:
    os.setsid()
    status = 1
    try:
        runners.WORKER = partial(_serve, trial.fault)
        actions = set_fault(trial.fault or NO_FAULT)
        score_run(inputs, out, RunOptions(workers=trial.workers, texts=True, batches_per_shard=2))
        if trial.count is not None:
            trial.count.write_text(str(actions()), encoding="utf-8")
        status = 0
    except OutputError as error:
        status = FAILED_AS_IT_SHOULD if trial.fault and "goes on" in str(error) else 1
        if status == 1:
            print(error, file=sys.stderr)
    except BaseException:  # noqa: BLE001 - the child must not go on as if it were the parent
        traceback.print_exc()
    finally:
        os._exit(status)


def _kill_group(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:  # it has ended, or has not got its group yet
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            return


def _ended(child: int) -> int:
    deadline = time.monotonic() + SLOWEST
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    _kill_group(child)
    raise SystemExit(f"a run hung for {SLOWEST} s")


def digests(out: Path) -> dict[str, str]:
    """SHA-256 of the tables."""
    return {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in TABLES}


class Torture:
    """Trials against the bytes of an undisturbed run."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - trials can be repeated
        self.inputs = make_inputs(folder / "in")
        self.out = folder / "out"
        self.counts: Counter[str] = Counter()
        startup.leave_pandas_out()
        engine_for((), keep_furniture=False)  # compiled once, here; children have it by fork
        self.seconds = {workers: self._undisturbed(workers) for workers in (1, 2)}

    def _undisturbed(self, workers: int) -> float:
        started = time.monotonic()
        status = attempt_run(self.inputs, self.out, Trial(workers))
        assert status == 0, f"the undisturbed run failed with {status}"
        seconds = time.monotonic() - started
        found = digests(self.out)
        self.expected = getattr(self, "expected", found)
        assert found == self.expected, "two workers give other bytes than one"
        shutil.rmtree(self.out)
        return seconds

    def disturbed(self, trial: Trial) -> None:
        """A run that is disturbed, perhaps again when it goes on, and then left in peace."""
        status = attempt_run(self.inputs, self.out, trial)
        left = [path.parent.name for path in self.out.glob(".framing/*/*.json")]
        stage = max(("start", *left), key=("start", "read", "sketch", "index", "score").index)
        expected = (
            {FAILED_AS_IT_SHOULD, 0} if trial.fault and trial.fault.what != "kill" else {-signal.SIGKILL, 0}
        )
        assert status in expected, f"{trial}: status {status}"
        self.counts["finished before it was disturbed" if status == 0 else f"disturbed after: {stage}"] += 1
        if self.chance.random() < 0.2:
            again = replace(trial, kill_after=self.chance.uniform(0, self.seconds[trial.workers]), fault=None)
            attempt_run(self.inputs, self.out, again)
        assert attempt_run(self.inputs, self.out, Trial(trial.workers)) == 0, f"{trial}: not resumed"
        assert digests(self.out) == self.expected, f"{trial}: other bytes"
        assert not (self.out / ".framing").exists(), f"{trial}: the work folder is still there"
        shutil.rmtree(self.out)

    def kill_at_random(self, times: int) -> None:
        """SIGKILL of the whole group at random moments, with one and with two workers."""
        for number in range(times):
            workers = 1 if number % 3 else 2
            moment = self.chance.uniform(0, 1.05 * self.seconds[workers])
            self.disturbed(Trial(workers, kill_after=moment))

    def kill_inside(self, times: int) -> None:
        """SIGKILL within writes, renames and markers."""
        last = self.actions()
        for number in range(times):
            workers, only = (1, 1, 2)[number % 3], ("", ".json", ".parquet")[number % 3]
            most = last // (1 if workers == 1 and not only else 8)
            self.disturbed(Trial(workers, Fault(self.chance.randint(1, most), "kill", only)))

    def fail_each_action(self, times: int) -> None:
        """ENOSPC or EIO at each action on the disk, or at so many of them; in worker processes at a few."""
        last = self.actions()
        chosen = (
            range(1, last + 1)
            if not times
            else sorted(self.chance.sample(range(1, last + 1), min(times, last)))
        )
        for at in chosen:
            self.disturbed(Trial(1, Fault(at, (errno.ENOSPC, errno.EIO)[at % 2])))
        for at in chosen[: len(chosen) // 10]:
            self.disturbed(Trial(2, Fault(at, errno.ENOSPC)))

    def actions(self) -> int:
        """How many actions on the disk an undisturbed run takes."""
        counted = self.out.with_name("actions")
        assert attempt_run(self.inputs, self.out, Trial(count=counted)) == 0
        shutil.rmtree(self.out)
        return int(counted.read_text(encoding="utf-8"))


def main() -> None:
    """Prints how many trials were disturbed where; fails at the first that was not resumed to the same bytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="kills at random moments")
    parser.add_argument("--inside", type=int, default=40, help="kills inside write, rename and marker")
    parser.add_argument("--faults", type=int, default=0, help="failing actions; 0 is each one")
    parser.add_argument("--seed", type=int, default=20261121)
    chosen = parser.parse_args()
    make_small()
    with tempfile.TemporaryDirectory(prefix="framing-torture-") as folder:
        torture = Torture(Path(folder), chosen.seed)
        torture.kill_at_random(chosen.kills)
        torture.kill_inside(chosen.inside)
        torture.fail_each_action(chosen.faults)
    for what, count in sorted(torture.counts.items()):
        print(f"{count:5} {what}")
    print(f"{torture.counts.total():5} trials, 0 lost, 0 doubled: the same bytes after each")


if __name__ == "__main__":
    import_module(
        Path(__file__).stem
    ).main()  # what worker processes are sent must come from a module they can import
