"""The lines of a ProQuest export cut into records, and the fields of a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from framing.readers.proquest_labels import ABOVE_TITLE, BEGINS_RECORD, ENDS_RECORD, labelled

SEPARATOR = re.compile(r"_{10,}")
NUMBER = re.compile(
    r"(?:Document|Dokument|Documento)[ \u00a0](\d{1,6})[ \u00a0](?:of|von|de|sur|di)[ \u00a0](\d{1,6})"
)
_END_MATTER = re.compile(
    r"^(?:Bibliography|Citation style|Contact us at|Database copyright|Terms and Conditions|Report Information|"
    r"Literaturverzeichnis|Bibliographie|Bibliografía|Kontakt|Contactez|Contacte)",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_A_HEADLINE = re.compile(r"https?://\S+|ProQuest document link", re.IGNORECASE)
_CREDIT = re.compile(r"(?:credit|crédit|crédito): ?(\S.*)", re.IGNORECASE)
_LINES_WITH_CREDIT = 3
_LAST_LINES = 12


@dataclass(frozen=True, slots=True)
class Record:
    """fields: by our names · headline: the first line, above all labels · body: lines, None where there is no full text ·
    number, of: as in `Document 3 of 500`, 0 where not given · ends: whether there are labels below the body."""

    fields: Mapping[str, str]
    headline: str
    body: Sequence[str] | None
    number: int = 0
    of: int = 0
    ends: bool = True


def is_closed(lines: Sequence[str]) -> bool:
    """Whether the last lines are those of a whole download: a separator, or where to find ProQuest."""
    last = [text for line in lines[-_LAST_LINES:] if (text := line.strip())]
    return bool(last and SEPARATOR.fullmatch(last[-1])) or any(map(_END_MATTER.search, last))


def records(lines: Iterable[str]) -> Iterator[Record]:
    """The records in order. Cover, contents and end matter, which hold no label, are none."""
    for index, chunk in enumerate(_whole(_chunks(lines))):
        has_label = any(map(labelled, chunk))
        is_cover = index == 0 or _END_MATTER.search("\n".join(chunk))
        if has_label or _is_numbered(chunk) or not is_cover:
            yield record_of(chunk)


def _chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines between separators, `Document 3 of 500` and ends of records, with at least one line that is not blank."""
    chunk: list[str] = []
    has_id = False
    for line in lines:
        text = line.strip()
        label = labelled(line)
        ends_here = bool(label and label[0] == "database" and has_id)
        if SEPARATOR.fullmatch(text) or NUMBER.fullmatch(text):
            yield chunk
            chunk, has_id = [], False
        if not SEPARATOR.fullmatch(text):
            chunk.append(line)
        has_id = has_id or bool(label and label[0] == "id")
        if ends_here:
            yield chunk
            chunk, has_id = [], False
    yield chunk


def _whole(chunks: Iterable[list[str]]) -> Iterator[list[str]]:
    """Chunks with those put together again that a line of underscores inside an article's text has parted."""
    pending: list[list[str]] = []
    open_text = False
    for chunk in chunks:
        if not any(line.strip() for line in chunk):
            continue
        names = _names(chunk)
        if open_text and _goes_on(chunk, names):
            pending += [["_" * 20], chunk]
            open_text = not names & ENDS_RECORD
            continue
        if pending:
            yield [line for part in pending for line in part]
        pending = [chunk]
        open_text = "full_text" in names and not names & ENDS_RECORD
    if pending:
        yield [line for part in pending for line in part]


def _goes_on(chunk: Sequence[str], names: set[str]) -> bool:
    """Whether a chunk is the rest of a record whose text has begun: it has no start of its own and is not the file's end."""
    if _is_numbered(chunk) or names & BEGINS_RECORD:
        return False
    return bool(names) or not _END_MATTER.search("\n".join(chunk))


def _names(lines: Iterable[str]) -> set[str]:
    return {found[0] for line in lines if (found := labelled(line))}


def _is_numbered(chunk: Sequence[str]) -> bool:
    return any(NUMBER.fullmatch(line.strip()) for line in chunk[:3])


def record_of(lines: Sequence[str]) -> Record:
    """The fields of one record. The text goes from `Full text:` to the labels above and below the title; a line in it that
    looks like a label stays text."""
    numbered = next((found for line in lines[:3] if (found := NUMBER.fullmatch(line.strip()))), None)
    number, of = (int(numbered[1]), int(numbered[2])) if numbered else (0, 0)
    labels = [labelled(line) for line in lines]
    start = next((i for i, label in enumerate(labels) if label and label[0] == "full_text"), None)
    above = lines if start is None else lines[:start]
    headline = next((text for line in above if (text := line.strip()) and _may_be_headline(text)), "")
    if start is None:
        return Record(_fields(lines), headline, None, number, of)
    end = _metadata_at(lines, labels, start)
    first = labels[start]
    body = [first[1] if first else "", *lines[start + 1 : end]]
    fields = {**_fields(above), **_fields(lines[end:])}
    if "author" not in fields and (credit := _credit(body)):
        fields["author"] = credit
    return Record(fields, headline, body, number, of, end < len(lines))


def _may_be_headline(text: str) -> bool:
    return not (NUMBER.fullmatch(text) or _NOT_A_HEADLINE.fullmatch(text) or labelled(text))


def _metadata_at(lines: Sequence[str], labels: Sequence[tuple[str, str] | None], start: int) -> int:
    """Where the labels below the text begin: at the title that the name of the publication follows, or above it."""
    at = _last(
        labels, {"title"}, start, _last(labels, {"outlet"}, start, _last(labels, {"id"}, start, len(lines)))
    )
    seen: set[str] = set()
    above = at - 1
    while above > start:
        label = labels[above]
        if label and label[0] in ABOVE_TITLE and label[0] not in seen:
            seen.add(label[0])
            at = above
        elif lines[above].strip() and not _continues(lines, above):
            break
        above -= 1
    return at


def _last(labels: Sequence[tuple[str, str] | None], names: set[str], start: int, below: int) -> int:
    """The last line with one of the labels between start and below; below itself where there is none."""
    found = (i for i in range(below - 1, start, -1) if (label := labels[i]) and label[0] in names)
    return next(found, below)


def _continues(lines: Sequence[str], at: int) -> bool:
    """Whether a line goes on with a list of terms that the line above it has left open."""
    return lines[at - 1].rstrip().endswith(";")


def _fields(lines: Iterable[str]) -> dict[str, str]:
    """Values by our names, the first one of each; lines without a label go on with the field above them."""
    fields: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        label = labelled(line)
        if label:
            current = fields.setdefault(label[0], []) if label[0] not in fields else []
            current.append(label[1])
        elif line.strip() and not _NOT_A_HEADLINE.fullmatch(line.strip()):
            current.append(line.strip())
    return {name: text for name, parts in fields.items() if (text := " ".join(filter(None, parts)))}


def _credit(body: Sequence[str]) -> str:
    last = [line.strip() for line in body if line.strip()][-_LINES_WITH_CREDIT:]
    return next((found[1] for line in reversed(last) if (found := _CREDIT.fullmatch(line))), "")
