"""Pictures of every page of the running app, for the docs and for looking at: docs/screenshots/<page>[-narrow][-dark].png.

Starts the app on a free port of the loopback address with the sample corpus and drives Debian's chromium.
Usage: python scripts/screenshots.py [FOLDER] [--whole]; `--whole` adds pictures of the full length of each page.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from framing.pages.launch import ADDRESS, Serving, command, environment, free_port
from framing.store.workspace import WORKSPACE

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
READ = "/?article=e01-tech"
VIEWS = {
    "read": READ,
    "two": "/?article=e01-wire&second=e01-tabloid&beside=true",
    "outlets": "/outlets",
    "stories": "/stories",
    "time": "/trends",
    "codebook": "/codes",
    "coding": "/coding",
    "validation": "/validation?shown=Error",
    "corpus": "/corpus",
    "method": "/method",
}
"""Name of the picture -> address."""
SIZES = {"": WIDE, "-narrow": NARROW}
SCHEMES = {"": "light", "-dark": "dark"}
COLOURS = 160
"""Of a stored picture: fewer show in the grey of the text, more make the file larger."""
STARTS_WITHIN_SECONDS = 60
DRAWN = "[data-testid=stMainBlockContainer] h1, [data-testid=stMainBlockContainer] [data-testid=stException]"
STILL_FOR_MS = 400
UNTIL_STILL = """still => new Promise(done => {
  let last = performance.now();
  const seen = new MutationObserver(() => { last = performance.now(); });
  seen.observe(document.body, { childList: true, subtree: true, characterData: true });
  const began = last;
  const look = setInterval(() => {
    const now = performance.now();
    if (now - last < still && now - began < 10000) return;
    clearInterval(look); seen.disconnect(); done();
  }, 50);
})"""
"""Resolves when nothing in the page has changed for so many milliseconds, or after ten seconds."""


@dataclass(frozen=True, slots=True)
class Served:
    """An app that is running."""

    address: str
    process: subprocess.Popen[bytes]

    def processor_seconds(self) -> float:
        """What the server has used of processors so far, all its threads together. Linux only."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def most_megabytes(self) -> float:
        """The most memory that the server has held so far, without its workers. Linux only."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


@contextmanager
def running_app(scored: Path | None = None, **more: Any) -> Iterator[str]:
    """The address of an app, started for as long as the block runs; arguments as for `served_app`."""
    with served_app(scored, **more) as app:
        yield app.address


@contextmanager
def served_app(
    scored: Path | None = None,
    *,
    workspace: Path | None = None,
    serving: Serving | None = None,
    log: Path | None = None,
) -> Iterator[Served]:
    """An app, started for as long as the block runs: with a workspace of its own unless one is named, its output in `log`."""
    port = free_port()
    with TemporaryDirectory(prefix="framing-app-") as empty, (log or Path(os.devnull)).open("wb") as output:
        app = subprocess.Popen(
            command(port, serving),
            env={**environment(scored, serving), WORKSPACE: str(workspace or empty)},
            stdout=output,
            stderr=output,
        )
        try:
            address = f"http://{ADDRESS}:{port}"
            _wait(address)
            yield Served(address, app)
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


def shoot(page: Page, path: Path, *, whole: bool) -> None:
    """A picture of what the page shows; `whole` takes its full length."""
    settled(page)
    size = page.viewport_size
    if whole and size:
        tall = page.evaluate("document.querySelector('.stMainBlockContainer').scrollHeight + 80")
        page.set_viewport_size({"width": size["width"], "height": int(min(max(tall, size["height"]), 8000))})
        settled(page)
    store(page.screenshot(), path)
    if whole and size:
        page.set_viewport_size(size)


def store(picture: bytes, path: Path) -> None:
    """Write a PNG with a palette, which takes a third of the room."""
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def settled(page: Page) -> None:
    """Wait until the app has drawn everything, or an error: the script has ended and the page has been still for a moment."""
    page.wait_for_selector(DRAWN, timeout=60_000)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_load_state("networkidle", timeout=60_000)
    page.evaluate(UNTIL_STILL, STILL_FOR_MS)
    page.wait_for_selector("[data-test-script-state=notRunning]", timeout=60_000)


def with_study(place: Path) -> Path:
    """A workspace with a study of the sample corpus that two invented people have coded; both see most of what is there."""
    sys.path.insert(0, str(ROOT / "tests"))
    from framing.pipeline import Engine
    from framing.validate.sample import Design
    from pages.studies_of import coded, scored_sample, study_in  # type: ignore[import-not-found]

    scored = scored_sample(Engine(), place / "scored")
    workspace = place / "workspace"
    coded(study_in(workspace, "AI in the sample corpus", scored, Design(60, 1, strata=("outlet",))), scored)
    return workspace


def main(arguments: list[str]) -> None:
    named = [argument for argument in arguments if not argument.startswith("-")]
    folder = Path(named[0]) if named else ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(prefix="framing-pictures-") as place,
        running_app(workspace=with_study(Path(place))) as address,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        for (size, viewport), (scheme, colours), (name, view) in product(
            SIZES.items(), SCHEMES.items(), VIEWS.items()
        ):
            width, height = viewport
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=colours)  # type: ignore[arg-type]
            page.goto(address + view)
            shoot(page, folder / f"{name}{size}{scheme}.png", whole=False)
            if "--whole" in arguments:
                shoot(page, folder / f"{name}{size}{scheme}-whole.png", whole=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
