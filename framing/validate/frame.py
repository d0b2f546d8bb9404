"""The frame of a sample: the articles of a scored corpus that count, with the digests of their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.compare.outlets import count_blocks
from framing.compare.scored import NO_FILTERS, ScoredTables, filter_articles, outlets_of, read_scored
from framing.errors import InputError
from framing.scored_folder import has_table, table_paths
from framing.store import Collection, text_batches
from framing.validate.arrays import Floats
from framing.validate.sample import UNKNOWN, FrameArticle, text_digest

_ROWS = 2_000
Texts = Callable[[], Iterator[pa.RecordBatch]]


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """A scored corpus: its tables, and id, title and text of its articles in batches, so that they never lie in memory whole.

    `place` names it in messages.
    """

    place: str
    tables: ScoredTables
    texts: Texts


def corpus_in(folder: Path) -> Corpus:
    """The corpus that `framing score` wrote into a folder; errors as in `read_scored`."""
    return Corpus(str(folder), read_scored(folder), partial(_text_batches, folder))


def corpus_of(collection: Collection, tables: ScoredTables) -> Corpus:
    """The corpus that is open in the app; `tables` are those of the collection, checked for comparison."""
    return Corpus(collection.name, tables, partial(text_batches, collection))


def frame_of(corpus: Corpus, measure: str) -> tuple[FrameArticle, ...]:
    """The articles of a corpus that was scored with its texts, near-duplicates left out, with what `measure` says of them.

    Raises InputError where the texts are not there, or the corpus has no such measure.
    """
    tables = filter_articles(corpus.tables, NO_FILTERS)
    digests = _digests(corpus)
    numerator, denominator = detector_sums(tables, measure)
    total = denominator.sum()
    residual = numerator - (numerator.sum() / total if total > 0 else 0.0) * denominator
    columns = {name: tables.articles[name].to_pylist() for name in ("id", "genre", "date")}
    lacking = [name for name in columns["id"] if name not in digests]
    if lacking:
        raise InputError(
            corpus.place, f"no text of {lacking[0]}", "score again with --texts: coders must read them"
        )
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


def texts_of(corpus: Corpus, ids: Sequence[str]) -> dict[str, tuple[str | None, str]]:
    """Title and text of some articles of a corpus."""
    wanted = pa.array(sorted(ids), pa.string())
    found: dict[str, tuple[str | None, str]] = {}
    for batch in corpus.texts():
        for row in batch.filter(pc.is_in(batch["id"], value_set=wanted)).to_pylist():
            found[row["id"]] = (row["title"], row["text"])
    return found


def _digests(corpus: Corpus) -> dict[str, str]:
    return {
        row["id"]: text_digest(row["title"], row["text"])
        for batch in corpus.texts()
        for row in batch.to_pylist()
    }


def _text_batches(folder: Path) -> Iterator[pa.RecordBatch]:
    for path in table_paths(folder, "texts") if has_table(folder, "texts") else ():
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(_ROWS, columns=["id", "title", "text"])
