"""Coding in Debian's chromium: drawn, coded by mouse and by keyboard, kept through reloads and kills, blind, and settled."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Response, WebSocket, expect
from screenshots import NARROW, _wait, settled

from browser.watching import Watched, broken
from framing.pages.launch import ADDRESS, command, environment, free_port
from framing.store import Workspace, open_workspace
from framing.store.studies import About, list_studies, new_study
from framing.store.workspace import WORKSPACE
from framing.validate.codes import Code, standing
from framing.validate.desk import Marking, add_coder, finish, mark, rate, study_desk
from framing.validate.sample import Design, FrameArticle, draw, text_digest
from framing.validate.scheme import Scheme, scheme_of
from framing.validate.study import Study, create_study, open_study

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials said on Monday that the genie is out of "
    "the bottle.\n\nAnn Lee, who runs a museum in Hull 🙂, said it was no such thing, no such thing at all, number {number}. "
)
HOSTILE = "<img src=x onerror=alert(1)>"
SELECT = """words => {
    const story = [...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.coding .story')).find(Boolean);
    const walk = document.createTreeWalker(story, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const at = node.data.indexOf(words);
        if (at < 0) continue;
        document.getSelection().setBaseAndExtent(node, at + 1, node, at + words.length - 1);
        return;
    }
    throw new Error('not in one text node: ' + words);
}"""
"""Selects words of one paragraph as a mouse would: from inside the first to inside the last."""
GONE = ("ERR_CONNECTION", "WebSocket", "disconnected")
"""What the browser writes to its console while there is no server."""


@dataclass
class App:
    """An app that can be killed and started again at the same address."""

    workspace: Workspace
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://{ADDRESS}:{self.port}"

    def start(self) -> None:
        surroundings = {**environment(None, None), WORKSPACE: str(self.workspace.folder)}
        self.process = subprocess.Popen(
            command(self.port, None), env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _wait(self.address)

    def kill(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(60)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    found = App(open_workspace(tmp_path_factory.mktemp("coding") / "workspace"), free_port())
    found.start()
    yield found
    found.kill()


def study_of(app: App, name: str, size: int = 3, *coders: str, scheme: Scheme | None = None) -> Study:
    """A study of invented articles, one of them hostile, made as the page makes it."""
    from framing.codebook import load_codebook

    texts = {
        f"{name}-{n}": (HOSTILE if n == 0 else f"Title {n}", TEXT.replace("{number}", str(n)))
        for n in range(size)
    }
    frame = [
        FrameArticle(one, text_digest(*texts[one]), "The Tern", "news", "2026-03", hit=True) for one in texts
    ]
    with new_study(app.workspace, name, About()) as folder:
        study = create_study(
            folder, draw(frame, Design(size, 1)), scheme or scheme_of(load_codebook()), texts
        )
        for coder in coders:
            add_coder(study, coder)
    return open_study(app.workspace.folder / "studies" / name)


def opened(page: Page, app: App, study: str, **query: str) -> Page:
    page.goto(
        f"{app.address}/coding?"
        + "&".join(f"{key}={value}" for key, value in {"study": study, **query}.items())
    )
    settled(page)
    assert broken(page) == []
    return page


def panel(page: Page) -> Locator:
    return page.locator(".coding .panel")


def saved(page: Page) -> None:
    expect(page.locator(".coding .said")).to_have_text("Saved")


def code_words(page: Page, words: str, code: str) -> None:
    """Select words with the mouse and give them a code, the writer's and asserted."""
    page.evaluate(SELECT, words)
    expect(panel(page)).to_contain_text(words)
    panel(page).get_by_role("combobox", name="Code").fill(code)
    panel(page).get_by_label("Writer’s words").check()
    panel(page).get_by_label("Asserted").check()
    panel(page).get_by_role("button", name="Save").click()


def told(study: Study, coder: str, article: str) -> list[tuple[object, ...]]:
    """What stands of a coder in an article: place and code of spans, and ratings."""
    codes = [code for code in standing(study.codes(coder)) if code.article_id == article]
    return [(words(study, code), code.code) if code.unit == "span" else (code.rating,) for code in codes]


def words(study: Study, code: Code) -> str:
    article = study.articles[code.article_id]
    return ((article.title or "") if code.field == "title" else article.text)[code.start : code.end]


def finished(study: Study, coder: str) -> int:
    return len(study.articles) - len(study.left(coder, "device"))


def test_six_articles_are_drawn_and_coded_by_mouse_and_by_keyboard(watched: Watched, app: App) -> None:
    page = watched.page()
    page.goto(f"{app.address}/coding")
    settled(page)
    page.get_by_role("textbox", name="Name of the study").fill("six")
    page.get_by_role("spinbutton", name="Articles to code").fill("6")
    page.get_by_role("textbox", name="Coders").fill("anna, ben")
    page.get_by_role("textbox", name="Coders").press("Enter")
    expect(page.locator(".plan tbody th").first).to_have_text("6")
    settled(page)
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.locator(".coding .where")).to_contain_text("Article 1 of 6 · 6 left")
    study = open_study(next(one.folder for one in list_studies(app.workspace) if one.name == "six"))
    order = study.order("anna")
    first = re.findall(r"\b[a-z]+ [a-z]+ [a-z]+\b", study.articles[order[0]].text)[0]
    code_words(page, first, "another device")
    saved(page)
    expect(page.locator(".coding .codes li")).to_have_count(1)
    assert told(study, "anna", order[0]) == [(first, "other")]
    page.locator(".coding .story").focus()
    page.keyboard.press("2")
    expect(page.locator(".step[aria-pressed=true]")).to_have_text("2")
    saved(page)
    page.keyboard.press("d")
    expect(page.locator(".coding .where")).to_contain_text("Article 2 of 6 · 5 left")
    assert finished(study, "anna") == 1
    by_keyboard(page)
    expect(page.locator(".coding .where")).to_contain_text("Article 3 of 6 · 4 left")
    assert [code for _, code in told(study, "anna", order[1])[:1]] == ["unnamed_role"]
    page.reload()
    settled(page)
    expect(page.locator(".coding .where")).to_contain_text("Article 3 of 6 · 4 left")
    page.get_by_role("button", name="Back to the article before").click()
    expect(page.locator(".coding .codes li")).to_have_count(1)
    expect(page.locator(".coding .codes li")).to_contain_text("Role given · Identity withheld")
    page.get_by_role("button", name=re.compile("^Take back")).click()
    expect(page.locator(".coding .codes li")).to_have_count(0)
    saved(page)
    assert [one for one in told(study, "anna", order[1]) if len(one) == 2] == []


def by_keyboard(page: Page) -> None:
    """The second article with keys alone: a sentence as an unnamed source, a rating, done."""
    page.keyboard.press("m")
    expect(panel(page).locator("select[name=sentence]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(panel(page).get_by_role("radio", name="Source", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(panel(page).get_by_role("radio", name="Role given Persons")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    saved(page)
    page.keyboard.press("1")
    expect(page.locator(".step[aria-pressed=true]")).to_have_text("1")
    saved(page)
    page.keyboard.press("d")


def test_places_are_code_points_and_words_are_whole(watched: Watched, app: App) -> None:
    study = study_of(app, "points", 1, "anna")
    page = opened(watched.page(), app, "points")
    expect(page.locator(".coding .story h2")).to_have_text(HOSTILE)
    code_words(page, "such thing at", "another device")
    saved(page)
    assert told(study, "anna", "points-0") == [("such thing at", "other")]
    page.get_by_role("button", name="Mark by sentence").click()
    panel(page).locator("select[name=sentence]").select_option("3")
    panel(page).locator("input[name=words]").fill("no such thing")
    panel(page).locator("select[name=which]").select_option("1")
    panel(page).get_by_role("combobox", name="Code").fill("cannot")
    panel(page).get_by_role("option", name="Cannot tell which").click()
    panel(page).get_by_label("Memo (optional)").fill("an image?")
    panel(page).get_by_role("button", name="Save").click()
    saved(page)
    codes = [code for code in study.codes("anna") if code.cannot_tell]
    assert [(words(study, code), code.memo) for code in codes] == [("no such thing", "an image?")]
    assert codes[0].start == study.articles["points-0"].text.rindex("no such thing")


def test_code_is_changed_and_stays_in_two_tabs(watched: Watched, app: App) -> None:
    study = study_of(app, "tabs", 2, "anna")
    first, second = (opened(watched.page(), app, "tabs") for _ in range(2))
    code_words(first, "arms race", "another device")
    saved(first)
    code_words(second, "genie", "another device")
    saved(second)
    expect(second.locator(".coding .codes li")).to_have_count(2)
    second.get_by_role("button", name="Change: arms race").click()
    panel(second).get_by_label("Asserted").press("ArrowRight")
    panel(second).get_by_role("button", name="Save").click()
    expect(second.locator(".coding .codes li").first).to_contain_text("Rejected")
    saved(second)
    found = standing(study.codes("anna"))
    assert sorted((words(study, code), code.stance) for code in found) == [
        ("arms race", "rejected"),
        ("genie", "asserted"),
    ]


def test_killed_server_loses_at_most_the_choice_in_hand(watched: Watched, app: App) -> None:
    study = study_of(app, "killed", 2, "anna")
    page = watched.page()
    opened(page, app, "killed")
    code_words(page, "arms race", "another device")
    saved(page)
    app.kill()
    code_words(page, "genie", "another device")
    expect(page.locator(".coding .said")).not_to_have_text("Saved")
    before = told(study, "anna", study.order("anna")[0])
    assert before == [("arms race", "other")]
    app.start()
    slow = 240_000  # the page looks for its server now and then only
    expect(page.locator(".coding .said")).to_have_text("Saved", timeout=slow)
    assert told(study, "anna", study.order("anna")[0]) == [*before, ("genie", "other")]
    again = opened(watched.page(), app, "killed")
    expect(again.locator(".coding .codes li").first).to_contain_text("arms race")
    expect(again.locator(".coding .where")).to_contain_text("Article 1 of 2 · 2 left")
    watched.faults[:] = [one for one in watched.faults if not any(each in one for each in GONE)]


@dataclass
class Heard:
    """Everything that the server has sent to a page."""

    parts: list[bytes]

    def follow(self, page: Page) -> None:
        page.on("websocket", self._socket)
        page.on("response", self._response)

    def _socket(self, socket: WebSocket) -> None:
        socket.on(
            "framereceived",
            lambda data: self.parts.append(data if isinstance(data, bytes) else data.encode()),
        )

    def _response(self, response: Response) -> None:
        if response.url.endswith((".js", ".css", ".woff2")) or not response.ok:
            return
        self.parts.append(response.body())

    def holds(self, *wanted: str) -> list[str]:
        whole = b"\n".join(self.parts)
        return [one for one in wanted if one.encode() in whole]


def code_all(study: Study, coder: str, device: str) -> None:
    desk = study_desk(study, coder)
    for article in desk.order:
        marking = Marking(
            ("text", 20, 32), device, {"voice": "author", "stance": "asserted"}, f"thought of {coder}"
        )
        mark(desk, article, "device", marking)
        rate(desk, article, "sensationalism", 1.0)
        finish(desk, article, [layer.name for layer in desk.scheme.layers])


def test_second_coder_gets_nothing_of_the_first_or_of_the_detector(watched: Watched, app: App) -> None:
    study = study_of(app, "blind", 2, "anna", "ben")
    code_all(study, "anna", "other")
    secrets = [code.id for code in study.codes("anna")]
    page, heard = watched.page(), Heard([])
    heard.follow(page)
    opened(page, app, "blind", coder="ben")
    for part in ("Packages", "Adjudicate", "Sample", "Code"):
        page.get_by_role("radio", name=part, exact=True).click()
        settled(page)
    expect(page.locator(".coding .where")).to_contain_text("Article 1 of 2 · 2 left")
    assert heard.holds("nobody has asked where it ends"), "the articles were to be heard"
    assert (
        heard.holds(*secrets, "thought of anna", '"start":', '"evidence"', '"scores"', "conventionality")
        == []
    )
    code_words(page, "genie", "another device")
    saved(page)
    assert heard.holds('"start":'), "one's own codes come back"
    assert heard.holds(*secrets, "thought of anna", '"evidence"', '"scores"') == []


def test_dispute_is_settled(watched: Watched, app: App) -> None:
    study = study_of(app, "disputed", 1, "anna", "ben")
    known = study.scheme.layer("device").codes[0]
    code_all(study, "anna", "other")
    code_all(study, "ben", known.code)
    page = opened(watched.page(), app, "disputed", part="Adjudicate")
    expect(page.get_by_text("0 of 1 dispute decided")).to_be_visible()
    expect(page.locator(".passage mark")).to_have_text(TEXT[20:32])
    expect(page.get_by_role("table")).to_contain_text("thought of ben")
    page.get_by_text("2. ben", exact=True).last.click()
    page.get_by_role("textbox", name="Who decides").fill("carla")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_text("1 of 1 dispute decided")).to_be_visible()
    assert [(one.coder, one.code) for one in study.decisions()] == [("carla", known.code)]


def test_coding_has_no_grave_finding_and_fits_a_telephone(watched: Watched, app: App) -> None:
    study_of(app, "axe", 2, "anna")
    page = opened(watched.page(color_scheme="dark"), app, "axe")
    code_words(page, "arms race", "another device")
    saved(page)
    page.get_by_role("button", name="Mark by sentence").click()
    assert grave(page) == []
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    page.keyboard.press("Escape")
    settled(page)
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def grave(page: Page) -> list[str]:
    """Grave findings of axe-core in what is ours."""
    found = Axe().run(page).response["violations"]
    return [
        json.dumps([rule["id"], node["target"]])
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
