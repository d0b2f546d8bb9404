"""The studies of a workspace: folders of `framing.validate`, each under a name, with the collection it was drawn from."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from framing.batch.files import rename, sync_folder, write_file
from framing.errors import InputError, OutputError
from framing.store.workspace import (
    NEW,
    STUDIES,
    Workspace,
    being_made,
    close_to_others,
    new_id,
    now,
    private_folder,
)

ABOUT = "about.json"
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,58}[A-Za-z0-9_-])?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""


@dataclass(frozen=True, slots=True)
class About:
    """What the workspace knows of a study. run: id of the collection it was drawn from, empty where that is not known ·
    hide_outlet: coders do not see whose article it is · created: UTC, ISO 8601."""

    run: str = ""
    hide_outlet: bool = False
    created: str = ""


@dataclass(frozen=True, slots=True)
class StudyEntry:
    """A study by its name, which is that of its folder."""

    name: str
    folder: Path
    about: About


def list_studies(workspace: Workspace) -> tuple[StudyEntry, ...]:
    """The studies of a workspace, newest first; one that `framing sample` has put there is among them."""
    folders = (workspace.folder / STUDIES).glob("[!.]*")
    found = [StudyEntry(folder.name, folder, _about(folder)) for folder in folders if folder.is_dir()]
    by_name = sorted(found, key=lambda one: (one.name.casefold(), one.name))
    return tuple(sorted(by_name, key=lambda one: one.about.created, reverse=True))


def find_study(workspace: Workspace, name: str) -> StudyEntry | None:
    """The study of that name; None where there is none."""
    return next((one for one in list_studies(workspace) if one.name == name), None)


@contextmanager
def new_study(workspace: Workspace, name: str, about: About) -> Iterator[Path]:
    """An empty folder to write a study into. It bears the name when the block ends well, and is gone when it does not.

    Files are 0600. Raises InputError for a name that no folder can have everywhere, OutputError for one that is taken, also by
    a study that differs only in its capitals, and where the workspace may only be read.
    """
    name = checked(workspace, name)
    studies = workspace.folder / STUDIES
    private_folder(studies)
    with being_made(studies) as folder:
        yield folder
        write_file(
            folder / ABOUT,
            orjson.dumps({"run": about.run, "hide_outlet": about.hide_outlet, "created": now()}),
        )
        close_to_others(folder)
        rename(folder, studies / name)
        sync_folder(studies)


def checked(workspace: Workspace, name: str) -> str:
    """The name without white space around it. Raises InputError and OutputError as `new_study` does."""
    name = name.strip()
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        raise InputError(
            "name of the study",
            f"{name!r}",
            "use letters, digits, spaces, . _ - (60 at most), a letter or digit first",
        )
    if workspace.read_only:
        raise OutputError(
            str(workspace.folder), "this workspace may only be read", "use a workspace of your own"
        )
    if name.casefold() in {one.name.casefold() for one in list_studies(workspace)}:
        raise OutputError(name, "there is a study of this name", "choose another name")
    return name


def remove_study(study: StudyEntry) -> None:
    """Deletes a study with all codes and decisions; one that is gone already is no error."""
    gone = study.folder.with_name(
        f"{NEW}{new_id()}"
    )  # whoever lists the studies meanwhile sees all of it or nothing
    try:
        study.folder.rename(gone)
    except FileNotFoundError:
        return
    shutil.rmtree(gone, ignore_errors=True)


def _about(folder: Path) -> About:
    try:
        content = orjson.loads((folder / ABOUT).read_bytes())
        return About(str(content["run"]), bool(content["hide_outlet"]), str(content["created"]))
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        return About()
