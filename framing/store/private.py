"""Workspaces that live as long as one visitor's session: a folder of their own, gone with the session or with the program."""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from framing.batch.lock import locked
from framing.errors import OutputError
from framing.store.workspace import Workspace, open_workspace

PREFIX = "framing-session-"
_LOCK = "lock"
_BEING_MADE_SECONDS = 60
"""A folder this young may belong to a program that has not locked it yet."""


class PrivateWorkspace:
    """A workspace in a temporary folder. It is removed with `close`, when it is forgotten, or when the program ends."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)
        self._lock = ExitStack()
        self._lock.enter_context(locked(Path(self._folder.name) / _LOCK))
        self.workspace: Workspace = open_workspace(Path(self._folder.name) / "workspace")

    def close(self) -> None:
        """Removes the folder; safe to call again."""
        self._lock.close()
        self._folder.cleanup()


def remove_stale() -> int:
    """Removes private folders whose program was killed before it could; gives their number."""
    stale = [path for path in Path(gettempdir()).glob(f"{PREFIX}*") if path.is_dir() and not _in_use(path)]
    for path in stale:
        shutil.rmtree(path, ignore_errors=True)
    return len(stale)


def _in_use(folder: Path) -> bool:
    if not (folder / _LOCK).is_file():
        return time.time() - folder.stat().st_mtime < _BEING_MADE_SECONDS
    try:
        with locked(folder / _LOCK):
            return False
    except OutputError:
        return True
