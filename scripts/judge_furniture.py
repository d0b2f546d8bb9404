"""Draws sentences of a corpus, furniture and others, to be judged by hand, and adds the judgements up.

    python scripts/judge_furniture.py draw CORPUS.jsonl.gz docs/judged/furniture.tsv --seed 20261121
    python scripts/judge_furniture.py show CORPUS.jsonl.gz docs/judged/furniture.tsv
    python scripts/judge_furniture.py errors docs/judged/furniture.tsv

The order of the draw is that of digests of seed and place, so that a changed rule leaves most of a draw as it was. The file
holds ids and offsets only: article id, start, end, drawn as (furniture, kept), judged (furniture, article), note.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa

from framing.index import build_index, sketch
from framing.readers import Read, read_inputs
from framing.text.analysis import analyse
from framing.text.furniture import Spans, without_furniture
from framing.types import Article

BATCH = 256
COLUMNS = ("article", "start", "end", "drawn", "judged", "note")
Sentence = tuple[str, int, int]


def articles_of(path: Path) -> list[Article]:
    return [record.article for record in read_inputs([str(path)]) if isinstance(record, Read)]


def furniture_of(articles: Sequence[Article]) -> list[Spans]:
    """The furniture of a corpus, batch by batch."""
    batches = [articles[i : i + BATCH] for i in range(0, len(articles), BATCH)]
    index = build_index([(sketch(batch), pa.array([a.id for a in batch], pa.string())) for batch in batches])
    return [spans for batch in batches for spans in index.furniture(batch)]


def kept_sentences(articles: Sequence[Article], furniture: Sequence[Spans]) -> Iterator[Sentence]:
    """The sentences that are scored, with offsets of the article as stored."""
    for first in range(0, len(articles), BATCH):
        part = articles[first : first + BATCH]
        prose = without_furniture(part, furniture[first : first + BATCH])
        analysis = analyse(prose.articles)
        field = analysis.sentence_field
        start = prose.in_article(field, analysis.sentence_start - analysis.field_start[field])
        size = analysis.sentence_end - analysis.sentence_start
        for f, a, n in zip(field.tolist(), start.tolist(), size.tolist(), strict=True):
            if f % 2:
                yield part[f // 2].id, a, a + n


def furniture_sentences(articles: Sequence[Article], furniture: Sequence[Spans]) -> Iterator[Sentence]:
    """The sentences of what is left out, each span for itself."""
    for article, spans in zip(articles, furniture, strict=True):
        analysis = analyse([Article("", article.text[a:b]) for a, b in spans])
        field = analysis.sentence_field
        start = (analysis.sentence_start - analysis.field_start[field]).tolist()
        size = (analysis.sentence_end - analysis.sentence_start).tolist()
        for f, a, n in zip(field.tolist(), start, size, strict=True):
            first = spans[f // 2][0] + a
            yield article.id, first, first + n


def draw(corpus: Path, out: Path, seed: int, count: int) -> None:
    articles = articles_of(corpus)
    furniture = furniture_of(articles)
    rows = []
    for drawn, found in (
        ("furniture", list(furniture_sentences(articles, furniture))),
        ("kept", list(kept_sentences(articles, furniture))),
    ):
        chosen = sorted(found, key=lambda sentence: blake2b(repr((seed, sentence)).encode()).digest())[:count]
        rows += [(*sentence, drawn, "", "") for sentence in chosen]
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, "excel-tab", lineterminator="\n").writerows([COLUMNS, *rows])


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, dialect="excel-tab"))


def show(corpus: Path, judged: Path) -> None:
    """Prints each drawn sentence between what stands before and after it."""
    by_id = {article.id: article for article in articles_of(corpus)}
    for number, row in enumerate(rows_of(judged), 1):
        article, start, end = by_id[row["article"]], int(row["start"]), int(row["end"])
        text = article.text
        print(
            f"{number} {row['drawn']} {row['judged']} {article.outlet} {start}-{end}/{len(text)} | {article.title}"
        )
        print(
            f"    {text[max(start - 60, 0) : start]!r}\n    [[{text[start:end]!r}]]\n    {text[end : end + 60]!r}"
        )


def errors(judged: Path) -> None:
    """Prints the share that was judged otherwise than it was drawn."""
    count = Counter((row["drawn"], row["judged"]) for row in rows_of(judged))
    for drawn, right in (("furniture", "furniture"), ("kept", "article")):
        total = sum(n for (d, _), n in count.items() if d == drawn)
        wrong = total - count[drawn, right]
        print(f"{drawn}: {wrong} of {total} wrong ({wrong / max(total, 1):.1%})")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("draw", "show"):
        command = commands.add_parser(name)
        command.add_argument("corpus", type=Path)
        command.add_argument("judged", type=Path)
    commands.choices["draw"].add_argument("--seed", type=int, required=True)
    commands.choices["draw"].add_argument("--count", type=int, default=100)
    commands.add_parser("errors").add_argument("judged", type=Path)
    given = parser.parse_args()
    if given.command == "draw":
        draw(given.corpus, given.judged, given.seed, given.count)
    elif given.command == "show":
        show(given.corpus, given.judged)
    else:
        errors(given.judged)


if __name__ == "__main__":
    main()
