"""Writes framing/text/vocabulary.npz from syllables.tsv.gz, tags.tsv, abbreviations.txt and common.tsv beside it.

Run it after a change to one of the four; tests/text/test_vocabulary.py fails where the file is stale.

    python scripts/build_vocabulary.py
"""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from framing.text.vocabulary import IS_ABBREVIATION, MAY_END_SENTENCE, NO_TAG, RARE, hash_strings

FOLDER = Path(__file__).parent.parent / "framing" / "text"


def _table(lines: list[str]) -> dict[str, str]:
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows}


def build(folder: Path = FOLDER) -> dict[str, np.ndarray]:
    """The arrays of vocabulary.npz: words in sorted order, index 0 kept for the unknown word."""
    syllables = _table(gzip.decompress((folder / "syllables.tsv.gz").read_bytes()).decode().splitlines())
    tags = _table((folder / "tags.tsv").read_text(encoding="utf-8").splitlines())
    abbreviations = _table((folder / "abbreviations.txt").read_text(encoding="utf-8").splitlines())
    common = _table((folder / "common.tsv").read_text(encoding="utf-8").splitlines())
    words = sorted({*syllables, *tags, *abbreviations, *common})
    hashes = hash_strings(words)
    if len(np.unique(hashes)) != len(words):
        raise SystemExit("two words share a hash: change a factor in vocabulary.py")
    flag = {
        word: IS_ABBREVIATION | (MAY_END_SENTENCE if "may_end" in kind else 0)
        for word, kind in abbreviations.items()
    }
    return {
        "hashes": np.concatenate((np.zeros(1, np.uint64), hashes)),
        "syllables": np.array([0, *(int(syllables.get(word, 0)) for word in words)], np.uint8),
        "tag": np.array([NO_TAG, *(ord(tags.get(word, chr(NO_TAG))) for word in words)], np.uint8),
        "flags": np.array([0, *(flag.get(word, 0) for word in words)], np.uint8),
        "per_million": np.array([RARE, *(int(common.get(word, RARE)) for word in words)], np.uint16),
    }


if __name__ == "__main__":
    arrays = build()
    np.savez_compressed(FOLDER / "vocabulary.npz", allow_pickle=False, **arrays)
    print(f"{FOLDER / 'vocabulary.npz'}: {len(arrays['tag']) - 1} words")
