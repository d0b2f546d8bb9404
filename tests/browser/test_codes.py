"""Codebook in a real browser: choosing with the mouse and the keyboard, changing a device, links, a telephone."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect
from screenshots import settled

from browser.watching import Watched
from small_device import GOOD

ARMS_RACE = "/codes?device=ai-and-technology%2Farms-race"
COUNCIL = GOOD.replace("war/arms-race", "own/council").replace("[{ai}] arms race", "the council")
COUNCIL = COUNCIL.replace("label: arms race", "label: the council").partition("hits:")[0]
COUNCIL += 'hits: ["Ask [[the council]]."]\nmisses: ["A council."]\n'
CHANGE = "/codes?part=Write+or+change&as=As+YAML"


def heading(page: Page) -> str:
    return page.locator(".device h2").first.inner_text()


def test_device_is_chosen_with_mouse_and_keyboard_and_the_link_keeps_it(page: Page, address: str) -> None:
    page.goto(address + ARMS_RACE)
    settled(page)
    assert heading(page) == "arms race"
    page.locator("nav.devices button", has_text="black box").click()
    expect(page.locator(".device h2").first).to_have_text("black box")
    settled(page)
    chosen = page.locator("nav.devices button[aria-current]")
    assert chosen.count() == 1
    assert page.locator("nav.devices button[tabindex='0']").count() == 1
    chosen.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".device h2").first).to_have_text("Black Mirror")
    settled(page)
    assert "device=ai-and-technology%2Fblack-mirror" in page.url
    page.reload()
    settled(page)
    assert heading(page) == "Black Mirror"


def test_search_narrows_the_list_and_is_in_the_address(page: Page, address: str) -> None:
    page.goto(address + ARMS_RACE)
    settled(page)
    before = page.locator("nav.devices button").count()
    page.get_by_label("Search").fill("cold war")
    page.keyboard.press("Enter")
    expect(page.locator("nav.devices button")).not_to_have_count(before)
    settled(page)
    assert "search=cold" in page.url
    names = page.locator("nav.devices button").all_inner_texts()
    assert any("cold war" in name for name in names)
    page.reload()
    settled(page)
    assert page.locator("nav.devices button").all_inner_texts() == names


def test_edited_device_shows_its_new_hits_at_once(page: Page, address: str) -> None:
    page.goto(address + ARMS_RACE)
    settled(page)
    page.get_by_role("button", name="Change this device").click()
    page.get_by_label("Patterns, one a line").wait_for()
    settled(page)
    patterns = page.get_by_label("Patterns, one a line")
    patterns.fill(patterns.input_value() + "\nnew [[museum|council|minister|report]]\nthe council\n")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("to mend before it can be tried")).to_be_visible()
    settled(page)
    patterns.fill(patterns.input_value().replace("\nnew [[museum|council|minister|report]]", ""))
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text(" new, ", exact=False).first).to_be_visible()
    settled(page)
    assert page.locator(".kwic mark", has_text="council").count() > 0


def test_device_is_kept_and_chosen_after_a_reload(watched: Watched, address: str) -> None:
    page = watched.page()
    page.goto(address + ARMS_RACE)
    settled(page)
    page.get_by_role("button", name="Change this device").click()
    page.get_by_label("Name, if it is a new codebook").fill("Seminar")
    page.get_by_label("What changed").fill("Nothing yet")
    page.get_by_text("Only this one").click()
    page.get_by_role("button", name="Keep this version").click()
    expect(page.get_by_text("Kept as Seminar, version 1: 1 framing phrase.", exact=False)).to_be_visible()
    again = watched.page()
    again.goto(f"{address}/codes?codebook=Seminar%2C+version+1")
    settled(again)
    assert again.locator("nav.devices button").count() == 1
    again.goto(f"{address}/codes?part=My+codebooks")
    settled(again)
    expect(again.get_by_role("rowheader", name="Seminar, version 1")).to_be_visible()


def test_articles_are_scored_with_a_codebook_of_ones_own(page: Page, address: str) -> None:
    page.goto(f"{address}/codes?part=My+codebooks")
    settled(page)
    upload = {"name": "council.yaml", "mimeType": "application/yaml", "buffer": COUNCIL.encode()}
    page.locator("input[type=file]").last.set_input_files([upload])
    page.get_by_label("Name", exact=True).fill("Council")
    page.get_by_role("button", name="Check and keep").click()
    expect(page.get_by_text("Kept as Council, version 1")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Score ", exact=False).click()
    expect(page.locator(".open-name")).to_contain_text("with Council, version 1", timeout=90_000)
    settled(page)
    page.get_by_text("Browse", exact=True).click()
    expect(page.locator(".device h2").first).to_have_text("the council")
    settled(page)
    assert int(page.locator("nav.devices .count").first.inner_text()) > 0


def test_hostile_codebook_is_refused_with_every_problem(page: Page, address: str) -> None:
    page.goto(f"{address}/codes?part=My+codebooks")
    settled(page)
    rows = "id,kind,patterns,label\na/b,<img src=x onerror=alert(1)>,<any>,x\n../c,joke,y,z\n"
    page.locator("input[type=file]").last.set_input_files(
        [{"name": "x.csv", "mimeType": "text/csv", "buffer": rows.encode()}]
    )
    page.get_by_label("Name", exact=True).fill("Bad")
    page.get_by_role("button", name="Check and keep").click()
    expect(page.get_by_text("Nothing was kept")).to_be_visible()
    assert page.locator("ol.faults li").count() >= 1
    assert page.locator("ol.faults img").count() == 0


def test_manifest_names_the_view_the_reader_came_from(page: Page, address: str) -> None:
    page.goto(f"{address}/codes?source_domain=War")
    settled(page)
    page.get_by_role("link", name="Method").click()
    page.wait_for_url("**/method*")
    settled(page)
    expect(page.get_by_text("The view you came from: /codes?", exact=False)).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("button", name="Manifest (JSON)").click()
    manifest = json.loads(got.value.path().read_text("utf-8"))
    assert manifest["view"]["page"] == "codes"
    assert manifest["view"]["choices"]["source_domain"] == "War"


def test_both_pages_fit_a_telephone(watched: Watched, address: str) -> None:
    page = watched.page(390, 844, color_scheme="dark")
    for path in (ARMS_RACE, CHANGE, "/codes?part=My+codebooks", "/method"):
        page.goto(address + path)
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
