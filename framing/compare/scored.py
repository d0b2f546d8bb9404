"""The tables of a scored folder in memory, checked to be comparable, and the filters that narrow them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.compare.hits import STANCES, VOICES, Hits, drawn, encoded, hits_by_measure, marked
from framing.errors import InputError, SignatureError
from framing.scored_folder import table_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from framing.types import Genre, Stance, Voice

UNKNOWN_ORIGIN = "origin unknown"
UNCORRECTED = "detector output, uncorrected"

ARTICLE_COLUMNS = ("id", "outlet", "title", "date", "genre", "words", "duplicate_of", "missing", "signature")
MEASURE_COLUMNS = (
    "sensationalism",
    "headline_lure",
    "body_intensity",
    "attributions",
    "unnamed",
    "withheld",
    "unnamed_dependence",
    "flesch_reading_ease",
    "flesch_kincaid_grade",
    "shared_copy",
    "date_text",
    "date_precision",
    "furniture",
)
"""Columns that a table may lack: their measures are then not compared, no copy counts as shared, only full days are dates, and
no text is known to be furniture."""
EVIDENCE_COLUMNS = (
    "article_id",
    "measure",
    "code",
    "field",
    "start",
    "end",
    "sentence",
    "voice",
    "speaker",
    "stance",
    "conventionality",
    "anonymity",
    "weight",
    "signature",
)


Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Compact:
    """What counting needs of all articles of a collection, made once; one entry per article, by its row.

    `outlet` is an index into `outlets` (alphabetical), `reason` one into `reasons` (score → why it is missing);
    `draw` is a number from the id, by which articles stand in a fixed random order.
    """

    hits: Mapping[str, Hits]
    outlets: tuple[str, ...]
    outlet: Rows
    reasons: tuple[Mapping[str, str], ...]
    reason: Rows
    draw: npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class ScoredTables:
    """articles.parquet and evidence.parquet of one signature; articles in the order of their ids.

    `signature` is empty when there is no article. `compact` is that of the whole collection, `rows` says which
    of its articles these are.
    """

    articles: pa.Table
    evidence: pa.Table
    signature: str
    compact: Compact
    rows: Rows

    @property
    def outlet(self) -> Rows:
        """For each article the place of its outlet in `compact.outlets`."""
        return self.compact.outlet[self.rows]

    def place(self) -> Rows:
        """For each article of the whole collection its row here, −1 where it is not here."""
        place = np.full(self.compact.outlet.size, -1, dtype=np.int64)
        place[self.rows] = np.arange(self.rows.size)
        return place


@dataclass(frozen=True, slots=True)
class Filters:
    """What is compared: articles of a genre and of the days `since` to `until`, both included.

    An article without a full date is outside every date range. `voice` and `stance` narrow the device counts.
    `articles` are the only ids that count, such as those of stories that all outlets cover; None for all of them.
    `near_duplicates`: whether an article that is nearly the same as an earlier one of its outlet counts again.
    `shared_copy`: whether copy that other outlets have too, such as an agency's, counts each time or only the first.
    """

    genre: Genre | None = None
    since: date | None = None
    until: date | None = None
    voice: Voice | None = None
    stance: Stance | None = None
    near_duplicates: bool = False
    shared_copy: bool = True
    articles: frozenset[str] | None = None


NO_FILTERS = Filters()


def read_scored(*folders: Path | str) -> ScoredTables:
    """The tables of one or more folders written by `framing score`, with `--parts` or without, as one.

    Raises InputError for a folder without the tables or with an article id twice, SignatureError when the
    rows carry more than one signature.
    """
    places = tuple(Path(folder) for folder in folders)
    articles = [_read(place, "articles", ARTICLE_COLUMNS, MEASURE_COLUMNS) for place in places]
    evidence = [_read(place, "evidence", EVIDENCE_COLUMNS) for place in places]
    where = ", ".join(map(str, places))
    _one_signature((*articles, *evidence), where)
    joined = pa.concat_tables(articles)
    return scored_tables(joined, marked(pa.concat_tables(evidence), joined), where)


def scored_tables(articles: pa.Table, evidence: pa.Table, place: str = "tables") -> ScoredTables:
    """The two tables checked and put in the order of the article ids; errors as in `read_scored`."""
    signature = _one_signature((articles, evidence), place)
    if pc.count_distinct(articles["id"]).as_py() != articles.num_rows:
        raise InputError(place, "an article id occurs twice", "score the inputs together into one folder")
    articles = articles.sort_by("id")
    return ScoredTables(
        articles, evidence, signature, _compact(articles, evidence), np.arange(articles.num_rows)
    )


def filter_articles(tables: ScoredTables, filters: Filters) -> ScoredTables:
    """The tables with the articles that pass genre, dates and likeness; evidence rows stay and find no article."""
    articles = tables.articles
    kept = np.ones(articles.num_rows, dtype=np.bool_)
    if not filters.near_duplicates:
        kept &= _flags(pc.is_null(articles["duplicate_of"]))
    if not filters.shared_copy and "shared_copy" in articles.column_names:
        kept &= _flags(pc.fill_null(pc.equal(articles["shared_copy"], articles["id"]), True))
    if filters.genre is not None:
        kept &= _flags(pc.equal(articles["genre"], filters.genre))
    if filters.since is not None:
        kept &= _flags(pc.greater_equal(articles["date"], pa.scalar(filters.since, pa.date32())))
    if filters.until is not None:
        kept &= _flags(pc.less_equal(articles["date"], pa.scalar(filters.until, pa.date32())))
    if filters.articles is not None:
        wanted = pa.array(sorted(filters.articles), pa.string())
        kept &= _flags(pc.is_in(articles["id"], value_set=wanted))
    if kept.all():
        return tables
    rows = np.flatnonzero(kept)
    return ScoredTables(
        articles.take(rows), tables.evidence, tables.signature, tables.compact, tables.rows[rows]
    )


def filter_hits(hits: Hits, filters: Filters) -> npt.NDArray[np.bool_]:
    """Which hits have the voice and stance asked for; all of them where none is asked for."""
    kept = np.ones(hits.article.size, dtype=np.bool_)
    if filters.voice is not None:
        kept &= hits.voice == VOICES.index(filters.voice)
    if filters.stance is not None:
        kept &= hits.stance == STANCES.index(filters.stance)
    return kept


def outlets_of(articles: pa.Table) -> pa.ChunkedArray:
    """The outlet of every article, "origin unknown" where the table has none."""
    outlet = articles["outlet"]
    return pc.if_else(pc.equal(pc.fill_null(outlet, ""), ""), UNKNOWN_ORIGIN, outlet)


def alphabetical(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once, in alphabetical order without regard to case."""
    return tuple(sorted(set(names), key=lambda name: (name.casefold(), name)))


def near_duplicate_clusters(tables: ScoredTables) -> dict[str, str]:
    """Article id → head of its near-duplicate group, itself where it has none: clusters for wire copy."""
    articles = tables.articles
    heads = pc.coalesce(articles["duplicate_of"], articles["id"])
    return dict(zip(articles["id"].to_pylist(), heads.to_pylist(), strict=True))


def _compact(articles: pa.Table, evidence: pa.Table) -> Compact:
    names, index = encoded(outlets_of(articles))
    outlets = alphabetical(str(name) for name in names)
    place = {name: at for at, name in enumerate(outlets)}
    reasons, reason = encoded(articles["missing"])
    return Compact(
        hits=hits_by_measure(evidence, articles["id"]),
        outlets=outlets,
        outlet=np.array([place[str(name)] for name in names], dtype=np.int64)[index],
        reasons=tuple(json.loads(text or "{}") for text in reasons),
        reason=reason,
        draw=drawn(articles["id"]),
    )


def _flags(found: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(found, False), dtype=np.bool_)


def _read(folder: Path, table: str, columns: tuple[str, ...], measures: tuple[str, ...] = ()) -> pa.Table:
    return pa.concat_tables([_part(path, columns, measures) for path in table_paths(folder, table)])


def _part(path: Path, columns: tuple[str, ...], measures: tuple[str, ...]) -> pa.Table:
    try:
        names = pq.read_schema(path).names
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(str(path), "not a Parquet file", "score the articles again") from error
    lacking = [name for name in columns if name not in names]
    if lacking:
        raise InputError(str(path), f"no column {', '.join(lacking)}", "score the articles again")
    wanted = [*columns, *(name for name in measures if name in names)]
    return pq.read_table(path, columns=wanted).select(wanted)


def _one_signature(tables: tuple[pa.Table, ...], place: str) -> str:
    signed = (table for table in tables if "signature" in table.column_names)
    seen = sorted({value for table in signed for value in pc.unique(table["signature"]).to_pylist()})
    if len(seen) > 1:
        raise SignatureError(
            place,
            f"{len(seen)} signatures: {' | '.join(seen)}",
            "score all articles with one engine, codebook, models and settings, then compare",
        )
    return str(seen[0]) if seen else ""
