"""Writes framing/models/story_words.json: in how many of 1,000 news articles a word stands.

Counted in the title and the first words of the articles of ../shared/corpora: politics (allsides) and technology (ai-tech),
both weighing the same; words of fewer than 5 in 1,000 are left out. Only words and counts are written, no text.

    python -m scripts.story_words [--shared ../shared]
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import orjson

from framing.compare.story_words import article_words, counted_words
from scripts.records import records

MODEL = Path(__file__).resolve().parent.parent / "framing" / "models" / "story_words.json"
CORPORA = ("allsides", "ai-tech")
LEAST_IN_1000 = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    folder = parser.parse_args().shared / "corpora"
    counts = [_articles_in_1000(folder / f"{name}.jsonl.gz") for name in CORPORA]
    mean = {
        word: round(sum(one.get(word, 0.0) for one in counts) / len(counts))
        for word in sorted(set().union(*counts))
    }
    kept = {word: count for word, count in mean.items() if count >= LEAST_IN_1000}
    digest = hashlib.sha256(orjson.dumps(kept)).hexdigest()[:16]
    stored = {"digest": digest, "articles_in_1000": kept}
    MODEL.write_bytes(orjson.dumps(stored, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    print(f"{len(kept):,} words")


def _articles_in_1000(path: Path) -> dict[str, float]:
    articles = list(records(path))
    matrix, names = counted_words(article_words(one.get("title"), one["text"]) for one in articles)
    share = np.bincount(matrix.indices, minlength=len(names)) * (1000 / len(articles))
    return {name: float(value) for name, value in zip(names, share, strict=True) if value >= 1}


if __name__ == "__main__":
    main()
