"""One web page as it was sent -> its article, by trafilatura: body without menus and comments, title, author, day, site."""

from __future__ import annotations

import codecs
import re
from typing import Any

from framing.errors import RecordError
from framing.readers.encoding import encoding_of
from framing.readers.fields import article_from
from framing.types import Article

FEWEST_WORDS = 20
"""A body with fewer is the stub of a paywall, a list or an error page."""
LARGEST_PAGE = 20_000_000
"""Bytes; trafilatura takes no more."""

_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|article|main|div|section)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}encoding=["']([\w.:-]+)""", re.I
)
_PAYWALLED = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)
_SENTENCE_END = re.compile("[.!?…。！？।؟][\"'”’»“)\\]]*$", re.MULTILINE)
_AS_WESTERN = {"iso8859-1": "cp1252", "ascii": "cp1252"}
_WHERE_CHARSET = 16_384
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2099-12-31"}
"""Only dates that the page gives for itself, no guess from its text, and no limit that moves with the calendar."""


def is_page(head: bytes) -> bool:
    """Whether a file begins as a web page does."""
    return _START.match(head.decode(encoding_of(head), "replace").lstrip("\ufeff")) is not None


def decoded(data: bytes, charset: str | None = None) -> str:
    """The page as text: in UTF-8 where it is that, else in the charset it was sent with, or names, or seems to have."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = _CHARSET.search(data, 0, _WHERE_CHARSET)
        given = (charset, *(label.decode() for label in named.groups() if label)) if named else (charset,)
        encoding = next(filter(None, map(_known, given)), None) or encoding_of(data[:_WHERE_CHARSET])
        return data.decode(encoding, "replace")


def _known(label: str | None) -> str | None:
    """Python's name of an encoding; that of Latin-1, by custom of the web, means cp1252."""
    try:
        name = codecs.lookup(label or "").name
    except (LookupError, ValueError):
        return None
    return _AS_WESTERN.get(name, name)


def page_article(page: str, url: str | None = None, captured: str | None = None) -> Article:
    """The article of a page. url: where it was fetched; the page's own canonical address comes first · captured: when; it stands
    in for the date where the page gives none, marked in `extra` by `date_from`.

    Raises RecordError: `no_article` where there is no body, `damaged_file`.
    """
    document = _extracted(page, url)
    text = _without_title(document.text or "", document.title) if document else ""
    if len(text.split()) < FEWEST_WORDS or not _SENTENCE_END.search(text):
        seen = (
            f"no body of sentences with {FEWEST_WORDS} words: a list, an error page or the stub of a paywall"
        )
        raise RecordError("page", "no_article", seen)
    record = {
        "text": text,
        "title": document.title,
        "author": (document.author or "").replace("; ", ", "),
        "date": document.date or captured,
        "outlet": document.sitename or document.hostname,
        "url": document.url or url,
        "section": next(iter(document.categories or ()), None),
    }
    notes = {
        "description": document.description,
        "tags": list(document.tags or ()),
        "page_type": document.pagetype,
        "paywalled": bool(_PAYWALLED.search(page)),
        "captured": captured,
        "date_from": "capture" if captured and not document.date else None,
    }
    return article_from(record, {name: name for name in record}, {k: v for k, v in notes.items() if v})


def _extracted(page: str, url: str | None) -> Any:
    import trafilatura

    try:
        return trafilatura.bare_extraction(
            page, url=url, with_metadata=True, include_comments=False, date_extraction_params=_DATES
        )
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - what a library raises about hostile markup is of many kinds
        raise RecordError("page", "damaged_file", f"{type(error).__name__}: {error}") from None


def _without_title(text: str, title: str | None) -> str:
    """The text without its first line where that is the title again, which would be scored twice."""
    first, _, rest = text.partition("\n")
    return rest.lstrip("\n") if " ".join(first.split()) == " ".join((title or "").split()) else text
