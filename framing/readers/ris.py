"""RIS (Zotero, EndNote, ProQuest): citations; the text comes from the files a Zotero export puts beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from framing.errors import RecordError
from framing.readers.attached import SUFFIXES as ATTACHED
from framing.readers.attached import article_in
from framing.readers.contract import LARGEST_RECORD, Options, Read, Rejected, Source
from framing.readers.encoding import encoding_of
from framing.readers.fields import article_from
from framing.types import Article

NAME = "RIS or Zotero RIS with attached files"
SUFFIXES = (".ris",)
ORDER = 6
GUARDED = True

Tags = Mapping[str, Sequence[str]]

_LINE = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
_TAGS: Mapping[str, tuple[str, ...]] = {
    "title": ("TI", "T1", "CT"),
    "outlet": ("T2", "JF", "JO", "JA", "J2", "BT"),
    "date": ("DA", "PY", "Y1"),
    "author": ("AU", "A1"),
    "url": ("UR",),
    "section": ("SE",),
    "id": ("ID", "AN"),
}
"""Our field -> the tags that may hold it, best first."""
_MORE = {
    "AB": "abstract",
    "N2": "abstract",
    "KW": "keywords",
    "LA": "language_given",
    "PB": "publisher",
    "CY": "place",
    "SP": "page",
    "SN": "issn",
    "DB": "database",
    "DP": "database_provider",
    "ET": "edition",
    "M3": "document_type",
    "TY": "type",
    "DO": "doi",
    "N1": "notes",
}
_ATTACHMENTS = ("L2", "L1")
_FILES = "files"
_DATE = re.compile(r"(\d{4})(?:/(\d{1,2})(?:/(\d{1,2}))?)?/{0,3}(?:[^/]*)")
_HOW = "in Zotero export the collection as RIS with “Export Files”, and name the .ris file in the folder that Zotero wrote"


def recognises(source: Source) -> bool:
    """By a first line with the tag TY and another tag below it; lines of a provider above it may be there."""
    text = source.head.decode(encoding_of(source.head), "replace").lstrip("\ufeff").replace("\r", "\n")
    lines = [line for line in text.split("\n")[:60] if line.strip()]
    start = next((i for i, line in enumerate(lines) if line.startswith("TY  -")), None)
    return start is not None and start < 6 and any(map(_LINE.fullmatch, lines[start + 1 : start + 3]))


def read(source: Source, options: Options) -> Iterator[Read | Rejected]:
    """One result per record, from its TY to its ER or to the next TY. Abstracts are no text; they are kept in `extra`.

    The text is that of the first file a record names in L2 or L1 (or what `--map text=TAG` names).
    """
    data = source.stream.read(LARGEST_RECORD + 1)
    if len(data) > LARGEST_RECORD:
        yield Rejected(
            source.name, 0, None, "too_large", f"the file is longer than {LARGEST_RECORD} bytes; split it"
        )
        return
    text = data.decode(encoding_of(data), "replace").lstrip("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    folder = _folder(source)
    for number, tags in enumerate(_records(lines), 1):
        try:
            yield Read(source.name, number, _article(tags, folder, options))
        except RecordError as error:
            own = next(iter(tags.get("ID", ())), None)
            detail = f"{error.seen}; {error.what_to_do}" if error.what_to_do else error.seen
            yield Rejected(source.name, number, own, error.reason, detail)


def _folder(source: Source) -> Path | None:
    """The folder whose files a record may name: only that of a file the user named, never that of an unpacked copy."""
    if source.path is None or Path(source.name) != source.path:
        return None
    return source.path.resolve().parent


def _records(lines: Iterable[str]) -> Iterator[Tags]:
    """Tag -> values in their order. A line without a tag goes on with the one above it."""
    tagged: list[tuple[str, list[str]]] = []
    for line in lines:
        match = _LINE.fullmatch(line.rstrip())
        if match and match[1] in {"TY", "ER"} and tagged:
            yield _by_tag(tagged)
            tagged = []
        if match and match[1] != "ER":
            tagged.append((match[1], [match[2].strip()]))
        elif not match and tagged and line.strip():
            tagged[-1][1].append(line.strip())
    if tagged:
        yield _by_tag(tagged)


def _by_tag(tagged: Iterable[tuple[str, list[str]]]) -> Tags:
    tags: dict[str, list[str]] = {}
    for tag, lines in tagged:
        tags.setdefault(tag, []).append("\n".join(lines))
    return tags


def _article(tags: Tags, folder: Path | None, options: Options) -> Article:
    values = {field: value for field, names in _TAGS.items() if (value := _first(tags, names))}
    values |= {
        field: value for field, tag in options.mapping.items() if (value := _first(tags, (tag.upper(),)))
    }
    values["author"] = "; ".join(name for tag in _TAGS["author"] for name in tags.get(tag, ()) if name)
    values["date"] = _iso_date(values.get("date", ""))
    more = {name: "; ".join(filter(None, tags[tag])) for tag, name in _MORE.items() if any(tags.get(tag, ()))}
    if "text" not in values:
        attached = _attached_article(tags, folder, options)
        values |= {"text": attached.text}
        values = {"author": attached.author or "", "date": attached.date_text or "", **_filled(values)}
    return article_from(values, {name: name for name in values}, more)


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _first(tags: Tags, names: Iterable[str]) -> str:
    return next((value for name in names for value in tags.get(name, ()) if value), "")


def _iso_date(text: str) -> str:
    """RIS writes year/month/day/season, any of them empty; other forms stay as they are."""
    match = _DATE.fullmatch(text)
    return "-".join(f"{int(part):02}" for part in match.groups() if part) if match else text


def _attached_article(tags: Tags, folder: Path | None, options: Options) -> Article:
    """The article of the first named file that holds one. Raises RecordError with the reason of the last that holds none."""
    named = [value for tag in _ATTACHMENTS for value in tags.get(tag, ()) if value and not _is_address(value)]
    files = [name for name in named if name.lower().endswith(ATTACHED)]
    title = _first(tags, _TAGS["title"]) or "a record without title"
    if not files:
        raise RecordError("record", "no_text", f"{title!r} is a citation without an attached text", _HOW)
    if folder is None:
        seen = f"{title!r} names attached files, which are looked for only beside a RIS file on this disk"
        raise RecordError("record", "no_text", seen, "unpack the export and name the .ris file in its folder")
    fault = RecordError("record", "no_text", f"{title!r} has no attached text", _HOW)
    for name in sorted(files, key=_rank):
        try:
            return article_in(inside(folder, name), options)
        except RecordError as error:
            fault = error
    raise fault


def _is_address(value: str) -> bool:
    return value.lower().startswith(("http:", "https:", "ftp:", "doi:"))


def _rank(name: str) -> int:
    return next(i for i, suffix in enumerate(ATTACHED) if name.lower().endswith(suffix))


def inside(folder: Path, name: str) -> Path:
    """The file `name`, `files/name` or `files/12/name` in the folder. Raises RecordError `no_text` for any other name, a file
    that is not there, and one behind a link."""
    parts = name.replace("\\", "/").split("/")
    below, own = parts[:-1], parts[-1]
    plain = own not in {"", ".", ".."} and "\0" not in own and ":" not in own
    if (
        not plain
        or below[:1] not in ([], [_FILES])
        or len(below) > 2
        or not all(map(str.isdecimal, below[1:]))
    ):
        seen = f"{name!r} is no file in the folder of the RIS file or in its folder {_FILES!r}"
        raise RecordError("record", "no_text", seen, _HOW)
    steps = [folder.joinpath(*parts[:count]) for count in range(1, len(parts) + 1)]
    try:
        found = steps[-1].is_file() and not any(step.is_symlink() for step in steps)
    except OSError:
        found = False
    if not found:
        raise RecordError("record", "no_text", f"{name!r} is not there, or only as a link", _HOW)
    return steps[-1]
