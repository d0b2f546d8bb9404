"""Word (DOCX) and OpenDocument (ODT) files -> paragraphs, streamed: no tree is built, nothing but the text is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from framing.errors import RecordError
from framing.readers.limits import BUFFER, XML_OPTIONS, Archive, open_zip, parse_xml
from framing.readers.office import Document, Paragraph, whole_characters

if TYPE_CHECKING:
    from lxml.etree import _Element

_WORD = frozenset(
    {
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
        "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
    }
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFFICE_DOCUMENT = "/officeDocument"
_LEFT_OUT = frozenset({"moveFrom", "del", "footnote", "endnote", "comment"})
_IN_PLACE = {"cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_OFF = frozenset({"0", "false", "off", "none"})
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ODT_LEFT_OUT = frozenset(
    {
        _TEXT + "note",
        _TEXT + "tracked-changes",
        _TEXT + "table-of-content",
        _OFFICE + "annotation",
        _OFFICE + "scripts",
    }
)
_ODT_PARAGRAPHS = frozenset({_TEXT + "p", _TEXT + "h"})
_CORE, _META, _CONTENT = "docProps/core.xml", "meta.xml", "content.xml"
_PROPERTIES = {
    "title": "title",
    "creator": "author",
    "initial-creator": "author",
    "created": "date",
    "creation-date": "date",
}
_LARGEST_BESIDE = 5_000_000
"""Bytes of a member beside the text."""
_MOST_SPACES = 100


class _Target(Protocol):
    paragraphs: list[Paragraph]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...
    def close(self) -> None: ...


def word_document(stream: BinaryIO, place: str) -> Document:
    """The paragraphs of a DOCX file, tables, text boxes and results of fields among them; headers, footers, notes, comments and
    what was deleted are left out.

    Raises RecordError at once or while the paragraphs are read: what `open_zip` raises, `unsafe_xml`, `damaged_file`.
    """
    held = ExitStack()
    archive = held.enter_context(open_zip(stream, place))
    member = _main_part(archive, place)
    headings = _heading_styles(archive, member, place)
    paragraphs = _streamed(held, archive, member, _WordText(headings), place)
    return Document(paragraphs, _properties(archive, _CORE, place))


def open_document(stream: BinaryIO, place: str) -> Document:
    """The paragraphs of an ODT file without notes, comments, contents lists and deleted text. Raises as `word_document` does."""
    held = ExitStack()
    archive = held.enter_context(open_zip(stream, place))
    if _CONTENT not in archive.names:
        raise RecordError(place, "damaged_file", f"no {_CONTENT} in it")
    if b"encryption-data" in (
        archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.names else b""
    ):
        raise RecordError(place, "encrypted", "protected by a password; save it again without one")
    paragraphs = _streamed(held, archive, _CONTENT, _OpenText(), place)
    return Document(paragraphs, _properties(archive, _META, place))


def _streamed(
    held: ExitStack, archive: Archive, member: str, target: _Target, place: str
) -> Iterator[Paragraph]:
    """Paragraphs as their end tags come; the archive is closed at the end."""
    from lxml import etree

    parser = etree.XMLParser(target=target, **XML_OPTIONS)
    with held, archive.open(member) as stream:
        try:
            while data := stream.read(BUFFER):
                parser.feed(data)
                yield from target.paragraphs
                target.paragraphs.clear()
            parser.close()
        except (etree.XMLSyntaxError, ValueError) as error:
            raise RecordError(place, "damaged_file", f"broken XML: {error}; the rest is lost") from None
        yield from target.paragraphs


def _main_part(archive: Archive, place: str) -> str:
    """Which member is the document: Word names it freely and says so in `_rels/.rels`."""
    if "_rels/.rels" in archive.names:
        for relation in parse_xml(archive.read("_rels/.rels"), place):
            target = str(relation.get("Target", "")).lstrip("/")
            if relation.get("Type", "").endswith(_OFFICE_DOCUMENT) and target in archive.names:
                return target
    if "word/document.xml" in archive.names:
        return "word/document.xml"
    raise RecordError(place, "damaged_file", "a Word file without its document")


def _heading_styles(archive: Archive, member: str, place: str) -> frozenset[str]:
    """Ids of the styles that are a title or a level of the outline."""
    found = set()
    for style in _parsed(archive, f"{member.rpartition('/')[0]}/styles.xml".lstrip("/"), place):
        values = {_local(child.tag): _value(child.attrib) for child in style.iter()}
        called = values.get("name", "").lower()
        if called == "title" or called.startswith("heading ") or values.get("outlineLvl", "9") < "9":
            found.add(
                next((str(value) for key, value in style.attrib.items() if _local(key) == "styleId"), "")
            )
    return frozenset(found)


def _properties(archive: Archive, member: str, place: str) -> Mapping[str, str]:
    """Title, author and day of making as the file gives them."""
    found: dict[str, str] = {}
    for part in _parsed(archive, member, place):
        for element in part.iter():
            ours = _PROPERTIES.get(_local(element.tag))
            if ours and element.text and element.text.strip():
                found.setdefault(ours, element.text.strip())
    return MappingProxyType(found)


def _parsed(archive: Archive, member: str, place: str) -> Sequence[_Element]:
    """The elements right under the root of a member; none where it is missing or broken, which costs no word of the text."""
    if member not in archive.names:
        return ()
    data = archive.read(member)
    if len(data) > _LARGEST_BESIDE:
        return ()
    try:
        return list(parse_xml(data, place))
    except RecordError:
        return ()


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _value(attributes: Mapping[Any, Any]) -> str:
    return next((str(value) for key, value in attributes.items() if _local(key) == "val"), "")


class _Open:
    """A paragraph that is being read."""

    __slots__ = ("heading", "opens_page", "pieces", "style")

    def __init__(self, *, heading: bool = False) -> None:
        self.pieces: list[str] = []
        self.heading = heading
        self.opens_page = False
        self.style = ""


class _WordText:
    """Takes the events of a Word document; what has been read stands in `paragraphs`."""

    def __init__(self, headings: frozenset[str]) -> None:
        self.paragraphs: list[Paragraph] = []
        self._headings = headings
        self._open: list[_Open] = []
        self._left_out = 0
        self._in_properties = 0
        self._in_text = False
        self._new_page = True
        self._run = ("n", "", False)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        namespace, name = _split(tag)
        if self._left_out or tag == _FALLBACK or (namespace in _WORD and name in _LEFT_OUT):
            self._left_out += 1
        elif namespace not in _WORD:
            return
        elif name == "p":
            self._open.append(_Open())
        elif name == "pPr":
            self._in_properties += 1
        elif name == "sectPr":
            self._new_page = True
        elif not self._open:
            return
        elif self._in_properties:
            self._paragraph_property(name, _value(attributes))
        else:
            self._in_run(name, attributes)

    def _paragraph_property(self, name: str, value: str) -> None:
        paragraph = self._open[-1]
        if name == "outlineLvl":
            paragraph.heading = value in "012345678"
        elif name == "pStyle":
            paragraph.heading = paragraph.heading or value in self._headings
        elif name == "pageBreakBefore":
            paragraph.opens_page = value not in _OFF

    def _in_run(self, name: str, attributes: Mapping[str, str]) -> None:
        bold, size, hidden = self._run
        if name == "t":
            self._in_text = True
        elif name == "r":
            self._run = ("n", "", False)
        elif name == "b":
            self._run = ("n" if _value(attributes) in _OFF else "b", size, hidden)
        elif name == "sz":
            self._run = (bold, _value(attributes), hidden)
        elif name == "vanish":
            self._run = (bold, size, _value(attributes) not in _OFF)
        elif name == "br":
            self._new_page = self._new_page or "page" in attributes.values()
            self._add("\n")
        elif name == "tab":
            self._add("\t")
        elif name in _IN_PLACE:
            self._add(_IN_PLACE[name])

    def end(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        namespace, name = _split(tag)
        if namespace not in _WORD:
            return
        if name == "t":
            self._in_text = False
        elif name == "pPr":
            self._in_properties -= 1
        elif name == "p":
            self._close(self._open.pop())

    def _close(self, paragraph: _Open) -> None:
        text = whole_characters("".join(paragraph.pieces)).strip(" \t\n")
        if text:
            self.paragraphs.append(Paragraph(text, paragraph.heading, paragraph.style, paragraph.opens_page))

    def data(self, text: str) -> None:
        if self._in_text and not self._left_out:
            self._add(text)

    def _add(self, text: str) -> None:
        bold, size, hidden = self._run
        if hidden or not self._open:
            return
        paragraph = self._open[-1]
        if text.strip():
            paragraph.style = paragraph.style or bold + size
            paragraph.opens_page = paragraph.opens_page or self._new_page
            self._new_page = False
        paragraph.pieces.append(text)

    def doctype(self, *_: object) -> None:
        _refuse_doctype()

    def close(self) -> None:
        return None


class _OpenText:
    """Takes the events of an OpenDocument text."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self._open: list[_Open] = []
        self._left_out = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._left_out or tag in _ODT_LEFT_OUT:
            self._left_out += 1
        elif tag in _ODT_PARAGRAPHS:
            self._open.append(_Open(heading=tag == _TEXT + "h"))
        elif not self._open:
            return
        elif tag == _TEXT + "s":
            count = attributes.get(_TEXT + "c", "1")
            self._open[-1].pieces.append(" " * (min(int(count), _MOST_SPACES) if count.isdecimal() else 1))
        elif tag == _TEXT + "tab":
            self._open[-1].pieces.append("\t")
        elif tag == _TEXT + "line-break":
            self._open[-1].pieces.append("\n")

    def end(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= 1
        elif tag in _ODT_PARAGRAPHS:
            paragraph = self._open.pop()
            text = "".join(paragraph.pieces).strip(" \t\n")
            if text:
                self.paragraphs.append(Paragraph(text, paragraph.heading))

    def data(self, text: str) -> None:
        if self._open and not self._left_out:
            self._open[-1].pieces.append(text)

    def doctype(self, *_: object) -> None:
        _refuse_doctype()

    def close(self) -> None:
        return None


def _refuse_doctype() -> None:
    raise RecordError("file", "unsafe_xml", "XML with a document type, which articles do not need")


def _split(tag: str) -> tuple[str, str]:
    namespace, brace, name = tag.rpartition("}")
    return namespace + brace, name
