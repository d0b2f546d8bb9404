"""Studies of a workspace: they appear whole, under names that any disk can have, and go as a whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from framing.errors import InputError, OutputError
from framing.store import Workspace, open_workspace
from framing.store.studies import About, find_study, list_studies, new_study, remove_study


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


def make(place: Workspace, name: str, about: About | None = None) -> None:
    with new_study(place, name, about or About()) as folder:
        (folder / "codes").mkdir()
        (folder / "sample.json").write_text("{}")


def test_study_is_listed_with_what_it_was_drawn_from(place: Workspace) -> None:
    make(place, " Study 1 ", About("run-1", hide_outlet=True))
    (found,) = list_studies(place)
    assert (found.name, found.about.run, found.about.hide_outlet) == ("Study 1", "run-1", True)
    assert found.folder == place.folder / "studies" / "Study 1"
    assert found.about.created > "2026"
    assert find_study(place, "Study 1") == found
    assert find_study(place, "Study 2") is None


def test_newest_study_comes_first_and_one_without_a_record_last(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, name in enumerate(("b", "a", "c"), 1):
        monkeypatch.setattr("framing.store.studies.now", lambda day=day: f"2026-01-0{day}")
        make(place, name)
    (place.folder / "studies" / "drawn elsewhere").mkdir()
    assert [one.name for one in list_studies(place)] == ["c", "a", "b", "drawn elsewhere"]


def test_empty_workspace_has_no_study(place: Workspace) -> None:
    assert list_studies(place) == ()


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_study_is_for_its_owner_alone(place: Workspace) -> None:
    make(place, "mine")
    folder = place.folder / "studies" / "mine"
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder.parent, folder, *folder.rglob("*"))}
    assert modes == {
        "studies": 0o700,
        "mine": 0o700,
        "codes": 0o700,
        "about.json": 0o600,
        "sample.json": 0o600,
    }


@pytest.mark.parametrize(
    "name",
    ["", " ", ".hidden", "../up", "a/b", "a\\b", "con", "COM1", "nul.txt", "x" * 61, "a\x00", "ä", "a."],
)
def test_name_that_some_disk_cannot_have_is_refused(place: Workspace, name: str) -> None:
    with pytest.raises(InputError, match="name of the study"):
        make(place, name)
    assert list_studies(place) == ()


def test_name_is_taken_whatever_its_capitals(place: Workspace) -> None:
    make(place, "Study")
    with pytest.raises(OutputError, match="choose another name"):
        make(place, "STUDY")


def test_study_that_fails_while_it_is_made_leaves_nothing(place: Workspace) -> None:
    def fail() -> None:
        with new_study(place, "half", About()) as folder:
            (folder / "sample.json").write_text("{}")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list((place.folder / "studies").iterdir()) == []


def test_study_cut_off_while_it_was_made_is_gone_at_the_next_opening(place: Workspace) -> None:
    make(place, "whole")
    left = place.folder / "studies" / ".new-0123456789abcdef"
    left.mkdir()
    (left / "sample.json").write_text("{}")
    left.with_suffix(".lock").touch()  # its owner was killed, and the system has freed the lock
    open_workspace(place.folder)
    assert [path.name for path in (place.folder / "studies").iterdir()] == ["whole"]


def test_study_that_is_being_made_survives_another_opening(place: Workspace) -> None:
    with new_study(place, "slow", About()) as folder:
        (folder / "sample.json").write_text("{}")
        open_workspace(place.folder)
    assert [path.name for path in (place.folder / "studies").iterdir()] == ["slow"]


def test_removed_study_is_gone_and_removing_it_again_is_no_error(place: Workspace) -> None:
    make(place, "one")
    (found,) = list_studies(place)
    for _ in range(2):
        remove_study(found)
    assert list((place.folder / "studies").iterdir()) == []


def test_workspace_that_may_only_be_read_takes_no_study(place: Workspace) -> None:
    with pytest.raises(OutputError, match="only be read"):
        make(open_workspace(place.folder, read_only=True), "one")


def test_damaged_record_hides_no_study(place: Workspace) -> None:
    make(place, "one", About("run-1"))
    (place.folder / "studies" / "one" / "about.json").write_text('{"run": 1}')
    assert [(one.name, one.about) for one in list_studies(place)] == [("one", About())]
