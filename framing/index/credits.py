"""The agency that an article credits for its text: in the author's name, the dateline or the last lines."""

from __future__ import annotations

import re

from framing.types import Article

AGENCIES = {
    "AP": r"Associated Press|AP",
    "Reuters": r"(?:Thomson )?Reuters",
    "AFP": r"Agence France[- ]Presse|AFP",
    "PA": r"Press Association|PA(?: Media| news agency)",
    "Bloomberg": r"Bloomberg(?: News)?",
    "UPI": r"United Press International|UPI",
    "dpa": r"Deutsche Presse-Agentur|dpa",
    "Xinhua": r"Xinhua(?: News Agency)?",
    "TASS": r"TASS",
    "Kyodo": r"Kyodo(?: News)?",
    "ANI": r"ANI",
    "PTI": r"Press Trust of India|PTI",
    "CNN Wire": r"CNN ?[Ww]ire|CNN Newsource",
    "Tribune": r"Tribune (?:News Service|Content Agency)|TNS|McClatchy-Tribune",
    "States Newsroom": r"States Newsroom",
    "The Conversation": r"The Conversation",
    "ProPublica": r"ProPublica",
    "Kaiser Health News": r"Kaiser Health News|KHN|KFF Health News",
    "Daily Caller News Foundation": r"Daily Caller News Foundation",
}
_NAMES = tuple(AGENCIES)


def _any(letter: str) -> str:
    """Any agency, as a group named by a letter and its number; a name may stand in a pattern once only."""
    return "|".join(f"(?P<{letter}{i}>{pattern})" for i, pattern in enumerate(AGENCIES.values()))


_AUTHOR = re.compile(rf"\b(?:{_any('a')})\b")
_DATELINE = re.compile(rf"\s*(?:[A-Z][\w.,'’ /-]{{1,60}}\s*)?\((?:{_any('a')})\)\s*(?:[-–—:]|[A-Z])")
_LAST = re.compile(
    rf"(?:©|\(c\)|[Cc]opyright|\bby|\bfrom|[Cc]ontent created by)\s*(?:\d{{4}}\s*)?(?:[Tt]he\s)?(?:{_any('a')})\b"
    rf"|^\W*(?:[Tt]he\s)?(?:{_any('b')})\W*$",
    re.MULTILINE,
)
_MARKS = (
    *(
        "Press",
        "AP",
        "Reuters",
        "AFP",
        "PA",
        "Bloomberg",
        "UPI",
        "dpa",
        "Xinhua",
        "TASS",
        "Kyodo",
        "ANI",
        "PTI",
    ),
    *(
        "CNN",
        "Tribune",
        "TNS",
        "States Newsroom",
        "Conversation",
        "ProPublica",
        "Kaiser",
        "KHN",
        "KFF",
        "Foundation",
    ),
)
"""One of them stands in every agency's name; looking for them first is many times faster."""
_CONTRIBUTED = re.compile(r"\bcontributed to|\bcontributing\b", re.IGNORECASE)
_REACH = 300
"""Characters at either end of a text that are searched for a credit."""


def copy_origin(article: Article) -> str | None:
    """The agency named as the origin, or None.

    An agency that only contributed to a report of the outlet's own is not its origin.
    """
    author, first, last = article.author or "", article.text[:_REACH], article.text[-_REACH:]
    found = _AUTHOR.search(author) if author and _has_mark(author) else None
    if found is None and "(" in first and _has_mark(first):
        found = _DATELINE.match(first)
    if found is None and _has_mark(last) and not _CONTRIBUTED.search(last):
        found = _LAST.search(last)
    if found is None:
        return None
    return next(_NAMES[int(name[1:])] for name, value in found.groupdict().items() if value)


def _has_mark(text: str) -> bool:
    return any(mark in text for mark in _MARKS)
