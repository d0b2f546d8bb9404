"""The sampling statement of a run: how its articles were drawn, in the words of whoever drew them. Printed with every export."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from framing.errors import InputError
from framing.store.workspace import Workspace, now

LONGEST = 4_000
"""Characters of each part."""


@dataclass(frozen=True, slots=True)
class Statement:
    """frame: what was drawn from · period: first and last day · terms: search terms · drawn: all of it, at random, every n-th …

    changed: UTC, ISO 8601; empty for one that nobody has filled in.
    """

    frame: str = ""
    period: str = ""
    terms: str = ""
    drawn: str = ""
    changed: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nobody has said anything yet."""
        return not any((self.frame, self.period, self.terms, self.drawn))


LABELS = {
    "frame": "Drawn from",
    "period": "Period",
    "terms": "Search terms",
    "drawn": "How drawn",
}
"""Part of a statement -> what readers see."""


def statement_of(workspace: Workspace, run: str) -> Statement:
    """What has been said about a run; an empty statement where nothing has."""
    rows = workspace.catalogue.rows(
        "SELECT frame, period, terms, drawn, changed FROM statement WHERE run = ?", (run,)
    )
    return Statement(**dict(rows[0])) if rows else Statement()


def save_statement(workspace: Workspace, run: str, said: Statement) -> Statement:
    """Keeps what is said about a run in place of what was said before. Raises InputError for a part that is too long."""
    parts = {name: " ".join(text.split()) for name, text in asdict(said).items() if name != "changed"}
    for name, text in parts.items():
        if len(text) > LONGEST:
            raise InputError(LABELS[name], f"{len(text):,} characters", f"use at most {LONGEST:,}")
    kept = Statement(**parts, changed=now())
    columns = ", ".join(field.name for field in fields(Statement))
    with workspace.catalogue.change() as connection:
        connection.execute(
            f"INSERT OR REPLACE INTO statement (run, {columns}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 (names of ours)
            (run, *asdict(kept).values()),
        )
    return kept


def in_words(said: Statement) -> str:
    """`Drawn from: … Period: … Search terms: … How drawn: …`, or that nothing has been said."""
    if said.is_empty:
        return "Sampling statement: none given."
    parts = (f"{label}: {getattr(said, name)}" for name, label in LABELS.items() if getattr(said, name))
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts)
