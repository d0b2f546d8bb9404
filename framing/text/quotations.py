"""Quotations: where they start and end, and whether they are speech, a partial quotation or scare quotes.

Double and single, curly and straight marks; apostrophes, elisions ('90s, 'em) and possessives (the voters’) are no quotation
marks; a quotation that each paragraph opens anew and only the last one closes is one quotation. Only the outermost level counts.
Each mark is looked at a bounded number of times, so the work is linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.text.fold import (
    DASH,
    DOUBLE_CLOSE,
    DOUBLE_OPEN,
    DOUBLE_STRAIGHT,
    SINGLE_CLOSE,
    SINGLE_OPEN,
    SINGLE_STRAIGHT,
)
from framing.text.words import Words

SPEECH, PARTIAL, SCARE = range(3)
"""Kinds of quotation: whole speech; a few quoted words built into an attributed sentence; words the writer keeps at a distance
or mentions, without anyone said to have spoken them."""

SCARE_MOST_WORDS = 5

_ALNUM = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789\x02")
_DIGITS = frozenset(b"0123456789")
_BEFORE_OPENING = frozenset(b" \n\0([{/-:") | {DASH}
_AFTER_CLOSING = frozenset(b" \n\0)]}.,;:!?/-") | {DASH}
_SENTENCE_END = frozenset(b".!?,")
_ELISIONS = frozenset((b"em", b"til", b"tis", b"twas", b"twere", b"cause", b"round", b"n", b"im", b"cos", b"cuz", b"bout"))
_REPORTING_VERB = ord("V")


@dataclass(frozen=True, slots=True)
class Quotations:
    """start: at the opening mark · end: after the closing mark (or where an unclosed one stops) · kind: SPEECH, PARTIAL, SCARE."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    kind: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.start)

    def at(self, position: NDArray[np.int64]) -> NDArray[np.int64]:
        """The index of the quotation around each position, -1 where there is none."""
        if not len(self.start):
            return np.full(len(position), -1, np.int64)
        found = np.searchsorted(self.start, position, "right") - 1
        inside = (found >= 0) & (position < self.end[np.maximum(found, 0)])
        return np.where(inside, found, -1)


@dataclass(frozen=True, slots=True)
class _Marks:
    """The quotation marks of one paragraph as plain lists, with the folded text around them."""

    position: list[int]
    kind: list[int]
    data: bytes
    start: int
    end: int

    def before(self, i: int) -> int:
        position = self.position[i]
        return self.data[position - 1] if position > self.start else 0

    def after(self, i: int) -> int:
        return self.data[self.position[i] + 1]

    def can_open(self, i: int) -> bool:
        before = self.before(i)
        nested = i > 0 and self.position[i - 1] == self.position[i] - 1
        return (before in _BEFORE_OPENING or nested) and self.after(i) not in b" \n\0"

    def can_close(self, i: int) -> bool:
        after = self.after(i)
        return (after in _AFTER_CLOSING or after in b"'\"") and self.before(i) not in b" \n\0"

    def is_elision(self, i: int) -> bool:
        at = self.position[i] + 1
        if self.data[at] in _DIGITS and self.data[at + 1] in _DIGITS:
            return True
        end = at
        while end - at < 6 and self.data[end] in _ALNUM:
            end += 1
        return self.data[at:end] in _ELISIONS


def find_quotations(
    data: bytes,
    quote_mark: NDArray[np.uint8],
    paragraph_end: NDArray[np.int64],
    sentence_end: NDArray[np.int64],
) -> list[tuple[int, int]]:
    """(start, end) of every outermost quotation, in order; paragraph_end and sentence_end are sorted positions.

    An unclosed quotation runs to the end of its sentence, or on through the next paragraphs where they open with a mark.
    """
    positions = np.flatnonzero(quote_mark)
    kinds = quote_mark[positions]
    inner = _between_letters(data, positions)
    positions, kinds = positions[~inner], kinds[~inner]
    paragraph = np.searchsorted(paragraph_end, positions)
    edge = np.flatnonzero(np.diff(paragraph, prepend=-1, append=-1)) if len(positions) else np.zeros(1, np.int64)
    found: list[tuple[int, int]] = []
    unclosed: int | None = None
    position_list, kind_list, paragraph_list = positions.tolist(), kinds.tolist(), paragraph.tolist()
    bounds = [0, *(paragraph_end + 1).tolist()]
    for first, last in zip(edge[:-1].tolist(), edge[1:].tolist(), strict=True):
        number = paragraph_list[first]
        marks = _Marks(
            position_list[first:last],
            kind_list[first:last],
            data,
            bounds[number],
            int(paragraph_end[number]) if number < len(paragraph_end) else len(data),
        )
        if unclosed is not None and not _opens_paragraph(marks):
            found.append((unclosed, _next(sentence_end, unclosed, marks.start)))
            unclosed = None
        elif unclosed is not None and paragraph_list[first - 1] != number - 1:
            found.append((unclosed, _next(sentence_end, unclosed, marks.start)))
            unclosed = None
        spans, left_open = _pair(marks)
        if unclosed is not None:
            if spans and spans[0][0] == marks.position[0]:
                found.append((unclosed, spans[0][1]))
                spans = spans[1:]
                unclosed = None
            elif left_open == marks.position[0]:
                left_open = unclosed
                unclosed = None
        found.extend(spans)
        unclosed = left_open
    if unclosed is not None:
        found.append((unclosed, _next(sentence_end, unclosed, len(data))))
    return found


def _between_letters(data: bytes, positions: NDArray[np.int64]) -> NDArray[np.bool_]:
    array = np.frombuffer(data, np.uint8)
    letter = np.zeros(256, np.bool_)
    letter[list(_ALNUM)] = True
    single = array[positions] == ord("'")
    before = np.where(positions > 0, array[np.maximum(positions - 1, 0)], 0)
    after = array[np.minimum(positions + 1, len(array) - 1)]
    return single & letter[before] & letter[after]


def _next(ends: NDArray[np.int64], position: int, limit: int) -> int:
    found = int(np.searchsorted(ends, position, "right"))
    return min(int(ends[found]), limit) if found < len(ends) else limit


def _opens_paragraph(marks: _Marks) -> bool:
    first = marks.position[0]
    return marks.kind[0] in (DOUBLE_OPEN, DOUBLE_STRAIGHT, SINGLE_OPEN) and not marks.data[marks.start : first].strip()


def _pair(marks: _Marks) -> tuple[list[tuple[int, int]], int | None]:
    """The quotations of one paragraph, and the start of a double one that was left open at its end."""
    spans, left_open, lost_single = _pair_once(marks, singles=True)
    if lost_single:
        spans, left_open, _ = _pair_once(marks, singles=False)
    return spans, left_open


def _pair_once(marks: _Marks, *, singles: bool) -> tuple[list[tuple[int, int]], int | None, bool]:
    """One pass over the marks. The last value says that a single quotation mark opened and nothing closed it."""
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    opened_single = False
    for i, role in _roles(marks):
        double = marks.kind[i] >= DOUBLE_STRAIGHT
        if opened is None:
            if role == "open" and (double or singles):
                opened, opened_single = i, not double
        elif double == opened_single:
            continue
        elif role == "close":
            if not double and _is_possessive(marks, i):
                continue
            spans.append((marks.position[opened], marks.position[i] + 1))
            opened = None
        elif double and role == "open" and not _goes_on(marks, i):
            opened = i
    if opened is None:
        return spans, None, False
    return spans, None if opened_single else marks.position[opened], opened_single


def _roles(marks: _Marks) -> Iterator[tuple[int, str]]:
    """For each mark that is no apostrophe: its index and `open`, `close` or `either` resolved against what is open."""
    double_is_open = False
    for i, kind in enumerate(marks.kind):
        if kind >= DOUBLE_STRAIGHT:
            role = _double_role(marks, i, is_open=double_is_open)
            double_is_open = role == "open"
            yield i, role
        elif kind == SINGLE_OPEN:
            if not marks.is_elision(i):
                yield i, "open"
        elif kind == SINGLE_CLOSE:
            if marks.can_close(i):
                yield i, "close"
        elif marks.can_open(i) and not marks.is_elision(i):
            yield i, "open"
        elif marks.can_close(i):
            yield i, "close"


def _double_role(marks: _Marks, i: int, *, is_open: bool) -> str:
    can_open, can_close = marks.can_open(i), marks.can_close(i)
    if marks.kind[i] == DOUBLE_OPEN:
        return "close" if is_open and can_close and not can_open else "open"
    if marks.kind[i] == DOUBLE_CLOSE:
        return "open" if not is_open and can_open and not can_close else "close"
    if can_open != can_close:
        return "open" if can_open else "close"
    return "close" if is_open else "open"


def _goes_on(marks: _Marks, i: int) -> bool:
    """Whether an opening mark inside an open quotation only carries it on: the text before it ended a sentence."""
    return marks.data[max(marks.start, marks.position[i] - 3) : marks.position[i]].strip()[-1:] in (b".", b"!", b"?")


def _is_possessive(marks: _Marks, i: int) -> bool:
    """Whether a closing single mark is rather a plural possessive: after s, before a space, with a better one to come."""
    if marks.before(i) != ord("s") or marks.after(i) != ord(" "):
        return False
    for j in range(i + 1, min(i + 9, len(marks.position))):
        if marks.kind[j] in (SINGLE_CLOSE, SINGLE_STRAIGHT) and marks.can_close(j):
            return marks.before(j) != ord("s")
        if marks.kind[j] == SINGLE_OPEN or (marks.kind[j] == SINGLE_STRAIGHT and marks.can_open(j)):
            return False
    return False


def classify(
    spans: list[tuple[int, int]],
    data: bytes,
    words: Words,
    word_sentence: NDArray[np.int32],
    word_in_title: NDArray[np.bool_],
) -> Quotations:
    """The quotations with their kind; those without a word are left out.

    A short quotation is partial where its sentence has a reporting verb outside it (in a headline: always), else scare quotes;
    one that ends like a sentence, or is longer than SCARE_MOST_WORDS words, is speech.
    """
    table = np.array(spans, np.int64).reshape(-1, 2)
    table = table[np.argsort(table[:, 0], kind="stable")]
    start, end = table[:, 0], table[:, 1]
    first = np.searchsorted(words.start, start)
    last = np.searchsorted(words.start, end)
    kept = last > first
    start, end, first, last = start[kept], end[kept], first[kept], last[kept]
    if not len(start):
        none = np.zeros(0, np.int64)
        return Quotations(none, none, np.zeros(0, np.int8))
    verbs = np.zeros(len(words) + 1, np.int32)
    np.cumsum(words.tag == _REPORTING_VERB, out=verbs[1:])
    sentence_first = np.searchsorted(word_sentence, word_sentence[first])
    sentence_last = np.searchsorted(word_sentence, word_sentence[last - 1], "right")
    verbs_outside = verbs[sentence_last] - verbs[sentence_first] - (verbs[last] - verbs[first])
    short = last - first <= SCARE_MOST_WORDS
    array = np.frombuffer(data, np.uint8)
    ends_like_sentence = np.isin(array[np.maximum(end - 2, 0)], list(_SENTENCE_END)) & (last - first > 1)
    attributed = (verbs_outside > 0) | word_in_title[first]
    kind = np.where(
        ends_like_sentence | ~short, SPEECH, np.where(attributed, PARTIAL, SCARE)
    ).astype(np.int8)
    return Quotations(start, end, kind)
