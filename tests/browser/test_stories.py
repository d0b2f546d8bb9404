"""Stories and Time in Debian's chromium: from the list to two articles side by side, links, and charts that are drawn."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from screenshots import settled


def test_way_from_the_list_to_two_articles_side_by_side(page: Page, address: str) -> None:
    page.goto(f"{address}/stories")
    settled(page)
    expect(page.locator(".story-line")).to_have_count(12)
    page.get_by_label("Words of a headline").fill("chip rules")
    page.get_by_label("Words of a headline").press("Enter")
    expect(page.locator(".story-line")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=chip"))
    page.get_by_role("link", name="Open", exact=True).click()
    expect(page.locator(".story-card")).to_have_count(5)
    expect(page).to_have_url(re.compile("story="))
    page.get_by_role("link", name="Read side by side").click()
    expect(page.locator("article.story")).to_have_count(2, timeout=30_000)


def test_link_to_a_story_and_to_a_pair_of_outlets_shows_the_same_again(page: Page, address: str) -> None:
    page.goto(f"{address}/stories?story=e01-wire")
    settled(page)
    first = page.locator(".story-card").all_text_contents()
    page.reload()
    settled(page)
    assert page.locator(".story-card").all_text_contents() == first
    page.goto(f"{address}/stories?view=Two+outlets&pair_one=The+Free+Prairie")
    settled(page)
    expect(page.locator(".fr h2", has_text="The Free Prairie and Continental Press")).to_be_visible()


def test_time_draws_a_chart_and_keeps_the_step_in_the_address(page: Page, address: str) -> None:
    page.goto(f"{address}/trends?every=Year")
    settled(page)
    expect(page.locator(".stVegaLiteChart svg, .stVegaLiteChart canvas").first).to_be_visible()
    page.get_by_role("button", name="Week", exact=True).or_(
        page.get_by_role("radio", name="Week")
    ).first.click()
    settled(page)
    expect(page).to_have_url(re.compile("every=Week"))
    page.get_by_role("link", name="Read", exact=True).nth(1).click()
    expect(page.locator("article.story")).to_be_visible(timeout=30_000)
    expect(page).to_have_url(re.compile("at="))


def test_pages_fit_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("stories", "stories?story=e01-wire", "stories?view=Two+outlets", "trends?of=By+outlet"):
        page.goto(f"{address}/{path}")
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
