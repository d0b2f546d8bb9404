"""Microseconds of processor time per article of 1,000 words, stage by stage, on one core.

    python benchmarks/stages.py [--articles 2048] [--batch 256] [--rounds 3]

On the collections in ../shared/corpora (or FRAMING_SHARED), else on our own corpus repeated. Stages are timed where the pipeline
calls them, on texts not seen before; an indented stage is part of the one above it. The fastest of the rounds counts, stage by
stage.
"""

from __future__ import annotations

import argparse
import gzip
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import orjson
from speed import pin, unseen

from framing import kernels
from framing.codebook import load_codebook
from framing.match import CompiledCodebook
from framing.measures import all_measures
from framing.pipeline import Engine
from framing.tables import article_table, evidence_table
from framing.text.vocabulary import shipped_vocabulary
from framing.types import Article

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("FRAMING_SHARED", ROOT.parent / "shared"))
STAGES = (
    ("fields", "framing.pipeline:fields_of"),
    ("  fold", "framing.text.fields:fold"),
    ("  words", "framing.text.fields:find_words"),
    ("furniture of the page", "framing.pipeline:page_furniture"),
    ("  texts", "framing.index.page:texts_of"),
    ("  lists", "framing.index.page:mark_lists"),
    ("  phrases", "framing.index.page:_mark_phrases"),
    ("  spans", "framing.index.page:settled_spans"),
    ("text without it", "framing.pipeline:without_furniture"),
    ("fields without it", "framing.pipeline:fields_without"),
    ("analysis", "framing.pipeline:analysis_of"),
    ("  line breaks", "framing.text.analysis:line_breaks"),
    ("  sentence ends", "framing.text.analysis:sentence_ends"),
    ("  quotations", "framing.text.analysis:find_quotations"),
    ("  their kinds", "framing.text.analysis:classify"),
    ("language", "framing.pipeline:is_english"),
    ("language of the others", "framing.pipeline:languages"),
    ("genre", "framing.pipeline:genres"),
    ("attributions", "framing.pipeline:find_attributions"),
    ("devices", "framing.pipeline:match_devices"),
    ("  candidates", "framing.match:CompiledCodebook.candidates"),
    ("    found", "framing.patterns:PatternSet.find_in"),
    ("  voice", "framing.match:Voices.of_all"),
    ("  stance", "framing.match:Stances.of_all"),
    *((f"measure {measure.NAME}", f"{measure.__name__}:measure") for measure in all_measures()),  # type: ignore[attr-defined]
    ("evidence columns", "framing.pipeline:collect_evidence"),
    ("score_batch", "framing.pipeline:Engine.score_batch"),
)
"""Label and place of each stage."""

BUDGETS = {
    "fields": 65,
    "furniture of the page": 15,
    "text without it": 10,
    "fields without it": 10,
    "analysis": 65,
    "language": 5,
    "language of the others": 5,
    "attributions": 260,
    "devices": 250,
    "measure devices": 5,
    "measure readability": 50,
    "measure sensationalism": 150,
    "measure sourcing": 40,
    "evidence columns": 40,
    "tables": 30,
}
"""Microseconds per 1,000 words that each stage may take: 1,000 together, 300 of them for sourcing (attributions and measure)."""


def collections(count: int) -> Iterator[tuple[str, list[Article]]]:
    """Name and articles of each collection."""
    paths = sorted((SHARED / "corpora").glob("*.jsonl.gz"))
    for path in paths:
        with gzip.open(path, "rb") as lines:
            rows = [orjson.loads(line) for line in islice(lines, count)]
        yield path.name, [Article(str(i), row["text"], title=row.get("title")) for i, row in enumerate(rows)]
    if not paths:
        texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus").rglob("*.txt"))]
        yield "corpus", [Article(str(i), text) for i, text in enumerate(islice(cycle(texts), count))]


def time_stages(seconds: dict[str, float]) -> None:
    """Makes every stage add its processor time to `seconds` under its label."""
    for label, place in STAGES:
        module, _, path = place.partition(":")
        owner: Any = import_module(module)
        *outer, name = path.split(".")
        for part in outer:
            owner = getattr(owner, part)
        if hasattr(owner, name):
            setattr(owner, name, timed(getattr(owner, name), label, seconds))


def timed(function: Callable[..., Any], label: str, seconds: dict[str, float]) -> Callable[..., Any]:
    @wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        started = time.process_time()
        result = function(*args, **options)
        seconds[label] += time.process_time() - started
        return result

    return run


def measured(engine: Engine, articles: list[Article], size: int, rounds: int) -> dict[str, float]:
    """Microseconds per 1,000 words of each stage."""
    best: dict[str, float] = {}
    for seed in range(rounds):
        SECONDS.clear()
        words = 0
        articles = unseen(articles, seed)
        for start in range(0, len(articles), size):
            batch = engine.score_batch(articles[start : start + size])
            words += sum(batch.scores["words"])
            started = time.process_time()
            article_table(batch, engine.signature)
            evidence_table(batch, engine.signature)
            SECONDS["tables"] += time.process_time() - started
        for label, seconds in SECONDS.items():
            best[label] = min(best.get(label, float("inf")), seconds / words * 1e9)
    return best


SECONDS: defaultdict[str, float] = defaultdict(float)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for option, value in (("--articles", 2048), ("--batch", 256), ("--rounds", 3)):
        parser.add_argument(option, type=int, default=value)
    options = parser.parse_args()
    pin()
    shipped_vocabulary()
    started = time.process_time()
    codebook = load_codebook()
    loaded = time.process_time()
    CompiledCodebook(codebook)
    compiled = time.process_time()
    print(f"compiled kernels: {'in use' if kernels.IN_USE else 'not in use'}")
    print(
        f"codebook of {len(codebook.devices)} devices: {loaded - started:.2f} s to load, {compiled - loaded:.2f} s to compile\n"
    )
    engine = Engine(codebook)
    time_stages(SECONDS)
    columns = {
        name: measured(engine, found, options.batch, options.rounds)
        for name, found in collections(options.articles)
    }
    print_table(columns)


def print_table(columns: dict[str, dict[str, float]]) -> None:
    """A row per stage, each figure over the stage's budget in bold; the sum of the budgets is that of the whole."""
    print("| µs per 1,000 words | budget |" + "".join(f" {name} |" for name in columns))
    print("|---|---:|" + "---:|" * len(columns))
    budgets = {**BUDGETS, "all": sum(BUDGETS.values())}
    for column in columns.values():
        column["all"] = column["score_batch"] + column["tables"]
    for label in [*(label for label, _ in STAGES), "tables", "all"]:
        budget = budgets.get(label, float("inf"))
        cells = (figure(column.get(label), budget) for column in columns.values())
        shown = f"{budget:.0f}" if label in budgets else ""
        print(f"| {label.replace('  ', '· ')} | {shown} | {' | '.join(cells)} |")
    rates = (f"{1e6 / column['all']:.0f}" for column in columns.values())
    print(f"| articles of 1,000 words per second | {1e6 / budgets['all']:.0f} | {' | '.join(rates)} |")
    gone = sorted(
        {label.strip() for label, _ in STAGES for column in columns.values() if label not in column}
    )
    print(f"\nbold: over the budget; never called under the name in STAGES: {', '.join(gone) or 'none'}")


def figure(value: float | None, budget: float) -> str:
    """A figure as a cell."""
    if value is None:
        return "–"
    return f"**{value:.0f}**" if round(value) > budget else f"{value:.0f}"


if __name__ == "__main__":
    main()
