"""One scored article for the terminal: colour where there is colour, and marks that survive without it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from framing.codebook import Codebook
from framing.report.accuracy import none_found
from framing.report.calculation import score_groups
from framing.report.cards import Card, cards, legend, origin
from framing.report.segments import Segment, paragraphs, segments
from framing.report.sources import anonymity_counts, source_groups, sourcing_sentence
from framing.report.words import (
    FURNITURE,
    FURNITURE_OF_A_PAGE_ALONE,
    NOT_A_VERDICT,
    UNCORRECTED,
    furniture_sentence,
    layer_of,
    visible,
)
from framing.types import Scored

STYLES = {
    "device": "bold black on bright_yellow",
    "worn": "yellow",
    "heated": "underline red",
    "unnamed": "magenta",
    "named": "cyan",
}
SIGNS = {
    "device": ("[[", "]]"),
    "worn": ("[", "]"),
    "heated": ("~", "~"),
    "unnamed": ("{", "}"),
    "named": ("<", ">"),
}
"""Around the words; the number after them is that of the list below."""
FURNITURE_SIGN = "|"
CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160), *range(55296, 57344)), "�")
"""Characters that could steer the terminal are shown as U+FFFD, those that turn the writing direction too."""
CONTROLS |= dict.fromkeys((*range(8234, 8239), *range(8294, 8298)), "�")


def to_terminal(scored: Scored, codebook: Codebook | None = None, *, alone: bool = False) -> RenderableType:
    """Origin, article with marks, evidence, sources and scores with the reasons of those that are missing.

    alone: scored by itself, without a corpus in which repeated page furniture is found, which is then said.
    """
    whole, scored = scored, visible(scored)
    explained = cards(scored, codebook)
    parts: list[RenderableType] = [_plain(" · ".join(origin(scored)), "dim"), Text()]
    if scored.article.title:
        parts += [_line(scored, segments(scored, "title"), "bold"), Text()]
    for line in paragraphs(segments(scored, "text")):
        parts += [_line(scored, line), Text()]
    parts += [
        _legend(scored),
        *_furniture(scored, alone=alone),
        Rule("Framing phrases", align="left"),
        *_devices(explained),
    ]
    parts += [Rule("Heated wording", align="left"), *_others(explained, "heated")]
    parts += [
        Rule("Sources", align="left"),
        _plain(f"{sourcing_sentence(scored)} ({NOT_A_VERDICT})"),
        _sources(scored),
    ]
    parts += [Rule(f"Scores · {UNCORRECTED}", align="left"), _scores(whole)]
    return Group(*parts)


def _plain(text: str, style: str = "") -> Text:
    return Text(text.translate(CONTROLS), style=style)


def _line(scored: Scored, pieces: tuple[Segment, ...], style: str = "") -> Text:
    line = Text(style=style)
    for piece in pieces:
        found = [(mark, scored.evidence[mark]) for mark in piece.marks]
        for _, evidence in (pair for pair in found if pair[1].start == piece.start):
            line.append(SIGNS[layer_of(evidence)][0], "dim")
        words = piece.text.translate(CONTROLS)
        layers = [layer_of(evidence) for _, evidence in found]
        if piece.furniture:
            line.append(f"{FURNITURE_SIGN}{words}{FURNITURE_SIGN}", "dim")
        else:
            line.append(words, " ".join(STYLES[layer] for layer in reversed(layers)) or None)
        for mark, evidence in (pair for pair in reversed(found) if pair[1].end == piece.end):
            line.append(f"{SIGNS[layer_of(evidence)][1]}{mark + 1}", "dim")
    return line


def _legend(scored: Scored) -> Text:
    line = Text()
    for entry in legend(scored):
        before, after = SIGNS[entry.key]
        line.append(before, "dim").append(entry.label, STYLES[entry.key]).append(
            f"{after} {entry.count}   ", "dim"
        )
    return line


def _furniture(scored: Scored, *, alone: bool) -> list[Text]:
    sample = f"{FURNITURE_SIGN}{FURNITURE}{FURNITURE_SIGN}"
    told = furniture_sentence(scored).replace(FURNITURE, sample)
    return [_plain(line, "dim") for line in (told, FURNITURE_OF_A_PAGE_ALONE if alone else "") if line]


def _devices(explained: tuple[Card, ...]) -> list[RenderableType]:
    found = [card for card in explained if card.layer in ("device", "worn")]
    return [_device(card) for card in found] or [_plain(none_found("device"), "dim")]


def _device(card: Card) -> Text:
    text = Text().append(f"{card.number:>3}  ").append(card.words.translate(CONTROLS), STYLES[card.layer])
    text.append(f"  {card.label}", "bold").append("  worn" if card.layer == "worn" else "", "dim")
    for term, value in (*card.rows, *(row for row in card.folded if row[0] in ("What decided", "Storyline"))):
        text.append(f"\n     {term}: ", "dim").append(value.translate(CONTROLS))
    return text


def _others(explained: tuple[Card, ...], layer: str) -> list[RenderableType]:
    found = [card for card in explained if card.layer == layer]
    if not found:
        return [_plain(none_found(layer), "dim")]
    table = Table(box=None, show_header=False, pad_edge=False)
    for card in found:
        rows = dict((*card.rows, *card.folded))
        detail = "; ".join(rows[name] for name in ("Whose words", "What decided") if name in rows)
        table.add_row(
            f"{card.number:>3}", _plain(card.words, STYLES[layer]), _plain(card.label), _plain(detail, "dim")
        )
    return [table]


def _sources(scored: Scored) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for group in source_groups(scored):
        said = "; ".join(f"{words} ×{times}" if times > 1 else words for words, times, _ in group.phrases)
        table.add_row(_plain(group.label), str(group.count), _plain(said, "dim"))
    for _, label, meaning, count in anonymity_counts(scored):
        table.add_row(_plain(f"  {label}"), str(count), _plain(meaning, "dim"))
    return table


def _scores(scored: Scored) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for group in score_groups(scored):
        for line in group.lines:
            table.add_row(
                _plain(line.label),
                _plain(line.value, "bold" if line.scored else "dim"),
                _plain(line.made_of, "dim"),
            )
    return table
