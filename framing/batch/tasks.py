"""What any engine runs: one task of a work folder, by plain arguments; and how it is told apart from others."""

from __future__ import annotations

from pathlib import Path

from framing.batch.reading import Ready, Tell, read_task
from framing.batch.sketching import sketch_task
from framing.batch.work import Marker, Task, Work


def perform(folder: Path, task: Task, tell: Tell = lambda _: None, ready: Ready = lambda _: None) -> Marker:
    """Does one task and gives its marker; safe to be ended at any moment and to be done again.

    tell: told of units of work · ready: told of tasks that can be done from now on, before this one has ended.
    Raises FramingError where input or output is at fault.
    """
    work = Work(folder)
    if task.kind == "read":
        return read_task(work, task, tell, ready)
    if task.kind == "sketch":
        return sketch_task(work, task, tell)
    from framing.batch import scoring  # loads the engine, which reading need not wait for

    if task.kind == "score":
        return scoring.score_task(work, task, tell)
    assert task.kind == "probe", task.kind
    return scoring.probe_task(work, task)
