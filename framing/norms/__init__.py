"""Where a score of sensationalism stands among 8,000 US articles of the same genre: numbers that ship with the package.

Nothing is said outside that norm: other measures, genres it has too few articles of, articles whose genre is unknown.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

import orjson

from framing.types import Genre

FEWEST = 100
"""Articles of a genre under which there is no norm."""


@dataclass(frozen=True, slots=True)
class Norm:
    """A score among the articles of one genre: `below` is the percentage of the `articles` that score lower, 0 to 100."""

    measure: str
    genre: Genre
    below: int
    articles: int

    def sentence(self) -> str:
        """In words, with what the comparison is and is not."""
        about = norms()
        return (
            f"higher than {self.below} % of the {self.articles:,} articles of the same genre ({self.genre}) "
            f"among {about['articles']:,} US articles curated by AllSides, {about['years']}; not a sample of the press"
        )


@cache
def norms() -> Mapping[str, Any]:
    """articles, years, models (`model_digest` of that day), quantiles: genre → measure → {articles, at: 101 scores}."""
    stored: Mapping[str, Any] = orjson.loads(files("framing.norms").joinpath("allsides.json").read_bytes())
    return stored


def model_digest() -> str:
    """16 hex digits over the weights that the norms were made with, so that a test sees when they are out of date."""
    models = files("framing.models")
    names = ("sensationalism.json", "sensationalism.npz", "genre.json")
    return hashlib.sha256(b"".join(models.joinpath(name).read_bytes() for name in names)).hexdigest()[:16]


def norm_of(scores: Mapping[str, Any], measure: str) -> Norm | None:
    """The norm of one score of an article (columns of articles.parquet by name), None where there is none."""
    value, genre = scores.get(measure), cast("Genre", scores.get("genre"))
    found = norms()["quantiles"].get(genre, {}).get(measure)
    if value is None or found is None:
        return None
    return Norm(measure, genre, min(bisect_left(found["at"], value), 100), found["articles"])
