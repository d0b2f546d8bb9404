"""Phrase patterns: text -> lines of elements (notation) -> steps over word ids (sequences) -> matches (matching).

docs/codebook.md describes the notation. Expansion and gaps are bounded: matching takes time linear in the text.
"""

from framing.patterns.matching import Match, PatternSet, View
from framing.patterns.notation import (
    LONGEST_GAP,
    LONGEST_PATTERN,
    MOST_GAPS,
    MOST_SEQUENCES,
    TAGS,
    Element,
    Gap,
    Line,
    Mark,
    Notation,
    PatternError,
    Slot,
    Tag,
    Word,
    inflections,
    tokenise,
    words_of,
)
from framing.patterns.sequences import Lexicon

__all__ = [
    "LONGEST_GAP",
    "LONGEST_PATTERN",
    "MOST_GAPS",
    "MOST_SEQUENCES",
    "TAGS",
    "Element",
    "Gap",
    "Lexicon",
    "Line",
    "Mark",
    "Match",
    "Notation",
    "PatternError",
    "PatternSet",
    "Slot",
    "Tag",
    "View",
    "Word",
    "inflections",
    "tokenise",
    "words_of",
]
