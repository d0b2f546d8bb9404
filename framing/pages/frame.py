"""What is around every page: title, navigation, style."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

import streamlit as st

from framing.pages.links import remember_view

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#24211d"/>'
    '<rect x="6" y="12" width="20" height="9" fill="#fbd48a"/><rect x="6" y="21" width="20" height="2.5" fill="#f0b95a"/></svg>'
)
"""Drawn here: an icon named in Streamlit's way (`:material/…:`) would be fetched from another host."""
STYLES = Path(__file__).resolve().parent / "styles"
PAGES = (
    ("read", "Read", ":material/article:"),
    ("outlets", "Outlets", ":material/newspaper:"),
    ("stories", "Stories", ":material/view_column:"),
    ("trends", "Time", ":material/timeline:"),
    ("coding", "Coding", ":material/edit_note:"),
    ("validation", "Validation", ":material/fact_check:"),
    ("codes", "Codebook", ":material/menu_book:"),
    ("corpus", "Corpus", ":material/library_books:"),
    ("method", "Method", ":material/science:"),
)
"""Module of this package, which is the page's address too; its title; its icon."""


def draw(start: str = "read") -> None:
    """Navigation and the page chosen in it; `start` is the one that the bare address shows."""
    st.set_page_config(page_title="Framing", page_icon=ICON, layout="wide")
    st.html(style())
    pages = {
        name: st.Page(
            _drawn_by(name),
            title=title,
            icon=icon,
            url_path="" if name == start else name,
            default=name == start,
        )
        for name, title, icon in PAGES
    }
    st.session_state["pages"] = pages
    named = st.Page(_to_start, title="Start", url_path=start, visibility="hidden")
    st.navigation([*pages.values(), named], position="top").run()


def _to_start() -> None:
    """Streamlit serves the first page at the bare address only; its name leads there, with all that the address asks for."""
    start = next(page for page in st.session_state["pages"].values() if not page.url_path)
    st.switch_page(start, query_params=st.query_params.to_dict())


@cache
def style() -> str:
    """Every style sheet of ours, in the order of their names."""
    return f"<style>{''.join(path.read_text('utf-8') for path in sorted(STYLES.glob('*.css')))}</style>"


def _drawn_by(name: str) -> Callable[[], None]:
    def page() -> None:
        import_module(f"framing.pages.{name}").draw()
        if name != "method":
            remember_view(name)

    page.__name__ = name
    return page
