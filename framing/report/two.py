"""Two scored articles side by side: what each has and the other has not."""

from __future__ import annotations

from dataclasses import dataclass

from framing.codebook import Codebook
from framing.report.calculation import formatted
from framing.report.words import SCORES, SOURCE_CLASSES, plain
from framing.types import Scored

COMPARED = (
    "words",
    "devices_per_1000_words",
    "devices_author_per_1000_words",
    "sensationalism",
    "headline_lure",
    "body_intensity",
    "attributions",
    "unnamed",
    "withheld",
    "flesch_reading_ease",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """Devices as labels in alphabetical order; `rows` are (name, first article, second article) ready to read."""

    only_first: tuple[str, ...]
    both: tuple[str, ...]
    only_second: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]


def difference(first: Scored, second: Scored, codebook: Codebook | None = None) -> Difference:
    """What sets two articles apart, by device, score and source class."""
    one, two = _devices(first), _devices(second)
    labels = {device.id: device.label for device in codebook.devices} if codebook else {}

    def named(codes: set[str]) -> tuple[str, ...]:
        return tuple(sorted((labels.get(code) or plain(code) for code in codes), key=str.casefold))

    return Difference(named(one - two), named(one & two), named(two - one), _rows(first, second))


def _devices(scored: Scored) -> set[str]:
    return {evidence.code for evidence in scored.evidence if evidence.measure == "device"}


def _rows(first: Scored, second: Scored) -> tuple[tuple[str, str, str], ...]:
    columns = [c for c in COMPARED if c in first.scores and c in second.scores]
    rows = [(SCORES[c], formatted(c, first.scores[c]), formatted(c, second.scores[c])) for c in columns]
    for code, (label, _) in SOURCE_CLASSES.items():
        rows.append((f"Sources: {label}", str(_sources(first, code)), str(_sources(second, code))))
    return tuple(rows)


def _sources(scored: Scored, code: str) -> int:
    return sum(evidence.measure == "sourcing" and evidence.code == code for evidence in scored.evidence)
