"""The analysis of a batch of articles: columns over its words, sentences and quotations, on one shared text.

The batch is the unit: `Analysis.joined` is title, NUL, text, NUL of every article, and all offsets count its code points.
Field 2·i is the title of article i (empty where it has none), field 2·i + 1 its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.text.fields import Fields, fields_of
from framing.text.fold import Folded
from framing.text.quotations import SCARE, Quotations, classify, find_quotations
from framing.text.sentences import after_white, before_white, line_breaks, merged, sentence_ends, terminators
from framing.text.vocabulary import Vocabulary
from framing.text.words import Words
from framing.types import Article


@dataclass(frozen=True, slots=True)
class Analysis:
    """What later steps read. s sentences, w words, q quotations, n articles.

    sentence_start, sentence_end: (s,) · sentence_field: (s,) field of each · word_sentence: (w,) index into sentences ·
    word_field: (w,) · word_quotation: (w,) index into quotations or -1 · field_start, field_end: (2n,) ·
    field_first_word, field_first_sentence: (2n + 1,) so that field f has words first[f]:first[f + 1] · stops: where full stops,
    exclamation and question marks are.
    """

    articles: tuple[Article, ...]
    joined: str
    folded: Folded
    vocabulary: Vocabulary
    field_start: NDArray[np.int64]
    field_end: NDArray[np.int64]
    words: Words
    word_field: NDArray[np.int64]
    word_sentence: NDArray[np.int64]
    word_quotation: NDArray[np.int64]
    sentence_start: NDArray[np.int64]
    sentence_end: NDArray[np.int64]
    sentence_field: NDArray[np.int64]
    field_first_word: NDArray[np.int64]
    field_first_sentence: NDArray[np.int64]
    quotations: Quotations
    stops: NDArray[np.int64]

    def words_per_field(self) -> NDArray[np.int64]:
        """(2n,) words as readers count them: a hyphenated compound is one."""
        joined = self.word_field[np.flatnonzero(self.words.joined)]
        return np.diff(self.field_first_word) - np.bincount(joined, minlength=len(self.field_start))

    def sentences_per_field(self) -> NDArray[np.int64]:
        """(2n,) sentences with at least one word."""
        return np.diff(self.field_first_sentence)

    def in_others_words(self) -> NDArray[np.bool_]:
        """(w,) whether each word stands inside a quotation other than scare quotes."""
        others = np.append(
            self.quotations.kind != SCARE, np.False_
        )  # the last entry is that of -1, no quotation
        return others[self.word_quotation]

    def text_of(self, start: int, end: int) -> str:
        return self.joined[start:end]


def analyse(articles: Sequence[Article], vocabulary: Vocabulary | None = None) -> Analysis:
    """The analysis of some articles, one article being a batch of one; an empty sequence gives empty columns."""
    return analysis_of(fields_of(articles, vocabulary))


def analysis_of(fields: Fields) -> Analysis:
    """The analysis of fields whose words are known."""
    folded, words, vocabulary = fields.folded, fields.words, fields.vocabulary
    field_start, field_end, field_first_word = fields.start, fields.end, fields.first_word
    word_field = np.repeat(np.arange(len(field_start)), np.diff(field_first_word))

    breaks = line_breaks(folded.array, folded.upper, field_start, field_end)
    stops = terminators(folded.array)
    ends = merged(sentence_ends(folded, words, vocabulary, stops, breaks), field_end)
    sentences = _sentences(ends, folded, words, field_start)
    spans = find_quotations(folded.data, folded.quote_mark, merged(breaks, field_end), ends)
    quotations, word_quotation = classify(spans, folded, words, sentences.of_word, word_field)
    return Analysis(
        fields.articles,
        fields.joined,
        folded,
        vocabulary,
        field_start,
        field_end,
        words,
        word_field,
        sentences.of_word,
        word_quotation,
        sentences.start,
        sentences.end,
        word_field[sentences.first_word],
        field_first_word,
        np.searchsorted(sentences.first_word, field_first_word),
        quotations,
        stops,
    )


@dataclass(frozen=True, slots=True)
class _Sentences:
    first_word: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    of_word: NDArray[np.int64]


def _sentences(
    ends: NDArray[np.int64], folded: Folded, words: Words, field_start: NDArray[np.int64]
) -> _Sentences:
    """What lies between the ends, from its first to its last character that is no blank; without a word it is no sentence."""
    words_before = np.searchsorted(words.start, ends)
    first_word = np.append(np.zeros(1, np.int64), words_before[:-1])[: len(ends)]
    full = np.flatnonzero(words_before > first_word)
    count, first_word = (words_before - first_word)[full], first_word[full]
    previous = np.append(np.zeros(1, np.int64), ends)[full]
    first = words.start[first_word]
    previous = np.maximum(previous, field_start[np.searchsorted(field_start, first, "right") - 1])
    start = np.minimum(after_white(folded.array, previous), first)
    end = before_white(folded.array, ends[full]) + 1
    return _Sentences(first_word, start, end, np.repeat(np.arange(len(full)), count))
