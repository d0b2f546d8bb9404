"""Writes docs/sensationalism-outlets.md: mean sensationalism by outlet and genre, with intervals, of a scored folder.

framing score ../shared/corpora/allsides.jsonl.gz --out DIR
python scripts/write_outlet_table.py DIR
"""

from __future__ import annotations

import sys
from pathlib import Path

from framing.compare import Filters, compare_outlets, read_scored
from framing.types import Genre

DOC = Path(__file__).resolve().parent.parent / "docs" / "sensationalism-outlets.md"
GENRES: tuple[Genre, ...] = ("news", "opinion")
MEASURE = "sensationalism"
HEAD = """# Sensationalism by outlet

Mean score (0–100) with its 95 % interval over articles, for outlets with 20 or more articles of a genre among the 8,000 US
articles curated by AllSides, 2012–2020. Detector output, uncorrected; not a sample of what these outlets print, and their
articles are not on the same stories. Outlets in alphabetical order. What the score is and is not:
[sensationalism.md](sensationalism.md). Written by `python scripts/write_outlet_table.py DIR`.
"""


def main() -> None:
    """Reads a scored folder and writes the tables."""
    tables = read_scored(Path(sys.argv[1]))
    parts = [HEAD]
    for genre in GENRES:
        rows = compare_outlets(tables, Filters(genre=genre), codes=())
        parts.append(
            f"\n## {genre.capitalize()}\n\n| outlet | articles | mean | 95 % interval |\n|---|---:|---:|---|\n"
        )
        parts += [
            f"| {row.outlet} | {row.articles} | {row.estimate:.1f} | {row.low:.1f}–{row.high:.1f} |\n"
            for row in rows
            if row.measure == MEASURE and row.low is not None
        ]
    DOC.write_text("".join(parts), encoding="utf-8")
    print(f"{DOC}: written")


if __name__ == "__main__":
    main()
