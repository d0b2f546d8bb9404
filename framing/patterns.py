"""Phrase patterns: text -> elements -> matches over the words of an analysis.

A pattern is expanded into linear sequences of elements (words, slots, tags, gaps). Each sequence has an anchor, one literal
word or two neighbouring ones; anchors are found for a whole batch at once by word id, and the rest is checked word by word
around each. The expansion is bounded (MOST_SEQUENCES, MOST_GAPS, LONGEST_GAP), so matching takes time linear in the text for
any pattern. docs/codebook.md describes the notation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

import numpy as np
from numpy.typing import NDArray

from framing.text.analysis import Analysis
from framing.text.fold import fold
from framing.text.vocabulary import Vocabulary

MOST_SEQUENCES = 4000
MOST_GAPS = 2
LONGEST_GAP = 8
LONGEST_PATTERN = 1000

TAGS: Mapping[str, bytes] = {
    "any": b"",
    "noun": b"nNrshjgGVbuy",
    "name": b"",
    "determiner": b"d",
    "adjective": b"jn",
    "number": b"0",
    "pronoun": b"oq",
    "verb": b"V",
    "preposition": b"p",
}
"""Tags of tags.tsv by the name patterns use; an empty value is decided in Tag.accepts."""


class PatternError(ValueError):
    """A pattern that breaks the notation; its text says what and what to do."""


@dataclass(frozen=True, slots=True)
class Word:
    """One literal word or its inflections, folded."""

    forms: tuple[str, ...]
    capital: bool = False
    possessive: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    name: str


@dataclass(frozen=True, slots=True)
class Tag:
    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    most: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The start or end of the evidence within a pattern."""

    opening: bool


Element = Word | Slot | Tag | Gap | Mark
Line = tuple[Element, ...]

_TOKEN = re.compile(r"\[\[|\]\]|[\[\]()|]|\{[\w-]+\}|<\.\.\d+>|<\w+>|[^\s\[\](){}<>|]+|\S")
_HYPHEN = re.compile(r"[-\u2010\u2011]+")


class Notation:
    """Reads pattern text into linear sequences; holds the irregular lemmas and the slots."""

    def __init__(self, lemmas: Mapping[str, tuple[str, ...]], slots: Mapping[str, Sequence[str]]) -> None:
        self._lemmas = lemmas
        self._slots = slots
        self._anchored: dict[str, tuple[Line, ...]] = {}

    def read_context(self, text: str) -> tuple[Line, ...]:
        """As read, but a slot may be the only content: its phrases then serve as anchors. Raises PatternError."""
        name = text.strip()[1:-1]
        if text.strip() == "{%s}" % name and name in self._slots:
            if name not in self._anchored:
                self._anchored[name] = tuple(line for phrase in self._slots[name] for line in self.read(phrase))
            return self._anchored[name]
        return self.read(text)

    def read(self, text: str) -> tuple[Line, ...]:
        """All sequences of a pattern. Raises PatternError."""
        if len(text) > LONGEST_PATTERN:
            raise PatternError(f"pattern of {len(text)} characters; {LONGEST_PATTERN} at most, split it")
        tokens = [token for token in _TOKEN.findall(_HYPHEN.sub(" ", text)) if token.strip()]
        lines, rest = self._alternatives(tokens)
        if rest:
            raise PatternError(f"{rest[0]!r} has no opening bracket")
        for line in lines:
            _check(line, text)
        return lines

    def _alternatives(self, tokens: list[str]) -> tuple[tuple[Line, ...], list[str]]:
        """Sequences up to a closing bracket or the end, and the tokens that are left."""
        branches: list[Line] = []
        parts: list[tuple[Line, ...]] = []
        while tokens and tokens[0] not in (")", "]"):
            token, tokens = tokens[0], tokens[1:]
            if token == "|":
                branches.extend(_join(parts))
                parts = []
            elif token in ("(", "["):
                inner, tokens = self._alternatives(tokens)
                closing = ")" if token == "(" else "]"
                if not tokens or tokens[0] != closing:
                    raise PatternError(f"{token!r} is not closed by {closing!r}")
                tokens = tokens[1:]
                parts.append(inner if token == "(" else (*inner, ()))
            else:
                parts.append((self._element(token),))
        branches.extend(_join(parts))
        return tuple(dict.fromkeys(branches)), tokens

    def _element(self, token: str) -> Line:
        if token in ("[[", "]]"):
            return (Mark(token == "[["),)
        if token.startswith("{"):
            name = token[1:-1]
            if name not in self._slots:
                raise PatternError(f"unknown slot {token}; known: {', '.join(sorted(self._slots)) or 'none'}")
            return (Slot(name),)
        if token.startswith("<.."):
            most = int(token[3:-1])
            if not 1 <= most <= LONGEST_GAP:
                raise PatternError(f"gap {token} must be 1 to {LONGEST_GAP}")
            return (Gap(most),)
        if token.startswith("<"):
            name = token[1:-1]
            if name not in TAGS:
                raise PatternError(f"unknown tag {token}; known: {', '.join(TAGS)}")
            return (Tag(name),)
        return self._words(token)

    def _words(self, token: str) -> Line:
        inflected = token.endswith("~")
        literal = tokenise(token.rstrip("~"))
        if inflected and len(literal) == 1:
            stem, capital, possessive = literal[0]
            return (Word(inflections(stem, self._lemmas), capital, possessive),)
        return tuple(Word((word,), capital, possessive) for word, capital, possessive in literal)


def _join(parts: list[tuple[Line, ...]]) -> list[Line]:
    total = 1
    for part in parts:
        total *= len(part)
    if total > MOST_SEQUENCES:
        raise PatternError(f"expands to {total} sequences; {MOST_SEQUENCES} at most, split it")
    return [sum(choice, ()) for choice in product(*parts)]


def _check(line: Line, text: str) -> None:
    if not any(isinstance(element, Word) for element in line):
        raise PatternError(f"{text!r} can match without any literal word; add one as anchor")
    if sum(isinstance(element, Gap) for element in line) > MOST_GAPS:
        raise PatternError(f"more than {MOST_GAPS} gaps")
    if isinstance(line[0], Gap) or isinstance(line[-1], Gap):
        raise PatternError("a gap cannot stand first or last")
    marks = [element.opening for element in line if isinstance(element, Mark)]
    if marks not in ([], [True, False]):
        raise PatternError("[[ and ]] must mark one stretch")


_LITERAL = re.compile(
    rb"[0-9]+(?:[.,][0-9]+)*[a-z\x02]*|[a-z\x02](?:\.[a-z\x02])+(?![a-z0-9\x02])|[a-z0-9\x02]+(?:'[a-z0-9\x02]+)*"
)


def tokenise(text: str) -> list[tuple[str, bool, bool]]:
    """(folded word, capital, possessive) for each word of a pattern, split as article text is."""
    folded = fold(text + "\0")
    words = []
    for found in _LITERAL.finditer(folded.data):
        word = found[0].decode("latin-1")
        possessive = word.endswith("'s") and len(word) > 2 and word not in _contractions()
        words.append((word[:-2] if possessive else word, bool(folded.upper[found.start()]), possessive))
    return words


@cache
def _contractions() -> frozenset[str]:
    """Words in 's that are no possessives: those that tags.tsv tags as auxiliaries."""
    lines = files("framing.text").joinpath("tags.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(line[:-2] for line in lines if line.endswith("'s\tx"))


def inflections(word: str, lemmas: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """A word with its inflected forms: from the table where it is irregular, else by the usual spelling rules."""
    if word in lemmas:
        return tuple(dict.fromkeys((word, *lemmas[word])))
    vowels = "aeiou"
    if word.endswith("y") and word[-2:-1] not in vowels:
        return (word, word[:-1] + "ies", word[:-1] + "ied", word + "ing")
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return (word, word + "es", word + "ed", word + "ing")
    if word.endswith("e"):
        return (word, word + "s", word + "d", word[:-1] + "ing")
    forms = [word, word + "s", word + "ed", word + "ing"]
    if len(word) > 2 and word[-1] not in "aeiouwxyh" and word[-2] in vowels and word[-3] not in vowels:
        forms += [word + word[-1] + "ed", word + word[-1] + "ing"]
    return tuple(forms)


def words_of(lines: Iterable[Line]) -> set[str]:
    return {form for line in lines for element in line if isinstance(element, Word) for form in element.forms}


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
_Step = tuple[int, object, bool, bool]
Phrase = tuple[tuple[int, bool, bool], ...]
"""The words of a slot phrase: (id, capital, possessive) each."""


@dataclass(slots=True)
class _Sequence:
    """One linear sequence, compiled: steps before and after the anchor, and where the evidence lies."""

    pattern: int
    steps: tuple[_Step, ...]
    anchor: int
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
        self.slots = {name: self._slot(lines) for name, lines in slots.items()}

    def _slot(self, lines: Sequence[Line]) -> dict[int, list[Phrase]]:
        """The phrases of a slot by the id of their first word, longest first."""
        phrases: dict[int, list[Phrase]] = {}
        for line in lines:
            choices = [
                [(self.ids[form], element.capital, element.possessive) for form in element.forms]
                for element in line
                if isinstance(element, Word)
            ]
            for phrase in product(*choices):
                phrases.setdefault(phrase[0][0], []).append(phrase)
        for found in phrases.values():
            found.sort(key=len, reverse=True)
        return phrases


class PatternSet:
    """Compiled patterns that are searched together. Patterns are numbered in the order given."""

    def __init__(self, patterns: Sequence[Sequence[Line]], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        vocabulary = lexicon.vocabulary
        self._single: dict[int, list[_Sequence]] = {}
        self._pair: dict[tuple[int, int], list[_Sequence]] = {}
        role = np.zeros(len(vocabulary), np.uint8)
        for number, lines in enumerate(patterns):
            for line in lines:
                self._add(number, line, role)
        self._role = role
        self.anchor_ids = frozenset(self._single) | frozenset(first for first, _ in self._pair)

    def _add(self, number: int, line: Line, role: NDArray[np.uint8]) -> None:
        steps: list[_Step] = []
        mark_from, mark_to = 0, -1
        for element in line:
            if isinstance(element, Mark):
                if element.opening:
                    mark_from = len(steps)
                else:
                    mark_to = len(steps)
            else:
                steps.append(self._step(element))
        mark_to = len(steps) if mark_to < 0 else mark_to
        literal = sum(step[0] == _WORD for step in steps)
        anchor, paired = _choose_anchor(steps, self._lexicon.vocabulary)
        gap = any(step[0] == _GAP for step in steps)
        sequence = _Sequence(number, tuple(steps), anchor, mark_from, mark_to, literal, gap)
        first_ids = self._word_ids(steps[anchor])
        if paired:
            second_ids = self._word_ids(steps[anchor + 1])
            role[list(first_ids)] |= 2
            role[list(second_ids)] |= 4
            for pair in product(sorted(first_ids), sorted(second_ids)):
                self._pair.setdefault(pair, []).append(sequence)
        else:
            role[list(first_ids)] |= 1
            for word in sorted(first_ids):
                self._single.setdefault(word, []).append(sequence)

    @staticmethod
    def _word_ids(step: _Step) -> frozenset[int]:
        ids = step[1]
        assert isinstance(ids, frozenset)
        return ids

    def _step(self, element: Element) -> _Step:
        if isinstance(element, Word):
            return _WORD, frozenset(self._lexicon.ids[form] for form in element.forms), element.capital, element.possessive
        if isinstance(element, Slot):
            return _SLOT, self._lexicon.slots[element.name], False, False
        if isinstance(element, Gap):
            return _GAP, element.most, False, False
        assert isinstance(element, Tag)
        if element.name == "any":
            return _ANY, None, False, False
        if element.name == "name":
            return _NAME, None, False, False
        return _TAG, frozenset(TAGS[element.name]), False, False

    def find(self, analysis: Analysis) -> list[Match]:
        """Every match in the batch, in text order; overlapping ones of one pattern included."""
        view = self.view(analysis)
        ids = analysis.words.id
        if not len(ids):
            return []
        role = self._role.take(ids)
        found: list[Match] = []
        at = np.flatnonzero(role & 1)
        for position, word in zip(at.tolist(), ids[at].tolist(), strict=True):
            found.extend(view.around(position, self._single[word]))
        at = np.flatnonzero((role[:-1] & 2 > 0) & (role[1:] & 4 > 0))
        for position, first, second in zip(at.tolist(), ids[at].tolist(), ids[at + 1].tolist(), strict=True):
            sequences = self._pair.get((first, second))
            if sequences:
                found.extend(view.around(position, sequences))
        found.sort(key=lambda match: (match.start, match.end, match.pattern))
        return found

    def find_between(self, view: View, first: int, last: int) -> Iterator[Match]:
        """Matches anchored among the words first:last of the batch, for contexts that are looked at on demand."""
        for position in range(first, last):
            word = view.ids[position]
            sequences = self._single.get(word)
            if sequences:
                yield from view.around(position, sequences)
            if position + 1 < last:
                sequences = self._pair.get((word, view.ids[position + 1]))
                if sequences:
                    yield from view.around(position, sequences)

    def view(self, analysis: Analysis) -> View:
        return View(analysis, self._lexicon)


def _choose_anchor(steps: list[_Step], vocabulary: Vocabulary) -> tuple[int, bool]:
    """The step to search for, and whether its neighbour joins it: the rarest-looking literal word or pair."""

    def rarity(i: int) -> tuple[int, int]:
        ids = steps[i][1]
        assert isinstance(ids, frozenset)
        tag = chr(int(vocabulary.tag[next(iter(ids))]))
        return (0 if tag in "dopx&ctqa0" else 1, -len(ids))

    literal = [i for i, step in enumerate(steps) if step[0] == _WORD]
    pairs = [i for i in literal if i + 1 in literal]
    if pairs:
        return max(pairs, key=lambda i: (rarity(i)[0] + rarity(i + 1)[0], -i)), True
    return max(literal, key=lambda i: (*rarity(i), -i)), False


class View:
    """Quick access to the words of one analysis while matching."""

    __slots__ = ("analysis", "capital", "data", "end", "core_end", "ids", "possessive", "sentence", "start", "tag", "_spelling")

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

    def around(self, position: int, sequences: list[_Sequence]) -> Iterator[Match]:
        for sequence in sequences:
            match = self._match(position, sequence)
            if match is not None:
                yield match

    def _match(self, position: int, sequence: _Sequence) -> Match | None:
        steps, anchor = sequence.steps, sequence.anchor
        sentence = self.sentence[position]
        after = self._forward(steps, anchor, position, sentence)
        if after is None:
            return None
        before = self._backward(steps, anchor, position, sentence)
        if before is None:
            return None
        bounds = (*before, *after)
        first, last = bounds[sequence.mark_from], bounds[sequence.mark_to]
        final = steps[sequence.mark_to - 1]
        end = self.end[last - 1] if final[0] == _WORD and final[3] else self.core_end[last - 1]
        start = self.start[first]
        if not sequence.has_gap and not _DIVIDERS.isdisjoint(self.data[start:end]):
            return None
        return Match(sequence.pattern, first, last, start, end, sequence.literal_words)

    def _forward(
        self, steps: tuple[_Step, ...], i: int, position: int, sentence: int
    ) -> tuple[int, ...] | None:
        """Word positions of the borders from step i on, or None."""
        if i == len(steps):
            return (position,)
        for width in self._widths(steps[i], position, sentence):
            rest = self._forward(steps, i + 1, position + width, sentence)
            if rest is not None:
                return (position, *rest)
        return None

    def _backward(
        self, steps: tuple[_Step, ...], i: int, position: int, sentence: int
    ) -> tuple[int, ...] | None:
        """Word positions of the borders before step i (which starts at position), or None."""
        if i == 0:
            return ()
        step = steps[i - 1]
        for width in _possible_widths(step):
            start = position - width
            if start < 0 or (width and self.sentence[start] != sentence):
                continue
            if width in self._widths(step, start, sentence):
                rest = self._backward(steps, i - 1, start, sentence)
                if rest is not None:
                    return (*rest, start)
        return None

    def _widths(self, step: _Step, position: int, sentence: int) -> tuple[int, ...] | range:
        """How many words the step can take at a position; empty where it does not fit."""
        kind, what, capital, possessive = step
        if kind == _GAP:
            assert isinstance(what, int)
            return self._gap(what, position, sentence)
        if position >= len(self.ids) or self.sentence[position] != sentence:
            return ()
        if kind == _WORD:
            assert isinstance(what, frozenset)
            return (1,) if self._is_word(position, what, capital, possessive) else ()
        if kind == _TAG:
            assert isinstance(what, frozenset)
            return (1,) if self.tag[position] in what else ()
        if kind == _NAME:
            starts = position == 0 or self.sentence[position - 1] != sentence
            return (1,) if self.capital[position] and not starts else ()
        if kind == _SLOT:
            assert isinstance(what, dict)
            return self._slot(what, position, sentence)
        return (1,)

    def _gap(self, most: int, position: int, sentence: int) -> range:
        width = 0
        while width < most and position + width < len(self.ids) and self.sentence[position + width] == sentence:
            width += 1
        return range(width + 1)

    def _is_word(self, position: int, ids: frozenset[int], capital: bool, possessive: bool) -> bool:
        word = self.ids[position]
        if word not in ids or (capital and not self.capital[position]):
            return False
        if possessive and not self.possessive[position]:
            return False
        return self._spelling.get(word) == self.data[self.start[position] : self.core_end[position]]

    def _slot(
        self, phrases: dict[int, list[Phrase]], position: int, sentence: int
    ) -> tuple[int, ...]:
        widths = []
        for phrase in phrases.get(self.ids[position], ()):
            last = position + len(phrase) - 1
            if last < len(self.ids) and self.sentence[last] == sentence:
                if all(
                    self._is_word(position + k, frozenset((word,)), capital, possessive)
                    for k, (word, capital, possessive) in enumerate(phrase)
                ):
                    widths.append(len(phrase))
        return tuple(widths)


def _possible_widths(step: _Step) -> range | tuple[int, ...]:
    if step[0] == _GAP:
        assert isinstance(step[1], int)
        return range(step[1] + 1)
    if step[0] == _SLOT:
        assert isinstance(step[1], dict)
        return tuple(sorted({len(phrase) for phrases in step[1].values() for phrase in phrases}, reverse=True))
    return (1,)
