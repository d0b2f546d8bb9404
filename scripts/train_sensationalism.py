"""Trains the weights of sensationalism and prints how well they rank, and the topic audit.

    python scripts/train_sensationalism.py --shared ../shared --cache FOLDER

Writes framing/models/sensationalism.json and .npz. What is learned, in order (docs/sensationalism.md has the reasons):
1. word vectors and two facts about each word from the corpora: how often it is capitalised, and how bursty it is;
2. which words coders marked: the share of marked uses of a word, shrunk toward that of its neighbours in the vector space;
3. a ridge regression of the ratings on these, on the words themselves and on the components' cues, all as rates;
4. the step from predicted rating to log-odds, and the two factors.
The two evaluation sets are never trained on; cross-validation leaves out whole outlets.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.utils.extmath import randomized_svd

from framing.attribution import find_attributions
from framing.match import Uses
from framing.measures import sensationalism as measure
from framing.measures import sensationalism_model as shipped
from framing.measures.contract import Found
from framing.measures.sensationalism_cues import cue_table, cue_words
from framing.text import analyse
from framing.text.vocabulary import shipped_vocabulary
from framing.types import Article

Floats = NDArray[np.float64]
MODELS = Path(measure.__file__).parents[1] / "models"
MOST_CAPITAL = 0.5
"""A word that is capitalised within sentences more often than this is a name."""
MOST_BURSTY = 1.5
"""Occurrences per article with the word, over what chance would give; topic words recur within an article, wording does not."""
FEWEST_USES = 8
DIMENSIONS = 300
NEIGHBOURS_COUNT = 10
"""Uses that a word's neighbours stand for when its share of marked uses is estimated."""
RIDGE = 300.0
FOLDS = 10
FUNCTION_TAGS = b"dopx&ctqaV"
MARKS = MODELS.parents[1] / "scripts" / "sensationalism_topics.txt"
"""Words that the audit showed to be topics; they get no weight."""


# --- corpora -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lexicon:
    """What the corpora say about each word. words in order of frequency · vectors: rows of length 1."""

    words: list[str]
    capital: Floats
    burstiness: Floats
    tag: NDArray[np.uint8]
    count: Floats
    vectors: Floats


def spelled(analysis: Any) -> list[str]:
    words, data = analysis.words, analysis.folded.data
    spans = zip(words.start.tolist(), words.core_end.tolist(), strict=True)
    return [data[start:end].decode("latin-1") for start, end in spans]


def read_corpora(folder: Path) -> Iterable[list[Article]]:
    for name in ("allsides", "ai-tech"):
        with gzip.open(folder / f"{name}.jsonl.gz") as file:
            rows = [json.loads(line) for line in file]
        for at in range(0, len(rows), 200):
            yield [Article(id=row["id"], text=row["text"][:14000]) for row in rows[at : at + 200]]


def learn_words(folder: Path, cache: Path | None) -> Lexicon:
    """Word vectors (positive pointwise mutual information within two words, truncated SVD; Levy & Goldberg 2014) and counts."""
    if cache and (cache / "words.npz").exists():
        kept = np.load(cache / "words.npz")
        return Lexicon(kept["words"].tolist(), *(kept[n] for n in ("capital", "burstiness", "tag", "count", "vectors")))
    documents: list[list[str]] = []
    total, inside, capital, articles_with, tags = Counter[str](), Counter[str](), Counter[str](), Counter[str](), {}
    articles = 0
    for batch in read_corpora(folder):
        analysis = analyse(batch)
        words = spelled(analysis)
        documents.append(words)
        total.update(words)
        first = np.concatenate(([True], np.diff(analysis.word_sentence) != 0))
        text = np.array(words, object)
        inside.update(text[~first].tolist())
        capital.update(text[~first & analysis.words.capital].tolist())
        articles_with.update(word for word, _ in set(zip(words, (analysis.word_field // 2).tolist(), strict=True)))
        tags.update(zip(words, analysis.words.tag.tolist(), strict=True))
        articles += len(batch)
    words = [word for word, count in total.most_common() if count >= FEWEST_USES]
    counts = np.array([total[word] for word in words], float)
    expected = articles * -np.expm1(-counts / articles)
    lexicon = Lexicon(
        words,
        np.array([capital[word] / max(inside[word], 1) for word in words]),
        np.array([expected[i] / articles_with[word] for i, word in enumerate(words)]),
        np.array([tags[word] for word in words], np.uint8),
        counts,
        word_vectors(documents, words),
    )
    if cache:
        columns = {name: getattr(lexicon, name) for name in ("capital", "burstiness", "tag", "count", "vectors")}
        np.savez(cache / "words.npz", words=np.array(words), **columns)
    return lexicon


def word_vectors(documents: list[list[str]], words: list[str]) -> Floats:
    index = {word: i for i, word in enumerate(words)}
    size = len(words)
    together = sp.csr_matrix((size, size), dtype=np.float32)
    for document in documents:
        ids = np.array([index.get(word, -1) for word in document])
        for distance, weight in ((1, 1.0), (2, 0.5)):
            left, right = ids[:-distance], ids[distance:]
            good = (left >= 0) & (right >= 0)
            ones = np.full(int(good.sum()), weight, np.float32)
            together = together + sp.coo_matrix((ones, (left[good], right[good])), shape=(size, size)).tocsr()
    both = (together + together.T).tocoo()
    row = np.bincount(both.row, weights=both.data, minlength=size)
    context = row**0.75 / (row**0.75).sum()
    information = np.log(both.data / (row[both.row] * context[both.col]))
    positive = information > 0
    matrix = sp.csr_matrix((information[positive], (both.row[positive], both.col[positive])), shape=(size, size))
    left, strength, _ = randomized_svd(matrix, DIMENSIONS, n_iter=3, random_state=0)
    vectors = left * np.sqrt(strength)
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


def wording(lexicon: Lexicon) -> NDArray[np.bool_]:
    """Which words may have a weight: no names, numbers or topics."""
    listed = {line.strip() for line in MARKS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    number = np.array([any(c.isdigit() for c in word) or len(word) < 2 and word not in "ai" for word in lexicon.words])
    function = np.isin(lexicon.tag, np.frombuffer(FUNCTION_TAGS, np.uint8)) & (lexicon.capital < 0.6)
    topic = np.array([word in listed for word in lexicon.words])
    general = (lexicon.capital < MOST_CAPITAL) & (lexicon.burstiness < MOST_BURSTY)
    return np.asarray((general | function) & ~number & ~topic, np.bool_)


# --- coded texts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Coded:
    """A coded set. ids: lexicon row of each word or -1 · marked: words in a coder's phrase · cues: n × components × (headline, text)."""

    rating: Floats
    outlet: list[str]
    points: measure.Points
    ids: NDArray[np.int64]
    marked: NDArray[np.bool_]
    cues: Floats
    quoted: Floats
    counts: tuple[sp.csr_matrix, sp.csr_matrix]


def read_set(folder: Path, lexicon: Lexicon, weights: shipped.Weights, allowed: NDArray[np.bool_]) -> Coded:
    articles = [json.loads(line) for line in (folder / "articles.jsonl").open(encoding="utf-8")]
    codes = {c["article_id"]: c for c in map(json.loads, (folder / "codes.jsonl").open(encoding="utf-8"))}
    coded = [codes[a["id"]] for a in articles]
    found = find([Article(id=a["id"], text=a["text"], title=a["title"]) for a in articles], weights)
    points = measure.read_points(found, weights)
    index = {word: i for i, word in enumerate(lexicon.words)}
    ids = np.array([index.get(word, -1) for word in spelled(found.analysis)])
    counts = tuple(count_words(points, ids, allowed, title=title) for title in (True, False))
    return Coded(
        np.array([c["rating"] for c in coded], float),
        [a["outlet"] for a in articles],
        points,
        ids,
        mark(found.analysis, [c.get("phrases", ()) for c in coded]),
        count_cues(points),
        np.bincount(points.article, (points.share == 0) & ~points.is_title) / np.maximum(points.length, 1),
        (counts[0], counts[1]),
    )


def find(articles: Sequence[Article], weights: shipped.Weights) -> Found:
    analysis = analyse(articles, weights.vocabulary)
    none, no = np.zeros(0, np.int64), np.zeros(0, np.int32)
    uses = Uses(none, none, no, (), (), (), (), (), ())
    return Found(analysis, find_attributions(analysis), uses, np.ones(len(articles), np.bool_))


def mark(analysis: Any, phrases: list[Sequence[str]]) -> NDArray[np.bool_]:
    marked = np.zeros(len(analysis.words), np.bool_)
    for number, article in enumerate(analysis.articles):
        for phrase in phrases[number]:
            for field, text in enumerate((article.title or "", article.text)):
                at = text.find(phrase)
                if at >= 0:
                    start = int(analysis.field_start[2 * number + field]) + at
                    a, b = np.searchsorted(analysis.words.start, [start, start + len(phrase)])
                    marked[a:b] = True
                    break
    return marked


def word_factor(points: measure.Points) -> Floats:
    """(w,) the factor by which scoring multiplies each word's weight."""
    text, root = measure.factors(points)
    per_word = np.where(points.is_title, (root * text // 10_000)[points.article], text[points.article])
    return np.asarray(per_word * points.share / 10 / 10_000, float)


def count_words(
    points: measure.Points, ids: NDArray[np.int64], allowed: NDArray[np.bool_], *, title: bool
) -> sp.csr_matrix:
    good = (ids >= 0) & (points.is_title == title) & ~points.is_name
    good[good] &= allowed[ids[good]]
    factor = word_factor(points)[good]
    shape = (len(points.length), len(allowed))
    return sp.coo_matrix((factor, (points.article[good], ids[good])), shape=shape).tocsr()


def count_cues(points: measure.Points) -> Floats:
    table, at = cue_table(), points.cues.first
    out = np.zeros((len(points.length), len(table.components), 2))
    value = table.weight[points.cues.cue] / 100 * word_factor(points)[at]
    np.add.at(out, (points.article[at], table.component[points.cues.cue], np.where(points.is_title[at], 0, 1)), value)
    return out


# --- learning ----------------------------------------------------------------------------------------------------------


def marked_share(train: Coded, kept: NDArray[np.bool_], vectors: Floats) -> tuple[Floats, float]:
    """By word, the share of its uses in the writer's voice that coders marked, shrunk toward its neighbours'; and the mean."""
    good = kept & (train.ids >= 0) & (train.points.share > 0)
    size = len(vectors)
    uses = np.bincount(train.ids[good], minlength=size)
    marked = np.bincount(train.ids[good], weights=train.marked[good], minlength=size)
    seen = uses > 0
    rows = np.concatenate((vectors[seen], vectors[seen])) * 4
    answer = np.concatenate((np.ones(seen.sum()), np.zeros(seen.sum())))
    weight = np.concatenate((marked[seen], (uses - marked)[seen]))
    near = LogisticRegression(C=1.0, max_iter=300).fit(rows, answer, sample_weight=weight).predict_proba(vectors * 4)[:, 1]
    return (marked + NEIGHBOURS_COUNT * near) / (uses + NEIGHBOURS_COUNT), float(marked.sum() / uses.sum())


def shapes(share: Floats, mean: float) -> Floats:
    """Six functions of a word's marked share: with weights on them the regression draws a curve."""
    odds = np.log(share / (1 - share)) - np.log(mean / (1 - mean))
    steps = [np.maximum(odds - knot, 0) for knot in (0.0, 0.7, 1.4)]
    return np.stack([share * 6, odds, *steps, np.minimum(odds, 0)], 1)


SIDE_SCALE = (1 / 8, 1 / measure.PASSAGE)


@dataclass(frozen=True)
class Design:
    """Feature matrices by set, and how each block of columns turns back into weights of words and components."""

    rows: dict[str, sp.csr_matrix]
    shape_scale: Floats
    curve: Floats
    vector_scale: float
    word_scale: Floats
    cue_scale: Floats


def design(sets: dict[str, Coded], lexicon: Lexicon, allowed: NDArray[np.bool_], fold: NDArray[np.int64]) -> Design:
    train = sets["train"]
    vectors = lexicon.vectors * allowed[:, None]
    folded = np.zeros((len(train.rating), 12))
    for number in range(FOLDS):
        curve = shapes(*marked_share(train, fold[train.points.article] != number, vectors)) * allowed[:, None]
        folded[fold == number] = by_side(train, curve)[fold == number]
    curve = shapes(*marked_share(train, np.ones(len(train.ids), bool), vectors)) * allowed[:, None]
    shape_scale = 1 / folded.std(0)
    vector_scale = 10.0
    rarity = np.log(lexicon.count.sum() / lexicon.count)
    word_scale = rarity / rarity.max() * WORD_WEIGHT
    cue_scale = 1 / np.maximum(train.cues.reshape(len(train.rating), -1).std(0), 0.02)
    rows = {}
    for name, coded in sets.items():
        marked = folded if name == "train" else by_side(coded, curve)
        words = sp.hstack([c * s @ sp.diags(word_scale) for c, s in zip(coded.counts, (1 / 8, 3 / measure.PASSAGE), strict=True)])
        dense = np.hstack([marked * shape_scale, by_side(coded, vectors) * vector_scale, cue_columns(coded, cue_scale)])
        rows[name] = sp.hstack([sp.csr_matrix(dense), words]).tocsr()
    return Design(rows, shape_scale, curve, vector_scale, word_scale, cue_scale)


WORD_WEIGHT = 60.0


def by_side(coded: Coded, columns: Floats) -> Floats:
    return np.hstack([np.asarray(c @ columns) * s for c, s in zip(coded.counts, SIDE_SCALE, strict=True)])


def cue_columns(coded: Coded, scale: Floats) -> Floats:
    """Cue rates, scaled; the cues at their start weights together as one column; the share of quoted words."""
    start = np.array([component.start for component in cue_table().components])
    together = (coded.cues * start).sum((1, 2))[:, None] * CUE_START
    return np.hstack([coded.cues.reshape(len(coded.rating), -1) * scale, together, coded.quoted[:, None] * 5])


CUE_START = 2.0


def ridge(rows: sp.csr_matrix, rating: Floats, alpha: float = RIDGE) -> tuple[Floats, float]:
    """Weights and intercept, by the dual form: there are many more words than texts."""
    mean = np.asarray(rows.mean(0)).ravel()
    kernel = (rows @ rows.T).toarray()
    side = np.asarray(rows @ mean).ravel()
    kernel = kernel - side[:, None] - side[None] + mean @ mean
    dual = np.linalg.solve(kernel + alpha * np.eye(len(rating)), rating - rating.mean())
    weights = np.asarray(rows.T @ dual).ravel() - mean * dual.sum()
    return weights, float(rating.mean() - mean @ weights)


def cross_validate(rows: sp.csr_matrix, rating: Floats, fold: NDArray[np.int64]) -> Floats:
    out = np.zeros(len(rating))
    for number in range(FOLDS):
        weights, intercept = ridge(rows[fold != number], rating[fold != number])
        out[fold == number] = rows[fold == number] @ weights + intercept
    return out


def fit_logistic(value: Floats, share: Floats) -> tuple[float, float]:
    """(intercept, slope) of log-odds on a value by cross-entropy with shares from 0 to 1."""

    def loss(x: Floats) -> float:
        z = x[0] + x[1] * value
        return float(np.mean(np.logaddexp(0, z) - share * z))

    return tuple(minimize(loss, np.array([0.0, 1.0])).x.tolist())


# --- figures -----------------------------------------------------------------------------------------------------------


def figures(coded: Coded, predicted: Floats) -> dict[str, float]:
    inside: list[tuple[float, float]] = []
    groups = defaultdict(list)
    for outlet, pair in zip(coded.outlet, zip(coded.rating, predicted, strict=True), strict=True):
        groups[outlet].append(pair)
    for pairs in groups.values():
        if len(pairs) >= 5:
            mean = np.mean(pairs, axis=0)
            inside += [tuple(pair - mean) for pair in np.array(pairs)]
    result = {"n": len(predicted), "spearman": float(spearmanr(coded.rating, predicted)[0])}
    if inside:
        result["within_outlet"] = float(spearmanr(*zip(*inside, strict=True))[0])
    return {name: round(value, 4) for name, value in result.items()}


# --- the model ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trained:
    """In rating points: weights of each word and cue per occurrence (headline, text)."""

    headline: Floats
    text: Floats
    cues: Floats
    quoted: float
    intercept: float


def collapse(made: Design, lexicon: Lexicon, allowed: NDArray[np.bool_], weights: Floats, intercept: float) -> Trained:
    """One weight per word and side, from the blocks of the regression."""
    size, dims = len(lexicon.words), DIMENSIONS
    at = np.cumsum([0, 12, 2 * dims, len(made.cue_scale), 1, 1, size, size])
    shape, vector, cue, start, quoted, head, text = (weights[a:b] for a, b in zip(at, at[1:], strict=False))
    scaled = (shape * made.shape_scale).reshape(2, 6)
    vector = vector.reshape(2, dims) * made.vector_scale
    own = (head / 8, text * 3 / measure.PASSAGE)
    sides = [
        (made.curve @ scaled[i] + lexicon.vectors @ vector[i]) * SIDE_SCALE[i] + own[i] * made.word_scale for i in (0, 1)
    ]
    first = np.array([component.start for component in cue_table().components])
    cues = (cue * made.cue_scale).reshape(first.shape) + first * float(start[0]) * CUE_START
    sign = np.array([1.0 if c.sign == "raises" else -1.0 for c in cue_table().components])[:, None]
    cues = np.where(cues * sign < 0, 0.0, cues)
    return Trained(sides[0] * allowed, sides[1] * allowed, cues, float(quoted[0]) * 5, intercept)


def sums(coded: Coded, trained: Trained) -> tuple[Floats, Floats]:
    """What headline and text add to the predicted rating."""
    title = coded.counts[0] @ trained.headline + coded.cues[:, :, 0] @ trained.cues[:, 0]
    text = coded.counts[1] @ trained.text + coded.cues[:, :, 1] @ trained.cues[:, 1] + coded.quoted * trained.quoted
    return np.asarray(title), np.asarray(text)


def save(trained: Trained, lexicon: Lexicon, allowed: NDArray[np.bool_], train: Coded, report: dict[str, Any]) -> None:
    title, text = sums(train, trained)
    predicted = title + text + trained.intercept
    base, slope = fit_logistic(predicted, train.rating / 4)
    slope *= report.pop("stretch")
    base = fit_logistic_base(slope * predicted, train.rating / 4)
    unit = slope * shipped.UNIT
    title_marked = np.bincount(train.points.article, train.marked & train.points.is_title) > 0
    lure = fit_logistic(slope * title, title_marked.astype(float))
    body = fit_logistic(slope * (text - text.mean()), train.rating / 4)
    keep = allowed & (np.maximum(np.abs(trained.headline), np.abs(trained.text)) * unit >= 1)
    names = [word for word, good in zip(lexicon.words, keep, strict=True) if good]
    order = np.argsort(names)
    headline, words = np.rint(trained.headline[keep] * unit)[order], np.rint(trained.text[keep] * unit)[order]
    stored = {
        "format": 1,
        "baseline": round((base + slope * (trained.intercept + text.mean())) * shipped.UNIT),
        "per_word": round(float(text.mean()) * unit),
        "quoted": round(trained.quoted * unit),
        "lure": [round(lure[0] * shipped.UNIT), round(lure[1] * 1000)],
        "body": [round(body[0] * shipped.UNIT), round(body[1] * 1000)],
        "shown_from": round(float(np.quantile(np.abs(words), 0.75))),
        "components": {
            c.id: np.rint(trained.cues[i] * unit).astype(int).tolist() for i, c in enumerate(cue_table().components)
        },
        "figures": report,
    }
    listed = np.frombuffer("\n".join(names[i] for i in order).encode("ascii"), np.uint8)
    np.savez(MODELS / "sensationalism.npz", words=listed, headline=headline.astype(np.int32), text=words.astype(np.int32))
    (MODELS / "sensationalism.json").write_bytes(orjson.dumps(stored, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))


def fit_logistic_base(value: Floats, share: Floats) -> float:
    def loss(x: Floats) -> float:
        z = x[0] + value
        return float(np.mean(np.logaddexp(0, z) - share * z))

    return float(minimize(loss, np.zeros(1)).x[0])


def audit(trained: Trained, lexicon: Lexicon, count: int = 20) -> dict[str, list[str]]:
    """The words with the greatest weights, for a reader to judge whether they are wording or topics."""
    out = {}
    for name, weight in (("text", trained.text), ("headline", trained.headline)):
        order = np.argsort(weight)
        out[f"{name}_raises"] = [lexicon.words[i] for i in order[::-1][:count]]
        out[f"{name}_lowers"] = [lexicon.words[i] for i in order[:count]]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="folder that keeps the word vectors between runs")
    args = parser.parse_args()
    lexicon = learn_words(args.shared / "corpora", args.cache)
    allowed = wording(lexicon)
    weights = untrained(lexicon)
    dev = args.shared / "gold" / "dev"
    sets = {name: read_set(dev / f"sensationalism_{name}", lexicon, weights, allowed) for name in ("train", "outlets", "news")}
    train = sets["train"]
    fold = np.zeros(len(train.rating), np.int64)
    for number, (_, left_out) in enumerate(GroupKFold(FOLDS).split(train.rating, None, train.outlet)):
        fold[left_out] = number
    made = design(sets, lexicon, allowed, fold)
    checked = cross_validate(made.rows["train"], train.rating, fold)
    trained = collapse(made, lexicon, allowed, *ridge(made.rows["train"], train.rating))
    report: dict[str, Any] = {"train_by_outlet": figures(train, checked)}
    for name in ("outlets", "news"):
        report[name] = figures(sets[name], sum(sums(sets[name], trained)))
    report["topic_audit"] = audit(trained, lexicon)
    print(json.dumps(report, indent=1))
    slopes = [fit_logistic(x, train.rating / 4)[1] for x in (checked, sum(sums(train, trained)))]
    report["stretch"] = slopes[0] / slopes[1]
    save(trained, lexicon, allowed, train, report)


def untrained(lexicon: Lexicon) -> shipped.Weights:
    """Weights of zero for every word of the lexicon, with which texts are read before there is a model."""
    vocabulary = shipped_vocabulary().extended([*lexicon.words, *cue_words()])
    zeros = np.zeros(len(lexicon.words), np.int64)
    words = tuple(lexicon.words)
    model = shipped.Model(0, {}, 0, 0, (0, 0), (0, 0), 0, words, zeros, zeros, {})
    return shipped.compile_weights(model, vocabulary)


if __name__ == "__main__":
    main()
