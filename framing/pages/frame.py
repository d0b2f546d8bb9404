"""What is around every page: title, navigation, style."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from framing.pages import outlets, read

STYLE = Path(__file__).resolve().parent / "style.css"


def draw(start: str = "read") -> None:
    """Navigation and the page chosen in it; `start` is the one that the bare address shows."""
    st.set_page_config(page_title="Framing", page_icon=":material/format_ink_highlighter:", layout="wide")
    st.html(STYLE)
    reading = st.Page(_read, title="Read", icon=":material/article:", url_path="read", default=start == "read")
    comparing = st.Page(_outlets, title="Outlets", icon=":material/newspaper:", url_path="outlets", default=start == "outlets")
    st.session_state["pages"] = {"read": reading, "outlets": comparing}
    st.navigation([reading, comparing], position="top").run()


def _read() -> None:
    read.draw()


def _outlets() -> None:
    outlets.draw()
