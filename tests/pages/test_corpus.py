"""Corpus, run without a browser: counts, gaps, the sampling statement, the list, and what can be done with a run."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from framing.pages.corpus_articles import articles_csv, articles_parquet
from framing.pages.launch import SCORED_FOLDER, SERVE
from framing.pipeline import Engine
from framing.store import Collection, Workspace, open_workspace, score_articles
from framing.store.metadata import Selection, select
from framing.store.statements import Statement, save_statement, statement_of
from framing.store.workspace import WORKSPACE, add_run, find_run, list_runs
from framing.types import Article
from pages.looking import blocks
from pages.looking import page as drawn_page
from scored import write_scored

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Ann Lee said it was no such thing. "
    * 3
)
page = partial(drawn_page, "corpus")
HOSTILE = "<img src=x onerror=alert(1)> ![x](http://evil.example) :red[x]"
ARTICLES = [
    Article(
        f"a{number}", f"{number}. {TEXT}", ("The Tern", "The Gull", None)[number % 3], f"Story {number:02}"
    )
    for number in range(60)
]
WAITS_SECONDS = 120


@pytest.fixture(scope="module")
def made() -> Collection:
    return score_articles(Engine(), [*ARTICLES, Article("h", TEXT, HOSTILE, "=1+1")], "made")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of the test's own, which the app uses."""
    monkeypatch.setenv(WORKSPACE, str(tmp_path / "workspace"))
    return open_workspace(tmp_path / "workspace")


@pytest.fixture
def run(place: Workspace, made: Collection, tmp_path: Path) -> str:
    return add_run(place, write_scored(made, tmp_path / "scored"), "sixty").id


def words(at: AppTest) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", blocks(at)))


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def test_sample_says_what_it_is_and_that_nothing_is_in_the_workspace(place: Workspace) -> None:
    at = page()
    assert not at.exception
    assert "Sample corpus (invented)" in words(at)
    assert "Articles 60 of 5 outlets" in words(at)
    assert "None yet." in words(at)
    assert "Sampling statement: none given." in words(at)


def test_run_shows_its_counts_gaps_and_names(run: str) -> None:
    at = page(run=run)
    assert not at.exception
    shown = words(at)
    assert "sixty . Copied from a scored folder" in shown or "sixty. Copied from a scored folder" in shown
    assert "No outlet 20 33%" in shown
    assert "No full date 61 100%" in shown
    assert "Articles 1 to 25 of 61" in shown
    assert "<img" not in blocks(at).replace("&lt;img", "")


def test_list_is_narrowed_by_the_address(run: str) -> None:
    at = page(run=run, find="story 07", order="Headline")
    assert not at.exception
    assert "Articles 1 to 1 of 1" in words(at)
    assert "Story 07" in words(at)
    at = page(run=run, lacking="Without outlet", list_page="1")
    assert "Articles 1 to 20 of 20" in words(at)
    assert "No article passes these filters." in words(page(run=run, find="nothing has this"))


def test_page_of_the_list_is_part_of_the_address(run: str) -> None:
    at = page(run=run, list_page="3")
    assert "Articles 51 to 61 of 61" in words(at)
    next(field for field in at.text_input if field.label.startswith("Search")).set_value("story 0 a").run()
    assert not at.exception
    for asked in ("99", "-3", "x", "9" * 40):
        at = page(run=run, list_page=asked)
        assert not at.exception
        assert f"Articles {51 if asked == '99' else 1} to " in words(at)
    at = page(run=run, list_page="3")
    next(box for box in at.selectbox if box.label == "Outlet").set_value("The Tern").run()
    assert not at.exception


def test_statement_is_saved_shown_and_exported(run: str, place: Workspace, made: Collection) -> None:
    at = page(run=run)
    by_label = {field.label: field for field in at.text_input}
    by_label["Drawn from"].set_value("All dailies " + HOSTILE)
    by_label["How drawn"].set_value("every tenth")
    press(at, "Save")
    assert not at.exception
    assert statement_of(place, run).drawn == "every tenth"
    assert "How drawn: every tenth." in words(at)
    assert "<img" not in blocks(at)


def test_exports_hold_every_article_and_the_statement_and_no_formula(made: Collection) -> None:
    rows = select(made, Selection(order="id"))
    table = list(csv.DictReader(io.StringIO(articles_csv(made, rows, "=note").decode("utf-8-sig"))))
    assert len(table) == 61
    assert {row["note"] for row in table} == {"'=note"}
    assert table[-1]["title"] == "'=1+1"
    same = pq.read_table(io.BytesIO(articles_parquet(made, np.asarray(rows), "note"))).to_pylist()
    assert [row["id"] for row in same] == [row["id"] for row in table]
    assert same[-1]["title"] == "=1+1"


def test_removing_asks_and_takes_what_was_said_with_it(run: str, place: Workspace) -> None:
    save_statement(place, run, Statement(frame="x"))
    at = press(page(run=run), "Remove …")
    assert "Its tables are deleted, with 1 sampling statement. This cannot be undone." in words(at)
    press(at, "Keep")
    assert find_run(place, run) is not None
    press(press(at, "Remove …"), "Remove")
    assert not at.exception
    assert list_runs(place) == ()
    assert "run" not in at.query_params
    assert "Sample corpus (invented)" in words(at)


def test_run_gets_another_name(run: str, place: Workspace) -> None:
    at = page(run=run)
    next(field for field in at.text_input if field.label == "Name of the run").set_value("sixty more")
    [button for button in at.button if button.label == "Rename"][-1].click().run()
    assert not at.exception
    found = find_run(place, run)
    assert found is not None
    assert found.name == "sixty more"


def test_run_scored_anew_is_opened_with_what_was_said_of_the_old_one(run: str, place: Workspace) -> None:
    save_statement(place, run, Statement(frame="All dailies"))
    at = press(page(run=run), "Score anew")
    give_up = time.monotonic() + WAITS_SECONDS
    while "job_of_this_session" in at.session_state and time.monotonic() < give_up:
        time.sleep(0.2)
        at.run()
    assert not at.exception
    newest = at.query_params["run"][0] if isinstance(at.query_params["run"], list) else at.query_params["run"]
    found = find_run(place, newest)
    assert found is not None
    assert (found.name, found.origin, found.articles) == ("sixty (2)", "rescored", 61)
    assert statement_of(place, newest).frame == "All dailies"
    assert find_run(place, run) is not None


def test_collection_scored_with_something_else_says_so(
    place: Workspace, made: Collection, tmp_path: Path
) -> None:
    folder = write_scored(made, tmp_path / "old", texts=False)
    for name in ("articles", "evidence"):
        table = pq.read_table(folder / f"{name}.parquet")
        at = table.schema.get_field_index("signature")
        other = table["signature"].to_pylist()
        pq.write_table(
            table.set_column(at, "signature", [[f"other;{value}" for value in other]]),
            folder / f"{name}.parquet",
        )
    run = add_run(place, folder, "old")
    shown = page(run=run.id)
    assert "cannot be compared with those of new runs until it is scored anew" in words(shown)
    assert any("Scored without texts" in caption.value for caption in shown.caption)


def test_collection_without_an_article_is_a_designed_state(place: Workspace, tmp_path: Path) -> None:
    empty = write_scored(score_articles(Engine(), [], "none"), tmp_path / "none")
    run = add_run(place, empty, "none")
    at = page(run=run.id)
    assert not at.exception
    assert "It holds no article." in words(at)


@pytest.fixture
def served(run: str, place: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv(SERVE, "1")
    return run


def test_visitor_reads_the_shared_runs_and_can_change_none(served: str, place: Workspace) -> None:
    save_statement(place, served, Statement(frame="All dailies"))
    at = page(run=served)
    assert not at.exception
    assert "sixty" in words(at)
    assert "Drawn from: All dailies." in words(at)
    assert "copied, shared" in words(at)
    labels = {button.label for button in at.button}
    assert not labels & {"Remove …", "Rename", "Open folder"}
    by_label = {field.label: field for field in at.text_input}
    by_label["Drawn from"].set_value("mine")
    press(at, "Save")
    assert not at.exception
    assert "Drawn from: mine." in words(at)
    assert statement_of(place, served).frame == "All dailies"
    assert str(place.folder) not in blocks(at)


def test_folder_named_at_the_start_is_no_secret_of_others(
    served: str, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SCORED_FOLDER, str(list_runs(place)[0].folder))
    at = page()
    assert not at.exception
    assert "Articles 1 to 25 of 61" in words(at)
