"""From marked words to spans: what stands between marked stretches, and the exact characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from framing import kernels
from framing.index.grams import Bools, Hashes, Ints, Texts
from framing.text.furniture import Spans
from framing.text.sentences import merged

SHORT_GAP = 3
SHORT_END = 6
"""Words between two stretches, or between one and the end of the page, that go with them whatever they are."""
LONGEST_LIST = 80
LISTED = 0.5
"""Share of capitals from which what stands between two stretches is a list of headlines or names."""
HEAD = 700
FIRST_LINES = 60
"""Words at the start of a page among which it repeats the headline; without lines they are more, since menus have up to 600."""
HEAD_SHARE = 0.4
"""Nor is the headline further down than this share of the page."""
LIKE_TITLE = 0.6
"""Share of the title's different words from which a stretch as long as the title is the page's own headline."""


def settled_spans(cut: Bools, found: Texts) -> list[Spans]:
    """The spans of the marked words of each article's text, with what stands between them and belongs to them; titles have none.

    The headline that a page repeats above its text belongs to the article.
    """
    before = np.append(np.zeros(1, np.int64), np.searchsorted(np.flatnonzero(cut), found.first_word))
    marked = np.flatnonzero(np.diff(before[1:]))
    marked = marked[marked % 2 == 1]
    if not len(marked):
        return [[] for _ in found.text_start[1::2]]
    headlines = _headlines(cut, found, marked)
    for start, end in headlines.values():
        cut[start : _end_of_run(cut, end)] = False
    for low, high in _gaps(cut, found, marked, list(headlines)):
        text = int(found.text[low])
        bounds = int(found.first_word[text]), int(found.first_word[text + 1])
        for a, b in _around(low, high, headlines.get(text, (low, low))):
            if _goes_along(cut, found, (a, b), bounds):
                cut[a:b] = True
    return _spans(cut, found)


def _end_of_run(cut: Bools, end: int) -> int:
    """Where a few marked words after the headline end: a list that holds it has run on into the article."""
    rest = np.flatnonzero(~cut[end : end + SHORT_GAP + 1])
    return end + int(rest[0]) if len(rest) else end


def _headlines(cut: Bools, found: Texts, texts: Ints) -> dict[int, tuple[int, int]]:
    """Text -> the words of the headline above it, for those of some texts whose head is marked and repeats the title."""
    first, last = found.first_word[texts], found.first_word[texts + 1]
    head = first + np.where(found.several_lines[texts], FIRST_LINES, HEAD)
    head = np.minimum(head, first + (HEAD_SHARE * (last - first)).astype(np.int64))
    if kernels.IN_USE:
        return _headlines_natively(cut, found, texts, head)
    bounds = found.first_word[texts - 1].tolist()
    titles = [found.word[a:b] for a, b in zip(bounds, first.tolist(), strict=True)]
    slots = np.zeros(1 << 16, np.bool_)
    headlines = {}
    for text, title, low, high in zip(texts.tolist(), titles, first.tolist(), head.tolist(), strict=True):
        if 3 <= len(title) <= high - low and cut[low:high].any():
            start, end = _headline(found.word[low:high], title, slots)
            if end > start:
                headlines[text] = low + start, low + end
    return headlines


def _headlines_natively(cut: Bools, found: Texts, texts: Ints, head: Ints) -> dict[int, tuple[int, int]]:
    """The same; head: the word after the head of each text."""
    low, title = found.first_word[texts], found.first_word[texts - 1]
    first, last = np.empty(len(texts), np.int64), np.empty(len(texts), np.int64)
    slots, scratch = np.zeros(1 << 16, np.uint8), np.empty(2 * int((head - low).max()), np.int64)
    kernels.native.headlines(
        found.word, cut, low, head, title, low, np.array([LIKE_TITLE]), slots, scratch, first, last
    )
    at = np.flatnonzero(last)
    rows = zip(texts[at].tolist(), (low + first)[at].tolist(), (low + last)[at].tolist(), strict=True)
    return {text: (start, end) for text, start, end in rows}


def _headline(head: Hashes, title: Hashes, slots: Bools) -> tuple[int, int]:
    """The words of the head that are most like those of the title, none where no stretch is. slots: (65536,) all False, as they
    are left."""
    size = len(title)
    names = set(title.tolist())
    slots[_slot(title)] = True
    likely = np.flatnonzero(slots.take(_slot(head)))
    slots[_slot(title)] = False
    hits = [i for i, word in zip(likely.tolist(), head[likely].tolist(), strict=True) if word in names]
    if len(hits) < LIKE_TITLE * len(names):
        return 0, 0
    shared = np.zeros(len(head), np.int64)
    shared[hits] = 1
    total: Ints = np.cumsum(np.append(np.zeros(1, np.int64), shared))
    low = int(np.argmax(total[size:] - total[:-size]))
    inside = [i for i in hits if low <= i < low + size]
    if len(set(head[inside].tolist())) < LIKE_TITLE * len(names):
        return 0, 0
    return inside[0], inside[-1] + 1


def _slot(word: Hashes) -> Ints:
    return (word >> np.uint64(48)).astype(np.int64)


def _gaps(cut: Bools, found: Texts, texts: Ints, with_headline: Sequence[int]) -> list[tuple[int, int]]:
    """(first, last) of each run of unmarked words in some texts, without those that are too long to go with anything; the
    headline, where there is one, cuts them."""
    low, high = found.first_word[texts], found.first_word[texts + 1]
    edge = np.flatnonzero(cut[1:] != cut[:-1]) + 1
    edges = merged(edge, low, high)
    edges = edges[edges < len(cut)]
    first, last = edges, np.append(edges[1:], len(cut))
    inside = np.searchsorted(low, first, "right") - 1
    free = ~cut[first] & (inside >= 0) & (first < high[inside])
    is_cut = np.zeros(len(found.text_start), np.bool_)
    is_cut[list(with_headline)] = True
    free &= (last - first <= LONGEST_LIST) | is_cut[texts[inside]]
    return list(zip(first[free].tolist(), last[free].tolist(), strict=True))


def _goes_along(cut: Bools, found: Texts, gap: tuple[int, int], text: tuple[int, int]) -> bool:
    """Whether what stands in a gap between the marked words of a text goes with them; the headline is no end of the page."""
    a, b = gap
    at_end = a == text[0] or b == text[1]
    if b - a > (SHORT_END if at_end else LONGEST_LIST):
        return False
    if not ((a > text[0] and cut[a - 1]) or (b < text[1] and cut[b])):
        return False
    return (at_end or b - a <= SHORT_GAP or _is_list(found, a, b)) and _is_whole(found, a, b)


def _is_list(found: Texts, first: int, last: int) -> bool:
    """Whether words are headlines or names: many capitals and no full stop of a sentence."""
    full_stop = found.stops[first:last] & (found.folded.array.take(found.end[first:last]) == ord("."))
    return not full_stop.any() and found.capitals(first, last) >= LISTED


def _is_whole(found: Texts, first: int, last: int) -> bool:
    """Whether words are whole lines or sentences, where there are lines."""
    return not found.has_lines(first) or (found.starts(first) and bool(found.stops[last - 1]))


def _around(low: int, high: int, headline: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The words low:high without those of the headline."""
    first, last = headline if headline[0] < headline[1] else (high, high)
    for a, b in ((low, min(high, first)), (max(low, last), high)):
        if a < b:
            yield a, b


def _spans(cut: Bools, found: Texts) -> list[Spans]:
    """The spans of the marked words, each with the marks that touch them, by text; two without a word between are one."""
    spans: list[list[tuple[int, int]]] = [[] for _ in found.text_start]
    data = found.folded.data
    for low, high in _marked(cut, found):
        text = int(found.text[low])
        start, end = int(found.start[low]), int(found.end[high - 1])
        while data[start - 1 : start] not in _BLANK:
            start -= 1
        while data[end : end + 1] not in _BLANK:
            end += 1
        offset = int(found.text_start[text])
        spans[text].append((start - offset, end - offset))
    return [_merged(found_here) for found_here in spans[1::2]]


_BLANK = frozenset((b" ", b"\n", b"\0", b""))


def _marked(cut: Bools, found: Texts) -> Iterator[tuple[int, int]]:
    """(first, last) of each run of marked words inside a text."""
    new = np.zeros(len(cut) + 1, np.bool_)
    new[1:-1] = cut[1:] != cut[:-1]
    new[found.first_word] = True
    edges = np.flatnonzero(new)
    first, last = edges[:-1], edges[1:]
    inside = cut[first]
    yield from zip(first[inside].tolist(), last[inside].tolist(), strict=True)


def _merged(spans: list[tuple[int, int]]) -> Spans:
    """Spans of which none overlap: marks may stand between two words without a blank."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
