"""What readers mark as missed on Read: kept in the workspace of the session, listed under the article, never counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import orjson
import streamlit as st

from framing.errors import FramingError, InputError
from framing.pages import blocks, data
from framing.pages.reader_view import MISSED_LAYERS
from framing.report import to_csv
from framing.report.markup import tag
from framing.report.words import counted
from framing.store.missed import COLUMNS, MOST_NOTE, Missed, add_missed, missed_of, remove_missed
from framing.types import Field, Scored

FAULT = "missed_fault"
"""Session state: why the last place could not be kept."""
_FIELDS: dict[object, Field] = {"title": "title", "text": "text"}


def marked(scored: Scored, run: str) -> tuple[tuple[Missed, ...], bool]:
    """What was marked in an article, as far as its words still stand there, and whether more can be."""
    try:
        workspace = data.workspace()
        found = missed_of(workspace.catalogue, run, scored.article.id)
    except FramingError as error:
        st.session_state[FAULT] = str(error)
        return (), False
    same = tuple(
        one for one in found if (getattr(scored.article, one.field) or "")[one.start : one.end] == one.words
    )
    return same, not workspace.read_only


def mark(key: str, scored: Scored, run: str) -> None:
    """Keep what the component under `key` has sent: a place, a layer and a note. What does not fit is said on the page."""
    sent = st.session_state[key].get("missed")
    if not isinstance(sent, dict) or sent.get("article") != scored.article.id:
        return
    st.session_state.pop(FAULT, None)
    try:
        place, layer, note = _read(sent)
        add_missed(
            data.workspace().catalogue, run, scored.article, place,
            layer=layer, note=note, signature=scored.signature,
        )  # fmt: skip
    except FramingError as error:
        st.session_state[FAULT] = str(error)


def _read(sent: dict[str, object]) -> tuple[tuple[Field, int, int], str, str]:
    field, start, end = _FIELDS.get(sent.get("field")), sent.get("start"), sent.get("end")
    layer, note = sent.get("layer"), sent.get("note")
    known = [key for key, _ in MISSED_LAYERS]
    if field is None or not isinstance(start, int) or not isinstance(end, int) or layer not in known:
        raise InputError("mark", "not a place in the article", "select its words again")
    return (field, start, end), str(layer), str(note or "").strip()[:MOST_NOTE]


def listed(missed: Sequence[Missed], key: str) -> None:
    """The places with a way to remove each, and both exports; nothing where none was marked."""
    if FAULT in st.session_state:
        blocks.note(st.session_state.pop(FAULT), "error")
    if not missed:
        return
    names = dict(MISSED_LAYERS)
    with st.expander(
        f"Marked by readers: {counted(len(missed), 'passage')}, in no score", key=f"missed-{key}"
    ):
        for one in missed:
            with st.container(horizontal=True, vertical_alignment="center"):
                about = " · ".join(part for part in (names.get(one.layer, one.layer), one.note) if part)
                blocks.show(tag("p", tag("strong", one.words), " ", tag("span", about, class_="soft")))
                st.button(
                    "Remove",
                    key=f"remove-{key}-{one.id}",
                    type="tertiary",
                    icon=":material/close:",
                    on_click=_remove,
                    args=(one.id,),
                )
        with st.container(horizontal=True):
            rows = ([getattr(one, name) for name in COLUMNS] for one in missed)
            _download("These passages (CSV)", to_csv(COLUMNS, rows), "marked.csv", "text/csv", key)
            content = orjson.dumps([asdict(one) for one in missed], option=orjson.OPT_INDENT_2)
            _download("These passages (JSON)", content, "marked.json", "application/json", key)


def _remove(number: int) -> None:
    try:
        remove_missed(data.workspace().catalogue, [number])
    except FramingError as error:
        st.session_state[FAULT] = str(error)


def _download(label: str, content: bytes, name: str, kind: str, key: str) -> None:
    st.download_button(
        label, content, name, kind, key=f"{name}-{key}", on_click="ignore", icon=":material/download:"
    )
