"""Candidates -> which of them are attributions: a linear model over a few properties of each, in whole numbers.

The weights are learned by scripts/train_sourcing.py (logistic regression on coded articles) and stored as JSON in
framing/models/sourcing.json with a digest of the training data and the figures reached; no property names an article or outlet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from framing.attribution.properties import Column, Listed, Properties


@dataclass(frozen=True, slots=True)
class Model:
    """bias, weights: in thousandths, by property · listed: the words it knows · skipped: words tried as no cue."""

    bias: int
    listed: Listed
    skipped: tuple[str, ...]
    weights: dict[str, NDArray[np.int64]]

    def score(self, found: Properties) -> Column:
        """The weight of each candidate in thousandths; it is an attribution from 0 on."""
        total = np.full(len(found.certain), self.bias, np.int64)
        for name, values in found.named():
            if name in self.weights:
                total += self.weights[name].take(values, mode="clip")
        return np.where(found.certain, np.maximum(total, 0), total)


@cache
def shipped_model() -> Model:
    """The model that comes with the package."""
    return model_of(files("framing.models").joinpath("sourcing.json").read_text(encoding="utf-8"))


def model_of(text: str) -> Model:
    """A model from its JSON; a property or value without weight counts nothing."""
    stored = json.loads(text)
    weights = {name: _by_value(values) for name, values in stored["weights"].items() if values}
    listed = Listed(*(tuple(stored[name]) for name in ("cues", "stems", "heads")))
    return Model(stored["bias"], listed, tuple(stored["skipped"]), weights)


def _by_value(weights: dict[str, int]) -> NDArray[np.int64]:
    """Weights by value; the last one is 0, for every value above those that have a weight."""
    array = np.zeros(max(map(int, weights)) + 2, np.int64)
    array[[int(value) for value in weights]] = list(weights.values())
    return array
