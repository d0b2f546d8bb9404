"""Versions of a coding scheme: what has changed, and what has to be coded again for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from framing.batch.files import make_folder, write_file
from framing.codebook import Codebook
from framing.validate import scheme as schemes
from framing.validate.codes import Code, CoderKind, finished
from framing.validate.scheme import DEVICE, Layer, Scheme, scheme_of
from framing.validate.study import SCHEME, Study, open_study

FOLDER = "schemes"
What = Literal["new", "gone", "definition", "patterns"]


@dataclass(frozen=True, slots=True)
class Change:
    """`definition`: articles have to be coded again for this code; `patterns`: codes stay, the detector runs again."""

    layer: str
    code: str
    what: What


@dataclass(frozen=True, slots=True)
class Again:
    """Articles that a coder finished by older definitions, and the codes that have changed since."""

    coder: str
    layer: str
    codes: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """Articles that a coder finished in a layer by one version of its definitions; `is_current`: the one it has now."""

    layer: str
    version: str
    is_current: bool
    coder: str
    kind: CoderKind
    articles: int


def changes(old: Scheme, new: Scheme) -> tuple[Change, ...]:
    """What differs between two versions, by layer and code. A changed question or scale changes every code of its layer."""
    found: list[Change] = []
    before = {layer.name: layer for layer in old.layers}
    after = {layer.name: layer for layer in new.layers}
    for name in sorted(before.keys() | after.keys()):
        found.extend(_layer_changes(name, before.get(name), after.get(name)))
    return tuple(found)


def renewed(scheme: Scheme, codebook: Codebook, *, every: bool = False) -> Scheme:
    """The layers of a scheme by the definitions of a codebook: the devices it has that are still there, or `every` one."""
    names = [layer.name for layer in scheme.layers]
    if every or DEVICE not in names:
        return scheme_of(codebook, names)
    known = {device.id for device in codebook.devices}
    return scheme_of(codebook, names, [one.code for one in scheme.layer(DEVICE).codes if one.code in known])


def revise(study: Study, new: Scheme) -> Study:
    """The study with a new version of its scheme; the old one is kept, for the codes that were made by it."""
    make_folder(study.folder / FOLDER)
    write_file(study.folder / FOLDER / f"{study.scheme.digest}.json", schemes.to_json(study.scheme))
    write_file(study.folder / SCHEME, schemes.to_json(new))
    return open_study(study.folder)


def older_schemes(folder: Path) -> tuple[Scheme, ...]:
    """The versions that a study had before."""
    return tuple(
        schemes.from_json(path.read_bytes(), str(path)) for path in sorted((folder / FOLDER).glob("*.json"))
    )


def coded_by_version(codes: Iterable[Code], scheme: Scheme) -> tuple[Coded, ...]:
    """Which version coded what, layer by layer in the order of the scheme, its present version first."""
    count: Counter[tuple[str, str, str, CoderKind]] = Counter()
    for layer, version, coder, kind, _ in {
        (one.layer, one.definition, one.coder, one.coder_kind, one.article_id)
        for one in codes
        if one.unit == "finished"
    }:
        count[layer, version, coder, kind] += 1
    now = {layer.name: (number, layer.digest) for number, layer in enumerate(scheme.layers)}
    rows = [
        Coded(layer, version, now.get(layer, (0, ""))[1] == version, coder, kind, number)
        for (layer, version, coder, kind), number in count.items()
    ]
    return tuple(
        sorted(
            rows,
            key=lambda r: (now.get(r.layer, (99, ""))[0], not r.is_current, r.version, r.kind, r.coder),
        )
    )


def to_code_again(codes: Iterable[Code], older: Iterable[Scheme], scheme: Scheme) -> tuple[Again, ...]:
    """What coders finished by definitions that have changed since, by coder and layer."""
    every = tuple(codes)
    by_digest = {layer.digest: layer for one in older for layer in one.layers}
    rows = []
    for layer in scheme.layers:
        own = [code for code in every if code.layer == layer.name]
        now = finished(code for code in own if code.definition == layer.digest)
        for coder, articles in sorted(finished(own).items()):
            late = articles - now.get(coder, frozenset())
            marks = {
                c.definition
                for c in own
                if c.unit == "finished" and c.coder == coder and c.article_id in late
            }
            changed = _changed_since(marks, by_digest, layer)
            if late:
                rows.append(Again(coder, layer.name, changed, tuple(sorted(late))))
    return tuple(rows)


def _changed_since(marks: Iterable[str], by_digest: Mapping[str, Layer], layer: Layer) -> tuple[str, ...]:
    found: set[str] = set()
    for mark in marks:
        old = by_digest.get(mark)
        differences = _layer_changes(layer.name, old, layer)
        found |= {change.code for change in differences if change.what in ("new", "definition")}
    return tuple(sorted(found))


def _layer_changes(name: str, old: Layer | None, new: Layer | None) -> tuple[Change, ...]:
    before = {code.code: code for code in old.codes} if old else {}
    after = {code.code: code for code in new.codes} if new else {}
    asked_anew = bool(old and new and _frame(old) != _frame(new))
    if asked_anew and not after:
        return (Change(name, "", "definition"),)
    found = []
    for code in sorted(before.keys() | after.keys()):
        if code not in before:
            found.append(Change(name, code, "new"))
        elif code not in after:
            found.append(Change(name, code, "gone"))
        elif asked_anew or before[code].digest != after[code].digest:
            found.append(Change(name, code, "definition"))
        elif before[code].patterns != after[code].patterns:
            found.append(Change(name, code, "patterns"))
    return tuple(found)


def _frame(layer: Layer) -> tuple[object, ...]:
    return layer.unit, layer.question, layer.level, layer.asks, layer.scale
