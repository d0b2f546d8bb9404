"""The coded sets as rates of words and cues, read exactly as scoring reads them. Used by scripts/train_sensationalism.py."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from framing.measures import sensationalism as measure
from framing.measures import sensationalism_model as shipped
from framing.measures.sensationalism_cues import cue_words
from framing.text import Analysis
from framing.text.vocabulary import shipped_vocabulary
from framing.training.rates import find, rates
from framing.types import Article
from scripts.sensationalism_words import Floats, Lexicon, spelled

CODED_VOICES = {measure.OWN: 10, measure.PARAPHRASED: 7, measure.QUOTED: 5}
"""Tenths that words count in the ratings of sensationalism_train: its coders were told to count quoted ones half."""


@dataclass(frozen=True)
class Coded:
    """A coded set. ids: lexicon row of each word or -1 · known: its number in the
    vocabulary it was read with · marked: in a coder's phrase · quoted: share of words ·
    counts: (headline, text), n × lexicon · cues: n × components × (headline, text)."""

    rating: Floats
    outlet: list[str]
    points: measure.Points
    ids: NDArray[np.int64]
    known: NDArray[np.int32]
    marked: NDArray[np.bool_]
    cues: Floats
    quoted: Floats
    counts: tuple[sp.csr_matrix, sp.csr_matrix]


def read_set(
    folder: Path,
    lexicon: Lexicon,
    weights: shipped.Weights,
    allowed: NDArray[np.bool_],
    *,
    as_coded: bool,
) -> Coded:
    """as_coded: words in others' voices count what they did for the coders, not what they do in scoring."""
    articles = [json.loads(line) for line in (folder / "articles.jsonl").open(encoding="utf-8")]
    codes = {c["article_id"]: c for c in map(json.loads, (folder / "codes.jsonl").open(encoding="utf-8"))}
    coded = [codes[a["id"]] for a in articles]
    found = find([Article(id=a["id"], text=a["text"], title=a["title"]) for a in articles], weights)
    points = measure.read_points(found, weights)
    index = {word: i for i, word in enumerate(lexicon.words)}
    ids = np.array([index.get(word, -1) for word in spelled(found.analysis)])
    read = rates(voiced(points) if as_coded else points, ids, allowed)
    return Coded(
        np.array([c["rating"] for c in coded], float),
        [a["outlet"] for a in articles],
        points,
        ids,
        found.analysis.words.id,
        mark(found.analysis, [c.get("phrases", ()) for c in coded]),
        read.cues,
        np.bincount(points.article, (points.share == measure.QUOTED) & ~points.is_title, len(coded))
        / np.maximum(points.length, 1),
        read.words,
    )


def voiced(points: measure.Points) -> measure.Points:
    """With the tenths of CODED_VOICES."""
    table = np.zeros(measure.OWN + 1, np.int64)
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


def untrained(lexicon: Lexicon, allowed: NDArray[np.bool_]) -> shipped.Weights:
    """Weights of zero for the words that may have one, with which texts are read before there is a model."""
    vocabulary = shipped_vocabulary().extended([*lexicon.words, *cue_words()])
    words = tuple(word for word, good in zip(lexicon.words, allowed, strict=True) if good)
    zeros = np.zeros(len(words), np.int64)
    model = shipped.Model(0, {}, 0, (0, 0), (0, 0), 0, words, zeros, zeros, {})
    return shipped.compile_weights(model, vocabulary)
