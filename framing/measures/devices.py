"""Framing devices: how often, in whose voice, and how many the text rejects."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from framing.measures.contract import FEWEST_WORDS, Categories, EvidenceColumns, Found, Measured, Value

NAME = "devices"
COLUMNS = {
    "devices": "int32",
    "devices_per_1000_words": "float64",
    "devices_author_per_1000_words": "float64",
    "devices_rejected": "int32",
}


def measure(found: Found) -> Measured:
    """Counts of live figurative uses and their rates per 1,000 words of title and text.

    Rates are None under FEWEST_WORDS words (`too_short`) and for articles that are not scored (`not_english`), whose counts
    are 0. Conventional devices are evidence but no part of the counts; rejected and hedged uses are.
    """
    analysis, uses = found.analysis, found.uses
    article = np.searchsorted(analysis.field_start, uses.start, "right") - 1
    article //= 2
    kept = found.english[article]
    live = kept & (np.array(uses.conventionality, object) == "live")
    voice, stance = np.array(uses.voice, object), np.array(uses.stance, object)
    n = len(analysis.articles)
    devices = np.bincount(article[live], minlength=n)
    author = np.bincount(article[live & (voice == "author")], minlength=n)
    rejected = np.bincount(article[live & (stance == "rejected")], minlength=n)
    words = analysis.words_per_field().reshape(n, 2).sum(axis=1)
    missing = [
        (i, column, "not_english" if not found.english[i] else "too_short")
        for i in np.flatnonzero(~found.english | (words < FEWEST_WORDS)).tolist()
        for column in ("devices_per_1000_words", "devices_author_per_1000_words")
    ]
    none = {i for i, _, _ in missing}
    scores: dict[str, list[Value]] = {
        "devices": devices.tolist(),
        "devices_per_1000_words": _rates(devices, words, none),
        "devices_author_per_1000_words": _rates(author, words, none),
        "devices_rejected": rejected.tolist(),
    }
    return Measured(dict(scores), missing, _evidence(found, np.flatnonzero(kept)))


def _rates(count: NDArray[np.int64], words: NDArray[np.int64], none: set[int]) -> list[Value]:
    pairs = enumerate(zip(count.tolist(), words.tolist(), strict=True))
    return [None if i in none else 1000.0 * hits / total for i, (hits, total) in pairs]


def _evidence(found: Found, rows: NDArray[np.int64]) -> EvidenceColumns:
    uses, chosen = found.uses, rows.tolist()
    return EvidenceColumns(
        "device",
        uses.start[rows],
        uses.end[rows],
        Categories.of([uses.code[i] for i in chosen]),
        np.ones(len(rows)),
        voice=Categories.of([uses.voice[i] for i in chosen]),
        speaker=Categories.of([uses.speaker[i] for i in chosen]),
        stance=Categories.of([uses.stance[i] for i in chosen]),
        conventionality=Categories.of([uses.conventionality[i] for i in chosen]),
        reason=Categories.of([uses.reason[i] for i in chosen]),
    )
