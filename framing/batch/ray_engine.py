"""Tasks on a Ray cluster: Ray Data hands them out, the work folder keeps what is done. The only module that imports ray."""

from __future__ import annotations

import logging
import os
import signal
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from framing.batch.reading import Tell
from framing.batch.runners import Outcome
from framing.batch.tasks import perform
from framing.batch.work import Marker, Task
from framing.errors import FramingError, OutputError

_ONE_MACHINE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Read when ray is imported: its servers then listen on loopback alone. (`_node_ip_address="127.0.0.1"` is not heeded: Ray 2.60
puts the machine's own address in its place and listens on every interface.)"""
OBJECT_STORE = 100_000_000
"""Bytes of shared memory of a local cluster; near the least Ray takes, since only tasks and markers go through it."""


class Ray:
    """Runs each task on a Ray cluster, in a process that serves others after it; a Runner.

    address: of a running cluster, `auto` to find it; None starts one on this machine, on loopback only, that ends with `close`.
    workers: processes of such a cluster, 0 for one per core. Every machine of a cluster needs this version of framing, and the
    output folder and local inputs under the same paths. A task whose process dies is not tried again here: the run does that, and
    looks for the article that kills it. Raises OutputError, with the first tasks, where there is no ray or no cluster.
    """

    def __init__(self, address: str | None = None, workers: int = 0) -> None:
        self._address = address
        self._workers = workers
        self._ray: Any = None

    def _start(self) -> None:
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        if self._address is None:
            os.environ.update(_ONE_MACHINE)
        try:
            import ray
            import ray.data
        except ImportError as error:
            raise OutputError("--engine ray", str(error), "pip install 'framing[ray]'") from None
        try:
            with _own_signals():
                ray.init(**self._where(), logging_level=logging.ERROR, log_to_driver=False)
        except (ConnectionError, RuntimeError, ValueError) as error:
            first = str(error).partition("\n")[0]
            raise OutputError(
                "--engine ray", first, "start a cluster with `ray start`, or leave --address out"
            ) from None
        self._ray = ray
        self._quieten()

    def _where(self) -> dict[str, Any]:
        if self._address is not None:
            return {"address": self._address}
        return {
            "address": "local",
            "num_cpus": self._workers or None,
            "object_store_memory": OBJECT_STORE,
            "include_dashboard": False,
        }

    def _quieten(self) -> None:
        """No progress bars and logs beside our own; a task whose process dies is missing, and is no end of the others."""
        context = self._ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        context.max_errored_blocks = -1
        logging.getLogger("ray.data").setLevel(logging.CRITICAL)

    def run(self, folder: Path, tasks: Sequence[Task], tell: Tell) -> Iterator[Outcome]:
        """As many at a time as the cluster has cores."""
        if not tasks:
            return
        if self._ray is None:
            self._start()
        rows = [
            {"number": i, "folder": str(folder.resolve()), "task": orjson.dumps(asdict(task)).decode()}
            for i, task in enumerate(tasks)
        ]
        missing = dict(enumerate(tasks))
        data = self._ray.data.from_items(rows, override_num_blocks=len(rows))
        with warnings.catch_warnings():
            # Ray Data tries without end unless it is told not to, and has no other way to be told
            warnings.filterwarnings("ignore", message=".*ray_remote_args")
            outcomes = data.map(_perform, num_cpus=1, max_retries=0)
        for row in outcomes.iter_rows():
            if row["error"]:
                raise FramingError(*orjson.loads(row["error"]))
            tell(row["units"])
            yield missing.pop(row["number"]), Marker(**orjson.loads(row["marker"]))
        for task in missing.values():
            yield task, None

    def warm(self, folder: Path) -> None:
        """Which process will get which task is for Ray to say."""

    def close(self) -> None:
        """Leaves the cluster, and ends one that was started here."""
        if self._ray is not None:
            self._ray.shutdown()
            self._ray = None


@contextmanager
def _own_signals() -> Iterator[None]:
    """Ray puts a handler of its own for SIGTERM; what a signal means is for the command that runs to say."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _perform(row: dict[str, Any]) -> dict[str, Any]:
    """One task, in a process of the cluster. units: what it told of · marker, error: as JSON, one of them empty."""
    fields = orjson.loads(row["task"])
    task = Task(**{**fields, "skip": tuple(fields["skip"])})
    told: list[int] = []
    marker, error = "", ""
    try:
        marker = orjson.dumps(perform(Path(row["folder"]), task, told.append)).decode()
    except FramingError as fault:
        error = _as_json(fault.place, fault.seen, fault.what_to_do)
    except Exception as fault:  # noqa: BLE001 - it is raised again where the run is
        error = _as_json(task.name, f"{type(fault).__name__}: {fault}", "this is a bug; please report it")
    return {"number": row["number"], "units": sum(told), "marker": marker, "error": error}


def _as_json(*texts: str) -> str:
    return orjson.dumps(texts).decode()
