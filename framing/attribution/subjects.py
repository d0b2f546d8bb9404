"""The subject right before each reporting verb, for all verbs of a batch at once: `X said`, `X has also said`.

Says the same as `Sentences.before`, for the plain cases only: auxiliaries and adverbs between, a pronoun or a noun phrase without
post-modifier, relative clause, apposition or coordination. What may be more than that is left to the grammar.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.attribution.lexicon import among
from framing.attribution.tagging import COMMA, PLAIN, QUOTE_OPENS, Tagged

Column = NDArray[np.int64]
Mask = NDArray[np.bool_]

_MOST_BETWEEN = 11
_MOST_MODIFIERS = 12
_MOST_DETERMINERS = 2
_RELATIVE_WITHIN = 20
"""Words before a verb among which a relative pronoun may open a clause that reaches it (candidates.py, _WINDOW)."""

_TOUCHES = among(b" -")
_BETWEEN = among(b"axtBMDeL")
_MODIFIER = among(b"P0jNnhrsbu")
_DETERMINER = among(b"0d")
_MAY_BE_ASIDE = among(b"aecTnj")
_PRONOUN = among(b"oIC")
_HEAD = among(b"Nnrsbuhdj0")
_PREPOSITION = among(b"pfiFy")
_APART = among(b",/)")


class Subjects(NamedTuple):
    """Per verb. first, last: its subject, where `found` · unsure: to be looked at by the grammar; both False: it has none."""

    first: Column
    last: Column
    found: Mask
    unsure: Mask


def plain_subjects(tagged: Tagged, cues: Column) -> Subjects:
    """The plain subjects of verbs, none of which is the first word of the batch."""
    tag, gap = tagged.tag, tagged.gap
    touches = _TOUCHES.take(gap)
    word = last_false(touches & _BETWEEN.take(tag)).take(cues - 1)
    unsure = (cues - 1 - word > _MOST_BETWEEN) | (word < 1)
    letter, mark = tag.take(word, mode="clip"), gap.take(word, mode="clip")
    unsure |= _TOUCHES.take(mark) & (letter == ord("T"))
    unsure |= (mark == COMMA) & _MAY_BE_ASIDE.take(letter)
    unsure |= _APART.take(mark)
    near = (mark == PLAIN) | (mark == QUOTE_OPENS)
    pronoun, head = near & _PRONOUN.take(letter), near & _HEAD.take(letter)
    first, long = _phrase_start(tag, touches, word)
    first = np.where(pronoun, word, first)
    unsure |= head & long
    unsure |= near & ~pronoun & (word - last_false(tag != ord("q")).take(word, mode="clip") < _RELATIVE_WITHIN)
    before, plain = tag.take(first - 1, mode="clip"), gap.take(first - 1, mode="clip") == PLAIN
    unsure |= (pronoun | head) & ((before == ord("&")) | (first < 1))
    unsure |= head & plain & _PREPOSITION.take(before)
    done = head & plain & (before == ord("D"))
    return Subjects(first, word + 1, (pronoun | head) & ~done & ~unsure, unsure)


def _phrase_start(tag: NDArray[np.uint8], touches: Mask, word: Column) -> tuple[Column, Mask]:
    """Where the noun phrase starts that ends with each word, and whether it may be longer than the grammar allows."""
    before = last_false(touches & _MODIFIER.take(tag)).take(word - 1, mode="clip")
    long = word - 1 - before > _MOST_MODIFIERS
    determiner = touches & _DETERMINER.take(tag)
    for _ in range(_MOST_DETERMINERS):
        before = before - (determiner.take(before, mode="clip") & (before >= 0))
    return before + 1, long


def last_false(holds: Mask) -> Column:
    """(w,) the last place up to each where a mask is False, -1 where there is none."""
    place = np.arange(len(holds), dtype=np.int64)
    place[holds] = -1
    found: Column = np.maximum.accumulate(place)
    return found
