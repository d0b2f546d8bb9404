"""The list of stories as a file: one row per article with the story it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from framing.compare.story_list import Story
from framing.pages import data
from framing.pages.exports import downloads
from framing.store import Collection

COLUMNS = ("story", "story_headline", "article_id", "outlet", "date", "headline", "copy_of")
NOTE = "stories grouped by machine from words and dates, with the changes made in the app"


def list_downloads(chosen: Collection, shown: Sequence[Story]) -> None:
    """Download buttons for the stories shown."""
    rows = [
        (
            story.id,
            story.title,
            one.id,
            one.outlet,
            one.date,
            one.title,
            one.copy if one.copy != one.id else None,
        )
        for story in shown
        for one in story.articles
    ]
    downloads("stories", COLUMNS, rows, f"{NOTE}. {data.sampling_note(chosen)}")
