"""Sentences that state a figure and name no source for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from framing.attribution import Attributions
from framing.attribution.lexicon import mask_of
from framing.text.analysis import Analysis

FEWEST_CHARACTERS = 40
"""A shorter sentence is a caption, a label or a heading."""

UNITS = (
    "percent per million billion trillion thousand hundred times people dollars pounds euros points votes deaths cases jobs"
).split()
FIRST_YEAR, YEAR_DIGITS = (ord("1"), ord("2")), 4
_FIGURE_DIGITS = 3
_CURRENCIES = frozenset("$£€")


def claims_without_source(analysis: Analysis, rows: Attributions) -> NDArray[np.int64]:
    """(n,) sentences per article, titles left out, that hold a figure, no quotation and no attribution.

    A figure is a number of three digits or more that is no year, one with a decimal point or a currency sign, or one before a
    unit (`per cent`, `million`, `people`). These are a part of the claims one could check, and some need no source: compare,
    do not judge.
    """
    numbers = np.flatnonzero(analysis.words.tag == ord("0"))
    numbers = numbers[analysis.word_field[numbers] & 1 == 1]
    sentence = analysis.word_sentence[numbers]
    held = np.unique(sentence[_free(analysis, rows)[sentence] & _are_figures(analysis, numbers)])
    return np.bincount(analysis.sentence_field[held] // 2, minlength=len(analysis.articles))


def _free(analysis: Analysis, rows: Attributions) -> NDArray[np.bool_]:
    """(s,) sentences long enough, outside quotations and without an attribution."""
    starts = analysis.sentence_start
    free = analysis.sentence_end - starts >= FEWEST_CHARACTERS
    opens = np.searchsorted(starts, analysis.quotations.start, "right") - 1
    closes = np.searchsorted(starts, analysis.quotations.end, "left") - 1
    change = np.bincount(np.maximum(opens, 0), minlength=len(starts) + 1)
    change -= np.bincount(np.maximum(closes, opens) + 1, minlength=len(starts) + 1)
    free &= np.cumsum(change)[:-1] == 0
    free[np.maximum(np.searchsorted(starts, rows.start, "right") - 1, 0)] = False
    free[np.maximum(np.searchsorted(starts, rows.cue_start, "right") - 1, 0)] = False
    return np.asarray(free, np.bool_)


def _are_figures(analysis: Analysis, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each number, given as a word, is a figure rather than a year, a day, an age or an ordinal."""
    words, data = analysis.words, analysis.folded.array
    start, end = words.start[numbers], words.end[numbers]
    digits = _is_digit(data[start]) & _is_digit(data[end - 1])
    length = end - start
    year = (length == YEAR_DIGITS) & np.isin(data[start], FIRST_YEAR)
    decimal = (data[end] == ord(".")) & _is_digit(data[end + 1])
    unit = mask_of(analysis.vocabulary, "units", UNITS).take(words.id.take(numbers + 1, mode="clip"))
    unit |= data[end] == ord("%")
    found = unit | (digits & (decimal | ((length >= _FIGURE_DIGITS) & ~year)))
    money = np.flatnonzero(~found & digits & (data[start - 1] != ord(" ")))
    found[money] = [analysis.joined[place - 1] in _CURRENCIES for place in start[money].tolist()]
    return np.asarray(found, np.bool_)


def _is_digit(letters: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return np.asarray((letters >= ord("0")) & (letters <= ord("9")), np.bool_)
