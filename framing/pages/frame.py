"""What is around every page: title, navigation, style."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from framing.pages import read

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#24211d"/>'
    '<rect x="6" y="12" width="20" height="9" fill="#fbd48a"/><rect x="6" y="21" width="20" height="2.5" fill="#f0b95a"/></svg>'
)
"""Drawn here: an icon named in Streamlit's way (`:material/…:`) would be fetched from another host."""
STYLE = Path(__file__).resolve().parent / "style.css"


def draw(start: str = "read") -> None:
    """Navigation and the page chosen in it; `start` is the one that the bare address shows."""
    st.set_page_config(page_title="Framing", page_icon=ICON, layout="wide")
    st.html(STYLE)
    reading = st.Page(
        _read, title="Read", icon=":material/article:", url_path="read", default=start == "read"
    )
    comparing = st.Page(
        _outlets, title="Outlets", icon=":material/newspaper:", url_path="outlets", default=start == "outlets"
    )
    st.session_state["pages"] = {"read": reading, "outlets": comparing}
    st.navigation([reading, comparing], position="top").run()


def _read() -> None:
    read.draw()


def _outlets() -> None:
    from framing.pages import outlets

    outlets.draw()
