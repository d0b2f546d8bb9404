"""Furniture of pages of a corpus: which recurring stretches of a text are furniture, and what stands between them.

Menus, share bars, lists of headlines and credits are told by their capitals; prose that recurs (mission lines, newsletters)
only counts in whole sentences, and never where sources are reported on ("did not respond to a request for comment").
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from framing.index.grams import GRAM, Bools, Ints, Texts, grams, texts_of
from framing.index.page import mark_shapes
from framing.index.recurring import FEWEST_ARTICLES, Recurring
from framing.index.sketches import lines_of, pages_of, short
from framing.index.spans import settled_spans
from framing.text.fields import Fields
from framing.text.furniture import Spans

COMMON_SHARE = 0.02
"""From this share of an outlet's articles on a stretch is common."""
_SHARES = (0.5, 0.1, COMMON_SHARE, 0.0)
"""Shares of an outlet's articles, each looked at in turn without what the one before has marked: the first words of an article
recur with the menu above them, only much more rarely than the menu."""


@dataclass(frozen=True, slots=True)
class _Runs:
    """Stretches of words that recur: words first:last, the fewest articles that one of their grams stands in, and their share."""

    first: Ints
    last: Ints
    count: Ints
    share: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.first)


def corpus_furniture(fields: Fields, recurring: Recurring) -> list[Spans]:
    """For each article the spans of its text that are furniture: what recurs, the usual shapes, and what both enclose."""
    found = texts_of(fields)
    if not len(found):
        return [() for _ in fields.articles]
    cut = np.zeros(len(found), np.bool_)
    pages = np.repeat(pages_of(fields.articles), 2)
    _mark_lines(cut, found, pages, recurring)
    _mark_grams(cut, found, pages, recurring)
    mark_shapes(cut, found)
    return settled_spans(cut, found)


def _mark_grams(cut: Bools, found: Texts, pages: NDArray[np.uint32], recurring: Recurring) -> None:
    gram, counts = grams(found)
    sampled = np.flatnonzero(counts)
    of_text = np.diff(np.searchsorted(sampled, found.first_word))
    seen, count = recurring.grams(np.repeat(pages, of_text), short(gram.take(sampled)))
    at = sampled[seen]
    of = recurring.articles_of(pages)[found.text[at]]
    for share in _SHARES:
        free = ~(cut[at] | cut[at + 1] | cut[at + 2] | cut[at + 3] | cut[at + GRAM - 1])
        recurs = np.flatnonzero((count >= share * of) & free)
        if len(recurs):
            _mark_runs(cut, found, _runs(found, at[recurs], seen[recurs], count[recurs], of[recurs]))


def _runs(found: Texts, at: Ints, order: Ints, count: Ints, of: Ints) -> _Runs:
    """The runs of grams that recur; `order` counts the sampled grams, so that one left out between two ends a run."""
    text = found.text[at]
    new = np.ones(len(at), np.bool_)
    new[1:] = (np.diff(order) > 1) | (np.diff(text) > 0)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(at)) - 1
    fewest = np.minimum.reduceat(count, first)
    low, high = at[first], at[last] + GRAM
    share = fewest / np.maximum(of[first], 1)
    return _Runs(low, high, fewest, share)


_CAPITALS = 0.45
"""Share of capitals from which a stretch is no prose: menus, headlines and names have .6 and more, prose .05 to .2."""
_SURE_SHARE, _OFTEN_SHARE = 0.2, 0.04
"""No idiom of seven words stands in a fifth of an outlet's articles, none of ten in one of 25."""
_FEW = 5
"""Articles that show a share; of fewer, half must have the stretch."""
_LONG_LIST = 14
"""Words with capitals that are hardly the names and offices of one person."""
_UNSURE = 3
"""Words by which a run of sampled grams may be short of what recurs."""
_ENDS = 60
"""Words at either end of a text, furniture left out, where standing prose has its place."""
_REPORTED = (
    b"for comment",
    b"to comment",
    b" said",
    b" told ",
    b"declined to",
    b"not respond",
    b"immediately respond",
)
"""A sentence that reports on sources is the article's own, however often it recurs."""


def _mark_runs(cut: Bools, found: Texts, runs: _Runs) -> None:
    size = runs.last - runs.first
    long_enough = np.flatnonzero((size >= 12) | ((runs.share >= COMMON_SHARE) & (size >= 6)))
    columns = (column[long_enough].tolist() for column in (runs.first, runs.last, runs.count, runs.share))
    for first, last, count, share in zip(*columns, strict=True):
        listed = found.capitals(first, last) >= _CAPITALS
        if not listed and _reports(found, first, last):
            continue
        low, high = first, last
        if not _is_furniture(cut, found, (first, last), (count, share), listed=listed):
            low, high = found.whole_sentences(first, last)
            if not _is_standing_prose(cut, found, low, high, (count, share)):
                continue
        cut[slice(*_rounded(found, low, high))] = True


def _is_furniture(
    cut: Bools, found: Texts, run: tuple[int, int], seen: tuple[int, float], *, listed: bool
) -> bool:
    """Whether a run as a whole is the page's rather than the article's. seen: in how many articles it is, and their share."""
    (first, last), (count, share) = run, seen
    size = last - first
    sure = _is_common(count, share) and size >= 7
    if not sure:
        often = share >= _OFTEN_SHARE and count >= _FEW and size >= 10
        long_list = listed and (size >= _LONG_LIST or (share >= COMMON_SHARE and size >= 7))
        if not (long_list or (often and (listed or _has_place(cut, found, first, last)))):
            return False
    return _stands_apart(found, first, last, sure=sure)


def _is_common(count: int, share: float) -> bool:
    return share >= 0.5 or (share >= _SURE_SHARE and count >= _FEW)


def _rounded(found: Texts, first: int, last: int) -> tuple[int, int]:
    """The run up to the start and end of a sentence or line near its own: it may be a few words short, or have some too many."""
    low = max(first - _UNSURE, int(found.first_word[found.text[first]]))
    high = min(last + _UNSURE, found.text_end(first))
    before = found.stops[max(low - 1, 0) : first + _UNSURE - 1].tolist()
    if low == 0:
        before.insert(0, True)
    starts = [i for i, stop in enumerate(before, low) if stop]
    ends = [
        i + 1
        for i, stop in enumerate(found.stops[last - 1 - _UNSURE : high].tolist(), last - 1 - _UNSURE)
        if stop
    ]
    return (
        max((i for i in starts if i <= first), default=min(starts, default=first)),
        min((i for i in ends if i >= last), default=max(ends, default=last)),
    )


def _stands_apart(found: Texts, first: int, last: int, *, sure: bool) -> bool:
    """Whether sentences or lines start and end about where the run does: names inside a sentence of prose do not.

    In a text of a single line, whose headlines have no full stop, a long run needs one of the two, a sure one none.
    """
    if not sure and found.opens_quotation(first):
        return False
    low = first - _UNSURE - 1
    starts = low < 0 or bool(found.stops[low:first].any())
    ends = bool(found.stops[last - 1 : last + _UNSURE].any())
    if found.has_lines(first):
        return starts and ends
    return sure or (starts and ends) or (last - first >= _LONG_LIST and (starts or ends))


def _is_standing_prose(cut: Bools, found: Texts, first: int, last: int, seen: tuple[int, float]) -> bool:
    """Whether whole sentences that recur are the page's rather than the article's. seen: in how many articles, and their share.

    A paragraph of background that several articles have in the middle is theirs.
    """
    size, (count, share) = last - first, seen
    if size < 6 or (size < 12 and share < COMMON_SHARE):
        return False
    if _reports(found, first, last) or found.opens_quotation(first):
        return False
    if _is_common(count, share):
        return True
    return count > FEWEST_ARTICLES and _has_place(cut, found, first, last)


def _reports(found: Texts, first: int, last: int) -> bool:
    letters = found.letters_of(first, last)
    return any(phrase in letters for phrase in _REPORTED)


def _has_place(cut: Bools, found: Texts, first: int, last: int) -> bool:
    """Whether a stretch is near an end of its text, what is marked already left out."""
    start, end = int(found.first_word[found.text[first]]), found.text_end(first)
    before = first - start - int(np.count_nonzero(cut[start:first]))
    after = end - last - int(np.count_nonzero(cut[last:end]))
    return min(before, after) < _ENDS


def _mark_lines(cut: Bools, found: Texts, pages: NDArray[np.uint32], recurring: Recurring) -> None:
    """Marks the lines that recur."""
    text, hashed = lines_of(found)
    if not len(text):
        return
    first, last = found.line_first, np.append(found.line_first[1:], len(found))
    rows = found.several_lines[found.text[first]]
    first, last = first[rows], last[rows]
    recurs, count = recurring.lines(pages[text], short(hashed))
    articles = recurring.articles_of(pages)[text[recurs]]
    times = Counter(zip(text[recurs].tolist(), hashed[recurs].tolist(), strict=True))
    for i, n, of in zip(recurs.tolist(), count.tolist(), articles.tolist(), strict=True):
        seen = n, n / max(of, 1), times[int(text[i]), int(hashed[i])]
        if _is_standing_line(cut, found, int(first[i]), int(last[i]), seen):
            cut[first[i] : last[i]] = True


def _is_standing_line(cut: Bools, found: Texts, first: int, last: int, seen: tuple[int, float, int]) -> bool:
    """seen: articles that have the line, their share, and how often this article has it.

    Short lines that an article has several times are labels of speakers or answers; those after a quotation name who said it.
    """
    count, share, times = seen
    size = last - first
    if size <= 6 and share < _SURE_SHARE and found.follows_quotation(first):
        return False
    if size < 4:
        return times == 1 and count >= _FEW and share >= COMMON_SHARE
    if found.capitals(first, last) >= _CAPITALS:
        return count > FEWEST_ARTICLES or share >= 0.05
    return _is_standing_prose(cut, found, first, last, (count, share))
