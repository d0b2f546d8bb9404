"""Prints the accuracy tables of docs/accuracy.md: our corpus, and the coded real articles where they are at hand.

python scripts/accuracy.py ../shared/gold [--json]; --json writes framing/report/accuracy.json too, which the app shows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from framing.batch import RunOptions, score_run
from framing.pipeline import Engine

SHIPPED = Path(__file__).resolve().parent.parent / "framing" / "report" / "accuracy.json"
FIGURES = {
    "devices": ("use_f1", "recall", "literal_fired", "voice", "stance", "stance_macro"),
    "devices_open": ("recall", "precision"),
    "sources": (
        "attribution_f1",
        "precision",
        "recall",
        "span_exact",
        "class_accuracy",
        "unnamed_f1",
        "withheld_f1",
        "share_mae",
        "share_r",
    ),
    "sensationalism": ("spearman", "pearson", "within_outlet"),
}


CODERS = "language models"
"""Who coded ../shared/gold, as its README says."""


def measured(gold: Path) -> dict[str, dict[str, Any]]:
    """Coded set -> `kind`, `n` and the figures that evaluate.py gives for it, in the order of the sets' names."""
    sets = sorted(folder for folder in (gold / "dev").iterdir() if (folder / "codes.jsonl").exists())
    with tempfile.TemporaryDirectory() as out:
        for folder in sets:
            options = RunOptions(keep_duplicates=True)
            score_run([str(folder / "articles.jsonl")], Path(out) / folder.name, options)
        command = [sys.executable, str(gold / "evaluate.py"), "--gold", str(gold / "dev"), "--scored", out]
        figures = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    found = {}
    for folder in sets:
        kind = json.loads((folder / "set.json").read_text(encoding="utf-8"))["kind"]
        row = figures[folder.name]
        found[folder.name] = {"kind": kind, "n": row.get("n", row.get("n_agreed"))}
        found[folder.name] |= {name: row[name] for name in FIGURES[kind]}
    return found


def tables(sets: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """One Markdown table per kind of coded set."""
    for kind, names in FIGURES.items():
        yield f"\n| set | n | {' | '.join(names)} |"
        yield f"|---|---|{'---|' * len(names)}"
        for name, row in sets.items():
            if row["kind"] == kind:
                yield f"| {name} | {row['n']} | {' | '.join(_figure(row[figure]) for figure in names)} |"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".replace("0.", ".", 1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, help="folder with evaluate.py and dev/")
    parser.add_argument(
        "--json", action="store_true", help="also write them into the package, for the app to show"
    )
    given = parser.parse_args()
    signature, sets = Engine().signature, measured(given.gold)
    print(f"Signature: `{signature}`")
    for line in tables(sets):
        print(line)
    if given.json:
        rounded = {
            name: {key: round(value, 4) if isinstance(value, float) else value for key, value in row.items()}
            for name, row in sets.items()
        }
        content = {"signature": signature, "coders": CODERS, "sets": rounded}
        SHIPPED.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
