"""What readers say the detectors have missed: places in an article, kept in the catalogue, never counted in a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Row
from typing import Any

from framing.errors import InputError
from framing.store.catalogue import Catalogue
from framing.types import Article, Field

MOST_WORDS, MOST_NOTE = 2_000, 1_000
"""Characters of one place and of one note."""


@dataclass(frozen=True, slots=True)
class Missed:
    """`getattr(article, field)[start:end] == words`, offsets in code points.

    run: id of the collection, empty for a text that was pasted or uploaded · layer: key of a layer of marks (`device`, `heated`,
    `unnamed`, `named`) · code: device or class where the reader named one · created: UTC, ISO 8601 · signature: of the detectors
    that missed it.
    """

    id: int
    run: str
    article: str
    field: Field
    start: int
    end: int
    words: str
    layer: str
    code: str | None
    note: str
    created: str
    signature: str


COLUMNS = Missed.__slots__
_INSERTED = COLUMNS[1:]


def add_missed(
    catalogue: Catalogue, run: str, article: Article, place: tuple[Field, int, int], **said: str
) -> Missed:
    """Keep a place of an article; the same place and layer again replaces what was said of it before.

    said: `layer` and `signature`, and `note` where there is one. Raises InputError for a place outside the field, an empty or
    very long one, and OutputError where the workspace may only be read.
    """
    field, start, end = place
    text = getattr(article, field) or ""
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise InputError(
            f"{article.id}:{field}:{start}:{end}", "no such words", "select words of the article"
        )
    if end - start > MOST_WORDS or len(said.get("note", "")) > MOST_NOTE:
        raise InputError(
            f"{article.id}:{field}:{start}:{end}", "too long", f"up to {MOST_WORDS:,} characters"
        )
    created = datetime.now(UTC).isoformat(timespec="seconds")
    values = (run, article.id, field, start, end, text[start:end], said["layer"], None, said.get("note", ""), created,
              said["signature"])  # fmt: skip
    with catalogue.change() as connection:
        connection.execute(
            "DELETE FROM missed WHERE run = ? AND article = ? AND field = ? AND start = ? AND end = ? AND layer = ?",
            (run, article.id, field, start, end, said["layer"]),
        )
        holders = ", ".join("?" * len(values))
        made = connection.execute(f"INSERT INTO missed ({_names()}) VALUES ({holders})", values)  # noqa: S608 (our names)
        number = int(made.lastrowid or 0)
    return _missed({"id": number, **dict(zip(_INSERTED, values, strict=True))})


def missed_of(catalogue: Catalogue, run: str, article_id: str | None = None) -> tuple[Missed, ...]:
    """What was marked in one article, or in all of a run, in the order of the text."""
    one = "" if article_id is None else " AND article = ?"
    found = catalogue.rows(
        f"SELECT * FROM missed WHERE run = ?{one} ORDER BY article, field DESC, start, end, id",  # noqa: S608
        (run,) if article_id is None else (run, article_id),
    )
    return tuple(_missed(row) for row in found)


def remove_missed(catalogue: Catalogue, ids: Sequence[int]) -> None:
    """Forget places by their ids; one that is not there is no error."""
    with catalogue.change() as connection:
        connection.executemany("DELETE FROM missed WHERE id = ?", [(number,) for number in ids])


def _names() -> str:
    return ", ".join(f'"{name}"' for name in _INSERTED)


def _missed(row: Row | dict[str, Any]) -> Missed:
    return Missed(*(row[name] for name in COLUMNS))
