"""Component files -> Component: the wording cues of sensationalism, one YAML file per component; strict, like devices.

`framing score` reads the compiled form (COMPILED), which holds the digest of the files it was made from; where a file was
changed since, the YAML itself is read. docs/sensationalism.md describes the fields.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from framing.codebook import FOLDER as CODEBOOKS
from framing.codebook import Example
from framing.errors import CodebookError
from framing.patterns import Notation, PatternError

if TYPE_CHECKING:
    from framing.codebook.files import Faults, MappingReader

FOLDER = CODEBOOKS / "components"
COMPILED = FOLDER / "compiled.json"

FACTORS = ("headline", "body", "both")
SIGNS = ("raises", "lowers")
MARKS = ("question", "exclamation", "repeated", "ellipsis", "capitals", "device")
"""What `marks` may name: detectors of punctuation, capitals and uses of devices in framing/measures/sensationalism_cues.py."""

_KEYS = (
    "id", "language", "label", "factor", "sign", "start", "definition", "source", "marks", "cues", "hits", "misses",
)  # fmt: skip
_CUE_KEYS = ("phrase", "weight", "except", "source")


@dataclass(frozen=True, slots=True)
class Cue:
    """One row of a component's table. weight: 0 to 1, how strong the cue is within its component · excluded: longer
    phrases in which it has a literal or fixed sense and does not count · source: where it comes from, if not the component's."""

    phrase: str
    weight: float
    excluded: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One component as its file defines it.

    factor: which score it feeds · sign: whether it raises or lowers it · start: the weights (headline, body) that training
    starts from and shrinks toward · marks: (name of MARKS, weight) pairs.
    """

    id: str
    language: str
    label: str
    factor: str
    sign: str
    start: tuple[float, float]
    definition: str
    source: str
    marks: tuple[tuple[str, float], ...]
    cues: tuple[Cue, ...]
    hits: tuple[Example, ...]
    misses: tuple[Example, ...]


def load_components(folder: Path = FOLDER) -> tuple[Component, ...]:
    """The components of a folder in the order of their ids. Raises CodebookError with every fault of every file."""
    return _shipped() if folder == FOLDER else _read_folder(folder)


@cache
def _shipped() -> tuple[Component, ...]:
    if COMPILED.exists():
        stored = orjson.loads(COMPILED.read_bytes())
        if stored.get("digest") == digest_of(FOLDER):
            return tuple(_from_json(item) for item in stored["components"])
    return _read_folder(FOLDER)


@cache
def shipped_notation() -> Notation:
    """The notation of cues: inflections by the shipped lemma table, no slots."""
    rows = (
        line.split("\t")
        for line in (CODEBOOKS / "lemmas.tsv").read_text(encoding="utf-8").splitlines()
        if "\t" in line
    )
    return Notation(
        {lemma.strip(): tuple(form.strip() for form in forms.split("|")) for lemma, forms in rows}, {}
    )


def digest_of(folder: Path) -> str:
    """16 hex digits over names and bytes of the component files of a folder."""
    hashed = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        data = path.read_bytes()
        hashed.update(b"%s %d " % (path.name.encode(), len(data)))
        hashed.update(data)
    return hashed.hexdigest()[:16]


def components_to_json(folder: Path = FOLDER) -> bytes:
    """The components of a folder as one JSON object with their digest, for COMPILED."""
    content = {"digest": digest_of(folder), "components": [asdict(item) for item in _read_folder(folder)]}
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _from_json(item: Mapping[str, Any]) -> Component:
    def examples(name: str) -> tuple[Example, ...]:
        return tuple(
            Example(e["text"], tuple((s, t) for s, t in e["spans"]), tuple(e["also"])) for e in item[name]
        )

    made = dict(item)
    made["start"] = tuple(item["start"])
    made["marks"] = tuple((name, weight) for name, weight in item["marks"])
    made["cues"] = tuple(
        Cue(c["phrase"], c["weight"], tuple(c["excluded"]), c["source"]) for c in item["cues"]
    )
    made["hits"], made["misses"] = examples("hits"), examples("misses")
    return Component(**made)


def _read_folder(folder: Path) -> tuple[Component, ...]:
    from framing.codebook.files import Faults

    faults, notation = Faults(), shipped_notation()
    found = [_read_component(path, notation, faults) for path in sorted(folder.glob("*.yaml"))]
    if not found:
        faults.add(folder, 0, "no component file", "name a folder of component files")
    if faults.found:
        raise CodebookError(tuple(faults.found))
    return tuple(component for component in found if component is not None)


def _read_component(path: Path, notation: Notation, faults: Faults) -> Component | None:
    from framing.codebook.files import MappingReader, compose

    node = compose(path, faults)
    if node is None:
        return None
    reader = MappingReader(path, node, faults, _KEYS)
    found = reader.text("id")
    if found and found != path.stem:
        faults.add(path, reader.line_of("id"), f"id {found!r}", f"it must be the file's name: {path.stem}")
    component = Component(
        id=path.stem,
        language=reader.text("language", choices=("en",)),
        label=reader.text("label"),
        factor=reader.text("factor", choices=FACTORS),
        sign=reader.text("sign", choices=SIGNS),
        start=_read_start(reader),
        definition=reader.text("definition"),
        source=reader.text("source"),
        marks=_read_marks(reader),
        cues=_read_cues(reader, notation),
        hits=_read_examples(reader, "hits", marked=True),
        misses=_read_examples(reader, "misses", marked=False),
    )
    if not component.cues and not component.marks:
        faults.add(path, 1, "neither cues nor marks", "add a table of cues")
    return component


def _read_start(reader: MappingReader) -> tuple[float, float]:
    texts = [text for _, text in reader.texts("start")]
    values = [_number(reader, reader.line_of("start"), text, -5.0, 5.0) for text in texts]
    if len(values) != 2:
        reader.faults.add(
            reader.path, reader.line_of("start"), f"{len(values)} weights", "give two: headline, body"
        )
        return 0.0, 0.0
    return values[0], values[1]


def _number(reader: MappingReader, line: int, text: str, least: float, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        reader.faults.add(reader.path, line, f"weight {text!r}", f"a number from {least:g} to {most:g}")
        return 0.0
    return value


def _tables(reader: MappingReader, name: str, known: Sequence[str]) -> list[MappingReader]:
    """One reader per row of a list of mappings; a fault for each row that is none."""
    import yaml

    from framing.codebook.files import MappingReader

    rows = []
    for node in reader.items(name, needed=False):
        if isinstance(node, yaml.MappingNode):
            rows.append(MappingReader(reader.path, node, reader.faults, known))
        else:
            line = node.start_mark.line + 1
            reader.faults.add(reader.path, line, f"a row of {name!r}", f"write {{{known[0]}: …, weight: …}}")
    return rows


def _read_examples(reader: MappingReader, name: str, *, marked: bool) -> tuple[Example, ...]:
    from framing.codebook.files import read_marks

    found = []
    for line, text in reader.texts(name):
        try:
            example = read_marks(text)
        except ValueError as error:
            reader.faults.add(reader.path, line, f"{name}: {error}", "mark the evidence as [[these words]]")
            continue
        if marked != bool(example.spans):
            wanted = "has no [[evidence]]" if marked else "must not mark evidence"
            reader.faults.add(
                reader.path, line, f"{name}: {text[:60]!r} {wanted}", "see docs/sensationalism.md"
            )
        found.append(example)
    return tuple(found)


def _read_marks(reader: MappingReader) -> tuple[tuple[str, float], ...]:
    return tuple(
        (row.text("mark", choices=MARKS), _number(reader, row.line, row.text("weight"), 0.0, 1.0))
        for row in _tables(reader, "marks", ("mark", "weight"))
    )


def _read_cues(reader: MappingReader, notation: Notation) -> tuple[Cue, ...]:
    cues: dict[str, Cue] = {}
    for row in _tables(reader, "cues", _CUE_KEYS):
        phrase = row.text("phrase")
        excluded = tuple(text for _, text in row.texts("except", needed=False))
        for pattern in (phrase, *excluded):
            _check(reader, row.line, pattern, notation)
        if phrase in cues:
            reader.faults.add(reader.path, row.line, f"cue {phrase!r} stands twice", "remove one")
        weight = _number(reader, row.line, row.text("weight"), 0.0, 1.0)
        cues[phrase] = Cue(phrase, weight, excluded, row.text("source", needed=False))
    return tuple(cues.values())


def _check(reader: MappingReader, line: int, pattern: str, notation: Notation) -> None:
    try:
        if not pattern.strip():
            raise PatternError("empty pattern; write a phrase or remove the row")
        notation.read(pattern)
    except PatternError as error:
        reader.faults.add(reader.path, line, f"pattern {pattern[:60]!r}: {error}")
