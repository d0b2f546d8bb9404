"""Stories, run without a browser: the sample, one story, two outlets, changes, a worker, and folders with little in them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from framing.pages import stories_data
from framing.pages.stories_cards import OPENING, days, opening
from framing.types import Article
from pages.looking import blocks, page

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)
FERRY = (
    "A ferry ran aground near the lighthouse of Wexcombe in the storm, and the harbour was closed for the night. The crew "
    "were taken off by helicopter. The harbour master said that the ferry had lost its engine. Nobody was hurt, he said."
)
app = partial(page, "stories")
DAY = date(2026, 3, 3)
HOSTILE = "<img src=x onerror=alert(1)> **bold** ![x](http://evil.example/a.png)"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FRAMING_WORKSPACE", str(tmp_path / "workspace"))
    return


def article(
    name: str, text: str = TEXT, *, day: date | None = DAY, outlet: str = "Herald", title: str = ""
) -> Article:
    return Article(id=name, text=text, title=title or f"Headline {name}", outlet=outlet, date=day)


def lines(at: AppTest) -> int:
    return blocks(at).count('class="story-line"')


def button(at: AppTest, label: str) -> object:
    return next(one for one in at.button if one.label == label)


def test_sample_lists_its_twelve_stories_newest_first() -> None:
    at = app()
    assert not at.exception
    assert lines(at) == 12
    assert blocks(at).index("Data Center") < blocks(at).index("AI Lab Says Chinese Cloud Firm")
    assert "5 articles · Circuit &amp; Signal, Continental Press" in blocks(at)
    assert any("60 articles of 60 in 12 stories" in one.value for one in at.caption)


def test_search_outlet_and_number_of_outlets_narrow_the_list_and_can_come_by_the_address() -> None:
    assert lines(app(q="chip rules")) == 1
    assert lines(app(least="5")) == 12
    assert lines(app(of_outlet="The Free Prairie")) == 12
    at = app(q="no such words")
    assert lines(at) == 0
    assert "No story matches." in blocks(at)


def test_story_shows_each_outlet_with_its_beginning_phrases_sources_and_wording() -> None:
    at = app(story="e01-tech")
    assert not at.exception
    shown = blocks(at)
    assert shown.count('class="story-card"') == 5
    assert shown.index("Circuit &amp; Signal · 2026-03-05") < shown.index("Continental Press · 2026-03-03")
    assert "“AI arms race” – arms race, writer’s words" in shown
    assert "7 of 16 attributions unnamed, 2 withheld" in shown
    assert [box.label for box in at.selectbox if box.label in ("Read", "beside")] == ["Read", "beside"]
    assert shown.count("<tr>") == 6


def test_link_to_a_story_that_is_not_there_says_so_and_lists_the_others() -> None:
    at = app(story="nowhere")
    assert "The story of this link is not here" in blocks(at)
    assert lines(at) == 12


def test_split_and_merge_change_the_list_and_can_be_taken_back() -> None:
    at = app(story="e01-wire")
    picker = next(one for one in at.multiselect if one.label == "Take these articles out")
    picker.set_value([name for name in picker.options if "Daily Lantern" in name or "Free Prairie" in name])
    at.run()
    button(at, "Split").click()  # type: ignore[attr-defined]
    at.run()
    assert not at.exception
    assert blocks(at).count('class="story-card"') == 3
    assert lines(app()) == 13
    at = app(story="e01-tabloid")
    assert blocks(at).count('class="story-card"') == 2
    merge = next(one for one in at.selectbox if one.label == "Put it together with")
    merge.set_value(next(name for name in merge.options if "AI Lab Says" in name))
    at.run()
    button(at, "Merge").click()  # type: ignore[attr-defined]
    at.run()
    assert blocks(at).count('class="story-card"') == 5
    at = app(view="Changes")
    assert ["Split off" in blocks(at), "Merged" in blocks(at)] == [True, True]
    for _ in range(2):
        next(one for one in at.button if one.label == "Take back").click()
        at.run()
    assert "Nothing was split or merged by hand" in blocks(at)
    assert lines(app()) == 12


def test_single_article_of_the_same_days_can_be_put_into_a_story(folder: Callable[..., Path]) -> None:
    folder(
        [
            article("a", FERRY),
            article("b", FERRY + " Later.", outlet="Gazette"),
            article("c", outlet="Post", title="Alone"),
            article("d", day=DAY + timedelta(60), title="Much later"),
        ]
    )
    at = app(story="a")
    merge = next(one for one in at.selectbox if one.label == "Put it together with")
    assert [name.partition(" · ")[2] for name in merge.options] == ["Post: Alone"]
    merge.set_value(merge.options[0])
    at.run()
    button(at, "Merge").click()  # type: ignore[attr-defined]
    at.run()
    assert blocks(at).count('class="story-card"') == 3


def test_two_outlets_of_the_sample_are_compared_without_an_interval_and_it_says_why() -> None:
    at = app(view="Two outlets", pair_one="The Daily Lantern", pair_other="Continental Press")
    assert not at.exception
    assert (
        "12 common stories · left out, as in no common story: 0% of the articles of The Daily Lantern"
        in blocks(at)
    )
    assert "Fewer than 20 common stories" in blocks(at)
    assert "(no interval)" in blocks(at)
    assert not at.get("vega_lite_chart")


def test_same_outlet_twice_is_asked_to_be_changed() -> None:
    at = app(view="Two outlets", pair_one="Continental Press", pair_other="Continental Press")
    assert "Choose two different outlets." in blocks(at)


def test_enough_common_stories_give_intervals_and_a_chart(folder: Callable[..., Path]) -> None:
    articles = []
    for at in range(24):
        day = DAY + timedelta(20 * at)
        words = f"Wexcombe{at} lighthouse{at} ferry{at} harbour{at} "
        more = "Ministers are in an AI arms race. " * (1 + at % 3)
        articles.append(article(f"h{at}", words * 9 + more * 2 + FERRY, day=day))
        articles.append(article(f"g{at}", words * 9 + more + FERRY, day=day, outlet="Gazette"))
    folder(articles)
    shown = app(view="Two outlets")
    assert not shown.exception
    assert "24 common stories" in blocks(shown)
    assert len(shown.get("vega_lite_chart")) == 1
    assert "times (" in blocks(shown)


def test_shared_copy_is_marked_and_left_out_on_request(folder: Callable[..., Path]) -> None:
    place = folder(
        [
            article("a", FERRY),
            article("b", FERRY, outlet="Gazette"),
            article("c", FERRY + " Later.", outlet="Post"),
        ]
    )
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = place / "articles.parquet"
    table = pq.read_table(path)
    column = pa.array(["a", "a", None], pa.string())
    number = table.schema.get_field_index("shared_copy")
    table = (
        table.set_column(number, "shared_copy", column)
        if number >= 0
        else table.append_column("shared_copy", column)
    )
    pq.write_table(table, path)
    at = app(story="a")
    assert "Shared copy: the text is that of Herald." in blocks(at)
    assert blocks(at).count('class="story-card"') == 3
    at = app(story="a", without_copy="true")
    assert blocks(at).count('class="story-card"') == 2


def test_no_article_one_article_one_outlet_and_no_dates_are_said_plainly(folder: Callable[..., Path]) -> None:
    folder([])
    assert "holds no article" in blocks(app())
    folder([article("a")])
    assert "One article makes no story." in blocks(app())
    folder([article("a", FERRY), article("b", FERRY + " Later.")])
    assert "Only one outlet here" in blocks(app())
    assert lines(app()) == 1
    assert "No two outlets here share a story" in blocks(app(view="Two outlets"))
    folder([article("a", FERRY, day=None), article("b", FERRY + " Later.", day=None, outlet="Gazette")])
    at = app()
    assert "No article here has a full date" in blocks(at)
    assert "No two articles here tell the same story" in blocks(at)


def test_folder_without_texts_groups_by_headlines_and_says_so(folder: Callable[..., Path]) -> None:
    title = "Ferry aground near Wexcombe lighthouse"
    folder([article("a", title=title), article("b", FERRY, title=title, outlet="Gazette")], texts=False)
    at = app()
    assert lines(at) == 1
    assert any("Scored without texts" in one.value for one in at.caption)
    at = app(story="a")
    assert "Score again with" in blocks(at)
    assert not at.exception


def test_words_of_articles_and_outlets_are_shown_as_plain_text(folder: Callable[..., Path]) -> None:
    folder(
        [
            article("a", FERRY + HOSTILE, title=HOSTILE, outlet=HOSTILE),
            article("b", FERRY, outlet="Gazette", title=HOSTILE),
        ]
    )
    for query in ({}, {"story": "a"}, {"view": "Two outlets"}, {"q": HOSTILE}):
        at = app(**query)
        assert not at.exception
        assert "<img" not in blocks(at)
        assert not any("onerror" in one.value for one in (*at.markdown, *at.caption))


def test_larger_collection_is_grouped_by_a_process_and_kept(
    folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories_data, "FOUND_AT_ONCE", 1)
    folder([article("a", FERRY), article("b", FERRY + " Later.", outlet="Gazette")])
    at = app()
    assert "Grouping 2 articles into stories" in blocks(at)
    until = time.monotonic() + 60
    while not lines(at) and time.monotonic() < until:
        time.sleep(0.3)
        at.run()
    assert lines(at) == 1
    assert not at.exception


def test_process_that_fails_is_said_and_can_be_tried_again(
    folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stories_data, "FOUND_AT_ONCE", 1)
    place = folder([article("a", FERRY), article("b", FERRY, outlet="Gazette")])
    monkeypatch.setattr(stories_data.sys, "executable", "/bin/false")
    at = app()
    until = time.monotonic() + 30
    while "could not be grouped" not in blocks(at) and time.monotonic() < until:
        time.sleep(0.1)
        at.run()
    assert "could not be grouped" in blocks(at)
    assert place.is_dir()
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (DAY, DAY, "3 March 2026"),
        (DAY, DAY + timedelta(2), "3 to 5 March 2026"),
        (date(2026, 6, 30), date(2026, 7, 2), "30 June to 2 July 2026"),
        (date(2025, 12, 31), date(2026, 1, 2), "31 December 2025 to 2 January 2026"),
        (None, None, "date unknown"),
    ],
)
def test_days_of_a_story_in_words(first: date | None, last: date | None, told: str) -> None:
    assert days(first, last) == told


def test_opening_is_whole_sentences_without_furniture() -> None:
    assert opening("MENU Home. Water rose fast.", ((0, 10),)) == "Water rose fast."
    sentence = "Water rose fast in the old harbour of the town. "
    assert opening(sentence * 20) == (sentence * 5).strip()
    assert opening("word " * 200) == ("word " * (OPENING // 5)).strip() + " …"
    assert opening("") == ""
