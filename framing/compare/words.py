"""How often each word stands in each article, without furniture: what keyness compares."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse

from framing.text.fold import fold
from framing.text.vocabulary import PADDING, hash_words
from framing.text.words import word_edges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from framing.compare.moments import Integers

ARTICLES_AT_ONCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class UnitCounts:
    """Articles × units (words or device codes): how often each stands in each; `total` are the words of each article."""

    units: tuple[str, ...]
    counts: sparse.csr_array[np.float64, tuple[int, int]]
    total: npt.NDArray[np.float64]


def word_counts(texts: Iterable[tuple[str, str]], *, least_articles: int = 1) -> UnitCounts:
    """The words of articles, given as (text of title and body, JSON spans of furniture in it), in their order.

    Words are lower case; a hyphen parts two words; numbers, and words of fewer than `least_articles` articles, are left
    out of the units, not of `total`.
    """
    known: dict[int, int] = {}
    names: list[str] = []
    articles, units, counts, totals = [], [], [], []
    for at, batch in enumerate(_batches(texts)):
        own = _counted(batch)
        numbers = np.fromiter((known.setdefault(key, len(known)) for key in own.hashes.tolist()), np.int64)
        fresh = numbers >= len(names)
        names.extend(own.names[place] for place in np.flatnonzero(fresh))
        articles.append((own.article + at * ARTICLES_AT_ONCE).astype(np.int32))
        units.append(numbers[own.word].astype(np.int32))
        counts.append(own.count.astype(np.int32))
        totals.append(own.total)
    if not articles:
        return UnitCounts((), sparse.csr_array((0, 0)), np.zeros(0))
    article, unit, count = (np.concatenate(parts) for parts in (articles, units, counts))
    total = np.concatenate(totals)
    letters = np.fromiter((name[:1].isalpha() for name in names), np.bool_, len(names))
    kept = np.flatnonzero(letters & (np.bincount(unit, minlength=len(names)) >= least_articles))
    order = np.array(sorted(kept, key=lambda place: names[place]), dtype=np.int64)
    place = np.full(len(names), -1)
    place[order] = np.arange(order.size)
    unit, used = place[unit], place[unit] >= 0
    entries = (count[used].astype(np.float64), (article[used], unit[used]))
    found = sparse.csr_array(entries, shape=(total.size, order.size))
    return UnitCounts(tuple(names[at] for at in order), found, total)


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """One batch: the distinct words by hash with a name each, and how often each stands in each article."""

    hashes: npt.NDArray[np.uint64]
    names: list[str]
    article: Integers
    word: Integers
    count: Integers
    total: npt.NDArray[np.float64]


def _counted(texts: Sequence[str]) -> _Counted:
    joined = "\0".join([*texts, "\0" * PADDING])
    folded = fold(joined).array
    start, end = word_edges(folded)
    hashes, first, word = np.unique(hash_words(folded, start, end), return_index=True, return_inverse=True)
    edges = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    article = np.searchsorted(edges, start, "right")
    keys, count = np.unique(article * max(hashes.size, 1) + word, return_counts=True)
    return _Counted(
        hashes=hashes,
        names=[joined[start[at] : end[at]].lower().replace("’", "'") for at in first],
        article=keys // max(hashes.size, 1),
        word=keys % max(hashes.size, 1),
        count=count,
        total=np.bincount(article, minlength=len(texts)).astype(np.float64),
    )


def _batches(texts: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text, furniture in texts:
        batch.append(_prose(text, furniture))
        if len(batch) == ARTICLES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _prose(text: str, furniture: str) -> str:
    """The text without its furniture; NUL parts articles and is no part of one."""
    if furniture in ("", "[]"):
        return text.replace("\0", " ")
    parts, at = [], 0
    for start, end in json.loads(furniture):
        parts.append(text[at:start])
        at = end
    return " ".join((*parts, text[at:])).replace("\0", " ")
