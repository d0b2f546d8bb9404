"""Coded sets of our own in the form of ../shared/gold, from what docs/judged holds back: nothing was learned or tuned on them.

`devices_open_unseen`: a third of the openly coded articles (scripts/judge_open.py) · `devices_unseen`: the last draw of uses
coded for voice and stance · `sources_unseen`: the first parts of the articles coded for sources. One coder each, a language
model; the texts come from ../shared/corpora.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.judge_open import CORPORA, OWN, coded_files, codes_of, corpus, is_held_back
from scripts.sourcing_sets import UNTOUCHED, as_rows, read_set

Rows = Sequence[Mapping[str, Any]]

LAST_DRAW = "4"
"""The draw of docs/judged/stance.tsv whose misses nobody has read."""


def write_unseen(shared: Path, folder: Path) -> None:
    """Writes each set into a folder of its name: set.json, articles.jsonl, codes.jsonl."""
    for name, kind, articles, codes in _sets(shared):
        (folder / name).mkdir()
        (folder / name / "set.json").write_text(json.dumps({"kind": kind}), encoding="utf-8")
        for file, rows in (("articles.jsonl", articles), ("codes.jsonl", codes)):
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            (folder / name / file).write_text(lines, encoding="utf-8")


def _sets(shared: Path) -> Iterator[tuple[str, str, Rows, Rows]]:
    every = [row for name in CORPORA for row in corpus(shared, name)]
    for name, kind, codes in (
        ("devices_unseen", "devices", _uses()),
        ("devices_open_unseen", "devices_open", _open_codes()),
    ):
        articles = [row for row in every if row["id"] in codes]
        yield name, kind, articles, [code for row in articles for code in codes[row["id"]]]
    sources = as_rows(read_set(shared, UNTOUCHED))
    yield "sources_unseen", "sources", sources["articles.jsonl"], sources["codes.jsonl"]


def _uses() -> dict[str, list[dict[str, Any]]]:
    """Article -> its uses in the text, of the last draw."""
    found: dict[str, list[dict[str, Any]]] = {}
    with (OWN / "stance.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["draw"] == LAST_DRAW and row["field"] == "text":
                place = {"start": int(row["start"]), "end": int(row["end"])}
                found.setdefault(row["article"], []).append({**row, "article_id": row["article"], **place})
    return found


def _open_codes() -> dict[str, list[dict[str, Any]]]:
    """Article -> its codes, for the articles held back; none for one without."""
    return {
        article: [{**code, "article_id": article, "coders": 2} for code in codes]
        for path in coded_files()
        for article, codes in codes_of(path).items()
        if is_held_back(path, article)
    }
