"""The measures a reader can choose, in groups: general ones, kinds of source, parts of heated wording, sets, single devices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from framing.report.words import ANONYMITY, SOURCE_CLASSES, component_label, plain, score_label
from framing.types import Anonymity, MeasureName

ALL = "all"
"""Every general measure at once."""
ATTRIBUTIONS = "attributions_per_1000_words"
GROUPS = (
    (
        "Framing phrases",
        ("devices_per_1000_words", "devices_author_per_1000_words", "devices_rejected_per_1000_words"),
    ),
    ("Heated wording", ("sensationalism", "headline_lure", "body_intensity")),
    ("Sources", (ATTRIBUTIONS, "unnamed_share", "withheld_share")),
    ("Readability", ("flesch_reading_ease", "flesch_kincaid_grade")),
)
MORE = ("unnamed_dependence",)
"""Measures that are chosen by themselves only: experimental ones."""
_SHARES = frozenset({"unnamed_share", "withheld_share", "unnamed_dependence"})
_HEATED = frozenset(GROUPS[1][1])
_SOURCES = frozenset((*GROUPS[2][1], *MORE))


@dataclass(frozen=True, slots=True)
class Choice:
    """A measure as `compare` names it, and what a reader calls it.

    `code` is the device, component or source class it counts, `codes` the devices of a set, where it counts such.
    """

    measure: str
    label: str
    code: str | None = None
    codes: tuple[str, ...] | None = None

    @property
    def splits(self) -> bool:
        """Whether it can be split by voice and stance."""
        return self.measure.startswith(("device:", "devices:")) or self.measure == "devices_per_1000_words"

    @property
    def with_attributions(self) -> bool:
        """Whether attributions per 1,000 words belong beside it: of few attributions any share is easily reached."""
        return self.measure in _SHARES or self.measure.startswith(("source:", "anonymity:"))

    @property
    def evidence(self) -> MeasureName | None:
        """The kind of evidence behind it; None for all measures together and for readability."""
        if self.measure.startswith("device"):
            return "device"
        if self.measure in _HEATED or self.measure.startswith("component:"):
            return "sensationalism"
        return "sourcing" if self.measure in _SOURCES or self.with_attributions else None

    @property
    def anonymity(self) -> Anonymity | None:
        """The kind of anonymity it counts."""
        kind = self.measure.removeprefix("anonymity:") if self.measure.startswith("anonymity:") else ""
        found: Mapping[str, Anonymity] = {
            "withheld": "withheld", "collective": "collective", "bystander": "bystander", "hearsay": "hearsay",
        }  # fmt: skip
        return "withheld" if self.measure == "withheld_share" else found.get(kind)


EVERYTHING = Choice(ALL, "All measures")


def choices(
    device_labels: Mapping[str, str],
    components: Collection[str] = (),
    packages: Mapping[str, tuple[str, ...]] | None = None,
    families: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, Choice]:
    """Label -> choice: all measures, each general one, source classes, anonymity, components, sets, devices by label."""
    found = [EVERYTHING]
    general = (*(measure for _, measures in GROUPS for measure in measures), *MORE)
    found += [Choice(measure, score_label(measure)) for measure in general]
    found += [
        Choice(f"source:{name}", f"Source: {label}", name) for name, (label, _) in SOURCE_CLASSES.items()
    ]
    found += [Choice(f"anonymity:{name}", f"Unnamed: {label}") for name, (label, _) in ANONYMITY.items()]
    found += sorted(
        (Choice(f"component:{name}", f"Heated: {component_label(name)}", name) for name in components),
        key=lambda choice: choice.label.casefold(),
    )
    for kind, prefix, sets in (("Storyline", "package", packages), ("Family", "family", families)):
        found += [
            Choice(f"devices:{prefix}/{name}", f"{kind}: {plain(name).capitalize()}", codes=codes)
            for name, codes in sorted((sets or {}).items())
        ]
    found += [
        Choice(f"device:{code}", f"Phrase: {label}", code)
        for code, label in sorted(device_labels.items(), key=lambda pair: pair[1].casefold())
    ]
    named: dict[str, Choice] = {}
    for choice in found:
        taken = choice.label in named
        named[f"{choice.label} ({choice.code or choice.measure})" if taken else choice.label] = choice
    return named
