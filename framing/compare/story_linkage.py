"""Groups of like articles by average linkage with a limit of days, so that stories do not grow into topics."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from framing.compare.story_words import MOST_DAYS, SCALE, Likeness

if TYPE_CHECKING:
    from framing.compare.moments import Floats, Integers

LEAST_LIKENESS = 0.12
"""Mean likeness at which two groups are still one story: best F1 on the tuning half of the judged pairs (docs/stories.md)."""


def linked(
    pairs: Likeness, first_day: Integers, last_day: Integers, least: float = LEAST_LIKENESS
) -> Integers:
    """For each article the number of the first article of its group: average linkage over the pairs given.

    Two groups are joined, the most alike first, while the mean likeness over all pairs between them (0 for pairs not
    given) is at least `least` and no more than MOST_DAYS lie between their first and last day. So a chain of
    articles, each like the next, does not grow into a topic. Ties go to the earlier articles.
    Source: Sokal & Michener, A statistical method for evaluating systematic relationships, University of Kansas Science
    Bulletin 38 (1958) 1409–1438.
    """
    groups = _Groups(pairs, first_day, last_day)
    while groups.heap:
        mean, one, other, *versions = heapq.heappop(groups.heap)
        if -mean < least * SCALE:
            break
        if versions == groups.versions(one, other) and groups.near(one, other):
            groups.join(one, other)
    return groups.heads()


class _Groups:
    """Groups of articles while they grow; the name of a group is the number of its first article."""

    def __init__(self, pairs: Likeness, first_day: Integers, last_day: Integers) -> None:
        self.first: list[int] = first_day.tolist()
        self.last: list[int] = last_day.tolist()
        count = len(self.first)
        self.size = [1] * count
        self.joined = [0] * count
        self.into = list(range(count))
        self.sums: list[dict[int, int]] = [{} for _ in range(count)]
        self.heap: list[tuple[float, int, int, int, int]] = []
        columns = (pairs.first.tolist(), pairs.second.tolist(), pairs.value.tolist())
        for one, other, value in zip(*columns, strict=True):
            self.sums[one][other] = self.sums[other][one] = value
            self.heap.append((-float(value), one, other, 0, 0))
        heapq.heapify(self.heap)

    def versions(self, one: int, other: int) -> list[int]:
        """What tells an old entry of the heap from one that still holds: how often each has grown, −1 for one that is gone."""
        return [self.joined[one], self.joined[other]]

    def near(self, one: int, other: int) -> bool:
        """Whether the two together keep the limit of days."""
        first = min(self.first[one], self.first[other])
        return max(self.last[one], self.last[other]) - first <= MOST_DAYS

    def join(self, one: int, other: int) -> None:
        """Put `other`, the later one, into `one`."""
        self.size[one] += self.size[other]
        self.first[one] = min(self.first[one], self.first[other])
        self.last[one] = max(self.last[one], self.last[other])
        self.joined[one] += 1
        self.joined[other] = -1
        self.into[other] = one
        own, gained = self.sums[one], self.sums[other]
        self.sums[other] = {}
        for third, value in gained.items():
            del self.sums[third][other]
            if third != one:
                own[third] = own.get(third, 0) + value
        for third, value in own.items():
            self.sums[third][one] = value
            mean = value / (self.size[one] * self.size[third])
            low, high = min(one, third), max(one, third)
            heapq.heappush(self.heap, (-mean, low, high, self.joined[low], self.joined[high]))

    def heads(self) -> Integers:
        """For each article the first one of its group; a group only ever went into an earlier one."""
        found = self.into.copy()
        for article, into in enumerate(found):
            found[article] = found[into]
        return np.array(found, dtype=np.int64)


def mean_likeness(pairs: Likeness, heads: Integers, sizes: Integers) -> Floats:
    """For each article its mean likeness, 0 to 1, to the others of its group; 0 for one alone.

    `sizes` says how many copies each stands for; copies are alike by 1.
    """
    same = heads[pairs.first] == heads[pairs.second]
    first, second, value = pairs.first[same], pairs.second[same], pairs.value[same] / SCALE
    count = heads.size
    total = np.bincount(first, value * sizes[second], count) + np.bincount(
        second, value * sizes[first], count
    )
    others = np.bincount(heads, sizes, count)[heads] - 1
    found: Floats = np.divide(total + sizes - 1, others, out=np.zeros(count), where=others > 0)
    return found
