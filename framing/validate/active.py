"""A classifier of one's own for a new code, trained on coded sentences, and the order in which further articles teach it most.

Only a *training* pool is ordered, never the validation sample: articles that were picked are no random sample. The
weights are JSON; scoring needs neither scikit-learn nor what the weights were made from.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np
import orjson
from scipy import sparse

from framing.errors import InputError
from framing.text import analyse
from framing.types import Article
from framing.validate.arrays import Floats
from framing.validate.codes import Code
from framing.validate.found import Found
from framing.validate.study import CodingArticle

LEAST_CODED = 50
"""Coded articles before which there is no order: a classifier of fewer says little but what it saw last."""
LEAST_EACH = 10
"""Sentences with the code, and without it, that training needs."""
_MOST_WORDS = 20_000
_DIGITS = 6
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class OutletFigure:
    """How sentences of an outlet are told by a classifier that has seen none of that outlet; None without cases."""

    outlet: str
    sentences: int
    with_code: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights of words and word pairs for one code; a sentence scores 0 to 1 and holds the code from `threshold` on."""

    code: str
    words: tuple[str, ...]
    idf: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    threshold: float
    articles: int
    sentences: int
    by_outlet: tuple[OutletFigure, ...]

    @property
    def digest(self) -> str:
        """16 hex digits over code and weights."""
        content = [self.code, self.words, self.idf, self.weights, self.intercept, self.threshold]
        return hashlib.sha256(orjson.dumps(content)).hexdigest()[:16]

    def scores(self, sentences: Sequence[str]) -> Floats:
        """0 to 1 for each sentence."""
        number = {word: at for at, word in enumerate(self.words)}
        rows = _matrix(sentences, number, np.array(self.idf))
        raw = rows @ np.array(self.weights, dtype=np.float64) + self.intercept
        return np.asarray(1 / (1 + np.exp(-raw)), dtype=np.float64)

    def found(self, article: CodingArticle) -> tuple[Found, ...]:
        """The sentences of an article that hold the code, as evidence like a device's."""
        spans = sentences_of(article)
        scores = self.scores([article.text[start:end] for start, end in spans])
        return tuple(
            Found(article.id, "text", start, end, self.code)
            for (start, end), score in zip(spans, scores, strict=True)
            if score >= self.threshold
        )


def train(
    code: str,
    articles: Sequence[CodingArticle],
    spans: Mapping[str, Sequence[Code]],
    *,
    validation: Collection[str],
    threshold: float = 0.5,
) -> Classifier:
    """A classifier of the sentences that hold the code, logistic regression over word and word-pair weights (TF-IDF).

    `articles`: those that are coded; `spans`: their codes by article; `validation`: ids of the validation sample, of which it may
    see nothing. Figures are of outlets that training did not see. Raises InputError with an article of the validation sample,
    fewer than 50 articles, or ten sentences with or without the code.
    """
    _apart(articles, validation)
    if len(articles) < LEAST_CODED:
        raise InputError("training", f"{len(articles)} coded articles", f"code {LEAST_CODED} or more first")
    ordered = sorted(articles, key=lambda article: article.id)
    sentences, labels, outlets = _examples(code, ordered, spans)
    if min(int(labels.sum()), int((1 - labels).sum())) < LEAST_EACH:
        raise InputError(
            "training",
            f"{int(labels.sum())} of {labels.size} sentences hold {code}",
            f"code {LEAST_EACH} or more of each",
        )
    words, idf = _vocabulary(sentences)
    rows = _matrix(sentences, {word: at for at, word in enumerate(words)}, idf)
    weights, intercept = _fitted(rows, labels)
    figures = _figures(rows, labels, np.array(outlets, dtype=np.str_), threshold)
    return Classifier(
        code,
        words,
        tuple(idf.tolist()),
        tuple(round(float(value), _DIGITS) for value in weights),
        round(intercept, _DIGITS),
        threshold,
        len(ordered),
        len(sentences),
        figures,
    )


def teaching_order(
    classifier: Classifier, pool: Sequence[CodingArticle], validation: Collection[str]
) -> tuple[str, ...]:
    """The ids of a training pool, those with the most uncertain sentence first, ties by id.

    Raises InputError where an article of the pool belongs to the validation sample.
    """
    _apart(pool, validation)
    doubt = {}
    for article in pool:
        scores = classifier.scores([article.text[start:end] for start, end in sentences_of(article)])
        doubt[article.id] = float(np.abs(scores - classifier.threshold).min(initial=1.0))
    return tuple(sorted(doubt, key=lambda name: (doubt[name], name)))


def classifier_counts(classifier: Classifier, articles: Iterable[CodingArticle]) -> Floats:
    """How many sentences of each article hold the code: what `coded_frame` takes as the detector's numerator."""
    return np.array([float(len(classifier.found(article))) for article in articles], dtype=np.float64)


def sentences_of(article: CodingArticle) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence of the text, in code points."""
    analysis = analyse([Article(id=article.id, text=article.text)])
    begin = int(analysis.field_start[1])
    own = analysis.sentence_field == 1
    starts, ends = analysis.sentence_start[own] - begin, analysis.sentence_end[own] - begin
    return tuple(zip(starts.tolist(), ends.tolist(), strict=True))


def to_json(classifier: Classifier) -> bytes:
    """The classifier with its digest as one JSON object."""
    return (
        orjson.dumps({**asdict(classifier), "digest": classifier.digest}, option=orjson.OPT_INDENT_2) + b"\n"
    )


def from_json(data: bytes, place: str) -> Classifier:
    """The classifier of a JSON object. Raises InputError where it is none or its weights were changed."""
    try:
        content = orjson.loads(data)
        digest = content.pop("digest")
        tuples = {name: tuple(content[name]) for name in ("words", "idf", "weights")}
        figures = tuple(OutletFigure(**item) for item in content["by_outlet"])
        classifier = Classifier(**{**content, **tuples, "by_outlet": figures})
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise InputError(place, f"no classifier ({error})", "take the file as it was written") from None
    if (
        digest != classifier.digest
        or len({len(classifier.words), len(classifier.idf), len(classifier.weights)}) != 1
    ):
        raise InputError(place, "the weights were changed", "train it again")
    return classifier


def _apart(articles: Sequence[CodingArticle], validation: Collection[str]) -> None:
    shared = sorted({article.id for article in articles} & set(validation))
    if shared:
        raise InputError(
            "training",
            f"{len(shared)} articles of the validation sample, such as {shared[0]}",
            "leave them out",
        )


def _examples(
    code: str, articles: Sequence[CodingArticle], spans: Mapping[str, Sequence[Code]]
) -> tuple[list[str], Floats, list[str]]:
    sentences: list[str] = []
    labels: list[float] = []
    outlets: list[str] = []
    for article in articles:
        marked = [
            (c.start or 0, c.end or 0)
            for c in spans.get(article.id, ())
            if c.code == code and c.field == "text"
        ]
        for start, end in sentences_of(article):
            sentences.append(article.text[start:end])
            labels.append(float(any(first < end and start < last for first, last in marked)))
            outlets.append(article.outlet or "unknown")
    return sentences, np.array(labels, dtype=np.float64), outlets


def _features(sentence: str) -> Iterator[str]:
    words = _WORD.findall(sentence.casefold())
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(words))


def _vocabulary(sentences: Sequence[str]) -> tuple[tuple[str, ...], Floats]:
    """Words and pairs that stand in two sentences or more, the most frequent ones, with their inverse document frequency."""
    count = Counter(feature for sentence in sentences for feature in set(_features(sentence)))
    kept = sorted(((n, word) for word, n in count.items() if n > 1), key=lambda item: (-item[0], item[1]))
    chosen = sorted(word for _, word in kept[:_MOST_WORDS])
    idf = [round(1 + math.log((1 + len(sentences)) / (1 + count[word])), _DIGITS) for word in chosen]
    return tuple(chosen), np.array(idf)


def _matrix(
    sentences: Sequence[str], number: Mapping[str, int], idf: Floats
) -> sparse.csr_array[np.float64, tuple[int, int]]:
    """Sentences × features: 1 + log count, times idf, each row of length 1."""
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for sentence in sentences:
        count: dict[int, int] = defaultdict(int)
        for feature in _features(sentence):
            if feature in number:
                count[number[feature]] += 1
        values = np.array([(1 + math.log(n)) * idf[at] for at, n in count.items()])
        length = float(np.sqrt((values**2).sum())) or 1.0
        data.extend((values / length).tolist())
        columns.extend(count)
        ends.append(len(columns))
    return sparse.csr_array((data, columns, ends), shape=(len(sentences), len(idf)))


def _fitted(rows: sparse.csr_array[np.float64, tuple[int, int]], labels: Floats) -> tuple[Floats, float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000)
    model.fit(sparse.csr_matrix(rows), labels)
    return np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0])


def _figures(
    rows: sparse.csr_array[np.float64, tuple[int, int]],
    labels: Floats,
    outlets: np.ndarray[tuple[int], np.dtype[np.str_]],
    threshold: float,
) -> tuple[OutletFigure, ...]:
    """Each outlet told by the others; an outlet without which one class is missing has no figures."""
    found = []
    for outlet in sorted(set(outlets.tolist()), key=str.casefold):
        own = outlets == outlet
        cases = int(own.sum()), int(labels[own].sum())
        if len(set(labels[~own].tolist())) < 2:
            found.append(OutletFigure(outlet, *cases, None, None))
            continue
        weights, intercept = _fitted(rows[np.flatnonzero(~own)], labels[~own])
        raw = np.asarray(rows[np.flatnonzero(own)] @ weights, dtype=np.float64) + intercept
        said = 1 / (1 + np.exp(-raw)) >= threshold
        right = float((said & (labels[own] == 1)).sum())
        precision = round(right / float(said.sum()), 4) if said.any() else None
        found.append(
            OutletFigure(outlet, *cases, precision, round(right / cases[1], 4) if cases[1] else None)
        )
    return tuple(found)
