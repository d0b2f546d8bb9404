"""The tables of a scored folder in memory, checked to be comparable, and the filters that narrow them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.errors import InputError, SignatureError

if TYPE_CHECKING:
    from collections.abc import Iterable
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
)
"""Columns that a table may lack: their measures are then not compared, and no copy counts as shared."""
EVIDENCE_COLUMNS = (
    "article_id",
    "measure",
    "code",
    "field",
    "start",
    "end",
    "text",
    "sentence",
    "voice",
    "speaker",
    "stance",
    "conventionality",
    "reason",
    "signature",
)


@dataclass(frozen=True, slots=True)
class ScoredTables:
    """articles.parquet and evidence.parquet of one signature; articles in the order of their ids.

    `signature` is empty when there is no article.
    """

    articles: pa.Table
    evidence: pa.Table
    signature: str

    def article_rows(self, ids: pa.ChunkedArray) -> npt.NDArray[np.int64]:
        """For each id the row of its article, −1 where the articles do not hold it."""
        found = pc.index_in(ids, value_set=self.articles["id"].combine_chunks())
        return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is compared: articles of a genre and of the days `since` to `until`, both included.

    An article without a full date is outside every date range. `voice` and `stance` narrow the device counts.
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


NO_FILTERS = Filters()


def read_scored(*folders: Path | str) -> ScoredTables:
    """The tables of one or more folders written by `framing score`, as one.

    Raises InputError for a folder without the tables or with an article id twice, SignatureError when the
    rows carry more than one signature.
    """
    places = tuple(Path(folder) for folder in folders)
    articles = [_read(place / "articles.parquet", ARTICLE_COLUMNS, MEASURE_COLUMNS) for place in places]
    evidence = [_read(place / "evidence.parquet", EVIDENCE_COLUMNS) for place in places]
    where = ", ".join(map(str, places))
    _one_signature((*articles, *evidence), where)
    return scored_tables(pa.concat_tables(articles), pa.concat_tables(evidence), where)


def scored_tables(articles: pa.Table, evidence: pa.Table, place: str = "tables") -> ScoredTables:
    """The two tables checked and put in the order of the article ids; errors as in `read_scored`."""
    signature = _one_signature((articles, evidence), place)
    if pc.count_distinct(articles["id"]).as_py() != articles.num_rows:
        raise InputError(place, "an article id occurs twice", "score the inputs together into one folder")
    return ScoredTables(articles.sort_by("id"), evidence, signature)


def filter_articles(tables: ScoredTables, filters: Filters) -> ScoredTables:
    """The tables with the articles that pass genre, dates and likeness; evidence rows stay and find no article."""
    articles = tables.articles
    if not filters.near_duplicates:
        articles = articles.filter(pc.is_null(articles["duplicate_of"]))
    if not filters.shared_copy and "shared_copy" in articles.column_names:
        first = pc.equal(articles["shared_copy"], articles["id"])
        articles = articles.filter(pc.fill_null(first, True))
    if filters.genre is not None:
        articles = articles.filter(pc.equal(articles["genre"], filters.genre))
    if filters.since is not None:
        articles = articles.filter(pc.greater_equal(articles["date"], pa.scalar(filters.since, pa.date32())))
    if filters.until is not None:
        articles = articles.filter(pc.less_equal(articles["date"], pa.scalar(filters.until, pa.date32())))
    return ScoredTables(articles, tables.evidence, tables.signature)


def filter_evidence(evidence: pa.Table, filters: Filters) -> pa.Table:
    """The rows of evidence with the voice and stance asked for; all of them where none is asked for."""
    for column, wanted in (("voice", filters.voice), ("stance", filters.stance)):
        if wanted is not None:
            evidence = evidence.filter(pc.equal(evidence[column], wanted))
    return evidence


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


def _read(path: Path, columns: tuple[str, ...], measures: tuple[str, ...] = ()) -> pa.Table:
    if not path.is_file():
        raise InputError(str(path), "no such file", "name a folder that `framing score` has written")
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
    seen = sorted({value for table in tables for value in pc.unique(table["signature"]).to_pylist()})
    if len(seen) > 1:
        raise SignatureError(
            place,
            f"{len(seen)} signatures: {' | '.join(seen)}",
            "score all articles with one engine, codebook, models and settings, then compare",
        )
    return str(seen[0]) if seen else ""
