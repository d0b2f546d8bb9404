"""Words: exact splits and columns."""

from __future__ import annotations

import numpy as np
import pytest

from framing.text.fold import fold
from framing.text.vocabulary import PADDING, shipped_vocabulary
from framing.text.words import Words, find_words


def words_of(text: str) -> tuple[str, Words]:
    padded = text + "\0" * PADDING
    folded = fold(padded)
    return padded, find_words(folded.array, folded.upper, shipped_vocabulary())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One two, three.", ["One", "two", "three"]),
        ("don't isn’t o'clock", ["don't", "isn’t", "o'clock"]),
        ("U.S. and U.K.", ["U.S", "and", "U.K"]),
        ("Ph.D.", ["Ph", "D"]),
        ("A.I.-led", ["A.I", "led"]),
        ("2.5 and 1,000 and 3.", ["2.5", "and", "1,000", "and", "3"]),
        ("end.Start", ["end", "Start"]),
        ("well-known", ["well", "known"]),
        ("war—peace–talks", ["war", "peace", "talks"]),
        ("naïve café Łódź", ["naïve", "café", "Łódź"]),
        ("日本 text", ["日本", "text"]),
        ("GPT-4o, 5G", ["GPT", "4o", "5G"]),
        ("'quoted' words'", ["quoted", "words"]),
        ("a\0b", ["a", "b"]),
        ("", []),
        ("x", ["x"]),
        ("'", []),
    ],
)
def test_words_are_split_exactly(text: str, expected: list[str]) -> None:
    padded, words = words_of(text)
    assert [padded[s:e] for s, e in zip(words.start, words.end, strict=True)] == expected


@pytest.mark.parametrize(
    ("word", "core", "possessive"),
    [
        ("Pandora's", "Pandora", True),
        ("Pandora’s", "Pandora", True),
        ("it's", "it's", False),
        ("that's", "that's", False),
        ("U.S.'s", "U.S", False),
        ("voters'", "voters", False),
        ("'s", "s", False),
        ("boss", "boss", False),
    ],
)
def test_possessive_is_no_part_of_the_core(word: str, core: str, possessive: bool) -> None:
    padded, words = words_of(word)
    assert padded[words.start[0] : words.core_end[0]] == core
    assert bool(words.possessive[0]) is possessive


def test_possessive_has_the_id_of_its_core() -> None:
    _, words = words_of("minister's minister")
    assert words.id[0] == words.id[1] > 0


@pytest.mark.parametrize(
    ("text", "capital", "shouted", "joined"),
    [
        ("The NATO plan", [1, 1, 0], [0, 1, 0], [0, 0, 0]),
        ("A NATO's NASA", [1, 1, 1], [0, 1, 1], [0, 0, 0]),
        ("AI-led well-known", [1, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 1]),
        ("a- b c--d", [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]),
        ("iPhone McDonald", [0, 1], [0, 0], [0, 0]),
    ],
)
def test_case_and_hyphens(text: str, capital: list[int], shouted: list[int], joined: list[int]) -> None:
    _, words = words_of(text)
    assert [words.capital.tolist(), words.shouted.tolist(), words.joined.tolist()] == [
        [bool(bit) for bit in column] for column in (capital, shouted, joined)
    ]


def test_numbers_have_their_own_tag() -> None:
    _, words = words_of("In 2016 some 2.5m of 1,000 men, 3rd and 4")
    assert [chr(tag) == "0" for tag in words.tag] == [
        False,
        True,
        False,
        False,
        False,
        True,
        False,
        False,
        False,
        True,
    ]
    assert words.start.dtype == np.int64
