"""One run at a time on an output folder: a lock the system frees when its process ends, however that happens."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from framing.batch.files import attempt
from framing.errors import OutputError

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int, *, shared: bool) -> None:  # noqa: ARG001 - Windows has no shared locks
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int, *, shared: bool) -> None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Holds the lock file. shared: beside other shared holders. Raises OutputError where somebody else holds it."""
    descriptor = _take(path, shared=shared)
    _HELD.add(descriptor)
    try:
        yield
    finally:
        _HELD.remove(descriptor)
        os.close(descriptor)


_HELD: set[int] = set()
"""The descriptors of the locks that this process holds."""


def leave_locks() -> None:
    """For a forked process: the locks stay with its parent alone, so that they are free as soon as the parent has ended."""
    for descriptor in _HELD:
        os.close(descriptor)
    _HELD.clear()


def _take(path: Path, *, shared: bool) -> int:
    while True:
        descriptor = attempt(path, lambda: os.open(path, os.O_RDWR | os.O_CREAT, 0o644))
        try:
            _try_lock(descriptor, shared=shared)
            if _still_there(path, descriptor):
                return descriptor
        except (BlockingIOError, PermissionError):
            os.close(descriptor)
            raise OutputError(
                str(path.parent.parent),
                "another run is writing to this folder",
                "wait until it has ended, stop it, or name another folder with --out",
            ) from None
        except OSError as error:
            os.close(descriptor)
            raise OutputError(
                str(path),
                f"cannot be locked ({error.strerror})",
                "use a file system with locks (on Lustre, the mount option flock)",
            ) from None
        os.close(descriptor)


def _still_there(path: Path, descriptor: int) -> bool:
    """Whether the file locked is the one under that name: a run that ends removes it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
