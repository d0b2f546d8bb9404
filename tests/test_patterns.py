"""The pattern notation, and matching against a plain reference matcher."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.patterns import (
    LONGEST_PATTERN,
    TAGS,
    Element,
    Gap,
    Lexicon,
    Line,
    Mark,
    Match,
    Notation,
    PatternError,
    PatternSet,
    Slot,
    Tag,
    Word,
    inflections,
    tokenise,
    words_of,
)
from framing.patterns.spelling import Spellings
from framing.text import Analysis, analyse
from framing.text.fold import fold
from framing.text.vocabulary import PADDING, shipped_vocabulary
from framing.text.words import find_words
from framing.types import Article

SLOTS = {
    "ai": ("AI", "artificial intelligence", "machine learning"),
    "one": ("red", "red red", "red red red", "Blue's"),
}
LEMMAS = {"wage": ("wages", "waged", "waging"), "war": ("wars",)}
NOTATION = Notation(LEMMAS, SLOTS)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("cold war", [(Word(("cold",)), Word(("war",)))]),
        ("Cold-War", [(Word(("cold",), capital=True), Word(("war",), capital=True))]),
        ("(genie|djinn) out", [(Word(("genie", "djinn")), Word(("out",)))]),
        ("(genie|AI|djinn)", [(Word(("genie", "djinn")),), (Word(("ai",), capital=True),)]),
        ("[new] war", [(Word(("new",)), Word(("war",))), (Word(("war",)),)]),
        ("(a b|c) d", [(Word(("a",)), Word(("b",)), Word(("d",))), (Word(("c",)), Word(("d",)))]),
        ("a|b", [(Word(("a", "b")),)]),
        ("wage~ war~", [(Word(("wage", "wages", "waged", "waging")), Word(("war", "wars")))]),
        ("Pandora's box", [(Word(("pandora",), capital=True, possessive=True), Word(("box",)))]),
        ("{ai} race", [(Slot("ai"), Word(("race",)))]),
        ("war <..3> chips", [(Word(("war",)), Gap(3), Word(("chips",)))]),
        ("the <noun>", [(Word(("the",)), Tag("noun"))]),
        ("is [[the oil]]", [(Word(("is",)), Mark(True), Word(("the",)), Word(("oil",)), Mark(False))]),
        ("u.s. war", [(Word(("u.s",)), Word(("war",)))]),
        ("((a))", [(Word(("a",)),)]),
    ],
)
def test_notation_is_read_exactly(text: str, lines: list[Line]) -> None:
    assert list(NOTATION.read(text)) == lines


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "without any literal word"),
        ("<noun>", "without any literal word"),
        ("{ai}", "without any literal word"),
        ("[war]", "without any literal word"),
        ("war|", "without any literal word"),
        ("{nothing} war", "unknown slot {nothing}; known: ai, one"),
        ("<thing> war", "unknown tag <thing>"),
        ("war <..0> x", "must be 1 to 8"),
        ("war <..9> x", "must be 1 to 8"),
        ("<..3> war", "first or last"),
        ("war <..3>", "first or last"),
        ("[[<..2> war]] x", "first or last"),
        ("a <..1> b <..1> c <..1> d", "more than 2 gaps"),
        ("(war", "'(' is not closed by ')'"),
        ("[war", "'[' is not closed by ']'"),
        ("(war]", "'(' is not closed by ')'"),
        ("war)", "')' has no opening bracket"),
        ("[[war", "must mark one stretch"),
        ("war]]", "must mark one stretch"),
        ("[[a]] [[b]]", "must mark one stretch"),
        ("[[]] war", "marks nothing"),
        ("~", "no single word to inflect"),
        ("war a~~b~", "no single word to inflect"),
        ("(" * 500 + "war", "deep"),
        ("war " * LONGEST_PATTERN, "characters"),
        (" ".join(["(a a|b b)"] * 13), "sequences"),
        ("{", "unknown slot"),
        ("<", "unknown tag"),
    ],
)
def test_fault_in_the_notation_is_named(text: str, message: str) -> None:
    with pytest.raises(PatternError) as raised:
        NOTATION.read(text)
    assert message in str(raised.value)


def test_slot_alone_serves_as_context_only() -> None:
    assert NOTATION.read_context(" {ai} ") == (
        (Word(("ai",), capital=True),),
        (Word(("artificial",)), Word(("intelligence",))),
        (Word(("machine",)), Word(("learning",))),
    )
    assert NOTATION.read_context("war") == NOTATION.read("war")
    with pytest.raises(PatternError):
        NOTATION.read("{ai}")


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("wage", ("wage", "wages", "waged", "waging")),
        ("try", ("try", "tries", "tried", "trying")),
        ("play", ("play", "plays", "played", "playing")),
        ("crash", ("crash", "crashes", "crashed", "crashing")),
        ("stop", ("stop", "stops", "stoped", "stoping", "stopped", "stopping")),
        ("free", ("free", "frees", "freed", "freeing")),
        ("die", ("die", "dies", "died", "dying")),
    ],
)
def test_regular_inflections(word: str, forms: tuple[str, ...]) -> None:
    assert inflections(word, LEMMAS) == forms


@given(st.text(alphabet="aAbsS's.’-,2 é日&:", max_size=24))
def test_patterns_are_split_into_words_as_articles_are(text: str) -> None:
    padded = text + "\0" * PADDING
    folded = fold(padded)
    words = find_words(folded.array, folded.upper, shipped_vocabulary())
    split = [
        (folded.data[start:end].decode("latin-1"), bool(capital), bool(possessive))
        for start, end, capital, possessive in zip(
            words.start, words.core_end, words.capital, words.possessive, strict=True
        )
    ]
    assert tokenise(text) == split


# The reference: every way to take the elements one after the other, tried at every word.


def naive_ends(line: tuple[Element, ...], analysis: Analysis, at: int, stop: int) -> Iterator[int]:
    """Where a line without marks can end if it starts at word `at` of a sentence that ends at word `stop`."""
    if not line:
        yield at
        return
    element, rest = line[0], line[1:]
    if isinstance(element, Gap):
        for width in range(element.most + 1):
            if at + width < stop:
                yield from naive_ends(rest, analysis, at + width, stop)
    elif isinstance(element, Slot):
        for phrase in SLOTS[element.name]:
            for end in naive_ends(NOTATION.read(phrase)[0], analysis, at, stop):
                yield from naive_ends(rest, analysis, end, stop)
    elif at < stop and naive_fits(element, analysis, at):
        yield from naive_ends(rest, analysis, at + 1, stop)


def naive_fits(element: Element, analysis: Analysis, at: int) -> bool:
    words = analysis.words
    if isinstance(element, Word):
        spelling = analysis.folded.data[words.start[at] : words.core_end[at]].decode("latin-1")
        cased = bool(words.capital[at]) or not element.capital
        return spelling in element.forms and cased and (bool(words.possessive[at]) or not element.possessive)
    assert isinstance(element, Tag)
    if element.name == "name":
        first = at == 0 or analysis.word_sentence[at - 1] != analysis.word_sentence[at]
        return bool(words.capital[at]) and not first
    return element.name == "any" or int(words.tag[at]) in TAGS[element.name]


def naive_spans(line: Line, analysis: Analysis) -> set[tuple[int, int]]:
    """Words first:last of every match of a line, commas and brackets between its words heeded as the notation says."""
    plain = tuple(element for element in line if not isinstance(element, Mark))
    sentence = analysis.word_sentence.tolist()
    spans = set()
    for first in range(len(sentence)):
        stop = first
        while stop < len(sentence) and sentence[stop] == sentence[first]:
            stop += 1
        for last in naive_ends(plain, analysis, first, stop):
            gaps = [
                analysis.folded.data[analysis.words.end[i] : analysis.words.start[i + 1]]
                for i in range(first, last - 1)
            ]
            if any(isinstance(element, Gap) for element in plain) or not any(
                set(gap) & set(b",;:()") for gap in gaps
            ):
                spans.add((first, last))
    return spans


def lexicon_of(lines: Sequence[Sequence[Line]]) -> Lexicon:
    slots = {
        name: [line for phrase in phrases for line in NOTATION.read(phrase)]
        for name, phrases in SLOTS.items()
    }
    words = words_of(line for found in (*lines, *slots.values()) for line in found)
    return Lexicon(words, slots, shipped_vocabulary())


def found_by(text: str, *patterns: str) -> tuple[list[Match], Analysis, list[tuple[Line, ...]]]:
    lines = [NOTATION.read(pattern) for pattern in patterns]
    lexicon = lexicon_of(lines)
    analysis = analyse([Article("a", text)], lexicon.vocabulary)
    return PatternSet(lines, lexicon).find(analysis), analysis, lines


PARTS = st.sampled_from(
    ["red", "blue", "Red", "(red|blue)", "[red]", "the", "<noun>", "<any>", "<name>", "<determiner>", "{one}", "<..1>", "<..3>",
     "(red blue|the)", "blue's"]
)  # fmt: skip
PATTERNS = st.lists(PARTS, min_size=1, max_size=4).map(" ".join)
WRITTEN = st.lists(
    st.sampled_from(
        ["red", "Red", "blue", "Blue", "blue's", "the", "car", ",", ". ", "Blue's", "(", "1,000", "-"]
    ),
    max_size=14,
).map(" ".join)


@given(st.lists(PATTERNS, min_size=1, max_size=3), WRITTEN)
def test_matches_agree_with_a_plain_matcher(patterns: list[str], text: str) -> None:
    """Without gaps and slots all matches are found; with them at least one for each anchor, and none that is wrong."""
    try:
        found, analysis, lines = found_by(text, *patterns)
    except PatternError:
        return
    for number, variants in enumerate(lines):
        ours = {(match.first, match.last) for match in found if match.pattern == number}
        every = [naive_spans(line, analysis) for line in variants]
        assert ours <= set().union(*every)
        fixed = [not any(isinstance(element, Gap | Slot) for element in line) for line in variants]
        assert set().union(*[spans for spans, plain in zip(every, fixed, strict=True) if plain]) <= ours
        if not any(isinstance(element, Slot) for line in variants for element in line):
            assert bool(ours) == any(every)


@given(st.lists(PATTERNS, min_size=1, max_size=3), WRITTEN)
def test_what_is_narrowed_at_once_is_what_is_found_word_by_word(patterns: list[str], text: str) -> None:
    try:
        found, analysis, lines = found_by(text, *patterns)
    except PatternError:
        return
    lexicon = lexicon_of(lines)
    one_by_one = PatternSet(lines, lexicon)
    assert Counter(found) == Counter(
        one_by_one.find_between(one_by_one.view(analysis), 0, len(analysis.words))
    )


def test_evidence_ends_before_a_possessive_unless_it_belongs_to_the_pattern() -> None:
    found, analysis, _ = found_by("Red's blue's car", "red", "blue's", "blue's car")
    assert [analysis.joined[match.start : match.end] for match in found] == ["Red", "blue's", "blue's car"]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("red blue", "Red, blue. Red (blue). Red: blue. Red “blue”.", ["Red “blue"]),
        ("<number> men", "Some 1,000 men and 2.5 men", ["1,000 men", "2.5 men"]),
        ("red <..2> car", "red. Blue car, red, blue car", ["red, blue car"]),
        ("{one} car", "red red red car", ["red red red car"]),
        ("red {one} car", "red red red car", ["red red red car", "red red car"]),
        ("<name> car", "Blue car. The Blue car.", ["Blue car"]),
    ],
)
def test_matches_are_exact(pattern: str, text: str, expected: list[str]) -> None:
    found, analysis, _ = found_by(text, pattern)
    assert [analysis.joined[match.start : match.end] for match in found] == expected


def test_find_between_finds_what_is_anchored_there() -> None:
    lines = [NOTATION.read("red car")]
    lexicon = Lexicon({"red", "car"}, {}, shipped_vocabulary())
    analysis = analyse([Article("a", "red car red car")], lexicon.vocabulary)
    patterns = PatternSet(lines, lexicon)
    view = patterns.view(analysis)
    assert [view.sentence_around(i) for i in range(4)] == [(0, 4)] * 4
    assert [match.first for match in patterns.find_between(view, 0, 4)] == [0, 2]
    assert [match.first for match in patterns.find_between(view, 1, 4)] == [2]
    assert list(patterns.find_between(view, 1, 3)) == []
    assert patterns.find(analyse([], lexicon.vocabulary)) == []


def test_a_long_stretch_is_searched_like_its_parts() -> None:
    """Above some number of words anchors are sought together."""
    lines = [NOTATION.read(text) for text in ("red car", "(red|blue) <any> man", "blue")]
    lexicon = lexicon_of(lines)
    sentences = [
        "A red car.",
        "No blue old man.",
        "Nothing at all to see here.",
        "The man and the car were red.",
    ]
    analysis = analyse([Article("a", " ".join(sentences * 30))], lexicon.vocabulary)
    patterns = PatternSet(lines, lexicon)
    view, ends = patterns.view(analysis), [*range(0, len(analysis.words), 20), len(analysis.words)]
    whole = list(patterns.find_between(view, 0, len(analysis.words)))
    assert len(whole) == 3 * 30
    parts = [match for part in pairwise(ends) for match in patterns.find_between(view, *part)]
    assert set(parts) <= set(whole)
    assert sorted(whole) == sorted(patterns.find(analysis))


def test_spelling_is_compared_letter_by_letter() -> None:
    analysis = analyse([Article("a", "Reds red RED's redder rad")])
    ids = analysis.words.id.tolist()
    at = np.arange(len(ids))
    right = Spellings({ids[1]: b"red", ids[4]: b"rad"}, len(analysis.vocabulary))
    assert right.same(analysis, at).tolist() == [False, True, True, False, True]
    # as if another word had the same hash
    wrong = Spellings({ids[1]: b"rod", ids[0]: b"red", ids[4]: b"radar"}, len(analysis.vocabulary))
    assert not wrong.same(analysis, at).any()
    assert not Spellings({}, len(analysis.vocabulary)).same(analysis, at).any()
    assert right.same(analysis, at[:0]).tolist() == []


def test_hostile_pattern_takes_linear_time() -> None:
    started = time.process_time()
    found_by(
        "red " * 3000,
        " ".join(["{one}"] * 60) + " car red",
        "car <..8> red <..8> blue red",
        "[red] " * 10 + "red",
    )
    assert time.process_time() - started < 10, "it takes under a second; the bound is for a busy machine"
