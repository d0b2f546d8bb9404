"""What is read from Word, OpenDocument, PDF and RTF files: paragraphs and a few properties. RTF is read here, whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from framing.errors import RecordError

LARGEST_DOCUMENT = 100_000_000
"""Bytes of one office document; 100 articles with their logos take 0.5 to 20 MB."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """text: without its line end; `\\n` where the paragraph has a forced line break · heading: whether the file gives it a
    level in its outline · style: weight and size of its first letter as `b28` (bold, 14 pt), empty where unknown ·
    opens_page: first of a page or section."""

    text: str
    heading: bool = False
    style: str = ""
    opens_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """paragraphs: in reading order, empty ones left out; may be read once only and raise RecordError on the way ·
    properties: what the file says of itself: `title`, `author`, `date` · breaks_off: the file ends before its own end mark."""

    paragraphs: Iterable[Paragraph]
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    breaks_off: bool = False


# RTF. striprtf's tables of destinations and code pages are used; its loop is not: it takes time in the square of the length
# where text is glued letter by letter, writes the addresses of links into the text and leaves halves of surrogate pairs.

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_RTF = b"{\\rtf"
_ENDS = frozenset("par sect page row cell nestcell nestrow column pagebb softpage".split())
_OPENS_PAGE = frozenset("sect page".split())
_CHARACTERS = {
    "line": "\n",
    "softline": "\n",
    "tab": "\t",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "zwj": "\u200d",
    "zwnj": "\u200c",
}
_SYMBOLS = {b"~": "\u00a0", b"_": "\u2011", b"{": "{", b"}": "}", b"\\": "\\", b"\t": "\t"}
_PROPERTIES = {"title": "title", "author": "author", "creatim": "date"}
_DATE_PARTS = {"yr": 4, "mo": 2, "dy": 2}
_CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850", "ansi": "cp1252"}
_SPLIT_PAIR = re.compile("[\ud800-\udfff]")
_DEEPEST = 5_000
_SKIPPED, _TEXT, _FONTS = "skipped", "text", "fonts"


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the closing brace. takes: where the text goes: `_TEXT`, `_SKIPPED`, `_FONTS` or a property."""

    takes: str = _TEXT
    code_page: str = ""
    bytes_after_unicode: int = 1
    bold: bool = False
    half_points: str = ""
    hidden: bool = False


def is_rtf(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[: len(_RTF)].lower() == _RTF


def rtf_document(data: bytes) -> Document:
    """The paragraphs of an RTF file; one that breaks off gives what came before, and says so.

    Field results, table cells (a paragraph each) and lists are kept; headers, footers, pictures, notes and hidden text are not.
    Raises RecordError `not_rtf`, `too_large` or `damaged_file`.
    """
    if not is_rtf(data[:64]):
        raise RecordError("file", "not_rtf", "it does not begin with {\\rtf", "is the file damaged?")
    if len(data) > LARGEST_DOCUMENT:
        raise RecordError(
            "file", "too_large", f"the file is longer than {LARGEST_DOCUMENT} bytes", "split it"
        )
    reader = _RtfReader()
    whole = reader.run(data)
    return Document(tuple(reader.paragraphs), MappingProxyType(reader.properties), breaks_off=not whole)


class _RtfReader:
    """One pass over the tokens of an RTF file; a group is pushed at `{` and dropped at `}`."""

    def __init__(self) -> None:
        from striprtf.striprtf import charset_map, destinations

        self.paragraphs: list[Paragraph] = []
        self.properties: dict[str, str] = {}
        self._charsets = charset_map
        self._not_text = destinations - {"creatim", "title", "author"}
        self._fonts: dict[str, str] = {}
        self._font = ""
        self._default_code_page = "cp1252"
        self._stack: list[_Group] = []
        self._group = _Group(code_page="cp1252")
        self._fresh = self._optional = False  # at the first word of a group; after \\*
        self._pieces: list[str] = []
        self._bytes = bytearray()
        self._to_skip = 0
        self._style = ""
        self._heading = False
        self._opens_page = True

    def run(self, data: bytes) -> bool:
        """Whether the brace that closes the file was there."""
        position, opened, closed = 0, False, False
        while match := _TOKEN.match(data, position):
            position = match.end()
            word, number, byte, symbol, brace, text = match.groups()
            if word:
                position += self._word(word.decode().lower(), int(number) if number else None)
            elif text is not None:
                self._raw(text)
            elif byte:
                self._raw(bytes.fromhex(byte.decode()))
            elif symbol:
                self._symbol(symbol)
            elif brace:
                self._brace(opens=brace == b"{")
                opened = opened or bool(self._stack)
                closed = opened and not self._stack
                if closed:
                    break
        self._end_paragraph()
        return closed

    def _brace(self, *, opens: bool) -> None:
        self._flush()
        self._to_skip = 0
        if opens:
            if len(self._stack) >= _DEEPEST:
                raise RecordError("file", "damaged_file", f"groups within groups, more than {_DEEPEST} deep")
            self._stack.append(self._group)
            self._fresh, self._optional = True, False
            return
        self._fresh = False
        if self._group.takes in _PROPERTIES.values() and self._stack and self._stack[-1].takes == _SKIPPED:
            self._end_property(self._group.takes)
        if self._stack:
            self._group = self._stack.pop()

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._optional = True
        elif self._skips(1) == 0:
            self._flush()
            if symbol in b"\r\n":
                self._end_paragraph()
            elif symbol in _SYMBOLS:
                self._add(_SYMBOLS[symbol])

    def _word(self, word: str, number: int | None) -> int:
        """How many bytes of binary data follow that are no text."""
        if word == "bin":
            return max(number or 0, 0)
        first, self._fresh = self._fresh, False
        if word == "u":
            self._unicode(number or 0)
        elif self._to_skip:
            self._to_skip -= 1
        elif not (first and self._opens_destination(word)):
            self._flush()
            if word in _ENDS:
                self._end(word)
            elif word in _CHARACTERS:
                self._add(_CHARACTERS[word])
            else:
                self._state(word, number)
        return 0

    def _opens_destination(self, word: str) -> bool:
        """Whether a group holds something else than text; the names of our properties are kept apart."""
        known = self._group
        if word == "fonttbl":
            self._group = replace(known, takes=_FONTS)
        elif word == "info":
            self._group = replace(known, takes=_SKIPPED)
        elif word in _PROPERTIES and known.takes == _SKIPPED and not self._pieces:
            self._group = replace(known, takes=_PROPERTIES[word])
        elif known.takes == _FONTS:
            return False
        elif word in self._not_text or word in _PROPERTIES or self._optional:
            self._group = replace(known, takes=_SKIPPED)
        else:
            return False
        return True

    def _state(self, word: str, number: int | None) -> None:
        group = self._group
        if word == "f":
            self._font = str(number)
            self._group = replace(group, code_page=self._fonts.get(self._font, self._default_code_page))
        elif word == "fcharset" and group.takes == _FONTS:
            self._fonts[self._font] = _codec(self._charsets.get(number or 0, ""), self._default_code_page)
        elif word == "uc":
            self._group = replace(group, bytes_after_unicode=max(number or 0, 0))
        elif word == "ansicpg" or word in _CODE_PAGES:
            self._set_code_page(_CODE_PAGES.get(word, f"cp{number}"))
        elif word in _DATE_PARTS and group.takes == "date":
            self._pieces.append(f"{number or 0:0{_DATE_PARTS[word]}}-")
        elif group.takes == _TEXT:
            self._format(word, number)

    def _format(self, word: str, number: int | None) -> None:
        group, on = self._group, number != 0
        if word == "b":
            self._group = replace(group, bold=on)
        elif word == "fs":
            self._group = replace(group, half_points=str(number or ""))
        elif word in {"v", "deleted"}:
            self._group = replace(group, hidden=on)
        elif word == "plain":
            self._group = replace(group, bold=False, half_points="", hidden=False)
        elif word == "outlinelevel":
            self._heading = number is not None and 0 <= number < 9
        elif word == "pard":
            self._heading = False
        elif word == "sbkpage":
            self._opens_page = True

    def _set_code_page(self, name: str) -> None:
        self._default_code_page = _codec(name, "cp1252")
        self._group = replace(self._group, code_page=self._default_code_page)

    def _unicode(self, number: int) -> None:
        self._flush()
        self._add(chr(number & 0xFFFF) if -0x8000 <= number <= 0xFFFF else "\ufffd")
        self._to_skip = self._group.bytes_after_unicode

    def _skips(self, count: int) -> int:
        """How many of count coming characters stand in for one that was given by its number."""
        taken = min(self._to_skip, count)
        self._to_skip -= taken
        return taken

    def _raw(self, data: bytes) -> None:
        data = data[self._skips(len(data)) :]
        group = self._group
        if group.takes in {_SKIPPED, _FONTS} or group.hidden or not data:
            return
        self._note_style()
        self._bytes += data

    def _add(self, text: str) -> None:
        if self._group.takes not in {_SKIPPED, _FONTS} and not self._group.hidden:
            self._note_style()
            self._pieces.append(text)

    def _note_style(self) -> None:
        if not self._style and self._group.takes == _TEXT:
            self._style = ("b" if self._group.bold else "n") + self._group.half_points

    def _flush(self) -> None:
        if self._bytes:
            self._pieces.append(self._bytes.decode(self._group.code_page, "replace"))
            self._bytes.clear()

    def _taken_text(self) -> str:
        self._flush()
        text = "".join(self._pieces)
        self._pieces.clear()
        return whole_characters(text)

    def _end_property(self, name: str) -> None:
        text = self._taken_text().strip(" -")
        if text and name not in self.properties and not text.startswith("0000"):
            self.properties[name] = text

    def _end(self, word: str) -> None:
        if self._group.takes == _TEXT:
            self._end_paragraph()
            self._opens_page = self._opens_page or word in _OPENS_PAGE

    def _end_paragraph(self) -> None:
        text = self._taken_text().strip(" \t\n")
        if text:
            self.paragraphs.append(Paragraph(text, self._heading, self._style, self._opens_page))
            self._opens_page = False
        self._style = ""


def _codec(name: str, otherwise: str) -> str:
    try:
        "".encode(name)
        b"a".decode(name)
    except (LookupError, ValueError):
        return otherwise
    return name


def whole_characters(text: str) -> str:
    """The text with pairs of surrogates joined and halves without a partner as U+FFFD."""
    if _SPLIT_PAIR.search(text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
