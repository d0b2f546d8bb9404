"""Rated texts as rates of words and cues, read exactly as scoring reads them; ranks and the step to log-odds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import spearmanr

from framing.attribution import find_attributions
from framing.match import CompiledCodebook, match_devices
from framing.measures import sensationalism as measure
from framing.measures.contract import Found
from framing.measures.sensationalism_cues import cue_table
from framing.text import analyse
from framing.types import Article

Floats = NDArray[np.float64]
FEWEST_OF_OUTLET = 5
"""Articles of an outlet under which it says nothing about ranks within outlets."""


@dataclass(frozen=True)
class Rates:
    """n texts, v words, c components. words: (headline, text), each n × v, how much every word counts · cues: n × c × (headline,
    text), the weights of the cues."""

    words: tuple[sp.csr_matrix, sp.csr_matrix]
    cues: Floats


def find(articles: Sequence[Article], book: CompiledCodebook) -> Found:
    """What the measure needs of some articles."""
    analysis = analyse(articles, book.vocabulary)
    attributions = find_attributions(analysis)
    uses = match_devices(analysis, book, attributions)
    return Found(analysis, attributions, uses, np.ones(len(articles), np.bool_))


def rates(points: measure.Points, ids: NDArray[np.int64], allowed: NDArray[np.bool_]) -> Rates:
    """ids: (w,) number of each word of the batch, −1 for words without one · allowed: (v,) which of them may have a weight."""
    words = [count_words(points, ids, allowed, title=title) for title in (True, False)]
    return Rates((words[0], words[1]), count_cues(points))


def word_factor(points: measure.Points) -> Floats:
    """(w,) the factor by which scoring multiplies each word's weight."""
    found = measure.factors(points)
    per_word = np.where(points.is_title, found.headline[points.article], found.text[points.article])
    return np.asarray(per_word * points.share / 10 / 10_000, float)


def count_words(
    points: measure.Points, ids: NDArray[np.int64], allowed: NDArray[np.bool_], *, title: bool
) -> sp.csr_matrix:
    """(n, v) of headlines or of texts."""
    good = (ids >= 0) & (points.is_title == title) & ~points.is_name
    good[points.literal] = False
    good[good] &= allowed[ids[good]]
    good[measure.repeated(points, ids.astype(np.int32), good)] = False
    factor = word_factor(points)[good]
    shape = (len(points.length), len(allowed))
    return sp.coo_matrix((factor, (points.article[good], ids[good])), shape=shape).tocsr()


def count_cues(points: measure.Points) -> Floats:
    """(n, c, 2)."""
    table, at = cue_table(), points.cues.first
    out = np.zeros((len(points.length), len(table.components), 2))
    value = table.weight[points.cues.cue] / 100 * word_factor(points)[at]
    side = np.where(points.is_title[at], 0, 1)
    np.add.at(out, (points.article[at], table.component[points.cues.cue], side), value)
    return out


def fit_logistic(value: Floats, share: Floats, slope: float | None = None) -> tuple[float, float]:
    """(intercept, slope) of log-odds on a value by cross-entropy with shares from 0 to 1; the slope may be given."""

    def loss(x: Floats) -> float:
        z = x[0] + (x[1] if slope is None else slope) * value
        return float(np.mean(np.logaddexp(0, z) - share * z))

    best = minimize(loss, np.array([0.0, 1.0])).x
    return float(best[0]), float(best[1]) if slope is None else slope


def figures(rating: Floats, outlets: Sequence[str], predicted: Floats) -> dict[str, float | None]:
    """n, Spearman's correlation with the ratings, and that after each outlet's mean is taken away (FEWEST_OF_OUTLET articles
    or more); None where there is no such outlet."""
    groups = defaultdict(list)
    for outlet, one, other in zip(outlets, rating, predicted, strict=True):
        groups[outlet].append((one, other))
    inside = [np.array(g) - np.mean(g, axis=0) for g in groups.values() if len(g) >= FEWEST_OF_OUTLET]
    within = _spearman(*np.concatenate(inside).T) if inside else None
    return {"n": float(len(predicted)), "spearman": _spearman(rating, predicted), "within_outlet": within}


def _spearman(one: Floats, other: Floats) -> float:
    return round(float(spearmanr(one, other).statistic), 4)
