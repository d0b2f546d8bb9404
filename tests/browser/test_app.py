"""The running app in Debian's chromium: paste, filter, keyboard, links, hostile text, and no request to another host."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, Request, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "readers")]

from office_files import Line, docx  # noqa: E402
from screenshots import FLAGS, READ, chromium, running_app, settled  # noqa: E402

HAS_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not HAS_CHROMIUM and not os.environ.get("CI"), reason="no chromium here: apt-get install chromium"
    ),
]

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)
HOSTILE = (
    "<img src=http://evil.example/a.png onerror=alert(1)><script>alert(2)</script>"
    "<svg onload=alert(3)><style>@import 'http://evil.example/x.css'</style> ![x](http://evil.example/b.png) "
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_app() as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test when anything asks another host, opens a dialog or throws."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(60_000)
    faults: list[str] = []

    def asked(request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme not in ("data", "blob") and where.hostname != "127.0.0.1":
            faults.append(f"request to {request.url}")

    def dialog(shown: Dialog) -> None:
        faults.append(f"dialog {shown.message}")
        shown.dismiss()

    opened.on("request", asked)
    opened.on("dialog", dialog)
    opened.on("pageerror", lambda error: faults.append(f"error {error}"))
    yield opened
    opened.close()
    assert faults == []


def paste(page: Page, address: str, text: str, title: str = "") -> None:
    page.goto(f"{address}/?from=Paste")
    page.get_by_label("Text of the article").fill(text)
    page.get_by_label("Headline (optional)").fill(title)
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator("article.story")).to_be_visible(timeout=60_000)
    settled(page)


def shown_marks(page: Page) -> list[str]:
    return page.locator("article.story mark[role=button]").all_text_contents()


def card(page: Page) -> Locator:
    return page.locator("aside.card")


def test_pasted_article_shows_its_framing_phrases_and_their_cards(page: Page, address: str) -> None:
    paste(page, address, TEXT)
    assert "AI arms race" in shown_marks(page)
    expect(page.locator("article.story .origin")).to_contain_text(
        "origin unknown: no outlet, date or headline given"
    )
    page.locator("article.story mark", has_text="AI arms race").click()
    expect(card(page)).to_contain_text("Writer’s words")
    assert page.locator("article.story p").last.inner_text() == TEXT


def test_seed_article_shows_its_framing_phrases(page: Page, address: str, seeds: tuple[Path, ...]) -> None:
    paste(page, address, seeds[0].read_text(encoding="utf-8"))
    found = shown_marks(page)
    assert {"opening salvo", "AI cold war", "watershed moment"} <= set(found)
    page.locator("article.story mark", has_text="AI cold war").click()
    expect(card(page)).to_contain_text("Hedged")


def test_legend_filters_without_asking_the_server(page: Page, address: str) -> None:
    paste(page, address, TEXT)
    before = len(shown_marks(page))
    page.get_by_role("checkbox", name="Named source").first.check()
    page.get_by_role("checkbox", name="Unnamed source").check()
    assert len(shown_marks(page)) > before
    for name in ("Framing phrase", "Named source", "Unnamed source"):
        page.get_by_role("checkbox", name=name, exact=False).first.uncheck()
    assert "AI arms race" not in shown_marks(page)


def test_marks_are_read_with_the_keyboard_alone(page: Page, address: str) -> None:
    paste(page, address, TEXT)
    first = page.locator("article.story mark[role=button]").first
    assert page.locator("article.story mark[tabindex='0']").count() == 1
    first.focus()
    page.keyboard.press("ArrowRight")
    active = page.evaluate(
        "() => { let e = document.activeElement; while (e && e.shadowRoot) e = e.shadowRoot.activeElement; return e.textContent }"
    )
    assert active == shown_marks(page)[1]
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text(active)


def test_hostile_text_stays_text(page: Page, address: str) -> None:
    paste(page, address, HOSTILE + TEXT, title=HOSTILE)
    story = page.locator("article.story")
    expect(story).to_contain_text(HOSTILE.strip())
    assert story.locator("img, script, svg, style, iframe, a").count() == 0
    for name in ("Sources", "Scores", "Evidence"):
        page.locator("summary", has_text=name).first.click()
    page.wait_for_timeout(500)
    assert page.locator("img[src*=evil], script[src*=evil]").count() == 0


def test_link_opens_the_same_article_after_a_reload(page: Page, address: str) -> None:
    page.goto(address + READ)
    settled(page)
    headline = page.locator("article.story h2").inner_text()
    page.reload()
    settled(page)
    assert page.locator("article.story h2").inner_text() == headline
    assert "article=e01-tech" in page.url


def test_words_of_an_outlet_lead_to_their_article(page: Page, address: str) -> None:
    page.goto(f"{address}/outlets?outlet=The+Daily+Lantern")
    settled(page)
    line = page.locator(".kwic").first
    words = line.locator("mark").inner_text()
    page.get_by_role("link", name="Read", exact=True).nth(1).click()
    page.wait_for_selector("article.story")
    settled(page)
    assert "at=text-" in page.url or "at=title-" in page.url
    expect(page.locator("mark.chosen").first).to_have_text(words)
    expect(page.locator("article.story .origin")).to_contain_text("The Daily Lantern")


def test_page_fits_a_telephone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + READ)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(card(page)).to_be_hidden()
    page.locator("article.story mark[role=button]").first.click()
    expect(card(page)).to_be_visible()
    box = card(page).bounding_box()
    assert box is not None
    assert box["height"] <= 0.46 * 844
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()


def upload(page: Page, address: str, *files: tuple[str, bytes]) -> None:
    """Upload on Read and wait until everything has been scored."""
    page.goto(f"{address}/?from=Upload")
    given = [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    page.locator("input[type=file]").set_input_files(given)  # type: ignore[arg-type]
    expect(page.get_by_text("read =")).to_be_visible(timeout=60_000)
    settled(page)


CSV = f"outlet,title,text\nThe Tern,Race,{json.dumps(TEXT)}\nThe Gull,Short,\n".encode()
PAGES = [
    f"<html><head><title>Story {n}</title></head><body><article><h1>Story {n}</h1><p>{TEXT}</p><p>Story {n} ends here "
    "after a long day in which the harbour council met twice and agreed on nothing.</p></article></body></html>"
    for n in range(2)
]
FURNITURE = "Sign up for our newsletter"


def packed(members: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("two.csv", CSV, "2 records read = 1 accepted + 1 rejected + 0 duplicates"),
        (
            "one.docx",
            docx([Line("Race", size=20, bold=True), Line(TEXT)]),
            "1 record read = 1 accepted + 0 rejected + 0 duplicates",
        ),
        (
            "pages.zip",
            packed({"0.html": PAGES[0], "1.html": PAGES[1], "2.html": PAGES[1]}),
            "3 records read = 2 accepted + 0 rejected + 1 duplicate",
        ),
    ],
)
def test_upload_is_read_and_counted(page: Page, address: str, name: str, content: bytes, told: str) -> None:
    upload(page, address, (name, content))
    expect(page.get_by_text(told)).to_be_visible()
    assert "AI arms race" in shown_marks(page)


def test_rejected_records_are_listed_with_what_to_do(page: Page, address: str) -> None:
    upload(page, address, ("<img src=x onerror=alert(1)>.csv", CSV))
    page.get_by_text("What was left out (1)").click()
    row = page.locator("tr", has_text="the text is empty")
    expect(row).to_contain_text("<img src=x onerror=alert(1)>.csv")
    expect(row).to_contain_text("leave it out")


def test_upload_can_be_compared_by_outlet(page: Page, address: str) -> None:
    upload(page, address, ("two.csv", CSV.replace(b"Short,", b"Short," + json.dumps(TEXT).encode())))
    page.get_by_role("link", name="Outlets").first.click()
    page.wait_for_url("**/outlets*")
    settled(page)
    expect(page.get_by_text("two.csv: 2 articles, 2 outlets", exact=False)).to_be_visible()


def test_page_furniture_is_grey_and_counted(page: Page, address: str) -> None:
    article = f"<article><h1>Race</h1><p>{TEXT}</p><p>{TEXT.replace('Hull', 'York')}</p><p>{FURNITURE}</p></article>"
    upload(
        page,
        address,
        ("page.html", f"<html><head><title>Race</title></head><body>{article}</body></html>".encode()),
    )
    grey = page.locator("article.story .furniture")
    expect(grey).to_have_text(FURNITURE)
    expect(page.locator(".legend .furniture")).to_have_text("Page furniture, not scored: 5 words")
    colour = "node => getComputedStyle(node).color"
    assert grey.evaluate(colour) != page.locator("article.story p", has_text="Hull").evaluate(colour)


def test_text_in_another_language_says_which(page: Page, address: str) -> None:
    paste(
        page,
        address,
        "Der Ausschuss hat am Montag beschlossen, dass die Sitzung vertagt wird, weil niemand da war. " * 8,
    )
    expect(
        page.get_by_text("Not scored: the text is in German. Only English articles are read.")
    ).to_be_visible()
