"""Candidates -> which of them are attributions: a linear model over a few properties of each, in whole numbers.

The weights are learned by scripts/train_sourcing.py (logistic regression on the coded articles) and stored as JSON in
framing/models/sourcing.json with a digest of the training set and the figures reached; no property names an article or outlet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from framing.attribution.lexicon import among
from framing.attribution.tagging import Tagged
from framing.text.analysis import Analysis
from framing.text.vocabulary import Vocabulary

SIDES = 128

SINGLE = (
    "form", "cue", "next", "next_weak", "subject", "subject_weak", "auxiliaries", "quoted", "before_cue", "before_subject",
    "quotation", "ending", "after_next", "length", "form_cue_tag", "stem", "voice", "speech_near", "order",
    "next_word", "word_before", "that_near", "to_near", "sentence_position",
)  # fmt: skip
PAIRED = ("stem_next", "stem_subject", "stem_form", "stem_auxiliaries", "stem_ending", "kind_next", "kind_subject", "kind_form", "kind_auxiliaries", "kind_speech", "kind_before", "kind_that", "stem_next_word", "kind_next_word", "kind_word_before")
"""Properties of a candidate: alone, and together with the cue word."""


@dataclass(frozen=True, slots=True)
class Properties:
    """One row per candidate: `single` (c, len(SINGLE)) values below SIDES, except the cue's slot; `pairs` (c, len(PAIRED))."""

    single: NDArray[np.int64]
    pairs: NDArray[np.int64]


FUNCTION_WORDS = (
    "in on at for to of with by about against out back up down over off from into after before during as that when while if "
    "because although though since until what why how where whether which who and but or nor so then also not never the a an "
    "his her its their this these it he she they them him us me you i we no any all more some many such than like just only "
    "even still again there now today last monday tuesday wednesday thursday friday saturday sunday one two new reporters "
    "concern concerns himself herself themselves clear way having being another other people trump president my our your"
).split()


@dataclass(frozen=True, slots=True)
class Slots:
    """(vocabulary,) each: the slot of every word id as a cue, of its stem, its kind in cues.tsv, and its number as a function word."""

    cue: NDArray[np.int64]
    stem: NDArray[np.int64]
    kind: NDArray[np.int64]
    function: NDArray[np.int64]


_OPENS, _STOPS, _PRONOMINAL = among(b"<{^"), among(b".!~;"), among(b"oIC")
_BITS = np.zeros(256, np.int64)
for _number, _letter in enumerate(b"xMDBte"):
    _BITS[_letter] = 1 << _number


def properties(
    analysis: Analysis, tagged: Tagged, table: NDArray[np.int64], slots: Slots
) -> Properties:
    """The properties of candidates given as rows (first, last, cue, form)."""
    tag, gap = tagged.tag.astype(np.int64), tagged.gap.astype(np.int64)
    first, last, cue, form = table.T
    count = len(tag)
    weak = (tag[cue] == ord("w")).astype(np.int64)
    follow, then = np.minimum(cue + 1, count - 1), np.minimum(cue + 2, count - 1)
    following = np.where(gap[cue] == 32, tag[follow], gap[cue])
    after_next = np.where(gap[cue] == 32, np.where(gap[follow] == 32, tag[then], gap[follow]), 0)
    head = tag[last - 1]
    subject = np.where(_PRONOMINAL[head] | (last - first == 1), _pronoun(analysis, first, head), head)
    bits = np.zeros(len(cue), np.int64)
    for back in range(1, 5):
        word = np.maximum(cue - back, 0)
        inside = (word >= last) & ((form == 0) | (form == 3) | (form == 2))
        bits |= np.where(inside, _BITS[tag[word]], 0)
    bits = np.where(form == 9, 0, bits)
    passive = (form != 0) & (form != 3) & (cue > 0)
    bits |= np.where(passive & (tag[np.maximum(cue - 1, 0)] == ord("B")), 8, 0)
    before_subject = np.where(first > 0, np.where(gap[first - 1] == 32, tag[first - 1], gap[first - 1]), 46)
    before_cue = np.where(gap[np.maximum(cue - 1, 0)] == 32, tag[np.maximum(cue - 1, 0)], gap[np.maximum(cue - 1, 0)])
    quoted = (analysis.word_quotation[cue] >= 0).astype(np.int64)
    sentence = analysis.word_sentence[cue]
    has_quotation = np.zeros(int(analysis.word_sentence[-1]) + 1, np.int64)
    has_quotation[analysis.word_sentence[analysis.word_quotation >= 0]] = 1
    ending = _ending(analysis, cue)
    slot, stem = slots.cue[analysis.words.id[cue]], slots.stem[analysis.words.id[cue]]
    kind = slots.kind[analysis.words.id[cue]]
    passive_voice = (tag[np.maximum(cue - 1, 0)] == ord("B")) & (ending == 1)
    near = _speech_near(gap, cue)
    order = _order(analysis, cue)
    ids = analysis.words.id
    next_word = np.where(gap[cue] == 32, slots.function[ids[follow]], 0)
    word_before = np.where((first > 0) & (gap[first - 1] == 32), slots.function[ids[first - 1]], 0)
    that = _soon(tagged, cue, ord("z"))
    to = _soon(tagged, cue, ord("i"))
    position = np.minimum(sentence - analysis.field_first_sentence[analysis.word_field[cue]], 40) // 5
    single = np.stack(
        (
            form, slot, following, np.where(weak == 1, following, 0), subject, np.where(weak == 1, subject, 0), bits + 1,
            quoted * 16 + form, before_cue, before_subject, has_quotation[sentence] * 2 + weak + 1, ending * 16 + form, after_next,
            np.minimum(last - first, 9), weak * 16 + form, stem, passive_voice * 16 + form, near * 2 + weak, order * 16 + form,
            next_word, word_before, that * 2 + weak, to * 2 + weak, position,
        ),
        axis=1,
    )  # fmt: skip
    sides = (following, subject, form, bits, ending * 2 + (gap[np.maximum(cue - 1, 0)] == 32))
    more = (following, subject, form, bits, near, before_subject, that)
    pairs = np.stack(
        [stem * SIDES + side for side in sides]
        + [kind * SIDES + side for side in more]
        + [stem * SIDES + next_word, kind * SIDES + next_word, kind * SIDES + word_before],
        axis=1,
    )
    return Properties(single, pairs)


def _speech_near(gap: NDArray[np.int64], cue: NDArray[np.int64]) -> NDArray[np.int64]:
    """How soon a quotation opens after the cue: 1 at once … 6, or 7 where a comma or stop comes first, 0 not soon."""
    found = np.zeros(len(cue), np.int64)
    for distance in range(5, -1, -1):
        here = gap[np.minimum(cue + distance, len(gap) - 1)]
        found = np.where(_OPENS[here], distance + 1, np.where(_STOPS[here], 7, found))
    return found


def _soon(tagged: Tagged, cue: NDArray[np.int64], letter: int) -> NDArray[np.int64]:
    """How many words after the cue the first word of a tag stands, 1 to 6 with no comma or stop between; else 0."""
    found = np.zeros(len(cue), np.int64)
    open_way = np.ones(len(cue), np.bool_)
    for distance in range(1, 7):
        before = np.minimum(cue + distance - 1, len(tagged.gap) - 1)
        open_way &= (tagged.gap[before] == 32) | (tagged.gap[before] == 45)
        here = tagged.tag[np.minimum(cue + distance, len(tagged.tag) - 1)] == letter
        found = np.where(open_way & here & (found == 0), distance, found)
    return found


def _order(analysis: Analysis, cue: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many candidates, up to 3, stand before each in its sentence; candidates of one cue count once."""
    sentence = analysis.word_sentence[cue]
    order = np.zeros(len(cue), np.int64)
    for back in range(1, 5):
        same = np.zeros(len(cue), np.bool_)
        same[back:] = (sentence[back:] == sentence[:-back]) & (cue[back:] != cue[:-back])
        order += same
    return np.minimum(order, 3)


_PRONOUNS = (("he", "she"), ("it",), ("they",), ("i",), ("we",), ("you",), ("many", "some", "others", "most", "few", "several"))
_KINDS: dict[tuple[str, int], NDArray[np.int64]] = {}


def _pronoun(analysis: Analysis, first: NDArray[np.int64], head: NDArray[np.int64]) -> NDArray[np.int64]:
    """1 he, she · 2 it · 3 they · 4 I · 5 we · 6 you · 7 some, others … · else the tag of the head."""
    vocabulary = analysis.vocabulary
    key = (vocabulary.digest, len(vocabulary))
    kind = _KINDS.get(key)
    if kind is None:
        kind = _KINDS[key] = np.zeros(len(vocabulary), np.int64)
        for number, words in enumerate(_PRONOUNS, 1):
            kind[vocabulary.ids_of(words)] = number
    found = kind[analysis.words.id[first]]
    return np.where(found > 0, found, head)


def _ending(analysis: Analysis, cue: NDArray[np.int64]) -> NDArray[np.int64]:
    """0 bare form · 1 -ed · 2 -ing · 3 -s · 4 other past, roughly, from the last letters."""
    data, end = analysis.folded.array, analysis.words.end[cue]
    one, two = data[end - 1], data[np.maximum(end - 2, 0)]
    return np.select(
        [(one == ord("d")), (one == ord("g")) & (two == ord("n")), one == ord("s")], [np.int64(1), np.int64(2), np.int64(3)], np.int64(0)
    )


@dataclass(frozen=True, slots=True)
class Model:
    """bias, single, pairs: weights in thousandths · cues: the words of slots 1, 2, …; slot 0 is any other word; stems likewise."""

    bias: int
    cues: tuple[str, ...]
    stems: tuple[str, ...]
    skipped: tuple[str, ...]
    single: NDArray[np.int64]
    pairs: NDArray[np.int64]

    def score(self, found: Properties) -> NDArray[np.int64]:
        """The weight of each candidate in thousandths; it is an attribution from 0 on."""
        total = np.full(len(found.single), self.bias, np.int64)
        for column in range(len(SINGLE)):
            total += self.single[column].take(found.single[:, column], mode="clip")
        for column in range(len(PAIRED)):
            total += self.pairs[column].take(found.pairs[:, column], mode="clip")
        return total


@cache
def shipped_model() -> Model:
    stored = json.loads(files("framing.models").joinpath("sourcing.json").read_text(encoding="utf-8"))
    cues, stems = tuple(stored["cues"]), tuple(stored["stems"])
    single = np.zeros((len(SINGLE), max(SIDES, len(cues) + 1)), np.int64)
    pairs = np.zeros((len(PAIRED), (len(stems) + 1) * SIDES), np.int64)
    for array, names in ((single, SINGLE), (pairs, PAIRED)):
        for row, name in enumerate(names):
            values = stored["weights"].get(name, {})
            array[row, [int(value) for value in values]] = list(values.values())
    return Model(stored["bias"], cues, stems, tuple(stored["skipped"]), single, pairs)


_SLOTS: dict[tuple[str, int], Slots] = {}


def stem(word: str) -> str:
    """What the forms of a verb share, roughly: its first five letters without the end of an inflection."""
    for ending in ("ing", "ied", "ies", "ed", "es", "s", "d", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)][:6]
    return word[:6]


IRREGULAR = {"said": "say", "told": "tel", "wrote": "writ", "written": "writ", "found": "find", "saw": "see", "seen": "see",
             "spoke": "speak", "thought": "think", "felt": "feel", "swore": "swear", "read": "read", "shown": "show",
             "went": "go", "made": "mak", "proven": "prov", "says": "say", "tells": "tel", "tell": "tel", "knew": "know"}  # fmt: skip


@cache
def _kinds() -> dict[str, int]:
    """Stem -> number of its kind, from cues.tsv."""
    text = files("framing.attribution").joinpath("cues.tsv").read_text(encoding="utf-8")
    lines = [line.partition("\t") for line in text.splitlines() if line and not line.startswith("#")]
    found: dict[str, int] = {}
    for number, (_, _, lemmas) in enumerate(lines, 1):
        for lemma in lemmas.split():
            found.setdefault(stem_of(lemma), number)
    return found


def cue_slots(vocabulary: Vocabulary, cues: tuple[str, ...], stems: tuple[str, ...]) -> Slots:
    """Cue, stem and kind of every word id."""
    key = (vocabulary.digest, len(vocabulary))
    if key not in _SLOTS:
        columns = np.zeros((4, len(vocabulary)), np.int64)
        number = {stem: k for k, stem in enumerate(stems, 1)}
        ids = vocabulary.ids_of(cues)
        columns[0, ids] = np.arange(1, len(cues) + 1)
        columns[1, ids] = [number.get(stem_of(word), 0) for word in cues]
        columns[2, ids] = [_kinds().get(stem_of(word), 0) for word in cues]
        columns[3, vocabulary.ids_of(FUNCTION_WORDS)] = np.arange(1, len(FUNCTION_WORDS) + 1)
        columns[:, 0] = 0
        _SLOTS[key] = Slots(*columns)
    return _SLOTS[key]


def stem_of(word: str) -> str:
    return IRREGULAR.get(word) or stem(word)
