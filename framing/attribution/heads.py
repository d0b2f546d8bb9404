"""Where the head of a source phrase stands."""

from __future__ import annotations

import re
from functools import lru_cache

from framing.attribution.lexicon import words_of
from framing.attribution.phrases import Phrase

QUANTITIES = words_of("quantities")
_LAST_OF = 4
_NAMED_OFFICE = re.compile(r"[dj0NPb]*[Nb](?:[f&]N+)+[nj]*[rs](?![PNjnrsbu])")
_FIRST_NOUN_PHRASE = re.compile(r"[aL]?(?:[d0o]f(?=[dP0jNh]))?[d0]*(?:[PNjnrsbuh0]|(?<=j)&(?=j))*")


@lru_cache(maxsize=4096)
def head_of(tags: str) -> int:
    """The last word of the first noun phrase, which may hold `of` and `and` inside a name before its noun."""
    if len(tags) == 1:
        return 0
    office = _NAMED_OFFICE.match(tags)
    if office is not None:
        return office.end() - 1
    match = _FIRST_NOUN_PHRASE.match(tags)
    return (match.end() if match and match.end() else len(tags)) - 1


def without_quantity(phrase: Phrase) -> Phrase:
    """What comes after `a lot of`, `a number of`, `more of`; the phrase itself where nothing does."""
    at = phrase.tags.find("f", 1, _LAST_OF)
    if at < 1 or at + 1 == len(phrase.words) or phrase.words[at - 1] not in QUANTITIES:
        return phrase
    rest = slice(at + 1, None)
    return Phrase(
        phrase.words[rest],
        phrase.tags[rest],
        phrase.capital[rest],
        phrase.shouted[rest],
        phrase.mixed[rest],
        starts_sentence=False,
    )
