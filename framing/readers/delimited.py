"""CSV and TSV: delimiter, encoding and column names recognised; a mapping of columns can be given."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator

from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source, without_packing
from framing.readers.encoding import REPAIRED, STRAY_BYTES, encoding_of, repaired
from framing.readers.fields import KNOWN, key_of
from framing.readers.rows import Row, articles_of

NAME = "CSV or TSV"
SUFFIXES = (".csv", ".tsv", ".tab")
ORDER = 20
GUARDED = False

DELIMITERS = ",;\t|"
_SAYS_DELIMITER = re.compile(r"sep=([,;\t|])\s*$", re.IGNORECASE)
_LINES_LOOKED_AT = 500
"""Lines among which, after a stray quotation mark, the next row in order is looked for."""
_LINES_OF_A_ROW = 50
"""Lines that row may have to be seen as one."""


def recognises(source: Source) -> bool:
    """By the suffix, or where the first line has two or more columns and two names of ours."""
    if without_packing(source.name).lower().endswith(SUFFIXES):
        return True
    text = source.head.decode(encoding_of(source.head), "replace").lstrip("\ufeff")
    first, second = (*text.lstrip().splitlines()[:2], "", "")[:2]
    said = _SAYS_DELIMITER.match(first)
    header = _header(iter([second]), said[1]) if said else _header(iter([first]), _delimiter(first))
    return len(header) > 1 and sum(key_of(name.strip()) in KNOWN for name in header) >= 2


def _delimiter(line: str) -> str:
    """The most frequent of DELIMITERS in the header, outside double quotes; a comma where there is none."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count) if any(mark in outside for mark in DELIMITERS) else ","


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """One result per row after the header that is not blank; a file without a text column gives one rejection.

    A quotation mark that is not closed costs its own row where the lines after it are rows in order, else what it swallows:
    the rejection names the lines.
    """
    encoding = encoding_of(source.head)
    text = io.TextIOWrapper(source.stream, encoding=encoding, errors=STRAY_BYTES, newline="")
    csv.field_size_limit(LARGEST_RECORD)
    lines = _Lines(text)
    first = next((line for line in lines if line.strip("\ufeff \t\r\n")), "").lstrip("\ufeff")
    if said := _SAYS_DELIMITER.match(first):
        first = next(lines, "")
    delimiter = said[1] if said else _delimiter(first)
    lines.put_back([first])
    header = _header(lines, delimiter)
    if not header:
        yield Rejected(source.name, 0, None, "no_header", "the first line is no header of columns")
        return
    yield from articles_of(source.name, header, _rows(source.name, lines, delimiter, len(header)), options)


class _Lines:
    """The lines of a text with their ends, 1-based `number` of the last one given; lines can be put back.

    A line longer than LARGEST_RECORD is given cut off, and the rest of it is passed over.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._fresh()
        if not line:
            raise StopIteration
        self.number += 1
        return line

    def _fresh(self) -> str:
        line = self._text.readline(LARGEST_RECORD)
        if len(line) == LARGEST_RECORD and not line.endswith(("\n", "\r")):
            while (rest := self._text.readline(LARGEST_RECORD)) and not rest.endswith(("\n", "\r")):
                pass
        return line

    def put_back(self, lines: list[str]) -> None:
        self._waiting.extendleft(reversed(lines))
        self.number -= len(lines)


class _Taken:
    """Lines handed to the csv module for one record, remembered; no more than LARGEST_RECORD characters of them."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.lines: list[str] = []
        self._characters = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.lines.append(line)
        self._characters += len(line)
        if self._characters >= LARGEST_RECORD:
            raise csv.Error(f"the record is longer than {LARGEST_RECORD} characters")
        return line


def _header(lines: Iterator[str], delimiter: str) -> list[str]:
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _rows(file: str, lines: _Lines, delimiter: str, width: int) -> Iterator[Row | Rejected]:
    number = 0
    while True:
        taken = _Taken(lines)
        number += 1
        try:
            cells = next(csv.reader(taken, delimiter=delimiter, strict=True))
        except StopIteration:
            return
        except csv.Error:
            yield _mended(file, number, lines, taken.lines, delimiter, width)
            continue
        if any(cell.strip() for cell in cells):
            yield _row(number, cells)


def _row(number: int, cells: list[str]) -> Row:
    mended = [repaired(cell) for cell in cells]
    return Row(number, mended, REPAIRED if mended != cells else {})


def _mended(
    file: str, number: int, lines: _Lines, taken: list[str], delimiter: str, width: int
) -> Row | Rejected:
    """What becomes of lines that are no row because of a quotation mark; the lines after it are put back.

    Where a row in order begins among them, those before it are rejected. Else quotation marks inside a cell are taken for
    text if the cells then are as many as the columns.
    """
    start = lines.number - len(taken) + 1
    taken.extend(line for _, line in zip(range(_LINES_LOOKED_AT - len(taken)), lines, strict=False))
    looked_at = taken[:_LINES_LOOKED_AT]
    next_row = next((n for n in range(1, len(looked_at)) if _begins_row(looked_at[n:], delimiter, width)), 0)
    cells, used = _cells_with_stray_quotes(looked_at, delimiter, width)
    if cells and used <= (next_row or used):
        lines.put_back(taken[used:])
        return Row(number, cells, {"repaired": "quotation marks"})
    used = next_row or len(looked_at)
    lines.put_back(taken[used:])
    where = f"line {start}" if used == 1 else f"lines {start} to {start + used - 1}"
    detail = f"{where}: a quotation mark is not closed, or stands inside a quoted cell without being doubled"
    return Rejected(file, number, None, "bad_quotes", detail)


def _begins_row(lines: list[str], delimiter: str, width: int) -> bool:
    """Whether a row in order begins with the first line: as many cells as columns, and every quotation mark accounted for."""
    taken = _Taken(iter(lines[:_LINES_OF_A_ROW]))
    try:
        cells = next(csv.reader(taken, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return False
    raw = "".join(taken.lines)
    plain = '"' not in raw or (
        raw.count('"') % 2 == 0 and ('""' in raw or not any('"' in cell for cell in cells))
    )
    return len(cells) == width and plain


def _closed(text: str, place: int, closing: re.Pattern[str]) -> int:
    """Where the quoted cell that begins at `place` is closed, -1 where it is not. Doubled marks are text."""
    for found in re.compile('""|"').finditer(text, place):
        if found[0] == '"' and closing.match(text, found.start()):
            return found.start()
    return -1


def _cells_with_stray_quotes(lines: list[str], delimiter: str, width: int) -> tuple[list[str], int]:
    """Cells where a quotation mark closes only before a delimiter or a line end, and the lines they take; none if not `width`."""
    text = "".join(lines)
    cells: list[str] = []
    place = 0
    closing = re.compile(f'"(?=[{re.escape(delimiter)}\\r\\n]|$)')
    plain = re.compile(f"[^{re.escape(delimiter)}\\r\\n]*")
    while True:
        if text.startswith('"', place):
            end = _closed(text, place + 1, closing)
            if end < 0:
                return [], 0
            cells.append(text[place + 1 : end].replace('""', '"'))
            place = end + 1
        elif found := plain.match(text, place):
            cells.append(found[0])
            place = found.end()
        if not text.startswith(delimiter, place) or len(cells) == width:
            break
        place += 1
    whole = len(cells) == width and (place == len(text) or text[place] in "\r\n")
    return (cells, len(text[:place].splitlines())) if whole else ([], 0)
