"""Genre of an article where the reader did not give one: from section, address and headline, None where unsure."""

from __future__ import annotations

import re

from framing.types import GENRES, Article, Genre

_IN_ADDRESS: tuple[tuple[Genre, re.Pattern[str]], ...] = (
    ("live", re.compile(r"/live[-/]|live-?blog|live-updates")),
    (
        "opinion",
        re.compile(
            r"/(opinions?|commentisfree|op-?eds?|columnists?|comment|editorials?|blogs?/?opinion)(/|-|$)"
        ),
    ),
    ("analysis", re.compile(r"/(analysis|fact-?check\w*|the-fix|explainers?)(/|-|$)")),
    ("feature", re.compile(r"/(features?|long-?reads?|magazine|profiles?|reviews?)(/|-|$)")),
)
_IN_HEADLINE: tuple[tuple[Genre, re.Pattern[str]], ...] = (
    ("live", re.compile(r"\blive( updates| blog)?:|[-–—|:] (live updates?|as it happened)$", re.IGNORECASE)),
    (
        "opinion",
        re.compile(
            r"^(opinion|editorial|column|commentary|op-ed)\b ?[:|]|\| ?opinion$|\(opinion\)", re.IGNORECASE
        ),
    ),
    (
        "analysis",
        re.compile(r"^(analysis|explainer|fact check)\b ?[:|]|[|:] ?analysis$|\(analysis\)", re.IGNORECASE),
    ),
)
_IN_SECTION: dict[str, Genre] = {
    **dict.fromkeys(
        ("opinion", "opinions", "comment", "commentary", "editorial", "op-ed", "columns", "columnists"),
        "opinion",
    ),
    **dict.fromkeys(("analysis", "explainer", "explainers", "fact check"), "analysis"),
    **dict.fromkeys(("feature", "features", "magazine", "long reads", "reviews"), "feature"),
    **dict.fromkeys(("live", "live blog"), "live"),
    **dict.fromkeys(("news",), "news"),
}


def genre_given(value: str | None) -> Genre | None:
    """A genre as a file states it, if it is one of ours in any case or a usual other name."""
    name = (value or "").strip().lower()
    for genre in GENRES:
        if name == genre:
            return genre
    return _IN_SECTION.get(name)


def genre_of(article: Article) -> Genre | None:
    """The article's own genre, else what its section, address or headline says, else None."""
    if article.genre:
        return article.genre
    section = _IN_SECTION.get((article.section or "").strip().lower())
    if section:
        return section
    for genre, pattern in _IN_ADDRESS:
        if article.url and pattern.search(article.url.lower()):
            return genre
    for genre, pattern in _IN_HEADLINE:
        if article.title and pattern.search(article.title.strip()):
            return genre
    return None
