"""Media Cloud's CSV of invented articles, in its layouts of today and of the old tools, and pages for their addresses."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from hashlib import sha256

from readers.database_articles import EVERY, Story
from readers.make_ris import address

TODAY = "id indexed_date language media_name media_url publish_date title url".split()
OLD = "stories_id publish_date title url language ap_syndicated themes media_id media_name media_url".split()


def own_id(story: Story) -> str:
    return sha256(address(story).encode()).hexdigest()


def row(story: Story) -> dict[str, str]:
    return {
        "id": own_id(story),
        "stories_id": own_id(story),
        "indexed_date": f"{story.day} 11:12:13.456789",
        "language": story.language,
        "media_name": story.outlet,
        "media_url": story.outlet,
        "media_id": "77",
        "ap_syndicated": "False",
        "themes": "",
        "publish_date": str(story.day),
        "title": story.title,
        "url": address(story) + "?utm_source=feed",
    }


def table(stories: Sequence[Story], columns: Sequence[str] = TODAY) -> str:
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(columns)
    for story in stories:
        writer.writerow([row(story)[name] for name in columns])
    return held.getvalue()


def samples() -> list[tuple[str, bytes]]:
    """Tables without text: each row is rejected as `no_text`."""
    return [
        ("mediacloud.csv", table(EVERY).encode()),
        ("mediacloud-old.csv", table(EVERY, OLD).encode("utf-8-sig")),
    ]
