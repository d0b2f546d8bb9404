"""The coded sets as rates of words and cues, read exactly as scoring reads them. Used by scripts/train_sensationalism.py."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from framing.codebook import load_codebook
from framing.match import CompiledCodebook
from framing.measures import sensationalism as measure
from framing.measures import sensationalism_model as shipped
from framing.measures import sensationalism_voice as voice
from framing.measures.sensationalism_cues import Cues, cue_words
from framing.text import Analysis
from framing.training.rates import find, rates
from framing.types import Article
from scripts.records import records
from scripts.sensationalism_words import Floats, Lexicon, spelled

CODED_VOICES = {voice.OWN: 10, voice.PARAPHRASED: 7, voice.DISTANT: 7, voice.WOVEN: 5, voice.QUOTED: 5}
"""Tenths that words count in the ratings of sensationalism_train: its coders were told to count quoted ones half."""


GOLD = "gold"


@dataclass(frozen=True)
class Coded:
    """A coded set. rater: who rated each text, GOLD for the coded sets · source: the article it was taken from, one text of
    each · ids: lexicon row of each word or -1 · known: its number in the vocabulary it was read with · marked: in a coder's
    phrase · quoted: share of words · counts: (headline, text), n × lexicon · cues: n × components × (headline, text)."""

    rating: Floats
    rater: list[str]
    source: list[str]
    outlet: list[str]
    points: measure.Points
    ids: NDArray[np.int64]
    known: NDArray[np.int32]
    marked: NDArray[np.bool_]
    cues: Floats
    quoted: Floats
    counts: tuple[sp.csr_matrix, sp.csr_matrix]

    @property
    def is_gold(self) -> NDArray[np.bool_]:
        """(n,) the texts of the gold sets."""
        return np.array([rater == GOLD for rater in self.rater])


@dataclass(frozen=True)
class Reading:
    """With what texts are read before there is a model: a codebook, the words that may have a weight, and weights of zero."""

    lexicon: Lexicon
    allowed: NDArray[np.bool_]
    book: CompiledCodebook
    weights: shipped.Weights


def untrained(lexicon: Lexicon, allowed: NDArray[np.bool_]) -> Reading:
    """allowed: (v,) the words that may have a weight."""
    book = CompiledCodebook(load_codebook(), more_words=[*lexicon.words, *cue_words()])
    words = tuple(word for word, good in zip(lexicon.words, allowed, strict=True) if good)
    zeros = np.zeros(len(words), np.int64)
    model = shipped.Model(0, {}, 0, (0, 0), (0, 0), 0, words, zeros, zeros, {})
    return Reading(lexicon, allowed, book, shipped.compile_weights(model, book.vocabulary))


def read_set(folder: Path, reading: Reading, *, as_coded: bool) -> Coded:
    """as_coded: words in others' voices count what they did for the coders, not what they do in scoring."""
    texts = list(records(folder / "articles.jsonl"))
    codes = {code["article_id"]: code for code in records(folder / "codes.jsonl")}
    return _coded(texts, [codes[text["id"]] for text in texts], reading, as_coded=as_coded)


def read_fresh(file: Path, corpora: Path, reading: Reading) -> Coded:
    """The passages of docs/judged/ratings-fresh.tsv, rated for the writer's own words; their texts come from the corpora."""
    with file.open(encoding="utf-8", newline="") as lines:
        rated = list(csv.DictReader(lines, delimiter="\t"))
    articles = {article["id"]: article for article in _articles(corpora, {row["id"] for row in rated})}
    texts = []
    for row in rated:
        article = articles[row["id"]]
        words = article["text"][int(row["start"]) : int(row["end"])].split()
        texts.append({**article, "text": " ".join(words)})
    codes = [{"rating": float(row["own"]), "rater": row["rater"]} for row in rated]
    coded = _coded(texts, codes, reading, as_coded=False)
    return replace(coded, quoted=np.zeros(len(rated)))


def _articles(corpora: Path, wanted: set[str]) -> Iterable[dict[str, Any]]:
    for file in sorted(corpora.glob("*.jsonl.gz")):
        yield from (article for article in records(file) if article["id"] in wanted)


def _coded(
    texts: Sequence[Mapping[str, Any]],
    codes: Sequence[Mapping[str, Any]],
    reading: Reading,
    *,
    as_coded: bool,
) -> Coded:
    articles = [Article(id=text["id"], text=text["text"], title=text["title"]) for text in texts]
    found = find(articles, reading.book)
    points = measure.read_points(found, reading.weights)
    index = {word: i for i, word in enumerate(reading.lexicon.words)}
    ids = np.array([index.get(word, -1) for word in spelled(found.analysis)])
    read = rates(voiced(points) if as_coded else points, ids, reading.allowed)
    return Coded(
        np.array([code["rating"] for code in codes], float),
        [code.get("rater", GOLD) for code in codes],
        [text["id"] for text in texts],
        [text["outlet"] for text in texts],
        points,
        ids,
        found.analysis.words.id,
        mark(found.analysis, [code.get("phrases", ()) for code in codes]),
        read.cues,
        np.bincount(points.article, (points.share == voice.QUOTED) & ~points.is_title, len(codes))
        / np.maximum(points.length, 1),
        read.words,
    )


def joined(one: Coded, other: Coded) -> Coded:
    """Two sets as one."""
    count, words = len(one.rating), len(one.ids)
    more = other.points
    moved = replace(
        more,
        literal=more.literal + words,
        article=more.article + count,
        passage=more.passage + (count << 20),
        cues=replace(more.cues, first=more.cues.first + words, last=more.cues.last + words),
    )
    return Coded(
        rater=one.rater + other.rater,
        source=one.source + other.source,
        outlet=one.outlet + other.outlet,
        points=_end_to_end(one.points, moved),
        counts=(_below(one.counts[0], other.counts[0]), _below(one.counts[1], other.counts[1])),
        **{
            name: np.concatenate((getattr(one, name), getattr(other, name)))
            for name in ("rating", "ids", "known", "marked", "cues", "quoted")
        },
    )


def _below(one: sp.csr_matrix, other: sp.csr_matrix) -> sp.csr_matrix:
    return sp.csr_matrix(sp.vstack((one, other)))


def _end_to_end(one: measure.Points, other: measure.Points) -> measure.Points:
    """Everything but offsets, which say nothing across sets."""
    names = [field.name for field in fields(one) if field.name != "cues"]
    cues = [
        np.concatenate((getattr(one.cues, f.name), getattr(other.cues, f.name))) for f in fields(one.cues)
    ]
    made = {name: np.concatenate((getattr(one, name), getattr(other, name))) for name in names}
    return measure.Points(**made, cues=Cues(*cues))


def voiced(points: measure.Points) -> measure.Points:
    """With the tenths of CODED_VOICES."""
    table = np.zeros(voice.OWN + 1, np.int64)
    for share, coded in CODED_VOICES.items():
        table[share] = coded
    return replace(points, share=table[points.share])


def mark(analysis: Analysis, phrases: list[Sequence[str]]) -> NDArray[np.bool_]:
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
