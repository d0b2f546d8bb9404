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
    "train_by_outlet": "`sensationalism_train`, cross-validated, whole outlets left out",
    "outlets": "`sensationalism_outlets`",
    "news": "`sensationalism_news` (quotations count half in its ratings)",
}
COMPARED = (
    "| for comparison on `sensationalism_outlets`: TF-IDF ridge | 252 | .60 | .47 |",
    "| blend of TF-IDF, cues and character n-grams | 252 | .66 | .59 |",
    "| outlet mean alone | 252 | .46 | – |",
    "| the two coders with each other | 728 | .91 | .87 |",
)
WEIGHTS = (
    "Weights of the components, log-odds per cue of weight 1 in a text of up to 150 words "
    "(the words of the cue have their own weights besides):"
)


def tables(model: Mapping[str, Any]) -> tuple[str, str]:
    """The block of figures and component weights, and the topic audit."""
    figures = ["| set | n | Spearman | within outlet |", "|---|---|---|---|"]
    for key, name in SETS.items():
        row = model["figures"][key]
        figures.append(f"| {name} | {int(row['n'])} | {row['spearman']:.3f} | {row['within_outlet']:.3f} |")
    weights = ["| component | headline | text |", "|---|---|---|"]
    for name, (headline, text) in model["components"].items():
        weights.append(f"| `{name}` | {headline / 1e6:.2f} | {text / 1e6:.2f} |")
    audit = ["| side | sign | words |", "|---|---|---|"]
    for key, words in model["figures"]["topic_audit"].items():
        side, sign = key.split("_")
        audit.append(f"| {side} | {sign} | {', '.join(words)} |")
    block = "\n".join((*figures, *COMPARED)) + f"\n\n{WEIGHTS}\n\n" + "\n".join(weights)
    return block, "\n".join(audit)


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
