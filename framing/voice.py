"""Voice and speaker of a stretch of text: the writer's own words, or somebody's whom the text quotes or paraphrases."""

from __future__ import annotations

import numpy as np

from framing.attribution import Attributions
from framing.text.analysis import Analysis
from framing.text.quotations import SCARE
from framing.types import SOURCE_CLASSES, Voice

_HEARSAY = SOURCE_CLASSES.index("hearsay")
FARTHEST_SPEAKER = 2
"""Sentences between a quotation and the attribution taken for its speaker."""


class Voices:
    """Answers (voice, speaker, reason) for stretches of one batch."""

    def __init__(self, analysis: Analysis, attributions: Attributions) -> None:
        self._analysis = analysis
        self._attributions = attributions
        somebody = attributions.source_class != _HEARSAY
        self._rows = np.flatnonzero(somebody)
        self._sentence = np.searchsorted(analysis.sentence_start, attributions.start[self._rows], "right") - 1

    def of(self, start: int, end: int) -> tuple[Voice, str | None, str]:
        """Voice `source` inside speech, a partial quotation or attributed paraphrase; scare quotes are the writer's."""
        quotation = self._quotation(start)
        row = self._content_row(start, end)
        if quotation is not None:
            speaker = row if row is not None else self._nearest(quotation, start)
            return "source", self._phrase(speaker), "in a quotation"
        if row is not None:
            return "source", self._phrase(row), "in attributed paraphrase"
        return "author", None, "the writer's own words"

    def _quotation(self, start: int) -> int | None:
        quotations = self._analysis.quotations
        found = int(np.searchsorted(quotations.start, start, "right")) - 1
        if found < 0 or start >= quotations.end[found] or quotations.kind[found] == SCARE:
            return None
        return found

    def _content_row(self, start: int, end: int) -> int | None:
        a = self._attributions
        covering = self._rows[(a.content_start[self._rows] <= start) & (a.content_end[self._rows] >= end)]
        return int(covering[-1]) if len(covering) else None

    def _nearest(self, quotation: int, start: int) -> int | None:
        """The attribution of the quotation's own sentences, else the closest of its field within FARTHEST_SPEAKER."""
        analysis, quotations = self._analysis, self._analysis.quotations
        first = int(np.searchsorted(analysis.sentence_start, quotations.start[quotation], "right")) - 1
        last = int(np.searchsorted(analysis.sentence_start, quotations.end[quotation] - 1, "right")) - 1
        field = np.searchsorted(analysis.field_start, start, "right") - 1
        low = analysis.field_first_sentence[field]
        high = analysis.field_first_sentence[field + 1]
        distance = np.maximum(np.maximum(first - self._sentence, self._sentence - last), 0)
        allowed = (distance <= FARTHEST_SPEAKER) & (self._sentence >= low) & (self._sentence < high)
        if not allowed.any():
            return None
        best = int(np.flatnonzero(allowed)[np.argmin(distance[allowed])])
        return int(self._rows[best])

    def _phrase(self, row: int | None) -> str | None:
        if row is None:
            return None
        return self._analysis.text_of(int(self._attributions.start[row]), int(self._attributions.end[row]))
