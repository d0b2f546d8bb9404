"""Files in, articles out: every record comes back as Read or Rejected, in the order of the input. One file per format."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import BinaryIO, Protocol, cast

from framing.errors import FramingError, InputError, RecordError
from framing.readers.archives import is_archive, is_packed, members, on_disk, opened
from framing.readers.contract import Options, Read, Rejected, Source
from framing.readers.limits import is_zip
from framing.readers.outlets import renamed
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
    "reader_of",
    "summary_of",
]

STANDARD_INPUT = "-"
COMPANIONS = (".css", ".js", ".mjs", ".map", ".svg", ".ico", ".woff", ".woff2", ".ttf", ".eot")
"""Endings of what comes beside saved pages; some of it is text, but no article."""


class Reader(Protocol):
    """NAME: of the format · SUFFIXES: usual file endings · ORDER: readers with a lower one are asked first ·
    GUARDED: the parser runs in a process of its own that can be killed · a guarded one may be STREAMED (see Source)."""

    __name__: str
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


def reader_of(source: Source) -> Reader | None:
    """The first reader that recognises a file; what opens like a JSON object can be none but two, so no other is loaded."""
    from framing.readers import json_document, jsonl

    asked = cast("tuple[Reader, ...]", (json_document, jsonl)) if jsonl.recognises(source) else all_readers()
    return next((reader for reader in asked if reader.recognises(source)), None)


def summary_of(reader: Reader) -> str:
    """What a reader reads, as the first line of its module says."""
    return (reader.__doc__ or "").partition("\n")[0]


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
                file, path = _open(name, stack)
            except OSError as error:
                yield Rejected(_shown(name), 0, None, "unreadable", str(error.strerror or error))
                continue
            for item in _read_file(_shown(name), file, path, options or Options()):
                yield with_own_outlets(item, options)
                seen_bytes(before + (0 if path is None or file.closed else file.tell()))
        before += Path(name).stat().st_size if name != STANDARD_INPUT and Path(name).is_file() else 0
        seen_bytes(before)


def _open(name: str, stack: ExitStack) -> tuple[BinaryIO, Path | None]:
    """The bytes of an input, and its path where it is a file that can be opened again."""
    if name == STANDARD_INPUT:
        return sys.stdin.buffer, None
    path = Path(name)
    file = stack.enter_context(path.open("rb", buffering=0))
    return cast(BinaryIO, file), path if path.is_file() else None


def with_own_outlets(item: Read | Rejected, options: Options | None) -> Read | Rejected:
    """The item with its outlet named as the user's own table has it."""
    if options is None or not options.outlets or isinstance(item, Rejected):
        return item
    return Read(item.file, item.record, renamed(item.article, options.outlets))


def _shown(name: str) -> str:
    """The name of an input as tables can hold it: bytes of a file name that are no UTF-8 become U+FFFD."""
    return "standard input" if name == STANDARD_INPUT else os.fsencode(name).decode("utf-8", "replace")


def _read_file(name: str, raw: BinaryIO, path: Path | None, options: Options) -> Iterator[Read | Rejected]:
    return _safely(name, _file_records(name, raw, path, options))


def _safely(name: str, items: Iterator[Read | Rejected]) -> Iterator[Read | Rejected]:
    """The items; where reading breaks off, a rejection at the record after the last one (0: nothing could be read)."""
    record = -1
    try:
        for item in items:
            record = item.record if item.file == name else record
            yield item
    except RecordError as error:
        yield Rejected(name, record + 1, None, error.reason, error.seen)
    except OSError as error:
        yield Rejected(name, record + 1, None, "unreadable", str(error.strerror or error))


def _file_records(name: str, raw: BinaryIO, path: Path | None, options: Options) -> Iterator[Read | Rejected]:
    source = opened(name, raw, path)
    yield from _records(source, path, options, inside=False)


def _records(
    source: Source, path: Path | None, options: Options, *, inside: bool
) -> Iterator[Read | Rejected]:
    """Records of a file or of a member of an archive (`inside`). path: the file as it lies on disk, packed or not."""
    if not source.head:
        yield Rejected(source.name, 0, None, "empty_file", "the file holds nothing")
    elif source.name.lower().endswith(COMPANIONS):
        yield Rejected(source.name, 0, None, "not_an_article", "a part of a web page; leave it out")
    elif is_zip(source.head):
        with on_disk(source) as copy:
            yield from _recognised_records(copy, copy.path, options, inside=inside)
    else:
        yield from _recognised_records(source, path, options, inside=inside)


def _recognised_records(
    source: Source, path: Path | None, options: Options, *, inside: bool
) -> Iterator[Read | Rejected]:
    reader = reader_of(source)
    if reader is not None:
        yield from _read_with(reader, source, path, options)
    elif not is_archive(source.head) and not is_packed(source.head):
        known = ", ".join(reader.NAME for reader in all_readers())
        yield Rejected(source.name, 0, None, "unknown_format", f"not one of: {known}")
    elif inside or is_packed(source.head):
        detail = "packed within what is packed; unpack the outer one and name the file or folder"
        yield Rejected(source.name, 0, None, "nested_archive", detail)
    else:
        yield from _member_records(source, options)


def _member_records(source: Source, options: Options) -> Iterator[Read | Rejected]:
    empty = True
    for member in members(source):
        empty = False
        if isinstance(member, Rejected):
            yield member
        else:
            yield from _safely(member.name, _records(member, None, options, inside=True))
    if empty:
        yield Rejected(source.name, 0, None, "empty_file", "the archive holds no files")


def _read_with(
    reader: Reader, source: Source, path: Path | None, options: Options
) -> Iterator[Read | Rejected]:
    if not reader.GUARDED:
        try:
            yield from reader.read(source, options)
        except (FramingError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - what a library raises about damage stays with the file
            raise RecordError(source.name, "damaged_file", f"{type(error).__name__}: {error}") from None
        return
    from framing.readers import guard

    module, streamed = reader.__name__, getattr(reader, "STREAMED", False)
    if streamed and path is not None:
        yield from guard.read(module, path, source.name, options, streamed=True)
        return
    with on_disk(source) as copy:
        yield from guard.read(module, cast(Path, copy.path), source.name, options, streamed=streamed)


def one_article(name: str) -> Article:
    """The first article of a file or of standard input. Raises InputError where there is none, with the reason."""
    for item in read_inputs([name]):
        if isinstance(item, Read):
            return item.article
        raise InputError(name, f"{item.reason}: {item.detail}", "name a file with one article")
    raise InputError(name, "no article in it", "name a file with one article")
