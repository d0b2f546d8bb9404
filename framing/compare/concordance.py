"""The words behind a figure: evidence of an outlet and a code in its context, in a fixed random order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.compare.hits import ANONYMITIES, Hits
from framing.compare.scored import NO_FILTERS, Filters, ScoredTables, filter_articles, filter_hits
from framing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from framing.types import Anonymity, Field, MeasureName, Stance, Voice

Texts = Callable[[Collection[str]], Mapping[str, tuple[str | None, str]]]
"""Article ids → (title, text) of those that are there."""
Order = Literal["random", "left", "right", "words", "outlet", "date"]

WIDTH = 80
"""Characters of context on either side, at most; a word is not cut."""


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """One piece of evidence in context: `words` is `field[start:end]` exactly, offsets in code points.

    `left` and `right` are the words around it, runs of white space made one space. `sentence` is 0-based in
    its field.
    """

    left: str
    words: str
    right: str
    article_id: str
    title: str | None
    date: date | None
    outlet: str
    measure: MeasureName
    code: str
    field: Field
    start: int
    end: int
    sentence: int
    voice: Voice | None
    speaker: str | None
    stance: Stance | None
    anonymity: Anonymity | None


@dataclass(frozen=True, slots=True)
class Concordance:
    """A page of lines out of `total`; the order depends on the seed and the evidence only."""

    lines: tuple[ConcordanceLine, ...]
    total: int
    offset: int
    seed: int


@dataclass(frozen=True, slots=True)
class Query:
    """Which evidence: None takes every outlet or code; `codes` are device ids, components or source classes.

    `live` takes live devices only, `anonymity` attributions of that kind only.
    """

    outlet: str | None = None
    code: str | None = None
    measure: MeasureName = "device"
    filters: Filters = NO_FILTERS
    codes: tuple[str, ...] | None = None
    live: bool = False
    anonymity: Anonymity | None = None


def concordance(
    tables: ScoredTables, texts: Texts, query: Query, *, seed: int = 0, offset: int = 0, limit: int = 50
) -> Concordance:
    """A page of the evidence asked for, in random order: a random sample when read from the top.

    Every row has a place from a digest of the seed, its article and its own position, so pages fit together and do
    not depend on the order of the tables. A filter keeps the order of what is left. Raises InputError where a
    text is missing or is shorter than its evidence.
    """
    hits = tables.compact.hits[query.measure]
    found = np.flatnonzero(_asked_for(tables, hits, query))
    evidence = tables.evidence.select(_COLUMNS).take(hits.row[found])
    order = np.argsort(_places(tables, hits, found, (evidence, seed)), kind="stable")
    chosen = order[offset : offset + limit]
    rows = evidence.take(chosen).to_pylist()
    articles = _articles(tables, hits.article[found[chosen]])
    text = texts({row["article_id"] for row in rows})
    lines = tuple(_line(row, about, text) for row, about in zip(rows, articles, strict=True))
    return Concordance(lines, int(found.size), offset, seed)


def ordered(lines: Sequence[ConcordanceLine], order: Order) -> tuple[ConcordanceLine, ...]:
    """The lines in another order: by the words next to the evidence on a side, its own words, outlet or date.

    Lines that are alike keep the order they have; without a date they stand last.
    """
    keys: dict[Order, Callable[[ConcordanceLine], Any]] = {
        "left": lambda line: line.left.casefold().split()[::-1],
        "right": lambda line: line.right.casefold().split(),
        "words": lambda line: line.words.casefold().split(),
        "outlet": lambda line: line.outlet.casefold(),
        "date": lambda line: (line.date is None, line.date),
    }
    if order == "random":
        return tuple(lines)
    if order == "date":
        dated = sorted((line for line in lines if line.date), key=keys["date"])
        return (*dated, *(line for line in lines if not line.date))
    return tuple(sorted(lines, key=keys[order]))


def read_texts(*folders: Path | str) -> Texts:
    """The texts of scored folders (texts.parquet). Raises InputError where there are none."""
    places = tuple(Path(folder) / "texts.parquet" for folder in folders)
    for path in places:
        if not path.is_file():
            raise InputError(str(path), "no such file", "score again with --texts to read words in context")
    return partial(_texts_of, places)


def _texts_of(places: tuple[Path, ...], ids: Collection[str]) -> dict[str, tuple[str | None, str]]:
    wanted = pc.field("id").isin(pa.array(sorted(ids), pa.string()))
    found: dict[str, tuple[str | None, str]] = {}
    for path in places:
        rows = pq.read_table(path, columns=["id", "title", "text"], filters=wanted)
        found |= {row["id"]: (row["title"], row["text"]) for row in rows.to_pylist()}
    return found


def context(text: str, start: int, end: int, width: int = WIDTH) -> tuple[str, str]:
    """What stands before `start` and from `end` on, at most `width` characters each, on one line.

    Runs of white space are one space; a word cut by the width is left out unless it is the only one.
    """
    left, right = text[max(0, start - width) : start], text[end : end + width]
    before, after = text[: max(0, start - width)][-1:], text[end + width : end + width + 1]
    cut = bool(before) and not (before.isspace() or left[:1].isspace())
    cut_after = bool(after) and not (after.isspace() or right[-1:].isspace())
    left = _one_line(left, slice(1, None) if cut else slice(None)).lstrip()
    return left, _one_line(right, slice(None, -1) if cut_after else slice(None)).rstrip()


_COLUMNS = [
    "article_id", "measure", "code", "field", "start", "end", "sentence", "voice", "speaker", "stance", "anonymity",
]  # fmt: skip


def _asked_for(tables: ScoredTables, hits: Hits, query: Query) -> npt.NDArray[np.bool_]:
    narrowed = filter_articles(tables, query.filters)
    every = narrowed.compact.outlets
    article = narrowed.place()
    if query.outlet is not None:
        article[narrowed.compact.outlet != (every.index(query.outlet) if query.outlet in every else -1)] = -1
    kept = filter_hits(hits, query.filters) & (article[hits.article] >= 0)
    codes = (query.code,) if query.code is not None else query.codes
    if codes is not None:
        kept &= hits.of_codes(codes) >= 0
    if query.live:
        kept &= hits.live
    if query.anonymity is not None:
        kept &= hits.anonymity == ANONYMITIES.index(query.anonymity)
    return kept


def _places(
    tables: ScoredTables, hits: Hits, found: npt.NDArray[np.int64], drawn_from: tuple[pa.Table, int]
) -> npt.NDArray[np.uint64]:
    """A number for each row from the seed, its article, code and position."""
    evidence, seed = drawn_from
    codes = np.array([_digest(code) for code in hits.codes], dtype=np.uint64)
    place = tables.compact.draw[hits.article[found]] ^ np.uint64(_digest(f"seed {seed}"))
    title = np.asarray(pc.equal(evidence["field"], "title"), dtype=np.uint64)
    start, end = (np.asarray(evidence[name], dtype=np.uint64) for name in ("start", "end"))
    for part in (codes[hits.code[found]] if codes.size else start, title, start, end):
        place = _mixed(place + part)
    return place


def _mixed(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """SplitMix64: every bit of the number moves every bit of the result.

    Source: Steele, Lea & Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
    """
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _articles(tables: ScoredTables, rows: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    """Title, date and outlet of articles by their rows in the whole collection."""
    whole = tables.articles.select(["title", "date"]).take(tables.place()[rows]).to_pylist()
    names = (tables.compact.outlets[at] for at in tables.compact.outlet[rows])
    return [{**row, "outlet": name} for row, name in zip(whole, names, strict=True)]


def _line(
    row: dict[str, Any], article: dict[str, Any], texts: Mapping[str, tuple[str | None, str]]
) -> ConcordanceLine:
    place, start, end = row["article_id"], row["start"], row["end"]
    if place not in texts:
        raise InputError(place, "no text for this article", "score again with --texts")
    title, text = texts[place]
    words = (title or "") if row["field"] == "title" else text
    if end > len(words):
        raise InputError(place, f"the {row['field']} ends before {end}", "score again with --texts")
    left, right = context(words, start, end)
    return ConcordanceLine(
        left=left,
        words=words[start:end],
        right=right,
        article_id=place,
        title=article["title"],
        date=article["date"],
        outlet=article["outlet"],
        measure=cast("MeasureName", row["measure"]),
        code=row["code"],
        field=cast("Field", row["field"]),
        start=start,
        end=end,
        sentence=row["sentence"],
        voice=row["voice"],
        speaker=row["speaker"],
        stance=row["stance"],
        anonymity=row["anonymity"],
    )


def _one_line(text: str, whole: slice) -> str:
    """The `whole` words of `text`; white space at an end that is kept becomes one space."""
    words = text.split()
    kept = words[whole] or words
    first = " " if text[:1].isspace() and kept[:1] == words[:1] else ""
    last = " " if text[-1:].isspace() and kept[-1:] == words[-1:] else ""
    return first + " ".join(kept) + (last if kept else "")
