"""The frame of a sample: the articles of a scored folder that count, with the digests of their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.compare.outlets import count_blocks
from framing.compare.scored import NO_FILTERS, ScoredTables, filter_articles, outlets_of, read_scored
from framing.errors import InputError
from framing.validate.arrays import Floats
from framing.validate.sample import UNKNOWN, FrameArticle, text_digest

_ROWS = 2_000


def frame_of(folder: Path, measure: str) -> tuple[FrameArticle, ...]:
    """The articles of a folder scored with `--texts`, near-duplicates left out, with what `measure` says of them.

    Raises InputError where the texts are not there, or the folder has no such measure.
    """
    tables = filter_articles(read_scored(folder), NO_FILTERS)
    digests = _digests(folder)
    numerator, denominator = detector_sums(tables, measure)
    total = denominator.sum()
    residual = numerator - (numerator.sum() / total if total > 0 else 0.0) * denominator
    columns = {name: tables.articles[name].to_pylist() for name in ("id", "genre", "date")}
    lacking = [name for name in columns["id"] if name not in digests]
    if lacking:
        raise InputError(str(folder), f"no text of {lacking[0]}", "score again with --texts")
    return tuple(
        FrameArticle(
            id=name,
            digest=digests[name],
            outlet=outlet,
            genre=genre or UNKNOWN,
            month=day.strftime("%Y-%m") if day else UNKNOWN,
            hit=bool(numerator[at] > 0),
            figure=float(residual[at]),
        )
        for at, (name, outlet, genre, day) in enumerate(
            zip(
                columns["id"],
                outlets_of(tables.articles).to_pylist(),
                columns["genre"],
                columns["date"],
                strict=True,
            )
        )
    )


def detector_sums(tables: ScoredTables, measure: str) -> tuple[Floats, Floats]:
    """The detector's numerator and denominator of a measure, one of each per article of `tables`.

    Raises InputError for a measure that the tables do not have.
    """
    codes = (measure.removeprefix("device:"),) if measure.startswith("device:") else ()
    for counts in count_blocks(tables, tables, NO_FILTERS, codes=codes):
        for at, one in enumerate(counts.measures):
            if one.name == measure:
                row = np.asarray(counts.numerators[[at]].toarray()[0], dtype=np.float64)
                return np.where(counts.denominator > 0, row, 0.0), counts.denominator
    raise InputError(measure, "no such measure", "take one that `framing compare` prints, or device:ID")


def texts_of(folder: Path, ids: Sequence[str]) -> dict[str, tuple[str | None, str]]:
    """Title and text of some articles of a folder scored with `--texts`."""
    wanted = pa.array(sorted(ids), pa.string())
    found: dict[str, tuple[str | None, str]] = {}
    for batch in _text_batches(folder):
        for row in batch.filter(pc.is_in(batch["id"], value_set=wanted)).to_pylist():
            found[row["id"]] = (row["title"], row["text"])
    return found


def _digests(folder: Path) -> dict[str, str]:
    return {
        row["id"]: text_digest(row["title"], row["text"])
        for batch in _text_batches(folder)
        for row in batch.to_pylist()
    }


def _text_batches(folder: Path) -> Iterator[Any]:
    """The texts in batches, so that a large corpus never lies in memory whole."""
    path = folder / "texts.parquet"
    if not path.is_file():
        raise InputError(
            str(folder), "scored without its texts", "score again with --texts: coders must read them"
        )
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(_ROWS, columns=["id", "title", "text"])
