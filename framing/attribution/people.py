"""Source phrases that describe people -> class and anonymity."""

from __future__ import annotations

from framing.attribution.lexicon import words_of
from framing.attribution.phrases import (
    BODY,
    BYSTANDER,
    BYSTANDERS,
    COLLECTIVE,
    NAMED,
    PERSON,
    POINTING,
    ROLE,
    SHARE,
    SPOKES,
    VAGUE,
    VAGUE_NOUNS,
    WITHHELD,
    Known,
    Phrase,
    Verdict,
    is_plural,
)

WITHHELD_NOUNS, KEPT_SECRET, CROWDS = words_of("withheld_nouns"), words_of("kept_secret"), words_of("crowds")
CONFIDANTS, BRIEFERS = words_of("confidants"), words_of("briefers")
NUMBERS, SOURCES = words_of("number_words"), words_of("sources")
AFFILIATION, FAMILIAR, PARTIES = words_of("affiliation"), words_of("familiar"), words_of("parties")
CAMPS, LIMITED_BY_OWNER, BARE = words_of("camps"), words_of("limited_by_owner"), words_of("bare_modifiers")
TOP = frozenset("top ranking lone only first chief leading".split())
NAMED_AS_GROUP = Verdict(PERSON, NAMED, "named together")
BOTH = Verdict(PERSON, NAMED, "both of those named")
_TOP_ONE = Verdict(PERSON, NAMED, "the only one of its kind")
PARTISANS = frozenset(("republican", "democrat"))
ELECTED = words_of("elected")
NAMED_TOGETHER = frozenset("authors co-authors coauthors chairmen".split())
STUDIED = frozenset("researchers scientists".split())
THOSE_WHO_SPOKE = words_of("those_who_spoke")
PERSONS = frozenset("people person persons one someone somebody".split())


def people(phrase: Phrase, head: int, known: Known) -> Verdict:
    """The class of people that a phrase describes and may name nowhere."""
    words, noun = phrase.words, phrase.words[head]
    plural = is_plural(noun)
    after = words[head + 1 : head + 2]
    if noun in SPOKES and (noun != "representative" or after in (("for",), ("of",))):
        return Verdict(BODY, NAMED, "spokesperson")
    if "percent" in words[:head]:
        return SHARE
    if "including" in words or ("named" in words[head:] and phrase.tags[-1] == "N"):
        return Verdict(PERSON, NAMED, "a named one among them")
    found = _pointed_at(phrase, head, known, plural=plural)
    if found is None and noun in ("judges", "justices"):
        return Verdict(BODY, NAMED, "court")
    return found or _unnamed(phrase, head, plural=plural)


def _pointed_at(phrase: Phrase, head: int, known: Known, *, plural: bool) -> Verdict | None:
    """People the article has introduced or that there is only one of: `both leaders`, `the aides`, `the panel's top Democrat`."""
    words, noun, tags = phrase.words, phrase.words[head], phrase.tags[:head]
    if words[0] == "both":
        return BOTH
    pointing = words[0] in POINTING
    if not plural and (pointing or "P" in tags) and not TOP.isdisjoint(words[:head]):
        return _TOP_ONE
    if not pointing:
        return None
    if not plural:
        return definite(noun, known, modified=not set("NPj").isdisjoint(tags))
    if noun in THOSE_WHO_SPOKE:
        return Verdict(ROLE, WITHHELD, "those who spoke before")
    if noun in NAMED_TOGETHER:
        return NAMED_AS_GROUP
    if noun in STUDIED:
        return Verdict(ROLE, COLLECTIVE, "those of the study")
    return known.heads[noun]._replace(reason="as introduced: " + noun) if noun in known.heads else None


def _unnamed(phrase: Phrase, head: int, *, plural: bool) -> Verdict:
    """Persons who are not named: what limits who they can be makes a role of them."""
    words, noun, after = phrase.words, phrase.words[head], phrase.words[head + 1 :]
    anonymity = anonymity_of(phrase, head, plural=plural)
    limited = bool(after) and (after[0] in AFFILIATION or not FAMILIAR.isdisjoint(after))
    if noun in SOURCES:
        modified = (
            head > 0 and words[head - 1] not in BARE and not set("NPnrjhb").isdisjoint(phrase.tags[:head])
        )
        described = limited or modified
        return Verdict(
            ROLE if described else VAGUE, WITHHELD, "sources of a kind" if described else "bare sources"
        )
    if noun in PERSONS:
        described = limited or noun == "person" or words[0] in NUMBERS
        return Verdict(ROLE if described else VAGUE, anonymity, "people described" if described else "people")
    if noun in VAGUE_NOUNS and not _is_role(phrase, head, plural=plural):
        return Verdict(VAGUE, anonymity, "vague noun")
    return Verdict(ROLE, anonymity, "role noun")


def _is_role(phrase: Phrase, head: int, *, plural: bool) -> bool:
    """Whether an affiliation, party or owner, or being one person, makes a role of a vague noun."""
    words, noun, after = phrase.words, phrase.words[head], phrase.words[head + 1 :]
    if after and after[0] in ("at", "from", "with", "inside", "within"):
        return True
    if noun in CAMPS and ("interviewed" in after or "who" in after):
        return True
    if noun in LIMITED_BY_OWNER and "P" in phrase.tags[:head]:
        return True
    return not PARTIES.isdisjoint(words) or (
        not plural and noun not in ("critic", "expert", "observer", "analyst")
    )


def definite(noun: str, known: Known, *, modified: bool = False) -> Verdict:
    """`the official`, `the diplomat`: what was introduced by that noun, else a secret source, else a person named elsewhere."""
    if noun in SOURCES and modified:
        return Verdict(ROLE, WITHHELD, "sources of a kind")
    if noun in PARTISANS and modified:
        return Verdict(PERSON, NAMED, "definite description")
    if noun in known.heads:
        before = known.heads[noun]
        one_of_many = before.anonymity == COLLECTIVE and noun in KEPT_SECRET
        return Verdict(
            before.source_class, WITHHELD if one_of_many else before.anonymity, "as introduced: " + noun
        )
    if noun in KEPT_SECRET:
        unnamed = known.person is not None and known.person.source_class in (ROLE, VAGUE)
        return (
            known.person
            if unnamed and known.person
            else Verdict(ROLE, WITHHELD, "definite description without a name")
        )
    if noun in BYSTANDERS:
        return known.person or Verdict(ROLE, BYSTANDER, "definite description without a name")
    return Verdict(PERSON, NAMED, "definite description")


def is_ratio(words: tuple[str, ...]) -> bool:
    """Whether a phrase counts a share of people: `one in three`, `seven-in-ten`, `two of every three`, `four out of five`."""
    return any(
        (link == "in" or (link == "of" and before == "out") or (link == "every" and before == "of"))
        and (after in NUMBERS or after.isdigit())
        for before, link, after in zip(words, words[1:], words[2:], strict=False)
    )


def anonymity_of(phrase: Phrase, head: int, *, plural: bool) -> int:
    """Withheld for one or a counted few who spoke, bystander for ordinary people, else collective."""
    words, noun = phrase.words, phrase.words[head]
    if noun in WITHHELD_NOUNS or not FAMILIAR.isdisjoint(words[:head] + words[head + 1 :]):
        return WITHHELD
    if noun in CONFIDANTS:
        return WITHHELD
    if is_ratio(words):
        return COLLECTIVE
    one_of = words[0] == "one" and phrase.tags[1:2] == "f"
    counted = one_of or (
        noun not in ELECTED and any(word in NUMBERS or word.isdigit() for word in words[:head])
    )
    counted |= words[0] in ("several", "multiple") and noun in BRIEFERS - ELECTED
    if noun in BYSTANDERS:
        return BYSTANDER if not plural or counted or noun in CROWDS else COLLECTIVE
    return WITHHELD if not plural or counted else COLLECTIVE
