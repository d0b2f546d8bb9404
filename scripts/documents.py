"""Tables that a script measures and a document shows, between `<!-- NAME -->` and `<!-- end of NAME -->`."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def put_table(document: str, name: str, table: str) -> None:
    """Puts it into docs/`document` in the place of the one of that name; ValueError where the marks are missing."""
    path, opening, closing = DOCS / document, f"<!-- {name} -->", f"<!-- end of {name} -->"
    text = path.read_text(encoding="utf-8")
    start, end = text.index(opening) + len(opening), text.index(closing)
    path.write_text(f"{text[:start]}\n\n{table}\n\n{text[end:]}", encoding="utf-8")
