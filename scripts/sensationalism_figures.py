"""How well predicted scores rank, and the step from predicted ratings to log-odds. Used by scripts/train_sensationalism.py."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from scipy.optimize import minimize
from scipy.stats import spearmanr

from scripts.sensationalism_sets import Coded
from scripts.sensationalism_words import Floats


def fit_logistic(value: Floats, share: Floats, slope: float | None = None) -> tuple[float, float]:
    """(intercept, slope) of log-odds on a value by cross-entropy with shares from 0 to 1; the slope may be given."""

    def loss(x: Floats) -> float:
        z = x[0] + (x[1] if slope is None else slope) * value
        return float(np.mean(np.logaddexp(0, z) - share * z))

    best = minimize(loss, np.array([0.0, 1.0])).x
    return float(best[0]), float(best[1]) if slope is None else slope


def figures(coded: Coded, predicted: Floats) -> dict[str, float]:
    """Spearman's correlation with the ratings, and that after each outlet's mean is taken away (five articles or more)."""
    groups = defaultdict(list)
    for outlet, rating, value in zip(coded.outlet, coded.rating, predicted, strict=True):
        groups[outlet].append((rating, value))
    inside = np.concatenate([np.array(g) - np.mean(g, axis=0) for g in groups.values() if len(g) >= 5])
    result = {"n": float(len(predicted)), "spearman": _spearman(coded.rating, predicted)}
    return result | {"within_outlet": _spearman(inside[:, 0], inside[:, 1])}


def _spearman(one: Floats, other: Floats) -> float:
    return round(float(spearmanr(one, other).statistic), 4)


def scaled(value: Floats, line: tuple[float, float]) -> Floats:
    """Scores from 0 to 100, which is what the figures are about."""
    return np.asarray(100 / (1 + np.exp(-line[0] - line[1] * value)))
