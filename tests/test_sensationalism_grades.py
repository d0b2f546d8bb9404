"""The graded words that the training of sensationalism starts from: each once, and how a word finds its grade."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.sensationalism_features import GRADES, grades, letters, read_grades


def test_every_entry_stands_once_under_a_grade() -> None:
    lines = GRADES.read_text(encoding="utf-8").splitlines()
    entries = Counter(entry for line in lines if not line.startswith("#") for entry in line.split())
    assert [entry for entry, count in entries.items() if count > 1] == []
    whole, stems = read_grades()
    assert {*whole.values(), *stems.values()} == {1, 2, 3}
    assert len(whole) + len(stems) == len(entries) - 3


@pytest.mark.parametrize(
    ("word", "grade"),
    [("lunatic", 3), ("lunatics", 3), ("bitterness", 2), ("gridlocked", 1), ("table", 0), ("", 0)],
)
def test_a_word_has_its_own_grade_or_that_of_its_longest_stem(word: str, grade: int) -> None:
    assert grades([word]).tolist() == [grade]


def test_words_without_a_weight_have_no_letters_and_others_rows_of_length_1() -> None:
    words = ["raging", "raging", "raging", "rage"]
    rows = letters(words, np.array([True, True, True, False])).toarray()
    assert np.linalg.norm(rows, axis=1).round(9).tolist() == [1.0, 1.0, 1.0, 0.0]
