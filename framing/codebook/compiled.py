"""The compiled form of a codebook: a line of JSON about the whole, then one for each device, read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, asdict, fields
from typing import Any, overload

import orjson

from framing.codebook import Codebook, Device, Example, Exclusion, Facts


class CompiledDevices(Sequence[Device]):
    """Devices by their place, made from their lines when first asked for; equal to any sequence of the same devices."""

    def __init__(self, lines: Sequence[bytes], facts: Sequence[Facts]) -> None:
        self._lines, self.facts = lines, tuple(facts)
        self._made: dict[int, Device] = {}

    def chosen(self, numbers: Iterable[int]) -> CompiledDevices:
        """Some of them."""
        numbers = list(numbers)
        return CompiledDevices([self._lines[i] for i in numbers], [self.facts[i] for i in numbers])

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, place: int) -> Device: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Device, ...]: ...
    def __getitem__(self, place: int | slice) -> Device | tuple[Device, ...]:
        if isinstance(place, slice):
            return tuple(self[i] for i in range(*place.indices(len(self))))
        number = range(len(self))[place]
        if number not in self._made:
            self._made[number] = _device(orjson.loads(self._lines[number]))
        return self._made[number]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def codebook_to_bytes(codebook: Codebook) -> bytes:
    """The codebook as lines of JSON, keys sorted, for COMPILED."""
    whole = {
        "digest": codebook.digest,
        "facts": list(map(list, codebook.facts)),
        "slots": codebook.slots,
        "lemmas": codebook.lemmas,
    }
    devices = (asdict(device, dict_factory=_filled) for device in codebook.devices)
    lines: list[dict[str, Any]] = [whole, *devices]
    return b"\n".join(orjson.dumps(line, option=orjson.OPT_SORT_KEYS) for line in lines)


def _filled(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What is not empty: most parts of exclusions and examples are."""
    return {name: value for name, value in pairs if value or name in _ALWAYS}


_ALWAYS = frozenset(one.name for one in fields(Device) if one.default is MISSING)


def codebook_from_bytes(data: bytes, digest: str | None = None) -> Codebook | None:
    """The codebook again; None where its digest is another one than is asked for."""
    first, *lines = data.split(b"\n")
    whole = orjson.loads(first)
    if digest not in (None, whole["digest"]):
        return None
    slots, lemmas = ({name: tuple(v) for name, v in whole[key].items()} for key in ("slots", "lemmas"))
    facts = [Facts(*values) for values in whole["facts"]]
    return Codebook(CompiledDevices(lines, facts), slots, lemmas, whole["digest"])


def _device(values: dict[str, Any]) -> Device:
    def examples(items: Any) -> tuple[Example, ...]:
        return tuple(
            Example(
                item["text"], tuple((s, e) for s, e in item.get("spans", ())), tuple(item.get("also", ()))
            )
            for item in items
        )

    def exclusion(item: dict[str, Any]) -> Exclusion:
        known: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in item.items()}
        return Exclusion(**known)

    rebuild: dict[str, Callable[[Any], Any]] = {
        **dict.fromkeys(("discuss", "patterns", "images"), tuple),
        **dict.fromkeys(("hits", "misses", "todo"), examples),
        "exclusions": lambda items: tuple(map(exclusion, items)),
    }
    return Device(
        **{name: rebuild[name](value) if name in rebuild else value for name, value in values.items()}
    )
