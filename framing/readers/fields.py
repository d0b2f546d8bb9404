"""Keys and columns of input records -> the fields of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from framing.errors import RecordError
from framing.genre import genre_given
from framing.readers.dates import Order, read_date
from framing.readers.outlets import OUTLET_AS_GIVEN, outlet_named
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
        "story",
        "article_body",
        "body_text",
        "main_text",
        "plain_text",
        "raw_text",
        "document_text",
        "volltext",
        "artikeltext",
        "inhalt",
        "texte",
        "contenu",
        "texto",
    ),
    "title": (
        "title",
        "headline",
        "head",
        "hl",
        "article_title",
        "web_title",
        "heading",
        "titel",
        "überschrift",
        "schlagzeile",
        "titre",
        "título",
    ),
    "outlet": (
        "outlet",
        "source",
        "publication",
        "media_name",
        "publisher",
        "newspaper",
        "news_outlet",
        "media_outlet",
        "source_name",
        "outlet_name",
        "publication_title",
        "publication_name",
        "news_source",
        "site_name",
        "medium",
        "media",
        "domain",
        "zeitung",
        "quelle",
        "publikation",
        "journal",
        "fuente",
    ),
    "date": (
        "date",
        "publish_date",
        "published",
        "published_at",
        "publication_date",
        "pub_date",
        "date_published",
        "published_date",
        "published_on",
        "date_publish",
        "publish_time",
        "web_publication_date",
        "datetime",
        "datum",
        "erscheinungsdatum",
        "fecha",
    ),
    "author": (
        "author",
        "authors",
        "byline",
        "creator",
        "author_name",
        "journalist",
        "writer",
        "autor",
        "autoren",
        "verfasser",
        "auteur",
        "auteurs",
    ),
    "url": ("url", "link", "web_url", "permalink", "article_url", "canonical_url"),
    "id": ("id", "article_id", "doc_id", "stories_id", "guid", "uuid"),
    "genre": ("genre", "article_type"),
    "section": ("section", "section_name", "desk", "ressort", "rubrik", "rubrique"),
}
"""Our field -> the names it is known by, first one first; compared without case, spaces, underscores, hyphens and dots."""

DATE_AMBIGUOUS = "date_ambiguous"
"""Key in `extra` of an article whose date has a day that could be the month."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_BETWEEN_WORDS = re.compile(r"[\s_.-]+")


def without_surrogates(text: str) -> str:
    """The text with lone surrogates as U+FFFD: Arrow and JSON writers refuse them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def key_of(name: str) -> str:
    return _BETWEEN_WORDS.sub("", name.lower())


KNOWN = frozenset(key_of(name) for names in NAMES.values() for name in names)
"""The key of every name that is recognised."""
_KEYS = {field: tuple(map(key_of, names)) for field, names in NAMES.items()}


def columns_by_field(names: Iterable[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Our field -> the name that holds it, by the given mapping first, else by NAMES in their order."""
    return _columns(tuple(names), tuple(mapping.items()))


@lru_cache(maxsize=256)
def _columns(names: tuple[str, ...], given: tuple[tuple[str, str], ...]) -> dict[str, str]:
    mapping = dict(given)
    present = {key_of(name): name for name in reversed(names)}
    found = {}
    for field, known in _KEYS.items():
        wanted = (key_of(mapping[field]),) if field in mapping else known
        for key in wanted:
            if key in present and field not in found:
                found[field] = present[key]
    return found


def article_from(
    record: Mapping[str, Any],
    columns: Mapping[str, str],
    more: Mapping[str, Any] | None = None,
    *,
    order: Order | None = None,
) -> Article:
    """An article from one record; keys without a field of ours go to `extra`, with `more`. order: of its file's numeric dates.

    `extra` also gets `outlet_as_given` where the outlet is known by another name, and `date_ambiguous` where the day could be
    the month. Raises RecordError with `no_text`, `bad_text` or `empty_text` where there is nothing to score.
    """
    text = _text(record, columns)
    values = {
        field: _plain(record[name]) for field, name in columns.items() if field != "text" and name in record
    }
    used = set(columns.values())
    extra = {str(key): value for key, value in record.items() if key not in used and value not in (None, "")}
    if more:
        extra.update(more)
    read = read_date(values.get("date"), order)
    if read.ambiguous:
        extra[DATE_AMBIGUOUS] = True
    outlet = outlet_named(values.get("outlet"))
    if outlet.name != outlet.as_given:
        extra[OUTLET_AS_GIVEN] = outlet.as_given
    return Article(
        id=values.get("id") or "",
        text=without_surrogates(text),
        outlet=outlet.name,
        title=values.get("title"),
        date=read.day,
        date_text=values.get("date"),
        date_precision=read.precision,
        author=values.get("author"),
        url=values.get("url"),
        genre=genre_given(values.get("genre")),
        section=values.get("section") or outlet.section,
        extra=json_object(extra),
    )


def _text(record: Mapping[str, Any], columns: Mapping[str, str]) -> str:
    if "text" not in columns:
        seen = f"no text among {', '.join(map(str, record)) or 'no keys'}"
        raise RecordError("record", "no_text", seen, "use --map text=NAME")
    name = columns["text"]
    text = record[name]
    if text is None:
        raise RecordError("record", "empty_text", f"{name!r} is null", "")
    if not isinstance(text, str):
        raise RecordError("record", "bad_text", f"{name!r} is a {type(text).__name__}, not a string", "")
    if not text.strip():
        raise RecordError("record", "empty_text", f"{name!r} is empty", "")
    return text


def _plain(value: Any) -> str | None:
    """A metadata value as text: numbers as written, lists joined, an object by its name, empty as None."""
    if isinstance(value, list):
        value = ", ".join(filter(None, map(_plain, value)))
    elif isinstance(value, dict):
        value = value.get("name")
        if not isinstance(value, str):
            return None
    if value is None:
        return None
    return without_surrogates(str(value)).strip() or None


def json_object(value: Mapping[str, Any]) -> str:
    """An object as JSON with sorted keys, without anything JSON or Arrow refuse."""
    if not value:
        return "{}"
    try:
        return orjson.dumps(
            value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str
        ).decode()
    except (TypeError, ValueError):
        clean = {without_surrogates(key): without_surrogates(str(item)) for key, item in value.items()}
        return orjson.dumps(clean, option=orjson.OPT_SORT_KEYS).decode()
