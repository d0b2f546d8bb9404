"""Coverage and width of corrected estimates: raw detector share, hand coding alone, PPI++, with 200 coded articles.

    python benchmarks/correction.py [--worlds 1000] [--seed 1]

Every world is a corpus of 20,000 articles of four outlets. Shares: 15 % of about eight cases an article are true, the share of
an article is beta distributed (bursty: concentration 3), the detector finds .75 of the true ones and lets .93 of the others
alone, on average over outlets that it treats differently. Rates: 2 devices per 1,000 words, article rates gamma with shape k,
sensitivity .75, false hits as many as 0.4 per 1,000 words. Equal probabilities: simple random sample. Unequal: strata of
outlet × with or without a detector hit, articles drawn in proportion to how far the detector's figure varies there.
Prints Markdown: coverage of the true figure, and the median width of the interval.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from framing.compare import Interval
from framing.validate.arrays import Floats, Integers
from framing.validate.correct import (
    CodedFrame,
    Domain,
    best_tuning,
    difference,
    hand_coded,
    interval,
    prediction_powered,
    raw_interval,
)
from framing.validate.sample import allocate

ARTICLES = 20_000
CODED = 200
OUTLET_SHARES = (0.4, 0.3, 0.2, 0.1)
SENSITIVITY = np.array([0.80, 0.75, 0.70, 0.65])
SPECIFICITY = np.array([0.94, 0.93, 0.92, 0.91])
TRUE_SHARE = 0.15
FALSE_RATE = np.array([0.3, 0.4, 0.5, 0.6])
CONCENTRATION = 3.0


@dataclass(frozen=True, slots=True)
class World:
    """One corpus: what is true and what the detector says, by article, and each article's outlet."""

    kind: str
    outlet: Integers
    numerator: Floats
    denominator: Floats
    detector: Floats


def share_world(random: np.random.Generator) -> World:
    outlet = random.choice(len(OUTLET_SHARES), ARTICLES, p=OUTLET_SHARES)
    cases = 1 + random.poisson(7 * random.gamma(3, 1 / 3, ARTICLES))
    own = random.beta(TRUE_SHARE * CONCENTRATION, (1 - TRUE_SHARE) * CONCENTRATION, ARTICLES)
    true = random.binomial(cases, own)
    found = random.binomial(true, SENSITIVITY[outlet]) + random.binomial(
        cases - true, 1 - SPECIFICITY[outlet]
    )
    return World("share", outlet, true.astype(float), cases.astype(float), found.astype(float))


def rate_world(random: np.random.Generator, shape: float) -> World:
    outlet = random.choice(len(OUTLET_SHARES), ARTICLES, p=OUTLET_SHARES)
    words = np.maximum(50.0, np.round(600 * np.exp(0.6 * random.standard_normal(ARTICLES))))
    true = random.poisson(2 / 1000 * words * random.gamma(shape, 1 / shape, ARTICLES))
    found = random.binomial(true, SENSITIVITY[outlet]) + random.poisson(FALSE_RATE[outlet] / 1000 * words)
    return World("rate", outlet, true.astype(float), words, found.astype(float))


def drawn(world: World, random: np.random.Generator, *, equal: bool, coded: int) -> CodedFrame:
    """The corpus with a sample of it coded without error."""
    stratum = (
        np.zeros(ARTICLES, dtype=np.int64)
        if equal
        else world.outlet * 2 + (world.detector > 0).astype(np.int64)
    )
    sizes = np.bincount(stratum)
    residual = world.detector - world.detector.sum() / world.denominator.sum() * world.denominator
    spread = np.array([residual[stratum == at].std() for at in range(sizes.size)])
    counts = allocate(
        tuple(map(int, sizes)), tuple(map(float, np.maximum(spread, 0.5 * residual.std()))), coded
    )
    rows = np.concatenate(
        [
            random.choice(np.flatnonzero(stratum == at), counts[at], replace=False, shuffle=False)
            for at in range(sizes.size)
        ]
    )
    probability = np.asarray(counts) / sizes
    return CodedFrame(
        kind=world.kind,  # type: ignore[arg-type]
        detector_numerator=world.detector,
        detector_denominator=world.denominator,
        row=rows,
        numerator=world.numerator[rows],
        denominator=world.denominator[rows],
        probability=probability[stratum[rows]],
        stratum=stratum[rows],
    )


def three(domain: Domain, kind: str) -> tuple[Interval, Interval, Interval]:
    return (
        raw_interval(domain),
        interval(hand_coded(domain), kind),  # type: ignore[arg-type]
        interval(prediction_powered(domain), kind),  # type: ignore[arg-type]
    )


def outlet_difference(frame: CodedFrame, world: World) -> tuple[Interval, Interval]:
    """The two largest outlets: hand-coded only, and corrected with one tuning for both."""
    parts = tuple(frame.within(world.outlet == at) for at in (0, 1))
    tuning = best_tuning(parts)
    by_hand = difference(*(hand_coded(part) for part in parts), world.kind)  # type: ignore[arg-type]
    return by_hand, difference(*(prediction_powered(part, tuning) for part in parts), world.kind)  # type: ignore[arg-type]


def truth(kind: str) -> float:
    """The true share or rate per 1,000 words behind the worlds; outlets do not differ in it."""
    return TRUE_SHARE if kind == "share" else 2.0


def setting(seed: int, worlds: int, shape: float | None, *, equal: bool, coded: int) -> Iterator[str]:
    """Table rows of one kind of world: the whole corpus, then the difference of two outlets."""
    random = np.random.default_rng([seed, int(10 * (shape or 0)), int(equal), coded])
    whole: list[tuple[Interval, ...]] = []
    parts: list[tuple[Interval, ...]] = []
    for _ in range(worlds):
        world = share_world(random) if shape is None else rate_world(random, shape)
        frame = drawn(world, random, equal=equal, coded=coded)
        whole.append(three(frame.whole(), world.kind))
        parts.append(outlet_difference(frame, world))
    kind = "share" if shape is None else "rate"
    name = "share of cases" if shape is None else f"rate, k = {shape:g}"
    how = "equal" if equal else "unequal"
    yield (
        f"| {name} | {how} | {coded} | corpus | "
        + " | ".join(_cell(column, truth(kind)) for column in zip(*whole, strict=True))
        + " |"
    )
    yield (
        f"| {name} | {how} | {coded} | difference of two outlets | – | "
        + " | ".join(_cell(c, 0.0) for c in zip(*parts, strict=True))
        + " |"
    )


def _cell(shown: tuple[Interval, ...], true: float) -> str:
    held = [(i.low is None or i.low <= true) and (i.high is None or true <= i.high) for i in shown]
    widths = [i.high - i.low for i in shown if i.low is not None and i.high is not None]
    return f"{np.mean(held):.3f} ({np.median(widths):.3f})" if widths else f"{np.mean(held):.3f} (bound)"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    print(f"Coverage of 95 % intervals (median width), {args.worlds} worlds, seed {args.seed}\n")
    print("| figure | probabilities | coded | of | raw | hand-coded only | PPI++ |")
    print("|---|---|--:|---|--:|--:|--:|")
    for shape in (None, 1.0, 0.3):
        for equal in (True, False):
            for row in setting(args.seed, args.worlds, shape, equal=equal, coded=CODED):
                print(row, flush=True)


if __name__ == "__main__":
    main()
