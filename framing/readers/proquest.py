"""ProQuest: text and HTML with full text, many articles a file, labels in several languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source
from framing.readers.encoding import encoding_of
from framing.readers.html_lines import lines_of, parsed_html
from framing.readers.office import is_rtf
from framing.readers.proquest_articles import articles
from framing.readers.proquest_labels import labelled
from framing.readers.proquest_records import NUMBER, SEPARATOR

NAME = "ProQuest (TXT, HTML)"
SUFFIXES = (".txt", ".html", ".htm")
ORDER = 5
GUARDED = True

_SIGN = re.compile(
    r"proquest[-.]com[^/\s\"]{0,80}/|ProQuest document (?:ID|link)|ProQuest-Dokument-ID|document ProQuest|documento de ProQuest",
    re.IGNORECASE,
)
_RECORD_IN_HTML = re.compile(
    r"<a name=[\"']?DocID_|<div style=[\"'][^\"'>]{0,60}border-bottom:2px solid #ccc", re.IGNORECASE
)
_LABEL_IN_HTML = re.compile(
    r"<strong>\s*(?:Full text|Volltext|Texte intégral|Texto completo)\s*:", re.IGNORECASE
)
_LINK_IN_CONTENTS = "#DocID_"


def recognises(source: Source) -> bool:
    """By ProQuest's addresses or numbers beside labels of its records; in HTML also by the anchors of its contents."""
    if is_rtf(source.head):
        return False
    text = source.head.decode(encoding_of(source.head), "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        in_frame = _RECORD_IN_HTML.search(text) or _LABEL_IN_HTML.search(text)
        return _LINK_IN_CONTENTS in text or bool(in_frame and _SIGN.search(text))
    if not _SIGN.search(text):
        return False
    lines = text.splitlines()
    names = {found[0] for line in lines if (found := labelled(line))}
    parted = any(SEPARATOR.fullmatch(line.strip()) or NUMBER.fullmatch(line.strip()) for line in lines)
    return len(names) >= (1 if parted else 4)


def read(source: Source, _options: Options) -> Iterator[Read | Rejected]:
    """One result per record; one more where the file's own numbering shows that records are missing."""
    data = source.stream.read(LARGEST_RECORD + 1)
    if len(data) > LARGEST_RECORD:
        detail = f"the file is longer than {LARGEST_RECORD} bytes; save fewer articles per file"
        yield Rejected(source.name, 0, None, "too_large", detail)
        return
    yield from articles(source.name, _lines(data))


def _lines(data: bytes) -> list[str]:
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        from framing.readers.webpage import decoded

        return list(_html_lines(decoded(data)))
    text = data.decode(encoding_of(data), "replace").lstrip("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _html_lines(html: str) -> Iterator[str]:
    """The lines of each record, with a separator above it."""
    starts = _starts(html)
    for start, end in zip(starts, [*starts[1:], len(html)], strict=True):
        root = parsed_html(html[start:end])
        yield "_" * 20
        yield from [] if root is None else lines_of(root)


def _starts(html: str) -> list[int]:
    """Where records start; the frame of a record and the anchor right inside it are one start."""
    found = [match.start() for match in _RECORD_IN_HTML.finditer(html)]
    starts = [
        at for before, at in zip([None, *found], found, strict=False) if before is None or at - before > 400
    ]
    return starts or [0]
