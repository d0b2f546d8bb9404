"""Who runs tasks: this process, or processes of its own that end with it.

Where this process may be forked, the others begin with all that it has loaded. Elsewhere they load it themselves; this module
is quick to load, so that they can do so while the one that starts them does the same.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from multiprocessing import Pipe, get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, Self

from framing.batch.collecting import collect_rarely
from framing.batch.lock import leave_locks
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
        """Has processes that are idle for now load what scoring needs, and practise on what has been read."""
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
        """All of them, until they are given a task."""
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


def process_count(workers: int, size: int) -> int:
    """So many; of 0, one per core where there are so many bytes to read that it is worth it."""
    if workers or size < SMALL_INPUT:
        return workers or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_HOLD_STILL = frozenset({"jemalloc_bg_thd"})
"""Threads that a fork may leave behind: jemalloc, which comes with pyarrow, takes its locks around a fork itself."""


def stay_single_threaded() -> None:
    """Before NumPy is loaded: its linear algebra, which scoring does without, would start a thread for each further core."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def may_fork() -> bool:
    """Whether this process can be forked: on Linux, while no other thread of it may hold a lock, which nobody would free."""
    if sys.platform != "linux":
        return False
    others = (task for task in Path("/proc/self/task").iterdir() if task.name != str(os.getpid()))
    return all((task / "comm").read_text().strip() in _HOLD_STILL for task in others)


def _with_news(busy: Sequence[_Worker]) -> list[_Worker]:
    ready = wait([worker.connection for worker in busy])
    return [worker for worker in busy if worker.connection in ready]


class _Worker:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        forked = may_fork()
        self.connection, theirs = Pipe()
        target, arguments = (_begin_forked, (WORKER, theirs)) if forked else (WORKER, (theirs,))
        process = get_context("fork").Process if forked else get_context("spawn").Process
        self._process: BaseProcess = process(target=target, args=arguments, daemon=True)
        with _deaf_to_interrupts(), nullcontext() if forked else _without_main():
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


def _begin_forked(worker: Callable[[Connection], None], connection: Connection) -> None:
    """A process that has inherited what it must not keep: the parent's lock and how it takes SIGTERM."""
    leave_locks()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    worker(connection)


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
        if task.kind == "warm":
            _practise(folder, connection.poll)
        else:
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


def _practise(folder: Path, enough: Callable[[], bool]) -> None:
    from framing.batch.scoring import practise

    with suppress(Exception):  # a task of scoring will meet it too, and say so
        practise(folder, enough)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
