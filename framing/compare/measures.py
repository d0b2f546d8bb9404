"""Which sums make a measure of an outlet: numerators and denominators by article, taken from the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from framing.compare.scored import Filters, ScoredTables, filter_evidence

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from framing.compare.intervals import Columns, Floats, Integers
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
    """Measures × articles: `numerators` m × n, sparse by column, `denominator` n; one kind of measure.

    An article whose score is missing has the denominator 0 and enters no figure.
    """

    measures: tuple[Measure, ...]
    numerators: Columns
    denominator: Floats


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
    """The counts of all measures but the single codes, in blocks; a measure whose column is not there is left out.

    With a voice or stance asked for there is one, devices per 1,000 words: nothing else can be split so.
    """
    devices = _devices(filter_evidence(tables.evidence, filters), "live")
    if filters.voice is not None or filters.stance is not None:
        return (_stacked(tables, DEVICE_RATES[:1], (devices,)),)
    columns = set(tables.articles.column_names)
    author = devices.filter(pc.equal(devices["voice"], "author"))
    rejected = devices.filter(pc.equal(devices["stance"], "rejected"))
    return (
        _stacked(tables, DEVICE_RATES, (devices, author, rejected)),
        *((_attribution_rate(tables),) if "attributions" in columns else ()),
        *(_share(tables, one) for one in SHARES if {"attributions", _NUMERATORS[one.name]} <= columns),
        *(_mean(tables, measure) for measure in MEANS if measure.score in columns),
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
    measures = tuple(
        Measure(CODE_PREFIX + code, "rate", PER_1000_WORDS, "devices_per_1000_words") for code in codes
    )
    return _device_rates(tables, measures, devices, np.asarray(pc.fill_null(found, -1), dtype=np.int64))


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
    return _stacked(tables, measures, rows)


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


def _device_rates(
    tables: ScoredTables, measures: tuple[Measure, ...], devices: pa.Table, number: Integers
) -> Counts:
    """Counts of device rates; `number` says for each row of `devices` which measure it counts in, −1 for none."""
    article = tables.article_rows(devices["article_id"])
    kept = (number >= 0) & (article >= 0)
    entries = (np.ones(int(kept.sum())), (number[kept], article[kept]))
    shape = (len(measures), tables.articles.num_rows)
    words = _column(tables, "words") * _sound(tables, "devices_per_1000_words")
    return Counts(measures, sparse.csc_array(entries, shape=shape), words)


def _stacked(tables: ScoredTables, measures: tuple[Measure, ...], rows: tuple[pa.Table, ...]) -> Counts:
    """Counts of device rates, each from its own rows of evidence."""
    number = np.repeat(np.arange(len(rows)), [table.num_rows for table in rows])
    columns = [table.select(["article_id"]) for table in rows]
    return _device_rates(tables, measures, pa.concat_tables(columns), number)


def _attribution_rate(tables: ScoredTables) -> Counts:
    words = _column(tables, "words") * _sound(tables, ATTRIBUTION_RATE.score)
    return _one(ATTRIBUTION_RATE, _column(tables, "attributions"), words)


def _share(tables: ScoredTables, measure: Measure) -> Counts:
    attributions = _column(tables, "attributions") * _sound(tables, measure.score)
    return _one(measure, _column(tables, _NUMERATORS[measure.name]), attributions)


def _mean(tables: ScoredTables, measure: Measure) -> Counts:
    used = np.asarray(pc.is_valid(tables.articles[measure.score]), dtype=np.float64)
    return _one(measure, _column(tables, measure.score), used)


def _one(measure: Measure, numerator: Floats, denominator: Floats) -> Counts:
    return Counts((measure,), sparse.csc_array(numerator[np.newaxis]), denominator)


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
