"""Codebooks of one's own: versions that never change, kept once per file, gone when removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.codebook import load_codebook
from framing.codebook.writing import folder_of
from framing.errors import CodebookError, InputError, OutputError
from framing.store import Catalogue, open_workspace
from framing.store.codebooks import (
    LONGEST_NAME,
    compare_files,
    files_of,
    find_version,
    labels,
    list_versions,
    remove_codebook,
    save_version,
)
from small_device import GOOD

FILES = {"war/arms-race.yaml": GOOD}
OTHER = {
    "war/space-race.yaml": GOOD.replace("war/arms-race", "war/space-race").replace("arms race", "space race")
}
BOTH = FILES | {
    path: text.replace("\n  - reason: real weapons\n    before: [nuclear]", " []")
    for path, text in OTHER.items()
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_workspace(tmp_path / "workspace").catalogue


def test_versions_are_numbered_and_never_change(catalogue: Catalogue) -> None:
    first, book = save_version(catalogue, " My  book ", FILES, "Begun")
    assert (first.name, first.version, first.note, len(book.devices)) == ("My book", 1, "Begun", 1)
    second, _ = save_version(catalogue, "My book", BOTH, "One more")
    assert [v.label for v in list_versions(catalogue)] == ["My book, version 2", "My book, version 1"]
    assert files_of(catalogue, first) == FILES
    assert files_of(catalogue, second) == BOTH
    assert find_version(catalogue, "My book") == second
    assert find_version(catalogue, "My book", 1) == first
    assert find_version(catalogue, "My book", 3) is None
    assert find_version(catalogue, "my book") is None


def test_same_files_again_are_the_same_version(catalogue: Catalogue) -> None:
    first, _ = save_version(catalogue, "b", FILES, "x")
    assert save_version(catalogue, "b", FILES, "y")[0] == first
    assert len(list_versions(catalogue)) == 1


def test_digest_is_the_one_that_scoring_writes_into_the_signature(catalogue: Catalogue) -> None:
    made, _ = save_version(catalogue, "b", FILES, "x")
    with folder_of(FILES) as folder:
        assert load_codebook(folder).digest == made.digest
    assert labels(catalogue, made.digest) == {"war/arms-race": "arms race"}
    assert labels(catalogue, "none") == {}


def test_each_file_is_kept_once_and_goes_with_the_last_version(catalogue: Catalogue) -> None:
    save_version(catalogue, "a", FILES, "x")
    save_version(catalogue, "b", BOTH, "x")
    assert len(catalogue.rows("SELECT * FROM codebook_file")) == 2
    remove_codebook(catalogue, "b")
    assert [v.name for v in list_versions(catalogue)] == ["a"]
    assert len(catalogue.rows("SELECT * FROM codebook_file")) == 1
    remove_codebook(catalogue, "a")
    remove_codebook(catalogue, "never there")
    assert catalogue.rows("SELECT * FROM codebook_file") == []


def test_faulty_codebook_is_not_kept(catalogue: Catalogue) -> None:
    with pytest.raises(CodebookError) as caught:
        save_version(catalogue, "b", {"war/arms-race.yaml": GOOD.replace("metaphor", "joke")}, "x")
    assert caught.value.faults == (
        "war/arms-race.yaml:5: kind 'joke'; use one of metaphor, exemplar, allusion, catchphrase, depiction",
    )
    assert list_versions(catalogue) == ()


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1), "a\x07b"])
def test_name_that_cannot_be_shown_is_refused(catalogue: Catalogue, name: str) -> None:
    with pytest.raises(InputError):
        save_version(catalogue, name, FILES, "x")


def test_version_needs_a_note(catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match="note"):
        save_version(catalogue, "b", FILES, "")


def test_workspace_that_may_only_be_read_keeps_nothing(catalogue: Catalogue) -> None:
    with pytest.raises(OutputError):
        save_version(Catalogue(catalogue.path, read_only=True), "b", FILES, "x")


def test_versions_are_compared_by_file() -> None:
    found = compare_files({"a": "1", "b": "2", "c": "3"}, {"b": "2", "c": "4", "d": "5"})
    assert (found.added, found.removed, found.changed) == (("d",), ("a",), ("c",))
