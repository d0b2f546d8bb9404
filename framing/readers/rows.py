"""Rows of cells under a header -> articles; what the readers of tables share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count
from types import MappingProxyType
from typing import Any

from framing.errors import RecordError
from framing.readers.contract import Options, Read, Rejected
from framing.readers.dates import Order, with_order
from framing.readers.fields import NAMES, article_from, columns_by_field

EXCEL_CELL = 32_767
"""Characters at which Excel cuts a cell off."""
TEXT_CUT = "text_cut_at"
"""Key in `extra` of an article whose text is exactly that long."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. number: 1-based, below the header · notes: what is to stand in `extra` of its article."""

    number: int
    cells: Sequence[Any]
    notes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def column_names(header: Sequence[object]) -> list[str]:
    """Names that tell the columns apart: an empty one gets its number, one that comes again too."""
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = str(cell).strip() or f"column_{number}"
        names.append(name if name not in names else f"{name}_{number}")
    return names


def articles_of(
    file: str, header: Sequence[object], rows: Iterator[Row | Rejected], options: Options
) -> Iterator[Read | Rejected]:
    """One result per row; where no column holds a text, one rejection. `rows` then is not read."""
    names = column_names(header)
    columns = columns_by_field(names, options.mapping)
    if "text" not in columns:
        yield Rejected(file, 0, None, "no_text_column", no_text_column(names))
        return
    place = names.index(columns["date"]) if "date" in columns else -1
    order, rows = with_order(rows, lambda row: _text_at(row, place), _size)
    for row in rows:
        yield (
            row if isinstance(row, Rejected) else _article(file, names, columns, row, order or options.dates)
        )


def no_text_column(names: Sequence[str]) -> str:
    """What a file without a text is told, with its columns."""
    return (
        f"columns are {', '.join(names)}; none of them is {', '.join(NAMES['text'])}; use --map text=COLUMN"
    )


def _text_at(row: Row | Rejected, place: int) -> str | None:
    if isinstance(row, Rejected) or not 0 <= place < len(row.cells):
        return None
    cell = row.cells[place]
    return cell if isinstance(cell, str) else None


def _size(row: Row | Rejected) -> int:
    return 0 if isinstance(row, Rejected) else sum(len(cell) for cell in row.cells if isinstance(cell, str))


def _article(
    file: str, names: Sequence[str], columns: Mapping[str, str], row: Row, order: Order | None
) -> Read | Rejected:
    if len(row.cells) > len(names):
        detail = f"{len(row.cells)} cells under {len(names)} columns; quote cells with delimiters"
        return Rejected(file, row.number, None, "bad_row", detail)
    record = dict(zip(names, row.cells, strict=False))
    if columns["text"] not in record:
        detail = f"{len(row.cells)} cells, too few to reach {columns['text']!r}"
        return Rejected(file, row.number, None, "bad_row", detail)
    present = {ours: theirs for ours, theirs in columns.items() if theirs in record}
    text = record[columns["text"]]
    cut = {TEXT_CUT: EXCEL_CELL} if isinstance(text, str) and len(text) == EXCEL_CELL else {}
    try:
        return Read(file, row.number, article_from(record, present, {**row.notes, **cut}, order=order))
    except RecordError as error:
        own = record.get(columns.get("id", ""))
        return Rejected(file, row.number, None if own is None else str(own), error.reason, error.seen)


def numbered(rows: Iterator[Sequence[Any]], start: int = 1) -> Iterator[Row]:
    """Rows with their numbers; those without anything in them are passed over, but counted."""
    for number, cells in zip(count(start), rows, strict=False):
        if any(str(cell).strip() for cell in cells if cell is not None):
            yield Row(number, cells)


def iso_8601(value: Any) -> Any:
    """A day or a time as text, midnight as the day alone; any other value as it is."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | datetime | time) else value
