"""Saved web pages: every field of every layout and language, encodings, and pages that hold no article."""

from __future__ import annotations

import json

import pytest

from framing.readers import Read, Rejected, html
from framing.readers.webpage import decoded, is_page
from readers.every_sample import items_of
from readers.make_html import LAYOUTS, PAGES, Page, encoded


def read_page(content: bytes) -> Read | Rejected:
    [item] = items_of(html, "page.html", content)
    return item


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.language)
def test_page_gives_its_fields_and_its_paragraphs(layout: str, page: Page) -> None:
    item = read_page(encoded(layout, page))
    assert isinstance(item, Read)
    article = item.article
    assert article.text.split("\n") == page.paragraphs
    assert (article.title, article.outlet, article.author) == (page.title, page.outlet, page.author)
    assert (str(article.date), article.date_precision, article.url) == (page.day, "day", page.url)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><head><title>Paper</title></head><body><nav><a href='/'>Home</a></nav></body></html>",
        b"<html><body><p>To read on, subscribe for two pounds a week. Already a subscriber?</p></body></html>",
        b"<html><body>" + b"<li><a href='/x'>A headline</a></li>" * 30 + b"</body></html>",
        b"<html></html>",
    ],
    ids=["empty", "stub", "list", "nothing"],
)
def test_page_without_a_body_is_rejected(content: bytes) -> None:
    item = read_page(content)
    assert isinstance(item, Rejected)
    assert item.reason == "no_article"


def test_paywall_is_noted() -> None:
    page = encoded("structured", PAGES[0]).replace(
        b'"publisher"', b'"isAccessibleForFree": "False", "publisher"'
    )
    item = read_page(page)
    assert isinstance(item, Read)
    assert json.loads(item.article.extra)["paywalled"] is True


def test_no_date_is_guessed_from_the_text() -> None:
    body = (
        "<p>It happened on 3 May 2019, the council said, and again on 4 June 2020, after the storm of 2018.</p>"
        * 3
    )
    item = read_page(f"<html><body><article>{body}</article></body></html>".encode())
    assert isinstance(item, Read)
    assert item.article.date is None


SENTENCE = "Die Straße über den Fluß wird für müde Gäste geöffnet, „sofort“."


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (SENTENCE.encode(), None),
        (b"\xef\xbb\xbf" + SENTENCE.encode(), None),
        (SENTENCE.encode("utf-16"), None),
        (SENTENCE.encode("cp1252"), "iso-8859-1"),
        (SENTENCE.encode(), "iso-8859-1"),
        (b'<meta charset="windows-1252">' + SENTENCE.encode("cp1252"), None),
        (b'<meta charset="no-such-thing">' + SENTENCE.encode("cp1252"), None),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">'
            + SENTENCE.encode("cp1252"),
            None,
        ),
        (b'<?xml version="1.0" encoding="mac-roman"?>' + SENTENCE.encode("mac-roman"), None),
    ],
)
def test_encoding_is_that_of_the_bytes_whatever_the_page_says(content: bytes, charset: str | None) -> None:
    assert decoded(content, charset).endswith(SENTENCE)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b"\xef\xbb\xbf\r\n<HTML lang='en'>", True),
        (b"<!-- saved from url=(0014)about:internet -->\n<html>", True),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x">', True),
        ("<html>".encode("utf-16"), True),
        (b"<head><title>x</title>", True),
        (b"Some words with <html> in them", False),
        (b'<?xml version="1.0"?><rss version="2.0">', False),
        (b'{"text": "<html>"}', False),
        (b"<htmlx>", False),
        (b"", False),
    ],
)
def test_page_is_recognised_by_its_first_tag(head: bytes, expected: bool) -> None:
    assert is_page(head) is expected
