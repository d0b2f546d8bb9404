"""Candidates that the decision keeps -> rows of attributions, with class, anonymity and what they report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.attribution.attributions import Attributions
from framing.attribution.candidates import ACCORDING, AFTER
from framing.attribution.classes import (
    BY_HEARSAY,
    FIRST_NAMES,
    HEARSAY,
    HONORIFICS,
    ORGANISATION_WORDS,
    ORGANISATIONS,
    Known,
    Phrase,
    Verdict,
    classify,
)
from framing.attribution.decision import cue_slots, properties, shipped_model
from framing.attribution.finding import NOUN_CUES, find_candidates
from framing.attribution.hearsay import find_evidentials
from framing.attribution.tagging import Tagged, marked, tag_words
from framing.text.analysis import Analysis
from framing.text.vocabulary import Vocabulary


class Row(NamedTuple):
    """first, last, cue: word indices · form: of Candidate · verdict."""

    first: int
    last: int
    cue: int
    form: int
    verdict: Verdict


def find_attributions(analysis: Analysis) -> Attributions:
    """Every attribution in the texts (not the titles) of a batch."""
    if len(analysis.words) < 3:
        return _table(analysis, [])
    tagged = tag_words(analysis)
    model = shipped_model()
    table = find_candidates(analysis, tagged, _mask(analysis.vocabulary, "nouns", NOUN_CUES))
    score = model.score(properties(analysis, tagged, table, *cue_slots(analysis.vocabulary, model.cues, model.stems)))
    kept = _without_overlaps(analysis, table[score >= 0], score[score >= 0])
    return _table(analysis, _rows(analysis, tagged, kept.tolist()))


_MASKS: dict[tuple[str, int, str], NDArray[np.bool_]] = {}


def _mask(vocabulary: Vocabulary, name: str, words: Iterable[str]) -> NDArray[np.bool_]:
    key = (vocabulary.digest, len(vocabulary), name)
    found = _MASKS.get(key)
    if found is None:
        found = _MASKS[key] = marked(vocabulary, sorted(words))
    return found


def _without_overlaps(
    analysis: Analysis, table: NDArray[np.int64], score: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Of candidates whose source phrases overlap, the one with the highest score; in text order."""
    order = np.lexsort((-score, table[:, 0]))
    kept: list[int] = []
    for k in order.tolist():
        if kept and table[k, 0] < table[kept[-1], 1]:
            if score[k] > score[kept[-1]]:
                kept[-1] = k
            continue
        kept.append(k)
    return table[kept]


def _surnames(analysis: Analysis, tagged: Tagged) -> list[set[str]]:
    """For each article the surnames of persons that it introduces with a first name or title."""
    words, data = analysis.words, analysis.folded.data
    name = tagged.tag == ord("N")
    opener = _mask(analysis.vocabulary, "first", FIRST_NAMES)[words.id] & words.capital
    opener |= _mask(analysis.vocabulary, "title", HONORIFICS)[words.id] & words.capital
    follows = np.zeros(len(words), np.bool_)
    follows[:-1] = opener[:-1] & (name[1:] | words.possessive[1:]) & words.capital[1:] & np.isin(tagged.gap[:-1], (32, 45))
    found: list[set[str]] = [set() for _ in analysis.articles]
    start, end, article = words.start, words.core_end, analysis.word_field // 2
    for k in np.flatnonzero(follows).tolist():
        last = k + 1
        while last + 1 < len(words) and last < k + 4 and tagged.gap[last] in (32, 45) and words.capital[last + 1] and (
            tagged.tag[last + 1] in (78, 80) and not words.possessive[last]
        ):
            last += 1
        word = data[start[last] : end[last]].decode("latin-1")
        if word in ORGANISATIONS or word in ORGANISATION_WORDS:
            continue
        found[article[k]].add(word)
        if last > k + 1:
            found[article[k]].add(data[start[k + 1] : end[k + 1]].decode("latin-1"))
    return found


def _runs(analysis: Analysis, tagged: Tagged) -> list[set[str]]:
    """For each article the last words of two or three capitalised words in a row that hold no word of an organisation."""
    words, data = analysis.words, analysis.folded.data
    part = (tagged.tag == ord("N")) & ~_mask(analysis.vocabulary, "body", ORGANISATION_WORDS | ORGANISATIONS)[words.id]
    linked = np.zeros(len(words), np.bool_)
    linked[:-1] = part[:-1] & part[1:] & (tagged.gap[:-1] == 32)
    ends = np.zeros(len(words), np.bool_)
    ends[1:] = linked[:-1] & ~linked[1:]
    begins = np.zeros(len(words), np.bool_)
    begins[1:] = linked[1:] & ~linked[:-1]
    found: list[set[str]] = [set() for _ in analysis.articles]
    start, end, article = words.start, words.core_end, analysis.word_field // 2
    after_the = np.zeros(len(words), np.bool_)
    after_the[1:] = (tagged.tag[:-1] == ord("d")) & (tagged.gap[:-1] == 32)
    first = np.flatnonzero(linked & ~np.concatenate((np.zeros(1, np.bool_), linked[:-1])))
    last = np.flatnonzero(ends)
    for a, b in zip(first.tolist(), last.tolist(), strict=True):
        if b - a < 3 and not after_the[a]:
            found[article[b]].add(data[start[b] : end[b]].decode("latin-1"))
    return found


_WORD = re.compile(rb"[a-z0-9\x02]+(?:['.,][a-z0-9\x02]+)*")


def _rows(analysis: Analysis, tagged: Tagged, kept: list[list[int]]) -> list[Row]:
    """Classed rows of each article, at most one per sentence and source, evidentials included, in text order."""
    surnames, runs = _surnames(analysis, tagged), _runs(analysis, tagged)
    field, sentence = analysis.word_field, analysis.word_sentence
    rows: list[Row] = []
    article = -1
    known = Known(set())
    seen: set[tuple[int, str]] = set()
    for first, last, cue, form in kept:
        if field[cue] // 2 != article:
            article = int(field[cue]) // 2
            known = Known(surnames[article], runs[article])
        phrase = _phrase(analysis, tagged, first, last)
        key = (int(sentence[cue]), phrase.words[-1])
        if key in seen:
            continue
        seen.add(key)
        rows.append(Row(first, last, cue, form, classify(phrase, known)))
    for first, last, reason in find_evidentials(analysis, tagged):
        rows.append(Row(first, last, first, -1, Verdict(HEARSAY, BY_HEARSAY, reason)))
    rows.sort()
    return rows


def _phrase(analysis: Analysis, tagged: Tagged, first: int, last: int) -> Phrase:
    words = analysis.words
    at = slice(first, last)
    data = analysis.folded.data
    folded = [data[a:b].decode("latin-1") for a, b in zip(words.start[at].tolist(), words.core_end[at].tolist(), strict=True)]
    starts = first == 0 or bool(analysis.word_sentence[first] != analysis.word_sentence[first - 1])
    return Phrase(
        tuple(folded),
        _owner_tags(analysis, tagged, first, last),
        tuple(words.capital[at].tolist()),
        tuple(words.shouted[at].tolist()),
        starts,
    )


def _owner_tags(analysis: Analysis, tagged: Tagged, first: int, last: int) -> str:
    """The tags of a phrase; a last word that owns something has its own tag again."""
    tags = tagged.tag[first:last].tobytes().decode("latin-1")
    if tags[-1] != "P":
        return tags
    own = "N" if analysis.words.capital[last - 1] else chr(analysis.words.tag[last - 1])
    return tags[:-1] + own


def _table(analysis: Analysis, rows: list[Row]) -> Attributions:
    """The rows as columns of offsets."""
    words = analysis.words
    columns = np.array([row[:4] for row in rows], np.int64).reshape(-1, 4)
    first, last, cue, form = columns.T
    start, end = words.start[first], _ends(analysis, first, last)
    cue_start, cue_end = words.start[cue], words.end[cue]
    evidential = form < 0
    cue_start, cue_end = np.where(evidential, start, cue_start), np.where(evidential, end, cue_end)
    content_start, content_end = _contents(analysis, start, end, cue_start, cue_end, form)
    return Attributions(
        start,
        end,
        np.array([row.verdict.source_class for row in rows], np.int8),
        np.array([row.verdict.anonymity for row in rows], np.int8),
        cue_start,
        cue_end,
        content_start,
        content_end,
        tuple(row.verdict.reason for row in rows),
    )


_PRONOUN_LENGTH = {ord("C"): 0}


def _ends(analysis: Analysis, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each phrase ends: before a possessive or contraction, after the full stop of Jr. and Inc."""
    words, data = analysis.words, analysis.folded.data
    end = words.core_end[last - 1].copy()
    for k, word in enumerate((last - 1).tolist()):
        form = data[words.start[word] : end[k]]
        if b"'" in form and form.split(b"'")[0] in (b"he", b"she", b"it", b"they"):
            end[k] = words.start[word] + form.index(b"'")
        elif form in (b"jr", b"sr", b"inc", b"corp", b"ltd", b"co") and data[end[k]] == 46:
            end[k] += 1
    return end


def _contents(
    analysis: Analysis,
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    cue_start: NDArray[np.int64],
    cue_end: NDArray[np.int64],
    form: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The reported stretch of each row's sentence: after the cue and source, or before them where nothing follows."""
    sentence = np.searchsorted(analysis.sentence_start, cue_start, "right") - 1
    sentence_start, sentence_end = analysis.sentence_start[sentence], analysis.sentence_end[sentence]
    opening = np.minimum(start, cue_start)
    closing = np.maximum(end, cue_end)
    before, after = opening - sentence_start, sentence_end - closing
    first = (form == AFTER) | ((form == ACCORDING) & (before > after)) | ((before > after) & (after < 25))
    content_start = np.where(first, np.minimum(sentence_start, opening), closing)
    content_end = np.where(first, opening, np.maximum(sentence_end, closing))
    return content_start, content_end
