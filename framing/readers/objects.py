"""JSON objects -> articles; what the readers of JSON and JSON Lines share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from framing.errors import RecordError
from framing.readers.contract import Options, Read, Rejected
from framing.readers.dates import Order, with_order
from framing.readers.fields import article_from, columns_by_field


@dataclass(frozen=True, slots=True)
class Record:
    """number: 1-based in the file · size: in bytes · value: the object, a rejection where there is none."""

    number: int
    size: int
    value: dict[str, Any] | Rejected


def with_order_of_dates(records: Iterator[Record], options: Options) -> tuple[Order | None, Iterator[Record]]:
    """The order of day and month that the first records show, and all records."""
    return with_order(records, lambda record: _date_text(record, options), lambda record: record.size)


def _date_text(record: Record, options: Options) -> str | None:
    if isinstance(record.value, Rejected):
        return None
    columns = columns_by_field(record.value, options.mapping)
    value = record.value[columns["date"]] if "date" in columns else None
    return value if isinstance(value, str) else None


def article_of(file: str, record: Record, options: Options, order: Order | None) -> Read | Rejected:
    """The article of a record, or why there is none. order: of day and month, where the file shows it."""
    value = record.value
    if isinstance(value, Rejected):
        return value
    try:
        columns = columns_by_field(value, options.mapping)
        return Read(file, record.number, article_from(value, columns, order=order or options.dates))
    except RecordError as error:
        own = value.get("id")
        return Rejected(file, record.number, None if own is None else str(own), error.reason, error.seen)
