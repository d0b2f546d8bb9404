"""Validation in the browser on a finished study: every part accessible, in light and dark; links; a cell; files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from screenshots import NARROW, running_app, settled

from browser.exploring import unfold
from browser.test_accessibility import grave
from browser.watching import broken
from framing.pipeline import Engine
from framing.validate.sample import Design
from pages.studies_of import coded, scored_sample, study_in

PARTS = ("Agreement", "Error", "Corrected+figures", "Lock", "Versions", "Export")
OUTLETS = "/outlets?measure=Framing+phrases+per+1%2C000+words&genre=All&articles=All+articles&corrected=true"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app with a finished study in its workspace."""
    place = tmp_path_factory.mktemp("validation")
    scored = scored_sample(Engine(), place / "scored")
    coded(study_in(place / "workspace", "whole", scored, Design(60, 1, strata=("outlet",))), scored)
    with running_app(workspace=place / "workspace") as found:
        yield found


@pytest.mark.parametrize("path", [*(f"/validation?study=whole&shown={part}" for part in PARTS), OUTLETS])
def test_every_part_has_no_grave_finding(page: Page, address: str, path: str) -> None:
    """Wide and light first, then the same page narrow and dark."""
    page.goto(address + path)
    settled(page)
    unfold(page)
    assert broken(page) == []
    found = grave(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    settled(page)
    assert [*found, *(each for each in grave(page) if each not in found)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def test_a_link_gives_the_same_view_again_and_a_case_can_be_read(page: Page, address: str) -> None:
    page.goto(address + "/validation?study=whole&shown=Error")
    settled(page)
    cells = page.get_by_role("combobox", name="Open a cell")
    cells.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("Both")
    page.keyboard.press("Enter")
    settled(page)
    assert "error_cell_code=Both" in page.url
    first = page.locator(".fr").all_inner_texts()
    assert any(text.startswith("Both: ") for text in first)
    page.reload()
    settled(page)
    assert page.locator(".fr").all_inner_texts() == first
    words = page.locator(".kwic .words").first.inner_text()
    page.get_by_role("main").get_by_role("link", name="Read", exact=True).first.click()
    page.wait_for_url("**article=*")
    settled(page)
    expect(page.locator("mark", has_text=words).first).to_be_visible()


def test_figures_are_downloaded_with_what_must_be_known(page: Page, address: str) -> None:
    page.goto(address + "/validation?study=whole&shown=Corrected+figures")
    settled(page)
    row = page.locator("[data-testid=stDownloadButton]")

    def content(at: int) -> bytes:
        with page.expect_download() as started:
            row.nth(at).get_by_role("button").click()
        return Path(started.value.path()).read_bytes()

    csv, svg = content(0).decode("utf-8-sig"), content(3).decode()
    assert csv.count("corrected by the hand-coded sample (PPI++)") == 6  # the corpus and five outlets
    assert "for articles like these" in csv
    assert "The Daily Lantern" in svg
    assert "corrected (PPI++)" in svg
