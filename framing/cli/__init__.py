"""The `framing` command: one module of this package per group of subcommands; they parse and print, no logic."""

from __future__ import annotations

import typer

from framing.cli import (
    codebook,
    coding,
    comparing,
    importing,
    reading,
    scoring,
    teaching,
    training,
    validating,
    workspace,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help needs no rich, which takes 0.08 s to load
    context_settings={"max_content_width": 120},
    help="Framing devices, sensationalism and unnamed sources in news articles, with the words that made every figure.",
)
app.command("score")(scoring.score)
app.command("read")(reading.read)
app.command("compare")(comparing.compare)
app.command("app")(reading.open_app)
app.command("import")(importing.import_files)
app.command("formats")(importing.formats)
app.command("sample")(validating.sample)
app.command("agree")(validating.agree)
app.command("validate")(validating.validate)
app.command("correct")(teaching.correct)

code_app = typer.Typer(
    no_args_is_help=True, help="Code the articles of a sample by hand, here or on another machine."
)
code_app.command("mark")(coding.mark)
code_app.command("pack")(coding.pack)
code_app.command("unpack")(coding.unpack)
code_app.command("back")(coding.back)
code_app.command("import")(coding.import_codes)
code_app.command("left")(coding.left)
code_app.command("revise")(teaching.revise)
code_app.command("teach")(teaching.teach)
code_app.command("add")(teaching.add)
app.add_typer(code_app, name="code")

codebook_app = typer.Typer(no_args_is_help=True, help="Check, show, export and import codebooks.")
codebook_app.command("check")(codebook.check)
codebook_app.command("list")(codebook.list_devices)
codebook_app.command("show")(codebook.show)
codebook_app.command("export")(codebook.export)
codebook_app.command("import")(codebook.import_codebook)
codebook_app.command("compile")(codebook.compile_shipped)
app.add_typer(codebook_app, name="codebook")


train_app = typer.Typer(no_args_is_help=True, help="Weights of your own from ratings or codes of your own.")
train_app.command("sensationalism")(training.sensationalism)
train_app.command("code")(teaching.train_code)
app.add_typer(train_app, name="train")

workspace_app = typer.Typer(no_args_is_help=True, help="The runs that the app and the command line share.")
workspace_app.command("list")(workspace.list_all)
workspace_app.command("add")(workspace.add)
workspace_app.command("remove")(workspace.remove)
workspace_app.command("check")(workspace.check)
app.add_typer(workspace_app, name="workspace")


def main() -> None:
    """The command line; our own errors are printed without a traceback and exit with 2, failed checks with 1."""
    import sys

    from framing.batch.collecting import collect_rarely
    from framing.errors import CodebookError, FramingError

    collect_rarely()
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
