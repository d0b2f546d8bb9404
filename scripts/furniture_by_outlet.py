"""Prints, for the outlets of a corpus, the share of words that is furniture and the devices per 1,000 words with and without it.

python -m scripts.furniture_by_outlet CORPUS.jsonl.gz [--fewest 10]
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np

from framing.pipeline import Engine
from scripts.judge_furniture import BATCH, articles_of, furniture_of

COLUMNS = ("words", "furniture_words", "devices")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--fewest", type=int, default=10, help="articles an outlet must have to get a line")
    given = parser.parse_args()
    articles = articles_of(given.corpus)
    furniture = furniture_of(articles)
    without, kept = Engine(), Engine(keep_furniture=True)
    sums: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(6))
    for first in range(0, len(articles), BATCH):
        part = articles[first : first + BATCH]
        scored = (
            without.score_batch(part, furniture[first : first + BATCH]).scores,
            kept.score_batch(part).scores,
        )
        columns = [scores[name] for scores in scored for name in COLUMNS]
        for article, *values in zip(part, *columns, strict=True):
            sums[article.outlet or ""] += [1, values[0], values[1], values[2], values[3], values[5]]
    print("| outlet | articles | words | furniture | devices per 1,000 words, with | without |")
    print("|---|---|---|---|---|---|")
    ordered = sorted(sums.items(), key=lambda item: -item[1][0])
    shown = [(name, row) for name, row in ordered if row[0] >= given.fewest]
    for name, (count, words, left_out, devices, words_kept, devices_kept) in [
        *shown,
        ("all outlets", np.sum([row for _, row in ordered], axis=0)),
    ]:
        share = left_out / (words + left_out)
        rates = 1000 * devices_kept / words_kept, 1000 * devices / words
        print(f"| {name} | {count:.0f} | {words_kept:,.0f} | {share:.1%} | {rates[0]:.2f} | {rates[1]:.2f} |")


if __name__ == "__main__":
    main()
