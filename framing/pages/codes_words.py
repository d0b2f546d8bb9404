"""Matches of a device in context, each with a way to read its article; drawn for uses, for what was left out, and for trials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from framing.compare import ConcordanceLine
from framing.pages import blocks
from framing.pages.codes_data import Line
from framing.pages.exports import downloads
from framing.report.markup import Markup, tag
from framing.report.words import STANCES, VOICES

COLUMNS = ("article_id", "at", "left", "words", "right", "about")
USE_COLUMNS = (
    "article_id", "outlet", "date", "title", "left", "words", "right", "code", "voice", "speaker", "stance"
)  # fmt: skip


def show(lines: Iterable[Line]) -> None:
    """The lines with a link each."""
    for line in lines:
        with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
            blocks.show(kwic(line))
            query = {"article": line.article_id, "at": line.at}
            st.page_link(st.session_state["pages"]["read"], label="Read", query_params=query)


def kwic(line: Line) -> Markup:
    """One line, escaped."""
    return tag(
        "div",
        tag("span", line.left, class_="left"),
        tag("span", tag("mark", line.words), class_="words"),
        tag("span", line.right, class_="right"),
        tag("span", line.about, class_="about"),
        class_="kwic",
    )


def line_of(use: ConcordanceLine) -> Line:
    """A use as the tables hold it."""
    told = (
        use.outlet,
        use.date.isoformat() if use.date else "date unknown",
        VOICES.get(use.voice or ""),
        STANCES.get(use.stance or ""),
        use.speaker,
    )
    return Line(use.left, use.words, use.right, " · ".join(part for part in told if part), use.article_id,
                f"{use.field}-{use.start}")  # fmt: skip


def download_uses(name: str, uses: Sequence[ConcordanceLine], note: str) -> None:
    """Buttons for the uses as a table."""
    downloads(
        name, USE_COLUMNS, lambda: [[getattr(use, column) for column in USE_COLUMNS] for use in uses], note
    )


def download_lines(name: str, lines: Sequence[Line], note: str) -> None:
    """Buttons for the lines as a table."""
    downloads(name, COLUMNS, lambda: [[getattr(line, column) for column in COLUMNS] for line in lines], note)
