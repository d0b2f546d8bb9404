"""What flows through the package: articles in, evidence and scores out. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal

Field = Literal["title", "text"]
MeasureName = Literal["device", "sensationalism", "sourcing"]
Voice = Literal["author", "source"]
Stance = Literal["asserted", "rejected", "hedged"]
Conventionality = Literal["live", "conventional"]
Anonymity = Literal["withheld", "collective", "bystander", "hearsay"]
SourceClass = Literal["named_person", "named_body", "unnamed_role", "unnamed_vague", "hearsay"]
Genre = Literal["news", "analysis", "opinion", "feature", "live"]

UNNAMED_CLASSES: tuple[SourceClass, ...] = ("unnamed_role", "unnamed_vague", "hearsay")
GENRES: tuple[Genre, ...] = ("news", "analysis", "opinion", "feature", "live")
SOURCE_CLASSES: tuple[SourceClass, ...] = (
    "named_person",
    "named_body",
    "unnamed_role",
    "unnamed_vague",
    "hearsay",
)


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as its reader handed it over; `text` and `title` are never altered after that.

    `date` is set only for a full day; `date_text` keeps what the file said. `extra` is a JSON object.
    """

    id: str
    text: str
    outlet: str | None = None
    title: str | None = None
    date: date | None = None
    date_text: str | None = None
    date_precision: Literal["day", "month", "year"] | None = None
    author: str | None = None
    url: str | None = None
    genre: Genre | None = None
    section: str | None = None
    extra: str = "{}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence: `getattr(article, field)[start:end] == text`, offsets in code points."""

    measure: MeasureName
    code: str
    field: Field
    start: int
    end: int
    text: str
    sentence: int
    voice: Voice | None = None
    speaker: str | None = None
    stance: Stance | None = None
    conventionality: Conventionality | None = None
    anonymity: Anonymity | None = None
    weight: float = 1.0
    reason: str | None = None
    facets: str | None = None


PASSAGE_WORDS = 150
"""A weight is spread over a longer text: in one of 300 words it counts half (framing/measures/sensationalism.py)."""
LEAST_WEIGHT_MARKED = 0.19
"""Log-odds that a piece of wording adds to a passage of 150 words that is the writer's own throughout; what adds less is counted
but not marked: marks would cover every other word and hold many that no reader accepts (docs/judged/heated-wording.tsv)."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One article with its scores (columns of articles.parquet by name) and evidence in text order.

    A score is None exactly when `missing` has a reason for it. furniture: spans of the text that no score has looked at.
    """

    article: Article
    scores: Mapping[str, float | int | str | None]
    evidence: tuple[Evidence, ...]
    missing: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    signature: str = ""
    furniture: tuple[tuple[int, int], ...] = ()
