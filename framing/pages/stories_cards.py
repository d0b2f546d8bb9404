"""One article of a story as a card: how it begins, its framing phrases, its sources, its wording. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from framing.report import formatted, sourcing_sentence
from framing.report.markup import Markup, tag
from framing.report.words import STANCES, VOICES, reason_missing
from framing.types import Scored

OPENING = 260
"""Characters of the beginning that are shown; whole sentences where one ends in time."""
PHRASES = 12
FIGURES = ("devices_per_1000_words", "sensationalism", "headline_lure", "attributions", "unnamed", "withheld")
COLUMNS = ("outlet", "date", "headline", "article_id", *FIGURES, "phrases")


@dataclass(frozen=True, slots=True)
class Card:
    """What the side-by-side view says of an article; `phrases` are its live framing phrases with whose words they are."""

    id: str
    outlet: str
    date: str
    title: str
    opening: str
    phrases: tuple[str, ...]
    sourcing: str
    heated: str
    figures: tuple[float | int | str | None, ...]
    copy_of: str


def card(scored: Scored, outlet: str, labels: Mapping[str, str], copy_of: str = "") -> Card:
    """The card of an article; `labels` names its devices, `copy_of` the outlet it has its text from, empty for none."""
    article = scored.article
    return Card(
        id=article.id,
        outlet=outlet,
        date=article.date.isoformat() if article.date else article.date_text or "date unknown",
        title=article.title or "no headline",
        opening=opening(article.text, scored.furniture),
        phrases=_phrases(scored, labels),
        sourcing=sourcing_sentence(scored),
        heated=_heated(scored),
        figures=tuple(scored.scores.get(name) for name in FIGURES),
        copy_of=copy_of,
    )


def opening(text: str, furniture: Sequence[tuple[int, int]] = ()) -> str:
    """The first sentences of a text without its furniture, at most OPENING characters, on one line."""
    kept, at = [], 0
    for start, end in (*furniture, (len(text), len(text))):
        kept.append(text[at:start])
        at = end
        if sum(map(len, kept)) > 2 * OPENING:
            break
    line = " ".join(" ".join(kept)[: 4 * OPENING].split())
    if len(line) <= OPENING:
        return line
    head = line[:OPENING]
    end = max(head.rfind(mark) for mark in (". ", "? ", "! ", ".” ", "?” ", "!” "))
    return head[: end + 2].rstrip() if end > OPENING // 3 else f"{head.rsplit(' ', 1)[0]} …"


def days(first: date | None, last: date | None) -> str:
    """`3 March 2026`, `3 to 5 March 2026`, `30 June to 2 July 2026`, or that they are unknown."""
    if first is None or last is None:
        return "date unknown"
    end = f"{last.day} {last:%B %Y}"
    if first == last:
        return end
    start = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        start += f" {first:%B}" + (f" {first:%Y}" if first.year != last.year else "")
    return f"{start} to {end}"


def rows(cards: Sequence[Card]) -> list[tuple[object, ...]]:
    """One row per article for the table and the exports, in the order of COLUMNS."""
    return [(one.outlet, one.date, one.title, one.id, *one.figures, "; ".join(one.phrases)) for one in cards]


def card_html(one: Card) -> Markup:
    """The card, every string escaped."""
    phrases = [tag("li", phrase) for phrase in one.phrases[:PHRASES]]
    if len(one.phrases) > PHRASES:
        phrases.append(tag("li", f"and {len(one.phrases) - PHRASES} more", class_="soft"))
    return tag(
        "div",
        tag("p", f"{one.outlet} · {one.date}", class_="soft who"),
        tag("h3", one.title),
        tag("p", f"Shared copy: the text is that of {one.copy_of}.", class_="copy") if one.copy_of else None,
        tag("p", one.opening, class_="opening"),
        tag("h4", "Framing phrases"),
        tag("ul", *phrases) if phrases else tag("p", "none found", class_="soft"),
        tag("h4", "Sources"),
        tag("p", one.sourcing),
        tag("h4", "Heated wording"),
        tag("p", one.heated),
        class_="story-card",
    )


def _phrases(scored: Scored, labels: Mapping[str, str]) -> tuple[str, ...]:
    """`“arms race” (Arms race), writer’s words`; the same words of the same voice and stance once, with their number."""
    found = Counter(
        (one.text, one.code, one.voice, one.stance)
        for one in scored.evidence
        if one.measure == "device" and one.conventionality != "conventional"
    )
    return tuple(_phrase(*key, times, labels) for key, times in found.items())


def _phrase(
    words: str, code: str, voice: str | None, stance: str | None, times: int, labels: Mapping[str, str]
) -> str:
    about = [
        VOICES.get(voice or "", "").lower(),
        STANCES[stance].lower() if stance in ("hedged", "rejected") else "",
    ]
    told = ", ".join(part for part in (labels.get(code, code), *about) if part)
    return f"“{' '.join(words.split())}”{f' ×{times}' if times > 1 else ''} – {told}"


def _heated(scored: Scored) -> str:
    named = (("sensationalism", "Text and headline"), ("headline_lure", "headline pull"))
    return " · ".join(_score(scored, name, label) for name, label in named)


def _score(scored: Scored, name: str, label: str) -> str:
    value = scored.scores.get(name)
    if value is None:
        return (
            f"{label}: {reason_missing(scored.missing.get(name, ''), scored.scores.get('language')).lower()}"
        )
    return f"{label} {formatted(name, value)} of 100"
