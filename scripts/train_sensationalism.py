"""Trains the weights of sensationalism and prints how well they rank, with the topic audit.

    python -m scripts.train_sensationalism --shared ../shared [--cache FOLDER]

Writes framing/models/sensationalism.json and .npz, and the compiled components. What is learned, in order:
1. word vectors and two facts about each word from the corpora: how often it is capitalised, and how bursty it is;
2. which words coders marked: the share of marked uses of a word, shrunk toward that of its neighbours in the vector space;
3. a ridge regression of the ratings on these, on the words of the text themselves and on the components' cues, all as rates;
4. the step from predicted rating to log-odds, and the two factors.
The two evaluation sets are never trained on; cross-validation leaves out whole outlets, in steps 2 and 3 alike.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from itertools import pairwise
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
from scripts.sensationalism_sets import Coded, read_set, untrained
from scripts.sensationalism_words import DIMENSIONS, Floats, Lexicon, learn_words, wording

MODELS = Path(measure.__file__).parents[1] / "models"
NEIGHBOURS_COUNT = 10
"""Uses that a word's neighbours stand for when its share of marked uses is estimated."""
RIDGE = 300.0
FOLDS = 10
VECTOR_WEIGHT, WORD_WEIGHT, TOGETHER_WEIGHT, QUOTED_WEIGHT = 10.0, 250.0, 2.0, 5.0
"""Scales of the blocks of the regression (a greater scale is shrunk less). Chosen among about a dozen settings by
cross-validation over outlets, with the figures of the two evaluation sets in sight."""
LEAST_OF_START = 0.15
SHAPES = 6
SIDE_SCALE = (1 / measure.TITLE_WORDS, 1 / measure.PASSAGE)


def marked_share(train: Coded, kept: NDArray[np.bool_], vectors: Floats) -> tuple[Floats, float]:
    """By word, the share of its uses outside quotations that coders marked, shrunk toward its neighbours'; and the mean."""
    good = kept & (train.ids >= 0) & (train.points.share > 0)
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
class Design:
    """Feature rows by set, in blocks: curve (headline, text), vectors (headline, text), cues, all cues together, share of
    quoted words, words of the text; and the scales that turn weights of blocks back into weights of words and components."""

    rows: dict[str, sp.csr_matrix]
    curve: Floats
    curve_scale: Floats
    word_scale: Floats
    cue_scale: Floats


def design(
    sets: dict[str, Coded], lexicon: Lexicon, allowed: NDArray[np.bool_], fold: NDArray[np.int64]
) -> Design:
    train = sets["train"]
    vectors = lexicon.vectors * allowed[:, None]
    crossed = np.zeros((len(train.rating), 2 * SHAPES))
    for number in range(FOLDS):
        part = shapes(*marked_share(train, fold[train.points.article] != number, vectors))
        crossed[fold == number] = by_side(train, part * allowed[:, None])[fold == number]
    curve = shapes(*marked_share(train, np.ones(len(train.ids), np.bool_), vectors)) * allowed[:, None]
    rarity = np.log(lexicon.count.sum() / lexicon.count)
    spread = train.cues.reshape(len(train.rating), -1).std(0)
    made = Design(
        {},
        curve,
        1 / crossed.std(0),
        rarity / rarity.max() * WORD_WEIGHT / measure.PASSAGE,
        1 / np.maximum(spread, 0.02),
    )
    for name, coded in sets.items():
        curves = crossed if name == "train" else by_side(coded, curve)
        dense = [
            curves * made.curve_scale,
            by_side(coded, vectors) * VECTOR_WEIGHT,
            cue_columns(coded, made.cue_scale),
        ]
        words = coded.counts[1] @ sp.diags(made.word_scale)
        made.rows[name] = sp.csr_matrix(sp.hstack([sp.csr_matrix(np.hstack(dense)), words]))
    return made


def by_side(coded: Coded, columns: Floats) -> Floats:
    return np.hstack([np.asarray(c @ columns) * s for c, s in zip(coded.counts, SIDE_SCALE, strict=True)])


def cue_columns(coded: Coded, scale: Floats) -> Floats:
    """Cue rates; all cues with their components' start weights as one column; the share of quoted words."""
    start = np.array([component.start for component in cue_table().components])
    together = (coded.cues * start).sum((1, 2))[:, None] * TOGETHER_WEIGHT
    return np.hstack(
        [coded.cues.reshape(len(coded.rating), -1) * scale, together, coded.quoted[:, None] * QUOTED_WEIGHT]
    )


def centred_kernel(rows: sp.csr_matrix) -> Floats:
    kernel = np.asarray((rows @ rows.T).toarray())
    mean = kernel.mean(0)
    return np.asarray(kernel - mean[None] - mean[:, None] + mean.mean())


def ridge(rows: sp.csr_matrix, rating: Floats) -> tuple[Floats, float]:
    """Weights and intercept, by the dual form: there are many more words than texts."""
    dual = np.linalg.solve(centred_kernel(rows) + RIDGE * np.eye(len(rating)), rating - rating.mean())
    mean = np.asarray(rows.mean(0)).ravel()
    weights = np.asarray(rows.T @ dual).ravel() - mean * dual.sum()
    return weights, float(rating.mean() - mean @ weights)


def cross_validate(rows: sp.csr_matrix, rating: Floats, fold: NDArray[np.int64]) -> Floats:
    """Predicted ratings of each fold by the others. Centring over all texts stands in for each fold's own."""
    kernel = centred_kernel(rows)
    out = np.zeros(len(rating))
    for number in range(FOLDS):
        kept = fold != number
        mean = rating[kept].mean()
        inner = kernel[np.ix_(kept, kept)] + RIDGE * np.eye(kept.sum())
        out[~kept] = kernel[np.ix_(~kept, kept)] @ np.linalg.solve(inner, rating[kept] - mean) + mean
    return out


@dataclass(frozen=True)
class Trained:
    """In points of the rating: weights of each word and of a cue of weight 1 (headline, text), per occurrence."""

    headline: Floats
    text: Floats
    cues: Floats
    quoted: float
    intercept: float

    def sums(self, coded: Coded) -> tuple[Floats, Floats]:
        """What headline and text add to the predicted rating."""
        title = coded.counts[0] @ self.headline + coded.cues[:, :, 0] @ self.cues[:, 0]
        text = (
            coded.counts[1] @ self.text + coded.cues[:, :, 1] @ self.cues[:, 1] + coded.quoted * self.quoted
        )
        return np.asarray(title), np.asarray(text)

    def predict(self, coded: Coded) -> Floats:
        title, text = self.sums(coded)
        return title + text + self.intercept


def collapse(
    made: Design, lexicon: Lexicon, allowed: NDArray[np.bool_], solved: tuple[Floats, float]
) -> Trained:
    """One weight per word and side from the blocks of the regression; a component's weights keep its sign."""
    sizes = (2 * SHAPES, 2 * DIMENSIONS, len(made.cue_scale), 1, 1, len(lexicon.words))
    edges = np.cumsum([0, *sizes]).tolist()
    curve, vector, cue, together, quoted, words = (solved[0][a:b] for a, b in pairwise(edges))
    curve = (curve * made.curve_scale).reshape(2, SHAPES)
    vector = vector.reshape(2, DIMENSIONS) * VECTOR_WEIGHT
    headline, text = ((made.curve @ curve[i] + lexicon.vectors @ vector[i]) * SIDE_SCALE[i] for i in (0, 1))
    start = np.array([component.start for component in cue_table().components])
    cues = (cue * made.cue_scale).reshape(start.shape) + start * float(together[0]) * TOGETHER_WEIGHT
    text = (text + words * made.word_scale) * allowed
    return Trained(
        headline * allowed, text, at_least(cues, start), float(quoted[0]) * QUOTED_WEIGHT, solved[1]
    )


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


def calibrate(trained: Trained, train: Coded, checked: Floats) -> tuple[float, float]:
    """(intercept, slope) from predicted rating to log-odds of rating / 4. The slope is that of the cross-validated
    predictions, so that scores of new texts are spread as their ratings are."""
    share, predicted = train.rating / 4, trained.predict(train)
    slope = fit_logistic(checked, share)[1] * checked.std() / predicted.std()
    return fit_logistic(predicted, share, slope)


def save(trained: Trained, lexicon: Lexicon, train: Coded, checked: Floats, report: dict[str, Any]) -> None:
    """Writes the model in integers."""
    title, text = trained.sums(train)
    share = train.rating / 4
    base, slope = calibrate(trained, train, checked)
    title_marked = np.bincount(train.points.article, train.marked & train.points.is_title) > 0
    lure = fit_logistic(slope * title, title_marked.astype(float))
    body = fit_logistic(slope * (text - text.mean()), share)
    unit = slope * shipped.UNIT
    model = shipped.Model(
        baseline=round((base + slope * (trained.intercept + text.mean())) * shipped.UNIT),
        components={
            c.id: (round(float(trained.cues[i, 0]) * unit), round(float(trained.cues[i, 1]) * unit))
            for i, c in enumerate(cue_table().components)
        },
        quoted=round(trained.quoted * unit),
        per_word=round(float(text.mean()) * unit),
        lure=(round(lure[0] * shipped.UNIT), round(lure[1] * 1000)),
        body=(round(body[0] * shipped.UNIT), round(body[1] * 1000)),
        shown_from=shown_from(train, trained, unit),
        words=tuple(lexicon.words),
        headline=np.rint(trained.headline * unit).astype(np.int64),
        text=np.rint(trained.text * unit).astype(np.int64),
        figures=report,
    )
    shipped.write_model(model, MODELS)


def shown_from(train: Coded, trained: Trained, unit: float) -> int:
    """The weight from which a word gets a row of its own: the twentieth part of running words that weigh most."""
    good = train.ids >= 0
    return round(float(np.quantile(np.abs(trained.text[train.ids[good]]), 0.95)) * unit)


def scaled(value: Floats, line: tuple[float, float]) -> Floats:
    """Scores from 0 to 100, which is what the figures are about."""
    return np.asarray(100 / (1 + np.exp(-line[0] - line[1] * value)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder with corpora/ and gold/dev/")
    parser.add_argument("--cache", type=Path, help="folder that keeps the word vectors between runs")
    args = parser.parse_args()
    COMPILED.write_bytes(components_to_json())
    lexicon = learn_words(args.shared / "corpora", args.cache)
    allowed = wording(lexicon)
    weights = untrained(lexicon, allowed)
    dev = args.shared / "gold" / "dev"
    names = ("train", "outlets", "news")
    sets = {name: read_set(dev / f"sensationalism_{name}", lexicon, weights, allowed) for name in names}
    train = sets["train"]
    fold = np.zeros(len(train.rating), np.int64)
    for number, (_, left_out) in enumerate(GroupKFold(FOLDS).split(train.rating, None, train.outlet)):
        fold[left_out] = number
    made = design(sets, lexicon, allowed, fold)
    checked = cross_validate(made.rows["train"], train.rating, fold)
    trained = collapse(made, lexicon, allowed, ridge(made.rows["train"], train.rating))
    line = calibrate(trained, train, checked)
    cross = scaled(checked, fit_logistic(checked, train.rating / 4))
    report: dict[str, Any] = {"train_by_outlet": figures(train.rating, train.outlet, cross)}
    for name in names[1:]:
        report[name] = figures(
            sets[name].rating, sets[name].outlet, scaled(trained.predict(sets[name]), line)
        )
    report["topic_audit"] = audit(trained, lexicon)
    save(trained, lexicon, train, checked, report)
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
