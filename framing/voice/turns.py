"""Stretches in which somebody else speaks without quotation marks: turns and answers of an interview, posts with a handle."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from framing.attribution.lexicon import is_one_of
from framing.text.analysis import Analysis

EDITED = "in an edited interview"
FEWEST_TURNS = 3
"""Turns that each of two speakers must have, so that "Photograph:" and "Read more:" are no interview."""
LEAST_QUESTIONS = 0.3
"""Share of a speaker's turns that end with a question mark, from which the speaker is the interviewer, who is the writer."""
LONGEST_TURN = 4000
LONGEST_POST = 300
LONGEST_LABEL = 40

_LABEL = re.compile(r"(?:^|[.?!…)\"”’\n]\s*|\s{2,})([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}) ?$")
_SIGNATURE = re.compile(r"[—–-] ?([^\n—–]{1,50} )$")
_NOTE = re.compile(
    r"\b(?:edited|condensed)(?: (?:and|or) (?:lightly )?(?:edited|condensed))? (?:for|to improve) "
    r"(?:clarity|length|brevity|space|concision|style)|"
    r"\b(?:[Ii]nterview|[Cc]onversation|[Tt]ranscript) (?:has been|have been|was|is) (?:\w+ )?(?:edited|condensed|excerpted)"
)
NOTE_AT_END = 0.8
"""Share of the text from which on a note ("This interview has been edited") speaks of what goes before it."""
_FIRST_PERSON = re.compile(r"\b(?:I|I[’']m|I[’']ve|I[’']d|[Ww]e|[Ww]e[’']re|[Ww]e[’']ve|[Mm]y|[Oo]ur|you)\b")
FIRST_PERSON_NEAR = 200
_SENTENCE_END = re.compile(r"[.!?]")
_NO_NAMES = frozenset(
    "Above Advertisement Also Below Caption Credit Credits Details Editor Genre Here Image Images Left Link Listen More Note "
    "Photo Photograph Photography Picture Problem Question Rating Read Related Right Runtime See Seasons Source Sources Stars "
    "Story Topics Update UPDATE Video Warning Watch What Why How Who Tip Step Pros Cons Price Review".split()
)


WORDS_OF_NOTE = "edited condensed"
"""One of these stands in every _NOTE."""


class Stretch(NamedTuple):
    """start, end: offsets of the field · speaker: the label or signature, where there is one · reason."""

    start: int
    end: int
    speaker: str | None
    reason: str


class Turns:
    """The stretches of the fields of one batch, found when first asked for."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._field_start: list[int] = analysis.field_start.tolist()
        self._field_end: list[int] = analysis.field_end.tolist()
        self._known: dict[int, list[Stretch]] = {}
        folded, stops, ids = analysis.folded.array, analysis.stops, analysis.words.id
        self._has_turns = _per_field(analysis, stops[folded.take(stops) == ord("?")]) >= FEWEST_TURNS
        self._has_turns &= _per_field(analysis, np.flatnonzero(folded == ord(":"))) >= 2 * FEWEST_TURNS
        self._has_posts = _per_field(analysis, np.flatnonzero(folded == ord("@"))) > 0
        noted = np.flatnonzero(is_one_of(ids, analysis.vocabulary, WORDS_OF_NOTE))
        self._has_note = np.zeros(len(self._field_start), np.bool_)
        self._has_note[analysis.word_field[noted]] = True
        self.may_be: NDArray[np.bool_] = self._has_turns | self._has_posts | self._has_note
        """(2n,) whether a field can hold a stretch."""

    def at(self, start: int) -> Stretch | None:
        """The stretch around a position of the batch, with offsets of its field."""
        field = bisect_right(self._field_start, start) - 1
        low = self._field_start[field]
        if field not in self._known:
            self._known[field] = self._stretches(field)
        if not self._known[field]:
            return None
        found = next((s for s in self._known[field] if s.start <= start - low < s.end), None)
        if found is not None and found.reason == EDITED and not self._answers(found, low, start):
            return None
        return found

    def _stretches(self, field: int) -> list[Stretch]:
        """Those of a field, each kind looked for only where its signs stand."""
        if not self.may_be[field]:
            return []
        found = list[Stretch]()
        text = self._analysis.joined[self._field_start[field] : self._field_end[field]]
        if self._has_turns[field]:
            found += interview_turns(text)
        if self._has_posts[field]:
            found += posts(text)
        if self._has_note[field]:
            found += edited_interview(text)
        return found

    def _answers(self, interview: Stretch, low: int, start: int) -> bool:
        """Whether a position in an edited interview is in somebody's answer: a first person near it, and no question itself."""
        text = self._analysis.joined
        if text.find("?", low + interview.start, start) < 0:
            return False
        end = _SENTENCE_END.search(text, start)
        near = text[max(low, start - FIRST_PERSON_NEAR) : start + FIRST_PERSON_NEAR]
        return _FIRST_PERSON.search(near) is not None and not (end and end.group() == "?")


def _per_field(analysis: Analysis, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """(2n,) how many of some places, which rise, each field has."""
    return np.asarray(
        np.searchsorted(at, analysis.field_end) - np.searchsorted(at, analysis.field_start), np.int64
    )


def interview_turns(text: str) -> list[Stretch]:
    """What those who are asked say, in a text where two or more labelled speakers ("Musk:") take FEWEST_TURNS turns each."""
    if text.count("?") < FEWEST_TURNS or text.count(":") < 2 * FEWEST_TURNS:
        return []
    found = [label for label in _labels(text) if label[2] not in _NO_NAMES]
    count = Counter(who for _, _, who in found)
    found = [label for label in found if count[label[2]] >= FEWEST_TURNS]
    if len({who for _, _, who in found}) < 2:
        return []
    turns = [
        Stretch(begin, min(end, begin + LONGEST_TURN), who, "in an interview turn")
        for (_, begin, who), end in zip(
            found, [*(start for start, _, _ in found[1:]), len(text)], strict=True
        )
    ]
    asked: Counter[str | None] = Counter(
        t.speaker for t in turns if text[t.start : t.end].rstrip().endswith("?")
    )
    return [turn for turn in turns if asked[turn.speaker] < LEAST_QUESTIONS * count[str(turn.speaker)]]


def _labels(text: str) -> list[tuple[int, int, str]]:
    """(start of the label, start of the words after it, label) of everything that looks like a speaker's label."""
    found = []
    colon = text.find(":")
    while colon >= 0:
        low = max(colon - LONGEST_LABEL, 0)
        before = text[low:colon]
        last_word = before[before.rstrip().rfind(" ") + 1 :].lstrip("\n")
        match = _LABEL.search(before) if last_word[:1].isupper() or "\n" in before else None
        if match and text[colon + 1 : colon + 2].isspace():
            found.append((low + match.start(1), colon + 1, match.group(1)))
        colon = text.find(":", colon + 1)
    return found


def edited_interview(text: str) -> list[Stretch]:
    """What a note such as "edited for length" says is an interview, which may have no labels; at most one."""
    note = _NOTE.search(text) if "edited" in text or "condensed" in text else None
    if note is None:
        return []
    if note.start() < NOTE_AT_END * len(text):
        return [Stretch(note.end(), len(text), None, EDITED)]
    return [Stretch(0, note.start(), None, EDITED)]


def posts(text: str) -> list[Stretch]:
    """Posts that end in a signature with a handle ("— Jane Roe (@jroe)"), from their paragraph's start on."""
    found: list[Stretch] = []
    handle = text.find("(@")
    while handle >= 0:
        match = _SIGNATURE.search(text, max(handle - 52, 0), handle)
        if match:
            previous = found[-1].end if found else 0
            start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - LONGEST_POST, previous)
            if start == match.start():
                start = max(
                    text.rfind("\n", 0, match.start() - 2) + 1, match.start() - LONGEST_POST, previous
                )
            found.append(Stretch(start, match.start(), match.group(1).strip(), "in a signed post"))
        handle = text.find("(@", handle + 2)
    return found
