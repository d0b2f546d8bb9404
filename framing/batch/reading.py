"""The first stage: stretches of the input -> parts of the spool, each record with its digest and duplicate key."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Self, cast

import pyarrow as pa

from framing.batch.files import PIECE, digest_of
from framing.batch.identity import content_digest, duplicate_key, name_key, wanted_id
from framing.batch.job import Input, Piece, shown_name
from framing.batch.places import is_remote, local_copy
from framing.batch.spool import (
    RECORDS,
    ROWS_PER_CHUNK,
    ChunkWriter,
    chunk_writer,
    write_ipc,
)
from framing.batch.work import Marker, Outputs, Task, Work
from framing.errors import InputError
from framing.readers import STANDARD_INPUT, Options, Read, Rejected, read_inputs
from framing.readers.parquet import imported_schema, imported_table
from framing.types import Article

RECORDS_PER_PART = 2_048
CHARACTERS_PER_PART = 8_000_000
BYTES_BETWEEN_TELLING = 1_000_000

Tell = Callable[[int], None]
Ready = Callable[[Task], None]


def articles_name(task: int, part: int) -> str:
    """The file of a part's articles."""
    return f"read-{task:05d}-{part:04d}.articles.arrow"


def records_name(task: int, part: int) -> str:
    """The file of a part's records."""
    return f"read-{task:05d}-{part:04d}.records.arrow"


def read_task(work: Work, task: Task, tell: Tell, ready: Ready) -> Marker:
    """Reads one stretch of the input. tell: told the bytes taken · ready: told the task of sketching each part once it stands.

    counts: records, parts, and lines of a file that is cut. notes: number of each input -> SHA-256 of what was read of it.
    """
    job = work.job
    outputs = Outputs(work, task.name, job.digest)
    digests, lines = {}, 0
    with _Part(outputs, task.number, ready) as spool:
        for piece in job.reads[task.number]:
            source = job.inputs[piece.file]
            with local_copy(source) if is_remote(source.name) else _unchanged(source):
                found = _Reading(source, piece, job.reading(), tell)
                for item in found.items():
                    spool.add(item)
                digests[str(piece.file)] = found.digest
                lines += found.lines
            tell((source.bytes if piece.stop is None else piece.stop - piece.start) - found.told)
        spool.close()
    return outputs.finish({"records": spool.total, "parts": spool.part, "lines": lines}, digests)


@contextmanager
def _unchanged(source: Input) -> Iterator[None]:
    """Raises InputError where the file is not the one the run began with, before or after it has been read."""
    _check(source)
    yield
    _check(source)


def _check(source: Input) -> None:
    if not source.mtime_ns:
        return
    try:
        found = Path(source.place).stat()
    except OSError as error:
        raise InputError(
            source.name, str(error.strerror), "put it back; the same command then goes on"
        ) from None
    if (found.st_size, found.st_mtime_ns) != (source.bytes, source.mtime_ns):
        raise InputError(source.name, "has changed since the run began", "start over with --fresh")


@dataclass(slots=True)
class _Reading:
    """One piece of input being read; digest and lines are known when its items have been taken."""

    source: Input
    piece: Piece
    options: Options
    tell: Tell
    told: int = 0
    digest: str = ""
    lines: int = 0

    def items(self) -> Iterator[Read | Rejected]:
        """The records of the piece, under the name the user gave the input. A reader that fails costs the rest of the piece."""
        last = 0
        try:
            for item in self._lines() if self.piece.stop is not None else self._whole():
                last = item.record
                yield item
        except Exception as error:  # noqa: BLE001 - one bad file must not lose the others
            why = f"{type(error).__name__}: {error}; the rest is lost"
            yield Rejected(_shown(self.source), last + 1, None, "unreadable", why)

    def _whole(self) -> Iterator[Read | Rejected]:
        try:
            with Path(self.source.place).open("rb") as file:
                self.digest = digest_of(file)
        except OSError:
            self.digest = ""  # the reader says why
        place, shown = shown_name(self.source.place), _shown(self.source)
        for item in read_inputs([self.source.place], self.options, self._taken):
            yield item if place == shown else replace(item, file=item.file.replace(place, shown, 1))

    def _taken(self, position: int) -> None:
        if position - self.told >= BYTES_BETWEEN_TELLING:
            self.tell(position - self.told)
            self.told = position

    def _lines(self) -> Iterator[Read | Rejected]:
        from framing.readers import Source, jsonl, with_own_outlets

        assert self.piece.stop is not None
        place = Path(self.source.place)
        with place.open("rb") as file, place.open("rb") as head:
            start, stop = (
                _line_start(file, at, self.source.bytes) for at in (self.piece.start, self.piece.stop)
            )
            file.seek(start)
            self.digest = digest_of(file, stop - start)
            file.seek(start)
            window = _Window(file, stop - start)
            stream = cast(BinaryIO, io.BufferedReader(window, PIECE))
            name = _shown(self.source)
            for item in jsonl.read_stretch(
                Source(name, cast(BinaryIO, head), b""), Source(name, stream, b""), self.options
            ):
                yield with_own_outlets(item, self.options)
            self.lines = window.lines


def _shown(source: Input) -> str:
    return "standard input" if source.name == STANDARD_INPUT else source.name


def _line_start(file: BinaryIO, at: int, size: int) -> int:
    """Where the first line begins that begins at or after a byte; the size of the file where there is none."""
    if at == 0:
        return 0
    file.seek(at - 1)
    while data := file.read(PIECE):
        found = data.find(b"\n")
        if found >= 0:
            return file.tell() - len(data) + found + 1
    return size


class _Window(io.RawIOBase):
    """The next bytes of a file, and how many lines ended in them."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        super().__init__()
        self._file, self._left, self.lines = file, size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        data = self._file.read(min(len(buffer), self._left))
        self._left -= len(data)
        self.lines += data.count(b"\n")
        buffer[: len(data)] = data
        return len(data)


class _Part:
    """The part of the spool that is being filled: articles are written chunk by chunk, so that few are in memory."""

    def __init__(self, outputs: Outputs, task: int, ready: Ready) -> None:
        self._outputs, self._task, self._ready = outputs, task, ready
        self.part = self.total = self._rows = self._characters = 0
        self._chunk: list[Article] = []
        self._records: list[tuple[object, ...]] = []
        self._open = ExitStack()
        self._writer: ChunkWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.__exit__(*error)  # type: ignore[arg-type]

    def add(self, item: Read | Rejected) -> None:
        """One more record; a full part is closed."""
        self.total += 1
        self._records.append(self._accepted(item) if isinstance(item, Read) else _rejected(item))
        if len(self._chunk) == ROWS_PER_CHUNK:
            self._write_chunk()
        if len(self._records) == RECORDS_PER_PART or self._characters >= CHARACTERS_PER_PART:
            self.close()

    def _accepted(self, item: Read) -> tuple[object, ...]:
        article = item.article
        try:
            "".join(
                filter(None, (article.id, article.author, article.url, article.section, article.extra))
            ).encode()
            digest = content_digest(article)
        except (ValueError, TypeError) as error:  # such as lone surrogates, which a reader should have mended
            return _rejected(Rejected(item.file, item.record, None, "bad_characters", str(error)))
        row = self._rows
        self._chunk.append(article)
        self._rows += 1
        self._characters += len(article.text)
        key, name = duplicate_key(article), name_key(wanted_id(article.id, digest))
        size = len(article.text)
        return (item.file, item.record, row, article.id, None, None, digest[:16], key, name, size)

    def _write_chunk(self) -> None:
        if self._writer is None:
            sink = self._open.enter_context(self._outputs.file(articles_name(self._task, self.part)))
            self._writer = self._open.enter_context(chunk_writer(sink, imported_schema()))
        self._writer(imported_table(self._chunk))
        self._chunk = []

    def close(self) -> None:
        """Ends the part, where there is anything in it."""
        if not self._records:
            return
        self._write_chunk()
        self._open.close()
        columns = zip(*self._records, strict=True)
        arrays = [pa.array(column, kind) for column, kind in zip(columns, RECORDS.types, strict=True)]
        with self._outputs.file(records_name(self._task, self.part)) as sink:
            write_ipc(sink, pa.table(arrays, schema=RECORDS))
        self._ready(Task("sketch", self._task, self.part))
        self.part += 1
        self._records, self._rows, self._characters, self._writer = [], 0, 0, None


def _rejected(item: Rejected) -> tuple[object, ...]:
    nothing = bytes(16)
    return (item.file, item.record, None, item.id, item.reason, item.detail, None, nothing, nothing, 0)
