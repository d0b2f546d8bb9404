"""framing score | import | formats | read | compare | codebook | app: parses and prints, no logic."""

from __future__ import annotations

import typer

from framing.cli import codebook, comparing, importing, reading, scoring

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Framing devices, sensationalism and unnamed sources in news articles, with the words that made every figure.",
)
app.command("score")(scoring.score)
app.command("read")(reading.read)
app.command("compare")(comparing.compare)
app.command("app")(reading.open_app)
app.command("import")(importing.import_files)
app.command("formats")(importing.formats)

codebook_app = typer.Typer(no_args_is_help=True, help="Check and show codebooks.")
codebook_app.command("check")(codebook.check)
codebook_app.command("list")(codebook.list_devices)
codebook_app.command("show")(codebook.show)
codebook_app.command("compile")(codebook.compile_shipped)
app.add_typer(codebook_app, name="codebook")


def main() -> None:
    """The command line; our own errors are printed without a traceback and exit with 2, failed checks with 1."""
    import sys

    from framing.errors import CodebookError, FramingError

    try:
        app()
    except CodebookError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except FramingError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        typer.echo("stopped; no table was changed", err=True)
        sys.exit(130)
