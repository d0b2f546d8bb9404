"""Browsing a codebook: filters, the list of its devices by family, and the one that is chosen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import orjson
import streamlit as st

from framing.codebook import KINDS, Device
from framing.pages import blocks, codes_data, codes_device
from framing.pages.codes_data import Opened, Prevalence
from framing.pages.links import keep, select
from framing.report.words import counted, plain
from framing.store import Collection

HERE = Path(__file__).resolve().parent
ALL = "All"
HERE_OPTIONS = ("All", "Found here", "Not found here")
NAME = "framing_devices"
LONGEST_SEARCH = 200
SEARCHED = "names, definitions, patterns"


def draw(opened: Opened, chosen: Collection | None) -> None:
    """The list beside the device that is chosen in it."""
    found = codes_data.prevalence(chosen) if chosen else {}
    with st.container(key="codes-filters"):
        devices = _filtered(opened.codebook.devices, found, has_articles=chosen is not None)
    if not devices:
        blocks.note("No framing phrase passes these filters.")
        return
    current = _current(opened.codebook.devices, devices)
    left, right = st.columns([3, 7], gap="medium")
    with left:
        _list(devices, found, current, has_articles=chosen is not None)
    with right:
        codes_device.draw(current, opened, chosen, found.get(current.id, Prevalence(0, 0, 0.0)))


def families(devices: Sequence[Device]) -> tuple[str, ...]:
    return tuple(sorted({device.family for device in devices}))


def _filtered(
    devices: Sequence[Device], found: Mapping[str, Prevalence], *, has_articles: bool
) -> list[Device]:
    first, *places = st.columns(
        [1.6, 1.2, 1, 1.1, 1.1, 1.2] if has_articles else [2, 1, 1, 1, 1], vertical_alignment="bottom"
    )
    words = first.text_input(
        "Search", key="search", bind="query-params", max_chars=LONGEST_SEARCH, placeholder=SEARCHED
    )
    kept = list(devices)
    facets = (
        ("Family", "family"),
        ("Kind", "kind"),
        ("Image from", "source_domain"),
        ("Storyline", "package"),
    )
    for place, (label, name) in zip(places, facets, strict=False):
        names = sorted({getattr(device, name) for device in devices}, key=_order)
        shown = {plain(value).capitalize() if name != "family" else _family(value): value for value in names}
        asked = shown.get(select(place, label, [ALL, *shown], name))
        kept = [device for device in kept if asked is None or getattr(device, name) == asked]
    if has_articles:
        here = select(places[-1], "Articles loaded", HERE_OPTIONS, "here")
        kept = [device for device in kept if here == ALL or (device.id in found) == (here == HERE_OPTIONS[1])]
    return [device for device in kept if holds(device, words or "")]


def holds(device: Device, words: str) -> bool:
    """Whether every one of the words stands in the device's label, id, definition or patterns, whatever its case."""
    text = "\n".join((device.label, device.id, device.definition, *device.patterns)).casefold()
    return all(word in text for word in words.casefold().split())


def _order(value: str) -> tuple[int, str]:
    return (KINDS.index(value) if value in KINDS else 0, value)


def _family(value: str) -> str:
    return plain(value.replace("/", " – ")).capitalize().replace("Ai ", "AI ")


def _current(devices: Sequence[Device], shown: Sequence[Device]) -> Device:
    """The device that the address names, else the last one looked at where it is shown, else the first shown."""
    known = {device.id: device for device in devices}
    wanted = (
        st.session_state.pop("go_to_device", None),
        st.query_params.get("device"),
        st.session_state.get("last_device"),
    )
    named = next((known[one] for one in wanted if one in known), shown[0])
    current = named if named in shown else shown[0]
    st.query_params["device"] = keep("device", current.id)
    return current


def _list(
    devices: Sequence[Device], found: Mapping[str, Prevalence], current: Device, *, has_articles: bool
) -> None:
    content: dict[str, Any] = {
        "told": counted(len(devices), "framing phrase")
        + (", with the articles that have it" if has_articles else ""),
        "groups": [
            {"name": _family(family), "rows": [_row(device, found, current) for device in members]}
            for family, members in groupby(devices, key=lambda device: device.family)
        ],
    }
    digest = hashlib.sha256(orjson.dumps(content)).hexdigest()[:16]
    _component()(data={**content, "digest": digest}, key="devices", on_open_change=_open)


def _row(device: Device, found: Mapping[str, Prevalence], current: Device) -> dict[str, Any]:
    count = found[device.id].articles if device.id in found else 0
    return {
        "id": device.id,
        "label": device.label,
        "count": f"{count:,}" if count else "",
        "open": device is current,
    }


def _open() -> None:
    wanted = st.session_state["devices"].get("open")
    if wanted:
        st.session_state["go_to_device"] = str(wanted)


@cache
def _component() -> Any:
    return st.components.v2.component(
        NAME,
        html='<div class="framing"></div>',
        css=(HERE / "codes_list.css").read_text("utf-8"),
        js=(HERE / "codes_list.js").read_text("utf-8"),
    )
