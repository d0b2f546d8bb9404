"""Readability of one text by textstat: for `framing read`, the app, and as the oracle of the batch formulas.

textstat and NLTK take about two seconds to import, so they are imported at the first call only, and never by
`framing score`. textstat looks for NLTK's corpus `cmudict` and would download it; ours is put first on NLTK's search
path, so that nothing is ever asked of the network and no other version of the dictionary changes a score.

What textstat 0.7.13 counts (`textstat/backend/`), which the batch formulas have to imitate to stay within a point:

- words: after removing every `'` that is not followed by t, s, d, ve, ll or re, and then every character that is no
  word character, whitespace or `'`, the pieces between whitespace. "well-known" is one word, "U.S." is "US", "$1,000"
  is one word, "he said—then" has two words, a lone "&" none, "don’t" with a typographic apostrophe is "dont".
- syllables of a word in lower case: the stress digits of the first pronunciation in the CMU dictionary, else Pyphen's
  (en_US) hyphenation points plus one. A number has one syllable.
- sentences: matches of `\\b[^.!?]+[.!?]*` in the raw text, less those of at most two words, but at least one.
  Every full stop ends a sentence (decimals, initials, "U.S.", "Mr."), a line break or "…" does not.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from framing.errors import InputError

FORMULAS = (
    "flesch_reading_ease",
    "flesch_kincaid_grade",
    "gunning_fog",
    "smog_index",
    "automated_readability_index",
    "coleman_liau_index",
    "dale_chall_readability_score",
)


def textstat_scores(text: str) -> dict[str, float] | None:
    """The seven `FORMULAS` of a text, name to value, unrounded; None for a text without a word.

    Flesch reading ease falls as the text gets harder (about 0–100); the other six are US school grades.
    Source: textstat 0.7.13, which names the origin of each formula.
    """
    textstat = _textstat()
    if textstat.lexicon_count(text) == 0:
        return None
    return {name: float(getattr(textstat, name)(text)) for name in FORMULAS}


@cache
def _textstat() -> Any:
    """textstat, with our copy of the CMU dictionary first on NLTK's search path; InputError where it is missing."""
    import nltk
    import textstat

    folder = Path(str(resources.files("framing"))) / "models" / "nltk_data"
    if not (folder / "corpora" / "cmudict" / "cmudict").is_file():
        raise InputError(str(folder), "the pronouncing dictionary is missing", "install framing again")
    if str(folder) not in nltk.data.path:
        nltk.data.path.insert(0, str(folder))
    return textstat.textstat
