"""Factiva's HTML and RTF: every article, every field, whatever the layout and the language of the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from framing.readers import factiva
from framing.readers.contract import Read, Rejected
from readers.database_articles import ENGLISH, EVERY, Story
from readers.make_factiva import coded, coded_rtf, displayed, displayed_lines, displayed_rtf, layouts
from readers.office_files import docx, pdf, rtf
from readers.reading import fields, read, reasons, source

LAYOUTS = layouts()


def expected(story: Story) -> dict[str, object]:
    return {
        "id": story.accession,
        "title": story.title,
        "outlet": story.outlet,
        "date": story.day,
        "author": story.author,
        "section": story.section,
        "text": "\n\n".join(story.body),
    }


@pytest.mark.parametrize(("name", "content", "stories"), LAYOUTS, ids=[name for name, _, _ in LAYOUTS])
def test_every_article_is_found_and_every_field_is_right(
    name: str, content: bytes, stories: tuple[Story, ...]
) -> None:
    assert [fields(item) for item in read(name, content)] == [expected(story) for story in stories]


def without(html: str, *parts: str) -> bytes:
    for part in parts:
        assert part in html, part
        html = html.replace(part, "")
    return html.encode()


def test_what_has_no_field_of_ours_is_kept() -> None:
    for make in (displayed, coded):
        item = read("a.html", make(ENGLISH, "en").encode())[0]
        assert isinstance(item, Read)
        extra = json.loads(item.article.extra)
        kept = {
            name: extra[name] for name in ("credit", "time", "source_code", "edition", "page", "publisher")
        }
        assert kept == {
            "credit": "Special to The Evening Lantern",
            "time": "07:30",
            "source_code": "EVLA",
            "edition": "Late Edition - Final",
            "page": "12",
            "publisher": "Example Press & Sons Ltd",
        }
        assert extra["language_given"] == "English"
    assert extra["subjects"] == "gpol : Politics | ntop : Top News"


def test_captions_below_the_text_are_kept_apart_from_it() -> None:
    html = displayed(ENGLISH[:1], "en").replace(
        "<p>Example Press", "<p>The ferry at night. The quay.</p><p>Example Press"
    )
    (item,) = read("a.html", html.encode())
    assert isinstance(item, Read)
    assert item.article.text == "\n\n".join(ENGLISH[0].body)
    assert json.loads(item.article.extra)["captions"] == "The ferry at night. The quay."
    assert json.loads(item.article.extra)["publisher"] == "Example Press & Sons Ltd"


@pytest.mark.parametrize(
    "line", ["94 語", "94語", "1,094 words", "1.094 Wörter", "1 094 mots", "94 palabras", "94 слов", "94 字"]
)
@pytest.mark.parametrize("end", ["文書 ", "文件 ", "Documento ", "Документ "])
def test_pages_in_other_languages_are_read(line: str, end: str) -> None:
    html = displayed(ENGLISH[:1], "en")
    html = html.replace(f"{ENGLISH[0].words} words", line).replace("Document EVLA", f"{end}EVLA")
    (item,) = read("a.html", html.encode())
    assert fields(item) == expected(ENGLISH[0])


def test_article_without_text_is_rejected_by_number_and_the_others_stay() -> None:
    story = ENGLISH[1]
    paragraphs = [f'<p class="articleParagraph enarticleParagraph">{text}  </p>\n' for text in story.body]
    html = displayed(ENGLISH, "en").replace(", ", ",\n ")
    items = read("a.html", without(html, *(text.replace(", ", ",\n ") for text in paragraphs)))
    assert reasons(items) == ["read", "no_text", "read"]
    assert isinstance(items[1], Rejected)
    assert items[1].id == story.accession
    assert story.title in items[1].detail


def test_container_without_an_article_counts() -> None:
    html = displayed(ENGLISH[:2], "en").replace(
        "<br><span></span>", '<div id="article-GONE000020200101ea110000x"></div>'
    )
    items = read("a.html", html.encode())
    assert reasons(items) == ["read", "no_text", "read"]
    assert isinstance(items[1], Rejected)
    assert items[1].id == "GONE000020200101ea110000x"


def test_text_that_breaks_off_leaves_the_articles_before_it() -> None:
    html = coded(ENGLISH, "en")
    items = read("a.html", html[: html.index("SN</b>", html.index("Wire note"))].encode())
    assert reasons(items) == ["read", "read", "cut_off"]
    html = displayed(ENGLISH, "en")
    items = read("a.html", html[: html.index("under a drawing of")].encode())
    assert reasons(items) == ["read", "read", "cut_off"]
    whole = displayed_rtf(ENGLISH, "en")
    items = read("a.rtf", whole[: whole.index(b"It had no byline")])
    assert reasons(items) == ["read", "read", "cut_off"]


def test_page_without_articles_says_so() -> None:
    (item,) = read(
        "a.html", b"<html><head><title>Factiva</title></head><body><p>Session expired</p></body></html>"
    )
    assert isinstance(item, Rejected)
    assert (item.record, item.reason) == (0, "no_articles")


def test_encoding_that_the_page_declares_is_used() -> None:
    html = displayed(EVERY[3:4], "de").replace("UTF-8", "windows-1252")
    (item,) = read("a.html", html.encode("cp1252"))
    assert fields(item) == expected(EVERY[3])


def test_word_for_by_is_left_out_in_the_language_of_the_article_only() -> None:
    html = displayed(ENGLISH[1:2], "en").replace("Pat O&#x27;Sample", "Von Miller")
    (item,) = read("a.html", html.encode())
    assert isinstance(item, Read)
    assert item.article.author == "Von Miller"


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.html", b"<html><title>A page about Factiva</title><body>Factiva</body></html>"),
        (
            "a.html",
            b"<html><body><div class='articles'><p class='articleParagraph'>x</p></div></body></html>",
        ),
        ("Factiva-20141201-0822.txt", b"Plain text"),
        ("a.html", b""),
    ],
)
def test_other_files_are_not_recognised(name: str, head: bytes) -> None:
    assert not factiva.recognises(source(name, head))


@pytest.mark.parametrize("make", [displayed_rtf, coded_rtf])
def test_export_in_rtf_is_found_below_a_long_picture_and_long_contents(make: Callable[..., bytes]) -> None:
    picture = b"{\\rtf1{\\pict\\pngblip " + b"89504e47" * 20_000 + b"}"
    contents = b"".join(b"\\pard Headline %d\\par " % number for number in range(300))
    content = make(ENGLISH, "en").replace(b"{\\rtf1", picture + contents, 1)
    assert [fields(item) for item in read("paper.rtf", content)] == [expected(story) for story in ENGLISH]


@pytest.mark.parametrize("save_as", [docx, pdf])
def test_export_that_was_saved_as_word_or_pdf_is_read_too(save_as: Callable[..., bytes]) -> None:
    content = save_as(displayed_lines(ENGLISH, "en"))
    assert [fields(item) for item in read("paper", content)] == [expected(story) for story in ENGLISH]


def test_headline_without_bold_is_the_longest_line_above_the_length() -> None:
    lines = [replace(line, bold=False) for line in displayed_lines(ENGLISH[:1], "en")]
    (item,) = read("paper.rtf", rtf(lines))
    assert fields(item) == expected(ENGLISH[0])


def test_article_without_headline_keeps_its_other_fields() -> None:
    lines = displayed_lines(ENGLISH[2:], "en")
    only = [line for line in lines[2:] if line.text not in {ENGLISH[2].title, ENGLISH[2].section}]
    (item,) = read("paper.rtf", rtf(only))
    assert fields(item) == {**expected(ENGLISH[2]), "title": None, "section": None}


@pytest.mark.parametrize("make", [displayed_rtf, coded_rtf])
def test_article_without_its_end_does_not_swallow_the_next_one_unseen(make: Callable[..., bytes]) -> None:
    content = make(ENGLISH, "en").replace(ENGLISH[1].accession.encode(), b"")
    items = read("a.rtf", content)
    assert reasons(items) == ["read", "cut_off", "read"]
    assert [fields(items[0]), fields(items[2])] == [expected(ENGLISH[0]), expected(ENGLISH[2])]


@pytest.mark.parametrize("make", [displayed, coded, displayed_rtf, coded_rtf])
def test_accession_number_of_old_articles_is_in_small_letters(make: Callable[..., str | bytes]) -> None:
    old = replace(ENGLISH[1], code="j", number="dw8d000en")
    content = make([old], "en")
    (item,) = read("a", content.encode() if isinstance(content, str) else content)
    assert fields(item) == expected(old)
    assert old.accession == "j000000020150930dw8d000en"
