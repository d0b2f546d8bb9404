"""The workspace: runs appear whole, go with what was said of them, and what went wrong is found."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from framing.errors import FramingError, InputError, OutputError
from framing.pipeline import Engine
from framing.store import Collection, Workspace, default_folder, open_scored, open_workspace, score_articles
from framing.store import workspace as module
from framing.store.private import PREFIX, PrivateWorkspace, remove_stale
from framing.store.statements import LONGEST, Statement, in_words, save_statement, statement_of
from framing.store.workspace import (
    WORKSPACE,
    add_run,
    carry_over,
    check_workspace,
    find_run,
    list_runs,
    register_run,
    remove_run,
    rename_run,
    said_about,
)
from framing.types import Article
from scored import write_scored

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Ann Lee said it was no such thing. "
    * 3
)


@pytest.fixture(scope="module")
def made() -> Collection:
    return score_articles(Engine(), [Article("a", TEXT, "The Tern"), Article("b", "Too short.")], "two")


@pytest.fixture
def scored(made: Collection, tmp_path: Path) -> Path:
    return write_scored(made, tmp_path / "scored")


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_copied_run_is_the_same_tables_for_its_owner_alone(
    place: Workspace, scored: Path, made: Collection
) -> None:
    run = add_run(place, scored, "two")
    assert files(run.folder) == files(scored)
    assert (run.articles, run.signature, run.origin) == (2, made.signature, "copied")
    assert list_runs(place) == (run,)
    assert {path.stat().st_mode & 0o077 for path in (run.folder, *run.folder.iterdir())} == {0}
    assert open_scored(run.folder).articles == made.articles


def test_folder_in_the_workspace_is_moved(place: Workspace, scored: Path) -> None:
    inside = shutil.move(scored, place.jobs / "x")
    run = add_run(place, Path(inside), "two", "uploaded")
    assert not Path(inside).exists()
    assert run.folder.parent == place.runs


def test_registered_folder_stays_where_it_is_and_is_registered_once(place: Workspace, scored: Path) -> None:
    run = register_run(place, scored)
    assert (run.folder, run.name) == (scored, "scored")
    assert register_run(place, scored, "again").id == run.id
    remove_run(place, run)
    assert list_runs(place) == ()
    assert scored.is_dir()


def test_names_are_made_different_and_can_be_changed_to_free_ones(place: Workspace, scored: Path) -> None:
    runs = [add_run(place, scored, name) for name in ("two", " two ", "two", "")]
    assert [run.name for run in runs] == ["two", "two (2)", "two (3)", "run"]
    rename_run(place, runs[0], "first")
    assert find_run(place, "first") == find_run(place, runs[0].id)
    for taken in ("two (2)", "  "):
        with pytest.raises(OutputError, match="choose another name"):
            rename_run(place, runs[0], taken)


def test_workspace_can_be_moved(place: Workspace, scored: Path, tmp_path: Path) -> None:
    run = add_run(place, scored, "two")
    place.folder.rename(tmp_path / "elsewhere")
    moved = open_workspace(tmp_path / "elsewhere")
    assert list_runs(moved)[0].folder == tmp_path / "elsewhere" / "runs" / run.id
    assert check_workspace(moved) == ()


@pytest.mark.parametrize("cut", ["copytree", "chmod", "rename", "insert"])
def test_run_whose_adding_breaks_off_is_not_listed_and_is_found_by_check(
    place: Workspace, scored: Path, cut: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OutputError("disk", "full")

    names = {"copytree": "_copied", "chmod": "close_to_others", "rename": "rename", "insert": "_insert"}
    with monkeypatch.context() as patch:
        patch.setattr(module, names[cut], broken)
        with pytest.raises(OutputError, match="full"):
            add_run(place, scored, "two")
    assert list_runs(place) == ()
    found = [fault.seen for fault in check_workspace(place, mend=True)]
    assert (
        found
        == {
            "copytree": [],
            "chmod": ["a copy that was cut off"],
            "rename": ["a copy that was cut off"],
            "insert": ["a run that the catalogue does not name"],
        }[cut]
    )
    assert check_workspace(place) == ()
    assert len(list_runs(place)) == (cut == "insert")


def test_check_finds_runs_that_are_gone_damaged_or_written_anew(place: Workspace, scored: Path) -> None:
    gone, damaged = add_run(place, scored, "gone"), add_run(place, scored, "damaged")
    register_run(place, scored, "anew")
    shutil.rmtree(gone.folder)
    (damaged.folder / "evidence.parquet").write_bytes(b"PAR1")
    os.utime(scored / "articles.parquet", ns=(1, 1))
    found = {
        fault.place: fault.seen.rpartition(": ")[2].partition(" (")[0] for fault in check_workspace(place)
    }
    assert found == {
        "gone": "no such file",
        "damaged": "not a table",
        "anew": "written anew since it was added",
    }


@pytest.mark.parametrize("lacking", ["articles", "evidence"])
def test_folder_without_whole_tables_is_no_run(place: Workspace, scored: Path, lacking: str) -> None:
    (scored / f"{lacking}.parquet").unlink()
    for put in (add_run, register_run):
        with pytest.raises(InputError, match=rf"{lacking}\.parquet: no such file"):
            put(place, scored, "two")
    assert list_runs(place) == ()
    assert list(place.runs.iterdir()) == []


def test_what_was_said_of_a_run_is_carried_over_and_goes_with_it(place: Workspace, scored: Path) -> None:
    before, after = add_run(place, scored, "before"), add_run(place, scored, "after")
    save_statement(place, before.id, Statement(frame="All dailies"))
    with place.catalogue.change() as connection:
        connection.execute(
            "INSERT INTO missed (run, article, field, start, end, words, layer, note, created, signature) "
            "VALUES (?, 'a', 'text', 0, 3, 'Min', 'device', '', 'now', 's')",
            (before.id,),
        )
    carry_over(place, before.id, after.id)
    said = {"statement": 1, "missed": 1, "story_edit": 0}
    assert (said_about(place, before.id), said_about(place, after.id)) == (said, said)
    remove_run(place, before)
    assert not before.folder.exists()
    assert said_about(place, before.id) == dict.fromkeys(said, 0)
    assert statement_of(place, after.id).frame == "All dailies"


@pytest.mark.parametrize(
    "action",
    [
        lambda place, scored: add_run(place, scored, "x"),
        register_run,
        lambda place, _: remove_run(place, list_runs(place)[0]),
        lambda place, _: rename_run(place, list_runs(place)[0], "x"),
        lambda place, _: save_statement(place, "x", Statement()),
        lambda place, _: carry_over(place, "x", "y"),
    ],
)
def test_workspace_that_is_only_read_is_never_changed(
    place: Workspace, scored: Path, action: Callable[[Workspace, Path], object]
) -> None:
    run = add_run(place, scored, "two")
    reader = open_workspace(place.folder, read_only=True)
    with pytest.raises(OutputError, match="may only be read"):
        action(reader, scored)
    assert list_runs(reader) == (run,)
    assert run.folder.is_dir()


def test_statement_is_kept_in_one_line_with_a_limit(place: Workspace) -> None:
    assert in_words(statement_of(place, "r")) == "Sampling statement: none given."
    kept = save_statement(place, "r", Statement("All\n dailies", "2026", "", "every tenth."))
    assert statement_of(place, "r") == kept
    assert in_words(kept) == "Drawn from: All dailies. Period: 2026. How drawn: every tenth."
    with pytest.raises(InputError, match="Search terms: 4,001 characters; use at most 4,000"):
        save_statement(place, "r", Statement(terms="x" * (LONGEST + 1)))


@pytest.mark.parametrize(
    ("platform", "variables", "wanted"),
    [
        ("linux", {}, "home/.local/share/framing"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/framing"),
        ("darwin", {}, "home/Library/Application Support/framing"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/framing"),
        ("linux", {WORKSPACE: "/own"}, "/own"),
    ],
)
def test_default_folder_is_where_the_platform_keeps_data(
    platform: str, variables: dict[str, str], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", WORKSPACE):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: Path("home"))
    assert default_folder() == Path(wanted)


def test_private_workspace_goes_when_it_is_closed_or_its_program_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    closed, used = PrivateWorkspace(), PrivateWorkspace()
    closed.close()
    assert not closed.workspace.folder.exists()
    killed = tmp_path / f"{PREFIX}killed"
    killed.mkdir()
    (killed / "lock").touch()
    young = tmp_path / f"{PREFIX}young"
    young.mkdir()
    assert remove_stale() == 1
    assert (killed.exists(), young.exists(), used.workspace.folder.exists()) == (False, True, True)
    used.close()


def test_place_that_cannot_be_a_workspace_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FramingError, match="file"):
        open_workspace(tmp_path / "file")
