"""The subject right before each reporting verb, for all verbs of a batch at once: `X said`, `X has also said`.

Says the same as `Sentences.before`, for the plain cases only: auxiliaries and adverbs between, a pronoun or a noun phrase without
post-modifier, relative clause, apposition or coordination. What may be more than that is left to the grammar.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.attribution.candidates import AND, DID, WHO
from framing.attribution.tagging import COMMA, HYPHEN, PLAIN, QUOTE_OPENS, Tagged, any_of
from framing.text.fold import among

Column = NDArray[np.int64]
Mask = NDArray[np.bool_]

_MOST_BETWEEN = 11
_MOST_MODIFIERS = 12
_MOST_DETERMINERS = 2
_RELATIVE_WITHIN = 20
"""Words before a verb among which a relative pronoun may open a clause that reaches it (candidates.py, _WINDOW)."""

_MAY_BE_ASIDE = among(b"aecTnj")
_PRONOUN = among(b"oIC")
_HEAD = among(b"Nnrsbuhdj0")
_PREPOSITION = among(b"pfiFy")
_APART = among(b",/)")
_RELATIVE = among(b"zW")


class Subjects(NamedTuple):
    """Per verb. first, last: its subject, where `found` · unsure: to be looked at by the grammar; both False: it has none."""

    first: Column
    last: Column
    found: Mask
    unsure: Mask


def plain_subjects(tagged: Tagged, cues: Column) -> Subjects:
    """The plain subjects of verbs, none of which is the first word of the batch."""
    tag, gap = tagged.tag, tagged.gap
    touches = (gap == PLAIN) | (gap == HYPHEN)
    word, long = _back(touches & any_of(tag, b"axtBMDeL"), cues - 1, _MOST_BETWEEN)
    letter, mark = tag.take(word), gap.take(word)
    unsure = long | (word < 1) | _APART.take(mark)
    unsure |= touches.take(word) & (letter == ord("T"))
    unsure |= (mark == COMMA) & _MAY_BE_ASIDE.take(letter)
    near = (mark == PLAIN) | (mark == QUOTE_OPENS)
    pronoun, head = near & _PRONOUN.take(letter), near & _HEAD.take(letter)
    unsure |= near & _RELATIVE.take(letter)
    unsure |= near & ~pronoun & _in_relative_clause(tag == WHO, touches, word)
    before, long = _back(touches & any_of(tag, b"P0jNnhrsbu"), np.maximum(word - 1, 0), _MOST_MODIFIERS)
    before, _ = _back(touches & any_of(tag, b"0d"), before, _MOST_DETERMINERS)
    before = np.where(pronoun, word - 1, before)
    letter, plain = tag.take(before, mode="clip"), gap.take(before, mode="clip") == PLAIN
    unsure |= (head & long) | ((pronoun | head) & ((letter == AND) | (before < 1)))
    unsure |= (head | pronoun) & plain & _PREPOSITION.take(letter)
    did = head & plain & (letter == DID)
    return Subjects(before + 1, word + 1, (pronoun | head) & ~did & ~unsure, unsure)


def _back(goes_on: Mask, word: Column, most: int) -> tuple[Column, Mask]:
    """From each word to the left over up to `most` words that go on, and whether there are more; never past word 0."""
    goes_on[0] = False
    word = word.copy()
    left = np.flatnonzero(goes_on.take(word))
    for _ in range(most):
        word[left] -= 1
        left = left[goes_on.take(word[left])]
    long = np.zeros(len(word), np.bool_)
    long[left] = True
    return word, long


def _in_relative_clause(pronoun: Mask, touches: Mask, word: Column) -> Mask:
    """Whether each word is a relative pronoun, or one stands shortly before it with no mark between."""
    pronouns = np.append(-_RELATIVE_WITHIN, np.flatnonzero(pronoun))
    marks = np.append(-1, np.flatnonzero(~touches))
    opens = pronouns[np.searchsorted(pronouns, word, "right") - 1]
    mark = marks[np.searchsorted(marks, word) - 1]
    found: Mask = (word - opens < _RELATIVE_WITHIN) & (mark < opens)
    return found
