"""Lines -> matches over the words of an analysis.

Each line has an anchor, its rarest literal word or pair of neighbouring words. Anchors are found for a whole batch at once by
word id; at each, the words at fixed distances are looked at first, then the whole line word by word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from framing.patterns.notation import TAGS, Element, Gap, Line, Mark, Slot, Tag, Word, words_of
from framing.text.analysis import Analysis
from framing.text.vocabulary import Vocabulary

MOST_PAIRS = 1000
"""Pairs of words that one anchor of two may stand for; where there would be more, its rarer word alone is the anchor."""


@dataclass(frozen=True, slots=True)
class Match:
    """Words first:last of a batch matched by pattern number `pattern`; start and end are the evidence in the batch."""

    pattern: int
    first: int
    last: int
    start: int
    end: int
    literal_words: int


_DIVIDERS = frozenset(b",;:()")
_ANY, _WORD, _SLOT, _TAG, _GAP, _NAME = range(6)
_WORDS_OF_TAG = {name: frozenset(letters) for name, letters in TAGS.items()}
_Phrase = tuple[tuple[frozenset[int], bool, bool], ...]
"""The words of a slot phrase: (id, capital, possessive) each."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One element, compiled. ids: of a word, or of a slot's first words · widths: how many words it can take, as tried."""

    kind: int
    ids: frozenset[int] = frozenset()
    capital: bool = False
    possessive: bool = False
    tags: frozenset[int] = frozenset()
    phrases: Mapping[int, Sequence[_Phrase]] | None = None
    last_ids: frozenset[int] = frozenset()
    widths: Sequence[int] = (1,)


@dataclass(frozen=True, slots=True)
class _Sequence:
    """One line, compiled. near: (offset from the anchor, ids of which one must stand there), checked before all else."""

    pattern: int
    steps: tuple[_Step, ...]
    anchor: int
    near: tuple[tuple[int, frozenset[int]], ...]
    mark_from: int
    mark_to: int
    literal_words: int
    has_gap: bool


class Lexicon:
    """The ids and spellings of all words that patterns use, in one vocabulary, with the slots; shared by pattern sets."""

    def __init__(self, words: Iterable[str], slots: Mapping[str, Sequence[Line]], vocabulary: Vocabulary) -> None:
        wanted = sorted({*words, *words_of(line for lines in slots.values() for line in lines)})
        self.vocabulary = vocabulary.extended(wanted)
        self.ids = dict(zip(wanted, self.vocabulary.ids_of(wanted).tolist(), strict=True))
        self.spelling = {word: form.encode("latin-1") for form, word in self.ids.items()}
        self.per_million: list[int] = self.vocabulary.per_million.tolist()
        self._slots = {name: self._slot(lines) for name, lines in slots.items()}
        self._words: dict[Word, _Step] = {}

    def step(self, element: Element) -> _Step:
        """The compiled form of an element other than a mark."""
        if isinstance(element, Word):
            if element not in self._words:
                ids = frozenset(self.ids[form] for form in element.forms)
                self._words[element] = _Step(_WORD, ids, element.capital, element.possessive)
            return self._words[element]
        if isinstance(element, Slot):
            return self._slots[element.name]
        if isinstance(element, Gap):
            return _Step(_GAP, widths=range(element.most + 1))
        assert isinstance(element, Tag)
        kind = {"any": _ANY, "name": _NAME}.get(element.name, _TAG)
        return _Step(kind, tags=_WORDS_OF_TAG[element.name])

    def frequency(self, ids: Iterable[int]) -> float:
        """Words per million of running text that are one of these, roughly."""
        return float(sum(self.per_million[word] for word in ids))

    def _slot(self, lines: Sequence[Line]) -> _Step:
        """A slot's phrases by the id of their first word, longest first."""
        phrases: dict[int, list[_Phrase]] = {}
        for line in lines:
            words = [element for element in line if isinstance(element, Word)]
            phrase = tuple((frozenset(map(self.ids.__getitem__, w.forms)), w.capital, w.possessive) for w in words)
            for first in sorted(phrase[0][0]):
                phrases.setdefault(first, []).append(phrase)
        for found in phrases.values():
            found.sort(key=len, reverse=True)
        every = [phrase for found in phrases.values() for phrase in found]
        last_ids = frozenset(word for phrase in every for word in phrase[-1][0])
        widths = sorted({len(phrase) for phrase in every}, reverse=True)
        return _Step(_SLOT, frozenset(phrases), phrases=phrases, last_ids=last_ids, widths=widths)


class PatternSet:
    """Compiled patterns that are searched together. Patterns are numbered in the order given."""

    def __init__(self, patterns: Sequence[Sequence[Line]], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._single: dict[int, list[_Sequence]] = {}
        self._pair: dict[tuple[int, int], list[_Sequence]] = {}
        for number, lines in enumerate(patterns):
            for line in lines:
                self._add(_compiled(number, line, lexicon))
        self.anchor_ids = frozenset(self._single) | frozenset(first for first, _ in self._pair)
        self._role: NDArray[np.uint8] | None = None

    def _add(self, found: tuple[_Sequence, bool]) -> None:
        sequence, paired = found
        first = sequence.steps[sequence.anchor].ids
        if not paired:
            for word in first:
                self._single.setdefault(word, []).append(sequence)
            return
        for pair in product(first, sequence.steps[sequence.anchor + 1].ids):
            self._pair.setdefault(pair, []).append(sequence)

    def _roles(self) -> NDArray[np.uint8]:
        """For each word id: 1 an anchor by itself, 2 the first word of an anchoring pair, 4 the second."""
        if self._role is None:
            role = np.zeros(len(self._lexicon.vocabulary), np.uint8)
            role[list(self._single)] |= 1
            role[[first for first, _ in self._pair]] |= 2
            role[[second for _, second in self._pair]] |= 4
            self._role = role
        return self._role

    def find(self, analysis: Analysis) -> list[Match]:
        """Every match in the batch, in text order; overlapping ones of one pattern included."""
        ids = analysis.words.id
        if not len(ids):
            return []
        view = self.view(analysis)
        role = self._roles().take(ids)
        found: list[Match] = []
        at = np.flatnonzero(role & 1)
        for position, word in zip(at.tolist(), ids[at].tolist(), strict=True):
            found.extend(view.around(position, self._single[word]))
        at = np.flatnonzero((role[:-1] & 2) & (role[1:] >> 1))
        for position, pair in zip(at.tolist(), zip(ids[at].tolist(), ids[at + 1].tolist(), strict=True), strict=True):
            if pair in self._pair:
                found.extend(view.around(position, self._pair[pair]))
        found.sort(key=lambda match: (match.start, match.end, match.pattern))
        return found

    def find_between(self, view: View, first: int, last: int) -> Iterator[Match]:
        """Matches anchored among the words first:last of the batch, for contexts that are looked at on demand."""
        ids = view.ids[first:last].tolist()
        if self.anchor_ids.isdisjoint(ids):
            return
        for i, word in enumerate(ids):
            if word in self.anchor_ids:
                yield from view.around(first + i, self._single.get(word, ()))
                if i + 1 < len(ids):
                    yield from view.around(first + i, self._pair.get((word, ids[i + 1]), ()))

    def view(self, analysis: Analysis) -> View:
        return View(analysis, self._lexicon)


def _compiled(pattern: int, line: Line, lexicon: Lexicon) -> tuple[_Sequence, bool]:
    """The line as a sequence, and whether its anchor is a pair."""
    steps = tuple(lexicon.step(element) for element in line if not isinstance(element, Mark))
    marks = [i for i, element in enumerate(line) if isinstance(element, Mark)]
    mark_from, mark_to = (marks[0], marks[1] - 1) if marks else (0, len(steps))
    literal = sum(step.kind == _WORD for step in steps)
    gap = any(step.kind == _GAP for step in steps)
    anchor, paired = _choose_anchor(steps, lexicon)
    near = _near(steps, anchor)
    return _Sequence(pattern, steps, anchor, near, mark_from, mark_to, literal, gap), paired


def _choose_anchor(steps: tuple[_Step, ...], lexicon: Lexicon) -> tuple[int, bool]:
    """The step to search for, and whether the next joins it: the literal word or pair that stands in text least often.

    Words that stand together in patterns do so in text: a pair counts as a tenth of its rarer word at least.
    """
    often = [lexicon.frequency(step.ids) if step.kind == _WORD else -1.0 for step in steps]
    costs = [(cost, False, i) for i, cost in enumerate(often) if cost >= 0]
    for i, (here, after) in enumerate(zip(often, often[1:], strict=False)):
        if here >= 0 and after >= 0 and len(steps[i].ids) * len(steps[i + 1].ids) <= MOST_PAIRS:
            costs.append((5e-6 * here * after + min(here, after) / 10, True, i))
    _, paired, anchor = min(costs)
    return anchor, paired


def _near(steps: tuple[_Step, ...], anchor: int) -> tuple[tuple[int, frozenset[int]], ...]:
    """What must stand at fixed distances from the anchor, the nearest first, up to the first slot or gap on each side."""
    near = []
    for i in range(anchor + 1, len(steps)):
        if steps[i].ids:
            near.append((i - anchor, steps[i].ids))
        if steps[i].kind in (_SLOT, _GAP):
            break
    for i in range(anchor - 1, -1, -1):
        ids = steps[i].last_ids if steps[i].kind == _SLOT else steps[i].ids
        if ids:
            near.append((i - anchor, ids))
        if steps[i].kind in (_SLOT, _GAP):
            break
    return tuple(sorted(near, key=lambda pair: abs(pair[0])))


class View:
    """Quick access to the words of one analysis while matching."""

    __slots__ = (
        "_spelling",
        "analysis",
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
        self.ids = memoryview(np.ascontiguousarray(words.id))
        self.tag = memoryview(np.ascontiguousarray(words.tag))
        self.capital = memoryview(words.capital.view(np.uint8))
        self.possessive = memoryview(words.possessive.view(np.uint8))
        self.sentence = memoryview(np.ascontiguousarray(analysis.word_sentence))
        self.start = memoryview(words.start)
        self.end = memoryview(words.end)
        self.core_end = memoryview(words.core_end)
        self.data = analysis.folded.data
        self._spelling = lexicon.spelling

    def around(self, position: int, sequences: Sequence[_Sequence]) -> Iterator[Match]:
        """The matches of sequences whose anchor stands at a position."""
        ids, count = self.ids, len(self.ids)
        for sequence in sequences:
            for offset, wanted in sequence.near:
                at = position + offset
                if not 0 <= at < count or ids[at] not in wanted:
                    break
            else:
                match = self._match(position, sequence)
                if match is not None:
                    yield match

    def _match(self, position: int, sequence: _Sequence) -> Match | None:
        steps, anchor = sequence.steps, sequence.anchor
        sentence = self.sentence[position]
        after = self._forward(steps, anchor, position, sentence, set())
        if after is None:
            return None
        before = self._backward(steps, anchor, position, sentence, set())
        if before is None:
            return None
        bounds = (*before, *after)
        first, last = bounds[sequence.mark_from], bounds[sequence.mark_to]
        final = steps[sequence.mark_to - 1]
        end = self.end[last - 1] if final.possessive else self.core_end[last - 1]
        start = self.start[first]
        if not sequence.has_gap and self._is_divided(first, last):
            return None
        return Match(sequence.pattern, first, last, start, end, sequence.literal_words)

    def _is_divided(self, first: int, last: int) -> bool:
        """Whether a comma, colon, semicolon or bracket stands between two of the words first:last."""
        if _DIVIDERS.isdisjoint(self.data[self.start[first] : self.start[last - 1]]):
            return False
        gaps = (self.data[self.end[i] : self.start[i + 1]] for i in range(first, last - 1))
        return any(not _DIVIDERS.isdisjoint(gap) for gap in gaps)

    def _forward(
        self, steps: tuple[_Step, ...], i: int, position: int, sentence: int, dead: set[tuple[int, int]]
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
        self, steps: tuple[_Step, ...], i: int, position: int, sentence: int, dead: set[tuple[int, int]]
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

    def _widths(self, step: _Step, position: int, sentence: int) -> Sequence[int]:
        """How many words the step can take at a position; empty where it does not fit."""
        kind = step.kind
        if kind == _GAP:
            return step.widths
        if position >= len(self.ids) or self.sentence[position] != sentence:
            return ()
        if kind == _WORD:
            return (1,) if self._is_word(position, step.ids, step.capital, step.possessive) else ()
        if kind == _TAG:
            return (1,) if self.tag[position] in step.tags else ()
        if kind == _NAME:
            starts = position == 0 or self.sentence[position - 1] != sentence
            return (1,) if self.capital[position] and not starts else ()
        return self._slot(step, position, sentence) if kind == _SLOT else (1,)

    def _is_word(self, position: int, ids: frozenset[int], capital: bool, possessive: bool) -> bool:
        word = self.ids[position]
        if word not in ids or (capital and not self.capital[position]) or (possessive and not self.possessive[position]):
            return False
        return self._spelling.get(word) == self.data[self.start[position] : self.core_end[position]]

    def _slot(self, step: _Step, position: int, sentence: int) -> Sequence[int]:
        assert step.phrases is not None
        return [
            len(phrase)
            for phrase in step.phrases.get(self.ids[position], ())
            if position + len(phrase) <= len(self.ids)
            and self.sentence[position + len(phrase) - 1] == sentence
            and all(self._is_word(position + k, *word) for k, word in enumerate(phrase))
        ]
