"""What a device finds in some articles by itself: its hits, and the candidates that were left out, each with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from framing.attribution import find_attributions
from framing.codebook import Codebook, Device
from framing.match import Candidate, CompiledCodebook, match_devices, settle
from framing.text.analysis import Analysis, analyse
from framing.text.fold import fold
from framing.text.furniture import Prose, Spans, without_furniture
from framing.types import Article, Field

BATCH = 100
MOST_FOUND = 1_000
"""Matches after which nothing more is looked for."""
MOST_CHECKS = 300_000
"""Comparisons of a sequence of words with a place in a text, two seconds at most; a device that needs more sees fewer articles.
The shipped device with the most needs 110,000 in 2.5 million words."""
MOST_ANCHORS = 64
"""With more anchors than this, looking for each of them takes longer than analysing all texts."""
_FIELDS: tuple[Field, Field] = ("title", "text")


@dataclass(frozen=True, slots=True)
class Texts:
    """Articles to try devices on. furniture: spans of each text that are left out · folded: title and text of each, as the
    anchors of patterns are looked up in them · words: of all, roughly."""

    articles: tuple[Article, ...]
    furniture: tuple[Spans, ...]
    folded: tuple[bytes, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Place:
    """One match. article: its index in the texts · start, end: of the evidence in the field as stored · reason: what decided.

    voice, speaker, stance: of a hit; None for what was left out.
    """

    article: int
    field: Field
    start: int
    end: int
    reason: str
    voice: str | None = None
    speaker: str | None = None
    stance: str | None = None

    def overlaps(self, other: Place) -> bool:
        same = (self.article, self.field) == (other.article, other.field)
        return same and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Trial:
    """articles: how many were looked at, the first ones of the texts · hits, left_out: in the order of the texts."""

    articles: int
    hits: tuple[Place, ...]
    left_out: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What another version of a device finds that the first does not, and the other way round; a span moved is neither."""

    gained: tuple[Place, ...]
    lost: tuple[Place, ...]


def texts_of(articles: Sequence[Article], furniture: Sequence[Spans]) -> Texts:
    """Articles made ready, furniture of each as in the `furniture` column of articles.parquet."""
    folded = tuple(fold(f"{a.title or ''}\n{a.text}").data for a in articles)
    return Texts(tuple(articles), tuple(furniture), folded, sum(map(len, folded)) // 6)


def try_devices(devices: Sequence[Device], codebook: Codebook, texts: Texts) -> tuple[Trial, ...]:
    """What each of some devices finds by itself, all in the same articles; slots and lemmas are those of the codebook.

    A draft is tried like any other. Overlaps with other devices are not settled here, as a whole codebook would. It ends early,
    after the same articles each time, where a device compares or finds too much.
    """
    books = [_book_of(device, codebook) for device in devices]
    seen = min((_articles_within_reach(book, texts) for book in books), default=0)
    found: list[tuple[list[Place], list[Place]]] = [([], []) for _ in books]
    for first in range(0, seen, BATCH):
        rows = range(first, min(first + BATCH, seen))
        for book, (hits, left_out) in zip(books, found, strict=True):
            _try_some(book, texts, rows, hits, left_out)
        if any(len(hits) + len(left_out) > MOST_FOUND for hits, left_out in found):
            seen = rows.stop
            break
    return tuple(Trial(seen, tuple(hits), tuple(left_out)) for hits, left_out in found)


def difference(old: Trial, new: Trial) -> Change:
    """What the new version gains and loses."""
    return Change(_without(new.hits, old.hits), _without(old.hits, new.hits))


def _without(places: Sequence[Place], others: Sequence[Place]) -> tuple[Place, ...]:
    by_article: dict[int, list[Place]] = {}
    for other in others:
        by_article.setdefault(other.article, []).append(other)
    return tuple(p for p in places if not any(p.overlaps(other) for other in by_article.get(p.article, ())))


def _book_of(device: Device, codebook: Codebook) -> CompiledCodebook:
    alone = replace(device, status="rare") if device.status == "draft" else device
    return CompiledCodebook(Codebook((alone,), codebook.slots, codebook.lemmas, ""))


def _articles_within_reach(book: CompiledCodebook, texts: Texts) -> int:
    checks = book.checks_per_million_words() * texts.words / 1e6
    return len(texts.articles) if checks <= MOST_CHECKS else int(len(texts.articles) * MOST_CHECKS / checks)


def _try_some(
    book: CompiledCodebook, texts: Texts, rows: Sequence[int], hits: list[Place], left_out: list[Place]
) -> None:
    """Add what a device finds in some of the texts."""
    anchors = book.anchors()
    if len(anchors) <= MOST_ANCHORS:
        rows = [row for row in rows if any(anchor in texts.folded[row] for anchor in anchors)]
    prose = without_furniture([texts.articles[i] for i in rows], [texts.furniture[i] for i in rows])
    analysis = analyse(prose.articles, book.vocabulary)
    candidates = book.candidates(analysis)
    left_out += _left_out(candidates, analysis, prose, rows)
    if settle(candidates, book.devices):
        hits += _hits(book, analysis, prose, rows)


def _hits(book: CompiledCodebook, analysis: Analysis, prose: Prose, rows: Sequence[int]) -> Iterator[Place]:
    uses = match_devices(analysis, book, find_attributions(analysis))
    places = _places(uses.start.tolist(), uses.end.tolist(), analysis, prose, rows)
    told = zip(uses.reason, uses.voice, uses.speaker, uses.stance, strict=True)
    for place, (reason, voice, speaker, stance) in zip(places, told, strict=True):
        yield Place(*place, reason, voice, speaker, stance)


def _left_out(
    candidates: Sequence[Candidate], analysis: Analysis, prose: Prose, rows: Sequence[int]
) -> Iterator[Place]:
    out = [c for c in candidates if c.excluded is not None]
    places = _places([c.match.start for c in out], [c.match.end for c in out], analysis, prose, rows)
    for place, candidate in zip(places, out, strict=True):
        yield Place(*place, candidate.excluded or "")


def _places(
    start: Sequence[int], end: Sequence[int], analysis: Analysis, prose: Prose, rows: Sequence[int]
) -> Iterator[tuple[int, Field, int, int]]:
    """(article, field, start, end) as stored, for stretches of a batch."""
    starts = np.array(start, np.int64)
    field = np.searchsorted(analysis.field_start, starts, "right") - 1
    first = prose.in_article(field, starts - analysis.field_start[field])
    size = np.array(end, np.int64) - starts
    for number, begin, length in zip(field.tolist(), first.tolist(), size.tolist(), strict=True):
        yield rows[number // 2], _FIELDS[number % 2], begin, begin + length


def chosen_at_random(ids: Sequence[str], most: int, seed: int = 0) -> list[int]:
    """Places of at most so many ids, chosen and ordered by a digest of the seed and each id: the same in any table order."""
    digest = [
        hashlib.blake2b(f"{seed}\0{each}".encode("utf-8", "replace"), digest_size=8).digest() for each in ids
    ]
    return sorted(range(len(ids)), key=digest.__getitem__)[:most]
