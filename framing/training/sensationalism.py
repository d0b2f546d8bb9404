"""A model of sensationalism from one's own ratings: the shipped weights, moved as far as the ratings carry it.

The predicted rating is a line on the shipped log-odds plus what cues and words add beside it. How much they may add is chosen
by cross-validation, nothing being one of the choices: with few ratings the own model is the shipped one on another scale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from framing.codebook import load_codebook
from framing.errors import FramingError
from framing.match import CompiledCodebook
from framing.measures import sensationalism as measure
from framing.measures import sensationalism_model as models
from framing.measures.sensationalism_cues import cue_table
from framing.training.rates import Floats, Rates, figures, find, fit_logistic, rates
from framing.training.ratings import Ratings

FEWEST_RATINGS = 100
FOLDS = 10
FEWEST_OUTLETS = 5
"""Known outlets under which validation leaves out articles instead."""
FREEDOM = (0.0, 0.03, 0.1, 0.3, 1.0)
"""How much cues and words may add beside the shipped score: the variance they are given, that of the errors being 1."""
LEAST_GAIN = 0.005
"""By how much the mean squared error must fall, as a share, before more freedom is taken."""
WIDE = 1e4
"""Variance of the line's slope: wide enough that nothing holds it."""


@dataclass(frozen=True)
class Trained:
    """The model with its cross-validated figures; figures_shipped: of the shipped model on the same ratings, which it never saw.

    freedom: the one chosen of FREEDOM · folds: what validation left out together, "outlets" or "articles".
    """

    model: models.Model
    figures: dict[str, float | None]
    figures_shipped: dict[str, float | None]
    freedom: float
    folds: str


@dataclass(frozen=True)
class _Problem:
    """line: (n,) shipped log-odds · free: (n, n) kernel of cues and words, 1 on average on its diagonal · scale: of `free`."""

    rates: Rates
    line: Floats
    free: Floats
    scale: float
    share: Floats


def train(ratings: Ratings) -> Trained:
    """Raises FramingError for fewer than FEWEST_RATINGS articles, or ratings that are all the same."""
    count = len(ratings.articles)
    if count < FEWEST_RATINGS:
        raise FramingError("ratings", f"{count} rated articles", f"rate at least {FEWEST_RATINGS}")
    if np.ptp(ratings.share) == 0:
        raise FramingError("ratings", "all ratings are the same", "rate articles that differ")
    shipped = models.shipped_model()
    book = CompiledCodebook(load_codebook(), more_words=models.model_words())
    weights = models.weights_for(book.vocabulary)
    points = measure.read_points(found := find(ratings.articles, book), weights)
    number = np.full(len(weights.vocabulary), -1, np.int64)
    number[weights.vocabulary.ids_of(shipped.words)] = np.arange(len(shipped.words))
    number[0] = -1
    ids = number[found.analysis.words.id]
    problem = _problem(rates(points, ids, np.ones(len(shipped.words), np.bool_)), shipped, ratings.share)
    fold, folds = _folds(ratings)
    freedom = _chosen(problem, fold)
    checked = _cross_validated(problem, freedom, fold)
    figures_own = figures(ratings.share, ratings.outlets, checked)
    figures_shipped = figures(ratings.share, ratings.outlets, problem.line)
    model = _model(problem, shipped, freedom, checked, ids[~points.is_title])
    about = {
        "cross_validated": figures_own,
        "shipped_model": figures_shipped,
        "left_out": folds,
        "freedom": freedom,
    }
    return Trained(replace(model, figures=about), figures_own, figures_shipped, freedom, folds)


def _problem(found: Rates, shipped: models.Model, share: Floats) -> _Problem:
    title, text = _sums(found, *_weights_of(shipped))
    spread = found.cues.reshape(len(share), -1)
    spread = spread / np.maximum(spread.std(0), 0.02)
    kernel = spread @ spread.T / spread.shape[1]
    for side in found.words:
        words = np.asarray((side @ side.T).toarray())
        kernel += words / max(float(np.diag(words).mean()), 1e-9)
    scale = float(np.diag(_centred(kernel)).mean())
    return _Problem(found, title + text, kernel / scale, scale, share)


def _weights_of(model: models.Model) -> tuple[Floats, Floats, Floats]:
    """headline, text: (v,) · cues: (c, 2); all in log-odds."""
    cues = np.array([model.components.get(c.id, (0, 0)) for c in cue_table().components], float)
    return (
        model.headline / models.UNIT,
        model.text / models.UNIT,
        cues / models.UNIT,
    )


def _sums(found: Rates, headline: Floats, text: Floats, cues: Floats) -> tuple[Floats, Floats]:
    """(n,) what headlines add, and what texts do."""
    of_title = found.words[0] @ headline + found.cues[:, :, 0] @ cues[:, 0]
    of_text = found.words[1] @ text + found.cues[:, :, 1] @ cues[:, 1]
    return np.asarray(of_title), np.asarray(of_text)


def _folds(ratings: Ratings) -> tuple[NDArray[np.int64], str]:
    """(n,) the fold of every article: whole outlets, or single articles where too few outlets are known."""
    outlets = ratings.outlets
    by_outlet = len(set(outlets)) >= FEWEST_OUTLETS
    groups = outlets if by_outlet else [str(i) for i in range(len(outlets))]
    fold = np.zeros(len(groups), np.int64)
    splits = GroupKFold(min(FOLDS, len(set(groups)))).split(ratings.share, None, groups)
    for at, (_, left_out) in enumerate(splits):
        fold[left_out] = at
    return fold, "outlets" if by_outlet else "articles"


def _chosen(problem: _Problem, fold: NDArray[np.int64]) -> float:
    """The least freedom after which none gains much."""
    error = [float(np.mean((_cross_validated(problem, f, fold) - problem.share) ** 2)) for f in FREEDOM]
    best = 0
    for at in range(1, len(FREEDOM)):
        if error[at] < error[best] * (1 - LEAST_GAIN):
            best = at
    return FREEDOM[best]


def _kernel(problem: _Problem, freedom: float) -> Floats:
    line = problem.line - problem.line.mean()
    return WIDE * np.outer(line, line) + freedom * _centred(problem.free)


def _centred(kernel: Floats) -> Floats:
    mean = kernel.mean(0)
    return np.asarray(kernel - mean[None] - mean[:, None] + mean.mean())


def _cross_validated(problem: _Problem, freedom: float, fold: NDArray[np.int64]) -> Floats:
    """(n,) predicted shares of each fold by the others. Centring over all texts stands in for each fold's own."""
    kernel, out = _kernel(problem, freedom), np.zeros(len(fold))
    for number in np.unique(fold):
        kept = fold != number
        mean = problem.share[kept].mean()
        inner = kernel[np.ix_(kept, kept)] + np.eye(int(kept.sum()))
        out[~kept] = kernel[np.ix_(~kept, kept)] @ np.linalg.solve(inner, problem.share[kept] - mean) + mean
    return out


def _model(
    problem: _Problem, shipped: models.Model, freedom: float, checked: Floats, running: NDArray[np.int64]
) -> models.Model:
    """The weights of the line and of what is added beside it, on the log-odds scale. running: numbers of the texts' words."""
    found, share = problem.rates, problem.share
    dual = np.linalg.solve(_kernel(problem, freedom) + np.eye(len(share)), share - share.mean())
    dual = dual - dual.mean()
    slope = max(WIDE * float((problem.line - problem.line.mean()) @ dual), 0.0)
    headline, text, cues = _weights_of(shipped)
    free = freedom / problem.scale
    spread = np.maximum(found.cues.reshape(len(share), -1).std(0), 0.02)
    own = (found.cues.reshape(len(share), -1) / spread).T @ dual / spread / len(spread) * free
    cues = _with_their_signs(slope * cues + own.reshape(cues.shape))
    sides = []
    for weights, side in zip((headline, text), found.words, strict=True):
        diagonal = max(float(side.multiply(side).sum(1).mean()), 1e-9)
        sides.append(slope * weights + np.asarray(side.T @ dual) / diagonal * free)
    return _scaled(problem, shipped, (sides[0], sides[1], cues), checked, running)


def _with_their_signs(cues: Floats) -> Floats:
    """A component that is defined to raise the score never lowers it."""
    signs = np.array([1.0 if component.sign == "raises" else -1.0 for component in cue_table().components])
    return np.asarray(signs[:, None] * np.maximum(signs[:, None] * cues, 0.0))


def _scaled(
    problem: _Problem,
    shipped: models.Model,
    parts: tuple[Floats, Floats, Floats],
    checked: Floats,
    running: NDArray[np.int64],
) -> models.Model:
    """From shares of the scale to log-odds, as spread as the cross-validated predictions are, in the integers of a model."""
    headline, text, cues = parts
    title_sum, text_sum = _sums(problem.rates, headline, text, cues)
    total, share = title_sum + text_sum, measure.score_of_rating(4 * problem.share) / 100
    wide = fit_logistic(checked, share)[1] * checked.std() / max(float(total.std()), 1e-9)
    base, slope = fit_logistic(total, share, wide)
    unit = slope * models.UNIT
    body = fit_logistic(slope * (text_sum - text_sum.mean()), share)
    old_title = _sums(problem.rates, *_weights_of(shipped))[0]
    lure = shipped.lure[1] * float(
        np.cov(old_title, slope * title_sum)[0, 1] / max(np.var(slope * title_sum), 1e-9)
    )
    words = np.abs(text[running[running >= 0]])
    return models.Model(
        round((base + slope * float(text_sum.mean())) * models.UNIT),
        {
            component.id: (round(float(cues[at, 0]) * unit), round(float(cues[at, 1]) * unit))
            for at, component in enumerate(cue_table().components)
        },
        round(float(text_sum.mean()) * unit),
        (shipped.lure[0], round(lure)),
        (round(body[0] * models.UNIT), round(body[1] * 1000)),
        round(float(np.quantile(words, 0.95)) * unit),
        shipped.words,
        np.rint(headline * unit).astype(np.int64),
        np.rint(text * unit).astype(np.int64),
        {},
    )
