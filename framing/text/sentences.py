"""Sentence and paragraph ends of a folded batch.

Rules in the order they apply: a line end ends a sentence unless the text is hard-wrapped or goes on in lower case; a full
stop, question or exclamation mark with any closing marks ends one where white space and something that can start a sentence
follow; not after abbreviations and initials (learned by scripts/train_abbreviations.py), unless the abbreviation is known to
end sentences and the next word starts them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from framing.text.fold import FIELD_END
from framing.text.vocabulary import IS_ABBREVIATION, MAY_END_SENTENCE, Vocabulary
from framing.text.words import Words

_NEWLINE = ord("\n")


def _mask(characters: bytes) -> NDArray[np.bool_]:
    mask = np.zeros(256, np.bool_)
    mask[list(characters)] = True
    return mask


_TERMINATOR = _mask(b".!?")
_CLOSER = _mask(b"\"')]")
_OPENER = _mask(b"\"'([")
_BLANK = _mask(b" \n\0")
_LOWER = _mask(b"abcdefghijklmnopqrstuvwxyz")
_LINE_GOES_ON_AFTER = _mask(b",;-abcdefghijklmnopqrstuvwxyz0123456789\x02")
_STARTS_SENTENCE = _mask(b"docpx")
"""Tags of words that, with a capital, start a sentence after an abbreviation: The, He, But, In, Is."""

WRAPPED_LINE_MEAN = (40, 100)
"""Mean line length in characters between which a text with five or more lines counts as hard-wrapped when most of its
lines do not end a sentence (plain-text mail and Gutenberg-style files wrap at 60 to 80)."""


def line_breaks(
    folded: NDArray[np.uint8], upper: NDArray[np.bool_], field_start: NDArray[np.int64], field_end: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Positions of the newlines that end a paragraph, in order."""
    newline = np.flatnonzero(folded == _NEWLINE)
    if not len(newline):
        return newline
    before = _skip_back(folded, newline - 1)
    after = _skip_blanks(folded, newline + 1)
    double = _has_two_line_ends(folded, newline, after)
    goes_on = _LINE_GOES_ON_AFTER.take(folded[before]) & _LOWER.take(folded[after]) & ~upper[after]
    ended = _TERMINATOR.take(folded[before]) | _CLOSER.take(folded[before])
    wrapped = _wrapped_fields(newline, ended | double, field_start, field_end)
    return newline[double | ~(goes_on | (wrapped & ~double))]


def _has_two_line_ends(
    folded: NDArray[np.uint8], newline: NDArray[np.int64], after: NDArray[np.int64]
) -> NDArray[np.bool_]:
    count = np.zeros(len(folded) + 1, np.int32)
    np.cumsum(folded == _NEWLINE, out=count[1:])
    before = np.maximum(newline - 1, 0)
    return (count[after] - count[newline] > 1) | ((newline > 0) & (folded[before] == _NEWLINE))


def _wrapped_fields(
    newline: NDArray[np.int64],
    ended: NDArray[np.bool_],
    field_start: NDArray[np.int64],
    field_end: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """For each newline, whether its field is hard-wrapped."""
    field = np.searchsorted(field_start, newline, "right") - 1
    lines = np.bincount(field, minlength=len(field_start))
    open_lines = np.bincount(field, weights=~ended, minlength=len(field_start))
    mean = (field_end - field_start) / np.maximum(lines + 1, 1)
    low, high = WRAPPED_LINE_MEAN
    wrapped = (lines >= 5) & (mean > low) & (mean < high) & (open_lines > 0.6 * lines)
    return np.asarray(wrapped[field], np.bool_)


def _skip_blanks(folded: NDArray[np.uint8], position: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first position at or after each that holds no blank, or the field's end."""
    position = np.minimum(position, len(folded) - 1)
    stop = np.flatnonzero(~_BLANK.take(folded) | (folded == FIELD_END))
    return stop[np.minimum(np.searchsorted(stop, position), len(stop) - 1)]


def _skip_back(folded: NDArray[np.uint8], position: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last position at or before each that holds no blank, or the field's start."""
    stop = np.flatnonzero(~_BLANK.take(folded) | (folded == FIELD_END))
    found = np.searchsorted(stop, position, "right") - 1
    return stop[np.maximum(found, 0)]


def sentence_ends(
    folded: NDArray[np.uint8],
    upper: NDArray[np.bool_],
    words: Words,
    vocabulary: Vocabulary,
    breaks: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Positions right after the last character of each sentence, sorted, without those at field ends.

    breaks: what line_breaks returned. Linear in the length of the text.
    """
    stop = np.flatnonzero(_TERMINATOR.take(folded))
    after = stop + 1
    for _ in range(3):
        after = after + _CLOSER.take(folded[after])
    blank = _BLANK.take(folded[after])
    stop, after = stop[blank], after[blank]
    following = _skip_blanks(folded, after)
    first = following.copy()
    for _ in range(2):
        first = first + _OPENER.take(folded[first])
    can_start = upper[first] | ~_LOWER.take(folded[first])
    ends = can_start & ~_is_abbreviation(folded, stop, first, words, vocabulary, upper)
    return np.unique(np.concatenate((after[ends], breaks)))


def _is_abbreviation(
    folded: NDArray[np.uint8],
    stop: NDArray[np.int64],
    first: NDArray[np.int64],
    words: Words,
    vocabulary: Vocabulary,
    upper: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """For each terminator, whether it is a full stop that belongs to an abbreviation or initial and ends nothing."""
    if not len(words):
        return np.zeros(len(stop), np.bool_)
    before = np.maximum(np.searchsorted(words.end, stop, "right") - 1, 0)
    touches = (words.end[before] == stop) & (folded[stop] == ord("."))
    flags = vocabulary.flags[words.id[before]]
    length = words.end[before] - words.start[before]
    initial = (length == 1) & upper[words.start[before]]
    dotted = (length >= 3) & (folded[words.start[before] + 1] == ord(".")) & ~_mask(b"0123456789").take(
        folded[words.start[before]]
    )
    short = initial | dotted | (flags & IS_ABBREVIATION > 0)
    after = np.minimum(np.searchsorted(words.start, first), len(words) - 1)
    starter = (
        (words.start[after] == first) & words.capital[after] & _STARTS_SENTENCE.take(words.tag[after])
    )
    may_end = (dotted | (flags & MAY_END_SENTENCE > 0)) & starter
    return touches & short & ~may_end
