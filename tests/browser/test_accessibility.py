"""axe-core on every page, light and dark, wide and narrow: nothing serious or critical in what is ours."""

from __future__ import annotations

import re
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from screenshots import NARROW, WIDE, settled

from browser.exploring import unfold
from browser.runs_to_open import ADDRESSES
from browser.watching import Watched, broken

GRAVE = ("serious", "critical")
STREAMLITS: tuple[tuple[str, str, str], ...] = ()
"""Rule, pattern of the element's path, and why we cannot mend it: findings inside Streamlit's own widgets, no others."""


def grave(page: Page) -> list[str]:
    """Rule, place and element of every grave finding that is not in the list."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    places = [
        (rule["id"], " ".join(str(part) for part in node["target"]), node["html"])
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
    return [f"{rule}: {path}: {html[:200]}" for rule, path, html in places if not _streamlits(rule, path)]


def _streamlits(rule: str, path: str) -> bool:
    return any(rule == known and re.search(pattern, path) for known, pattern, _ in STREAMLITS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_page_has_no_grave_finding(
    watched: Watched, address: str, name: str, scheme: Literal["light", "dark"]
) -> None:
    page = watched.page(*WIDE, color_scheme=scheme)
    page.goto(address + ADDRESSES[name])
    settled(page)
    unfold(page)
    assert broken(page) == []
    found = grave(page)
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    settled(page)
    assert [*found, *(each for each in grave(page) if each not in found)] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.set_content(
        "<html lang=en><title>x</title><main><h1>x</h1><img src='data:,'><button></button></main></html>"
    )
    assert {each.split(":")[0] for each in grave(page)} == {"image-alt", "button-name"}
