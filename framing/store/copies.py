"""What comparisons leave out: near-duplicates, shared copy and page furniture, counted by outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import pyarrow as pa
import pyarrow.compute as pc

from framing.store.collection import Collection


@dataclass(frozen=True, slots=True)
class CopyCounts:
    """One outlet (None: those without one): articles, near-duplicates and articles of shared copy among them, words.

    words are those that are scored; furniture_words come besides.
    """

    outlet: str | None
    articles: int
    near_duplicates: int
    shared_copies: int
    words: int
    furniture_words: int

    @property
    def furniture_share(self) -> float:
        """Share of all words that is page furniture; 0 without a word."""
        return self.furniture_words / max(self.words + self.furniture_words, 1)


def copy_counts(collection: Collection) -> tuple[CopyCounts, ...]:
    """What is left out of the scores and comparisons, one for each outlet in alphabetical order; none without an article."""
    rows = collection.articles
    lacking = pa.nulls(len(rows), pa.string())
    columns = set(rows.column_names)
    counted = pa.table(
        {
            "outlet": rows["outlet"],
            "near": pc.is_valid(rows["duplicate_of"]),
            "shared": pc.is_valid(rows["shared_copy"] if "shared_copy" in columns else lacking),
            "words": rows["words"],
            "furniture": rows["furniture_words"]
            if "furniture_words" in columns
            else lacking.cast(pa.int32()),
        }
    )
    sums = counted.group_by("outlet").aggregate(
        [("near", "count"), ("near", "sum"), ("shared", "sum"), ("words", "sum"), ("furniture", "sum")]
    )
    names = ("outlet", "near_count", "near_sum", "shared_sum", "words_sum", "furniture_sum")
    found = (
        CopyCounts(outlet, *(value or 0 for value in values))
        for outlet, *values in zip(*(sums[name].to_pylist() for name in names), strict=True)
    )
    return tuple(sorted(found, key=lambda row: (row.outlet is None, (row.outlet or "").casefold())))


def summed(rows: Sequence[CopyCounts]) -> CopyCounts:
    """All outlets together."""
    total = [sum(getattr(row, part.name) for row in rows) for part in fields(CopyCounts)[1:]]
    return CopyCounts(None, *total)
