"""Pictures of the running app for the README and for looking at: docs/screenshots/<page>[-narrow|-dark].png.

Starts the app on a free port of the loopback address with the sample corpus and drives Debian's chromium.
Usage: python scripts/screenshots.py [FOLDER] [--all]; `--all` adds narrow dark pictures and the whole length of each page.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from framing.pages.launch import ADDRESS, command, environment, free_port

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = (1280, 900), (390, 844)
READ, OUTLETS, MEASURE = "/?article=e01-tech", "/outlets", "/outlets?measure=devices_per_1000_words"
TWO = "/?article=e01-wire&second=e01-tabloid&beside=true"
SHOTS = (
    ("read", READ, WIDE, "light"),
    ("read-narrow", READ, NARROW, "light"),
    ("read-dark", READ, WIDE, "dark"),
    ("two", TWO, WIDE, "light"),
    ("outlets", OUTLETS, WIDE, "light"),
    ("outlets-narrow", OUTLETS, NARROW, "light"),
    ("outlets-dark", OUTLETS, WIDE, "dark"),
)
STARTS_WITHIN_SECONDS = 60


@contextmanager
def running_app(scored: Path | None = None) -> Iterator[str]:
    """The address of the app, started for as long as the block runs."""
    port = free_port()
    app = subprocess.Popen(
        command(port), env=environment(scored), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://{ADDRESS}:{port}"
        _wait(address)
        yield address
    finally:
        app.terminate()
        app.wait(10)


def _wait(address: str) -> None:
    for _ in range(STARTS_WITHIN_SECONDS * 5):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)  # noqa: S310 (our own address)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


def chromium() -> str:
    """The path of Debian's chromium. Raises FileNotFoundError where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise FileNotFoundError("chromium: not installed; apt-get install chromium")
    return found


def shoot(
    browser: Browser, address: str, shot: tuple[str, str, tuple[int, int], str], folder: Path, whole: bool
) -> None:
    """One picture; `whole` takes the full length of the page."""
    name, path, (width, height), scheme = shot
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address + path)
    settled(page)
    if whole:
        tall = page.evaluate("document.querySelector('.stMainBlockContainer').scrollHeight + 80")
        page.set_viewport_size({"width": width, "height": int(min(max(tall, height), 8000))})
        settled(page)
    page.screenshot(path=folder / f"{name}{'-whole' if whole else ''}.png")
    page.close()


def settled(page: Page) -> None:
    """Wait until the app has drawn everything."""
    page.wait_for_selector("[data-testid=stMainBlockContainer] h1", timeout=60_000)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(1_500)


def main(arguments: list[str]) -> None:
    named = [argument for argument in arguments if not argument.startswith("-")]
    folder = Path(named[0]) if named else ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with running_app() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        for shot in SHOTS:
            shoot(browser, address, shot, folder, whole=False)
            if "--all" in arguments:
                shoot(browser, address, shot, folder, whole=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
