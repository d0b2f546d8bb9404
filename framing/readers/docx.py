"""Word files (DOCX): one article, or an export of Nexis with many."""

from __future__ import annotations

from collections.abc import Iterator

from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.documents import results
from framing.readers.limits import is_zip, zip_names
from framing.readers.office_xml import word_document

NAME = "Word (DOCX)"
SUFFIXES = (".docx",)
ORDER = 30
GUARDED = True

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_SUFFIXES = (".doc", ".docx", ".dot")


def recognises(source: Source) -> bool:
    """By the members of the ZIP; also old Word files and encrypted ones, so as to say what to do about them."""
    if is_zip(source.head):
        names = zip_names(source.stream) if source.stream.seekable() else ()
        return any(name.startswith("word/") for name in names) or (not names and b"word/" in source.head)
    return source.head.startswith(_OLE) and (
        source.name.lower().endswith(_OLD_SUFFIXES) or _encrypted(source.head)
    )


def read(source: Source, _options: Options) -> Iterator[Read | Rejected]:
    """One result per article. Raises nothing about the file: faults come as rejections."""
    if source.head.startswith(_OLE):
        yield _not_readable(source)
    else:
        yield from results(source.name, lambda: word_document(source.stream, "file"))


def _not_readable(source: Source) -> Rejected:
    if _encrypted(source.head):
        return Rejected(
            source.name, 1, None, "encrypted", "protected by a password; save it again without one"
        )
    detail = "a Word file of before 2007; save it as DOCX, or export it as DOCX again"
    return Rejected(source.name, 1, None, "old_word_format", detail)


def _encrypted(head: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in head
