"""framing read and app: one article in the terminal or as a page, and the pages in the browser."""

from __future__ import annotations

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
        typer.echo(to_json(scored))
    elif html is None:
        from rich.console import Console

        Console().print(to_terminal(scored, book, alone=True))


def open_app(
    scored: Annotated[
        Path | None,
        typer.Argument(help="Folder written by `framing score --texts`; none: the sample corpus."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port on 127.0.0.1; none: the first free one from 8501.")
    ] = None,
) -> None:
    """Open the app in the browser, on this machine only."""
    from framing.pages.launch import launch

    raise typer.Exit(launch(scored, port))
