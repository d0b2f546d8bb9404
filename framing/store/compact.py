"""What of the evidence is kept in memory: where every mark stands and what it is, without its words and reasons."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from framing.compare.scored import EVIDENCE_COLUMNS
from framing.errors import InputError
from framing.store.rows import Integers, Rows

COMPACT = tuple(name for name in EVIDENCE_COLUMNS if name not in ("weight", "signature"))
"""Columns of evidence kept in memory: enough to count, and to find every piece of evidence in its text."""
_NAME, _NUMBER = pa.dictionary(pa.int32(), pa.string()), pa.int32()
_TYPES = {name: _NUMBER if name in ("start", "end", "sentence") else _NAME for name in COMPACT}


@dataclass(frozen=True, slots=True, eq=False)
class Compact:
    """evidence: COMPACT of what is marked in articles (`framing.compare.hits.marked`), strings dictionary-encoded.

    first, count: for each article the number of its first row in the whole table of evidence, and how many it has there.
    """

    evidence: pa.Table
    first: Integers
    count: Integers


def compact(articles: pa.Table, evidence: Rows) -> Compact:
    """The compact form of a table of evidence, read once from top to bottom. articles: id and words are needed.

    Raises InputError where the rows of one article are apart, or belong to no article.
    """
    ids = articles["id"].to_pylist()
    gathered = _Gathered(articles, {name: row for row, name in enumerate(ids)}, *_nothing(len(ids)))
    for piece in evidence.pieces((*COMPACT, "weight")):
        gathered.add(piece)
    apart = np.flatnonzero((gathered.count > 0) & (gathered.last - gathered.first + 1 != gathered.count))
    if apart.size:
        place = str(ids[int(apart[0])])
        raise InputError(place, "its evidence does not stand together", "score the articles again")
    return Compact(gathered.evidence(), np.where(gathered.count > 0, gathered.first, 0), gathered.count)


def _nothing(articles: int) -> tuple[Integers, Integers, Integers]:
    """First row, last row and number of rows of articles without evidence."""
    first = np.full(articles, np.iinfo(np.int64).max)
    return first, np.full(articles, -1), np.zeros(articles, np.int64)


@dataclass(slots=True)
class _Gathered:
    """What has been read so far; rows: article id -> its row among the articles."""

    articles: pa.Table
    rows: dict[str, int]
    first: Integers
    last: Integers
    count: Integers
    seen: int = 0
    kept: list[pa.Table] = field(default_factory=list)
    kept_articles: list[npt.NDArray[np.int32]] = field(default_factory=list)

    def add(self, piece: pa.Table) -> None:
        """Takes the next rows of the table."""
        from framing.compare.hits import marked  # brings scipy, which `framing score` must not load

        if not len(piece):
            return
        article = self._rows_of(piece)
        numbers = np.arange(self.seen, self.seen + len(piece))
        np.minimum.at(self.first, article, numbers)
        np.maximum.at(self.last, article, numbers)
        self.count += np.bincount(article, minlength=len(self.count))
        self.seen += len(piece)
        about = self.articles.slice(int(article.min()), int(article.max() - article.min()) + 1)
        shown = marked(piece, about)
        self.kept.append(shown.select(list(COMPACT[1:])))
        self.kept_articles.append(self._rows_of(shown).astype(np.int32))

    def _rows_of(self, piece: pa.Table) -> Integers:
        """For each row the row of its article."""
        ids = piece["article_id"].unify_dictionaries().combine_chunks()
        if not len(ids):
            return np.zeros(0, np.int64)
        names = ids.dictionary.to_pylist()
        rows = np.array([self.rows.get(name, -1) for name in names], np.int64)
        found: Integers = rows[np.asarray(ids.indices)]
        if found.min() < 0:
            lost = names[int(np.argmin(rows))]
            raise InputError(
                str(lost), "evidence of an article that is not there", "score the articles again"
            )
        return found

    def evidence(self) -> pa.Table:
        """The rows kept, in one piece, with one dictionary a column; that of `article_id` are the articles in their order."""
        schema = pa.schema([(name, _TYPES[name]) for name in COMPACT[1:]])
        found = pa.concat_tables([schema.empty_table(), *(table.cast(schema) for table in self.kept)])
        table = found.unify_dictionaries().combine_chunks()
        articles = np.concatenate([np.empty(0, np.int32), *self.kept_articles])
        named = pa.DictionaryArray.from_arrays(pa.array(articles), self.articles["id"].combine_chunks())
        return table.add_column(0, "article_id", named)
