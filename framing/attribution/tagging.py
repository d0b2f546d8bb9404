"""Words of a batch -> one tag byte and one gap byte each, the string the grammar is written over.

Word i stands at 2·i (tag) and 2·i + 1 (what separates it from the next word). Tags are those of tags.tsv, with some settled
here by form and neighbours: names, possessives, plural and participle forms, reporting words used as nouns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.text.analysis import Analysis
from framing.text.quotations import SCARE
from framing.text.vocabulary import Vocabulary

PLAIN, HYPHEN, COMMA, COLON, SEMICOLON, DASHED, OPENED, CLOSED = b" -,:;/()"
QUOTE_OPENS, QUOTE_CLOSES, COMMA_QUOTE_OPENS, COMMA_QUOTE_CLOSES = b"<>{}"
STOP, STOP_QUOTE_CLOSES, STOP_QUOTE_OPENS, STOP_BOTH = b".!^~"

SINGLED_OUT = {
    "that": "z", "of": "f", "to": "i", "by": "y", "according": "A", "as": "k", "be": "B", "is": "B", "are": "B", "was": "B",
    "were": "B", "been": "B", "being": "B", "isn't": "B", "wasn't": "B", "would": "M", "could": "M", "should": "M", "will": "M",
    "may": "M", "might": "M", "can": "M", "must": "M", "won't": "M", "can't": "M", "wouldn't": "M", "cannot": "M", "couldn't": "M",
    "did": "D", "do": "D", "does": "D", "didn't": "D", "don't": "D", "doesn't": "D", "from": "F", "it": "I",
    "which": "W", "what": "W", "whose": "W", "whatever": "W", "caption": "v", "familiar": "v", "familiarity": "n",
    **dict.fromkeys("he's she's it's they're they've he'd she'd they'd he'll she'll they'll it'll".split(), "C"),
    **dict.fromkeys(
        "after before during since until amid despite like than about under over into up down out off per via including "
        "since following throughout without unlike through upon toward towards behind beyond above below despite alongside".split(),
        "L",
    ),
}  # fmt: skip
"""Words with a grammar of their own: one letter each, upper case where several share it."""

NOUN_TOO = (
    "report reports claim claims finding findings comment comments estimate estimates forecast forecasts demand demands show "
    "shows answer answers reply note notes quote quotes signal signals warning warnings promise promises pledge fears fear hope "
    "hopes worries doubt doubts writing details suspect suspects praise projects state states threat plead vow tweet tweets leak "
    "leaks posting briefing joke jokes blame counter boast slam dispute disputes blast welcome stress brief briefs urge whisper "
    "whispers mention mentions complaint concerns views calls points offers predictions find finds feeling testimony suggestion "
    "hint hints views sees goes saying thinking reporting".split()
)
DOCUMENT_TOO = frozenset("report reports finding findings estimate estimates forecast forecasts tweet tweets warning".split())
ARTICLES = "a an the his her its their our my your no this these".split()
LY_NO_ADVERB = (
    "family early only ally italy supply reply rally assembly monthly daily weekly july elderly friendly likely unlikely deadly "
    "emily billy kelly molly sally holly lily reilly beverly kimberly connolly donnelly weekly quarterly yearly apply comply rely "
    "fly belly bully jelly lovely lonely ugly holy silly".split()
)


@dataclass(frozen=True, slots=True)
class Tagged:
    """tag, gap: one byte per word · forward: both interleaved · backward: forward reversed, so that word i ends at 2·(w − i)."""

    tag: NDArray[np.uint8]
    gap: NDArray[np.uint8]
    forward: bytes
    backward: bytes


@dataclass(frozen=True, slots=True)
class _Known:
    """By word id: base tag, and whether the word can be a noun besides a verb, a document, or ends in -ly without being an adverb."""

    tag: NDArray[np.uint8]
    noun_too: NDArray[np.bool_]
    document: NDArray[np.bool_]
    no_adverb: NDArray[np.bool_]
    article: NDArray[np.bool_]


_KNOWN: dict[tuple[str, int], _Known] = {}


def known(vocabulary: Vocabulary) -> _Known:
    """What the grammar knows of each word id; made once per vocabulary. All its words are in the shipped vocabulary (tested)."""
    key = (vocabulary.digest, len(vocabulary))
    found = _KNOWN.get(key)
    if found is None:
        tag = vocabulary.tag.copy()
        for word, letter in SINGLED_OUT.items():
            tag[vocabulary.ids_of([word])] = ord(letter)
        masks = [marked(vocabulary, words) for words in (NOUN_TOO, sorted(DOCUMENT_TOO), LY_NO_ADVERB, ARTICLES)]
        found = _KNOWN[key] = _Known(tag, *masks)
    return found


def marked(vocabulary: Vocabulary, words: list[str]) -> NDArray[np.bool_]:
    mask = np.zeros(len(vocabulary), np.bool_)
    mask[vocabulary.ids_of(words)] = True
    mask[0] = False
    return mask


def _mask(letters: bytes) -> NDArray[np.bool_]:
    mask = np.zeros(256, np.bool_)
    mask[list(letters)] = True
    return mask


_NAMES_IF_CAPITAL = _mask(b"nwvjM")
_NAMES_IF_CAPITAL_AT_START = _mask(b"n")
_NOMINAL = _mask(b"nNrsbuhPT0")
_REPORTS = _mask(b"Vwv")
_BEFORE_NOUN = _mask(b"dj0P")
_VERBAL = _mask(b"VwvxBMD")


def tag_words(analysis: Analysis) -> Tagged:
    """The tags and gaps of every word of a batch."""
    words, known_words = analysis.words, known(analysis.vocabulary)
    gap = _gaps(analysis)
    tag = known_words.tag.take(words.id)
    number = words.tag == ord("0")
    tag[number] = ord("0")
    first = np.ones(len(words), np.bool_)
    first[1:] = ~np.isin(gap[:-1], np.frombuffer(b" -,;", np.uint8))
    opens = np.zeros(len(words), np.bool_)
    opens[1:] = np.isin(gap[:-1], np.frombuffer(b"<{^~", np.uint8))
    _settle_forms(analysis, tag, known_words)
    capital = words.capital
    tag[words.shouted & np.isin(tag, np.frombuffer(b"oq", np.uint8))] = ord("N")
    tag[capital & words.joined & (tag == ord("a"))] = ord("N")
    tag[capital & ~first & _NAMES_IF_CAPITAL[tag]] = ord("N")
    tag[capital & first & _NAMES_IF_CAPITAL_AT_START[tag]] = ord("N")
    _settle_participles(analysis, tag, gap)
    _settle_nouns(analysis, tag, gap, known_words)
    tag[words.possessive | _plural_possessive(analysis, gap)] = ord("P")
    both = np.empty((len(words), 2), np.uint8)
    both[:, 0], both[:, 1] = tag, gap
    forward = both.tobytes()
    return Tagged(tag, gap, forward, forward[::-1])


def _plural_possessive(analysis: Analysis, gap: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(w,) words in s with a bare apostrophe and a blank after it that closes no quotation: the voters' anger."""
    words, data = analysis.words, analysis.folded.array
    end = words.end
    after = (data[end] == ord("'")) & (data[np.minimum(end + 1, len(data) - 1)] == ord(" ")) & (data[end - 1] == ord("s"))
    return after & (gap == PLAIN)


def _settle_forms(analysis: Analysis, tag: NDArray[np.uint8], known_words: _Known) -> None:
    """-ly makes an unknown word an adverb; -ed a modifier, or after a noun a verb."""
    words, data = analysis.words, analysis.folded.array
    last, before = data[words.end - 1], data[np.maximum(words.end - 2, 0)]
    plain = (tag == ord("n")) & (words.end - words.start > 4) & ~words.capital
    tag[plain & (last == ord("y")) & (before == ord("l")) & ~known_words.no_adverb[words.id]] = ord("a")
    ed = plain & (last == ord("d")) & (before == ord("e"))
    after_noun = np.zeros(len(tag), np.bool_)
    after_noun[1:] = _NOMINAL[tag[:-1]] & ~words.possessive[:-1]
    after_noun[1:] |= np.isin(tag[:-1], np.frombuffer(b"oIxBMDaq", np.uint8))
    tag[ed & after_noun & ~words.joined] = ord("v")
    tag[ed & ~(after_noun & ~words.joined)] = ord("j")


def _settle_participles(analysis: Analysis, tag: NDArray[np.uint8], gap: NDArray[np.uint8]) -> None:
    """A form in -ing or -ed between a determiner or noun and a noun is a modifier: a tracking poll, the alleged plot."""
    words, data = analysis.words, analysis.folded.array
    verb = np.flatnonzero(_REPORTS[tag[1:-1]]) + 1 if len(tag) > 2 else np.zeros(0, np.int64)
    end = words.end[verb]
    ing = (data[end - 1] == ord("g")) & (data[end - 2] == ord("n"))
    ed = (data[end - 1] == ord("d")) & (data[end - 2] == ord("e"))
    inside = (gap[verb - 1] == PLAIN) & (gap[verb] == PLAIN) & _NOMINAL[tag[verb + 1]]
    before = tag[verb - 1]
    tag[verb[inside & ((ing & (_BEFORE_NOUN[before] | (before == ord("N")))) | (ed & (before == ord("d"))))]] = ord("j")


def _settle_nouns(
    analysis: Analysis, tag: NDArray[np.uint8], gap: NDArray[np.uint8], known_words: _Known
) -> None:
    """Verbs that are nouns too: nouns after a determiner, modifier or possessive, and between a noun and a verb."""
    ids, possessive = analysis.words.id, analysis.words.possessive
    maybe = np.flatnonzero(known_words.noun_too[ids] & (_VERBAL[tag] | (tag == ord("w"))))
    after_article = np.zeros(len(tag), np.bool_)
    after_article[1:] = known_words.article[ids[:-1]] | possessive[:-1]
    maybe = np.union1d(maybe, np.flatnonzero(after_article & _REPORTS[tag]))
    if not len(maybe):
        return
    before = np.maximum(maybe - 1, 0)
    after = np.minimum(maybe + 1, len(tag) - 1)
    touches = (gap[before] == PLAIN) & (maybe > 0)
    determined = touches & (_BEFORE_NOUN[tag[before]] | possessive[before])
    subject = (gap[maybe] == PLAIN) & _VERBAL[tag[after]] & (~touches | _NOMINAL[tag[before]] | (tag[before] == ord("a")))
    data, end = analysis.folded.array, analysis.words.end
    bare = data[end[maybe] - 1] != ord("s")
    singular = touches & np.isin(tag[before], np.frombuffer(b"nNbu", np.uint8)) & (data[end[before] - 1] != ord("s"))
    determined |= bare & singular & ~np.isin(data[end[maybe] - 1], np.frombuffer(b"dg", np.uint8))
    strict = touches & (known_words.article[ids[before]] | possessive[before])
    determined |= strict & ~np.isin(data[end[maybe] - 1], np.frombuffer(b"dg", np.uint8))
    object_of = touches & np.isin(tag[before], np.frombuffer(b"pfFy", np.uint8))
    noun = maybe[determined | subject | object_of]
    tag[noun] = np.where(known_words.document[ids[noun]], ord("u"), ord("n"))


def _gaps(analysis: Analysis) -> NDArray[np.uint8]:
    """(w,) what stands between each word and the next."""
    words, data = analysis.words, analysis.folded.array
    count = len(words)
    gap = np.full(count, PLAIN, np.uint8)
    if not count:
        return gap
    position = np.flatnonzero(_MARKS.take(data))
    word = np.searchsorted(words.start, position, "right") - 1
    outside = (word >= 0) & (position >= words.end[np.maximum(word, 0)])
    position, word = position[outside], word[outside]
    kind = data[position]
    gap[np.flatnonzero(words.joined[1:])] = HYPHEN
    for mark, code in ((4, DASHED), (ord("/"), HYPHEN), (ord(":"), COLON), (ord(";"), SEMICOLON), (ord(","), COMMA)):
        gap[word[kind == mark]] = code
    hyphen = word[kind == ord("-")]
    gap[hyphen[gap[hyphen] == PLAIN]] = DASHED
    gap[word[kind == ord("(")]] = OPENED
    gap[word[kind == ord(")")]] = CLOSED
    _add_quotes(analysis, gap)
    gap[:-1][(words.start[1:] - words.end[:-1] == 1) & (data[words.end[:-1]] == ord("."))] = STOP
    last = np.ones(count, np.bool_)
    last[:-1] = analysis.word_sentence[1:] != analysis.word_sentence[:-1]
    gap[last] = _STOPPED[gap[last]]
    return gap


def _add_quotes(analysis: Analysis, gap: NDArray[np.uint8]) -> None:
    quotations, words = analysis.quotations, analysis.words
    real = quotations.kind != SCARE
    start, end = quotations.start[real], quotations.end[real]
    last = np.searchsorted(words.start, end) - 1
    closing = last[(last >= 0)]
    comma = gap[closing] == COMMA
    gap[closing] = np.where(comma, COMMA_QUOTE_CLOSES, QUOTE_CLOSES)
    before = np.searchsorted(words.start, start) - 1
    before = before[before >= 0]
    comma = np.isin(gap[before], np.frombuffer(b",:", np.uint8))
    closes = np.isin(gap[before], np.frombuffer(b"<}>", np.uint8))
    gap[before] = np.where(closes, STOP_BOTH, np.where(comma, COMMA_QUOTE_OPENS, QUOTE_OPENS))


_MARKS = _mask(b",:;/()-\x04")
_STOPPED = np.full(256, STOP, np.uint8)
_STOPPED[[QUOTE_CLOSES, COMMA_QUOTE_CLOSES]] = STOP_QUOTE_CLOSES
_STOPPED[[QUOTE_OPENS, COMMA_QUOTE_OPENS]] = STOP_QUOTE_OPENS
_STOPPED[STOP_BOTH] = STOP_BOTH
