"""Inputs in object stores (`s3://`, `gs://`): listed and copied through the file systems of pyarrow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote, urlsplit

import pyarrow as pa

from framing.batch.files import PIECE, whole_file
from framing.batch.job import Input
from framing.errors import FramingError, InputError
from framing.readers import input_files

T = TypeVar("T")

SCHEMES = ("s3", "gs", "file")


def is_remote(name: str) -> bool:
    """Whether a name is a URI such as `s3://bucket/key`, not a local path."""
    return "://" in name


@dataclass(frozen=True, slots=True)
class Place:
    """A URI as pyarrow sees it: file system and path in it."""

    uri: str
    system: Any
    path: str

    def beside(self, path: str) -> str:
        """The URI of another path of the same file system."""
        parts = urlsplit(self.uri)
        return f"{parts.scheme}://{quote(path)}" + (f"?{parts.query}" if parts.query else "")


def place_of(uri: str, error: type[FramingError]) -> Place:
    """The place a URI names; it need not be there. Raises the given error where the URI is none we know, or holds a key."""
    parts = urlsplit(uri)
    if parts.scheme not in SCHEMES:
        raise error(
            uri, f"{parts.scheme}:// is not one of {', '.join(SCHEMES)}", "copy the files to a local disk"
        )
    if parts.password is not None:
        shown = f"{parts.scheme}://…@{parts.hostname}"
        raise error(
            shown,
            "a key in the address",
            "put keys into the environment or ~/.aws, where no table shows them",
        )
    bucket = "" if parts.scheme == "file" else parts.netloc
    try:
        system = _system(f"{parts.scheme}://{parts.netloc}/" + (f"?{parts.query}" if parts.query else ""))
    except (OSError, pa.ArrowException) as fault:
        raise error(uri, str(fault).partition("\n")[0], "check the address") from None
    return Place(uri, system, (bucket + unquote(parts.path)).rstrip("/"))


@cache
def _system(root: str) -> Any:
    """The file system of a bucket; making one may ask the network where the bucket is, so once is enough."""
    from pyarrow import fs

    return fs.FileSystem.from_uri(root)[0]


def asked(action: Callable[[], T], uri: str, error: type[FramingError]) -> T:
    """The result of an action on a remote place. Raises the given error where that refuses or cannot be reached."""
    try:
        return action()
    except (OSError, pa.ArrowException) as fault:
        raise error(
            uri, str(fault).partition("\n")[0], "the same command goes on once it can be reached"
        ) from None


def list_inputs(inputs: Sequence[str]) -> list[str]:
    """Files for inputs, as `readers.input_files` lists them; a remote one is an object or stands for all objects below it.

    Raises InputError for one that does not exist, cannot be reached or holds no files.
    """
    files: list[str] = []
    for name in inputs:
        files += _files_of(name) if is_remote(name) else input_files([name])
    return files


def _files_of(uri: str) -> list[str]:
    from pyarrow import fs

    place = place_of(uri, InputError)
    info = asked(lambda: place.system.get_file_info(place.path), uri, InputError)
    if info.type == fs.FileType.File:
        return [uri]
    if info.type == fs.FileType.NotFound:
        raise InputError(uri, "no such file or folder", "check the address")
    below = fs.FileSelector(place.path, recursive=True)
    found = asked(lambda: place.system.get_file_info(below), uri, InputError)
    paths = [f.path for f in found if f.type == fs.FileType.File and not _hidden(f.path[len(place.path) :])]
    if not paths:
        raise InputError(uri, "a folder without files", "name a folder that holds articles")
    return [place.beside(path) for path in sorted(paths)]


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def remote_inputs(folder: Path, files: Sequence[str]) -> dict[int, Input]:
    """Number -> input of each remote file; while it is read, a copy lies in the folder. Raises InputError where one is gone."""
    together: defaultdict[int, list[tuple[int, Place]]] = defaultdict(list)
    for number, name in enumerate(files):
        if is_remote(name):
            place = place_of(name, InputError)
            together[id(place.system)].append((number, place))
    return {number: item for places in together.values() for number, item in _inputs(folder, places)}


def _inputs(folder: Path, places: Sequence[tuple[int, Place]]) -> Iterator[tuple[int, Input]]:
    """Those of one file system, which is asked about all files at once."""
    from pyarrow import fs

    system, first = places[0][1].system, places[0][1].uri
    infos = asked(lambda: system.get_file_info([place.path for _, place in places]), first, InputError)
    for (number, place), info in zip(places, infos, strict=True):
        if info.type != fs.FileType.File:
            raise InputError(place.uri, "is gone", "put it back; the same command then goes on")
        copy = folder / f"input-{number:05d}{Path(place.path).suffix}"
        yield number, Input(place.uri, str(copy), info.size, info.mtime_ns or 0)


@contextmanager
def local_copy(source: Input) -> Iterator[None]:
    """Within this a copy of a remote file lies in its place. Raises InputError where it is not the one the run began with."""
    place, copy = place_of(source.name, InputError), Path(source.place)
    stream = asked(
        lambda: place.system.open_input_stream(place.path, compression=None), source.name, InputError
    )
    with stream, whole_file(copy) as sink:
        while data := asked(lambda: stream.read(PIECE), source.name, InputError):
            sink.write(data)
    info = asked(lambda: place.system.get_file_info(place.path), source.name, InputError)
    if (info.size, info.mtime_ns or 0, sink.tell()) != (source.bytes, source.mtime_ns, source.bytes):
        copy.unlink()
        raise InputError(source.name, "has changed since the run began", "start over with --fresh")
    try:
        yield
    finally:
        copy.unlink(missing_ok=True)
