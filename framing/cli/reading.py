"""framing read and app: one article in the terminal or as a page, and the pages in the browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from framing.cli.arguments import Codebooks


def read(
    file: Annotated[str, typer.Argument(help="One article: a text file, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print scores and evidence as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write a page of its own to this file.")] = None,
    codebook: Codebooks = None,
) -> None:
    """Read one article: its scores and the evidence for them."""
    from framing.codebook import load_codebook
    from framing.pipeline import Engine
    from framing.readers import one_article
    from framing.report import to_html, to_json, to_terminal

    book = load_codebook(*(codebook or ()))
    scored = Engine(book).score(one_article(file))
    if html is not None:
        html.write_text(to_html(scored, book, alone=True), encoding="utf-8")
        typer.echo(f"written to {html}", err=as_json)
    if as_json:
        typer.echo(to_json(scored, alone=True))
    elif html is None:
        from rich.console import Console

        Console().print(to_terminal(scored, book, alone=True))


def open_app(
    scored: Annotated[
        Path | None,
        typer.Argument(
            help="Folder written by `framing score --texts`, or name of a run; none: the sample corpus."
        ),
    ] = None,
    workspace: Annotated[
        Path | None,
        typer.Option(
            help="Where runs and uploads are kept; none: $FRAMING_WORKSPACE, else your data folder."
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port on 127.0.0.1; none: the first free one from 8501.")
    ] = None,
    serve: Annotated[
        bool,
        typer.Option(
            "--serve", help="For others too: workspace read-only, uploads private to their session."
        ),
    ] = False,
    address: Annotated[
        str | None,
        typer.Option(help="With --serve: the IP address to listen on; none: 127.0.0.1, behind a proxy."),
    ] = None,
    host_name: Annotated[
        list[str] | None,
        typer.Option(help="With --serve: a name the app may be asked for by; may be repeated."),
    ] = None,
) -> None:
    """Open the app in the browser, on this machine only unless --serve and --address say otherwise."""
    from framing.errors import InputError
    from framing.pages.launch import ADDRESS, Serving, launch
    from framing.store.workspace import WORKSPACE

    if workspace is not None:
        os.environ[WORKSPACE] = str(workspace.absolute())
    if not serve and (address or host_name):
        option = "--address" if address else "--host-name"
        raise InputError(option, "given without --serve", "add --serve, which makes the workspace read-only")
    serving = Serving(address or ADDRESS, tuple(host_name or ())) if serve else None
    raise typer.Exit(launch(_folder_of(scored), port, serving))


def _folder_of(scored: Path | None) -> Path | None:
    """A folder as it was named, or the folder of the run with that name."""
    from framing.store.workspace import CATALOGUE, default_folder, find_run, open_workspace

    if scored is None or scored.is_dir() or not (default_folder() / CATALOGUE).is_file():
        return scored
    run = find_run(open_workspace(default_folder(), read_only=True), str(scored))
    return scored if run is None else run.folder
