"""Factiva's HTML: one slice of the file per article, and the record of a slice in either layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from framing.readers.factiva_fields import CODES, DOCUMENT, Record, header_fields
from framing.readers.html_lines import lines_of, parsed_html

_DIV = re.compile(r"<div\b[^<>]{0,1000}>", re.IGNORECASE)
_CONTAINER = re.compile(r"\bid=[\"']?article-([A-Za-z0-9_-]{1,60})", re.IGNORECASE)
_ARTICLE = re.compile(r"\bclass=[\"']?[^\"'>]{0,200}?\b([a-z]{2})(?:[a-z]{2})?Article\b")


@dataclass(frozen=True, slots=True)
class Slice:
    """The HTML of one article. accession: from its container, may be empty · language: of its class, empty in a container
    that holds no article."""

    html: str
    accession: str
    language: str


def slices(html: str) -> Iterator[Slice]:
    """One per article of the file, and one without a language for each container that holds none."""
    marks = [mark for tag in _DIV.finditer(html) if (mark := _mark(tag))]
    ends = [*(start for start, _, _ in marks[1:]), len(html)][: len(marks)]
    container = ""
    for at, ((start, accession, language), end) in enumerate(zip(marks, ends, strict=True)):
        if language:
            yield Slice(html[start:end], accession or container, language)
            container = ""
        elif at + 1 == len(marks) or not marks[at + 1][2]:
            yield Slice(html[start:end], accession, "")
        else:
            container = accession


def _mark(tag: re.Match[str]) -> tuple[int, str, str] | None:
    """Where a tag starts that opens an article or its container, with accession number and language as far as it has them."""
    container, article = _CONTAINER.search(tag[0]), _ARTICLE.search(tag[0])
    if not (container or article):
        return None
    return tag.start(), container[1] if container else "", article[1] if article else ""


def record_of(piece: Slice) -> Record:
    """The record of one slice; without any fields where the slice is damaged beyond reading."""
    root = parsed_html(piece.html)
    article = None if root is None else next(root.iter("div"), None)
    if article is None:
        return Record({}, (), piece.language)
    rows = dict(_coded_rows(article))
    if rows.keys() & {"HD", "LP", "TD"}:
        return _coded(rows, piece)
    return _displayed(article, piece)


def _coded_rows(article: Any) -> Iterator[tuple[str, Any]]:
    """Code and cell of the rows of the layout with codes; a row without code inside a cell is no field."""
    for row in article.iter("tr"):
        cells = [cell for cell in row if cell.tag == "td"]
        code = "".join(cells[0].itertext()).strip() if len(cells) > 1 else ""
        if code in CODES:
            yield code, cells[1]


def _coded(rows: dict[str, Any], piece: Slice) -> Record:
    fields = {code: " ".join(lines_of(cell)) for code, cell in rows.items() if code not in {"LP", "TD"}}
    document = DOCUMENT.search(fields.get("AN", ""))
    fields["AN"] = document[1] if document else fields.get("AN", "") or piece.accession
    paragraphs = [line for code in ("LP", "TD") if code in rows for line in lines_of(rows[code])]
    return Record(fields, tuple(paragraphs), piece.language)


def _displayed(article: Any, piece: Slice) -> Record:
    """Section, headline, unnamed lines, paragraphs, then lines of which the last two are publisher and accession number."""
    places = _Places([], [], [], [], [], [])
    for node in article.iter("div", "p", "span"):
        _place(node, places)
    document = next((found for line in places.after if (found := DOCUMENT.fullmatch(line))), None)
    accession = document[1] if document else piece.accession
    after = [line for line in places.after if not DOCUMENT.fullmatch(line)]
    fields = header_fields([*places.authors, *places.header], accession)
    if not places.authors and "BY" in fields:
        fields["CR"] = " ".join([fields.pop("BY"), fields.get("CR", "")]).strip()
    fields |= {"SE": " ".join(places.above), "HD": " ".join(places.headline), "AN": accession}
    body = places.body
    if not body:
        body, after = after[:-1], after[-1:]
    fields |= {"PUB": " ".join(after[-1:]), "ART": "\n".join(after[:-1])}
    return Record({code: text for code, text in fields.items() if text}, tuple(body), piece.language)


@dataclass(frozen=True, slots=True)
class _Places:
    """Lines by their place in an article without codes."""

    above: list[str]
    headline: list[str]
    authors: list[str]
    header: list[str]
    body: list[str]
    after: list[str]


def _place(node: Any, places: _Places) -> None:
    kind = node.get("class") or ""
    if node.tag == "p":
        (places.body if "articleparagraph" in kind.lower() else places.after).extend(lines_of(node))
    elif node.get("id") == "hd" or (node.tag == "span" and "Headline" in kind):
        if not places.headline:
            places.headline.extend(lines_of(node))
    elif node.tag == "div" and not places.body and _is_leaf(node):
        if "author" in kind:
            places.authors.extend([" ".join(lines_of(node))])
        elif not kind:
            (places.header if places.headline else places.above).extend(lines_of(node))


def _is_leaf(node: Any) -> bool:
    return next(node.iterdescendants("div", "p", "table"), None) is None
