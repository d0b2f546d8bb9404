"""What the regression knows of a word: vectors of two windows, its letters, its grade, and the word itself.

Used by scripts/train_sensationalism.py. Every block is a matrix of words × features; a text's features are the sum over its
words, so that whatever is learned from them is again one weight per word.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer

from scripts.sensationalism_words import Floats, Lexicon

GRADES = Path(__file__).with_name("sensationalism_grades.txt")
"""A language model's judgement of words out of context."""
LETTERS = (3, 5)
FEWEST_WITH_LETTERS = 3
"""Words that a run of letters must occur in to say something about others."""


def word_features(lexicon: Lexicon, allowed: NDArray[np.bool_]) -> dict[str, sp.csr_matrix]:
    """Blocks of features; rows of zeros for words that may have no weight."""
    rarity = np.log(lexicon.count.sum() / lexicon.count)
    rare = sp.diags_array(rarity / rarity.max() * allowed)
    graded = grades(lexicon.words)
    blocks = {
        "near": lexicon.vectors * allowed[:, None],
        "wide": lexicon.wide * allowed[:, None],
        "letters": rare @ letters(lexicon.words, allowed),
        "word": rare,
        "grade": np.stack([(graded == grade) * allowed for grade in (1, 2, 3)], 1).astype(float),
    }
    return {name: sp.csr_matrix(block) for name, block in blocks.items()}


def letters(words: list[str], allowed: NDArray[np.bool_]) -> sp.csr_matrix:
    """Rows of length 1: the runs of letters in each word, its ends included, the rarer the heavier."""
    ended = [f" {word} " if good else "" for word, good in zip(words, allowed, strict=True)]
    counter = CountVectorizer(
        analyzer="char", ngram_range=LETTERS, min_df=FEWEST_WITH_LETTERS, lowercase=False
    )
    counts = counter.fit_transform(ended).astype(float)
    weighted = counts @ sp.diags_array(np.log(len(words) / counts.getnnz(0)))
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(1)).ravel())
    return sp.csr_matrix(sp.diags_array(1 / np.maximum(length, 1e-9)) @ weighted)


def grades(words: list[str]) -> Floats:
    """The grade of each word, 0 for words without one; of several stems that fit, the longest decides."""
    whole, stems = read_grades()
    return np.array([float(whole.get(word) or _of_stem(word, stems)) for word in words])


def _of_stem(word: str, stems: dict[str, int]) -> int:
    return next((stems[word[:n]] for n in range(len(word), 2, -1) if word[:n] in stems), 0)


def read_grades() -> tuple[dict[str, int], dict[str, int]]:
    """Grades of whole words, and of stems."""
    whole: dict[str, int] = {}
    stems: dict[str, int] = {}
    grade = 0
    for line in GRADES.read_text(encoding="utf-8").splitlines():
        if line.isdigit():
            grade = int(line)
        elif not line.startswith("#"):
            for entry in line.split():
                target = stems if entry.endswith("*") else whole
                target[entry.removesuffix("*")] = grade
    return whole, stems
