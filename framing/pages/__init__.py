"""The app: one module per page. Imports streamlit only when a page is drawn, so the command line stays quick."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Draw the app; called by app.py at every rerun."""
    from framing.pages.frame import draw

    draw()
