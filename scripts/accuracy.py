"""Prints the accuracy tables of docs/accuracy.md: the coded real articles, every figure with its 95 % interval by article.

Beside the sets of gold/dev stand those of scripts/unseen_sets.py, on which nothing was tuned.

python -m scripts.accuracy ../shared/gold [--write]; --write puts them into the document and into framing/report/accuracy.json,
which the app shows. Takes some minutes: the judge is asked 1,000 times a set (scripts/resampled.py).
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
from framing.report.accuracy import UNSEEN, Interval
from scripts.documents import put_table
from scripts.resampled import Resampled
from scripts.unseen_sets import write_unseen

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
HALVES = {
    "devices": ("use_f1", "literal_fired"),
    "devices_open": ("recall", "precision"),
    "sources": ("attribution_f1", "unnamed_f1"),
    "sensationalism": ("spearman",),
}
"""What is printed for the halves of a set."""
Sets = Mapping[str, Mapping[str, Any]]
Intervals = Mapping[str, Mapping[str, Interval | None]]

UNDECIDED = {"devices_unseen": ("use_f1", "recall", "literal_fired")}
"""Figures that a set cannot give: its uses were drawn from what the detector found."""

CODERS = "language models"
"""Who coded ../shared/gold, as its README says."""


def measured(gold: Path) -> dict[str, Any]:
    """`sets`: coded set -> `kind`, `n` and the figures that evaluate.py gives for it, in the order of the sets' names ·
    `intervals`: set -> figure -> its interval · `halves`: set -> figure -> its values on the two halves."""
    found: dict[str, Any] = {"sets": {}, "intervals": {}, "halves": {}}
    with tempfile.TemporaryDirectory() as made:
        every, out = _with_unseen(gold.resolve(), Path(made) / "gold"), Path(made) / "scored"
        names = sorted(folder.name for folder in (every / "dev").iterdir())
        for name in names:
            options = RunOptions(keep_duplicates=True)
            score_run([str(every / "dev" / name / "articles.jsonl")], out / name, options)
        command = [
            *(sys.executable, str(every / "evaluate.py")),
            *("--gold", str(every / "dev"), "--scored", str(out)),
        ]
        judged = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for name in names:
            row, coded = judged[name], Resampled(every, name, out / name)
            figures = [each for each in FIGURES[coded.kind] if each not in UNDECIDED.get(name, ())]
            intervals = coded.intervals(figures)
            found["sets"][name] = {"kind": coded.kind, "n": row.get("n", row.get("n_agreed"))}
            found["sets"][name] |= {e: row[e] if e in figures else None for e in FIGURES[coded.kind]}
            found["intervals"][name] = {each: intervals.get(each) for each in FIGURES[coded.kind]}
            if not name.endswith(UNSEEN):
                found["halves"][name] = coded.halves(HALVES[coded.kind])
    return found


def _with_unseen(gold: Path, folder: Path) -> Path:
    """The same as the gold folder, with the sets of our own beside those of dev."""
    (folder / "dev").mkdir(parents=True)
    (folder / "evaluate.py").symlink_to(gold / "evaluate.py")
    for coded in (gold / "dev").iterdir():
        if (coded / "codes.jsonl").exists():
            (folder / "dev" / coded.name).symlink_to(coded)
    write_unseen(gold.parent, folder / "dev")
    return folder


def tables(sets: Sets, intervals: Intervals, halves: Sets) -> Iterator[str]:
    """One Markdown table per kind of coded set, then one of the halves."""
    for kind, names in FIGURES.items():
        yield f"\n| set | n | {' | '.join(names)} |"
        yield f"|---|---|{'---|' * len(names)}"
        for name, row in sets.items():
            if row["kind"] == kind:
                cells = (f"{_figure(row[each])}{_interval(intervals[name][each])}" for each in names)
                yield f"| {name} | {row['n']} | {' | '.join(cells)} |"
    yield "\nThe same on two halves of each set, split by the digest of the article's id:"
    yield "\n| set | figure | one half | the other |"
    yield "|---|---|---|---|"
    for name, figures in halves.items():
        for figure, (one, other) in figures.items():
            yield f"| {name} | {figure} | {_figure(one)} | {_figure(other)} |"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".replace("0.", ".", 1)


def _interval(ends: Interval | None) -> str:
    return "" if ends is None else f" ({_figure(ends[0])[:-1]}–{_figure(ends[1])[:-1]})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path, help="folder with evaluate.py and dev/")
    parser.add_argument(
        "--write", action="store_true", help="also put them into docs/accuracy.md and into the package"
    )
    given = parser.parse_args()
    signature, found = Engine().signature, measured(given.gold)
    shown = "\n".join(
        (f"Signature: `{signature}`", *tables(found["sets"], found["intervals"], found["halves"]))
    )
    print(shown)
    if given.write:
        put_table("accuracy.md", "figures", shown)
        content = {"signature": signature, "coders": CODERS, **_rounded(found)}
        SHIPPED.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    """Every number in it to four places."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_rounded(each) for each in value]
    return round(value, 4) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
