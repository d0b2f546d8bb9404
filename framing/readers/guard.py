"""Records of guarded readers, which run in a process that can be killed: a file that breaks its parser costs one rejection."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Lock
from typing import IO, Any, cast

import orjson

from framing.readers import child as child_module
from framing.readers.child import LENGTH, MOST_BYTES, SECONDS_PER_RECORD, options_as_json
from framing.readers.contract import Options, Read, Rejected
from framing.types import Article

SECONDS_OF_SILENCE = 300
"""A hang guard: a child whose computing time is over ends by itself, but it may wait for a disk that never answers."""
IDLE = 2
"""Children kept for the next files."""
RESTARTS = 100
"""Times that one file may break its parser."""
REST_LOST = "; the rest of the file is lost"
_PIECE = 1 << 18
_ENVIRONMENT = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
"""Arrow's own pool asks for a gigabyte at once, which a limit of memory refuses or must not count."""


class _EndedError(Exception):
    """The child ended in the middle of a file."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def read(
    reader: str, path: Path, name: str, options: Options, *, streamed: bool
) -> Iterator[Read | Rejected]:
    """What `reader` (the name of its module) reads from a local file, shown as `name`.

    A record that takes too much time or memory, or kills its parser, is rejected as `too_slow`, `too_much_memory` or
    `parser_died`, and a fresh process goes on after it; unless that one ends at once too, and the reader is not streamed.
    """
    done = record = 0
    for _ in range(RESTARTS):
        given = 0
        request = {"reader": reader, "path": str(path), "name": name, "options": options_as_json(options)}
        try:
            for item in _attempt({**request, "done": done}, record):
                given, record = given + 1, item.record
                yield item
        except _EndedError as ended:
            record, done = record + 1, done + given + 1
            lost = not given and not streamed
            yield Rejected(name, record, None, ended.reason, ended.detail + (REST_LOST if lost else ""))
            if lost:
                return
        else:
            return
    yield Rejected(name, record + 1, None, "parser_died", f"its parser broke {RESTARTS} times{REST_LOST}")


def _attempt(request: dict[str, Any], record: int) -> Iterator[Read | Rejected]:
    """The records that one child gives. record: number of the last one given before."""
    name = request["name"]
    with _borrowed() as child:
        for kind, content in child.answers(request):
            if kind == "read":
                record = content[0]
                yield Read(name, record, _article(content[1]))
            elif kind == "rejected":
                record = content[0]
                yield Rejected(name, *content)
            else:
                yield Rejected(name, record + 1, None, *content)


def _article(fields: dict[str, Any]) -> Article:
    day = fields["date"]
    return Article(**{**fields, "date": day and date.fromisoformat(day)})


class _Child:
    """One process of child.py. idle: it waits for a request."""

    def __init__(self) -> None:
        self.idle = True
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", child_module.__name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, **_ENVIRONMENT},
            process_group=0,  # an interrupt from the keyboard is for us: a child that died of it would look like a bad file
        )
        self._requests = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        self._taken = bytearray()

    def alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._requests.close()
        self._answers.close()

    def answers(self, request: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Kind and content of each answer to a request. Raises _EndedError where the process ends before the last one."""
        self.idle = False
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
        except BrokenPipeError:
            raise self._ended() from None
        while True:
            kind, content = orjson.loads(self._take(LENGTH.unpack(self._take(LENGTH.size))[0]))
            if kind == "too_much_memory":
                raise _EndedError(kind, f"its parser wants more than {MOST_BYTES // 1_000_000} MB")
            if kind == "last":
                self.idle = content == "stays"
                return
            yield kind, content

    def _take(self, count: int) -> bytes:
        while len(self._taken) < count:
            if not self._poll.poll(SECONDS_OF_SILENCE * 1000):
                self._process.kill()
            piece = os.read(self._answers.fileno(), _PIECE)
            if not piece:
                raise self._ended()
            self._taken += piece
        data = bytes(self._taken[:count])
        del self._taken[:count]
        return data

    def _ended(self) -> _EndedError:
        code = self._process.wait()
        if code == -signal.SIGPROF:
            return _EndedError("too_slow", f"its parser takes over {SECONDS_PER_RECORD:.0f} s of computing")
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return _EndedError("parser_died", f"its parser ended with {how}")


_idle: list[_Child] = []
_lock = Lock()


@contextmanager
def _borrowed() -> Iterator[_Child]:
    """An idle child of this process, or a new one; it is kept where it has answered to the end, else killed."""
    with _lock:
        child = _idle.pop() if _idle else None
    if child is not None and not child.alive():
        child.end()
        child = None
    child = child or _Child()
    try:
        yield child
    finally:
        with _lock:
            kept = child.idle and len(_idle) < IDLE
            if kept:
                _idle.append(child)
        if not kept:
            child.end()


def _end_all() -> None:
    while _idle:
        _idle.pop().end()


atexit.register(_end_all)
os.register_at_fork(after_in_child=_idle.clear)
