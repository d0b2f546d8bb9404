"""What the training of sensationalism makes of texts that several have rated."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from framing.measures import sensationalism_voice as voice
from scripts.sensationalism_sets import CODED_VOICES, GOLD
from scripts.train_sensationalism import by_two_raters, indicators


@dataclass
class Rated:
    """The part of a coded set that the figures need."""

    rating: NDArray[np.float64]
    rater: list[str]
    source: list[str]
    outlet: list[str]

    @property
    def is_gold(self) -> NDArray[np.bool_]:
        return np.array([rater == GOLD for rater in self.rater])


def test_every_voice_has_tenths_in_the_coded_sets() -> None:
    assert {voice.OWN, voice.PARAPHRASED, voice.DISTANT, voice.WOVEN, voice.QUOTED} == {*CODED_VOICES}


def test_ratings_of_one_text_share_a_column() -> None:
    assert indicators(["a", "b", "a"]).toarray().tolist() == [[1, 0], [0, 1], [1, 0]]


def test_texts_of_two_raters_are_compared_with_the_mean_of_both() -> None:
    ids = [f"t{i}" for i in range(6)]
    gold, other = np.array([0, 1, 2, 3, 4, 1.0]), np.array([1, 0, 2, 4, 3, 3.0])
    train = Rated(np.concatenate((gold, other)), [GOLD] * 6 + ["H"] * 6, ids * 2, ["o"] * 12)
    mean = (gold + other) / 2
    figures = by_two_raters(train, np.concatenate((-mean, mean)))  # type: ignore[arg-type]
    assert figures["train_by_outlet_two_raters"]["n"] == 6
    assert figures["train_by_outlet_two_raters"]["spearman"] == 1.0


def test_without_a_second_rater_there_is_no_such_figure() -> None:
    train = Rated(np.array([0.0, 1, 2]), [GOLD] * 3, ["a", "b", "c"], ["o"] * 3)
    assert by_two_raters(train, np.array([0.0, 1, 2])) == {}  # type: ignore[arg-type]
