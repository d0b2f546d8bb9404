"""Spreadsheets: XLSX, XLSM, XLSB, XLS and ODS; every sheet with a text column, the first of its rows the names of the columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import chain, islice
from typing import IO, Any

from framing.errors import RecordError
from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.fields import columns_by_field
from framing.readers.limits import BUFFER, XML_OPTIONS, is_zip, open_zip, zip_names
from framing.readers.rows import articles_of, column_names, iso_8601, no_text_column, numbered

NAME = "spreadsheet (XLSX, XLS, ODS)"
SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
ORDER = 16
GUARDED = True

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS_SHEETS = "content.xml"
_XLSX_SHEETS = "xl/worksheets/"
_ADDRESS = re.compile(rb'<c [^<>]{0,80}?\br="([A-Z]{1,9})([0-9]{1,18})"')
_LONGEST_ADDRESS = 120
MOST_CELLS = 30_000_000
"""Of a sheet, empty ones between others too: about a gigabyte."""
_ROWS_ABOVE_HEADER = 20
"""Rows among which the names of the columns are looked for: titles and notes of an export may stand above them."""
_LINE_END = re.compile(r"_x000D_\n?|\r\n?", re.IGNORECASE)

Cells = Sequence[Any]


def recognises(source: Source) -> bool:
    """By the names of the parts inside; an old XLS, which is one of several kinds of the same container, by its suffix."""
    if source.head.startswith(_OLE):
        return source.name.lower().endswith(".xls")
    if not is_zip(source.head):
        return False
    names = zip_names(source.stream) if source.stream.seekable() else ()
    return any(name.startswith("xl/") for name in names) or _ODS in source.head[:200]


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """One result per row that is not blank, numbered through all sheets; a sheet with cells but no text column is rejected."""
    try:
        if is_zip(source.head):
            _check(source)
        sheets = _sheets(source)
    except RecordError as error:
        yield Rejected(source.name, 0, None, error.reason, error.seen)
        return
    if not sheets:
        yield Rejected(source.name, 0, None, "empty_file", "no sheet has anything in it")
    number = 0
    for name, rows in sheets:
        header, rest = _under_header(rows, options)
        if "text" not in columns_by_field(column_names(header), options.mapping):
            number += 1
            detail = f"sheet {name!r}: {no_text_column(column_names(header))}"
            yield Rejected(source.name, number, None, "no_text_column", detail)
            continue
        for item in articles_of(source.name, header, numbered(rest, number + 1), options):
            number = item.record
            yield item


def _check(source: Source) -> None:
    """Raises RecordError where the file unpacks to more than it may, whatever its list of parts says."""
    source.stream.seek(0)
    with open_zip(source.stream, "file") as archive:
        for name in archive.names:
            with archive.open(name) as part:
                if name == _ODS_SHEETS:
                    _check_well_formed(part)
                elif name.startswith(_XLSX_SHEETS):
                    _check_extent(part, name)
                while part.read(BUFFER):
                    pass


def _check_extent(part: IO[bytes], name: str) -> None:
    """Raises RecordError where the cells of a sheet lie too far apart: the library fills the space between them."""
    rows, columns, rest = 0, 0, b""
    while piece := part.read(BUFFER):
        held = rest + piece
        for letters, digits in _ADDRESS.findall(held):
            rows = max(rows, int(digits))
            columns = max(columns, reduce(lambda sum_, letter: 26 * sum_ + letter - 64, letters, 0))
        rest = held[-_LONGEST_ADDRESS:]
    if rows * columns > MOST_CELLS:
        raise RecordError(
            "file", "too_large", f"{name}: {rows:,} rows × {columns:,} columns; at most {MOST_CELLS:,} cells"
        )


def _check_well_formed(part: IO[bytes]) -> None:
    """Raises RecordError for XML that is cut off or damaged: the library would look for the end of a table for ever."""
    from lxml import etree

    try:
        for _, element in etree.iterparse(part, events=("end",), **XML_OPTIONS):
            element.clear()
    except etree.XMLSyntaxError as error:
        raise RecordError("file", "damaged_file", f"{_ODS_SHEETS}: {error}") from None


def _sheets(source: Source) -> list[tuple[str, Iterator[Cells]]]:
    """Name and rows of each sheet that is not empty. Raises RecordError where the library cannot read the file."""
    from python_calamine import CalamineWorkbook

    source.stream.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(source.stream)
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic of the library's is no Exception
        raise RecordError("file", "damaged_file", f"{type(error).__name__}: {error}") from None
    return [(name, map(_row, sheet.iter_rows())) for name, sheet in sheets if sheet.height]


def _row(cells: Cells) -> list[Any]:
    return [_cell(cell) for cell in cells]


def _cell(cell: Any) -> Any:
    """Text with plain line ends, whole numbers without a fraction, days and times as ISO 8601."""
    if isinstance(cell, str):
        return _LINE_END.sub("\n", cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(iso_8601(cell))


def _under_header(rows: Iterator[Cells], options: Options) -> tuple[Cells, Iterator[Cells]]:
    """The first row that names a text column, else the first that is not blank, and the rows below it."""
    first = list(islice(rows, _ROWS_ABOVE_HEADER))
    filled = [n for n, row in enumerate(first) if any(str(cell).strip() for cell in row)]
    named = (n for n in filled if "text" in columns_by_field(column_names(first[n]), options.mapping))
    header = next(named, filled[0] if filled else 0)
    return (first[header] if first else []), chain(first[header + 1 :], rows)
