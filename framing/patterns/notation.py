"""Pattern text -> lines: linear sequences of words, slots, tags and gaps. Raises PatternError for what breaks the notation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, product
from math import prod

from framing.text.fold import fold
from framing.text.words import word_edges

MOST_SEQUENCES = 4000
MOST_GAPS = 2
LONGEST_GAP = 8
LONGEST_PATTERN = 1000
DEEPEST_NESTING = 12

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
"""Tags of tags.tsv by the name patterns use; `any` takes every word, `name` a capitalised one inside a sentence."""


class PatternError(ValueError):
    """A pattern that breaks the notation; its text says what and what to do."""


@dataclass(frozen=True, slots=True)
class Word:
    """One literal word in any of its forms, folded: its inflections, and the single words it stands in alternation with."""

    forms: tuple[str, ...]
    capital: bool = False
    possessive: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """Any phrase of a slot list."""

    name: str


@dataclass(frozen=True, slots=True)
class Tag:
    """Any word with one of the tags in TAGS[name]."""

    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` words of any kind; the fewest that let the rest match."""

    most: int


@dataclass(frozen=True, slots=True)
class Mark:
    """The start or end of the evidence within a pattern."""

    opening: bool


Element = Word | Slot | Tag | Gap | Mark
Line = tuple[Element, ...]

_TOKEN = re.compile(r"\[\[|\]\]|[\[\]()|]|\{[\w-]+\}|<\.\.\d+>|<\w+>|[^\s\[\](){}<>|]+|\S")
_BRACKETS = frozenset("()[]|")
_HYPHEN = re.compile(r"[-\u2010\u2011]+")


class Notation:
    """Reads pattern text into lines; holds the irregular lemmas and the slots, and remembers what it has read."""

    def __init__(self, lemmas: Mapping[str, tuple[str, ...]], slots: Mapping[str, Sequence[str]]) -> None:
        self._lemmas = lemmas
        self._slots = slots
        self._read: dict[str, tuple[Line, ...]] = {}
        self._contexts: dict[str, tuple[Line, ...]] = {}
        self._elements: dict[str, Line] = {}

    def read(self, text: str) -> tuple[Line, ...]:
        """All lines of a pattern. Raises PatternError."""
        if text not in self._read:
            plain = len(text) <= LONGEST_PATTERN and _BRACKETS.isdisjoint(text)
            self._read[text] = self._read_plain(text) if plain else _Reading(text, self._element).lines()
        return self._read[text]

    def _read_plain(self, text: str) -> tuple[Line, ...]:
        """The one line of a pattern without brackets and alternatives; most are such."""
        line = tuple(chain.from_iterable(map(self._element, _tokens(text))))
        _check(line, text)
        return (line,)

    def read_context(self, text: str) -> tuple[Line, ...]:
        """As read, but a slot may be the only content: its phrases then serve as anchors. Raises PatternError."""
        name = text.strip()[1:-1]
        if text.strip() != f"{{{name}}}" or name not in self._slots:
            return self.read(text)
        if name not in self._contexts:
            lines = [line for phrase in self._slots[name] for line in self.read(phrase)]
            self._contexts[name] = _with_single_words_merged(lines)
        return self._contexts[name]

    def words(self, text: str) -> set[str]:
        """All words that can stand in a pattern, slots left out; quicker than reading it. Raises PatternError."""
        return words_of(map(self._element, _tokens(text)))

    def _element(self, token: str) -> Line:
        if token not in self._elements:
            self._elements[token] = self._read_element(token)
        return self._elements[token]

    def _read_element(self, token: str) -> Line:
        if token in ("[[", "]]"):
            return (Mark(token == "[["),)
        if token[0] == "{":
            name = token[1:-1]
            if name not in self._slots:
                raise PatternError(f"unknown slot {token}; known: {', '.join(sorted(self._slots)) or 'none'}")
            return (Slot(name),)
        if token.startswith("<.."):
            most = int(token[3:-1])
            if not 1 <= most <= LONGEST_GAP:
                raise PatternError(f"gap {token} must be 1 to {LONGEST_GAP}")
            return (Gap(most),)
        if token[0] == "<":
            name = token[1:-1]
            if name not in TAGS:
                raise PatternError(f"unknown tag {token}; known: {', '.join(TAGS)}")
            return (Tag(name),)
        return self._literal(token)

    def _literal(self, token: str) -> Line:
        literal = tokenise(token.rstrip("~"))
        if not token.endswith("~"):
            return tuple(Word((word,), capital, possessive) for word, capital, possessive in literal)
        if len(literal) != 1:
            raise PatternError(f"{token!r} has no single word to inflect; put ~ right behind one word")
        stem, capital, possessive = literal[0]
        return (Word(inflections(stem, self._lemmas), capital, possessive),)


class _Reading:
    """One pass over the tokens of a pattern."""

    def __init__(self, text: str, element: Callable[[str], Line]) -> None:
        if len(text) > LONGEST_PATTERN:
            raise PatternError(f"pattern of {len(text)} characters; {LONGEST_PATTERN} at most, split it")
        self._text = text
        self._element = element
        self._tokens = _tokens(text)
        self._at = 0

    def lines(self) -> tuple[Line, ...]:
        lines = self._alternatives(0)
        if self._at < len(self._tokens):
            raise PatternError(f"{self._tokens[self._at]!r} has no opening bracket")
        for line in lines:
            _check(line, self._text)
        return lines

    def _alternatives(self, depth: int) -> tuple[Line, ...]:
        """The lines up to a closing bracket or the end."""
        if depth > DEEPEST_NESTING:
            raise PatternError(f"brackets {depth} deep; {DEEPEST_NESTING} at most")
        branches: list[Line] = []
        parts: list[tuple[Line, ...]] = []
        while (token := self._next()) not in (")", "]", ""):
            self._at += 1
            if token == "|":
                branches.extend(_join(parts))
                parts = []
            elif token in ("(", "["):
                parts.append(self._group(token, depth))
            else:
                parts.append((self._element(token),))
        branches.extend(_join(parts))
        if len(branches) > MOST_SEQUENCES:
            raise PatternError(f"expands to {len(branches)} sequences; {MOST_SEQUENCES} at most, split it")
        return _with_single_words_merged(branches)

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _group(self, opening: str, depth: int) -> tuple[Line, ...]:
        inner = self._alternatives(depth + 1)
        closing = ")" if opening == "(" else "]"
        if self._next() != closing:
            raise PatternError(f"{opening!r} is not closed by {closing!r}")
        self._at += 1
        return inner if opening == "(" else (*inner, ())


def _tokens(text: str) -> list[str]:
    return [token for token in _TOKEN.findall(_HYPHEN.sub(" ", text)) if not token.isspace()]


def _join(parts: list[tuple[Line, ...]]) -> list[Line]:
    total = prod(map(len, parts))
    if total > MOST_SEQUENCES:
        raise PatternError(f"expands to {total} sequences; {MOST_SEQUENCES} at most, split it")
    return [tuple(chain.from_iterable(choice)) for choice in product(*parts)]


def _with_single_words_merged(lines: list[Line]) -> tuple[Line, ...]:
    """The lines without repetitions, all lines of one word each in one: (genie|djinn) is one word of two forms."""
    if len(lines) == 1:
        return tuple(lines)
    merged: dict[object, Line] = {}
    for line in lines:
        if len(line) == 1 and isinstance(line[0], Word):
            word = line[0]
            kind = (word.capital, word.possessive)
            known = merged.get(kind, (Word((), *kind),))[0]
            assert isinstance(known, Word)
            merged[kind] = (Word(tuple(dict.fromkeys((*known.forms, *word.forms))), *kind),)
        else:
            merged[line, "line"] = line
    return tuple(merged.values())


def _check(line: Line, text: str) -> None:
    kinds = [type(element) for element in line]
    if Word not in kinds:
        raise PatternError(f"{text!r} can match without any literal word; add one as anchor")
    if Gap in kinds:
        _check_gaps([kind for kind in kinds if kind is not Mark])
    if Mark in kinds:
        _check_marks(line)


def _check_gaps(kinds: list[type]) -> None:
    if kinds.count(Gap) > MOST_GAPS:
        raise PatternError(f"more than {MOST_GAPS} gaps")
    if Gap in (kinds[0], kinds[-1]):
        raise PatternError("a gap cannot stand first or last")


def _check_marks(line: Line) -> None:
    marks = [i for i, element in enumerate(line) if isinstance(element, Mark)]
    if [line[i] for i in marks] != [Mark(opening=True), Mark(opening=False)]:
        raise PatternError("[[ and ]] must mark one stretch")
    if marks[1] == marks[0] + 1:
        raise PatternError("[[ ]] marks nothing; put words between")


def tokenise(text: str) -> list[tuple[str, bool, bool]]:
    """(folded word, capital, possessive) for each word of a pattern, split as article text is."""
    if text.isascii() and text.isalnum():
        return [(text.lower(), text[0].isupper(), False)]
    folded = fold(text + "\0\0")
    starts, ends = word_edges(folded.array)
    words = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        word = folded.data[start:end].decode("latin-1")
        possessive = word.endswith("'s") and len(word) > 2 and word not in _contractions()
        words.append((word[:-2] if possessive else word, bool(folded.upper[start]), possessive))
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
        stem = (
            word
            if word.endswith(("ee", "oe", "ye"))
            else word[:-2] + "y"
            if word.endswith("ie")
            else word[:-1]
        )
        return (word, word + "s", word + "d", stem + "ing")
    forms = [word, word + "s", word + "ed", word + "ing"]
    if len(word) > 2 and word[-1] not in "aeiouwxyh" and word[-2] in vowels and word[-3] not in vowels:
        forms += [word + word[-1] + "ed", word + word[-1] + "ing"]
    return tuple(forms)


def words_of(lines: Iterable[Line]) -> set[str]:
    """All words that can stand in some lines, slots left out."""
    elements = {id(element): element for line in lines for element in line}
    return {form for element in elements.values() if isinstance(element, Word) for form in element.forms}
