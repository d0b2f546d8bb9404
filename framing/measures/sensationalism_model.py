"""The learned weights of sensationalism, shipped as integers (scripts/train_sensationalism.py), by word id of a vocabulary.

Weights are millionths of a log-odds unit, so sums are exact on every machine; only the last step is a float operation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import orjson
from numpy.typing import NDArray

from framing.errors import InputError
from framing.measures.sensationalism_cues import CueFinder, cue_table, cue_words
from framing.text.vocabulary import Vocabulary

FILES = "sensationalism"
"""Name of the two files of a model, before .json and .npz."""
UNLISTED = "sensationalism_unlisted.txt"
FORMAT = 2
"""Number of the layout of the files; those of another are refused."""
UNIT = 1_000_000
"""Weights are integers in millionths of a log-odds unit."""


@dataclass(frozen=True, slots=True)
class Model:
    """The numbers of framing/models/sensationalism.{json,npz}; docs/sensationalism.md has the formula.

    baseline: log-odds of a text of average wording · components: id -> (headline, body) weight of a cue of weight 1 ·
    per_word: what an average text carries, taken off · lure, body: (baseline, slope in thousandths) of the two factors ·
    shown_from: least weight of a word with a row of its own · words, headline, text: the lexical part · figures: how the
    model was tested.
    """

    baseline: int
    components: Mapping[str, tuple[int, int]]
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
    return read_model(files("framing.models"))


def read_model(folder: Path | Traversable) -> Model:
    """A model as `write_model` left it. Raises InputError where a file is missing or is none."""
    try:
        stored = orjson.loads(folder.joinpath(f"{FILES}.json").read_bytes())
        with folder.joinpath(f"{FILES}.npz").open("rb") as file:
            arrays = np.load(file, allow_pickle=False)
            words, headline, text = (arrays[name] for name in ("words", "headline", "text"))
        names = tuple(bytes(words).decode("ascii").split("\n"))
        if stored["format"] != FORMAT:
            raise ValueError(f"format {stored['format']}, not {FORMAT}")
        if not len(names) == len(headline) == len(text):
            raise ValueError("words and weights of different number")
        return Model(
            stored["baseline"],
            {name: (pair[0], pair[1]) for name, pair in stored["components"].items()},
            stored["per_word"],
            (stored["lure"][0], stored["lure"][1]),
            (stored["body"][0], stored["body"][1]),
            stored["shown_from"],
            names,
            headline.astype(np.int64),
            text.astype(np.int64),
            stored["figures"],
        )
    except (OSError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise InputError(
            str(folder),
            f"no model of sensationalism ({error})",
            "name what `framing train sensationalism` has written",
        ) from error


def write_model(model: Model, folder: Path) -> None:
    """Writes sensationalism.json and sensationalism.npz: words with a weight, in alphabetical order."""
    kept = np.flatnonzero((model.headline != 0) | (model.text != 0))
    order = kept[np.argsort(np.array(model.words)[kept])]
    names = "\n".join(model.words[i] for i in order).encode("ascii")
    np.savez_compressed(
        folder / f"{FILES}.npz",
        words=np.frombuffer(names, np.uint8),
        headline=model.headline[order].astype(np.int32),
        text=model.text[order].astype(np.int32),
    )
    stored = {
        "format": FORMAT,
        "baseline": model.baseline,
        "per_word": model.per_word,
        "lure": model.lure,
        "body": model.body,
        "shown_from": model.shown_from,
        "components": model.components,
        "figures": model.figures,
    }
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    (folder / f"{FILES}.json").write_bytes(orjson.dumps(stored, option=options))


def digest_of(folder: Path) -> str:
    """12 hex digits over the two files of a model."""
    parts = (folder / f"{FILES}.{suffix}" for suffix in ("json", "npz"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Weights:
    """A model compiled for one vocabulary. headline, text, is_wording, unlisted: by word id ·
    cue_headline, cue_text, codes: by cue."""

    vocabulary: Vocabulary
    finder: CueFinder
    headline: NDArray[np.int32]
    text: NDArray[np.int32]
    is_wording: NDArray[np.bool_]
    unlisted: NDArray[np.bool_]
    shown_from: int
    cue_headline: NDArray[np.int64]
    cue_text: NDArray[np.int64]
    codes: tuple[str, ...]


_compiled: list[tuple[Model, Weights]] = []


def weights_for(vocabulary: Vocabulary, model: Model | None = None) -> Weights:
    """A model (none: the shipped one) by the word ids of a vocabulary, compiled once per pair (the last four are kept)."""
    wanted = model or shipped_model()
    for known, weights in _compiled:
        if known is wanted and weights.vocabulary is vocabulary:
            return weights
    weights = compile_weights(wanted, vocabulary)
    _compiled.append((wanted, weights))
    del _compiled[:-4]
    return weights


def compile_weights(model: Model, vocabulary: Vocabulary) -> Weights:
    """A model by the word ids of a vocabulary; words that the vocabulary lacks are left out."""
    ids = vocabulary.ids_of(model.words)
    headline, text = np.zeros((2, len(vocabulary)), np.int32)
    is_wording = np.zeros(len(vocabulary), np.bool_)
    headline[ids], text[ids], is_wording[ids] = model.headline, model.text, True
    headline[0] = text[0] = 0
    is_wording[0] = False
    unlisted = np.zeros(len(vocabulary), np.bool_)
    unlisted[vocabulary.ids_of(unlisted_words())] = True
    unlisted[0] = False
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
        unlisted,
        model.shown_from,
        per_cue[:, 0],
        per_cue[:, 1],
        tuple(names),
    )


@cache
def unlisted_words() -> tuple[str, ...]:
    """Words that report as often as they colour; they weigh, but no row of evidence shows it."""
    lines = files("framing.models").joinpath(UNLISTED).read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def model_words() -> set[str]:
    """Every word the measure looks up."""
    return {*cue_words(), *shipped_model().words}
