"""Articles per CPU second of framing and its peers, on the same articles in the same run; the ratios are what counts.

Pinned to one core where the system allows it; each run sees texts of its own (one random word is inserted in each), so that
no cache helps. Articles come from ../shared/corpora where that is at hand, else from corpus/ repeated.

    python benchmarks/speed.py [--articles 2000]
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from framing.pipeline import Engine
from framing.readers import Read, read_inputs
from framing.tables import article_table, evidence_table
from framing.types import Article

ROOT = Path(__file__).resolve().parent.parent
ALLSIDES = ROOT.parent / "shared" / "corpora" / "allsides.jsonl.gz"
BATCH = 256
PEERS_SEE = 200
"""Articles that slow peers are timed on."""

Pass = Callable[[Sequence[Article]], object]


def articles(count: int) -> list[Article]:
    source = ALLSIDES if ALLSIDES.exists() else ROOT / "corpus" / "articles"
    found = (item.article for item in read_inputs([str(source)]) if isinstance(item, Read))
    return list(islice(cycle(list(islice(found, count))), count))


def unseen(given: Sequence[Article], seed: int) -> list[Article]:
    """The articles with one invented word each, at a random place."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    made = []
    for article in given:
        at = rng.randrange(len(article.text) + 1)
        word = "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=9))
        made.append(replace(article, text=f"{article.text[:at]} {word} {article.text[at:]}"))
    return made


def rate(run: Pass, given: Sequence[Article], repeats: int = 3) -> float:
    """Articles per CPU second, the best of some repeats on texts not seen before."""
    best = 0.0
    for seed in range(repeats):
        texts = unseen(given, seed)
        started = time.process_time()
        run(texts)
        best = max(best, len(texts) / (time.process_time() - started))
    return best


def framing_pass(engine: Engine) -> Pass:
    def run(given: Sequence[Article]) -> None:
        for first in range(0, len(given), BATCH):
            batch = engine.score_batch(given[first : first + BATCH])
            article_table(batch, engine.signature)
            evidence_table(batch, engine.signature)

    return run


def peers() -> dict[str, Pass]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from framing.measures.readability_textstat import textstat_scores

    vader = SentimentIntensityAnalyzer()
    return {
        "one regex word pass, `re.findall(r'\\w+')`": lambda given: [
            re.findall(r"\w+", a.text) for a in given
        ],
        "seven textstat formulas": lambda given: [textstat_scores(a.text) for a in given],
        "VADER": lambda given: [vader.polarity_scores(a.text) for a in given],
    }


def seconds(*command: str) -> float:
    """Wall seconds of a process, the best of five."""
    best = 1e9
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", *command], check=True, capture_output=True)
        best = min(best, time.perf_counter() - started)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=2000)
    given = articles(parser.parse_args().articles)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    words = sum(len(article.text.split()) for article in given) / len(given)
    ours = rate(framing_pass(Engine()), given)
    print(f"{len(given)} articles of {words:.0f} words on average, one core, CPU time\n")
    print("| what | articles per second | framing is |\n|---|--:|--:|")
    print(f"| framing, everything on, with tables | {ours:,.0f} | |")
    for name, run in peers().items():
        theirs = rate(run, given[:PEERS_SEE])
        print(f"| {name} | {theirs:,.0f} | {ours / theirs:.2f} × |")
    start, shown = (
        seconds(code)
        for code in ("import framing.batch; from framing.pipeline import Engine; Engine()", _HELP)
    )
    print(f"\nStart of `framing score`: {start:.2f} s; `framing --help`: {shown:.2f} s (wall, best of five)")


_HELP = "import sys; sys.argv = ['framing', '--help']; from framing.cli import main; main()"


if __name__ == "__main__":
    main()
