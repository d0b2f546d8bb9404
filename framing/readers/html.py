"""Web pages as saved from a browser or fetched: one article a page, by trafilatura; menus, teasers and comments are left out."""

from __future__ import annotations

from collections.abc import Iterator

from framing.errors import RecordError
from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.webpage import LARGEST_PAGE, decoded, is_page, page_article

NAME = "HTML page"
SUFFIXES = (".html", ".htm", ".xhtml")
ORDER = 17
GUARDED = True


def recognises(source: Source) -> bool:
    return is_page(source.head)


def read(source: Source, _: Options) -> Iterator[Read | Rejected]:
    """The article of the page, or a rejection `no_article`."""
    data = source.stream.read(LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        yield Rejected(source.name, 1, None, "too_large", f"the page is longer than {LARGEST_PAGE} bytes")
        return
    try:
        yield Read(source.name, 1, page_article(decoded(data)))
    except RecordError as error:
        yield Rejected(source.name, 1, None, error.reason, error.seen)
