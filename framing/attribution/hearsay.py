"""Evidentials: words and phrases that pass something on and name nobody."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.attribution.lexicon import mask_of
from framing.attribution.tagging import PLAIN, Tagged
from framing.text.analysis import Analysis
from framing.text.fold import among

REPORTED = frozenset(
    b"said believed thought understood alleged claimed reported rumored rumoured suspected suggested assumed estimated".split()
)
REDUCED = frozenset(b"said believed thought alleged reported rumored rumoured".split())
SEEN = frozenset(b"seen viewed regarded perceived considered".split())
RUMOURS = (
    "reports rumors rumours rumblings allegations speculation claims whispers suggestions accusations word cries "
    "murmurs chatter"
).split()
COMES_OUT = frozenset(b"emerged transpired".split())
PASSIVES = [word.decode() for word in REPORTED | SEEN | COMES_OUT]


_NOMINAL, _LIMITS, _AFTER_PASSIVE = among(b"nu"), among(b"djPNbn"), among(b"izk")


class Evidential(NamedTuple):
    """first, last: word indices, last exclusive · reason: which kind."""

    first: int
    last: int
    reason: str


BE_BEFORE = re.compile(rb"(?:[ ,][ate]){0,3}+[ ]([Bx])")


def find_evidentials(analysis: Analysis, tagged: Tagged) -> list[Evidential]:
    """Every evidential in the texts of a batch, in text order."""
    tag, gap, vocabulary, ids = tagged.tag, tagged.gap, analysis.vocabulary, analysis.words.id
    adverbs = np.flatnonzero(tag == ord("e"))
    doubted = mask_of(vocabulary, "supposedly", ["supposedly"]).take(ids[adverbs])
    adverbs = adverbs[~(doubted & among(b"jNrsbu").take(tag.take(adverbs + 1, mode="clip")))]
    found = [Evidential(k, k + 1, "evidential adverb") for k in adverbs.tolist()]
    marked = np.flatnonzero(mask_of(vocabulary, "rumours, passives", [*RUMOURS, *PASSIVES]).take(ids[:-1]))
    marked = marked[gap[marked] == PLAIN]
    found += _nouns(analysis, tagged, marked)
    following = tag[marked + 1]
    passive = marked[
        mask_of(vocabulary, "passives", PASSIVES).take(ids[marked]) & _AFTER_PASSIVE.take(following)
    ]
    for word in passive.tolist():
        evidential = _passive(analysis, tagged, word)
        if evidential is not None:
            found.append(evidential)
    if not found:
        return found
    in_text = analysis.word_field[[row.last - 1 for row in found]] & 1 == 1
    return sorted(row for row, kept in zip(found, in_text.tolist(), strict=True) if kept)


def _nouns(analysis: Analysis, tagged: Tagged, marked: NDArray[np.int64]) -> list[Evidential]:
    """`reports that`, `there have been reports of`; marked: words with another right after them."""
    tag, gap, vocabulary, ids = tagged.tag, tagged.gap, analysis.vocabulary, analysis.words.id
    noun = marked[mask_of(vocabulary, "rumours", RUMOURS).take(ids[marked]) & _NOMINAL.take(tag[marked])]
    before, following = np.maximum(noun - 1, 0), tag[noun + 1]
    touches = (gap[before] == PLAIN) & (noun > 0)
    with_clause = (following == ord("z")) & ~(_LIMITS.take(tag[before]) & touches)
    there = np.maximum(before - 1, 0)
    there = np.where(tag[there] == ord("x"), np.maximum(there - 1, 0), there)
    exist = touches & (tag[before] == ord("B")) & (following == ord("f")) & (gap[there] == PLAIN)
    exist &= mask_of(vocabulary, "there", ["there"]).take(ids[there])
    first = np.where(exist, there, noun)[with_clause | exist]
    spans = zip(first.tolist(), noun[with_clause | exist].tolist(), strict=True)
    return [Evidential(start, last + 1, "hearsay noun") for start, last in spans]


def _is_past(analysis: Analysis, word: int) -> bool:
    """Whether a word is `was` or `were`: `is seen as` says what the writer thinks too."""
    return analysis.folded.data[analysis.words.start[word] : analysis.words.end[word]] in (b"was", b"were")


def _reduced(tagged: Tagged, word: int, form: bytes) -> Evidential | None:
    """`a man said to have fled`, `widely believed to be`: the passive without its auxiliary, after what it describes."""
    tag, gap = tagged.tag, tagged.gap
    if form not in REDUCED or word + 2 >= len(tag) or tag[word + 1] != ord("i") or tag[word + 2] not in b"Bx":
        return None
    before = max(word - 1, 0)
    describes = gap[before] == gap[word + 1] == PLAIN and tag[before] in (
        b"nrbu" if form == b"said" else b"nrbuNa0"
    )
    return Evidential(word, word + 2, "agentless passive") if describes and word else None


def _passive(analysis: Analysis, tagged: Tagged, word: int) -> Evidential | None:
    """`is said to`, `was seen as`, `it is understood that`, `it has emerged that`."""
    words = analysis.words
    form = analysis.folded.data[words.start[word] : words.end[word]]
    if form not in REPORTED and form not in SEEN and form not in COMES_OUT:
        return None
    back = tagged.backward
    be = BE_BEFORE.match(back, 2 * (len(tagged.tag) - word))
    if be is None:
        return _reduced(tagged, word, form)
    first = len(tagged.tag) - be.end() // 2
    following = tagged.tag[word + 1]
    impersonal = first > 0 and tagged.tag[first - 1] == ord("I")
    if form in COMES_OUT:
        return (
            Evidential(first - 1, word + 1, "impersonal passive")
            if impersonal and following == ord("z")
            else None
        )
    if form in SEEN:
        return (
            Evidential(first, word + 2, "seen as")
            if following == ord("k") and _is_past(analysis, first)
            else None
        )
    if impersonal and following in b"z":
        return Evidential(first - 1, word + 1, "impersonal passive")
    if (
        following == ord("i")
        and be.group(1) == b"B"
        and form not in (b"suggested", b"estimated", b"suspected", b"assumed")
    ):
        return Evidential(first, word + 2, "agentless passive")
    return None
