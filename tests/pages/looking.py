"""How tests look at a page: drawn with some of its address, and what its own HTML holds."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page(name: str, **query: str) -> AppTest:
    """A page that has been drawn once; `query` is what its address asks for."""
    at = AppTest.from_string(f"from framing.pages.frame import draw\ndraw('{name}')", default_timeout=180)
    for key, value in query.items():
        at.query_params[key] = value
    return at.run()


def blocks(at: AppTest) -> str:
    """What is on the page as our own HTML, the style sheet left out."""
    every = (element.proto.body for element in at.get("html"))
    return "\n".join(body for body in every if not body.startswith("<style"))
