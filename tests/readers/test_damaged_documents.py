"""Damage inside Word and OpenDocument files: a member is broken, the ZIP around it is whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.readers import Options, Read, Reader, Rejected, Source, docx, odt, rtf
from readers import make_nexis, make_office, office_files
from readers.damage import Edit, apply, edits
from readers.make_tables import open_document, workbook
from readers.office_files import Line, zipped
from readers.reading import read, reasons

FILES = dict([*make_nexis.samples(), *make_office.samples()])


def members(name: str) -> list[tuple[str, bytes]]:
    with ZipFile(io.BytesIO(FILES[name])) as archive:
        return [(member, archive.read(member)) for member in archive.namelist()]


@pytest.mark.parametrize(
    ("reader", "name", "main"),
    [
        (docx, "nexis-en.DOCX", "word/document.xml"),
        (docx, "one-0.docx", "word/document.xml"),
        (docx, "one-1.docx", "word/styles.xml"),
        (docx, "one-3.docx", "_rels/.rels"),
        (odt, "one-0.odt", "content.xml"),
        (odt, "one-1.odt", "meta.xml"),
    ],
)
def test_damaged_member_gives_records_or_reasons(reader: Reader, name: str, main: str) -> None:
    parts = members(name)

    @settings(max_examples=500, deadline=None, database=None)
    @given(chosen=edits())
    def holds(chosen: list[Edit]) -> None:
        content = zipped((part, apply(data, chosen) if part == main else data) for part, data in parts)
        items = list(reader.read(Source(name, io.BytesIO(content), content[:65_536]), Options()))
        assert items
        assert all(isinstance(item, Read | Rejected) for item in items)
        assert [item.record for item in items] == list(range(1, len(items) + 1))

    holds()


_LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])


@pytest.mark.parametrize(
    ("reader", "write"), [(docx, office_files.docx), (rtf, office_files.rtf)], ids=["docx", "rtf"]
)
def test_any_text_comes_back(reader: Reader, write: Callable[[list[Line]], bytes]) -> None:
    @settings(max_examples=200, deadline=None, database=None)
    @given(text=st.text(_LETTERS, min_size=1).filter(str.strip))
    def holds(text: str) -> None:
        content = write([Line("Before."), Line(text), Line("After.")])
        [item] = reader.read(Source("a", io.BytesIO(content), content[:65_536]), Options())
        assert isinstance(item, Read)
        assert item.article.text == f"Before.\n\n{text.strip(' ')}\n\nAfter."

    holds()


@pytest.mark.parametrize("end", ["</table:table>", "</table:table-row>", "</table:table-cell>"])
def test_spreadsheet_that_is_cut_off_is_refused(end: str) -> None:
    """calamine would look for the end of the table for ever."""
    with ZipFile(io.BytesIO(open_document([("title", "text"), ("One", "Some words.")]))) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, part in parts:
            archive.writestr(name, part.partition(end.encode())[0])
    assert reasons(read("cut.ods", content.getvalue())) == ["damaged_file"]


def test_spreadsheet_with_a_cell_far_away_is_refused() -> None:
    """calamine fills the space between: 17 billion cells."""
    with ZipFile(io.BytesIO(workbook(("Articles", [("title", "text"), ("One", "Some words.")])))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in parts if name.startswith("xl/worksheets/"))
    parts[sheet] = parts[sheet].replace(b'r="B2"', b'r="XFD1048576"')
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert reasons(read("far.xlsx", content.getvalue())) == ["too_large"]
