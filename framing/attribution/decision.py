"""Candidates -> which of them are attributions: a linear model over a few properties of each, in whole numbers.

The weights are learned by scripts/train_sourcing.py (logistic regression on coded articles) and stored as JSON in
framing/models/sourcing.json with a digest of the training data and the figures reached; no property names an article or outlet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from framing.attribution.candidates import AFTER, APART, BEFORE, CITED, LABEL, RELATIVE
from framing.attribution.tagging import PLAIN, STOP, Tagged
from framing.text.analysis import Analysis
from framing.text.fold import among
from framing.text.vocabulary import Vocabulary

Column = NDArray[np.int64]

SIDES = 128
"""All values but the slots of words lie below this."""

FORMS = 16
SAY = 1
"""The first kind of cues.tsv: verbs of saying."""

LONGEST_PHRASE = 9
SENTENCES_PER_STEP, LAST_STEP = 5, 8

FUNCTION_WORDS = (
    "in on at for to of with by about against out back up down over off from into after before during as that when while if "
    "because although though since until what why how where whether which who and but or nor so then also not never the a an "
    "his her its their this these it he she they them him us me you i we no any all more some many such than like just only "
    "even still again there now today last monday tuesday wednesday thursday friday saturday sunday one two new reporters "
    "concern concerns himself herself themselves clear way having being another other people my our your"
).split()
PRONOUNS = (
    ("he", "she"),
    ("it",),
    ("they",),
    ("i",),
    ("we",),
    ("you",),
    ("many", "some", "others", "most", "few", "several"),
)
"""1 he, she · 2 it · 3 they · 4 I · 5 we · 6 you · 7 some, others."""

IRREGULAR = {
    "said": "say", "says": "say", "told": "tel", "tell": "tel", "tells": "tel", "wrote": "writ", "written": "writ",
    "found": "find", "saw": "see", "seen": "see", "spoke": "speak", "thought": "think", "felt": "feel", "swore": "swear",
    "shown": "show", "went": "go", "made": "mak", "proven": "prov", "knew": "know",
}  # fmt: skip

_LONGEST_HEAD = 16
_MODIFIES = among(b"pfFyiqvVw")
_PEOPLE = among(b"rs")
_OPENS, _CLOSES, _STOPS, _PRONOMINAL = among(b"<{^"), among(b">}!"), among(b".!~;"), among(b"oIC")
_AUXILIARY_BIT = np.zeros(256, np.int64)
_AUXILIARY_BIT[list(b"xMDBte")] = 1 << np.arange(6)


@dataclass(frozen=True, slots=True)
class Properties:
    """(c,) values per candidate: alone, and together with the cue's stem or kind as stem · SIDES + value.

    certain: kept whatever the weights say, because the coding scheme settles it and the coded articles hold too few of them:
    a verb of saying turned round after a quotation, people cited or quoted, `sources` that say.
    """

    single: dict[str, Column]
    paired: dict[str, Column]
    certain: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Slots:
    """(vocabulary,) for every word id: its slot as a cue, that of its stem, its kind in cues.tsv, its number as a function word
    and as a pronoun; 0 is none."""

    cue: Column
    stem: Column
    kind: Column
    function: Column
    pronoun: Column


def stem_of(word: str) -> str:
    """What the forms of a verb share, roughly: its first letters without the end of an inflection."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    for ending in ("ing", "ied", "ies", "ed", "es", "s", "d", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)][:6]
    return word[:6]


@cache
def _kinds() -> dict[str, int]:
    """Stem -> number of its kind, from cues.tsv."""
    text = files("framing.attribution").joinpath("cues.tsv").read_text(encoding="utf-8")
    lines = [line.partition("\t")[2] for line in text.splitlines() if line and not line.startswith("#")]
    found: dict[str, int] = {}
    for number, lemmas in enumerate(lines, 1):
        for lemma in lemmas.split():
            found.setdefault(stem_of(lemma), number)
    return found


_SLOTS: dict[tuple[str, int, tuple[str, ...]], Slots] = {}


def cue_slots(vocabulary: Vocabulary, cues: tuple[str, ...], stems: tuple[str, ...]) -> Slots:
    """The slots of every word id, made once per vocabulary."""
    key = (vocabulary.digest, len(vocabulary), cues)
    if key not in _SLOTS:
        columns = np.zeros((5, len(vocabulary)), np.int64)
        number = {stem: k for k, stem in enumerate(stems, 1)}
        ids = vocabulary.ids_of(cues)
        columns[0, ids] = np.arange(1, len(cues) + 1)
        columns[1, ids] = [number.get(stem_of(word), 0) for word in cues]
        columns[2, ids] = [_kinds().get(stem_of(word), 0) for word in cues]
        columns[3, vocabulary.ids_of(FUNCTION_WORDS)] = np.arange(1, len(FUNCTION_WORDS) + 1)
        for k, words in enumerate(PRONOUNS, 1):
            columns[4, vocabulary.ids_of(words)] = k
        columns[:, 0] = 0
        _SLOTS[key] = Slots(*columns)
    return _SLOTS[key]


def properties(analysis: Analysis, tagged: Tagged, table: NDArray[np.int64], slots: Slots) -> Properties:
    """The properties of candidates given as rows (first, last, cue, form)."""
    first, last, cue, form = table.T
    ids, tag = analysis.words.id, tagged.tag
    before = np.maximum(cue - 1, 0)
    ending, that, near = _ending(analysis, cue), _soon(tagged, cue, ord("z")), _speech_near(tagged, cue)
    following, before_cue = _beside(tagged, cue, cue + 1), _beside(tagged, before, before)
    before_subject = np.where(first > 0, _beside(tagged, first - 1, first - 1), STOP)
    weak = (tag[cue] == ord("w")).astype(np.int64)
    subject, auxiliaries = _subject(analysis, tagged, table, slots), _auxiliaries(tagged, table)
    stem, kind = slots.stem[ids[cue]], slots.kind[ids[cue]]
    next_word = np.where(tagged.gap[cue] == PLAIN, slots.function[ids[np.minimum(cue + 1, len(tag) - 1)]], 0)
    word_before = np.where((first > 0) & (tagged.gap[first - 1] == PLAIN), slots.function[ids[first - 1]], 0)
    single = {
        "form": form,
        "cue": slots.cue[ids[cue]],
        "stem": stem,
        "next": following,
        "next_of_weak": following * weak,
        "after_next": np.where(tagged.gap[cue] == PLAIN, _beside(tagged, cue + 1, cue + 2), 0),
        "next_word": next_word,
        "subject": subject,
        "subject_of_weak": subject * weak,
        "before_subject": before_subject,
        "word_before": word_before,
        "before_cue": before_cue,
        "auxiliaries": auxiliaries,
        "quoted": (analysis.word_quotation[cue] >= 0) * FORMS + form,
        "quotation": _has_quotation(analysis, cue) * 2 + weak,
        "ending": ending * FORMS + form,
        "passive": ((tag[before] == ord("B")) & (ending == 1)) * FORMS + form,
        "inverted": np.where((form == AFTER) & _CLOSES[before_cue], kind + 1, 0),
        "weak": weak * FORMS + form,
        "speech_near": near * 2 + weak,
        "that_near": that * 2 + weak,
        "to_near": _soon(tagged, cue, ord("i")) * 2 + weak,
        "order": _order(analysis, cue) * FORMS + form,
        "length": np.minimum(last - first, LONGEST_PHRASE),
        "position": _position(analysis, cue),
    }
    with_stem = {
        "next": following,
        "subject": subject,
        "form": form,
        "auxiliaries": auxiliaries,
        "next_word": next_word,
    }
    with_stem["ending"] = ending * 2 + (tagged.gap[before] == PLAIN)
    with_kind = with_stem | {
        "speech": near,
        "before": before_subject,
        "that": that,
        "word_before": word_before,
    }
    paired = {f"stem_{name}": stem * SIDES + side for name, side in with_stem.items()}
    certain = (form == AFTER) & _CLOSES[before_cue] & (kind == SAY)
    certain |= (form == CITED) & _PEOPLE[subject]
    certain |= (form == BEFORE) & (subject == ord("s")) & (kind == SAY) & (auxiliaries == 0)
    paired |= {f"kind_{name}": kind * SIDES + side for name, side in with_kind.items()}
    return Properties(single, paired, certain)


def _beside(tagged: Tagged, gap_of: Column, word: Column) -> Column:
    """The tag of `word` where the gap of `gap_of` is plain, else that gap."""
    top = len(tagged.tag) - 1
    gap = tagged.gap[np.minimum(gap_of, top)]
    return np.where(gap == PLAIN, tagged.tag[np.minimum(word, top)], gap).astype(np.int64)


def _subject(analysis: Analysis, tagged: Tagged, table: NDArray[np.int64], slots: Slots) -> Column:
    """The kind of pronoun, or the tag of the last word of the source phrase."""
    first, last = table[:, 0], table[:, 1]
    head = tagged.tag[_heads(tagged, first, last)].astype(np.int64)
    pronoun = slots.pronoun[analysis.words.id[first]]
    return np.where((pronoun > 0) & (_PRONOMINAL[head] | (last - first == 1)), pronoun, head)


def _heads(tagged: Tagged, first: Column, last: Column) -> Column:
    """The last word of each source phrase before any post-modifier."""
    head = last - 1
    longer = np.flatnonzero(head - first > 1)
    for back in range(2, _LONGEST_HEAD):
        at = last[longer] - back
        opens = _MODIFIES[tagged.tag[at]] & (at > first[longer])
        head[longer] = np.where(opens, at - 1, head[longer])
        longer = longer[at - 1 > first[longer]]
    return head


def _auxiliaries(tagged: Tagged, table: NDArray[np.int64]) -> Column:
    """Bits of what stands between subject and cue: have, modal, do, be, negation, evidential."""
    _, last, cue, form = table.T
    bits = np.zeros(len(cue), np.int64)
    subject_first = (form == BEFORE) | (form == APART) | (form == RELATIVE)
    for back in range(1, 5):
        word = np.maximum(cue - back, 0)
        bits |= np.where(subject_first & (word >= last), _AUXILIARY_BIT[tagged.tag[word]], 0)
    passive = ~subject_first & (form != LABEL) & (tagged.tag[np.maximum(cue - 1, 0)] == ord("B"))
    bits |= passive * _AUXILIARY_BIT[ord("B")]
    return bits


def _has_quotation(analysis: Analysis, cue: Column) -> Column:
    """Whether the cue's sentence holds any quoted word."""
    found = np.zeros(int(analysis.word_sentence[-1]) + 1, np.int64)
    found[analysis.word_sentence[analysis.word_quotation >= 0]] = 1
    return found.take(analysis.word_sentence[cue])


def _position(analysis: Analysis, cue: Column) -> Column:
    """How far down its text the sentence stands, in steps of SENTENCES_PER_STEP."""
    sentence = analysis.word_sentence[cue] - analysis.field_first_sentence[analysis.word_field[cue]]
    step: Column = np.minimum(sentence // SENTENCES_PER_STEP, LAST_STEP).astype(np.int64)
    return step


def _speech_near(tagged: Tagged, cue: Column) -> Column:
    """How soon a quotation opens after the cue: 1 at once … 6, or 7 where a stop comes first, 0 not soon."""
    found = np.zeros(len(cue), np.int64)
    for distance in range(5, -1, -1):
        here = tagged.gap[np.minimum(cue + distance, len(tagged.gap) - 1)]
        found = np.where(_OPENS[here], distance + 1, np.where(_STOPS[here], 7, found))
    return found


def _soon(tagged: Tagged, cue: Column, letter: int) -> Column:
    """How many words after the cue the first word of a tag stands, 1 to 6 with plain gaps between; else 0."""
    found = np.zeros(len(cue), np.int64)
    open_way = np.ones(len(cue), np.bool_)
    top = len(tagged.gap) - 1
    for distance in range(1, 7):
        gap = tagged.gap[np.minimum(cue + distance - 1, top)]
        open_way &= (gap == PLAIN) | (gap == ord("-"))
        here = tagged.tag[np.minimum(cue + distance, top)] == letter
        found = np.where(open_way & here & (found == 0), distance, found)
    return found


def _order(analysis: Analysis, cue: Column) -> Column:
    """How many candidates, up to 3, stand shortly before each in its sentence; those of the same cue do not count."""
    sentence = analysis.word_sentence[cue]
    order = np.zeros(len(cue), np.int64)
    for back in range(1, 5):
        order[back:] += (sentence[back:] == sentence[:-back]) & (cue[back:] != cue[:-back])
    return np.minimum(order, 3)


def _ending(analysis: Analysis, cue: Column) -> Column:
    """0 bare form · 1 in -d · 2 in -ing · 3 in -s, from the last letters."""
    data, end = analysis.folded.array, analysis.words.end[cue]
    one, two = data[end - 1], data[np.maximum(end - 2, 0)]
    endings = [one == ord("d"), (one == ord("g")) & (two == ord("n")), one == ord("s")]
    return np.select(endings, [np.int64(1), np.int64(2), np.int64(3)], np.int64(0))


@dataclass(frozen=True, slots=True)
class Model:
    """bias, weights: in thousandths, by property · cues, stems: the words of slots 1, 2, … · skipped: words tried as no cue."""

    bias: int
    cues: tuple[str, ...]
    stems: tuple[str, ...]
    skipped: tuple[str, ...]
    weights: dict[str, NDArray[np.int64]]

    def score(self, found: Properties) -> Column:
        """The weight of each candidate in thousandths; it is an attribution from 0 on."""
        total = np.full(len(found.single["form"]), self.bias, np.int64)
        for name, values in (found.single | found.paired).items():
            total += self.weights[name].take(values, mode="clip")
        return np.where(found.certain, np.maximum(total, 0), total)


@cache
def shipped_model() -> Model:
    """The model that comes with the package."""
    return model_of(files("framing.models").joinpath("sourcing.json").read_text(encoding="utf-8"))


def model_of(text: str) -> Model:
    """A model from its JSON; a property without weights counts nothing."""
    stored = json.loads(text)
    cues, stems = tuple(stored["cues"]), tuple(stored["stems"])
    weights: dict[str, NDArray[np.int64]] = {}
    for name, values in stored["weights"].items():
        size = (
            (max(len(stems), len(_kinds())) + 2) * SIDES
            if "_" in name and name.startswith(("stem_", "kind_"))
            else 0
        )
        array = np.zeros(max(size, len(cues) + 1, SIDES * 2), np.int64)
        array[[int(value) for value in values]] = list(values.values())
        weights[name] = array
    return Model(stored["bias"], cues, stems, tuple(stored["skipped"]), weights)
