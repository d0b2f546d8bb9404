"""Prints how well attributions agree with the coded articles when the decision has not seen them.

Five folds of whole articles for the sets it learns from, and the shipped decision on the parts of docs/judged/sources-fresh.tsv
that nothing is learned from. The figures are those of ../shared/gold/evaluate.py.

    python -m scripts.sourcing_figures [../shared]
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import numpy as np

from framing.attribution import ANONYMITIES, find_attributions
from framing.attribution.decision import Model, model_of, shipped_model
from framing.text.analysis import analyse
from framing.types import SOURCE_CLASSES, Article
from scripts.sourcing_sets import SETS, UNTOUCHED, Coded, as_rows, read_set
from scripts.train_sourcing import FOLDER, FOLDS, examples, fold_of, stored_of

Rows = dict[str, list[dict[str, Any]]]


def found_by(model: Model, articles: Sequence[Article]) -> Rows:
    """The attributions of some articles under a model, as rows of evidence, by article."""
    analysis = analyse(articles)
    found = find_attributions(analysis, model)
    by_article: Rows = defaultdict(list)
    for k in range(len(found)):
        start, end = int(found.start[k]), int(found.end[k])
        field = int(np.searchsorted(analysis.field_start, start, "right")) - 1
        base, secret = int(analysis.field_start[field]), int(found.anonymity[k])
        by_article[analysis.articles[field // 2].id].append(
            {
                "start": start - base,
                "end": end - base,
                "text": analysis.text_of(start, end),
                "code": SOURCE_CLASSES[found.source_class[k]],
                "anonymity": ANONYMITIES[secret] if secret >= 0 else None,
            }
        )
    return by_article


def figures(shared: Path) -> dict[str, dict[str, float]]:
    """The figures of every coded set, each article scored by a model that did not see it."""
    evaluate = _evaluate(shared / "gold" / "evaluate.py")
    known, listed = examples(shared)
    sets = {name: read_set(shared, name) for name in SETS}
    found: dict[str, Rows] = {name: defaultdict(list) for name in SETS}
    for fold in range(FOLDS):
        model = model_of(json.dumps(stored_of(known, listed, (known.fold != fold) & (known.weight > 0))))
        for name, coded in sets.items():
            found[name].update(
                found_by(model, [article for article in coded.articles if fold_of(article.id) == fold])
            )
    sets[UNTOUCHED] = read_set(shared, UNTOUCHED)
    found[UNTOUCHED] = found_by(shipped_model(), sets[UNTOUCHED].articles)
    return {name: _compared(evaluate, coded, found[name]) for name, coded in sets.items()}


def _compared(evaluate: ModuleType, coded: Coded, found: Rows) -> dict[str, float]:
    """The figures of one set."""
    evaluate.evidence = lambda _scored, _measure: found  # type: ignore[attr-defined]
    with TemporaryDirectory() as folder:
        for name, rows in as_rows(coded).items():
            (Path(folder) / name).write_text(
                "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
            )
        compared: dict[str, float] = evaluate.sources(Path(folder), None)
    return compared


def _evaluate(path: Path) -> ModuleType:
    spec = spec_from_file_location("evaluate", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: not there; give the folder gold/dev beside it")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER.parent.parent / "shared"
    for coded_set, by_name in figures(given).items():
        print(coded_set, json.dumps(by_name))
