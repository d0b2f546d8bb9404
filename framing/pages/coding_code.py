"""Coding: one article at a time, in the coder’s own order, blind to everybody else and to the detector."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from framing.errors import FramingError, InputError
from framing.pages import coding_view
from framing.pages.coding_data import article_view, codes_of, digested, layer_label, layers_of
from framing.pages.links import keep, recall
from framing.types import Field
from framing.validate.codes import standing
from framing.validate.desk import Desk, Marking, Place, done_articles, finish, mark, rate, take_back
from framing.validate.scheme import Layer, Scheme

KEY = "coding"
"""Of the component, and in the session state what it has sent."""
HEARD, NUMBER = "coding_heard", "nr"
"""Session state: the choice that was answered last; address: number of the article in the coder's order."""
EVERYTHING = "Everything"
LONGEST_MEMO = 500
CLOSED = "All coders are done: codes are closed. What they see differently is settled under Adjudicate."
_FIELDS: Mapping[object, Field] = {"title": "title", "text": "text"}


def code_articles(desk: Desk, layers: Sequence[Layer], *, closed: bool) -> None:
    """The article whose turn it is in some layers, or the one that the address names."""
    name = _article(desk, layers)
    codes = codes_of(desk.journal)
    done = done_articles(codes, layers)
    view = article_view(desk, name)
    shown = {layer.name for layer in layers}
    ids = {code["id"] for code in view["codes"] if code["unit"] == "span" and code["layer"] in shown}
    latest = next((code.id for code in reversed(standing(codes)) if code.id in ids), "")
    content = {
        **view,
        "codes": [code for code in view["codes"] if code["layer"] in shown],
        "finished": name in done,
        "layers": [layer for layer in layers_of(desk.scheme) if layer["name"] in shown],
        "position": desk.order.index(name) + 1,
        "total": len(desk.order),
        "left": len(set(desk.order) - done),
        "last": not set(desk.order) - done - {name},
        "latest": latest,
        "closed": CLOSED if closed else "",
        "desk": desk_key(desk),
        "heard": st.session_state.get(HEARD, {"turn": "", "fault": ""}),
    }
    coding_view.show(digested(content), KEY, partial(_hear, desk, layers, closed=closed))


def desk_key(desk: Desk) -> str:
    """What tells one desk from others: a choice made at one is not taken at another."""
    return hashlib.sha256(f"{desk.journal} {desk.coder}".encode("utf-8", "replace")).hexdigest()[:16]


def choose_layers(scheme: Scheme) -> tuple[Layer, ...]:
    """What is coded now: everything, or one layer after the other; asked only where there are several."""
    if len(scheme.layers) < 2:
        return scheme.layers
    known = {EVERYTHING: scheme.layers, **{layer_label(one.name): (one,) for one in scheme.layers}}
    recall("layer", list(known))
    picked = st.segmented_control(
        "Code now", list(known), default=EVERYTHING, required=True, key="layer", bind="query-params"
    )
    return known[keep("layer", str(picked or EVERYTHING))]


def _article(desk: Desk, layers: Sequence[Layer]) -> str:
    """The article of the address, else the first one that is not done, else the last one."""
    asked = st.query_params.get(NUMBER, "")
    if asked.isdecimal() and len(asked) < 8 and 1 <= int(asked) <= len(desk.order):
        return desk.order[int(asked) - 1]
    st.query_params.pop(NUMBER, None)
    return _next(desk, layers, -1) or desk.order[-1]


def _next(desk: Desk, layers: Sequence[Layer], after: int) -> str:
    """The first article behind a place in the order, then from its beginning, that is not done; empty where all are."""
    done = done_articles(codes_of(desk.journal), layers)
    turned = (*desk.order[after + 1 :], *desk.order[: after + 1])
    return next((name for name in turned if name not in done), "")


def _hear(desk: Desk, layers: Sequence[Layer], *, closed: bool) -> None:
    """Take what the component has sent; when this returns, it is on the disk or the page says why not."""
    sent = st.session_state[KEY].get("choice")
    if not isinstance(sent, dict):
        return
    fault = ""
    try:
        if sent.get("desk") != desk_key(desk):
            raise InputError("choice", "made under another name or in another study", "make it again here")
        goes_to = take(desk, layers, sent, closed=closed)
        if goes_to is not None:
            st.query_params[NUMBER] = str(goes_to)
    except FramingError as error:
        fault = f"{layer_label(error.place)}: {error.seen}; {error.what_to_do}"
    st.session_state[HEARD] = {"turn": str(sent.get("turn", ""))[:60], "fault": fault}


def take(desk: Desk, layers: Sequence[Layer], sent: Mapping[str, Any], *, closed: bool) -> int | None:
    """Put what the browser has sent on the disk; gives the number of the article to show next where that changes.

    Nothing of it is trusted. Raises InputError for whatever does not fit, or where codes are closed.
    """
    what = sent.get("do")
    if what == "go":
        return _whole(sent, "nr")
    if closed:
        raise InputError("choice", "all coders are done", "settle differences under Adjudicate")
    if what == "done":
        return _finish(desk, layers, _text(sent, "article"))
    takers: Mapping[object, Callable[[], None]] = {
        "span": lambda: _mark(desk, sent),
        "rate": lambda: _rate(desk, sent),
        "take_back": lambda: take_back(desk, _text(sent, "article"), _text(sent, "id")),
    }
    if not isinstance(what, str) or what not in takers:
        raise InputError("choice", f"{what!r}", "reload the page")
    takers[what]()
    return None


def _mark(desk: Desk, sent: Mapping[str, Any]) -> None:
    field = _FIELDS.get(sent.get("field"))
    if field is None:
        raise InputError("mark", "no place in the article", "select its words again")
    place: Place = (field, _whole(sent, "start"), _whole(sent, "end"))
    given = sent.get("answers")
    answers = {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
    code = None if sent.get("code") is None else _text(sent, "code")
    marking = Marking(place, code, answers, _memo(sent))
    mark(desk, _text(sent, "article"), _text(sent, "layer"), marking, instead=str(sent.get("instead") or ""))


def _rate(desk: Desk, sent: Mapping[str, Any]) -> None:
    value = sent.get("value")
    if isinstance(value, bool) or not (value is None or isinstance(value, (int, float, str))):
        raise InputError("rating", f"{value!r}", "choose one of the steps")
    rate(desk, _text(sent, "article"), _text(sent, "layer"), value, _memo(sent))


def _finish(desk: Desk, layers: Sequence[Layer], article: str) -> int:
    """The article is done; number of the next one that is not, its own where all are."""
    finish(desk, article, [layer.name for layer in layers])
    following = _next(desk, layers, desk.order.index(article))
    return desk.order.index(following or article) + 1


def _memo(sent: Mapping[str, Any]) -> str:
    return str(sent.get("memo") or "").strip()[:LONGEST_MEMO]


def _text(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name)
    if not isinstance(value, str):
        raise InputError("choice", f"{name} is {value!r}", "reload the page")
    return value


def _whole(sent: Mapping[str, Any], name: str) -> int:
    value = sent.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError("choice", f"{name} is {value!r}", "reload the page")
    return value
