"""What can be compared between outlets, as a reader chooses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from framing.report.words import score_label
from framing.types import MeasureName

ALL = "all"
ATTRIBUTIONS = "attributions_per_1000_words"
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Framing phrases",
        ("devices_per_1000_words", "devices_author_per_1000_words", "devices_rejected_per_1000_words"),
    ),
    ("Heated wording", ("sensationalism", "headline_lure", "body_intensity")),
    ("Sources", ("attributions_per_1000_words", "unnamed_share", "withheld_share")),
    ("Readability", ("flesch_reading_ease", "flesch_kincaid_grade")),
)
MORE = ("unnamed_dependence",)
"""Measures that are chosen by themselves only: experimental ones."""
WITH_ATTRIBUTIONS = frozenset({"unnamed_share", "withheld_share", "unnamed_dependence"})
_HEATED = frozenset(GROUPS[1][1])
_SOURCES = frozenset((*GROUPS[2][1], *MORE))


@dataclass(frozen=True, slots=True)
class Choice:
    """A measure as `compare` names it; `code` is the device it counts, where it counts one."""

    measure: str
    code: str | None = None

    @property
    def splits(self) -> bool:
        """Whether it can be split by voice and stance."""
        return self.code is not None or self.measure == "devices_per_1000_words"

    @property
    def evidence(self) -> MeasureName | None:
        """The kind of evidence behind it; None for all measures together and for readability."""
        if self.code or self.measure.startswith("devices"):
            return "device"
        return (
            "sensationalism" if self.measure in _HEATED else "sourcing" if self.measure in _SOURCES else None
        )


def choices(device_labels: Mapping[str, str]) -> dict[str, Choice]:
    """Label -> choice: all measures, each measure, each device of the collection by its label."""
    found = {"All measures": Choice(ALL)}
    for measure in (*(measure for _, measures in GROUPS for measure in measures), *MORE):
        found[score_label(measure)] = Choice(measure)
    for code, label in sorted(device_labels.items(), key=lambda pair: pair[1].casefold()):
        name = f"Phrase: {label}"
        found[name if name not in found else f"{name} ({code})"] = Choice(f"device:{code}", code)
    return found
