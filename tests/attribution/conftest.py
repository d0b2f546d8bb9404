"""Attributions of invented texts as plain tuples."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from framing.attribution import ANONYMITIES, find_attributions
from framing.text.analysis import analyse
from framing.types import SOURCE_CLASSES, Article

Found = list[tuple[str, str, str | None]]


def found_in(texts: Sequence[str]) -> list[Found]:
    """(source phrase, class, anonymity) of every attribution of each text, in text order."""
    analysis = analyse([Article(id=str(i), text=text) for i, text in enumerate(texts)])
    rows = find_attributions(analysis)
    found: list[Found] = [[] for _ in texts]
    for k in range(len(rows)):
        field = int(np.searchsorted(analysis.field_start, rows.start[k], "right")) - 1
        secret = ANONYMITIES[rows.anonymity[k]] if rows.anonymity[k] >= 0 else None
        span = analysis.text_of(int(rows.start[k]), int(rows.end[k]))
        found[field // 2].append((span, SOURCE_CLASSES[rows.source_class[k]], secret))
    return found


@pytest.fixture
def attributions() -> Callable[[Sequence[str]], list[Found]]:
    return found_in
