"""PDF -> paragraphs: lines by their place on the page, page numbers and running titles left out, page after page."""

from __future__ import annotations

import logging
import re
import struct
import zlib
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, takewhile
from types import MappingProxyType
from typing import Any, BinaryIO

from framing.errors import RecordError
from framing.readers.nexis_words import BODY, END, plain
from framing.readers.office import Document, Paragraph, whole_characters

MOST_PAGES = 5_000
_PARAGRAPH_GAP = 1.25
"""Distance of two lines, in usual distances of the page, from which a paragraph begins."""
_USUAL_PITCH, _WIDEST_USUAL = 1.3, 1.6
"""Distance of two lines of a paragraph, in sizes of their letters; wider only where most of a page is set so."""
_SURELY_WIDE, _FEWEST_WIDE = 0.5, 12
_SAME_PLACE = 3.0
_EDGE_LINES = 3
_NEIGHBOURS = 2
_FULL_LINE = 0.7
_HEADING = 1.1
"""Size of a headline, in sizes of the text."""
_SHORTEST_TITLE = 12
_REMEMBERED_TITLES = 50
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|pagina|p\.|s\.)?\s*[-–]?\s*\d{1,5}\s*[-–]?(?:\s*(?:of|von|de|sur|van|/)\s*\d{1,5})?",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_HYPHENATED = re.compile(r"[^\W\d_](?P<hyphen>[-\u00ad\u2010])$")
_DIGITS = re.compile(r"\d+")
_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")
_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pypdf lets through about broken files, besides its own errors."""


@dataclass(frozen=True, slots=True)
class _Line:
    """x, y: of its first letter, in points from the lower left corner · size: of that letter."""

    text: str
    x: float
    y: float
    size: float
    bold: bool


def pdf_document(stream: BinaryIO, place: str) -> Document:
    """The paragraphs of a PDF file.

    Raises RecordError at once or while the paragraphs are read: `encrypted`, `too_large`, `damaged_file`.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(stream)
        if reader.is_encrypted and not _opened(reader):
            raise RecordError(place, "encrypted", "protected by a password; save it again without one")
        pages = len(reader.pages)
        properties = _properties(reader.metadata)
    except (PyPdfError, *_FAULTS) as error:
        raise _damaged(place, error) from None
    if pages > MOST_PAGES:
        raise RecordError(place, "too_large", f"{pages} pages, more than {MOST_PAGES}; split it")
    return Document(_paragraphs(_pages(reader, pages, place)), properties)


def _opened(reader: Any) -> bool:
    """Whether the file opens without a password: some are only protected against changes."""
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except DependencyError:
        return False


def _damaged(place: str, error: Exception) -> RecordError:
    return RecordError(place, "damaged_file", f"{str(error) or type(error).__name__}; the rest is lost")


def _properties(metadata: Mapping[str, Any] | None) -> Mapping[str, str]:
    if not metadata:
        return MappingProxyType({})
    found = {"title": str(metadata.get("/Title") or ""), "author": str(metadata.get("/Author") or "")}
    if match := _DATE.match(str(metadata.get("/CreationDate") or "")):
        found["date"] = "-".join(match.groups())
    return MappingProxyType({key: value.strip() for key, value in found.items() if value.strip()})


def _pages(reader: Any, count: int, place: str) -> Iterator[list[_Line]]:
    from pypdf.errors import PyPdfError

    for number in range(count):
        try:
            yield _lines(reader.pages[number])
        except (PyPdfError, *_FAULTS) as error:
            raise _damaged(f"{place}, page {number + 1}", error) from None


def _lines(page: Any) -> list[_Line]:
    """The lines of a page in the order in which they were written."""
    found: list[_Line] = []
    pieces: list[_Line] = []

    def take(text: str, outer: Sequence[float], inner: Sequence[float], font: Any, size: float) -> None:
        for i, part in enumerate(text.split("\n")):
            if i:
                found.extend(_line(pieces))
                pieces.clear()
            if part:
                pieces.append(_placed(part, outer, inner, font, size))

    page.extract_text(visitor_text=take)
    found.extend(_line(pieces))
    return found


def _line(pieces: Sequence[_Line]) -> Iterator[_Line]:
    """One line, if it has letters: as large and as high as most of them, bold where all are."""
    text = whole_characters("".join(piece.text for piece in pieces)).strip()
    if text:
        seen = [piece for piece in pieces if piece.text.strip()]
        most = max(seen, key=lambda piece: len(piece.text))
        yield replace(most, text=text, x=seen[0].x, bold=all(piece.bold for piece in seen))


def _placed(text: str, outer: Sequence[float], inner: Sequence[float], font: Any, size: float) -> _Line:
    """A piece of a line with its place, from the matrices of page and text."""
    x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
    y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
    scale = abs(inner[3] * outer[3]) or abs(inner[1] * outer[2]) or 1.0
    name = str(font.get("/BaseFont", "")).lower() if font else ""
    return _Line(text, x, y, round(size * scale, 1), "bold" in name or "black" in name)


def _paragraphs(pages: Iterator[list[_Line]]) -> Iterator[Paragraph]:
    """Paragraphs of all pages; one that runs over the end of a page is put together again."""
    words = _Words()
    titles: list[str] = []
    held: Paragraph | None = None
    runs_on = False
    for page, neighbours in _with_neighbours(pages):
        lines = _without_edges(page, neighbours, titles)
        blocks = _blocks(lines)
        usual, longest = _usual_size(lines), max((len(line.text) for line in lines), default=0)
        for i, block in enumerate(blocks):
            heading = block[0].size > _HEADING * usual
            text = words.joined([line.text for line in block])
            paragraph = Paragraph(text, heading, _style(block[0]), opens_page=i == 0)
            if held and not i and runs_on and held.style == paragraph.style:
                held = replace(held, text=words.joined([held.text, paragraph.text]))
            else:
                if held:
                    yield held
                held = paragraph
            if held.heading:
                titles.append(plain(held.text))
                del titles[:-_REMEMBERED_TITLES]
            runs_on = len(block[-1].text) >= _FULL_LINE * longest and not _ENDS_SENTENCE.search(held.text)
    if held:
        yield held


def _with_neighbours(pages: Iterator[list[_Line]]) -> Iterator[tuple[list[_Line], list[list[_Line]]]]:
    """Each page with those up to two before and two after it: left and right pages may have titles of their own."""
    before: deque[list[_Line]] = deque(maxlen=_NEIGHBOURS)
    ahead: deque[list[_Line]] = deque(islice(pages, _NEIGHBOURS + 1))
    while ahead:
        page = ahead.popleft()
        yield page, [*before, *ahead]
        before.append(page)
        ahead.extend(islice(pages, 1))


def _without_edges(lines: list[_Line], neighbours: Sequence[list[_Line]], titles: list[str]) -> list[_Line]:
    """The lines without what stands at the top or foot of pages nearby too, page numbers, and headlines set small at the top.

    Only the outermost lines, apart from the text; those as large as it on three pages: one article may come twice, a page each.
    """
    usual = _usual_size(lines)
    downwards = sorted(lines, key=lambda line: -line.y)
    gone: set[int] = set()
    for ordered in (downwards, downwards[::-1]):
        outer = list(takewhile(lambda line: _may_go(line, usual, neighbours, titles), ordered[:_EDGE_LINES]))
        while outer and not _apart(ordered, len(outer)):
            outer.pop()
        gone.update(map(id, outer))
    return [line for line in lines if id(line) not in gone]


def _may_go(line: _Line, usual: float, neighbours: Sequence[list[_Line]], titles: Sequence[str]) -> bool:
    if line.size > usual or plain(line.text) in END | BODY:
        return False
    again = sum(any(_same_place(line, other) for other in page) for page in neighbours)
    return (
        again >= (1 if line.size < usual else 2)
        or _PAGE_NUMBER.fullmatch(line.text) is not None
        or _is_title(line, titles)
    )


def _apart(ordered: Sequence[_Line], count: int) -> bool:
    """Whether blank space follows the outermost lines."""
    if count == len(ordered):
        return True
    return abs(ordered[count - 1].y - ordered[count].y) > _WIDEST_USUAL * max(
        ordered[count - 1].size, ordered[count].size
    )


def _same_place(line: _Line, other: _Line) -> bool:
    return abs(line.y - other.y) < _SAME_PLACE and _DIGITS.sub("#", line.text) == _DIGITS.sub("#", other.text)


def _is_title(line: _Line, titles: Sequence[str]) -> bool:
    text = plain(line.text.rstrip("…."))
    return len(text) >= _SHORTEST_TITLE and any(title.startswith(text) for title in titles)


def _usual_size(lines: Sequence[_Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _style(line: _Line) -> str:
    return ("b" if line.bold else "n") + str(round(line.size * 2))


def _blocks(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Lines grouped to paragraphs: by their distance, size and weight, or an indented first line."""
    pitch = _pitch(lines)
    blocks: list[list[_Line]] = []
    for i, line in enumerate(lines):
        if i and _continues(lines[i - 1], line, blocks[-1], pitch):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _pitch(lines: Sequence[_Line]) -> float:
    """The usual distance from a full line to the next on this page, in sizes of its letters."""
    longest = max((len(line.text) for line in lines), default=0)
    gaps = Counter(
        round((a.y - b.y) / a.size, 2)
        for a, b in pairwise(lines)
        if a.size == b.size > 0 and 0.5 * a.size < a.y - b.y and len(a.text) >= _FULL_LINE * longest
    )
    usual = {gap: count for gap, count in gaps.items() if gap <= _WIDEST_USUAL}
    if not usual:
        usual = {
            gap: count for gap, count in gaps.items() if count >= _SURELY_WIDE * max(len(lines), _FEWEST_WIDE)
        }
    return min(usual, key=lambda gap: (-usual[gap], gap), default=_USUAL_PITCH)


def _continues(before: _Line, line: _Line, block: Sequence[_Line], pitch: float) -> bool:
    gap = before.y - line.y
    if abs(gap) < 0.2 * line.size:
        return True
    if before.size != line.size or (before.bold != line.bold and block[0].bold):
        return False
    if gap < 0:  # the next column
        return len(block) > 1 and not _ENDS_SENTENCE.search(before.text)
    if gap > _PARAGRAPH_GAP * pitch * line.size:
        return False
    indent = (line.x - before.x) / max(line.size, 1.0)
    return not (0.8 < indent < 6 and _ENDS_SENTENCE.search(before.text))


class _Words:
    """Puts words together that were split at a line's end, by the spelling found elsewhere in the file."""

    def __init__(self) -> None:
        self._hyphened: set[str] = set()

    def joined(self, lines: Sequence[str]) -> str:
        for line in lines:
            self._hyphened.update(word.casefold() for word in _COMPOUND.findall(line))
        text = lines[0]
        for line in lines[1:]:
            text = self._pair(text, line)
        return text

    def _pair(self, text: str, line: str) -> str:
        match = _HYPHENATED.search(text)
        if not match or not line[:1].isalpha():
            return f"{text} {line}"
        if match["hyphen"] != "\u00ad" and (not line[:1].islower() or self._is_compound(text, line)):
            return text + line
        return text[:-1] + line

    def _is_compound(self, text: str, line: str) -> bool:
        first, second = _LAST_WORD.search(text), _FIRST_WORD.match(line)
        return (
            first is not None and second is not None and f"{first[0]}{second[0]}".casefold() in self._hyphened
        )


_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]+-$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
