"""The running app, Debian's chromium, and pages that remember what went wrong in them; for every file of this folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
for folder in ("scripts", "tests/readers"):
    if str(ROOT / folder) not in sys.path:
        sys.path.insert(0, str(ROOT / folder))

from screenshots import FLAGS, chromium, running_app  # noqa: E402

from browser.watching import Watched  # noqa: E402

expect.set_options(timeout=60_000)  # as pages wait: a guard against hanging, no measure of speed
HAS_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and skip it where there is no chromium, except in continuous integration."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            if not HAS_CHROMIUM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="no chromium here: apt-get install chromium"))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of the app with the sample corpus."""
    with running_app() as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """Opens pages; fails its test when anything asks another host, opens a dialog, throws, or writes an error to the console."""
    found = Watched(browser)
    yield found
    found.close()
    assert found.faults == []


@pytest.fixture
def page(watched: Watched) -> Page:
    """One such page, 1280 px wide."""
    return watched.page()
