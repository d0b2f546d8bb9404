"""Records of ProQuest -> articles, whatever file they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from framing.errors import RecordError
from framing.readers.contract import Read, Rejected
from framing.readers.fields import article_from
from framing.readers.proquest_labels import labelled
from framing.readers.proquest_records import Record, is_closed, records
from framing.types import Article

_FEWEST_LABELS = 6
_OWN_ADDRESS = re.compile(r"(?:www|search)[-.]proquest[-.]com[^/\s]{0,200}/([^\s?&#]+)", re.IGNORECASE)
_ACCOUNT = re.compile(r"[?&]accountid=\d+")
_NOT_AVAILABLE = re.compile(
    r"(?:not available|none available|nicht verfügbar|non disponible|no disponible)\.?", re.IGNORECASE
)
_DATE_IN_INFO = re.compile(r"\b(\d{1,2} [^\W\d]{3,9} \d{4}|[^\W\d]{3,9} \d{1,2}, \d{4})\b")
_MORE = (
    "alternate_title pages document_type source_type language_given publisher place country subjects business_terms locations "
    "people companies keywords classification features series volume issue publication_subject issn copyright last_updated "
    "database"
).split()


def is_export(lines: Iterable[str]) -> bool:
    """Whether there are labels of a ProQuest record, among them those of its text and of its number or address."""
    names = {found[0] for line in lines if (found := labelled(line))}
    return len(names) >= _FEWEST_LABELS and "full_text" in names and not names.isdisjoint({"id", "url"})


def articles(name: str, lines: Sequence[str]) -> Iterator[Read | Rejected]:
    """One result per record; one more where the file's own numbering shows that records are missing."""
    numbers: list[tuple[int, int]] = []
    closed = is_closed(lines)
    count = 0
    for count, record in enumerate(records(lines), 1):
        if record.number:
            numbers.append((record.number, record.of))
        yield _result(name, count, record, may_break_off=not closed)
    if not count:
        yield Rejected(name, 0, None, "no_articles", "no record with labels such as `Full text:` was found")
    elif missing := _missing(numbers):
        yield Rejected(name, count + 1, None, "records_missing", missing)


def _missing(numbers: Sequence[tuple[int, int]]) -> str:
    """What the numbers `Document 3 of 500` say is not in the file; empty where nothing is."""
    if not numbers:
        return ""
    first, last, of = numbers[0][0], numbers[-1][0], numbers[0][1]
    there = {number for number, _ in numbers}
    gaps = [number for number in range(first, last + 1) if number not in there]
    if gaps:
        shown = ", ".join(map(str, gaps[:10])) + (", …" if len(gaps) > 10 else "")
        return f"the file numbers its documents {first} to {last} of {of} and lacks {len(gaps)}: {shown}; export it again"
    if first == 1 and last < of:
        return f"the file says it holds {of} documents and ends at {last}; export it again, or add the file with the rest"
    return ""


def _result(name: str, number: int, record: Record, *, may_break_off: bool) -> Read | Rejected:
    own = record.fields.get("id")
    if may_break_off and not record.ends:
        detail = (
            f"{record.headline!r} has no labels below its text; the file seems to be cut off: export it again"
        )
        return Rejected(name, number, own, "cut_off", detail)
    try:
        return Read(name, number, _article(record))
    except RecordError as error:
        return Rejected(name, number, own, error.reason, f"{error.seen}; {error.what_to_do}".rstrip("; "))


def _article(record: Record) -> Article:
    body = "\n".join(line.rstrip() for line in record.body or ()).strip("\n")
    if not body.strip() or _NOT_AVAILABLE.fullmatch(body.strip()):
        title = record.headline or record.fields.get("title") or "a record without title"
        seen = f"{title!r} has no full text" + (", only an abstract" if record.fields.get("abstract") else "")
        raise RecordError("record", "no_text", seen, "limit the search to full text and export again")
    fields, info = record.fields, record.fields.get("publication_info", "")
    values = {name: fields[name] for name in ("title", "author", "section", "id") if name in fields}
    values = {**({"title": record.headline} if record.headline else {}), **values}
    outlet = fields.get("outlet") or (info if ";" in info else "")
    day = fields.get("date") or (
        found[1] if (found := _DATE_IN_INFO.search(info)) else fields.get("year", "")
    )
    values |= {"outlet": outlet.partition(";")[0].strip(), "date": day, "text": body}
    values |= {"url": address(fields.get("url", "")), "genre": _first(fields.get("document_type", ""))}
    more = {name: fields[name] for name in _MORE if name in fields}
    return article_from(values, {name: name for name in values}, more)


def _first(kinds: str) -> str:
    return re.split("[;,]", kinds)[0].strip()


def address(url: str) -> str:
    """The document's own address, without the library's proxy in front of it or in its host, and without its account."""
    found = _OWN_ADDRESS.search(unquote(url) if "%2f" in url.lower() else url)
    return f"https://www.proquest.com/{found[1]}" if found else _ACCOUNT.sub("", url)
