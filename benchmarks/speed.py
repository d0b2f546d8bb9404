"""One table: how fast `framing score` is, on one core and on two, against its peers; what memory it takes, how soon it starts.

    python benchmarks/speed.py [--articles 512] [--command-articles 8000]

Articles come from ../shared/corpora (or FRAMING_SHARED) where that is at hand, else from corpus/ repeated; each has every measure
filled, and each timed pass sees texts of its own (one random word inserted in each), so that no cache helps. Passes are pinned
to one core and count its processor seconds; all peers get the same articles in turn, the fastest of the rounds counts. Two
processes, and what a user waits for, are measured in wall time, which on a shared machine says little: read the ratios.
"""

from __future__ import annotations

import argparse
import compileall
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import orjson

from framing import kernels
from framing.batch.startup import keep_freed_memory
from framing.pipeline import Engine
from framing.readers import Read, read_inputs
from framing.tables import article_table, evidence_table
from framing.types import Article

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("FRAMING_SHARED", ROOT.parent / "shared"))
ALLSIDES = SHARED / "corpora" / "allsides.jsonl.gz"
BATCH = 256
ROUNDS = 3
MEGABYTE = 1e6

Pass = Callable[[Sequence[Article]], object]


@dataclass(frozen=True, slots=True)
class Rate:
    """Per processor second of one core."""

    articles: float
    words: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Command:
    """The command line: wall and processor seconds of all processes, peak memory of the first and of the largest other, MB."""

    wall: float
    processor: float
    main: float
    workers: float


@dataclass(frozen=True, slots=True)
class Row:
    """limit: at least (sign +) or at most (sign -) so much."""

    what: str
    figure: float
    unit: str = ""
    limit: float | None = None
    sign: str = "+"

    def __str__(self) -> str:
        if self.limit is None:
            return f"| {self.what} | {shown(self.figure)}{self.unit} | | |"
        met = self.figure >= self.limit if self.sign == "+" else self.figure <= self.limit
        words = "at least" if self.sign == "+" else "at most"
        verdict = "met" if met else "**missed**"
        return f"| {self.what} | {shown(self.figure)}{self.unit} | {words} {shown(self.limit)}{self.unit} | {verdict} |"


def shown(value: float) -> str:
    """Three digits, or whole numbers from 100 on."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def pin() -> None:
    """Keeps this process, and those it starts, on one core, where the system can do that; memory is dealt with as in
    `framing score`."""
    keep_freed_memory()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def read_articles(count: int) -> list[Article]:
    """So many articles with every measure filled, repeated under other outlets where there are not enough."""
    source = ALLSIDES if ALLSIDES.exists() else ROOT / "corpus" / "articles"
    found = (item.article for item in read_inputs([str(source)]) if isinstance(item, Read))
    read = list(islice(found, 2 * count))
    engine = Engine()
    whole = [
        article
        for first in range(0, len(read), BATCH)
        for article, missing in zip(
            read[first : first + BATCH], engine.score_batch(read[first : first + BATCH]).missing, strict=True
        )
        if not missing
    ]
    return list(islice(cycle(whole), count))


def unseen(given: Sequence[Article], seed: int) -> list[Article]:
    """The articles with one invented word each, at a random place."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    made = []
    for article in given:
        at = rng.randrange(len(article.text) + 1)
        word = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=9))
        made.append(replace(article, text=f"{article.text[:at]} {word} {article.text[at:]}"))
    return made


def framing_pass(engine: Engine) -> Pass:
    """Everything on, with the tables."""

    def run(given: Sequence[Article]) -> None:
        for first in range(0, len(given), BATCH):
            batch = engine.score_batch(given[first : first + BATCH])
            article_table(batch, engine.signature)
            evidence_table(batch, engine.signature)

    return run


def peers() -> dict[str, Pass]:
    """What others do with the same texts. Punkt is untrained: its trained data would have to be downloaded."""
    from nltk.tokenize import NLTKWordTokenizer
    from nltk.tokenize.punkt import PunktSentenceTokenizer
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from framing.measures.readability_textstat import textstat_scores

    vader, words, punkt = SentimentIntensityAnalyzer(), NLTKWordTokenizer(), PunktSentenceTokenizer()
    return {
        "regex": lambda given: [re.findall(r"\w+", a.text) for a in given],
        "textstat": lambda given: [textstat_scores(a.text) for a in given],
        "VADER": lambda given: [vader.polarity_scores(a.text) for a in given],
        "NLTK": lambda given: [[words.tokenize(s) for s in punkt.tokenize(a.text)] for a in given],
    }


def rates(passes: dict[str, Pass], given: Sequence[Article]) -> dict[str, Rate]:
    """The rate of each pass: the best of some rounds, in which they take turns."""
    best = dict.fromkeys(passes, float("inf"))
    for seed in range(ROUNDS):
        texts = unseen(given, seed)
        for name, run in passes.items():
            started = time.process_time()
            run(texts)
            best[name] = min(best[name], time.process_time() - started)
    words = sum(len(article.text.split()) for article in given)
    size = sum(len(article.text.encode()) for article in given) / MEGABYTE
    return {
        name: Rate(len(given) / seconds, words / seconds, size / seconds) for name, seconds in best.items()
    }


def command(*arguments: str, rounds: int = 1) -> Command:
    """The best of some runs of the command line, each figure by itself."""
    best = [float("inf")] * 4
    for _ in range(rounds):
        started = time.perf_counter()
        run = subprocess.Popen(
            [sys.executable, "-c", "from framing.cli import main; main()", *arguments],
            stdout=subprocess.DEVNULL,
        )
        ended, peaks = threading.Event(), [0.0, 0.0]
        watcher = threading.Thread(target=watch, args=(run.pid, ended, peaks))
        watcher.start()
        _, status, used = os.wait4(run.pid, 0)
        seconds = time.perf_counter() - started, used.ru_utime + used.ru_stime
        ended.set()
        watcher.join()
        run.returncode = os.waitstatus_to_exitcode(status)
        assert run.returncode == 0, arguments
        best = [min(pair) for pair in zip(best, (*seconds, *peaks), strict=True)]
    return Command(*best)


def watch(process: int, ended: threading.Event, peaks: list[float]) -> None:
    """Keeps the peak of a process and of the largest that it has started, until it has ended; looks from outside, since a thread
    within would keep it from being forked."""
    main = Path(f"/proc/{process}")
    while sys.platform == "linux" and not ended.wait(0.05):
        try:
            others = (main / "task" / str(process) / "children").read_text().split()
            peaks[0] = max(peaks[0], peak(main))
            peaks[1] = max([peaks[1], *(peak(Path("/proc") / other) for other in others)])
        except OSError:  # it has just ended
            continue


def peak(process: Path) -> float:
    """MB, the system's high-water mark: ru_maxrss of a process counts what its parent held when it was started."""
    values = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
    return int(values["VmHWM"].split()[0]) / 1000 if "VmHWM" in values else 0.0


def speed_rows(given: Sequence[Article]) -> Iterator[Row]:
    """Speed on one core and against peers."""
    found = rates({"framing": framing_pass(Engine()), **peers()}, given)
    ours = found["framing"]
    yield Row(
        "framing, everything on: articles of 1,000 words a second and core", ours.words / 1000, limit=1000
    )
    yield Row("· articles as they are a second and core", ours.articles)
    yield Row("· MB of text a second and core", ours.megabytes)
    of_peer = {name: rate.articles for name, rate in found.items()}
    labels = (
        ("textstat", "seven textstat formulas", 10.0),
        ("VADER", "VADER", 10.0),
        ("NLTK", "NLTK: Punkt (untrained) and its word tokenizer", None),
    )
    for name, label, limit in labels:
        what = f"framing ÷ {label} ({shown(of_peer[name])} articles a second)"
        yield Row(what, ours.articles / of_peer[name], " ×", limit)
    what = f"`re.findall(r'\\w+')` ({shown(of_peer['regex'])} articles a second) ÷ framing"
    yield Row(what, of_peer["regex"] / ours.articles, " ×", 6.5, "-")


def command_rows(given: Sequence[Article], folder: Path, cores: set[int]) -> Iterator[Row]:
    """The whole command with one and with two processes, and its start."""
    path = folder / "articles.jsonl"
    lines = [record(article, i) for i, article in enumerate(unseen(given, 99))]
    path.write_bytes(b"\n".join(lines))
    one, two = (
        command(
            "score",
            str(path),
            "--out",
            str(folder / str(n)),
            "--workers",
            str(n),
            "--fresh",
            "--quiet",
            rounds=2,
        )
        for n in with_cores(cores)
    )
    yield Row(
        "`framing score`, one process: articles a processor second, reading and indexing too",
        len(given) / one.processor,
    )
    yield Row("· MB of input a processor second", path.stat().st_size / MEGABYTE / one.processor)
    if len(cores) > 1:
        yield Row("two processes ÷ one, wall time", one.wall / two.wall, " ×", 1.85)
    yield Row("· processor seconds of two ÷ of one", two.processor / one.processor, " ×")
    yield Row("peak memory, main process of two workers", two.main, " MB", 1000, "-")
    yield Row("· a worker", two.workers, " MB", 400, "-")
    yield Row("· one process alone", one.main, " MB", 1000, "-")
    path.write_bytes(lines[0])
    start = command("score", str(path), "--out", str(folder / "start"), "--fresh", "--quiet", rounds=5)
    shown_help = command("--help", rounds=5)
    yield Row("start, work and end of `framing score` on one article, wall time", start.wall, " s", 0.6, "-")
    yield Row("· processor time", start.processor, " s")
    yield Row("`framing --help`, wall time", shown_help.wall, " s", 0.2, "-")
    yield Row("· processor time", shown_help.processor, " s")


def with_cores(cores: set[int]) -> Iterator[int]:
    """Numbers of processes; while one is handed out, that many cores may be used."""
    for count in (1, 2):
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, set(sorted(cores)[:count]))
        yield count


def record(article: Article, number: int) -> bytes:
    """An article as one line of input; no two are duplicates."""
    values: dict[str, Any] = {"id": str(number), "text": article.text, "title": article.title}
    return orjson.dumps({**values, "outlet": f"Outlet {number % 100}"})


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=512)
    parser.add_argument("--command-articles", type=int, default=8000)
    options = parser.parse_args()
    compileall.compile_dir(ROOT / "framing", quiet=1)  # as an installation leaves it
    cores = set(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else {0, 1}
    pin()
    given = read_articles(options.articles)
    words = sum(len(article.text.split()) for article in given) / len(given)
    print(f"{len(given)} articles of {words:.0f} words on average, every measure filled")
    print(f"compiled kernels: {'in use' if kernels.IN_USE else 'not in use'}\n")
    print("| what | figure | target | |\n|---|--:|--:|---|")
    for row in speed_rows(given):
        print(row, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for row in command_rows(list(islice(cycle(given), options.command_articles)), Path(folder), cores):
            print(row, flush=True)


if __name__ == "__main__":
    main()
