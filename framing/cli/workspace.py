"""framing workspace: the runs that the app and the command line share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from framing.store import Workspace

Where = Annotated[
    Path | None,
    typer.Option("--workspace", help="The workspace; none: $FRAMING_WORKSPACE, else your data folder."),
]


def list_all(workspace: Where = None) -> None:
    """Print the runs of the workspace, newest first."""
    from framing.store.workspace import list_runs

    place = _open(workspace)
    found = list_runs(place)
    typer.echo(f"{place.folder}: {len(found)} run{'s' if len(found) != 1 else ''}")
    for run in found:
        typer.echo(
            f"{run.id}  {run.created[:16]}  {run.articles:>9,}  {run.origin:<10}  {run.name}  {run.folder}"
        )


def add(
    folder: Annotated[Path, typer.Argument(help="Folder written by `framing score`.")],
    name: Annotated[str, typer.Option(help="What to call it; none: the folder's name.")] = "",
    copy: Annotated[
        bool,
        typer.Option("--copy", help="Copy the tables into the workspace; else they stay where they are."),
    ] = False,
    workspace: Where = None,
) -> None:
    """Add a scored folder to the workspace."""
    from framing.store.workspace import add_run, register_run

    place = _open(workspace)
    run = add_run(place, folder, name or folder.resolve().name) if copy else register_run(place, folder, name)
    typer.echo(f"{run.id}  {run.name}: {run.articles:,} articles in {run.folder}")


def remove(
    run: Annotated[str, typer.Argument(help="Id or name of the run.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    workspace: Where = None,
) -> None:
    """Remove a run and what was said about it; tables that were only added by their place are not deleted."""
    from framing.errors import InputError
    from framing.store.workspace import find_run, is_inside, remove_run, said_about

    place = _open(workspace)
    found = find_run(place, run)
    if found is None:
        raise InputError(run, "no such run", "see `framing workspace list`")
    said = sum(said_about(place, found.id).values())
    what = (
        f"delete {found.folder}" if is_inside(place, found) else f"forget {found.folder}, whose tables stay"
    )
    if not yes and not typer.confirm(f"{found.name}: {what}, and {said} statements and marks of yours?"):
        raise typer.Exit(1)
    remove_run(place, found)
    typer.echo(f"removed {found.name}")


def check(
    mend: Annotated[
        bool, typer.Option("--mend", help="Name runs the catalogue lacks, remove copies that were cut off.")
    ] = False,
    workspace: Where = None,
) -> None:
    """Look whether every run is whole and named; exit 1 where something is not as it should be."""
    from framing.store.workspace import check_workspace

    found = check_workspace(_open(workspace), mend=mend)
    for fault in found:
        typer.echo(f"{fault.place}: {fault.seen}; {fault.what_to_do}", err=True)
    typer.echo("mended" if found and mend else f"{len(found)} faults" if found else "no fault")
    if found and not mend:
        raise typer.Exit(1)


def _open(folder: Path | None) -> Workspace:
    from framing.store import default_folder, open_workspace

    return open_workspace(folder or default_folder())
