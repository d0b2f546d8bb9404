"""Prints how well attributions agree with the coded articles when the decision has not seen them: five folds of whole articles.

The figures are those of ../shared/gold/evaluate.py, once for each division into folds and averaged.

    python -m scripts.sourcing_figures [../shared/gold/dev]
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from framing.attribution import ANONYMITIES, find_attributions
from framing.attribution.decision import Model, model_of
from framing.text.analysis import analyse
from framing.types import SOURCE_CLASSES, Article
from scripts.train_sourcing import FOLDER, FOLDS, SETS, examples, read_set, stored_of

DIVISIONS = ("", "b", "c")
"""Added to an article's id before it is put into a fold."""

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


def figures(gold: Path) -> dict[str, dict[str, float]]:
    """The figures of every coded set, each article scored by a model that did not see it."""
    evaluate = _evaluate(gold.parent / "evaluate.py")
    known, listed = examples(gold)
    texts = {name: read_set(gold / name)[0] for name in SETS}
    sums: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in SETS}
    for division in DIVISIONS:
        fold_of = np.array([_fold(division, article) for article in known.article])
        found: dict[str, Rows] = {name: defaultdict(list) for name in SETS}
        for fold in range(FOLDS):
            model = model_of(json.dumps(stored_of(known, listed, (fold_of != fold) & (known.weight > 0))))
            for name, articles in texts.items():
                held_out = [article for article in articles if _fold(division, article.id) == fold]
                found[name].update(found_by(model, held_out))
        for name, by_article in found.items():
            evaluate.evidence = lambda _scored, _measure, own=by_article: own  # type: ignore[attr-defined]
            for figure, value in evaluate.sources(gold / name, None).items():
                sums[name][figure].append(value)
    return {
        name: {figure: round(float(np.mean(values)), 3) for figure, values in by_figure.items()}
        for name, by_figure in sums.items()
    }


def _fold(division: str, article: str) -> int:
    return hashlib.md5((division + article).encode(), usedforsecurity=False).digest()[0] % FOLDS


def _evaluate(path: Path) -> ModuleType:
    spec = spec_from_file_location("evaluate", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: not there; give the folder gold/dev beside it")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER.parent.parent / "shared" / "gold" / "dev"
    for coded_set, by_name in figures(given).items():
        print(coded_set, json.dumps(by_name))
