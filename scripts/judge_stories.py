"""Prints how well the stories of ../shared/corpora/allsides.jsonl.gz agree with judged pairs, and those of the sample corpus.

docs/judged/stories.tsv holds 210 pairs of articles at most 5 days apart, drawn at random (seed 20261121) within seven strata of
likeness, 15 from each and each half (tuning: even months of the earlier article, reporting: odd months), and judged by a language
model from headline and first lines: do both tell of the same event, its direct lead-up, sequel or an opinion on it? Every
pair stands for as many as its stratum held. Pairs less alike than the first stratum were not drawn: recall is of those above.

    python -m scripts.judge_stories [--shared ../shared]
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

import pyarrow as pa

from framing.compare.stories import clusters, find_stories
from framing.compare.story_words import article_words
from framing.pages.stories_worker import stories_in
from framing.pipeline import Engine
from framing.store import sample_folder, score_sample
from scripts.records import records

ROOT = Path(__file__).resolve().parent.parent
JUDGED = ROOT / "docs" / "judged" / "stories.tsv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    stories = _allsides(parser.parse_args().shared / "corpora" / "allsides.jsonl.gz")
    with JUDGED.open(encoding="utf-8", newline="") as lines:
        pairs = list(csv.DictReader(lines, delimiter="\t"))
    print("| pairs | judged | same story | grouped | of them right | precision | recall |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for half in ("tuning", "reporting"):
        print(_line(half, [pair for pair in pairs if pair["half"] == half], stories))
    print(_sample())


def _allsides(path: Path) -> dict[str, str]:
    articles = list(records(path))
    days = [date.fromisoformat(one["date"]) if len(one["date"]) == 10 else None for one in articles]
    nothing = pa.nulls(len(articles), pa.string())
    ids = pa.array([one["id"] for one in articles])
    table = pa.table({"id": ids, "date": pa.array(days, pa.date32()), "duplicate_of": nothing})
    return clusters(
        find_stories(table, {one["id"]: article_words(one["title"], one["text"]) for one in articles})
    )


def _line(half: str, pairs: Sequence[Mapping[str, str]], stories: Mapping[str, str]) -> str:
    weight = [int(pair["pairs_there"]) for pair in pairs]
    same = [pair["same"] == "yes" for pair in pairs]
    found = [stories.get(pair["first"], "") == stories.get(pair["second"], None) for pair in pairs]
    right = sum(w for w, s, f in zip(weight, same, found, strict=True) if s and f)
    precision = right / max(sum(w for w, f in zip(weight, found, strict=True) if f), 1)
    recall = right / max(sum(w for w, s in zip(weight, same, strict=True) if s), 1)
    hits = sum(s and f for s, f in zip(same, found, strict=True))
    return f"| {half} | {len(pairs)} | {sum(same)} | {sum(found)} | {hits} | {precision:.2f} | {recall:.2f} |"


def _sample() -> str:
    folder = sample_folder()
    assert folder is not None
    found = stories_in(score_sample(Engine(), folder))
    own = dict(zip(found.article, found.story, strict=True))
    both = list(combinations(found.article, 2))
    same = {(one, other) for one, other in both if one.partition("-")[0] == other.partition("-")[0]}
    grouped = {(one, other) for one, other in both if own[one] == own[other]}
    right = len(same & grouped)
    return f"sample corpus: pairs {len(same)}, precision {right / len(grouped):.2f}, recall {right / len(same):.2f}"


if __name__ == "__main__":
    main()
