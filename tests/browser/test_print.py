"""Read on paper: the article with its marks and the list of evidence, and nothing to press."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from screenshots import READ, settled

from browser.watching import Watched

PRESSED = (
    "[data-testid=stButton], [data-testid=stDownloadButton], [data-testid=stButtonGroup], [data-testid=stPopover], "
    "[data-testid=stCheckbox], [data-testid=stSelectbox], [data-testid=stTextInput], [data-testid=stToolbar], input, select, "
    "textarea, button"
)


@pytest.fixture
def printed(watched: Watched, address: str) -> Page:
    """An article of the sample corpus as it would be printed."""
    page = watched.page()
    page.goto(address + READ)
    settled(page)
    page.emulate_media(media="print")
    page.wait_for_timeout(500)
    return page


def test_paper_shows_the_article_and_every_mark_in_words(printed: Page) -> None:
    story = printed.locator("article.story")
    assert story.is_visible()
    assert len(story.inner_text().split()) > 100
    marks = printed.locator("article.story mark[role=button]").all_text_contents()
    listed = " ".join(printed.locator(".plain").inner_text().split())
    assert marks
    assert [words for words in marks if " ".join(words.split()) not in listed] == []


def test_paper_shows_nothing_to_press(printed: Page) -> None:
    shown = [
        found.evaluate("node => node.outerHTML.slice(0, 120)")
        for found in printed.locator(PRESSED).all()
        if found.is_visible()
    ]
    assert shown == []


def test_paper_is_no_wider_than_it_is(printed: Page) -> None:
    """Printing to A4 gives whole pages, and what is on them is text."""
    pages = printed.pdf(format="A4")
    assert pages.startswith(b"%PDF")
    assert printed.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
