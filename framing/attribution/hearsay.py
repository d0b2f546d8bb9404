"""Evidentials: words and phrases that pass something on and name nobody."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.attribution.lexicon import mask_of
from framing.attribution.names import BODY_WORDS
from framing.attribution.tagging import PLAIN, Tagged
from framing.text.analysis import Analysis
from framing.text.fold import among

REPORTED = frozenset(
    b"said believed thought understood alleged claimed reported rumored rumoured suspected suggested assumed estimated".split()
)
REDUCED = frozenset(b"said believed thought alleged reported rumored rumoured".split())
SEEN = frozenset(b"seen viewed regarded perceived".split())
HELD = b"considered"
MADE_KNOWN = frozenset(b"revealed announced disclosed shown argued".split())
HOPED = frozenset(b"expected hoped".split())
RUMOURS = (
    "reports rumors rumours rumblings allegations speculation claims whispers suggestions accusations word cries "
    "murmurs chatter"
).split()
COMES_OUT = frozenset(b"emerged transpired".split())
PASSIVES = [word.decode() for word in REPORTED | SEEN | COMES_OUT | MADE_KNOWN | HOPED | {HELD}]
LINES = "thinking argument theory saying story logic reasoning".split()
PAST = frozenset("was were been".split())
REPEATED = "reported predicted claimed".split()


_NOMINAL, _LIMITS, _AFTER_PASSIVE = among(b"nu"), among(b"djPNbn"), among(b"izk")
_ADVERB, _LINKS = among(b"ate"), among(b"aexBCknu")
_NOT_AFTER_IMPERSONAL = b"yipk"


class Evidential(NamedTuple):
    """first, last: word indices, last exclusive · reason: which kind."""

    first: int
    last: int
    reason: str


BE_BEFORE = re.compile(rb"(?:[ ,][ate]){0,3}+[ ]([Bx])")
HAVE_BEFORE = re.compile(rb"(?:[ ][ate]){0,2}+[ ]x")
LEARNED_BY = re.compile(rb"[ ]x[ ](?:o|[Nbu](?:[ ]N){0,2}(?:[ ]d)?)")
TOLD_TO = re.compile(rb"(?:[ ]a)?(?:[ ]B[ ]o|[ ][xC])")
REPEATED_AS = re.compile(rb"(?:[ ][aexB]){0,3}+[ ]k")
LINE_BEFORE = re.compile(rb"[ ][nu](?:[ ]j)?[ ]d(?:[ ]k)?")


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
    passive = mask_of(vocabulary, "passives", PASSIVES).take(ids[marked])
    after_be = tag[marked - 1] == ord("B")
    after_be |= _ADVERB.take(tag[marked - 1]) & (tag[marked - 2] == ord("B"))
    passive &= _AFTER_PASSIVE.take(tag[marked + 1]) | after_be
    for word in marked[passive].tolist():
        evidential = _passive(analysis, tagged, word)
        if evidential is not None:
            found.append(evidential)
    found += _set_phrases(analysis, tagged)
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


def _set_phrases(analysis: Analysis, tagged: Tagged) -> list[Evidential]:
    """`CNN has learned`, `we are told`, `as previously reported`, `the thinking goes`."""
    ids, vocabulary, count = analysis.words.id, analysis.vocabulary, len(tagged.tag)
    marked = np.flatnonzero(mask_of(vocabulary, "set phrases", _SET_PHRASES).take(ids[1:])) + 1
    marked = marked[_LINKS.take(tagged.tag[marked - 1]) & (tagged.gap[marked - 1] == PLAIN)]
    goes_on = _GOES_ON.take(tagged.tag.take(marked + 1, mode="clip")) & (tagged.gap[marked] == PLAIN)
    found = []
    for word in marked[~goes_on].tolist():
        pattern, fits = _SET_PHRASES[_form(analysis, word)]
        match = pattern.match(tagged.backward, 2 * (count - word))
        if match is not None and fits(analysis, count - match.end() // 2, word):
            found.append(Evidential(count - match.end() // 2, word + 1, "set phrase"))
    return found


def _medium(analysis: Analysis, first: int, word: int) -> bool:
    """Whether what learned something is a medium, or the writer."""
    last = word - 2
    words = analysis.words
    form = _form(analysis, last)
    return bool(words.shouted[last]) or form in BODY_WORDS or form == "post" or _form(analysis, first) == "we"


def _by_writer(analysis: Analysis, first: int, word: int) -> bool:
    return _form(analysis, first) in ("we", "i", "we're", "i'm") and _form(analysis, word - 1) not in (
        "was",
        "were",
    )


def _form(analysis: Analysis, word: int) -> str:
    words = analysis.words
    return analysis.folded.data[words.start[word] : words.core_end[word]].decode("latin-1")


def _any(_analysis: Analysis, _first: int, _word: int) -> bool:
    return True


def _line(analysis: Analysis, _first: int, word: int) -> bool:
    return _form(analysis, word - 1) in LINES


_SET_PHRASES = {
    "learned": (LEARNED_BY, _medium),
    "told": (TOLD_TO, _by_writer),
    "goes": (LINE_BEFORE, _line),
    **dict.fromkeys(REPEATED, (REPEATED_AS, _any)),
}
_GOES_ON = among(b"iyp")
"""What makes another phrase of one of these: learned to, reported by, claimed in."""


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
    back = tagged.backward
    be = BE_BEFORE.match(back, 2 * (len(tagged.tag) - word))
    if be is None:
        return _reduced(tagged, word, form)
    count, following = len(tagged.tag), tagged.tag[word + 1]
    first = count - be.end() // 2
    perfect = HAVE_BEFORE.match(tagged.backward, 2 * (count - first))
    begins = first if perfect is None else count - perfect.end() // 2
    impersonal = begins > 0 and tagged.tag[begins - 1] == ord("I")
    if form in COMES_OUT:
        return (
            Evidential(first - 1, word + 1, "impersonal passive")
            if impersonal and following == ord("z")
            else None
        )
    first_form = _form(analysis, first)
    past = be.group(1) == b"B" and first_form in PAST
    stated = be.group(1) == b"B" and b"t" not in tagged.tag[begins:word].tobytes()
    if form in SEEN:
        return (
            Evidential(begins, word + 2, "seen as")
            if stated and first_form != "be" and following == ord("k")
            else None
        )
    if form == HELD:
        return (
            Evidential(begins, word + 1, "considered") if stated and past and following == ord("d") else None
        )
    if impersonal and following not in _NOT_AFTER_IMPERSONAL and (past or form not in HOPED):
        return Evidential(begins - 1, word + 1, "impersonal passive")
    if form in MADE_KNOWN or form in HOPED:
        return None
    if (
        following == ord("i")
        and be.group(1) == b"B"
        and form not in (b"suggested", b"estimated", b"suspected", b"assumed")
    ):
        return Evidential(first, word + 2, "agentless passive")
    return None
