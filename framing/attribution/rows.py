"""Candidates that the decision keeps -> rows of attributions, with class, anonymity and what they report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from framing.attribution.attributions import Attributions
from framing.attribution.classes import classify
from framing.attribution.decision import Model, shipped_model
from framing.attribution.finding import NOUN_CUES, find_candidates
from framing.attribution.forms import ACCORDING, AFTER, BEFORE, CITED
from framing.attribution.hearsay import find_evidentials
from framing.attribution.lexicon import mask_of
from framing.attribution.names import find_names
from framing.attribution.people import BRIEFERS
from framing.attribution.phrases import (
    BY_HEARSAY,
    COLLECTIVE,
    HEARSAY,
    NAMED,
    PERSON,
    ROLE,
    WITHHELD,
    Known,
    Reading,
    Verdict,
)
from framing.attribution.properties import properties, slots_of
from framing.attribution.readings import readings
from framing.attribution.tagging import COMMA, DASHED, PLAIN, Tagged, any_of, tag_words
from framing.text.analysis import Analysis
from framing.text.fold import DASH, among

HEARSAY_SUBJECTS = frozenset(
    (("reports",), ("rumors",), ("rumours",), ("speculation",), ("allegations",), ("word",))
)
_REMEMBERED_SENTENCES = 4
"""For how many sentences `he` may be somebody who is not named and said nothing since."""
EVIDENTIAL = -1
"""The form of a row that is an evidential and has no source."""
_OPENS_NAME, _ENDS_NAME = among(b"Nh"), among(b",.!(;")
_AMONG, _ITS_OWN = 1, 2
_NAMED_AFTER = Verdict(PERSON, NAMED, "named right after")
_BARE_REPORTS = Verdict(HEARSAY, BY_HEARSAY, "bare reports")


def find_attributions(analysis: Analysis, model: Model | None = None) -> Attributions:
    """Every attribution in the texts (not the titles) of a batch. model: None for the shipped one."""
    if not len(analysis.words):
        return _columns(analysis, np.zeros((4, 0), np.int64), [])
    tagged = tag_words(analysis)
    model = model or shipped_model()
    table = find_candidates(analysis, tagged, mask_of(analysis.vocabulary, "skipped", model.skipped))
    table = table[~_is_dateline(analysis, table)]
    found = properties(analysis, tagged, table, slots_of(analysis.vocabulary, model.listed))
    score = model.score(found)
    chosen = np.flatnonzero(score >= 0)
    table = _without_overlaps(table[chosen], score[chosen])
    return _columns(analysis, *_rows(analysis, tagged, table))


def _is_dateline(analysis: Analysis, table: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each candidate is the place a report was filed from: `LONDON —` as the first words of a text."""
    first, folded = table[:, 0], analysis.folded.array
    found = analysis.words.shouted[first]
    row = np.flatnonzero(found)
    after = analysis.words.end[table[row, 1] - 1]
    dashed = (folded[after] == ord(" ")) & np.isin(folded[after + 1], (DASH, ord("-")))
    found[row] = dashed & (analysis.field_first_word[analysis.word_field[first[row]]] == first[row])
    return found


def _without_overlaps(table: NDArray[np.int64], score: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of candidates whose source phrases overlap, the one with the highest score; in text order."""
    order = np.lexsort((-score, table[:, 0]))
    table, score = table[order], score[order]
    kept: list[int] = []
    best = reach = -1
    columns = (table[:, 0].tolist(), table[:, 1].tolist(), score.tolist())
    for k, (first, last, points) in enumerate(zip(*columns, strict=True)):
        if first >= reach:
            kept.append(k)
        elif points > best:
            kept[-1] = k
        else:
            continue
        reach, best = last, points
    return table[kept]


def _rows(
    analysis: Analysis, tagged: Tagged, table: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[Verdict]]:
    """Columns first, last, cue, form and the classes: one row per sentence and source, and evidentials, in text order."""
    evidentials = find_evidentials(analysis, tagged)
    table = table[
        ~np.isin(table[:, 2], [word for first, last, _ in evidentials for word in range(first, last)])
    ]
    verdicts = _verdicts(analysis, tagged, table)
    bare = [k for k, verdict in enumerate(verdicts) if verdict is _BARE_REPORTS]
    table[bare, 1] = table[bare, 2] + 1
    kept = [k for k, verdict in enumerate(verdicts) if verdict is not None]
    own = [(first, last, first, EVIDENTIAL) for first, last, _ in evidentials]
    table = np.concatenate((table[kept], np.array(own, np.int64).reshape(-1, 4)))
    found = [verdict for verdict in verdicts if verdict is not None]
    found += [Verdict(HEARSAY, BY_HEARSAY, reason) for _, _, reason in evidentials]
    order = np.lexsort(table.T[::-1])
    return table[order].T, [found[k] for k in order.tolist()]


def _verdicts(analysis: Analysis, tagged: Tagged, table: NDArray[np.int64]) -> list[Verdict | None]:
    """The class of each row, None where the sentence had that source before; _BARE_REPORTS where there is none."""
    names = find_names(analysis, tagged)
    cues, form = table[:, 2], table[:, 3]
    told = mask_of(analysis.vocabulary, "told", ["told"]).take(analysis.words.id[cues])
    told &= analysis.folded.array[analysis.words.end[cues]] == ord(" ")
    told |= form == CITED
    first = table[:, 0]
    named = _named_after(analysis, tagged, table)
    sentences = analysis.word_sentence[cues]
    alone = np.bincount(sentences).take(sentences) == 1
    columns = (
        analysis.word_field[cues] // 2,
        sentences,
        alone,
        told,
        form == BEFORE,
        first,
        named,
    )
    verdicts: list[Verdict | None] = []
    here, known, seen, last, last_sentence = -1, Known(set()), set(), 0, 0
    for reading, article, sentence, is_alone, is_told, is_before, word, is_named in zip(
        readings(analysis, tagged, _as_classed(tagged, table)), *(c.tolist() for c in columns), strict=True
    ):
        if article != here:
            here, known = article, Known(names.surnames[article], names.pairs[article])
        if reading.last_is_article or (not is_alone and (sentence, reading.last) in seen):
            verdicts.append(None)
            continue
        if not is_alone:
            seen.add((sentence, reading.last))
        if reading.pronoun and known.person is not None and known.person.anonymity >= 0:
            known.forget_person(_words_between(analysis, tagged, last, word))
            if sentence - last_sentence > _REMEMBERED_SENTENCES:
                known.person = None
        last, last_sentence = word, sentence
        if is_before and reading.phrase.words in HEARSAY_SUBJECTS:
            verdicts.append(_BARE_REPORTS)
        else:
            verdict = classify(reading, known)
            if is_named and verdict.anonymity >= 0 and (is_named == _AMONG or not reading.plural):
                verdict = known.person = _NAMED_AFTER
            verdicts.append(_as_told(verdict, reading) if is_told else verdict)
    return verdicts


def _named_after(analysis: Analysis, tagged: Tagged, table: NDArray[np.int64]) -> NDArray[np.int64]:
    """Whether a name follows each phrase: _AMONG after `officials, including Ann Lee`, _ITS_OWN after `an aide, Ann Lee,`."""
    tag, gap, last = tagged.tag, tagged.gap, table[:, 1]
    found = np.zeros(len(last), np.int64)
    parted = np.flatnonzero((gap[last - 1] == COMMA) | (gap[last - 1] == DASHED))
    after = np.minimum(last[parted], len(tag) - 3)
    including = mask_of(analysis.vocabulary, "including", ["including", "like"]).take(
        analysis.words.id[after]
    )
    found[parted[including & _OPENS_NAME.take(tag[after + 1])]] = _AMONG
    for length in (2, 3, 4):
        run = np.minimum(after + length, len(tag)) - 1
        name = _OPENS_NAME.take(tag[after]) & (tag[run] == ord("N")) & _ENDS_NAME.take(gap[run])
        for step in range(1, length):
            name &= (gap[run - step] == PLAIN) & _OPENS_NAME.take(tag[run - step])
        found[parted[name]] = _ITS_OWN
    return found


def _as_classed(tagged: Tagged, table: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows with what tells their class: of a role and a name only the name (`his chief of staff, Marc Short`)."""
    commas = np.append(-1, np.flatnonzero(tagged.gap == COMMA))
    first, last = table[:, 0], table[:, 1]
    comma = commas[np.searchsorted(commas, last - 1) - 1]
    found = (comma >= first) & _OPENS_NAME.take(tagged.tag.take(comma + 1, mode="clip"))
    found &= tagged.tag.take(last - 1) == ord("N")
    rows = np.flatnonzero(found)
    rows = rows[
        [tagged.tag[a:b].tobytes().isalpha() for a, b in zip(comma[rows] + 1, last[rows], strict=True)]
    ]
    table = table.copy()
    table[rows, 0] = comma[rows] + 1
    return table


def _words_between(analysis: Analysis, tagged: Tagged, first: int, last: int) -> set[str]:
    """The names that stand between two words, folded; few are asked for."""
    words, data = analysis.words, analysis.folded.data
    at = first + np.flatnonzero(any_of(tagged.tag[first:last], b"NP"))
    spans = zip(words.start[at].tolist(), words.core_end[at].tolist(), strict=True)
    return {data[a:b].decode("latin-1") for a, b in spans}


def _as_told(verdict: Verdict, reading: Reading) -> Verdict:
    """The class of officials who told something or are cited: they spoke to somebody (coding scheme: withheld)."""
    if (
        verdict.anonymity == COLLECTIVE
        and verdict.source_class == ROLE
        and not BRIEFERS.isdisjoint(reading.phrase.words)
    ):
        return verdict._replace(anonymity=WITHHELD, reason="told or cited")
    return verdict


def _columns(analysis: Analysis, places: NDArray[np.int64], verdicts: Sequence[Verdict]) -> Attributions:
    words = analysis.words
    first, last, cue, form = places
    start, end = words.start[first], _ends(analysis, last - 1)
    own = form == EVIDENTIAL
    cue_start, cue_end = (
        np.where(own, start, words.start[cue]),
        np.where(own, end, words.end[_cue_last(analysis, cue)]),
    )
    content = _contents(analysis, np.stack((start, end, cue_start, cue_end)), form)
    return Attributions(
        start,
        end,
        np.array([verdict.source_class for verdict in verdicts], np.int8),
        np.array([verdict.anonymity for verdict in verdicts], np.int8),
        cue_start,
        cue_end,
        *content,
        tuple([verdict.reason for verdict in verdicts]),
    )


def _cue_last(analysis: Analysis, cue: NDArray[np.int64]) -> NDArray[np.int64]:
    """The last word of each cue: the noun in `made the bold claim that`, else the cue itself."""
    ids, vocabulary = analysis.words.id, analysis.vocabulary
    last = cue.copy()
    nouns = mask_of(vocabulary, "noun cues", NOUN_CUES)
    for k in np.flatnonzero(mask_of(vocabulary, "light verbs", _LIGHT_VERBS).take(ids[cue])).tolist():
        for word in range(int(cue[k]) + 1, min(int(cue[k]) + _LONGEST_OBJECT, len(ids))):
            if analysis.word_sentence[word] == analysis.word_sentence[cue[k]] and nouns[ids[word]]:
                last[k] = word
                break
    return last


_LIGHT_VERBS, _LONGEST_OBJECT = "make makes made making".split(), 7
_CONTRACTED = (b"he", b"she", b"it", b"they")
_POINTED = (b"jr", b"sr", b"inc", b"corp", b"ltd", b"co")


def _ends(analysis: Analysis, last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each phrase ends: before a possessive or contraction, after the full stop of Jr. and Inc."""
    words, data, letters = analysis.words, analysis.folded.data, analysis.folded.array
    start, end = words.start[last], words.core_end[last]
    near: NDArray[np.bool_] = letters[end] == ord(".")
    end += letters[end] == ord("%")
    for distance in set(map(len, _CONTRACTED)):
        near |= letters[start + distance] == ord("'")
    places = np.flatnonzero(near)
    for k, a, b in zip(places.tolist(), start[places].tolist(), end[places].tolist(), strict=True):
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
