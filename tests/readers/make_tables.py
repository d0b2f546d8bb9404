"""Tables of invented articles: CSV and TSV as Excel, R and web services write them, spreadsheets, JSON, JSON Lines, Parquet."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from html import escape
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from framing.readers.parquet import imported_table
from framing.types import Article
from readers.invented import ENGLISH, FRENCH, GERMAN, Invented

NAMES = {
    "en": ("ID", "Headline", "Media_Name", "Publish Date", "Byline", "URL", "Section", "Word Count", "Body"),
    "de": ("Nr", "Titel", "Zeitung", "Datum", "Autor", "Link", "Ressort", "Wörter", "Volltext"),
    "fr": ("id", "Titre", "Source", "Date", "Auteur", "url", "Rubrique", "mots", "Texte"),
    "api": (
        "uuid",
        "title",
        "publication",
        "publishedAt",
        "author",
        "webUrl",
        "sectionName",
        "words",
        "content",
    ),
}
"""Names of the columns, the text last, by language; `api`: as web services write them."""

NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Table:
    """One test file. dates: how its days are written."""

    name: str
    content: bytes
    articles: Sequence[Invented]
    names: tuple[str, ...]


def text_of(article: Invented) -> str:
    return "\n\n".join(article.body)


def rows(articles: Sequence[Invented], written: Callable[[date], Any]) -> list[tuple[Any, ...]]:
    """The cells of each article, under any of NAMES."""
    return [
        (
            f"a{number}",
            article.title,
            article.outlet,
            written(article.day),
            article.author,
            article.url,
            article.section,
            len(text_of(article).split()),
            text_of(article),
        )
        for number, article in enumerate(articles, 1)
    ]


def iso(day: date) -> str:
    return day.isoformat()


def day_first(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def month_first(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def dotted(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def stamp(day: date) -> str:
    return f"{day.isoformat()}T08:30:00Z"


def delimited(
    names: Sequence[str],
    table: Sequence[Sequence[Any]],
    delimiter: str = ",",
    quoting: int = csv.QUOTE_MINIMAL,
) -> str:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([names, *table])
    return target.getvalue()


def workbook(*sheets: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in sheets:
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def open_document(table: Sequence[Sequence[Any]]) -> bytes:
    """An ODS file with one sheet; paragraphs of a cell are its lines, as LibreOffice writes them."""

    def cell(value: Any) -> str:
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
        return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in table)
    space = "urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"
    names = " ".join(f'xmlns:{name}="{space.format(name)}"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Articles">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


def objects(names: Sequence[str], table: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in table]


def parquet(columns: dict[str, Any], rows_per_group: int = 2) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target, row_group_size=rows_per_group)
    return target.getvalue()


def columns_of(names: Sequence[str], table: Sequence[Sequence[Any]]) -> dict[str, Any]:
    return {name: list(values) for name, values in zip(names, zip(*table, strict=True), strict=True)}


def imported(articles: Sequence[Invented]) -> bytes:
    """What `framing import` writes."""
    made = [
        Article(
            id=f"a{number}",
            text=text_of(article),
            outlet=article.outlet,
            title=article.title or None,
            date=article.day,
            date_text=article.date_line,
            date_precision="day",
            author=article.author or None,
            url=article.url or None,
            section=article.section or None,
        )
        for number, article in enumerate(articles, 1)
    ]
    target = io.BytesIO()
    pq.write_table(imported_table(made), target)
    return target.getvalue()


def tables() -> list[Table]:
    """Every layout, with articles in English, German and French."""
    english, german, french = NAMES["en"], NAMES["de"], NAMES["fr"]
    api = NAMES["api"]
    stamps = [datetime.combine(article.day, NOON) for article in ENGLISH]
    unicode_text = delimited(french, rows(FRENCH, day_first), "\t")
    answer = {
        "status": "ok",
        "total": len(ENGLISH),
        "response": {"results": objects(api, rows(ENGLISH, stamp))},
    }
    files = [
        ("excel.csv", delimited(english, rows(ENGLISH, month_first)).encode("utf-8-sig"), ENGLISH, english),
        ("r.csv", delimited(english, rows(ENGLISH, iso), quoting=csv.QUOTE_ALL).encode(), ENGLISH, english),
        ("excel-german.csv", delimited(german, rows(GERMAN, dotted), ";").encode("cp1252"), GERMAN, german),
        (
            "excel-sep.csv",
            ("sep=;\r\n" + delimited(german, rows(GERMAN, dotted), ";")).encode(),
            GERMAN,
            german,
        ),
        ("unicode.tsv", unicode_text.encode("utf-16"), FRENCH, french),
        ("bars.csv", delimited(french, rows(FRENCH, iso), "|").encode(), FRENCH, french),
        ("plain.xlsx", workbook(("Articles", [english, *rows(ENGLISH, lambda day: day)])), ENGLISH, english),
        (
            "export.xlsx",
            workbook(("Alle", [("Export vom 3. Mai",), (), german, *rows(GERMAN, dotted)])),
            GERMAN,
            german,
        ),
        ("sheet.ods", open_document([french, *rows(FRENCH, day_first)]), FRENCH, french),
        ("list.json", json.dumps(objects(api, rows(ENGLISH, stamp)), indent=2).encode(), ENGLISH, api),
        ("answer.json", json.dumps(answer).encode(), ENGLISH, api),
        (
            "lines.jsonl",
            "\n".join(
                json.dumps(item, ensure_ascii=False) for item in objects(french, rows(FRENCH, iso))
            ).encode(),
            FRENCH,
            french,
        ),
        ("strings.parquet", parquet(columns_of(german, rows(GERMAN, iso))), GERMAN, german),
        (
            "stamps.parquet",
            parquet({**columns_of(api, rows(ENGLISH, iso)), "publishedAt": stamps}),
            ENGLISH,
            api,
        ),
        ("imported.parquet", imported(ENGLISH), ENGLISH, api),
    ]
    return [Table(*file) for file in files]


def notes() -> list[tuple[str, bytes]]:
    """Single articles as text: with front matter, with their data in the name, with neither."""
    first, second = ENGLISH[0], GERMAN[0]
    front = f'---\ntitle: "{first.title}"\noutlet: {first.outlet}\ndate: {first.day}\nauthors:\n  - {first.author}\n---\n\n'
    named = f"{second.outlet.replace(' ', '-')}_{second.day}_eine-kurze-meldung.txt"
    return [
        ("front.md", (front + text_of(first)).encode()),
        (named, text_of(second).encode("utf-8")),
        ("bare.txt", text_of(FRENCH[0]).encode("cp1252", "replace")),
    ]


def samples() -> list[tuple[str, bytes]]:
    """File name and content of each."""
    return [*((table.name, table.content) for table in tables()), *notes()]
