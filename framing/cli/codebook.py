"""framing codebook: check, list, show and compile."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from framing.cli.arguments import Codebooks


def check(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders of device files; none: the shipped codebook.")
    ] = None,
) -> None:
    """Run hits, misses and todo of every device; exit 1 where one fails."""
    from framing.codebook import load_codebook
    from framing.codebook_check import check_codebook

    result = check_codebook(load_codebook(*(folders or ())))
    for failure in result.failures:
        typer.echo(str(failure))
    typer.echo(f"{result.devices} devices, {result.examples} examples, {len(result.failures)} failures")
    raise typer.Exit(1 if result.failures else 0)


def list_devices(codebook: Codebooks = None) -> None:
    """One line per device: id, kind, status, conventionality, label."""
    from framing.codebook import load_codebook

    for device in load_codebook(*(codebook or ())).devices:
        typer.echo(
            f"{device.id:45} {device.kind:12} {device.status:7} {device.conventionality:13} {device.label}"
        )


def show(device: Annotated[str, typer.Argument(help="Id of a device.")], codebook: Codebooks = None) -> None:
    """All fields of one device."""
    from dataclasses import asdict

    from framing.codebook import load_codebook

    for name, value in asdict(load_codebook(*(codebook or ())).device(device)).items():
        if isinstance(value, tuple):
            typer.echo(f"{name}:")
            for item in value:
                typer.echo(f"  - {item['text'] if isinstance(item, dict) and 'text' in item else item}")
        else:
            typer.echo(f"{name}: {value}")


def compile_shipped() -> None:
    """Write the compiled form of the shipped codebook; needed after a change to one of its files."""
    from framing.codebook import COMPILED, FOLDER, codebook_to_json, load_codebook

    book = load_codebook(FOLDER)
    COMPILED.write_bytes(codebook_to_json(book))
    typer.echo(f"{COMPILED}: {len(book.devices)} devices, digest {book.digest}")
