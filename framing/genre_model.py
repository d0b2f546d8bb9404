"""Genre of an article from its own words, where neither the file nor section, address and headline say it (docs/genre.md).

A linear model over the commonest words that are no names and no topics: news tells what "said" and "told" and days of the week
carry, opinion says "we", "must" and "is". Integers throughout, so that every machine decides alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import orjson
from numpy.typing import NDArray

from framing.genre import genre_of
from framing.text.analysis import Analysis
from framing.text.vocabulary import Vocabulary
from framing.types import Genre

FEWEST_WORDS = 100
"""Words of the writer's own in the text under which nothing is decided."""
ROOT_UNIT = 1000
"""The root of a word's rate per 1,000 words is counted in thousandths."""


@dataclass(frozen=True, slots=True)
class GenreModel:
    """classes: c genres, None for one that is never said · words: w words · weights: (w, c) and bias: (c,) millionths of a
    log-odds unit, weights per unit of the root of a word's rate per 1,000 words · margin: by how much the first must lead
    the second to be said at all."""

    classes: tuple[Genre | None, ...]
    words: tuple[str, ...]
    weights: NDArray[np.int64]
    bias: NDArray[np.int64]
    margin: int


@cache
def shipped_model() -> GenreModel:
    """The model that comes with the package (scripts/train_genre.py)."""
    stored = orjson.loads(files("framing.models").joinpath("genre.json").read_bytes())
    words = stored["weights"]
    return GenreModel(
        tuple(name if name in stored["said"] else None for name in stored["classes"]),
        tuple(words),
        np.array(list(words.values()), np.int64),
        np.array(stored["bias"], np.int64),
        stored["margin"],
    )


def genres(analysis: Analysis, english: NDArray[np.bool_]) -> list[Genre | None]:
    """The genre of every article: as given, else from section, address or headline, else by the model; None where unsure.

    english: (n,) whether an article is in a language that the model knows.
    """
    found = [genre_of(article) for article in analysis.articles]
    model = shipped_model()
    open_ = [i for i, genre in enumerate(found) if genre is None and english[i]]
    if not open_:
        return found
    roots, own = style(analysis, model.words)
    for i, chosen in zip(open_, decided(model, roots[open_]), strict=True):
        if own[i] >= FEWEST_WORDS and chosen >= 0:
            found[i] = model.classes[chosen]
    return found


def decided(model: GenreModel, roots: NDArray[np.int64]) -> list[int]:
    """For each of n articles the number of its class, -1 where the lead over the second is too small. roots: (n, w)."""
    # integers far below 2^53 are exact as floats, and multiply many times as fast
    exact = roots.astype(np.float64) @ model.weights.astype(np.float64)
    scores = exact.astype(np.int64) // ROOT_UNIT + model.bias
    first = scores.argmax(axis=1)
    lead = np.diff(np.sort(scores, axis=1)[:, -2:], axis=1)[:, 0]
    chosen: list[int] = np.where(lead >= model.margin, first, -1).tolist()
    return chosen


def style(analysis: Analysis, words: tuple[str, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n, w) thousandths of the root of each word's rate per 1,000 words of the text outside quotations, and (n,) those words."""
    n, w = len(analysis.articles), len(words)
    number = _numbers(analysis.vocabulary, words).take(analysis.words.id)
    own = ((analysis.word_field & 1) == 1) & ~analysis.in_others_words()
    article = analysis.word_field >> 1
    before = np.append(np.zeros(1, np.int64), np.cumsum(own))
    length = np.diff(before[analysis.field_first_word[::2]])
    at = np.flatnonzero(own & (number >= 0))
    count = np.bincount(article[at] * w + number[at], minlength=n * w).reshape(n, w)
    squares = count * (1000 * ROOT_UNIT**2) // np.maximum(length, 1)[:, None]
    return np.sqrt(squares.astype(np.float64)).astype(np.int64), length


_numbered: list[tuple[Vocabulary, tuple[str, ...], NDArray[np.int16]]] = []


def _numbers(vocabulary: Vocabulary, words: tuple[str, ...]) -> NDArray[np.int16]:
    """The number of each word by its id, -1 for all others; kept for the last few vocabularies."""
    for known, of_words, numbers in _numbered:
        if known is vocabulary and of_words is words:
            return numbers
    numbers = np.full(len(vocabulary), -1, np.int16)
    numbers[vocabulary.ids_of(words)] = np.arange(len(words))
    numbers[0] = -1
    _numbered.append((vocabulary, words, numbers))
    del _numbered[:-4]
    return numbers
