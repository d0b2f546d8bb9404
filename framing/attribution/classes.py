"""Source phrases -> class and anonymity, by what the phrase says and what its article has introduced before.

The rules go from the head of the first noun phrase outwards: pronoun, people, name, title, body, document, share, other noun.
Source: coding scheme, section A; the settled cases there decide where a rule could go either way.
"""

from __future__ import annotations

from framing.attribution.heads import head_of, without_approximator, without_quantity
from framing.attribution.lexicon import words_of
from framing.attribution.names import BODY_WORDS, FIRST_NAMES
from framing.attribution.people import BOTH, NAMED_AS_GROUP, NAMED_TOGETHER, anonymity_of, definite, people
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
    SHARE_OF_A_GROUP,
    SPOKES,
    VAGUE,
    VAGUE_NOUNS,
    WITHHELD,
    Known,
    Phrase,
    Reading,
    Verdict,
    is_plural,
)
from framing.attribution.tagging import ARTICLES

ORGANISATION_WORDS = words_of("organisation_words")
ORGANISATIONS = words_of("organisations") | words_of("places")
PEOPLE_WORDS = words_of("peoples") | BYSTANDERS | SPOKES
SINGLE_HOLDERS, SHARES = words_of("single_holders"), words_of("shares")
PAPERS, DOCUMENT_NOUNS, SMALL_PAPERS = (
    words_of("papers"),
    words_of("document_nouns"),
    words_of("small_papers"),
)
TITLES = frozenset(
    "mr mrs ms miss dr sen rep gov sir lord lady prof rev lt gen col sgt capt hon dame".split()
)
NUMERALS = frozenset("ii iii iv jr sr".split())
A_SINGLE = frozenset("a an one another".split())
OWNED = frozenset("the this that its his her their our another each these those".split())
OWNED_BODIES = DOCUMENT_NOUNS | {"media"}
EVERYBODY = frozenset(
    "americans britons people voters adults persons citizens residents surveyed polled questioned".split()
)
OF_RANK = frozenset("senior leading top prominent key public political opposition party".split())
ROLE_ENDINGS = ("er", "or", "ist", "man", "woman", "ian", "ee", "ant")
MOST_LETTERS_OF_AN_ACRONYM = 6
SURNAME_STARTS = ("mc", "mac", "de", "di", "la", "le", "o'", "van", "fitz", "al")

_A_PERSON = Verdict(PERSON, NAMED, "pronoun for a person")
_NAMED_BEFORE = Verdict(PERSON, NAMED, "named in the article")
_FULL_NAME = Verdict(PERSON, NAMED, "first name and surname")
_A_BODY = Verdict(BODY, NAMED, "pronoun for a body")
_A_GROUP = Verdict(ROLE, COLLECTIVE, "pronoun for a group")
_THE_SPEAKER = Verdict(PERSON, NAMED, "pronoun for the speaker")
_ONE_NAMED = Verdict(PERSON, NAMED, "a named one among them")
_INDEFINITE = Verdict(VAGUE, COLLECTIVE, "indefinite pronoun")
_FOR_PERSONS = frozenset("he she his her him who himself herself he's she's he'd she'd he'll she'll".split())
_FOR_BODIES = frozenset("it its it's itself it'll".split())
_FOR_GROUPS = frozenset("they their them those these themselves they've they're they'd they'll".split())
_FOR_SPEAKERS = frozenset("i we me us you".split())
_ONE_OF = (("one",), ("another",))
_OF_THEM = ("of", "them")
_THE_REST = (("other",), ("others",), ("his",), ("her",))
_OTHER_PRONOUNS = frozenset("many both most some".split())


def reading_of(phrase: Phrase, *, again: bool) -> Reading:
    """What can be said of a source phrase whatever its article; `again`: it is to be classed more than once."""
    words, tags = phrase.words, phrase.tags
    alone = len(words) == 1
    bare = without_approximator(phrase)
    bare = without_quantity(bare) if "f" in bare.tags else bare
    head = head_of(bare.tags)
    noun = bare.words[head]
    plural = is_plural(noun)
    name, verdicts = noun, None
    if again and not _points(bare, head):
        name, verdicts = _name_word(bare, head), dict[int, Verdict]()
    return Reading(
        phrase,
        words[-1],
        alone and words[0] in ARTICLES,
        alone and _is_pronoun(words[0], tags),
        "&" in tags,
        bare,
        head,
        noun,
        name,
        plural,
        plural or noun in VAGUE_NOUNS,
        verdicts,
    )


def _points(phrase: Phrase, head: int) -> bool:
    """Whether what the article has introduced may decide: `the official`."""
    tag = phrase.tags[head]
    return phrase.words[0] in POINTING and (_is_people(phrase.words[head], tag) or tag not in "Nhbu0d")


def _name_word(phrase: Phrase, head: int) -> str:
    return phrase.words[_name_span(phrase, head)[1] if _is_name(phrase, head) else head]


def _is_pronoun(word: str, tag: str) -> bool:
    return tag in "oICq" or word in _FOR_PERSONS or word in _FOR_GROUPS or word in _OTHER_PRONOUNS


def classify(reading: Reading, known: Known) -> Verdict:
    """The class of one source phrase; `known` is brought up to date."""
    if reading.pronoun:
        return _pronoun(reading.phrase.words[0], known)
    if reading.joined and _names_one(reading.phrase, known):
        known.group = _ONE_NAMED
        return _ONE_NAMED
    if reading.phrase.words[1:] == _OF_THEM and known.group is not None and known.group.anonymity != NAMED:
        return _one_of(known.group, known) if reading.phrase.words[0] == "one" else known.group
    if reading.phrase.words in _ONE_OF and known.group is not None and known.group.anonymity != NAMED:
        return _one_of(known.group, known)
    verdict = _verdict(reading, known)
    _remember(verdict, reading, known)
    return verdict


def _one_of(group: Verdict, known: Known) -> Verdict:
    """`one`, `another`: of the people spoken of before, one who spoke."""
    secret = BYSTANDER if group.anonymity == BYSTANDER else WITHHELD
    known.person = group._replace(anonymity=secret, reason="one of those before")
    return known.person


def _verdict(reading: Reading, known: Known) -> Verdict:
    """By the head, remembered where only the names of the article count."""
    if reading.verdicts is None:
        return _by_head(reading.bare, reading.head, known)
    introduced = (reading.name in known.surnames) + 2 * (reading.name in known.pairs)
    verdict = reading.verdicts.get(introduced)
    if verdict is None:
        verdict = reading.verdicts[introduced] = _by_head(reading.bare, reading.head, known)
    return verdict


def _names_one(phrase: Phrase, known: Known) -> bool:
    """Whether a coordination names a person beside others: `Trump and his allies`, `he and his defenders`."""
    words, tags = phrase.words, phrase.tags
    for k, (word, tag) in enumerate(zip(words, tags, strict=True)):
        if word in ("he", "she"):
            return True
        ends = k + 1 == len(tags) or tags[k + 1] == "&"
        if (
            tag == "N"
            and words[k + 2 : k + 3] in _THE_REST
            and word not in BODY_WORDS
            and not set(tags[:k]) - {*"hN"}
        ):
            return True
        if tag == "N" and ends and (word in known.surnames or (k and words[k - 1] in FIRST_NAMES)):
            return True
    return False


def _remember(verdict: Verdict, reading: Reading, known: Known) -> None:
    head = reading.noun
    if verdict.source_class == PERSON:
        known.person = verdict
        if verdict == NAMED_AS_GROUP:
            known.group = verdict
        return
    if verdict.source_class == BODY:
        known.body, known.person = verdict, None
        if reading.plural:
            known.group = verdict
        return
    if reading.crowd:
        known.group = verdict
        known.heads[head[:-1]] = verdict
    else:
        known.person = verdict
    known.heads.setdefault(head, verdict)


def _pronoun(word: str, known: Known) -> Verdict:
    if word in _FOR_PERSONS:
        return known.person or _A_PERSON
    if word in _FOR_BODIES:
        return known.body or _A_BODY
    if word in _FOR_GROUPS:
        return known.group or _A_GROUP
    if word == "both":
        return BOTH
    return _THE_SPEAKER if word in _FOR_SPEAKERS else _INDEFINITE


def _by_head(phrase: Phrase, head: int, known: Known) -> Verdict:
    noun, tag = phrase.words[head], phrase.tags[head]
    owned = "P" in phrase.tags[:head]
    if owned and phrase.capital[0] and noun in OWNED_BODIES:
        return Verdict(BODY, NAMED, "of a named body")
    if _is_people(noun, tag):
        return people(phrase, head, known)
    if _is_name(phrase, head):
        return _name(phrase, head, known)
    if tag == "h":
        return _title(phrase, head)
    if tag == "b":
        return _body(phrase, head)
    if tag == "u":
        return _document(phrase, head)
    return _share(phrase, head) if tag in "0d" or noun in SHARES else _noun(phrase, head, known)


def _share(phrase: Phrase, head: int) -> Verdict:
    """`56 percent of Republicans` are a role, `56 percent` and `half of Americans` are nobody."""
    if phrase.tags[head + 1 : head + 2] != "f":
        return SHARE
    rest = head + 2 + head_of(phrase.tags[head + 2 :] or "n")
    group = rest < len(phrase.words) and phrase.words[rest] not in EVERYBODY
    return (
        SHARE_OF_A_GROUP if group and phrase.tags[rest] in "rN" and is_plural(phrase.words[rest]) else SHARE
    )


def _is_people(noun: str, tag: str) -> bool:
    return tag in "rs" or noun in PEOPLE_WORDS or (noun in VAGUE_NOUNS and tag != "N")


def _is_name(phrase: Phrase, head: int) -> bool:
    tag, capital = phrase.tags[head], phrase.capital
    return tag == "N" or (tag in "bu" and head > 0 and bool(capital[head] and capital[head - 1]))


def _name_span(phrase: Phrase, head: int) -> tuple[int, int]:
    """The first word of the name that ends with the head, and its last but for a numeral."""
    tags, capital = phrase.tags, phrase.capital
    start = head
    while start > 0 and tags[start - 1] in "N0h" and capital[start - 1]:
        start -= 1
    return start, head - (head > start and phrase.words[head] in NUMERALS)


def _name(phrase: Phrase, head: int, known: Known) -> Verdict:
    """A phrase that ends in a name: person or body."""
    tags = phrase.tags
    start, head = _name_span(phrase, head)
    words = phrase.words[: head + 1]
    names, last = words[start:], words[-1]
    if (last in known.surnames and len(names) <= 3) or not TITLES.isdisjoint(words):
        return _NAMED_BEFORE
    if last not in ORGANISATION_WORDS and not FIRST_NAMES.isdisjoint(names[:-1]):
        return _FULL_NAME
    if last in BODY_WORDS or (names[0] in ORGANISATIONS and "h" not in tags):
        return Verdict(BODY, NAMED, "name of a body")
    return _other_name(phrase, head, names, known)


def _other_name(phrase: Phrase, head: int, names: tuple[str, ...], known: Known) -> Verdict:
    """A name without first name, title, or word of an organisation at its end."""
    words, tags, last = phrase.words, phrase.tags[: head + 1], names[-1]
    if words[0] != "the" and (
        last in known.pairs or (tags[0] == "N" and phrase.capital[0] and "r" in tags[:-1])
    ):
        return Verdict(PERSON, NAMED, "full name in the article")
    if phrase.mixed[head] and not last.startswith(SURNAME_STARTS):
        return Verdict(BODY, NAMED, "capital inside a name")
    if phrase.shouted[head] and len(last) <= MOST_LETTERS_OF_AN_ACRONYM:
        return Verdict(BODY, NAMED, "capitals")
    if "h" in tags or "r" in tags:
        return Verdict(PERSON, NAMED, "title or role and name")
    if words[0] == "the" or not ORGANISATION_WORDS.isdisjoint(names):
        return Verdict(BODY, NAMED, "name of a body")
    if head == 0 and phrase.starts_sentence and is_plural(last):
        return Verdict(ROLE, COLLECTIVE, "plural noun")
    return Verdict(PERSON, NAMED, "name")


def _title(phrase: Phrase, head: int) -> Verdict:
    noun = phrase.words[head]
    if noun in SPOKES and noun != "representative":
        return Verdict(BODY, NAMED, "spokesperson")
    if phrase.words[0] in A_SINGLE:
        return Verdict(ROLE, COLLECTIVE if noun in ("judge", "justice") else WITHHELD, "indefinite title")
    return Verdict(PERSON, NAMED, "title of one holder")


def _body(phrase: Phrase, head: int) -> Verdict:
    words, noun = phrase.words, phrase.words[head]
    named = "P" in phrase.tags or any(phrase.capital[1 : head + 1])
    court = noun in ("court", "tribunal")
    if noun == "police" or court or words[0] in OWNED or (named and not is_plural(noun)):
        return Verdict(BODY, NAMED, "identified body")
    if noun in ("media", "outlets"):
        return Verdict(VAGUE, COLLECTIVE, "bodies in general")
    if noun == "agencies":
        return Verdict(BODY, NAMED, "agencies of a state")
    if is_plural(noun):
        return Verdict(ROLE, COLLECTIVE, "bodies of a kind")
    if words[0] in A_SINGLE:
        return Verdict(ROLE, COLLECTIVE, "unnamed body")
    return Verdict(BODY, NAMED, "body")


def _document(phrase: Phrase, head: int) -> Verdict:
    words, noun = phrase.words, phrase.words[head]
    if noun == "figures" and not OF_RANK.isdisjoint(words[:head]):
        return Verdict(ROLE, COLLECTIVE, "role noun")
    if words[0] in OWNED and noun not in ("polls", "studies", "surveys"):
        return Verdict(BODY, NAMED, "identified document")
    dated = any(word.isdigit() and len(word) == 4 for word in words)
    if dated or noun in PAPERS or "P" in phrase.tags or any(phrase.capital[1:]):
        return Verdict(BODY, NAMED, "document of a named body")
    if words[0] in A_SINGLE and (noun in SMALL_PAPERS or words[1] == "new"):
        return Verdict(BODY, NAMED, "document")
    return Verdict(VAGUE, COLLECTIVE, "document nobody could find")


def _noun(phrase: Phrase, head: int, known: Known) -> Verdict:
    """A noun with no tag of its own."""
    words, noun = phrase.words, phrase.words[head]
    if noun in DOCUMENT_NOUNS:
        return Verdict(BODY, NAMED, "document")
    if words[0] in POINTING and noun in NAMED_TOGETHER:
        return NAMED_AS_GROUP
    if is_plural(noun):
        return Verdict(ROLE, COLLECTIVE, "plural noun")
    if words[0] in POINTING and noun in SINGLE_HOLDERS:
        return Verdict(PERSON, NAMED, "definite description")
    if noun.endswith(ROLE_ENDINGS):
        if words[0] == "the":
            return definite(noun, known)
        return Verdict(ROLE, anonymity_of(phrase, head, plural=False), "role by its ending")
    if noun in known.surnames:
        return _NAMED_BEFORE
    return Verdict(BODY, NAMED, "thing that speaks")
