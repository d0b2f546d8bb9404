"""What files come packed in: a layer of GZ or ZST, ZIP and TAR archives. Members are read one after another, in their order."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, cast

from framing.errors import RecordError
from framing.readers.contract import Rejected, Source
from framing.readers.limits import (
    LIMITS,
    UNPACK_YOURSELF,
    Archive,
    check_name,
    check_ratio,
    check_size,
    is_zip,
    metered,
    open_zip,
    shown_name,
    translated,
)

HEAD = 65_536
"""Bytes of a file that readers see to recognise it."""
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_TAR_BLOCK = 512
_PIECE = 1 << 20


def opened(name: str, raw: BinaryIO, path: Path | None = None) -> Source:
    """The file with its layer of GZ or ZST taken off; its stream then runs forward only and stops at the ratio of a bomb.

    path: the local file behind `raw`; the source keeps it where nothing had to be unpacked.
    """
    stream = cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, raw), HEAD))
    head = _head(stream)
    if not is_packed(head):
        return Source(name, stream, head, path)
    counted = _Counted(stream)
    inner = gzip.GzipFile(fileobj=counted) if head.startswith(_GZIP) else _zstd(counted)
    unpacked = metered(cast(BinaryIO, inner), name, lambda count: check_ratio(name, count, counted.taken))
    return Source(name, unpacked, _head(unpacked))


def _head(stream: BinaryIO) -> bytes:
    """The next bytes without taking them: what one read gives, at most HEAD."""
    return cast(io.BufferedReader, stream).peek(HEAD)[:HEAD]


def is_packed(head: bytes) -> bool:
    """Whether a file is GZ or ZST."""
    return head.startswith((_GZIP, _ZSTD))


def _zstd(stream: io.RawIOBase) -> BinaryIO:
    import pyarrow as pa

    return cast(BinaryIO, pa.CompressedInputStream(stream, "zstd"))


class _Counted(io.RawIOBase):
    """A stream that knows how many bytes were taken from it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self.taken += len(data)
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def on_disk(source: Source) -> Iterator[Source]:
    """The source with a stream that can seek and a path: its own, or those of a temporary copy under a name of our making.

    Raises RecordError (`too_large`) where the copy would be larger than one member of an archive may be.
    """
    if source.path is not None:
        yield source
        return
    with NamedTemporaryFile(prefix="framing-") as copy:
        taken = 0
        while piece := source.stream.read(_PIECE):
            taken += len(piece)
            check_size(source.name, taken, LIMITS.member)
            copy.write(piece)
        copy.flush()
        copy.seek(0)
        yield replace(source, stream=cast(BinaryIO, copy), path=Path(copy.name))


def is_archive(head: bytes) -> bool:
    """Whether a file that no reader takes holds files: ZIP or TAR."""
    return is_zip(head) or is_tar(head)


def is_tar(head: bytes) -> bool:
    """By the checksum of the first header."""
    try:
        tarfile.TarInfo.frombuf(head[:_TAR_BLOCK], "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


def members(source: Source) -> Iterator[Source | Rejected]:
    """The files of a ZIP (whose stream can seek) or TAR, named `archive.zip!folder/name`; hidden ones are left out.

    Each is to be read before the next is asked for. Raises RecordError where the archive is refused or broken.
    """
    if is_zip(source.head):
        with open_zip(source.stream, source.name) as archive:
            yield from _zip_members(source.name, archive)
    else:
        yield from _tar_members(source)


def _hidden(name: str) -> bool:
    """Dot files, and what macOS puts beside each file."""
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _zip_members(name: str, archive: Archive) -> Iterator[Source | Rejected]:
    for member in archive.names:
        if _hidden(member):
            continue
        shown = f"{name}!{shown_name(member)}"
        try:
            with archive.open(member) as stream:
                yield Source(shown, stream, _head(stream))
        except RecordError as error:
            yield Rejected(shown, 0, None, error.reason, error.seen)


def _tar_members(source: Source) -> Iterator[Source]:
    whole = metered(source.stream, source.name, lambda count: check_size(source.name, count, LIMITS.total))
    with translated(source.name):
        tar = tarfile.TarFile(fileobj=cast(Any, _Forward(whole, source.name)), mode="r")
    names: set[str] = set()
    while True:
        with translated(source.name):
            info = tar.next()
        if info is None:
            return
        if info.isdir():
            continue
        _check_tar_member(source.name, info, names)
        names.add(info.name)
        with translated(source.name):
            content = cast(BinaryIO, tar.extractfile(info))
        if not _hidden(info.name):
            stream = metered(content, source.name, lambda _: None)
            yield Source(f"{source.name}!{shown_name(info.name)}", stream, _head(stream))


def _check_tar_member(place: str, info: tarfile.TarInfo, names: set[str]) -> None:
    check_name(place, info.name)
    check_size(place, info.size, LIMITS.member)
    if not info.isreg() or info.issparse():
        seen = f"{shown_name(info.name)!r} is a link, a device or a file with holes"
        raise RecordError(place, "unsafe_archive", f"{seen}; {UNPACK_YOURSELF}")
    if info.name in names:
        raise RecordError(place, "unsafe_archive", "two members of one name; pack it again")
    if len(names) == LIMITS.members:
        raise RecordError(place, "too_large", f"more than {LIMITS.members} members; {UNPACK_YOURSELF}")


class _Forward:
    """A stream that seeks by reading on, as tarfile wants it; it refuses to give much at once, since headers are read whole."""

    def __init__(self, stream: BinaryIO, place: str) -> None:
        self._stream = stream
        self._place = place
        self.tell = stream.tell

    def read(self, size: int) -> bytes:
        if size > _PIECE:
            raise RecordError(self._place, "unsafe_archive", f"a header of {size} bytes; {UNPACK_YOURSELF}")
        return self._stream.read(size)

    def seek(self, position: int) -> None:
        while (missing := position - self.tell()) > 0 and self._stream.read(min(missing, _PIECE)):
            pass
