"""Sentence and paragraph ends of a folded batch.

Rules in the order they apply: a line end ends a sentence unless the text is hard-wrapped or goes on in lower case; a full
stop, question or exclamation mark with any closing marks ends one where white space and something that can start a sentence
follow; not after abbreviations and initials (learned by scripts/train_abbreviations.py), unless the abbreviation is known to
end sentences and the next word starts them; not after the number of a heading or list item.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from framing.text.fold import DOUBLE_OPEN, OTHER_LETTER, SINGLE_OPEN, Folded, among
from framing.text.vocabulary import IS_ABBREVIATION, MAY_END_SENTENCE, Vocabulary
from framing.text.words import Words

_NEWLINE = ord("\n")


_TERMINATOR = among(b".!?")
_CLOSER = among(b"\"')]")
_OPENER = among(b"\"'([")
_WHITE = among(b" \n")
_BLANK = among(b" \n\0")
_LOWER = among(b"abcdefghijklmnopqrstuvwxyz")
_DIGIT = among(b"0123456789")
_STARTS_NOTHING = among(b"abcdefghijklmnopqrstuvwxyz.,;:!?)]")
_LINE_GOES_ON_AFTER = among(b",;-abcdefghijklmnopqrstuvwxyz0123456789" + bytes([OTHER_LETTER]))
_STARTS_SENTENCE = among(b"docpxaq&tT")
"""Tags of words that, with a capital, start a sentence after an abbreviation: The, He, But, In, Is, Now, And."""
_PRONOUN_I = ord("i")

LONGEST_ITEM_NUMBER = 3
"""Digits of the number of a heading or list item, "12. Defend"; four digits are a year that ends a sentence."""

WRAPPED_LINE_MEAN = (40, 100)
"""Mean line length in characters between which a text with five or more lines counts as hard-wrapped when most of its
lines do not end a sentence (plain-text mail and Gutenberg-style files wrap at 60 to 80)."""

_STEPS = 32
"""Blanks skipped one by one before a pass over the whole text finds the rest; more than two in a row are rare."""


def line_breaks(
    folded: NDArray[np.uint8],
    upper: NDArray[np.bool_],
    field_start: NDArray[np.int64],
    field_end: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Positions of the newlines that end a paragraph, in order."""
    newline = np.flatnonzero(folded == _NEWLINE)
    if not len(newline):
        return newline
    before = before_white(folded, newline)
    after = after_white(folded, newline + 1)
    double = np.append(newline[1:], len(folded)) < after
    double[1:] |= newline[1:] - newline[:-1] == 1
    last, first = folded.take(before), folded.take(after)
    goes_on = _LINE_GOES_ON_AFTER.take(last) & _LOWER.take(first) & ~upper.take(after)
    ended = _TERMINATOR.take(last) | _CLOSER.take(last)
    wrapped = _wrapped_fields(newline, ended | double, field_start, field_end)
    return newline[double | ~(goes_on | wrapped)]


def _wrapped_fields(
    newline: NDArray[np.int64],
    ended: NDArray[np.bool_],
    field_start: NDArray[np.int64],
    field_end: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """For each newline, whether its field is hard-wrapped."""
    field = np.searchsorted(field_start, newline, "right") - 1
    lines = np.bincount(field, minlength=len(field_start))
    open_lines = np.bincount(field[~ended], minlength=len(field_start))
    mean = (field_end - field_start) / np.maximum(lines + 1, 1)
    low, high = WRAPPED_LINE_MEAN
    wrapped = (lines >= 5) & (mean > low) & (mean < high) & (open_lines > 0.6 * lines)
    return np.asarray(wrapped[field], np.bool_)


def after_white(folded: NDArray[np.uint8], position: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first position at or after each that holds no white space; a field's end stops the search."""
    position = position.copy()
    white = np.flatnonzero(_WHITE.take(folded.take(position)))
    for _ in range(_STEPS):
        if not len(white):
            return position
        position[white] += 1
        white = white[_WHITE.take(folded.take(position[white]))]
    solid = np.flatnonzero((folded != ord(" ")) & (folded != _NEWLINE))
    position[white] = solid[np.searchsorted(solid, position[white])]
    return position


def before_white(folded: NDArray[np.uint8], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last position before each end that holds no white space, at least 0; a field's start stops the search."""
    position = np.maximum(end - 1, 0)
    white = np.flatnonzero(_WHITE.take(folded.take(position)) & (position > 0))
    for _ in range(_STEPS):
        if not len(white):
            return position
        position[white] -= 1
        at = position[white]
        white = white[_WHITE.take(folded.take(at)) & (at > 0)]
    solid = np.flatnonzero((folded != ord(" ")) & (folded != _NEWLINE))
    position[white] = solid[np.maximum(np.searchsorted(solid, position[white], "right") - 1, 0)]
    return position


def merged(*positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Several sorted columns as one, without repetitions; np.union1d takes many times as long, by way of a hash table."""
    every = np.sort(np.concatenate(positions), kind="stable")
    new = np.ones(len(every), np.bool_)
    new[1:] = every[1:] != every[:-1]
    distinct: NDArray[np.int64] = every[new]
    return distinct


def terminators(folded: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Positions of full stops, exclamation and question marks."""
    found: NDArray[np.int64] = np.flatnonzero(
        (folded == ord(".")) | (folded == ord("!")) | (folded == ord("?"))
    )
    return found


def sentence_ends(
    folded: Folded,
    words: Words,
    vocabulary: Vocabulary,
    stop: NDArray[np.int64],
    breaks: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Positions right after the last character of each sentence, sorted, without those at field ends.

    stop, breaks: what terminators and line_breaks returned. Linear in the length of the text.
    """
    array = folded.array
    after = stop + 1
    for _ in range(3):
        after += _CLOSER.take(array.take(after))
    blank = _BLANK.take(array.take(after))
    stop, after = stop[blank], after[blank]
    following = after_white(array, after)
    after, following = _with_closing_mark(folded, after, following)
    first = following.copy()
    for _ in range(2):
        first += _OPENER.take(array.take(first))
    forbidden = np.where(
        first > following, _LOWER.take(array.take(first)), _STARTS_NOTHING.take(array.take(first))
    )
    can_start = folded.upper.take(first) | ~forbidden
    stop, after, first = stop[can_start], after[can_start], first[can_start]
    ends = after[~_is_abbreviation(folded, stop, first, words, vocabulary)]
    return merged(ends, breaks)


def _with_closing_mark(
    folded: Folded, after: NDArray[np.int64], following: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two moved past a closing mark that stands off by itself: "released. ” Over"."""
    mark = folded.array.take(following)
    candidate = np.flatnonzero(_CLOSER.take(mark) & _WHITE.take(folded.array.take(after)))
    kind = folded.quote_mark.take(following[candidate])
    closing = (kind != DOUBLE_OPEN) & (kind != SINGLE_OPEN)
    closing &= _BLANK.take(folded.array.take(following[candidate] + 1))
    moved = candidate[closing & (following[candidate] - after[candidate] == 1)]
    after[moved] = following[moved] + 1
    following[moved] = after_white(folded.array, after[moved])
    return after, following


def _is_abbreviation(
    folded: Folded, stop: NDArray[np.int64], first: NDArray[np.int64], words: Words, vocabulary: Vocabulary
) -> NDArray[np.bool_]:
    """For each terminator, whether it is a full stop that belongs to an abbreviation, initial or item number and ends nothing."""
    result = np.zeros(len(stop), np.bool_)
    word = np.searchsorted(words.end, stop)
    point = np.flatnonzero(folded.array.take(stop) == ord("."))
    point = point[words.end.take(word[point], mode="clip") == stop[point]] if len(words) else point[:0]
    if not len(point):
        return result
    word, first = word[point], first[point]
    start = words.start[word]
    length = stop[point] - start
    flags = vocabulary.flags.take(words.id[word])
    letter = ~_DIGIT.take(folded.array.take(start))
    initial = (length == 1) & folded.upper.take(start)
    dotted = (length >= 3) & (folded.array.take(start + 1) == ord(".")) & letter
    dotted |= initial & (folded.array.take(start - 1) == ord("."))
    short = initial | dotted | (flags & IS_ABBREVIATION > 0)

    after = np.minimum(word + 1, len(words) - 1)
    starter = (words.start[after] == first) & words.capital[after] & _STARTS_SENTENCE.take(words.tag[after])
    lone = (
        initial
        & ~dotted
        & (~words.capital[np.maximum(word - 1, 0)] | (folded.array.take(start) == _PRONOUN_I))
    )
    may_end = (dotted | lone | (flags & MAY_END_SENTENCE > 0)) & starter
    result[point] = (short & ~may_end) | _is_item_number(folded.array, start, length, letter)
    return result


def _is_item_number(
    array: NDArray[np.uint8], start: NDArray[np.int64], length: NDArray[np.int64], letter: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether a number stands first in its line: "1. Defend the border"."""
    result = ~letter & (length <= LONGEST_ITEM_NUMBER)
    number = np.flatnonzero(result)
    before = array.take(start[number] - 1)
    before = np.where(before == ord(" "), array.take(start[number] - 2), before)
    result[number] = (before == _NEWLINE) | (before == 0)
    return result
