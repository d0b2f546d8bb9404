"""The learned weights of sensationalism, shipped as integers (scripts/train_sensationalism.py), by word id of a vocabulary.

Weights are millionths of a log-odds unit, so sums are exact on every machine; only the last step is a float operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from framing.measures.sensationalism_cues import CueFinder, cue_table, cue_words
from framing.text.vocabulary import Vocabulary

UNIT = 1_000_000
"""Weights are integers in millionths of a log-odds unit."""


@dataclass(frozen=True, slots=True)
class Model:
    """The numbers of framing/models/sensationalism.{json,npz}; docs/sensationalism.md has the formula.

    baseline: log-odds of a text of average wording · components: id -> (headline, body) weight of a cue of weight 1 ·
    quoted: of a text wholly in others' words · per_word: what an average text carries, taken off · lure, body: (baseline,
    slope in thousandths) of the two factors · shown_from: least weight of a word with a row of its own ·
    words, headline, text: the lexical part · figures: how the model was tested.
    """

    baseline: int
    components: Mapping[str, tuple[int, int]]
    quoted: int
    per_word: int
    lure: tuple[int, int]
    body: tuple[int, int]
    shown_from: int
    words: tuple[str, ...]
    headline: NDArray[np.int64]
    text: NDArray[np.int64]
    figures: Mapping[str, Any]


@cache
def shipped_model() -> Model:
    """The model that comes with the package."""
    folder = files("framing.models")
    stored = orjson.loads(folder.joinpath("sensationalism.json").read_bytes())
    with folder.joinpath("sensationalism.npz").open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        words, headline, text = (arrays[name] for name in ("words", "headline", "text"))
    return Model(
        stored["baseline"],
        {name: (pair[0], pair[1]) for name, pair in stored["components"].items()},
        stored["quoted"],
        stored["per_word"],
        (stored["lure"][0], stored["lure"][1]),
        (stored["body"][0], stored["body"][1]),
        stored["shown_from"],
        tuple(bytes(words).decode("ascii").split("\n")),
        headline.astype(np.int64),
        text.astype(np.int64),
        stored["figures"],
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """A model compiled for one vocabulary. headline, text, is_wording: by word id ·
    cue_headline, cue_text, codes: by cue."""

    vocabulary: Vocabulary
    finder: CueFinder
    headline: NDArray[np.int64]
    text: NDArray[np.int64]
    is_wording: NDArray[np.bool_]
    shown_from: int
    cue_headline: NDArray[np.int64]
    cue_text: NDArray[np.int64]
    codes: tuple[str, ...]


_compiled: list[Weights] = []


def weights_for(vocabulary: Vocabulary) -> Weights:
    """The shipped model by the word ids of a vocabulary, compiled once per vocabulary object (the last four are kept)."""
    for weights in _compiled:
        if weights.vocabulary is vocabulary:
            return weights
    weights = compile_weights(shipped_model(), vocabulary)
    _compiled.append(weights)
    del _compiled[:-4]
    return weights


def compile_weights(model: Model, vocabulary: Vocabulary) -> Weights:
    """A model by the word ids of a vocabulary; words that the vocabulary lacks are left out."""
    ids = vocabulary.ids_of(model.words)
    headline, text = np.zeros(len(vocabulary), np.int64), np.zeros(len(vocabulary), np.int64)
    is_wording = np.zeros(len(vocabulary), np.bool_)
    headline[ids], text[ids], is_wording[ids] = model.headline, model.text, True
    headline[0] = text[0] = 0
    is_wording[0] = False
    table = cue_table()
    names = [table.components[i].id for i in table.component]
    per_cue = np.array([model.components.get(name, (0, 0)) for name in names], np.int64).reshape(-1, 2)
    per_cue = per_cue * table.weight[:, None] // 100
    finder = CueFinder(vocabulary)
    return Weights(
        vocabulary,
        finder,
        headline,
        text,
        is_wording,
        model.shown_from,
        per_cue[:, 0],
        per_cue[:, 1],
        tuple(names),
    )


def model_words() -> set[str]:
    """Every word the measure looks up."""
    return cue_words() | set(shipped_model().words)
