"""A codebook as a table with one row per device, and back: for those who keep their codes in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from framing.codebook import Codebook
from framing.codebook.writing import FIELDS, MOST_BYTES, MOST_FILES, cells_of, load_files, yaml_of
from framing.errors import CodebookError

COLUMNS = FIELDS
"""One per field of a device file; cells of lists have one item a line."""
_NEEDED = ("id", "patterns")
_APOSTROPHE = re.compile(r"'(?=[ \u00a0\u200b\ufeff'\"`‘’“”]*[=+\-@＝＋－＠|%\t\r\n])")
"""What `framing.report.to_csv` puts before a cell that a spreadsheet would run."""
_FAULT = re.compile(r"(?s)(.+?):(\d+): (.*)")


def rows_of(codebook: Codebook) -> list[list[str]]:
    """One row of COLUMNS per device, in the order of the ids."""
    return [list(cells_of(device).values()) for device in codebook.devices]


def files_of_table(data: bytes, name: str = "table") -> dict[str, str]:
    """Device files of a CSV whose columns are named as the fields; separated by comma, semicolon or tab, UTF-8 or Windows-1252.

    `language` may be left out. Raises CodebookError with every fault, each as `name, row n, column c: what; what to do`.
    """
    header, rows = _read(data, name)
    files: dict[str, str] = {}
    rows_of_file: dict[str, tuple[int, tuple[str, ...]]] = {}
    faults = []
    for number, row in enumerate(rows, 2):
        cells = {"language": "en", **dict(zip(header, map(_as_typed, row), strict=False))}
        if not any(value.strip() for key, value in cells.items() if key != "language"):
            continue
        path = f"{cells['id'].strip()}.yaml"
        if path in files:
            first = rows_of_file[path][0]
            faults.append(
                f"{name}, row {number}, column id: {cells['id']!r} stands in row {first} too; rename one"
            )
            continue
        files[path], fields = yaml_of(cells)
        rows_of_file[path] = number, fields
    if not files:
        faults.append(f"{name}, row 1: no device below the header; write one row per device")
    try:
        if files:
            load_files(files)
    except CodebookError as error:
        faults += [_at_its_cell(fault, name, rows_of_file) for fault in error.faults]
    if faults:
        raise CodebookError(tuple(faults))
    return files


def _read(data: bytes, name: str) -> tuple[list[str], list[list[str]]]:
    if len(data) > MOST_BYTES:
        raise CodebookError((f"{name}: {len(data):,} bytes; {MOST_BYTES:,} at most",))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except (csv.Error, ValueError) as error:
        raise CodebookError((f"{name}: not a table with a header ({error}); save it as CSV",)) from error
    header = [column.strip().lower() for column in header]
    faults = [
        f"{name}, row 1: unknown column {c!r}; known: {', '.join(COLUMNS)}"
        for c in header
        if c not in COLUMNS
    ]
    faults += [
        f"{name}, row 1: column {c!r} stands twice; remove one" for c in COLUMNS if header.count(c) > 1
    ]
    faults += [f"{name}, row 1: no column {c!r}; add it" for c in _NEEDED if c not in header]
    if len(rows) > MOST_FILES:
        faults.append(f"{name}: {len(rows):,} rows; {MOST_FILES:,} at most")
    if faults:
        raise CodebookError(tuple(faults))
    return header, rows


def _as_typed(cell: str) -> str:
    """The cell without the apostrophe that the export adds, and with line ends as in a file."""
    return (
        _APOSTROPHE.sub("", cell, count=1).replace("\r\n", "\n")
        if cell[:1] == "'"
        else cell.replace("\r\n", "\n")
    )


def _at_its_cell(fault: str, name: str, rows: Mapping[str, tuple[int, tuple[str, ...]]]) -> str:
    """A fault of a device file, said of the row and column the line was made of."""
    found = _FAULT.fullmatch(fault)
    path = found[1].strip("'") if found else ""
    if not found or path not in rows:
        return f"{name}: {fault}"
    row, fields = rows[path]
    line = int(found[2])
    about = f", column {fields[line - 1]}" if line > 1 and line <= len(fields) else ""
    return f"{name}, row {row}{about}: {found[3]}"
