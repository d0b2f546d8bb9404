"""Prints how well voice and stance agree with coded uses: the sets of gold/dev, and draws coded for this from other articles.

    python -m scripts.stance_figures --shared ../shared

docs/judged/stance.tsv holds the drawn uses: offsets in articles of ../shared/corpora, the draw, the stratum and its weight (how
many uses of the sampled articles each stands for), and the codes. Every use is judged at the coded span, whether or not the
codebook finds it. Intervals are 95 %, by a bootstrap of articles.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from framing.attribution import find_attributions
from framing.stance import Stances
from framing.text.analysis import analyse
from framing.types import Article
from framing.voice import Voices
from scripts.records import records

DRAWN = Path(__file__).resolve().parents[1] / "docs" / "judged" / "stance.tsv"
CODED = ("devices_news", "devices_ai", "devices_train")
OPEN = ("devices_open_ai", "devices_open_news", "devices_open_train")
STANCES = ("asserted", "rejected", "hedged")
BATCH, DRAWS, SEED = 64, 1000, 20261122
Rights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Use:
    """A coded use: offsets of its field · weight: how many uses it stands for."""

    group: str
    article: str
    field: str
    start: int
    end: int
    voice: str
    stance: str
    weight: float = 1.0


def coded_uses(gold: Path) -> Iterator[Use]:
    for name in (*CODED, *OPEN):
        for row in records(gold / name / "codes.jsonl"):
            if row.get("use") != "literal":
                yield Use(
                    name, row["article_id"], "text", row["start"], row["end"], row["voice"], row["stance"]
                )


def drawn_uses() -> Iterator[Use]:
    with DRAWN.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["use"] == "figurative":
                start, end = int(row["start"]), int(row["end"])
                yield Use(
                    f"draw {row['draw']}", row["article"], row["field"], start, end,
                    row["voice"], row["stance"], float(row["weight"]),
                )  # fmt: skip


def articles(shared: Path, wanted: set[str]) -> dict[str, Article]:
    """The articles of these ids, from gold/dev or the corpora."""
    found: dict[str, Article] = {}
    for path in (*(shared / "gold" / "dev" / name / "articles.jsonl" for name in (*CODED, *OPEN)),
                 *sorted((shared / "corpora").glob("*.jsonl.gz"))):  # fmt: skip
        for row in records(path):
            if row["id"] in wanted and row["id"] not in found:
                found[row["id"]] = Article(row["id"], row["text"], title=row.get("title"))
    return found


def answers(uses: Sequence[Use], texts: dict[str, Article]) -> Iterator[tuple[Use, str, str]]:
    """Each use with the voice and stance that the product gives it."""
    by_article: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        by_article[use.article].append(use)
    ids = sorted(by_article)
    for part in (ids[at : at + BATCH] for at in range(0, len(ids), BATCH)):
        analysis = analyse([texts[name] for name in part])
        voices, stances = Voices(analysis, find_attributions(analysis)), Stances(analysis)
        for i, name in enumerate(part):
            for use in by_article[name]:
                base = int(analysis.field_start[2 * i + (use.field == "text")])
                start, end = base + use.start, base + use.end
                first = int(np.searchsorted(analysis.words.end, start, "right"))
                last = int(np.searchsorted(analysis.words.start, end))
                yield use, voices.of(start, end)[0], stances.of(first, last, end)[0]


def figures(rows: Sequence[tuple[Use, str, str]], *, weighted: bool = False) -> tuple[float, float, float]:
    """Agreement on voice, on stance, and F1 averaged over the three stances."""
    weight = np.array([use.weight if weighted else 1.0 for use, _, _ in rows])
    voice = np.array([use.voice == said for use, said, _ in rows])
    gold = np.array([STANCES.index(use.stance) for use, _, _ in rows])
    said = np.array([STANCES.index(stance) for _, _, stance in rows])
    table = np.bincount(3 * gold + said, weight, 9).reshape(3, 3)
    f1 = 2 * table.diagonal() / np.maximum(table.sum(axis=0) + table.sum(axis=1), 1e-9)
    return (
        float(np.average(voice, weights=weight)),
        float(np.average(gold == said, weights=weight)),
        float(f1.mean()),
    )


def intervals(rows: Sequence[tuple[Use, str, str]], *, weighted: bool = False) -> Rights:
    """(2, 3) ends of the interval of each figure."""
    by_article: dict[str, list[tuple[Use, str, str]]] = defaultdict(list)
    for row in rows:
        by_article[row[0].article].append(row)
    groups, rng = list(by_article.values()), np.random.default_rng(SEED)
    drawn = [
        figures(
            [row for k in rng.integers(len(groups), size=len(groups)) for row in groups[k]], weighted=weighted
        )
        for _ in range(DRAWS)
    ]
    return np.asarray(np.quantile(np.array(drawn), (0.025, 0.975), axis=0), np.float64)


def line(name: str, rows: Sequence[tuple[Use, str, str]], *, weighted: bool = False) -> str:
    at, (low, high) = figures(rows, weighted=weighted), intervals(rows, weighted=weighted)
    cells = [f"{v:.3f} ({a:.3f}–{b:.3f})".replace("0.", ".") for v, a, b in zip(at, low, high, strict=True)]
    return f"| {name} | {len(rows)} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with gold/ and corpora/")
    shared = parser.parse_args().shared
    uses = [*coded_uses(shared / "gold" / "dev"), *drawn_uses()]
    rows = list(answers(uses, articles(shared, {use.article for use in uses})))
    draws = sorted({use.group for use, _, _ in rows if use.group.startswith("draw")})
    groups = {name: (name,) for name in CODED} | {"devices_open_*": OPEN} | {d: (d,) for d in draws}
    print("| uses | n | voice | stance | stance_macro |\n|---|---|---|---|---|")
    for name, members in groups.items():
        print(line(name, [row for row in rows if row[0].group in members]))
    drawn = [row for row in rows if row[0].group in draws]
    print(line("all draws", drawn))
    print(line("all draws, weighted", drawn, weighted=True))


if __name__ == "__main__":
    main()
