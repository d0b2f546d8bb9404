"""Source phrases -> class and anonymity, by what the phrase says and what its article has introduced before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from framing.attribution.lexicon import words_of

PERSON, BODY, ROLE, VAGUE, HEARSAY = range(5)
WITHHELD, COLLECTIVE, BYSTANDER, BY_HEARSAY = range(4)
NAMED = -1


class Verdict(NamedTuple):
    """source_class, anonymity: indices (anonymity NAMED for named ones) · reason: what decided."""

    source_class: int
    anonymity: int
    reason: str


class Phrase(NamedTuple):
    """A source phrase: its words folded, their tags, whether each starts with a capital, and is all capitals."""

    words: tuple[str, ...]
    tags: str
    capital: tuple[bool, ...]
    shouted: tuple[bool, ...]
    starts_sentence: bool


FIRST_NAMES = words_of("first_names")
ORGANISATION_WORDS = words_of("organisation_words")
ORGANISATIONS = words_of("organisations") | words_of("places")
PEOPLES = words_of("peoples")
VAGUE_NOUNS = words_of("vague_nouns")
BYSTANDERS = words_of("bystander_nouns")
SPOKES = words_of("spokes")
SINGLE_HOLDERS = words_of("single_holders")
WITHHELD_NOUNS = words_of("withheld_nouns")
NUMBERS = words_of("number_words")
SINGULAR = frozenset("a an one another".split())
PLURALS = frozenset("people men women police children kids staff gop leadership media public clergy".split())
NAMED_WORD = "named"
HONORIFICS = frozenset("mr mrs ms miss dr sen rep gov sir lord lady prof rev lt gen col sgt capt hon dame".split())
SINGULARS_IN_S = frozenset("congress press boss chess princess witness eyewitness".split())


@dataclass(slots=True)
class Known:
    """What one article has introduced so far. surnames: of persons · pairs: last words of other capitalised pairs · heads: role noun -> verdict of its last use."""

    surnames: set[str]
    pairs: set[str] = field(default_factory=set)
    person: Verdict | None = None
    group: Verdict | None = None
    body: Verdict | None = None
    heads: dict[str, Verdict] = field(default_factory=dict)


def is_plural(noun: str) -> bool:
    return noun in PLURALS or (noun.endswith("s") and not noun.endswith("ss") and noun not in SINGULARS_IN_S)


def classify(phrase: Phrase, known: Known) -> Verdict:
    """The class of one source phrase; `known` is brought up to date."""
    words, tags = phrase.words, phrase.tags
    if len(words) == 1 and (tags[0] in "oICq" or words[0] in ("his", "her", "their", "its", "many", "both", "most", "some")):
        return _pronoun(words[0], known)
    head = _head(tags)
    verdict = _by_head(phrase, head, known)
    if _names_one(phrase, known):
        return Verdict(PERSON, NAMED, "a named one among them")
    _remember(verdict, words[head], known)
    return verdict


def _names_one(phrase: Phrase, known: Known) -> bool:
    """Whether a coordination or `including` names a person beside the unnamed."""
    words, tags = phrase.words, phrase.tags
    parts = [k for k, tag in enumerate(tags) if tag == "&"]
    if not parts:
        return False
    for k, tag in enumerate(tags):
        ends = k + 1 == len(tags) or tags[k + 1] == "&"
        if tag == "N" and ends and (words[k] in known.surnames or (k and words[k - 1] in FIRST_NAMES)):
            return True
        if words[k] in ("he", "she"):
            return True
    return False


def _head(tags: str) -> int:
    """The last word of the first noun phrase."""
    match = re.match(r"[aL]?(?:[d0or]f(?=[dP0jN]))?[d0]*[PNjnrsbuh0]*", tags)
    end = match.end() if match and match.end() else len(tags)
    return max(min(end, len(tags)) - 1, 0)


def _remember(verdict: Verdict, head: str, known: Known) -> None:
    if verdict.source_class == BODY:
        known.body = verdict
        known.person = None
        if is_plural(head):
            known.group = verdict
    elif verdict.source_class in (ROLE, VAGUE):
        if is_plural(head) or head in VAGUE_NOUNS:
            known.group = verdict
            known.heads[head[:-1]] = verdict
        else:
            known.person = verdict
        known.heads.setdefault(head, verdict)
    else:
        known.person = verdict


def _pronoun(word: str, known: Known) -> Verdict:
    if word in ("he", "she", "his", "her", "him", "who", "he's", "she's", "himself", "he'd", "she'd", "he'll", "she'll"):
        return known.person or Verdict(PERSON, NAMED, "pronoun for a person")
    if word in ("it", "its", "it's", "itself", "it'll"):
        return known.body or Verdict(BODY, NAMED, "pronoun for a body")
    if word in ("they", "their", "them", "those", "these", "they've", "they're", "they'd", "they'll", "themselves"):
        return known.group or Verdict(ROLE, COLLECTIVE, "pronoun for a group")
    if word in ("i", "we", "me", "us", "you"):
        return Verdict(PERSON, NAMED, "pronoun for the speaker")
    if word in ("somebody", "someone", "anyone", "anybody"):
        return Verdict(VAGUE, COLLECTIVE, "indefinite pronoun")
    return Verdict(VAGUE, COLLECTIVE, "indefinite pronoun")


def _by_head(phrase: Phrase, head: int, known: Known) -> Verdict:
    words, tags = phrase.words, phrase.tags
    noun, tag = words[head], tags[head]
    if "P" in tags[:head] and phrase.capital[0] and noun in DOCUMENT_NOUNS:
        return Verdict(BODY, NAMED, "document of a named body")
    if noun in PEOPLES or (noun in VAGUE_NOUNS and tag not in "N") or tag in "rs" or noun in BYSTANDERS or noun in SPOKES:
        return _people(phrase, head, known)
    if tag == "N" or (phrase.capital[head] and tag in "bu" and head > 0 and phrase.capital[head - 1]):
        return _name(phrase, head, known)
    if tag == "h":
        return _title(phrase, head, known)
    if tag == "b":
        return _body(phrase, head)
    if tag == "u":
        return _document(phrase, head)
    if tag in "0d" or noun in ("percent", "third", "half", "majority", "majorities", "quarter"):
        return Verdict(VAGUE, COLLECTIVE, "a share of people")
    return _noun(phrase, head, known)


def _name(phrase: Phrase, head: int, known: Known) -> Verdict:
    """A phrase that ends in a name: person or body."""
    words, tags = phrase.words[: head + 1], phrase.tags[: head + 1]
    start = head
    while start > 0 and tags[start - 1] in "N0h" and phrase.capital[start - 1]:
        start -= 1
    if head > start and words[head] in ("ii", "iii", "iv", "jr", "sr"):
        head -= 1
    names = words[start : head + 1]
    last = names[-1]
    if any(word in HONORIFICS for word in words) or (last in known.surnames and len(names) <= 3):
        return Verdict(PERSON, NAMED, "named in the article")
    if "P" in tags and head > 0 and start <= head and tags[start - 1 : start] == "P" and len(names) == 1 and last in ORGANISATIONS:
        return Verdict(BODY, NAMED, "name of a body")
    if any(name in FIRST_NAMES for name in names[:-1]) and last not in ORGANISATION_WORDS:
        return Verdict(PERSON, NAMED, "first name and surname")
    if last in ORGANISATION_WORDS or last in ORGANISATIONS or (names[0] in ORGANISATIONS and "h" not in tags):
        return Verdict(BODY, NAMED, "name of a body")
    if tags[0] == "N" and phrase.capital[0] and "r" in tags[:head] and last not in ORGANISATIONS:
        return Verdict(PERSON, NAMED, "role and name")
    if last in known.pairs and words[0] != "the":
        return Verdict(PERSON, NAMED, "full name in the article")
    if phrase.shouted[head] and len(last) <= 6:
        return Verdict(BODY, NAMED, "capitals")
    if "h" in tags or "r" in tags:
        return Verdict(PERSON, NAMED, "title or role and name")
    if words[0] == "the":
        return Verdict(BODY, NAMED, "name with an article")
    if any(word in ORGANISATION_WORDS for word in names):
        return Verdict(BODY, NAMED, "name of a body")
    if len(names) == 1 and phrase.starts_sentence and head == 0 and is_plural(last):
        return Verdict(ROLE, COLLECTIVE, "plural noun")
    return Verdict(PERSON, NAMED, "name")


def _title(phrase: Phrase, head: int, known: Known) -> Verdict:
    words = phrase.words
    if words[0] in SINGULAR and words[head] not in SPOKES:
        return Verdict(ROLE, WITHHELD, "indefinite title")
    if words[head] in ("spokesman", "spokeswoman", "spokesperson"):
        return Verdict(BODY, NAMED, "spokesperson")
    return Verdict(PERSON, NAMED, "title of one holder")


def _body(phrase: Phrase, head: int) -> Verdict:
    words, tags = phrase.words, phrase.tags
    noun = words[head]
    named = any(phrase.capital[k] for k in range(1, head + 1)) or "P" in tags
    if noun == "police" or words[0] in ("the", "this", "that", "its", "his", "their", "our") or (named and not is_plural(noun)):
        return Verdict(BODY, NAMED, "identified body")
    if is_plural(noun):
        if noun == "media" or noun == "outlets":
            return Verdict(VAGUE, COLLECTIVE, "bodies in general")
        return Verdict(ROLE, COLLECTIVE, "bodies of a kind")
    if words[0] in SINGULAR and not named:
        return Verdict(ROLE, COLLECTIVE, "unnamed body")
    return Verdict(BODY, NAMED, "body")


def _document(phrase: Phrase, head: int) -> Verdict:
    words, tags = phrase.words, phrase.tags
    named = any(phrase.capital[1:]) or "P" in tags or any(word.isdigit() and len(word) == 4 for word in words)
    if words[0] in ("the", "this", "that", "its", "his", "her", "their", "another", "each", "these", "those") and not (
        is_plural(words[head]) and words[head] in ("polls", "studies", "surveys")
    ):
        return Verdict(BODY, NAMED, "identified document")
    if named or words[head] in PAPERS:
        return Verdict(BODY, NAMED, "document of a named body")
    if words[0] in SINGULAR and words[head] in ("statement", "letter", "memo", "email", "document", "release", "report"):
        return Verdict(BODY, NAMED, "document")
    return Verdict(VAGUE, COLLECTIVE, "document nobody could find")


PAPERS = frozenset("filing filings data records documents document transcript emails email letter memo statement release indictment lawsuit complaint papers transcripts court video statistics figures rules".split())
DOCUMENT_NOUNS = frozenset("policies plans results applications disclosures rules order orders law laws constitution charter bill act plan website account video analysis findings decision ruling agreement contract minutes records notes".split())
AFFILIATION = frozenset("at from in inside within with near for close familiar who on".split())
OUTSIDE_CAMPS = frozenset("conservatives liberals progressives supporters critics".split())
FAMILIAR = frozenset("familiar briefed knowledge close privy anonymity anonymous named identified involved authorized authorised unnamed".split())


def _people(phrase: Phrase, head: int, known: Known) -> Verdict:
    words, tags = phrase.words, phrase.tags
    noun = words[head]
    if noun in SPOKES and noun != "representative":
        return Verdict(BODY, NAMED, "spokesperson")
    if "percent" in words[:head] or noun in ("americans", "voters", "respondents") and head > 0 and tags[1:2] == "f":
        return Verdict(VAGUE, COLLECTIVE, "a share of people")
    if noun in ("judge", "judges", "justices") and words[0] == "the" and noun != "judge":
        return Verdict(BODY, NAMED, "court")
    named_after = _name_after(phrase, head, known)
    if named_after is not None:
        return named_after
    plural = is_plural(noun)
    if words[0] in ("the", "that", "this") and not plural:
        return _definite(phrase, head, known)
    anonymity = _anonymity(phrase, head, plural)
    after = words[head + 1 :]
    limited = bool(after and (after[0] in AFFILIATION or FAMILIAR.intersection(after)))
    before = tags[:head]
    if noun in ("source", "sources", "insider", "insiders"):
        described = limited or any(letter in "NPnrjhb" for letter in before) and words[head - 1] not in (
            "multiple", "anonymous", "unnamed", "unspecified", "several", "other", "two")  # fmt: skip
        return Verdict(ROLE if described else VAGUE, WITHHELD, "sources" if not described else "sources of a kind")
    if noun in ("people", "person", "persons", "one", "someone", "somebody"):
        role = limited or noun == "person" or words[0] in NUMBERS
        return Verdict(ROLE if role else VAGUE, anonymity, "people" if not role else "people described")
    if noun in VAGUE_NOUNS:
        if words[0] == "the" and noun in known.heads and known.heads[noun].source_class == ROLE:
            return known.heads[noun]
        role = bool(after) and after[0] in ("at", "from", "with", "inside", "within") or any(word in ("republican", "democratic", "gop", "republicans", "democrats") for word in words)
        role = role or (noun in OUTSIDE_CAMPS and bool(after) and ("interviewed" in after or "who" in after))
        role = role or ("P" in tags[:head] and noun in ("opponents", "developers", "commentators", "researchers", "backers"))
        role = role or (not plural and noun not in ("critic", "expert", "observer", "analyst"))
        return Verdict(ROLE if role else VAGUE, anonymity, "vague noun" if not role else "vague noun with an affiliation")
    if words[0] == "the" and plural and noun in known.heads:
        before = known.heads[noun]
        return Verdict(before.source_class, before.anonymity, "as introduced: " + noun)
    if any(word in known.surnames for word in after) and noun == "chairmen":
        return Verdict(PERSON, NAMED, "named")
    return Verdict(ROLE, anonymity, "role noun")


def _name_after(phrase: Phrase, head: int, known: Known) -> Verdict | None:
    words = phrase.words
    if "including" in words or (NAMED_WORD in words[head:] and phrase.tags[-1] == "N"):
        return Verdict(PERSON, NAMED, "a named one among them")
    return None


def _definite(phrase: Phrase, head: int, known: Known) -> Verdict:
    noun = phrase.words[head]
    before = known.heads.get(noun)
    if before is not None:
        return Verdict(before.source_class, before.anonymity, "as introduced: " + noun)
    if noun in ("official", "source", "person", "aide", "officer", "insider", "adviser", "advisor", "staffer", "employee"):
        if known.person is not None and known.person.source_class in (ROLE, VAGUE):
            return known.person
        return Verdict(ROLE, WITHHELD, "definite description without a name")
    if noun in BYSTANDERS:
        if known.person is not None:
            return known.person
        return Verdict(ROLE, BYSTANDER, "definite description without a name")
    return Verdict(PERSON, NAMED, "definite description")


def _anonymity(phrase: Phrase, head: int, plural: bool) -> int:
    words = phrase.words
    noun = words[head]
    if FAMILIAR.intersection(words[head + 1 :]) or noun in WITHHELD_NOUNS or "unnamed" in words or "anonymous" in words:
        return WITHHELD
    counted = any(word in NUMBERS or word.isdigit() for word in words[:head]) and "percent" not in words
    if noun in BYSTANDERS:
        return BYSTANDER if not plural or counted or noun in ("witnesses", "locals", "residents", "neighbors", "neighbours", "villagers", "eyewitnesses") else COLLECTIVE
    if not plural or counted:
        return WITHHELD
    return COLLECTIVE


def _noun(phrase: Phrase, head: int, known: Known) -> Verdict:
    words = phrase.words
    noun = words[head]
    if noun in DOCUMENT_NOUNS:
        return Verdict(BODY, NAMED, "document")
    if noun in ("americans", "percent"):
        return Verdict(VAGUE, COLLECTIVE, "a share of people")
    if noun in VAGUE_NOUNS:
        return Verdict(VAGUE, COLLECTIVE, "vague")
    plural = is_plural(noun)
    if plural:
        return Verdict(ROLE, COLLECTIVE, "plural noun")
    if words[0] in ("the", "this", "that") and noun in SINGLE_HOLDERS:
        return Verdict(PERSON, NAMED, "definite description")
    if noun.endswith(("er", "or", "ist", "man", "woman", "ian", "ee", "ant")):
        if words[0] == "the":
            return _definite(phrase, head, known)
        return Verdict(ROLE, _anonymity(phrase, head, plural), "role by its ending")
    if words[head] in known.surnames:
        return Verdict(PERSON, NAMED, "named in the article")
    return Verdict(BODY, NAMED, "thing that speaks")
