"""Keys and columns of input records -> the fields of an article, and dates as far as they are certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import orjson

from framing.errors import RecordError
from framing.genre import genre_given
from framing.types import Article

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text",
        "body",
        "content",
        "content_original",
        "article",
        "article_text",
        "full_text",
        "fulltext",
        "story",
    ),
    "title": ("title", "headline", "head", "hl"),
    "outlet": ("outlet", "source", "publication", "media_name", "publisher", "newspaper", "news_outlet"),
    "date": (
        "date",
        "publish_date",
        "published",
        "published_at",
        "publication_date",
        "pubdate",
        "date_published",
    ),
    "author": ("author", "authors", "byline", "creator"),
    "url": ("url", "link", "web_url", "permalink"),
    "id": ("id", "article_id", "doc_id", "stories_id", "guid"),
    "genre": ("genre", "article_type"),
    "section": ("section", "section_name", "desk"),
}
"""Our field -> the names it is known by, first one first; compared without case, spaces and underscores as one."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|"
        "nov november|dec december".split("|"),
        1,
    )
    for name in names.split()
}
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:$|[t ])")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_ISO_MONTH = re.compile(r"^(\d{4})-(\d{1,2})$")
_YEAR = re.compile(r"^(\d{4})$")
_DAY_MONTH_YEAR = re.compile(r"^(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)? ([a-z]+)\.?,? (\d{4})\b")
_MONTH_DAY_YEAR = re.compile(r"^(?:[a-z]+,? )?([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_MONTH_YEAR = re.compile(r"^([a-z]+)\.?,? (\d{4})$")
_NUMERIC = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")

Precision = Literal["day", "month", "year"]


def without_surrogates(text: str) -> str:
    """The text with lone surrogates as U+FFFD: Arrow and JSON writers refuse them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def key_of(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().lower())


def columns_by_field(names: Iterable[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Our field -> the name that holds it, by the given mapping first, else by NAMES in their order."""
    return _columns(tuple(names), tuple(mapping.items()))


@lru_cache(maxsize=256)
def _columns(names: tuple[str, ...], given: tuple[tuple[str, str], ...]) -> dict[str, str]:
    mapping = dict(given)
    present = {key_of(name): name for name in reversed(names)}
    found = {}
    for field, known in NAMES.items():
        wanted = (key_of(mapping[field]),) if field in mapping else known
        for key in wanted:
            if key in present and field not in found:
                found[field] = present[key]
    return found


def parse_date(text: str | None) -> tuple[date | None, Precision | None]:
    """A full day where the text says one beyond doubt, and how precise the text is.

    `9/6/2017` could be June or September: no day, precision `year`. None, None where no date is recognised.
    """
    value = " ".join((text or "").lower().split())
    if match := _ISO.match(value) or _COMPACT.match(value):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_MONTH_YEAR.match(value):
        return _day(int(match[3]), _MONTHS.get(match[2], 0), int(match[1]))
    if match := _MONTH_DAY_YEAR.match(value):
        return _day(int(match[3]), _MONTHS.get(match[1], 0), int(match[2]))
    if match := _NUMERIC.match(value):
        return _numeric(int(match[1]), int(match[2]), int(match[3]))
    if (match := _ISO_MONTH.match(value)) and 1 <= int(match[2]) <= 12:
        return None, "month"
    if (match := _MONTH_YEAR.match(value)) and match[1] in _MONTHS:
        return None, "month"
    return None, "year" if _YEAR.match(value) else None


def _day(year: int, month: int, day: int) -> tuple[date | None, Precision | None]:
    try:
        return date(year, month, day), "day"
    except ValueError:
        return None, None


def _numeric(first: int, second: int, year: int) -> tuple[date | None, Precision | None]:
    if first == second or first > 12:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    return None, "year"


def article_from(
    record: Mapping[str, Any], columns: Mapping[str, str], more: Mapping[str, Any] | None = None
) -> Article:
    """An article from one record; keys without a field of ours go to `extra`, with `more`.

    Raises RecordError with `no_text`, `bad_text` or `empty_text` where there is nothing to score.
    """
    if "text" not in columns:
        raise RecordError(
            "record",
            "no_text",
            f"no text among {', '.join(map(str, record)) or 'no keys'}",
            "use --map text=NAME",
        )
    text = record[columns["text"]]
    if text is None:
        raise RecordError("record", "empty_text", f"{columns['text']!r} is null", "")
    if not isinstance(text, str):
        raise RecordError(
            "record", "bad_text", f"{columns['text']!r} is a {type(text).__name__}, not a string", ""
        )
    if not text.strip():
        raise RecordError("record", "empty_text", f"{columns['text']!r} is empty", "")
    values = {
        field: _plain(record[name]) for field, name in columns.items() if field != "text" and name in record
    }
    used = set(columns.values())
    extra = {str(key): value for key, value in record.items() if key not in used and value not in (None, "")}
    day, precision = parse_date(values.get("date"))
    return Article(
        id=values.get("id") or "",
        text=without_surrogates(text),
        outlet=values.get("outlet"),
        title=values.get("title"),
        date=day,
        date_text=values.get("date"),
        date_precision=precision,
        author=values.get("author"),
        url=values.get("url"),
        genre=genre_given(values.get("genre")),
        section=values.get("section"),
        extra=_json({**extra, **(more or {})}),
    )


def _plain(value: Any) -> str | None:
    """A metadata value as text: numbers as written, lists joined, empty as None."""
    if isinstance(value, list):
        value = ", ".join(str(item) for item in value)
    if value is None or isinstance(value, dict):
        return None
    return without_surrogates(str(value)).strip() or None


def _json(value: Mapping[str, Any]) -> str:
    try:
        return orjson.dumps(
            value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str
        ).decode()
    except (TypeError, ValueError):
        clean = {without_surrogates(key): without_surrogates(str(item)) for key, item in value.items()}
        return orjson.dumps(clean, option=orjson.OPT_SORT_KEYS).decode()
