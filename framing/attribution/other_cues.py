"""Candidates of cues that are no verbs: `according to`, nouns that report, labels, handles, credit lines."""

from __future__ import annotations

from collections.abc import Iterator

from framing.attribution import grammar
from framing.attribution.candidates import TO, Sentences
from framing.attribution.forms import (
    ACCORDING,
    BEFORE_AGENT,
    CITED,
    CREDIT,
    FROM_SOURCE,
    LABEL,
    MOST_BEFORE_AGENT,
    OWNER,
    TWEET,
    Candidate,
)
from framing.attribution.tagging import OPENED, PLAIN

_LONGEST_LABEL = 6


def according_to(sentences: Sentences, word: int) -> Candidate | None:
    """`according to X`."""
    if (
        word + 2 >= sentences.count
        or sentences.tag[word + 1] != TO
        or sentences.gap[word] != PLAIN
        or sentences.gap[word + 1] not in b" <"
    ):
        return None
    phrase = sentences.phrase(word + 2)
    return None if phrase is None else Candidate(*phrase, word, ACCORDING)


def cited(sentences: Sentences, cue: int) -> Candidate | None:
    """`citing X`, `quoting X`."""
    phrase = sentences.phrase(cue + 1) if sentences.gap[cue] == PLAIN else None
    return None if phrase is None else Candidate(*phrase, cue, CITED)


def tweet(sentences: Sentences, word: int) -> Candidate | None:
    """The name before a handle in brackets; `word` is the handle."""
    first = sentences.phrase_start(word - 1) if word and sentences.gap[word - 1] == OPENED else -1
    return None if first < 0 or word - first > _LONGEST_LABEL else Candidate(first, word, word, TWEET)


def label(sentences: Sentences, word: int) -> Candidate | None:
    """The name before a colon at the start of a line or quotation: an interview label or caption; `word` is its last."""
    first = sentences.phrase_start(word)
    if first < 0:
        return None
    first = sentences.with_of(first)
    if word - first >= _LONGEST_LABEL:
        return None
    starts = first == 0 or sentences.gap[first - 1] in b".!^~" or sentences.tag[first - 1] in b"Fv"
    return Candidate(first, word + 1, word, LABEL) if starts else None


def credit(sentences: Sentences, word: int) -> Candidate | None:
    """`“…” Ann Lee, The Paper`: a name and a medium below a quotation; `word` is the first after it."""
    match = grammar.CREDIT.match(sentences.forward, 2 * word)
    if match is None:
        return None
    last = (match.end(1) + 1) // 2
    return Candidate(word, last, last - 1, CREDIT)


def around_noun(sentences: Sentences, noun: int) -> Iterator[Candidate | None]:
    """Candidates of a noun that reports: its owner, or who it comes from."""
    owner = noun - 1
    while (
        owner > 0 and noun - owner < 3 and sentences.tag[owner] in b"jnvw" and sentences.gap[owner] == PLAIN
    ):
        owner -= 1
    if owner >= 0 and sentences.gap[owner] == PLAIN:
        phrase = grammar.LAST_OWNER.match(sentences.backward, sentences.back(owner + 1) + 1)
        yield (
            None
            if phrase is None
            else Candidate(sentences.count - (phrase.end() + 1) // 2, owner + 1, noun, OWNER)
        )
    by = noun + 1
    most = min(noun + MOST_BEFORE_AGENT, sentences.count - 2)
    while by <= most and sentences.tag[by] in BEFORE_AGENT:
        by += 1
    if by + 1 < sentences.count and sentences.tag[by] in b"Fy" and not sentences.gap[noun : by + 1].strip():
        found = sentences.phrase(by + 1)
        yield None if found is None else Candidate(*found, noun, FROM_SOURCE)
