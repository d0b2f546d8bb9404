"""The process that groups a large collection into stories; framing.pages.stories_data starts it with folder and target."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framing.compare.stories import Stories, find_stories, stories_table
from framing.compare.story_words import article_words
from framing.store import Collection, open_scored, text_batches

UMASK = 0o077


def main(folder: str, target: str) -> int:
    """Writes the stories of a scored folder; the target is there whole or not at all."""
    os.umask(UMASK)
    path = Path(target)
    unfinished = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        pq.write_table(stories_table(stories_in(open_scored(Path(folder)))), unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return 0


def stories_in(collection: Collection) -> Stories:
    """The stories of a collection, by title and text; by title alone where it was scored without its texts."""
    return find_stories(collection.articles, _words(collection))


def _words(collection: Collection) -> dict[str, str]:
    """Words of the articles that have a date: others join no story by their words."""
    dated = collection.articles.filter(pc.is_valid(collection.articles["date"]))
    if not collection.has_texts:
        titles = zip(dated["id"].to_pylist(), dated["title"].to_pylist(), strict=True)
        return {key: article_words(title, "") for key, title in titles}
    lacking = pa.nulls(len(dated), pa.string())
    furniture = dated["furniture"] if "furniture" in dated.column_names else lacking
    cut = dict(zip(dated["id"].to_pylist(), furniture.to_pylist(), strict=True))
    words: dict[str, str] = {}
    for batch in text_batches(collection):
        for key, title, text in zip(
            *(batch.column(name).to_pylist() for name in ("id", "title", "text")), strict=True
        ):
            if key in cut:
                words[key] = article_words(title, text, json.loads(cut[key] or "[]"))
    return words


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
