"""Facets of attributions: stated reason for anonymity, basis of knowledge, direct or indirect, place, number of people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from framing.attribution import ANONYMITIES, Attributions
from framing.attribution.lexicon import mask_of
from framing.attribution.phrases import is_plural
from framing.measures.contract import Categories
from framing.text.analysis import Analysis
from framing.text.quotations import SCARE
from framing.types import SOURCE_CLASSES

REASONS = ("none", "generic", "specific")
BASES = ("none", "familiar", "briefed", "present", "document")
NONE, GENERIC, SPECIFIC = range(3)

LEAD_SENTENCES = 3
"""The lead: the first sentences of a text, one more than the two of a wire lead, as many texts repeat their headline first."""

MOST_COUNTED = 99
"""A larger number before a noun counts a survey or a crowd, not sources."""

DISCLOSURE_REACHES = 3
"""Sentences between an unnamed source and a later one that says why it is not named."""

_ASKED = (
    rb"condition of (?:strict )?anonymity|remain(?:ed|ing|s)? anonymous|anonymity|spoke(?:n)? anonymously"
    rb"|(?:not|n't|declin\w+|refus\w+) (?:want |wish |wishing |wanting )?(?:to )?be (?:named|identified|quoted)"
)
_WHY = (
    rb"(?:not|n't) (?:been )?(?:authori[sz]ed|permitted|allowed|cleared) to|fear(?:ing|s)?(?: of)? "
    rb"(?:retaliation|retribution|reprisals?)|to avoid (?:retaliation|retribution|reprisals?|angering)"
    rb"|(?:anonym\w+|named|identified|quoted)[^.]{0,40}? (?:because|citing|since|for fear|out of fear)"
)
STATES_ANONYMITY = re.compile(_ASKED)
STATES_WHY = re.compile(_WHY)
_TERMS = "anonymity anonymous anonymously retaliation retribution reprisal reprisals".split()
_AFTER_BE, _BEFORE_TO = (
    "named identified quoted".split(),
    "authorized authorised permitted allowed cleared".split(),
)
"""Whatever says why a source is not named holds one of _TERMS, `be named` or `authorised to`, which are found faster."""

_BASIS = re.compile(
    rb"(?P<briefed>briefed (?:on|about|by)|told (?:of|about) the)"
    rb"|(?P<document>(?:has|have|had) (?:seen|read|reviewed|viewed)|who (?:saw|read|reviewed))"
    rb"|(?P<present>(?:was|were|who is|been) (?:present|in the room)|in the room|at the (?:meeting|scene|table)"
    rb"|on the (?:call|scene)"
    rb"|who (?:attended|witnessed|heard|took part|was there|were there)|present (?:at|for|during)|(?:eye)?witness(?:es)?)"
    rb"|(?P<familiar>familiar with|with (?:direct |first-?hand |detailed )?knowledge|close to|privy to|aware of"
    rb"|involved in|working on)"
)
_WORDS_OF_BASES = (
    "briefed told seen read reviewed viewed saw present room meeting scene table call attended witnessed heard took there "
    "eyewitness eyewitnesses witness witnesses familiar knowledge close privy aware involved working"
).split()
"""Whatever says how a source knows holds one of these."""

_BASIS_REACHES = 40
"""Characters after a source phrase in which its basis may still stand: `an official, who was in the room, said`."""

NUMBERS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
} | {"a": 1, "an": 1, "another": 1, "a couple of": 2, "a few": 2, "several": 2, "multiple": 2, "a dozen": 12}
"""`several` says at least two."""
_NUMBER = re.compile(
    rf"(?:(?:at least|about|some|more than|all) )?({'|'.join(sorted(NUMBERS, key=len, reverse=True))}|\d{{1,2}})"
    r"\b(?! ?(?:%|per\b|of\b|in\b|out\b))",
    re.I,
)
_ONE_OF = re.compile(r"(?:(?:only|just) )?one of\b", re.I)
_POINTING = ("the ", "that ", "those ", "these ")
_AFTER_NOUN = frozenset(
    "who familiar briefed with at of in inside within close from on for near to involved".split()
)
_PEOPLE = np.array([name in ("unnamed_role", "unnamed_vague") for name in SOURCE_CLASSES], np.bool_)
_WITHHELD = ANONYMITIES.index("withheld")


@dataclass(frozen=True, slots=True)
class Facets:
    """(r,) per attribution. reason, basis: indices into REASONS and BASES · direct: in quotation marks at least in part ·
    lead: in the first LEAD_SENTENCES sentences · number: how many people at least an unnamed source is
    said to be, 0 where it is not said."""

    reason: NDArray[np.int8]
    basis: NDArray[np.int8]
    direct: NDArray[np.bool_]
    lead: NDArray[np.bool_]
    number: NDArray[np.int16]


def words_looked_up() -> set[str]:
    """The words that tell where a reason or a basis may be stated."""
    return {*_TERMS, *_AFTER_BE, *_BEFORE_TO, *_WORDS_OF_BASES}


def facets(analysis: Analysis, rows: Attributions) -> Facets:
    """The facets of all attributions of a batch, in their order."""
    return Facets(
        _reasons(analysis, rows),
        _bases(analysis, rows),
        _direct(analysis, rows),
        _in_lead(analysis, rows),
        _numbers(analysis, rows),
    )


def as_column(found: Facets, kept: NDArray[np.int64]) -> Categories:
    """The facets of some rows as JSON, the same every time; few differ, so that the column costs little."""
    columns = np.stack((found.reason, found.basis, found.direct, found.lead, found.number), axis=1)[
        kept
    ].astype(np.int64)
    sizes = np.array([len(REASONS), len(BASES), 2, 2, MOST_COUNTED + 1])
    code = np.zeros(len(columns), np.int64)
    for k, size in enumerate(sizes.tolist()):
        code = code * size + columns[:, k]
    values, first, index = np.unique(code, return_index=True, return_inverse=True)
    texts = [_as_json(*columns[k].tolist()) for k in first.tolist()]
    return (
        Categories(tuple(texts), index.reshape(-1).astype(np.int32))
        if len(values)
        else Categories((), index.astype(np.int32))
    )


def _as_json(reason: int, basis: int, direct: int, lead: int, number: int) -> str:
    found = {
        "reason": REASONS[reason],
        "basis": BASES[basis],
        "speech": "direct" if direct else "indirect",
        "place": "lead" if lead else "body",
        "number": number or None,
    }
    return json.dumps(found, separators=(",", ":"))


def _sentences(analysis: Analysis, places: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.maximum(np.searchsorted(analysis.sentence_start, places, "right") - 1, 0)


def _in_lead(analysis: Analysis, rows: Attributions) -> NDArray[np.bool_]:
    field = np.searchsorted(analysis.field_start, rows.start, "right") - 1
    found: NDArray[np.bool_] = (
        _sentences(analysis, rows.start) - analysis.field_first_sentence[field] < LEAD_SENTENCES
    )
    return found


def _direct(analysis: Analysis, rows: Attributions) -> NDArray[np.bool_]:
    """Whether some of what each passes on stands in quotation marks that are no scare quotes."""
    quotations = analysis.quotations
    real = quotations.kind != SCARE
    start, end = quotations.start[real], quotations.end[real]
    if not len(start):
        return np.zeros(len(rows), np.bool_)
    nearest = np.searchsorted(start, rows.content_end) - 1
    found: NDArray[np.bool_] = (
        (nearest >= 0) & (end[nearest] > rows.content_start) & (rows.content_end > rows.content_start)
    )
    return found


def _numbers(analysis: Analysis, rows: Attributions) -> NDArray[np.int16]:
    number = np.zeros(len(rows), np.int16)
    for k in np.flatnonzero(_PEOPLE[rows.source_class]).tolist():
        number[k] = number_of(analysis.text_of(int(rows.start[k]), int(rows.end[k])))
    return number


@lru_cache(maxsize=1 << 13)
def number_of(phrase: str) -> int:
    """How many people an unnamed source phrase says it stands for, 0 where it does not say: `two officials`, `an aide`."""
    if _ONE_OF.match(phrase):
        return 1
    found = _NUMBER.match(phrase)
    if found is None:
        one = phrase.lower().startswith(("the ", "that ", "this ")) and not is_plural(
            head_noun(phrase.lower())
        )
        return int(one)
    word = found[1].lower()
    return NUMBERS.get(word) or int(word)


def _bases(analysis: Analysis, rows: Attributions) -> NDArray[np.int8]:
    """How the sources that are not named are said to know, from the phrase and what follows it in the sentence."""
    basis = np.zeros(len(rows), np.int8)
    data = analysis.folded.data
    chosen = np.flatnonzero(_PEOPLE[rows.source_class])
    marked = _marked(analysis, "bases", _WORDS_OF_BASES)
    near = np.searchsorted(marked, rows.end[chosen] + _BASIS_REACHES) > np.searchsorted(
        marked, rows.start[chosen]
    )
    chosen = chosen[near]
    sentence = _sentences(analysis, rows.start[chosen])
    stop = np.maximum(
        np.minimum(rows.end[chosen] + _BASIS_REACHES, analysis.sentence_end[sentence]), rows.end[chosen]
    )
    for k, start, end in zip(chosen.tolist(), rows.start[chosen].tolist(), stop.tolist(), strict=True):
        found = _BASIS.search(data, start, end)
        if found is not None:
            basis[k] = BASES.index(found.lastgroup or "none")
    return basis


def _reasons(analysis: Analysis, rows: Attributions) -> NDArray[np.int8]:
    """What is said of why each source that is not named is not: a statement counts for the unnamed sources of its sentence, else
    for the last withheld one shortly before; and for every later mention of the same source in the article."""
    reason = np.zeros(len(rows), np.int8)
    people = np.flatnonzero(_PEOPLE[rows.source_class])
    stated = dict(_statements(analysis))
    if not stated or not len(people):
        return reason
    sentence = _sentences(analysis, rows.start)
    for where, kind in stated.items():
        here = people[sentence[people] == where]
        reason[here if len(here) else _last_before(analysis, rows, sentence, where)] = kind
    return _carried_on(analysis, rows, people, reason)


def _last_before(
    analysis: Analysis, rows: Attributions, sentence: NDArray[np.int64], where: int
) -> NDArray[np.int64]:
    """The withheld source shortly before a sentence, in the same text, or none."""
    near = np.flatnonzero(
        (rows.anonymity == _WITHHELD) & (sentence < where) & (sentence >= where - DISCLOSURE_REACHES)
    )
    field = analysis.sentence_field
    found: NDArray[np.int64] = near[field[sentence[near]] == field[where]][-1:]
    return found


def _statements(analysis: Analysis) -> Iterator[tuple[int, int]]:
    """The sentences that say why somebody is not named, and whether a specific reason is given."""
    data = analysis.folded.data
    places = analysis.words.start[_marks_of_reasons(analysis)]
    for sentence in np.unique(_sentences(analysis, places)).tolist():
        words = data[analysis.sentence_start[sentence] : analysis.sentence_end[sentence]]
        if STATES_WHY.search(words):
            yield sentence, SPECIFIC
        elif STATES_ANONYMITY.search(words):
            yield sentence, GENERIC


def _marks_of_reasons(analysis: Analysis) -> NDArray[np.int64]:
    """The words that may belong to such a statement."""
    ids, vocabulary = analysis.words.id, analysis.vocabulary
    at = np.flatnonzero(mask_of(vocabulary, "reasons", [*_TERMS, *_AFTER_BE, *_BEFORE_TO]).take(ids))
    own, before, after = ids[at], ids.take(at - 1, mode="clip"), ids.take(at + 1, mode="clip")
    found = mask_of(vocabulary, "terms of reasons", _TERMS)[own]
    found |= mask_of(vocabulary, "after be", _AFTER_BE)[own] & mask_of(vocabulary, "be", ["be"])[before]
    found |= mask_of(vocabulary, "before to", _BEFORE_TO)[own] & mask_of(vocabulary, "to", ["to"])[after]
    return at[found]


def _marked(analysis: Analysis, name: str, words: list[str]) -> NDArray[np.int64]:
    """Where some words start in the batch."""
    mask = mask_of(analysis.vocabulary, name, words)
    found: NDArray[np.int64] = analysis.words.start[np.flatnonzero(mask.take(analysis.words.id))]
    return found


def _carried_on(
    analysis: Analysis, rows: Attributions, people: NDArray[np.int64], reason: NDArray[np.int8]
) -> NDArray[np.int8]:
    """A reason stated once holds for every later mention of that source in its article: `the official`."""
    articles = set((np.searchsorted(analysis.field_start, rows.start[reason > NONE], "right") - 1).tolist())
    fields = np.searchsorted(analysis.field_start, rows.start[people], "right") - 1
    said: dict[tuple[int, str], int] = {}
    for k, field in zip(people.tolist(), fields.tolist(), strict=True):
        if field not in articles:
            continue
        phrase = analysis.text_of(int(rows.start[k]), int(rows.end[k])).lower()
        noun = head_noun(phrase)
        if reason[k]:
            said[field, noun] = int(reason[k])
        elif phrase.startswith(_POINTING):
            reason[k] = said.get((field, noun), NONE)
    return reason


def head_noun(phrase: str) -> str:
    """The noun of a source phrase, before what modifies it from behind: `a senior official familiar with it` -> `official`."""
    words = phrase.split()
    stop = next((k for k, word in enumerate(words) if k and word in _AFTER_NOUN), len(words))
    return words[stop - 1].strip(",")
