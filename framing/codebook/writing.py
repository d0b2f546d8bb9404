"""Devices -> YAML, and codebooks whose files are in memory: checked as those in a folder are, and packed as a zip.

A device is written from its cells, one text per field, which are also what a spreadsheet and a form hold (`cells_of`).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from framing.codebook import Codebook, Device, Example, Exclusion, load_codebook
from framing.codebook.files import Faults, compose
from framing.errors import CodebookError

FIELDS = tuple(field.name if field.name != "exclusions" else "except" for field in fields(Device))
"""The keys of a device file in their usual order."""
LISTS = frozenset({"discuss", "patterns", "images", "except", "hits", "misses", "todo"})
"""Fields that hold one item a line."""
_ITEMS = frozenset({"except", "hits", "misses", "todo"})
"""Fields whose items may be mappings, written as `{key: value}` on one line."""
_OPTIONAL = frozenset({"except", "images", "todo", "limits"})
MOST_FILES, MOST_BYTES = 2_000, 5_000_000
"""Of one codebook; the shipped one has some 370 files of 0.8 MB together."""
_NAME = re.compile(r"(?:[a-z0-9][a-z0-9-]*/)+[a-z0-9][a-z0-9-]*\.yaml|slots/[a-z0-9_-]+\.txt|lemmas\.tsv")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of every member of a zip, so that the same files give the same bytes."""


def cells_of(device: Device) -> dict[str, str]:
    """Every field of a device as a text; lists have one item a line, with a line end inside an item written as `\\n`."""
    cells = {name: str(getattr(device, name)) for name in FIELDS if name not in LISTS}
    for name in ("discuss", "patterns", "images"):
        cells[name] = _lines(getattr(device, name))
    cells["except"] = "\n".join(_flow(_exclusion(item)) for item in device.exclusions)
    for name in ("hits", "misses", "todo"):
        cells[name] = "\n".join(map(_example, getattr(device, name)))
    return {name: cells[name] for name in FIELDS}


def cells_of_yaml(text: str) -> dict[str, str] | None:
    """The cells of a device file as far as they can be read, unchecked; None where it is no mapping at all."""
    node = compose(Path(), Faults(), text.encode("utf-8", "replace"))
    if node is None:
        return None
    found = {str(key.value): value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    return {name: _cell(found.get(name), name) for name in FIELDS}


def yaml_of(cells: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """A device file with these cells, and for each of its lines the field it belongs to. Nothing is checked."""
    lines: list[tuple[str, str]] = []
    for name in FIELDS:
        value = cells.get(name, "").strip()
        items = [item.strip() for item in value.split("\n") if item.strip()] if name in LISTS else []
        if name in LISTS and items:
            lines += [(f"{name}:", name), *((f"  - {_item(item, name)}", name) for item in items)]
        elif value:
            lines.append((f"{name}: {_scalar(value)}", name))
        elif name not in _OPTIONAL:
            lines.append((f"{name}: {'[]' if name in LISTS else ''}".rstrip(), name))
    return "".join(f"{line}\n" for line, _ in lines), tuple(name for _, name in lines)


def device_yaml(device: Device) -> str:
    """The device as a file that reads as the same device."""
    return yaml_of(cells_of(device))[0]


def codebook_files(folder: Path) -> dict[str, str]:
    """Path -> text of the files in a folder that a codebook is made of."""
    wanted = (*folder.rglob("*.yaml"), *(folder / "slots").glob("*.txt"), *folder.glob("lemmas.tsv"))
    names = {path.relative_to(folder).as_posix(): path for path in wanted}
    return {
        name: path.read_text(encoding="utf-8") for name, path in sorted(names.items()) if _NAME.fullmatch(name)
        and not name.startswith("components/")
    }  # fmt: skip


def load_files(files: Mapping[str, str]) -> Codebook:
    """The codebook of files in memory, checked as in a folder. Raises CodebookError with every fault of every file."""
    _check_names(files)
    with folder_of(files) as folder:
        try:
            return load_codebook(folder)
        except CodebookError as error:
            raise CodebookError(tuple(fault.replace(f"{folder}/", "") for fault in error.faults)) from None


@contextmanager
def folder_of(files: Mapping[str, str]) -> Iterator[Path]:
    """A private folder that holds the files for as long as the block runs."""
    with TemporaryDirectory(prefix="framing-codebook-") as name:
        write_files(files, Path(name))
        yield Path(name)


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Write the files into a folder, which is made. Their names must have been checked, as `load_files` does."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="")


def _check_names(files: Mapping[str, str]) -> None:
    faults = [
        f"{path[:120]!r}:1: not a name of a codebook's file; use small letters, digits and hyphens: family/device.yaml"
        for path in files
        if not _NAME.fullmatch(path) or path.startswith("components/") or len(path) > 200
    ]
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
        faults.append(f"codebook:1: too large; {MOST_FILES:,} files and {MOST_BYTES:,} characters at most")
    if faults:
        raise CodebookError(tuple(faults))


def to_zip(files: Mapping[str, str]) -> bytes:
    """The files packed; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()


_CANNOT_UNPACK = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
_TOO_LARGE = f"too large; {MOST_FILES:,} files of {MOST_BYTES:,} bytes together at most"


def from_zip(data: bytes) -> dict[str, str]:
    """The files of a packed codebook by their path within it; a folder around all of them is taken off.

    Only as much is unpacked as a codebook may hold. Raises CodebookError; the files themselves are not checked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = _unpacked(archive)
    except _CANNOT_UNPACK as error:
        raise CodebookError((f"zip:1: cannot be unpacked ({error}); pack the folder again",)) from error
    if not found:
        raise CodebookError(("zip:1: no device file in it; pack a folder of family/device.yaml files",))
    files: dict[str, str] = {}
    faults = []
    for name, content in found.items():
        try:
            files[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            faults.append(f"{name}:1: not UTF-8 at byte {error.start}; save the file as UTF-8")
    if faults:
        raise CodebookError(tuple(faults))
    return _without_outer_folder(files)


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The members that can be files of a codebook; what systems put beside them is left."""
    endings = (".yaml", ".yml", ".txt", ".tsv")
    names = [
        name
        for name in archive.namelist()
        if name.endswith(endings) and not name.startswith(("__MACOSX/", "."))
    ]
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for name in names:
        with archive.open(name) as member:
            found[re.sub(r"\.yml$", ".yaml", name)] = content = member.read(left + 1)
        left -= len(content)
        if left < 0 or len(names) > MOST_FILES:
            raise CodebookError((f"zip:1: {_TOO_LARGE}",))
    return found


_ID = re.compile(r"^id:[ \t]*[\"']?([a-z0-9/-]+)", re.MULTILINE)


def _without_outer_folder(files: Mapping[str, str]) -> dict[str, str]:
    """The paths counted from the folder in which the first device's path is its id."""
    outer = ""
    for path, text in files.items():
        found = _ID.search(text)
        if path.endswith(".yaml") and found and path.endswith(f"/{found[1]}.yaml"):
            outer = path.removesuffix(f"{found[1]}.yaml")
            break
    return {path.removeprefix(outer): text for path, text in files.items()}


def id_of(text: str) -> str:
    """The id that a device file gives itself, empty where there is none."""
    found = _ID.search(text)
    return found[1] if found else ""


def _exclusion(item: Exclusion) -> dict[str, object]:
    values = {field.name: getattr(item, field.name) for field in fields(Exclusion)}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value
    }


def _example(example: Example) -> str:
    text = example.text
    for start, end in reversed(example.spans):
        text = f"{text[:start]}[[{text[start:end]}]]{text[end:]}"
    return _flow({"text": text, "also": list(example.also)}) if example.also else _lines((text,))


def _lines(items: tuple[str, ...]) -> str:
    return "\n".join(item.replace("\\", "\\\\").replace("\n", "\\n") for item in items)


_ESCAPED = re.compile(r"\\([\\n])")


def _item(line: str, name: str) -> str:
    """An item of a list as YAML: a mapping as it is, a text quoted where it must be."""
    if name in _ITEMS and re.match(r"\{\s*[a-z_]+\s*:", line):
        return line
    return _scalar(_ESCAPED.sub(lambda found: "\n" if found[1] == "n" else "\\", line))


def _scalar(text: str) -> str:
    """One line of YAML that reads as this text."""
    style = None if text.isprintable() else '"'
    dumped = yaml.dump(text, Dumper=yaml.CSafeDumper, width=1 << 30, allow_unicode=True, default_style=style)
    return dumped.removesuffix("\n").removesuffix("\n...")


def _flow(value: object) -> str:
    return yaml.dump(
        value, Dumper=yaml.CSafeDumper, width=1 << 30, allow_unicode=True, default_flow_style=True, sort_keys=False
    ).rstrip("\n")  # fmt: skip


def _cell(node: yaml.Node | None, name: str) -> str:
    if node is None:
        return ""
    if name not in LISTS:
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    return "\n".join(
        _lines((str(item.value),)) if isinstance(item, yaml.ScalarNode) else _flow(_plain(item))
        for item in items
    )


def _plain(node: yaml.Node) -> Any:
    """A composed node as texts, lists and mappings."""
    if isinstance(node, yaml.MappingNode):
        return {str(_plain(key)): _plain(value) for key, value in node.value}
    return [_plain(item) for item in node.value] if isinstance(node, yaml.SequenceNode) else node.value
