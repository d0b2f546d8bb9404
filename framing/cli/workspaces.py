"""What `framing score --workspace` does before and after scoring."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from framing.errors import InputError

if TYPE_CHECKING:
    from framing.store import Workspace

SCORING = "scoring"
"""Folder of a workspace where tables are made before they become a run; the same command finds the same folder again."""


@dataclass(frozen=True, slots=True)
class Destination:
    """out: where the tables are made · workspace: that is told of them · name: of the run · inside: whether they move into it."""

    out: str
    workspace: Workspace | None
    name: str
    inside: bool


def begin(out: str | None, folder: Path | None, name: str, inputs: Sequence[str]) -> Destination:
    """Where the tables of a command go. Raises InputError for a name that is taken, typer.BadParameter where nothing is named."""
    if folder is None:
        if out is None or name:
            raise typer.BadParameter("name a folder with --out, or a --workspace", param_hint="--out")
        return Destination(out, None, "", inside=False)
    from framing.batch.places import is_remote
    from framing.store.workspace import find_run, open_workspace

    if out is not None and is_remote(out):
        raise typer.BadParameter("an address cannot be a run of a workspace", param_hint="--out")
    place = open_workspace(folder)
    if name and (out is None) and find_run(place, name) is not None:
        raise InputError(name, "a run of that name is there", "choose another --name, or remove it")
    called = name or (Path(inputs[0]).name if len(inputs) == 1 else f"{len(inputs)} inputs")
    if out is not None:
        return Destination(out, place, name or Path(out).resolve().name, inside=False)
    wanted = repr((name, [str(Path(item).absolute()) for item in inputs]))
    work = place.folder / SCORING / hashlib.sha256(wanted.encode("utf-8", "replace")).hexdigest()[:16]
    return Destination(str(work), place, called, inside=True)


def end(run: Destination) -> str:
    """Tells the workspace of tables that are whole; gives the place where they are now."""
    if run.workspace is None:
        return run.out
    from framing.store.workspace import add_run, register_run

    if not run.inside:
        register_run(run.workspace, Path(run.out), run.name)
        return run.out
    return str(add_run(run.workspace, Path(run.out), run.name, "scored").folder)
