"""docs/glossary.md -> framing/pages/glossary.tsv: what the Method page shows; run it after a change there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY, TABLE = ROOT / "docs" / "glossary.md", ROOT / "framing" / "pages" / "glossary.tsv"
_ROW = re.compile(r"\| *`?([^|`]+?)`? *\| *([^|]+?) *\|")


def rows(text: str) -> dict[str, str]:
    """Word -> meaning, as first defined."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        row = _ROW.fullmatch(line)
        if row and row[1] != "word" and not row[1].startswith("---"):
            found.setdefault(row[1], row[2])
    return found


def table(text: str) -> str:
    return "".join(f"{word}\t{meaning}\n" for word, meaning in rows(text).items())


if __name__ == "__main__":
    TABLE.write_text(table(GLOSSARY.read_text("utf-8")), "utf-8")
