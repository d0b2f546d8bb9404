"""The `framing` command: one module of this package per group of subcommands; they parse and print, no logic."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import typer

# Each command is a function of a module of this package, which is loaded when the command is wanted.
_COMMANDS = {
    "score": "scoring.score",
    "read": "reading.read",
    "compare": "comparing.compare",
    "app": "reading.open_app",
    "import": "importing.import_files",
    "formats": "importing.formats",
    "sample": "validating.sample",
    "agree": "validating.agree",
    "validate": "validating.validate",
    "correct": "teaching.correct",
}
_GROUPS = {
    "code": (
        "Code the articles of a sample by hand, here or on another machine.",
        {
            "mark": "coding.mark",
            "pack": "coding.pack",
            "unpack": "coding.unpack",
            "back": "coding.back",
            "import": "coding.import_codes",
            "left": "coding.left",
            "revise": "teaching.revise",
            "teach": "teaching.teach",
            "add": "teaching.add",
        },
    ),
    "codebook": (
        "Check, show, export and import codebooks.",
        {
            "check": "codebook.check",
            "list": "codebook.list_devices",
            "show": "codebook.show",
            "export": "codebook.export",
            "import": "codebook.import_codebook",
            "compile": "codebook.compile_shipped",
        },
    ),
    "train": (
        "Weights of your own from ratings or codes of your own.",
        {"sensationalism": "training.sensationalism", "code": "teaching.train_code"},
    ),
    "workspace": (
        "The runs that the app and the command line share.",
        {
            "list": "workspace.list_all",
            "add": "workspace.add",
            "remove": "workspace.remove",
            "check": "workspace.check",
        },
    ),
}


def command_line(wanted: str | None = None) -> typer.Typer:
    """The command line with all commands, or with the wanted command or group alone, where there is one of that name."""
    made = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain help needs no rich, which takes 0.08 s to load
        context_settings={"max_content_width": 120},
        help="Framing devices, sensationalism and unnamed sources in news articles, with the words that made every figure.",
    )
    made.callback()(_no_options)
    known = wanted in _COMMANDS or wanted in _GROUPS
    for name, function in _COMMANDS.items():
        if name == wanted or not known:
            made.command(name)(_function(function))
    for name, (summary, commands) in _GROUPS.items():
        if name == wanted or not known:
            group = typer.Typer(no_args_is_help=True, help=summary)
            for command, function in commands.items():
                group.command(command)(_function(function))
            made.add_typer(group, name=name)
    return made


def _no_options() -> None:
    """Keeps one command alone from being taken for the whole command line, without its name."""


def _function(place: str) -> Callable[..., None]:
    module, _, name = place.partition(".")
    function: Callable[..., None] = getattr(import_module(f"{__name__}.{module}"), name)
    return function


def main() -> None:
    """The command line; our own errors are printed without a traceback and exit with 2, failed checks with 1."""
    import sys

    from framing.batch.collecting import collect_rarely
    from framing.errors import CodebookError, FramingError

    collect_rarely()
    try:
        command_line(sys.argv[1] if len(sys.argv) > 1 else None)()
    except CodebookError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except FramingError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        typer.echo("stopped; no table was changed", err=True)
        sys.exit(130)
