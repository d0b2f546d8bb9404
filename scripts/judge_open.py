"""Openly coded articles of our own (docs/judged/open-*.tsv): draws them, and prints what the detectors find of the codes.

    python -m scripts.judge_open draw ../shared SEED FILE      24 articles that no coded set holds yet, to be read and coded
    python -m scripts.judge_open show ../shared FILE           prints them whole, for the coder
    python -m scripts.judge_open score ../shared FILE [FILE …] recall and precision with 95 % intervals by article
    python -m scripts.judge_open score-held-back ../shared     the same of the third of the large draws held back

A file holds ids, offsets and codes, no text: article, start, end, kind, voice, stance; an article without a code has one row with
nothing but its id, or stands in the list beside it, FILE-articles.tsv. The judge's rules are those of evaluate.py. One
coder, a language model: what a second coder would have marked counts as wrong here, so precision is lower than against the two of
the gold sets. Nothing is learned from the articles held back, and no choice of words or thresholds looks at them.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from framing.batch import RunOptions, score_run
from scripts.records import records
from scripts.resampled import Resampled

CORPORA = ("ai-tech", "allsides")
EACH = 12
"""Articles drawn of each corpus."""
SHORTEST, LONGEST = 300, 1000
"""Words of an article that is drawn."""
COLUMNS = ("article", "start", "end", "kind", "voice", "stance")
OWN = Path(__file__).resolve().parents[1] / "docs" / "judged"
LISTED = "-articles"
THIRD_HELD_BACK = ("open-fresh-c2", "open-fresh-c3", "open-fresh-c5")
NAMES = ("recall", "precision")
Row = dict[str, Any]


def corpus(shared: Path, name: str) -> list[Row]:
    """Every article of a corpus."""
    return list(records(shared / "corpora" / f"{name}.jsonl.gz"))


def coded_files() -> list[Path]:
    """The files of codes that are stored, without the lists of articles beside them."""
    return [path for path in sorted(OWN.glob("open-*.tsv")) if not path.stem.endswith(LISTED)]


def codes_of(path: Path) -> dict[str, list[Row]]:
    """Article -> its codes, none for an article without."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in _table(path):
        codes = found[row["article"]]
        if row["start"]:
            codes.append({**row, "start": int(row["start"]), "end": int(row["end"])})
    listed = path.with_name(f"{path.stem}{LISTED}.tsv")
    for row in _table(listed) if listed.exists() else ():
        found[row["article_id"]]
    return found


def _table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def is_held_back(path: Path, article: str) -> bool:
    """Whether an article is of the third of the large draws that nothing is learned from and no choice looks at."""
    return path.stem in THIRD_HELD_BACK and blake2b(article.encode(), digest_size=1).digest()[0] % 3 == 0


def _coded_before(shared: Path) -> tuple[set[str], set[str]]:
    """Ids, and openings of texts, of articles that somebody has coded."""
    ids, openings = set(), set()
    for path in (shared / "gold" / "dev").glob("*/articles.jsonl"):
        for row in records(path):
            ids.add(row["id"])
            openings.add(_opening(row))
    for path in coded_files():
        ids |= codes_of(path).keys()
    return ids, openings


def _opening(row: Row) -> str:
    return " ".join(row["text"].split())[:200]


def drawn(shared: Path, seed: int) -> Iterator[str]:
    """Ids of EACH articles of each corpus that nobody has coded."""
    ids, openings = _coded_before(shared)
    for name in CORPORA:
        left = sorted(
            row["id"]
            for row in corpus(shared, name)
            if row["id"] not in ids
            and _opening(row) not in openings
            and SHORTEST <= len(row["text"].split()) <= LONGEST
        )
        yield from random.Random(seed).sample(left, EACH)  # noqa: S311 (a sample, no secret)


def draw(shared: Path, seed: int, path: Path) -> None:
    """Writes a file of articles that have no codes yet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows((article, "", "", "", "", "") for article in drawn(shared, seed))


def articles_of(shared: Path, path: Path) -> list[Row]:
    """The articles of a file, from the corpora."""
    wanted = codes_of(path)
    return [row for name in CORPORA for row in corpus(shared, name) if row["id"] in wanted]


def show(shared: Path, path: Path) -> None:
    """Prints the articles whole."""
    for row in articles_of(shared, path):
        print(f"#### {row['id']} {row['outlet']}: {row['title']}\n{row['text']}\n")


def score(shared: Path, paths: Sequence[Path], *, held_back: bool = False) -> None:
    """Prints recall and precision of each file; its codes take the place of those that two coders agree on.

    held_back: of the articles held back alone.
    """
    for path in paths:
        with tempfile.TemporaryDirectory() as made:
            gold, scored = Path(made) / "gold", Path(made) / "scored"
            folder = gold / "dev" / path.stem
            folder.mkdir(parents=True)
            (gold / "evaluate.py").symlink_to((shared / "gold" / "evaluate.py").resolve())
            (folder / "set.json").write_text('{"kind": "devices_open"}', encoding="utf-8")
            codes = {
                article: own
                for article, own in codes_of(path).items()
                if not held_back or is_held_back(path, article)
            }
            articles = [row for row in articles_of(shared, path) if row["id"] in codes]
            _write(folder / "articles.jsonl", articles)
            rows = [
                {**code, "article_id": article, "coders": 2} for article, own in codes.items() for code in own
            ]
            _write(folder / "codes.jsonl", rows)
            score_run([str(folder / "articles.jsonl")], scored, RunOptions(keep_duplicates=True))
            coded = Resampled(gold, path.stem, scored)
            figures, ends = coded.figures(coded.articles), coded.intervals(NAMES)
            said = ", ".join(f"{name} {figures[name]:.3f} {_shown(ends[name])}" for name in NAMES)
            print(
                f"{path.name}: {len(articles)} articles, {len(rows)} codes, {figures['n_found']} found: {said}"
            )


def _shown(ends: tuple[float, float] | None) -> str:
    return "" if ends is None else f"({ends[0]:.2f} to {ends[1]:.2f})"


def _write(path: Path, rows: Sequence[Row]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    """The three commands."""
    command, shared, *rest = sys.argv[1:]
    if command == "draw":
        draw(Path(shared), int(rest[0]), Path(rest[1]))
    elif command == "show":
        show(Path(shared), Path(rest[0]))
    elif command == "score":
        score(Path(shared), [Path(each) for each in rest])
    elif command == "score-held-back":
        score(Path(shared), [OWN / f"{name}.tsv" for name in THIRD_HELD_BACK], held_back=True)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
