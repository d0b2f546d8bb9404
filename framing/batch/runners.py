"""Who runs tasks: this process, or processes of its own that end with it.

Quick to load, so that those processes can load what tasks need while the one that starts them does the same.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, Self

from framing.batch.collecting import collect_rarely
from framing.batch.work import Marker, Task
from framing.errors import FramingError

if TYPE_CHECKING:
    from framing.batch.reading import Tell

Outcome = tuple[Task, Marker | None]
"""A task with its marker; None where the process that ran it died."""


class Runner(Protocol):
    """Runs tasks that do not depend on each other, each at least once, and gives their outcomes in any order.

    tell: may be told of units of work while tasks run. An error of a task is raised.
    """

    def run(self, folder: Path, tasks: Sequence[Task], tell: Tell) -> Iterator[Outcome]:
        """Outcomes as they come."""
        ...

    def warm(self, folder: Path) -> None:
        """Has processes that are idle for now load what scoring needs."""
        ...

    def close(self) -> None:
        """Ends what it has started."""
        ...


class Here:
    """Runs tasks in this process."""

    def run(self, folder: Path, tasks: Sequence[Task], tell: Tell) -> Iterator[Outcome]:
        """One after another."""
        from framing.batch.tasks import perform

        for task in tasks:
            yield task, perform(folder, task, tell)

    def warm(self, folder: Path) -> None:
        """This process is never idle."""

    def close(self) -> None:
        """Nothing to end."""


class Processes:
    """Runs each task in one of some processes, which are started at once and serve all stages."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._workers = [_Worker() for _ in range(count)]

    def run(self, folder: Path, tasks: Sequence[Task], tell: Tell) -> Iterator[Outcome]:
        """As many at a time as there are processes. One that is free does what tasks make possible before they have ended."""
        waiting, asked = deque(tasks), set(tasks)
        busy: list[_Worker] = []
        try:
            while asked or busy:
                while asked and waiting and len(busy) < self._count:
                    busy.append(self._free(busy).start(folder, waiting.popleft()))
                for worker in _with_news(busy):
                    news = self._news(worker)
                    if isinstance(news, Task):
                        waiting.append(news)
                    elif isinstance(news, int):
                        if worker.task in asked:
                            tell(news)
                    else:
                        busy.remove(worker)
                        if worker.task in asked:
                            asked.remove(worker.task)
                            yield worker.task, news
        finally:
            for worker in busy:  # an error or the end of the caller: what they are doing will be done again
                self._drop(worker)

    def warm(self, folder: Path) -> None:
        """All of them; tasks they are given meanwhile come after it."""
        for worker in self._workers:
            worker.start(folder, Task("warm", 0))

    def _free(self, busy: Iterable[_Worker]) -> _Worker:
        idle = next((worker for worker in self._workers if worker not in busy), None)
        if idle is None:
            idle = _Worker()
            self._workers.append(idle)
        return idle

    def _news(self, worker: _Worker) -> int | Task | Marker | None:
        """Units of work, a task that can be done from now on, or the end of its task: a marker, None where it died."""
        try:
            news: int | Task | Marker | Exception = worker.connection.recv()
        except (EOFError, OSError):
            self._drop(worker)
            return None
        if isinstance(news, Exception):
            raise news
        if isinstance(news, Marker) and news.task != worker.task.name:
            return 0  # it has got warm, and now begins
        return news

    def _drop(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.end()

    def close(self) -> None:
        """Ends all processes at once."""
        while self._workers:
            self._drop(self._workers[-1])


SMALL_INPUT = 4_000_000
"""Bytes of input under which one process is quicker than starting others (each takes about 0.6 s to start)."""


def local_runner(workers: int, size: int) -> Runner:
    """This process, or so many of its own; 0 is one per core where there are so many bytes to read that it is worth it."""
    if not workers:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        workers = 1 if size < SMALL_INPUT else cores
    return Here() if workers == 1 else Processes(workers)


def _with_news(busy: Sequence[_Worker]) -> list[_Worker]:
    ready = wait([worker.connection for worker in busy])
    return [worker for worker in busy if worker.connection in ready]


class _Worker:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=WORKER, args=(theirs,), daemon=True)
        with _deaf_to_interrupts(), _without_main():
            self._process.start()
        theirs.close()
        self.task = Task("read", 0)

    def start(self, folder: Path, task: Task) -> Self:
        """Hands it a task."""
        self.task = task
        with suppress(OSError):  # where it has died while idle, the next it says is the end of the pipe
            self.connection.send((folder, task))
        return self

    def end(self) -> None:
        """Kills it; its work is safe to be cut off anywhere."""
        self._process.kill()
        self._process.join()
        self.connection.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A process started here ignores Ctrl-C, which reaches the whole group: this process alone decides what it means."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _without_main() -> Iterator[None]:
    """A process started here does not run the main program again, which may be a page, a notebook or a script without a guard."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def serve(connection: Connection) -> None:
    """The life of a process: tasks in, markers and errors out, until the other side is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    collect_rarely()
    from framing.batch import startup, tasks  # noqa: F401 - loaded before the first task comes

    startup.leave_pandas_out()
    startup.keep_freed_memory()
    while True:
        try:
            folder, task = connection.recv()
        except EOFError:
            return
        connection.send(_outcome(folder, task, connection.send))


WORKER: Callable[[Connection], None] = serve
"""What a process of ours runs; a test puts its own around it."""


def _outcome(folder: Path, task: Task, send: Callable[[int | Task], None]) -> Marker | Exception:
    from framing.batch.tasks import perform

    try:
        return perform(folder, task, send, send)
    except FramingError as error:
        return error
    except Exception as error:  # noqa: BLE001 - it is raised again where the run is
        return FramingError(task.name, f"{type(error).__name__}: {error}", "this is a bug; please report it")


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
