"""The names an article introduces: surnames of persons, and other capitalised pairs that may be persons."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from framing.attribution.lexicon import among, mask_of, shifted, words_of
from framing.attribution.tagging import PLAIN, Tagged
from framing.text.analysis import Analysis

FIRST_NAMES = words_of("first_names")
BODY_WORDS = words_of("organisation_words") | words_of("organisations") | words_of("places")
HONORIFICS = words_of("honorifics")


class Names(NamedTuple):
    """One set per article. surnames: after a first name or title · pairs: last words of other capitalised runs of up to three."""

    surnames: list[set[str]]
    pairs: list[set[str]]


def find_names(analysis: Analysis, tagged: Tagged) -> Names:
    """The names of every article of a batch, folded."""
    words, data, vocabulary = analysis.words, analysis.folded.data, analysis.vocabulary
    name = among(b"NP").take(tagged.tag) & words.capital
    opener = mask_of(vocabulary, "first names", FIRST_NAMES) | mask_of(vocabulary, "honorifics", HONORIFICS)
    opens = opener[words.id] & words.capital
    link = (opens | (tagged.tag == ord("N"))) & among(b" -").take(tagged.gap)
    link[:-1] &= name[1:]
    link[-1:] = False
    first, last = np.flatnonzero(link & ~shifted(link)), np.flatnonzero(~link & shifted(link))
    opened = np.cumsum(opens & link)
    person = opened[last] - opened[first] + (opens & link)[first] > 0
    the = shifted((tagged.tag == ord("d")) & (tagged.gap == PLAIN))[first]
    kept = (last - first < 6) & ~mask_of(vocabulary, "body words", BODY_WORDS)[words.id[last]]
    columns = (first, last, analysis.word_field[first] // 2, person, the)
    names = Names([set() for _ in analysis.articles], [set() for _ in analysis.articles])
    for a, b, article, is_person, after_the in zip(
        *(column[kept].tolist() for column in columns), strict=True
    ):
        surname = data[words.start[b] : words.core_end[b]].decode("latin-1")
        if is_person:
            names.surnames[article].add(surname)
        elif b - a < 3 and not after_the:
            names.pairs[article].add(surname)
    return names
