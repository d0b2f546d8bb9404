"""Damaged input for every reader, many times: `python scripts/torture_readers.py [--inputs 100000] [--only html,warc]`.

Half of the inputs are random edits of the samples, half are edits that atheris looks for by the code they reach. Every reader
runs in a process of its own, without the guard. Prints a table; exits with 1 where an input gave anything but articles,
rejections or our own errors, took over two seconds of computing, or where a process grew over 500 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

try:
    import atheris
except ImportError:  # it has no wheel for every system
    atheris = None

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 2.0
MEGABYTES = 500
SEED = 20261121
LONGEST_PROGRAM = 24
SMALLEST = 5
"""Samples per reader, the smallest."""


@dataclass(slots=True)
class Tally:
    """What one reader made of the inputs so far. slowest: seconds of computing · bad: inputs that broke the contract."""

    inputs: int = 0
    articles: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    bad: list[str] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
        return {
            "inputs": self.inputs,
            "articles": self.articles,
            "rejected": self.rejected.total(),
            "reasons": len(self.rejected),
            "slowest": round(self.slowest, 2),
            "megabytes": peak,
            "bad": self.bad[:5],
        }


def trial(module: str, tally: Tally) -> Callable[[bytes], None]:
    """A function that damages a sample of a reader as a program of bytes says, reads it, and counts."""
    sys.path.insert(0, str(ROOT / "tests"))
    damage, every_sample = from_tests("damage"), from_tests("every_sample")
    from framing.errors import FramingError
    from framing.readers import Read, all_readers

    reader = next(reader for reader in all_readers() if reader.__name__ == module)
    samples = every_sample.samples_by_reader()[module][:SMALLEST]

    def run(program: bytes) -> None:
        name, content = samples[program[0] % len(samples)] if program else samples[0]
        damaged = damage.apply(content, damage.edits_from(program[1:LONGEST_PROGRAM]))
        tally.inputs += 1
        started = time.process_time()
        try:
            for item in every_sample.items_of(reader, name, damaged):
                if isinstance(item, Read):
                    tally.articles += 1
                else:
                    tally.rejected[item.reason] += 1
        except FramingError as error:
            tally.rejected[getattr(error, "reason", type(error).__name__)] += 1
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what we look for
            tally.bad.append(f"{type(error).__name__}: {error} ({name}, program {program.hex()})"[:300])
        seconds = time.process_time() - started
        tally.slowest = max(tally.slowest, seconds)
        if seconds > SECONDS:
            tally.bad.append(f"{seconds:.1f} s ({name}, program {program.hex()})")

    return run


def torture(module: str, inputs: int) -> None:
    """Runs one reader and prints its tally as the last line of output; ends the process."""
    tally = Tally()
    with instrumented():
        run = trial(module, tally)
    chance = random.Random(SEED)  # noqa: S311 - the same inputs each time are wanted
    while tally.inputs < (inputs // 2 if atheris else inputs):
        run(chance.randbytes(chance.randint(2, LONGEST_PROGRAM)))

    def run_and_end(program: bytes) -> None:
        run(program)
        if tally.inputs >= inputs:
            end(tally)

    if atheris and tally.inputs < inputs:
        atheris.Setup([sys.argv[0], f"-seed={SEED}", f"-max_len={LONGEST_PROGRAM}"], run_and_end)
        atheris.Fuzz()
    end(tally)


def end(tally: Tally) -> None:
    """libFuzzer gives nothing back when it is done, so the process ends here."""
    print(json.dumps(tally.report()), flush=True)
    os._exit(0)


def instrumented() -> AbstractContextManager[Any]:
    """Imports within are instrumented, so that atheris sees which code an input reaches."""
    return atheris.instrument_imports(include=["framing"]) if atheris else nullcontext()


def reader_modules() -> list[str]:
    return sorted(from_tests("every_sample").samples_by_reader())


def from_tests(name: str) -> Any:
    """A module of tests/readers."""
    if (tests := str(ROOT / "tests")) not in sys.path:
        sys.path.insert(0, tests)
    return import_module(f"readers.{name}")


def outcome(module: str, inputs: int) -> dict[str, Any]:
    """The report of one reader in a process of its own."""
    command = [sys.executable, __file__, "--reader", module, "--inputs", str(inputs)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        how = f"the process ended with {done.returncode}: {done.stderr[-300:]}"
        return {"inputs": 0, "articles": 0, "rejected": 0, "slowest": 0.0, "megabytes": 0, "bad": [how]}
    return dict(json.loads(lines[-1]))


def faults(found: dict[str, Any]) -> list[str]:
    heavy = found["megabytes"] > MEGABYTES
    return [*found["bad"], *([f"{found['megabytes']} MB"] if heavy else [])]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="per reader")
    parser.add_argument("--only", default="", help="names of readers, with commas between")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--reader", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.reader:
        torture(chosen.reader, chosen.inputs)
    wanted = {f"framing.readers.{name}" for name in chosen.only.split(",") if name}
    modules = [module for module in reader_modules() if not wanted or module in wanted]
    if not atheris:
        print("atheris is not installed here: all inputs are random edits")
    print(f"{'reader':16}{'inputs':>9}{'articles':>10}{'rejected':>10}{'slowest s':>11}{'MB':>6}  faults")
    bad = 0
    with ThreadPoolExecutor(chosen.workers) as pool:
        for module, found in zip(
            modules, pool.map(lambda name: outcome(name, chosen.inputs), modules), strict=True
        ):
            wrong = faults(found)
            bad += len(wrong)
            print(
                f"{module.rpartition('.')[2]:16}{found['inputs']:>9,}{found['articles']:>10,}{found['rejected']:>10,}"
                f"{found['slowest']:>11.2f}{found['megabytes']:>6}  {'; '.join(wrong) or 'none'}",
                flush=True,
            )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
