"""The article with its legend and card: our own component, which puts text into the page as text nodes only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import streamlit as st

from framing.codebook import Codebook
from framing.report import (
    Card,
    LegendEntry,
    Passages,
    Segment,
    cards,
    found_sentence,
    legend,
    none_found,
    origin,
    paragraphs,
    segments,
)
from framing.report.words import FURNITURE, LAYERS, furniture_sentence, visible
from framing.store.missed import Missed
from framing.types import Field, Scored

HERE = Path(__file__).resolve().parent
SCRIPTS = ("elements.js", "reader_text.js", "reader_marking.js", "reader_view.js")
NAME = "framing_reader"
MISSED_LAYERS = tuple((layer.key, layer.label) for layer in LAYERS if layer.key != "worn")
"""What a reader can say was missed: whether a phrase is worn is the codebook's word."""


@dataclass(frozen=True, slots=True)
class View:
    """How an article is drawn.

    chosen: place in its evidence whose card is open, −1 for the first framing phrase · opened: whether a card is open at first ·
    guess: no mark is shown until the reader asks for them · missed: places that readers have marked · can_mark: whether more
    can be.
    """

    chosen: int = -1
    opened: bool = True
    guess: bool = False
    missed: tuple[Missed, ...] = ()
    can_mark: bool = False


def show(
    scored: Scored,
    passages: Passages,
    codebook: Codebook,
    key: str,
    view: View,
    on: Mapping[str, Callable[[], None]],
) -> None:
    """Draw an article. Filters, cards and guesses work in the browser without a rerun.

    on: what to do when the reader asks to see the marks (`reveal`) or marks something as missed (`missed`); what was sent stands
    in the session state under `key`.
    """
    handlers = {f"on_{name}_change": on.get(name, _nothing) for name in ("reveal", "missed")}
    _component()(data=drawing(scored, passages, codebook, view), key=key, **handlers)


def drawing(scored: Scored, passages: Passages, codebook: Codebook, view: View) -> dict[str, Any]:
    """Everything the component draws, as JSON: fields, pieces with their marks, cards, legend, origin."""
    scored = visible(scored)
    article, marked = scored.article, view.missed
    spans = [(e.field, e.start, e.end) for e in scored.evidence]
    more = [(one.field, one.start, one.end) for one in marked]

    def cut(field: Field) -> tuple[Segment, ...]:
        return segments(scored, field, passages.speech, more)

    content: dict[str, Any] = {
        "id": article.id,
        "title": article.title or "",
        "text": article.text,
        "headline": [_piece(piece) for piece in cut("title")],
        "paragraphs": [[_piece(piece) for piece in line] for line in paragraphs(cut("text"))],
        "speech": [[one.kind, one.speaker or ""] for one in passages.speech],
        "sentences": [list(place) for place in passages.sentences],
        "cards": [*(asdict(card) for card in cards(scored, codebook)), *_missed_cards(marked, len(spans))],
        "spans": [{"field": field, "start": start, "end": end} for field, start, end in (*spans, *more)],
        "legend": [
            {**asdict(entry), "none": none_found(entry.key)}
            for entry in _legend(scored, passages, len(marked))
        ],
        "origin": list(origin(scored)),
        "found": found_sentence(scored),
        "furniture": furniture_sentence(scored),
        "furnitureName": FURNITURE,
        "none": none_found("device"),
        "chosen": view.chosen,
        "opened": view.opened,
        "guess": view.guess,
        "layers": [list(layer) for layer in MISSED_LAYERS] if view.can_mark else [],
    }
    return {**content, "digest": hashlib.sha256(orjson.dumps(content)).hexdigest()[:16]}


def evidence_at(scored: Scored, field: Field, start: int) -> int:
    """The place in the evidence of the piece that starts there, −1 where none does."""
    found = (n for n, e in enumerate(visible(scored).evidence) if e.field == field and e.start == start)
    return next(found, -1)


def _legend(scored: Scored, passages: Passages, missed: int) -> list[LegendEntry]:
    entries = list(legend(scored, passages))
    marked = LegendEntry(
        "missed", "Marked by readers", "Said to be missed; counts in no score.", True, missed
    )
    return [*entries, marked] if missed else entries


def _missed_cards(missed: tuple[Missed, ...], before: int) -> list[dict[str, Any]]:
    names = dict(MISSED_LAYERS)
    found = []
    for number, one in enumerate(missed, before + 1):
        rows = [("Said to be", names.get(one.layer, one.layer)), *([("Note", one.note)] if one.note else [])]
        card = Card(number, "missed", "Marked by a reader", one.words, names.get(one.layer, one.layer), "", "",
                    (*rows, ("Counts", "in no score")), (), (("Marked", one.created),))  # fmt: skip
        found.append(asdict(card))
    return found


def _piece(piece: Segment) -> list[Any]:
    return [piece.start, piece.end, list(piece.marks), piece.furniture, piece.speech]


def _nothing() -> None:
    """Streamlit makes a value of a component known by its callback."""


@cache
def _component() -> Any:
    marks = (HERE.parent / "report" / "marks.css").read_text("utf-8")
    return st.components.v2.component(
        NAME,
        html='<div class="framing"></div>',
        css=marks + (HERE / "reader_view.css").read_text("utf-8"),
        js="\n".join((HERE / name).read_text("utf-8") for name in SCRIPTS),
    )
