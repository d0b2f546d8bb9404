"""Exports of Nexis, newer and older, in the languages of its user interface and every format it writes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from readers.invented import BY_LANGUAGE, EVERY, Invented
from readers.office_files import Line, docx, pdf, rtf

NBSP = "\u00a0"
WORDS = {
    "en": {
        "user": "User Name", "time": "Date and Time", "job": "Job Number", "documents": "Documents", "search": "Search Terms",
        "type": "Search Type", "narrowed": "Narrowed by", "section": "Section", "length": "Length", "words": "words",
        "byline": "Byline", "highlight": "Highlight", "dateline": "Dateline", "body": "Body", "classification": "Classification",
        "language": "Language", "graphic": "Graphic", "loaded": "Load-Date", "end": "End of Document",
        "none": "No Headline In Original", "of": "of", "numbered": "DOCUMENTS", "rights": "All Rights Reserved",
    },
    "de": {
        "user": "Benutzername", "time": "Datum und Uhrzeit", "job": "Auftragsnummer", "documents": "Dokumente",
        "search": "Suchbegriffe", "type": "Suchtyp", "narrowed": "Eingegrenzt durch", "section": "Rubrik", "length": "Länge",
        "words": "Wörter", "byline": "Autor", "highlight": "Highlight", "dateline": "Ortsmarke", "body": "Hauptteil",
        "classification": "Klassifizierung", "language": "Sprache", "graphic": "Grafik", "loaded": "Load-Date",
        "end": "Ende des Dokuments", "none": "Kein Titel im Original", "of": "von", "numbered": "DOKUMENTEN",
        "rights": "Alle Rechte vorbehalten",
    },
    "fr": {
        "user": "Nom d'utilisateur", "time": "Date et heure", "job": "Numéro de tâche", "documents": "Documents",
        "search": "Termes de recherche", "type": "Type de recherche", "narrowed": "Limité par", "section": "Rubrique",
        "length": "Longueur", "words": "mots", "byline": "Auteur", "highlight": "Highlight", "dateline": "Lieu", "body": "Corps",
        "classification": "Classification", "language": "Langue", "graphic": "Graphique", "loaded": "Load-Date",
        "end": "Fin du document", "none": "Sans titre", "of": "de", "numbered": "DOCUMENTS", "rights": "Tous droits réservés",
    },
}  # fmt: skip
"""What Nexis calls things, by the language of its user interface."""


def cover(articles: Sequence[Invented], ui: str, *, stated: int | None = None) -> list[Line]:
    """The cover page with the search and the list of contents."""
    words = WORDS[ui]
    lines = [
        Line(" A. READER", label=f"{words['user']}:"),
        Line(" Wednesday, December 19, 2018 7:11:00 PM JST", label=f"{words['time']}:"),
        Line(" 79565034", label=f"{words['job']}:"),
        Line(f"{words['documents']} ({len(articles) if stated is None else stated})", size=12, bold=True),
    ]
    for number, article in enumerate(articles, 1):
        lines += [
            Line(f"{number}. {article.title or words['none']}"),
            Line(" ferry or mill", label=f"{words['search']}:"),
            Line(" Natural Language", label=f"{words['type']}:"),
            Line("", label=f"{words['narrowed']}:"),
            Line("News"),
            Line("Sources: The Evening Lantern; Content Type: News; Timeline: Jan 01, 2010 to Dec 31, 2019"),
        ]
    lines.append(Line("About LexisNexis"))
    lines.append(Line("Copyright © 2018 LexisNexis. Section: none"))
    return lines


def document(article: Invented, ui: str) -> list[Line]:
    """One article as the newer exports print it."""
    words = WORDS[ui]

    def labelled(name: str, value: str) -> list[Line]:
        return [Line(NBSP + value, label=f"{words[name]}:")] if value else []

    dated = f"{article.date_line}, {article.edition}" if article.edition else article.date_line
    count = sum(len(paragraph.split()) for paragraph in article.body)
    lines = [
        Line(article.title or words["none"], size=14, bold=True, level=0, opens_page=True, link=True),
        Line(article.outlet),
        Line(dated),
        Line(f"Copyright {article.day.year} {article.outlet} Company", size=8),
        Line(words["rights"], size=8),
        *labelled("section", article.section),
        *labelled("length", f"{count} {words['words']}"),
        *labelled("byline", article.byline),
        *labelled("highlight", article.highlight),
        *labelled("dateline", article.dateline),
        Line(words["body"], size=14, bold=True),
        Line("Link to Image"),
        *(Line(paragraph) for paragraph in article.body),
    ]
    if article.url:
        lines.append(Line(article.url, link=True))
    if article.graphic:
        lines += [Line(words["graphic"], size=14, bold=True), Line(article.graphic)]
    lines += [
        Line(words["classification"], size=14, bold=True),
        *labelled("language", "ENGLISH"),
        Line(NBSP + "FERRIES (90%); MILLS (75%)", label="Subject:"),
        *labelled("loaded", article.loaded),
        Line(words["end"], size=8, bold=True),
    ]
    return lines


def export(
    articles: Sequence[Invented], ui: str, *, with_cover: bool = True, stated: int | None = None
) -> list[Line]:
    lines = cover(articles, ui, stated=stated) if with_cover else []
    return lines + [line for article in articles for line in document(article, ui)]


def numbered(articles: Sequence[Invented], ui: str) -> list[tuple[str, list[str]]]:
    """The blocks of an older download: where they stand (`centre`, `left`; `label` on the left) and their lines."""
    words = WORDS[ui]
    blocks = [
        (
            "left",
            ["Download Request: Selected Items: 1-10", "Time Of Request: Friday, March 20, 2018  16:51:31"],
        )
    ]
    for number, article in enumerate(articles, 1):
        marker = f"{number} {words['of']} {len(articles)} {words['numbered']}"
        labels = [
            ("byline", article.byline),
            ("section", article.section),
            ("length", f"99 {words['words']}"),
        ]
        labels += [("dateline", article.dateline), ("highlight", article.highlight)]
        blocks += [
            ("centre", [marker]),
            ("centre", [article.outlet]),
            ("centre", [article.date_line, *([article.edition] if article.edition else [])]),
            *([("left", [article.title])] if article.title else []),
            *(("label", [f"{words[name].upper()}: {value}"]) for name, value in labels if value),
            *(("left", [paragraph]) for paragraph in article.body),
            *([("label", [f"{words['graphic'].upper()}: {article.graphic}"])] if article.graphic else []),
            ("label", [f"LOAD-DATE: {article.loaded}"]),
            ("label", [f"{words['language'].upper()}: ENGLISH"]),
            ("label", ["PUBLICATION-TYPE: Newspaper"]),
            ("centre", [f"Copyright {article.day.year} {article.outlet}", words["rights"]]),
        ]
    return blocks


def numbered_text(articles: Sequence[Invented], ui: str, encoding: str = "utf-8") -> bytes:
    pages = []
    for place, lines in numbered(articles, ui):
        broken = [part for line in lines for part in wrap(line, 78, break_on_hyphens=False)]
        pages.append("\r\n".join(line.center(78).rstrip() if place == "centre" else line for line in broken))
    return ("\r\n\r\n".join(pages) + "\r\n").encode(encoding)


def numbered_html(articles: Sequence[Invented], ui: str) -> bytes:
    """Words in SPANs, some marked as search hits; labels in a SPAN of their own."""
    parts = [
        '<HTML><HEAD><STYLE TYPE="text/css"><!-- .c0 { text-align: center; } --></STYLE><TITLE>&nbsp;</TITLE></HEAD><BODY>'
    ]
    for place, lines in numbered(articles, ui):
        text = "<BR>".join(escape(line, quote=False) for line in lines)
        label, _, rest = text.partition(": ")
        if place == "label":
            text = f'{label}:</SPAN><SPAN CLASS="c2">&nbsp;{rest}'
        text = text.replace("Mühle", '</SPAN><SPAN CLASS="c4">Mühle</SPAN><SPAN CLASS="c2">')
        if place == "centre" and " DOCUMENTS" in text:
            parts.append("<!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->")
        style = "c0" if place == "centre" else "c5"
        parts.append(f'<BR><DIV CLASS="{style}"><P CLASS="c6"><SPAN CLASS="c2">{text}</SPAN></P>\n</DIV>')
    return "".join([*parts, "</BODY></HTML>"]).encode("ascii", "xmlcharrefreplace")


def numbered_lines(articles: Sequence[Invented], ui: str) -> list[Line]:
    return [Line("\n".join(lines)) for _, lines in numbered(articles, ui)]


def layouts() -> list[tuple[str, bytes, tuple[Invented, ...]]]:
    """File name, content and what is in it, for every format, layout and language."""
    files: list[tuple[str, bytes, tuple[Invented, ...]]] = []
    for ui, articles in BY_LANGUAGE.items():
        lines = export(articles, ui)
        single = export(articles[:1], ui, with_cover=False)
        files += [
            (f"nexis-{ui}.DOCX", docx(lines), articles),
            (f"nexis-{ui}-one.docx", docx(single, part="word/document2.xml"), articles[:1]),
            (f"nexis-{ui}.rtf", rtf(lines), articles),
            (f"nexis-{ui}-as-rtf.DOCX", rtf(single), articles[:1]),
            (f"nexis-{ui}.pdf", pdf(lines), articles),
            (f"nexis-{ui}-one.pdf", pdf(single, running=articles[0].title), articles[:1]),
            (f"nexis-{ui}-old.txt", numbered_text(articles, ui), articles),
            (f"nexis-{ui}-old-cp1252.txt", numbered_text(articles, ui, "cp1252"), articles),
            (f"nexis-{ui}-old.html", numbered_html(articles, ui), articles),
            (f"nexis-{ui}-old.rtf", rtf(numbered_lines(articles, ui)), articles),
            (f"nexis-{ui}-pasted.txt", "\n".join(x.label + x.text for x in lines).encode(), articles),
        ]
    files.append(("nexis-mixed.DOCX", docx(export(EVERY, "en")), EVERY))
    files.append(("nexis-mixed.pdf", pdf(export(EVERY, "en")), EVERY))
    return files


def samples() -> list[tuple[str, bytes]]:
    return [(name, content) for name, content, _ in layouts()]
