"""The last stage, in one process: the parts of all shards -> the tables in the output folder, run.json behind them."""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from pathlib import Path
from typing import Any

import orjson

from framing import __version__
from framing.batch.concat import concatenate
from framing.batch.files import Sink, attempt, make_folder, rename, sync_folder, whole_file, write_file
from framing.batch.job import Input, Job
from framing.batch.options import Summary
from framing.batch.planning import REJECTED_POSITIONS, REJECTS
from framing.batch.scoring import part_name, table_schemas
from framing.batch.spool import read_ipc
from framing.batch.work import Marker, Task, Work

RUN = "run.json"
REJECTS_TABLE = "rejects.jsonl"


@dataclass(frozen=True, slots=True)
class Markers:
    """What the stages before have left."""

    reads: Sequence[Marker]
    index: Marker
    shards: Sequence[Marker]


def finish(work: Work, markers: Markers, summary: Summary, started: datetime) -> None:
    """Puts the tables in place, run.json last as the sign that the others are whole."""
    out = work.folder.parent
    attempt(out / RUN, lambda: (out / RUN).unlink(missing_ok=True))
    files = _place_tables(work, out, len(markers.shards))
    with whole_file(out / REJECTS_TABLE) as sink:
        _write_rejects(work, markers.shards, sink)
    files[REJECTS_TABLE] = sink.tell()
    _remove_old(out, files)
    sync_folder(out)
    record = _run_record(work.job, markers, summary, started) | {"files": files}
    write_file(out / RUN, orjson.dumps(record, option=orjson.OPT_INDENT_2) + b"\n")


def _place_tables(work: Work, out: Path, shards: int) -> dict[str, int]:
    """Name within the output folder -> bytes, of all tables."""
    settings = work.job.settings
    files = {}
    for table, schema in table_schemas(texts=settings["texts"]).items():
        parts = [work.path(part_name(Task("score", number), table)) for number in range(shards)]
        if settings["parts"]:
            files.update(_place_parts(work, out / table, parts))
            continue
        with whole_file(out / f"{table}.parquet") as sink:
            concatenate(parts, sink, schema)
        files[f"{table}.parquet"] = sink.tell()
    return files


def _place_parts(work: Work, folder: Path, parts: Sequence[Path]) -> dict[str, int]:
    """A folder of the parts themselves, made beside and then put in the place of an older one."""
    new, old = (work.folder / f"{name}-{folder.name}" for name in ("new", "old"))
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    make_folder(new)
    sizes = {}
    for number, part in enumerate(parts):
        place = new / f"part-{number:05d}.parquet"
        attempt(place, lambda part=part, place=place: _link(part, place))  # type: ignore[misc]
        sizes[f"{folder.name}/{place.name}"] = part.stat().st_size
    sync_folder(new)
    if folder.exists():
        rename(folder, old)
    rename(new, folder)
    return sizes


def _link(part: Path, place: Path) -> None:
    try:
        place.hardlink_to(part)
    except OSError:  # a file system without links
        shutil.copyfile(part, place)


def _remove_old(out: Path, files: Iterable[str]) -> None:
    """Removes tables of an older run that this one has not replaced."""
    ours = {name.partition("/")[0] for name in files}
    for table in ("articles", "evidence", "texts"):
        if f"{table}.parquet" not in ours:
            attempt(out, lambda name=f"{table}.parquet": (out / name).unlink(missing_ok=True))  # type: ignore[misc]
        folder = out / table
        if table not in ours and folder.is_dir() and all(p.match("part-*.parquet") for p in folder.iterdir()):
            shutil.rmtree(folder, ignore_errors=True)


def _write_rejects(work: Work, shards: Sequence[Marker], sink: Sink) -> None:
    """The lines of the index stage with those of articles that could not be scored, in input order."""
    failed = ((int(at), line.encode() + b"\n") for marker in shards for at, line in marker.notes.items())
    with work.path(REJECTS).open("rb") as file:
        positions = read_ipc(work.path(REJECTED_POSITIONS))["position"].to_numpy()
        for lines in _together(merge(zip(positions.tolist(), file, strict=True), failed)):
            sink.write(lines)


def _together(lines: Iterable[tuple[int, bytes]], size: int = 1 << 20) -> Iterator[bytes]:
    """Lines in pieces worth a call of the system."""
    piece = bytearray()
    for _, line in lines:
        piece += line
        if len(piece) >= size:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _run_record(job: Job, markers: Markers, summary: Summary, started: datetime) -> dict[str, Any]:
    """What run.json holds: inputs, settings, counts, versions and times."""
    digests = input_digests(markers.reads)
    return {
        "signature": job.signature,
        "furniture_digest": markers.index.notes["furniture"],
        "duplicate_digest": markers.index.notes["duplicates"],
        "inputs": [
            {
                "path": item.name,
                "bytes": item.bytes,
                "mtime_ns": item.mtime_ns,
                "sha256": digests[str(number)],
            }
            for number, item in enumerate(job.inputs)
        ],
        "settings": job.settings,
        "read": summary.read,
        "accepted": summary.accepted,
        "rejected": summary.rejected,
        "duplicates": summary.duplicates,
        "renamed": summary.renamed,
        "kept_duplicates": summary.kept_duplicates,
        "rejected_by_reason": dict(summary.reasons),
        "tally": dict(summary.tally),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(summary.seconds, 3),
        "framing": __version__,
        "python": sys.version.split()[0],
    }


def input_digests(reads: Iterable[Marker | None]) -> Mapping[str, list[str]]:
    """Number of an input -> SHA-256 of its stretches in order, as far as they have been read."""
    digests: defaultdict[str, list[str]] = defaultdict(list)
    for marker in reads:
        for number, digest in marker.notes.items() if marker else ():
            digests[number].append(digest)
    return digests


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished run that stands in a folder."""

    job: Job
    digests: Mapping[str, list[str]]
    summary: Summary


def finished_run(out: Path) -> Finished | None:
    """The run whose tables stand in the folder, whole by their sizes; None where there is none."""
    try:
        found = orjson.loads((out / RUN).read_bytes())
        if any((out / name).stat().st_size != size for name, size in found["files"].items()):
            return None
        inputs = tuple(Input(i["path"], "", i["bytes"], i["mtime_ns"]) for i in found["inputs"])
        counts = {
            name: found[name]
            for name in ("read", "accepted", "rejected", "duplicates", "renamed", "kept_duplicates")
        }
        return Finished(
            Job(found["signature"], found["settings"], inputs, ()),
            {str(number): item["sha256"] for number, item in enumerate(found["inputs"])},
            Summary(
                **counts,
                reasons=found["rejected_by_reason"],
                seconds=found["seconds"],
                signature=found["signature"],
                state="finished_before",
                tally=found["tally"],
            ),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
