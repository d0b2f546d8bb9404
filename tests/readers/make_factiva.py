"""Factiva's downloads of invented articles: HTML and RTF with and without codes, in three languages of its pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from readers.database_articles import BY_LANGUAGE, EVERY, Story, written_day
from readers.office_files import Line, rtf

WORDS = {"en": "words", "de": "Wörter", "fr": "mots"}
DOCUMENT = {"en": "Document", "de": "Dokument", "fr": "Document"}
LANGUAGE = {
    "en": {"en": "English", "de": "German", "fr": "French"},
    "de": {"en": "Englisch", "de": "Deutsch", "fr": "Französisch"},
    "fr": {"en": "Anglais", "de": "Allemand", "fr": "Français"},
}
PUBLISHER = "Example Press & Sons Ltd"
LEGAL = "Copyright 2017 Example Press.  All Rights Reserved.  "


def displayed(stories: Sequence[Story], ui: str) -> str:
    """The layout without codes, as a browser saves it."""
    return _page("<br><span></span>".join(_displayed_article(story, ui) for story in stories), ui)


def _displayed_article(story: Story, ui: str) -> str:
    body = "".join(
        f'<p class="articleParagraph {story.language}articleParagraph">{_marked(text, story.hits)}  </p>\n'
        for text in story.body
    )
    author = f'<div class="author">{escape(story.byline)}  </div>' if story.byline else ""
    return (
        f'<div id="article-{story.accession}" class="article"><div class="article {story.language}Article"><p>\n</p>'
        + "".join(f"<div>{escape(text)}</div>\n" for text in filter(None, [story.section]))
        + f'<div id="hd"><span class="{story.language}Headline counted">{_marked(story.title, story.hits)}  </span>\n</div>'
        + author
        + "".join(f"<div>{escape(text)}</div>" for text in header(story, ui))
        + f"\n<p></p>\n{body}<p>{escape(PUBLISHER)}</p><p>{DOCUMENT[ui]} {story.accession}</p></div></div>"
    )


def header(story: Story, ui: str) -> list[str]:
    """The lines between author and body."""
    lines = [story.credit, f"{story.words} {WORDS[ui]}", written_day(story, ui), story.time, story.outlet]
    lines += [story.code, story.edition, story.page, LANGUAGE[ui][story.language], LEGAL]
    return [line for line in lines if line]


def coded(stories: Sequence[Story], ui: str) -> str:
    """The layout with codes: a table an article, quotation marks as Factiva's own server writes them."""
    return _page("".join(_coded_article(story, ui) for story in stories), ui)


def _coded_article(story: Story, ui: str) -> str:
    lead, rest = story.body[:1], story.body[1:]
    cells = {code: _marked(text, story.hits) for code, text in fields(story, ui).items()}
    cells["HD"] = f"<span class='{story.language}Headline'>{cells['HD']}</span>"
    cells |= {"LP": _paragraphs(lead, story), "TD": _paragraphs(rest, story)}
    order = [code for code in ORDER if cells.get(code)]
    rows = "".join(
        f'<tr><td class="index" align="right" valign="top"><b>{code}</b>&nbsp;</td><td>{cells[code]}</td></tr>\n'
        for code in order
    )
    return (
        f"<div id='article-{story.accession}' class='article'><div class='article {story.language}Article'>"
        f"<table cellspacing='0'>{rows}</table></div></div><br/>"
    )


ORDER = "SE HD BY CR WC PD ET SN SC ED PG LA CY LP TD CO IN NS RE IPD PUB AN".split()


def fields(story: Story, ui: str) -> dict[str, str]:
    """All fields but the text, by code."""
    found = {
        "SE": story.section or "",
        "HD": story.title,
        "BY": story.byline,
        "CR": story.credit,
        "WC": f"{story.words} {WORDS[ui]}",
        "PD": written_day(story, ui),
        "ET": story.time,
        "SN": story.outlet,
        "SC": story.code,
        "ED": story.edition,
        "PG": story.page,
        "LA": LANGUAGE[ui][story.language],
        "CY": LEGAL,
        "CO": "exfer : Example Ferries | exmil : Example Mills",
        "IN": "i74 : Shipping",
        "NS": "gpol : Politics | ntop : Top News",
        "RE": "uk : United Kingdom",
        "IPD": "Ferries",
        "PUB": PUBLISHER,
        "AN": f"{DOCUMENT[ui]} {story.accession}",
    }
    return {code: text for code, text in found.items() if text}


def _paragraphs(texts: Sequence[str], story: Story) -> str:
    return "".join(
        f'\n<p class="articleParagraph {story.language}articleParagraph">{_marked(text, story.hits)}</p>'
        for text in texts
    )


def _marked(text: str, hits: Sequence[str]) -> str:
    """Escaped, with search hits in bold inside the words, and a line end where a browser breaks the line."""
    html = escape(text, quote=False)
    for hit in hits:
        html = html.replace(hit, f"<b>{hit}</b>")
    return html.replace(", ", ",\n ", 1)


def _page(articles: str, ui: str) -> str:
    style = '<style type="text/css">.article{margin:0}.enArticle p{margin:0}div.deArticle{x:y}</style>'
    legal = {"en": "All rights reserved.", "de": "Alle Rechte vorbehalten.", "fr": "Tous droits réservés."}[
        ui
    ]
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head>\n\t'
        '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">\n\t<title>Factiva</title>\n'
        f'{style}</head><body><form><div id="contentWrapper"><div id="contentLeft" class="carryOverOpen"><span></span>{articles}'
        '<br><table class="searchPreview"><tr><td class="label">Text</td><td>ferr*</td></tr><tr><td>Results</td><td>27</td></tr>'
        f"</table></div></div><span>© 2020 Factiva, Inc. {legal}</span></form></body></html>"
    )


def displayed_rtf(stories: Sequence[Story], ui: str) -> bytes:
    """RTF without codes."""
    return rtf(displayed_lines(stories, ui))


def displayed_lines(stories: Sequence[Story], ui: str) -> list[Line]:
    """Contents first, headlines in bold, an article a page."""
    lines = [
        Line("Dow Jones Factiva", bold=True),
        *(Line(f"{story.title} ... {at}") for at, story in enumerate(stories, 2)),
    ]
    for story in stories:
        top = [Line(text) for text in filter(None, [story.section])]
        top += [Line(story.title, bold=True, size=14)]
        top += [Line(text.strip()) for text in filter(None, [story.byline, *header(story, ui)])]
        top[0] = Line(top[0].text, bold=top[0].bold, size=top[0].size, opens_page=True)
        lines += [*top, *map(Line, story.body), Line(PUBLISHER), Line(f"{DOCUMENT[ui]} {story.accession}")]
    return [
        *lines,
        Line("Search Summary", opens_page=True),
        Line("© 2020 Factiva, Inc. All rights reserved."),
    ]


def coded_rtf(stories: Sequence[Story], ui: str) -> bytes:
    """RTF with codes: a table an article, a row a field."""
    rows = "".join(_rtf_rows(story, ui) + "\\pard\\par\n" for story in stories)
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}}{\\info{\\title Factiva RTF Display Format}}\n"
        f"{rows}\\pard Search Summary\\par}}"
    ).encode("ascii")


def _rtf_rows(story: Story, ui: str) -> str:
    texts = {code: [text] for code, text in fields(story, ui).items()}
    texts |= {"LP": list(story.body[:1]), "TD": list(story.body[1:])}
    rows = []
    for code in ORDER:
        if texts.get(code):
            cell = "\\par ".join(map(_rtf_text, texts[code]))
            rows.append(
                f"\\trowd\\cellx900\\cellx9000\\pard\\intbl {{\\b {code}\\~}}\\cell\\pard\\intbl {cell}\\cell\\row\n"
            )
    return "".join(rows)


def _rtf_text(text: str) -> str:
    return "".join(c if c.isascii() and c not in "\\{}" else f"\\u{ord(c)}?" for c in text)


LAYOUTS: dict[str, Callable[[Sequence[Story], str], str | bytes]] = {
    "displayed.html": displayed,
    "coded.html": coded,
    "displayed.rtf": displayed_rtf,
    "coded.rtf": coded_rtf,
}


def layouts() -> list[tuple[str, bytes, tuple[Story, ...]]]:
    """File name, content and the articles in it: each layout in each language, and with articles of all languages."""
    made = []
    for layout, make in LAYOUTS.items():
        for ui, own in BY_LANGUAGE.items():
            for stories in (own, EVERY):
                content = make(stories, ui)
                data = content.encode() if isinstance(content, str) else content
                made.append((f"{ui}-{len(stories)}-{layout}", data, stories))
    return made


def samples() -> list[tuple[str, bytes]]:
    """One small file of each layout and language."""
    return [(f"factiva-{name}", data) for name, data, stories in layouts() if len(stories) < len(EVERY)]
