"""Sensationalism: how strongly the writer's own words push for alarm, outrage, thrill or curiosity (coding scheme, section C).

An additive model on the log-odds scale, docs/sensationalism.md: baseline + weights of the evidence in the author's voice +
one rest = log-odds; score = 100 / (1 + exp(-log-odds)). Calibrated on headline and opening of 150 words. For longer texts
the log-odds are the mean over passages of that length, weighted by their length; the first one includes the headline. As the
parts are rates per words of the writer's own, that mean is the rate over the whole text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from framing.measures.contract import FEWEST_WORDS, Categories, EvidenceColumns, Found, Measured, Value
from framing.measures.sensationalism_cues import Cues, find_figures, find_marks
from framing.measures.sensationalism_model import (
    UNIT,
    Model,
    Weights,
    model_words,
    shipped_model,
    weights_for,
)
from framing.measures.sensationalism_voice import OWN, shares
from framing.text.columns import covered, ranges

NAME = "sensationalism"
COLUMNS = {
    "sensationalism": "float64",
    "headline_lure": "float64",
    "body_intensity": "float64",
    "sensationalism_rest": "float64",
}
Rating = TypeVar("Rating", float, NDArray[np.float64])

PASSAGE = 150
"""Words of the passage that was coded; rates are per so many words."""

LEAST_OWN = 5
"""Tenths of a text's words that its own words are taken for at least: what stands between quotations is no long text."""

TITLE_WORDS = 8
"""The length of headline at which a word has its full weight; the weight falls with the root of the length."""

_IS_FUNCTION = np.zeros(256, np.bool_)
_IS_FUNCTION[list(b"dopx&ctqaV")] = True

LEXICAL = "wording"
"""Code of the rows of the lexical part."""
_LEXICAL_REASON = "wording: learned weight of the word"


def vocabulary_words() -> set[str]:
    """Words that this measure looks up by id."""
    return model_words()


@dataclass(frozen=True, slots=True)
class Points:
    """A batch ready for weighing; what training and scoring share. w words, n articles.

    share: (w,) tenths of its weight each word counts · is_name: (w,) capitalised within a sentence of the text ·
    literal: words in a literal or fixed sense of a cue, which weigh nothing ·
    passage: (w,) number of the passage of its article that a word stands in, unique in the batch; the headline is one ·
    is_function: (w,) function words, which may count more than once per passage.
    length, title_length: (n,) words of text and headline · cues: phrases and marks.
    """

    share: NDArray[np.int64]
    is_title: NDArray[np.bool_]
    is_name: NDArray[np.bool_]
    literal: NDArray[np.int64]
    is_function: NDArray[np.bool_]
    article: NDArray[np.int64]
    passage: NDArray[np.int64]
    length: NDArray[np.int64]
    title_length: NDArray[np.int64]
    cues: Cues


def read_points(found: Found, weights: Weights) -> Points:
    """Voice, names and cues of every word of a batch."""
    analysis = found.analysis
    words = analysis.words
    size, sentence = np.diff(analysis.field_first_word), analysis.word_sentence
    is_title = np.repeat(np.arange(len(size)) % 2 == 0, size)
    is_name = words.capital & ~words.shouted & ~is_title
    is_name[1:] &= sentence[1:] == sentence[:-1]
    is_name[:1] = False
    found_cues, literal = weights.finder.find(analysis, is_name)
    marks = find_marks(analysis, weights.is_wording.take(words.id))
    article = analysis.word_field >> 1
    passage = passages(size)
    found_cues = _once(found_cues, passage, weights)
    parts = (found_cues, marks, find_figures(analysis, found.uses, passage))
    cues = Cues(*map(np.concatenate, zip(*map(_columns, parts), strict=True)))
    is_function = _IS_FUNCTION.take(words.tag)
    return Points(
        shares(found),
        is_title,
        is_name,
        literal,
        is_function,
        article,
        passage,
        size[1::2],
        size[0::2],
        cues,
    )


def passages(size: NDArray[np.int64]) -> NDArray[np.int64]:
    """(w,) the passage of each word: the headline is passage 0 of its article, PASSAGE words of the text each of the others.
    size: words of every field."""
    is_text = np.arange(len(size)) & 1
    longest = np.where(is_text == 1, PASSAGE, np.maximum(size, 1))
    count = -(-size // longest)
    field, number = np.repeat(np.arange(len(size)), count), ranges(np.zeros(len(size), np.int64), count)
    passage = (field >> 1 << 20) + is_text[field] + number
    return np.repeat(passage, np.minimum(longest[field], size[field] - number * longest[field]))


def _once(cues: Cues, passage: NDArray[np.int64], weights: Weights) -> Cues:
    """Without the second and later uses of a raising cue in a passage: what a text repeats is its subject, not its tone."""
    order = np.argsort(passage[cues.first] * len(weights.codes) + cues.cue, kind="stable")
    cue, here = cues.cue[order], passage[cues.first[order]]
    again = np.zeros(len(order), np.bool_)
    again[order[1:]] = (cue[1:] == cue[:-1]) & (here[1:] == here[:-1])
    kept = ~(again & weights.finder.table.raises[cues.cue])
    return Cues(*(column[kept] for column in _columns(cues)))


def _columns(cues: Cues) -> tuple[NDArray[np.int64], ...]:
    return cues.first, cues.last, cues.start, cues.end, cues.cue


@dataclass(frozen=True, slots=True)
class Factors:
    """(n,) ten-thousandths of its weight that something counts. passage: whatever adds to the first passage of a text, which
    falls with its length beyond PASSAGE · text: a word of the text, whose rate is per words of the writer's own · headline."""

    passage: NDArray[np.int64]
    text: NDArray[np.int64]
    headline: NDArray[np.int64]


def factors(points: Points) -> Factors:
    """The factors of each article, by length and voice."""
    size = np.stack((points.title_length, points.length), axis=1).ravel()
    _, own = _sums(points.share, size)
    length = np.maximum(points.length, PASSAGE)
    passage = 10_000 * PASSAGE // length
    text = (
        10_000
        * PASSAGE
        * OWN
        * points.length
        // (length * np.maximum(np.maximum(own, LEAST_OWN * points.length), 1))
    )
    longer = np.maximum(points.title_length, TITLE_WORDS)
    root = np.array([math.isqrt(100_000_000 * TITLE_WORDS // n) for n in longer.tolist()], np.int64)
    return Factors(passage, text, root * passage // 10_000)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Millionths of log-odds. full: a word's weight in a short text, 0 for words that are not listed · word, cue: what each adds
    in a text that is the writer's own throughout, by its length · total, lure, intensity: (n,) log-odds."""

    full: NDArray[np.int32]
    word: NDArray[np.int64]
    cue: NDArray[np.int64]
    total: NDArray[np.int64]
    lure: NDArray[np.int64]
    intensity: NDArray[np.int64]


def weigh(points: Points, ids: NDArray[np.int32], weights: Weights, model: Model) -> Weighed:
    """The log-odds of every article and what each word and cue adds to them, all in integers."""
    is_title, at = points.is_title, points.cues.first
    by_length = factors(points)
    size = np.stack((points.title_length, points.length), axis=1).ravel()
    factor = np.repeat(np.stack((by_length.headline, by_length.text), axis=1), size)
    listed = np.repeat(np.stack((by_length.headline, by_length.passage), axis=1), size)
    lexical = weights.text.take(ids)
    lexical *= ~points.is_name
    title = np.flatnonzero(is_title)
    lexical[title] = weights.headline.take(ids[title])
    lexical[points.literal] = 0
    lexical[repeated(points, ids, np.abs(lexical) >= weights.shown_from)] = 0
    added = lexical * factor // 10_000 * points.share // OWN
    per_cue = np.where(is_title[at], weights.cue_headline[points.cues.cue], weights.cue_text[points.cues.cue])
    lexical[weights.unlisted.take(ids)] = 0
    np.add.at(added, at, per_cue * factor[at] // 10_000 * points.share[at] // OWN)
    lure_points, text = _sums(added, size)
    text = text - model.per_word * points.length // np.maximum(points.length, PASSAGE)
    lure = model.lure[0] + model.lure[1] * (lure_points * 10_000 // by_length.passage) // 1000
    return Weighed(
        lexical,
        lexical * listed // 10_000,
        per_cue * listed[at] // 10_000,
        model.baseline + lure_points + text,
        lure,
        model.body[0] + model.body[1] * text // 1000,
    )


def repeated(points: Points, ids: NDArray[np.int32], chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The chosen words that the same passage has used before in the same voice, function words left aside."""
    at = np.flatnonzero(chosen & ~points.is_function)
    word = points.passage[at] * (int(ids.max(initial=0)) + 1) + ids[at]
    used = word * (OWN + 1) + points.share[at]
    order = np.argsort(used, kind="stable")
    used, at = used[order], at[order]
    return np.asarray(at[1:][used[1:] == used[:-1]], np.int64)


def _sums(value: NDArray[np.int64], size: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) exact integer sums over the words of each headline, and of each text. size: (2n,) words of every field."""
    total = np.concatenate((np.zeros(1, np.int64), np.cumsum(value, dtype=np.int64)))
    edges = np.concatenate((np.zeros(1, np.int64), np.cumsum(size)))
    sums = np.diff(total[edges])
    return sums[0::2], sums[1::2]


def measure(found: Found) -> Measured:
    """The four columns of every article with the evidence; None for `not_english`, `no_title` or `too_short`."""
    model = found.sensationalism or shipped_model()
    weights = weights_for(found.analysis.vocabulary, model)
    points = read_points(found, weights)
    weighed = weigh(points, found.analysis.words.id, weights, model)
    reasons = _reasons(found, points)
    evidence, explained = _evidence(found, points, weighed, weights)
    rest = (weighed.total - model.baseline - explained) / UNIT
    scores: dict[str, Sequence[Value]] = {
        "sensationalism": _scale(weighed.total, reasons, "sensationalism"),
        "headline_lure": _scale(weighed.lure, reasons, "headline_lure"),
        "body_intensity": _scale(weighed.intensity, reasons, "body_intensity"),
        "sensationalism_rest": [
            None if "sensationalism_rest" in r else x for x, r in zip(rest.tolist(), reasons, strict=True)
        ],
    }
    missing = [
        (i, column, reason)
        for i, found_reasons in enumerate(reasons)
        for column, reason in found_reasons.items()
    ]
    return Measured(scores, missing, evidence)


def _reasons(found: Found, points: Points) -> list[dict[str, str]]:
    """For each article, why which column is None."""
    sizes = zip(found.english.tolist(), points.title_length.tolist(), points.length.tolist(), strict=True)
    return [_reason(english=english, title=title, length=length) for english, title, length in sizes]


def _reason(*, english: bool, title: int, length: int) -> dict[str, str]:
    if not english:
        return dict.fromkeys(COLUMNS, "not_english")
    reasons = {} if title else {"headline_lure": "no_title"}
    if length < FEWEST_WORDS:
        reasons |= dict.fromkeys(("sensationalism", "body_intensity", "sensationalism_rest"), "too_short")
    return reasons


def _scale(log_odds: NDArray[np.int64], reasons: list[dict[str, str]], column: str) -> list[Value]:
    pairs = zip(log_odds.tolist(), reasons, strict=True)
    return [None if column in reason else score_of(value / UNIT) for value, reason in pairs]


def score_of_rating(rating: Rating) -> Rating:
    """The score that stands for a rating of 0 to 4: each of the five grades is the middle of a fifth of the scale, so 0 is 10."""
    return 20 * (rating + 0.5)


def score_of(log_odds: float) -> float:
    """0–100, to two decimals, so that the last bit of exp() on this or that machine does not show."""
    bounded = max(-50.0, min(50.0, log_odds))
    return round(100.0 / (1.0 + math.exp(-bounded)), 2)


def _evidence(
    found: Found, points: Points, weighed: Weighed, weights: Weights
) -> tuple[EvidenceColumns, NDArray[np.int64]]:
    """Rows for cues and for the words with the greatest weights, and (n,) what the author's rows add up to.

    A cue's row holds the weight of its words too. Weights are those in a text of the writer's own words, in every voice: what
    they gain where these are few is part of the rest, lest mild words look heated between quotations.
    """
    words, cues, table = found.analysis.words, points.cues, weights.finder.table
    english = found.english
    kept = np.flatnonzero(english[points.article[cues.first]])
    first, last = cues.first[kept], cues.last[kept]
    along = np.concatenate((np.zeros(1, np.int64), np.cumsum(weighed.word)))
    is_phrase = cues.cue[kept] < len(table.lines)
    in_cue = covered(first[is_phrase], last[is_phrase], len(words))
    cue_weight = weighed.cue[kept] + np.where(is_phrase, along[last] - along[first], 0)
    heavy = np.abs(weighed.full) >= weights.shown_from
    lexical = np.flatnonzero(heavy & ~in_cue)
    lexical = lexical[english[points.article[lexical]]]
    word_of_row = np.concatenate((first, lexical))
    weight = np.concatenate((cue_weight, weighed.word[lexical]))
    own = points.share[word_of_row] == OWN
    explained = np.zeros(len(points.length), np.int64)
    np.add.at(explained, points.article[word_of_row[own]], weight[own])
    row = np.concatenate((cues.cue[kept], np.full(len(lexical), len(weights.codes)))).astype(np.int32)
    columns = EvidenceColumns(
        NAME,
        np.concatenate((cues.start[kept], words.start[lexical])),
        np.concatenate((cues.end[kept], words.core_end[lexical])),
        Categories((*weights.codes, LEXICAL), row),
        weight / UNIT,
        voice=Categories(("source", "author"), own.astype(np.int32)),
        reason=Categories((*table.reasons, _LEXICAL_REASON), row),
    )
    return columns, explained
