"""The candidates of a batch as columns, with the borders of their sentences and articles: what all properties start from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.figurative.subjects import subject_table
from framing.text.analysis import Analysis
from framing.text.vocabulary import Vocabulary, shipped_vocabulary

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_VETO, BESIDE_VETO, NEAR_VETO, SENTENCE_VETO, ARTICLE_VETO = range(5)
"""What rejected a candidate: nothing, a missing companion, a word right beside it, its sentence, its article."""
NEAR = 8
"""Words to either side that count as nearby."""
REACH = 40
"""Words to either side that are looked at."""
SHORTEST_ARTICLE = 40
"""Under this many words there is no article to judge by."""
BESIDE_WORDS = tuple("the a an of in on to for and as like is was new this that s with".split())
"""Words that get a property of their own right before and right after a candidate."""
MORE, BY = "more", "by"
"""As "MORE" and "By" they show link lists and bylines."""


def tagged(letters: bytes) -> NDArray[np.bool_]:
    """(256,) whether a word's tag is one of the letters of tags.tsv."""
    table = np.zeros(256, np.bool_)
    table[list(letters)] = True
    return table


_BEFORE, _AFTER = np.arange(-REACH, 0), np.arange(REACH)
IS_VERB, IS_FUNCTION = tagged(b"Vwvx"), tagged(b"dpoxt&cqa")


@dataclass(frozen=True, slots=True)
class Rows:
    """Candidates: words first:last and code points start:end of the batch, device, kind of veto, literal words matched."""

    first: Ints
    last: Ints
    start: Ints
    end: Ints
    device: Ints
    veto: Ints
    literal: Ints

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True, slots=True)
class Tables:
    """subject, beside: (vocabulary,) bits of the subjects, and a word's number in BESIDE_WORDS · more, by: ids ·
    shipped: how many words the shipped vocabulary has; those after it depend on the codebook."""

    subject: NDArray[np.uint32]
    beside: Ints
    more: int
    by: int
    shipped: int


def tables(vocabulary: Vocabulary) -> Tables:
    beside = np.zeros(len(vocabulary), np.int64)
    beside[vocabulary.ids_of(BESIDE_WORDS)] = np.arange(1, len(BESIDE_WORDS) + 1)
    beside[0] = 0
    more, by = vocabulary.ids_of((MORE, BY)).tolist()
    return Tables(subject_table(vocabulary), beside, more, by, len(shipped_vocabulary()))


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch with its candidates: article of each, and words low:high of its sentence and of its title and text.

    around: (c, 2 · REACH) positions of the words before and after each, in text order, its own left out · in_article,
    in_sentence: whether those words are there · tag, capital: of the words around.
    """

    analysis: Analysis
    rows: Rows
    tables: Tables
    article: Ints
    low: Ints
    high: Ints
    article_low: Ints
    article_high: Ints
    around: Ints
    in_article: Bools
    in_sentence: Bools
    tag: NDArray[np.uint8]
    capital: Bools


def batch_of(analysis: Analysis, rows: Rows, found: Tables) -> Batch:
    words, sentences = analysis.words, analysis.word_sentence
    sentence = sentences[rows.first]
    article = analysis.word_field[rows.first].astype(np.int64) // 2
    low, high = np.searchsorted(sentences, sentence), np.searchsorted(sentences, sentence, "right")
    first, last = analysis.field_first_word[2 * article], analysis.field_first_word[2 * article + 2]
    around = np.concatenate((rows.first[:, None] + _BEFORE, rows.last[:, None] + _AFTER), axis=1)
    in_article = (around >= first[:, None]) & (around < last[:, None])
    in_sentence = (around >= low[:, None]) & (around < high[:, None])
    around = np.where(in_article, around, 0)
    tag, capital = words.tag.take(around) * in_article, words.capital.take(around) & in_article
    return Batch(
        analysis, rows, found, article, low, high, first, last, around, in_article, in_sentence, tag, capital
    )  # fmt: skip


def window(before: int, after: int) -> slice:
    """The columns of `Batch.around` for so many words before and after."""
    return slice(REACH - before, REACH + after)


def columns(values: list[Bools | Ints]) -> Ints:
    """The values of each property side by side, as whole numbers."""
    return np.stack([value.astype(np.int64) for value in values], axis=1)


def one_hot(value: Ints, count: int) -> Ints:
    return np.asarray(value[:, None] == np.arange(count), np.int64)
