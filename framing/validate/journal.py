"""One coder's codes on disk: a file to which lines are only ever added, each on the disk before the next choice is taken."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import orjson

from framing.batch.files import attempt, make_folder, sync_folder
from framing.errors import InputError
from framing.validate.codes import Code, from_row, to_row

SUFFIX = ".jsonl"


@dataclass(frozen=True, slots=True)
class Journal:
    """`codes` in the order they were made; `torn`: lines that a crash cut off before they were whole."""

    codes: tuple[Code, ...]
    torn: int


def append(path: Path, code: Code) -> None:
    """Adds one code and returns when it is on the disk.

    The line goes out in one write at the end of the file. Where a crash has left half a line, that is closed first, so it
    stays half a line and nothing that follows is lost.
    """
    make_folder(path.parent)
    new = not path.exists()
    line = orjson.dumps(to_row(code)) + b"\n"

    def write() -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            torn = size > 0 and _last_byte(path) != b"\n"
            os.write(descriptor, b"\n" + line if torn else line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    attempt(path, write)
    if new:
        sync_folder(path.parent)


def read_journal(path: Path) -> Journal:
    """The codes of a file, each once; no file gives none. Raises InputError as `parse_journal` does."""
    return parse_journal(path.read_bytes() if path.exists() else b"", str(path))


def parse_journal(data: bytes, place: str) -> Journal:
    """The codes of the bytes of a journal, each once.

    Raises InputError for a whole line that is no sound code: somebody has edited the file.
    """
    codes: dict[str, Code] = {}
    torn = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            torn += 1
            continue
        if not isinstance(row, dict):
            raise InputError(f"{place}:{number}", "not a JSON object", "leave the file as it was written")
        code = from_row(row, f"{place}:{number}")
        codes.setdefault(code.id, code)
    return Journal(tuple(codes.values()), torn)


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)
