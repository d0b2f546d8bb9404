"""CSV and TSV: delimiter, encoding and column names recognised; a mapping of columns can be given."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from framing.errors import RecordError
from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source
from framing.readers.encoding import encoding_of
from framing.readers.fields import NAMES, article_from, columns_by_field, key_of

NAME = "CSV or TSV"
SUFFIXES = (".csv", ".tsv", ".tab")
ORDER = 20
GUARDED = False

DELIMITERS = ",;\t|"


def recognises(source: Source) -> bool:
    """By the suffix, or where the first line has two or more columns and one name of ours."""
    if source.name.lower().removesuffix(".gz").endswith(SUFFIXES):
        return True
    header = _header(source.head.decode(encoding_of(source.head), "replace"))
    known = {name for names in NAMES.values() for name in names}
    return len(header) > 1 and sum(key_of(name) in known for name in header) >= 2


def _header(text: str) -> list[str]:
    first = (text.lstrip("\ufeff").splitlines() or [""])[0]
    return next(
        (row for row in _safely(csv.reader([first], delimiter=_delimiter(first))) if isinstance(row, list)),
        [],
    )


def _delimiter(line: str) -> str:
    """The most frequent of DELIMITERS in the header, outside double quotes; a comma where there is none."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count) if any(mark in outside for mark in DELIMITERS) else ","


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """One result per row after the header; a file without a text column gives one rejection."""
    encoding = encoding_of(source.head)
    text = io.TextIOWrapper(source.stream, encoding=encoding, errors="replace", newline="")
    csv.field_size_limit(LARGEST_RECORD)
    first = text.readline()
    rows = csv.reader(_with_first(first, text), delimiter=_delimiter(first))
    header = next(_safely(rows), None)
    if not isinstance(header, list):
        yield Rejected(source.name, 0, None, "no_header", "the first line is no header of columns")
        return
    header = [name.lstrip("\ufeff") for name in header]
    columns = columns_by_field(header, options.mapping)
    if "text" not in columns:
        known = ", ".join(NAMES["text"])
        detail = f"columns are {', '.join(header)}; none of them is {known}; use --map text=COLUMN"
        yield Rejected(source.name, 0, None, "no_text_column", detail)
        return
    for number, row in enumerate(_safely(rows), 1):
        if isinstance(row, str):
            yield Rejected(source.name, number, None, "bad_row", row)
        elif any(cell.strip() for cell in row):
            yield _record(source.name, number, header, row, columns)


def _with_first(first: str, rest: io.TextIOWrapper) -> Iterator[str]:
    yield first
    yield from rest


def _safely(rows: Iterator[list[str]]) -> Iterator[list[str] | str]:
    """Rows, or what was wrong with one as text."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield str(error)


def _record(
    name: str, number: int, header: list[str], row: list[str], columns: Mapping[str, str]
) -> Read | Rejected:
    if len(row) > len(header):
        return Rejected(
            name,
            number,
            None,
            "bad_row",
            f"{len(row)} cells under {len(header)} columns; quote cells with delimiters",
        )
    record = dict(zip(header, row, strict=False))
    if columns["text"] not in record:
        return Rejected(
            name, number, None, "bad_row", f"{len(row)} cells, too few to reach {columns['text']!r}"
        )
    try:
        return Read(name, number, article_from(record, {f: c for f, c in columns.items() if c in record}))
    except RecordError as error:
        return Rejected(name, number, record.get(columns.get("id", "")), error.reason, error.seen)
