"""What a list of stories shows: when, where, how often, and the headline of the article most like the others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from framing.compare.scored import UNKNOWN_ORIGIN, alphabetical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """One article of a story; `copy` is the first article of its shared copy or near-duplicates, its own id for that one."""

    id: str
    outlet: str
    title: str | None
    date: date | None
    copy: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """A story with its articles by date, outlets in alphabetical order; `title` is that of the article most like the others."""

    id: str
    title: str
    articles: tuple[StoryArticle, ...]
    outlets: tuple[str, ...]

    @property
    def first(self) -> date | None:
        """The day of the first article that has one."""
        return min((one.date for one in self.articles if one.date), default=None)

    @property
    def last(self) -> date | None:
        """The day of the last article that has one."""
        return max((one.date for one in self.articles if one.date), default=None)


def story_list(
    articles: pa.Table, stories: Mapping[str, str], scores: Mapping[str, float], *, copies: bool = True
) -> tuple[Story, ...]:
    """The stories (article id → story), newest first; those of articles without a date last.

    Without `copies`, of near-duplicates and copy that several outlets share only the first article is there, and a story of
    which one article is left is none.
    """
    members: dict[str, list[StoryArticle]] = defaultdict(list)
    ids = pa.array(sorted(stories), pa.string())
    for row in articles.filter(pc.is_in(articles["id"], value_set=ids)).to_pylist():
        one = _article(row)
        if copies or one.copy in (None, one.id):
            members[stories[one.id]].append(one)
    found = [_story(name, own, scores) for name, own in members.items() if len(own) > 1]
    return tuple(sorted(found, key=lambda story: (story.first is None, _newest_first(story), story.id)))


def _article(row: Mapping[str, Any]) -> StoryArticle:
    copy = row.get("shared_copy") or row["duplicate_of"]
    return StoryArticle(row["id"], row["outlet"] or UNKNOWN_ORIGIN, row["title"], row["date"], copy)


def _story(name: str, articles: Sequence[StoryArticle], scores: Mapping[str, float]) -> Story:
    ordered = sorted(
        articles, key=lambda one: (one.date is None, (one.date and one.date.toordinal()) or 0, one.id)
    )
    middle = max(ordered, key=lambda one: (bool(one.title), scores.get(one.id, 0.0)))
    return Story(name, middle.title or middle.id, tuple(ordered), alphabetical(one.outlet for one in ordered))


def _newest_first(story: Story) -> int:
    return -story.first.toordinal() if story.first else 0
