"""What the classing of a source phrase takes and gives: the phrase, the verdict, and what its article has introduced."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from framing.attribution.lexicon import words_of

PERSON, BODY, ROLE, VAGUE, HEARSAY = range(5)
WITHHELD, COLLECTIVE, BYSTANDER, BY_HEARSAY = range(4)
NAMED = -1

PLURALS, SINGULARS_IN_S = words_of("plurals"), words_of("singulars_in_s")
SPOKES, BYSTANDERS, VAGUE_NOUNS = words_of("spokes"), words_of("bystander_nouns"), words_of("vague_nouns")
POINTING = frozenset("the this that".split())


class Verdict(NamedTuple):
    """source_class, anonymity: indices (anonymity NAMED for named ones) · reason: what decided."""

    source_class: int
    anonymity: int
    reason: str


class Phrase(NamedTuple):
    """A source phrase: its words folded, their tags, whether each starts with a capital, is all capitals, or has one inside
    (a byte of 0 or 1 per word)."""

    words: tuple[str, ...]
    tags: str
    capital: bytes
    shouted: bytes
    mixed: bytes
    starts_sentence: bool


class Reading(NamedTuple):
    """What a source phrase says by itself.

    last: its last word · last_is_article: and only one · pronoun: a single one · joined: by `and` · bare: without a quantity
    before it · head: of `bare` · noun: its word · name: the word that may be a name of the article · plural, crowd: whether the
    noun stands for more than one, for anybody · verdicts: by whether `name` is a surname (1) or a pair (2) of the article, as
    far as known; None where more of the article counts.
    """

    phrase: Phrase
    last: str
    last_is_article: bool
    pronoun: bool
    joined: bool
    bare: Phrase
    head: int
    noun: str
    name: str
    plural: bool
    crowd: bool
    verdicts: dict[int, Verdict] | None


@dataclass(slots=True)
class Known:
    """What one article has introduced: surnames of persons, last words of other capitalised pairs, and, as its attributions are
    read in order, the last person, group and body, and each head noun of an unnamed source with its first verdict."""

    surnames: set[str]
    pairs: set[str] = field(default_factory=set)
    person: Verdict | None = None
    group: Verdict | None = None
    body: Verdict | None = None
    heads: dict[str, Verdict] = field(default_factory=dict)

    def forget_person(self, names: set[str]) -> None:
        """A person named since the last source is who `he` is; `names` are the words of names since then."""
        if not self.surnames.isdisjoint(names):
            self.person = None


SHARE = Verdict(VAGUE, COLLECTIVE, "a share of people")
SHARE_OF_A_GROUP = Verdict(ROLE, COLLECTIVE, "a share of a group")


@lru_cache(maxsize=1 << 12)
def is_plural(noun: str) -> bool:
    """Whether a noun stands for more than one."""
    return (
        noun in PLURALS
        or noun.endswith("men")
        or (noun.endswith("s") and not noun.endswith("ss") and noun not in SINGULARS_IN_S)
    )
