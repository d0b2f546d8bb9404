"""Exports of Nexis: every article found, every field right, in every format, layout and language."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from framing.readers import Read, Rejected, Source, all_readers, docx, nexis, pdf, pdf_text, rtf
from framing.readers.contract import Options
from framing.readers.nexis_words import date_line
from readers import office_files
from readers.invented import ENGLISH, EVERY, Invented
from readers.make_nexis import cover, document, export, layouts, numbered_lines, numbered_text
from readers.office_files import Line
from readers.reading import fields, reasons, source

LAYOUTS = layouts()


def read(name: str, content: bytes) -> list[Read | Rejected]:
    """What the first reader that recognises the bytes makes of them."""
    return list(opened(name, content))


def opened(name: str, content: bytes) -> Iterator[Read | Rejected]:
    given = source(name, content)
    reader = next(reader for reader in (nexis, docx, pdf, rtf) if reader.recognises(given))
    return reader.read(given, Options())


def export_fields(item: Read | Rejected) -> dict[str, object]:
    return {name: value for name, value in fields(item).items() if name != "id"}


def expected(article: Invented) -> dict[str, object]:
    return {
        "title": article.title or None,
        "outlet": article.outlet,
        "date": article.day,
        "author": article.author or None,
        "section": article.desk or None,
        "text": "\n\n".join(article.body),
    }


@pytest.mark.parametrize(("name", "content", "articles"), LAYOUTS, ids=[name for name, _, _ in LAYOUTS])
def test_every_article_is_found_and_every_field_is_right(
    name: str, content: bytes, articles: tuple[Invented, ...]
) -> None:
    assert [export_fields(item) for item in read(name, content)] == [
        expected(article) for article in articles
    ]


def test_what_has_no_column_of_its_own_is_kept_in_extra() -> None:
    [item, *_] = read("a.docx", office_files.docx(export(ENGLISH, "en")))
    assert isinstance(item, Read)
    extra = json.loads(item.article.extra)
    assert item.article.url == ENGLISH[0].url
    assert extra.pop("graphic").startswith("PHOTOS: The ferry at night.")
    assert extra == {
        "copyright": "Copyright 2014 The Evening Lantern Company All Rights Reserved",
        "edition": "Late Edition - Final",
        "language": "ENGLISH",
        "length": "118 words",
        "load_date": "June 2, 2014",
        "section_as_given": "Section A; Column 0; Metropolitan Desk; Pg. 2",
        "subject": "FERRIES (90%); MILLS (75%)",
    }


def test_highlight_is_no_part_of_the_author() -> None:
    [item] = read("a.docx", office_files.docx(document(ENGLISH[1], "en")))
    assert isinstance(item, Read)
    assert item.article.author == "Pat O'Sample"
    assert json.loads(item.article.extra)["highlight"] == ENGLISH[1].highlight


@pytest.mark.parametrize("write", [office_files.docx, office_files.rtf, office_files.pdf])
def test_documents_that_the_cover_promises_and_the_file_lacks_are_reported(write: object) -> None:
    assert callable(write)
    items = read("a", write(export(ENGLISH, "en", stated=5)))
    assert reasons(items) == ["read", "read", "read", "fewer_documents"]
    assert isinstance(items[-1], Rejected)
    assert items[-1].detail == (
        "the cover page speaks of 5 documents, the file holds 3; export the others again"
    )


def test_cover_page_alone_is_reported() -> None:
    assert reasons(read("doclist.docx", office_files.docx(cover(ENGLISH, "en")))) == ["contents_only"]


@pytest.mark.parametrize("write", [office_files.docx, office_files.rtf, office_files.pdf])
def test_last_document_without_its_end_is_cut_off(write: object) -> None:
    assert callable(write)
    lines = [*document(ENGLISH[0], "en"), *document(ENGLISH[1], "en")[:-3]]
    assert reasons(read("a", write(lines))) == ["read", "cut_off"]


def test_two_articles_without_an_end_between_them_are_not_taken_for_one() -> None:
    lines = [*document(ENGLISH[0], "en")[:-1], *document(ENGLISH[1], "en"), *document(ENGLISH[2], "en")]
    assert reasons(read("a.docx", office_files.docx(lines))) == ["merged_documents", "read"]


ERROR = "We are sorry but there is an error in this document and it is not possible to display it."


def test_error_message_in_place_of_a_document_is_rejected() -> None:
    newer = [*document(ENGLISH[0], "en"), Line(ERROR), Line("End of Document"), *document(ENGLISH[1], "en")]
    assert reasons(read("a.docx", office_files.docx(newer))) == ["read", "error_document", "read"]
    older = numbered_text([ENGLISH[0], replace(ENGLISH[2], body=(ERROR,)), ENGLISH[1]], "en")
    assert reasons(read("a.txt", older)) == ["read", "error_document", "read"]


def test_document_without_text_is_rejected() -> None:
    empty = replace(ENGLISH[1], body=())
    lines = [line for line in export([ENGLISH[0], empty], "en") if line.text != "Link to Image"]
    items = read("a.docx", office_files.docx(lines))
    assert reasons(items) == ["read", "empty_text"]
    assert reasons(read("a.txt", numbered_text([empty, ENGLISH[2]], "en"))) == ["empty_text", "read"]


def test_gap_in_the_numbers_of_an_older_download_is_reported() -> None:
    content = numbered_text(ENGLISH, "en")
    first, second, third = (content.index(f"{i} of 3 DOC".encode()) for i in (1, 2, 3))
    without_second = content[:second] + content[third:]
    items = read("a.txt", without_second)
    assert reasons(items) == ["read", "fewer_documents", "read"]
    assert [item.record for item in items] == [1, 2, 3]
    assert reasons(read("a.txt", content[:third])) == ["read", "read", "fewer_documents"]
    assert (
        reasons(read("a.txt", content[:third] + content[first:]))
        == ["read"] * 2 + ["fewer_documents"] + ["read"] * 3
    )


def test_last_document_of_an_older_download_that_breaks_off_is_rejected() -> None:
    text = numbered_text(ENGLISH[:2], "en")
    middle_of_second = text.index(b"three acts")
    assert reasons(read("a.txt", text[:middle_of_second])) == ["read", "cut_off"]
    rich = office_files.rtf(numbered_lines(ENGLISH[:2], "en"))
    assert reasons(read("a.rtf", rich[: rich.index(b"three acts")])) == ["read", "cut_off"]


def test_document_over_the_limit_is_rejected_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("framing.readers.nexis_documents.LARGEST_RECORD", 2_000)
    monkeypatch.setattr("framing.readers.nexis_numbered.LARGEST_RECORD", 2_000)
    long = replace(ENGLISH[1], body=("word " * 600,))
    articles = [ENGLISH[2], long, ENGLISH[2]]
    assert reasons(read("a.docx", office_files.docx(export(articles, "en", with_cover=False)))) == [
        "read",
        "too_large",
        "read",
    ]
    assert reasons(read("a.txt", numbered_text(articles, "en"))) == ["read", "too_large", "read"]


def test_headline_is_found_on_a_first_page_without_headings() -> None:
    """A DOCX that was saved by another program: no outline, no sections; the contents list tells the headline."""
    lines = [replace(line, level=None, opens_page=False) for line in export(ENGLISH, "en")]
    assert [export_fields(item) for item in read("a.docx", office_files.docx(lines))] == [
        expected(article) for article in ENGLISH
    ]


@pytest.mark.parametrize("with_cover", [True, False])
def test_newer_export_without_dates_still_has_headline_and_outlet(with_cover: bool) -> None:
    lines = [
        line for line in export(ENGLISH[:1], "en", with_cover=with_cover) if "2014 Friday" not in line.text
    ]
    [item] = read("a.docx", office_files.docx(lines))
    assert isinstance(item, Read)
    found = item.article
    assert (found.title, found.outlet, found.date) == (ENGLISH[0].title, "The Evening Lantern", None)
    assert found.author == ENGLISH[0].author


@pytest.mark.parametrize(
    ("line", "date", "edition"),
    [
        ("May 30, 2014 Friday", "May 30, 2014 Friday", ""),
        (
            "February 10, 2018 Saturday, Late Edition - Final",
            "February 10, 2018 Saturday",
            "Late Edition - Final",
        ),
        ("September 30, 2015 Wednesday 9:03 AM GMT", "September 30, 2015 Wednesday 9:03 AM GMT", ""),
        ("30. Mai 2014 Freitag", "30. Mai 2014 Freitag", ""),
        ("27. Februar 2012 Montag 9:50 PM GMT+1", "27. Februar 2012 Montag 9:50 PM GMT+1", ""),
        ("Freitag, 30. Mai 2014", "Freitag, 30. Mai 2014", ""),
        ("mercredi 3 mars 2019", "mercredi 3 mars 2019", ""),
        ("1er janvier 2019; Première édition", "1er janvier 2019", "Première édition"),
        ("January 11, 2010 Monday FIRST EDITION", "January 11, 2010 Monday", "FIRST EDITION"),
        ("March 2014", "March 2014", ""),
        ("2014-05-30", "2014-05-30", ""),
        ("30/05/2014", "30/05/2014", ""),
    ],
)
def test_date_lines_are_known(line: str, date: str, edition: str) -> None:
    assert date_line(line.replace(" ", "\u00a0", 1)) == (date, edition)


@pytest.mark.parametrize(
    "line",
    [
        "Jan 01, 2010 to Dec 31, 2019",
        "Beiträge sollen in 2000 um 4,5 Prozent klettern",
        "Allianz erwartet 10 Prozent 2000",
        "May we now",
        "September 11, 2001, was a day on which " + "much happened " * 20,
        "3 reasons 2014",
        "",
    ],
)
def test_other_lines_are_no_date_lines(line: str) -> None:
    assert date_line(line) is None


def test_abstract_before_the_full_text_is_kept_apart() -> None:
    body = ("ABSTRACT", "In short: late.", "FULL TEXT", *ENGLISH[0].body)
    [item] = read("a.docx", office_files.docx(document(replace(ENGLISH[0], body=body), "en")))
    assert isinstance(item, Read)
    assert item.article.text == "\n\n".join(ENGLISH[0].body)
    assert json.loads(item.article.extra)["abstract"] == "In short: late."


def test_heading_words_in_the_text_do_not_end_it() -> None:
    """A line "Graphic" or "Notes" of the text is not set like the heading "Body"."""
    body = ("First paragraph.", "Graphic", "Between.", "Notes", "Classification", "Last paragraph.")
    for write in (office_files.docx, office_files.rtf, office_files.pdf):
        [item] = read("a", write(document(replace(ENGLISH[2], body=body), "en")))
        assert isinstance(item, Read)
        assert item.article.text == "\n\n".join(body)


def test_classification_is_known_by_its_labels_where_it_is_set_otherwise() -> None:
    lines = [
        replace(line, size=11, bold=False) if line.text == "Classification" else line
        for line in document(ENGLISH[2], "en")
    ]
    [item] = read("a.docx", office_files.docx(lines))
    assert isinstance(item, Read)
    assert item.article.text == "\n\n".join(ENGLISH[2].body)


def test_articles_come_while_the_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first article of a long PDF is there before its last pages were opened."""
    content = office_files.pdf(export(EVERY * 20, "en", with_cover=False))
    opened_pages: list[object] = []
    lines = pdf_text._lines
    monkeypatch.setattr(pdf_text, "_lines", lambda page: opened_pages.append(page) or lines(page))
    items = opened("a.pdf", content)
    assert isinstance(next(items), Read)
    first = len(opened_pages)
    assert reasons(list(items)) == ["read"] * (len(EVERY) * 20 - 1)
    assert len(opened_pages) > 8 * first


def test_nexis_comes_before_the_readers_of_single_documents() -> None:
    for name, content, _ in LAYOUTS:
        source = Source(name, io.BytesIO(content), content[:65_536])
        found = next(reader for reader in all_readers() if reader.recognises(source))
        assert found.NAME in {"Nexis (TXT, HTML)", "Word (DOCX)", "Rich Text (RTF)", "PDF"}, name
