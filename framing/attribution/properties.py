"""What the decision knows of each candidate: whole numbers that name verb, subject, neighbours, quotation marks and place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from framing.attribution.forms import AFTER, APART, BEFORE, CITED, LABEL, RELATIVE
from framing.attribution.lexicon import mask_of
from framing.attribution.tagging import PLAIN, STOP, Tagged
from framing.text.analysis import Analysis
from framing.text.fold import among
from framing.text.vocabulary import Vocabulary

Column = NDArray[np.int64]

SIDES = 128
"""All values but the slots of words lie below this."""

SAY = 1
"""The first kind of cues.tsv: verbs of saying."""

LONGEST_PHRASE = 9
SENTENCES_PER_STEP, LETTERS_PER_STEP, LAST_STEP = 5, 25, 8
_QUOTED_STEPS, _DENSITY_STEPS = np.array([0, 4, 8, 15]), np.array([5, 10, 15, 20, 25, 30, 40])

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

LEARNED = "understands charge charges".split()
"""Verbs that report where `that` follows, and are too rare that way in the coded articles."""

_LONGEST_HEAD = 16
_MODIFIES = among(b"pfFyiqvVw")
_PEOPLE, _NAMED = among(b"rs"), among(b"Nbu")
_OPENS, _CLOSES, _STOPS, _PRONOMINAL = among(b"<{^"), among(b">}!"), among(b".!~;"), among(b"oIC")
_AUXILIARY_BIT = np.zeros(256, np.int64)
_AUXILIARY_BIT[list(b"xMDBte")] = 1 << np.arange(6)


@dataclass(frozen=True, slots=True)
class Properties:
    """single: (c,) by name, whole numbers from 0 on.

    certain: kept whatever the weights say, because the coding scheme settles it and the coded articles hold too few of them:
    a verb of saying turned round after a quotation, people cited or quoted, `sources` that say, `the paper understands that`.
    """

    single: dict[str, Column]
    certain: NDArray[np.bool_]

    def named(self) -> Iterator[tuple[str, Column]]:
        """Every property with its name: each by itself, and pairs as one · SIDES + the other, made as they are asked for."""
        single = self.single
        yield from single.items()
        for one, others in _TOGETHER.items():
            first = single[one] * SIDES
            for other in others:
                yield f"{one}_{other}", first + single[other]


@dataclass(frozen=True, slots=True)
class Listed:
    """The words a model knows, in the order of their slots 1, 2, …: cues, their stems, heads of source phrases."""

    cues: tuple[str, ...]
    stems: tuple[str, ...]
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slots:
    """(vocabulary,) for every word id: its slot as a cue, that of its stem, its kind in cues.tsv, its number as a function word
    and as a pronoun, its slot as a head; 0 is none."""

    cue: Column
    stem: Column
    kind: Column
    function: Column
    pronoun: Column
    head: Column


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


_SLOTS: dict[tuple[str, int, Listed], Slots] = {}


def slots_of(vocabulary: Vocabulary, listed: Listed) -> Slots:
    """The slots of every word id, made once per vocabulary."""
    key = (vocabulary.digest, len(vocabulary), listed)
    if key not in _SLOTS:
        columns = np.zeros((6, len(vocabulary)), np.int64)
        number = {stem: k for k, stem in enumerate(listed.stems, 1)}
        ids = vocabulary.ids_of(listed.cues)
        columns[0, ids] = np.arange(1, len(listed.cues) + 1)
        columns[1, ids] = [number.get(stem_of(word), 0) for word in listed.cues]
        columns[2, ids] = [_kinds().get(stem_of(word), 0) for word in listed.cues]
        columns[3, vocabulary.ids_of(FUNCTION_WORDS)] = np.arange(1, len(FUNCTION_WORDS) + 1)
        for k, words in enumerate(PRONOUNS, 1):
            columns[4, vocabulary.ids_of(words)] = k
        columns[5, vocabulary.ids_of(listed.heads)] = np.arange(1, len(listed.heads) + 1)
        columns[:, 0] = 0
        _SLOTS[key] = Slots(*columns)
    return _SLOTS[key]


_TOGETHER = {
    "stem": "next subject form auxiliaries next_word inflection before_cue before_subject".split(),
    "kind": "next subject form auxiliaries next_word inflection speech_near before_subject that_near word_before before_cue "
    "quotation quoted_after".split(),
    "subject": "weak form".split(),
    "before_subject": "subject form auxiliaries second_before".split(),
    "ending": "form subject auxiliaries".split(),
    "order": "form subject".split(),
    "that_near": "weak form".split(),
    "speech_near": "weak form".split(),
    "quoted": ["form"],
    "passive": ["form"],
    "after_question": ["form"],
    "weak": ["form"],
    "words_before": ["form"],
    "opening": ["subject"],
    "plural": ["subject"],
    "next": ["weak"],
    "quotation": ["weak"],
    "to_near": ["weak"],
}
"""The pairs that have weights of their own: those of one hundred tried that bettered the log-loss of cross-validation."""


def properties(analysis: Analysis, tagged: Tagged, table: NDArray[np.int64], slots: Slots) -> Properties:
    """The properties of candidates given as rows (first, last, cue, form)."""
    single = _singly(analysis, tagged, table, slots)
    form, kind, subject = single["form"], single["kind"], single["subject"]
    turned = (form == AFTER) & _CLOSES[single["before_cue"]]
    certain = turned & (kind == SAY)
    certain |= (form == CITED) & _PEOPLE[subject]
    certain |= (form == BEFORE) & (subject == ord("s")) & (kind == SAY) & (single["auxiliaries"] == 0)
    learned = mask_of(analysis.vocabulary, "learned", LEARNED).take(analysis.words.id[table[:, 2]])
    spoken = _PEOPLE[subject] | ((single["opening"] == ord("d")) & _NAMED[subject])
    certain |= learned & (form == BEFORE) & (single["that_near"] == 1) & spoken
    return Properties(single | {"inverted": np.where(turned, kind + 1, 0)}, certain)


def _singly(analysis: Analysis, tagged: Tagged, table: NDArray[np.int64], slots: Slots) -> dict[str, Column]:
    """The properties of candidates, each by itself."""
    first, last, cue, form = table.T
    ids, tag, gap, words = analysis.words.id, tagged.tag, tagged.gap, analysis.words
    before, ahead, second = np.maximum(cue - 1, 0), np.maximum(first - 1, 0), np.maximum(first - 2, 0)
    field = analysis.word_field[cue]
    head = heads_of(tagged, first, last)
    ending = _ending(analysis, cue)
    opens, ends = analysis.field_first_word[field], analysis.field_first_word[field + 1]
    quoted_after, has_quotation = _quotations(analysis, cue)
    return {
        "form": form,
        "cue": slots.cue[ids[cue]],
        "stem": slots.stem[ids[cue]],
        "kind": slots.kind[ids[cue]],
        "next": _beside(tagged, cue, cue + 1),
        "after_next": np.where(gap[cue] == PLAIN, _beside(tagged, cue + 1, cue + 2), 0),
        "third": np.where(cue + 2 < ends, _beside(tagged, cue + 2, cue + 3), STOP),
        "next_word": np.where(gap[cue] == PLAIN, slots.function[ids[np.minimum(cue + 1, len(tag) - 1)]], 0),
        "subject": _subject(tag[head], slots.pronoun[ids[first]], last - first),
        "head": slots.head[ids[head]],
        "plural": (analysis.folded.array[words.core_end[head] - 1] == ord("s")).astype(np.int64),
        "opening": tag[first].astype(np.int64),
        "before_subject": np.where(first == opens, STOP, _beside(tagged, ahead, ahead)),
        "second_before": np.where(first < opens + 2, STOP, _beside(tagged, second, second)),
        "word_before": np.where((first > opens) & (gap[ahead] == PLAIN), slots.function[ids[ahead]], 0),
        "before_cue": _beside(tagged, before, before),
        "auxiliaries": _auxiliaries(tagged, table),
        "quoted": (analysis.word_quotation[cue] >= 0).astype(np.int64),
        "quotation": has_quotation,
        "quoted_after": quoted_after,
        "ending": ending,
        "inflection": ending * 2 + (gap[before] == PLAIN),
        "passive": ((tag[before] == ord("B")) & (ending == 1)).astype(np.int64),
        "weak": (tag[cue] == ord("w")).astype(np.int64),
        "speech_near": _speech_near(tagged, cue),
        "that_near": _soon(tagged, cue, ord("z")),
        "to_near": _soon(tagged, cue, ord("i")),
        "order": _order(analysis, cue),
        "length": np.minimum(last - first, LONGEST_PHRASE),
        "position": _position(analysis, cue),
        "words_before": _depth(analysis, cue),
        "density": _density(analysis, cue),
        "after_question": _after_question(analysis, cue),
    }


def _beside(tagged: Tagged, gap_of: Column, word: Column) -> Column:
    """The tag of `word` where the gap of `gap_of` is plain, else that gap."""
    top = len(tagged.tag) - 1
    gap = tagged.gap[np.minimum(gap_of, top)]
    return np.where(gap == PLAIN, tagged.tag[np.minimum(word, top)], gap).astype(np.int64)


def _subject(head: NDArray[np.uint8], pronoun: Column, length: Column) -> Column:
    """The kind of pronoun, or the tag of the last word of the source phrase."""
    one: NDArray[np.bool_] = (pronoun > 0) & (_PRONOMINAL[head] | (length == 1))
    return np.where(one, pronoun, head.astype(np.int64))


def heads_of(tagged: Tagged, first: Column, last: Column) -> Column:
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


def _quotations(analysis: Analysis, cue: Column) -> tuple[Column, Column]:
    """How many words after the cue its sentence is quoted to, in steps (0 not at all), and whether it holds any quoted word."""
    last = np.full(int(analysis.word_sentence[-1]) + 1, -1, np.int64)
    quoted = np.flatnonzero(analysis.word_quotation >= 0)
    last[analysis.word_sentence[quoted]] = quoted
    until = last.take(analysis.word_sentence[cue])
    return np.searchsorted(_QUOTED_STEPS, until - cue), (until >= 0).astype(np.int64)


def _depth(analysis: Analysis, cue: Column) -> Column:
    """How far into its sentence the cue stands, in steps of LETTERS_PER_STEP."""
    letters = analysis.words.start[cue] - analysis.sentence_start[analysis.word_sentence[cue]]
    step: Column = np.minimum(letters // LETTERS_PER_STEP, LAST_STEP).astype(np.int64)
    return step


def _density(analysis: Analysis, cue: Column) -> Column:
    """How many candidates the article has per 1,000 words, in steps."""
    field = analysis.word_field[cue]
    count = np.bincount(field, minlength=len(analysis.field_start))
    words = np.maximum(np.diff(analysis.field_first_word), 1)
    step: Column = np.searchsorted(_DENSITY_STEPS, (1000 * count // words)[field])
    return step


def _position(analysis: Analysis, cue: Column) -> Column:
    """How far down its text the sentence stands, in steps of SENTENCES_PER_STEP."""
    sentence = analysis.word_sentence[cue] - analysis.field_first_sentence[analysis.word_field[cue]]
    step: Column = np.minimum(sentence // SENTENCES_PER_STEP, LAST_STEP).astype(np.int64)
    return step


def _after_question(analysis: Analysis, cue: Column) -> Column:
    """Whether the sentence before the one of each cue is a question."""
    sentence = analysis.word_sentence[cue]
    end = analysis.sentence_end[np.maximum(sentence - 1, 0)]
    follows = sentence > analysis.field_first_sentence[analysis.word_field[cue]]
    asks: Column = (follows & (analysis.folded.array[end - 1] == ord("?"))).astype(np.int64)
    return asks


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
