"""Outlets in the browser: a dot opens its outlet, down to a sentence; links, downloads, narrow and dark pages."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

import pyarrow.parquet as pq
from playwright.sync_api import Locator, Page, expect
from screenshots import settled

ONE = "/outlets?measure=" + quote("Heated wording (0 to 100)") + "&genre=All"


def outlet_box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Outlet")


def choose(page: Page, label: str, typed: str) -> None:
    """Choose an option by keyboard alone."""
    page.get_by_role("combobox", name=label).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    settled(page)


def test_a_click_on_a_dot_opens_the_outlet_down_to_a_sentence(page: Page, address: str) -> None:
    page.goto(address + ONE)
    settled(page)
    chart = page.locator("[data-testid=stVegaLiteChart]").first
    dots = chart.locator("svg g.mark-symbol path")
    expect(dots).to_have_count(5)
    dots.nth(3).click()
    expect(outlet_box(page)).to_have_value("The Daily Lantern")
    settled(page)
    assert "outlet=The+Daily+Lantern" in page.url
    # The choice survives a rerun that has nothing to do with the chart.
    choose(page, "Sort by", "Words after")
    expect(outlet_box(page)).to_have_value("The Daily Lantern")
    words = page.locator(".kwic .words").first.inner_text()
    page.get_by_role("link", name="Read", exact=True).last.scroll_into_view_if_needed()
    page.locator(".kwic").first.locator("xpath=ancestor::*[.//a][1]").get_by_role("link").click()
    page.wait_for_url("**article=*")
    settled(page)
    expect(page.locator("mark", has_text=words).first).to_be_visible()


def test_the_box_is_the_way_of_the_keyboard(page: Page, address: str) -> None:
    page.goto(address + ONE)
    settled(page)
    choose(page, "Outlet", "prairie")
    expect(outlet_box(page)).to_have_value("The Free Prairie")


def test_a_link_gives_the_same_view_again(page: Page, address: str) -> None:
    asked = (
        ONE + "&order=By+value&panel=Differences&baseline=The+Free+Prairie&outlet=Continental+Press&sort=Date"
    )
    page.goto(address + asked)
    settled(page)
    first = page.locator(".fr").all_inner_texts()
    page.reload()
    settled(page)
    assert page.locator(".fr").all_inner_texts() == first
    assert any("Compared with The Free Prairie" in text for text in first)


def test_downloads_hold_their_warnings(page: Page, address: str) -> None:
    page.goto(address + ONE)
    settled(page)
    row = page.locator("[data-testid=stDownloadButton]")

    def content(at: int) -> bytes:
        with page.expect_download() as started:
            row.nth(at).get_by_role("button").click()
        return started.value.path().read_bytes()

    csv, parquet, png, svg = (content(at) for at in range(4))
    assert csv.decode("utf-8-sig").splitlines()[0].endswith(",note")
    assert "detector output, uncorrected" in csv.decode("utf-8-sig")
    table: Any = pq.read_table(io.BytesIO(parquet))
    assert table.num_rows == 5
    assert all("uncorrected" in note for note in table["note"].to_pylist())
    assert png.startswith(b"\x89PNG")
    assert "uncorrected" in svg.decode()
    assert "The Daily Lantern" in svg.decode()


def test_narrow_and_dark_pages_do_not_scroll_sideways(watched: Any, address: str) -> None:
    page = watched.page(390, 844, color_scheme="dark")
    for path in (ONE, "/outlets"):
        page.goto(address + path)
        settled(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
