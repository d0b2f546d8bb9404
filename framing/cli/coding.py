"""framing code mark | pack | unpack | back | import | left: coding in the terminal, and codes that travel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.marking import mark_spans, rate, show

if TYPE_CHECKING:
    from framing.validate.codes import Code, CoderKind
    from framing.validate.desk import Desk
    from framing.validate.study import Study

StudyFolder = Annotated[
    Path, typer.Argument(metavar="STUDY", help="Folder that `framing sample` has written.")
]
Coder = Annotated[str, typer.Option(help="The coder's name: small letters, digits, . _ -")]


def mark(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A study, or an unpacked package.")],
    coder: Coder = "",
    hide_outlet: Annotated[bool, typer.Option("--hide-outlet", help="Do not show the outlet.")] = False,
) -> None:
    """Code article by article; every choice is on the disk before the next one."""
    from framing.validate.desk import done_articles

    desk = _desk(folder, coder)
    for layer in desk.scheme.layers:
        done = done_articles(desk.codes(), [layer])
        left = [desk.article(name) for name in desk.order if name not in done]
        for number, article in enumerate(left, 1):
            typer.echo(f"\n{layer.name}: {number} of {len(left)} left · {layer.question}")
            show(article, hide_outlet=hide_outlet)
            if not (rate if layer.unit == "rating" else mark_spans)(desk, layer, article):
                typer.echo("stopped; every choice is kept")
                return
    typer.echo("all articles are coded")


def pack(
    study: StudyFolder,
    coder: Coder,
    out: Annotated[Path, typer.Option(help="ZIP file to write.")],
    hide_outlet: Annotated[
        bool, typer.Option("--hide-outlet", help="Leave the outlet out of the package.")
    ] = False,
) -> None:
    """A package for coding on another machine: articles, definitions, order; nothing of the detector or of other coders."""
    from framing.batch.files import write_file
    from framing.validate import package
    from framing.validate.study import open_study

    write_file(out, package.pack(open_study(study), coder, hide_outlet=hide_outlet))
    typer.echo(
        f"written to {out}; there: framing code unpack {out.name} --out FOLDER, then framing code mark FOLDER"
    )


def unpack(
    package_file: Annotated[Path, typer.Argument(metavar="PACKAGE")],
    out: Annotated[Path, typer.Option(help="New folder to code in.")],
) -> None:
    """Unpack a package into a folder; `framing code mark FOLDER` codes it, `framing code back` brings it home."""
    from framing.validate import package

    unpacked = package.unpack(_bytes(package_file), str(package_file), out)
    typer.echo(f"{len(unpacked.articles)} articles for {unpacked.coder} in {out}")


def back(
    study: StudyFolder,
    returned: Annotated[
        Path, typer.Argument(metavar="RETURNED", help="The package's folder, or a ZIP of it.")
    ],
) -> None:
    """Bring codes home; the same package twice adds nothing. Exit 1 where codes at home and away are in conflict."""
    from framing.validate import package
    from framing.validate.study import open_study

    data = package.returned(returned) if returned.is_dir() else _bytes(returned)
    merged = package.bring_back(open_study(study), data, str(returned))
    typer.echo(f"{merged.new} new codes, {merged.known} known, {len(merged.conflicts)} conflicts")
    for one in merged.conflicts:
        typer.echo(
            f"  {one.article_id}, {one.layer}: {one.at_home} codes at home stay, {one.brought_back} were not taken"
        )
    raise typer.Exit(1 if merged.conflicts else 0)


def import_codes(
    study: StudyFolder,
    file: Annotated[
        Path,
        typer.Argument(help="CSV, Parquet or JSON Lines of ours; doccano JSONL; INCEpTION UIMA CAS JSON."),
    ],
    form: Annotated[str, typer.Option("--format", help="csv, parquet, jsonl, doccano or inception.")],
    coder: Annotated[str, typer.Option(help="For doccano and INCEpTION: whose codes they are.")] = "",
    layer: Annotated[
        str, typer.Option(help="For doccano and INCEpTION: the layer they belong to.")
    ] = "device",
    feature: Annotated[str, typer.Option(help="For INCEpTION: the feature that holds the code.")] = "label",
    machine: Annotated[bool, typer.Option("--machine", help="A program or language model coded it.")] = False,
) -> None:
    """Take in codes that were made elsewhere. Nothing is taken where one of them does not fit the texts."""
    from framing.validate.intake import codes_of_file
    from framing.validate.study import open_study

    opened = open_study(study)
    template = _template(opened, coder or "imported", "machine" if machine else "human", layer)
    codes = codes_of_file(_bytes(file), str(file), form, (opened, template, feature))
    for code in codes:
        opened.check(code)
    known = {code.id for code in opened.codes()}
    new = [code for code in codes if code.id not in known]
    for code in new:
        opened.add(code)
    typer.echo(f"{len(new)} new codes, {len(codes) - len(new)} known")


def left(study: StudyFolder) -> None:
    """How many articles each coder has still to code; no code is shown."""
    from framing.validate.study import coder_kind, open_study

    opened = open_study(study)
    for name in opened.coders():
        for layer in opened.scheme.layers:
            typer.echo(
                f"{name} ({coder_kind(opened, name)}) {layer.name}: {len(opened.left(name, layer.name))} left"
            )


def _desk(folder: Path, coder: str) -> Desk:
    from framing.validate.desk import package_desk, study_desk
    from framing.validate.package import PACKAGE
    from framing.validate.study import coder_kind, open_study

    if (folder / PACKAGE).is_file():
        return package_desk(folder)
    if not coder:
        raise typer.BadParameter("name the coder", param_hint="--coder")
    study = open_study(folder)
    if coder_kind(study, coder) == "machine":
        raise typer.BadParameter(f"{coder} is a machine coder: take another name", param_hint="--coder")
    return study_desk(study, coder)


def _template(study: Study, coder: str, kind: CoderKind, layer: str) -> Code:
    from framing.validate.codes import Code
    from framing.validate.desk import now

    return Code(coder, kind, "", layer, "span", now(), study.scheme.layer(layer).digest)


def _bytes(path: Path) -> bytes:
    from framing.errors import InputError

    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(str(path), str(error.strerror), "name a file") from None
