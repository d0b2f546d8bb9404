"""Trains the decision between figurative and literal uses, cross-validates it and writes framing/models/figurative.json.

    python -m scripts.train_figurative --shared ../shared

Two logistic regressions. The first tells page furniture from prose and sees no codes: a word is furniture where it belongs to a
run of words that stands on two pages of one outlet. The second reads the coded candidates, with the first one's score as a
property. Cross-validation leaves out whole articles, across all sets, and whole outlets; only if `use_f1` on the coded
candidates gains with certainty (bootstrap of articles) does the decision overrule the exclusions.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

import framing
from framing.codebook import load_codebook
from framing.figurative import NAMES, Model
from framing.figurative.rows import NO_VETO
from framing.match import CompiledCodebook
from scripts.documents import put_table
from scripts.figurative_learning import SEED, Learner, page_model
from scripts.figurative_sets import CODED, LEAST_OVERLAP, OPEN, Case, Gold, cases_of, evidence

Ints = NDArray[np.int64]
MODEL = Path(str(framing.__file__)).parent / "models" / "figurative.json"
DOCUMENT = "literal-or-figurative.md"
RUNS = {
    "exclusions only": "exclusions_only",
    "left out by article": "left_out_by_article",
    "left out by outlet": "left_out_by_outlet",
}
COMMAND = "python -m scripts.train_figurative --shared ../shared"
DRAWS = 2000
REJECT_GRID = tuple(range(-1000, 1600, 100))
SLACK = 0.0015
"""Differences in use_f1 below this are chance (its interval is ± .006); four patterns move the best threshold by 500."""
RESCUE_GRID = tuple(range(3000, -100, -500))
Figures = dict[str, dict[str, float]]


class Trial:
    """What scoring would give on the coded sets if cases counted by a score and two thresholds."""

    def __init__(self, gold: Gold, book: CompiledCodebook, cases: Sequence[Case], learner: Learner) -> None:
        self._gold, self._book, self._cases = gold, book, cases
        place = {id(case): i for i, case in enumerate(learner.cases)}
        self._row = [place.get(id(case)) for case in cases]

    def counts(self, score: Ints, reject: int | None, rescue: int | None) -> Callable[[int], bool]:
        def decide(i: int) -> bool:
            row, vetoed = self._row[i], self._cases[i].candidate.veto != NO_VETO
            if row is None:
                return not vetoed
            if vetoed:
                return rescue is not None and score[row] >= rescue
            return reject is None or bool(score[row] > reject)

        return decide

    def figures(self, score: Ints, reject: int | None, rescue: int | None) -> dict[str, dict[str, float]]:
        """The judge's figures of each set."""
        decide = self.counts(score, reject, rescue)
        wanted = {"use_f1", "literal_fired", "recall", "precision"}
        return {
            name: {
                key: value
                for key, value in self._gold.figures(
                    name, evidence(self._cases, self._book, name, decide)
                ).items()
                if key in wanted
            }
            for name in (*CODED, *OPEN)
        }

    def outcomes(self, score: Ints, reject: int | None, rescue: int | None) -> dict[str, Ints]:
        """By article of the sets of single items: (found, missed, fired on literal, literal)."""
        decide = self.counts(score, reject, rescue)
        total: dict[str, Ints] = defaultdict(lambda: np.zeros(4, np.int64))
        for name in CODED:
            rows = evidence(self._cases, self._book, name, decide)
            for article, codes in self._gold.codes[name].items():
                for code in codes:
                    total[article] += _outcome(code, rows.get(article, []))
        return total


def _outcome(code: Any, rows: Sequence[Any]) -> Ints:
    hits = [row for row in rows if row["start"] < code["end"] and code["start"] < row["end"]]
    if code["use"] == "literal":
        return np.array([0, 0, bool(hits), 1])
    found = any(_overlap(row, code) >= LEAST_OVERLAP for row in hits)
    return np.array([found, not found, 0, 0])


def _overlap(row: Any, code: Any) -> float:
    inside = min(row["end"], code["end"]) - max(row["start"], code["start"])
    return float(inside / (max(row["end"], code["end"]) - min(row["start"], code["start"])))


def use_f1(total: Ints) -> float:
    found, missed, fired, _ = total.tolist()
    return float(2 * found / (2 * found + missed + fired))


def gain(before: dict[str, Ints], after: dict[str, Ints]) -> dict[str, list[float]]:
    """Difference in use_f1 and literal_fired over all single items, with the 95 % interval of an article bootstrap."""
    names = sorted(before)
    one, two = np.stack([before[name] for name in names]), np.stack([after[name] for name in names])
    rng = np.random.default_rng(SEED)
    drawn = [np.arange(len(names)), *(rng.integers(len(names), size=len(names)) for _ in range(DRAWS))]
    sums = [(one[rows].sum(axis=0), two[rows].sum(axis=0)) for rows in drawn]
    f1 = np.array([use_f1(b) - use_f1(a) for a, b in sums])
    fired = np.array([(b[2] - a[2]) / max(a[3], 1) for a, b in sums])
    return {
        name: [round(float(v), 4) for v in (values[0], *np.quantile(values[1:], [0.025, 0.975]))]
        for name, values in (("use_f1", f1), ("literal_fired", fired))
    }


def best(trial: Trial, score: Ints) -> tuple[int | None, int | None]:
    """Thresholds by use_f1 over all single items; None where overruling does not help.

    Of those that reject, the strictest within SLACK of the best, which lets the fewest literal uses through; of those that
    rescue, the mildest of the best.
    """

    def value(reject: int | None, rescue: int | None) -> float:
        return use_f1(np.sum(list(trial.outcomes(score, reject, rescue).values()), axis=0))

    rejects = {at: value(at, None) for at in (None, *REJECT_GRID)}
    reject = [at for at, f1 in rejects.items() if f1 >= max(rejects.values()) - SLACK][-1]
    rescues = {at: value(reject, at) for at in (None, *RESCUE_GRID)}
    rescue = next(at for at, f1 in rescues.items() if f1 >= max(rescues.values()))
    return reject, rescue


def auc(learner: Learner, score: Ints) -> dict[str, float]:
    """Of the candidates that the exclusions let through, of those they vetoed, and of all."""
    parts = {"passed": learner.passed, "vetoed": ~learner.passed, "all": np.ones(len(score), np.bool_)}
    return {
        name: round(float(roc_auc_score(learner.y[rows], score[rows])), 4) for name, rows in parts.items()
    }


def report(trial: Trial, learner: Learner) -> tuple[dict[str, Any], int | None, int | None]:
    """The figures of both cross-validations at the thresholds that the one by article chose."""
    scores = {"article": learner.out_of_fold(learner.article), "outlet": learner.out_of_fold(learner.outlet)}
    reject, rescue = best(trial, scores["article"])
    before = trial.outcomes(scores["article"], None, None)
    figures: dict[str, Any] = {"exclusions_only": trial.figures(scores["article"], None, None)}
    for name, score in scores.items():
        gained = gain(before, trial.outcomes(score, reject, rescue))
        figures[f"left_out_by_{name}"] = {
            "auc": auc(learner, score),
            "gain": gained,
            **trial.figures(score, reject, rescue),
        }
    if figures["left_out_by_article"]["gain"]["use_f1"][1] <= 0:
        reject = rescue = None
    return figures, reject, rescue


def stored(model: Model) -> dict[str, Any]:
    """The model as JSON: weights by the name of their property, those that round to nothing left out."""
    values = {field: getattr(model, field) for field in Model.__slots__}
    for field in ("weights", "page_weights"):
        values[field] = {name: int(v) for name, v in zip(NAMES, values[field], strict=True) if v}
    return {**values, "typical": [int(value) for value in model.typical]}


def document(figures: dict[str, Any]) -> str:
    """The figures as the table of docs/literal-or-figurative.md."""
    lines = [f"| set | figure | {' | '.join(RUNS)} |", f"|---|---|{'---|' * len(RUNS)}"]
    for name in (*CODED, *OPEN):
        for figure in ("use_f1", "literal_fired") if name in CODED else ("recall", "precision"):
            values = [f"{figures[run][name][figure]:.3f}".removeprefix("0") for run in RUNS.values()]
            lines.append(f"| {name} | {figure} | {' | '.join(values)} |")
    learned = list(RUNS.values())[1:]
    for figure in ("use_f1", "literal_fired"):
        gains = [figures[run]["gain"][figure] for run in learned]
        values = [f"{at:+.3f} ({low:+.3f} to {high:+.3f})".replace("0.", ".") for at, low, high in gains]
        lines.append(f"| all single items | gain in {figure} | | {' | '.join(values)} |")
    values = [f"{figures[run]['auc']['passed']:.3f}".removeprefix("0") for run in learned]
    lines.append(f"| all | AUC among candidates let through | | {' | '.join(values)} |")
    return "\n".join(lines)


def digest(learner: Learner) -> str:
    """16 hex digits over everything that was learned from."""
    hashed = hashlib.sha256()
    for array in (learner.found, learner.y, learner.device, np.rint(learner.weight * 1e6).astype(np.int64)):
        hashed.update(np.ascontiguousarray(array).tobytes())
    return hashed.hexdigest()[:16]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder with gold/ and corpora/")
    shared = parser.parse_args().shared
    book, gold = CompiledCodebook(load_codebook()), Gold(shared / "gold")
    page_bias, page_weights, page_auc = page_model(shared / "corpora", book)
    cases = cases_of(gold, book)
    labelled = [case for case in cases if case.label is not None]
    learner = Learner(labelled, book, (page_bias, page_weights))
    figures, reject, rescue = report(Trial(gold, book, cases, learner), learner)
    model = replace(
        learner.model(np.arange(len(labelled))),
        coded=learner.coded(),
        reject_below=reject,
        rescue_from=rescue,
    )
    content = {
        "made_by": COMMAND,
        "rows": {
            "figurative": int(learner.y.sum()),
            "literal": int((1 - learner.y).sum()),
            "digest": digest(learner),
        },
        "figures": {"page_auc_on_unseen_outlets": round(page_auc, 4), **figures},
        "model": stored(model),
    }
    MODEL.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    put_table(DOCUMENT, "figures", document(figures))
    print(json.dumps(content["figures"], indent=1), "reject below", reject, "rescue from", rescue)


if __name__ == "__main__":
    main()
