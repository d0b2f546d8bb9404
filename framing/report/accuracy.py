"""How much the shipped detectors find of what coders marked, as `scripts/accuracy.py --json` has measured it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import orjson


@dataclass(frozen=True, slots=True)
class Accuracy:
    """signature: of the detectors measured · coders: who coded.

    sets: coded set -> `kind`, `n` and its figures from 0 to 1, None where one is undefined.
    """

    signature: str
    coders: str
    sets: Mapping[str, Mapping[str, str | float | None]]


@cache
def accuracy() -> Accuracy:
    """The figures that come with the package."""
    found = orjson.loads((files("framing") / "report" / "accuracy.json").read_bytes())
    sets = {name: MappingProxyType(figures) for name, figures in found["sets"].items()}
    return Accuracy(found["signature"], found["coders"], MappingProxyType(sets))


def recall(kind: str) -> tuple[float, float] | None:
    """The lowest and the highest recall over the coded sets of a kind (`devices_open`, `sources`), None where there is none."""
    shares = [figures["recall"] for figures in accuracy().sets.values() if figures["kind"] == kind]
    measured = [share for share in shares if isinstance(share, float)]
    return (min(measured), max(measured)) if measured else None


def none_found(layer: str) -> str:
    """What is said where a layer of marks is empty, with what it is worth where the recall of its detector was measured."""
    kind, what, looked_for = _MEASURED.get(layer, ("", "", ""))
    found = recall(kind)
    if found is None:
        return "None found."
    low, high = (round(100 * share) for share in found)
    share = f"{low}" if low == high else f"{low} to {high}"
    measured = f"In coded articles {share} of 100 {what} were found (coders: {accuracy().coders})."
    return " ".join(("None found.", *([looked_for] if looked_for else []), measured))


_CODEBOOK = "Only phrases of the codebook are looked for; others may be there."
_MEASURED = {
    "device": ("devices_open", "marked expressions", _CODEBOOK),
    "worn": ("devices_open", "marked expressions", _CODEBOOK),
    "named": ("sources", "attributions", ""),
    "unnamed": ("sources", "attributions", ""),
}
"""Layer -> kind of the coded sets, what their coders marked, and what bounds the detector."""
