"""(found) -> whose words each word is: the writer's own, reported or cited by the writer, or shown as somebody else's.

Beside quotations and the content of attributions: posts that stand in a text without marks, passages set off after a colon,
the turns of transcripts, what stands before an attribution put in ("the plan, they say, is …"), the names that somebody is
said to call somebody, words held at a distance in quotation marks, and what a headline or a sentence of the writer's quotes.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import numpy as np
from numpy.typing import NDArray

from framing.measures.contract import Found
from framing.text.analysis import Analysis
from framing.text.columns import covered
from framing.text.fold import DASH
from framing.text.quotations import PARTIAL, SPEECH
from framing.text.vocabulary import shipped_vocabulary

OWN, PARAPHRASED, DISTANT, WOVEN, QUOTED = 10, 6, 3, 2, 0
"""Tenths of its weight that a word counts: in the writer's own words; in attributed paraphrase; held at a distance (scare quotes,
what somebody is said to call something) or quoted in a headline, which the writer has picked; in a few quoted words woven
into a sentence of the writer's; in quotations. They are what fresh ratings give: docs/sensationalism.md."""

LONGEST_POST = 300
"""Characters of a post on a short-message site, links included."""
LONGEST_NAME = 60
"""Characters between the dash and the handle of a post's signature: "— Senator Hatch Office (@…)"."""
LONGEST_LABEL = 40
"""Characters of the name that opens a turn of a transcript."""
LONGEST_TURN = 3000
"""Characters of a turn of several paragraphs."""
FEWEST_TURNS = 4
"""Turns by speakers who speak twice or more that make a text a transcript; one question and its answer make none."""
FARTHEST_NAMED, FARTHEST_SEEN, FARTHEST_CHARGED = 12, 8, 6
"""Words from a verb of naming to the end of what it names, from the "as" of one of seeing, from the "of" of a charge."""
FARTHEST_AS = 7
"""Words from a verb of seeing to its "as"."""
LONGEST_BOX = 450
"""Characters of a box of links that a page has left in the text."""

NAMING = """
accuse accuses accused accusing brand brands branded branding call calls called calling characterize
characterizes characterized characterizing characterise characterises characterised decry decries decried
decrying denounce denounces denounced denouncing depict depicts depicted depicting deride derides derided
deriding describe describes described describing dismiss dismisses dismissed dismissing dub dubs dubbed
dubbing label labels labeled labelled labeling labelling lampoon lampoons lampooned lampooning portray
portrays portrayed portraying ridicule ridicules ridiculed term termed
""".split()
SEEING = """
attack attacks attacked attacking cast casting castigate castigates castigated castigating condemn
condemns condemned condemning consider considers considered frame frames framed framing paint paints
painted painting regard regards regarded regarding reputation see sees saw seen seeing slam slams
slammed slamming strike strikes struck treat treats treated treating view views viewed viewing
""".split()
CHARGES = """
accusation accusations allegation allegations assertion assertions charge charges claim claims
complaint complaints rumor rumors rumour rumours suggestion suggestions talk issue question questions
""".split()
SELF_NAMING = "i we i'd we'd i'll let's only".split()
"""What stands before a verb of naming with which the writer names something: "I call it", "can only be described as"."""
PARTICLES = "for on off up upon out into attention".split()
CITING = "called described proclaimed styled".split()
CITED_BY = "so self".split()
SUPPOSED = "alleged allegedly purported purportedly supposed supposedly".split()
"""Words with which the writer keeps the next ones at a distance."""
FARTHEST_SUPPOSED = 3
STATING = """
statement statements letter letters tweet tweets tweeted email emails post posted posts message memo
transcript excerpt op-ed recounts recounted writes wrote
""".split()
_REPORTS = ord("V")
_NO_QUOTATION, _KINDS = 3, 4
_OF_KIND = np.full(2 * _KINDS, DISTANT)
"""By kind of quotation, in the headline and then in the text."""
_OF_KIND[[_KINDS + SPEECH, _KINDS + PARTIAL]] = QUOTED, WOVEN
_OF_KIND[[_NO_QUOTATION, _KINDS + _NO_QUOTATION]] = OWN
_NAMING, _SELF, _PARTICLE, _CITING, _CITED_BY, _STATING, _SEEING, _CHARGE, _OF, _AS, _MORE, _SUPPOSED = (
    1 << bit for bit in range(12)
)
_NEWLINE, _COLON, _COMMA, _AT, _SPACE, _OPENING, _SLASH = b"\n:,@ (/"
_CLAUSE_END = np.zeros(256, np.bool_)
_CLAUSE_END[list(b",;:!?()\n" + bytes([DASH]))] = True
_GLUED = re.compile(r"[a-z]{2}[A-Z]")
_HOSTS = (b"pic.twitter.com", b"/t.co")
_DASH = bytes([DASH])
_ENDS_HOST = np.zeros(256, np.bool_)
_ENDS_HOST[list(b"mo")] = True


@cache
def _classes() -> NDArray[np.uint16]:
    """What each word of the shipped vocabulary is to the rules here; the last entry stands for all others."""
    vocabulary = shipped_vocabulary()
    classes = np.zeros(len(vocabulary) + 1, np.uint16)
    classes[:-1][vocabulary.tag == _REPORTS] = _STATING
    lists = {
        _NAMING: NAMING,
        _SELF: SELF_NAMING,
        _PARTICLE: PARTICLES,
        _CITING: CITING,
        _CITED_BY: CITED_BY,
        _STATING: STATING,
        _SEEING: SEEING,
        _CHARGE: CHARGES,
        _OF: ["of"],
        _AS: ["as"],
        _MORE: ["more"],
        _SUPPOSED: SUPPOSED,
    }
    for bit, words in lists.items():
        ids = vocabulary.ids_of(words)
        classes[ids[ids > 0]] |= np.uint16(bit)
    classes[0] = 0
    return classes


def shares(found: Found) -> NDArray[np.int64]:
    """(w,) tenths of its weight that each word counts, by voice."""
    analysis, attributions = found.analysis, found.attributions
    classes = _classes().take(analysis.words.id, mode="clip")
    paragraphs = _Paragraphs(analysis)
    content = np.stack((attributions.content_start, attributions.content_end), axis=1)
    reported = _covered(analysis, np.concatenate((content, _put_in(found))))
    kind = np.append(analysis.quotations.kind, _NO_QUOTATION).take(analysis.word_quotation, mode="wrap")
    share: NDArray[np.int64] = _OF_KIND.take(_KINDS * (analysis.word_field & 1) + kind)
    np.minimum(share, PARAPHRASED, out=share, where=reported)
    named = _named(analysis, classes)
    share[named] = np.minimum(share[named], DISTANT)
    shown = [
        *_posts(analysis, paragraphs),
        *_set_off(analysis, paragraphs, classes),
        *_turns(analysis, paragraphs),
        *_link_boxes(analysis, paragraphs, classes),
    ]
    for start, end in np.searchsorted(
        analysis.words.start, np.array(shown, np.int64).reshape(-1, 2)
    ).tolist():
        share[start:end] = QUOTED
    return share


def _covered(analysis: Analysis, spans: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(w,) whether each word stands in one of the (k, 2) stretches of text."""
    first, last = np.searchsorted(analysis.words.start, spans.T)
    return covered(first, last, len(analysis.words))


def _put_in(found: Found) -> NDArray[np.int64]:
    """(k, 2) the sentences whose attribution stands between commas or dashes: all of it is reported."""
    analysis, rows = found.analysis, found.attributions
    folded = analysis.folded.array
    first = np.minimum(rows.start, rows.cue_start)
    last = np.maximum(rows.end, rows.cue_end)
    before, after = folded.take(first - 2, mode="clip"), _mark_after(analysis, last)
    between = ((before == _COMMA) | (before == DASH)) & ((after == _COMMA) | (after == DASH))
    sentence = np.searchsorted(analysis.sentence_start, first[between], "right") - 1
    return np.stack((analysis.sentence_start[sentence], analysis.sentence_end[sentence]), axis=1)


def _mark_after(analysis: Analysis, end: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The character at each position, of a dash after a blank the dash."""
    folded = analysis.folded.array
    following = folded.take(end + 1, mode="clip")
    return np.where(following == DASH, following, folded.take(end, mode="clip"))


def _named(analysis: Analysis, classes: NDArray[np.uint16]) -> NDArray[np.int64]:
    """The words after a verb of naming, to the end of its clause, after the "as" of one of seeing, after the "of" of a charge,
    after "supposed", and the one after "so-called"."""
    at = np.flatnonzero(classes != 0)
    padded = np.concatenate((np.zeros(2, np.uint16), classes, np.zeros(1, np.uint16)))
    here, before, after = classes[at], padded[at + 1], padded[at + 3]
    by_writer = (before | padded[at]) & _SELF > 0
    citing = (here & _CITING > 0) & (before & _CITED_BY > 0)
    naming = (here & _NAMING > 0) & (after & _PARTICLE == 0) & ~by_writer & ~citing
    charged = (here & _OF > 0) & (before & _CHARGE > 0)
    seen_as = _seen_as(analysis, at[here & _AS > 0], at[(here & _SEEING > 0) & ~by_writer])
    found = (seen_as, at[naming], at[charged], at[citing], at[here & _SUPPOSED > 0])
    farthest = (FARTHEST_SEEN, FARTHEST_NAMED, FARTHEST_CHARGED, 1, FARTHEST_SUPPOSED)
    reach = np.repeat(farthest, [len(of_kind) for of_kind in found])
    return _to_clause_end(analysis, np.concatenate(found), reach)


def _seen_as(analysis: Analysis, word_as: NDArray[np.int64], verb: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the words "as" that follow a verb of seeing within FARTHEST_AS words of the same sentence."""
    if not len(verb):
        return verb
    latest = verb[np.maximum(np.searchsorted(verb, word_as) - 1, 0)]
    same = analysis.word_sentence[latest] == analysis.word_sentence[word_as]
    near: NDArray[np.int64] = word_as[same & (latest < word_as) & (word_as - latest <= FARTHEST_AS)]
    return near


def _to_clause_end(analysis: Analysis, at: NDArray[np.int64], reach: NDArray[np.int64]) -> NDArray[np.int64]:
    """The words after each word, no more than `reach`, to the next mark that ends a clause and within its sentence (whose full
    stops are those of initials and abbreviations)."""
    steps = np.arange(1, FARTHEST_NAMED + 1)
    inside = np.minimum(at[:, None] + steps, len(analysis.words) - 1)
    ends = _CLAUSE_END.take(_mark_after(analysis, analysis.words.end.take(inside - 1)))
    same = analysis.word_sentence.take(inside) == analysis.word_sentence[at][:, None]
    reached = same & (steps <= reach[:, None]) & ~np.logical_or.accumulate(ends, axis=1)
    within: NDArray[np.int64] = inside[reached & (inside > at[:, None])]
    return within


class _Paragraphs:
    """Where the paragraphs of a batch start and end, by newlines and fields."""

    def __init__(self, analysis: Analysis) -> None:
        self.newline = np.flatnonzero(analysis.folded.array == _NEWLINE)
        self._start = np.sort(np.concatenate((self.newline + 1, analysis.field_start)))
        self._end = np.sort(np.concatenate((self.newline, analysis.field_end)))

    def around(self, position: int) -> tuple[int, int]:
        """Start and end of the paragraph with a position."""
        start = self._start[np.searchsorted(self._start, position, "right") - 1]
        return int(start), int(self._end[np.searchsorted(self._end, position)])

    def starts_before(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The start of the paragraph with each position."""
        return self._start[np.searchsorted(self._start, positions, "right") - 1]


def _posts(analysis: Analysis, paragraphs: _Paragraphs) -> list[tuple[int, int]]:
    """Posts that stand in the text: what a signature (— Name (@handle)) or a link of the site ends, in its paragraph."""
    folded, data, found = analysis.folded.array, analysis.folded.data, []
    handle = np.flatnonzero(folded == _AT)
    for at in handle[folded.take(handle - 1) == _OPENING].tolist():
        start, _ = paragraphs.around(at)
        nearest = max(start, at - LONGEST_NAME)
        dash = max(data.rfind(_DASH, nearest, at), data.rfind(b" - ", nearest, at))
        if dash >= 0:
            found.append((max(start, dash - LONGEST_POST), dash))
    slash = np.flatnonzero(folded == _SLASH)
    for at in slash[_ENDS_HOST.take(folded.take(slash - 1))].tolist():
        if data.endswith(_HOSTS, max(at - 20, 0), at):
            start, _ = paragraphs.around(at)
            found.append((max(start, at - LONGEST_POST), at))
    return found


def _set_off(
    analysis: Analysis, paragraphs: _Paragraphs, classes: NDArray[np.uint16]
) -> list[tuple[int, int]]:
    """The paragraph after one that ends in a colon and whose last sentence reports or names a text."""
    newline, sentence = paragraphs.newline, analysis.word_sentence
    at = newline[analysis.folded.array.take(newline - 1) == _COLON]
    following = np.searchsorted(analysis.words.start, at)
    following = following[(following > 0) & (following < len(classes))]
    first = np.searchsorted(sentence, sentence[following - 1])
    stating = np.concatenate((np.zeros(1, np.int64), np.cumsum(classes & _STATING > 0)))
    shown = following[stating[following] > stating[first]]
    return [paragraphs.around(at) for at in analysis.words.start[shown].tolist()]


def _link_boxes(
    analysis: Analysis, paragraphs: _Paragraphs, classes: NDArray[np.uint16]
) -> list[tuple[int, int]]:
    """Boxes of links that a page has left in the text: headlines glued to the word before, up to "MORE"."""
    words, joined, found = analysis.words, analysis.joined, []
    for at in words.start[words.shouted & (classes & _MORE > 0)].tolist():
        start, _ = paragraphs.around(at)
        glued = _GLUED.search(joined, max(start, at - LONGEST_BOX), at)
        if glued:
            found.append((glued.end() - 1, at))
    return found


def _turns(analysis: Analysis, paragraphs: _Paragraphs) -> list[tuple[int, int]]:
    """The turns of transcripts: paragraphs that open with the name of one of several speakers and a colon."""
    folded, data = analysis.folded, analysis.folded.data
    colon = np.flatnonzero(folded.array == _COLON)
    start = paragraphs.starts_before(colon)
    near = (colon - start <= LONGEST_LABEL) & (colon > start) & folded.upper.take(start)
    near &= folded.array.take(colon + 1) == _SPACE
    colon, start = colon[near], start[near]
    field = (np.searchsorted(analysis.field_start, start, "right") - 1).tolist()
    labels = [(f, data[a:b]) for f, a, b in zip(field, start.tolist(), colon.tolist(), strict=True)]
    often = {label: n for label, n in Counter(labels).items() if n > 1}
    speakers = Counter(f for f, _ in often)
    turns: Counter[int] = Counter()
    for (f, _), count in often.items():
        turns[f] += count
    good = [
        (f, a, b)
        for (f, _), a, b in zip(labels, start.tolist(), colon.tolist(), strict=True)
        if speakers[f] > 1 and turns[f] >= FEWEST_TURNS
    ]
    following = [*good[1:], (-1, 0, 0)][: len(good)]
    return [
        (at, then if next_field == f and then - at <= LONGEST_TURN else paragraphs.around(at)[1])
        for (f, _, at), (next_field, then, _) in zip(good, following, strict=True)
    ]
