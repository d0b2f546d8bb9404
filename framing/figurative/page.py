"""Running prose or page furniture: how the words around a candidate look, and whether they repeat the article's own headline.

Scraped pages hold menus, bylines and headlines of other articles. There capitals are many, function words and punctuation few,
and a capital follows a small letter without a full stop.
"""

from __future__ import annotations

import numpy as np

from framing.figurative.rows import IS_FUNCTION, IS_VERB, NEAR, REACH, Batch, Bools, Ints, columns, window
from framing.text.columns import slots_of

_WINDOWS = {"here": (10, 10), "before": (40, 0), "after": (0, 40)}
"""Words before and after a candidate that are looked at."""
PAGE = (
    *(f"{name}_{where}" for where in _WINDOWS for name in (
        "capitals", "function_words", "marks", "new_lines", "new_line", "many_capitals", "hardly_function_words")),
    "address", "more_link", "date_near", "byline_near",
)  # fmt: skip
HEADLINE = ("in_title", "title_words_near", "headline_near", "headline_here")

_WINDOW_COLUMNS = np.zeros((2 * REACH, len(_WINDOWS)), np.float32)
for _number, _sides in enumerate(_WINDOWS.values()):
    _WINDOW_COLUMNS[window(*_sides), _number] = 1
_ADDRESS_REACH = 12
"""Characters around a candidate that are searched for the marks of web addresses and scripts."""
_ADDRESS_MARKS = np.zeros(256, np.bool_)
_ADDRESS_MARKS[list(b"/_=|\\{")] = True
_MORE_REACH, _NAME_REACH = 15, 12
_OWN_WORDS = 4
"""Words of a candidate that are looked up in the title."""
_DATE = ord("T")


def page(batch: Batch) -> Ints:
    """Shares of capitals, function words and marks in tenths, new lines without a stop, and signs of lists of links."""
    words, sentence, at = batch.analysis.words, batch.analysis.word_sentence, batch.around
    before, ids = np.maximum(at - 1, 0), words.id.take(at)
    opens = sentence.take(at) != sentence.take(before)
    close = words.start.take(at) - words.end.take(before) == 1
    function = IS_FUNCTION.take(batch.tag)
    shouted = words.shouted.take(at)
    line = batch.capital & (function | IS_VERB.take(batch.tag)) & close & ~opens & ~shouted
    there = (batch.capital, function, batch.in_article & ~close, line, batch.in_article)
    *counts, size = (_in_windows(column) for column in there)
    found: list[Bools | Ints] = []
    for number in range(len(_WINDOWS)):
        found += _shares([count[:, number] for count in counts], np.maximum(size[:, number], 1))
    byline = (ids == batch.tables.by) & batch.capital & ~opens
    more = (ids == batch.tables.more) & shouted & batch.in_article
    return columns([*found, *_links(batch, more, byline)])


def _in_windows(column: Bools) -> Ints:
    """(c, windows) how many of the words in each window a column marks; whole numbers this small are exact as floats, and
    multiply many times as fast."""
    return np.asarray((column.view(np.uint8).astype(np.float32) @ _WINDOW_COLUMNS).astype(np.int64), np.int64)


def _shares(counts: list[Ints], size: Ints) -> list[Bools | Ints]:
    capital, function, marks, lines = counts
    return [
        np.minimum(10 * capital // size, 7),
        np.minimum(10 * function // size, 5),
        np.minimum(20 * marks // size, 5),
        np.minimum(lines, 4),
        lines > 0,
        10 * capital > 5 * size,
        10 * function < 2 * size,
    ]


def _links(batch: Batch, more: Bools, byline: Bools) -> list[Bools | Ints]:
    """A web address around, "MORE" after, a date or a byline nearby."""
    rows, array = batch.rows, batch.analysis.folded.array
    reach = np.arange(_ADDRESS_REACH)
    around = np.concatenate((rows.start[:, None] - 1 - reach, rows.end[:, None] + reach), axis=1)
    near = window(_NAME_REACH, _NAME_REACH)
    date = (batch.tag[:, near] == _DATE) & batch.capital[:, near]
    parts = (
        _ADDRESS_MARKS.take(array.take(around, mode="clip")),
        more[:, window(0, _MORE_REACH)],
        date,
        byline[:, near],
    )
    return [np.any(part, axis=1) for part in parts]


def headline(batch: Batch) -> Ints:
    """Whether the candidate's words and those nearby are in the article's title: pages repeat it above the text."""
    rows, first = batch.rows, batch.analysis.field_first_word
    titles = [np.arange(first[2 * i], first[2 * i + 1]) for i in np.unique(batch.article).tolist()]
    keys = np.unique(_keys(batch, np.concatenate(titles)[:, None], None))
    if not len(keys):
        return np.zeros((len(rows), len(HEADLINE)), np.int64)
    near = window(NEAR, NEAR)
    own = rows.first[:, None] + np.arange(_OWN_WORDS)
    inside = np.any(
        _among(keys, _keys(batch, np.minimum(own, rows.last[:, None] - 1), batch.article)), axis=1
    )
    known = _among(keys, _keys(batch, batch.around[:, near], batch.article)) & batch.in_article[:, near]
    count = known.sum(axis=1)
    return columns([inside, np.minimum(count, 5), count > 2, inside & (count > 1)])


def _keys(batch: Batch, at: Ints, article: Ints | None) -> Ints:
    """One number per article and content word, -1 for function words and unknown ones."""
    words, field = batch.analysis.words, batch.analysis.word_field
    of = (field.take(at).astype(np.int64) // 2) if article is None else article[:, None]
    ids = words.id.take(at)
    content = ~IS_FUNCTION.take(words.tag.take(at)) & (ids > 0) & (ids < batch.tables.shipped)
    return np.where(content, of * len(batch.analysis.vocabulary) + ids, -1)


def _among(keys: Ints, wanted: Ints) -> Bools:
    """Whether each is one of the sorted keys, of which there are some."""
    slots = np.zeros(1 << _KEY_BITS, np.bool_)
    slots[_slot(keys)] = True
    likely = np.nonzero(slots.take(_slot(wanted)))
    found = np.zeros(wanted.shape, np.bool_)
    own = wanted[likely]
    found[likely] = (keys[np.minimum(np.searchsorted(keys, own), len(keys) - 1)] == own) & (own >= 0)
    return found


_KEY_BITS = 16


def _slot(keys: Ints) -> Ints:
    return slots_of(keys.view(np.uint64), _KEY_BITS)
