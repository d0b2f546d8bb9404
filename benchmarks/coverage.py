"""Coverage of 95 % intervals for an outlet's rates and shares, and how often a null contrast looks clear.

    python benchmarks/coverage.py [--worlds 2000] [--seed 1]

Every world draws articles of lognormal length (median 600 words) whose own rate is gamma distributed with
shape k around the outlet's true rate; hits are Poisson given the rate. Small k: few articles hold most hits.
Prints Markdown tables, coverage with the median ratio of upper to lower limit.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse, stats

from framing.compare.contrasts import FALSE_DISCOVERY_RATE, adjusted_p, difference_p
from framing.compare.intervals import (
    MIN_HITS,
    gamma_limits,
    rate_intervals,
    share_intervals,
)
from framing.compare.keyness import PRIOR_WORDS, KeynessRow, keyness
from framing.compare.moments import Floats, Moments, ratio_moments
from framing.compare.words import UnitCounts

Limits = tuple[Floats, Floats]
Method = Callable[[Floats, Floats], Limits]

ARTICLES = (20, 50, 100, 200)
SHAPES = (0.3, 1.0, 5.0)
MEDIAN_WORDS = 600
BOOTSTRAP_DRAWS = 999
FAMILY = 40
WORDS = 200


def lengths(random: np.random.Generator, worlds: int, articles: int, spread: float) -> Floats:
    """Words per article, worlds × articles; `spread` is the standard deviation of their logarithm."""
    return np.maximum(
        50.0, np.round(MEDIAN_WORDS * np.exp(spread * random.standard_normal((worlds, articles))))
    )


def hits(
    random: np.random.Generator, words: Floats, shape: float, rate: float | Floats, rates: str
) -> Floats:
    """Hits per article at `rate` per 1,000 words; `rates` is the law of the articles' own rates."""
    if rates == "gamma":
        own = random.gamma(shape, 1 / shape, words.shape)
    else:
        sigma = np.sqrt(np.log1p(1 / shape))
        own = np.exp(sigma * random.standard_normal(words.shape) - sigma**2 / 2)
    return random.poisson(rate / 1000 * words * own).astype(np.float64)


def stacked(y: Floats, x: Floats) -> Moments:
    """The moments of each world as one entry, so that the limits are taken in one call."""
    each = [ratio_moments(y[at : at + 1], x[at]) for at in range(len(y))]
    return Moments(
        **{name: np.concatenate([getattr(one, name) for one in each]) for name in Moments.__slots__}
    )


def gamma(y: Floats, x: Floats) -> Limits:
    """The interval of framing.compare."""
    return gamma_limits(stacked(y, x), 0.025)


def log_t(y: Floats, x: Floats) -> Limits:
    """Linearised variance of the ratio on the log scale, t quantile."""
    articles, rate = y.shape[1], y.sum(axis=1) / x.sum(axis=1)
    residual = y - rate[:, np.newaxis] * x
    error = np.sqrt(articles / (articles - 1) * (residual**2).sum(axis=1)) / y.sum(axis=1)
    half = np.exp(stats.t.isf(0.025, articles - 1) * error)
    return rate / half, rate * half


def percentile_bootstrap(y: Floats, x: Floats) -> Limits:
    """Percentiles of the rate over articles drawn again with replacement."""
    articles = y.shape[1]
    weights = np.random.default_rng(7).multinomial(articles, np.full(articles, 1 / articles), BOOTSTRAP_DRAWS)
    low, high = np.quantile((y @ weights.T) / (x @ weights.T), [0.025, 0.975], axis=1)
    return low, high


def studentised_bootstrap(y: Floats, x: Floats) -> Limits:
    """Bootstrap of the studentised log rate over articles."""
    articles, words, rate = y.shape[1], x.sum(axis=1), y.sum(axis=1) / x.sum(axis=1)
    weights = (
        np.random.default_rng(7).multinomial(articles, np.full(articles, 1 / articles), BOOTSTRAP_DRAWS).T
    )
    total = np.maximum(y @ weights, 0.5)
    drawn = total / (x @ weights)
    spread = (y * y) @ weights - 2 * drawn * ((x * y) @ weights) + drawn**2 * ((x * x) @ weights)
    error = np.sqrt(np.maximum(spread, 0.25)) / total
    own = np.sqrt(((y - rate[:, np.newaxis] * x) ** 2).sum(axis=1)) / (rate * words)
    low, high = np.quantile((np.log(drawn) - np.log(rate)[:, np.newaxis]) / error, [0.025, 0.975], axis=1)
    return rate * np.exp(-high * own), rate * np.exp(-low * own)


def word_poisson(y: Floats, x: Floats) -> Limits:
    """Exact Poisson interval that takes every word as an independent draw."""
    total, words = y.sum(axis=1), x.sum(axis=1)
    return stats.chi2.ppf(0.025, 2 * total) / 2 / words, stats.chi2.isf(0.025, 2 * total + 2) / 2 / words


METHODS: dict[str, Method] = {
    "gamma, ours": gamma,
    "log-t": log_t,
    "studentised bootstrap": studentised_bootstrap,
    "percentile bootstrap": percentile_bootstrap,
    "word-level Poisson": word_poisson,
}


def interval_table(
    seed: int, worlds: int, rate: float, *, rates: str = "gamma", spread: float = 0.6, denser: float = 0.0
) -> Iterator[str]:
    """Coverage in worlds with ten or more articles with a hit, where a two-sided interval is given.

    With `denser`, an article's rate goes with that power of its length; the outlet's true rate is then
    rate · exp((denser + denser²/2) · spread²), from the moments of the lognormal law.
    """
    grows = f", rates grow with length to the power {denser:g}" if denser else ""
    yield f"\n{rate:g} hits per 1,000 words, {rates} rates, lengths with log-sd {spread:g}{grows}\n"
    truth = rate / 1000 * np.exp((denser + denser**2 / 2) * spread**2)
    yield "| articles | k | worlds with an interval | " + " | ".join(METHODS) + " |"
    yield "|--:|--:|--:|" + "--:|" * len(METHODS)
    for articles in ARTICLES:
        for shape in SHAPES:
            random = np.random.default_rng([seed, articles, int(10 * shape)])
            x = lengths(random, worlds, articles, spread)
            y = hits(random, x, shape, rate * (x / MEDIAN_WORDS) ** denser, rates)
            kept = (y > 0).sum(axis=1) >= MIN_HITS
            cells = (
                [_cell(method(y[kept], x[kept]), truth) for method in METHODS.values()]
                if kept.mean() > 0.2
                else ["" for _ in METHODS]
            )
            yield f"| {articles} | {shape:g} | {kept.mean():.2f} | " + " | ".join(cells) + " |"


def procedure_table(seed: int, worlds: int) -> Iterator[str]:
    """Coverage of what is shown, intervals and upper bounds together, from sparse to frequent devices."""
    rates = (0.05, 0.1, 0.2, 0.5, 1.0, 4.0)
    yield "\nWhat is shown, interval or upper bound, by hits per 1,000 words (share of upper bounds)\n"
    yield "| articles | k | " + " | ".join(f"{rate:g}" for rate in rates) + " |"
    yield "|--:|--:|" + "--:|" * len(rates)
    for articles in ARTICLES:
        for shape in SHAPES:
            cells = [_shown(seed, worlds, articles, shape, rate) for rate in rates]
            yield f"| {articles} | {shape:g} | " + " | ".join(cells) + " |"


def _shown(seed: int, worlds: int, articles: int, shape: float, rate: float) -> str:
    random = np.random.default_rng([seed, articles, int(10 * shape), int(100 * rate)])
    x = lengths(random, worlds, articles, 0.6)
    shown = rate_intervals(stacked(hits(random, x, shape, rate, "gamma"), x))
    covered = [(one.low or 0.0) <= rate <= (one.high or np.inf) for one in shown]
    return f"{np.mean(covered):.3f} ({np.mean([one.low is None for one in shown]):.2f})"


def share_table(seed: int, worlds: int) -> Iterator[str]:
    """Coverage of the share interval: attributions per article gamma-Poisson, the article's share beta."""
    shares = (0.02, 0.1, 0.3, 0.5)
    yield "\nShares, interval or bound as shown, by true share; about 8 attributions an article,"
    yield "article shares beta with concentration a+b\n"
    yield "| articles | a+b | " + " | ".join(f"{share:g}" for share in shares) + " |"
    yield "|--:|--:|" + "--:|" * len(shares)
    for articles in ARTICLES:
        for concentration in (1.0, 4.0, 20.0):
            cells = [_share_cell(seed, worlds, (articles, concentration, share)) for share in shares]
            yield f"| {articles} | {concentration:g} | " + " | ".join(cells) + " |"


def _share_cell(seed: int, worlds: int, world: tuple[int, float, float]) -> str:
    articles, concentration, share = world
    random = np.random.default_rng([seed, articles, int(concentration), int(100 * share)])
    x = random.poisson(random.gamma(2.0, 4.0, (worlds, articles))).astype(np.float64)
    own = random.beta(concentration * share, concentration * (1 - share), x.shape)
    y = random.binomial(x.astype(np.int64), own).astype(np.float64)
    shown = [one for one in share_intervals(stacked(y, x)) if one.low is not None or one.high is not None]
    covered = [
        (0.0 if one.low is None else one.low) <= share <= (1.0 if one.high is None else one.high)
        for one in shown
    ]
    return f"{np.mean(covered):.3f}" if len(shown) > worlds / 10 else ""


def null_table(seed: int, worlds: int) -> Iterator[str]:
    """How often contrasts of two outlets with the same rates look different."""
    sizes = ((20, 20), (20, 500), (50, 50), (50, 500), (200, 200))
    yield f"\nTwo outlets with the same rates, families of {FAMILY} codes: share of families with a code called clear"
    yield "(share of contrasts with p < .05)\n"
    yield (
        "| hits per 1,000 words | rates | k | " + " | ".join(f"{a} and {b} articles" for a, b in sizes) + " |"
    )
    yield "|--:|---|--:|" + "--:|" * len(sizes)
    for rate, rates in ((1.0, "gamma"), (4.0, "gamma"), (4.0, "lognormal")):
        for shape in SHAPES:
            cells = [_null_cell(seed, worlds, (shape, rate, rates), size) for size in sizes]
            yield f"| {rate:g} | {rates} | {shape:g} | " + " | ".join(cells) + " |"


def _null_cell(seed: int, worlds: int, law: tuple[float, float, str], size: tuple[int, int]) -> str:
    shape, rate, rates = law
    random = np.random.default_rng([seed, *size, int(10 * shape), int(rate), len(rates)])
    clear: list[bool] = []
    below: list[float] = []
    for _ in range(worlds):
        one, other = (_null_side(random, articles, law) for articles in size)
        judged = np.flatnonzero(np.maximum(one.hit_units, other.hit_units) >= MIN_HITS)
        p = difference_p(one.take(judged), other.take(judged), "rate")
        clear.append(bool((adjusted_p(p, FAMILY) < FALSE_DISCOVERY_RATE).any()))
        below.extend(p < 0.05)
    return f"{np.mean(clear):.3f} ({np.mean(below):.3f})" if len(below) > worlds * FAMILY / 10 else ""


def _null_side(random: np.random.Generator, articles: int, law: tuple[float, float, str]) -> Moments:
    words = lengths(random, 1, articles, 0.6)
    return ratio_moments(hits(random, np.repeat(words, FAMILY, axis=0), *law), words[0])


def keyness_table(seed: int, worlds: int) -> Iterator[str]:
    """How often words that two groups use alike look different: by the usual z, and as framing.compare judges them."""
    sizes = ((40, 40), (40, 200), (200, 200))
    yield f"\nKeyness, two groups that use {WORDS} words alike: share of words with |z| > 1.96; share with p < .05;"
    yield "share of worlds with a clear word\n"
    yield "| k | " + " | ".join(f"{a} and {b} articles" for a, b in sizes) + " |"
    yield "|--:|" + "--:|" * len(sizes)
    for shape in (0.1, 0.3, 1.0, 5.0):
        cells = [_keyness_cell(seed, worlds, shape, size) for size in sizes]
        yield f"| {shape:g} | " + " | ".join(cells) + " |"


def _keyness_cell(seed: int, worlds: int, shape: float, size: tuple[int, int]) -> str:
    random = np.random.default_rng([seed, *size, int(10 * shape)])
    articles = np.arange(sum(size))
    far, below, clear = [], [], []
    for _ in range(worlds):
        total = lengths(random, 1, articles.size, 0.6)[0]
        rates = random.lognormal(0.0, 1.0, WORDS)
        y = hits(random, np.repeat(total[:, np.newaxis], WORDS, axis=1), shape, rates, "gamma")
        units = UnitCounts(tuple(f"w{at:04d}" for at in range(WORDS)), sparse.csr_array(y), total)
        rows = keyness(units, articles[: size[0]], articles[size[0] :]).rows
        judged = [row for row in rows if row.p is not None]
        below += [row.p < 0.05 for row in judged if row.p is not None]
        far += [abs(_plain_z(row, total[: size[0]].sum(), total[size[0] :].sum())) > 1.96 for row in judged]
        clear.append(any(row.verdict == "clear" for row in rows))
    return f"{np.mean(far):.3f}; {np.mean(below):.3f}; {np.mean(clear):.3f}"


def _plain_z(row: KeynessRow, words: float, other_words: float) -> float:
    """The log-odds over its standard error, as Monroe, Colaresi & Quinn (2008) give it."""
    prior = PRIOR_WORDS * (row.count + row.other_count) / (words + other_words)
    return row.log_odds / float(np.sqrt(1 / (row.count + prior) + 1 / (row.other_count + prior)))


def _cell(limits: Limits, truth: float) -> str:
    low, high = limits
    covered: npt.NDArray[np.bool_] = (low <= truth) & (truth <= high)
    return f"{covered.mean():.3f} ({np.median(high / low):.1f}×)"


def main() -> int:
    """Print every table and the time they took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--worlds", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.perf_counter()
    tables = (
        interval_table(options.seed, options.worlds, 4.0),
        interval_table(options.seed, options.worlds, 1.0),
        interval_table(options.seed, options.worlds, 4.0, rates="lognormal"),
        interval_table(options.seed, options.worlds, 4.0, spread=1.0),
        interval_table(options.seed, options.worlds, 4.0, denser=0.5),
        interval_table(options.seed, options.worlds, 4.0, spread=1.0, denser=0.5),
        procedure_table(options.seed, options.worlds),
        share_table(options.seed, options.worlds),
        null_table(options.seed, options.worlds),
        keyness_table(options.seed, max(1, options.worlds // 10)),
    )
    for table in tables:
        for line in table:
            print(line, flush=True)
    print(f"\n{options.worlds} worlds a cell, seed {options.seed}, {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
