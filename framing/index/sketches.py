"""The sketch of an article: the distinct grams and lines of its text, its group of pages, and whose copy it says it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from framing.arrow import array
from framing.index.credits import copy_origin
from framing.index.grams import Hashed, grams, hashed_words
from framing.types import Article

SKETCH = pa.schema(
    [
        ("pages", pa.uint32()),
        ("grams", pa.list_(pa.uint32())),
        ("lines", pa.list_(pa.uint32())),
        ("origin", pa.string()),
    ]
)
"""pages: hash of the outlet · grams, lines: distinct, in rising order · origin: the agency a credit names."""


def sketch(articles: Sequence[Article]) -> pa.Table:
    """What pass 1 needs of some articles: one row each (SKETCH), order kept. Pure.

    May be stored as Arrow IPC (uncompressed, so that it can be memory-mapped), sliced, filtered and concatenated.
    """
    found = hashed_words([article.text for article in articles])
    gram, sampled = grams(found)
    at = np.flatnonzero(sampled)
    of_line, line_hash = lines_of(found)
    columns = [
        _uints(pages_of(articles)),
        _lists(np.searchsorted(at, found.first_word), short(gram.take(at))),
        _lists(np.searchsorted(of_line, np.arange(len(articles) + 1)), short(line_hash)),
        array([copy_origin(article) for article in articles], pa.string()),
    ]
    return pa.table(columns, schema=SKETCH)


def pages_of(articles: Sequence[Article]) -> NDArray[np.uint32]:
    """(n,) which pages are looked at together: those of an outlet, else of a web host, else all without either."""
    return np.fromiter((_hash(_pages_name(article)) for article in articles), np.uint32, len(articles))


def _pages_name(article: Article) -> str:
    if article.outlet:
        return article.outlet.casefold()
    try:
        host = urlsplit(article.url or "").hostname
    except ValueError:
        return ""
    return (host or "").removeprefix("www.")


def _hash(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")


def short(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The upper half of each hash: the lower one has decided which grams count."""
    return (hashes >> np.uint64(32)).astype(np.uint32)


def lines_of(found: Hashed) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Text and hash of every line with a word, in order; a text in one line has none: its sentences are glued together."""
    text = np.searchsorted(found.first_word, found.line_first, "right") - 1
    rows = found.several_lines[text]
    first = found.line_first[rows]
    if not len(first):
        return first, np.zeros(0, np.uint64)
    powers, inverse = _powers(max(1 << (len(found) - 1).bit_length(), 1 << 10))
    sums = np.add.reduceat(found.word * powers[: len(found)], found.line_first)
    hashed = sums[rows] * inverse[first]
    hashed = (hashed ^ (hashed >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    hashed ^= hashed >> np.uint64(33)
    return text[rows], hashed


_POWER = 0x9E3779B97F4A7C15
"""The hash of a line is the sum of its words' hashes times powers of this odd number, so that their order counts."""


@lru_cache(maxsize=2)
def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The first powers of _POWER and of its inverse modulo 2^64."""
    both = []
    for base in (_POWER, pow(_POWER, -1, 1 << 64)):
        factors = np.full(count, base, np.uint64)
        factors[:1] = 1
        both.append(np.multiply.accumulate(factors))
    return both[0], both[1]


def _lists(edges: NDArray[np.int64], hashes: NDArray[np.uint32]) -> pa.Array:
    """One list per text of its distinct hashes, in rising order; those of text i are hashes[edges[i]:edges[i + 1]]."""
    hashes = hashes.copy()
    for first, last in pairwise(edges.tolist()):
        hashes[first:last].sort()
    new = np.ones(len(hashes), np.bool_)
    new[1:] = hashes[1:] != hashes[:-1]
    new[edges[:-1][edges[:-1] < len(hashes)]] = True
    at = np.flatnonzero(new)
    offsets = array(np.searchsorted(at, edges).astype(np.int32), pa.int32())
    return pa.ListArray.from_arrays(offsets, _uints(hashes.take(at)))


def _uints(values: NDArray[np.uint32]) -> pa.Array:
    """An Arrow array over the values, without a copy and without pandas."""
    return pa.Array.from_buffers(pa.uint32(), len(values), [None, pa.py_buffer(np.ascontiguousarray(values))])
