"""Memory of `framing score` over a long input: articles repeated under other outlets and ids, made on the way through a pipe.

python benchmarks/memory.py [--records 16000] [--source ../shared/corpora/allsides.jsonl.gz] [--workers 2] [--out DIR]
"""

from __future__ import annotations

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (ROOT.parent / "shared" / "corpora" / "allsides.jsonl.gz", ROOT / "corpus" / "articles")
SECONDS_BETWEEN = 0.25
LINES_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Sample:
    """Megabytes of the main process and of its largest worker; own: without the pages of files that are mapped."""

    seconds: float
    task: str
    main: int
    main_own: int
    worker: int
    worker_own: int


def originals(source: Path) -> list[dict[str, object]]:
    """The records to repeat: of a gzipped file of lines, or the texts of a folder."""
    if source.is_dir():
        return [{"id": p.name, "text": p.read_text(encoding="utf-8")} for p in sorted(source.glob("*.txt"))]
    with gzip.open(source) as lines:
        return [orjson.loads(line) for line in lines]


def repeated(records: list[dict[str, object]], count: int) -> Iterator[bytes]:
    """Lines of JSON; no outlet has the same text twice."""
    for number in range(count):
        record, turn = records[number % len(records)], number // len(records)
        named = {"id": f"{record.get('id', number)}-{turn}", "outlet": f"{record.get('outlet')} {turn}"}
        yield orjson.dumps(record | named) + b"\n"


def memory(pid: int) -> tuple[int, int]:
    """(megabytes in memory, those that are no pages of files); zeros where the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0, 0
    kilobytes = {
        name: value.split()[0] for name, _, value in (line.partition(":") for line in lines) if value.split()
    }
    return int(kilobytes.get("VmRSS", 0)) >> 10, int(kilobytes.get("RssAnon", 0)) >> 10


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def last_task(log: Path) -> str:
    """Name of the task that ended last, from the log of the run."""
    try:
        line = log.read_bytes().splitlines()[-1]
    except (OSError, IndexError):
        return ""
    found = orjson.loads(line)
    return str(found.get("task") or found["event"])


def measured(command: list[str], pipe: Path, lines: Iterator[bytes], log: Path) -> Iterator[Sample]:
    """Samples while the command runs and reads the lines from the pipe; raises where it fails."""
    os.mkfifo(pipe)
    started = time.monotonic()
    with subprocess.Popen(command) as process:

        def feed() -> None:
            with pipe.open("wb") as out:
                out.writelines(lines)

        threading.Thread(target=feed, daemon=True).start()
        while process.poll() is None:
            workers = [memory(child) for child in children(process.pid)] or [(0, 0)]
            most = tuple(max(column) for column in zip(*workers, strict=True))
            yield Sample(time.monotonic() - started, last_task(log), *memory(process.pid), *most)
            time.sleep(SECONDS_BETWEEN)
    if process.returncode:
        raise SystemExit(f"framing score ended with {process.returncode}")


def main() -> None:
    """Prints the memory curve and its peaks as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=16_000)
    parser.add_argument("--source", type=Path, default=next(path for path in SOURCES if path.exists()))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, help="folder for the tables; none: a temporary one")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(
        prefix="framing-memory-", dir=chosen.out and chosen.out.parent
    ) as folder:
        pipe, log = Path(folder) / "records.jsonl", Path(folder) / "log.jsonl"
        out = chosen.out or Path(folder) / "out"
        command = [sys.executable, "-c", "from framing.cli import main; main()", "score", str(pipe)]
        command += ["--out", str(out), "--workers", str(chosen.workers), "--log", str(log)]
        lines = repeated(originals(chosen.source), chosen.records)
        samples = list(measured(command, pipe, lines, log))
        sizes = {path.name: path.stat().st_size for path in sorted(out.iterdir())}
    print(
        "| seconds | last task | main MB | without mapped files | largest worker MB | without mapped files |"
    )
    print("|---:|---|---:|---:|---:|---:|")
    for sample in samples[:: max(len(samples) // LINES_SHOWN, 1)]:
        numbers = (sample.main, sample.main_own, sample.worker, sample.worker_own)
        print(f"| {sample.seconds:.0f} | {sample.task} | {' | '.join(map(str, numbers))} |")
    for name in ("main", "main_own", "worker", "worker_own"):
        print(f"peak of {name}: {max(getattr(sample, name) for sample in samples)} MB")
    print(", ".join(f"{name}: {size / chosen.records:.0f} bytes per record" for name, size in sizes.items()))


if __name__ == "__main__":
    main()
