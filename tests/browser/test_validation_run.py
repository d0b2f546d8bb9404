"""The whole way as a new user goes it: sixty articles, two coders, agreement, adjudication, corrected figures, methods."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Page, expect
from screenshots import running_app, settled

from browser.test_coding import Heard
from browser.watching import Watched, broken
from framing.batch import RunOptions, score_run
from framing.validate.codes import Code, made
from framing.validate.package import pack
from framing.validate.study import Study, open_study
from validate.conftest import code_all, write_journal

STUDY = "Study 1"
MEMO = "Anna thinks so 7391"
"""Stands with every code of Anna's; nobody else may get it before both are done."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run") / "workspace"


@pytest.fixture(scope="module")
def address(workspace: Path) -> Iterator[str]:
    with running_app(workspace=workspace) as found:
        yield found


def opened(page: Page, address: str, path: str) -> Page:
    page.goto(address + path)
    settled(page)
    assert broken(page) == []
    return page


def coding(coder: str, part: str = "Code") -> str:
    return f"/coding?study={STUDY.replace(' ', '+')}&coder={coder}&part={part}"


def validation(part: str) -> str:
    return f"/validation?study={STUDY.replace(' ', '+')}&shown={part.replace(' ', '+')}"


def draw(page: Page, address: str) -> None:
    """Sixty articles of the sample corpus, framing phrases only, for Anna and Ben."""
    opened(page, address, "/coding")
    expect(page.get_by_label("Articles to code")).to_have_value("60")
    page.get_by_role("textbox", name="Coders").fill("anna, ben")
    page.get_by_role("textbox", name="Coders").press("Tab")
    settled(page)
    for label in ("Source", "Heated wording"):
        page.get_by_role("button", name=label, exact=True).click()
        settled(page)
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.get_by_role("combobox", name="Study")).to_have_value(STUDY)
    settled(page)


def packages(study: Study, scored: Path, place: Path) -> dict[str, bytes]:
    """What Anna and Ben send back: all but the last article of each, which they see alike but for two marks that Ben lacks."""
    away = open_study(Path(shutil.copytree(study.folder, place / "away")))
    last = {name: study.order(name)[-1] for name in ("anna", "ben")}
    code_all(away, scored, "anna", keep=1.1)
    codes = [
        made(replace(code, memo=MEMO if code.unit == "span" else "", id=""))
        for code in away.codes("anna")
        if code.unit == "finished" or code.article_id not in last.values()
    ]
    spans = [code for code in codes if code.unit == "span"]
    unlike = {spans[0].id, spans[-1].id}
    write_journal(away.journal("anna"), [code for code in codes if code.article_id != last["anna"]])
    bens = [_as_ben(code) for code in codes if code.id not in unlike and code.article_id != last["ben"]]
    write_journal(away.journal("ben"), [made(code) for code in bens])
    return {name: pack(away, name) for name in last}


def _as_ben(code: Code) -> Code:
    return replace(code, coder="ben", memo="", id="")


def bring_back(page: Page, address: str, coder: str, package: bytes) -> None:
    opened(page, address, coding(coder, "Packages"))
    box = page.locator("[data-testid=stFileUploader]", has_text="Package brought back").locator(
        "input[type=file]"
    )
    box.set_input_files({"name": f"{coder}.zip", "mimeType": "application/zip", "buffer": package})
    expect(page.get_by_text(re.compile(r"\d+ new codes, \d+ known, 0 conflicts"))).to_be_visible()


def mark_by_hand(page: Page, title: str) -> None:
    """The whole first sentence gets a code, by keyboard and fields alone."""
    expect(page.get_by_role("article", name="The article to code")).to_contain_text(title)
    page.get_by_role("button", name="Mark by sentence").click()
    page.get_by_role("combobox", name="Code").fill("the swamp")
    page.get_by_role("radio", name="Writer’s words").check()
    page.get_by_role("radio", name="Asserted").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("region", name="Your codes")).to_contain_text("the swamp")


def finish(page: Page) -> None:
    page.get_by_role("button", name="Done: all coded").click()
    expect(page.get_by_text(re.compile("· all done"))).to_be_visible()


def test_from_a_count_to_a_corrected_figure(
    watched: Watched, address: str, workspace: Path, tmp_path: Path, corpus: Path
) -> None:
    anna, ben = watched.page(), watched.page()
    heard = Heard([])
    heard.follow(ben)
    draw(anna, address)
    study = open_study(workspace / "studies" / STUDY)
    assert (len(study.articles), study.coders()) == (60, ("anna", "ben"))
    scored = tmp_path / "scored"
    score_run([str(corpus / "articles")], scored, RunOptions(workers=1, texts=True))
    prepared = packages(study, scored, tmp_path)

    bring_back(anna, address, "anna", prepared["anna"])
    opened(anna, address, coding("anna"))
    finish(anna)
    for part in ("Agreement", "Corrected figures"):
        opened(ben, address, validation(part))
        expect(ben.get_by_text("ben: 60 left")).to_be_visible()
    bring_back(ben, address, "ben", prepared["ben"])
    opened(ben, address, coding("ben"))
    last = study.articles[study.order("ben")[-1]]
    mark_by_hand(ben, last.title or "")
    evidence = pq.read_table(scored / "evidence.parquet", columns=["article_id", "reason"]).to_pylist()
    reasons = {row["reason"] for row in evidence if row["reason"] and len(row["reason"]) > 30}
    assert not heard.holds(MEMO)
    assert heard.holds(*reasons) == []
    finish(ben)

    adjudicate(ben, address)
    assert heard.holds(MEMO)  # so that what was looked for above can be found
    opened(ben, address, f"/?article={last.id}")
    assert heard.holds(*reasons)
    figures(ben, address)
    study_as_files(ben, address)


def adjudicate(page: Page, address: str) -> None:
    """Every dispute decided: once for the coder who marked it, then for nobody."""
    opened(page, address, coding("ben", "Adjudicate"))
    total = int(page.get_by_text(re.compile(r"0 of \d+ disputes? decided")).inner_text().split()[2])
    assert total == 3
    page.get_by_role("textbox", name="Who decides").fill("carla")
    for number in range(total):
        expect(page.get_by_role("heading", name=f"Dispute {number + 1} of {total}")).to_be_visible()
        wanted = "1." if number == 0 else "None of them"
        page.locator("[data-testid=stRadioOption]", has_text=wanted).click()
        expect(page.get_by_role("radio", name=wanted)).to_be_checked()
        page.get_by_role("button", name="Decide", exact=True).click()
        expect(page.get_by_text(re.compile(rf"{number + 1} of {total} disputes? decided"))).to_be_visible()
        settled(page)


def figures(page: Page, address: str) -> None:
    """Agreement, the detector's error, and the measure corrected, also on Outlets."""
    opened(page, address, validation("Agreement"))
    expect(page.get_by_role("region", name=re.compile("Agreement, Framing phrases"))).to_contain_text(
        "anna, ben"
    )
    opened(page, address, validation("Error"))
    expect(page.get_by_role("region", name=re.compile("by outlet"))).to_contain_text("all outlets")
    opened(page, address, validation("Corrected figures"))
    table = page.get_by_role("region", name=re.compile("how far the detector is trusted"))
    expect(table.get_by_role("row", name=re.compile("^all outlets"))).to_contain_text("60 of 60")
    opened(
        page, address, "/outlets?measure=Framing+phrases+per+1%2C000+words&genre=All&articles=All+articles"
    )
    page.get_by_text(f"Corrected by hand coding (study {STUDY})").click()
    expect(page.get_by_text("All outlets together:")).to_contain_text("corrected")
    expect(page.get_by_text("No outlet has 20 coded articles")).to_be_visible()
    settled(page)
    before = page.locator(".fr").all_inner_texts()
    page.reload()
    settled(page)
    assert page.locator(".fr").all_inner_texts() == before


def study_as_files(page: Page, address: str) -> None:
    """The methods paragraph with its figures, and the ZIP with nothing of the articles in it."""
    opened(page, address, validation("Export"))
    paragraph = page.locator("[data-testid=stCode]").first
    expect(paragraph).to_contain_text("60 were drawn by simple random sampling")
    expect(paragraph).to_contain_text("2 coders (people)")
    expect(paragraph).to_contain_text("Agreement on device: span F1")
    expect(paragraph).to_contain_text("PPI++")
    page.get_by_text("Without text").click()
    settled(page)
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download the study (ZIP)").click()
    assert coming.value.suggested_filename == "study-1-no-text.zip"
    with zipfile.ZipFile(io.BytesIO(coming.value.path().read_bytes())) as archive:
        names = set(archive.namelist())
        manifest = orjson.loads(archive.read("manifest.json"))
    assert {"codes.csv", "estimates.csv", "methods.txt", "manifest.json"} <= names
    assert "articles.jsonl" not in names
    assert manifest["articles_coded"] == 60
    assert manifest["coders"] == ["anna (human)", "ben (human)", "carla (human)"]
