"""Two logistic regressions in whole numbers: page furniture or prose, and figurative or literal. Used by train_figurative.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from framing.codebook import KINDS
from framing.figurative import NAMES, Model
from framing.figurative.decision import UNIT, group_shares, kind_of, page_score
from framing.figurative.page import PAGE
from framing.figurative.rows import NO_VETO
from framing.match import CompiledCodebook
from scripts.figurative_sets import Case, page_words

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PAGE_PROPERTIES = (
    *PAGE, "length_4", "length_10", "length_over_40", "length_over_70", "capitals", "long_capitals", "no_verb",
    "long_no_verb", "furniture_near",
)  # fmt: skip
PAGE_C, C = 0.1, 0.01
"""Inverse strength of the penalty; C from .003, .01, .03, where it made little difference."""
SPREAD = 0.15
"""Added to a property's standard deviation before scaling, so that rare ones are penalised more."""
DEVICE_ROWS, KIND_ROWS = 4, 20
"""Rows that the share of figurative uses of a device's kind, and of all devices, stand for in its own share."""
SHARES = (0.02, 0.985)
FOLDS, SEED = 10, 20261121


class Learner:
    """The labelled cases as arrays, and what is learned from some of them."""

    def __init__(self, cases: Sequence[Case], book: CompiledCodebook, page: tuple[int, Ints]) -> None:
        self.cases, self._book = cases, book
        self._page_bias, self._page_weights = page
        self.found = np.array([case.found for case in cases], np.int64)
        self.y = np.array([case.label for case in cases], np.int64)
        self.device = np.array([case.candidate.device for case in cases], np.int64)
        self.article = np.array([case.article for case in cases])
        self.outlet = np.array([case.outlet for case in cases])
        self.passed = np.array([case.candidate.veto == NO_VETO for case in cases])
        here = Counter((case.article, case.candidate.match.start // 8) for case in cases)
        times = [here[case.article, case.candidate.match.start // 8] for case in cases]
        self.weight = np.array([case.weight for case in cases]) / np.sqrt(times)
        self._kind = [kind_of(device) for device in book.devices]
        own = np.array([name not in PAGE for name in NAMES])
        self._design = np.hstack([self.found * own, self._page()[:, None] / UNIT, self._kinds()[self.device]])

    def _page(self) -> Ints:
        return page_score(self.found, self._page_bias, self._page_weights)

    def _kinds(self) -> Floats:
        devices = self._book.devices
        rows = [[*(d.kind == kind for kind in KINDS), d.conventionality == "conventional"] for d in devices]
        return np.array(rows, float)

    def _priors(self, rows: Ints) -> tuple[Floats, dict[str, float], Floats]:
        """Log-odds by device and by kind, and for each row that of its device without the row's own article."""
        rows = rows[self.passed[rows]]
        count = np.zeros((2, len(self._kind)))
        own: dict[tuple[int, str], Floats] = defaultdict(lambda: np.zeros(2))
        np.add.at(count, (1 - self.y[rows], self.device[rows]), self.weight[rows])
        for i in rows.tolist():
            own[self.device[i], self.article[i]][1 - self.y[i]] += self.weight[i]
        overall = count[0].sum() / count.sum()
        kinds = {
            kind: _shrunk(count[:, [k == kind for k in self._kind]].sum(axis=1), overall, KIND_ROWS)
            for kind in sorted(set(self._kind))
        }

        def prior(device: int, less: Floats | float = 0.0) -> float:
            return _log_odds(_shrunk(count[:, device] - less, kinds[self._kind[device]], DEVICE_ROWS))

        by_device = np.array([prior(device) for device in range(len(self._kind))])
        without = [
            prior(d, own[d, a]) if (d, a) in own else by_device[d]
            for d, a in zip(self.device.tolist(), self.article.tolist(), strict=True)
        ]
        return by_device, {kind: _log_odds(share) for kind, share in kinds.items()}, np.array(without)

    def model(self, rows: Ints) -> Model:
        """The model that these rows teach, without thresholds."""
        by_device, by_kind, without = self._priors(rows)
        design = np.hstack([self._design, without[:, None]])[rows]
        coefficients, bias = _fit(design, self.y[rows], self.weight[rows], C)
        weights, page, kinds, prior = np.split(coefficients, np.cumsum([len(NAMES), 1, len(KINDS) + 1]))
        devices, base = self._book.devices, self._kinds() @ kinds
        offsets = {d.id: round(v) for d, v in zip(devices, base + prior * by_device, strict=True)}
        general = {
            kind: round(base[self._kind.index(kind)] + float(prior[0]) * value)
            for kind, value in by_kind.items()
        }
        model = Model(
            round(bias), np.rint(weights).astype(np.int64), self._page_bias, self._page_weights,
            round(page[0]), offsets, general, {}, np.zeros(0, np.int64), None, None,
        )  # fmt: skip
        return replace(model, typical=np.rint(self.shares(model, rows).mean(axis=0)).astype(np.int64))

    def shares(self, model: Model, rows: Ints) -> Ints:
        offset = np.array([model.offset(device) for device in self._book.devices])
        return group_shares(self.found[rows], offset[self.device[rows]], model)

    def out_of_fold(self, groups: NDArray[Any]) -> Ints:
        """The score of each case by a model that saw nothing of its group."""
        names = np.unique(groups)
        fold = dict(
            zip(
                names.tolist(),
                (np.random.default_rng(SEED).permutation(len(names)) % FOLDS).tolist(),
                strict=True,
            )
        )
        of_case = np.array([fold[group] for group in groups.tolist()])
        score = np.zeros(len(self.y), np.int64)
        for k in range(FOLDS):
            rest, here = np.flatnonzero(of_case != k), np.flatnonzero(of_case == k)
            model = self.model(rest)
            score[here] = model.bias + self.shares(model, here).sum(axis=1)
        return score

    def coded(self) -> dict[str, tuple[int, int]]:
        """Figurative and all uses of each device that coders judged one by one, counted once per place."""
        seen = {
            (
                case.article,
                case.candidate.match.start,
                self._book.devices[case.candidate.device].id,
            ): case.label
            for case in self.cases
            if case.coded
        }
        uses: dict[str, list[int]] = defaultdict(list)
        for (_, _, device), label in seen.items():
            uses[device].append(int(label or 0))
        return {device: (sum(labels), len(labels)) for device, labels in sorted(uses.items())}


def _shrunk(count: Floats, share: float, rows: float) -> float:
    return float((count[0] + rows * share) / (count.sum() + rows))


def _log_odds(share: float) -> float:
    share = min(max(share, SHARES[0]), SHARES[1])
    return float(np.log(share / (1 - share)))


def _fit(design: Floats | Ints, y: Ints, weight: Floats, c: float) -> tuple[Floats, float]:
    """Coefficients and bias of a logistic regression, in units of 1/UNIT."""
    scale = design.std(axis=0) + SPREAD
    fitted = LogisticRegression(C=c, max_iter=1000).fit(design / scale, y, sample_weight=weight)
    return fitted.coef_[0] / scale * UNIT, float(fitted.intercept_[0]) * UNIT


def page_model(corpora: Path, book: CompiledCodebook) -> tuple[int, Ints, float]:
    """Bias and weights of the model of page furniture, and its AUC on outlets that it did not see."""
    found, label, outlets = page_words(corpora, book)
    used = [NAMES.index(name) for name in PAGE_PROPERTIES]
    size, group = Counter(outlets), np.array(outlets)
    weight = np.array([size[outlet] ** -0.5 for outlet in outlets])
    weight /= weight.mean()
    score, fold = np.zeros(len(label)), np.unique(group, return_inverse=True)[1] % 5
    for k in range(5):
        coefficients, bias = _fit(found[fold != k][:, used], label[fold != k], weight[fold != k], PAGE_C)
        score[fold == k] = found[fold == k][:, used] @ coefficients + bias
    coefficients, bias = _fit(found[:, used], label, weight, PAGE_C)
    weights = np.zeros(len(NAMES), np.int64)
    weights[used] = np.rint(coefficients)
    return round(bias), weights, float(roc_auc_score(label, score))
