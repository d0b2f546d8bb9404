"""PDF files with text: one article, or an export of Nexis with many. Scanned pages need text recognition first."""

from __future__ import annotations

from collections.abc import Iterator

from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.documents import results
from framing.readers.pdf_text import pdf_document

NAME = "PDF"
SUFFIXES = (".pdf",)
ORDER = 32
GUARDED = True

_MAGIC = b"%PDF-"
_SCANNED = (
    "no text in it, perhaps scanned pages; run text recognition (OCR) over it, for example with ocrmypdf"
)


def recognises(source: Source) -> bool:
    """By `%PDF-` within the first kilobyte, where readers of PDF look for it."""
    return _MAGIC in source.head[:1024]


def read(source: Source, _options: Options) -> Iterator[Read | Rejected]:
    """One result per article."""
    no_text = Rejected(source.name, 1, None, "no_text_in_pdf", _SCANNED)
    yield from results(source.name, lambda: pdf_document(source.stream, "file"), no_text)
