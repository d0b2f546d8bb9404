"""Writes framing/text/common.tsv: how often the common words of English news stand in a million words.

Counted over the collections in ../shared/corpora, the higher figure of each word; words under LEAST_PER_MILLION are left out.
Patterns are searched for by their rarest words (framing/patterns/matching.py): the figures decide speed, never results.

    python -m scripts.count_common_words ../shared/corpora/allsides.jsonl.gz ../shared/corpora/ai-tech.jsonl.gz
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from framing.text.fold import fold
from scripts.records import records

TARGET = Path(__file__).parent.parent / "framing" / "text" / "common.tsv"
LEAST_PER_MILLION = 20
_WORD = re.compile(rb"[a-z0-9\x02]+(?:'[a-z]+)*")


def counted(path: Path) -> dict[str, float]:
    """Words per million in one collection, without possessive 's."""
    words: Counter[bytes] = Counter()
    for record in records(path):
        words.update(_WORD.findall(fold(record["text"]).data))
    million = sum(words.values()) / 1e6
    merged: Counter[str] = Counter()
    for word, count in words.items():
        merged[word.decode("latin-1").removesuffix("'s")] += count
    return {word: count / million for word, count in merged.items()}


def main(paths: list[Path]) -> None:
    highest: dict[str, float] = {}
    for path in paths:
        for word, per_million in counted(path).items():
            highest[word] = max(highest.get(word, 0), per_million)
    common = sorted(
        word
        for word, per_million in highest.items()
        if per_million >= LEAST_PER_MILLION and "\x02" not in word
    )
    rows = [f"{word}\t{round(highest[word])}\n" for word in common]
    head = "# word\tper million words, the higher of two collections; by scripts/count_common_words.py\n"
    TARGET.write_text(head + "".join(rows), encoding="utf-8")
    print(f"{TARGET}: {len(rows)} words")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
