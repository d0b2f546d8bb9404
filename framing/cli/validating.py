"""framing sample | code | agree | validate: from a random sample to corrected figures; parses and prints, no logic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from framing.cli.arguments import Codebooks

if TYPE_CHECKING:
    from framing.compare import Interval
    from framing.validate.codes import CoderKind
    from framing.validate.results import Results
    from framing.validate.sample import Allocation, Purpose
    from framing.validate.study import Study

StudyFolder = Annotated[
    Path, typer.Argument(metavar="STUDY", help="Folder that `framing sample` has written.")
]
Scored = Annotated[Path, typer.Argument(metavar="SCORED", help="Folder written by `framing score --texts`.")]
Machine = Annotated[
    bool,
    typer.Option("--machine", help="The codes of programs, language models among them, instead of people's."),
]
PLANNED = (50, 100, 200, 400, 800)
CONFUSED = ("coders", "detector", "cases", "stand for")


def sample(
    scored: Scored,
    out: Annotated[Path | None, typer.Option(help="New folder for the study.")] = None,
    size: Annotated[int, typer.Option(help="Articles to draw.")] = 200,
    seed: Annotated[int, typer.Option(help="The same seed draws the same articles.")] = 1,
    by: Annotated[str, typer.Option(help="Strata, with commas: outlet, genre, month, year, hit.")] = "",
    allocation: Annotated[
        str, typer.Option(help="proportional, equal, or spread (Neyman).")
    ] = "proportional",
    measure: Annotated[
        str, typer.Option(help="What `hit`, `spread` and the plan go by.")
    ] = "devices_per_1000_words",
    layers: Annotated[
        str, typer.Option(help="What is coded, with commas: device, sourcing, sensationalism.")
    ] = "device,sourcing,sensationalism",
    devices: Annotated[
        str, typer.Option(help="Only these devices, ids with commas; all others are coded as `other`.")
    ] = "",
    candidates: Annotated[
        bool, typer.Option("--candidates", help="Only articles with a hit: tells precision and nothing else.")
    ] = False,
    without: Annotated[
        Path | None, typer.Option(help="A study whose articles are left out of the new one.")
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Print the interval to expect by size, draw nothing.")
    ] = False,
    codebook: Codebooks = None,
) -> None:
    """Draw a random sample of articles to code by hand, from a corpus that is frozen by its digest."""
    if plan:
        _print_plan(scored, measure, size)
        return
    if out is None:
        raise typer.BadParameter("name a folder for the study", param_hint="--out")
    from framing.codebook import load_codebook
    from framing.validate.frame import corpus_in, frame_of, texts_of
    from framing.validate.sample import Design, draw
    from framing.validate.scheme import scheme_of
    from framing.validate.study import create_study, open_study

    purpose: Purpose = "candidates" if candidates else "random"
    design = Design(size, seed, purpose, _names(by), _allocation(allocation), measure)
    scheme = scheme_of(load_codebook(*(codebook or ())), _names(layers), _names(devices) or None)
    gone = open_study(without).sample.ids if without else frozenset()
    corpus = corpus_in(scored)
    drawn = draw(frame_of(corpus, measure), design, leave_out=gone)
    create_study(out, drawn, scheme, texts_of(corpus, sorted(drawn.ids)))
    typer.echo(
        f"{len(drawn.articles)} of {drawn.frame_size:,} articles drawn, corpus {drawn.frame_digest}, seed {seed}"
    )
    for stratum in drawn.strata if design.strata else ():
        typer.echo(f"  {stratum.name}: {stratum.drawn} of {stratum.size:,}")
    if candidates:
        typer.echo(
            "candidates only: this sample tells precision; rates, shares and recall need whole articles by chance"
        )
    typer.echo(f"written to {out}; code it with: framing code mark {out} --coder NAME")


def agree(
    study: StudyFolder,
    machine: Machine = False,
    decide: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Go through open disputes and decide them under this name."),
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write all rows to this file as well.")] = None,
) -> None:
    """Agreement of the coders, per code: percent, Krippendorff's alpha with its interval, span F1. Then open disputes."""
    from framing.validate.reliability import agreement_rows
    from framing.validate.study import open_study, require_finished

    opened, kind = open_study(study), _kind(machine)
    codes = opened.codes()
    require_finished(opened, kind)
    rows = agreement_rows(codes, opened.scheme, kind)
    shown = [
        (
            r.layer,
            r.what,
            r.figure,
            _figure(r.value),
            _limits(r.low, r.high),
            _percent(r.percent),
            r.articles,
            r.note,
        )
        for r in rows
    ]
    headers = ("layer", "of", "figure", "value", "95 % interval", "same", "articles", "note")
    _print_table(f"Agreement of {kind} coders", headers, shown)
    if csv is not None:
        from dataclasses import astuple, fields

        from framing.report import to_csv
        from framing.validate.reliability import AgreementRow

        csv.write_bytes(
            to_csv([field.name for field in fields(AgreementRow)], [astuple(row) for row in rows])
        )
        typer.echo(f"written to {csv}")
    _disputes(opened, kind, decide)


def validate(
    study: StudyFolder,
    scored: Scored,
    measure: Annotated[
        list[str] | None, typer.Option("--measure", help="Only this measure, or device:ID; may be repeated.")
    ] = None,
    machine: Machine = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder for codes, figures, methods paragraph, manifest.")
    ] = None,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Leave every word of the articles out of --out.")
    ] = False,
    open_for_tuning: Annotated[
        int,
        typer.Option(
            "--open", help="Take so many articles, by chance, out of the sample to tune a codebook on."
        ),
    ] = 0,
    open_chosen: Annotated[
        str,
        typer.Option(
            metavar="IDS",
            help="Open these articles, ids with commas: then this study validates no changed codebook any more.",
        ),
    ] = "",
) -> None:
    """The detector's error, and every figure three times: raw, hand-coded only, corrected (PPI++)."""
    from framing import __version__
    from framing.validate.bundle import bundle, write_bundle
    from framing.validate.frame import corpus_in
    from framing.validate.methods import Made
    from framing.validate.results import results
    from framing.validate.study import open_study

    opened = open_study(study)
    if open_for_tuning or open_chosen:
        _open(opened, scored, open_for_tuning, _names(open_chosen))
        return
    found = results(opened, corpus_in(scored), kind=_kind(machine), measures=measure)
    _print_results(found)
    if out is not None:
        made = Made(__version__, datetime.now(UTC).year, found.signature)
        write_bundle(bundle(opened, found, made, texts=not no_text), out)
        typer.echo(f"written to {out}")


def _print_plan(scored: Path, measure: str, size: int) -> None:
    from framing.compare import read_scored
    from framing.compare.scored import NO_FILTERS, filter_articles
    from framing.validate.estimates import kind_of
    from framing.validate.frame import detector_sums
    from framing.validate.plan import plan

    tables = filter_articles(read_scored(scored), NO_FILTERS)
    rows = plan(*detector_sums(tables, measure), kind_of(measure), sorted({*PLANNED, size}))
    shown = [
        (r.size, f"{r.articles_with_hit:.0f}", _shown(r.interval), r.warning or r.interval.warning)
        for r in rows
    ]
    title = f"What to expect of hand coding alone: {measure}, before any correction"
    _print_table(title, ("articles", "with a hit", "95 % interval", "note"), shown)


def _print_results(found: Results) -> None:
    typer.echo(
        f"{len(found.sample.articles)} coded articles; {found.left} of the sample were never opened for tuning"
    )
    for error in found.errors:
        rows = [
            (r.figure, r.outlet, r.code, r.articles, r.cases, _shown(r.interval), r.interval.warning)
            for r in error.rows
        ]
        headers = ("figure", "outlet", "code", "articles", "cases", "95 % interval", "note")
        _print_table(f"Error of the detector: {error.layer}", headers, rows)
        for attribute, cells in error.confusion.items():
            confused = [
                (c.truth, c.found, len(c.cases), f"{c.weight:,.0f}") for c in cells if c.truth != c.found
            ]
            _print_table(
                f"{error.layer}: where coders and detector differ, {attribute}", CONFUSED, confused[:15]
            )
        for difference in error.differences:
            if difference.warning:
                typer.echo(difference.warning)
    for measure in dict.fromkeys(row.measure for row in found.estimates):
        chosen = [row for row in found.estimates if row.measure == measure]
        shown = [
            (
                r.outlet,
                r.label,
                r.coded,
                _figure(r.estimate),
                _limits(r.low, r.high),
                _figure(r.tuning),
                r.warning,
            )
            for r in chosen
        ]
        columns = ("outlet", "estimate", "coded", "value", "95 % interval", "λ", "note")
        _print_table(f"{measure} ({chosen[0].unit})", columns, shown)


def _open(study: Study, scored: Path, count: int, chosen: tuple[str, ...]) -> None:
    from framing.compare import read_scored
    from framing.validate.lock import articles_left, open_by_chance, open_by_choice, openings, validating

    signature = read_scored(scored).signature
    if chosen:
        names = open_by_choice(study.folder, study.sample, chosen, signature)
    else:
        names = open_by_chance(study.folder, study.sample, count, signature)
    opened = openings(study.folder)
    typer.echo("opened for tuning: " + ", ".join(names))
    typer.echo(f"{validating(study.sample, opened)} articles are left to validate a changed codebook")
    if chosen:
        left = articles_left(study.sample, opened)
        typer.echo(
            f"the other {left} are no random sample any more: draw a new one with `framing sample --without {study.folder}`"
        )


def _disputes(study: Study, kind: CoderKind, name: str | None) -> None:
    from framing.validate.truth import settle

    decisions = study.decisions()
    for layer in study.scheme.layers:
        undecided = settle(study.codes(), decisions, layer, kind).undecided
        typer.echo(f"{layer.name}: {len(undecided)} open disputes")
        if name is not None:
            from framing.cli.marking import decide_disputes

            decide_disputes(study, undecided, name)


def _kind(machine: bool) -> CoderKind:
    return "machine" if machine else "human"


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _allocation(name: str) -> Allocation:
    match name:
        case "proportional" | "equal" | "spread":
            return name
        case _:
            raise typer.BadParameter(f"{name!r}: proportional, equal or spread", param_hint="--allocation")


def _print_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left")
    for header in headers:
        table.add_column(header)
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    if table.row_count:
        Console().print(table)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _limits(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "–"
    if low is None or high is None:
        return f"at most {_figure(high)}" if low is None else f"at least {_figure(low)}"
    return f"{_figure(low)} to {_figure(high)}"


def _shown(interval: Interval) -> str:
    limits = _limits(interval.low, interval.high)
    return _figure(interval.estimate) + (f" ({limits})" if limits != "–" else "")
