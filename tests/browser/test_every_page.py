"""Every page on a workspace with no article, one, the sample and twelve thousand: drawn, quiet, and the same after a reload."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from screenshots import running_app, settled

from browser.runs_to_open import ADDRESSES, ONE, real_articles, run_of
from browser.watching import Watched, broken
from framing.store import Workspace, open_workspace

MANY = 12_000
View = tuple[str, int]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An empty workspace."""
    return open_workspace(tmp_path_factory.mktemp("pages") / "workspace")


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    """The address of an app with that workspace."""
    with running_app(workspace=workspace.folder) as found:
        yield found


@pytest.fixture(scope="module", params=["none", "one", "sample", "many"])
def run(request: pytest.FixtureRequest, workspace: Workspace) -> str:
    """Id of a run with so many articles; the sample corpus has none."""
    if request.param == "sample":
        return ""
    if request.param == "many":
        shared: Path = request.getfixturevalue("shared")
        return run_of(workspace, "many", real_articles(shared, MANY), workers=2)
    return run_of(workspace, request.param, [ONE if request.param == "one" else {**ONE, "text": ""}])


def view(page: Page) -> View:
    """What a reader sees: every word of the page, and the number of marks in its charts."""
    main = page.locator("[data-testid=stMainBlockContainer]")
    return main.inner_text(), main.locator("path").count()


def looked_at(page: Page, until: Callable[[list[View]], bool]) -> View:
    """The view as soon as what was seen in turn is enough; charts are drawn after all else. Gives up after a minute."""
    seen = [view(page)]
    give_up = time.monotonic() + 60
    while not until(seen) and time.monotonic() < give_up:
        settled(page)
        seen.append(view(page))
    return seen[-1]


@pytest.mark.parametrize("name", ADDRESSES)
def test_page_is_drawn_and_a_reload_gives_the_same_view(
    watched: Watched, address: str, run: str, name: str
) -> None:
    page = watched.page()
    page.goto(f"{address}{ADDRESSES[name]}{f'?run={run}' if run else ''}")
    settled(page)
    expect(page.get_by_text("This takes up to a minute")).to_be_hidden(
        timeout=90_000
    )  # a worker groups the stories
    settled(page)
    assert broken(page) == []
    before = looked_at(page, lambda seen: len(seen) > 2 and len(set(seen[-3:])) == 1)
    page.reload()
    settled(page)
    assert broken(page) == []
    assert looked_at(page, lambda seen: seen[-1] == before) == before
