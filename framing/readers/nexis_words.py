"""The words by which exports of Nexis are read, in the languages of its user interface, and their date lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER_LABELS = {
    "section": "section rubrik ressort rubrique sección rubriek",
    "length": "length länge longueur longitud lengte lunghezza",
    "byline": "byline autor autoren verfasser auteur auteurs autore naamregel",
    "dateline": "dateline datumszeile ortsmarke lieu localisation",
    "highlight": "highlight highlights vorspann anriss chapeau accroche",
    "series": "series serie série",
    "source": "source quelle",
}
_TRAILER_LABELS = {
    "load_date": "load-date ladedatum update aktualisierung date-de-chargement mise-à-jour",
    "language": "language sprache langue idioma taal lingua",
    "publication_type": "publication-type publikationstyp type-de-publication",
    "graphic": "graphic graphics grafik graphique graphiques",
    "journal_code": "journal-code zeitungs-code code-de-la-publication",
    "subject": "subject thema themen sujet",
    "copyright_notice": "copyright",
}
HEADER_LABELS = {word: ours for ours, words in _HEADER_LABELS.items() for word in words.split()}
"""Label above the text, in small letters with hyphens for blanks -> our name for it."""
TRAILER_LABELS = {word: ours for ours, words in _TRAILER_LABELS.items() for word in words.split()}
"""Label below the text -> our name for it; other labels there keep their own."""

BODY = frozenset(
    {"body", "hauptteil", "textkörper", "textteil", "corps", "corps du texte", "corps de l'article", "texte"}
)
END = frozenset(
    {
        "end of document",
        "ende des dokuments",
        "dokumentende",
        "fin du document",
        "fin de document",
        "fin del documento",
    }
    | {"einde van document", "einde van het document", "fine del documento"}
)
AFTER_BODY = {
    "classification": "classification",
    "klassifizierung": "classification",
    "klassifikation": "classification",
    "graphic": "graphic",
    "graphics": "graphic",
    "grafik": "graphic",
    "graphique": "graphic",
    "correction": "correction",
    "korrektur": "correction",
    "notes": "notes",
    "anmerkungen": "notes",
}
"""Heading of its own below the text -> our name for what follows it."""

_LABEL = re.compile(
    r"(?P<label>[^\W\d_][\w/&.' -]{1,40}?) ?:(?:[\u00a0\u202f ]\s*(?P<value>.*)|$)", re.DOTALL
)
_COPYRIGHT = re.compile(
    r"(?:copyright|\(c\)|©|all rights reserved|alle rechte vorbehalten|tous droits)", re.IGNORECASE
)
_BY = re.compile(r"^(?:by|von|par|de)\s+", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(?:link to (?:image|pdf|original)|link zum? (?:bild|pdf|original)|lien vers (?:l'image|le pdf)|"
    r"pdf-datei dieses dokuments|pdf file of this document|"
    r"(?:view the original page|original-seite ansehen|voir la page originale|bekijk de oorspronkelijke pagina) ?: .{1,40}|"
    r"-{4}media/[\w.-]+-{4})",
    re.IGNORECASE,
)
NO_HEADLINE = frozenset(
    {"no headline in original", "kein titel im original", "keine überschrift im original", "sans titre"}
)
ERROR_DOCUMENT = re.compile(
    r"we are sorry,? but there (?:is|was) an error in this document|"
    r"(?:leider ist|es ist leider) (?:bei|in) diesem dokument ein fehler|une erreur s'est produite (?:dans|avec) ce document",
    re.IGNORECASE,
)

_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec januar jänner februar märz mai juni juli oktober dezember mrz okt dez janvier février mars avril "
    "juin juillet août septembre octobre novembre décembre janv févr juil déc enero febrero marzo abril mayo junio julio "
    "agosto septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre "
    "januari februari maart mei augustus janeiro fevereiro março maio junho julho setembro outubro novembro dezembro".split()
)
_WORD = r"[^\W\d_]+"
_DATE = re.compile(
    rf"(?:(?:{_WORD},? )?(?:le )?\d{{1,2}}(?:\.|er|st|nd|rd|th|º)? (?:de )?(?P<first>{_WORD})\.?,? (?:de )?\d{{4}}"
    rf"|(?:{_WORD}, )?(?P<second>{_WORD})\.? \d{{1,2}}(?:st|nd|rd|th)?, ?\d{{4}}"
    rf"|(?P<third>{_WORD})\.? \d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}年\d{1,2}月\d{1,2}日)"
    rf"(?P<day_and_time>(?: {_WORD}\.?)?(?: \d{{1,2}}(?:[:.]|h)\d{{2}}[^,;\n]{{0,20}})?)(?![\w.])"
    r"(?P<edition>[,;\n].{0,120}| [^,;\n]{0,40}(?:edition|ausgabe|édition).{0,80})?$",
    re.DOTALL | re.IGNORECASE,
)


def plain(text: str) -> str:
    """The text as compared: small letters, any white space one blank."""
    return " ".join(text.casefold().split())


def label_of(text: str) -> tuple[str, str] | None:
    """The label at the start of a line, in small letters with hyphens for blanks, and what follows; None without one."""
    match = _LABEL.match(text)
    return (plain(match["label"]).replace(" ", "-"), (match["value"] or "").strip()) if match else None


def header_label(text: str) -> tuple[str, str] | None:
    """Our name and the value of a known label above the text."""
    found = label_of(text)
    return (HEADER_LABELS[found[0]], found[1]) if found and found[0] in HEADER_LABELS else None


def is_copyright(text: str) -> bool:
    return _COPYRIGHT.match(text) is not None


def is_placeholder(text: str) -> bool:
    """Whether a paragraph stands for a link or picture of the database, not for words of the article."""
    return _PLACEHOLDER.fullmatch(text.strip()) is not None


def date_line(text: str) -> tuple[str, str] | None:
    """The date, with weekday and time as given, and the edition after it; None where a line is no date line."""
    line = " ".join(text.replace("\u00a0", " ").strip().split(" "))
    match = _DATE.match(line)
    if not match:
        return None
    month = next((match[name] for name in ("first", "second", "third") if match[name]), None)
    if month is not None and month.casefold() not in _MONTHS:
        return None
    edition = (match["edition"] or "").strip(" ,;\n")
    return line[: match.end("day_and_time")].strip(), " ".join(edition.split())


def author_of(byline: str) -> str:
    """The byline without "By"."""
    return _BY.sub("", byline.strip(), count=1)


def section_of(value: str) -> str:
    """The desk or section by name: `Section B; Column 0; Business/Financial Desk; Pg. 2` is `Business/Financial Desk`."""
    parts = [part.strip() for part in value.split(";")]
    named = [part for part in parts if part and not _PLACE_IN_PAPER.match(part)]
    return named[0] if named else value.strip()


_PLACE_IN_PAPER = re.compile(
    r"(?:section|part|column|col\.|pg\.|page|pp?\.|s\.|seite|ausg\.|nr\.|blz\.|no\.|vol\.)\s*[\w.,/-]*(?:\s?\d+)?$",
    re.IGNORECASE,
)


def joined(lines: Sequence[str]) -> str:
    """Lines of one headline or label as one."""
    return " ".join(" ".join(line.split()) for line in lines if line.strip())
