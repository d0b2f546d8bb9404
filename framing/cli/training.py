"""framing train sensationalism: a model of one's own from one's own ratings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from framing.training import Ratings, Trained

SHOWN = 20
"""Rejected records that are named."""


def sensationalism(
    ratings: Annotated[
        list[str],
        typer.Argument(help="Files with text, rating and, where known, title and outlet, in any format."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the model; made where it is not there.")],
    scale: Annotated[
        tuple[float, float], typer.Option(help="The lowest and the highest rating of the scale.")
    ] = (0.0, 4.0),
) -> None:
    """Learn the weights of sensationalism from your own ratings; score with `framing score --sensationalism FOLDER`.

    Starts from the shipped weights and moves as far as the ratings carry it. The figures are cross-validated: whole outlets are
    left out where five or more are known.
    """
    from framing.measures.sensationalism_model import write_model
    from framing.training import read_ratings, train

    rated = read_ratings(ratings, *scale)
    trained = train(rated)
    out.mkdir(parents=True, exist_ok=True)
    write_model(trained.model, out)
    _print(rated, trained, out)


def _print(rated: Ratings, trained: Trained, out: Path) -> None:
    used = rated.read - len(rated.rejected)
    typer.echo(
        f"{rated.read:,} read = {used:,} ratings of {len(rated.articles):,} articles + {len(rated.rejected):,} rejected"
    )
    for line in rated.rejected[:SHOWN]:
        typer.echo(f"  {line}")
    if len(rated.rejected) > SHOWN:
        typer.echo(f"  and {len(rated.rejected) - SHOWN:,} more")
    typer.echo(f"rank correlation with your ratings (Spearman), {trained.folds} left out in turn:")
    for name, found in (("your model", trained.figures), ("shipped model", trained.figures_shipped)):
        within = found["within_outlet"]
        told = "not known: no outlet with five articles" if within is None else f"{within:.3f}"
        typer.echo(f"  {name}: {found['spearman']:.3f}; within outlets {told}")
    moved = (
        "cues and words have weights of their own"
        if trained.freedom
        else "only the scale is your own: more ratings are needed"
    )
    typer.echo(f"{moved}; model in {out}")
