"""Plain text and Markdown: one article a file, with front matter (`key: value` between two `---`) or `outlet_date_title.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from framing.errors import RecordError
from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source, without_packing
from framing.readers.dates import read_date
from framing.readers.encoding import REPAIRED, STRAY_BYTES, encoding_of, is_text, repaired
from framing.readers.fields import KNOWN, article_from, columns_by_field, key_of

NAME = "plain text"
SUFFIXES = (".txt", ".text", ".md")
ORDER = 90
GUARDED = False

_FENCE = "---"
_FENCES = (_FENCE, "...")
_KEY = re.compile(r"([^\W\d][\w .-]*):(?:\s+(.*))?$")
_ITEM = re.compile(r"\s*-\s+(.*)$|\s+(\S.*)$")
_QUOTED = re.compile(r"""(["'])(.*)\1$""")
_SCALAR_MARKS = frozenset({"", "|", ">", "|-", ">-", "|+", ">+"})
_FOLDER = re.compile(r"[/\\!]")
_WORDS = re.compile(r"[\s_-]+")


def recognises(source: Source) -> bool:
    return is_text(source.head)


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """The one article of the file. Line ends become newlines; blank lines around the text are left out."""
    data = source.stream.read(LARGEST_RECORD + 1)
    if len(data) > LARGEST_RECORD:
        yield Rejected(source.name, 1, None, "too_large", f"the file is longer than {LARGEST_RECORD} bytes")
        return
    given = data.decode(encoding_of(data), STRAY_BYTES).lstrip("\ufeff")
    text = repaired(given)
    notes = REPAIRED if text != given else {}
    front, body = split_front_matter(text.replace("\r\n", "\n").replace("\r", "\n"))
    record = {**_from_name(source.name), **front, "text": body.strip("\n")}
    columns = columns_by_field([key for key in record if key != "text"], options.mapping)
    columns["text"] = "text"
    try:
        yield Read(source.name, 1, article_from(record, columns, notes, order=options.dates))
    except RecordError as error:
        yield Rejected(source.name, 1, front.get("id"), error.reason, error.seen)


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """Front matter and the rest. Only a block of `key: value` lines that names a field of ours counts as front matter.

    Values may be in quotation marks, lists (joined with commas), or go on in indented lines.
    """
    first, *lines = text.split("\n")
    if first.rstrip() != _FENCE:
        return {}, text
    end = next((i for i, line in enumerate(lines) if line.rstrip() in _FENCES), None)
    front = None if end is None else _pairs(lines[:end])
    if end is None or front is None or not KNOWN & {key_of(key) for key in front}:
        return {}, text
    return {key: value for key, value in front.items() if value and key != "text"}, "\n".join(
        lines[end + 1 :]
    )


def _pairs(lines: Sequence[str]) -> dict[str, str] | None:
    """Keys and values of front matter; None where a line is neither."""
    parts: dict[str, list[str]] = {}
    is_list: set[str] = set()
    key = ""
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if found := _KEY.match(line.rstrip()):
            key = found[1].strip()
            value = (found[2] or "").strip()
            parts[key] = [] if value in _SCALAR_MARKS else [value]
        elif key and (found := _ITEM.match(line.rstrip())):
            is_list |= {key} if found[1] else set()
            parts[key].append(found[1] or found[2])
        else:
            return None
    return {key: (", " if key in is_list else " ").join(map(_value, values)) for key, values in parts.items()}


def _value(text: str) -> str:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return ", ".join(_value(part) for part in text[1:-1].split(",") if part.strip())
    found = _QUOTED.match(text)
    return found[2] if found else text


def _from_name(name: str) -> dict[str, str]:
    """Outlet, date and title of a file called `outlet_date_title.txt` or `date_outlet_title.txt`; nothing for other names."""
    stem, _, _ = without_packing(_FOLDER.split(name)[-1]).rpartition(".")
    parts = stem.split("_", 2)
    if len(parts) < 3 or not all(parts):
        return {}
    for date, outlet in ((1, 0), (0, 1)):
        if read_date(parts[date]).day and not read_date(parts[outlet]).precision:
            spaced = {"outlet": parts[outlet], "title": parts[2]}
            return {"date": parts[date], **{key: _WORDS.sub(" ", part) for key, part in spaced.items()}}
    return {}
