"""The names an article introduces: surnames of persons, and other capitalised pairs that may be persons."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.attribution.lexicon import mask_of, words_of
from framing.attribution.tagging import PLAIN, Tagged
from framing.text.analysis import Analysis
from framing.text.fold import among

FIRST_NAMES = words_of("first_names")
BODY_WORDS = words_of("organisation_words") | words_of("organisations") | words_of("places")
HONORIFICS = words_of("honorifics")
_IN_NAME, _LINKS = among(b"NP"), among(b" -")


class Names(NamedTuple):
    """One set per article. surnames: after a first name or title · pairs: last words of other capitalised runs of up to three."""

    surnames: list[set[str]]
    pairs: list[set[str]]


def find_names(analysis: Analysis, tagged: Tagged) -> Names:
    """The names of every article of a batch, folded."""
    words, vocabulary = analysis.words, analysis.vocabulary
    opener = mask_of(vocabulary, "openers", FIRST_NAMES | HONORIFICS)
    named: NDArray[np.bool_] = tagged.tag == ord("N")
    at = np.flatnonzero((named | words.capital)[:-1])
    at = at[_IN_NAME.take(tagged.tag[at + 1]) & words.capital[at + 1] & _LINKS.take(tagged.gap[at])]
    opens = opener.take(words.id[at]) & words.capital[at]
    at, opens = at[opens | named[at]], opens[opens | named[at]]
    names = Names([set() for _ in analysis.articles], [set() for _ in analysis.articles])
    if not len(at):
        return names
    run = np.flatnonzero(np.diff(at, prepend=-2) > 1)
    first, last = at[run], at[np.append(run[1:], len(at)) - 1] + 1
    person = np.logical_or.reduceat(opens, run)
    before = np.maximum(first - 1, 0)
    the = (first > 0) & (tagged.tag[before] == ord("d")) & (tagged.gap[before] == PLAIN)
    kept = (last - first < 6) & ~mask_of(vocabulary, "body words", BODY_WORDS).take(words.id[last])
    kept &= person | ((last - first < 3) & ~the)
    text = analysis.folded.data.decode("latin-1")
    columns = (analysis.word_field[first] // 2, person, words.start[last], words.core_end[last])
    for article, is_person, start, end in zip(*(column[kept].tolist() for column in columns), strict=True):
        (names.surnames if is_person else names.pairs)[article].add(text[start:end])
    return names
