"""Pages of a browser that remember what went wrong in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request

BROKEN = "[data-testid=stException], [data-testid=stAppError], [data-testid=stConnectionStatus]"
"""What Streamlit draws when a page has failed or its server is gone."""


@dataclass
class Watched:
    """Pages of one browser and everything that went wrong in them."""

    browser: Browser
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, width: int = 1280, height: int = 900, **options: object) -> Page:
        """A page of a session of its own; options are those of a browser context, such as `color_scheme`."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        self.contexts.append(context)
        opened = context.new_page()
        opened.set_default_timeout(60_000)
        opened.on("request", self._asked)
        opened.on("dialog", self._dialog)
        opened.on("pageerror", lambda error: self.faults.append(f"error {error}"))
        opened.on("console", self._said)
        return opened

    def close(self) -> None:
        """Close all pages."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def _asked(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob") and where.hostname != "127.0.0.1":
            self.faults.append(f"request to {request.url}")

    def _dialog(self, shown: Dialog) -> None:
        self.faults.append(f"dialog {shown.message}")
        shown.dismiss()

    def _said(self, message: ConsoleMessage) -> None:
        # Below a page's address Streamlit looks for its own server first, finds none and goes one level up.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.faults.append(f"console {message.text}")


def broken(page: Page) -> list[str]:
    """The words of every failure that Streamlit shows; none where all is well."""
    return page.locator(BROKEN).all_text_contents()
