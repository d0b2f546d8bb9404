"""The evidence of a collection as numbers: what counting needs, a fiftieth of the size of the table."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from framing.types import LEAST_WEIGHT_MARKED, PASSAGE_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VOICES = ("author", "source")
STANCES = ("asserted", "hedged", "rejected")
ANONYMITIES = ("withheld", "collective", "bystander", "hearsay")
MEASURES = ("device", "sensationalism", "sourcing")
_LIVE = ("live",)

Numbers = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """The evidence of one measure, one entry per row whose article is there.

    `row` is the place in the table, `article` the row of the article, `code` an index into `codes` (alphabetical);
    voice, stance and anonymity are indices into the tuples of this module, −1 for null.
    """

    codes: tuple[str, ...]
    row: Numbers
    article: Numbers
    code: Numbers
    voice: Numbers
    stance: Numbers
    anonymity: Numbers
    live: Flags

    def of_codes(self, codes: Sequence[str]) -> Numbers:
        """For each entry the place of its code in `codes`, −1 where it is not among them."""
        place = {code: at for at, code in enumerate(codes)}
        lookup = np.array([place.get(code, -1) for code in self.codes], dtype=np.int64)
        return lookup[self.code] if lookup.size else np.zeros(0, dtype=np.int64)


def hits_by_measure(evidence: pa.Table, ids: pa.ChunkedArray) -> dict[str, Hits]:
    """Measure → its evidence; `ids` are the articles in the order of their rows."""
    articles = _found_in(evidence["article_id"], ids)
    measure = numbered(evidence["measure"], MEASURES)
    return {
        name: _hits(evidence, articles, np.flatnonzero((measure == at) & (articles >= 0)))
        for at, name in enumerate(MEASURES)
    }


def marked(evidence: pa.Table, articles: pa.Table) -> pa.Table:
    """The evidence that is marked in articles: of heated wording only what the writer's own words add noticeably.

    `evidence` needs article_id, measure, voice and weight, `articles` id and words.
    """
    heated = numbered(evidence["measure"], ("sensationalism",)) == 0
    at = _found_in(evidence["article_id"], articles["id"])
    words = np.append(np.asarray(articles["words"], dtype=np.float64), 0.0)[at]
    weight = np.asarray(evidence["weight"], dtype=np.float64)
    heavy = weight * (np.maximum(words, PASSAGE_WORDS) / PASSAGE_WORDS) >= LEAST_WEIGHT_MARKED
    own = numbered(evidence["voice"], VOICES) == VOICES.index("author")
    return evidence.filter(pa.array(~heated | (heavy & own)))


def numbered(column: pa.ChunkedArray, names: Sequence[str]) -> Numbers:
    """For each value its place in `names`, −1 for null and for any other value; plain or dictionary strings."""
    values, index = encoded(column)
    place: Mapping[str | None, int] = {name: at for at, name in enumerate(names)}
    lookup = np.array([*(place.get(value, -1) for value in values), -1], dtype=np.int8)
    return lookup[index]


def drawn(ids: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """A number for each id that depends on the id alone, as good as random: what a fixed random order goes by."""
    digests = (
        hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest() for key in ids.to_pylist()
    )
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def encoded(column: pa.ChunkedArray) -> tuple[list[str | None], npt.NDArray[np.int64]]:
    """The distinct values of a column of strings and the place of each row's value among them, −1 for null."""
    array = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    array = array.unify_dictionaries().combine_chunks()
    if isinstance(array, pa.ChunkedArray):  # a column without a chunk
        return [], np.zeros(0, dtype=np.int64)
    return array.dictionary.to_pylist(), np.asarray(pc.fill_null(array.indices, -1), dtype=np.int64)


def _found_in(column: pa.ChunkedArray, ids: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """For each article id its row in `ids`, −1 where it is not there."""
    values, index = encoded(column)
    known = ids.combine_chunks().cast(pa.string())
    rows = pc.index_in(pa.array(values, pa.string()), value_set=known)
    lookup = np.append(np.asarray(pc.fill_null(rows, -1), dtype=np.int64), -1)
    return lookup[index]


def _hits(evidence: pa.Table, articles: Numbers, rows: npt.NDArray[np.int64]) -> Hits:
    found, index = encoded(evidence["code"])
    index = index[rows]
    names = tuple(sorted({str(found[at]) for at in np.unique(index)}))
    place = {name: at for at, name in enumerate(names)}
    lookup = np.array([place.get(str(name), -1) for name in found], dtype=np.int32)
    return Hits(
        codes=names,
        row=rows.astype(np.int32),
        article=articles[rows].astype(np.int32),
        code=lookup[index] if lookup.size else np.zeros(0, dtype=np.int32),
        voice=numbered(evidence["voice"], VOICES)[rows],
        stance=numbered(evidence["stance"], STANCES)[rows],
        anonymity=_column(evidence, "anonymity", ANONYMITIES)[rows],
        live=_column(evidence, "conventionality", _LIVE)[rows] == 0,
    )


def _column(evidence: pa.Table, name: str, names: Sequence[str]) -> Numbers:
    if name not in evidence.column_names:
        return np.full(evidence.num_rows, -1, dtype=np.int8)
    return numbered(evidence[name], names)
