"""Candidates of a batch -> what can be seen of each: form, neighbours, sentence, subject of the article, veto.

Whole numbers from 0 up, one column per name in NAMES. None names an article, an outlet or an expression, so that what is
learned on them holds for expressions never seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.figurative.subjects import CLASSES, NUMBERS, SUBJECTS
from framing.text.analysis import Analysis
from framing.text.quotations import SCARE
from framing.text.vocabulary import Vocabulary

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NEAR = 8
"""Words to either side that count as nearby."""
MOST_HITS = 3
"""Counts stop here."""
DENSITIES_PER_1000_WORDS = (2, 8, 20)
"""Subject words per 1,000 words of the article from which it has a little, some, much of the subject."""
NO_VETO, BESIDE_VETO, NEAR_VETO, SENTENCE_VETO, ARTICLE_VETO = range(5)
"""What rejected a candidate: nothing, a missing companion, a word right beside it, its sentence, its article."""

_SUBJECT_BITS = (1 << len(SUBJECTS)) - 1
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
_IS_VERB = np.zeros(256, np.bool_)
_IS_VERB[list(b"Vwvx")] = True
_IS_FUNCTION = np.zeros(256, np.bool_)
_IS_FUNCTION[list(b"dpoxt&cqa")] = True
_MARKS_AFTER = {"end": b".!?\n\0", "comma": b",;", "colon": b":\x04", "bracket": b")]|/"}
BESIDE_WORDS = ("the", "a", "an", "of", "in", "on", "to", "for", "and", "as", "like", "is", "was", "new", "this", "that", "s", "with")
"""Words that get a property of their own right before and right after a candidate."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Candidates as columns: words first:last and code points start:end of the batch, device and kind of veto."""

    first: Ints
    last: Ints
    start: Ints
    end: Ints
    device: Ints
    veto: Ints


@dataclass(frozen=True, slots=True)
class Tables:
    """(vocabulary,) each: bits of the subjects, and the number of a word in BESIDE_WORDS."""

    subject: NDArray[np.uint32]
    beside: Ints
    more: int = -1
    by: int = -1


def beside_table(vocabulary: Vocabulary) -> Ints:
    table = np.zeros(len(vocabulary), np.int64)
    table[vocabulary.ids_of(BESIDE_WORDS)] = np.arange(1, len(BESIDE_WORDS) + 1)
    table[0] = 0
    return table


@dataclass(frozen=True, slots=True)
class _Batch:
    """A batch with its candidates, and the borders of their sentences and articles as word positions."""

    analysis: Analysis
    rows: Rows
    tables: Tables
    article: Ints
    low: Ints
    high: Ints
    article_low: Ints
    article_high: Ints


def properties(analysis: Analysis, rows: Rows, tables: Tables) -> Ints:
    """(c, len(NAMES)) the properties of c candidates."""
    words, field = analysis.word_sentence, analysis.word_field[rows.first].astype(np.int64)
    sentence = words[rows.first]
    article = field // 2
    batch = _Batch(
        analysis,
        rows,
        tables,
        article,
        np.searchsorted(words, sentence),
        np.searchsorted(words, sentence, "right"),
        analysis.field_first_word[2 * article],
        analysis.field_first_word[2 * article + 2],
    )
    return np.concatenate([part(batch) for part in _PARTS.values()], axis=1)


def _columns(values: list[Bools | Ints]) -> Ints:
    return np.stack([value.astype(np.int64) for value in values], axis=1)


def _one_hot(value: Ints, count: int) -> Ints:
    return (value[:, None] == np.arange(count)).astype(np.int64)


def _form(batch: _Batch) -> Ints:
    """How the expression itself is written."""
    words, rows = batch.analysis.words, batch.rows
    opens = rows.first == batch.low
    capital, second = words.capital[rows.first], words.capital[rows.last - 1]
    size = rows.last - rows.first
    before = words.capital[np.maximum(rows.first - 1, 0)] & (rows.first - 1 > batch.low)
    after = words.capital[np.minimum(rows.last, len(words) - 1)] & (rows.last < batch.high)
    adjacent = np.minimum(words.start[np.minimum(rows.last, len(words) - 1)], rows.end + 9) - rows.end == 1
    folded = batch.analysis.folded
    opening = folded.quote_mark[np.maximum(rows.start - 1, 0)] > 0
    closing = (folded.quote_mark[rows.end] > 0) | (folded.quote_mark[np.minimum(rows.end + 1, len(folded.array) - 1)] > 0)
    return _columns(
        [
            capital & ~opens,
            capital & second & ~opens & (size > 1),
            opens,
            words.shouted[rows.first] & (words.core_end[rows.first] - words.start[rows.first] > 3),
            before & capital,
            after & second & adjacent,
            before & ~capital,
            after & ~second & adjacent,
            opening & closing,
            opening & ~closing,
            ~opening & closing,
            size == 1,
            size == 2,
            size >= 4,
            words.possessive[rows.last - 1],
            words.joined[rows.first],
            words.joined[np.minimum(rows.last, len(words) - 1)],
        ]
    )


_FORM = (
    "capital", "all_capital", "opens_sentence", "shouted", "in_name_before", "in_name_after", "name_before", "name_after",
    "in_marks", "mark_before", "mark_after", "one_word", "two_words", "four_words", "possessive", "joined_before",
    "joined_after",
)  # fmt: skip


def _neighbours(batch: _Batch) -> Ints:
    """The classes of the words right before and after, some of those words themselves, and the mark that follows."""
    words, rows = batch.analysis.words, batch.rows
    before, after = np.maximum(rows.first - 1, 0), np.minimum(rows.last, len(words) - 1)
    has_before, has_after = rows.first > batch.low, rows.last < batch.high
    mark = batch.analysis.folded.array[rows.end]
    parts = []
    for at, there in ((before, has_before), (after, has_after)):
        parts.append(_one_hot(np.where(there, _GROUP_OF_TAG[words.tag[at]], 0), len(_GROUPS)))
        parts.append(_one_hot(np.where(there, batch.tables.beside[words.id[at]], 0), len(BESIDE_WORDS) + 1)[:, 1:])
    parts.append(_columns([np.isin(mark, np.frombuffer(marks, np.uint8)) for marks in _MARKS_AFTER.values()]))
    return np.concatenate(parts, axis=1)


_NEIGHBOURS = (
    *(f"{side}_{name}" for side in ("before", "after") for name in (*_GROUPS, *(f"word_{w}" for w in BESIDE_WORDS))),
    *(f"then_{name}" for name in _MARKS_AFTER),
)


def _subjects(batch: _Batch) -> Ints:
    """Words of each class nearby, in the sentence, and how thickly in the article; the candidate's own left out."""
    words, rows = batch.analysis.words, batch.rows
    bits = batch.tables.subject.take(words.id)
    numbers = np.flatnonzero(words.tag == ord("0"))
    array = batch.analysis.folded.array
    year = words.end[numbers] - words.start[numbers] == 4
    leading, second = array[words.start[numbers]], array[words.start[numbers] + 1]
    bits[numbers] |= _NUMBER_BITS[0]
    bits[numbers[year & (leading == ord("1"))]] |= _NUMBER_BITS[1]
    bits[numbers[year & (leading == ord("2")) & (second == ord("0"))]] |= _NUMBER_BITS[2]
    at = np.flatnonzero(bits)
    shift = np.arange(len(CLASSES), dtype=np.uint32)
    total = np.zeros((len(at) + 1, len(CLASSES)), np.int64)
    np.cumsum((bits[at][:, None] >> shift) & np.uint32(1), axis=0, out=total[1:])

    def within(low: Ints, high: Ints) -> Ints:
        counts = total[np.searchsorted(at, high)] - total[np.searchsorted(at, low)]
        return np.asarray(counts, np.int64)

    own = within(rows.first, rows.last)
    near = within(np.maximum(rows.first - NEAR, batch.low), np.minimum(rows.last + NEAR, batch.high)) - own
    sentence = within(batch.low, batch.high) - own
    density = (within(batch.article_low, batch.article_high) - own) * 1000
    length = (batch.article_high - batch.article_low)[:, None]
    levels = sum((density >= per * length).astype(np.int64) for per in DENSITIES_PER_1000_WORDS)
    enough = length >= SHORTEST_ARTICLE
    return np.concatenate(
        [np.minimum(near, 1), np.minimum(sentence, MOST_HITS), np.where(enough, levels, 0)], axis=1
    )


SHORTEST_ARTICLE = 40
"""Under this many words there is no article to speak of, only its sentence."""
_SUBJECTS = tuple(f"{name}_{place}" for place in ("near", "in_sentence", "in_article") for name in CLASSES)


def _place(batch: _Batch) -> Ints:
    """Shape of the sentence, place in the article, quotation around."""
    analysis, rows = batch.analysis, batch.rows
    words = analysis.words
    length = batch.high - batch.low
    capitals = np.concatenate(([0], np.cumsum(words.capital)))
    verbs = np.concatenate(([0], np.cumsum(_IS_VERB[words.tag])))
    in_capitals = 2 * (capitals[batch.high] - capitals[batch.low]) > length
    verb_count = verbs[batch.high] - verbs[batch.low]
    size = batch.article_high - batch.article_low
    where = (rows.first - batch.article_low) * 20
    enough = size >= SHORTEST_ARTICLE
    quotation = analysis.word_quotation[rows.first]
    quoted = quotation >= 0
    scare = quoted & (analysis.quotations.kind[quotation] == SCARE) if len(analysis.quotations) else quoted
    return _columns(
        [
            length <= 4, (length > 4) & (length <= 10), length > 40, length > 70,
            in_capitals, in_capitals & (length > 6), verb_count == 0, (verb_count == 0) & (length > 6),
            analysis.word_field[rows.first] % 2 == 0, enough & (where < size), enough & (where > 17 * size),
            enough & (where > 19 * size), quoted & ~scare, scare, size > 3000, size < 300,
        ]
    )  # fmt: skip


_PLACE = (
    "length_4", "length_10", "length_over_40", "length_over_70", "capitals", "long_capitals", "no_verb", "long_no_verb",
    "headline", "opening", "last_part", "very_end", "quoted", "scare_quotes", "long_article", "short_article",
)  # fmt: skip


def _page(batch: _Batch) -> Ints:
    """Whether the words around look like a page's teasers, menus and link lists instead of running prose."""
    analysis, rows = batch.analysis, batch.rows
    words = analysis.words
    gap = np.ones(len(words), np.int64)
    gap[1:] = words.start[1:] - words.end[:-1]
    function = _IS_FUNCTION[words.tag]
    first = np.zeros(len(words), np.bool_)
    first[analysis.field_first_word[:-1][analysis.field_first_word[:-1] < len(words)]] = True
    first[1:] |= analysis.word_sentence[1:] != analysis.word_sentence[:-1]
    new_line = words.capital & (_IS_FUNCTION | _IS_VERB)[words.tag] & (gap == 1) & ~first & ~words.shouted
    sums = [np.concatenate(([0], np.cumsum(column))) for column in (words.capital, function, gap != 1, new_line)]
    columns: list[Bools | Ints] = []
    for before, after in _WINDOWS.values():
        low = np.maximum(rows.first - before, batch.article_low)
        high = np.minimum(rows.last + after, batch.article_high)
        capital, plain, marks, line = (total[high] - total[low] for total in sums)
        size = np.maximum(high - low, 1)
        columns += [np.minimum(10 * capital // size, 7), np.minimum(10 * plain // size, 5), np.minimum(20 * marks // size, 5)]
        columns += [np.minimum(line, 4), line > 0, 10 * capital > 5 * size, 10 * plain < 2 * size]
    array = analysis.folded.array
    around = np.clip(np.concatenate((rows.start[:, None] + np.arange(-12, 0), rows.end[:, None] + np.arange(12)), axis=1), 0, len(array) - 1)
    columns.append(np.isin(array[around], np.frombuffer(b"/_=|\\{", np.uint8)).any(axis=1))
    more = np.flatnonzero(words.shouted & (words.id == batch.tables.more))
    columns.append(np.searchsorted(more, rows.last + 15) > np.searchsorted(more, rows.last))
    dates = np.flatnonzero((words.tag == ord("T")) & words.capital)
    columns.append(np.searchsorted(dates, rows.last + 12) > np.searchsorted(dates, rows.first - 12))
    by = np.flatnonzero((words.id == batch.tables.by) & words.capital & ~first)
    columns.append(np.searchsorted(by, rows.last + 12) > np.searchsorted(by, rows.first - 12))
    return _columns(columns)


_WINDOWS = {"near": (10, 10), "before": (40, 0), "after": (0, 40)}
"""Words before and after a candidate that the properties of the page look at."""
_PAGE = (
    *(f"{name}_{where}" for where in _WINDOWS for name in (
        "capitals", "function_words", "marks", "new_lines", "new_line", "many_capitals", "hardly_function_words")),
    "address", "more_link", "date_near", "byline_near",
)  # fmt: skip


def _vetoes(batch: _Batch) -> Ints:
    """What vetoed it, and whether other candidates of its device in the article were let through or vetoed."""
    rows = batch.rows
    devices = int(rows.device.max(initial=0)) + 1
    key = batch.article * devices + rows.device
    vetoed = rows.veto != NO_VETO
    _, inverse = np.unique(key, return_inverse=True)
    passed_there = np.bincount(inverse, weights=~vetoed).astype(np.int64)[inverse] - ~vetoed
    vetoed_there = np.bincount(inverse, weights=vetoed).astype(np.int64)[inverse] - vetoed
    others = [passed_there > 0, passed_there > 2, vetoed_there > 0, vetoed_there > 2]
    return np.concatenate([_one_hot(rows.veto, 5)[:, 1:], _columns(others)], axis=1)


_VETOES = (
    "veto_beside", "veto_near", "veto_sentence", "veto_article",
    "others_passed", "many_others_passed", "others_vetoed", "many_others_vetoed",
)  # fmt: skip

def _headline(batch: _Batch) -> Ints:
    """Whether the words around are those of the article's own headline, which pages repeat above the text."""
    analysis, rows = batch.analysis, batch.rows
    words = analysis.words
    size = len(analysis.vocabulary)
    content = ~_IS_FUNCTION[words.tag] & (words.id > 0)
    title = np.flatnonzero((analysis.word_field % 2 == 0) & content)
    keys = np.unique((analysis.word_field[title] // 2).astype(np.int64) * size + words.id[title])
    if not len(keys):
        return np.zeros((len(rows.first), len(_HEADLINE)), np.int64)

    def in_title(position: Ints) -> Bools:
        at = np.clip(position, 0, len(words) - 1)
        key = batch.article[:, None] * size + words.id[at]
        known = keys[np.minimum(np.searchsorted(keys, key), len(keys) - 1)] == key
        return np.asarray(known & content[at], np.bool_)

    before = rows.first[:, None] + np.arange(-NEAR, 0)
    after = rows.last[:, None] + np.arange(NEAR)
    own = rows.first[:, None] + np.arange(4)
    near = (in_title(before) & (before >= batch.article_low[:, None])).sum(axis=1)
    near += (in_title(after) & (after < batch.article_high[:, None])).sum(axis=1)
    inside = (in_title(own) & (own < rows.last[:, None])).any(axis=1)
    return _columns([inside, np.minimum(near, 5), near > 2, inside & (near > 1)])


_HEADLINE = ("in_title", "title_words_near", "headline_near", "headline_here")

_PARTS: dict[tuple[str, ...], Callable[[_Batch], Ints]] = {
    _FORM: _form,
    _NEIGHBOURS: _neighbours,
    _SUBJECTS: _subjects,
    _PLACE: _place,
    _PAGE: _page,
    _VETOES: _vetoes,
    _HEADLINE: _headline,
}
NAMES = tuple(name for names in _PARTS for name in names)
"""The properties, in the order of their columns."""
