"""Options that several commands take, and their values as the package wants them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Inputs = Annotated[
    list[str],
    typer.Argument(help="Files or folders in any format that `framing formats` lists; - for standard input."),
]
Columns = Annotated[
    list[str] | None, typer.Option("--map", help="OURS=THEIRS, such as text=body; may be repeated.")
]
Pages = Annotated[
    Path | None,
    typer.Option(help="Folder of saved pages, for files that give addresses and no text (Media Cloud)."),
]
Codebooks = Annotated[
    list[Path] | None,
    typer.Option("--codebook", help="Folder of device files to use instead of the shipped codebook."),
]
Outlets = Annotated[
    Path | None,
    typer.Option(
        "--outlets", help="Your own table of outlets: name, aliases, domains, places, with tabs between."
    ),
]
Dates = Annotated[
    str | None,
    typer.Option("--dates", help="dmy or mdy: how to read 9/6/2017 in files that do not tell by themselves."),
]


def folder_of_pages(path: Path | None) -> Path | None:
    if path is not None and not path.is_dir():
        raise typer.BadParameter(f"{path}: no such folder", param_hint="--pages")
    return path


def outlet_table(path: Path | None) -> dict[str, str]:
    from framing.readers.outlets import read_outlets

    return {} if path is None else read_outlets(path)


def date_order(order: str | None) -> Literal["dmy", "mdy"] | None:
    match order:
        case None | "dmy" | "mdy":
            return order
        case _:
            raise typer.BadParameter(f"{order!r}: dmy or mdy", param_hint="--dates")


def mapping_of(pairs: list[str]) -> dict[str, str]:
    from framing.readers.fields import NAMES

    mapping = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not equals or ours not in NAMES or not theirs:
            raise typer.BadParameter(
                f"{pair!r}: write OURS=THEIRS with OURS one of {', '.join(NAMES)}", param_hint="--map"
            )
        mapping[ours] = theirs
    return mapping
