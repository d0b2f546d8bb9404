"""Changes of stories in the catalogue: kept in their order, of one run only, taken back one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.errors import InputError
from framing.store import open_workspace
from framing.store.story_edits import MOST_ARTICLES, add_edit, edits_of, undo_edit


def test_edits_come_back_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    catalogue = open_workspace(tmp_path).catalogue
    made = (
        add_edit(catalogue, "run", "merge", ("b", "a", "b")),
        add_edit(catalogue, "run", "split", ("“ü”",)),
    )
    add_edit(catalogue, "other", "merge", ("a", "c"))
    assert edits_of(catalogue, "run") == made
    assert [(edit.kind, edit.articles) for edit in made] == [("merge", ("b", "a")), ("split", ("“ü”",))]


def test_edit_is_taken_back_alone_and_only_of_its_own_run(tmp_path: Path) -> None:
    catalogue = open_workspace(tmp_path).catalogue
    first, second = (add_edit(catalogue, "run", "split", (name,)) for name in "ab")
    undo_edit(catalogue, "other", second.id)
    undo_edit(catalogue, "run", first.id)
    undo_edit(catalogue, "run", 999)
    assert edits_of(catalogue, "run") == (second,)


@pytest.mark.parametrize(
    ("kind", "articles"),
    [
        ("merge", ("a",)),
        ("merge", ("a", "a")),
        ("split", ()),
        ("split", tuple(map(str, range(MOST_ARTICLES + 1)))),
    ],
)
def test_edit_of_too_few_or_very_many_articles_is_refused(
    tmp_path: Path, kind: str, articles: tuple[str, ...]
) -> None:
    catalogue = open_workspace(tmp_path).catalogue
    with pytest.raises(InputError, match="name from 1"):
        add_edit(catalogue, "run", kind, articles)  # type: ignore[arg-type]
    assert edits_of(catalogue, "run") == ()
