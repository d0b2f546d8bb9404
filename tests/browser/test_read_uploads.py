"""Uploading on Read, in Debian's chromium: a CSV, a DOCX and a ZIP, what was left out of them, and page furniture."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from office_files import Line, docx
from playwright.sync_api import Page, expect
from screenshots import settled

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)


def shown_marks(page: Page) -> list[str]:
    return page.locator("article.story mark[role=button]").all_text_contents()


def upload(page: Page, address: str, *files: tuple[str, bytes]) -> None:
    """Upload on Read and wait until everything has been scored."""
    page.goto(f"{address}/?from=Upload")
    given = [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    page.locator("input[type=file]").set_input_files(given)  # type: ignore[arg-type]
    expect(page.get_by_text("read =")).to_be_visible(timeout=60_000)
    settled(page)


CSV = f"outlet,title,text\nThe Tern,Race,{json.dumps(TEXT)}\nThe Gull,Short,\n".encode()
PAGES = [
    f"<html><head><title>Story {n}</title></head><body><article><h1>Story {n}</h1><p>{TEXT}</p><p>Story {n} ends here "
    "after a long day in which the harbour council met twice and agreed on nothing.</p></article></body></html>"
    for n in range(2)
]
FURNITURE = "Sign up for our newsletter"


def packed(members: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("two.csv", CSV, "2 records read = 1 accepted + 1 rejected + 0 duplicates"),
        (
            "one.docx",
            docx([Line("Race", size=20, bold=True), Line(TEXT)]),
            "1 record read = 1 accepted + 0 rejected + 0 duplicates",
        ),
        (
            "pages.zip",
            packed({"0.html": PAGES[0], "1.html": PAGES[1], "2.html": PAGES[1]}),
            "3 records read = 2 accepted + 0 rejected + 1 duplicate",
        ),
    ],
)
def test_upload_is_read_and_counted(page: Page, address: str, name: str, content: bytes, told: str) -> None:
    upload(page, address, (name, content))
    expect(page.get_by_text(told)).to_be_visible()
    assert "AI arms race" in shown_marks(page)


def test_rejected_records_are_listed_with_what_to_do(page: Page, address: str) -> None:
    upload(page, address, ("<img src=x onerror=alert(1)>.csv", CSV))
    page.get_by_text("What was left out (1)").click()
    row = page.locator("tr", has_text="the text is empty")
    expect(row).to_contain_text("<img src=x onerror=alert(1)>.csv")
    expect(row).to_contain_text("leave it out")


def test_upload_can_be_compared_by_outlet(page: Page, address: str) -> None:
    upload(page, address, ("two.csv", CSV.replace(b"Short,", b"Short," + json.dumps(TEXT).encode())))
    page.get_by_role("link", name="Outlets").first.click()
    page.wait_for_url("**/outlets*")
    settled(page)
    expect(page.locator(".open-name")).to_contain_text("two.csv")
    expect(page.get_by_text("2 articles, 2 outlets")).to_be_visible()


def test_page_furniture_is_grey_and_counted(page: Page, address: str) -> None:
    article = f"<article><h1>Race</h1><p>{TEXT}</p><p>{TEXT.replace('Hull', 'York')}</p><p>{FURNITURE}</p></article>"
    upload(
        page,
        address,
        ("page.html", f"<html><head><title>Race</title></head><body>{article}</body></html>".encode()),
    )
    grey = page.locator("article.story .furniture")
    expect(grey).to_have_text(FURNITURE)
    expect(page.locator(".legend .furniture")).to_have_text("Page furniture, not scored: 5 words")
    colour = "node => getComputedStyle(node).color"
    assert grey.evaluate(colour) != page.locator("article.story p", has_text="Hull").evaluate(colour)
