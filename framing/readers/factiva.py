"""Factiva: saved HTML with and without field codes, in any language of its pages, many articles a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source
from framing.readers.factiva_fields import DOCUMENT, Record, result_of
from framing.readers.factiva_html import Slice, record_of, slices

NAME = "Factiva (HTML)"
SUFFIXES = (".html", ".htm")
ORDER = 4
GUARDED = True

_SIGN = re.compile(
    rb"<title>\s*(?:Dow Jones )?Factiva\b|class=[\"']?articleParagraph [a-z]{2,4}articleParagraph"
    rb"|class=[\"'][^\"'>]{0,80}\b[a-z]{2,4}Article[\"' ]|id=[\"']article-[A-Za-z0-9]{8}\d{8}",
)

_TAIL_OF_PAGE = 20_000


def recognises(source: Source) -> bool:
    """By Factiva's page title, its classes and accession numbers."""
    return source.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and bool(_SIGN.search(source.head))


def read(source: Source, _options: Options) -> Iterator[Read | Rejected]:
    """One result per article, in the order of the file."""
    from framing.readers.webpage import decoded

    data = source.stream.read(LARGEST_RECORD + 1)
    if len(data) > LARGEST_RECORD:
        detail = f"the file is longer than {LARGEST_RECORD} bytes; save fewer articles per file"
        yield Rejected(source.name, 0, None, "too_large", detail)
        return
    page = decoded(data)
    is_whole = "</html" in page[-_TAIL_OF_PAGE:].lower()
    number = 0
    for number, piece in enumerate(slices(page), 1):
        yield result_of(source.name, number, _record(piece, is_whole=is_whole))
    if not number:
        detail = "it looks like a page of Factiva and holds no article; select articles, then save them as HTML or RTF"
        yield Rejected(source.name, 0, None, "no_articles", detail)


def _record(piece: Slice, *, is_whole: bool) -> Record | None:
    """The record of a slice; None for the end of a page that breaks off inside an article."""
    if not piece.language:
        return Record({"AN": piece.accession}, ())
    return record_of(piece) if is_whole or DOCUMENT.search(piece.html) else None
