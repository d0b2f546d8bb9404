"""Lines compiled for a vocabulary: steps over word ids, and the words that each line is searched for by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.patterns.notation import TAGS, Element, Gap, Line, Mark, Slot, Tag, Word, words_of
from framing.text.vocabulary import Vocabulary

MOST_PAIRS = 1000
"""Pairs of words that one anchor of two may stand for; where there would be more, its rarer word alone is the anchor."""

ANY, WORD, SLOT, TAG, GAP, NAME = range(6)
_WORDS_OF_TAG = {name: frozenset(letters) for name, letters in TAGS.items()}
_Pair = tuple[frozenset[int], frozenset[int]]
_Phrase = tuple[tuple[frozenset[int], bool, bool], ...]
"""The words of a slot phrase: (id, capital, possessive) each."""


class Step(NamedTuple):
    """One element, compiled. ids: of a word, or of a slot's first words · widths: how many words it can take, as tried."""

    kind: int
    ids: frozenset[int] = frozenset()
    capital: bool = False
    possessive: bool = False
    tags: frozenset[int] = frozenset()
    phrases: Mapping[int, Sequence[_Phrase]] | None = None
    last_ids: frozenset[int] = frozenset()
    widths: Sequence[int] = (1,)


class CompiledLine(NamedTuple):
    """One line, compiled.

    anchor: the literal step that is searched for · shift: of the anchor from the first of the words it is searched for by ·
    near: (lowest and highest offset from the anchor, ids of which one must stand there) · is_fixed: every step takes one word ·
    is_plain: and is a literal word in any case, without a possessive 's.
    """

    pattern: int
    steps: tuple[Step, ...]
    anchor: int
    shift: int
    near: tuple[tuple[int, int, frozenset[int]], ...]
    mark_from: int
    mark_to: int
    literal_words: int
    has_gap: bool
    is_fixed: bool
    is_plain: bool


class Lexicon:
    """The ids and spellings of all words that patterns use, in one vocabulary, with the slots; shared by pattern sets.

    more_words: what else the vocabulary is to hold.
    """

    def __init__(
        self,
        words: Iterable[str],
        slots: Mapping[str, Sequence[Line]],
        vocabulary: Vocabulary,
        more_words: Iterable[str] = (),
    ) -> None:
        wanted = sorted({*words, *words_of(line for lines in slots.values() for line in lines)})
        self.vocabulary = vocabulary.extended({*wanted, *more_words})
        self.ids = dict(zip(wanted, self.vocabulary.ids_of(wanted).tolist(), strict=True))
        self.spelling = {word: form.encode("latin-1") for form, word in self.ids.items()}
        self.per_million: list[int] = self.vocabulary.per_million.tolist()
        self._slots = {name: self._slot(lines) for name, lines in slots.items()}
        self._steps: dict[int, tuple[Element, Step]] = {}
        self._frequency: dict[frozenset[int], float] = {}

    def step(self, element: Element) -> Step:
        """The compiled form of an element other than a mark."""
        known = self._steps.get(id(element))
        if known is None:
            known = self._steps[id(element)] = (element, self._step(element))
        return known[1]

    def _step(self, element: Element) -> Step:
        if isinstance(element, Word):
            ids = frozenset(map(self.ids.__getitem__, element.forms))
            return Step(WORD, ids, element.capital, element.possessive)
        if isinstance(element, Slot):
            return self._slots[element.name]
        if isinstance(element, Gap):
            return Step(GAP, widths=range(element.most + 1))
        assert isinstance(element, Tag)
        kind = {"any": ANY, "name": NAME}.get(element.name, TAG)
        return Step(kind, tags=_WORDS_OF_TAG[element.name])

    def frequency(self, step: Step) -> float:
        """Words per million of running text that are one of a step's, roughly."""
        known = self._frequency.get(step.ids)
        if known is None:
            known = self._frequency[step.ids] = float(sum(map(self.per_million.__getitem__, step.ids)))
        return known

    def _slot(self, lines: Sequence[Line]) -> Step:
        """A slot's phrases by the id of their first word, longest first."""
        phrases: dict[int, list[_Phrase]] = {}
        for line in lines:
            words = [element for element in line if isinstance(element, Word)]
            phrase = tuple(
                (frozenset(map(self.ids.__getitem__, w.forms)), w.capital, w.possessive) for w in words
            )
            for first in sorted(phrase[0][0]):
                phrases.setdefault(first, []).append(phrase)
        for found in phrases.values():
            found.sort(key=len, reverse=True)
        every = [phrase for found in phrases.values() for phrase in found]
        last_ids = frozenset(word for phrase in every for word in phrase[-1][0])
        widths = sorted({len(phrase) for phrase in every}, reverse=True)
        return Step(SLOT, frozenset(phrases), phrases=phrases, last_ids=last_ids, widths=widths)


def anchor_words(line: Line, lexicon: Lexicon) -> _Pair:
    """The ids that a line is searched for by: of one word and nothing, or of two neighbouring words."""
    return _choose_anchor(_steps(line, lexicon), lexicon)[1]


def _steps(line: Line, lexicon: Lexicon) -> tuple[Step, ...]:
    return tuple(lexicon.step(element) for element in line if not isinstance(element, Mark))


def compiled(pattern: int, line: Line, lexicon: Lexicon) -> CompiledLine:
    """A line of pattern number `pattern`, ready to match."""
    steps = _steps(line, lexicon)
    marks = [i for i, element in enumerate(line) if isinstance(element, Mark)]
    mark_from, mark_to = (marks[0], marks[1] - 1) if marks else (0, len(steps))
    literal = sum(step.kind == WORD for step in steps)
    gap = any(step.kind == GAP for step in steps)
    fixed = all(step.kind not in (GAP, SLOT) for step in steps)
    plain = all(step.kind == WORD and not (step.capital or step.possessive) for step in steps)
    anchor, pair, shift = _choose_anchor(steps, lexicon)
    partner = anchor + (0 if not pair[1] else -1 if shift else 1)
    near = _near(steps, anchor, partner)
    return CompiledLine(pattern, steps, anchor, shift, near, mark_from, mark_to, literal, gap, fixed, plain)


def _choose_anchor(steps: tuple[Step, ...], lexicon: Lexicon) -> tuple[int, _Pair, int]:
    """The step to search for, the words to search by, and the step's shift in them: what stands in text least often.

    Words that stand together in patterns do so in text: a pair counts as a tenth of its rarer word at least.
    """
    often = [lexicon.frequency(step) if step.ids else 0.0 for step in steps]
    costs = [(often[i], 0, i) for i, step in enumerate(steps) if step.kind == WORD]
    for i, (here, after) in enumerate(pairwise(steps)):
        literal = here.ids and after.ids and WORD in (here.kind, after.kind)
        if literal and len(here.last_ids or here.ids) * len(after.ids) <= MOST_PAIRS:
            costs.append((5e-6 * often[i] * often[i + 1] + min(often[i], often[i + 1]) / 10, 1, i))
    _, paired, at = min(costs)
    if not paired:
        return at, (steps[at].ids, frozenset()), 0
    shift = int(steps[at].kind == SLOT)
    return at + shift, (steps[at].last_ids or steps[at].ids, steps[at + 1].ids), shift


def _near(steps: tuple[Step, ...], anchor: int, partner: int) -> tuple[tuple[int, int, frozenset[int]], ...]:
    """Words one of which must stand between two offsets from the anchor, for every other literal, the nearest first.

    partner: the step that is searched for together with the anchor and so known to stand there.
    """
    near = []
    low = high = 1
    for i, step in enumerate(steps[anchor + 1 :], anchor + 1):
        if step.ids and i != partner:
            near.append((low, high, step.ids))
        low, high = low + min(step.widths), high + max(step.widths)
    low = high = -1
    for i, step in reversed(tuple(enumerate(steps[:anchor]))):
        if step.ids and i != partner:
            near.append((low, high, step.last_ids or step.ids))
        low, high = low - max(step.widths), high - min(step.widths)
    return tuple(sorted(near, key=lambda place: (place[1] - place[0], abs(place[0]))))


@dataclass(frozen=True, slots=True)
class Index:
    """Where anchors can stand. role: of a word id, 1 an anchor by itself, 2 first, 4 second of two · pairs: of their hashes."""

    role: NDArray[np.uint8]
    pairs: NDArray[np.bool_]

    @staticmethod
    def of(anchors: Iterable[tuple[int, ...]], words: int) -> Index:
        """For anchors of one or two word ids, in a vocabulary of so many words."""
        anchors = list(anchors)
        pairs = [anchor for anchor in anchors if len(anchor) == 2]
        single = [anchor[0] for anchor in anchors if len(anchor) == 1]
        role, seen = np.zeros(words, np.uint8), np.zeros(1 << _PAIR_BITS, np.bool_)
        role[single] |= 1
        first, second = np.array(pairs, np.int32).reshape(-1, 2).T
        role[first] |= 2
        role[second] |= 4
        seen[_pair_hash(first, second)] = True
        return Index(role, seen)

    def places(self, ids: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions of single anchors, and of the first words of pairs that are anchors or, rarely, share a hash with one."""
        role = self.role.take(ids)
        at = np.flatnonzero(((role[:-1] & 2) & (role[1:] >> 1)) != 0)
        return np.flatnonzero((role & 1) != 0), at[self.pairs.take(_pair_hash(ids[at], ids[at + 1]))]


_PAIR_BITS = 20


def _pair_hash(first: NDArray[np.int32], second: NDArray[np.int32]) -> NDArray[np.int64]:
    key = first.astype(np.uint64) << np.uint64(32) | second.astype(np.uint64)
    key *= np.uint64(0x9E3779B97F4A7C15)
    return (key >> np.uint64(64 - _PAIR_BITS)).astype(np.int64)
