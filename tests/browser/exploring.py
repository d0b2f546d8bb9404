"""Going through a page as a reader would who opens everything: options, tabs, folded parts, popovers, downloads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page
from screenshots import UNTIL_STILL

OPTIONS = "[data-testid=stButtonGroup] button, [role=tab]"
POPOVERS = "[data-testid=stPopover] button"
DOWNLOADS = "[data-testid=stDownloadButton] button"
ELEMENTS = """() => {
  const addressed = 'href src srcset action formaction data xlink:href poster background'.split(' ');
  const worded = 'title aria-label value placeholder alt download content aria-valuetext'.split(' ');
  const hostile = /alert\\(|evil\\.example|z-index: ?99999/;
  const names = new Set(), faults = [];
  const outside = value => {
    if (!URL.canParse(value, location.href)) return true;
    const address = new URL(value, location.href);
    return address.protocol.startsWith('http') ? address.host !== location.host : !['data:', 'blob:'].includes(address.protocol);
  };
  const bad = (name, value) => name.startsWith('on') || (addressed.includes(name) ? outside(value)
    : !worded.includes(name) && !name.startsWith('data-') && hostile.test(value));
  const look = root => {
    for (const node of root.querySelectorAll('*')) {
      names.add(node.localName);
      for (const name of node.getAttributeNames())
        if (bad(name, node.getAttribute(name))) faults.push(`${node.localName} ${name}=${node.getAttribute(name)}`);
      if (['script', 'style'].includes(node.localName) && hostile.test(node.textContent)) faults.push(node.textContent);
      if (node.shadowRoot) look(node.shadowRoot);
    }
  };
  look(document);
  return [[...names], faults];
}"""
"""Names of the elements, and what runs, leads to another host or was made of hostile words; shadow trees too."""


@dataclass
class Found:
    """elements: names of every element seen · faults: what runs, leads to another host or was made of hostile words ·
    files: what was downloaded."""

    elements: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    def look(self, page: Page) -> None:
        """Remember what the page holds just now."""
        names, faults = page.evaluate(ELEMENTS)
        self.elements.update(names)
        self.faults += faults


def explore(page: Page, *, deep: bool = True) -> Found:
    """Everything that can be seen from where the page stands without writing anything, and every file behind its buttons.

    Where not `deep`: only what is folded, no other option, popover or file.
    """
    found = Found()
    taken: set[str] = set()
    unfold(page)
    found.look(page)
    for _ in _states(page) if deep else ():
        found.look(page)
        found.files += _downloads(page, taken)
    return found


def _states(page: Page) -> Iterator[None]:
    yield
    for number in range(page.locator(OPTIONS).count()):
        option = page.locator(OPTIONS).nth(number)
        if option.count() and option.is_visible() and option.is_enabled():
            option.click()
            unfold(page)
            yield
    for number in range(page.locator(POPOVERS).count()):
        opener = page.locator(POPOVERS).nth(number)
        if opener.count() and opener.is_visible() and opener.is_enabled():
            opener.click()
            unfold(page)
            yield
            page.keyboard.press("Escape")


def unfold(page: Page) -> None:
    """Open every folded part that can be seen."""
    _calm(page)
    for summary in page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    _calm(page)


def _calm(page: Page) -> None:
    """A shorter wait than `settled`, for a page that is loaded."""
    page.evaluate(UNTIL_STILL, 150)
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.evaluate(UNTIL_STILL, 150)


def _downloads(page: Page, taken: set[str]) -> Iterator[Path]:
    """The files behind the buttons that can be seen, one of each label."""
    for number in range(page.locator(DOWNLOADS).count()):
        button = page.locator(DOWNLOADS).nth(number)
        if not button.count() or not button.is_visible() or not button.is_enabled():
            continue
        label = button.inner_text()
        if label not in taken:
            taken.add(label)
            with page.expect_download() as coming:
                button.click()
            place = Path(coming.value.path())
            yield place.rename(place.with_name(f"{len(taken)}-{Path(coming.value.suggested_filename).name}"))
