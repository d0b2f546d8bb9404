"""Factiva's fields: two-letter codes, the same fields by their place in the layout without codes, and the article of both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from framing.errors import RecordError
from framing.readers.contract import Read, Rejected
from framing.readers.fields import article_from
from framing.types import Article

CODES = "CLM SE HD BY CR WC PD ET SN SC ED PG VOL LA CY LP TD CT RF ART CO IN NS RE IPC IPD PUB AN".split()
"""In the order in which Factiva writes them."""
_OURS = {"SE": "section", "HD": "title", "BY": "author", "PD": "date", "SN": "outlet", "AN": "id"}
_MORE = {
    "CLM": "column",
    "CR": "credit",
    "WC": "words_given",
    "ET": "time",
    "SC": "source_code",
    "ED": "edition",
    "PG": "page",
    "VOL": "volume",
    "LA": "language_given",
    "CY": "copyright",
    "CT": "contact",
    "RF": "references",
    "ART": "captions",
    "CO": "companies",
    "IN": "industries",
    "NS": "subjects",
    "RE": "regions",
    "IPC": "provider_codes",
    "IPD": "provider_descriptors",
    "PUB": "publisher",
}
WORDS = re.compile(
    r"\d[\d.,' \u00a0\u202f\u2019]{0,12}(?:words|wörter|mots|palabras|parole|palavras|woorden|ord|слов\w{0,2})|\d+ ?[語字词詞]",
    re.IGNORECASE,
)
"""The line with the length of an article, in the languages of the user interface."""
DOCUMENT = re.compile(r"[^\W\d_]{2,15}[ \u00a0]?([A-Za-z][A-Za-z0-9]{7}(?:19|20)\d{6}[A-Za-z0-9]{9})")
"""The last line of an article: `Document` in any language, and its accession number: source code, date, nine characters."""
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[AP]\.?M\.?)?(?: ?[A-Z]{3,4})?", re.IGNORECASE)
_SOURCE_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")
COPYRIGHT = re.compile(
    r"copyright|©|\(c\)|all rights|rechte vorbehalten|droits réservés|derechos reservados|diritti riservati",
    re.IGNORECASE,
)
_PAGE = re.compile(r"[A-Z]{0,3}[ .-]?\d{1,4}(?:[-,; ]{1,2}[A-Z]{0,3}\d{1,4}){0,5}", re.IGNORECASE)
_BY = {
    "en": "By",
    "de": "Von",
    "fr": "Par",
    "es": "Por",
    "pt": "Por",
    "it": "Di",
    "nl": "Door",
    "sv": "Av",
    "da": "Af",
}
_LANGUAGES = {
    "en": "english englisch anglais inglés inglese inglês engels",
    "de": "german deutsch allemand alemán tedesco alemão duits",
    "fr": "french französisch français francés francese francês frans",
    "es": "spanish spanisch espagnol español spagnolo espanhol spaans",
    "it": "italian italienisch italien italiano italiaans",
    "pt": "portuguese portugiesisch portugais portugués portoghese português portugees",
    "nl": "dutch niederländisch néerlandais neerlandés olandese holandês nederlands",
    "sv": "swedish schwedisch suédois sueco svedese zweeds svenska",
    "da": "danish dänisch danois danés danese dinamarquês deens dansk",
}
"""Of the languages in _BY, their names on pages in several languages."""
_LANGUAGE_NAMED = {name: code for code, names in _LANGUAGES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Record:
    """One article as exported. fields: by Factiva's code · paragraphs: lead and body · language: of the article, as `en`;
    empty where only its field LA tells."""

    fields: Mapping[str, str]
    paragraphs: Sequence[str]
    language: str = ""


def result_of(name: str, number: int, record: Record | None) -> Read | Rejected:
    """The article of a record, or why there is none; None stands for a record that breaks off."""
    if record is None:
        detail = "the article has no accession number at its end; the file seems to be cut off: save it again"
        return Rejected(name, number, None, "cut_off", detail)
    try:
        return Read(name, number, article_of(record))
    except RecordError as error:
        detail = f"{error.seen}; {error.what_to_do}" if error.what_to_do else error.seen
        return Rejected(name, number, record.fields.get("AN"), error.reason, detail)


def article_of(record: Record) -> Article:
    """Raises RecordError `no_text` where Factiva wrote the fields of an article and no body."""
    text = "\n\n".join(record.paragraphs)
    if not text.strip():
        title = record.fields.get("HD", "without headline")
        raise RecordError(
            "record",
            "no_text",
            f"{title!r} has no body; in Factiva save as HTML or RTF in the format “Article” or “Full Article/Report”",
        )
    values = {ours: record.fields[code] for code, ours in _OURS.items() if record.fields.get(code)}
    if "author" in values:
        language = record.language or _LANGUAGE_NAMED.get(record.fields.get("LA", "").lower(), "en")
        values["author"] = without_by(values["author"], language)
    more = {name: record.fields[code] for code, name in _MORE.items() if record.fields.get(code)}
    names = {name: name for name in values}
    return article_from({**values, "text": text}, {**names, "text": "text"}, more)


def without_by(byline: str, language: str) -> str:
    """A byline without its language's word for `by`; the words of other languages may be part of a name (`Von Miller`)."""
    word = _BY.get(language, "")
    head, _, rest = byline.partition(" ")
    return rest.strip() if head.casefold() == word.casefold() and rest.strip() else byline


def header_fields(lines: Sequence[str], accession: str) -> dict[str, str]:
    """Fields of the layout without codes, from the lines between headline and body.

    [author, credit], `870 words`, date, [time], source, source code, [edition], [page], language, copyright. accession: the
    number at the article's end, which begins with the source code.
    """
    at = next((i for i, line in enumerate(lines) if WORDS.fullmatch(line)), None)
    if at is None:
        return _joined({"CR": lines})
    above, rest = lines[:at], list(lines[at + 1 :])
    fields = {"BY": above[:1], "CR": above[1:], "WC": [lines[at]], "PD": rest[:1]}
    rest = rest[1:]
    if rest and _TIME.fullmatch(rest[0]):
        fields["ET"] = [rest.pop(0)]
    code = _source_code_at(rest, accession)
    fields["SN"] = rest[: code or 1]
    if code:
        fields["SC"] = [rest[code]]
    return _joined({**fields, **_below_source(rest[code + 1 if code else 1 :])})


def _source_code_at(lines: Sequence[str], accession: str) -> int | None:
    """Where the source code stands, which is never the first line: that is the source's name."""
    codes = [i for i, line in enumerate(lines) if i and _SOURCE_CODE.fullmatch(line)]
    sure = (i for i in codes if accession.upper().startswith(lines[i]))
    return next(sure, codes[0] if codes and codes[0] == 1 else None)


def _below_source(lines: Sequence[str]) -> dict[str, Sequence[str]]:
    """Edition and page in any order, then language and copyright, each of which may be missing."""
    legal = next((i for i, line in enumerate(lines) if COPYRIGHT.search(line)), None)
    fields: dict[str, Sequence[str]] = {}
    if legal is not None:
        fields["CY"], lines = lines[legal:], lines[:legal]
    if lines and (legal is not None or lines[-1].isalpha()):
        fields["LA"], lines = lines[-1:], lines[:-1]
    pages = [line for line in lines if _PAGE.fullmatch(line)]
    return {**fields, "PG": pages, "ED": [line for line in lines if line not in pages]}


def _joined(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {code: " ".join(lines) for code, lines in fields.items() if lines}
