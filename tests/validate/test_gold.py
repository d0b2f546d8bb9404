"""Codes made elsewhere give the figures that the evaluation of the coded real articles gives, to the last place."""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow.parquet as pq
import pytest

from framing.batch import RunOptions, score_run
from framing.validate.codes import standing
from framing.validate.found import Figures, attributions, found_in, marked_expressions, open_coding, ratings
from validate.gold import gold_codes, rows

pytestmark = pytest.mark.shared
SETS = (
    "devices_ai",
    "devices_news",
    "devices_open_ai",
    "devices_open_news",
    "sensationalism_news",
    "sensationalism_outlets",
    "sources_news",
    "devices_train",
    "devices_open_train",
    "sources_train",
    "sensationalism_train",
)


@pytest.fixture(scope="module")
def evaluate(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluate", shared / "gold" / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ours(folder: Path, scored: Path, kind: str) -> Figures:
    codes = standing(gold_codes(folder))
    articles = [row["id"] for row in rows(folder / "articles.jsonl")]
    if kind == "sensationalism":
        given: dict[str, list[float]] = defaultdict(list)
        for code in codes:
            assert code.rating is not None
            given[code.article_id].append(code.rating)
        table = pq.read_table(scored / "articles.parquet", columns=["id", "sensationalism"]).to_pylist()
        named = {row["article_id"]: row.get("outlet") for row in rows(folder / "codes.jsonl")}
        means = {name: sum(values) / len(values) for name, values in given.items()}
        return ratings(means, {row["id"]: row["sensationalism"] for row in table}, named)
    measure = "sourcing" if kind == "sources" else "device"
    evidence = pq.read_table(scored / "evidence.parquet")
    found = {
        name: tuple(one for one in group if one.field == "text")
        for name, group in found_in(evidence, measure, articles).items()
    }
    if kind == "devices":
        return marked_expressions(codes, found)
    return (attributions if kind == "sources" else open_coding)(codes, found, articles)


@pytest.mark.parametrize("name", SETS)
def test_codes_give_the_figures_of_the_evaluation(
    name: str, gold: Path, evaluate: ModuleType, tmp_path: Path
) -> None:
    folder = gold / name
    score_run([str(folder / "articles.jsonl")], tmp_path, RunOptions(workers=1, keep_duplicates=True))
    kind = json.loads((folder / "set.json").read_text(encoding="utf-8"))["kind"]
    expected: dict[str, Any] = evaluate.KINDS[kind](folder, tmp_path)
    assert ours(folder, tmp_path, kind) == expected
