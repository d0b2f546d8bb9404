"""What kind of quotation each is: speech, a partial quotation, or scare quotes.

Long quotations, and short ones that stand as sentences of their own or beside "he said", are speech. The rest is decided by
the words right before and after: a partial quotation has a reporting verb, "according to", or a verb of naming with a subject
("called it a “…”") near by; what is named by a noun ("the term “…”"), by nobody in particular ("known as the “…”") or
serves as a modifier ("its “…” ambitions") stands in scare quotes, as does all that nobody is said to have spoken.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from framing.text.fold import Folded
from framing.text.vocabulary import shipped_vocabulary
from framing.text.words import Words

SPEECH, PARTIAL, SCARE = range(3)
"""Kinds of quotation: whole speech; a few quoted words built into an attributed sentence; words the writer keeps at a distance
or mentions, without anyone said to have spoken them."""

SCARE_MOST_WORDS = 8
"""Longer quotations are always somebody's speech."""
_PARTIAL_MOST_WORDS = 5
"""Longer ones that nothing else decides are speech."""
_WINDOW = 10
"""Words before a quotation that are looked at."""
_AHEAD = 4
"""Words after it."""
_NEAR_VERB, _NEAR_NAMING, _NEAR_IMPERSONAL = 5, 7, 2
"""Words between a verb and the quotation it governs: "warned of a very", "called the whole affair a", "known as the"."""
_FAR = _WINDOW

_REPORT, _NAMING, _MENTION, _FUNCTION, _PUT, _IT, _IMPERSONAL, _PARTICLE, _SO, _CALLED = (
    1 << bit for bit in range(10)
)
_NAMING_VERBS = """
call calls called calling dub dubs dubbed dubbing term terms termed terming label labels labeled labelled
labeling labelling brand brands branded branding describe describes described describing characterize
characterizes characterized characterizing characterise characterised deem deems deemed denounce denounces
denounced denouncing decry decries decried decrying dismiss dismisses dismissed dismissing slam slams
slammed slamming blast blasts blasted blasting hail hails hailed hailing condemn condemns condemned
condemning mock mocks mocked mocking praise praises praised praising refer refers referred referring liken
likens likened likening compare compares compared comparing tout touts touted touting ridicule ridicules
ridiculed portray portrays portrayed depict depicts depicted lambast lambasted lambasting scoff scoffs
scoffed bemoan bemoans bemoaned lament lamented laments cite cites cited citing declare declares declared
declaring proclaim proclaimed proclaims pronounce pronounced coined coins
""".split()
_MENTION_NOUNS = """
term terms word words phrase phrases adage adages slogan slogans motto saying nickname nicknamed hashtag
moniker title titled entitled named codenamed dubbed label labels buzzword buzzwords acronym acronyms
expression expressions meme trope notion concept category song movie film show series episode novel book
chant chants idea
""".split()
_IMPERSONAL_WORDS = "known regarded seen viewed billed marketed famous infamous".split()


@dataclass(frozen=True, slots=True)
class Quotations:
    """start: at the opening mark · end: after the closing mark, or where an unclosed one stops · kind: SPEECH, PARTIAL, SCARE."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    kind: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.start)

    def at(self, position: NDArray[np.int64]) -> NDArray[np.int64]:
        """The index of the quotation around each position, -1 where there is none."""
        if not len(self.start):
            return np.full(len(position), -1, np.int64)
        found = np.searchsorted(self.start, position, "right") - 1
        inside = (found >= 0) & (position < self.end[np.maximum(found, 0)])
        return np.where(inside, found, -1)


@cache
def _classes() -> NDArray[np.uint16]:
    """What each word of the shipped vocabulary is to the rules here; the last entry stands for all others."""
    vocabulary = shipped_vocabulary()
    classes = np.zeros(len(vocabulary) + 1, np.uint16)
    for bit, letters in ((_REPORT, b"V"), (_FUNCTION, b"dopqc&xtVw")):
        classes[:-1][np.isin(vocabulary.tag, list(letters))] |= np.uint16(bit)
    classes[0] = 0
    lists = {
        _REPORT: ["according"],
        _NAMING: _NAMING_VERBS,
        _MENTION: _MENTION_NOUNS,
        _IMPERSONAL: _IMPERSONAL_WORDS,
        _PUT: ["put", "puts"],
        _IT: ["it"],
        _PARTICLE: ["for", "on", "off", "up", "upon", "out"],
        _SO: ["so"],
        _CALLED: ["called"],
    }
    for bit, words in lists.items():
        ids = vocabulary.ids_of(words)
        classes[ids[ids > 0]] |= np.uint16(bit)
    return classes


def classify(
    spans: NDArray[np.int64],
    folded: Folded,
    words: Words,
    word_sentence: NDArray[np.int64],
    word_field: NDArray[np.int64],
) -> tuple[Quotations, NDArray[np.int64]]:
    """The quotations with their kind, those without a word left out; and for each word the index of its quotation, or -1.

    spans: (start, end) rows, in order and apart from each other.
    """
    first, last = np.searchsorted(words.start, spans.T)
    kept = np.flatnonzero(last > first)
    start, end, first, last = spans[kept, 0], spans[kept, 1], first[kept], last[kept]
    of_word = np.full(len(words), -1, np.int64)
    count = last - first
    inside = np.arange(count.sum()) + np.repeat(first - (np.cumsum(count) - count), count)
    of_word[inside] = np.repeat(np.arange(len(count)), count)
    kind = np.full(len(first), SPEECH, np.int8)
    short = np.flatnonzero(count <= SCARE_MOST_WORDS)
    if len(short):
        rows = _Rows(start[short], end[short], first[short], last[short])
        kind[short] = _kinds(rows, folded, words, word_sentence, word_field)
    return Quotations(start, end, kind), of_word


@dataclass(frozen=True, slots=True)
class _Rows:
    """Some short quotations: their characters start:end and words first:last."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def _kinds(
    rows: _Rows,
    folded: Folded,
    words: Words,
    word_sentence: NDArray[np.int64],
    word_field: NDArray[np.int64],
) -> NDArray[np.int8]:
    """The kind of each; the first rule that holds decides."""
    before, after = _classes_around(rows, words, word_sentence)
    count = rows.last - rows.first
    in_title = word_field[rows.first] % 2 == 0
    report, said_after = _distance(before & _REPORT > 0), (after & _REPORT > 0).any(axis=1)
    announced = np.isin(_mark_before(rows, folded), list(b",:"))
    introduced = announced | (count > 1) & ((before[:, 0] == _OUTSIDE) | (report == 0))
    finished = np.isin(_last_mark(rows, folded), list(b",.!?"))
    modifier = ~in_title & _is_modifier(rows, folded, words, after)
    titled = words.capital[rows.first] & words.capital[rows.last - 1]
    content_before = (before[:, 0] & _FUNCTION == 0) & (report > 0)
    rules = (
        (_is_mentioned(before), SCARE),
        (finished & introduced & (words.capital[rows.first] | said_after), SPEECH),
        (finished & said_after, SPEECH),
        (_distance(before & _IMPERSONAL > 0) <= _NEAR_IMPERSONAL, SCARE),
        (modifier & titled, SCARE),
        (_is_named_by_somebody(before), PARTIAL),
        (modifier & content_before, SCARE),
        (report <= _NEAR_VERB, PARTIAL),
        (modifier, SCARE),
        (in_title | said_after | (report < _FAR), PARTIAL),
        (count > _PARTIAL_MOST_WORDS, SPEECH),
        (_has_report_before(rows, words, word_sentence), PARTIAL),
    )
    kinds = np.select([holds for holds, _ in rules], [np.int8(kind) for _, kind in rules], np.int8(SCARE))
    return kinds.astype(np.int8)


_OUTSIDE = 1 << 15
"""Class of a place before or after the sentence."""


def _classes_around(
    rows: _Rows, words: Words, word_sentence: NDArray[np.int64]
) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """(rows, _WINDOW) classes of the words before, the nearest first, and (rows, _AHEAD) of those after."""

    def classes_at(at: NDArray[np.int64], sentence: NDArray[np.int64]) -> NDArray[np.uint16]:
        inside = np.clip(at, 0, len(words) - 1)
        same = (inside == at) & (word_sentence.take(inside) == sentence[:, None])
        classes = _classes().take(words.id.take(inside), mode="clip")
        return np.where(same, classes, np.uint16(_OUTSIDE))

    before = rows.first[:, None] - np.arange(1, _WINDOW + 1)
    after = rows.last[:, None] + np.arange(_AHEAD)
    return classes_at(before, word_sentence[rows.first]), classes_at(after, word_sentence[rows.last - 1])


def _distance(found: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many words stand between each quotation and the nearest that is marked, _FAR where none is."""
    return np.where(found.any(axis=1), found.argmax(axis=1), _FAR)


def _is_mentioned(before: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """The term “…”, the so-called “…”."""
    so_called = (before[:, 0] & _CALLED > 0) & (before[:, 1] & _SO > 0)
    return so_called | (before[:, 0] & _MENTION > 0)


def _is_named_by_somebody(before: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Called it a “…”, described the plan as “…”, as she put it, “…”; but not: calls for a “…”, so-called “…” deals."""
    naming = before & _NAMING > 0
    naming[:, 1:] &= before[:, :-1] & _PARTICLE == 0
    naming[:, :-1] &= (before[:, :-1] & _CALLED == 0) | (before[:, 1:] & _SO == 0)
    put_it = (before[:, 0] & _IT > 0) & (before[:, 1] & _PUT > 0)
    named: NDArray[np.bool_] = put_it | (_distance(naming) <= _NEAR_NAMING)
    return named


def _is_modifier(rows: _Rows, folded: Folded, words: Words, after: NDArray[np.uint16]) -> NDArray[np.bool_]:
    """Its “…” ambitions: a content word in lower case follows after a space."""
    following = np.minimum(rows.last, len(words) - 1)
    follows: NDArray[np.bool_] = ~words.capital[following] & (after[:, 0] & (_FUNCTION | _OUTSIDE) == 0)
    close = (words.start[following] == rows.end + 1) & (folded.array.take(rows.end) == ord(" "))
    follows &= close
    return follows


def _has_report_before(rows: _Rows, words: Words, word_sentence: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a reporting verb stands anywhere before in the sentence."""
    reports = np.flatnonzero((_classes().take(words.id, mode="clip") & _REPORT) != 0)
    if not len(reports):
        return np.zeros(len(rows.first), np.bool_)
    latest = np.searchsorted(reports, rows.first) - 1
    same: NDArray[np.bool_] = (latest >= 0) & (
        word_sentence[reports[np.maximum(latest, 0)]] == word_sentence[rows.first]
    )
    return same


def _mark_before(rows: _Rows, folded: Folded) -> NDArray[np.uint8]:
    mark = folded.array.take(rows.start - 1)
    return np.where(mark == ord(" "), folded.array.take(rows.start - 2), mark)


def _last_mark(rows: _Rows, folded: Folded) -> NDArray[np.uint8]:
    """The last character within the marks, blanks left out."""
    mark = folded.array.take(rows.end - 2)
    return np.where(mark == ord(" "), folded.array.take(rows.end - 3), mark)
