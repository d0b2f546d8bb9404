"""Trains the weights of sensationalism and prints how well they rank, with the topic audit.

    OMP_NUM_THREADS=1 python -m scripts.train_sensationalism --shared ../shared [--cache FOLDER]

Writes framing/models/sensationalism.json and .npz, and the compiled components. What is learned, in order:
1. word vectors and two facts about each word from the corpora: how often it is capitalised, and how bursty it is;
2. which words coders marked: the share of marked uses of a word, shrunk toward that of its neighbours in the vector space;
3. a ridge regression of the ratings on these, on what else is known of the words (scripts/sensationalism_features.py) and on
   the components' cues, all as rates; quoted words count half in it, as they did for the coders;
4. the step from predicted rating to log-odds, and the two factors.
The two evaluation sets are never trained on; cross-validation leaves out whole outlets, in steps 2 and 3 alike.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from framing.codebook.components import COMPILED, components_to_json
from framing.measures import sensationalism as measure
from framing.measures import sensationalism_model as shipped
from framing.measures.sensationalism_cues import cue_table
from framing.training.rates import figures, fit_logistic
from scripts.sensationalism_features import word_features
from scripts.sensationalism_sets import Coded, Reading, joined, read_fresh, read_set, untrained
from scripts.sensationalism_words import Floats, Lexicon, learn_words, wording

FRESH = Path(__file__).parents[1] / "docs" / "judged" / "ratings-fresh.tsv"
"""Ratings of further passages: ids, offsets and numbers; the corpora hold the texts."""
MODELS = Path(measure.__file__).parents[1] / "models"
NEIGHBOURS_COUNT = 10
"""Uses that a word's neighbours stand for when its share of marked uses is estimated."""
FOLDS = 10
VARIANCE = {
    ("near", 0): 0.005, ("near", 1): 0.013, ("wide", 0): 0.02, ("wide", 1): 0.042, ("letters", 0): 0.02, ("letters", 1): 0.067,
    ("word", 0): 0.02, ("word", 1): 0.05, ("grade", 0): 0.02, ("grade", 1): 0.016,
}  # fmt: skip
"""What each block of features may add to headlines (0) and texts (1): the variance it is given, that of the errors being 1."""
CURVE, CUES, TOGETHER, QUOTED, RATERS = 0.027, 0.009, 0.005, 0.001, 1.0
"""The same for the curve over marked shares, each component's cues, all cues together, the share of quoted words and the
raters' levels. All were chosen among some fifty settings by cross-validation over outlets."""
MISREAD, NOISE = 0.8, 0.3
"""Variance of the errors: what the sum over words gets wrong in a text, whoever rates it, and what a single rating adds. So
a text that two have rated does not count as two texts."""
LEAST_OF_START = 0.15
LEAST_SPREAD = 1e-9
"""Variance of a block's rows under which they are all alike and say nothing."""
SHAPES = 6
SIDE_SCALE = (1 / measure.TITLE_WORDS, 1 / measure.PASSAGE)


def marked_share(train: Coded, kept: NDArray[np.bool_], vectors: Floats) -> tuple[Floats, float]:
    """By word, the share of its uses outside quotations that coders marked, shrunk toward its neighbours'; and the mean.

    Only the coders of the gold sets marked anything.
    """
    good = kept & train.is_gold[train.points.article] & (train.ids >= 0) & (train.points.share > 0)
    size = len(vectors)
    uses = np.bincount(train.ids[good], minlength=size)
    marked = np.bincount(train.ids[good], weights=train.marked[good], minlength=size)
    seen = uses > 0
    rows = np.concatenate((vectors[seen], vectors[seen])) * 4
    answer = np.concatenate((np.ones(seen.sum()), np.zeros(seen.sum())))
    weight = np.concatenate((marked[seen], (uses - marked)[seen]))
    neighbours = LogisticRegression(C=1.0, max_iter=300).fit(rows, answer, sample_weight=weight)
    near = neighbours.predict_proba(vectors * 4)[:, 1]
    return (marked + NEIGHBOURS_COUNT * near) / (uses + NEIGHBOURS_COUNT), float(marked.sum() / uses.sum())


def shapes(share: Floats, mean: float) -> Floats:
    """SHAPES functions of a word's marked share: with weights on them the regression draws a curve."""
    odds = np.log(share / (1 - share)) - np.log(mean / (1 - mean))
    steps = [np.maximum(odds - knot, 0) for knot in (0.0, 0.7, 1.4)]
    return np.stack([share * 6, odds, *steps, np.minimum(odds, 0)], 1)


@dataclass(frozen=True)
class Block:
    """Features of a set's texts: rows · scale: by which they are multiplied, so that the ridge gives them their variance."""

    rows: sp.csr_matrix
    scale: float

    def kernel(self) -> Floats:
        dense = self.rows.nnz > self.rows.shape[0] * self.rows.shape[1] / 5
        if dense:
            rows = np.asarray(self.rows.toarray())
            return np.asarray(rows @ rows.T) * self.scale**2
        return np.asarray((self.rows @ self.rows.T).toarray()) * self.scale**2

    def weights(self, dual: Floats) -> Floats:
        """The weights of its features, unscaled."""
        return np.asarray(self.rows.T @ dual).ravel() * self.scale**2


def block(rows: Floats | sp.csr_matrix, variance: float) -> Block:
    """scale: such that the rows have this variance about their mean."""
    made = sp.csr_matrix(rows)
    square = float(made.multiply(made).sum() / made.shape[0])
    mean = np.asarray(made.mean(0)).ravel()
    spread = square - float(mean @ mean)
    return Block(made, float(np.sqrt(variance / spread)) if spread > LEAST_SPREAD else 0.0)


@dataclass(frozen=True)
class Design:
    """The training set in blocks. features: of words · words: by name of features and side · curve: functions of each word's
    marked share · cues: a column for each component and side · together: all cues with their start weights · texts: which
    ratings are of the same text."""

    features: dict[str, sp.csr_matrix]
    words: dict[tuple[str, int], Block]
    curve: Floats
    curve_scale: Floats
    curves: Block
    cue_scale: Floats
    cues: Block
    together: Block
    quoted: Block
    raters: Block
    texts: Block

    def told(self) -> list[Block]:
        """What scoring knows."""
        return [*self.words.values(), self.curves, self.cues, self.together]

    def untold(self) -> list[Block]:
        """What ratings depend on besides: quotations, where they count for something, the rater's scale, and the text."""
        return [self.quoted, self.raters, self.texts]


def design(train: Coded, lexicon: Lexicon, allowed: NDArray[np.bool_], fold: NDArray[np.int64]) -> Design:
    features = word_features(lexicon, allowed)
    vectors = lexicon.vectors * allowed[:, None]
    crossed = np.zeros((len(train.rating), 2 * SHAPES))
    for number in range(FOLDS):
        part = shapes(*marked_share(train, fold[train.points.article] != number, vectors))
        crossed[fold == number] = by_side(train, part * allowed[:, None])[fold == number]
    flat = train.cues.reshape(len(train.rating), -1)
    cue_scale = 1 / np.maximum(flat.std(0), 0.02)
    return Design(
        features,
        {(name, side): block(train.counts[side] @ features[name], v) for (name, side), v in VARIANCE.items()},
        shapes(*marked_share(train, np.ones(len(train.ids), np.bool_), vectors)) * allowed[:, None],
        1 / crossed.std(0),
        block(crossed / crossed.std(0), CURVE),
        cue_scale,
        block(flat * cue_scale, CUES),
        block((train.cues * starts()).sum((1, 2))[:, None], TOGETHER),
        block(train.quoted[:, None], QUOTED),
        block(indicators(train.rater), RATERS),
        Block(indicators(train.source), MISREAD**0.5),
    )


def indicators(names: list[str]) -> sp.csr_matrix:
    """(n, k) a column for each name, 1 where it stands."""
    known, column = np.unique(names, return_inverse=True)
    cells = (np.ones(len(names)), (np.arange(len(names)), column))
    return sp.csr_matrix(cells, shape=(len(names), len(known)))


def starts() -> Floats:
    """c × (headline, text), the start weights of the components."""
    return np.array([component.start for component in cue_table().components])


def by_side(coded: Coded, columns: Floats) -> Floats:
    return np.hstack([np.asarray(c @ columns) * s for c, s in zip(coded.counts, SIDE_SCALE, strict=True)])


def centred_kernel(blocks: list[Block]) -> Floats:
    kernel = sum((part.kernel() for part in blocks), np.zeros(()))
    mean = kernel.mean(0)
    return np.asarray(kernel - mean[None] - mean[:, None] + mean.mean())


def ridge(kernel: Floats, rating: Floats) -> Floats:
    """(n,) the dual weights, which add up to 0: there are many more words than texts."""
    dual = np.linalg.solve(kernel + NOISE * np.eye(len(rating)), rating - rating.mean())
    return np.asarray(dual - dual.mean())


def cross_validate(kernel: Floats, told: Floats, rating: Floats, fold: NDArray[np.int64]) -> Floats:
    """Predicted ratings of each fold by the others. Centring over all texts stands in for each fold's own.

    told: the kernel of what scoring knows; `kernel` has the share of quoted words besides, which the ratings depend on.
    """
    out = np.zeros(len(rating))
    for number in range(FOLDS):
        kept = fold != number
        mean = rating[kept].mean()
        inner = kernel[np.ix_(kept, kept)] + NOISE * np.eye(kept.sum())
        out[~kept] = told[np.ix_(~kept, kept)] @ np.linalg.solve(inner, rating[kept] - mean) + mean
    return out


@dataclass(frozen=True)
class Trained:
    """In points of the rating: weights of each word and of a cue of weight 1 (headline, text), per occurrence."""

    headline: Floats
    text: Floats
    cues: Floats
    intercept: float

    def sums(self, coded: Coded) -> tuple[Floats, Floats]:
        """What headline and text add to the predicted rating."""
        title = coded.counts[0] @ self.headline + coded.cues[:, :, 0] @ self.cues[:, 0]
        text = coded.counts[1] @ self.text + coded.cues[:, :, 1] @ self.cues[:, 1]
        return np.asarray(title), np.asarray(text)

    def predict(self, coded: Coded) -> Floats:
        title, text = self.sums(coded)
        return title + text + self.intercept


def collapse(made: Design, train: Coded, allowed: NDArray[np.bool_], dual: Floats) -> Trained:
    """One weight per word and side from the blocks of the regression; a component's weights keep its sign."""
    curve = (made.curves.weights(dual) * made.curve_scale).reshape(2, SHAPES)
    sides = [made.curve @ curve[i] * SIDE_SCALE[i] for i in (0, 1)]
    for (name, side), part in made.words.items():
        sides[side] = sides[side] + np.asarray(made.features[name] @ part.weights(dual))
    start = starts()
    cues = (made.cues.weights(dual) * made.cue_scale).reshape(start.shape)
    cues = cues + start * float(made.together.weights(dual)[0])
    headline, text = (np.asarray(side * allowed) for side in sides)
    trained = Trained(headline, text, at_least(cues, start), 0.0)
    return replace(trained, intercept=float((train.rating - trained.predict(train))[train.is_gold].mean()))


def at_least(cues: Floats, start: Floats) -> Floats:
    """The weights of components, none under LEAST_OF_START of its start weight, in the units of the learned ones: where
    ratings are too few to tell (second person, forward reference), published evidence keeps a say and the sign."""
    known = start != 0
    unit = np.median(np.abs(cues[known] / start[known]))
    least = LEAST_OF_START * unit * np.abs(start)
    return np.asarray(np.sign(start) * np.maximum(np.sign(start) * cues, least))


def audit(trained: Trained, lexicon: Lexicon, count: int = 20) -> dict[str, list[str]]:
    """The words with the greatest weights, for a reader to judge whether they are wording or topics."""
    lists = {}
    for name, weight in (("text", trained.text), ("headline", trained.headline)):
        order = np.argsort(weight, kind="stable")
        lists[f"{name}_raises"] = [lexicon.words[i] for i in order[::-1][:count]]
        lists[f"{name}_lowers"] = [lexicon.words[i] for i in order[:count]]
    return lists


def calibrate(predicted: Floats, share: Floats, checked: Floats) -> tuple[float, float]:
    """(intercept, slope) from predicted rating to log-odds of the share of the scale. The slope is that of the cross-validated
    predictions, so that scores of new texts are spread as their ratings are."""
    slope = fit_logistic(checked, share)[1] * checked.std() / predicted.std()
    return fit_logistic(predicted, share, slope)


def in_integers(trained: Trained, lexicon: Lexicon, train: Coded, checked: Floats) -> shipped.Model:
    """The model as it ships, without figures yet; its scale is that of the gold sets' coders."""
    gold = train.is_gold
    title, text = (side[gold] for side in trained.sums(train))
    share = measure.score_of_rating(train.rating[gold]) / 100
    base, slope = calibrate(title + text + trained.intercept, share, checked[gold])
    title_marked = np.bincount(train.points.article, train.marked & train.points.is_title)[gold] > 0
    lure = fit_logistic(slope * title, title_marked.astype(float))
    body = fit_logistic(slope * (text - text.mean()), share)
    unit = slope * shipped.UNIT
    return shipped.Model(
        baseline=round((base + slope * (trained.intercept + text.mean())) * shipped.UNIT),
        components={
            c.id: (round(float(trained.cues[i, 0]) * unit), round(float(trained.cues[i, 1]) * unit))
            for i, c in enumerate(cue_table().components)
        },
        per_word=round(float(text.mean()) * unit),
        lure=(round(lure[0] * shipped.UNIT), round(lure[1] * 1000)),
        body=(round(body[0] * shipped.UNIT), round(body[1] * 1000)),
        shown_from=shown_from(train, trained, unit),
        words=tuple(lexicon.words),
        headline=np.rint(trained.headline * unit).astype(np.int64),
        text=np.rint(trained.text * unit).astype(np.int64),
        figures={},
    )


def shown_from(train: Coded, trained: Trained, unit: float) -> int:
    """The weight from which a word gets a row of its own: the twentieth part of running words that weigh most."""
    good = train.ids >= 0
    return round(float(np.quantile(np.abs(trained.text[train.ids[good]]), 0.95)) * unit)


def scored(model: shipped.Model, coded: Coded, reading: Reading) -> Floats:
    """Scores of a set's texts by the measure itself, of the writer's own words."""
    compiled = shipped.compile_weights(model, reading.book.vocabulary)
    total = measure.weigh(coded.points, coded.known, compiled, model).total
    return np.array([measure.score_of(value / shipped.UNIT) for value in total.tolist()])


def learn(train: Coded, reading: Reading, tests: Mapping[str, Coded]) -> tuple[shipped.Model, Trained]:
    """The model that a set gives, with its figures: cross-validated by rater, and on each of the tests."""
    fold = np.zeros(len(train.rating), np.int64)
    for number, (_, left_out) in enumerate(GroupKFold(FOLDS).split(train.rating, None, train.outlet)):
        fold[left_out] = number
    made = design(train, reading.lexicon, reading.allowed, fold)
    told = centred_kernel(made.told())
    kernel = told + centred_kernel(made.untold())
    checked = cross_validate(kernel, told, train.rating, fold)
    trained = collapse(made, train, reading.allowed, ridge(kernel, train.rating))
    model = in_integers(trained, reading.lexicon, train, checked)
    raters = np.array(train.rater)
    report: dict[str, Any] = {
        f"train_by_outlet_{rater}": crossed(train, checked, np.flatnonzero(raters == rater), train.rating)
        for rater in sorted(set(train.rater))
    }
    report |= by_two_raters(train, checked)
    for name, coded in tests.items():
        report[name] = figures(coded.rating, coded.outlet, scored(model, coded, reading))
    return replace(model, figures=report), trained


def crossed(
    train: Coded, checked: Floats, rows: NDArray[np.int64], rating: Floats
) -> dict[str, float | None]:
    """The figures of cross-validated predictions for some rows, put on the scale of scores."""
    base, slope = fit_logistic(checked[rows], measure.score_of_rating(rating[rows]) / 100)
    scores = 100 / (1 + np.exp(-base - slope * checked[rows]))
    return figures(rating[rows], [train.outlet[i] for i in rows], scores)


def by_two_raters(train: Coded, checked: Floats) -> dict[str, dict[str, float | None]]:
    """The cross-validated figures of the gold set's texts that a second rater has rated, as scoring reads them, against the mean
    of both ratings: the test sets have the means of two coders. Nothing where there are none."""
    gold = {train.source[i]: i for i in np.flatnonzero(train.is_gold)}
    rows = np.array([i for i, s in enumerate(train.source) if s in gold and not train.is_gold[i]], np.int64)
    if not len(rows):
        return {}
    mean = train.rating.copy()
    mean[rows] = (mean[rows] + train.rating[[gold[train.source[i]] for i in rows]]) / 2
    return {"train_by_outlet_two_raters": crossed(train, checked, rows, mean)}


def arguments(description: str | None) -> argparse.Namespace:
    """shared and cache, as they are given on the command line."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder with corpora/ and gold/dev/")
    parser.add_argument("--cache", type=Path, help="folder that keeps the word vectors between runs")
    return parser.parse_args()


def main() -> None:
    args = arguments(__doc__)
    COMPILED.write_bytes(components_to_json())
    lexicon = learn_words(args.shared / "corpora", args.cache)
    reading = untrained(lexicon, wording(lexicon))
    dev = args.shared / "gold" / "dev"
    train = read_set(dev / "sensationalism_train", reading, as_coded=True)
    names = ("outlets", "news")
    tests = {name: read_set(dev / f"sensationalism_{name}", reading, as_coded=False) for name in names}
    alone, _ = learn(train, reading, tests)
    fresh = read_fresh(FRESH, args.shared / "corpora", reading)
    model, trained = learn(joined(train, fresh), reading, tests)
    report = {**model.figures, "gold_alone": alone.figures, "topic_audit": audit(trained, lexicon)}
    shipped.write_model(replace(model, figures=report), MODELS)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
