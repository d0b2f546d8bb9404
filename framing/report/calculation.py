"""Every score of one article with the counts that made it, in words; a score that is missing says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from framing.norms import norm_of
from framing.report.words import code_label, counted, plain, reason_missing, score_label, visible
from framing.types import Scored

Value = float | int | str | None


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """`value` is ready to read; `made_of` says from which counts and how, and where it stands in its norm if it has one."""

    column: str
    label: str
    value: str
    made_of: str
    scored: bool


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    title: str
    lines: tuple[ScoreLine, ...]


GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Framing phrases", ("devices_per_1000_words", "devices_author_per_1000_words", "devices_rejected")),
    ("Heated wording", ("sensationalism", "headline_lure", "body_intensity", "sensationalism_rest")),
    ("Sources", ("unnamed_share", "withheld_share", "unnamed_dependence", "sources", "sources_unnamed")),
    ("Readability", ("flesch_reading_ease", "flesch_kincaid_grade")),
)
SHARES = frozenset({"unnamed_share", "withheld_share"})
NOT_SCORES = frozenset(
    {
        "genre",
        "language",
        "words",
        "sentences",
        "furniture_words",
        "devices",
        "attributions",
        "unnamed",
        "withheld",
    }
)


def score_groups(scored: Scored) -> tuple[ScoreGroup, ...]:
    """The scores in four groups and those that a new measure has added; columns an older table lacks are left out."""
    known = {column for _, columns in GROUPS for column in columns} | NOT_SCORES
    added = tuple(column for column in scored.scores if column not in known)
    groups = [
        ScoreGroup(title, tuple(_line(scored, column) for column in columns if _has(scored, column)))
        for title, columns in (*GROUPS, ("Also counted", added))
    ]
    return tuple(group for group in groups if group.lines)


def formatted(column: str, value: Value) -> str:
    """A score as a reader sees it: shares in per cent, counts whole, other scores with one decimal."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if column in SHARES:
        return f"{value:.0%}"
    digits = 2 if column == "sensationalism_rest" else 1
    return f"{value:,}" if isinstance(value, int) else f"{round(value, digits) + 0.0:.{digits}f}"


def _has(scored: Scored, column: str) -> bool:
    return column in scored.scores or column in scored.missing


def _line(scored: Scored, column: str) -> ScoreLine:
    value = scored.scores.get(column)
    if value is None:
        why = reason_missing(scored.missing.get(column, "unknown"), scored.scores.get("language"))
        return ScoreLine(column, score_label(column), why, "", False)
    how, norm = _HOW.get(column), norm_of(scored.scores, column)
    made_of = "; ".join(
        part for part in (how(scored) if how else "", norm.sentence() if norm else "") if part
    )
    return ScoreLine(column, score_label(column), formatted(column, value), made_of, True)


def _devices(scored: Scored, voice: str | None = None) -> str:
    live = [e for e in scored.evidence if e.measure == "device" and e.conventionality != "conventional"]
    worn = sum(e.measure == "device" and e.conventionality == "conventional" for e in scored.evidence)
    count = sum(voice is None or e.voice == voice for e in live)
    words = scored.scores.get("words") or 0
    apart = f"; {counted(worn, 'worn phrase')} counted apart" if worn and voice is None else ""
    return f"{counted(count, 'phrase')} ÷ {counted(int(words), 'word')} × 1,000{apart}"


def _rejected(scored: Scored) -> str:
    return f"of {counted(int(scored.scores.get('devices') or 0), 'framing phrase')}; they count as uses too"


def _heated(scored: Scored) -> str:
    rows = [e for e in scored.evidence if e.measure == "sensationalism" and e.voice == "author"]
    up = sum(e.weight for e in rows if e.weight > 0)
    down = sum(e.weight for e in rows if e.weight < 0)
    marked = sum(e.measure == "sensationalism" for e in visible(scored).evidence)
    total = f"{counted(len(rows), 'weight')} of the writer’s wording: +{up:.2f} and −{-down:.2f}; {marked} of them marked"
    return f"{total}; with the rest and a fixed start on the log-odds scale, then 100 ÷ (1 + e^−x)"


def _heated_in(field: str) -> Callable[[Scored], str]:
    def how(scored: Scored) -> str:
        rows = [
            e
            for e in scored.evidence
            if e.measure == "sensationalism" and e.field == field and e.voice == "author"
        ]
        found = Counter(code_label(e).lower() for e in visible(scored).evidence if e in rows)
        marked = ", ".join(f"{name} {count}" for name, count in found.most_common())
        return f"the {_PLACE[field]} alone; marked there: {marked or 'nothing'}"

    return how


def _share_of(column: str) -> Callable[[Scored], str]:
    def how(scored: Scored) -> str:
        part, whole = scored.scores.get(column) or 0, scored.scores.get("attributions") or 0
        return f"{part} {plain(column)} ÷ {counted(int(whole), 'attribution')}"

    return how


def _words_per_sentence(scored: Scored) -> str:
    words, sentences = int(scored.scores.get("words") or 0), int(scored.scores.get("sentences") or 0)
    return f"{counted(words, 'word')} in {counted(sentences, 'sentence')} with the headline; the formula counts the text only"


_PLACE = {"title": "headline", "text": "text"}
_HOW: dict[str, Callable[[Scored], str]] = {
    "devices_per_1000_words": _devices,
    "devices_author_per_1000_words": lambda scored: _devices(scored, "author"),
    "devices_rejected": _rejected,
    "sensationalism": _heated,
    "headline_lure": _heated_in("title"),
    "body_intensity": _heated_in("text"),
    "sensationalism_rest": lambda _: (
        "log-odds from paraphrase, words not listed, and what weights gain between quotations"
    ),
    "unnamed_share": _share_of("unnamed"),
    "withheld_share": _share_of("withheld"),
    "unnamed_dependence": lambda _: "0 to 100; attributions weighted by class and anonymity, see the method",
    "sources": lambda _: "different people and bodies, each counted once",
    "sources_unnamed": lambda _: "of the distinct sources",
    "flesch_reading_ease": lambda scored: (
        "206.835 − 1.015 × words per sentence − 84.6 × syllables per word; "
        "higher is easier; " + _words_per_sentence(scored)
    ),
    "flesch_kincaid_grade": lambda _: (
        "0.39 × words per sentence + 11.8 × syllables per word − 15.59; a US school grade"
    ),
}
