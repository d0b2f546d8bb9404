"""ProQuest's text, HTML and RTF: every record, every field, in every language of the labels."""

from __future__ import annotations

import json

import pytest

from framing.readers import proquest
from framing.readers.contract import Read, Rejected
from framing.readers.proquest_articles import address as address_of
from readers.database_articles import ENGLISH, Story
from readers.make_proquest import address, html, layouts, own_id, plain_text
from readers.reading import fields, read, reasons, source

LAYOUTS = layouts()


def record_fields(item: Read | Rejected) -> dict[str, object]:
    found = fields(item)
    assert isinstance(item, Read)
    more = {"url": item.article.url, "genre": item.article.genre}
    return {**found, **more, "text": item.article.text.replace("\n\n", "\n")}


def expected(story: Story) -> dict[str, object]:
    return {
        "id": own_id(story),
        "title": story.title,
        "outlet": story.outlet,
        "date": story.day,
        "author": story.author,
        "section": story.section,
        "url": address(story),
        "genre": "news",
        "text": "\n".join(story.body),
    }


@pytest.mark.parametrize(("name", "content", "stories"), LAYOUTS, ids=[name for name, _, _ in LAYOUTS])
def test_every_article_is_found_and_every_field_is_right(
    name: str, content: bytes, stories: tuple[Story, ...]
) -> None:
    assert [record_fields(item) for item in read(name, content)] == [expected(story) for story in stories]


def body_of(items: list[Read | Rejected]) -> str:
    assert isinstance(items[0], Read), items[0]
    return items[0].article.text


def with_body(lines: str, *, ui: str = "en") -> bytes:
    """One record with another text."""
    story = Story("en", "A title", "Example Wire", "EXWI", ENGLISH[2].day, "", None, "News", (lines,), "x")
    return plain_text([story], ui).encode()


@pytest.mark.parametrize(
    "body",
    [
        "First.\n\nTitle: a line of the text\n\nPublication title: another\n\nProQuest document ID: 1\n\nLast.",
        "First.\n\n" + "_" * 60 + "\n\nSecond.\n\n" + "_" * 12 + "\nLast.",
        "Full text: twice.\nFull text: thrice.",
        "Document type: none\nURL: none\nSubject: a line\n\nLast.",
        "Subject: first of two\n\nLast",
        "https://www.proquest.com/a is an address.\nDocument 7 of 9 was missing.",
        "CAPTION: A wheel.\n\nSource: the mill",
    ],
)
def test_line_of_the_text_that_looks_like_a_label_stays_text(body: str) -> None:
    items = read("a.txt", with_body(body))
    assert reasons(items) == ["read"]
    assert [line for line in body_of(items).split("\n") if line.strip("_ ")] == [
        line for line in body.split("\n") if line.strip("_ ")
    ]
    assert isinstance(items[0], Read)
    assert items[0].article.title == "A title"
    assert json.loads(items[0].article.extra)["subjects"] == "Ferries; Timetables; Councils"


def test_labels_that_lost_their_spaces_are_known() -> None:
    text = plain_text(ENGLISH[:1], "en")
    squeezed = text.replace("Publication date:", "Publicationdate:").replace("Document URL:", "DocumentURL:")
    squeezed = squeezed.replace("Full text:", "Full Text:").replace(
        "ProQuest document ID:", "ProQuest documentID:"
    )
    assert [record_fields(item) for item in read("a.txt", squeezed.encode())] == [expected(ENGLISH[0])]


def test_list_of_terms_over_several_lines_is_one_field() -> None:
    text = plain_text(ENGLISH[2:], "en").replace(
        "Ferries; Timetables; Councils", "Ferries;\nTimetables;\nCouncils"
    )
    (item,) = read("a.txt", text.encode())
    assert isinstance(item, Read)
    assert json.loads(item.article.extra)["subjects"] == "Ferries; Timetables; Councils"
    assert item.article.text == "\n".join(ENGLISH[2].body)


@pytest.mark.parametrize("credit", ["CREDIT: Jane Doe", "Credit: Jane Doe", "Crédit: Jane Doe"])
def test_credit_below_the_text_is_the_author_where_none_is_given(credit: str) -> None:
    (item,) = read("a.txt", with_body(f"First.\nCAPTION: A wheel.\n{credit}"))
    assert isinstance(item, Read)
    assert item.article.author == "Jane Doe"
    assert item.article.text.endswith(credit)


@pytest.mark.parametrize("body", ["", "Not available.", "None available."])
def test_record_without_full_text_is_rejected_by_its_number(body: str) -> None:
    content = with_body(body) + with_body("Text.")
    items = read("a.txt", content)
    assert reasons(items) == ["no_text", "read"]
    assert isinstance(items[0], Rejected)
    assert items[0].id is not None
    assert "'A title' has no full text" in items[0].detail


def test_abstract_is_no_text() -> None:
    content = (
        with_body("Text.").replace(b"Full text: Text.\n\n", b"").replace(b"None available.", b"A summary.")
    )
    (item,) = read("a.txt", content)
    assert isinstance(item, Rejected)
    assert (item.reason, "only an abstract" in item.detail) == ("no_text", True)


def test_labels_of_an_unknown_language_lose_no_record() -> None:
    content = plain_text(ENGLISH, "en").replace("Full text:", "全文:").encode()
    assert reasons(read("a.txt", content)) == ["no_text"] * 3


def test_numbers_that_are_missing_are_reported() -> None:
    text = plain_text(ENGLISH, "en", numbered=True)
    start, end = text.index("Document 2 of 3"), text.index("Document 3 of 3")
    items = read("a.txt", (text[:start] + text[end:]).encode())
    assert reasons(items) == ["read", "read", "records_missing"]
    assert isinstance(items[2], Rejected)
    assert "lacks 1: 2" in items[2].detail
    items = read("a.txt", text[:start].encode())
    assert reasons(items) == ["read", "records_missing"]
    assert isinstance(items[1], Rejected)
    assert "says it holds 3 documents and ends at 1" in items[1].detail


def test_later_part_of_a_download_is_whole_by_its_own_numbers() -> None:
    text = plain_text(ENGLISH, "en", numbered=True)
    for number in (1, 2, 3):
        text = text.replace(f"Document {number} of 3", f"Document {number + 100} of 500")
    assert reasons(read("a.txt", text.encode())) == ["read"] * 3


def test_no_address_of_the_library_is_kept() -> None:
    for name, content, _ in LAYOUTS:
        for item in read(name, content):
            assert isinstance(item, Read)
            kept = f"{item.article.extra} {item.article.url} {item.article.text}"
            assert not any(trace in kept for trace in ("libproxy", "accountid", "15090", "institution"))


@pytest.mark.parametrize(
    ("given", "own"),
    [
        (
            "https://search.proquest.com/docview/251439970?accountid=00000",
            "https://www.proquest.com/docview/251439970",
        ),
        (
            "https://www-proquest-com.lib.example.edu/docview/1?accountid=7",
            "https://www.proquest.com/docview/1",
        ),
        (
            "https://www.proquest.com.lib.example.edu/docview/1/se-2",
            "https://www.proquest.com/docview/1/se-2",
        ),
        (
            "https://login.example.edu/login?qurl=https%3A%2F%2Fwww.proquest.com%2Fdocview%2F1%3Faccountid%3D7",
            "https://www.proquest.com/docview/1",
        ),
        ("https://www.example.org/a?b=c&accountid=7", "https://www.example.org/a?b=c"),
        ("", ""),
    ],
)
def test_address_is_the_documents_own(given: str, own: str) -> None:
    assert address_of(given) == own


@pytest.mark.parametrize(
    "head",
    [
        b"An article about ProQuest.com/ and its labels.\nTitle: none\n",
        b"<html><body>See https://www.proquest.com/docview/1 for more</body></html>",
        b"Title: A\nAuthor: B\nAbstract: C\nFull text: D\n",
        b"",
    ],
)
def test_other_files_are_not_recognised(head: bytes) -> None:
    assert not proquest.recognises(source("a.txt", head))


def test_record_that_breaks_off_does_not_swallow_the_next_one() -> None:
    whole = plain_text(ENGLISH, "en")
    cut = whole.index("Subject: ")
    next_one = whole.index("_" * 60, cut)
    items = read(
        "a.txt", (whole[:cut] + whole[next_one:].replace("Full text: The paper", "The paper")).encode()
    )
    assert reasons(items) == ["read", "no_text", "read"]


@pytest.mark.parametrize("content", [plain_text(ENGLISH, "en"), html(ENGLISH, "en")])
def test_text_that_breaks_off_is_not_taken_for_an_article(content: str) -> None:
    cut = content[: content.index("under a drawing of")]
    assert reasons(read("a.txt", cut.encode())) == ["read", "read", "cut_off"]
