"""Words, sentences and syllables of a batch exactly as textstat 0.7.13 counts them, without textstat.

They are not our own words and sentences: textstat joins "well-known" and "he—or", calls "U.S." the word "us", and ends
a sentence at every full stop (`readability_textstat.py` has its rules). Only with its counts do Flesch's formulas give
its figures: 84.6 points hang on syllables per word, so a miscount of one per cent moves the score by more than one.
Nine of ten of its words are one of ours, whose syllables the vocabulary has; the others are read letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing import kernels
from framing.measures.readability_hyphens import syllables_by_hyphenation
from framing.text.analysis import Analysis
from framing.text.columns import ranges
from framing.text.fold import FIELD_END, OTHER_LETTER, SINGLE_STRAIGHT, SYMBOL, Folded, among
from framing.text.sentences import merged
from framing.text.vocabulary import PADDING, Vocabulary, hash_words
from framing.text.words import Words, is_digit

_KEPT = b"abcdefghijklmnopqrstuvwxyz_0123456789'" + bytes([OTHER_LETTER])
"""Apostrophes that are dropped have become a SYMBOL by then."""
_DROPPED = bytes(set(range(256)) - set(b" ") - set(_KEPT))
_STOP, _BLANK, _NEWLINE = b". \n"
_BLANKS = frozenset((_BLANK, _NEWLINE, FIELD_END))
_ELLIPSIS = "…"
_UNDERSCORE = ord("_")
_NUMBER = ord("0")
_IS_WORD_BYTE = among(_KEPT)
_IS_LETTER = among(b"abcdefghijklmnopqrstuvwxyz0123456789" + bytes([OTHER_LETTER]))
_FEWEST_WORDS = 3
"""A stretch up to a full stop with fewer words is no sentence to textstat."""

_COUNT = np.uint64(0xFF)
_REMEMBERED = np.zeros(1 << 18, np.uint64)
"""Syllables of words of earlier batches, by the upper 18 bits of their hash: the rest of it in the upper seven bytes, the count
in the lowest; 0 where there is none. One number each, so that threads can share them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Per field: words, sentences (at least one where there is a word) and syllables."""

    words: NDArray[np.int64]
    sentences: NDArray[np.int64]
    syllables: NDArray[np.int64]


def textstat_counts(analysis: Analysis) -> Counts:
    """textstat's counts of every field of a batch.

    Letters with accents stay what they are to textstat: no word of the dictionary has one, no hyphenation starts there.
    """
    ellipses = _ellipses(analysis)
    if kernels.IN_USE:
        return _counted_natively(analysis, ellipses)
    words, edges = analysis.words, analysis.field_first_word
    stops = _stops(analysis, ellipses)
    blank_before = _has_blank_before(analysis)
    alone, begun = np.zeros(0, np.int64), np.zeros(0, np.int64)
    tokens = _tokens(analysis, blank_before)
    if _UNDERSCORE in analysis.folded.data:
        alone, begun = _underscores(analysis, ellipses, tokens)
    before = np.append(np.zeros(1, np.int64), np.cumsum(_syllables(analysis, tokens)))
    edges = np.searchsorted(tokens.first, edges)
    by_themselves = np.bincount(_fields_of(analysis, alone), minlength=len(edges) - 1)
    count = np.diff(edges) + by_themselves
    sentences = _sentences(analysis, stops, merged(_runs(words, stops, blank_before), begun))
    sentences = np.where(count > 0, np.maximum(sentences, 1), 0)
    return Counts(count, sentences, np.diff(before[edges]) + by_themselves)


def _counted_natively(analysis: Analysis, ellipses: list[int]) -> Counts:
    """The same in one pass over the text; only the syllables of words outside the dictionary are left to be counted here."""
    folded, words, vocabulary = analysis.folded, analysis.words, analysis.vocabulary
    counts = [np.empty(len(analysis.field_start), np.int64) for _ in range(3)]
    letters = np.empty(len(folded.array) + PADDING, np.uint8)
    field, start, end = (np.empty(len(words), np.int64) for _ in range(3))
    hashes = np.empty(len(words), np.uint64)
    unknown = kernels.native.readability(
        *(folded.array, folded.upper, folded.quote_mark, folded.foreign, np.array(ellipses, np.int64)),
        *(words.start, words.end, words.hash, words.id, words.marked, vocabulary.syllables, vocabulary.table),
        *(analysis.field_start, analysis.field_end, analysis.field_first_word),
        *counts,
        *(letters, field, start, end, hashes),
    )
    here = slice(unknown)
    more = _hyphenated(letters, start[here], end[here], hashes[here])
    np.add.at(counts[2], field[here], more)
    return Counts(*counts)


@dataclass(frozen=True, slots=True)
class _Tokens:
    """What textstat takes for words. first: number of the first word of ours in each · start, end: offsets ·
    simple: is that one word, letter for letter."""

    first: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    simple: NDArray[np.bool_]


def _ellipses(analysis: Analysis) -> list[int]:
    """The places of ellipses in one character, which fold to a full stop and which textstat drops."""
    letters, foreign = analysis.folded.array, analysis.folded.foreign
    dotted = foreign[letters[foreign] == _STOP].tolist()
    return [place for place in dotted if analysis.joined[place] == _ELLIPSIS]


def _stops(analysis: Analysis, ellipses: list[int]) -> NDArray[np.int64]:
    """The places of full stops, exclamation and question marks."""
    stops = analysis.stops
    return np.delete(stops, np.searchsorted(stops, ellipses)) if ellipses else stops


def _fields_of(analysis: Analysis, places: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(analysis.field_start, places, "right") - 1


def _has_blank_before(analysis: Analysis) -> NDArray[np.bool_]:
    """(w,) whether white space, or the end of a field, stands between a word and the one before; True for the first."""
    letters, words = analysis.folded.array, analysis.words
    found = np.ones(len(words), np.bool_)
    first, last = words.end[:-1], words.start[1:] - 1
    found[1:] = _is_blank(letters.take(first)) | _is_blank(letters.take(last))
    open_ = np.flatnonzero(~found[1:] & (last - first > 1))
    inner = _is_blank(letters.take(first[open_] + 1))  # said. "We
    found[open_[inner] + 1] = True
    wide = open_[~inner & (last[open_] - first[open_] > 2)]
    for at, a, b in zip(wide.tolist(), first[wide].tolist(), last[wide].tolist(), strict=True):
        found[at + 1] = not _BLANKS.isdisjoint(analysis.folded.data[a:b])
    return found


def _is_blank(letters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether each is white space or the end of a field; comparisons run many times faster than a look-up."""
    found: NDArray[np.bool_] = (letters == _BLANK) | (letters == _NEWLINE) | (letters == FIELD_END)
    return found


def _tokens(analysis: Analysis, blank_before: NDArray[np.bool_]) -> _Tokens:
    words, folded = analysis.words, analysis.folded
    first = np.flatnonzero(blank_before)
    last = np.append(first[1:], len(words))[: len(first)] - 1
    odd = words.marked | _has_foreign_letter(words, folded)
    kept = _kept_apostrophes(folded, np.flatnonzero(folded.quote_mark == SINGLE_STRAIGHT))
    next_word = np.searchsorted(words.start, kept)
    next_word = next_word[np.append(words.start, 0)[next_word] == kept + 1]  # others stand inside a word
    odd[next_word] = True
    token = np.cumsum(blank_before) - 1
    simple = first == last
    simple[token[odd]] = False
    start = words.start[first]
    start[token[next_word[blank_before[next_word]]]] -= 1
    return _Tokens(first, start, words.end[last], simple)


def _has_foreign_letter(words: Words, folded: Folded) -> NDArray[np.bool_]:
    """(w,) whether a letter or digit beyond ASCII stands in a word."""
    found = np.zeros(len(words), np.bool_)
    foreign = folded.foreign[_IS_LETTER.take(folded.array.take(folded.foreign))]
    word = np.searchsorted(words.start, foreign, "right") - 1
    found[word[foreign < np.append(words.end, 0)[word]]] = True  # -1, before the first word, has the 0
    return found


def _kept_apostrophes(folded: Folded, mark: NDArray[np.int64]) -> NDArray[np.int64]:
    """The straight apostrophes that textstat keeps: before a small t, s, d, ve, ll or re; curly ones go like any mark."""
    mark = mark[mark < len(folded.array) - 2]
    first, second = folded.array[mark + 1], folded.array[mark + 2]
    one = (first == ord("t")) | (first == ord("s")) | (first == ord("d"))
    two = np.zeros(len(mark), np.bool_)
    for ending in (b"ve", b"ll", b"re"):
        two |= (first == ending[0]) & (second == ending[1])
    kept: NDArray[np.int64] = mark[~folded.upper[mark + 1] & (one | (two & ~folded.upper[mark + 2]))]
    return kept


def _runs(words: Words, stops: NDArray[np.int64], blank_before: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Where what textstat counts in a stretch up to a stop begins: after blanks and stops, one inside a number included."""
    begins = blank_before.copy()
    after = np.searchsorted(words.start, stops)
    inside = stops < np.append(words.end, 0)[after - 1]  # -1, before the first word, has the 0
    begins[after[~inside & (after < len(words))]] = True
    return merged(words.start[begins], stops[inside] + 1)


def _sentences(analysis: Analysis, stops: NDArray[np.int64], runs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Stretches of each field, up to a stop or its end, of at least _FEWEST_WORDS words."""
    ends = merged(stops, np.flatnonzero(analysis.folded.array == FIELD_END))
    words = np.diff(np.searchsorted(runs, ends), prepend=0)
    long_enough = ends[words >= _FEWEST_WORDS]
    upto = np.searchsorted(long_enough, analysis.field_end, "right")
    return np.diff(upto, prepend=0)


def _syllables(analysis: Analysis, tokens: _Tokens) -> NDArray[np.int64]:
    """By the pronouncing dictionary, else by hyphenation; a number has one."""
    words, vocabulary = analysis.words, analysis.vocabulary
    syllables = vocabulary.syllables.take(words.id.take(tokens.first)).astype(np.int64)
    digit = np.flatnonzero(tokens.simple & (words.tag.take(tokens.first) == _NUMBER))
    syllables[digit[_are_digits(analysis.folded.array, tokens.start[digit], tokens.end[digit])]] = 1
    unknown = np.flatnonzero(tokens.simple & (syllables == 0))
    hashes = words.hash.take(tokens.first.take(unknown))
    syllables[unknown] = _hyphenated(
        analysis.folded.array, tokens.start[unknown], tokens.end[unknown], hashes
    )
    other = np.flatnonzero(~tokens.simple)
    letters = _marked(analysis, tokens.start[other], tokens.end[other])
    syllables[other] = _syllables_of(*_words_in(letters), vocabulary)
    return syllables


def _marked(analysis: Analysis, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The letters of some tokens, a blank after each; what textstat drops or takes otherwise than we do is set right."""
    folded = analysis.folded
    length = end - start + 1
    last = np.cumsum(length) - 1
    at = np.arange(int(length.sum())) + np.repeat(start - (last + 1 - length), length)
    letters: NDArray[np.uint8] = folded.array[at]
    apostrophe = np.flatnonzero(letters == ord("'"))
    letters[apostrophe] = SYMBOL
    straight = at[apostrophe[folded.quote_mark[at[apostrophe]] == SINGLE_STRAIGHT]]
    letters[np.searchsorted(at, _kept_apostrophes(folded, straight))] = ord("'")
    token = np.searchsorted(start, folded.foreign, "right") - 1
    inside = folded.foreign < np.append(end, 0)[token]  # -1, before the first token, has the 0
    foreign = folded.foreign[inside] + (last - end)[token[inside]]
    letters[foreign[_IS_WORD_BYTE[letters[foreign]]]] = OTHER_LETTER
    letters[last] = _BLANK
    return letters


def _words_in(letters: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """What is left without the marks that textstat drops, and where the words in it start and end."""
    kept = letters.tobytes().translate(None, _DROPPED)
    running = np.frombuffer(kept + bytes(PADDING), np.uint8)
    inside = np.zeros(len(running) + 1, np.bool_)
    inside[1:] = ~_is_blank(running)
    edge = np.flatnonzero(inside[1:] != inside[:-1])
    return running, np.ascontiguousarray(edge[0::2]), np.ascontiguousarray(edge[1::2])


def _syllables_of(
    letters: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64], vocabulary: Vocabulary
) -> NDArray[np.int64]:
    """The syllables of words given by their letters."""
    hashes = hash_words(letters, start, end)
    syllables = vocabulary.syllables.take(vocabulary.find(hashes)).astype(np.int64)
    digit = np.flatnonzero(is_digit(letters.take(start)))
    syllables[digit[_are_digits(letters, start[digit], end[digit])]] = 1
    unknown = np.flatnonzero(syllables == 0)
    syllables[unknown] = _hyphenated(letters, start[unknown], end[unknown], hashes[unknown])
    return syllables


def _are_digits(
    letters: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether each word, none of them empty, is digits alone."""
    length = end - start
    if not len(length):
        return np.zeros(0, np.bool_)
    digit = is_digit(letters.take(ranges(start, length)))
    return np.asarray(np.logical_and.reduceat(digit, np.cumsum(length) - length), np.bool_)


def _underscores(
    analysis: Analysis, ellipses: list[int], tokens: _Tokens
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """An underscore is a letter to textstat and parts words to us: those that touch a token are taken into it, in place.

    Gives the places where underscores are a token by themselves, and where they are one in a stretch up to a stop.
    """
    words, data = analysis.words, bytearray(analysis.folded.data)
    for place in ellipses:
        data[place] = SYMBOL
    under = np.flatnonzero(analysis.folded.array == _UNDERSCORE)
    alone, begun = list[int](), list[int]()
    for after in np.unique(np.searchsorted(words.start, under)).tolist():
        low = int(words.end[after - 1]) if after else 0
        high = int(words.start[after]) if after < len(words) else len(data)
        for first, last, touches in _underlined(data, low, high, _BETWEEN_TOKENS):
            behind, ahead = touches[0] and after > 0, touches[1] and after < len(words)
            if behind:
                token = int(np.searchsorted(tokens.first, after - 1, "right")) - 1
                tokens.simple[token], tokens.end[token] = False, max(last, int(tokens.end[token]))
            if ahead:
                token = int(np.searchsorted(tokens.first, after, "right")) - 1
                tokens.simple[token], tokens.start[token] = False, min(first, int(tokens.start[token]))
            if not (behind or ahead):
                alone.append(first)
        for first, _, touches in _underlined(data, low, high, _BETWEEN_RUNS):
            if not ((touches[0] and after > 0) or (touches[1] and after < len(words))):
                begun.append(first)
    return np.array(alone, np.int64), np.array(begun, np.int64)


_BETWEEN_TOKENS, _BETWEEN_RUNS = re.compile(rb"[ \n\0]"), re.compile(rb"[ \n\0.!?]")


def _underlined(
    data: bytearray, low: int, high: int, between: re.Pattern[bytes]
) -> Iterator[tuple[int, int, tuple[bool, bool]]]:
    """First and last underscore of each piece of low:high that has one, and whether the piece reaches the start, and the end."""
    pieces = between.split(data[low:high])
    for number, piece in enumerate(pieces):
        first = piece.find(_UNDERSCORE)
        if first >= 0:
            yield low + first, low + piece.rfind(_UNDERSCORE) + 1, (number == 0, number == len(pieces) - 1)
        low += len(piece) + 1


def _hyphenated(
    letters: NDArray[np.uint8],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    hashes: NDArray[np.uint64],
) -> NDArray[np.int64]:
    """The syllables of words outside the dictionary, remembered by their hashes.

    Not those of long ones: the hash stands for the first PADDING letters and the length only, which two joined words can share.
    """
    slot, key = (hashes >> np.uint64(46)).astype(np.int64), hashes << np.uint64(8)
    entry = _REMEMBERED.take(slot)
    short = end - start <= PADDING
    known = ((entry ^ key) <= _COUNT) & (entry != 0) & short
    syllables = (entry & _COUNT).astype(np.int64)
    new = np.flatnonzero(~known)
    syllables[new] = syllables_by_hyphenation(letters, start[new], end[new])
    kept = new[short[new]]
    _REMEMBERED[slot[kept]] = key[kept] | syllables[kept].astype(np.uint64)
    return syllables
