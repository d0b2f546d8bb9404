"""Damaged copies of good files: cut off, bytes changed, slices doubled, moved or left out, foreign bytes put in."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

KINDS = ("cut", "change", "double", "drop", "insert", "swap", "fill")
_SCALE = 65_535
_LONGEST = 300
_EDIT = 6
SNIPPETS = (
    b"\x00" * 8,
    b"\xff" * 8,
    b"<" * 40,
    b"<div>" * 40,
    b"{" * 40,
    b"[" * 400,
    b"(" * 40,
    b'"',
    b"\n" * 20,
    b"\\",
    b"]]>",
    b"&#x110000;",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"999999999999",
    b"-1",
    b"\xed\xa0\x80",
    b"\xfe\xff",
    b"endobj",
    b"\\u-1?\\bin999999 ",
    b"PK\x05\x06",
)
"""What turns up in broken files, or breaks parsers."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One damage. at: 0–65535 of the way through the file · size: bytes of a slice · value: a byte, or a number of SNIPPETS."""

    kind: str
    at: int
    size: int
    value: int


def apply(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The data with the edits made one after another; in packed data half of the times within what is packed."""
    if edits[0].value % 2 and (unpacked := _inside(data, edits)):
        return unpacked
    return _edited(data, edits)


def _inside(data: bytes, edits: Sequence[Edit]) -> bytes:
    """A ZIP with one member damaged, or damaged bytes packed again; empty for what is not packed."""
    if data.startswith(b"\x1f\x8b"):
        return gzip.compress(_edited(gzip.decompress(data), edits), 1)
    if not data.startswith(b"PK\x03\x04"):
        return b""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as good, zipfile.ZipFile(target, "w") as bad:
        names = good.namelist()
        chosen = names[edits[-1].size % len(names)]
        for name in names:
            content = good.read(name)
            bad.writestr(name, _edited(content, edits) if name == chosen else content)
    return target.getvalue()


def _edited(data: bytes, edits: Sequence[Edit]) -> bytes:
    for edit in edits:
        at = len(data) * edit.at // _SCALE
        data = _applied(data, edit, at, at + edit.size)
    return data


def _applied(data: bytes, edit: Edit, at: int, end: int) -> bytes:
    match edit.kind:
        case "cut":
            return data[:at]
        case "change":
            return data[:at] + bytes([edit.value]) + data[at + 1 :]
        case "double":
            return data[:end] + data[at:]
        case "drop":
            return data[:at] + data[end:]
        case "insert":
            return data[:at] + SNIPPETS[edit.value % len(SNIPPETS)] + data[at:]
        case "swap":
            return data[end:] + data[at:end] + data[:at]
        case _:
            return data[:at] + bytes([edit.value]) * edit.size + data[end:]


def damaged(data: bytes) -> st.SearchStrategy[bytes]:
    """The data after one to four edits."""
    return edits().map(lambda chosen: apply(data, chosen))


def edits() -> st.SearchStrategy[list[Edit]]:
    """One to four edits; spelled by bytes that are drawn at once, so that thousands of examples are quick."""
    return st.binary(min_size=_EDIT, max_size=4 * _EDIT).map(edits_from)


def edits_from(program: bytes) -> list[Edit]:
    """The edits that bytes spell, six bytes each; every second one changes a byte, which leaves a file's structure alone."""
    program = program or bytes(_EDIT)
    return [_edit(program[at : at + _EDIT].ljust(_EDIT, b"\0")) for at in range(0, len(program), _EDIT)]


def _edit(code: bytes) -> Edit:
    kind = "change" if code[0] % 2 else KINDS[code[0] // 2 % len(KINDS)]
    size = int.from_bytes(code[3:5], "big") % _LONGEST + 1
    return Edit(kind, int.from_bytes(code[1:3], "big"), size, code[5])
