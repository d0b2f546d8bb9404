"""Nexis Uni, Lexis and Nexis Advance: the paragraphs of one export -> its articles, each closed by "End of Document"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from framing.errors import RecordError
from framing.readers.contract import LARGEST_RECORD, Read, Rejected
from framing.readers.fields import article_from
from framing.readers.nexis_words import (
    AFTER_BODY,
    BODY,
    END,
    ERROR_DOCUMENT,
    HEADER_LABELS,
    NO_HEADLINE,
    TRAILER_LABELS,
    author_of,
    date_line,
    header_label,
    is_copyright,
    is_placeholder,
    joined,
    label_of,
    plain,
    section_of,
)
from framing.readers.office import Paragraph

PEEKED = 120
"""Paragraphs from which an export is recognised."""

_COVER_LABELS = frozenset(
    {"user-name", "date-and-time", "job-number", "client/matter", "search-terms", "search-type"}
    | {
        "benutzername",
        "datum-und-uhrzeit",
        "auftragsnummer",
        "job-nummer",
        "mandant/angelegenheit",
        "suchbegriffe",
        "suchtyp",
    }
    | {"nom-d'utilisateur", "date-et-heure", "numéro-de-tâche", "termes-de-recherche", "type-de-recherche"}
)
_STATED = re.compile(r"(?:documents?|dokumente?|documenten|documentos?) ?\((\d{1,6})\)", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,5}\.\s*(.+)", re.DOTALL)
_ADDRESS = re.compile(r"https?://\S+")
_LONGEST_HEADLINE = 8
"""Lines that a headline may take where the file marks neither headlines nor pages."""


def is_export(first: Sequence[Paragraph]) -> bool:
    """Whether the first paragraphs are those of a cover page of Nexis, or of an article: headline, date, length, "Body"."""
    labels = [label_of(paragraph.text) for paragraph in first[:40]]
    if len({label[0] for label in labels if label} & _COVER_LABELS) >= 2:
        return True
    body = next((i for i, paragraph in enumerate(first) if plain(paragraph.text) in BODY), None)
    if body is None:
        return False
    header = [paragraph.text for paragraph in first[:body]]
    length = any(_is_length(text) for text in header)
    return length or (any(map(is_copyright, header)) and any(map(date_line, header)))


def _is_length(text: str) -> bool:
    label = header_label(text)
    return label is not None and label[0] == "length" and any(map(str.isdigit, label[1]))


def articles(name: str, paragraphs: Iterable[Paragraph]) -> Iterator[Read | Rejected]:
    """One result per document of the export, and one for documents that the cover page promises but the file does not hold."""
    stated = found = 0
    titles: frozenset[str] = frozenset()
    for document, closed in _documents(paragraphs):
        if not found and document:
            stated, titles = _cover(document)
        if not closed and document is not None and not _has_article(document):
            continue
        found += 1
        yield _result(name, found, document, titles if found == 1 else frozenset(), closed=closed)
    if stated and not found:
        detail = f"a list of {stated} results without the articles; ignore this if they are in other files"
        yield Rejected(name, 1, None, "contents_only", detail)
    elif stated > found:
        detail = (
            f"the cover page speaks of {stated} documents, the file holds {found}; export the others again"
        )
        yield Rejected(name, found + 1, None, "fewer_documents", detail)


def _documents(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[list[Paragraph] | None, bool]]:
    """Paragraphs up to each "End of Document" and whether that was there. None for more than LARGEST_RECORD characters."""
    held: list[Paragraph] = []
    size = 0
    for paragraph in paragraphs:
        if plain(paragraph.text[:60]) in END:
            yield (held if size <= LARGEST_RECORD else None), True
            held, size = [], 0
            continue
        size += len(paragraph.text)
        if size <= LARGEST_RECORD:
            held.append(paragraph)
    if held:
        yield (held if size <= LARGEST_RECORD else None), False


def _cover(document: Sequence[Paragraph]) -> tuple[int, frozenset[str]]:
    """How many documents the cover page promises, 0 where it does not say, and the headlines in its list of contents."""
    stated = 0
    titles = set()
    for paragraph in document:
        if match := _STATED.fullmatch(paragraph.text.strip()):
            stated = max(stated, int(match[1]))
        elif match := _NUMBERED.fullmatch(paragraph.text.strip()):
            titles.add(plain(match[1]))
    return stated, frozenset(titles)


def _has_article(document: Sequence[Paragraph]) -> bool:
    return any(_is_length(p.text) or plain(p.text) in BODY for p in document)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Paragraphs of one document: above its header labels, the labels, and below "Body"."""

    top: Sequence[Paragraph]
    labelled: Sequence[Paragraph]
    below: Sequence[Paragraph]
    body_style: str


def _result(
    name: str, number: int, document: Sequence[Paragraph] | None, titles: frozenset[str], *, closed: bool
) -> Read | Rejected:
    place = f"document {number}"
    if document is None:
        return Rejected(
            name, number, None, "too_large", f"{place} is longer than {LARGEST_RECORD} characters"
        )
    if not closed:
        return Rejected(
            name,
            number,
            None,
            "cut_off",
            f'{place} has no "End of Document"; is the file cut off? export it again',
        )
    if any(ERROR_DOCUMENT.search(paragraph.text) for paragraph in document):
        return Rejected(
            name, number, None, "error_document", f"{place} is an error message of Nexis; export it again"
        )
    if sum(_is_length(paragraph.text) for paragraph in document) > 1 and _bodies(document) > 1:
        detail = f'{place} holds the text of more than one article, an "End of Document" is missing; export it again'
        return Rejected(name, number, None, "merged_documents", detail)
    parts = _parts(document)
    try:
        return Read(name, number, article_from(*_record(parts, titles)))
    except RecordError as error:
        return Rejected(
            name, number, None, error.reason, f"{place}: no text between its headline and its end"
        )


def _bodies(document: Sequence[Paragraph]) -> int:
    """How many "Body" headings there are that follow a label of a header."""
    found, labelled = 0, False
    for paragraph in document:
        labelled = labelled or _is_length(paragraph.text)
        if labelled and plain(paragraph.text) in BODY:
            found, labelled = found + 1, False
    return found


def _parts(document: Sequence[Paragraph]) -> _Parts:
    limit = len(document)
    body = next(
        (i for i, p in enumerate(document) if plain(p.text) in BODY and _after_header(document, i)), None
    )
    if body is None:
        known = [i for i, p in enumerate(document) if header_label(p.text)]
        end_of_header = known[-1] + 1 if known else limit
        below, style = document[end_of_header:], ""
    else:
        end_of_header, below, style = body, document[body + 1 :], document[body].style
    from_here = _last_of_top(document[:end_of_header])
    first = next((i for i in range(from_here, end_of_header) if _ends_top(document[i].text)), end_of_header)
    return _Parts(document[:first], document[first:end_of_header], below, style)


def _last_of_top(header: Sequence[Paragraph]) -> int:
    """Index of the date line, else of the headline, else 0: a cover page above them may hold lines like labels."""
    downwards = range(len(header) - 1, -1, -1)
    dated = next((i for i in downwards if date_line(header[i].text)), None)
    return next((i for i in downwards if header[i].heading), 0) if dated is None else dated


def _after_header(document: Sequence[Paragraph], body: int) -> bool:
    """Whether a line that reads "Body" has a date, label or copyright line above it: a contents list or headline has none."""
    return any(_ends_top(p.text) or date_line(p.text) for p in document[:body])


def _ends_top(text: str) -> bool:
    return is_copyright(text) or header_label(text) is not None


def _record(parts: _Parts, titles: frozenset[str]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The record of an article, our field -> its name in the record, and what more is known."""
    title, outlet, date, edition = _top(parts.top, titles)
    labels = _labels(parts.labelled)
    text, after = _text(parts, title)
    section = labels.pop("section", "")
    record = {
        "title": "" if plain(title) in NO_HEADLINE else title,
        "outlet": outlet,
        "date": date,
        "author": author_of(labels.pop("byline", "")),
        "section": section_of(section),
        "url": after.pop("url", ""),
        "text": text,
    }
    more = {
        "edition": edition,
        "section_as_given": section if section != record["section"] else "",
        **labels,
        **after,
    }
    columns = {key: key for key in record}
    return record, columns, {key: value for key, value in more.items() if value}


def _top(top: Sequence[Paragraph], titles: frozenset[str]) -> tuple[str, str, str, str]:
    """Headline, outlet, date and edition from the lines above the labels, a cover page before them left out."""
    dated = [i for i, paragraph in enumerate(top) if date_line(paragraph.text)]
    if dated:
        found = date_line(top[dated[-1]].text) or ("", "")
        named, editions = top[: dated[-1]], top[dated[-1] + 1 :]
        edition = "; ".join(part for part in (found[1], *(joined([p.text]) for p in editions)) if part)
        headline, outlet = named[:-1], named[-1].text if named else ""
        return _headline(headline, titles), joined([outlet]), found[0], edition
    start = _start(top, len(top), titles)
    headline, rest = top[start : start + 1], top[start + 1 :]
    return joined([p.text for p in headline]), joined([rest[0].text]) if rest else "", "", ""


def _headline(lines: Sequence[Paragraph], titles: frozenset[str]) -> str:
    return joined([paragraph.text for paragraph in lines[_start(lines, len(lines), titles) :]])


def _start(lines: Sequence[Paragraph], end: int, titles: frozenset[str]) -> int:
    """Where the headline begins: at the outline heading, where the list of contents knows the words, on a new page, else after
    the cover page."""
    heading = next((i for i in range(end - 1, -1, -1) if lines[i].heading), None)
    if heading is not None:
        while heading and lines[heading - 1].heading and not lines[heading].opens_page:
            heading -= 1
        return heading
    for start in range(end - 1, max(end - 1 - _LONGEST_HEADLINE, -1), -1):
        if plain(joined([p.text for p in lines[start:end]])) in titles:
            return start
    opened = next((i for i in range(end - 1, -1, -1) if lines[i].opens_page), 0)
    cover = next((i + 1 for i in range(end - 1, opened - 1, -1) if _on_cover(lines[i].text)), opened)
    return max(opened, min(cover, end - 1)) if end else 0


def _on_cover(text: str) -> bool:
    label = label_of(text)
    return label is not None and label[0] in _COVER_LABELS


def _labels(paragraphs: Sequence[Paragraph]) -> dict[str, str]:
    """Our names and values of header labels; lines without a label continue the one before."""
    found: dict[str, str] = {}
    last = ""
    for paragraph in paragraphs:
        label = label_of(paragraph.text)
        if is_copyright(paragraph.text):
            last = "copyright"
            found[last] = joined([found.get(last, ""), paragraph.text])
        elif label and (label[0] in HEADER_LABELS or last):
            last = HEADER_LABELS.get(label[0], label[0].replace("-", "_"))
            found.setdefault(last, joined([label[1]]))
        elif last:
            found[last] = joined([found[last], paragraph.text])
    return found


def _text(parts: _Parts, title: str) -> tuple[str, dict[str, str]]:
    """The text of the article, paragraphs two line ends apart, and what the file says below it (and the article's address)."""
    end = _end_of_text(parts)
    body = [p for p in parts.below[:end] if not is_placeholder(p.text) and not _is_running_title(p, title)]
    after = _after(parts.below[end:])
    if body and _ADDRESS.fullmatch(body[-1].text.strip()):
        after["url"] = body.pop().text.strip()
    full_text = next((i for i, p in enumerate(body) if plain(p.text) == "full text"), None)
    if full_text and plain(body[0].text) == "abstract":
        after["abstract"] = joined([p.text for p in body[1:full_text]])
        body = body[full_text + 1 :]
    return "\n\n".join(p.text for p in body), after


def _is_running_title(paragraph: Paragraph, title: str) -> bool:
    """Whether it is the headline repeated at the top of a page."""
    return paragraph.opens_page and plain(paragraph.text) == plain(title) != ""


def _end_of_text(parts: _Parts) -> int:
    """Index of the first paragraph below the text. Lines of the text may read like labels, so the last of each kind counts, and
    a heading only where it looks like the heading "Body" does, or stands right above labels."""
    last: dict[str, int] = {}
    for i, paragraph in enumerate(parts.below):
        heading = AFTER_BODY.get(plain(paragraph.text)) if len(paragraph.text) < 40 else None
        if heading and (paragraph.style == parts.body_style or _is_above_label(parts.below, i)):
            last[heading] = i
        elif (label := label_of(paragraph.text)) and TRAILER_LABELS.get(label[0]) == "load_date":
            last["load_date"] = i
    return min(last.values(), default=len(parts.below))


def _is_above_label(paragraphs: Sequence[Paragraph], i: int) -> bool:
    label = label_of(paragraphs[i + 1].text) if i + 1 < len(paragraphs) else None
    return label is not None and label[0] in TRAILER_LABELS


def _after(paragraphs: Sequence[Paragraph]) -> dict[str, str]:
    found: dict[str, str] = {}
    under = ""
    for paragraph in paragraphs:
        heading = AFTER_BODY.get(plain(paragraph.text)) if len(paragraph.text) < 40 else None
        label = label_of(paragraph.text)
        if heading:
            under = heading
        elif label and (under in {"", "classification"} or TRAILER_LABELS.get(label[0]) == "load_date"):
            under = TRAILER_LABELS.get(label[0], label[0].replace("-", "_"))
            found[under] = joined([label[1]])
            under = "classification" if under != "load_date" else ""
        elif under and under != "classification":
            found[under] = joined([found.get(under, ""), paragraph.text])
    return found
