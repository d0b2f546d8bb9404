"""What readers say about stories: these are one, these are another one. Kept in the catalogue, on top of the automatic groups."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from framing.errors import InputError
from framing.store.catalogue import Catalogue
from framing.store.workspace import now

EditKind = Literal["merge", "split"]
MOST_ARTICLES = 1_000
"""Articles that one edit may name."""


@dataclass(frozen=True, slots=True)
class StoryEdit:
    """merge: the stories of these articles are one · split: these articles leave their story for one of their own.

    run: id of the collection · created: UTC, ISO 8601.
    """

    id: int
    run: str
    kind: EditKind
    articles: tuple[str, ...]
    created: str


def add_edit(catalogue: Catalogue, run: str, kind: EditKind, articles: Sequence[str]) -> StoryEdit:
    """Keep an edit; edits hold in the order in which they were made.

    Raises InputError for a merge of fewer than two articles, an empty split and very many articles, OutputError where the
    workspace may only be read.
    """
    named = tuple(dict.fromkeys(articles))
    if not (2 if kind == "merge" else 1) <= len(named) <= MOST_ARTICLES:
        raise InputError(
            kind, f"{len(named)} articles", f"name from 1 (merge: 2) to {MOST_ARTICLES:,} articles"
        )
    created = now()
    with catalogue.change() as connection:
        made = connection.execute(
            "INSERT INTO story_edit (run, kind, articles, created) VALUES (?, ?, ?, ?)",
            (run, kind, json.dumps(named, ensure_ascii=False), created),
        )
        return StoryEdit(int(made.lastrowid or 0), run, kind, named, created)


def edits_of(catalogue: Catalogue, run: str) -> tuple[StoryEdit, ...]:
    """The edits of a collection in the order in which they were made."""
    found = catalogue.rows(
        "SELECT id, run, kind, articles, created FROM story_edit WHERE run = ? ORDER BY id", (run,)
    )
    return tuple(
        StoryEdit(
            row["id"],
            row["run"],
            cast("EditKind", row["kind"]),
            tuple(json.loads(row["articles"])),
            row["created"],
        )
        for row in found
    )


def undo_edit(catalogue: Catalogue, run: str, edit: int) -> None:
    """Take back one edit of a collection; one that is not there is no error."""
    with catalogue.change() as connection:
        connection.execute("DELETE FROM story_edit WHERE run = ? AND id = ?", (run, edit))
