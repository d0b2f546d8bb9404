"""Text and HTML downloads of Nexis. Its DOCX, RTF and PDF files come through the readers of those formats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from framing.errors import RecordError
from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.documents import results
from framing.readers.encoding import encoding_of, is_text
from framing.readers.nexis_numbered import MARKER
from framing.readers.nexis_words import END, plain
from framing.readers.office import LARGEST_DOCUMENT, Document, Paragraph, is_rtf

NAME = "Nexis (TXT, HTML)"
SUFFIXES = (".txt", ".html", ".htm")
ORDER = 15
GUARDED = True

_TAG = re.compile(r"<[^<>]{0,300}>")
_HTML = re.compile(r"<(?:html|!doctype html|head|body|div|p)\b", re.IGNORECASE)
_LOAD_DATE = re.compile(r"^(?:load-date|ladedatum|date-de-chargement)\s?:", re.IGNORECASE | re.MULTILINE)
_HINTS = (
    b"load-date|ladedatum|date-de-chargement|documents|dokument|documento|document |document&nbsp;".split(
        b"|"
    )
)
"""One of them is in every file of ours; most others, web pages above all, need not be looked at line by line."""
_BREAKS = frozenset(
    "p div td th li h1 h2 h3 h4 h5 h6 title tr table center hr ul ol blockquote body html head".split()
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_NOT_TEXT = frozenset({"script", "style", "title", "head"})


def recognises(source: Source) -> bool:
    """By a line "1 of 100 DOCUMENTS", or by "Load-Date:" and "End of Document"."""
    hints = source.head.replace(b"\0", b"").lower()
    if not any(hint in hints for hint in _HINTS) or is_rtf(source.head) or not is_text(source.head):
        return False
    text = source.head.decode(encoding_of(source.head), "replace")
    lines = [line.replace("&nbsp;", " ") for line in _TAG.sub("\n", text).splitlines()]
    if any(MARKER.fullmatch(line) for line in lines):
        return True
    return _LOAD_DATE.search("\n".join(line.strip() for line in lines)) is not None and any(
        plain(line[:60]) in END for line in lines
    )


def read(source: Source, _options: Options) -> Iterator[Read | Rejected]:
    """One result per article."""
    yield from results(source.name, lambda: _document(source.stream.read(LARGEST_DOCUMENT + 1)))


def _document(data: bytes) -> Document:
    if len(data) > LARGEST_DOCUMENT:
        raise RecordError(
            "file", "too_large", f"the file is longer than {LARGEST_DOCUMENT} bytes", "split it"
        )
    encoding = encoding_of(data[:1_000_000])
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    if _HTML.search(text[:5_000]):
        return Document(_html_paragraphs(text))
    return Document(_text_paragraphs(text.replace("\r\n", "\n").replace("\r", "\n")))


def _text_paragraphs(text: str) -> Iterator[Paragraph]:
    """Blocks between blank lines, lines that were broken to fit the page put together again; a line each where the text is that
    of the newer exports."""
    lines = text.split("\n")
    if not any(MARKER.fullmatch(line) for line in lines):
        yield from (Paragraph(line.strip()) for line in lines if line.strip())
        return
    width = max((len(line) for line in lines if len(line) <= 100), default=0)
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield Paragraph(_unwrapped(block, width))
            block = []


def _unwrapped(block: list[str], width: int) -> str:
    """One text of the lines; a line end stays where the next word would have had room on the line."""
    pieces = [block[0].strip()]
    for before, line in pairwise(block):
        room = len(before.rstrip()) + 1 + len(line.split(maxsplit=1)[0]) <= width
        pieces += ["\n" if room else " ", line.strip()]
    return "".join(pieces)


def _html_paragraphs(text: str) -> Iterator[Paragraph]:
    """The text between block-level tags, line breaks within it kept."""
    from lxml import etree

    target = _HtmlText()
    parser = etree.HTMLParser(target=target, no_network=True, huge_tree=False, encoding="utf-8")
    try:
        parser.feed(text.replace("\0", "").encode(errors="replace"))
        parser.close()
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise RecordError("file", "damaged_file", f"broken HTML: {error}") from None
    yield from target.paragraphs


class _HtmlText:
    """Takes the events of an HTML page; what has been read stands in `paragraphs`."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self._pieces: list[str] = []
        self._left_out = 0

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        self._left_out += tag in _NOT_TEXT
        if tag == "br":
            self._pieces.append("\n")
        elif tag in _BREAKS:
            self._end_paragraph()

    def end(self, tag: str) -> None:
        self._left_out -= tag in _NOT_TEXT and self._left_out > 0
        if tag in _BREAKS:
            self._end_paragraph()

    def data(self, text: str) -> None:
        if not self._left_out:
            self._pieces.append(_BLANKS.sub(" ", text))

    def _end_paragraph(self) -> None:
        text = "".join(self._pieces).strip(" \t\n\u00a0")
        if text:
            self.paragraphs.append(Paragraph(text))
        self._pieces.clear()

    def close(self) -> None:
        self._end_paragraph()
