"""The index of a corpus: built from sketches, saved and loaded as Arrow, asked in pass 2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from framing.arrow import array
from framing.errors import InputError
from framing.index.copies import PERMUTATIONS, Signatures, heads, like_pairs, signatures
from framing.index.corpus import corpus_furniture
from framing.index.recurring import Recurring, find_recurring, flat
from framing.text.fields import Fields, fields_of
from framing.text.furniture import Spans
from framing.types import Article

TOGETHER = 0.8
"""Likeness, furniture and all, from which pages count as one when it is counted what recurs."""
NEAR_DUPLICATE = 0.6
"""Share of common grams, furniture left out, from which two texts of one outlet are the same article: one word in twenty
changed at random leaves .63 of them, the last fifth cut off .8 (docs/furniture-and-duplicates.md)."""
SHARED_COPY = 0.5
"""The same across outlets, which cut copy and put their own first lines."""
FEWEST_GRAMS = 20
"""Sampled grams (about 45 words) that a text must have besides furniture to be compared with others."""

COPY_COLUMNS = ("duplicate_of", "shared_copy", "shared_copy_origin")
"""Columns of articles.parquet that the index decides; all of them strings, null where there is no copy."""
_COPIES = pa.schema([("position", pa.int64()), *((name, pa.string()) for name in COPY_COLUMNS)])

_TOGETHER_BANDS, _CLEAN_BANDS = 16, 32
"""Bands of 8 values meet from a likeness of about .7 on and never by shared menus; of 4 values, from .45 on."""

Parts = Iterable[tuple[pa.Table, pa.Array]]


@dataclass(frozen=True, slots=True)
class Index:
    """What pass 1 has found; the same for every worker of pass 2.

    count: accepted articles · recurring: grams and lines by outlet · copied: position (in input order) and COPY_COLUMNS of the
    articles for which one of them is not null.
    """

    count: int
    recurring: Recurring
    copied: pa.Table

    @property
    def furniture_digest(self) -> str:
        """16 hex digits over what recurs."""
        found = self.recurring
        return _digest(found.key, found.count, found.pages, found.articles)

    @property
    def duplicate_digest(self) -> str:
        """16 hex digits over near-duplicates and shared copies."""
        columns = [self.copied["position"].to_numpy()]
        texts = [repr(self.copied[name].to_pylist()).encode() for name in COPY_COLUMNS]
        return _digest(*columns, *(np.frombuffer(text, np.uint8) for text in texts))

    @property
    def digest(self) -> str:
        """16 hex digits over everything in the index."""
        return blake2b(
            f"{self.count} {self.furniture_digest} {self.duplicate_digest}".encode(), digest_size=8
        ).hexdigest()

    def furniture(self, articles: Sequence[Article]) -> list[Spans]:
        """For each article the furniture of its text: sorted, disjoint spans in code points (half-open), never of the title.

        Corpus furniture and the usual shapes of a page alone together.
        """
        return self.furniture_of(fields_of(articles))

    def furniture_of(self, fields: Fields) -> list[Spans]:
        """The same of articles that have been read; hand it to `Engine.score_batch(articles, index.furniture_of)`."""
        return corpus_furniture(fields, self.recurring)

    def copies(self, first: int, count: int) -> pa.Table:
        """COPY_COLUMNS of the accepted articles first … first + count − 1; hand it to `tables.article_table(…, copies)`."""
        position = self.copied["position"].to_numpy()
        low, high = np.searchsorted(position, (first, first + count))
        at = np.full(count, -1, np.int64)
        at[position[low:high] - first] = np.arange(low, high)
        rows = array([row if row >= 0 else None for row in at.tolist()], pa.int64())
        return self.copied.select(list(COPY_COLUMNS)).take(rows)

    def save(self, path: Path) -> str:
        """Writes the index as one Arrow IPC file (no fsync, no rename: the caller's) and returns its digest."""
        found = self.recurring
        arrays: dict[str, pa.Array] = {
            "count": pa.array([self.count]),
            "digest": pa.array([self.digest]),
            **{name: _one_list(pa.array(getattr(found, field))) for name, field in _RECURRING.items()},
            **{name: _one_list(self.copied[name].combine_chunks()) for name in _COPIES.names},
        }
        table = pa.table(arrays)
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        return self.digest

    @staticmethod
    def load(path: Path) -> Index:
        """The index saved under a path; InputError when it is no index or damaged.

        The file is mapped, so that the processes of a run share one copy.
        """
        try:
            with pa.memory_map(str(path)) as file, pa.ipc.open_file(file) as reader:
                row = reader.read_all()
            found = Recurring(*(_list_of(row, name).to_numpy() for name in _RECURRING))
            copied = pa.table([_list_of(row, name) for name in _COPIES.names], schema=_COPIES)
            index = Index(row["count"][0].as_py(), found, copied)
            intact = index.digest == row["digest"][0].as_py()
        except (pa.ArrowInvalid, pa.ArrowTypeError, KeyError, OSError) as error:
            raise InputError(str(path), "no index of a corpus", "run the first pass again") from error
        if not intact:
            raise InputError(str(path), "a damaged index", "run the first pass again")
        return index


_RECURRING = {"key": "key", "times": "count", "pages": "pages", "articles": "articles"}
"""Column of the file -> field of Recurring."""


def empty_index() -> Index:
    """The index of no corpus: it knows the usual shapes of a page alone and no copies."""
    return build_index([])


def _one_list(values: pa.Array) -> pa.Array:
    return pa.LargeListArray.from_arrays(pa.array([0, len(values)], pa.int64()), values)


def _list_of(row: pa.Table, name: str) -> pa.Array:
    return row[name].combine_chunks().values


def _digest(*arrays: NDArray[np.generic]) -> str:
    hashed = blake2b(digest_size=8)
    for column in arrays:
        hashed.update(f"{column.dtype} {len(column)} ".encode() + np.ascontiguousarray(column).tobytes())
    return hashed.hexdigest()


def build_index(parts: Parts) -> Index:
    """The index of a corpus from parts of (sketch rows of the accepted articles, their final ids), in input order.

    Iterated several times, so not a generator but a list or an object whose `__iter__` opens the parts anew (memory-mapped).
    The result depends on the sequence of articles alone, not on how it is cut into parts.
    """
    sketches = _Sketches(parts)
    pages = np.concatenate([np.zeros(0, np.uint32), *(table["pages"].to_numpy() for table in sketches)])
    count = len(pages)
    recurring = find_recurring(sketches, _counted(sketches, pages))
    return Index(count, recurring, _copied(parts, sketches, pages, recurring))


def _counted(sketches: _Sketches, pages: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which articles are counted when it is counted what recurs: of those of the same pages that are alike, the first."""
    signed, _ = _signed(sketches, len(pages), None)
    position = np.arange(len(pages))
    return np.asarray(heads(position, like_pairs(signed, pages, _TOGETHER_BANDS, TOGETHER)) == position)


class _Sketches:
    """The sketches of parts without the ids; iterable as often as the parts are."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[pa.Table]:
        return (table for table, _ in self._parts)


def _signed(
    sketches: Iterable[pa.Table], count: int, without: Recurring | None
) -> tuple[Signatures, NDArray[np.int64]]:
    """Signatures and the articles they are of: all `count` of them; or, without the grams that recur in their outlet, those with
    FEWEST_GRAMS others."""
    signed = np.empty((count, PERMUTATIONS), np.uint16)
    rows: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    first = done = 0
    for table in sketches:
        edges, values = flat(table, "grams")
        chosen = np.arange(len(table))
        if without is not None:
            edges, values, chosen = _own(edges, values, without, table["pages"].to_numpy())
        for block in signatures(edges, values):
            signed[done : done + len(block)] = block
            done += len(block)
        rows.append(chosen + first)
        first += len(table)
    return signed[:done], np.concatenate(rows)


def _own(
    edges: NDArray[np.int64], values: NDArray[np.uint32], recurring: Recurring, pages: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.int64]]:
    """Edges and values of what does not recur, of the rows with FEWEST_GRAMS, and these rows."""
    size = np.diff(edges)
    left_out, _ = recurring.grams(np.repeat(pages, size), values)
    size -= np.diff(np.searchsorted(left_out, edges))
    enough = size >= FEWEST_GRAMS
    kept = np.repeat(enough, np.diff(edges))
    kept[left_out] = False
    return np.append(np.zeros(1, np.int64), np.cumsum(size[enough])), values[kept], np.flatnonzero(enough)


def _copied(parts: Parts, sketches: _Sketches, pages: NDArray[np.uint32], recurring: Recurring) -> pa.Table:
    """Position and COPY_COLUMNS of the articles that have one."""
    count = len(pages)
    clean, rows = _signed(sketches, count, recurring)
    own = pages[rows]
    near = like_pairs(clean, own, _CLEAN_BANDS, NEAR_DUPLICATE)
    far = like_pairs(clean, np.zeros(len(rows), np.uint32), _CLEAN_BANDS, SHARED_COPY)
    head = heads(np.arange(count), ((rows[a], rows[b]) for a, b in near))
    across = ((a, b, own[a] != own[b]) for a, b in far)
    group = heads(head, ((rows[a[other]], rows[b[other]]) for a, b, other in across))
    several = np.zeros(count, np.bool_)
    several[group[pages != pages[group]]] = True
    return _named(parts, head, np.where(several[group], group, -1))


def _named(parts: Parts, head: NDArray[np.int64], group: NDArray[np.int64]) -> pa.Table:
    """The table of copies: heads and groups, given as positions, named by the ids of those articles."""
    position = np.arange(len(head))
    wanted = np.unique(np.concatenate((head[head != position], group[group >= 0])))
    ids: dict[int, str] = {}
    credit: list[tuple[int, str]] = []
    first = 0
    for table, names in parts:
        low, high = np.searchsorted(wanted, (first, first + len(table)))
        chosen = wanted[low:high]
        ids.update(
            zip(chosen.tolist(), names.take(array(chosen - first, pa.int64())).to_pylist(), strict=True)
        )
        credited = np.flatnonzero(table["origin"].is_valid().to_numpy())
        origins = table["origin"].take(array(credited, pa.int64())).to_pylist()
        credit += zip((credited + first).tolist(), origins, strict=True)
        first += len(table)
    origin: dict[int, str] = {}
    for at, name in credit:
        origin.setdefault(int(group[at]) if group[at] >= 0 else at, name)
    named = (head != position) | (group >= 0)
    named[[at for at, _ in credit]] = True
    rows = np.flatnonzero(named).tolist()
    columns = [
        rows,
        [ids[int(head[i])] if head[i] != i else None for i in rows],
        [ids[int(group[i])] if group[i] >= 0 else None for i in rows],
        [origin.get(int(group[i]) if group[i] >= 0 else i) for i in rows],
    ]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, _COPIES, strict=True)], schema=_COPIES)
