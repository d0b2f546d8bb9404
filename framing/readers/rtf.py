"""Rich Text Format: one article, or an export of Nexis, Factiva or ProQuest with many."""

from __future__ import annotations

from collections.abc import Iterator

from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.documents import results
from framing.readers.office import LARGEST_DOCUMENT, is_rtf, rtf_document

NAME = "Rich Text (RTF)"
SUFFIXES = (".rtf",)
ORDER = 8
GUARDED = True


def recognises(source: Source) -> bool:
    return is_rtf(source.head)


def read(source: Source, _options: Options) -> Iterator[Read | Rejected]:
    """One result per article."""
    yield from results(source.name, lambda: rtf_document(source.stream.read(LARGEST_DOCUMENT + 1)))
