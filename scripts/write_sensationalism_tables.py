"""Writes the tables of docs/sensationalism.md (figures, component weights, topic audit) from the shipped model.

python scripts/write_sensationalism_tables.py
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parent.parent
DOC = ROOT / "docs" / "sensationalism.md"
MODEL = ROOT / "framing" / "models" / "sensationalism.json"

SETS = {
    "outlets": "`sensationalism_outlets`",
    "news": "`sensationalism_news` (quotations count half in its ratings)",
    "train_by_outlet_gold": "`sensationalism_train`, cross-validated, whole outlets left out",
}
"""Sets with the figures of both models; the ratings of single raters follow."""
TWO_RATERS = {"train_by_outlet_two_raters": "`sensationalism_train` against the mean of its coder and H4"}
COMPARED = (
    "| for comparison on `sensationalism_outlets`: TF-IDF ridge | 252 | .60 / .47 | |",
    "| blend of TF-IDF, cues and character n-grams | 252 | .66 / .59 | |",
    "| outlet mean alone | 252 | .46 / – | |",
    "| the two coders with each other | 728 | .91 / .87 | |",
)
WEIGHTS = (
    "Weights of the components, log-odds per cue of weight 1 in a text of up to 150 words "
    "(the words of the cue have their own weights besides):"
)


def tables(model: Mapping[str, Any]) -> tuple[str, str]:
    """The block of figures and component weights, and the topic audit."""
    with_fresh = model["figures"]
    alone = with_fresh["gold_alone"]
    figures = [
        "| set | n | trained on `sensationalism_train` alone | with the fresh ratings (shipped) |",
        "|---|---|---|---|",
    ]
    for key, name in SETS.items():
        figures.append(
            f"| {name} | {int(alone[key]['n'])} | {_pair(alone[key])} | **{_pair(with_fresh[key])}** |"
        )
    for key in sorted(with_fresh):
        if key.startswith("train_by_outlet_") and key not in SETS:
            rater = key.removeprefix("train_by_outlet_")
            name = (
                TWO_RATERS.get(key, f"fresh ratings of {rater}") + ", cross-validated, whole outlets left out"
            )
            figures.append(f"| {name} | {int(with_fresh[key]['n'])} | – | {_pair(with_fresh[key])} |")
    weights = ["| component | headline | text |", "|---|---|---|"]
    for name, (headline, text) in model["components"].items():
        weights.append(f"| `{name}` | {headline / 1e6:.2f} | {text / 1e6:.2f} |")
    audit = ["| side | sign | words |", "|---|---|---|"]
    for key, words in model["figures"]["topic_audit"].items():
        side, sign = key.split("_")
        audit.append(f"| {side} | {sign} | {', '.join(words)} |")
    block = "\n".join((*figures, *COMPARED)) + f"\n\n{WEIGHTS}\n\n" + "\n".join(weights)
    return block, "\n".join(audit)


def _pair(row: Mapping[str, float]) -> str:
    """Spearman's correlation and that within outlets."""
    return f"{row['spearman']:.3f} / {row['within_outlet']:.3f}"


def replaced(text: str, after: str, before: str, block: str) -> str:
    """The text with everything between the paragraph that holds `after` and the heading `before` replaced."""
    start = text.index("\n\n", text.index(after)) + 2
    end = text.index(before, start)
    return f"{text[:start]}{block}\n\n{text[end:]}"


def main() -> None:
    block, audit = tables(orjson.loads(MODEL.read_bytes()))
    text = DOC.read_text(encoding="utf-8")
    text = replaced(text, "**All coders are large", "## Topic audit", block)
    text = replaced(text, "printed by the training script:", "## Limits", audit)
    DOC.write_text(text, encoding="utf-8")
    print(f"{DOC}: tables written")


if __name__ == "__main__":
    main()
