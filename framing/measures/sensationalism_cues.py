"""(analysis) -> cues: the phrases, punctuation and capitals of the components, found in a batch; overlaps settled.

Single words are looked up by word id for a whole batch at once, phrases by framing.patterns. Where cues overlap, the one with
more words stays, then the heavier, then the first. A cue inside one of its excluded phrases does not count; a capitalised
word within a sentence of the text is taken for a name and does not count unless it is all capitals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from framing.codebook.components import Component, load_components, shipped_notation
from framing.match import Uses
from framing.patterns import Lexicon, Line, Notation, PatternSet, Word, words_of
from framing.patterns.spelling import Spellings
from framing.text.analysis import Analysis
from framing.text.columns import covered, ranges
from framing.text.vocabulary import Vocabulary

FEWEST_LETTERS = 4
"""Shorter words in capitals are mostly acronyms."""

FIGURES_PER_PASSAGE = 2
"""More figures than this in a passage were not rated higher (cross-validation over outlets)."""

LABELS = frozenset(
    b"""opinion editorial analysis commentary column video photos review poll transcript update explainer
    read watch listen live""".split()
)
"""Words in capitals before a colon that name the kind of an article and shout nothing."""


@dataclass(frozen=True, slots=True)
class CueTable:
    """All cues of all components in one numbering, marks after phrases. weight: in hundredths.

    lines: the word sequences of each phrase · excluded: those of its exceptions · headline, body: where it counts.
    """

    components: tuple[Component, ...]
    component: NDArray[np.int32]
    weight: NDArray[np.int64]
    headline: NDArray[np.bool_]
    body: NDArray[np.bool_]
    raises: NDArray[np.bool_]
    lines: tuple[tuple[Line, ...], ...]
    excluded: tuple[tuple[Line, ...], ...]
    reasons: tuple[str, ...]
    marks: dict[str, int]


@dataclass(frozen=True, slots=True)
class Cues:
    """Cues of a batch in text order. first, last: its words, half-open · start, end: offsets · cue: index of CueTable."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    cue: NDArray[np.int64]


@cache
def cue_table() -> CueTable:
    """The cues of the shipped components."""
    return _table(load_components(), shipped_notation())


def _table(components: tuple[Component, ...], notation: Notation) -> CueTable:
    component, weight, lines, excluded, reasons = [], [], [], [], []
    marks: dict[str, int] = {}
    for number, item in enumerate(components):
        for cue in item.cues:
            component.append(number)
            weight.append(round(100 * cue.weight))
            lines.append(notation.read(cue.phrase))
            excluded.append(tuple(line for phrase in cue.excluded for line in notation.read(phrase)))
            reasons.append(f"{item.label}: {cue.phrase}")
    for number, item in enumerate(components):
        for mark, strength in item.marks:
            marks[mark] = len(component)
            component.append(number)
            weight.append(round(100 * strength))
            reasons.append(f"{item.label}: {mark}")
    factor = np.array([components[i].factor for i in component], object)
    return CueTable(
        components,
        np.array(component, np.int32),
        np.array(weight, np.int64),
        factor != "body",
        factor != "headline",
        np.array([components[i].sign == "raises" for i in component], np.bool_),
        tuple(lines),
        tuple(excluded),
        tuple(reasons),
        marks,
    )


@cache
def cue_words() -> frozenset[str]:
    """Every word that a cue or an exception names."""
    table = cue_table()
    return frozenset(words_of(line for lines in (*table.lines, *table.excluded) for line in lines))


class CueFinder:
    """The cue table compiled for one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.table = cue_table()
        lexicon = Lexicon(cue_words(), {}, vocabulary)
        self._single = np.full(len(lexicon.vocabulary), -1, np.int32)
        phrases: list[list[Line]] = []
        cue_of: list[int] = []
        is_cue: list[bool] = []
        for cue, lines in enumerate(self.table.lines):
            self._add_words(cue, [line for line in lines if _is_one_word(line)], lexicon)
            for group, counts in (
                ([line for line in lines if not _is_one_word(line)], True),
                (self.table.excluded[cue], False),
            ):
                if group:
                    phrases.append(list(group))
                    cue_of.append(cue)
                    is_cue.append(counts)
        self._cue_of, self._is_cue = np.array(cue_of, np.int64), np.array(is_cue, np.bool_)
        single = np.flatnonzero(self._single >= 0).tolist()
        self._spellings = Spellings({word: lexicon.spelling[word] for word in single}, len(self._single))
        self._patterns = PatternSet(phrases, lexicon)

    def _add_words(self, cue: int, lines: list[Line], lexicon: Lexicon) -> None:
        for form in sorted(words_of(lines)):
            word = lexicon.ids[form]
            before = int(self._single[word])
            if before < 0 or self.table.weight[before] < self.table.weight[cue]:
                self._single[word] = cue

    def find(self, analysis: Analysis, is_name: NDArray[np.bool_]) -> tuple[Cues, NDArray[np.int64]]:
        """Every cue of the batch, and the words that stand in a literal or fixed sense of one, in text order.

        is_name: (w,) words that are taken for names.
        """
        found = np.array(self._patterns.find(analysis), np.int64).reshape(-1, 6)
        pattern, first, last, start, end, _ = found.T
        cue, is_cue = self._cue_of.take(pattern), self._is_cue.take(pattern)
        size = (last - first)[~is_cue]
        literal = ranges(first[~is_cue], size)
        exceptions = self._key(np.repeat(cue[~is_cue], size), literal)
        here = is_cue & self._counts_in(analysis, cue, first)
        phrases = self._heaviest(np.stack((first, last, start, end, cue))[:, here])
        columns = np.concatenate(
            (phrases, self._words(analysis, is_name | covered(phrases[0], phrases[1], len(is_name)))), axis=1
        )
        literal = np.sort(literal)
        columns = columns[:, ~self._is_excluded(columns, exceptions, literal)]
        return Cues(*columns[:, np.argsort(self._key(columns[4], columns[0]))]), literal

    def _key(self, cue: NDArray[np.int64], word: NDArray[np.int64]) -> NDArray[np.int64]:
        """A word of the batch and a cue as one number."""
        return word * len(self.table.lines) + cue

    def _counts_in(
        self, analysis: Analysis, cue: NDArray[np.integer], word: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Whether each cue counts in the field of the word beside it."""
        in_text = analysis.word_field.take(word) % 2 == 1
        return np.where(in_text, self.table.body.take(cue), self.table.headline.take(cue))

    def _heaviest(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """(5, k) of rows in text order those that stay where some overlap: more words first, then the heavier cue, then the
        first in the text."""
        first, last = rows[:2]
        apart = np.concatenate(([True], first[1:] >= np.maximum.accumulate(last)[:-1], [True]))
        alone = apart[:-1][: len(first)] & apart[1:][: len(first)]
        others = rows[:, ~alone]
        others = others[:, np.lexsort((others[0], -self.table.weight[others[4]], others[0] - others[1]))]
        taken = set[int]()
        kept = np.zeros(others.shape[1], np.bool_)
        for i, (low, high) in enumerate(others[:2].T.tolist()):
            kept[i] = taken.isdisjoint(range(low, high))
            if kept[i]:
                taken.update(range(low, high))
        return np.concatenate((rows[:, alone], others[:, kept]), axis=1)

    def _words(self, analysis: Analysis, barred: NDArray[np.bool_]) -> NDArray[np.int64]:
        """(5, k) the rows of single words; the spelling of each is compared with the cue's."""
        words = analysis.words
        found = self._single.take(words.id)
        at = np.flatnonzero((found >= 0) & ~barred)
        at = at[self._counts_in(analysis, found[at], at)]
        at = at[self._spellings.same(analysis, at)]
        return np.stack((at, at + 1, words.start[at], words.core_end[at], found[at].astype(np.int64)))

    def _is_excluded(
        self, columns: NDArray[np.int64], exceptions: NDArray[np.int64], literal: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """For each row, whether one of its words stands inside an exception of its cue. exceptions: keys of cue and word ·
        literal: all their words, rising."""
        first, last, cue = columns[0], columns[1], columns[4]
        row = np.flatnonzero(np.searchsorted(literal, first) < np.searchsorted(literal, last))
        size = (last - first)[row]
        owner = np.repeat(row, size)
        hit = np.zeros(columns.shape[1], np.bool_)
        hit[owner[np.isin(self._key(cue[owner], ranges(first[row], size)), exceptions)]] = True
        return hit


def _is_one_word(line: Line) -> bool:
    return len(line) == 1 and isinstance(line[0], Word) and not line[0].capital and not line[0].possessive


def find_marks(analysis: Analysis, is_wording: NDArray[np.bool_]) -> Cues:
    """Punctuation and words in capitals, a row per run of marks or word. is_wording: (w,) words that are no names."""
    marks = cue_table().marks
    parts = [*_punctuation(analysis, marks), _capitals(analysis, marks["capitals"], is_wording)]
    columns = [np.concatenate([part[i] for part in parts]) for i in range(4)]
    order = np.lexsort((columns[2], columns[1]))
    word, start, end, cue = (column[order] for column in columns)
    return Cues(word, word + 1, start, end, cue)


def find_figures(analysis: Analysis, uses: Uses, passage: NDArray[np.int64]) -> Cues:
    """The first FIGURES_PER_PASSAGE devices of each passage, each device once. passage: (w,) that of every word."""
    first = np.searchsorted(analysis.words.start, uses.start, "right") - 1
    last = np.searchsorted(analysis.words.start, uses.end)
    _, kept = np.unique((passage[first] << 20) + uses.device, return_index=True)
    kept = kept[np.lexsort((first[kept], passage[first[kept]]))]
    here = passage[first[kept]]
    kept = np.sort(kept[np.arange(len(kept)) - np.searchsorted(here, here) < FIGURES_PER_PASSAGE])
    cue = np.full(len(kept), cue_table().marks["device"])
    return Cues(first[kept], last[kept], uses.start[kept], uses.end[kept], cue)


_Columns = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def _punctuation(analysis: Analysis, marks: dict[str, int]) -> list[_Columns]:
    """(word before, start, end, cue) of each run of exclamation or question marks and of trailing dots."""
    folded, stops = analysis.folded.array, analysis.stops
    is_dot = folded.take(stops) == ord(".")
    start, end = _runs(stops[~is_dot])
    cue = np.where(folded[start] == ord("!"), marks["exclamation"], marks["question"])
    cue[end - start > 1] = marks["repeated"]
    dots, dots_end = _runs(stops[is_dot])
    long = dots_end - dots > 2
    dots, dots_end = dots[long], dots_end[long]
    parts = ((start, end, cue), (dots, dots_end, np.full(len(dots), marks["ellipsis"])))
    return [_after_a_word(analysis, *part) for part in parts]


def _runs(at: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Start and end of each run of neighbouring positions."""
    gap = np.flatnonzero(np.diff(at) != 1)
    first = np.concatenate((np.zeros(min(len(at), 1), np.int64), gap + 1))
    last = np.concatenate((gap, np.full(min(len(at), 1), len(at) - 1)))
    return at[first], at[last] + 1


def _after_a_word(
    analysis: Analysis, start: NDArray[np.int64], end: NDArray[np.int64], cue: NDArray[np.int64]
) -> _Columns:
    """Those runs that follow a word of the same field, with that word."""
    word = np.searchsorted(analysis.words.start, start) - 1
    field = np.searchsorted(analysis.field_start, start, "right") - 1
    good = np.flatnonzero(word >= 0)
    good = good[analysis.word_field[word[good]] == field[good]]
    return word[good], start[good], end[good], cue[good].astype(np.int64)


def _capitals(analysis: Analysis, cue: int, is_wording: NDArray[np.bool_]) -> _Columns:
    """Words in capitals that are no acronyms, in fields that are not mostly capitals: those are set so by the page."""
    words, field = analysis.words, analysis.word_field
    count = len(analysis.field_start)
    shouted = np.bincount(field[words.shouted], minlength=count)
    loud = 2 * shouted > np.diff(analysis.field_first_word)
    at = np.flatnonzero(words.shouted & is_wording)
    at = at[words.core_end[at] - words.start[at] >= FEWEST_LETTERS]
    at = at[~loud[field[at]]]
    at = at[~_is_label(analysis, at)]
    return at, words.start[at], words.core_end[at], np.full(len(at), cue, np.int64)


def _is_label(analysis: Analysis, at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each word says what kind of piece a headline opens ("OPINION: …")."""
    words, data = analysis.words, analysis.folded.data
    first = analysis.field_first_word[analysis.word_field[at]] == at
    spans = zip(first.tolist(), words.start[at].tolist(), words.core_end[at].tolist(), strict=True)
    return np.array([f and data[b : b + 1] == b":" and data[a:b] in LABELS for f, a, b in spans], np.bool_)
