"""A document that was opened as paragraphs -> its articles: an export of Nexis, Factiva or ProQuest, else one article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from pathlib import PurePath

from framing.errors import RecordError
from framing.readers import factiva_documents, nexis_documents, nexis_numbered, proquest_articles
from framing.readers.contract import LARGEST_RECORD, Read, Rejected
from framing.readers.fields import article_from
from framing.readers.nexis_words import joined
from framing.readers.office import Document, Paragraph

_LONGEST_TITLE = 300
_FILE_NAME = re.compile(r"\.(?:docx?|odt|rtf|pdf|indd|qxd|pages|txt|html?)$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"(?:(?:untitled|unbenannt|sans titre|document|dokument)\s*\d*|microsoft word\b.*)",
    re.IGNORECASE | re.DOTALL,
)


def results(
    name: str, opened: Callable[[], Document], no_text: Rejected | None = None
) -> Iterator[Read | Rejected]:
    """What the document holds; whatever is wrong with the file as a whole comes as one rejection, after the articles before it.

    no_text: the rejection of a document without a word, where `empty_text` says too little.
    """
    record = 0
    try:
        for item in _results(name, opened(), no_text):
            record = item.record
            yield item
    except RecordError as error:
        detail = f"{error.seen}; {error.what_to_do}" if error.what_to_do else error.seen
        yield Rejected(name, record + 1, None, error.reason, detail)


def _results(name: str, document: Document, no_text: Rejected | None) -> Iterator[Read | Rejected]:
    paragraphs = iter(document.paragraphs)
    first = tuple(islice(paragraphs, nexis_documents.PEEKED))
    if not first and no_text:
        yield no_text
    elif nexis_numbered.is_export(first):  # first: one of its articles may hold a line that reads "Body"
        yield from nexis_numbered.articles(name, chain(first, paragraphs), breaks_off=document.breaks_off)
    elif nexis_documents.is_export(first):
        yield from nexis_documents.articles(name, chain(first, paragraphs))
    else:
        yield from _other_results(name, _held(chain(first, paragraphs)), document)


def _held(paragraphs: Iterator[Paragraph]) -> list[Paragraph]:
    held: list[Paragraph] = []
    size = 0
    for paragraph in paragraphs:
        size += len(paragraph.text)
        if size > LARGEST_RECORD:
            raise RecordError("file", "too_large", f"the text is longer than {LARGEST_RECORD} characters")
        held.append(paragraph)
    return held


def _other_results(name: str, paragraphs: list[Paragraph], document: Document) -> Iterator[Read | Rejected]:
    """What is not from Nexis; the signs of Factiva and ProQuest may come after long contents, so all paragraphs are looked at."""
    lines = [line for paragraph in paragraphs for line in paragraph.text.split("\n")]
    if factiva_documents.is_export(paragraphs):
        yield from factiva_documents.articles(name, paragraphs)
    elif proquest_articles.is_export(lines):
        yield from proquest_articles.articles(name, lines)
    elif document.breaks_off:
        detail = "the file ends before its own end mark; save or export it again"
        yield Rejected(name, 1, None, "cut_off", detail)
    else:
        yield _one_article(name, paragraphs, document.properties)


def _one_article(name: str, paragraphs: list[Paragraph], properties: Mapping[str, str]) -> Read | Rejected:
    """Title from the first heading, else the properties; author and date from the properties; no outlet."""
    title, body = _title(name, paragraphs, properties.get("title", ""))
    record = {
        "title": title,
        "author": properties.get("author", ""),
        "date": properties.get("date", ""),
        "text": "\n\n".join(paragraph.text for paragraph in body),
    }
    more = {"date_from": "properties of the file"} if record["date"] else {}
    try:
        return Read(name, 1, article_from(record, {key: key for key in record}, more))
    except RecordError as error:
        return Rejected(name, 1, None, error.reason, "the document holds no text")


def _title(name: str, paragraphs: list[Paragraph], given: str) -> tuple[str, list[Paragraph]]:
    """The headline and the paragraphs without it. A heading that opens the document is the headline; the title among the
    properties counts where it is not the name of a template or file, and is taken out of the text where it opens that."""
    first = joined([paragraphs[0].text]) if paragraphs else ""
    if first and paragraphs[0].heading and len(first) <= _LONGEST_TITLE and len(paragraphs) > 1:
        return first, paragraphs[1:]
    given = joined([given])
    if not given or _NO_TITLE.fullmatch(given) or _is_file_name(given, name):
        return "", paragraphs
    if first.casefold() == given.casefold() and len(paragraphs) > 1:
        return given, paragraphs[1:]
    return given, paragraphs


def _is_file_name(title: str, file: str) -> bool:
    return PurePath(file).stem.casefold() == title.casefold() or _FILE_NAME.search(title) is not None
