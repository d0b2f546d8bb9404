"""RIS files of invented articles as Zotero, EndNote and ProQuest write them, and the files Zotero puts beside its own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from readers.database_articles import BY_LANGUAGE, ENGLISH, Story


def attached_name(story: Story, at: int, suffix: str = "html") -> str:
    """As Zotero names it: a numbered folder, author and title without what some systems refuse in names."""
    title = "".join(letter for letter in story.title if letter not in '<>:"/\\|?*')
    return f"files/{at}/Example - {story.day.year} - {title[:20].strip()}.{suffix}"


def page(story: Story) -> str:
    """The saved page of an article, as a browser keeps it."""
    body = "".join(f"<p>{escape(text)}</p>" for text in story.body)
    return (
        f'<!DOCTYPE html><html lang="{story.language}"><head><meta charset="utf-8"><title>{escape(story.title)}</title>'
        f'<link rel="canonical" href="{escape(address(story))}"></head><body><article><h1>{escape(story.title)}</h1>{body}'
        "</article></body></html>"
    )


def address(story: Story) -> str:
    """On the outlet's own host."""
    return f"https://www.{story.code.lower()}.example/{story.day:%Y/%m/%d}/{story.number}-harbour-news-{story.words}"


def record(story: Story, attached: str = "") -> list[str]:
    """Zotero's tags for a newspaper article."""
    lines = ["TY  - NEWS", f"TI  - {story.title}"]
    lines += [f"AU  - {name.strip()}" for name in (story.author or "").split(" and ") if name]
    lines += [f"T2  - {story.outlet}"] if story.outlet else []
    lines += [f"DA  - {story.day:%Y/%m/%d}/", f"PY  - {story.day.year}"]
    lines += [f"SE  - {story.section}"] if story.section else []
    lines += [f"UR  - {address(story)}", "Y2  - 2020/08/30/11:53:28", "LA  - en"]
    lines += [
        "AB  - An abstract that runs",
        "over two lines and is no text.",
        "KW  - ferries",
        "KW  - harbours",
    ]
    lines += [f"L2  - {address(story)}", f"L1  - {attached}"] if attached else []
    return [*lines, "ER  - ", ""]


def zotero(stories: Sequence[Story], *, with_files: bool = True) -> str:
    """The .ris file of an export."""
    return "\n".join(
        line
        for at, story in enumerate(stories, 11)
        for line in record(story, attached_name(story, at) if with_files else "")
    )


def files(stories: Sequence[Story]) -> dict[str, bytes]:
    """Name below the export's folder -> content."""
    return {attached_name(story, at): page(story).encode() for at, story in enumerate(stories, 11)}


def endnote(stories: Sequence[Story]) -> str:
    """Older tags, Windows line ends, a preamble."""
    lines = ["Provider: Invented Databases", "Content:text/plain; charset=utf-8", "", ""]
    for story in stories:
        lines += [
            "TY  - NEWS",
            f"T1  - {story.title}",
            f"JF  - {story.outlet}",
            f"Y1  - {story.day:%Y/%m/%d}///",
            "ER  - ",
            "",
        ]
    return "\r\n".join(lines)


def samples() -> list[tuple[str, bytes]]:
    """Citations that name no files, each rejected as `no_text`: those that do read otherwise in an archive than on disk."""
    citations = {ui: zotero(stories, with_files=False) for ui, stories in BY_LANGUAGE.items()}
    return [
        *((f"zotero-{ui}.ris", content.encode()) for ui, content in citations.items()),
        ("endnote.ris", endnote(ENGLISH).encode("utf-8-sig")),
    ]
