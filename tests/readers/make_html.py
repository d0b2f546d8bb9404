"""Saved web pages around invented articles: three layouts, three languages, with the traps that real pages have."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Page:
    """An invented article. day: ISO · body: paragraphs between blank lines, their lines broken anywhere."""

    title: str
    outlet: str
    author: str
    day: str
    language: str
    url: str
    body: str

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(paragraph.split()) for paragraph in self.body.split("\n\n")]


PAGES = (
    Page(
        "Harbour town weighs a second ferry",
        "The Courier",
        "Martha Quill",
        "2024-03-05",
        "en",
        "https://www.courier.example/news/2024/03/05/second-ferry",
        """
The council of Port Ellery will decide on Tuesday whether to order a second ferry, after a winter in which the
only one was out of service for nineteen days.

“We cannot ask people to plan their lives around one engine,” the deputy mayor, Anna Reeve, told a meeting on
Monday. Fishermen & shopkeepers applauded; two councillors did not.

The ship would cost £14m. A government official who asked not to be named said the ministry had not promised a
grant, and that a decision was “weeks, not days” away.

Opponents call the plan a gold rush for the yard that would build it, and want the money spent on the road.
""",
    ),
    Page(
        "Bürgerrat streitet über die neue Brücke",
        "Der Bote",
        "Jörg Weiß",
        "2023-11-21",
        "de",
        "https://www.bote.example/lokales/bruecke-streit",
        """
Der Bürgerrat von Seebrück hat am Dienstag mehr als vier Stunden über die neue Brücke gestritten und am Ende
keinen Beschluss gefasst.

„Wir bauen hier kein Denkmal, sondern einen Weg zur Schule“, sagte die Ratsfrau Ulla Brandt. Das Geld fehle
ohnehin, hieß es aus der Kämmerei.

Die Kosten werden inzwischen auf 31 Millionen Euro geschätzt, fast doppelt so viel wie vor drei Jahren.

Im Januar soll ein Gutachten vorliegen, das auch eine Fähre als Übergangslösung prüft.
""",
    ),
    Page(
        "La commune hésite devant l’éolienne",
        "La Gazette du Val",
        "Élodie Marchand",
        "2022-06-14",
        "fr",
        "https://www.gazette-val.example/politique/eolienne",
        """
Le conseil municipal de Valmont-sur-Orbe a repoussé mardi soir sa décision sur l’éolienne que les habitants
réclament depuis deux ans.

« Nous ne sommes pas contre le vent, nous sommes contre la précipitation », a déclaré le maire, Paul Renard,
devant une salle comble et divisée.

Le projet coûterait quatre millions d’euros, dont la moitié serait payée par la région, selon une source
proche du dossier.

Une nouvelle réunion publique est prévue au mois de septembre, avant le vote définitif du conseil.
""",
    ),
)

_MENU = "".join(
    f'<li><a href="/{name.lower()}">{name}</a></li>'
    for name in ("News", "Sport", "Culture", "Weather", "Archive")
)
_SCRIPT = "<script>var config = {ads: true, text: '<p>not an article</p>'};</script>"


def blog(page: Page) -> str:
    """Metadata in meta elements (Open Graph and plain)."""
    body = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in page.paragraphs)
    return f"""<!DOCTYPE html>
<html lang="{page.language}"><head><meta charset="utf-8"><title>{escape(page.title)} | {escape(page.outlet)}</title>
<meta property="og:type" content="article"><meta property="og:title" content="{escape(page.title)}">
<meta property="og:site_name" content="{escape(page.outlet)}"><meta name="author" content="{escape(page.author)}">
<meta property="article:published_time" content="{page.day}T08:15:00+00:00"><meta property="article:section" content="Local">
<link rel="canonical" href="{page.url}">{_SCRIPT}</head>
<body><nav><ul>{_MENU}</ul></nav><main><article><h1>{escape(page.title)}</h1>
<p class="byline">{escape(page.author)}</p><div class="body">{body}</div></article></main>
<aside><h2>Most read</h2><ul>{_MENU}</ul></aside><footer><p>© {page.outlet}. All rights reserved.</p></footer>
</body></html>"""


def structured(page: Page) -> str:
    """Metadata in JSON-LD only."""
    from json import dumps

    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.title,
        "datePublished": f"{page.day}T08:15:00Z",
        "author": {"@type": "Person", "name": page.author},
        "publisher": {"@type": "Organization", "name": page.outlet},
        "mainEntityOfPage": page.url,
    }
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in page.paragraphs)
    return f"""<!doctype html><html lang="{page.language}"><head>
<meta http-equiv="Content-Type" content="text/html; charset=CHARSET"><title>{escape(page.title)} - {escape(page.outlet)}</title>
<link rel="canonical" href="{page.url}"><script type="application/ld+json">{dumps(data, ensure_ascii=True)}</script></head>
<body><header><div class="menu"><ul>{_MENU}</ul></div></header><article><header><h1>{escape(page.title)}</h1></header>
<div class="story-body">{body}</div></article><section class="comments"><p>First!</p></section></body></html>"""


def plain(page: Page) -> str:
    """XHTML with a byline and a time element in the text, metadata nowhere else but in the title."""
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in page.paragraphs)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="{page.language}"><head><title>{escape(page.title)}</title>
<meta property="og:site_name" content="{escape(page.outlet)}" /><meta property="og:url" content="{page.url}" /></head>
<body><div id="menu"><ul>{_MENU}</ul></div><div id="content"><h1 class="entry-title">{escape(page.title)}</h1>
<div class="meta"><span class="author">{escape(page.author)}</span> <time datetime="{page.day}">{page.day}</time></div>
<div class="entry-content">{body}</div></div><div id="footer"><p>Contact us</p></div></body></html>"""


LAYOUTS = {"blog": blog, "structured": structured, "plain": plain}
_LEGACY = {"en": "windows-1252", "de": "iso-8859-1", "fr": "windows-1252"}


def encoded(layout: str, page: Page) -> bytes:
    """A page as it lies on disk: structured ones in the old encoding that their head names, the others in UTF-8."""
    text = LAYOUTS[layout](page)
    charset = _LEGACY[page.language]
    if "CHARSET" in text:
        text = text.replace("CHARSET", charset)
        return text.encode("cp1252" if charset == "windows-1252" else "iso-8859-1", "xmlcharrefreplace")
    return text.encode()


def samples() -> list[tuple[str, bytes]]:
    return [(f"{layout}-{page.language}.html", encoded(layout, page)) for layout in LAYOUTS for page in PAGES]
