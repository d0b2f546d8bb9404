"""All candidates of a batch as one table: every place where the grammar is tried."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from framing.attribution.candidates import NAME, Sentences
from framing.attribution.forms import APART, BEFORE, BEFORE_AGENT, DISTANT, MOST_BEFORE_AGENT, Candidate
from framing.attribution.lexicon import is_one_of, mask_of
from framing.attribution.other_cues import according_to, around_noun, cited, credit, label, tweet
from framing.attribution.subjects import plain_subjects
from framing.attribution.tagging import COMMA, PLAIN, STOP, Tagged, any_of
from framing.text.analysis import Analysis
from framing.text.fold import among

NOUN_CUES = (
    "claim claims statement statements announcement allegation allegations assertion assertions accusation accusations comment "
    "comments remark remarks argument arguments admission characterization description descriptions warning warnings prediction "
    "predictions assessment report reports testimony suggestion complaint complaints denial view views opinion belief contention "
    "criticism criticisms promise promises pledge threat findings finding response explanation declaration conclusion calls "
    "tweet tweets message accounts account theory insistence concerns denunciation estimate analysis reaction answer telling "
    "perspective opinion diagnosis summary verdict vow vows reasoning logic memo forecast interpretation reply rebuttal "
    "contentions insinuation definition advice demand demands call ruling words conclusions theories "
    "declaration declarations confirmation column"
).split()
APPROXIMATORS = "nearly about almost roughly".split()
AMOUNTS = "a all every half one".split()
FURNITURE = (
    "advertisement photograph photo photos composite screenshot screenshots watch more related update updated example "
    "illustration credit credits image images video source sources read see note correction listen graphic chart "
    "topics tags coverage"
).split()
NEVER_BEFORE_CUE = among(b"ipfFyk")
"""Tags right before a verb that leave it without a subject there: `to say`, `of saying`, `by accusing`."""

_NAMES_SPEAKER, _PEOPLE, _OPENS_CLAUSE = among(b"Nhr"), among(b"rs"), among(b"qpVvw")
_NOMINAL = among(b"nu")
_BEFORE_NOUN_CUE, _AFTER_NOUN_CUE = among(b"Pnj"), among(b"FyaTd")
_MARKS_BEFORE_INVERTED = among(b",}>!~-/;)^")
_QUOTE_BEFORE_INVERTED = among(b">}!")
_MARKS_BEFORE_SECOND, _BEFORE_SECOND = among(b",{}>"), among(b"&caxt")
_BEFORE_AGENT = among(BEFORE_AGENT)
_LONGEST_TERMS = 10
_LONGEST_LEAD = 60
"""Words between the start of a sentence, or what counts as one, and a second verb."""
_OPENS_PHRASE = among(b"aLd0orP0jNnhrsbuI")


def find_candidates(analysis: Analysis, tagged: Tagged, skipped: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(c, 4) rows of Candidate, in the order of their cues; only those in texts. skipped: (vocabulary,) words that are no cue."""
    sentences = Sentences(tagged)
    cues = _verbs(analysis, tagged, skipped)
    parts = [
        _rows(sentences.after, cues[_may_invert(analysis, tagged, cues)]),
        *_subjects(tagged, sentences, cues),
        _rows(sentences.by_agent, cues[_may_be_passive(tagged, cues)]),
        _others(analysis, tagged, sentences),
    ]
    table = np.concatenate(parts)
    _open_with_approximators(analysis, tagged, table)
    _end_with_clauses(analysis, tagged, table)
    return table[np.argsort(table[:, 2], kind="stable")]


def _open_with_approximators(analysis: Analysis, tagged: Tagged, table: NDArray[np.int64]) -> None:
    """Lets phrases that open with a quantity start with what rounds it: nearly 60 percent, more than a dozen women."""
    ids, vocabulary, first = analysis.words.id, analysis.vocabulary, table[:, 0]
    quantity = np.flatnonzero(
        (tagged.tag[first] == ord("0")) | mask_of(vocabulary, "amounts", AMOUNTS).take(ids[first])
    )
    quantity = quantity[(first[quantity] > 0) & (tagged.gap[first[quantity] - 1] == PLAIN)]
    before = first[quantity] - 1
    one = mask_of(vocabulary, "approximators", APPROXIMATORS).take(ids[before])
    two = mask_of(vocabulary, "than, least", ["than", "least"]).take(ids[before])
    two &= mask_of(vocabulary, "more, at", ["more", "less", "fewer", "at"]).take(ids[before - 1])
    two &= tagged.gap[before - 1] == PLAIN
    out = mask_of(vocabulary, "of", ["of"]).take(ids[before]) & mask_of(vocabulary, "out", ["out"]).take(
        ids[before - 1]
    )
    out &= (
        (tagged.tag[before - 2] == ord("0"))
        & (tagged.gap[before - 1] == PLAIN)
        & (tagged.gap[before - 2] == PLAIN)
    )
    table[quantity, 0] -= one + 2 * two + 3 * out


def _end_with_clauses(analysis: Analysis, tagged: Tagged, table: NDArray[np.int64]) -> None:
    """Lets one person who is not named keep the clause after the comma, which says who it is: `one person, who knew her then,
    said`; of `the officer, who was there, said` and `critics, who …` the phrase alone is the source."""
    rows = np.flatnonzero(table[:, 3] == APART)
    first, last, cue, _ = table[rows].T
    kept = (tagged.gap[last - 1] == COMMA) & _PEOPLE.take(tagged.tag[last - 1])
    kept &= _OPENS_CLAUSE.take(tagged.tag.take(last, mode="clip"))
    kept &= mask_of(analysis.vocabulary, "one", ["a", "an", "one", "another"]).take(analysis.words.id[first])
    for row, end in zip(rows[kept].tolist(), cue[kept].tolist(), strict=True):
        comma = end - 1
        while tagged.gap[comma] != COMMA:
            comma -= 1
        table[row, 1] = comma + 1


def _rows(find: Callable[[int], Candidate | None], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """What a rule of the grammar finds at some places."""
    return _table([row for row in map(find, places.tolist()) if row is not None])


def _table(found: list[Candidate]) -> NDArray[np.int64]:
    count = 4 * len(found)
    return np.fromiter(chain.from_iterable(found), np.int64, count).reshape(-1, 4)


def _verbs(analysis: Analysis, tagged: Tagged, skipped: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The verbs in texts that may report, none of them the first word of its text."""
    tag = tagged.tag
    reports = (tag == ord("V")) | (tag == ord("w")) | _ends_quotation(analysis, tagged)
    verbs = _in_texts(analysis, reports)
    verbs = verbs[verbs > analysis.field_first_word[analysis.word_field[verbs]]]
    hopeless = NEVER_BEFORE_CUE.take(tag[verbs - 1]) & (tagged.gap[verbs - 1] == PLAIN)
    hopeless &= (tag.take(verbs + 1, mode="clip") != ord("y")) | (verbs + 1 == len(tag))
    verbs = verbs[~hopeless]
    verbs = verbs[~skipped.take(analysis.words.id[verbs])]
    found: NDArray[np.int64] = verbs[~_on_condition(analysis, verbs)]
    return found


def _on_condition(analysis: Analysis, verbs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each verb says on what terms somebody spoke, not what: `spoke to the paper on condition of anonymity`."""
    ids, vocabulary = analysis.words.id, analysis.vocabulary
    found = mask_of(vocabulary, "speaks", "speak speaks spoke spoken speaking".split()).take(ids[verbs])
    at = np.flatnonzero(found)
    terms = mask_of(vocabulary, "terms", "condition anonymity anonymously".split())
    near = np.zeros(len(at), np.bool_)
    for distance in range(1, _LONGEST_TERMS):
        word = np.minimum(verbs[at] + distance, len(ids) - 1)
        near |= terms.take(ids[word]) & (analysis.word_sentence[word] == analysis.word_sentence[verbs[at]])
    found[at] = near
    return found


def _ends_quotation(analysis: Analysis, tagged: Tagged) -> NDArray[np.bool_]:
    """(w,) words in -ed between a closing quotation mark and a name, whatever verb they are: `“Really?” cracked Roe`."""
    found = np.zeros(len(tagged.tag), np.bool_)
    after = np.flatnonzero(_QUOTE_BEFORE_INVERTED.take(tagged.gap[:-1])) + 1
    after = after[(tagged.gap[after] == PLAIN) & among(b"jv").take(tagged.tag[after])]
    after = after[tagged.tag.take(after + 1, mode="clip") == NAME]
    end = analysis.words.end[after]
    data = analysis.folded.array
    found[after[(data[end - 1] == ord("d")) & (data[end - 2] == ord("e"))]] = True
    return found


def _in_texts(analysis: Analysis, holds: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The places where a mask over words holds, those in titles left out."""
    places = np.flatnonzero(holds)
    found: NDArray[np.int64] = places[analysis.word_field[places] & 1 == 1]
    return found


def _may_invert(analysis: Analysis, tagged: Tagged, cues: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Verbs after a mark, or first in their sentence, and before what may be a source phrase: `said X`."""
    tag = tagged.tag
    before = tagged.gap[cues - 1]
    opens = (before == STOP) & analysis.words.capital[cues]
    touches = (tagged.gap[cues] == PLAIN) & (_MARKS_BEFORE_INVERTED.take(before) | opens)
    found: NDArray[np.bool_] = (
        touches
        & ((tag[cues] == ord("V")) | _QUOTE_BEFORE_INVERTED.take(before))
        & _OPENS_PHRASE.take(tag.take(cues + 1, mode="clip"))
    )
    return found


def _may_be_passive(tagged: Tagged, cues: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Verbs with an agent: `praised by X`, `announced on Wednesday by X`."""
    found = np.zeros(len(cues), np.bool_)
    way = tagged.gap[cues] == PLAIN
    for distance in range(1, MOST_BEFORE_AGENT + 2):
        tag = tagged.tag.take(cues + distance, mode="clip")
        found |= way & (tag == ord("y"))
        way &= _BEFORE_AGENT.take(tag) & (tagged.gap.take(cues + distance, mode="clip") == PLAIN)
    return found


def _subjects(tagged: Tagged, sentences: Sentences, cues: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """The rows of verbs with a plain subject, of those whose subject the grammar finds before them, and of second verbs."""
    plain = plain_subjects(tagged, cues)
    columns = (plain.first, plain.last, cues, np.full(len(cues), BEFORE, np.int64))
    found = np.stack([column[plain.found] for column in columns], axis=1)
    before = _rows(sentences.before, cues[plain.unsure])
    mark = tagged.gap[cues - 1]
    second = _MARKS_BEFORE_SECOND.take(mark) | (_BEFORE_SECOND.take(tagged.tag[cues - 1]) & (mark == PLAIN))
    second &= ~plain.found
    second[np.searchsorted(cues, before[:, 2])] = False
    return found, before, _second_verbs(tagged, sentences, cues[second])


def _second_verbs(tagged: Tagged, sentences: Sentences, cues: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows of verbs that have the first subject of their sentence: `X did this, saying`, `X did this and said`; else the
    last one after a comma."""
    stops = np.append(-1, np.flatnonzero(any_of(tagged.gap, b".!^~")))
    opens = stops[np.searchsorted(stops, cues - 1) - 1] + 1
    opens, place = np.unique(np.maximum(opens, cues - _LONGEST_LEAD), return_inverse=True)
    subjects = np.array([sentences.first_subject(word) for word in opens.tolist()], np.int64).reshape(-1, 3)
    first, last, verb = subjects[place].T
    kept = (first >= 0) & (verb <= cues)
    table = np.stack((first, last, cues, np.full(len(cues), DISTANT, np.int64)), axis=1)
    other = zip(opens[place[~kept]].tolist(), cues[~kept].tolist(), strict=True)
    near = [sentences.near_subject(*between) for between in other]
    return np.concatenate(
        (np.asarray(table[kept], np.int64), _table([row for row in near if row is not None]))
    )


def _others(analysis: Analysis, tagged: Tagged, sentences: Sentences) -> NDArray[np.int64]:
    """What nouns, `according to`, `citing`, handles and labels introduce."""
    tag, ids, vocabulary = tagged.tag, analysis.words.id, analysis.vocabulary
    nouns = _in_texts(analysis, mask_of(vocabulary, "noun cues", NOUN_CUES).take(ids))
    nouns = nouns[_NOMINAL.take(tag[nouns])]
    before = np.where(nouns > 0, tag[nouns - 1], 0)
    nouns = nouns[_BEFORE_NOUN_CUE.take(before) | _AFTER_NOUN_CUE.take(tag.take(nouns + 1, mode="clip"))]
    found = [row for noun in nouns.tolist() for row in around_noun(sentences, noun) if row is not None]
    before_colon = _before_colon(analysis)
    cites = is_one_of(ids, vocabulary, "citing quoting")
    return np.concatenate(
        (
            _rows(partial(according_to, sentences), _in_texts(analysis, tag == ord("A"))),
            _table(found),
            _rows(partial(cited, sentences), _in_texts(analysis, cites)),
            _rows(partial(tweet, sentences), _handles(analysis)),
            _rows(partial(credit, sentences), _in_texts(analysis, _follows_quotation(analysis, tagged))),
            _rows(partial(label, sentences), before_colon[_NAMES_SPEAKER.take(tag[before_colon])]),
        )
    )


def _follows_quotation(analysis: Analysis, tagged: Tagged) -> NDArray[np.bool_]:
    """(w,) the names that stand right after a quotation that ends its sentence, in the same field."""
    found: NDArray[np.bool_] = tagged.tag == ord("N")
    found[1:] &= any_of(tagged.gap[:-1], b"!~")
    at = np.flatnonzero(found)
    found[at] = at > analysis.field_first_word[analysis.word_field[at]]
    return found


def _before_colon(analysis: Analysis) -> NDArray[np.int64]:
    """The words in texts with a colon right after them, or after a blank: `Ann Lee : It is late.` Those before a question and
    those that name a part of the page are left out."""
    data, end = analysis.folded.array, analysis.words.end
    at = np.flatnonzero(data == ord(":"))
    at -= data[at - 1] == ord(" ")
    word = np.searchsorted(end, at)
    word = word[end.take(word, mode="clip") == at]
    word = word[analysis.word_field[word] & 1 == 1]
    word = word[~mask_of(analysis.vocabulary, "furniture", FURNITURE).take(analysis.words.id[word])]
    before_colon: NDArray[np.int64] = word[
        data[analysis.sentence_end[analysis.word_sentence[word]] - 1] != ord("?")
    ]
    return before_colon


def _handles(analysis: Analysis) -> NDArray[np.int64]:
    """The words in texts that are a social-media handle in brackets: (@name)."""
    data, start = analysis.folded.array, analysis.words.start
    at = np.flatnonzero(data == ord("@"))
    at = at[(at > 0) & (data[at - 1] == ord("("))]
    word = np.searchsorted(start, at + 1)
    word = word[start.take(word, mode="clip") == at + 1]
    handles: NDArray[np.int64] = word[analysis.word_field[word] & 1 == 1]
    return handles
