"""Every write of a run goes through here: a file appears whole under its name, or not at all."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from framing.errors import OutputError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

T = TypeVar("T")

PIECE = 1 << 20
"""Bytes read or written at a time."""
TEMPORARY = ".tmp"
_PASSING = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ESTALE)
_GO_ON = "nothing finished is lost: when there is room on a sound disk, the same command goes on"


class Sink(io.RawIOBase):
    """A new file that remembers the SHA-256 of what was written to it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file = attempt(path, lambda: path.open("wb", buffering=0))
        self._hash = hashlib.sha256()
        self._size = 0
        self._waiting = bytearray()

    @property
    def digest(self) -> str:
        """SHA-256 of what has been written so far, as hex."""
        return self._hash.hexdigest()

    def writable(self) -> bool:
        """Yes, and it can do nothing else."""
        return True

    def tell(self) -> int:
        """Bytes written so far."""
        return self._size

    def write(self, data: ReadableBuffer, /) -> int:
        """Takes all of it; it reaches the file in pieces, and the rest with `sync`."""
        with memoryview(data).cast("B") as view:
            self._waiting += view
            self._hash.update(view)
            self._size += len(view)
            if len(self._waiting) >= PIECE:
                self._put()
            return len(view)

    def _put(self) -> None:
        with memoryview(self._waiting) as view:
            put(self._path, self._file, view)
        self._waiting = bytearray()

    def close(self) -> None:
        """Closes the file, without what has not been synced; safe to call again."""
        self._file.close()
        super().close()

    def sync(self) -> None:
        """Waits until all bytes are on the disk."""
        if self._waiting:
            self._put()
        sync(self._path, self._file.fileno())


def put(path: Path, file: BinaryIO | io.FileIO, view: memoryview) -> None:
    """Writes all bytes, in as many calls as the system wants."""

    def write() -> None:
        done = 0
        while done < len(view):
            done += file.write(view[done:]) or 0

    attempt(path, write)


def sync(path: Path, descriptor: int) -> None:
    """fsync of an open file or folder."""
    attempt(path, lambda: os.fsync(descriptor))


def rename(old: Path, new: Path) -> None:
    """Puts a file in place of another, at once."""
    attempt(new, lambda: old.replace(new))


def sync_folder(folder: Path) -> None:
    """Makes renames in a folder last; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    descriptor = attempt(folder, lambda: os.open(folder, os.O_RDONLY))
    try:
        sync(folder, descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """The folder and those above it, where they are not there."""
    attempt(folder, lambda: folder.mkdir(parents=True, exist_ok=True))


def attempt(path: Path, action: Callable[[], T]) -> T:
    """The result of an action on the disk. Raises OutputError where the system refuses it."""
    try:
        return action()
    except OSError as error:
        what_to_do = _GO_ON if error.errno in _PASSING else "name another folder with --out"
        raise OutputError(str(path), str(error.strerror or error), what_to_do) from None


@contextmanager
def whole_file(path: Path) -> Iterator[Sink]:
    """A file to write that appears under its name when the block has ended well: written beside, synced, renamed.

    The folder is not synced: see sync_folder.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    sink = Sink(temporary)
    try:
        yield sink
        sink.sync()
    finally:
        sink.close()
    rename(temporary, path)


def write_file(path: Path, data: bytes) -> str:
    """Writes one file whole and makes it last; gives its SHA-256."""
    with whole_file(path) as sink:
        sink.write(data)
    sync_folder(path.parent)
    return sink.digest


def digest_of(file: BinaryIO, limit: int | None = None) -> str:
    """SHA-256, as hex, of the next bytes of a file: all, or at most `limit`."""
    hashed = hashlib.sha256()
    left = limit
    while data := file.read(PIECE if left is None else min(PIECE, left)):
        hashed.update(data)
        left = None if left is None else left - len(data)
    return hashed.hexdigest()


def file_digest(path: Path) -> str | None:
    """SHA-256 of a file; None where it is not there or cannot be read."""
    try:
        with path.open("rb") as file:
            return digest_of(file)
    except OSError:
        return None
