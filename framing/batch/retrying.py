"""Tasks whose process dies are tried again; where one article kills it, that article is found and left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from framing.batch.reading import Tell
from framing.batch.runners import Runner
from framing.batch.work import Marker, Task, Work
from framing.errors import FramingError

MOST_LEFT_OUT = 16
"""Articles of one shard that may be left out because they kill; more look like a fault of the machine."""


def completed(
    runner: Runner, folder: Path, tasks: Sequence[Task], tell: Tell
) -> Iterator[tuple[Task, Marker]]:
    """Every task with its marker, in any order. Raises FramingError where a task cannot be brought to its end."""
    died = []
    for task, marker in runner.run(folder, tasks, tell):
        if marker is None:
            died.append(task)
        else:
            yield task, marker
    for task in died:
        yield task, _again(runner, folder, task)


def _again(runner: Runner, folder: Path, task: Task) -> Marker:
    while (marker := _once(runner, folder, task)) is None:
        if task.kind != "score" or len(task.skip) == MOST_LEFT_OUT:
            raise _given_up(task)
        task = replace(task, skip=(*task.skip, _killer(runner, folder, task)))
    return marker


def _once(runner: Runner, folder: Path, task: Task) -> Marker | None:
    return next(iter([marker for _, marker in runner.run(folder, [task], lambda _: None)]))


def _killer(runner: Runner, folder: Path, task: Task) -> int:
    """The article that by itself ends the process which scores it: the one at which a probe of the shard has died."""
    if _once(runner, folder, replace(task, kind="probe")) is not None:
        raise _given_up(task)
    return int(Work(folder).probe_file(task).read_bytes())


def _given_up(task: Task) -> FramingError:
    return FramingError(
        task.name,
        "the process that did this died again and again, and no single article is the cause; memory may be short",
        "try fewer --workers; the same command goes on where it stopped",
    )
