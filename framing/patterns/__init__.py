"""Phrase patterns: text -> lines of elements (notation) -> matches over the words of an analysis (matching).

docs/codebook.md describes the notation. Expansion and gaps are bounded, so matching takes time linear in the text for any pattern.
"""

from framing.patterns.matching import Lexicon, Match, PatternSet, View
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
