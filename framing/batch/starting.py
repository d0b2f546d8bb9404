"""Whether a run starts, goes on, has been finished before, or must not touch what stands in the folder."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from framing.batch.files import PIECE, file_digest, rename, sync_folder, whole_file, write_file
from framing.batch.finishing import finished_run, input_digests
from framing.batch.job import (
    Input,
    Job,
    changed_since,
    differences,
    job_from_json,
    job_to_json,
    new_job,
    shown_name,
)
from framing.batch.options import RunOptions, Summary
from framing.batch.places import remote_inputs
from framing.batch.work import Task, Work
from framing.errors import OutputError
from framing.readers import STANDARD_INPUT

_START_OVER = "start over with --fresh, or name another folder with --out"


def begin(work: Work, files: Sequence[str], options: RunOptions, signature: str) -> Job | Summary:
    """The job of the work folder, new or to go on with; the summary where the tables stand there already.

    Raises OutputError where the folder holds a run over other inputs or with other settings.
    """
    out = work.folder.parent
    unfinished = _unfinished(work)
    remote = remote_inputs(work.folder, files)
    inputs = [remote.get(n) or _input(work, n, name, options, unfinished) for n, name in enumerate(files)]
    wanted = new_job(signature, options, inputs)
    before = finished_run(out)
    if before is not None and not options.fresh and not _changes(wanted, before.job, before.digests):
        if unfinished is None or not differences(wanted, unfinished):
            remove(work)
        return before.summary
    if options.fresh and options.shard is None:
        return _start(work, wanted)
    if unfinished is not None:
        return _go_on(work, wanted, unfinished)
    if before is not None:
        raise _refused(out, "tables of another run", _changes(wanted, before.job, before.digests))
    if options.shard is not None:
        raise OutputError(str(out), "no index to score shards of", "run the command with --until index first")
    return _start(work, wanted)


def remove(work: Work) -> None:
    """The work folder with everything in it; the lock last."""
    clear(work, keep_inputs=False)
    work.lock.unlink(missing_ok=True)
    shutil.rmtree(work.folder, ignore_errors=True)


def clear(work: Work, *, keep_inputs: bool) -> None:
    """Everything in the work folder but the lock and, on request, copies of streams; the job first."""
    work.job_file.unlink(missing_ok=True)
    for path in work.folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path != work.lock and not (keep_inputs and path.name.startswith("input-")):
            path.unlink(missing_ok=True)


def _unfinished(work: Work) -> Job | None:
    try:
        return job_from_json(work.job_file.read_bytes())
    except OSError:
        return None


def _start(work: Work, job: Job) -> Job:
    clear(work, keep_inputs=True)
    write_file(work.job_file, job_to_json(job))
    return job


def _go_on(work: Work, wanted: Job, found: Job) -> Job:
    """The unfinished job, with the times its files have now."""
    reads = [work.marker(Task("read", number).name) for number in range(len(found.reads))]
    changes = _changes(wanted, found, input_digests(reads))
    if changes:
        raise _refused(work.folder.parent, "an unfinished run with something else", changes)
    job = replace(found, inputs=wanted.inputs)
    if job != found:
        write_file(work.job_file, job_to_json(job))
    return job


def _changes(wanted: Job, found: Job, digests: Mapping[str, list[str]]) -> list[str]:
    """What differs, contents of files touched since included, as far as they have been read."""
    lines = differences(wanted, found)
    if lines:
        return lines
    for number in changed_since(wanted, found):
        item, known = wanted.inputs[number], digests.get(str(number))
        if known and known != [file_digest(Path(item.place))]:
            return [f"content of {item.name}"]
    return []


def _refused(out: Path, what: str, changes: Sequence[str]) -> OutputError:
    return OutputError(str(out), f"holds {what}: {'; '.join(changes)}", _START_OVER)


def _input(work: Work, number: int, name: str, options: RunOptions, unfinished: Job | None) -> Input:
    path = Path(name)
    if name != STANDARD_INPUT and not path.is_fifo():
        found = path.stat()
        return Input(shown_name(name), name, found.st_size, found.st_mtime_ns)
    place = work.folder / f"input-{number:05d}{'' if name == STANDARD_INPUT else path.suffix}"
    if options.shard is None:
        _copy_stream(name, place, must_be_same=unfinished is not None and not options.fresh)
    return Input(shown_name(name), str(place), place.stat().st_size if place.exists() else 0, 0)


def _copy_stream(name: str, place: Path, *, must_be_same: bool) -> None:
    """Standard input or a named pipe, in a file of the work folder."""
    new = place.with_name(place.name + ".new")
    with whole_file(new) as sink, _opened(name) as stream:
        while data := stream.read(PIECE):
            sink.write(data)
    if must_be_same and file_digest(place) not in (None, sink.digest):
        new.unlink()
        raise _refused(place.parent.parent, "an unfinished run with something else", [f"content of {name}"])
    rename(new, place)
    sync_folder(place.parent)


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    if name == STANDARD_INPUT:
        return nullcontext(cast(BinaryIO, sys.stdin.buffer))
    return Path(name).open("rb")
