"""Keyness: which words or devices one group of articles uses more than another, beyond what single articles explain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

from framing.compare.contrasts import FALSE_DISCOVERY_RATE, Verdict, adjusted_p
from framing.compare.intervals import MIN_HITS, MIN_UNITS
from framing.compare.scored import UNCORRECTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from framing.compare.moments import Floats, Integers
    from framing.compare.words import UnitCounts

Unit = Literal["word", "device"]

PRIOR_WORDS = 1_000.0
"""Words that the prior counts as; they are spread over the units as in both groups together."""
PERMUTATIONS = 400
SEED = 20261121
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class KeynessRow:
    """One word or device in two groups of articles: raw counts, articles that hold it, rates per 1,000 words.

    `log_odds` is above 0 where the first group uses it more (natural logarithm, shrunk towards 0 by the prior).
    `p` and `p_adjusted` (Benjamini–Hochberg over the family) are None for "too few".
    """

    unit: str
    count: int
    other_count: int
    articles: int
    other_articles: int
    per_1000_words: float
    other_per_1000_words: float
    log_odds: float
    p: float | None
    p_adjusted: float | None
    verdict: Verdict
    label: str


@dataclass(frozen=True, slots=True)
class Keyness:
    """Every unit of either group, those that stand out most first; articles and words of the two groups."""

    rows: tuple[KeynessRow, ...]
    family_size: int
    articles: tuple[int, int]
    words: tuple[int, int]
    permutations: int = PERMUTATIONS
    seed: int = SEED


def keyness(found: UnitCounts, one: Integers, other: Integers, *, label: str = UNCORRECTED) -> Keyness:
    """Compare the articles in rows `one` of the counts with those in rows `other`; an article is in one of them.

    The log-odds ratio has a Dirichlet prior of 1,000 words, spread as in both groups together, and is divided by its standard
    error. That z is not looked up in the normal law, which takes every word for an independent draw: whole articles are
    dealt to the two groups anew 400 times (fixed seed), each unit's z is measured in standard deviations of its own
    dealt values, and p is the share of dealt values as large among units in as many articles. A unit in
    fewer than 10 articles, or in a group of fewer than 20 articles, is "too few"; it stays in the family with p = 1.
    Source: Monroe, Colaresi & Quinn, Fightin' words, Political Analysis 16 (2008) 372–403; Tusher, Tibshirani & Chu,
    Significance analysis of microarrays, PNAS 98 (2001) 5116–5121 (dealt values pooled over units).
    """
    rows = np.concatenate([one, other])
    counts = sparse.csr_array(found.counts[rows])
    total, first = found.total[rows], np.arange(rows.size) < one.size
    used = np.flatnonzero(np.asarray(counts.sum(axis=0)) > 0)
    counts = sparse.csr_array(counts[:, used])
    holding = np.bincount(counts.indices, minlength=used.size)
    observed = _z(_dealt(counts, total, first[np.newaxis]))
    p = np.full(used.size, np.nan)
    judged = np.flatnonzero(holding >= MIN_HITS)
    if judged.size and min(one.size, other.size) >= MIN_UNITS:
        part = sparse.csr_array(counts[:, judged])
        p[judged] = _dealt_p(part, total, one.size, (observed.z[0, judged], holding[judged]))
    adjusted = np.full(used.size, np.nan)
    at = np.flatnonzero(~np.isnan(p))
    adjusted[at] = adjusted_p(p[at], used.size)
    made = _rows(_Columns(found, used, counts, first, total, observed, p, adjusted), label)
    words = int(total[first].sum()), int(total[~first].sum())
    return Keyness(tuple(made), int(used.size), (int(one.size), int(other.size)), words)


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Counts of each unit in both groups, deal × unit, and the words of both groups, deal × 1."""

    one: Floats
    other: Floats
    words: Floats
    other_words: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _LogOdds:
    log_odds: Floats
    z: Floats


def _dealt(
    counts: sparse.csr_array[np.float64, tuple[int, int]], total: Floats, deals: npt.NDArray[np.bool_]
) -> _Sums:
    """The sums for each way of dealing the articles; `deals` says which are in the first group, deal × article."""
    whole = np.asarray(counts.sum(axis=0), dtype=np.float64)[np.newaxis]
    one = np.asarray((counts.T @ deals.T.astype(np.float64)).T, dtype=np.float64)
    words = (deals @ total)[:, np.newaxis]
    return _Sums(one, whole - one, words, total.sum() - words)


def _z(sums: _Sums) -> _LogOdds:
    """Log-odds ratio of each unit with its prior, and the same over its standard error.

    Source: Monroe, Colaresi & Quinn (2008), equations 15, 16, 19 and 22.
    """
    words = sums.words[:1] + sums.other_words[:1]
    prior = PRIOR_WORDS * (sums.one[:1] + sums.other[:1]) / np.maximum(words, 1.0)
    one, other = sums.one + prior, sums.other + prior
    rest, other_rest = sums.words + PRIOR_WORDS - one, sums.other_words + PRIOR_WORDS - other
    log_odds = np.log(one / rest) - np.log(other / other_rest)
    return _LogOdds(log_odds, log_odds / np.sqrt(1 / one + 1 / other))


def _dealt_p(
    counts: sparse.csr_array[np.float64, tuple[int, int]],
    total: Floats,
    size: int,
    observed: tuple[Floats, Integers],
) -> Floats:
    """Two-sided p-values of the observed z; `holding` articles hold each unit."""
    z, holding = observed
    dealt = np.concatenate(
        [_z(_dealt(counts, total, deals)).z for deals in _deals(total.size, size)], dtype=np.float64
    )
    middle, spread = dealt.mean(axis=0), np.maximum(dealt.std(axis=0), 1e-9)
    distance, dealt = np.abs(z - middle) / spread, np.abs(dealt - middle) / spread
    p = np.ones(z.size)
    stratum = np.floor(np.log2(np.minimum(holding, total.size - holding + 1))).astype(np.int64)
    for level in np.unique(stratum):
        own = np.flatnonzero(stratum == level)
        pool = np.sort(dealt[:, own].ravel())
        beyond = pool.size - np.searchsorted(pool, distance[own], "left")
        p[own] = (beyond + 1) / (pool.size + 1)
    return p


def _deals(articles: int, size: int) -> Iterator[npt.NDArray[np.bool_]]:
    random = np.random.default_rng(SEED)
    for _ in range(0, PERMUTATIONS, _AT_ONCE):
        order = random.permuted(np.tile(np.arange(articles), (_AT_ONCE, 1)), axis=1)
        yield order < size


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """What the rows are made of; all of the units in `used`."""

    found: UnitCounts
    used: Integers
    counts: sparse.csr_array[np.float64, tuple[int, int]]
    first: npt.NDArray[np.bool_]
    total: Floats
    observed: _LogOdds
    p: Floats
    adjusted: Floats


def _rows(columns: _Columns, label: str) -> Iterator[KeynessRow]:
    sides = []
    for side in (columns.first, ~columns.first):
        part = sparse.csr_array(columns.counts[np.flatnonzero(side)])
        count = np.asarray(part.sum(axis=0), dtype=np.float64)
        holding = np.bincount(part.indices, minlength=columns.used.size)
        sides.append((count, holding, count * 1000 / max(float(columns.total[side].sum()), 1.0)))
    log_odds = columns.observed.log_odds[0]
    names = [columns.found.units[at] for at in columns.used]
    strength = np.where(np.isnan(columns.p), 2.0, columns.p)
    order = sorted(range(len(names)), key=lambda at: (strength[at], -abs(log_odds[at]), names[at]))
    for at in order:
        adjusted = None if np.isnan(columns.adjusted[at]) else float(columns.adjusted[at])
        yield KeynessRow(
            unit=names[at],
            count=int(sides[0][0][at]),
            other_count=int(sides[1][0][at]),
            articles=int(sides[0][1][at]),
            other_articles=int(sides[1][1][at]),
            per_1000_words=float(sides[0][2][at]),
            other_per_1000_words=float(sides[1][2][at]),
            log_odds=float(log_odds[at]),
            p=None if np.isnan(columns.p[at]) else float(columns.p[at]),
            p_adjusted=adjusted,
            verdict=_verdict(adjusted),
            label=label,
        )


def _verdict(adjusted: float | None) -> Verdict:
    if adjusted is None:
        return "too few"
    return "clear" if adjusted < FALSE_DISCOVERY_RATE else "not clear"
