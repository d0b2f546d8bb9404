"""Stories: the same event in several outlets, side by side, and outlets compared within the stories that both cover."""

from __future__ import annotations

import streamlit as st

from framing.compare.stories import Stories
from framing.compare.story_list import Story
from framing.compare.story_words import MOST_DAYS
from framing.pages import blocks, data, stories_data, stories_edits, stories_one, stories_pair
from framing.pages.links import keep, recall, select
from framing.pages.opener import on_articles
from framing.pages.stories_cards import days
from framing.pages.stories_export import list_downloads
from framing.report.markup import Markup, tag
from framing.report.words import counted
from framing.store import Collection

TITLE = "Stories"
LIST, PAIR, CHANGES = "All stories", "Two outlets", "Changes"
PAGE_SIZE = 15
ABOUT = "The same event in several outlets: how each tells it."
HOW = (
    f"Articles of at most {MOST_DAYS} days are grouped by the words they share. The groups are a machine’s guess: "
    "split and merge them where you see better."
)
COPY_HELP = "Leave out copy that several outlets share, such as that of a news agency, and near-duplicates, except the first."


def draw() -> None:
    """The page."""
    on_articles(TITLE, ABOUT, _known_or_waiting)


def _known_or_waiting(chosen: Collection) -> None:
    found = stories_data.stories(chosen)
    if found is None:
        _waiting(chosen)
    else:
        _drawn(chosen, found)


def _waiting(chosen: Collection) -> None:
    if stories_data.failed(chosen):
        blocks.note("The articles could not be grouped.", "error")
        if st.button("Try again", type="primary"):
            stories_data.try_again(chosen)
            st.rerun()
        return
    blocks.note(
        f"Grouping {counted(len(chosen.articles), 'article')} into stories. This takes up to a minute, once for a collection."
    )
    _look_again(chosen)


@st.fragment(run_every=1.0)
def _look_again(chosen: Collection) -> None:
    if stories_data.stories(chosen) is not None or stories_data.failed(chosen):
        st.rerun()


def _drawn(chosen: Collection, found: Stories) -> None:
    if not stories_data.dated(chosen):
        blocks.note(
            "No article here has a full date, so none can be of the same days. Only near-duplicates and shared copy are grouped."
        )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="stories-choices"):
        view = _view()
        copies = not st.toggle("Without shared copy", key="without_copy", bind="query-params", help=COPY_HELP)
    if view == PAIR:
        stories_pair.pair(chosen, copies=copies)
    elif view == CHANGES:
        stories_edits.changes(chosen)
    else:
        _all(chosen, found, stories_data.listed(chosen, copies=copies))


def _view() -> str:
    views = [LIST, PAIR, CHANGES]
    recall("view", views)
    chosen = st.segmented_control(
        "View",
        views,
        default=LIST,
        required=True,
        key="view",
        bind="query-params",
        label_visibility="collapsed",
    )
    return keep("view", str(chosen or LIST))


def _all(chosen: Collection, found: Stories, listed: tuple[Story, ...]) -> None:
    asked = st.query_params.get("story")
    if asked is not None:
        wanted = stories_data.story_of(chosen, asked)
        opened = next((story for story in listed if story.id == wanted), None)
        if opened is not None:
            st.query_params["story"] = asked  # a search bound to the address would take its place there
            stories_one.story(chosen, opened, listed)
            return
        blocks.note("The story of this link is not here: it holds one article, or is of another collection.")
    _numbers(chosen, found, listed)
    if len(data.outlet_names(chosen)) == 1 and listed:
        blocks.note(
            "Only one outlet here: there is nobody to compare it with. These are its own series of articles."
        )
    shown = _searched(chosen, listed)
    if not shown:
        blocks.note("No story matches." if listed else _none(chosen))
        return
    _page(shown)
    list_downloads(chosen, shown)


def _none(chosen: Collection) -> str:
    if len(chosen.articles) == 1:
        return "One article makes no story. Add articles of other outlets about the same days."
    return "No two articles here tell the same story within the same days."


def _numbers(chosen: Collection, found: Stories, listed: tuple[Story, ...]) -> None:
    inside = sum(len(story.articles) for story in listed)
    without = len(found.article) - stories_data.dated(chosen)
    told = f"{counted(inside, 'article')} of {len(found.article):,} in {counted(len(listed), 'story', 'stories')}."
    undated = (
        f" {counted(without, 'article')} without a full date: grouped only as copies." if without else ""
    )
    titles = (
        ""
        if chosen.has_texts
        else " Scored without texts: grouped by headlines alone, which finds fewer stories."
    )
    st.caption(f"{told}{undated}{titles} {HOW}")


def _searched(chosen: Collection, listed: tuple[Story, ...]) -> tuple[Story, ...]:
    columns = st.columns([3, 2, 1.6])
    recall("q", (st.session_state.get("last_q"),))
    words = keep("q", columns[0].text_input("Words of a headline", key="q", bind="query-params"))
    outlet = select(columns[1], "Outlet", ["All", *data.outlet_names(chosen)], "of_outlet")
    most = max((len(story.outlets) for story in listed), default=1)
    least = ["1", *map(str, range(2, max(most, 2) + 1))]
    several = int(len(data.outlet_names(chosen)) > 1)
    fewest = int(select(columns[2], "At least outlets", least, "least", index=several))
    wanted = (words or "").casefold().split()
    return tuple(
        story
        for story in listed
        if len(story.outlets) >= fewest
        and (outlet == "All" or outlet in story.outlets)
        and _holds(story, wanted)
    )


def _holds(story: Story, wanted: list[str]) -> bool:
    return any(all(word in (one.title or "").casefold() for word in wanted) for one in story.articles)


def _page(shown: tuple[Story, ...]) -> None:
    pages = (len(shown) + PAGE_SIZE - 1) // PAGE_SIZE
    at = min(max(int(st.session_state.get("stories_page", 0)), 0), pages - 1)
    for story in shown[at * PAGE_SIZE : (at + 1) * PAGE_SIZE]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            blocks.show(_line(story))
            st.page_link(st.session_state["pages"]["stories"], label="Open", query_params={"story": story.id})
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Page {at + 1:,} of {pages:,} · {counted(len(shown), 'story', 'stories')}, newest first")
        if st.button("Newer", disabled=at == 0, icon=":material/chevron_left:"):
            st.session_state["stories_page"] = at - 1
            st.rerun()
        if st.button(
            "Older", disabled=at + 1 == pages, icon=":material/chevron_right:", icon_position="right"
        ):
            st.session_state["stories_page"] = at + 1
            st.rerun()


def _line(story: Story) -> Markup:
    numbers = f"{days(story.first, story.last)} · {counted(len(story.articles), 'article')}"
    return tag(
        "div",
        tag("h3", story.title),
        tag("p", f"{numbers} · {', '.join(story.outlets)}", class_="soft"),
        class_="story-line",
    )
