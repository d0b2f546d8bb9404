"""A random sample of a frozen frame of articles, with the probability with which each was drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from framing.errors import InputError

Purpose = Literal["random", "candidates"]
Allocation = Literal["proportional", "equal", "spread"]

STRATA = ("outlet", "genre", "month", "year", "hit")
LEAST_PER_STRATUM = 2
"""Articles drawn per stratum at least, where it has them: one alone has no variance."""
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FrameArticle:
    """One article that could be drawn. `month`: as 2026-11, or "unknown". `hit`: whether the detector found something of the
    design's measure; `figure`: by how much more or less than usual for an article of its length.
    """

    id: str
    digest: str
    outlet: str
    genre: str
    month: str
    hit: bool
    figure: float = 0.0


@dataclass(frozen=True, slots=True)
class Design:
    """How a sample is drawn.

    `random`: whole articles by chance, for rates, shares and recall. `candidates`: articles in which the detector found
    something, also by chance, but only of those: they tell precision and nothing else. `measure`: the one that hits and
    variation are told by. `spread` gives a stratum articles by its size times how far the detector's figure varies in it
    (Neyman), with a floor of half the overall variation, because the detector does not see what it misses.
    """

    size: int
    seed: int
    purpose: Purpose = "random"
    strata: tuple[str, ...] = ()
    allocation: Allocation = "proportional"
    measure: str = "devices_per_1000_words"


@dataclass(frozen=True, slots=True)
class Stratum:
    """`size` articles of the frame, `drawn` of them in the sample."""

    name: str
    size: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """One article of the sample. `stratum` is its number in Sample.strata."""

    article_id: str
    digest: str
    outlet: str
    stratum: int
    probability: float


@dataclass(frozen=True, slots=True)
class Sample:
    """Articles drawn by `design` from the frame of `frame_size` articles with `frame_digest`; in the order of their ids.

    `left_out`: articles of the corpus that were no part of the frame.
    """

    design: Design
    frame_digest: str
    frame_size: int
    strata: tuple[Stratum, ...]
    articles: tuple[Drawn, ...]
    left_out: tuple[str, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """The ids of its articles."""
        return frozenset(article.article_id for article in self.articles)


def text_digest(title: str | None, text: str) -> str:
    """16 hex digits over title and text: tells whether an article is still the one that was drawn."""
    return hashlib.sha256(f"{title or ''}\x00{text}".encode("utf-8", "replace")).hexdigest()[:16]


def frame_digest(articles: Iterable[FrameArticle]) -> str:
    """16 hex digits over ids and text digests, whatever the order of the articles."""
    lines = sorted(f"{article.id}\x00{article.digest}\n" for article in articles)
    return hashlib.sha256("".join(lines).encode("utf-8", "replace")).hexdigest()[:16]


def draw(
    frame: Sequence[FrameArticle], design: Design, *, leave_out: Collection[str] = frozenset()
) -> Sample:
    """The sample of a design. The same frame, seed and design give the same articles, in whatever order the frame comes.

    Each article has a fixed random number, from seed and id; each stratum gives those with the lowest ones. So a larger
    sample of the same seed holds the smaller one. `leave_out`: articles that are no longer part of the frame, such as
    those opened for tuning. Raises InputError for an empty frame, an unknown stratum or a size that cannot be drawn.
    Source: Ohlsson, Coordination of samples using permanent random numbers, in: Business Survey Methods (Wiley 1995).
    """
    _check(design)
    kept = eligible(frame, design, leave_out)
    if not kept:
        raise InputError("sample", "no article to draw from", "score a corpus that has articles of this kind")
    if design.size > len(kept):
        raise InputError(
            "sample", f"{design.size} of {len(kept)} articles asked for", "ask for fewer articles"
        )
    groups: dict[str, list[FrameArticle]] = {}
    for article in kept:
        groups.setdefault(stratum_of(article, design.strata), []).append(article)
    names = sorted(groups)
    counts = _counts([groups[name] for name in names], design)
    drawn = [
        Drawn(article.id, article.digest, article.outlet, number, counts[number] / len(groups[name]))
        for number, name in enumerate(names)
        for article in _lowest(groups[name], counts[number], design.seed)
    ]
    return Sample(
        design,
        frame_digest(kept),
        len(kept),
        tuple(Stratum(name, len(groups[name]), count) for name, count in zip(names, counts, strict=True)),
        tuple(sorted(drawn, key=lambda one: one.article_id)),
        tuple(sorted(article.id for article in frame if article.id in leave_out)),
    )


def random_number(seed: int | str, name: str) -> str:
    """A fixed random number of a name, as hex: the same on every machine and in every version."""
    return hashlib.sha256(f"{seed}\x00{name}".encode("utf-8", "replace")).hexdigest()


def allocate(sizes: Sequence[int], weights: Sequence[float], total: int) -> tuple[int, ...]:
    """How many of `total` articles each stratum gives: by size × weight, at least two where it has them, never more than it has.

    What one stratum cannot give the others do; rounding is by largest remainder, ties to the first.
    Source: Neyman, Journal of the Royal Statistical Society 97 (1934) 558–625, for weights that are standard deviations.
    """
    least = [min(size, LEAST_PER_STRATUM) for size in sizes]
    if sum(least) > total:
        raise InputError(
            "sample",
            f"{len(sizes)} strata need {sum(least)} articles, {total} asked for",
            "ask for more articles or fewer strata",
        )
    shares = np.array(sizes, dtype=np.float64) * np.array(weights, dtype=np.float64)
    low, high = 0.0, float(np.max(np.array(sizes) / np.maximum(shares, 1e-300)))
    for _ in range(200):
        middle = (low + high) / 2
        if np.clip(shares * middle, least, sizes).sum() < total:
            low = middle
        else:
            high = middle
    wanted = np.clip(shares * high, least, sizes)
    counts = np.floor(wanted + 1e-9).astype(np.int64)
    order = sorted(range(len(sizes)), key=lambda at: (counts[at] - wanted[at], at))
    for at in order * 2:
        if counts.sum() < total and counts[at] < sizes[at]:
            counts[at] += 1
    return tuple(int(count) for count in counts)


def _check(design: Design) -> None:
    unknown = [name for name in design.strata if name not in STRATA]
    if unknown:
        raise InputError(
            "sample", f"no such stratum: {', '.join(unknown)}", f"take some of {', '.join(STRATA)}"
        )
    if design.size < 1:
        raise InputError("sample", f"{design.size} articles asked for", "ask for one or more")


def eligible(
    frame: Iterable[FrameArticle], design: Design, leave_out: Collection[str] = frozenset()
) -> list[FrameArticle]:
    """The articles that a design can draw: all that are not left out, of candidates only those with a hit."""
    return [a for a in frame if a.id not in leave_out and (a.hit or design.purpose == "random")]


def stratum_of(article: FrameArticle, strata: tuple[str, ...]) -> str:
    """The name of the stratum that an article belongs to."""
    values = {
        "outlet": article.outlet,
        "genre": article.genre,
        "month": article.month,
        "year": article.month[:4] if article.month != UNKNOWN else UNKNOWN,
        "hit": "with a hit" if article.hit else "without a hit",
    }
    return " · ".join(values[name] for name in strata) or "all articles"


def _counts(groups: Sequence[Sequence[FrameArticle]], design: Design) -> tuple[int, ...]:
    sizes = [len(group) for group in groups]
    if design.allocation == "equal":
        return allocate(sizes, [1 / size for size in sizes], design.size)
    if design.allocation == "proportional":
        return allocate(sizes, [1.0] * len(sizes), design.size)
    overall = float(np.std([article.figure for group in groups for article in group]))
    spread = [max(float(np.std([a.figure for a in group])), overall / 2) or 1.0 for group in groups]
    return allocate(sizes, spread, design.size)


def _lowest(group: Sequence[FrameArticle], count: int, seed: int) -> list[FrameArticle]:
    return sorted(group, key=lambda article: (random_number(seed, article.id), article.id))[:count]
