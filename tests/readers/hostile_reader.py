"""A reader that does to its process what each line of its file says; for the tests of the guard."""

from __future__ import annotations

import ctypes
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from framing.readers.contract import Options, Read, Rejected, Source
from framing.types import Article

NAME = "hostile"
SUFFIXES = ()
ORDER = 0
GUARDED = True
STREAMED = False


def recognises(source: Source) -> bool:
    return False


def _spin() -> None:
    while True:
        pass


def _eat() -> None:
    eaten = []
    while True:
        eaten.append(bytearray(b"x" * 10_000_000))


ACTS: dict[str, Callable[[], object]] = {
    "spin": _spin,
    "eat": _eat,
    "crash": lambda: ctypes.string_at(0),
    "leave": lambda: sys.exit(7),
    "raise": lambda: {}["no such key"],
    "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
    "start": lambda: subprocess.run(["true"], check=True),
    "write": lambda: Path("/tmp/framing-hostile").write_text("x", encoding="utf-8"),
}


def read(source: Source, _: Options) -> Iterator[Read | Rejected]:
    for number, line in enumerate(source.stream.read().decode().split(), 1):
        if number > source.done and line in ACTS:
            ACTS[line]()
        yield Read(source.name, number, Article(str(number), line))
