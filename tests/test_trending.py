"""framing compare --by: stories and time on the command line."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from framing.cli import command_line
from framing.pipeline import Engine
from framing.store import score_articles
from framing.types import Article
from scored import write_scored

FERRY = (
    "A ferry ran aground near the lighthouse of Wexcombe in the storm, and the harbour was closed for the night. "
    * 4
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    articles = [
        Article(id="a", text=FERRY, title="Ferry aground [red]", outlet="Herald", date=date(2020, 1, 30)),
        Article(id="b", text=FERRY + "Later.", title="=Ferry", outlet="Gazette", date=date(2020, 2, 1)),
        Article(id="c", text=FERRY, title="Undated", outlet="Post"),
    ]
    return write_scored(score_articles(Engine(), articles, "folder"), tmp_path_factory.mktemp("scored"))


def test_stories_are_listed_and_written(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "stories.csv"
    found = CliRunner().invoke(command_line(), ["compare", str(folder), "--by", "story", "--csv", str(path)])
    assert found.exit_code == 0
    assert "Ferry aground [red]" in found.output
    assert "1 story, 1 of at least two outlets" in found.output
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == ["story", "article", "outlet", "date", "title"]
    assert [(row[0], row[1]) for row in rows[1:]] == [("a", "a"), ("a", "b")]
    assert not rows[2][4].startswith("=")


def test_measure_is_printed_by_month_with_what_was_left_out(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "time.csv"
    command = ["compare", str(folder), "--by", "month", "--measure", "sensationalism", "--csv", str(path)]
    found = CliRunner().invoke(command_line(), command)
    assert found.exit_code == 0
    assert "1 of 3 articles without a date for this left out" in found.output
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["period"], row["articles"], row["measure"]) for row in rows] == [
        ("2020-01", "1", "sensationalism"),
        ("2020-02", "1", "sensationalism"),
    ]


def test_other_step_and_several_folders_of_stories_are_wrong_use(folder: Path) -> None:
    assert CliRunner().invoke(command_line(), ["compare", str(folder), "--by", "decade"]).exit_code == 2
    assert (
        CliRunner().invoke(command_line(), ["compare", str(folder), str(folder), "--by", "story"]).exit_code
        == 2
    )
