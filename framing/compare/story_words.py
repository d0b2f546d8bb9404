"""How alike articles are in their words, for those published within days of each other. Imports scikit-learn when used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from framing.compare.moments import Floats, Integers

TITLE_WEIGHT = 4
"""A word of the title counts as often as four of the text: its words are chosen to say what the story is."""
LEAD_WORDS = 400
"""Words of the text that are looked at; fewer judge the pairs of docs/stories.md less well, more only cost time."""
MOST_DAYS = 7
"""Days between the first and the last article of a story, at most: what goes on for longer is a topic."""
DECAY_DAYS = 20.0
"""Likeness is multiplied by exp(-days/20): a day later, the same words are a little less likely the same event."""
FLOOR = 0.05
"""Less alike than this counts as not alike at all."""
MOST_NEIGHBOURS = 60
"""Of each article only this many later ones, the most alike, are kept; it bounds time and memory."""
SCALE = 1_000_000
"""Likeness is kept in millionths: whole numbers add up to the same sum in any order."""
BACKGROUND_ARTICLES = 5_000
"""How many articles the shipped word shares count as: in a small corpus they say how common a word is, in a large one itself."""
COMMON_SHARE = 0.1
"""Words of more than a tenth of the articles tell no story from another."""

_CHARACTERS_OF_A_WORD = 12
_ROWS_AT_ONCE = 512
_WORD = r"(?u)\b\w\w+\b"
_POSSESSIVE = str.maketrans({"’": "'"})


@dataclass(frozen=True, slots=True)
class Likeness:
    """Pairs of articles, `first` < `second`, and how alike they are in millionths; sorted by first, then second."""

    first: Integers
    second: Integers
    value: Integers


def article_words(title: str | None, text: str, furniture: Sequence[Sequence[int]] = ()) -> str:
    """What of an article says its story: the title several times, then the first words of the text without furniture."""
    most = LEAD_WORDS * _CHARACTERS_OF_A_WORD
    kept, length, at = [], 0, 0
    for start, end in chain(furniture, ((len(text), len(text)),)):
        kept.append(text[at : min(start, at + most - length)])
        length += len(kept[-1])
        at = end
        if length >= most:
            break
    lead = " ".join(" ".join(kept).split()[:LEAD_WORDS])
    return " ".join((*(title or "",) * TITLE_WEIGHT, lead)).translate(_POSSESSIVE).replace("'s ", " ")


def counted_words(words: Iterable[str]) -> tuple[Any, tuple[str, ...]]:
    """Articles × words: how often each stands in each, and the words in alphabetical order; function words left out."""
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(stop_words="english", token_pattern=_WORD, dtype=np.float64)
    try:
        counts = vectorizer.fit_transform(words)
    except ValueError:  # not one word
        return sparse.csr_array((0, 0), dtype=np.float64), ()
    return sparse.csr_array(counts), tuple(vectorizer.get_feature_names_out())


def word_vectors(words: Sequence[str]) -> Any:
    """TF-IDF vectors of length 1, one row per article; a row of zeros where no word is left.

    How many articles hold a word is counted in these articles and in the shipped shares together, so that a
    small corpus, in which every word is rare or common by chance, is judged like a large one.
    Source: Salton & Buckley, Term-weighting approaches in automatic text retrieval, Information Processing &
    Management 24 (1988) 513–523.
    """
    counts, names = counted_words(words)
    if not names:
        return sparse.csr_array((len(words), 1), dtype=np.float64)
    weight = _rarity(counts, names)
    counts.data = (1 + np.log(counts.data)) * weight[counts.indices]
    counts.eliminate_zeros()
    length = np.sqrt(np.add.reduceat(np.append(counts.data**2, 0), counts.indptr[:-1]))
    per_row = np.diff(counts.indptr)
    counts.data /= np.repeat(np.where(per_row > 0, length, 1), per_row)
    return counts


def _rarity(counts: Any, names: tuple[str, ...]) -> Floats:
    shares = word_shares()
    holding = np.bincount(counts.indices, minlength=len(names)) + BACKGROUND_ARTICLES * np.array(
        [shares.get(name, 0.0) for name in names]
    )
    articles = BACKGROUND_ARTICLES + counts.shape[0]
    return np.where(holding > COMMON_SHARE * articles, 0.0, np.log((articles + 1) / (holding + 1)) + 1)


@cache
def word_shares() -> dict[str, float]:
    """Word → share of news articles that hold it, for words of at least one article in 200; scripts/story_words.py made it."""
    stored = json.loads(_shares_file())
    return {word: count / 1000 for word, count in stored["articles_in_1000"].items()}


@cache
def settings_digest() -> str:
    """12 hex digits over everything but the articles that decides about likeness."""
    settings = (TITLE_WEIGHT, LEAD_WORDS, MOST_DAYS, DECAY_DAYS, FLOOR, MOST_NEIGHBOURS, BACKGROUND_ARTICLES)
    return hashlib.sha256(repr((settings, COMMON_SHARE)).encode() + _shares_file()).hexdigest()[:12]


def _shares_file() -> bytes:
    return files("framing.models").joinpath("story_words.json").read_bytes()


def likeness(vectors: Any, days: Integers) -> Likeness:
    """The pairs of articles at most MOST_DAYS apart that are alike; `days` are day numbers in ascending order.

    Grouping news by words and time: Yang et al., Learning approaches for detecting and tracking news events, IEEE
    Intelligent Systems 14 (1999) 32–43.
    """
    parts = list(_blocks(vectors, days))
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return Likeness(nothing, nothing, nothing)
    first, second, value = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Likeness(first, second, value)


def _blocks(vectors: Any, days: Integers) -> Iterator[tuple[Integers, Integers, Integers]]:
    for start in range(0, days.size, _ROWS_AT_ONCE):
        end = min(start + _ROWS_AT_ONCE, days.size)
        last = int(np.searchsorted(days, days[end - 1] + MOST_DAYS, side="right"))
        product = sparse.coo_array(vectors[start:end] @ vectors[start:last].T)
        near = product.data >= FLOOR
        row, column = (product.coords[axis][near].astype(np.int64) + start for axis in (0, 1))
        gap = np.abs(days[column] - days[row])
        value = product.data[near].astype(np.float64) * np.exp(-gap / DECAY_DAYS)
        kept = (column > row) & (gap <= MOST_DAYS) & (value >= FLOOR)
        yield _most_alike(row[kept], column[kept], np.rint(value[kept] * SCALE).astype(np.int64))


def _most_alike(row: Integers, column: Integers, value: Integers) -> tuple[Integers, Integers, Integers]:
    """The MOST_NEIGHBOURS most alike of every row, by row and column; of equally alike ones the first."""
    order = np.lexsort((column, -value, row))
    starts = np.searchsorted(row[order], row[order], side="left")
    kept = np.sort(order[np.arange(row.size) - starts < MOST_NEIGHBOURS])
    kept = kept[np.lexsort((column[kept], row[kept]))]
    return row[kept], column[kept], value[kept]
