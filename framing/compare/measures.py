"""Which sums make a measure of an outlet: numerators and denominators by article, taken from the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from framing.compare.hits import ANONYMITIES, STANCES, VOICES, Flags, Hits
from framing.compare.scored import Filters, ScoredTables, filter_hits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from framing.compare.moments import Columns, Floats, Integers
    from framing.types import Conventionality

Kind = Literal["rate", "share", "mean"]

CODE_PREFIX = "device:"
SET_PREFIX = "devices:"
COMPONENT_PREFIX = "component:"
SOURCE_PREFIX = "source:"
ANONYMITY_PREFIX = "anonymity:"
VOICE_PREFIX = "voice:"
STANCE_PREFIX = "stance:"
NAMED_PREFIXES = (COMPONENT_PREFIX, SOURCE_PREFIX, ANONYMITY_PREFIX)
"""Measures that are given when they are asked for by name only."""
SOURCE_CLASSES = ("named_person", "named_body", "unnamed_role", "unnamed_vague", "hearsay")
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
OF_ATTRIBUTIONS = "share of attributions"
OF_PHRASES = "share of framing phrases"
DEVICE_RATES = (
    Measure("devices_per_1000_words", "rate", PER_1000_WORDS, "devices_per_1000_words"),
    Measure("devices_author_per_1000_words", "rate", PER_1000_WORDS, "devices_per_1000_words"),
    Measure("devices_rejected_per_1000_words", "rate", PER_1000_WORDS, "devices_per_1000_words"),
)
ATTRIBUTION_RATE = Measure("attributions_per_1000_words", "rate", PER_1000_WORDS, "unnamed_share")
SHARES = (
    Measure("unnamed_share", "share", OF_ATTRIBUTIONS, "unnamed_share"),
    Measure("withheld_share", "share", OF_ATTRIBUTIONS, "withheld_share"),
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
    hits = tables.compact.hits["device"]
    found = np.unique(hits.code[_of_conventionality(hits, conventionality)])
    return tuple(hits.codes[at] for at in found)


def component_codes(tables: ScoredTables) -> tuple[str, ...]:
    """The components of heated wording that are marked anywhere, in alphabetical order."""
    return tables.compact.hits["sensationalism"].codes


def measure_counts(
    tables: ScoredTables, filters: Filters, wanted: Collection[str] | None = None
) -> Iterator[Counts]:
    """The counts of all measures but the single codes, in blocks; a measure whose column is not there is left out.

    With a voice or stance asked for there is one, devices per 1,000 words: nothing else can be split so.
    `wanted` names those that are needed, None all of them.
    """
    split = filters.voice is not None or filters.stance is not None
    rates = [one for one in DEVICE_RATES[: 1 if split else None] if wanted is None or one.name in wanted]
    if rates:
        yield _device_rates(tables, filters, rates)
    columns = set(tables.articles.column_names)
    for measure, needed, counts in () if split else _BY_COLUMN:
        if needed <= columns and (wanted is None or measure.name in wanted):
            yield counts(tables, measure)


def code_counts(
    tables: ScoredTables,
    filters: Filters,
    codes: tuple[str, ...],
    conventionality: Conventionality | None = "live",
) -> Counts:
    """The counts of each device code, one numerator per code, in the order of `codes`."""
    hits = tables.compact.hits["device"]
    kept = filter_hits(hits, filters) & _of_conventionality(hits, conventionality)
    measures = tuple(
        Measure(CODE_PREFIX + code, "rate", PER_1000_WORDS, "devices_per_1000_words") for code in codes
    )
    return _rates(tables, measures, hits, np.where(kept, hits.of_codes(codes), -1))


def set_counts(tables: ScoredTables, filters: Filters, code_sets: Mapping[str, Collection[str]]) -> Counts:
    """The counts of named sets of codes (families, packages), one numerator per set, in alphabetical order.

    A set's codes count whatever their conventionality.
    """
    hits = tables.compact.hits["device"]
    kept = filter_hits(hits, filters)
    names = tuple(sorted(code_sets))
    measures = tuple(
        Measure(SET_PREFIX + name, "rate", PER_1000_WORDS, "devices_per_1000_words") for name in names
    )
    return _stacked(tables, measures, hits, [kept & _with_codes(hits, code_sets[name]) for name in names])


def named_counts(tables: ScoredTables, names: Sequence[str]) -> Iterator[Counts]:
    """The counts of components of heated wording, of source classes and of kinds of anonymity, by their names.

    A component is marks in the writer's own words per 1,000 words; the others are shares of attributions.
    """
    components = tuple(
        name.removeprefix(COMPONENT_PREFIX) for name in names if name.startswith(COMPONENT_PREFIX)
    )
    if components:
        hits = tables.compact.hits["sensationalism"]
        measures = tuple(
            Measure(COMPONENT_PREFIX + code, "rate", PER_1000_WORDS, "sensationalism") for code in components
        )
        yield _rates(tables, measures, hits, hits.of_codes(components))
    sources = [name for name in names if name.startswith((SOURCE_PREFIX, ANONYMITY_PREFIX))]
    if sources and "attributions" in tables.articles.column_names:
        hits = tables.compact.hits["sourcing"]
        measures = tuple(Measure(name, "share", OF_ATTRIBUTIONS, "unnamed_share") for name in sources)
        rows = [_attributions_of(hits, name) for name in sources]
        whole = _column(tables, "attributions") * _sound(tables, "unnamed_share")
        yield _stacked(tables, measures, hits, rows, whole)


def split_counts(
    tables: ScoredTables, filters: Filters, codes: Collection[str] | None = None
) -> Iterator[Counts]:
    """Shares of the uses of live devices (of `codes`, whatever their conventionality) by voice and by stance.

    What `filters` fix is not split.
    """
    hits = tables.compact.hits["device"]
    uses = filter_hits(hits, filters)
    uses &= _of_conventionality(hits, "live") if codes is None else _with_codes(hits, codes)
    sound = _sound(tables, "devices_per_1000_words")
    whole = _stacked(tables, (), hits, [uses]).numerators.toarray()[0] * sound
    for prefix, names, values, fixed in (
        (VOICE_PREFIX, VOICES, hits.voice, filters.voice),
        (STANCE_PREFIX, STANCES, hits.stance, filters.stance),
    ):
        measures = tuple(
            Measure(prefix + name, "share", OF_PHRASES, "devices_per_1000_words") for name in names
        )
        if fixed is None:
            yield _stacked(tables, measures, hits, [uses & (values == at) for at in range(len(names))], whole)


def families(codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Family (the folder of the codebook a device lies in) → its codes."""
    names = sorted({code.rpartition("/")[0] for code in codes})
    return {name: tuple(sorted(code for code in codes if code.rpartition("/")[0] == name)) for name in names}


def _of_conventionality(hits: Hits, conventionality: Conventionality | None) -> Flags:
    if conventionality is None:
        return np.ones(hits.live.size, dtype=np.bool_)
    return hits.live if conventionality == "live" else ~hits.live


def _with_codes(hits: Hits, codes: Collection[str]) -> Flags:
    return np.asarray(hits.of_codes(tuple(codes)) >= 0, dtype=np.bool_)


def _attributions_of(hits: Hits, name: str) -> Flags:
    if name.startswith(SOURCE_PREFIX):
        return _with_codes(hits, (name.removeprefix(SOURCE_PREFIX),))
    kind = name.removeprefix(ANONYMITY_PREFIX)
    return np.asarray(
        hits.anonymity == (ANONYMITIES.index(kind) if kind in ANONYMITIES else -2), dtype=np.bool_
    )


def _device_rates(tables: ScoredTables, filters: Filters, measures: Sequence[Measure]) -> Counts:
    hits = tables.compact.hits["device"]
    live = filter_hits(hits, filters) & hits.live
    flags = {
        DEVICE_RATES[0].name: live,
        DEVICE_RATES[1].name: live & (hits.voice == VOICES.index("author")),
        DEVICE_RATES[2].name: live & (hits.stance == STANCES.index("rejected")),
    }
    return _stacked(tables, tuple(measures), hits, [flags[measure.name] for measure in measures])


def _rates(tables: ScoredTables, measures: tuple[Measure, ...], hits: Hits, number: Integers) -> Counts:
    """Counts of rates; `number` says for each hit which measure it counts in, −1 for none."""
    article = tables.place()[hits.article]
    kept = (number >= 0) & (article >= 0)
    return _summed(tables, measures, (number[kept], article[kept]), _words(tables, measures))


def _stacked(
    tables: ScoredTables,
    measures: tuple[Measure, ...],
    hits: Hits,
    rows: Sequence[Flags],
    denominator: Floats | None = None,
) -> Counts:
    """Counts of measures, each from its own hits; over words where no denominator is given."""
    place = tables.place()
    number = np.repeat(np.arange(len(rows)), [np.count_nonzero(flags) for flags in rows])
    article = np.concatenate([place[hits.article[flags]] for flags in rows]) if rows else number
    kept = article >= 0
    whole = _words(tables, measures) if denominator is None else denominator
    return _summed(tables, measures, (number[kept], article[kept]), whole, len(rows))


def _summed(
    tables: ScoredTables,
    measures: tuple[Measure, ...],
    entries: tuple[Integers, Integers],
    denominator: Floats,
    count: int | None = None,
) -> Counts:
    shape = (len(measures) if count is None else count, tables.articles.num_rows)
    found = (np.ones(entries[0].size), entries)
    return Counts(measures, sparse.csc_array(found, shape=shape), denominator)


def _words(tables: ScoredTables, measures: Sequence[Measure]) -> Floats:
    score = measures[0].score if measures else "devices_per_1000_words"
    return _column(tables, "words") * _sound(tables, score)


def _attribution_rate(tables: ScoredTables, measure: Measure) -> Counts:
    words = _column(tables, "words") * _sound(tables, measure.score)
    return _one(measure, _column(tables, "attributions"), words)


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
    reasons = (reason.get(score) for reason in tables.compact.reasons)
    sound = np.array([reason is None or reason in MINIMUM_REASONS for reason in reasons], dtype=np.bool_)
    return sound[tables.compact.reason[tables.rows]]


_BY_COLUMN: tuple[tuple[Measure, frozenset[str], Callable[[ScoredTables, Measure], Counts]], ...] = (
    (ATTRIBUTION_RATE, frozenset({"attributions"}), _attribution_rate),
    *((one, frozenset({"attributions", _NUMERATORS[one.name]}), _share) for one in SHARES),
    *((one, frozenset({one.score}), _mean) for one in MEANS),
)
"""Measures counted from columns of the articles: the measure, the columns it needs, how it is counted."""
