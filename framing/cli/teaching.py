"""framing code teach | add | revise, framing train code, framing correct: a code of one's own, a new scheme, counts alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.arguments import Codebooks

if TYPE_CHECKING:
    from framing.validate.codes import CoderKind
    from framing.validate.rogan_gladen import Counts
    from framing.validate.scheme import Scheme
    from framing.validate.study import Study

Pool = Annotated[
    Path,
    typer.Argument(metavar="POOL", help="A study coded for training: `framing sample --without STUDY`."),
]
Validation = Annotated[
    Path, typer.Option("--study", help="The study that validates; none of its articles may be in the pool.")
]
OfLayer = Annotated[str, typer.Option(help="The layer that the code belongs to.")]
Machine = Annotated[
    bool, typer.Option("--machine", help="Learn from the codes of programs instead of people's.")
]


def teach(
    pool: Pool,
    code: Annotated[str, typer.Option(help="The code to learn, as the scheme names it.")],
    study: Validation,
    layer: OfLayer = "device",
    machine: Machine = False,
) -> None:
    """Put the articles left in a training pool in the order in which they teach a classifier most; 50 must be coded before.

    `framing code mark POOL` and the Coding page then show them in this order.
    """
    from framing.validate.study import open_study
    from framing.validate.teaching import teach as ordered

    order = ordered(open_study(pool), code, layer, open_study(study), kind=_kind(machine))
    for name in order:
        typer.echo(name)
    typer.echo(f"{len(order)} articles left, those that teach most first", err=True)


def train_code(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The code to learn, as the scheme names it.")],
    pool: Pool,
    study: Validation,
    out: Annotated[Path, typer.Option(help="JSON file for the weights.")],
    layer: OfLayer = "device",
    machine: Machine = False,
) -> None:
    """Learn from a coded pool which sentences hold a code; add what it finds with `framing code add`.

    The figures are those of outlets that training did not see.
    """
    from framing.batch.files import write_file
    from framing.validate.active import to_json
    from framing.validate.study import open_study
    from framing.validate.teaching import train_on

    found = train_on(open_study(pool), code, layer, open_study(study), kind=_kind(machine))
    write_file(out, to_json(found))
    typer.echo(
        f"{found.sentences:,} sentences of {found.articles:,} articles; each outlet told by the others:"
    )
    for row in found.by_outlet:
        typer.echo(
            f"  {row.outlet}: {row.with_code} of {row.sentences} sentences hold it, precision {_share(row.precision)},"
            f" recall {_share(row.recall)}"
        )
    typer.echo(
        f"written to {out}, digest {found.digest}; find with it: framing code add {out} SCORED --out FOLDER"
    )


def add(
    model: Annotated[
        Path, typer.Argument(metavar="MODEL", help="Weights that `framing train code` has written.")
    ],
    scored: Annotated[
        Path, typer.Argument(metavar="SCORED", help="Folder written by `framing score --texts`.")
    ],
    out: Annotated[Path, typer.Option(help="New folder for the tables.")],
) -> None:
    """Write a scored folder anew with what your own classifier finds in it, as evidence like a device's.

    Compare, open and validate the new folder like any other; `framing validate` corrects the code like a device.
    """
    from framing.errors import InputError
    from framing.validate.active import from_json
    from framing.validate.applied import apply_classifier

    if not model.is_file():
        raise InputError(str(model), "no such file", "name weights that `framing train code` has written")
    classifier = from_json(model.read_bytes(), str(model))
    count = apply_classifier(classifier, scored, out)
    typer.echo(f"{count:,} sentences hold {classifier.code}; written to {out}")


def revise(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder that `framing sample` has written.")],
    scheme: Annotated[
        Path | None, typer.Argument(metavar="SCHEME", help="scheme.json with the new definitions.")
    ] = None,
    codebook: Codebooks = None,
    all_codes: Annotated[
        bool,
        typer.Option("--all-codes", help="All devices of the codebook, not only those that the study has."),
    ] = False,
) -> None:
    """Take new definitions into a study; the old ones are kept, and what must be coded again is listed, by coder.

    Without SCHEME the definitions are those of the codebook, the shipped one or --codebook.
    """
    from framing.validate.study import open_study
    from framing.validate.versions import changes, older_schemes, to_code_again
    from framing.validate.versions import revise as taken

    opened = open_study(study)
    new = _scheme(opened, scheme, codebook, every=all_codes)
    found = changes(opened.scheme, new)
    for change in found:
        typer.echo(f"{change.layer} {change.code}: {change.what}".replace("  ", " "))
    if new.digest == opened.scheme.digest:
        typer.echo("nothing changes")
        return
    opened = taken(opened, new)
    typer.echo(f"{len(found)} changes; the scheme is {new.digest} now")
    again = to_code_again(opened.codes(), older_schemes(opened.folder), opened.scheme)
    for row in again:
        codes = ", ".join(row.codes) or "the whole layer"
        typer.echo(f"  {row.coder}: {len(row.articles)} articles of {row.layer} again, for {codes}")
    if not again:
        typer.echo("nothing has to be coded again")


def correct(
    found: Annotated[
        str, typer.Option(metavar="N/ALL", help="What the detector marked, of all cases: 300/2000.")
    ],
    positives: Annotated[
        str, typer.Option(metavar="N/ALL", help="What it found of the coded positives: 45/60.")
    ],
    negatives: Annotated[
        str, typer.Option(metavar="N/ALL", help="What it left alone of the coded negatives: 130/140.")
    ],
) -> None:
    """Correct a share where only counts are left of a validation (Rogan–Gladen); a fallback for `framing validate`."""
    from framing.validate.rogan_gladen import corrected_share

    share = corrected_share(*(_counts(text) for text in (found, positives, negatives)))
    typer.echo(f"{share.estimate:.3g} ({share.low:.3g} to {share.high:.3g}), {share.method}")
    typer.echo(f"mind: {share.warning}")


def _scheme(study: Study, path: Path | None, codebook: list[Path] | None, *, every: bool) -> Scheme:
    from framing.codebook import load_codebook
    from framing.errors import InputError
    from framing.validate.scheme import from_json
    from framing.validate.versions import renewed

    if path is None:
        return renewed(study.scheme, load_codebook(*(codebook or ())), every=every)
    if not path.is_file():
        raise InputError(str(path), "no such file", "name a coding scheme")
    return from_json(path.read_bytes(), str(path))


def _counts(text: str) -> Counts:
    from framing.validate.rogan_gladen import Counts

    right, _, cases = text.partition("/")
    if not (right.strip().isdecimal() and cases.strip().isdecimal()):
        raise typer.BadParameter(f"{text!r}: write two counts, as 45/60")
    return Counts(int(right), int(cases))


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _kind(machine: bool) -> CoderKind:
    return "machine" if machine else "human"
