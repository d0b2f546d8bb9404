"""Candidates -> figurative or literal, with the reason: a linear model over their properties, in whole numbers.

The weights are learned by scripts/train_figurative.py and stored as JSON in framing/models/figurative.json with a digest of
the training rows and the figures reached; docs/literal-or-figurative.md has the reasons. 1,000 stands for one unit of log-odds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

import numpy as np
from numpy.typing import NDArray

from framing.codebook import Device, Facts
from framing.figurative.page import HEADLINE, PAGE
from framing.figurative.properties import BESIDE, FORM, NAMES, NEARBY, PLACE, VETOES, properties
from framing.figurative.rows import NO_VETO, SHORTEST_ARTICLE, Ints, Rows, Tables
from framing.text.analysis import Analysis

UNIT = 1000
MOST_PAGE = 6 * UNIT
"""The score of the page stops here on either side."""
FEWEST_CODED = 3
"""Coded uses of a device from which the reason names them."""

_NEARBY_REASONS = tuple(f"{name.removesuffix('_near').replace('_', ' ')} words nearby" for name in NEARBY)
_REASONS = (
    ("written as common words", "written like a name or a title"),
    ("the words right beside it", "the words right beside it"),
    *((reason, reason) for reason in _NEARBY_REASONS),
    ("the shape and place of its sentence", "the shape and place of its sentence"),
    ("no other match of its device was left out", "other matches of its device were left out"),
    ("in the article's own headline", "not in the article's own headline"),
    ("running prose around it", "menu or teaser lines around it"),
    ("its device is mostly an image", "its device is often meant literally"),
)
"""What a group of properties says for and against, in the order of _GROUP_STARTS, then the page and the device."""
_GROUP_STARTS = np.cumsum([0, len(FORM), len(BESIDE), *[1] * len(NEARBY), len(PLACE), len(VETOES)])
_GROUP_STARTS[-1] += len(PAGE)
"""First column of each group. The page has its own score and no weights here, so its columns go with those before it."""


@dataclass(frozen=True, slots=True)
class Model:
    """weights, page_weights: (NAMES,) · devices: id -> offset · kinds: the offset of devices that were never coded, by kind and
    conventionality · coded: id -> (figurative, all) uses · typical: (groups,) mean of each group's share in the score ·
    reject_below, rescue_from: scores that overrule the exclusions; None never does.
    """

    bias: int
    weights: Ints
    page_bias: int
    page_weights: Ints
    page_factor: int
    devices: Mapping[str, int]
    kinds: Mapping[str, int]
    coded: Mapping[str, tuple[int, int]]
    typical: Ints
    reject_below: int | None
    rescue_from: int | None

    @property
    def is_off(self) -> bool:
        return self.reject_below is None and self.rescue_from is None

    def offset(self, device: Device | Facts) -> int:
        return self.devices.get(device.id, self.kinds.get(kind_of(device), 0))


def kind_of(device: Device | Facts) -> str:
    return f"{device.kind}, {device.conventionality}"


def page_score(found: Ints, bias: int, weights: Ints) -> Ints:
    """(c,) log-odds that a candidate stands in page furniture; the lowest where the article's own headline is."""
    score = np.clip(bias + found @ weights, -MOST_PAGE, MOST_PAGE)
    own_headline = found[:, NAMES.index(HEADLINE[-1])] > 0
    return np.where(own_headline, -MOST_PAGE, score)


@cache
def shipped_model() -> Model:
    stored = json.loads(files("framing.models").joinpath("figurative.json").read_text(encoding="utf-8"))
    return model_from_json(stored["model"])


def model_from_json(stored: Mapping[str, object]) -> Model:
    """The model of a JSON object; properties that it does not name weigh nothing."""
    values = dict(stored)
    for name in ("weights", "page_weights"):
        named = values[name]
        assert isinstance(named, dict)
        values[name] = np.array([named.get(column, 0) for column in NAMES], np.int64)
    values["typical"] = np.array(values["typical"], np.int64)
    return Model(**values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Readings:
    """One row per candidate. score: log-odds of a figurative use · literal, figurative: it overrules the exclusions.

    says: the group of properties that spoke most for what was decided, -1 in texts too short to judge by · coded: per candidate.
    """

    score: list[int]
    literal: list[bool]
    figurative: list[bool]
    says: list[int]
    coded: list[tuple[int, int] | None]

    def reason(self, i: int) -> str | None:
        """What decided candidate i, or None where nothing was decided."""
        if self.says[i] < 0:
            return None
        literal, coded = self.literal[i], self.coded[i]
        share = f"{1 / (1 + exp(-self.score[i] / UNIT)):.2f}".removeprefix("0")
        uses = f"; device is figurative in {coded[0]} of {coded[1]} coded uses" if coded else ""
        return f"read as {'literal' if literal else 'figurative'} ({share}): {_REASONS[self.says[i]][literal]}{uses}"


class Reader:
    """A model ready to read the candidates of some devices, given by their index."""

    def __init__(self, devices: Sequence[Facts], tables: Tables, model: Model) -> None:
        self._model = model
        self._tables = tables
        self._offset = np.array([model.offset(device) for device in devices], np.int64)
        coded = [model.coded.get(device.id) for device in devices]
        self._coded = [pair if pair and pair[1] >= FEWEST_CODED else None for pair in coded]

    def read(self, analysis: Analysis, rows: Rows) -> Readings:
        """What the model makes of each candidate. Texts under SHORTEST_ARTICLE words are left to the exclusions."""
        model, count = self._model, len(rows)
        if not count or model.is_off:
            return Readings([0] * count, [False] * count, [False] * count, [-1] * count, [None] * count)
        shares = group_shares(properties(analysis, rows, self._tables), self._offset[rows.device], model)
        score = model.bias + shares.sum(axis=1)
        vetoed, judged = rows.veto != NO_VETO, _words_of_article(analysis, rows) >= SHORTEST_ARTICLE
        literal = judged & ~vetoed & _at_most(score, model.reject_below)
        figurative = (
            judged & vetoed & _at_most(-score, None if model.rescue_from is None else -model.rescue_from)
        )
        unusual = shares - model.typical
        says = np.where(literal, unusual.argmin(axis=1), unusual.argmax(axis=1))
        coded = [self._coded[device] for device in rows.device.tolist()]
        says = np.where(judged, says, -1)
        return Readings(score.tolist(), literal.tolist(), figurative.tolist(), says.tolist(), coded)


def _at_most(score: Ints, most: int | None) -> NDArray[np.bool_]:
    return np.zeros(len(score), np.bool_) if most is None else score <= most


def _words_of_article(analysis: Analysis, rows: Rows) -> Ints:
    article = analysis.word_field[rows.first].astype(np.int64) // 2
    first = analysis.field_first_word
    return np.asarray(first[2 * article + 2] - first[2 * article], np.int64)


def group_shares(found: Ints, offset: Ints, model: Model) -> Ints:
    """(c, groups) what each group of properties adds to the score of each candidate; the page and the device come last."""
    groups = np.add.reduceat(found * model.weights, _GROUP_STARTS, axis=1)
    page = page_score(found, model.page_bias, model.page_weights) * model.page_factor // UNIT
    return np.concatenate((groups, page[:, None], offset[:, None]), axis=1)
