"""Codebook: what is looked for, what it finds and leaves out here, devices of one's own, and codebooks to keep."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from framing.errors import FramingError
from framing.pages import blocks, codes_browse, codes_data, codes_edit, codes_own, data
from framing.pages.codes_data import SHIPPED, Opened
from framing.pages.codes_views import BROWSE, CHANGE, VIEWS, asked_codebook, news
from framing.pages.links import keep, recall, select
from framing.pages.opener import opener
from framing.report.words import counted
from framing.store import Collection
from framing.store.codebooks import Version


def draw() -> None:
    """The page."""
    chosen, trouble = _collection()
    known, no_workspace = _versions()
    opened = codes_data.opened(asked_codebook(), known)
    _head(opened)
    opener()
    for message in filter(None, (trouble, no_workspace)):
        blocks.note(message, "error")
    told = news()
    if told:
        blocks.note(told)
    view = _view()
    if known:
        labels = [SHIPPED, *(version.label for version in known)]
        opened = codes_data.opened(select(st.container(width=360), "Codebook", labels, "codebook"), known)
    if view == BROWSE:
        codes_browse.draw(opened, chosen)
    elif view == CHANGE:
        codes_edit.draw(opened, chosen, known)
    else:
        codes_own.draw(opened, chosen, known)


def _collection() -> tuple[Collection | None, str]:
    """The collection that is open and holds an article, or None and what is the matter."""
    try:
        chosen = data.collection()
        if chosen is not None and len(chosen.articles):
            data.tables(chosen)
            return chosen, ""
    except FramingError as error:
        return None, str(error)
    return None, ""


def _versions() -> tuple[Sequence[Version], str]:
    try:
        return codes_data.versions(), ""
    except FramingError as error:
        return (), str(error)


def _head(opened: Opened) -> None:
    devices = counted(len(opened.codebook.devices), "framing phrase")
    blocks.heading(
        "Codebook",
        f"{devices}, each with its meaning, its own tests, and what it finds in the articles loaded.",
    )


def _view() -> str:
    recall("part", VIEWS)
    view = st.segmented_control(
        "Part of the page", VIEWS, default=BROWSE, required=True, key="part", bind="query-params", label_visibility="collapsed"
    )  # fmt: skip
    return keep("part", str(view or BROWSE))
