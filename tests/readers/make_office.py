"""Word, OpenDocument, RTF and PDF files that hold one article each."""

from __future__ import annotations

from readers.invented import ENGLISH, EVERY, Invented
from readers.office_files import Line, Properties, docx, odt, pdf, rtf, zipped


def lines_of(article: Invented, *, heading: bool = True) -> list[Line]:
    head = [Line(article.title, size=16, bold=True, level=0)] if heading and article.title else []
    return head + [Line(paragraph) for paragraph in article.body]


def properties_of(article: Invented) -> Properties:
    return Properties(article.title, article.author, f"{article.day.isoformat()}T08:00:00Z")


def singles() -> list[tuple[str, bytes, Invented]]:
    """File name, content and the article in it. PDF has no headings: its title stands in the properties alone."""
    files: list[tuple[str, bytes, Invented]] = []
    for number, article in enumerate(EVERY):
        known = properties_of(article)
        files += [
            (f"one-{number}.docx", docx(lines_of(article), known), article),
            (f"one-{number}.odt", odt(lines_of(article), known), article),
            (f"one-{number}.rtf", rtf(lines_of(article), known), article),
            (f"one-{number}.pdf", pdf(lines_of(article, heading=False), known), article),
        ]
    return files


def without_text() -> bytes:
    """A PDF as a scanner writes it: a page with nothing to read on it."""
    return pdf([Line(".")]).replace(b"(.) Tj", b"( ) Tj").replace(b"(Page 1 of 1) Tj", b"(           ) Tj")


def samples() -> list[tuple[str, bytes]]:
    return [
        *((name, content) for name, content, _ in singles()),
        ("scanned.pdf", without_text()),
        ("locked.pdf", pdf(lines_of(ENGLISH[0]), encrypted=True)),
        ("no-document.docx", zipped([("[Content_Types].xml", "<Types/>"), ("word/styles.xml", "<styles/>")])),
    ]
