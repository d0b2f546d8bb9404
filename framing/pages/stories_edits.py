"""Splitting and merging stories, and taking it back. The automatic groups stay; changes lie on top of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from framing.compare import UNKNOWN_ORIGIN
from framing.compare.story_list import Story
from framing.compare.story_words import MOST_DAYS
from framing.pages import blocks, data, stories_data
from framing.pages.exports import downloads
from framing.report.markup import tag
from framing.store import Collection
from framing.store.story_edits import EditKind, StoryEdit, add_edit, undo_edit

MOST_OFFERED = 300
NEAR = timedelta(days=2 * MOST_DAYS)
"""Stories and articles so far before or after are offered to be put together with a story."""
KINDS = {"merge": "Merged", "split": "Split off"}
COLUMNS = ("change", "articles", "made")


def change(chosen: Collection, opened: Story, listed: Sequence[Story]) -> None:
    """Below one story: take articles out of it, or put it together with another one of the same days."""
    with st.expander("Split or merge this story", key="story-change"):
        left, right = st.columns(2, gap="medium")
        with left:
            _split(chosen, opened)
        with right:
            _merge(chosen, opened, listed)
        st.caption("A change can be taken back under Changes. Every comparison by stories uses it at once.")


def changes(chosen: Collection) -> None:
    """All changes of the collection, each with a way to take it back."""
    made = stories_data.edits(chosen)
    if not made:
        blocks.note("Nothing was split or merged by hand. Open a story to do so.")
        return
    titles = dict(zip(*(chosen.articles[name].to_pylist() for name in ("id", "title")), strict=True))
    for edit in made:
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            blocks.show(tag("p", _told(edit, titles)))
            if st.button("Take back", key=f"undo-{edit.id}", icon=":material/undo:"):
                undo_edit(data.workspace().catalogue, chosen.id, edit.id)
                st.rerun()
    rows = [(edit.kind, " ".join(edit.articles), edit.created) for edit in made]
    downloads("story-changes", COLUMNS, rows, "made by a reader")


def _told(edit: StoryEdit, titles: dict[str, str | None]) -> str:
    named = "; ".join(titles.get(article) or article for article in edit.articles[:4])
    more = len(edit.articles) - 4
    rest = f" and {more} more" if more > 0 else ""
    return f"{KINDS[edit.kind]}: {named}{rest} ({edit.created[:10]})"


def _split(chosen: Collection, opened: Story) -> None:
    names = {f"{n}. {one.outlet}: {one.title or one.id}": one.id for n, one in enumerate(opened.articles, 1)}
    picked = st.multiselect("Take these articles out", list(names), key=f"split-{opened.id}")
    if st.button("Split", disabled=not picked or len(picked) == len(names), icon=":material/call_split:"):
        taken = [names[name] for name in picked]
        _keep(chosen, "split", taken, next(one.id for one in opened.articles if one.id not in taken))


def _merge(chosen: Collection, opened: Story, listed: Sequence[Story]) -> None:
    others = [story for story in listed if story.id != opened.id and _near(story, opened)][:MOST_OFFERED]
    told = [(story.id, f"{story.first or 'date unknown'} · {story.title}") for story in others]
    told += _alone(chosen, opened)[: MOST_OFFERED - len(told)]
    names = {f"{n}. {words}": article for n, (article, words) in enumerate(told, 1)}
    picked = st.selectbox(
        "Put it together with",
        list(names),
        index=None,
        key=f"merge-{opened.id}",
        placeholder="another story or article",
    )
    if st.button("Merge", disabled=not picked, icon=":material/call_merge:"):
        _keep(chosen, "merge", [opened.id, names[str(picked)]], opened.id)


def _alone(chosen: Collection, opened: Story) -> list[tuple[str, str]]:
    """Articles of about the same days that are in no story: id and what tells them apart."""
    if opened.first is None or opened.last is None:
        return []
    rows, inside = chosen.articles, stories_data.clusters(chosen) or {}
    first, last = (pa.scalar(day, pa.date32()) for day in (opened.first - NEAR, opened.last + NEAR))
    near = rows.filter(pc.and_(pc.greater_equal(rows["date"], first), pc.less_equal(rows["date"], last)))
    return [
        (row["id"], f"{row['date']} · {row['outlet'] or UNKNOWN_ORIGIN}: {row['title'] or row['id']}")
        for row in near.select(["id", "date", "outlet", "title"]).to_pylist()
        if row["id"] not in inside
    ]


def _near(story: Story, opened: Story) -> bool:
    """Stories without a date can be merged with any."""
    if not (story.first and story.last and opened.first and opened.last):
        return True
    return story.first - opened.last <= NEAR and opened.first - story.last <= NEAR


def _keep(chosen: Collection, kind: EditKind, articles: Sequence[str], stay: str) -> None:
    """Keep the change, and stay with the story that the article `stay` belongs to then."""
    add_edit(data.workspace().catalogue, chosen.id, kind, articles)
    st.query_params["story"] = stories_data.story_of(chosen, stay)
    st.rerun()
