"""Media Cloud CSV: addresses and dates without text; the text comes from a folder of saved pages (`--pages FOLDER`)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from framing.errors import RecordError
from framing.readers.attached import article_in
from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source
from framing.readers.encoding import encoding_of
from framing.readers.fields import NAMES, article_from, columns_by_field, key_of
from framing.readers.saved_pages import SavedPages, page_for, saved_pages
from framing.types import Article

NAME = "Media Cloud CSV"
SUFFIXES = (".csv",)
ORDER = 7
GUARDED = True

_SIGNS = frozenset(map(key_of, ("media_name", "media_url", "title", "url")))
_TEXT = frozenset(map(key_of, NAMES["text"]))
_DELIMITERS = ",;\t"
_LONGEST_CELL = 10_000
_HOW = "save the pages of its column `url` in a folder (file named after the id, or saved with a browser) and use --pages FOLDER"


def recognises(source: Source) -> bool:
    """By the columns media_name, media_url, title and url, and none with a text."""
    text = source.head.decode(encoding_of(source.head), "replace").lstrip("\ufeff")
    first = text.partition("\n")[0]
    if "media" not in first.lower():  # far quicker than taking the line of a web page for columns
        return False
    keys = set(map(key_of, _header(first)))
    return keys >= _SIGNS and not keys & _TEXT


def _header(line: str) -> list[str]:
    delimiter = max(_DELIMITERS, key=line.count)
    try:
        return next(csv.reader([line.strip("\r\n")], delimiter=delimiter), [])
    except csv.Error:
        return []


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """One result per row: rejected as `no_text` without a folder of pages, as `no_page` without a page in it."""
    text = io.TextIOWrapper(source.stream, encoding=encoding_of(source.head), errors="replace", newline="")
    first = text.readline(LARGEST_RECORD)
    header = [name.lstrip("\ufeff") for name in _header(first.lstrip("\ufeff"))]
    columns = columns_by_field(header, options.mapping)
    pages = saved_pages(options.pages) if options.pages else None
    csv.field_size_limit(LARGEST_RECORD)
    rows = csv.reader(text, delimiter=max(_DELIMITERS, key=first.count))
    for number, cells in enumerate(_safely(rows), 1):
        try:
            row = _row(header, cells)
            if row:
                yield Read(source.name, number, _article(row, columns, pages, options))
        except RecordError as error:
            own = (
                None
                if isinstance(cells, str)
                else dict(zip(header, cells, strict=False)).get(columns.get("id", ""))
            )
            detail = f"{error.seen}; {error.what_to_do}" if error.what_to_do else error.seen
            yield Rejected(source.name, number, own or None, error.reason, detail)


def _safely(rows: Iterator[list[str]]) -> Iterator[list[str] | str]:
    """Rows, or what was wrong with one as text."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield str(error)


def _row(header: list[str], cells: list[str] | str) -> dict[str, str]:
    """Column -> cell; empty for an empty line. Raises RecordError `bad_row`."""
    if isinstance(cells, str):
        raise RecordError("record", "bad_row", cells)
    if not any(cell.strip() for cell in cells):
        return {}
    if len(cells) != len(header):
        seen = f"{len(cells)} cells under {len(header)} columns"
        raise RecordError("record", "bad_row", seen, "quote cells with delimiters")
    if any(len(cell) > _LONGEST_CELL for cell in cells):
        seen = f"a cell of more than {_LONGEST_CELL} characters, with {sum(cell.count(chr(10)) for cell in cells)} line ends"
        raise RecordError("record", "bad_row", seen, "is a quotation mark without its partner?")
    return dict(zip(header, cells, strict=True))


def _article(
    row: dict[str, str], columns: Mapping[str, str], pages: SavedPages | None, options: Options
) -> Article:
    """The row's fields with the text of its page; author and section, which Media Cloud does not have, from the page."""
    if "text" in columns:
        return article_from(row, columns)
    if pages is None:
        raise RecordError("record", "no_text", "Media Cloud gives the address and no text", _HOW)
    own = {field: row[name] for field, name in columns.items()}
    page = article_in(page_for(pages, own.get("url", ""), own.get("id", "")), options)
    given = {"title": page.title, "date": page.date_text, "author": page.author, "section": page.section}
    values = {**{name: text or "" for name, text in given.items()}, **{k: v for k, v in own.items() if v}}
    used = set(columns.values())
    more = {name: text for name, text in row.items() if name not in used and text}
    return article_from({**values, "text": page.text}, {name: name for name in (*values, "text")}, more)
