"""Candidates of a batch -> what can be seen of each: form, neighbours, words nearby, sentence, veto, page.

Whole numbers, one column per name in NAMES. None names an article, an outlet or an expression, so that what is learned on
them holds for expressions never seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from framing.figurative.page import HEADLINE, PAGE, headline, page
from framing.figurative.rows import (
    BESIDE_WORDS,
    BY,
    IS_VERB,
    MORE,
    NEAR,
    NO_VETO,
    SHORTEST_ARTICLE,
    Batch,
    Bools,
    Ints,
    Rows,
    Tables,
    batch_of,
    columns,
    one_hot,
    window,
)
from framing.figurative.subjects import CLASSES, NUMBERS, subject_words
from framing.text.analysis import Analysis
from framing.text.quotations import SCARE

_NUMBER_BITS = [np.uint32(1 << CLASSES.index(name)) for name in NUMBERS]
_TAG_GROUPS = {
    "determiner": b"d",
    "preposition": b"p",
    "verb": b"Vwv",
    "auxiliary": b"xt",
    "conjunction": b"&cq",
    "pronoun": b"o",
    "adverb": b"ae",
    "number": b"0",
    "noun": b"nrshbujT",
}
_GROUP_OF_TAG = np.zeros(256, np.int64)
for _number, _letters in enumerate(_TAG_GROUPS.values(), 1):
    _GROUP_OF_TAG[list(_letters)] = _number
_GROUPS = ("border", *_TAG_GROUPS)
_MARKS_AFTER = {"end": b".!?\n\0", "comma": b",;", "colon": b":\x04", "bracket": b")]|/"}
_DIGIT_TAG, _ONE, _TWO, _ZERO = b"0120"

FORM = (
    "capital", "all_capital", "opens_sentence", "shouted", "in_name_before", "in_name_after", "name_before", "name_after",
    "in_marks", "mark_before", "mark_after", "one_word", "two_words", "four_words", "possessive", "joined_before",
    "joined_after", "literal_words_2", "literal_words_3",
)  # fmt: skip
BESIDE = (
    *(
        f"{side}_{name}"
        for side in ("before", "after")
        for name in (*_GROUPS, *(f"word_{w}" for w in BESIDE_WORDS))
    ),
    *(f"then_{name}" for name in _MARKS_AFTER),
)
NEARBY = tuple(f"{name}_near" for name in CLASSES)
PLACE = (
    "length_4", "length_10", "length_over_40", "length_over_70", "capitals", "long_capitals", "no_verb", "long_no_verb",
    "headline", "opening", "last_part", "very_end", "quoted", "scare_quotes", "long_article", "short_article",
)  # fmt: skip
VETOES = (
    "veto_beside", "veto_near", "veto_sentence", "veto_article",
    "others_passed", "many_others_passed", "others_vetoed", "many_others_vetoed",
)  # fmt: skip


def words_wanted() -> set[str]:
    """Words that the properties look up by id."""
    return {*subject_words(), *BESIDE_WORDS, MORE, BY}


def properties(analysis: Analysis, rows: Rows, tables: Tables) -> Ints:
    """(c, len(NAMES)) the properties of c candidates."""
    batch = batch_of(analysis, rows, tables)
    return np.concatenate([part(batch) for part in _PARTS.values()], axis=1)


def _form(batch: Batch) -> Ints:
    """How the expression itself is written, and whether it is part of a name or between quotation marks."""
    words, rows = batch.analysis.words, batch.rows
    opens = rows.first == batch.low
    following = np.minimum(rows.last, len(words) - 1)
    capital, ends = words.capital[rows.first], words.capital[rows.last - 1]
    before = words.capital[np.maximum(rows.first - 1, 0)] & (rows.first - 1 > batch.low)
    after = words.capital[following] & (rows.last < batch.high) & (words.start[following] - rows.end == 1)
    size, literal = rows.last - rows.first, rows.literal
    return columns(
        [
            capital & ~opens, capital & ends & ~opens & (size > 1), opens,
            words.shouted[rows.first] & (words.core_end[rows.first] - words.start[rows.first] > 3),
            before & capital, after & ends, before & ~capital, after & ~ends,
            *_marks(batch),
            size == 1, size == 2, size >= 4, words.possessive[rows.last - 1], words.joined[rows.first],
            words.joined[following], literal > 1, literal > 2,
        ]
    )  # fmt: skip


def _marks(batch: Batch) -> tuple[Bools, Bools, Bools]:
    """Quotation marks around the expression itself: on both sides, only before, only after."""
    mark, rows = batch.analysis.folded.quote_mark, batch.rows
    opening = mark[np.maximum(rows.start - 1, 0)] > 0
    closing = (mark[rows.end] > 0) | (mark[np.minimum(rows.end + 1, len(mark) - 1)] > 0)
    return opening & closing, opening & ~closing, ~opening & closing


def _beside(batch: Batch) -> Ints:
    """The classes of the words right before and after, some of those words themselves, and the mark that follows."""
    words, rows = batch.analysis.words, batch.rows
    before, after = np.maximum(rows.first - 1, 0), np.minimum(rows.last, len(words) - 1)
    parts = []
    for at, there in ((before, rows.first > batch.low), (after, rows.last < batch.high)):
        parts.append(one_hot(np.where(there, _GROUP_OF_TAG[words.tag[at]], 0), len(_GROUPS)))
        parts.append(
            one_hot(np.where(there, batch.tables.beside[words.id[at]], 0), len(BESIDE_WORDS) + 1)[:, 1:]
        )
    mark = batch.analysis.folded.array[rows.end]
    parts.append(columns([np.isin(mark, np.frombuffer(marks, np.uint8)) for marks in _MARKS_AFTER.values()]))
    return np.concatenate(parts, axis=1)


def _nearby(batch: Batch) -> Ints:
    """Whether words of each class stand nearby in the sentence."""
    near = window(NEAR, NEAR)
    words, array = batch.analysis.words, batch.analysis.folded.array
    at, there = batch.around[:, near], batch.in_sentence[:, near]
    bits = batch.tables.subject.take(words.id.take(at))
    start = words.start.take(at)
    number = batch.tag[:, near] == _DIGIT_TAG
    year = number & (words.end.take(at) - start == 4)
    leading, second = array.take(start), array.take(start + 1)
    years = (number, year & (leading == _ONE), year & (leading == _TWO) & (second == _ZERO))
    for bit, which in zip(_NUMBER_BITS, years, strict=True):
        bits |= bit * which
    seen = np.bitwise_or.reduce(bits * there, axis=1)
    return np.asarray((seen[:, None] >> np.arange(len(CLASSES), dtype=np.uint32)) & np.uint32(1), np.int64)


def _place(batch: Batch) -> Ints:
    """Shape of the sentence, place in the article, quotation around."""
    analysis, rows, there = batch.analysis, batch.rows, batch.in_sentence
    length = batch.high - batch.low
    capitals = (batch.capital & there).sum(axis=1)
    in_capitals = 2 * capitals > there.sum(axis=1)
    no_verb = ~np.any(IS_VERB.take(batch.tag) & there, axis=1)
    size = batch.article_high - batch.article_low
    where, enough = (rows.first - batch.article_low) * 20, size >= SHORTEST_ARTICLE
    quotation = analysis.word_quotation[rows.first]
    quoted = quotation >= 0
    scare = quoted & (analysis.quotations.kind[quotation] == SCARE) if len(analysis.quotations) else quoted
    return columns(
        [
            length <= 4, (length > 4) & (length <= 10), length > 40, length > 70,
            in_capitals, in_capitals & (length > 6), no_verb, no_verb & (length > 6),
            analysis.word_field[rows.first] % 2 == 0, enough & (where < size), enough & (where > 17 * size),
            enough & (where > 19 * size), quoted & ~scare, scare, size > 3000, size < 300,
        ]
    )  # fmt: skip


def _vetoes(batch: Batch) -> Ints:
    """What vetoed it, and whether other candidates of its device in the article were let through or vetoed."""
    rows = batch.rows
    key = batch.article * (int(rows.device.max(initial=0)) + 1) + rows.device
    vetoed = (rows.veto != NO_VETO).astype(np.int64)
    _, inverse = np.unique(key, return_inverse=True)
    vetoed_there = np.bincount(inverse, weights=vetoed).astype(np.int64)[inverse] - vetoed
    passed_there = np.bincount(inverse)[inverse] - 1 - vetoed_there
    others: list[Bools | Ints] = [passed_there > 0, passed_there > 2, vetoed_there > 0, vetoed_there > 2]
    return np.concatenate([one_hot(rows.veto, 5)[:, 1:], columns(others)], axis=1)


_PARTS: Mapping[tuple[str, ...], Callable[[Batch], Ints]] = {
    FORM: _form,
    BESIDE: _beside,
    NEARBY: _nearby,
    PLACE: _place,
    VETOES: _vetoes,
    PAGE: page,
    HEADLINE: headline,
}
NAMES = tuple(name for names in _PARTS for name in names)
"""The properties, in the order of their columns."""
