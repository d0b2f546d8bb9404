"""The process in which guarded readers run: requests come from standard input, records go to standard output; it ends with them.

It opens no socket, starts no program and writes no file. What a record may take of time and memory is set before each one;
the operating system ends the process that takes more.
"""

from __future__ import annotations

import json
import resource
import signal
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from framing.errors import RecordError
from framing.readers.archives import opened
from framing.readers.contract import Options, Read, Rejected
from framing.readers.fields import without_surrogates

SECONDS_PER_RECORD = 2.0
"""Computing time, not waiting time: a busy machine changes no result."""
SECONDS_PER_MEGABYTE = 10.0
"""More for the first record of a file, before which many parsers take in the whole of it (PDF is the slowest by far)."""
MOST_SECONDS = 120.0
MOST_BYTES = 480_000_000
"""Resident memory of the process; goal: none over 500 MB."""
RETIRE_AT = 250_000_000
"""A process that holds more after a file ends, and the next file gets a new one."""
LENGTH = struct.Struct(">I")

_PAGE = resource.getpagesize()
_MEMORY = Path("/proc/self/statm")
_REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "pty.")
_WRITING = frozenset("wax+")


def main() -> None:
    """Answers requests until standard input ends."""
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)
    for ignored in (signal.SIGINT, signal.SIGTERM):  # they are for the parent, whose end ends us
        signal.signal(ignored, signal.SIG_IGN)
    for line in sys.stdin.buffer:
        _answer(json.loads(line))
        stays = _memory()[1] <= RETIRE_AT
        _send(["last", "stays" if stays else "retires"])
        if not stays:
            return


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Stops what no parser of articles needs, whoever asks."""
    if event.startswith(_REFUSED) or (event == "open" and _writes(arguments[1])):
        raise PermissionError(f"{event} is refused while files are read")


def _writes(mode: object) -> bool:
    return isinstance(mode, str) and not _WRITING.isdisjoint(mode)


def _answer(request: dict[str, Any]) -> None:
    """Sends the records of one file as `read` or `rejected`, and `failed` where it broke off."""
    path = Path(request["path"])
    try:
        _limit_memory()
        _limit_time(min(SECONDS_PER_RECORD + SECONDS_PER_MEGABYTE * path.stat().st_size / 1e6, MOST_SECONDS))
        for item in _items(path, request):
            _limit_time(0)
            _send(_answered(item))
            _limit_time(SECONDS_PER_RECORD)
    except MemoryError:
        _send(["too_much_memory", None])
        sys.exit(1)
    except RecordError as error:
        _send(["failed", [error.reason, without_surrogates(error.seen)]])
    except OSError as error:
        _send(["failed", ["unreadable", without_surrogates(str(error.strerror or error))]])
    except Exception as error:  # noqa: BLE001 - whatever a parser raises about a damaged file stays with that file
        _send(["failed", ["damaged_file", without_surrogates(f"{type(error).__name__}: {error}")]])
    finally:
        _limit_time(0)


def _items(path: Path, request: dict[str, Any]) -> Iterator[Read | Rejected]:
    reader = import_module(request["reader"])
    options, done = options_from_json(request["options"]), request["done"]
    with path.open("rb", buffering=0) as file:
        source = opened(request["name"], cast(BinaryIO, file), path)
        if getattr(reader, "STREAMED", False):
            yield from reader.read(replace(source, done=done), options)
        else:
            yield from islice(reader.read(source, options), done, None)


def _answered(item: Read | Rejected) -> list[Any]:
    if isinstance(item, Read):
        return ["read", [item.record, item.article]]
    return [
        "rejected",
        [item.record, item.id and without_surrogates(item.id), item.reason, without_surrogates(item.detail)],
    ]


def _send(answer: list[Any]) -> None:
    data = orjson.dumps(answer)
    sys.stdout.buffer.write(LENGTH.pack(len(data)) + data)
    sys.stdout.buffer.flush()


def _limit_time(seconds: float) -> None:
    """Ends the process after so much computing time from now; 0: no limit."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory() -> None:
    """Lets the process grow by what is left up to MOST_BYTES; without /proc there is no such limit."""
    private, resident = _memory()
    if private:
        most = private + max(MOST_BYTES - resident, 0)
        resource.setrlimit(resource.RLIMIT_DATA, (most, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _memory() -> tuple[int, int]:
    """Bytes of private memory asked for and of memory in use; 0, 0 where the system does not tell."""
    if not _MEMORY.exists():
        return 0, 0
    pages = _MEMORY.read_text(encoding="ascii").split()
    return int(pages[5]) * _PAGE, int(pages[1]) * _PAGE


def options_as_json(options: Options) -> dict[str, Any]:
    """The fields of the options as JSON values; a path becomes a list of one."""
    return {name: _as_json(getattr(options, name)) for name in Options.__dataclass_fields__}


def _as_json(value: Any) -> Any:
    if isinstance(value, Path):
        return [str(value)]
    return dict(value) if isinstance(value, Mapping) else value


def options_from_json(values: dict[str, Any]) -> Options:
    fields: dict[str, Any] = {
        name: Path(*value) if isinstance(value, list) else value for name, value in values.items()
    }
    return Options(**fields)


if __name__ == "__main__":
    main()
