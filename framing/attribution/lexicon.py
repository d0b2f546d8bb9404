"""The word sets that tell what a source phrase is, from lexicon.tsv."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of one set, folded."""
    text = files("framing.attribution").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        key, _, words = line.partition("\t")
        if key == name:
            return frozenset(words.split())
    raise KeyError(name)
