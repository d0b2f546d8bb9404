"""Word sequences and lines of a batch of texts as hashes: what recurrence across pages and likeness of articles are told by."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.text.fields import Fields
from framing.text.fold import FIELD_END, Folded, folded_letters
from framing.text.vocabulary import PADDING, hash_words
from framing.text.words import Words, word_edges

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

GRAM = 5
"""Words of a gram. Shorter ones are idioms of the language, longer ones miss share bars and credits."""

_DIGIT, _POINT, _SPACE, _NEWLINE = np.uint8(ord("0")), ord("."), ord(" "), ord("\n")
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD],
    np.uint64,
)
_MIX = np.uint64(0x94D049BB133111EB)
_SHORT_TITLE = 4
"""Letters of a word with a capital up to which a full stop is rather that of "Sen." than the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Hashed:
    """Columns over the w words of n texts, in order: all that a sketch needs.

    first_word: (n + 1,) text i has words first_word[i]:first_word[i + 1] · start, end: (w,) offsets in what the texts were laid
    out in, with a NUL behind each · word: (w,) hash, digits alike and case ignored · line_first: (l,) first word of every line
    that has one · several_lines: (n,).
    """

    first_word: Ints
    start: Ints
    end: Ints
    word: Hashes
    line_first: Ints
    several_lines: Bools

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class Texts(Hashed):
    """The same of the fields of n articles, 2·i being the title of article i and 2·i + 1 its text, with what is around the words.

    text_start: (2n,) · text: (w,) number of the field · capital: (w,) · stops: (w,) whether a sentence, line or field ends with
    the word · stop_bytes: the same, a byte 1 or 0 for each word.
    """

    folded: Folded
    text_start: Ints
    text: Ints
    capital: Bools
    stops: Bools
    stop_bytes: bytes

    def capitals(self, first: int, last: int) -> float:
        """The share of the words first:last that start with a capital."""
        return float(self.capital[first:last].mean())

    def letters_of(self, first: int, last: int) -> bytes:
        """The folded text from the first to before the last word."""
        return self.folded.data[self.start[first] : self.end[last - 1]]

    def starts(self, word: int) -> bool:
        """Whether a sentence, line or text starts with a word."""
        return word == 0 or bool(self.stops[word - 1])

    def whole_sentences(self, first: int, last: int) -> tuple[int, int]:
        """The largest run of words inside first:last that starts and ends with a sentence or line; empty if there is none."""
        ends = np.flatnonzero(self.stops[first:last])
        if not len(ends):
            return first, first
        low = first if self.starts(first) else first + int(ends[0]) + 1
        return low, max(low, first + int(ends[-1]) + 1)

    def sentence_of(self, word: int, most: int) -> tuple[int, int] | None:
        """The words first:last of the sentence or line of a word, None where it is longer than `most` on either side."""
        before = self.stop_bytes.rfind(1, max(word - most, 0), word)
        after = self.stop_bytes.find(1, word, word + most)
        if after < 0 or (before < 0 and word > most):
            return None
        return before + 1, after + 1

    def line_of(self, word: int) -> tuple[int, int]:
        """The words first:last of the line of a word."""
        line = bisect_right(self.line_first.data, word)
        last = int(self.line_first[line]) if line < len(self.line_first) else len(self)
        return int(self.line_first[line - 1]), last

    def text_end(self, word: int) -> int:
        """The word after the text of a word."""
        return int(self.first_word[self.text[word] + 1])

    def has_lines(self, word: int) -> bool:
        """Whether the text of a word has several lines."""
        return bool(self.several_lines[self.text[word]])

    def follows_quotation(self, word: int) -> bool:
        """Whether a quotation mark is the last thing before a word that is no blank or dash."""
        at = int(self.start[word]) - 1
        while at > 0 and self.folded.data[at] in b" \n-\x04":
            at -= 1
        return at >= 0 and bool(self.folded.quote_mark[at])

    def opens_quotation(self, word: int) -> bool:
        """Whether a quotation mark stands right before a word."""
        return bool(self.folded.quote_mark[max(int(self.start[word]) - 1, 0)])


def texts_of(fields: Fields) -> Texts:
    """The fields of a batch and their words."""
    letters, words, first_word = fields.folded.array, fields.words, fields.first_word
    line_ends = _line_ends(letters)
    marks = np.flatnonzero((letters == _POINT) | (letters == ord("!")) | (letters == ord("?")))
    stops = _stops(letters, words, marks, line_ends)
    return Texts(
        first_word,
        words.start,
        words.end,
        _digit_blind(fields),
        *_lines(words.start, first_word, line_ends),
        folded=fields.folded,
        text_start=fields.start,
        text=np.repeat(np.arange(len(fields.start)), np.diff(first_word)),
        capital=words.capital,
        stops=stops,
        stop_bytes=stops.tobytes(),
    )


def hashed_words(texts: Sequence[str]) -> Hashed:
    """The words of some texts without what is around them: nothing is looked up, so this is quicker than `texts_of`."""
    length = np.fromiter(map(len, texts), np.int64, len(texts))
    letters = folded_letters("\0".join([*texts, "\0" * PADDING]))
    letters[(letters - _DIGIT) < 10] = _DIGIT
    start, end = word_edges(letters)
    first_word = np.searchsorted(start, np.append(np.cumsum(length + 1) - length - 1, len(letters)))
    lines = _lines(start, first_word, _line_ends(letters))
    return Hashed(first_word, start, end, hash_words(letters, start, end), *lines)


def _digit_blind(fields: Fields) -> Hashes:
    """The hashes of all words, with every digit taken for a 0."""
    letters, words = fields.folded.array, fields.words
    digit = np.flatnonzero((letters - _DIGIT) < 10)
    if not len(digit):
        return words.hash
    alike, hashes = letters.copy(), words.hash.copy()
    alike[digit] = _DIGIT
    at = np.searchsorted(words.start, digit, "right") - 1
    at = at[np.append(True, at[1:] != at[:-1])]
    hashes[at] = hash_words(alike, words.start[at], words.end[at])
    return hashes


def _line_ends(letters: NDArray[np.uint8]) -> Ints:
    ends: Ints = np.flatnonzero((letters == _NEWLINE) | (letters == FIELD_END))
    return ends


def _lines(start: Ints, first_word: Ints, line_ends: Ints) -> tuple[Ints, Bools]:
    """The first word of every line that has one, and which texts have several."""
    after = np.append(np.zeros(1, np.int64), np.searchsorted(start, line_ends))
    line_first = after[(np.diff(after, prepend=-1) != 0) & (after < len(start))]
    return line_first, np.diff(np.searchsorted(line_first, first_word)) > 1


def _stops(letters: NDArray[np.uint8], words: Words, stop: Ints, line_end: Ints) -> Bools:
    """Whether one of the marks (full stops and the like, ends of lines) stands between a word and the next, other than the
    full stop of a short title."""
    start, end = words.start, words.end
    stops = np.zeros(len(start), np.bool_)
    if not len(start):
        return stops
    word = np.searchsorted(start, line_end, "right") - 1
    stops[word[word >= 0]] = True
    word = np.searchsorted(start, stop, "right") - 1
    outside = (word >= 0) & (stop >= end.take(word, mode="clip"))
    word, stop = word[outside], stop[outside]
    titles = (letters.take(stop) == _POINT) & (letters.take(stop + 1, mode="clip") == _SPACE)
    titles &= (stop == end[word]) & (end[word] - start[word] <= _SHORT_TITLE) & words.capital[word]
    stops[word[~titles]] = True
    return stops


def grams(found: Hashed) -> tuple[Hashes, Bools]:
    """(w,) the hash of each word with the four after it, and which of them count: those of half of all hashes, never one that
    reaches past its text."""
    word, first_word = found.word, found.first_word
    padded = np.concatenate((word, np.zeros(GRAM, np.uint64)))
    gram = np.zeros(len(word), np.uint64)
    for i in range(GRAM):
        gram += padded[i : i + len(word)] * _FACTORS[i]
        gram ^= gram >> np.uint64(29)
    gram *= _MIX
    gram ^= gram >> np.uint64(32)
    sampled = (gram & np.uint64(1)) == 0
    edge = first_word[1:, None] - np.arange(1, GRAM)
    edge = edge[edge >= first_word[:-1, None]]
    sampled[edge] = False
    return gram, sampled
