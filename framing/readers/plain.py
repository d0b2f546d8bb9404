"""Plain text: one article a file, with optional front matter (`key: value` lines between two `---` lines)."""

from __future__ import annotations

from collections.abc import Iterator

from framing.errors import RecordError
from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source
from framing.readers.encoding import encoding_of, is_text
from framing.readers.fields import NAMES, article_from, columns_by_field

NAME = "plain text"
SUFFIXES = (".txt", ".text", ".md")
ORDER = 90
GUARDED = False

_FENCE = "---"


def recognises(source: Source) -> bool:
    return is_text(source.head)


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """The one article of the file. Line ends become newlines; blank lines around the text are left out."""
    data = source.stream.read(LARGEST_RECORD + 1)
    if len(data) > LARGEST_RECORD:
        yield Rejected(source.name, 1, None, "too_large", f"the file is longer than {LARGEST_RECORD} bytes")
        return
    text = (
        data.decode(encoding_of(data), "replace").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    )
    front, body = split_front_matter(text)
    record = {**front, "text": body.strip("\n")}
    named = {
        field: name for field, name in columns_by_field(front, options.mapping).items() if field != "text"
    }
    try:
        yield Read(source.name, 1, article_from(record, {**named, "text": "text"}))
    except RecordError as error:
        yield Rejected(source.name, 1, front.get("id"), error.reason, error.seen)


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """Front matter and the rest. Only a block of `key: value` lines that names a field of ours counts as front matter."""
    first, *lines = text.split("\n")
    if first.rstrip() != _FENCE:
        return {}, text
    end = next((i for i, line in enumerate(lines) if line.rstrip() == _FENCE), None)
    if end is None or any(line.strip() and ":" not in line for line in lines[:end]):
        return {}, text
    pairs = (line.partition(":") for line in lines[:end] if line.strip())
    front = {key.strip(): value.strip() for key, _, value in pairs if value.strip() and key.strip() != "text"}
    known = {name for names in NAMES.values() for name in names}
    if not known & {key.lower() for key in front}:
        return {}, text
    return front, "\n".join(lines[end + 1 :])
