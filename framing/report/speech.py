"""Whose words an article passes on: quotations and what it reports as somebody's, found anew when it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from framing.attribution import find_attributions
from framing.text.analysis import Analysis, analyse
from framing.text.furniture import Prose, without_furniture
from framing.text.quotations import SCARE
from framing.types import Field, Scored
from framing.voice import Voices

Kind = Literal["quoted", "reported"]

_FIELDS: tuple[Field, Field] = ("title", "text")
FEWEST_WORDS = 4
"""Of a paraphrase: "calls it" and "told me" leave no more of somebody's words than a tint would show."""
_CLOSING = frozenset(".,;:!?…")
"""Belong to the words before them."""
_NAMED = "after "
"""Start of the reason for words behind a verb of naming ("calls it a …"): one expression is somebody's there, not the passage."""


@dataclass(frozen=True, slots=True)
class Speech:
    """`getattr(article, field)[start:end]` are somebody's words. speaker: as the article names them, None where it does not say.

    kind: `quoted`, between quotation marks; `reported`, an attributed paraphrase, an interview turn or a quoted block.
    """

    field: Field
    start: int
    end: int
    kind: Kind
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Passages:
    """What is read from the text itself: speech in text order without overlap, and the (field, start, end) of each sentence."""

    speech: tuple[Speech, ...]
    sentences: tuple[tuple[Field, int, int], ...]


def passages(scored: Scored) -> Passages:
    """Speech and sentences of one article without its furniture."""
    size = len(scored.article.text)
    furniture = [(a, min(b, size)) for a, b in scored.furniture if a < size]
    prose = without_furniture([scored.article], [furniture])
    analysis = analyse(prose.articles)
    voices = Voices(analysis, find_attributions(analysis))
    found = sorted((*_quoted(analysis, voices), *_reported(analysis, voices)))
    sentences = zip(analysis.sentence_start.tolist(), analysis.sentence_end.tolist(), strict=True)
    return Passages(
        tuple(
            Speech(*_place(prose, analysis, start, end), kind, speaker or None)
            for start, end, kind, speaker in found
        ),
        tuple(_place(prose, analysis, start, end) for start, end in sentences),
    )


_Span = tuple[int, int, Kind, str]


def _quoted(analysis: Analysis, voices: Voices) -> Iterator[_Span]:
    """Quotations but scare quotes; the first word stands for the whole."""
    quotations = analysis.quotations
    spans = zip(quotations.start.tolist(), quotations.end.tolist(), quotations.kind.tolist(), strict=True)
    for start, end, kind in spans:
        first = int(analysis.words.start.searchsorted(start))
        if kind == SCARE or first == len(analysis.words.start) or analysis.words.start[first] >= end:
            continue
        voice, speaker, _ = voices.of(int(analysis.words.start[first]), int(analysis.words.end[first]))
        if voice == "source":
            yield start, end, "quoted", speaker or ""


def _reported(analysis: Analysis, voices: Voices) -> Iterator[_Span]:
    """Runs of words outside quotations that are one speaker's, within a sentence."""
    outside = np.flatnonzero(analysis.word_quotation < 0)
    starts, ends = analysis.words.start[outside].tolist(), analysis.words.end[outside].tolist()
    told = [_speaker(voices, start, end) for start, end in zip(starts, ends, strict=True)]
    sentence = analysis.word_sentence[outside].tolist()
    gap = np.cumsum(np.diff(outside, prepend=-1) > 1).tolist()
    for (speaker, _, _), run in groupby(range(len(outside)), lambda n: (told[n], sentence[n], gap[n])):
        words = list(run)
        if speaker is not None and len(words) >= FEWEST_WORDS:
            end = ends[words[-1]]
            while analysis.joined[end] in _CLOSING:
                end += 1
            yield starts[words[0]], end, "reported", speaker


def _speaker(voices: Voices, start: int, end: int) -> str | None:
    """Whose words these are, empty where that is not said; None for the writer's."""
    voice, speaker, reason = voices.of(start, end)
    return None if voice == "author" or reason.startswith(_NAMED) else speaker or ""


def _place(prose: Prose, analysis: Analysis, start: int, end: int) -> tuple[Field, int, int]:
    """The span in the stored field; it ends with the stored place of its last character."""
    field = int(np.searchsorted(analysis.field_start, start, "right")) - 1
    inside = np.array([start, end - 1]) - int(analysis.field_start[field])
    first, last = prose.in_article(np.array([field, field]), inside).tolist()
    return _FIELDS[field % 2], first, last + 1
