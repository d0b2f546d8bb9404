"""Plants near copies of 100 articles into a corpus and prints how many are found, and how many articles are marked wrongly.

python -m scripts.planted_copies CORPUS.jsonl.gz
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from framing.index import build_index, sketch
from framing.types import Article
from scripts.judge_furniture import BATCH, articles_of

SEED, COPIES, FEWEST_WORDS = 5, 100, 200


def changes(words: list[str], chance: random.Random) -> dict[str, Callable[[str], str]]:
    """What is done to a text, by name; `words` stand for changed and added ones."""

    def edited(text: str, share: float) -> str:
        lines = [line.split(" ") for line in text.split("\n")]
        return "\n".join(
            " ".join(chance.choice(words) if chance.random() < share else w for w in line) for line in lines
        )

    return {
        "other headline": lambda text: text,
        "1 % of the words changed at random": lambda text: edited(text, 0.01),
        "2 % of the words changed at random": lambda text: edited(text, 0.02),
        "5 % of the words changed at random": lambda text: edited(text, 0.05),
        "last 10 % cut": lambda text: text[: len(text) * 9 // 10],
        "last 20 % cut": lambda text: text[: len(text) * 8 // 10],
        "last 30 % cut": lambda text: text[: len(text) * 7 // 10],
        "60 words added": lambda text: " ".join(chance.choices(words, k=60)) + "\n" + text,
    }


def found(corpus: list[Article], chosen: list[Article], change: Callable[[str], str]) -> tuple[int, int, int]:
    """Copies found within an outlet and across outlets, and articles of the corpus marked though nobody copied them."""
    within = [replace(a, id=f"w{i}", title="Other", text=change(a.text)) for i, a in enumerate(chosen)]
    across = [replace(a, id=f"a{i}", outlet="Planted", text=change(a.text)) for i, a in enumerate(chosen)]
    every = [*corpus, *within, *across]
    parts = [every[i : i + BATCH] for i in range(0, len(every), BATCH)]
    index = build_index([(sketch(part), pa.array([a.id for a in part], pa.string())) for part in parts])
    rows = index.copies(0, len(every)).to_pylist()
    ids = [article.id for article in chosen]
    first, second = len(corpus), len(corpus) + len(chosen)
    near = sum(row["duplicate_of"] == head for row, head in zip(rows[first:second], ids, strict=True))
    shared = sum(row["shared_copy"] == head for row, head in zip(rows[second:], ids, strict=True))
    marked = (
        a.id not in ids and (row["duplicate_of"] is not None or row["shared_copy"] is not None)
        for a, row in zip(corpus, rows, strict=False)
    )
    return near, shared, sum(marked)


def main() -> None:
    corpus = articles_of(Path(sys.argv[1]))
    chance = random.Random(SEED)  # noqa: S311
    words = [word for article in chance.sample(corpus, 50) for word in article.text.split()]
    long_enough = [article for article in corpus if len(article.text.split()) >= FEWEST_WORDS]
    print("| copy | found within the outlet | found across outlets | others marked |\n|---|---|---|---|")
    for name, change in changes(words, chance).items():
        near, shared, others = found(corpus, chance.sample(long_enough, COPIES), change)
        print(f"| {name} | {near} of {COPIES} | {shared} of {COPIES} | {others} |", flush=True)


if __name__ == "__main__":
    main()
