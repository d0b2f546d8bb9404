"""The fields of a batch, laid end to end and folded, with their words: read once for page furniture and for all that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from framing import kernels
from framing.text.fold import Folded, among, fold
from framing.text.furniture import BREAK, Spans, furniture_words
from framing.text.vocabulary import PADDING, Vocabulary, shipped_vocabulary
from framing.text.words import Words, find_words
from framing.types import Article


@dataclass(frozen=True, slots=True)
class Fields:
    """Titles and texts of n articles, each field closed by a NUL; field 2·i is the title of article i (empty where it has none).

    start, end: (2n,) offsets in `joined` · first_word: (2n + 1,) field f has words first_word[f]:first_word[f + 1].
    """

    articles: tuple[Article, ...]
    joined: str
    folded: Folded
    vocabulary: Vocabulary
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    words: Words
    first_word: NDArray[np.int64]


def fields_of(articles: Sequence[Article], vocabulary: Vocabulary | None = None) -> Fields:
    """The fields of some articles; none give empty columns."""
    vocabulary = vocabulary or shipped_vocabulary()
    joined, start, end = _laid_out(articles)
    folded = fold(joined)
    words = find_words(folded.array, folded.upper, vocabulary)
    first_word = np.searchsorted(words.start, np.append(start, len(joined)))
    return Fields(tuple(articles), joined, folded, vocabulary, start, end, words, first_word)


def _laid_out(articles: Sequence[Article]) -> tuple[str, NDArray[np.int64], NDArray[np.int64]]:
    """The fields end to end, and where each starts and ends."""
    parts = [part for article in articles for part in (article.title or "", article.text)]
    length = np.fromiter(map(len, parts), np.int64, len(parts))
    end = np.cumsum(length + 1) - 1
    return "\0".join([*parts, "\0" * PADDING]), end - length, end


def fields_without(found: Fields, articles: Sequence[Article], furniture: Sequence[Spans]) -> Fields:
    """What `fields_of` gives for `articles`, which are those of `found` with the furniture of their texts replaced by BREAK.

    Where blanks stand around every span the words outside are what they were, and nothing is read again.
    """
    spans = _placed(found, furniture)
    if not len(spans):
        return found
    if not _between_blanks(found, spans):
        return fields_of(articles, found.vocabulary)
    joined, start, end = _laid_out(articles)
    words = _words_without(found.words, spans)
    first_word = np.searchsorted(words.start, np.append(start, len(joined)))
    folded = _folded_without(found.folded, spans)
    return Fields(tuple(articles), joined, folded, found.vocabulary, start, end, words, first_word)


def words_of_furniture(found: Fields, furniture: Sequence[Spans]) -> NDArray[np.int64]:
    """(n,) words in the furniture of each text, a hyphenated compound being one."""
    spans = _placed(found, furniture)
    if len(spans) and not _between_blanks(found, spans):
        return furniture_words(found.articles, furniture)
    before = np.append(np.zeros(1, np.int64), np.cumsum(~found.words.joined))
    low, high = before[np.searchsorted(found.words.start, spans.T)]
    count = np.zeros(len(found.articles), np.int64)
    np.add.at(count, np.repeat(np.arange(len(count)), list(map(len, furniture))), high - low)
    return count


def _placed(found: Fields, furniture: Sequence[Spans]) -> NDArray[np.int64]:
    """(k, 2) the spans of all texts as offsets of the batch."""
    pairs = zip(found.start[1::2].tolist(), furniture, strict=True)
    rows = [(first + a, first + b) for first, spans in pairs for a, b in spans]
    return np.array(rows, np.int64).reshape(-1, 2)


def _between_blanks(found: Fields, spans: NDArray[np.int64]) -> bool:
    """Whether white space or the end of the field stands before and after every span."""
    letters = found.folded.array
    return bool((_BLANK[letters[spans[:, 0] - 1]] & _BLANK[letters[spans[:, 1]]]).all())


_BLANK = among(b" \n\0")


def _words_without(words: Words, spans: NDArray[np.int64]) -> Words:
    """The words outside of the spans, at their new places."""
    first, last, shift = _kept(words.start, spans)
    columns = {column.name: _stretches(getattr(words, column.name), first, last) for column in fields(words)}
    for name in ("start", "end", "core_end"):
        columns[name] += shift
    return Words(**columns)


def _kept(
    places: NDArray[np.int64], spans: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Which stretches first:last of sorted places lie outside of the spans, and what to add to each such place where BREAK stands
    for every span."""
    low, high = np.searchsorted(places, spans.T)
    first, last = np.append(0, high), np.append(low, len(places))
    moved = np.append(0, np.cumsum(len(BREAK) - (spans[:, 1] - spans[:, 0])))
    return first, last, np.repeat(moved, last - first)


def _stretches(
    column: NDArray[Any],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    between: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """The stretches first:last of a column, one after another, and `between` between each two."""
    gap = column[:0] if between is None else between
    if kernels.IN_USE:
        size = column.itemsize
        joined = np.empty(int((last - first).sum()) + len(gap) * (len(first) - 1), column.dtype)
        parts = (column.view(np.uint8), first * size, last * size, gap.view(np.uint8), joined.view(np.uint8))
        kernels.native.stretches(*parts)
        return joined
    pieces = [
        piece for a, b in zip(first.tolist(), last.tolist(), strict=True) for piece in (gap, column[a:b])
    ]
    return np.concatenate(pieces[1:])


def _folded_without(folded: Folded, spans: NDArray[np.int64]) -> Folded:
    """The folded text with BREAK in the place of every span."""
    first, last = np.append(0, spans[:, 1]), np.append(spans[:, 0], len(folded.array))
    line_break = fold(BREAK)
    array = _stretches(folded.array, first, last, line_break.array)
    upper = _stretches(folded.upper, first, last, line_break.upper)
    quote_mark = _stretches(folded.quote_mark, first, last, line_break.quote_mark)
    first, last, shift = _kept(folded.foreign, spans)
    foreign = _stretches(folded.foreign, first, last) + shift
    return Folded(array, array.tobytes(), upper, quote_mark, foreign)
