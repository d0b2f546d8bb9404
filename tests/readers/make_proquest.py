"""ProQuest's downloads of invented articles: text, HTML and RTF, labels in three languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from readers.database_articles import BY_LANGUAGE, ENGLISH, MONTHS, Story
from readers.office_files import Line, rtf

LABELS = {
    "en": {
        "number": "Document {} of {}",
        "author": "Author",
        "info": "Publication info",
        "abstract": "Abstract",
        "none": "None available.",
        "links": "Links",
        "text": "Full text",
        "subject": "Subject",
        "terms": "Business indexing term",
        "location": "Location",
        "title": "Title",
        "outlet": "Publication title",
        "page": "First page",
        "year": "Publication year",
        "date": "Publication date",
        "section": "Section",
        "publisher": "Publisher",
        "place": "Place of publication",
        "language": "Language of publication",
        "type": "Document type",
        "id": "ProQuest document ID",
        "url": "Document URL",
        "copyright": "Copyright",
        "updated": "Last updated",
        "database": "Database",
    },
    "de": {
        "number": "Dokument {} von {}",
        "author": "Autor",
        "info": "Publikationsinformationen",
        "abstract": "Zusammenfassung (Abstract)",
        "none": "Nicht verfügbar.",
        "links": "Links",
        "text": "Volltext",
        "subject": "Thema",
        "terms": "Business-Indexbegriff",
        "location": "Standort",
        "title": "Titel",
        "outlet": "Titel der Publikation",
        "page": "Erste Seite",
        "year": "Publikationsjahr",
        "date": "Publikationsdatum",
        "section": "Rubrik",
        "publisher": "Verlag",
        "place": "Publikationsort",
        "language": "Publikationssprache",
        "type": "Dokumenttyp",
        "id": "ProQuest-Dokument-ID",
        "url": "Dokument-URL",
        "copyright": "Copyright",
        "updated": "Zuletzt aktualisiert",
        "database": "Datenbank",
    },
    "fr": {
        "number": "Document {} sur {}",
        "author": "Auteur ",
        "info": "Informations de publication ",
        "abstract": "Résumé ",
        "none": "Non disponible.",
        "links": "Liens ",
        "text": "Texte intégral ",
        "subject": "Sujet ",
        "terms": "Terme d'indexation commerciale ",
        "location": "Lieu ",
        "title": "Titre ",
        "outlet": "Titre de la publication ",
        "page": "Première page ",
        "year": "Année de publication ",
        "date": "Date de publication ",
        "section": "Section ",
        "publisher": "Éditeur ",
        "place": "Lieu de publication ",
        "language": "Langue de publication ",
        "type": "Type de document ",
        "id": "ID du document ProQuest ",
        "url": "URL du document ",
        "copyright": "Copyright ",
        "updated": "Dernière mise à jour ",
        "database": "Base de données ",
    },
}
SEPARATOR = "_" * 60
END = (
    "Contact us at: http://about.proquest.com/go/pqissupportcontact",
    "Database copyright © 2026 ProQuest LLC. All rights reserved.",
    "Terms and Conditions: https://www.proquest.com/info/termsAndConditions",
)


def own_id(story: Story) -> str:
    return f"{2637391000 + len(story.title) * 7 + story.day.day}"


def address(story: Story) -> str:
    """As the reader should give it."""
    return f"https://www.proquest.com/newspapers/{story.code.lower()}/docview/{own_id(story)}/se-2"


def day(story: Story, ui: str) -> str:
    """`Nov 14, 2017` on English pages, `14 nov. 2017` or `14. Nov 2017` on others."""
    month = MONTHS[ui][story.day.month - 1]
    if ui == "en":
        return f"{month[:3]} {story.day.day}, {story.day.year}"
    return f"{story.day.day}{'.' if ui == 'de' else ''} {month} {story.day.year}"


def above(story: Story, ui: str) -> list[tuple[str, str]]:
    """Label and value above the text; no label for the headline and the address."""
    names = LABELS[ui]
    return [
        ("", story.title),
        *([(names["author"], story.author)] if story.author else []),
        (
            names["info"],
            f"{story.outlet} ; Example Town. [Example Town]. {day(story, ui)}: A.{story.page or 1}.",
        ),
        ("", "https://libproxy.example.edu/login?url=" + address(story) + "?accountid=15090"),
        (names["abstract"], names["none"]),
        (names["links"], "https://ocul.example.org/openurl?institution=01X&amp;atitle=Ferry&amp;au="),
    ]


def below(story: Story, ui: str) -> list[tuple[str, str]]:
    """Label and value below the text."""
    names = LABELS[ui]
    found = [
        ("subject", "Ferries; Timetables; Councils"),
        ("terms", "Subject: Ferries Timetables"),
        ("location", "Example Town"),
        ("title", story.title),
        ("outlet", f"{story.outlet}; Example Town, Ont."),
        ("page", story.page),
        ("year", str(story.day.year)),
        ("date", day(story, ui)),
        ("section", story.section or ""),
        ("publisher", "Example Press, a Division of Invented Newspapers Limited"),
        ("place", "Example Town, Ont."),
        ("language", "English"),
        ("type", "News"),
        ("id", own_id(story)),
        ("url", "https://libproxy.example.edu/login?url=" + address(story) + "?accountid=15090"),
        ("copyright", "Copyright 2022 Example Press. All Rights Reserved."),
        ("updated", "2022-03-10"),
        ("database", "Invented Newsstream Collection"),
    ]
    return [(names[name], value) for name, value in found if value]


def plain_text(stories: Sequence[Story], ui: str, *, numbered: bool = False) -> str:
    """The text download; numbered: with a line `Document 1 of 3` above each record and contents before the first."""
    parts = (
        ["Table of contents\n\n" + "\n".join(f"{i}. {s.title}" for i, s in enumerate(stories, 1))]
        if numbered
        else []
    )
    parts += [
        _text_record(story, ui, LABELS[ui]["number"].format(at, len(stories)) if numbered else "")
        for at, story in enumerate(stories, 1)
    ]
    return f"{SEPARATOR}\n\n" + f"\n\n{SEPARATOR}\n\n".join([*parts, "\n".join(END)]) + "\n"


def _text_record(story: Story, ui: str, number: str) -> str:
    top = [f"{label}: {value}" if label else value for label, value in above(story, ui)]
    text = f"{LABELS[ui]['text']}: " + "\n".join(story.body)
    return "\n\n".join(
        [*filter(None, [number]), *top, text, *(f"{label}: {value}" for label, value in below(story, ui))]
    )


def html(stories: Sequence[Story], ui: str) -> str:
    """The HTML download, a frame and an anchor a record; the text in an element of its own."""
    records = "".join(_html_record(story, ui) for story in stories)
    contents = "".join(
        f'<p><a href="#DocID_{own_id(story)}">{escape(story.title)}</a></p>' for story in stories
    )
    end = "".join(f"<p>{escape(line)}</p>" for line in END)
    head = '<html><head><meta charset="utf-8"><title>ProQuestDocuments</title></head>'
    return f"{head}<body>{contents}{records}{end}</body></html>"


def _html_record(story: Story, ui: str) -> str:
    style = "margin-bottom:5pt; margin-top:0; padding:0;"
    top = "".join(
        f'<p style="{style}"><strong>{label}:  </strong>{escape(value)}</p>\n'
        if label
        else f'<p style="{style}">{_linked(value)}</p>\n'
        for label, value in above(story, ui)
    )
    body = "              ".join(f"<p>{escape(text)}</p>" for text in story.body)
    low = "".join(
        f'<p style="{style}"><strong>{label}: </strong>{escape(value)}</p>\n'
        for label, value in below(story, ui)
    )
    return (
        '<div style="margin-bottom:20px;border-bottom:2px solid #ccc;padding-bottom:5px">\n'
        f'<a name="DocID_{own_id(story)}"></a><p style="{style}"></p>\n{top}<div style="clear:both"></div>\n'
        f'<p style="{style}"><strong>{LABELS[ui]["text"]}: </strong><text wordcount="{story.words}" htmlcontent="true">'
        f"<title></title>\n{body}                      </text></p>\n{low}</div>\n"
    )


def _linked(value: str) -> str:
    return (
        f'<a href="{escape(value)}">ProQuest document link</a>'
        if value.startswith("http")
        else f"<b>{escape(value)}</b>"
    )


def rtf_file(stories: Sequence[Story], ui: str) -> bytes:
    """The RTF download: a paragraph a label, a page a record, no separators but numbers."""
    lines = [
        Line("Table of contents", bold=True),
        *(Line(f"{i}. {s.title}") for i, s in enumerate(stories, 1)),
    ]
    for at, story in enumerate(stories, 1):
        lines.append(Line(LABELS[ui]["number"].format(at, len(stories)), bold=True, opens_page=True))
        lines += [Line(value, label=f"{label}: " if label else "") for label, value in above(story, ui)]
        first, *rest = story.body
        lines += [Line(first, label=f"{LABELS[ui]['text']}: "), *map(Line, rest)]
        lines += [Line(value, label=f"{label}: ") for label, value in below(story, ui)]
    return rtf([*lines, *map(Line, END)])


LAYOUTS: dict[str, Callable[[Sequence[Story], str], str | bytes]] = {
    "text.txt": plain_text,
    "numbered.txt": lambda stories, ui: plain_text(stories, ui, numbered=True),
    "windows.txt": lambda stories, ui: plain_text(stories, ui).replace("\n", "\r\n").encode("utf-8-sig"),
    "wide.txt": lambda stories, ui: plain_text(stories, ui).encode("utf-16"),
    "page.html": html,
    "word.rtf": rtf_file,
}


def layouts() -> list[tuple[str, bytes, tuple[Story, ...]]]:
    """File name, content and the articles in it."""
    made = []
    for layout, make in LAYOUTS.items():
        for ui, stories in BY_LANGUAGE.items():
            for held in {stories, (*stories, *ENGLISH)}:
                content = make(held, ui)
                made.append(
                    (
                        f"{ui}-{len(held)}-{layout}",
                        content.encode() if isinstance(content, str) else content,
                        held,
                    )
                )
    return sorted(made, key=lambda file: file[0])


def samples() -> list[tuple[str, bytes]]:
    """One small file of each layout and language."""
    return [
        (f"proquest-{name}", data) for name, data, stories in layouts() if stories in BY_LANGUAGE.values()
    ]
