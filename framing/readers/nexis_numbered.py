"""Older downloads of Nexis (until about 2019): "1 of 100 DOCUMENTS" above each article, labels in capital letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from framing.errors import RecordError
from framing.readers.contract import LARGEST_RECORD, Read, Rejected
from framing.readers.fields import article_from
from framing.readers.nexis_words import (
    ERROR_DOCUMENT,
    HEADER_LABELS,
    TRAILER_LABELS,
    author_of,
    date_line,
    is_copyright,
    joined,
    label_of,
    section_of,
)
from framing.readers.office import Paragraph

MARKER = re.compile(
    r"\s*(?:(?:dokument|document|documento) (?P<number>\d{1,6}) (?:von|of|de|sur) (?P<total>\d{1,6})"
    r"|(?P<number_first>\d{1,6}) (?:of|von|de|sur) (?P<total_first>\d{1,6}) (?:documents?|dokument(?:e|en)?|documentos?))\s*",
    re.IGNORECASE,
)
_LOOKED_AT = 120
_OWN_LABELS = {
    "headline": "headline",
    "überschrift": "headline",
    "titel": "headline",
    "titre": "headline",
    "body": "body",
}
_LONGEST_GRAPHIC = 4
"""Paragraphs that the caption of a graphic may take below the text."""


def is_export(first: Sequence[Paragraph]) -> bool:
    """Whether "1 of 100 DOCUMENTS" stands alone on a line, and a date or label soon after it."""
    for i, paragraph in enumerate(first[:_LOOKED_AT]):
        if MARKER.fullmatch(paragraph.text):
            return any(_label(p.text) or date_line(p.text.split("\n")[0]) for p in first[i + 1 : i + 12])
    return False


def articles(
    name: str, paragraphs: Iterable[Paragraph], *, breaks_off: bool = False
) -> Iterator[Read | Rejected]:
    """One result per document, and one for each gap in their numbers. breaks_off: whether the file is known to be cut off; a last
    document without the labels that others have below their text shows it too."""
    record = last = total = 0
    labels_below = False
    for number, of, document, final in _documents(paragraphs):
        if (number > last + 1 and last) or number <= last < total:
            record += 1
            missing = f"{last + 1} to {number - 1}" if number > last else f"{last + 1} to {total}"
            yield _missing(name, record, missing, of if number > last else total)
        record += 1
        last, total = number, of
        place = f"document {number} of {of}"
        ended = document is None or any(_trailer(text) for text in document)
        if final and (breaks_off or (labels_below and not ended)):
            detail = f"{place} has no end; is the file cut off? export it again"
            yield Rejected(name, record, None, "cut_off", detail)
        else:
            yield _result(name, record, place, document)
        labels_below = labels_below or ended
    if last < total:
        yield _missing(name, record + 1, f"{last + 1} to {total}", total)


def _missing(name: str, record: int, which: str, total: int) -> Rejected:
    detail = (
        f"documents {which} of {total} are not in the file; export them again, or ignore this if you chose so"
    )
    return Rejected(name, record, None, "fewer_documents", detail)


def _documents(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[int, int, list[str] | None, bool]]:
    """Number, total and paragraphs of each document, and whether it is the last; what stands before the first is a cover page.
    None for more than LARGEST_RECORD characters."""
    number = total = size = 0
    held: list[str] = []
    for paragraph in paragraphs:
        if marker := MARKER.fullmatch(paragraph.text):
            if total:
                yield number, total, held if size <= LARGEST_RECORD else None, False
            number, total = (int(marker[i] or marker[f"{i}_first"]) for i in ("number", "total"))
            total, size, held = max(total, number, 1), 0, []
            continue
        size += len(paragraph.text)
        if total and size <= LARGEST_RECORD and paragraph.text.strip():
            held.append(paragraph.text.strip())
    if total:
        yield number, total, held if size <= LARGEST_RECORD else None, True


def _result(name: str, record: int, place: str, document: Sequence[str] | None) -> Read | Rejected:
    if document is None:
        return Rejected(
            name, record, None, "too_large", f"{place} is longer than {LARGEST_RECORD} characters"
        )
    if any(ERROR_DOCUMENT.search(text) for text in document):
        return Rejected(
            name, record, None, "error_document", f"{place} is an error message of Nexis; export it again"
        )
    start = next((i for i, text in enumerate(document) if _label(text)), None)
    if start is None:
        start = next((i + 2 for i, text in enumerate(document) if date_line(text.split("\n")[0])), 0)
    title, more = _top(document[:start])
    body = _end_of_labels(document, start, more)
    end = _end_of_text(document, body)
    more |= _after(document[end:])
    section = more.pop("section", "")
    record_of = {
        "title": more.pop("headline", "") or title,
        "outlet": more.pop("outlet", ""),
        "date": more.pop("date", ""),
        "author": author_of(more.pop("byline", "")),
        "section": section_of(section),
        "text": "\n\n".join(document[body:end]),
    }
    if section != record_of["section"]:
        more["section_as_given"] = section
    try:
        kept = {key: value for key, value in more.items() if value}
        return Read(name, record, article_from(record_of, {key: key for key in record_of}, kept))
    except RecordError as error:
        return Rejected(name, record, None, error.reason, f"{place}: no text between its labels")


def _label(text: str) -> tuple[str, str] | None:
    """Our name and the value of a label in capital letters above the text."""
    found = label_of(text)
    if not found or not text.partition(":")[0].isupper():
        return None
    ours = HEADER_LABELS.get(found[0]) or _OWN_LABELS.get(found[0])
    return (ours, found[1]) if ours else None


def _top(blocks: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The headline, and outlet, date, edition and copyright, from the blocks above the labels."""
    found: dict[str, str] = {}
    lines = [
        (i, line.strip()) for i, block in enumerate(blocks) for line in block.split("\n") if line.strip()
    ]
    for _, line in lines:
        if is_copyright(line):
            found.setdefault("copyright", line)
    lines = [(i, line) for i, line in lines if not is_copyright(line)]
    at = next((k for k, (_, line) in enumerate(lines) if k and date_line(line)), None)
    if at is None:
        found["outlet"] = lines[0][1] if lines else ""
        return joined([line for _, line in lines[1:]]), found
    date, edition = date_line(lines[at][1]) or ("", "")
    block = lines[at][0]
    editions = [line.strip(" ;") for i, line in lines[at + 1 :] if i == block]
    found |= {
        "outlet": joined([line for i, line in lines[:at] if i == lines[at - 1][0]]),
        "date": date,
        "edition": "; ".join(part for part in (edition, *editions) if part),
    }
    return joined([line for i, line in lines[at + 1 :] if i > block]), found


def _end_of_labels(document: Sequence[str], start: int, found: dict[str, str]) -> int:
    """Index of the first paragraph of the text; the labels before it are put into `found`."""
    for i in range(start, len(document)):
        label = _label(document[i])
        if not label and not is_copyright(document[i]):
            return i
        if label and label[0] == "body":
            return i + 1
        if label:
            found.setdefault(label[0], joined([label[1]]))
    return len(document)


def _end_of_text(document: Sequence[str], body: int) -> int:
    """Index of the first paragraph below the text, found from the end: labels and copyright lines, then a caption."""
    end = len(document)
    while end > body and (is_copyright(document[end - 1]) or _trailer(document[end - 1])):
        end -= 1
    if end < len(document):
        for i in range(end - 1, max(body, end - _LONGEST_GRAPHIC) - 1, -1):
            label = _trailer(document[i])
            if label and label[0] == "graphic":
                return i
    return end


def _trailer(text: str) -> tuple[str, str] | None:
    found = label_of(text)
    if not found or not text.partition(":")[0].isupper():
        return None
    known = TRAILER_LABELS.get(found[0])
    return (known, found[1]) if known else _other(found)


_OTHER_TRAILERS = frozenset(
    "acc-no category chart city company correction correction-date country cutline distribution doc-type document-type "
    "enhancement geographic industry name notes organization person photo photos publication-source-country series state "
    "ticker type url".split()
)


def _other(found: tuple[str, str]) -> tuple[str, str] | None:
    return (found[0].replace("-", "_"), found[1]) if found[0] in _OTHER_TRAILERS else None


def _after(document: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    last = ""
    for text in document:
        label = _trailer(text)
        if is_copyright(text):
            found["copyright"] = joined([text])
        elif label:
            last = label[0]
            found.setdefault(last, joined([label[1]]))
        elif last:
            found[last] = joined([found[last], text])
    return found
