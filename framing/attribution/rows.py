"""Candidates that the decision keeps -> rows of attributions, with class, anonymity and what they report."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.attribution.attributions import Attributions
from framing.attribution.candidates import ACCORDING, AFTER, BEFORE, CITED
from framing.attribution.classes import classify
from framing.attribution.decision import cue_slots, properties, shipped_model
from framing.attribution.finding import find_candidates
from framing.attribution.hearsay import find_evidentials
from framing.attribution.lexicon import among, mask_of
from framing.attribution.names import find_names
from framing.attribution.people import BRIEFERS
from framing.attribution.phrases import (
    BY_HEARSAY,
    COLLECTIVE,
    HEARSAY,
    ROLE,
    WITHHELD,
    Known,
    Reading,
    Verdict,
)
from framing.attribution.readings import readings
from framing.attribution.tagging import ARTICLES, Tagged, tag_words
from framing.text.analysis import Analysis

HEARSAY_SUBJECTS = frozenset(
    (("reports",), ("rumors",), ("rumours",), ("speculation",), ("allegations",), ("word",))
)
EVIDENTIAL = -1
"""The form of a row that is an evidential and has no source."""


class Row(NamedTuple):
    """first, last, cue: word indices, last exclusive · form: of Candidate, or EVIDENTIAL · verdict."""

    first: int
    last: int
    cue: int
    form: int
    verdict: Verdict


def find_attributions(analysis: Analysis) -> Attributions:
    """Every attribution in the texts (not the titles) of a batch."""
    if not len(analysis.words):
        return _table(analysis, [])
    tagged = tag_words(analysis)
    model = shipped_model()
    table = find_candidates(analysis, tagged, mask_of(analysis.vocabulary, "skipped", model.skipped))
    found = properties(analysis, tagged, table, cue_slots(analysis.vocabulary, model.cues, model.stems))
    score = model.score(found)
    kept = _without_overlaps(table[score >= 0].tolist(), score[score >= 0].tolist())
    return _table(analysis, _rows(analysis, tagged, kept))


def _without_overlaps(table: list[list[int]], score: list[int]) -> list[list[int]]:
    """Of candidates whose source phrases overlap, the one with the highest score; in text order."""
    kept: list[int] = []
    for k in sorted(range(len(table)), key=lambda k: (table[k][0], -score[k])):
        if not kept or table[k][0] >= table[kept[-1]][1]:
            kept.append(k)
        elif score[k] > score[kept[-1]]:
            kept[-1] = k
    return [table[k] for k in kept]


def _rows(analysis: Analysis, tagged: Tagged, kept: list[list[int]]) -> list[Row]:
    """Classed rows of each article, at most one per sentence and source, evidentials included, in text order."""
    names = find_names(analysis, tagged)
    table = np.array(kept, np.int64).reshape(-1, 4)
    cues = table[:, 2]
    told = (table[:, 3] == CITED) | mask_of(analysis.vocabulary, "told", ["told"]).take(analysis.words.id[cues])
    columns = (analysis.word_field[cues] // 2, analysis.word_sentence[cues], told)
    rows: list[Row] = []
    here, known, seen = -1, Known(set()), set()
    for row, reading, article, sentence, is_told in zip(
        kept, readings(analysis, tagged, table), *(column.tolist() for column in columns), strict=True
    ):
        if article != here:
            here, known = article, Known(names.surnames[article], names.pairs[article])
        words = reading.phrase.words
        source = (sentence, words[-1])
        if source not in seen and (len(words) > 1 or words[0] not in ARTICLES):
            seen.add(source)
            rows.append(_row(row, reading, known, told=is_told))
    for first, last, reason in find_evidentials(analysis, tagged):
        rows.append(Row(first, last, first, EVIDENTIAL, Verdict(HEARSAY, BY_HEARSAY, reason)))
    return sorted(rows)


def _row(row: list[int], reading: Reading, known: Known, *, told: bool) -> Row:
    """A row with its class; `told`: told or cited, so that officials spoke to somebody (coding scheme: withheld)."""
    first, last, cue, form = row
    if reading.phrase.words in HEARSAY_SUBJECTS and form == BEFORE:
        return Row(first, cue + 1, cue, form, Verdict(HEARSAY, BY_HEARSAY, "bare reports"))
    verdict = classify(reading, known)
    if (
        told
        and verdict.anonymity == COLLECTIVE
        and verdict.source_class == ROLE
        and not BRIEFERS.isdisjoint(reading.phrase.words)
    ):
        verdict = verdict._replace(anonymity=WITHHELD, reason="told or cited")
    return Row(first, last, cue, form, verdict)


def _table(analysis: Analysis, rows: list[Row]) -> Attributions:
    """The rows as columns of offsets."""
    words = analysis.words
    first, last, cue, form = np.array([row[:4] for row in rows], np.int64).reshape(-1, 4).T
    start, end = words.start[first], _ends(analysis, last - 1)
    own = form == EVIDENTIAL
    cue_start, cue_end = np.where(own, start, words.start[cue]), np.where(own, end, words.end[cue])
    content = _contents(analysis, np.stack((start, end, cue_start, cue_end)), form)
    return Attributions(
        start,
        end,
        np.array([row.verdict.source_class for row in rows], np.int8),
        np.array([row.verdict.anonymity for row in rows], np.int8),
        cue_start,
        cue_end,
        *content,
        tuple(row.verdict.reason for row in rows),
    )


_CONTRACTED = (b"he", b"she", b"it", b"they")
_POINTED = (b"jr", b"sr", b"inc", b"corp", b"ltd", b"co")


def _ends(analysis: Analysis, last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each phrase ends: before a possessive or contraction, after the full stop of Jr. and Inc."""
    words, data = analysis.words, analysis.folded.data
    end = words.core_end[last].copy()
    for k, (a, b) in enumerate(zip(words.start[last].tolist(), end.tolist(), strict=True)):
        form = data[a:b]
        pronoun, mark, _ = form.partition(b"'")
        if mark and pronoun in _CONTRACTED:
            end[k] = a + len(pronoun)
        elif form in _POINTED and data[b : b + 1] == b".":
            end[k] += 1
    return end


def _contents(
    analysis: Analysis, spans: NDArray[np.int64], form: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The reported stretch of each row's sentence, without blanks and commas around it. spans: (4, r).

    After source and cue; before them where the source follows the cue, or where a quotation or comma ends what stands before
    and nothing but a mark, or little after a quotation, stands behind.
    """
    start, end, cue_start, cue_end = spans
    data = analysis.folded.array
    sentence = np.searchsorted(analysis.sentence_start, cue_start, "right") - 1
    opening, closing = np.minimum(start, cue_start), np.maximum(end, cue_end)
    first = np.minimum(analysis.sentence_start[sentence], opening)
    last = np.maximum(analysis.sentence_end[sentence], closing)
    mark = data[np.maximum(opening - 2, 0)]
    quote = (mark == ord('"')) | (mark == ord("'"))
    ahead = quote | ((mark == ord(",")) & (last - closing <= 1))
    ahead = (
        (form == AFTER)
        | ((form == ACCORDING) & (opening - first > last - closing))
        | (ahead & (form != EVIDENTIAL))
    )
    content_start, content_end = np.where(ahead, first, closing), np.where(ahead, opening, last)
    blank = among(b" ,\n\0")
    for _ in range(3):
        content_start += blank[data[content_start]]
        content_end -= blank[data[np.maximum(content_end - 1, 0)]]
    empty = content_end <= content_start
    return np.where(empty, cue_end, content_start), np.where(empty, cue_end, content_end)
