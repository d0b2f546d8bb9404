"""Files in, articles out: every record comes back as Read or Rejected, in the order of the input. One file per format."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, BinaryIO, Protocol, cast

from framing.errors import InputError
from framing.readers.contract import Options, Read, Rejected, Source
from framing.types import Article

__all__ = [
    "Options",
    "Read",
    "Reader",
    "Rejected",
    "Source",
    "all_readers",
    "input_files",
    "one_article",
    "read_inputs",
]

HEAD = 65_536
"""Bytes of a file that readers see to recognise it."""
STANDARD_INPUT = "-"
_GZIP = b"\x1f\x8b"
_DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)


class Reader(Protocol):
    """NAME: of the format · SUFFIXES: usual file endings · ORDER: readers with a lower one are asked first ·
    GUARDED: the parser runs in a process of its own that can be killed."""

    NAME: str
    SUFFIXES: tuple[str, ...]
    ORDER: int
    GUARDED: bool
    recognises: Callable[[Source], bool]
    read: Callable[[Source, Options], Iterator[Read | Rejected]]


@cache
def all_readers() -> tuple[Reader, ...]:
    """The readers in this folder in the order they are asked."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return tuple(
        sorted(
            (cast(Reader, m) for m in modules if hasattr(m, "recognises")), key=lambda reader: reader.ORDER
        )
    )


def input_files(inputs: Sequence[str]) -> list[str]:
    """Files for the inputs as a user names them: files, folders (all files below, by name, hidden ones left out) or `-`.

    Raises InputError for one that does not exist or a folder without files.
    """
    files: list[str] = []
    for name in inputs:
        path = Path(name)
        if name == STANDARD_INPUT or path.is_file() or path.is_fifo():
            files.append(name)
        elif path.is_dir():
            below = sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
            if not below:
                raise InputError(name, "a folder without files", "name a folder that holds articles")
            files.extend(str(p) for p in below)
        else:
            raise InputError(name, "no such file or folder", "check the path")
    return files


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def read_inputs(
    inputs: Sequence[str], options: Options | None = None, seen_bytes: Callable[[int], None] = lambda _: None
) -> Iterator[Read | Rejected]:
    """Every record of all inputs. seen_bytes is told how many bytes of the files have been taken so far, for progress."""
    before = 0
    for name in input_files(inputs):
        with ExitStack() as stack:
            try:
                file = (
                    sys.stdin.buffer if name == STANDARD_INPUT else stack.enter_context(Path(name).open("rb"))
                )
            except OSError as error:
                yield Rejected(name, 0, None, "unreadable", str(error.strerror or error))
                continue
            for item in _read_file(name, cast(BinaryIO, file), options or Options()):
                yield item
                seen_bytes(before + (file.tell() if file.seekable() else 0))
        before += Path(name).stat().st_size if name != STANDARD_INPUT and Path(name).is_file() else 0
        seen_bytes(before)


def _read_file(name: str, raw: BinaryIO, options: Options) -> Iterator[Read | Rejected]:
    shown = "standard input" if name == STANDARD_INPUT else name
    record = 0
    try:
        source = _open(shown, raw)
        if not source.head:
            yield Rejected(shown, 0, None, "empty_file", "the file holds nothing")
            return
        reader = next((reader for reader in all_readers() if reader.recognises(source)), None)
        if reader is None:
            known = ", ".join(reader.NAME for reader in all_readers())
            yield Rejected(shown, 0, None, "unknown_format", f"not one of: {known}")
            return
        for item in reader.read(source, options):
            record = item.record
            yield item
    except _DAMAGED as error:
        yield Rejected(
            shown, record + 1, None, "damaged_file", f"{str(error) or type(error).__name__}; the rest is lost"
        )
    except OSError as error:
        yield Rejected(shown, record + 1, None, "unreadable", str(error.strerror or error))


def _open(name: str, raw: BinaryIO) -> Source:
    stream = io.BufferedReader(cast(io.RawIOBase, raw), HEAD)
    if stream.peek(2)[:2] == _GZIP:
        stream = io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=stream)), HEAD)
    return Source(name, cast(BinaryIO, stream), _peek(stream))


def _peek(stream: io.BufferedReader[Any]) -> bytes:
    """The next bytes without taking them: what one read gives, at most HEAD."""
    return stream.peek(HEAD)[:HEAD]


def one_article(name: str) -> Article:
    """The first article of a file or of standard input. Raises InputError where there is none, with the reason."""
    for item in read_inputs([name]):
        if isinstance(item, Read):
            return item.article
        raise InputError(name, f"{item.reason}: {item.detail}", "name a file with one article")
    raise InputError(name, "no article in it", "name a file with one article")
