"""The source phrases of a batch -> their readings; a phrase that came before, in any batch, is read only once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from framing.attribution.classes import reading_of
from framing.attribution.phrases import Phrase, Reading
from framing.attribution.tagging import Tagged
from framing.text.analysis import Analysis

MOST_REMEMBERED = 1 << 14
"""Phrases kept in memory, after which it starts again: a reading depends on its phrase alone."""

_READ: dict[tuple[str, str, bool], Reading] = {}


def readings(analysis: Analysis, tagged: Tagged, table: NDArray[np.int64]) -> list[Reading]:
    """The reading of each source phrase, given as rows (first, last, cue, form), none overlapping."""
    if len(_READ) > MOST_REMEMBERED:
        _READ.clear()
    words, joined = analysis.words, analysis.joined
    first, last = table[:, 0], table[:, 1]
    tags = _own_tags(analysis, tagged, last - 1)
    opens = (first > 0) & (analysis.word_sentence[first] != analysis.word_sentence[first - 1])
    columns = (first, last, words.start[first], words.core_end[last - 1], opens)
    found = []
    for a, b, start, end, starts_sentence in zip(*(column.tolist() for column in columns), strict=True):
        key = (joined[start:end], tags[a:b], starts_sentence)
        reading = _READ.get(key)
        if reading is None:
            reading = _READ[key] = reading_of(_phrase(analysis, a, b, tags[a:b], starts_sentence))
        found.append(reading)
    return found


def _phrase(analysis: Analysis, first: int, last: int, tags: str, starts_sentence: bool) -> Phrase:
    words, data, joined = analysis.words, analysis.folded.data, analysis.joined
    spans = list(zip(words.start[first:last].tolist(), words.core_end[first:last].tolist(), strict=True))
    capital, shouted = words.capital[first:last].tolist(), words.shouted[first:last].tolist()
    mixed = [
        has_capital and not all_capitals and not joined[a + 1 : b].islower()
        for (a, b), has_capital, all_capitals in zip(spans, capital, shouted, strict=True)
    ]
    forms = tuple([data[a:b].decode("latin-1") for a, b in spans])
    return Phrase(forms, tags, tuple(capital), tuple(shouted), tuple(mixed), starts_sentence)


def _own_tags(analysis: Analysis, tagged: Tagged, heads: NDArray[np.int64]) -> str:
    """The tags of all words; a last word of a phrase that owns something has its own tag again."""
    tags, words = tagged.tag.copy(), analysis.words
    owner = heads[tags[heads] == ord("P")]
    tags[owner] = np.where(words.capital[owner], ord("N"), words.tag[owner])
    return tags.tobytes().decode("latin-1")
