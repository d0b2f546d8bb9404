"""The analysis of a batch of articles: columns over its words, sentences and quotations, on one shared text.

The batch is the unit: `Analysis.joined` is title, NUL, text, NUL of every article, and all offsets count its code points.
Field 2·i is the title of article i (empty where it has none), field 2·i + 1 its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.text.fold import Folded, fold
from framing.text.quotations import SCARE, Quotations, classify, find_quotations
from framing.text.sentences import line_breaks, sentence_ends
from framing.text.vocabulary import PADDING, Vocabulary, shipped_vocabulary
from framing.text.words import Words, find_words
from framing.types import Article

ENGLISH_SHARE = 0.2
"""Share of function words from which a text counts as English; news in corpora/allsides lies at .33 to .55."""

_FUNCTION_TAGS = np.zeros(256, np.bool_)
_FUNCTION_TAGS[list(b"dopx&ctq")] = True


@dataclass(frozen=True, slots=True)
class Analysis:
    """What later steps read. s sentences, w words, q quotations, n articles.

    sentence_start, sentence_end: (s,) · sentence_field: (s,) field of each · word_sentence: (w,) index into sentences ·
    word_field: (w,) · word_quotation: (w,) index into quotations or -1 · field_start, field_end: (2n,) ·
    field_first_word, field_first_sentence: (2n + 1,) so that field f has words first[f]:first[f + 1].
    """

    articles: tuple[Article, ...]
    joined: str
    folded: Folded
    vocabulary: Vocabulary
    field_start: NDArray[np.int64]
    field_end: NDArray[np.int64]
    words: Words
    word_field: NDArray[np.int32]
    word_sentence: NDArray[np.int32]
    word_quotation: NDArray[np.int32]
    sentence_start: NDArray[np.int64]
    sentence_end: NDArray[np.int64]
    sentence_field: NDArray[np.int32]
    field_first_word: NDArray[np.int64]
    field_first_sentence: NDArray[np.int64]
    quotations: Quotations

    def words_per_field(self) -> NDArray[np.int64]:
        """(2n,) words as readers count them: a hyphenated compound is one."""
        return np.bincount(self.word_field[~self.words.joined], minlength=len(self.field_start))

    def sentences_per_field(self) -> NDArray[np.int64]:
        """(2n,) sentences with at least one word."""
        return np.diff(self.field_first_sentence)

    def in_others_words(self) -> NDArray[np.bool_]:
        """(w,) whether each word stands inside a quotation other than scare quotes."""
        if not len(self.quotations):
            return np.zeros(len(self.words), np.bool_)
        return (self.word_quotation >= 0) & (self.quotations.kind[self.word_quotation] != SCARE)

    def text_of(self, start: int, end: int) -> str:
        return self.joined[start:end]


def analyse(articles: Sequence[Article], vocabulary: Vocabulary | None = None) -> Analysis:
    """The analysis of some articles, one article being a batch of one; an empty sequence gives empty columns."""
    vocabulary = vocabulary or shipped_vocabulary()
    fields = [part for article in articles for part in (article.title or "", article.text)]
    length = np.fromiter((len(part) for part in fields), np.int64, len(fields))
    field_end = np.cumsum(length + 1) - 1 if len(fields) else np.zeros(0, np.int64)
    field_start = field_end - length
    joined = "\0".join([*fields, "\0" * PADDING])
    folded = fold(joined)
    words = find_words(folded.array, folded.upper, vocabulary)
    word_field = (np.searchsorted(field_start, words.start, "right") - 1).astype(np.int32)

    breaks = line_breaks(folded.array, folded.upper, field_start, field_end)
    ends = sentence_ends(folded.array, folded.upper, words, vocabulary, breaks)
    ends = np.union1d(ends, field_end)
    sentence_of_word, first_word = _number_sentences(ends, words)
    sentence_start = _after_opening_marks(folded, words, first_word, ends)
    last_word = np.append(first_word[1:], len(words))[: len(first_word)] - 1
    sentence_end = _before_blanks(folded, ends[np.searchsorted(ends, words.end[last_word])])
    sentence_field = word_field[first_word]

    fields_range = np.arange(len(fields) + 1)
    spans = find_quotations(folded.data, folded.quote_mark, np.union1d(breaks, field_end), ends)
    quotations = classify(spans, folded.data, words, sentence_of_word, word_field % 2 == 0)
    return Analysis(
        tuple(articles),
        joined,
        folded,
        vocabulary,
        field_start,
        field_end,
        words,
        word_field,
        sentence_of_word,
        quotations.at(words.start).astype(np.int32),
        sentence_start,
        sentence_end,
        sentence_field,
        np.searchsorted(word_field, fields_range),
        np.searchsorted(sentence_field, fields_range),
        quotations,
    )


def _number_sentences(ends: NDArray[np.int64], words: Words) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """For each word the number of its sentence (those without a word get none), and each sentence's first word."""
    if not len(words):
        return np.zeros(0, np.int32), np.zeros(0, np.int64)
    gap = np.searchsorted(ends, words.start, "right")
    new = np.concatenate((np.ones(1, np.bool_), gap[1:] != gap[:-1]))
    return (np.cumsum(new) - 1).astype(np.int32), np.flatnonzero(new)


def _after_opening_marks(
    folded: Folded, words: Words, first_word: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where each sentence starts: the first character that is no blank between the last end and its first word."""
    if not len(first_word):
        return np.zeros(0, np.int64)
    word = words.start[first_word]
    previous = np.searchsorted(ends, word, "right") - 1
    start = np.where(previous >= 0, ends[np.maximum(previous, 0)], 0)
    blank = (folded.array == 32) | (folded.array == 10) | (folded.array == 0)
    solid = np.flatnonzero(~blank)
    return np.minimum(solid[np.searchsorted(solid, start)], word)


def _before_blanks(folded: Folded, end: NDArray[np.int64]) -> NDArray[np.int64]:
    blank = (folded.array == 32) | (folded.array == 10) | (folded.array == 0)
    solid = np.flatnonzero(~blank)
    return solid[np.searchsorted(solid, end) - 1] + 1 if len(end) else end


def english_share(analysis: Analysis) -> NDArray[np.float64]:
    """(n,) the share of English function words among the words of each article's title and text."""
    known = _FUNCTION_TAGS[analysis.words.tag] & (analysis.words.id > 0)
    article = analysis.word_field // 2
    count = len(analysis.articles)
    total = np.bincount(article, minlength=count)
    share = np.bincount(article, weights=known, minlength=count) / np.maximum(total, 1)
    return np.asarray(share, np.float64)
