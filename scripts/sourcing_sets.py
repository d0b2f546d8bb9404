"""The articles whose sources are coded: the sets of ../shared/gold/dev, and docs/judged/sources-fresh.tsv and sources-unsure.tsv
with the texts of ../shared/corpora."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from framing.types import Article
from scripts.records import records

JUDGED = Path(__file__).parent.parent / "docs" / "judged"
FRESH, UNTOUCHED = "sources_fresh", "sources_untouched"
SETS = {"sources_news": 2.0, "sources_train": 1.0, FRESH: 1.0}
"""The sets to learn from and the weight of an article in each: the first was coded with more care."""

TESTED = frozenset(("01", "02", "03", "04", "05"))
"""The parts of sources-fresh.tsv that nothing is learned from: the set UNTOUCHED."""

_CORPORA = ("allsides", "ai-tech")


class Coded(NamedTuple):
    """Articles, and by the id of each its codes: dicts with start, end, text, class, and where it has one, anonymity."""

    articles: list[Article]
    codes: dict[str, list[dict[str, Any]]]


def read_set(shared: Path, name: str) -> Coded:
    """A coded set; articles of sources-fresh.tsv end where their coded stretch does."""
    return _fresh(shared, tested=name == UNTOUCHED) if name in (FRESH, UNTOUCHED) else _gold(shared, name)


def read_unsure(shared: Path) -> Coded:
    """Single phrases of other articles, drawn where the decision was unsure; the class is `none` where a phrase is no source, and
    `disputed` where its coder could not tell."""
    rows = list(_rows("sources-unsure.tsv"))
    articles = _articles(shared, {row["article_id"] for row in rows})
    text = {article.id: article.text for article in articles}
    codes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        codes[row["article_id"]].append(_code(row, text[row["article_id"]]))
    return Coded(articles, codes)


def as_rows(coded: Coded) -> dict[str, list[dict[str, Any]]]:
    """The two files of a set as ../shared/gold keeps them, by name."""
    articles = [{"id": article.id, "text": article.text} for article in coded.articles]
    return {
        "articles.jsonl": articles,
        "codes.jsonl": [code for article in coded.articles for code in coded.codes[article.id]],
    }


def _gold(shared: Path, name: str) -> Coded:
    folder = shared / "gold" / "dev" / name
    articles = [
        Article(row["id"], row["text"], title=row.get("title")) for row in records(folder / "articles.jsonl")
    ]
    codes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in records(folder / "codes.jsonl"):
        codes[row["article_id"]].append(row)
    return Coded(articles, codes)


def _fresh(shared: Path, *, tested: bool) -> Coded:
    drawn = {
        row["article_id"]: int(row["coded_until"])
        for row in _rows("sources-fresh-articles.tsv")
        if (row["part"] in TESTED) == tested
    }
    articles = [
        replace(article, text=article.text[: drawn[article.id]])
        for article in _articles(shared, drawn.keys())
    ]
    text = {article.id: article.text for article in articles}
    codes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows("sources-fresh.tsv"):
        article = row["article_id"]
        if article in text:
            codes[article].append(_code(row, text[article]))
    return Coded(articles, codes)


def _articles(shared: Path, ids: Collection[str]) -> list[Article]:
    """The articles of both corpora with some ids."""
    return [
        Article(row["id"], row["text"], title=row.get("title"))
        for corpus in _CORPORA
        for row in records(shared / "corpora" / f"{corpus}.jsonl.gz")
        if row["id"] in ids
    ]


def _code(row: dict[str, str], text: str) -> dict[str, Any]:
    start, end = int(row["start"]), int(row["end"])
    code: dict[str, Any] = {
        "article_id": row["article_id"],
        "start": start,
        "end": end,
        "class": row["class"],
        "text": text[start:end],
    }
    return code | ({"anonymity": row["anonymity"]} if row["anonymity"] else {})


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (JUDGED / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")
