"""A file of rated articles, in any format of the readers with a column `rating`, and what was wrong with its rows."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from framing.errors import InputError
from framing.readers import Read, read_inputs
from framing.types import Article

RATING = "rating"
UNKNOWN = "outlet unknown"


@dataclass(frozen=True, slots=True)
class Ratings:
    """n articles and (n,) ratings as shares of the scale, 0 to 1; an article rated more than once has the mean of its ratings.

    rejected: `place: reason` of every record that was left out. read == rated records + len(rejected).
    """

    articles: tuple[Article, ...]
    share: NDArray[np.float64]
    read: int
    rejected: tuple[str, ...] = field(default=())

    @property
    def outlets(self) -> list[str]:
        """The outlet of every article, for validation that leaves out whole outlets."""
        return [article.outlet or UNKNOWN for article in self.articles]


def read_ratings(paths: Sequence[str], low: float = 0.0, high: float = 4.0) -> Ratings:
    """The rated articles of some files. Raises InputError where no record has a rating or the scale is none."""
    place = ", ".join(paths)
    if not low < high:
        raise InputError("--scale", f"{low:g} to {high:g}", "give the lowest rating, then the highest")
    rated: dict[tuple[str | None, str], list[float]] = {}
    articles: dict[tuple[str | None, str], Article] = {}
    rejected, read = [], 0
    for item in read_inputs(list(paths)):
        read += 1
        if not isinstance(item, Read):
            rejected.append(f"{item.file}, record {item.record}: {item.reason}")
            continue
        value = rating_of(item.article)
        if value is None or not low <= value <= high:
            seen = "no rating" if value is None else f"rating {value:g} outside {low:g} to {high:g}"
            rejected.append(f"{item.file}, record {item.record}: {seen}")
            continue
        key = (item.article.title, item.article.text)
        articles.setdefault(key, item.article)
        rated.setdefault(key, []).append((value - low) / (high - low))
    if not rated:
        raise InputError(place, f"none of {read} records has a rating", f"name its column `{RATING}`")
    shares = np.array([float(np.mean(values)) for values in rated.values()])
    return Ratings(tuple(articles.values()), shares, read, tuple(rejected))


def rating_of(article: Article) -> float | None:
    """The number in the column `rating`, in any case; None where there is none."""
    columns = {name.strip().lower(): value for name, value in json.loads(article.extra).items()}
    try:
        value = float(columns[RATING])
    except (KeyError, TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None
