"""The codebook: devices with their slots and lemmas, loaded from a folder of files or from the compiled form."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from framing.errors import CodebookError
from framing.patterns import Notation

STATUSES = ("stable", "rare", "draft")
KINDS = ("metaphor", "exemplar", "allusion", "catchphrase", "depiction")
CONVENTIONALITIES = ("live", "conventional")
FOLDER = Path(str(files("framing"))) / "codebooks"
COMPILED = FOLDER / "compiled.jsonl"


@dataclass(frozen=True, slots=True)
class Example:
    """A hit, miss or todo sentence without its marks; spans are the [start, end) that were marked with [[ ]]."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One item of `except`: any of the four contexts rejects the candidate, `unless` lifts it; see docs/codebook.md."""

    reason: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unless_article: tuple[str, ...] = ()
    within: int = 0


@dataclass(frozen=True, slots=True)
class Device:
    """One framing device as its file defines it; the fields are described in docs/codebook.md."""

    id: str
    language: str
    label: str
    status: str
    kind: str
    source_domain: str
    package: str
    conventionality: str
    definition: str
    why: str
    discuss: tuple[str, ...]
    source: str
    patterns: tuple[str, ...]
    exclusions: tuple[Exclusion, ...]
    hits: tuple[Example, ...]
    misses: tuple[Example, ...]
    images: tuple[str, ...] = ()
    todo: tuple[Example, ...] = ()
    limits: str = ""

    @property
    def family(self) -> str:
        return self.id.rpartition("/")[0]


class Facts(NamedTuple):
    """What a search needs to know of every device; patterns: how many it has."""

    id: str
    status: str
    kind: str
    conventionality: str
    patterns: int


def facts_of(devices: Iterable[Device]) -> tuple[Facts, ...]:
    return tuple(Facts(d.id, d.status, d.kind, d.conventionality, len(d.patterns)) for d in devices)


@dataclass(frozen=True, slots=True)
class Codebook:
    """Devices in the order of their ids, with the slots and lemmas their patterns use."""

    devices: Sequence[Device]
    slots: Mapping[str, tuple[str, ...]]
    lemmas: Mapping[str, tuple[str, ...]]
    digest: str

    @property
    def facts(self) -> tuple[Facts, ...]:
        """What a search needs to know of every device, in their order; of the compiled form they are read without the devices."""
        from framing.codebook.compiled import CompiledDevices

        return self.devices.facts if isinstance(self.devices, CompiledDevices) else facts_of(self.devices)

    def notation(self) -> Notation:
        return Notation(self.lemmas, self.slots)

    def device(self, device_id: str) -> Device:
        """The device with that id. Raises CodebookError where there is none."""
        for device in self.devices:
            if device.id == device_id:
                return device
        raise CodebookError((f"{device_id}: no such device; see `framing codebook list`",))


def load_codebook(*folders: Path) -> Codebook:
    """The codebook of some folders of device files; without a folder the shipped one, from its compiled form where fresh.

    Raises CodebookError with every fault of every file. Slots and lemmas of the shipped codebook are known in all of them.
    """
    wanted = folders or (FOLDER,)
    if wanted == (FOLDER,):
        return _shipped()
    return _load(wanted)


@cache
def _shipped() -> Codebook:
    from framing.codebook.compiled import codebook_from_bytes

    stored = codebook_from_bytes(COMPILED.read_bytes(), digest_of((FOLDER,))) if COMPILED.exists() else None
    return stored or _load((FOLDER,))


def device_files(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*.yaml") if "components" not in path.relative_to(folder).parts
    )


def digest_of(folders: Sequence[Path]) -> str:
    """16 hex digits over names and bytes of all files a codebook is made of."""
    hashed = hashlib.sha256()
    for folder in (*folders, *(() if FOLDER in folders else (FOLDER / "slots",))):
        for parts in sorted(_source_files(folder)):
            name, data = "/".join(parts).encode(), folder.joinpath(*parts).read_bytes()
            hashed.update(b"%d %s %d " % (len(name), name, len(data)))
            hashed.update(data)
    return hashed.hexdigest()[:16]


def _source_files(folder: Path) -> Iterator[tuple[str, ...]]:
    """The parts of the path, below its folder, of each file that a codebook is made of; every start asks for them."""
    for place, _, names in os.walk(folder):
        above = Path(place).relative_to(folder).parts
        suffixes = (".txt",) if "components" in above else (".txt", ".yaml")
        yield from ((*above, name) for name in names if name.endswith(suffixes) or name == "lemmas.tsv")


def _load(folders: Sequence[Path]) -> Codebook:
    from framing.codebook.files import Faults, check_slots, read_device, read_lemmas, read_slots

    faults = Faults()
    lemmas = read_lemmas((FOLDER, *folders), faults)
    slots = read_slots((FOLDER, *folders))
    notation = Notation(lemmas, slots)
    check_slots(slots, notation, faults)
    devices: dict[str, Device] = {}
    for folder in folders:
        if not folder.is_dir():
            faults.add(folder, 0, "no such folder", "name a folder of device files")
            continue
        for path in device_files(folder):
            device = read_device(path, path.relative_to(folder).with_suffix("").as_posix(), notation, faults)
            if device is not None and device.id in devices:
                faults.add(path, 1, f"id {device.id!r} is defined twice", "rename one of the files")
            elif device is not None:
                devices[device.id] = device
    if faults.found:
        raise CodebookError(tuple(faults.found))
    return Codebook(tuple(devices[name] for name in sorted(devices)), slots, lemmas, digest_of(folders))
