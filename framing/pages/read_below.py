"""Below the article on Read: its sources, its scores with what made them, what readers marked, and the downloads."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from framing.pages import blocks, data
from framing.pages.read_missed import listed
from framing.report import evidence_csv, sourcing_sentence, to_html, to_json, to_worksheet
from framing.report.words import FURNITURE_OF_A_PAGE_ALONE
from framing.store.missed import Missed
from framing.types import Scored


def below(scored: Scored, missed: tuple[Missed, ...], key: str, *, alone: bool) -> None:
    """Everything folded. alone: scored by itself, without a corpus in which repeated page furniture is found."""
    if alone:
        st.caption(FURNITURE_OF_A_PAGE_ALONE)
    listed(missed, key)
    with st.expander(f"Sources: {sourcing_sentence(scored)}", key=f"sources-{key}"):
        blocks.show(blocks.sources(scored))
    with st.expander("Scores, and what made them", key=f"scores-{key}"):
        blocks.show(blocks.scores(scored))
    downloads(scored, key, alone=alone)


def downloads(scored: Scored, key: str, *, alone: bool) -> None:
    """Each file is made when it is asked for."""
    stem = (
        "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in scored.article.id)[:60]
        or "article"
    )
    book = data.codebook()
    with st.container(horizontal=True, key=f"downloads-{key}"):
        _download("Report to print (HTML)", lambda: to_html(scored, book, alone=alone), f"{stem}.html", key)
        _download(
            "Worksheet for a class (HTML)", lambda: to_worksheet(scored, book), f"{stem}-worksheet.html", key
        )
        _download("Everything (JSON)", lambda: to_json(scored), f"{stem}.json", key)
        _download("Evidence (CSV)", lambda: evidence_csv(scored), f"{stem}-evidence.csv", key)


_KINDS = {"html": "text/html", "json": "application/json", "csv": "text/csv"}


def _download(label: str, content: Callable[[], str | bytes], name: str, key: str) -> None:
    kind = _KINDS[name.rpartition(".")[2]]
    st.download_button(
        label, content, name, kind, key=f"{label}-{key}", on_click="ignore", icon=":material/download:"
    )
