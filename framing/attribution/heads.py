"""Where the head of a source phrase stands."""

from __future__ import annotations

import re
from functools import lru_cache

from framing.attribution.lexicon import words_of
from framing.attribution.phrases import Phrase

QUANTITIES = words_of("quantities")
APPROXIMATORS = frozenset("nearly about almost roughly some".split())
_COMPARED, _COMPARES = frozenset("more less fewer at".split()), frozenset(("than", "least"))
_LAST_OF = 4
_NAMED_OFFICE = re.compile(r"[dj0NPb]*[Nb](?:[f&]N+)+[nj]*[rs](?![PNjnrsbu])")
_FIRST_NOUN_PHRASE = re.compile(r"[aL]?(?:[d0o]f(?=[dP0jNh]))?[d0]*(?:[PNjnrsbuh0]|(?<=[jn])&(?=j|n[rs]))*")


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
    return _from(phrase, at + 1)


def without_approximator(phrase: Phrase) -> Phrase:
    """What comes after `nearly`, `more than`, `at least`; the phrase itself where it opens otherwise."""
    words = phrase.words
    if len(words) > 2 and words[0] in _COMPARED and words[1] in _COMPARES:
        return _from(phrase, 2)
    return _from(phrase, 1) if len(words) > 1 and words[0] in APPROXIMATORS else phrase


def _from(phrase: Phrase, at: int) -> Phrase:
    """The rest of a phrase from a word on."""
    rest = slice(at, None)
    return Phrase(
        phrase.words[rest],
        phrase.tags[rest],
        phrase.capital[rest],
        phrase.shouted[rest],
        phrase.mixed[rest],
        starts_sentence=False,
    )
