"""Words of a batch -> one tag byte and one gap byte each, the string the grammar is written over.

Word i stands at 2·i (tag) and 2·i + 1 (what separates it from the next word). Tags are those of tags.tsv, with these settled
here by form and neighbours: N name · P owner (Trump's, the voters') · z that · f of · i to · y by · F from · A according ·
k as · I it · B forms of be · M modal · D forms of do · C contracted pronoun (he's) · W which, what · L preposition that joins
no source phrase (after, during). Reporting words used as nouns get noun tags.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.attribution.lexicon import is_one_of, mask_of
from framing.text.analysis import Analysis
from framing.text.fold import DASH, among
from framing.text.quotations import SCARE
from framing.text.vocabulary import UNKNOWN, Vocabulary

PLAIN, HYPHEN, COMMA, COLON, SEMICOLON, DASHED, OPENED, CLOSED = b" -,:;/()"
QUOTE_OPENS, QUOTE_CLOSES, COMMA_QUOTE_OPENS, COMMA_QUOTE_CLOSES = b"<>{}"
STOP, STOP_QUOTE_CLOSES, STOP_QUOTE_OPENS, QUOTE_TO_QUOTE = b".!^~"

SINGLED_OUT = {
    "z": "that",
    "f": "of",
    "i": "to",
    "y": "by",
    "A": "according",
    "k": "as",
    "F": "from",
    "I": "it",
    "B": "be is are was were been being isn't wasn't",
    "M": "would could should will may might can must won't can't wouldn't cannot couldn't",
    "D": "did do does didn't don't doesn't",
    "W": "which what whose whatever",
    "C": "he's she's it's they're they've he'd she'd they'd he'll she'll they'll it'll",
    "L": "after before during since until amid despite like than about under over into up down out off per via including "
    "following throughout without unlike through upon toward towards behind beyond above below alongside",
    "v": "caption familiar",
    "w": "reads charge charges learn learned learns knows holds adamant confident skeptical wary convinced worried unconvinced "
    "aware concerned certain",
    "n": "familiarity",
    "a": "worldwide nationwide",
}
"""Words with a grammar of their own."""

NOUN_TOO = (
    "report reports claim claims finding findings comment comments estimate estimates forecast forecasts demand demands show "
    "shows answer answers reply note notes quote quotes signal signals warning warnings promise promises pledge fears fear hope "
    "hopes worries doubt doubts writing details suspect suspects praise projects state states threat plead vow tweet tweets leak "
    "leaks posting briefing joke jokes blame counter boast slam dispute disputes blast welcome stress brief briefs urge whisper "
    "whispers mention mentions complaint concerns views calls points offers predictions find finds feeling testimony suggestion "
    "hint hints sees goes saying thinking reporting charge charges telling"
).split()
DOCUMENT_TOO = (
    "report reports finding findings estimate estimates forecast forecasts tweet tweets warning".split()
)
ASKED = "surveyed polled interviewed questioned".split()
"""What people are who answer a poll: `most of those surveyed said`."""
AGENCIES = "reuters ap afp getty shutterstock epa pa rex bloomberg nurphoto alamy".split()
ZONES = "edt est bst gmt utc pdt pst cet".split()
REFLEXIVES = "himself herself itself themselves"
NO_ADVERB = (
    "family early only ally italy supply reply rally assembly monthly daily weekly july elderly friendly likely unlikely deadly "
    "emily billy kelly molly sally holly lily reilly beverly kimberly connolly donnelly quarterly yearly apply comply rely fly "
    "belly bully jelly lovely lonely ugly holy silly"
).split()
DISPOSED = "critical skeptical sceptical supportive sympathetic hostile loyal opposed".split()
_LONGEST_WITH = 10
ARTICLES = "a an the his her its their our my your no this these".split()

_BEFORE_CLAUSE, _INSIDE_CLAUSE = among(b"rsNo0b"), among(b"d0NPnjrsbuhfoa")
_CAPITAL_IS_NAME = among(b"nwvjM")
_NOMINAL = among(b"nNrsbuhPT0")
_BEFORE_NOUN = among(b"dj0P")
_BEFORE_OBJECT = among(b"BVwv")
_BEFORE_MODIFIER = among(b"dj0PN")
_VERBAL = among(b"VwvxBMD")
_SUBJECT_OR_AUXILIARY = among(b"oIxBMDaq")
_INSIDE_SENTENCE = among(b" -,;")
_STOPPED = np.full(256, STOP, np.uint8)
_STOPPED[[QUOTE_CLOSES, COMMA_QUOTE_CLOSES]] = STOP_QUOTE_CLOSES
_STOPPED[[QUOTE_OPENS, COMMA_QUOTE_OPENS]] = STOP_QUOTE_OPENS
_STOPPED[QUOTE_TO_QUOTE] = QUOTE_TO_QUOTE
_ENDED = np.arange(256, dtype=np.uint8)
_ENDED[STOP_QUOTE_OPENS], _ENDED[QUOTE_TO_QUOTE] = STOP, STOP_QUOTE_CLOSES
"""At the end of a field, where a quotation that opens next belongs to another article."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """tag, gap: one byte per word · forward: both interleaved · backward: forward reversed, so that word i ends at 2·(w − i)."""

    tag: NDArray[np.uint8]
    gap: NDArray[np.uint8]
    forward: bytes
    backward: bytes


def tag_words(analysis: Analysis) -> Tagged:
    """The tags and gaps of every word of a batch that has at least one."""
    words = analysis.words
    gap = gaps(analysis)
    tag = _base_tags(analysis.vocabulary).take(words.id)
    tag[words.tag == ord("0")] = ord("0")
    shouted = np.flatnonzero(words.shouted)
    tag[shouted[among(b"oq")[tag[shouted]]]] = ord("N")
    _settle_forms(analysis, tag, gap)
    tag[words.capital & words.joined & (tag == ord("a"))] = ord("N")
    capital = np.flatnonzero(words.capital)
    letter = tag[capital]
    goes_on = _INSIDE_SENTENCE.take(gap[capital - 1]) & (capital > 0)
    tag[capital[(goes_on & _CAPITAL_IS_NAME[letter]) | (letter == ord("n"))]] = ord("N")
    tag[:-1][words.capital[:-1] & (tag[:-1] == ord("t")) & (tag[1:] == ord("0")) & (gap[:-1] == PLAIN)] = ord(
        "N"
    )  # No 10
    _settle_compounds(analysis, tag, gap)
    _settle_participles(analysis, tag, gap)
    _settle_nouns(analysis, tag, gap)
    tag[words.possessive | _plural_possessive(analysis, gap)] = ord("P")
    _settle_both(analysis, tag, gap)
    both = np.empty((len(words), 2), np.uint8)
    both[:, 0], both[:, 1] = tag, gap
    forward = both.tobytes()
    return Tagged(tag, gap, forward, forward[::-1])


def any_of(values: NDArray[np.uint8], letters: bytes) -> NDArray[np.bool_]:
    """Whether each tag or gap is one of some letters; over many, comparisons run faster than look-ups."""
    found: NDArray[np.bool_] = values == letters[0]
    for letter in letters[1:]:
        found |= values == letter
    return found


_BASE: dict[tuple[str, int], NDArray[np.uint8]] = {}


def _base_tags(vocabulary: Vocabulary) -> NDArray[np.uint8]:
    """(vocabulary,) the tag of each word id before its context is seen."""
    key = (vocabulary.digest, len(vocabulary))
    if key not in _BASE:
        tag = vocabulary.tag.copy()
        for letter, words in SINGLED_OUT.items():
            tag[vocabulary.ids_of(words.split())] = ord(letter)
        tag[UNKNOWN] = vocabulary.tag[UNKNOWN]
        _BASE[key] = tag
    return _BASE[key]


def _plural_possessive(analysis: Analysis, gap: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(w,) words in s with a bare apostrophe and a blank after it that closes no quotation: the voters' anger."""
    data, end = analysis.folded.array, analysis.words.end
    found: NDArray[np.bool_] = data[end] == ord("'")
    at = np.flatnonzero(found)
    found[at] = (data[end[at] + 1] == ord(" ")) & (data[end[at] - 1] == ord("s")) & (gap[at] == PLAIN)
    return found


def _settle_forms(analysis: Analysis, tag: NDArray[np.uint8], gap: NDArray[np.uint8]) -> None:
    """-ly makes an unknown word an adverb; -ed a modifier, or after a noun a verb; `close to` works like a participle."""
    words, data = analysis.words, analysis.folded.array
    plain = np.flatnonzero((tag == ord("n")) & (words.end - words.start > 4) & ~words.capital)
    last, before = data[words.end[plain] - 1], data[words.end[plain] - 2]
    kept = mask_of(analysis.vocabulary, "no adverb", NO_ADVERB)[words.id[plain]]
    tag[plain[(last == ord("y")) & (before == ord("l")) & ~kept]] = ord("a")
    ed = plain[(last == ord("d")) & (before == ord("e"))]
    previous = np.maximum(ed - 1, 0)
    verb = (_NOMINAL[tag[previous]] & ~words.possessive[previous]) | _SUBJECT_OR_AUXILIARY[tag[previous]]
    verb &= _INSIDE_SENTENCE[gap[previous]] & (ed > 0) & ~words.joined[ed]
    tag[ed] = np.where(verb, ord("v"), ord("j"))
    before_to = np.flatnonzero((tag[1:] == ord("i")) & (gap[:-1] == PLAIN))
    close = mask_of(analysis.vocabulary, "close", ["close"])
    tag[before_to[close.take(words.id[before_to])]] = ord("v")
    before_of = np.flatnonzero(among(b"fi").take(tag[1:]) & (gap[:-1] == PLAIN))
    before_of = before_of[mask_of(analysis.vocabulary, "disposed", DISPOSED).take(words.id[before_of])]
    tag[before_of[(tag[before_of - 1] == ord("r")) & (gap[before_of - 1] == PLAIN)]] = ord("v")
    named = np.flatnonzero(is_one_of(words.id[:-1], analysis.vocabulary, "named"))
    tag[
        named[
            among(b"rns")[tag[named - 1]]
            & words.capital[named + 1]
            & (gap[named - 1] == PLAIN)
            & (gap[named] == PLAIN)
        ]
    ] = ord("p")
    itself = np.flatnonzero(is_one_of(words.id, analysis.vocabulary, REFLEXIVES))
    tag[itself[_NOMINAL.take(tag[itself - 1]) & (gap[itself - 1] == PLAIN)]] = ord("a")


def _settle_compounds(analysis: Analysis, tag: NDArray[np.uint8], gap: NDArray[np.uint8]) -> None:
    """A word in a compound with hyphens is a modifier before a noun, whatever it is alone: high-ranking, 39-year-old, San
    Francisco-based; an initial in a name is a name: Paul A. Roe; `with` before a clause in -ing joins no source phrase."""
    words = analysis.words
    part = np.flatnonzero(words.joined)
    goes_on = np.append(words.joined[1:], False)[part]
    inner = part[goes_on]
    tag[inner[among(b"pkfi&caTvwV").take(tag[inner])]] = ord("j")
    last = part[~goes_on & among(b"vwVaTk").take(tag[part])]
    last = last[(gap[last] == PLAIN) & among(b"nNrsbuhj").take(tag.take(last + 1, mode="clip"))]
    tag[last] = ord("j")
    first = last[~words.joined[last - 1]] - 1
    tag[first[among(b"vwVaTpL").take(tag[first])]] = ord("j")
    initial = np.flatnonzero(words.capital & (words.end - words.start == 1) & (tag == ord("d")))
    initial = initial[analysis.folded.array[words.end[initial]] == ord(".")]
    initial = initial[(tag[initial - 1] == ord("N")) & (tag.take(initial + 1, mode="clip") == ord("N"))]
    tag[initial[(gap[initial - 1] == PLAIN) & (gap[initial] == PLAIN)]] = ord("N")
    _settle_with(analysis, tag, gap)


def _settle_with(analysis: Analysis, tag: NDArray[np.uint8], gap: NDArray[np.uint8]) -> None:
    """`with` before a clause in -ing joins no source phrase: with most voters saying."""
    ids, end, data = analysis.words.id, analysis.words.end, analysis.folded.array
    verb = np.flatnonzero((tag == ord("V")) | (tag == ord("w")))
    verb = verb[data[end[verb] - 2] == ord("n")]
    verb = verb[(data[end[verb] - 1] == ord("g")) & _BEFORE_CLAUSE.take(tag[verb - 1])]
    before = np.maximum(verb[:, None] - np.arange(1, _LONGEST_WITH), 0)
    opens = mask_of(analysis.vocabulary, "with", ["with"]).take(ids[before])
    goes_on = (_INSIDE_CLAUSE.take(tag[before]) | opens) & (gap[before] == PLAIN)
    opens &= np.logical_and.accumulate(goes_on, axis=1)
    tag[before[opens]] = ord("L")


def _settle_participles(analysis: Analysis, tag: NDArray[np.uint8], gap: NDArray[np.uint8]) -> None:
    """A form in -ing or -ed between a determiner or noun and a noun is a modifier: a tracking poll, the alleged plot."""
    data = analysis.folded.array
    verb = _verbs(tag[1:-1]) + 1
    end = analysis.words.end[verb]
    ing = (data[end - 1] == ord("g")) & (data[end - 2] == ord("n"))
    ed = (data[end - 1] == ord("d")) & (data[end - 2] == ord("e"))
    inside = (gap[verb - 1] == PLAIN) & (gap[verb] == PLAIN) & _NOMINAL[tag[verb + 1]]
    before = tag[verb - 1]
    tag[verb[inside & ((ing & _BEFORE_MODIFIER[before]) | (ed & (before == ord("d"))))]] = ord("j")
    asked = verb[mask_of(analysis.vocabulary, "asked in a poll", ASKED).take(analysis.words.id[verb])]
    asked = asked[among(b"rnNdj")[tag[asked - 1]] & among(b"VwvxBMDa")[tag[asked + 1]]]
    tag[asked[(gap[asked - 1] == PLAIN) & (gap[asked] == PLAIN)]] = ord("r")
    day = np.flatnonzero(tag[1:-1] == ord("T")) + 1
    modifies = among(b"dP")[tag[day - 1]] & among(b"nrsb")[tag[day + 1]]
    tag[day[modifies & (gap[day - 1] == PLAIN) & (gap[day] == PLAIN)]] = ord("j")  # the night shift
    joins = ing & (tag[verb] == ord("v")) & (gap[verb - 1] == PLAIN) & (gap[verb] == PLAIN)
    joins &= among(b"rs")[before] & among(b"d0P")[tag[verb + 1]]  # a worker leaving the plant
    tag[verb[joins]] = ord("p")


def _settle_nouns(analysis: Analysis, tag: NDArray[np.uint8], gap: NDArray[np.uint8]) -> None:
    """Verb forms that are nouns: after an article or owner, a modifier, a preposition, or between a noun and a verb."""
    words, data, vocabulary = analysis.words, analysis.folded.array, analysis.vocabulary
    verb = _verbs(tag)
    before = np.maximum(verb - 1, 0)
    owned = mask_of(vocabulary, "articles", ARTICLES).take(words.id[before]) | words.possessive[before]
    owned &= verb > 0
    noun_too = mask_of(vocabulary, "noun too", NOUN_TOO).take(words.id[verb])
    either = noun_too | owned
    verb, before, owned, noun_too = verb[either], before[either], owned[either], noun_too[either]
    after = np.minimum(verb + 1, len(tag) - 1)
    document = mask_of(vocabulary, "document too", DOCUMENT_TOO)[words.id[verb]]
    letter, letter_before = data[words.end[verb] - 1], data[words.end[before] - 1]
    touches = (gap[before] == PLAIN) & (verb > 0)
    participle = (letter == ord("d")) | (letter == ord("g"))
    nominal = among(b"nNbu")[tag[before]]
    noun = touches & (_BEFORE_NOUN[tag[before]] | words.possessive[before])
    noun |= (
        (gap[verb] == PLAIN)
        & _VERBAL[tag[after]]
        & (~touches | _NOMINAL[tag[before]] | (tag[before] == ord("a")))
    )
    noun |= touches & among(b"pfFyL")[tag[before]]
    noun |= touches & (letter == ord("s")) & _BEFORE_OBJECT[tag[before]]
    one_before = (letter_before != ord("s")) | words.shouted[before]
    noun |= touches & document & nominal & (letter != ord("s")) & one_before & ~participle
    bare = ~participle & (letter != ord("s")) & one_before
    noun |= (
        touches
        & bare
        & among(b"Nh")[tag[before]]
        & (tag[before - 1] == ord("d"))
        & (gap[before - 1] == PLAIN)
    )
    noun = (noun & noun_too) | (touches & owned & ~participle)
    says_that = noun & (gap[verb] == PLAIN) & (tag[after] == ord("z"))
    says_that &= (letter == ord("s")) & (letter_before != ord("s"))
    tag[verb[noun]] = np.where(document[noun], ord("u"), ord("n"))
    tag[verb[says_that & among(b"nu")[tag[before]]]] = ord("V")  # the report claims that
    states = np.flatnonzero(is_one_of(words.id, vocabulary, "states") & ~words.capital)
    tag[states[among(b"uIo").take(tag[states - 1]) & (gap[states - 1] == PLAIN)]] = ord("V")


def _settle_both(analysis: Analysis, tag: NDArray[np.uint8], gap: NDArray[np.uint8]) -> None:
    """`both` and `each` between a subject and its verb stand like an adverb; May that reports is a name."""
    words, vocabulary = analysis.words, analysis.vocabulary
    inner = np.flatnonzero(is_one_of(words.id[1:-1], vocabulary, "both each")) + 1
    kept = among(b"nNrsbuhPTxo").take(tag[inner - 1]) & _VERBAL.take(tag[inner + 1])
    tag[inner[kept & (gap[inner - 1] == PLAIN) & (gap[inner] == PLAIN)]] = ord("a")
    _settle_determined(analysis, tag, gap)
    may = np.flatnonzero(is_one_of(words.id[:-1], vocabulary, "may") & words.capital[:-1])
    tag[may[(tag[may + 1] == ord("V")) & (gap[may] == PLAIN)]] = ord("N")


def _settle_determined(analysis: Analysis, tag: NDArray[np.uint8], gap: NDArray[np.uint8]) -> None:
    """`That` before a singular noun at the start of a sentence is a determiner: That judge ruled; a form in -ing after a
    determiner and before no noun is one: with knowledge of the gathering."""
    words, data = analysis.words, analysis.folded.array
    that = np.flatnonzero((tag[:-1] == ord("z")) & words.capital[:-1] & (gap[:-1] == PLAIN))
    singular = data[words.core_end[that + 1] - 1] != ord("s")
    tag[that[singular & among(b"urhb").take(tag[that + 1])]] = ord("d")
    verb = np.flatnonzero((tag[1:-1] == ord("v")) & (tag[:-2] == ord("d")) & (gap[:-2] == PLAIN)) + 1
    verb = verb[_VERBAL.take(tag[verb + 1]) | (gap[verb] != PLAIN)]
    end = words.end[verb]
    tag[verb[(data[end - 1] == ord("g")) & (data[end - 2] == ord("n"))]] = ord("n")


def _verbs(tag: NDArray[np.uint8]) -> NDArray[np.int64]:
    return np.flatnonzero((tag == ord("V")) | (tag == ord("w")) | (tag == ord("v")))


def gaps(analysis: Analysis) -> NDArray[np.uint8]:
    """(w,) what stands between each word and the next, the weightiest mark only."""
    words, data = analysis.words, analysis.folded.array
    gap = np.full(len(words), PLAIN, np.uint8)
    position = _marks(data)
    wide = np.flatnonzero((words.start[1:] - words.end[:-1] != 1) | (data[words.end[:-1]] != ord(" ")))
    wide = np.append(wide, len(words) - 1)
    word = wide[np.searchsorted(words.end[wide], position, "right") - 1]
    outside = position >= words.end[word]
    outside &= position < words.start.take(word + 1, mode="clip")
    word, kind = word[outside], data[position[outside]]
    gap[np.flatnonzero(words.joined[1:])] = HYPHEN
    for mark, code in ((b"\x04", DASHED), (b"/", HYPHEN), (b":", COLON), (b";", SEMICOLON), (b",", COMMA)):
        gap[word[kind == mark[0]]] = code
    hyphen = word[kind == ord("-")]
    gap[hyphen[gap[hyphen] == PLAIN]] = DASHED
    gap[word[kind == ord("(")]] = OPENED
    closed = kind == ord(")")
    gap[word[closed]] = CLOSED
    after = position[outside][closed] + 2
    gap[word[closed][np.isin(data[after], (DASH, ord("-"))) & (data[after - 1] == ord(" "))]] = STOP
    _add_quotes(analysis, gap)
    close = np.flatnonzero(words.start[1:] - words.end[:-1] == 1)
    gap[close[(data[words.end[close]] == ord(".")) & words.capital[close + 1]]] = STOP
    _end_credits(analysis, gap, word[kind == ord("/")])
    last = np.flatnonzero(analysis.word_sentence[1:] != analysis.word_sentence[:-1])
    gap[last] = _STOPPED[gap[last]]
    ends = analysis.field_first_word[1:] - 1
    ends = ends[ends >= 0]
    gap[ends] = _ENDED[gap[ends]]
    gap[-1:] = STOP
    return gap


def _end_credits(analysis: Analysis, gap: NDArray[np.uint8], slashed: NDArray[np.int64]) -> None:
    """Stops what stands before a text from running into it: agencies of a photograph (`Ann Lee/Reuters Ministers said`) and
    time zones of a date line (`11.00 EDT Ministers said`). slashed: the words before a slash."""
    words, vocabulary, data = analysis.words, analysis.vocabulary, analysis.folded.array
    agency = np.minimum(slashed + 1, len(words) - 1)
    agency = agency[mask_of(vocabulary, "agencies", AGENCIES).take(words.id[agency])]
    agency = agency[data[words.start[agency] - 1] == ord("/")]
    agency += mask_of(vocabulary, "images", ["images"]).take(words.id.take(agency + 1, mode="clip"))
    zone = np.flatnonzero(words.shouted)
    zone = zone[mask_of(vocabulary, "zones", ZONES).take(words.id[zone])]
    zone = zone[(gap[zone - 1] == PLAIN) & (data[words.end[zone - 1] - 1] <= ord("9"))]
    ends = np.concatenate((agency, zone))
    ends = ends[(gap.take(ends, mode="clip") == PLAIN) & words.capital.take(ends + 1, mode="clip")]
    gap[ends] = STOP


def _marks(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where ( ) , - / : ; or a dash stands; comparisons run faster here than look-ups."""
    found = (data - np.uint8(ord("("))) < 2
    for first, count in ((",", 2), (":", 2), ("/", 1), ("\x04", 1)):
        found |= (data - np.uint8(ord(first))) < count
    return np.flatnonzero(found)


def _add_quotes(analysis: Analysis, gap: NDArray[np.uint8]) -> None:
    """Writes where quotations other than scare quotes open and close into the gaps."""
    quotations, words = analysis.quotations, analysis.words
    real = quotations.kind != SCARE
    closing = np.searchsorted(words.start, quotations.end[real]) - 1
    closing = closing[closing >= 0]
    gap[closing] = np.where(gap[closing] == COMMA, COMMA_QUOTE_CLOSES, QUOTE_CLOSES)
    before = np.searchsorted(words.start, quotations.start[real]) - 1
    before = before[before >= 0]
    opens = np.where(among(b",:")[gap[before]], COMMA_QUOTE_OPENS, QUOTE_OPENS)
    gap[before] = np.where(among(b"<}>")[gap[before]], QUOTE_TO_QUOTE, opens)
