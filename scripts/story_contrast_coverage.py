"""Prints how often the 95 % interval of the ratio within stories holds the true ratio.

Worlds: each story has a rate of its own (gamma, shape 1, around 4 per 1,000 words), each outlet tells it in one or two articles
of lognormal length around 600 words, and each telling has a rate that is gamma distributed around the story's with shape k.

    python -m scripts.story_contrast_coverage [--worlds 4000]
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import numpy as np

from framing.compare.story_contrasts import ratio_within

if TYPE_CHECKING:
    from framing.compare.moments import Floats

RATE = 4 / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=4000)
    worlds = parser.parse_args().worlds
    print("| stories | k | true ratio | too few | coverage |")
    print("|--:|--:|--:|--:|--:|")
    rng = np.random.default_rng(1)
    for stories in (20, 50, 100, 200):
        for shape in (0.3, 1.0, 5.0):
            for ratio in (1.0, 2.0):
                few, held = _coverage(rng, worlds, stories, shape, ratio)
                print(f"| {stories} | {shape:g} | {ratio:g} | {few:.2f} | {held:.3f} |")


def _coverage(
    rng: np.random.Generator, worlds: int, stories: int, shape: float, ratio: float
) -> tuple[float, float]:
    held = []
    for _ in range(worlds):
        rate = RATE * rng.gamma(1.0, 1.0, stories)
        one, other = (_side(rng, rate * times, shape) for times in (ratio, 1.0))
        _, low, high, _ = ratio_within(*one, *other)
        if low is not None and high is not None:
            held.append(low <= ratio <= high)
    return 1 - len(held) / worlds, float(np.mean(held)) if held else float("nan")


def _side(rng: np.random.Generator, rate: Floats, shape: float) -> tuple[Floats, Floats]:
    articles = rng.integers(1, 3, rate.size)
    words = rng.lognormal(np.log(600), 0.6, rate.size) * articles
    hits = rng.poisson(rate * words * rng.gamma(shape * articles, 1 / (shape * articles)))
    return hits.astype(np.float64), words


if __name__ == "__main__":
    main()
