"""Agreement of coders: percent, Krippendorff's alpha with an interval over articles, and span F1. Undefined says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from framing.validate.arrays import Floats
from framing.validate.scheme import Level

DRAWS = 2_000
_DENSE = 1_000_000
"""Entries up to which coincidences are compared article by article."""
LEAST_DEFINED = 0.95
"""Share of bootstrap draws in which alpha must be defined for an interval."""
MIN_ARTICLES = 20
ADVISED = 200

NO_UNITS = "nothing was coded"
NO_OVERLAP = "no item was coded by two coders"
ONE_CATEGORY = "every code is the same, so agreement beyond chance cannot be told"
FEW_ARTICLES = f"fewer than {MIN_ARTICLES} articles: no interval"
UNSTABLE = "in too many draws of articles alpha is undefined: no interval"
ADVICE = f"fewer than {ADVISED} articles: the interval is wide"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that coders decided about: their values by coder, a number for ordered levels, else text or a number."""

    article_id: str
    values: Mapping[str, str | float]


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha (1 agreement, 0 chance) and percent agreement (0 to 1, pairs of coders of the same item).

    `alpha` is None where it is undefined, `low` and `high` where there is no interval; `note` says why.
    `items`: those that two or more coders coded.
    """

    alpha: float | None
    low: float | None
    high: float | None
    percent: float | None
    items: int
    articles: int
    coders: tuple[str, ...]
    note: str = ""


def alpha(items: Iterable[Item], level: Level = "nominal", *, seed: int = 1, draws: int = DRAWS) -> Alpha:
    """Alpha over all coders and items; missing values are left out. The interval draws articles with replacement.

    Source: Krippendorff, Computing Krippendorff's alpha-reliability (2011); Content Analysis, 3rd ed. (2013), ch. 12.
    """
    every = list(items)
    coders = tuple(sorted({coder for item in every for coder in item.values}))
    paired = [item for item in every if len(item.values) > 1]
    articles = sorted({item.article_id for item in paired})
    if not paired:
        return Alpha(None, None, None, None, 0, 0, coders, NO_OVERLAP if every else NO_UNITS)
    categories = sorted({value for item in paired for value in item.values.values()}, key=_sort_key)
    coincidences = _coincidences(paired, categories, articles)
    size = len(categories)
    total = np.asarray(coincidences.sum(axis=0), dtype=np.float64).reshape(1, size * size)
    numbers = _numbers(categories, level)
    value = float(_alphas(total, numbers, level)[0])
    percent = _percent(paired)
    counts = len(paired), len(articles), coders
    if np.isnan(value):
        return Alpha(None, None, None, percent, *counts, ONE_CATEGORY)
    if len(articles) < MIN_ARTICLES:
        return Alpha(value, None, None, percent, *counts, FEW_ARTICLES)
    drawn = _bootstrap(coincidences, numbers, level, (seed, draws))
    defined = drawn[~np.isnan(drawn)]
    if defined.size < LEAST_DEFINED * draws:
        return Alpha(value, None, None, percent, *counts, UNSTABLE)
    low, high = (float(limit) for limit in np.quantile(defined, [0.025, 0.975]))
    return Alpha(value, low, high, percent, *counts, ADVICE if len(articles) < ADVISED else "")


def _sort_key(value: str | float) -> tuple[int, float, str]:
    return (1, 0.0, value) if isinstance(value, str) else (0, float(value), "")


def _numbers(categories: Sequence[str | float], level: Level) -> Floats:
    """The categories as numbers: their own value for interval and ratio, their rank otherwise."""
    if level in ("interval", "ratio"):
        return np.array([float(value) for value in categories])
    return np.arange(len(categories), dtype=np.float64)


def _coincidences(
    items: Sequence[Item], categories: Sequence[str | float], articles: Sequence[str]
) -> sparse.csr_array[np.float64, tuple[int, int]]:
    """Articles × (category × category): for each ordered pair of values of an item 1 / (its values − 1)."""
    number = {value: at for at, value in enumerate(categories)}
    row = {name: at for at, name in enumerate(articles)}
    size = len(categories)
    rows: list[int] = []
    cells: list[int] = []
    weights: list[float] = []
    for item in items:
        values = [number[value] for value in item.values.values()]
        for i, one in enumerate(values):
            for j, other in enumerate(values):
                if i != j:
                    rows.append(row[item.article_id])
                    cells.append(one * size + other)
                    weights.append(1 / (len(values) - 1))
    shape = (len(articles), size * size)
    return sparse.csr_array((weights, (rows, cells)), shape=shape)


def _alphas(coincidences: Floats, numbers: Floats, level: Level) -> Floats:
    """Alpha for each row of flattened coincidence matrices; NaN where all values are of one category."""
    size = numbers.size
    matrices = coincidences.reshape(-1, size, size)
    marginals = matrices.sum(axis=2)
    totals = marginals.sum(axis=1)
    distance = _distances(marginals, numbers, level)
    observed = (matrices * distance).sum(axis=(1, 2))
    expected = (marginals[:, :, np.newaxis] * marginals[:, np.newaxis, :] * distance).sum(axis=(1, 2))
    result = np.full(totals.size, np.nan)
    some = expected > 0
    result[some] = 1 - (totals[some] - 1) * observed[some] / expected[some]
    return result


def _distances(marginals: Floats, numbers: Floats, level: Level) -> Floats:
    """Squared differences of categories, draws (or 1) × category × category."""
    one, other = numbers[:, np.newaxis], numbers[np.newaxis, :]
    if level == "nominal":
        return np.asarray(one != other, dtype=np.float64)[np.newaxis]
    if level == "interval":
        return np.asarray((one - other) ** 2, dtype=np.float64)[np.newaxis]
    if level == "ratio":
        total = one + other
        return np.divide(one - other, total, out=np.zeros_like(total), where=total != 0)[np.newaxis] ** 2
    # ordinal: all values ranked between the two, with half of each end
    before = np.cumsum(marginals, axis=1) - marginals / 2
    return np.asarray((before[:, :, np.newaxis] - before[:, np.newaxis, :]) ** 2, dtype=np.float64)


def _bootstrap(
    coincidences: sparse.csr_array[np.float64, tuple[int, int]],
    numbers: Floats,
    level: Level,
    plan: tuple[int, int],
) -> Floats:
    """Alpha of each draw of as many articles as there are, with replacement; in blocks, so that memory stays small.

    Articles with the same coincidences are drawn as one kind: the same law, and quick where a code is there or not.
    """
    seed, draws = plan
    articles = coincidences.shape[0]
    random = np.random.default_rng(seed)
    kinds, shares = _kinds(coincidences)
    block = max(1, 4_000_000 // max(numbers.size**2, shares.size))
    found = []
    for start in range(0, draws, block):
        weights = random.multinomial(articles, shares, min(block, draws - start)).astype(np.float64)
        found.append(_alphas(np.asarray((kinds.T @ weights.T).T), numbers, level))
    return np.concatenate(found)


def _kinds(
    coincidences: sparse.csr_array[np.float64, tuple[int, int]],
) -> tuple[sparse.csr_array[np.float64, tuple[int, int]], Floats]:
    """The different rows and the share of articles that each has."""
    articles, cells = coincidences.shape
    if articles * cells > _DENSE:
        return coincidences, np.full(articles, 1 / articles)
    kinds, counts = np.unique(coincidences.toarray(), axis=0, return_counts=True)
    return sparse.csr_array(kinds), np.asarray(counts / articles, dtype=np.float64)


def _percent(items: Sequence[Item]) -> float:
    """Share of the pairs of coders of one item whose values are the same."""
    same = pairs = 0
    for item in items:
        values = list(item.values.values())
        for i, one in enumerate(values):
            same += sum(one == other for other in values[i + 1 :])
            pairs += len(values) - 1 - i
    return same / pairs


LEAST_OVERLAP = 0.3
"""Intersection over union that makes a pair: a span much longer than what it means does not count."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a field, 0-based, half-open, in code points; `number` is the caller's."""

    field: str
    start: int
    end: int
    number: int


def overlap(one: Span, other: Span) -> float:
    """Intersection over union, 0 to 1; 0 in different fields."""
    if one.field != other.field:
        return 0.0
    inside = min(one.end, other.end) - max(one.start, other.start)
    return max(0, inside) / (max(one.end, other.end) - min(one.start, other.start))


def pairs(
    one: Sequence[Span], other: Sequence[Span], least: float = LEAST_OVERLAP
) -> tuple[tuple[int, int], ...]:
    """Positions in `one` and `other` of spans that are meant to be the same: one to one, best overlap first, ties by place."""
    order = sorted(
        (-overlap(a, b), a.start, b.start, i, j)
        for i, a in enumerate(one)
        for j, b in enumerate(other)
        if overlap(a, b) >= least
    )
    found: dict[int, int] = {}
    used: set[int] = set()
    for _, _, _, i, j in order:
        if i not in found and j not in used:
            found[i] = j
            used.add(j)
    return tuple(found.items())


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """Spans of two coders over the articles that both have finished; the figures are None without a span."""

    articles: int
    first: int
    second: int
    paired: int
    exact: int

    @property
    def f1(self) -> float | None:
        """Pairs over the mean number of spans, 0 to 1."""
        return 2 * self.paired / (self.first + self.second) if self.first + self.second else None

    @property
    def f1_exact(self) -> float | None:
        """The same for pairs with the same start and end."""
        return 2 * self.exact / (self.first + self.second) if self.first + self.second else None


def span_agreement(
    first: Mapping[str, Sequence[Span]], second: Mapping[str, Sequence[Span]], articles: Iterable[str]
) -> SpanAgreement:
    """How far two coders marked the same spans in the given articles."""
    every = sorted(set(articles))
    counts = np.zeros(4, dtype=np.int64)
    for article in every:
        a, b = first.get(article, ()), second.get(article, ())
        found = pairs(a, b)
        exact = sum(overlap(a[i], b[j]) == 1.0 for i, j in found)
        counts += np.array([len(a), len(b), len(found), exact])
    return SpanAgreement(len(every), *map(int, counts))
