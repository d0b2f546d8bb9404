"""Samples of every format, as the make_*.py beside this file build them: a new format is covered by adding one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from framing.readers import Options, Read, Reader, Rejected, Source, all_readers
from framing.readers.archives import opened


@cache
def samples() -> dict[str, bytes]:
    """File name -> content, of all formats; where two formats use one name, the later one is numbered."""
    found: dict[str, bytes] = {}
    for maker in sorted(Path(__file__).parent.glob("make_*.py")):
        for name, content in import_module(f"readers.{maker.stem}").samples():
            found[name if name not in found else f"{len(found)}-{name}"] = content
    return found


def source(name: str, content: bytes) -> Source:
    return opened(name, cast(BinaryIO, io.BytesIO(content)))


def reader_of(name: str, content: bytes) -> Reader | None:
    """The reader that takes a file."""
    opened_file = source(name, content)
    return next((reader for reader in all_readers() if reader.recognises(opened_file)), None)


@cache
def samples_by_reader() -> dict[str, list[tuple[str, bytes]]]:
    """Module name of a reader -> the samples that it takes, smallest first."""
    found: dict[str, list[tuple[str, bytes]]] = {}
    for name, content in sorted(samples().items(), key=lambda item: (len(item[1]), item[0])):
        reader = reader_of(name, content)
        if reader is not None:
            found.setdefault(reader.__name__, []).append((name, content))
    return found


def items_of(reader: Reader, name: str, content: bytes) -> Iterator[Read | Rejected]:
    """What a reader makes of a file in this process, whether it would take it or not."""
    return reader.read(source(name, content), Options())
