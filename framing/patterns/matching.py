"""Compiled lines -> matches over the words of an analysis.

Each line has an anchor, its rarest literal word or pair of neighbouring words, one of which a slot may give. Anchors are found
for a whole batch at once by word id; at each, the words at fixed distances are looked at first, then the whole line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import product
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.patterns.anchors import NO_WORD, Anchor, Anchors, Lines, Places
from framing.patterns.notation import LONGEST_PATTERN, Line
from framing.patterns.sequences import (
    GAP,
    NAME,
    SLOT,
    TAG,
    WORD,
    CompiledLine,
    Lexicon,
    Step,
    anchor_words,
    compiled,
)
from framing.text.analysis import Analysis
from framing.text.vocabulary import UNKNOWN

_DIVIDERS = frozenset(b",;:()")
_MANY_WORDS = 100
"""From here on words are looked up together, as in a whole article."""
_SIEVE = 1 << 12


class Match(NamedTuple):
    """Words first:last of a batch matched by pattern number `pattern`; start and end are the evidence in the batch."""

    pattern: int
    first: int
    last: int
    start: int
    end: int
    literal_words: int


_BY_PLACE = attrgetter("start", "end", "pattern")


class PatternSet:
    """Patterns that are searched together, numbered in the order given. Lines are compiled when their anchor is first met."""

    def __init__(self, patterns: Sequence[Sequence[Line]], lexicon: Lexicon) -> None:
        numbered = [(number, line) for number, lines in enumerate(patterns) for line in lines]
        self._begin(numbered.__getitem__, len(numbered), lexicon)
        anchors: dict[Anchor, list[int]] = {}
        for row, (_, line) in enumerate(numbered):
            first, second = anchor_words(line, lexicon)
            for anchor in product(first, second) if second else product(first):
                anchors.setdefault(anchor, []).append(row)
        self.anchors = anchors

    @classmethod
    def anchored(
        cls, anchors: Anchors, line: Callable[[int], tuple[int, Line]], lines: int, lexicon: Lexicon
    ) -> PatternSet:
        """A set of so many lines whose anchors are known. line: row -> number of its pattern and the line itself, asked when
        first needed."""
        made = cls.__new__(cls)
        made._begin(line, lines, lexicon)
        made._index = anchors
        return made

    def _begin(self, line: Callable[[int], tuple[int, Line]], lines: int, lexicon: Lexicon) -> None:
        self._numbered_line = line
        self._lexicon = lexicon
        self._compiled: dict[int, CompiledLine] = {}
        self._met: dict[Anchor, list[CompiledLine]] = {}
        self._lines = lines

    @cached_property
    def anchors(self) -> dict[Anchor, list[int]]:
        """The rows of the lines that each anchor is searched for by, in rising order."""
        return self._index.rows()

    @cached_property
    def _index(self) -> Anchors:
        return Anchors.of_rows(self.anchors, len(self._lexicon.vocabulary))

    @cached_property
    def _columns(self) -> Lines:
        return Lines(self._lines)

    @cached_property
    def anchor_ids(self) -> frozenset[int]:
        """The first words of all anchors."""
        return frozenset(anchor[0] for anchor in self.anchors)

    def checks_per_million_words(self) -> float:
        """How often a line is compared with a place in running text: each as often as its anchor's rarer word stands there."""
        often = self._lexicon.per_million
        return float(
            sum(len(rows) * min(often[word] for word in anchor) for anchor, rows in self.anchors.items())
        )

    def _lines_at(self, anchor: Anchor) -> Sequence[CompiledLine]:
        """The lines that are searched for by an anchor, in their order."""
        if anchor not in self._met:
            self._met[anchor] = [self._line(row) for row in self.anchors[anchor]]
        return self._met[anchor]

    def _line(self, row: int) -> CompiledLine:
        if row not in self._compiled:
            self._compiled[row] = compiled(*self._numbered_line(row), self._lexicon)
        return self._compiled[row]

    def find(self, analysis: Analysis) -> list[Match]:
        """Every match in the batch, in text order; overlapping ones of one pattern included."""
        return self.find_in(self.view(analysis))

    def find_in(self, view: View) -> list[Match]:
        """The same."""
        ids = view.analysis.words.id
        if not len(ids):
            return []
        position, row = self._index.places(ids)
        for new in self._columns.unknown(row):
            self._columns.add(new, self._line(new))
        possible = self._columns.possible(view.bordered, view.bordered_tags, position, row)
        found = self._matches_at(view, position[possible], row[possible])
        found.sort(key=_BY_PLACE)
        return found

    def _matches_at(self, view: View, position: Places, row: Places) -> list[Match]:
        """The matches of lines at some places. A plain line is compared as a whole with what stands there; where that fails,
        by a hyphen for instance, and for other lines, its words are looked at one by one."""
        columns, words, sentence = self._columns, view.analysis.words, view.analysis.word_sentence
        first = position + columns.first.take(row)
        last = first + columns.size.take(row)
        plain = np.flatnonzero(columns.is_plain.take(row) & (first >= 0) & (last <= len(words)))
        plain = plain[sentence[first[plain]] == sentence[last[plain] - 1]]
        lines = list(map(self._compiled.__getitem__, row.tolist()))
        low = first + columns.mark_from.take(row)
        high = first + columns.mark_to.take(row)
        found: list[Match | None] = [None] * len(lines)
        open_ = np.ones(len(lines), np.bool_)
        rows = np.stack(
            (plain, words.start[first[plain]], words.core_end[last[plain] - 1], low[plain], high[plain],
             words.start[low[plain]], words.core_end[high[plain] - 1])
        )  # fmt: skip
        for i, start, end, low_word, high_word, evidence, evidence_end in rows.T.tolist():
            line = lines[i]
            if view.data[start:end] in line.spelled:
                found[i] = Match(
                    line.pattern, low_word, high_word, evidence, evidence_end, line.literal_words
                )
                open_[i] = False
        for i in np.flatnonzero(open_).tolist():
            found[i] = view.match_anchored(int(position[i]) + lines[i].shift, lines[i])
        return [match for match in found if match is not None]

    def find_between(self, view: View, first: int, last: int) -> Iterator[Match]:
        """Matches anchored among the words first:last of the batch, for contexts that are looked at on demand."""
        for position in self._beginnings(view, first, last):
            word = view.ids[position]
            after = view.ids[position + 1] if position + 1 < last else NO_WORD
            for anchor in ((word,), (word, after)):
                if anchor in self.anchors:
                    yield from view.around(position, self._lines_at(anchor))

    def _beginnings(self, view: View, first: int, last: int) -> list[int]:
        """The places among the words first:last where an anchor may begin, in rising order."""
        if last - first > _MANY_WORDS:
            may_begin = self._sieve.take(view.bordered[first:last] & (_SIEVE - 1))
            begins: list[int] = (first + np.flatnonzero(may_begin)).tolist()
            return begins
        wanted = self.anchor_ids
        return [at for at, word in enumerate(view.ids[first:last].tolist(), first) if word in wanted]

    @cached_property
    def _sieve(self) -> NDArray[np.bool_]:
        """By the last bits of a word id: whether an anchor may begin with it."""
        sieve = np.zeros(_SIEVE, np.bool_)
        sieve[[word & (_SIEVE - 1) for word in self.anchor_ids]] = True
        return sieve

    def view(self, analysis: Analysis) -> View:
        return View(analysis, self._lexicon)


class View:
    """Quick access to the words of one analysis while matching.

    bordered, bordered_tags: the ids, and the tags, with so many unknown ones behind them that no pattern reaches past either end,
    negative indices included.
    """

    __slots__ = (
        "_bordered",
        "_spelling",
        "analysis",
        "bordered",
        "bordered_tags",
        "capital",
        "core_end",
        "data",
        "end",
        "ids",
        "possessive",
        "sentence",
        "start",
        "tag",
    )

    def __init__(self, analysis: Analysis, lexicon: Lexicon) -> None:
        words = analysis.words
        self.analysis = analysis
        self.ids = np.ascontiguousarray(words.id).data
        self.bordered = np.concatenate((words.id, np.full(LONGEST_PATTERN, UNKNOWN, np.int32)))
        self._bordered = self.bordered.data
        self.bordered_tags = np.concatenate((words.tag, np.zeros(LONGEST_PATTERN, np.uint8)))
        self.tag = np.ascontiguousarray(words.tag).data
        self.capital = words.capital.view(np.uint8).data
        self.possessive = words.possessive.view(np.uint8).data
        self.sentence = np.ascontiguousarray(analysis.word_sentence).data
        self.start = words.start.data
        self.end = words.end.data
        self.core_end = words.core_end.data
        self.data = analysis.folded.data
        self._spelling = lexicon.spelling

    def sentence_around(self, position: int) -> tuple[int, int]:
        """The words first:last of the sentence that holds a word."""
        sentence = self.sentence[position]
        return bisect_left(self.sentence, sentence, 0, position), bisect_right(
            self.sentence, sentence, position
        )

    def around(self, position: int, lines: Sequence[CompiledLine]) -> list[Match]:
        """The matches of lines that are searched for by the word, or two words, at a position."""
        found = (self.match_at(position, line) for line in lines)
        return [match for match in found if match is not None]

    def match_at(self, position: int, line: CompiledLine) -> Match | None:
        """The match of a line that is searched for by the word, or two words, at a position."""
        ids, anchor = self._bordered, position + line.shift
        for low, high, wanted in line.near:
            if low == high:
                if ids[anchor + low] not in wanted:
                    return None
            elif anchor + high < 0 or wanted.isdisjoint(ids[max(anchor + low, 0) : anchor + high + 1]):
                return None
        return self.match_anchored(anchor, line)

    def match_anchored(self, position: int, sequence: CompiledLine) -> Match | None:
        """The match of a sequence whose anchor stands at a position, with its other words likely to be in reach."""
        bounds = (self._fixed_bounds if sequence.is_fixed else self._bounds)(position, sequence)
        if bounds is None:
            return None
        first, last = bounds[sequence.mark_from], bounds[sequence.mark_to]
        if not sequence.has_gap and self._is_divided(first, last):
            return None
        final = sequence.steps[sequence.mark_to - 1]
        end = self.end[last - 1] if final.possessive else self.core_end[last - 1]
        return Match(sequence.pattern, first, last, self.start[first], end, sequence.literal_words)

    def _fixed_bounds(self, position: int, sequence: CompiledLine) -> Sequence[int] | None:
        """Word positions of the borders of a line whose steps take one word each, or None where it does not fit."""
        first = position - sequence.anchor
        last = first + len(sequence.steps)
        if first < 0 or last > len(self.ids) or self.sentence[first] != self.sentence[last - 1]:
            return None
        for at, step in enumerate(sequence.steps, first):
            if not self._fits(step, at):
                return None
        return range(first, last + 1)

    def _bounds(self, position: int, sequence: CompiledLine) -> Sequence[int] | None:
        """Word positions of the borders of any line, or None where it does not fit."""
        steps, anchor = sequence.steps, sequence.anchor
        sentence = self.sentence[position]
        after = self._forward(steps, anchor, position, sentence, set())
        if after is None:
            return None
        before = self._backward(steps, anchor, position, sentence, set())
        return None if before is None else (*before, *after)

    def _is_divided(self, first: int, last: int) -> bool:
        """Whether a comma, colon, semicolon or bracket stands between two of the words first:last."""
        if _DIVIDERS.isdisjoint(self.data[self.start[first] : self.start[last - 1]]):
            return False
        gaps = (self.data[self.end[i] : self.start[i + 1]] for i in range(first, last - 1))
        return any(not _DIVIDERS.isdisjoint(gap) for gap in gaps)

    def _forward(
        self, steps: tuple[Step, ...], i: int, position: int, sentence: int, dead: set[tuple[int, int]]
    ) -> tuple[int, ...] | None:
        """Word positions of the borders from step i on, or None. dead: (step, position) known to lead nowhere."""
        if i == len(steps):
            return (position,)
        if (i, position) not in dead:
            for width in self._widths(steps[i], position, sentence):
                rest = self._forward(steps, i + 1, position + width, sentence, dead)
                if rest is not None:
                    return (position, *rest)
            dead.add((i, position))
        return None

    def _backward(
        self, steps: tuple[Step, ...], i: int, position: int, sentence: int, dead: set[tuple[int, int]]
    ) -> tuple[int, ...] | None:
        """Word positions of the borders before step i (which starts at position), or None."""
        if i == 0:
            return ()
        step = steps[i - 1]
        if (i, position) not in dead:
            for width in step.widths:
                start = position - width
                if start >= 0 and width in self._widths(step, start, sentence):
                    rest = self._backward(steps, i - 1, start, sentence, dead)
                    if rest is not None:
                        return (*rest, start)
            dead.add((i, position))
        return None

    def _widths(self, step: Step, position: int, sentence: int) -> Sequence[int]:
        """How many words the step can take at a position; empty where it does not fit."""
        kind = step.kind
        if kind == GAP:
            return step.widths
        if position >= len(self.ids) or self.sentence[position] != sentence:
            return ()
        if kind == SLOT:
            return self._slot(step, position, sentence)
        return (1,) if self._fits(step, position) else ()

    def _fits(self, step: Step, position: int) -> bool:
        """Whether the word at a position is one that a step other than a gap or slot takes."""
        kind = step.kind
        if kind == WORD:
            return self._is_word(position, step.ids, step.capital, step.possessive)
        if kind == TAG:
            return self.tag[position] in step.tags
        if kind == NAME:
            starts = position == 0 or self.sentence[position - 1] != self.sentence[position]
            return bool(self.capital[position]) and not starts
        return True

    def _is_word(self, position: int, ids: frozenset[int], capital: bool, possessive: bool) -> bool:
        word = self.ids[position]
        if (
            word not in ids
            or (capital and not self.capital[position])
            or (possessive and not self.possessive[position])
        ):
            return False
        return self._spelling.get(word) == self.data[self.start[position] : self.core_end[position]]

    def _slot(self, step: Step, position: int, sentence: int) -> Sequence[int]:
        assert step.phrases is not None
        return [
            len(phrase)
            for phrase in step.phrases.get(self.ids[position], ())
            if position + len(phrase) <= len(self.ids)
            and self.sentence[position + len(phrase) - 1] == sentence
            and all(self._is_word(position + k, *word) for k, word in enumerate(phrase))
        ]
