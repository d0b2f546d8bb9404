"""How much the shipped detectors find of what coders marked, as `scripts/accuracy.py --write` has measured it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import orjson

Interval = tuple[float, float]
"""The ends of a 95 % interval, by a bootstrap of articles."""


UNSEEN = "_unseen"
"""End of the name of a coded set on which nothing was learned or tuned."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """signature: of the detectors measured · coders: who coded.

    sets: coded set -> `kind`, `n` and its figures from 0 to 1, None where one is undefined · intervals: of those figures ·
    halves: set -> figure -> its values on two halves of the set.
    """

    signature: str
    coders: str
    sets: Mapping[str, Mapping[str, str | float | None]]
    intervals: Mapping[str, Mapping[str, Interval | None]]
    halves: Mapping[str, Mapping[str, tuple[float | None, float | None]]]


@cache
def accuracy() -> Accuracy:
    """The figures that come with the package."""
    found = orjson.loads((files("framing") / "report" / "accuracy.json").read_bytes())
    sets = {name: MappingProxyType(figures) for name, figures in found["sets"].items()}
    pairs = {part: MappingProxyType(found[part]) for part in ("intervals", "halves")}
    return Accuracy(found["signature"], found["coders"], MappingProxyType(sets), **pairs)


def recall(kind: str) -> float | None:
    """The recall in the unseen set of a kind (`devices_open`, `sources`), None where there is none."""
    share = accuracy().sets.get(kind + UNSEEN, {}).get("recall")
    return share if isinstance(share, float) else None


def none_found(layer: str) -> str:
    """What is said where a layer of marks is empty, with what it is worth where the recall of its detector was measured."""
    kind, what, looked_for = _MEASURED.get(layer, ("", "", ""))
    found = recall(kind)
    if found is None:
        return "None found."
    measured = (
        f"In coded articles that the program had not seen, {100 * found:.0f} of 100 {what} were found"
        f" (coders: {accuracy().coders})."
    )
    return " ".join(("None found.", *([looked_for] if looked_for else []), measured))


_CODEBOOK = "Only phrases of the codebook are looked for; others may be there."
_MEASURED = {
    "device": ("devices_open", "marked expressions", _CODEBOOK),
    "worn": ("devices_open", "marked expressions", _CODEBOOK),
    "named": ("sources", "attributions", ""),
    "unnamed": ("sources", "attributions", ""),
}
"""Layer -> kind of the coded sets, what their coders marked, and what bounds the detector."""
