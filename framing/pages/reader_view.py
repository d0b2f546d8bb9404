"""The article with its legend and card: our own component, which puts text into the page as text nodes only."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import streamlit as st

from framing.codebook import Codebook
from framing.report import cards, found_sentence, legend, origin, paragraphs, segments
from framing.report.segments import Segment
from framing.report.words import DEVICES_NOT_FOUND, FURNITURE, furniture_sentence, visible
from framing.types import Field, Scored

HERE = Path(__file__).resolve().parent
NAME = "framing_reader"


def show(scored: Scored, codebook: Codebook, key: str, *, chosen: int = -1, opened: bool = True) -> None:
    """Draw an article; `chosen` is the place in its evidence whose card is open, −1 for the first framing phrase.

    Filters and cards work in the browser without a rerun. `opened` False leaves the card closed at first.
    """
    _component()(data=drawing(scored, codebook, chosen=chosen, opened=opened), key=key)


def drawing(scored: Scored, codebook: Codebook, *, chosen: int = -1, opened: bool = True) -> dict[str, Any]:
    """Everything the component draws, as JSON: pieces of text with their marks, cards, legend, origin."""
    scored = visible(scored)
    length = max(len(scored.article.text), 1)
    content: dict[str, Any] = {
        "title": [_piece(piece) for piece in segments(scored, "title")],
        "paragraphs": [[_piece(piece) for piece in line] for line in paragraphs(segments(scored, "text"))],
        "cards": [asdict(card) for card in cards(scored, codebook)],
        "legend": [asdict(entry) for entry in legend(scored)],
        "origin": list(origin(scored)),
        "places": [e.start / length if e.field == "text" else 0.0 for e in scored.evidence],
        "found": found_sentence(scored),
        "furniture": furniture_sentence(scored),
        "furnitureName": FURNITURE,
        "none": DEVICES_NOT_FOUND,
        "chosen": chosen,
        "opened": opened,
    }
    return {**content, "digest": hashlib.sha256(orjson.dumps(content)).hexdigest()[:16]}


def evidence_at(scored: Scored, field: Field, start: int) -> int:
    """The place in the evidence of the piece that starts there, −1 where none does."""
    found = (n for n, e in enumerate(visible(scored).evidence) if e.field == field and e.start == start)
    return next(found, -1)


def _piece(piece: Segment) -> list[Any]:
    return [piece.text, list(piece.marks), piece.furniture]


@cache
def _component() -> Any:
    marks = (HERE.parent / "report" / "marks.css").read_text("utf-8")
    return st.components.v2.component(
        NAME,
        html='<div class="framing"></div>',
        css=marks + (HERE / "reader_view.css").read_text("utf-8"),
        js=(HERE / "reader_view.js").read_text("utf-8"),
    )
