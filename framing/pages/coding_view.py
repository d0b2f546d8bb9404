"""The article to code: our own component, which puts text into the page as text nodes, and sends one choice at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).resolve().parent
SCRIPTS = ("elements.js", "reader_text.js", "coding_panel.js", "coding_view.js")
STYLES = ("../report/marks.css", "reader_view.css", "coding_view.css")
NAME = "framing_coding"


def show(content: dict[str, Any], key: str, on_choice: Callable[[], None]) -> None:
    """Draw an article to code. What was chosen stands in the session state under `key` as `choice` when `on_choice` is called."""
    _component()(data=content, key=key, on_choice_change=on_choice)


@cache
def _component() -> Any:
    return st.components.v2.component(
        NAME,
        html='<div class="framing"></div>',
        css="".join((HERE / name).read_text("utf-8") for name in STYLES),
        js="\n".join((HERE / name).read_text("utf-8") for name in SCRIPTS),
    )
