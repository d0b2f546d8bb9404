"""Which sums make a measure of an outlet: numerators and denominators by article, taken from the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from framing.compare.scored import Filters, ScoredTables, filter_evidence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from framing.compare.intervals import Floats
    from framing.types import Conventionality

Kind = Literal["rate", "share", "mean"]

CODE_PREFIX = "device:"
SET_PREFIX = "devices:"
MINIMUM_REASONS = frozenset({"too_short", "too_few_attributions"})
"""Reasons that leave a single article without a score but its counts sound: they enter the outlet's sums."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of an outlet: a rate per 1,000 words, a share of sums, or a mean over articles.

    `score` is the score of the single article whose reason in `missing` decides whether it is
    left out.
    """

    name: str
    kind: Kind
    unit: str
    score: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Measures × articles: `numerators` m × n, `denominator` n, `used` n (False: left out, score missing).

    Articles left out have 0 in both. All measures of one block share kind, denominator and articles.
    """

    measures: tuple[Measure, ...]
    numerators: Floats
    denominator: Floats
    used: npt.NDArray[np.bool_]


PER_1000_WORDS = "per 1,000 words"
DEVICE_RATES = (
    Measure("devices_per_1000_words", "rate", PER_1000_WORDS, "devices_per_1000_words"),
    Measure("devices_author_per_1000_words", "rate", PER_1000_WORDS, "devices_per_1000_words"),
    Measure("devices_rejected_per_1000_words", "rate", PER_1000_WORDS, "devices_per_1000_words"),
)
ATTRIBUTION_RATE = Measure("attributions_per_1000_words", "rate", PER_1000_WORDS, "unnamed_share")
SHARES = (
    Measure("unnamed_share", "share", "share of attributions", "unnamed_share"),
    Measure("withheld_share", "share", "share of attributions", "withheld_share"),
)
MEANS = (
    Measure("sensationalism", "mean", "score, 0 to 100", "sensationalism"),
    Measure("headline_lure", "mean", "score", "headline_lure"),
    Measure("body_intensity", "mean", "score", "body_intensity"),
    Measure("unnamed_dependence", "mean", "score, 0 to 100, experimental", "unnamed_dependence"),
    Measure("flesch_reading_ease", "mean", "score", "flesch_reading_ease"),
    Measure("flesch_kincaid_grade", "mean", "school grade", "flesch_kincaid_grade"),
)
MEASURE_ORDER = (
    *(measure.name for measure in DEVICE_RATES),
    "sensationalism",
    "headline_lure",
    "body_intensity",
    "attributions_per_1000_words",
    "unnamed_share",
    "withheld_share",
    "unnamed_dependence",
    "flesch_reading_ease",
    "flesch_kincaid_grade",
)
_NUMERATORS = {"unnamed_share": "unnamed", "withheld_share": "withheld"}


def device_codes(tables: ScoredTables, conventionality: Conventionality | None = "live") -> tuple[str, ...]:
    """The device codes of the evidence in alphabetical order, before any filter."""
    return tuple(sorted(pc.unique(_devices(tables.evidence, conventionality)["code"]).to_pylist()))


def measure_counts(tables: ScoredTables, filters: Filters) -> tuple[Counts, ...]:
    """The counts of all measures but the single codes, in blocks.

    With a voice or stance asked for there is one, devices per 1,000 words: nothing else can be split so.
    """
    devices = _devices(filter_evidence(tables.evidence, filters), "live")
    if filters.voice is not None or filters.stance is not None:
        return (_device_rates(tables, DEVICE_RATES[:1], (devices,)),)
    author = devices.filter(pc.equal(devices["voice"], "author"))
    rejected = devices.filter(pc.equal(devices["stance"], "rejected"))
    return (
        _device_rates(tables, DEVICE_RATES, (devices, author, rejected)),
        _attribution_rate(tables),
        *(_share(tables, measure) for measure in SHARES),
        *(_mean(tables, measure) for measure in MEANS),
    )


def code_counts(
    tables: ScoredTables,
    filters: Filters,
    codes: tuple[str, ...],
    conventionality: Conventionality | None = "live",
) -> Counts:
    """The counts of each device code, one numerator per code, in the order of `codes`."""
    devices = _devices(filter_evidence(tables.evidence, filters), conventionality)
    found = pc.index_in(devices["code"], value_set=pa.array(codes, pa.string()))
    column = np.asarray(pc.fill_null(found, -1), dtype=np.int64)
    rows = tables.article_rows(devices["article_id"])
    words, used = _words(tables, "devices_per_1000_words")
    counted = (column >= 0) & (rows >= 0)
    flat = column[counted] * words.size + rows[counted]
    hits = np.bincount(flat, minlength=len(codes) * words.size).reshape(len(codes), words.size)
    measures = tuple(
        Measure(CODE_PREFIX + code, "rate", PER_1000_WORDS, "devices_per_1000_words") for code in codes
    )
    return Counts(measures, hits.astype(np.float64) * used, words, used)


def set_counts(tables: ScoredTables, filters: Filters, code_sets: Mapping[str, Collection[str]]) -> Counts:
    """The counts of named sets of codes (families, packages), one numerator per set, in alphabetical order.

    A set's codes count whatever their conventionality.
    """
    devices = _devices(filter_evidence(tables.evidence, filters), None)
    names = tuple(sorted(code_sets))
    rows = tuple(_with_codes(devices, code_sets[name]) for name in names)
    measures = tuple(
        Measure(SET_PREFIX + name, "rate", PER_1000_WORDS, "devices_per_1000_words") for name in names
    )
    return _device_rates(tables, measures, rows)


def families(codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Family (the folder of the codebook a device lies in) → its codes."""
    names = sorted({code.rpartition("/")[0] for code in codes})
    return {name: tuple(sorted(code for code in codes if code.rpartition("/")[0] == name)) for name in names}


def _devices(evidence: pa.Table, conventionality: Conventionality | None) -> pa.Table:
    devices = evidence.filter(pc.equal(evidence["measure"], "device"))
    if conventionality is None:
        return devices
    return devices.filter(pc.equal(devices["conventionality"], conventionality))


def _with_codes(devices: pa.Table, codes: Collection[str]) -> pa.Table:
    return devices.filter(pc.is_in(devices["code"], value_set=pa.array(sorted(codes), pa.string())))


def _device_rates(tables: ScoredTables, measures: tuple[Measure, ...], rows: tuple[pa.Table, ...]) -> Counts:
    words, used = _words(tables, "devices_per_1000_words")
    hits = np.zeros((len(rows), words.size))
    for at, devices in enumerate(rows):
        article = tables.article_rows(devices["article_id"])
        hits[at] = np.bincount(article[article >= 0], minlength=words.size)
    return Counts(measures, hits * used, words, used)


def _attribution_rate(tables: ScoredTables) -> Counts:
    words, used = _words(tables, ATTRIBUTION_RATE.score)
    return Counts((ATTRIBUTION_RATE,), _column(tables, "attributions")[np.newaxis] * used, words, used)


def _share(tables: ScoredTables, measure: Measure) -> Counts:
    used = _sound(tables, measure.score)
    numerator = _column(tables, _NUMERATORS[measure.name])[np.newaxis] * used
    return Counts((measure,), numerator, _column(tables, "attributions") * used, used)


def _mean(tables: ScoredTables, measure: Measure) -> Counts:
    used = np.asarray(pc.is_valid(tables.articles[measure.score]), dtype=np.bool_)
    return Counts(
        (measure,), _column(tables, measure.score)[np.newaxis] * used, used.astype(np.float64), used
    )


def _words(tables: ScoredTables, score: str) -> tuple[Floats, npt.NDArray[np.bool_]]:
    used = _sound(tables, score)
    return _column(tables, "words") * used, used


def _column(tables: ScoredTables, name: str) -> Floats:
    return np.asarray(pc.fill_null(pc.cast(tables.articles[name], pa.float64()), 0.0), dtype=np.float64)


def _sound(tables: ScoredTables, score: str) -> npt.NDArray[np.bool_]:
    """Per article whether its counts may enter sums: the score is there, or only too short an article."""
    reasons = tables.articles["missing"].dictionary_encode().combine_chunks()
    sound = np.array([_sound_reasons(text, score) for text in reasons.dictionary.to_pylist()], dtype=np.bool_)
    return sound[np.asarray(reasons.indices)] if len(reasons) else np.zeros(0, dtype=np.bool_)


def _sound_reasons(text: str, score: str) -> bool:
    reason = json.loads(text).get(score)
    return reason is None or reason in MINIMUM_REASONS
