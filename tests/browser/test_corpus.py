"""Corpus in chromium: the workspace is shared with the command line, uploads outlive a reload, visitors are kept apart."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from screenshots import served_app, settled

from browser.watching import Watched
from framing.pages.launch import Serving
from framing.store import open_workspace
from framing.store.jobs import list_jobs
from framing.store.private import PREFIX
from framing.store.workspace import list_runs

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)


def records(count: int) -> bytes:
    rows = (
        {"id": f"a{n}", "outlet": "The Tern", "title": f"Story {n}", "text": f"{n}. {TEXT}"}
        for n in range(count)
    )
    return "\n".join(map(json.dumps, rows)).encode()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpus") / "workspace"


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with served_app(workspace=place) as app:
        yield app.address


def upload(page: Page, name: str, content: bytes) -> None:
    page.get_by_role("button", name="Open another").click()
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def test_run_scored_from_the_shell_while_the_app_is_open_can_be_opened(
    page: Page, address: str, place: Path, tmp_path: Path
) -> None:
    page.goto(f"{address}/corpus")
    expect(page.get_by_text("None yet.", exact=False)).to_be_visible(timeout=60_000)
    (tmp_path / "articles.jsonl").write_bytes(records(3))
    command = [str(Path(sys.executable).with_name("framing")), "score", str(tmp_path / "articles.jsonl")]
    done = subprocess.run(
        [*command, "--workspace", str(place), "--name", "From the shell"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page.reload()
    settled(page)
    expect(page.locator("th", has_text="From the shell")).to_be_visible()
    page.get_by_role("button", name="Open another").click()
    page.get_by_role("combobox", name="Collection").click()
    page.get_by_role("option", name="From the shell", exact=False).click()
    expect(page.get_by_text("Articles 1 to 3 of 3")).to_be_visible(timeout=60_000)
    assert "run=" in page.url
    page.reload()
    expect(page.get_by_text("Articles 1 to 3 of 3")).to_be_visible(timeout=60_000)


def test_upload_goes_on_while_the_page_is_reloaded(page: Page, address: str, place: Path) -> None:
    page.goto(f"{address}/corpus")
    settled(page)
    upload(page, "many.jsonl", records(3_000))
    expect(page.get_by_role("button", name="Stop")).to_be_visible(timeout=60_000)
    page.reload()
    expect(page.get_by_text("many.jsonl is ready.")).to_be_visible(timeout=90_000)
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_text("Articles 1 to 25 of 3,000")).to_be_visible(timeout=60_000)
    assert [run.articles for run in list_runs(open_workspace(place)) if run.name == "many.jsonl"] == [3_000]


def test_stopped_upload_leaves_nothing(page: Page, address: str, place: Path) -> None:
    page.goto(f"{address}/corpus")
    settled(page)
    upload(page, "stopped.jsonl", records(30_000))
    page.locator("[class*=st-key-stop-] button").click()  # Streamlit has a button of its own called Stop
    expect(page.locator("[class*=st-key-stop-]")).to_have_count(0)
    settled(page)
    assert "stopped.jsonl" not in page.locator("[data-testid=stMain]").inner_text()
    workspace = open_workspace(place)
    assert list_jobs(workspace) == ()
    assert "stopped.jsonl" not in [run.name for run in list_runs(workspace)]


def test_page_fits_a_telephone(watched: Watched, address: str) -> None:
    page = watched.page(390, 844)
    page.goto(f"{address}/corpus")
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_one_visitor_uploads_no_other_sees_and_it_goes_with_the_app(
    watched: Watched, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = list_runs(open_workspace(place))
    with served_app(workspace=place, serving=Serving()) as app:
        mine, other = watched.page(), watched.page()
        mine.goto(f"{app.address}/corpus")
        settled(mine)
        upload(mine, "marker-of-mine.jsonl", records(2))
        expect(mine.get_by_text("Articles 1 to 2 of 2")).to_be_visible(timeout=60_000)
        run = mine.url.partition("run=")[2].partition("&")[0]
        assert run
        other.goto(f"{app.address}/corpus")
        settled(other)
        assert "marker-of-mine" not in other.content()
        other.goto(f"{app.address}/corpus?run={run}")
        expect(other.get_by_text("not in this workspace", exact=False)).to_be_visible(timeout=60_000)
        assert "marker-of-mine" not in other.content()
        assert len(list(tmp_path.glob(f"{PREFIX}*"))) == 2
    assert list(tmp_path.glob(f"{PREFIX}*")) == []
    assert list_runs(open_workspace(place)) == before
