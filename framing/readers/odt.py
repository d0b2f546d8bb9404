"""OpenDocument texts (ODT): one article a file."""

from __future__ import annotations

from collections.abc import Iterator

from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.documents import results
from framing.readers.limits import is_zip
from framing.readers.office_xml import open_document

NAME = "OpenDocument text (ODT)"
SUFFIXES = (".odt",)
ORDER = 31
GUARDED = True

_TYPE = b"mimetypeapplication/vnd.oasis.opendocument.text"


def recognises(source: Source) -> bool:
    """By the type that every OpenDocument file names in its first 100 bytes."""
    return is_zip(source.head) and _TYPE in source.head[:256]


def read(source: Source, _options: Options) -> Iterator[Read | Rejected]:
    """The one article of the file."""
    yield from results(source.name, lambda: open_document(source.stream, "file"))
