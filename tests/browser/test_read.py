"""Read in Debian's chromium: marks and cards, legend, keyboard, guesses, what was missed, choosing, links, hostile text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from screenshots import settled

from browser.watching import Watched

READ = "/?article=e01-tech"
TWO = "/?article=e01-wire&second=e01-tabloid&beside=true"
TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)
HOSTILE = (
    "<img src=http://evil.example/a.png onerror=alert(1)><script>alert(2)</script>"
    "<svg onload=alert(3)><style>@import 'http://evil.example/x.css'</style> ![x](http://evil.example/b.png) "
)
ACTIVE = """() => {
  let e = document.activeElement;
  while (e && e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement;
  return (e.type === 'checkbox' ? e.value : e.getAttribute('aria-label') || e.name || e.textContent || '').trim();
}"""
"""What has the focus, looked for inside components too."""
SETTLED_FOCUS = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)))"
"""A dialog takes a focus that would leave it back in a timer: the next key waits for that, or skips what comes first in it."""


def paste(page: Page, address: str, text: str, title: str = "") -> None:
    page.goto(f"{address}/?from=Paste")
    page.get_by_label("Text of the article").fill(text)
    page.get_by_label("Headline (optional)").fill(title)
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.locator("article.story")).to_be_visible(timeout=60_000)
    settled(page)


def opened(page: Page, address: str, path: str = READ) -> Page:
    page.goto(address + path)
    settled(page)
    expect(page.locator("article.story").first).to_be_visible()
    return page


def shown_marks(page: Page) -> list[str]:
    return page.locator("article.story mark[role=button]").all_text_contents()


def card(page: Page) -> Locator:
    return page.locator("aside.card")


def legend_box(page: Page, layer: str) -> Locator:
    return page.locator(f".legend input[value={layer}]")


def select_words(page: Page, words: str) -> None:
    """Select words of one paragraph as a mouse would: from the middle of the first to the middle of the last."""
    page.evaluate(
        """words => {
            const story = [...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.story')).find(Boolean);
            const walk = document.createTreeWalker(story, NodeFilter.SHOW_TEXT);
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                document.getSelection().setBaseAndExtent(node, at + 1, node, at + words.length - 1);
                return;
            }
            throw new Error('not in one text node: ' + words);
        }""",
        words,
    )


def test_pasted_article_shows_its_framing_phrases_and_their_cards(page: Page, address: str) -> None:
    paste(page, address, TEXT)
    assert "AI arms race" in shown_marks(page)
    expect(page.locator("article.story .origin")).to_contain_text(
        "origin unknown: no outlet, date or headline given"
    )
    page.locator("article.story mark", has_text="AI arms race").click()
    expect(card(page)).to_contain_text("Writer’s words")
    assert page.locator("article.story p").last.inner_text() == TEXT


def test_article_without_a_framing_phrase_says_what_that_is_worth(page: Page, address: str) -> None:
    paste(
        page, address, "The harbour council met on Monday and agreed on the budget for the month of May. " * 4
    )
    expect(page.locator("article.story .found")).to_contain_text("of 100 marked expressions were found")


def test_seed_article_shows_its_framing_phrases(page: Page, address: str, seeds: tuple[Path, ...]) -> None:
    paste(page, address, seeds[0].read_text(encoding="utf-8"))
    assert {"opening salvo", "AI cold war", "watershed moment"} <= set(shown_marks(page))
    page.locator("article.story mark", has_text="AI cold war").click()
    expect(card(page)).to_contain_text("Hedged")


def test_column_has_65_to_75_characters_a_line_in_a_shipped_serif(page: Page, address: str) -> None:
    opened(page, address)
    found = page.locator("article.story").evaluate(
        """story => {
            const style = getComputedStyle(story), height = parseFloat(style.lineHeight);
            const paragraphs = [...story.querySelectorAll('p')].slice(2);
            const lines = paragraphs.map(p => [p.textContent.length, Math.round(p.offsetHeight / height)]);
            const full = lines.filter(([, count]) => count > 3).map(([length, count]) => length / (count - .5));
            return {
              family: style.fontFamily.split(',')[0].replaceAll('"', ''), size: style.fontSize, width: story.offsetWidth,
              ratio: height / parseFloat(style.fontSize), per_line: full.reduce((a, b) => a + b) / full.length,
            };
        }"""
    )
    assert (found["family"], found["size"], found["width"]) == ("Source Serif", "18px", 594)
    assert found["ratio"] == pytest.approx(1.7)
    assert 65 <= found["per_line"] <= 75
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replaceAll('\"', ''))"
    )
    assert "Source Serif" in loaded
    aside, column = card(page).bounding_box(), page.locator(".column").bounding_box()
    assert aside is not None
    assert column is not None
    assert aside["x"] - column["x"] - column["width"] == 40


def test_each_layer_has_a_shape_of_its_own_without_colour(page: Page, address: str) -> None:
    opened(page, address)
    for layer in ("device", "worn", "heated", "unnamed", "named", "speech"):
        box = legend_box(page, layer)
        if box.is_enabled():
            box.check()
    shape = """mark => {
        const s = getComputedStyle(mark), filled = s.backgroundColor !== 'rgba(0, 0, 0, 0)';
        const edge = s.boxShadow.replace(/rgb[^)]*[)]/, '');
        return [filled, edge, s.textDecorationStyle, s.borderTopStyle, s.borderBottomStyle].join();
    }"""
    layers = ("device", "worn", "heated", "unnamed", "named", "speech")
    shapes = {
        layer: page.locator(f".legend label:has(input[value={layer}]) .{layer}").evaluate(shape)
        for layer in layers
    }
    assert len(set(shapes.values())) == len(shapes), shapes


def test_legend_filters_without_asking_the_server(page: Page, address: str) -> None:
    paste(page, address, TEXT)
    before = len(shown_marks(page))
    legend_box(page, "named").check()
    legend_box(page, "unnamed").check()
    assert len(shown_marks(page)) > before
    for layer in ("device", "named", "unnamed"):
        legend_box(page, layer).uncheck()
    assert "AI arms race" not in shown_marks(page)


def test_somebodys_words_are_tinted_with_their_speaker(page: Page, address: str) -> None:
    opened(page, address)
    said = page.locator("article.story .speech", has_text="a commercial")
    expect(said).to_have_attribute("data-speaker", "Its spokesman, Xu Wenjie")
    plain = said.evaluate("node => getComputedStyle(node).backgroundColor")
    legend_box(page, "speech").check()
    said = page.locator("article.story .speech", has_text="a commercial")
    assert said.evaluate("node => getComputedStyle(node).backgroundColor") != plain
    assert "Xu Wenjie" in said.evaluate("node => getComputedStyle(node, '::after').content")


def test_hostile_text_stays_text(page: Page, address: str) -> None:
    paste(page, address, HOSTILE + TEXT, title=HOSTILE)
    story = page.locator("article.story")
    expect(story).to_contain_text(HOSTILE.strip())
    select_words(page, "<script>alert(2)</script>")
    expect(card(page)).to_contain_text("alert(2)")
    page.get_by_label("Note (optional)").fill(HOSTILE)
    page.get_by_role("button", name="Mark as missed").click()
    expect(card(page)).to_contain_text("Marked by a reader")
    page.get_by_text("Marked by readers: 1 passage").click()
    for name in ("Sources", "Scores"):
        page.locator("summary", has_text=name).first.click()
    page.locator("details.plain summary").click()
    settled(page)
    assert story.locator("img, script, svg, style, iframe, a").count() == 0
    assert page.locator("img[src*=evil], script[src*=evil], style:text('evil')").count() == 0
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".legend input[value=missed]")).to_have_count(0)


def test_selected_words_are_kept_as_missed_in_whole_words_and_code_points(page: Page, address: str) -> None:
    paste(page, address, f"😀😀 {TEXT}")
    select_words(page, "small museum of computing")
    expect(card(page).locator(".words")).to_have_text("small museum of computing")
    page.get_by_role("radio", name="Heated wording").check()
    page.get_by_role("button", name="Mark as missed").click()
    expect(page.locator("mark.missed[role=button]")).to_have_text("small museum of computing")
    expect(card(page)).to_contain_text("in no score")
    page.get_by_text("Marked by readers: 1 passage").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="These passages (JSON)").click()
    (kept,) = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    assert f"😀😀 {TEXT}"[kept["start"] : kept["end"]] == kept["words"] == "small museum of computing"
    assert (kept["layer"], kept["field"]) == ("heated", "text")
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("mark.missed[role=button]")).to_have_count(0)


def test_guess_first_hides_the_marks_until_they_are_asked_for(page: Page, address: str) -> None:
    opened(page, address, f"{READ}&guess=true")
    assert shown_marks(page) == []
    expect(page.locator(".legend")).to_have_count(0)
    select_words(page, "witch hunt")
    page.get_by_role("button", name="Add to my guesses").click()
    select_words(page, "laptop in a parking lot")
    page.get_by_role("button", name="Add to my guesses").click()
    expect(card(page).locator(".guesses li")).to_have_count(2)
    expect(page.locator("article.story mark.guess")).to_have_count(2)
    page.get_by_role("button", name="Show the marks").click()
    expect(card(page)).to_contain_text("Framing phrase: witch hunt")
    expect(card(page)).to_contain_text("not marked by the page")
    expect(card(page)).to_contain_text("Your guesses touch 1 of 9 marked framing phrases.")
    assert "guess" not in page.url
    page.get_by_role("button", name=re.compile("Mark as missed: laptop")).click()
    page.get_by_role("button", name="Mark as missed", exact=True).click()
    expect(page.locator("mark.missed[role=button]")).to_have_text("laptop in a parking lot")


def test_article_is_found_among_others_and_the_link_keeps_it(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_role("button", name="Choose an article").click()
    page.get_by_label("Headline, outlet, date or id").fill("china lantern")
    page.keyboard.press("Enter")
    row = page.locator(".finder button").first
    expect(row).to_contain_text("The Daily Lantern")
    row.click()
    expect(page.locator("article.story .origin")).to_contain_text("The Daily Lantern")
    settled(page)
    headline = page.locator("article.story h2").inner_text()
    assert "find=china" in page.url
    expect(page.locator(".finder")).to_be_hidden()
    page.reload()
    settled(page)
    expect(page.locator("article.story h2")).to_have_text(headline)


def test_address_named_read_opens_the_article_it_asks_for(page: Page, address: str) -> None:
    opened(page, address, "/read?article=e01-wire&at=text-0")
    expect(page).to_have_url(re.compile(r"/\?(?=.*article=e01-wire)(?=.*at=text-0)"))
    expect(page.locator("[role=dialog]")).to_have_count(0)
    page.reload()
    settled(page)
    expect(page.locator("article.story")).to_be_visible()


def test_two_articles_stand_beside_each_other_with_what_sets_them_apart(page: Page, address: str) -> None:
    opened(page, address, TWO)
    boxes = [page.locator("article.story").nth(n).bounding_box() for n in (0, 1)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[1]["x"] > boxes[0]["x"] + boxes[0]["width"]
    expect(page.get_by_text("What each has and the other has not")).to_be_visible()
    expect(page.get_by_text("Only in Continental Press")).to_be_visible()


def test_page_fits_a_telephone_and_the_card_is_a_low_sheet(watched: Watched, address: str) -> None:
    page = opened(watched.page(390, 844), address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(card(page)).to_be_hidden()
    page.locator("article.story mark[role=button]").first.click()
    expect(card(page)).to_be_visible()
    box = card(page).bounding_box()
    assert box is not None
    assert box["height"] <= 0.451 * 844
    assert box["y"] + box["height"] <= 844
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()


def press_until(page: Page, key: str, wanted: str, most: int = 60) -> None:
    """Press a key until what has the focus is called so; it may have it already."""
    for _ in range(most):
        if re.search(wanted, page.evaluate(ACTIVE)):
            return
        page.keyboard.press(key)
        page.evaluate(SETTLED_FOCUS)
    raise AssertionError(f"{wanted}: not reached by {key}; at {page.evaluate(ACTIVE)!r}")


def focus(page: Page) -> str:
    """What has the focus, by its name."""
    return str(page.evaluate(ACTIVE))


def choose_by_keyboard(page: Page) -> None:
    press_until(page, "Tab", r"Choose an article \(60\)$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(".finder li").first).to_be_visible()
    press_until(page, "Tab", "^Headline, outlet, date or id$")
    page.keyboard.type("e01-tabloid")
    page.keyboard.press("Enter")
    expect(page.locator(".finder li")).to_have_count(1)
    press_until(page, "Tab", "ROBOT RUSTLERS", 6)
    page.keyboard.press("Enter")
    expect(page.locator("article.story .origin")).to_contain_text("The Daily Lantern")
    settled(page)


def walk_over_the_marks(page: Page) -> None:
    press_until(page, "Tab", "^unnamed$")
    page.keyboard.press("Space")
    expect(legend_box(page, "unnamed")).to_be_checked()
    marks = shown_marks(page)
    press_until(page, "Tab", f"^{re.escape(marks[0])}$", 4)
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert focus(page) == marks[1]
    page.keyboard.press("Enter")
    assert focus(page) == "About the chosen mark"
    expect(card(page)).to_contain_text(marks[1])
    page.keyboard.press("Escape")
    assert focus(page) == marks[1]
    page.keyboard.press("Tab")
    assert focus(page) not in marks, "one tab stop into the article"


def mark_by_keyboard(page: Page) -> None:
    press_until(page, "Tab", "^Mark what was missed$")
    page.keyboard.press("Enter")
    assert focus(page) == "sentence"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("hand in America")
    page.keyboard.press("Enter")
    expect(page.locator("mark.missed[role=button]")).to_have_text("hand in America")
    settled(page)


def test_whole_page_works_by_keyboard_alone(page: Page, address: str) -> None:
    """No mouse: choose an article, filter, walk over the marks, read a card, mark what was missed, unfold, download."""
    opened(page, address)
    choose_by_keyboard(page)
    walk_over_the_marks(page)
    mark_by_keyboard(page)
    press_until(page, "Tab", "Marked by readers: 1 passage, in no score$")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "Remove$")
    page.keyboard.press("Enter")
    expect(page.locator("mark.missed[role=button]")).to_have_count(0)
    settled(page)
    press_until(page, "Tab", "Scores, and what made them$")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Flesch reading ease")).to_be_visible()
    press_until(page, "Tab", r"Worksheet for a class \(HTML\)$")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert "Your answers" in Path(waiting.value.path()).read_text("utf-8")
