"""What a work folder is for: inputs, settings and signature, how the reading is cut; and whether another run wants the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from framing.batch.options import RunOptions
from framing.readers import STANDARD_INPUT, Options, Source, reader_of

BYTES_PER_READ = 8_000_000
FILES_PER_READ = 1_000
"""One task of reading takes so many bytes or files at most; a longer file that can be cut at its lines is cut."""
HEAD = 65_536

Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Input:
    """One input file. name: as tables show it · place: where its bytes lie · mtime_ns: 0 for a copy of a stream."""

    name: str
    place: str
    bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an input; it begins and ends at the first line that starts at or after these bytes. stop: None = all."""

    file: int
    start: int = 0
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """reads: the pieces that each task of reading takes, in input order · digest: 16 hex digits over everything that decides
    the results; times of files are left out."""

    signature: str
    settings: Settings
    inputs: tuple[Input, ...]
    reads: tuple[tuple[Piece, ...], ...]
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        inputs = [[item.name, item.bytes] for item in self.inputs]
        object.__setattr__(
            self, "digest", digest_of_values([self.signature, self.settings, inputs, self.reads])
        )

    def reading(self) -> Options:
        """The options of the readers."""
        found = self.settings
        pages = None if found["pages"] is None else Path(found["pages"])
        return Options(mapping=found["mapping"], outlets=found["outlets"], dates=found["dates"], pages=pages)


def shown_name(path: str) -> str:
    """A file name as tables can hold it: bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def digest_of_values(values: object) -> str:
    """16 hex digits over values as JSON."""
    return hashlib.sha256(orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def settings_of(options: RunOptions) -> Settings:
    """The options that decide what the tables hold, as JSON can hold them; paths count by their place."""
    return {
        "keep_duplicates": options.keep_duplicates,
        "keep_furniture": options.keep_furniture,
        "texts": options.texts,
        "parts": options.parts,
        "mapping": dict(options.mapping),
        "outlets": dict(options.outlets),
        "dates": options.dates,
        "pages": None if options.pages is None else str(options.pages.resolve()),
        "codebooks": [str(folder.resolve()) for folder in options.codebooks],
        "sensationalism": str(options.sensationalism.resolve()) if options.sensationalism else None,
    }


def new_job(signature: str, options: RunOptions, inputs: Sequence[Input]) -> Job:
    """The job of a run over these inputs."""
    return Job(signature, settings_of(options), tuple(inputs), tuple(_reads(inputs)))


def _reads(inputs: Sequence[Input]) -> Iterator[tuple[Piece, ...]]:
    """Consecutive small files together; long files of lines in stretches, other long files alone."""
    together: list[Piece] = []
    size = 0
    for number, item in enumerate(inputs):
        if together and (size + item.bytes > BYTES_PER_READ or len(together) == FILES_PER_READ):
            yield tuple(together)
            together, size = [], 0
        if item.bytes > 2 * BYTES_PER_READ and _is_lines(Path(item.place)):
            for start in range(0, item.bytes, BYTES_PER_READ):
                yield (Piece(number, start, min(start + BYTES_PER_READ, item.bytes)),)
            continue
        together.append(Piece(number))
        size += item.bytes
    if together:
        yield tuple(together)


def _is_lines(path: Path) -> bool:
    """Whether the first reader that recognises the file reads one record a line, from the plain bytes."""
    from framing.readers import jsonl

    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            file.seek(0)
            source = Source(str(path), file, head, path)
            reader = reader_of(source)
            return reader is not None and reader.NAME == jsonl.NAME
    except OSError:
        return False


def job_to_json(job: Job) -> bytes:
    """As it stands in the work folder; bytes of places as Latin-1, since file names need not be UTF-8."""
    reads = [[[piece.file, piece.start, piece.stop] for piece in pieces] for pieces in job.reads]
    return orjson.dumps(
        {
            "signature": job.signature,
            "settings": job.settings,
            "inputs": [
                [i.name, os.fsencode(i.place).decode("latin-1"), i.bytes, i.mtime_ns] for i in job.inputs
            ],
            "reads": reads,
        }
    )


def job_from_json(data: bytes) -> Job | None:
    """The job again; None where the file is damaged."""
    try:
        found = orjson.loads(data)
        return Job(
            found["signature"],
            found["settings"],
            tuple(
                Input(name, os.fsdecode(place.encode("latin-1")), size, time)
                for name, place, size, time in found["inputs"]
            ),
            tuple(tuple(Piece(*values) for values in pieces) for pieces in found["reads"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


@lru_cache(maxsize=1)
def _load(path: Path, _mtime_ns: int) -> Job:
    job = job_from_json(path.read_bytes())
    assert job is not None, f"{path} is written whole before any task starts"
    return job


def load_job(path: Path) -> Job:
    """The job of a work folder, read once in each process."""
    return _load(path, path.stat().st_mtime_ns)


def differences(wanted: Job, found: Job) -> list[str]:
    """What two jobs differ in, for people; empty where the results would be the same. Times of files are not compared."""
    lines = []
    if wanted.signature != found.signature:
        lines.append(f"engine, codebook or models ({found.signature} there, {wanted.signature} now)")
    lines += [
        f"{name.replace('_', '-')} ({found.settings.get(name)!r} there, {value!r} now)"
        for name, value in wanted.settings.items()
        if found.settings.get(name) != value
    ]
    here, there = ({i.name: i.bytes for i in job.inputs} for job in (wanted, found))
    changed = [name for name in {**there, **here} if here.get(name) != there.get(name)]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        lines.append(f"inputs ({changed[0]}{more})")
    elif [i.name for i in wanted.inputs] != [i.name for i in found.inputs]:
        lines.append("order of the inputs")
    return lines


def changed_since(wanted: Job, found: Job) -> list[int]:
    """Numbers of inputs with another time of change, though names and sizes are the same."""
    pairs = enumerate(zip(wanted.inputs, found.inputs, strict=True))
    return [n for n, (new, old) in pairs if new.mtime_ns != old.mtime_ns or new.name == STANDARD_INPUT]
