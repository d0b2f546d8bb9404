"""framing codebook: check, list, show, export, import and compile."""

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


def export(
    out: Annotated[Path, typer.Argument(help="File to write: a .csv table or a .zip of the YAML files.")],
    codebook: Codebooks = None,
) -> None:
    """Write a codebook as one table with a row per device (.csv), or its files packed (.zip)."""
    from framing.codebook import FOLDER, load_codebook
    from framing.codebook.spreadsheet import COLUMNS, rows_of
    from framing.codebook.writing import codebook_files, to_zip
    from framing.report import to_csv

    folders = codebook or [FOLDER]
    book = load_codebook(*folders)
    if out.suffix == ".csv":
        content = to_csv(COLUMNS, rows_of(book))
    elif out.suffix == ".zip":
        content = to_zip({path: text for folder in folders for path, text in codebook_files(folder).items()})
    else:
        raise typer.BadParameter(f"{out}: name a .csv or a .zip", param_hint="OUT")
    out.write_bytes(content)
    typer.echo(f"{out}: {len(book.devices)} devices, digest {book.digest}")


def import_codebook(
    file: Annotated[Path, typer.Argument(help="A .csv table or a .zip of YAML files.")],
    out: Annotated[Path, typer.Option(help="Folder for the device files; made, and must be empty.")],
) -> None:
    """Check a codebook from a table or a packed folder, and write its device files; nothing is written if there is a fault."""
    from framing.codebook.spreadsheet import files_of_table
    from framing.codebook.writing import from_zip, load_files, write_files

    if not file.is_file():
        raise typer.BadParameter(f"{file}: no such file", param_hint="FILE")
    content = file.read_bytes()
    files = from_zip(content) if content[:2] == b"PK" else files_of_table(content, file.name)
    book = load_files(files)
    if out.exists() and any(out.iterdir()):
        raise typer.BadParameter(f"{out}: not empty; name a new folder", param_hint="--out")
    write_files(files, out)
    typer.echo(f"{out}: {len(book.devices)} devices, digest {book.digest}")


def compile_shipped() -> None:
    """Write the compiled form of the shipped codebook; needed after a change to one of its files."""
    from framing.codebook import COMPILED, FOLDER, load_codebook
    from framing.codebook.compiled import codebook_to_bytes
    from framing.codebook.search import store_search
    from framing.text.vocabulary import shipped_vocabulary

    book = load_codebook(FOLDER)
    COMPILED.write_bytes(codebook_to_bytes(book))
    store_search(book, shipped_vocabulary())
    typer.echo(f"{COMPILED}: {len(book.devices)} devices, digest {book.digest}")
