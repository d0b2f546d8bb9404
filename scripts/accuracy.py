"""Prints the accuracy tables of docs/accuracy.md: our corpus, and the coded real articles where they are at hand.

python scripts/accuracy.py ../shared/gold
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from framing.batch import RunOptions, score_run
from framing.pipeline import Engine

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


def gold_tables(gold: Path) -> Iterator[str]:
    """One Markdown table per kind of coded set, figures as evaluate.py gives them."""
    sets = sorted(folder for folder in (gold / "dev").iterdir() if (folder / "codes.jsonl").exists())
    with tempfile.TemporaryDirectory() as out:
        for folder in sets:
            options = RunOptions(keep_duplicates=True)
            score_run([str(folder / "articles.jsonl")], Path(out) / folder.name, options)
        command = [sys.executable, str(gold / "evaluate.py"), "--gold", str(gold / "dev"), "--scored", out]
        figures = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    for kind, names in FIGURES.items():
        yield f"\n| set | n | {' | '.join(names)} |"
        yield f"|---|---|{'---|' * len(names)}"
        for folder in sets:
            if json.loads((folder / "set.json").read_text(encoding="utf-8"))["kind"] == kind:
                row = figures[folder.name]
                n = row.get("n", row.get("n_agreed"))
                yield f"| {folder.name} | {n} | {' | '.join(_figure(row[name]) for name in names)} |"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".replace("0.", ".", 1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, help="folder with evaluate.py and dev/")
    print(f"Signature: `{Engine().signature}`")
    for line in gold_tables(parser.parse_args().gold):
        print(line)


if __name__ == "__main__":
    main()
