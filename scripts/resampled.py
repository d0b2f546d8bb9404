"""Intervals of evaluate.py's figures: the judge itself asked again about articles drawn with replacement, 1,000 times."""

from __future__ import annotations

import importlib.util
import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pyarrow.parquet as pq

DRAWS, SEED = 1000, 20261122
TAIL = 0.025
MEASURES = {"devices": "device", "devices_open": "device", "sources": "sourcing", "sensationalism": "none"}
"""Kind of a coded set -> the measure whose evidence its judge reads."""
FILES = ("articles.jsonl", "codes.jsonl", "evidence.parquet", "articles.parquet")
Row = dict[str, Any]
Figures = dict[str, float | None]


def judge_of(gold: Path) -> ModuleType:
    """evaluate.py as a module of its own."""
    spec = importlib.util.spec_from_file_location("evaluate", gold / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    return judge


class Resampled:
    """A coded set and its scored tables, cut up by article, and the judge of its kind.

    The judge reads files; here it is handed the rows of the articles drawn, an article drawn twice under two ids.
    """

    def __init__(self, gold: Path, name: str, scored: Path) -> None:
        folder = gold / "dev" / name
        self.kind = str(json.loads((folder / "set.json").read_text(encoding="utf-8"))["kind"])
        self._judge = judge_of(gold)
        self._judge.rows = lambda path: self._files[Path(path).name]  # type: ignore[attr-defined]
        self._judge.pq = SimpleNamespace(read_table=self._table)  # type: ignore[attr-defined]
        self._files: dict[str, list[Row]] = {}
        self._parts: dict[str, dict[str, list[tuple[str, Row]]]] = {file: defaultdict(list) for file in FILES}
        for file, rows in (
            ("articles.jsonl", _lines(folder / "articles.jsonl")),
            ("codes.jsonl", _lines(folder / "codes.jsonl")),
            ("evidence.parquet", _evidence(scored, MEASURES[self.kind])),
            ("articles.parquet", _scores(scored)),
        ):
            for row in rows:
                key = "id" if "id" in row else "article_id"
                self._parts[file][row[key]].append((key, row))
        self.articles = tuple(sorted(self._parts["articles.jsonl"]))

    def figures(self, drawn: Sequence[str]) -> Figures:
        """What the judge says of these articles, each as often as it stands there."""
        times = Counter(drawn)
        self._files = {
            file: [
                {**row, key: f"{article} {copy}"}
                for article, count in sorted(times.items())
                for copy in range(count)
                for key, row in parts.get(article, ())
            ]
            for file, parts in self._parts.items()
        }
        self._judge.misses.clear()
        figures: Figures = self._judge.KINDS[self.kind](Path(), Path())
        return figures

    def intervals(self, names: Sequence[str]) -> dict[str, tuple[float, float] | None]:
        """The middle 95 % of each figure over DRAWS draws; None where a figure is mostly undefined."""
        rng = random.Random(SEED)  # noqa: S311 (a bootstrap, no secret)
        drawn = [self.figures(rng.choices(self.articles, k=len(self.articles))) for _ in range(DRAWS)]
        return {name: _middle([figures[name] for figures in drawn]) for name in names}

    def halves(self, names: Sequence[str]) -> dict[str, tuple[float | None, float | None]]:
        """Each figure on the two halves of the articles, split by the digest of their id."""
        first = [article for article in self.articles if _in_first_half(article)]
        second = [article for article in self.articles if not _in_first_half(article)]
        one, two = self.figures(first), self.figures(second)
        return {name: (one[name], two[name]) for name in names}

    def _table(self, path: Path) -> SimpleNamespace:
        return SimpleNamespace(to_pylist=lambda: self._files[Path(path).name])


def _in_first_half(article: str) -> bool:
    return blake2b(article.encode(), digest_size=1).digest()[0] % 2 == 0


def _middle(values: Sequence[float | None]) -> tuple[float, float] | None:
    known = sorted(value for value in values if value is not None)
    if len(known) < DRAWS // 2:
        return None
    cut = round(TAIL * len(known))
    return known[cut], known[-cut - 1]


def _lines(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _evidence(scored: Path, measure: str) -> list[Row]:
    chosen = [("measure", "==", measure)]
    rows: list[Row] = pq.read_table(scored / "evidence.parquet", filters=chosen).to_pylist()
    return rows


def _scores(scored: Path) -> list[Row]:
    rows: list[Row] = pq.read_table(scored / "articles.parquet", columns=["id", "sensationalism"]).to_pylist()
    return rows
