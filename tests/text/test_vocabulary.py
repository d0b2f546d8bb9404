"""The vocabulary: look-ups against a dict, words added, and the shipped file against its sources."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.text.vocabulary import (
    IS_ABBREVIATION,
    LARGEST,
    MAY_END_SENTENCE,
    NO_TAG,
    RARE,
    UNKNOWN,
    hash_strings,
    shipped_vocabulary,
)
from tests.text.test_fold import script

WORDS = st.lists(st.text(alphabet="abcdefgxyz'.0", min_size=1, max_size=30), max_size=40)


@given(WORDS, WORDS)
def test_find_agrees_with_a_dict(known: list[str], others: list[str]) -> None:
    shipped = shipped_vocabulary()
    vocabulary = shipped.extended(known)
    wanted = dict.fromkeys(others, UNKNOWN)
    new = sorted({word for word in known if shipped.ids_of([word])[0] == UNKNOWN})
    wanted |= {word: len(shipped) + i for i, word in enumerate(new)}
    asked = [word for word in (*known, *others) if shipped.ids_of([word])[0] == UNKNOWN]
    assert vocabulary.ids_of(asked).tolist() == [wanted[word] for word in asked]
    assert len(vocabulary) == len(shipped) + len(new)
    assert vocabulary.digest == shipped.digest


def test_words_of_the_shipped_vocabulary_have_their_attributes(root: Path) -> None:
    vocabulary = shipped_vocabulary()
    ids = vocabulary.ids_of(["said", "the", "inc", "gen", "zzyzxq", "responsibility"])
    assert [chr(tag) for tag in vocabulary.tag[ids]][:2] == ["V", "d"]
    assert vocabulary.flags[ids[2]] == IS_ABBREVIATION | MAY_END_SENTENCE
    assert vocabulary.flags[ids[3]] == IS_ABBREVIATION
    assert ids[4] == UNKNOWN
    assert vocabulary.syllables[ids[5]] == 6
    assert vocabulary.per_million[ids[1]] > 50_000
    assert vocabulary.per_million.min() == RARE


def test_unknown_and_added_words_have_no_attributes() -> None:
    vocabulary = shipped_vocabulary().extended(["zzyzxq"])
    for word in (UNKNOWN, len(vocabulary) - 1):
        assert (vocabulary.syllables[word], vocabulary.tag[word], vocabulary.flags[word]) == (0, NO_TAG, 0)


def test_extending_by_known_words_changes_nothing() -> None:
    assert shipped_vocabulary().extended(["the", "said"]) is shipped_vocabulary()


def test_too_many_words_are_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        shipped_vocabulary().extended(f"q{i}x" for i in range(LARGEST))


def test_long_words_are_told_apart_by_length_and_first_24_letters() -> None:
    base = "a" * 24
    assert len(set(hash_strings([base, base + "b", "a" * 23, "b" * 24, base + "bb"]).tolist())) == 5
    assert hash_strings([]).tolist() == []


def test_shipped_file_is_fresh(root: Path) -> None:
    stored = np.load(root / "framing" / "text" / "vocabulary.npz", allow_pickle=False)
    built = script(root, "build_vocabulary").build(root / "framing" / "text")
    assert sorted(stored) == sorted(built)
    for name, column in built.items():
        assert np.array_equal(stored[name], column), f"{name}: run python scripts/build_vocabulary.py"
