"""Factiva's RTF and what is made of it: the paragraphs cut into articles at their accession numbers, and the record of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from framing.readers.contract import Read, Rejected
from framing.readers.factiva_fields import (
    CODES,
    COPYRIGHT,
    DOCUMENT,
    WORDS,
    Record,
    header_fields,
    result_of,
)
from framing.readers.office import Paragraph

_FEWEST_CODES = 4
_LONGEST_HEADER = 14
_LINES_ABOVE_LENGTH = 4
_DATE = re.compile(
    r"(?:\d{1,2}\.?(?: de)? ?[^\W\d_]{3,12}\.?(?: de)? ?|[^\W\d_]{3,12} \d{1,2}, ?)(?:19|20)\d\d"
    r"|(?:19|20)\d\d ?[年년./-].{1,14}"
)
_COMPANY = re.compile(r"(?:Inc|Ltd|Co|Corp|Cie|plc|S\.A|LLC|e\.V|N\.V|S\.p\.A|Limited|Company)\.?$")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*$")


def is_export(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether there is an accession number, below the length of an article or the codes of its fields."""
    lines = [paragraph.text.strip() for paragraph in paragraphs]
    end = next((i for i, line in enumerate(lines) if DOCUMENT.fullmatch(line)), 0)
    return any(WORDS.fullmatch(line) for line in lines[:end]) or len(_codes(lines[:end])) >= _FEWEST_CODES


def articles(name: str, paragraphs: Sequence[Paragraph]) -> Iterator[Read | Rejected]:
    """One result per article of an export."""
    for number, record in enumerate(_records(paragraphs), 1):
        yield result_of(name, number, record)


def _records(paragraphs: Sequence[Paragraph]) -> Iterator[Record | None]:
    """The articles in order; None for each whose end is missing: before the next one, or at the end of the file."""
    start = 0
    for at, paragraph in enumerate(paragraphs):
        end = DOCUMENT.fullmatch(paragraph.text.strip())
        if end:
            yield from (None for _ in _starts(paragraphs[start:at])[1:])
            yield _record(paragraphs[start:at], end[1])
            start = at + 1
    yield from (None for _ in _starts(paragraphs[start:]))


def _starts(paragraphs: Sequence[Paragraph]) -> list[int]:
    """Where articles begin: at the code of a headline, else at a length with a date below it; else at the first length."""
    lines = [paragraph.text.strip() for paragraph in paragraphs]
    if len(_codes(lines)) >= _FEWEST_CODES:
        return [i for i, line in enumerate(lines) if line == "HD"]
    lengths = [i for i, line in enumerate(lines) if WORDS.fullmatch(line)]
    return [i for i in lengths if _DATE.fullmatch("".join(lines[i + 1 : i + 2]))] or lengths[:1]


def _record(paragraphs: Sequence[Paragraph], accession: str) -> Record:
    lines = [paragraph.text.strip() for paragraph in paragraphs]
    codes = _codes(lines)
    if len(codes) >= _FEWEST_CODES:
        return _coded(lines, codes, accession)
    return _displayed(paragraphs, lines, accession)


def _codes(lines: Sequence[str]) -> dict[str, int]:
    """Code -> the line that holds nothing else. Codes come in a fixed order, which a line `TD` inside a body would break."""
    start = max((i for i, line in enumerate(lines) if line == "HD"), default=0)
    while start and lines[start - 2 : start - 1] and lines[start - 2] in {"SE", "CLM"}:
        start -= 2
    found: dict[str, int] = {}
    rank = -1
    for i, line in enumerate(lines[start:], start):
        if line in CODES and CODES.index(line) > rank:
            rank = CODES.index(line)
            found[line] = i
    return found


def _coded(lines: Sequence[str], codes: dict[str, int], accession: str) -> Record:
    starts = sorted(codes.values())
    end_of = dict(zip(starts, [*starts[1:], len(lines)], strict=True))
    fields = {code: lines[at + 1 : end_of[at]] for code, at in codes.items()}
    paragraphs = [line for code in ("LP", "TD") for line in fields.pop(code, ())]
    joined = {code: " ".join(texts) for code, texts in fields.items() if texts}
    return Record({**joined, "AN": accession}, tuple(paragraphs))


def _displayed(paragraphs: Sequence[Paragraph], lines: Sequence[str], accession: str) -> Record:
    """[section], headline in bold, the lines of header_fields, body, publisher; what stands above the page is cover."""
    starts = _starts(paragraphs)
    if not starts:
        return Record({"AN": accession}, ())
    count = starts[-1]
    top = max((i for i in range(count) if paragraphs[i].opens_page), default=0)
    title = _headline_at(paragraphs, top, count)
    body = _body_at(lines, count)
    tail = _publisher_at(lines, body)
    fields = header_fields(lines[min(title + 1, count) : body], accession)
    section = lines[title - 1] if title > top and "Factiva" not in lines[title - 1] else ""
    fields |= {
        "HD": lines[title] if title < count else "",
        "SE": section,
        "PUB": " ".join(lines[tail:]),
        "AN": accession,
    }
    return Record({code: text for code, text in fields.items() if text}, tuple(lines[body:tail]))


def _headline_at(paragraphs: Sequence[Paragraph], top: int, count: int) -> int:
    """The last paragraph in bold above the length; without any, the longest of the lines that may be section, headline, author
    and credit."""
    bold = [i for i in range(top, count) if paragraphs[i].style.startswith("b")]
    if bold:
        return bold[-1]
    lines = range(max(top, count - _LINES_ABOVE_LENGTH), count)
    return max(lines, key=lambda i: len(paragraphs[i].text), default=count)


def _body_at(lines: Sequence[str], count: int) -> int:
    """The line below the copyright line, which is the first after the date that names one; else below the source code."""
    header = range(count + 1, min(count + _LONGEST_HEADER, len(lines)))
    legal = next((i for i in header if COPYRIGHT.search(lines[i])), None)
    return legal + 1 if legal is not None else min(count + 4, len(lines))


def _publisher_at(lines: Sequence[str], body: int) -> int:
    """Where the publisher's line stands: the last one, if it is short and no sentence."""
    last = len(lines) - 1
    if last <= body or len(lines[last].split()) > 10:
        return len(lines)
    is_sentence = _SENTENCE_END.search(lines[last]) and not _COMPANY.search(lines[last])
    return len(lines) if is_sentence else last
