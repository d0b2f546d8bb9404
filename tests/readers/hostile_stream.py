"""The hostile reader as a streamed one: it passes over the records that it is told were dealt with."""

from __future__ import annotations

from collections.abc import Iterator

from framing.readers.contract import Options, Read, Rejected, Source
from readers.hostile_reader import GUARDED, NAME, ORDER, SUFFIXES, recognises
from readers.hostile_reader import read as read_all

__all__ = ["GUARDED", "NAME", "ORDER", "STREAMED", "SUFFIXES", "read", "recognises"]

STREAMED = True


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    return (item for item in read_all(source, options) if item.record > source.done)
