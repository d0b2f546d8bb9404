"""Page furniture left out: articles without it for the analysis, and the way back to the offsets of the articles as stored.

The analysis never sees furniture: each stretch is replaced by a paragraph break in a copy of the text. So a score is by
construction the score of the article without that stretch, and evidence cannot overlap it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from framing.text.fold import fold
from framing.text.words import HYPHEN, word_edges
from framing.types import Article

Spans = Sequence[tuple[int, int]]
"""Stretches of a text in code points: half-open, sorted, not empty, disjoint."""

BREAK = "\n\n"
"""What stands for a stretch of furniture in the text that is analysed."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Articles without their furniture, and where what is left stood.

    articles: n, with shortened texts · start, shift: for each stretch that is left its first offset in the fields of the batch
    laid end to end (title, text, title, text …, without anything between) and what to add to an offset there.
    """

    articles: tuple[Article, ...]
    start: NDArray[np.int64]
    shift: NDArray[np.int64]

    def in_article(self, field: NDArray[np.int64], offset: NDArray[np.int64]) -> NDArray[np.int64]:
        """Offsets of the stored field for offsets in fields (2·i title, 2·i + 1 text of article i) without furniture."""
        if not len(self.start):
            return offset
        size = np.array([len(part) for a in self.articles for part in (a.title or "", a.text)], np.int64)
        place = offset + (np.cumsum(size + 1) - size - 1)[field]
        return offset + self.shift[np.searchsorted(self.start, place, "right") - 1]


def without_furniture(articles: Sequence[Article], furniture: Sequence[Spans]) -> Prose:
    """The articles with each span of furniture in their texts replaced by BREAK.

    Raises ValueError for spans that are empty, overlap, are out of order or reach past the text.
    """
    if not any(furniture):
        none = np.zeros(0, np.int64)
        return Prose(tuple(articles), none, none)
    left: list[Article] = []
    start: list[int] = []
    shift: list[int] = []
    place = 0
    for article, spans in zip(articles, furniture, strict=True):
        start.append(place)
        shift.append(0)
        place += len(article.title or "") + 1
        kept = _kept(article, spans)
        text = BREAK.join([article.text[a:b] for a, b in kept])
        offset = 0
        for a, b in kept:
            start.append(place + offset)
            shift.append(a - offset)
            offset += b - a + len(BREAK)
        place += len(text) + 1
        left.append(replace(article, text=text) if spans else article)
    return Prose(tuple(left), np.array(start, np.int64), np.array(shift, np.int64))


def _kept(article: Article, spans: Spans) -> list[tuple[int, int]]:
    """What lies before, between and after the spans, empty stretches too."""
    edges = [0, *(edge for span in spans for edge in span), len(article.text)]
    ordered = all(a <= b for a, b in pairwise(edges))
    if not ordered or any(a >= b for a, b in spans):
        raise ValueError(f"{article.id}: furniture {list(spans)} in a text of {len(article.text)} characters")
    return list(zip(edges[0::2], edges[1::2], strict=True))


def furniture_words(articles: Sequence[Article], furniture: Sequence[Spans]) -> NDArray[np.int64]:
    """(n,) words in the furniture of each article, a hyphenated compound being one."""
    count = np.zeros(len(articles), np.int64)
    rows = [i for i, spans in enumerate(furniture) if spans]
    if not rows:
        return count
    parts = [BREAK.join([articles[i].text[a:b] for a, b in furniture[i]]) for i in rows]
    size = np.fromiter((len(part) + 1 for part in parts), np.int64, len(parts))
    folded = fold("\0".join([*parts, "\0"])).array
    start, end = word_edges(folded)
    new = np.ones(len(start), np.bool_)
    new[1:] = (start[1:] - end[:-1] != 1) | (folded.take(end[:-1]) != HYPHEN)
    part = np.searchsorted(np.cumsum(size), start[new], "right")
    count[rows] = np.bincount(part, minlength=len(rows))
    return count
