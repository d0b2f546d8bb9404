"""Lines compiled for a vocabulary: steps over word ids, and the words that each line is searched for by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product
from math import prod
from typing import NamedTuple

from framing.patterns.notation import TAGS, Element, Gap, Line, Mark, Slot, Tag, Word
from framing.text.vocabulary import Vocabulary

MOST_PAIRS = 1000
"""Pairs of words that one anchor of two may stand for; where there would be more, its rarer word alone is the anchor."""
MOST_SPELLINGS = 200
"""Spellings of a line that are kept; a line with more is compared word by word."""

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
    is_plain: and is a literal word in any case, without a possessive 's · spelled: all that a plain line of not too many forms
    can be, with blanks between its words.
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
    spelled: frozenset[bytes]


class Lexicon:
    """The ids and spellings of all words that patterns use, in one vocabulary, with the slots; shared by pattern sets.

    words: those of patterns and slots · slots: their lines by name, asked for when a pattern first needs them · more_words: what
    else the vocabulary is to hold.
    """

    def __init__(
        self,
        words: Iterable[str],
        slots: Mapping[str, Sequence[Line]],
        vocabulary: Vocabulary,
        more_words: Iterable[str] = (),
    ) -> None:
        wanted = sorted(words)
        self.vocabulary = vocabulary.extended({*wanted, *more_words})
        ids = self.vocabulary.ids_of(wanted).tolist()
        self.ids = dict(zip(wanted, ids, strict=True))
        self.spelling = dict(zip(ids, " ".join(wanted).encode("latin-1").split(), strict=True))
        self.per_million = self.vocabulary.per_million.data
        self._slot_lines = slots
        self._slots: dict[str, Step] = {}
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
            return self._slot(element.name)
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

    def _slot(self, name: str) -> Step:
        if name not in self._slots:
            self._slots[name] = self._compiled_slot(self._slot_lines[name])
        return self._slots[name]

    def _compiled_slot(self, lines: Sequence[Line]) -> Step:
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
    spelled = _spelled(steps, lexicon) if plain else frozenset[bytes]()
    return CompiledLine(
        pattern, steps, anchor, shift, near, mark_from, mark_to, literal, gap, fixed, plain, spelled
    )


def _spelled(steps: tuple[Step, ...], lexicon: Lexicon) -> frozenset[bytes]:
    """All spellings of literal words in a row; none where there would be more than MOST_SPELLINGS."""
    if prod(len(step.ids) for step in steps) > MOST_SPELLINGS:
        return frozenset()
    forms = ([lexicon.spelling[word] for word in step.ids] for step in steps)
    return frozenset(map(b" ".join, product(*forms)))


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
