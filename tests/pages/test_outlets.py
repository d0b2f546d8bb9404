"""Outlets, run without a browser: the sample corpus, a scored folder, and folders with little or nothing in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from framing.pages.launch import SCORED_FOLDER
from framing.pipeline import Engine
from framing.store import score_articles
from framing.types import Article
from pages.looking import blocks, page
from tests.scored import write_scored

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)
app = partial(page, "outlets")


def chosen(at: AppTest, label: str) -> str:
    return str(next(box for box in at.selectbox if box.label == label).value)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.fixture
def folder(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> object:
    """A function that makes a scored folder of some articles and starts the app on it."""

    def make(articles: Sequence[Article], *, texts: bool = True) -> Path:
        made = score_articles(engine, articles, "folder")
        write_scored(made, tmp_path, texts=texts)
        monkeypatch.setenv(SCORED_FOLDER, str(tmp_path))
        return tmp_path

    return make


@pytest.fixture(scope="module")
def sample() -> AppTest:
    return app()


def test_sample_shows_every_measure_with_alternatives_in_words(sample: AppTest) -> None:
    assert not sample.exception
    charts = sample.get("vega_lite_chart")
    assert len(charts) == 11
    assert all(chart.proto.alt for chart in charts)
    assert "Detector output, uncorrected." in blocks(sample)


def test_sample_has_too_few_articles_for_intervals_and_says_so(sample: AppTest) -> None:
    assert any("Fewer than 20 articles" in caption.value for caption in sample.caption)
    assert "(no interval)" in blocks(app(panel="Table"))


def test_outlets_stand_in_alphabetical_order(sample: AppTest) -> None:
    options = next(box for box in sample.selectbox if box.label == "Outlet").options
    assert options == [
        "Circuit & Signal",
        "Continental Press",
        "The Albion Courier",
        "The Daily Lantern",
        "The Free Prairie",
    ]


def test_link_restores_measure_filters_and_outlet() -> None:
    at = app(
        measure="Framing phrases per 1,000 words",
        genre="News",
        voice="Writer’s words",
        outlet="The Daily Lantern",
    )
    assert not at.exception
    assert chosen(at, "Measure") == "Framing phrases per 1,000 words"
    assert chosen(at, "Genre") == "News"
    assert chosen(at, "Whose words") == "Writer’s words"
    assert chosen(at, "Outlet") == "The Daily Lantern"
    assert len(at.get("vega_lite_chart")) == 1


@pytest.mark.parametrize("value", ["nothing", "<script>alert(1)</script>", "\u202e"])
def test_link_with_unknown_values_shows_the_page_as_at_first(value: str) -> None:
    at = app(measure=value, genre=value, outlet=value)
    assert not at.exception
    assert chosen(at, "Measure") == "All measures"


def test_every_choice_of_measure_draws(sample: AppTest) -> None:
    at = app()
    box = next(box for box in at.selectbox if box.label == "Measure")
    kinds = ("Source:", "Unnamed:", "Heated:", "Storyline:", "Family:", "Phrase:")
    general = [option for option in box.options if not option.startswith(kinds)]
    assert len(general) == 13
    parts = [next(option for option in box.options if option.startswith(kind)) for kind in kinds]
    for option in [*general[1:], *parts]:
        box.set_value(option).run()
        assert not at.exception, option
        box = next(box for box in at.selectbox if box.label == "Measure")
        assert box.value == option


def test_words_lead_to_the_article_they_stand_in(sample: AppTest) -> None:
    links = sample.get("page_link")
    found = [link for link in links if link.proto.label.startswith("Read")]
    assert len(found) > 10
    assert all("article=" in link.proto.query_string for link in found)


def test_folder_with_one_article_is_a_state_of_its_own(folder: object) -> None:
    folder([Article("a", TEXT, "The Tern", "Race")])  # type: ignore[operator]
    at = app()
    assert not at.exception
    assert "Only one outlet here (The Tern)" in blocks(at)


@pytest.fixture
def copies(folder: object) -> Path:
    """Three articles of two outlets: one a near-duplicate, one of shared copy, some furniture."""
    place: Path = folder(  # type: ignore[operator]
        [Article("a", TEXT, "The Tern"), Article("b", TEXT, "The Tern"), Article("c", TEXT, "The Gull")]
    )
    table = pq.read_table(place / "articles.parquet")
    columns = {
        "duplicate_of": [None, "a", None],
        "shared_copy": [None, None, "a"],
        "words": [90, 90, 90],
        "furniture_words": [30, 0, 0],
    }
    for name, values in columns.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, pa.array(values, table.schema.field(name).type))
    pq.write_table(table, place / "articles.parquet")
    return place


def test_near_duplicates_shared_copy_and_furniture_are_said(copies: Path) -> None:
    at = app()
    assert not at.exception
    told = "1 near-duplicate left out · 1 article of shared copy · 10.0% of the words are page furniture, not scored"
    assert told in [expander.label for expander in at.expander]
    assert "30 (14.3%)" in blocks(at)
    assert at.selectbox(key="read_one").options == ["– · c"]


def test_shared_copy_is_left_out_on_request(copies: Path) -> None:
    def outlets(at: AppTest) -> list[str]:
        assert not at.exception
        (table,) = re.findall(
            r"<caption[^>]*>[^<]*in the order of the chart</caption>.*?</table>", blocks(at)
        )
        return [name for name in ("The Gull", "The Tern") if name in table]

    asked = {"measure": "Framing phrases per 1,000 words", "panel": "Table", "articles": "All articles"}
    assert outlets(app(**asked)) == ["The Gull", "The Tern"]
    assert outlets(app(**asked, own_copy="true")) == ["The Tern"]


def table(at: AppTest, caption: str) -> list[list[str]]:
    """The cells of the table whose caption holds some words, row by row."""
    found = next(part for part in re.findall(r"<table>.*?</table>", blocks(at), re.S) if caption in part)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found, re.S)
    return [
        [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in rows
    ]


def test_same_stories_and_the_commonest_genre_are_compared_at_first(sample: AppTest) -> None:
    assert chosen(sample, "Genre") == "News"
    assert "Compared: 39 of 60 articles, news only, stories that two of these outlets cover." in blocks(
        sample
    )
    every = app(genre="All", articles="All articles")
    assert "Compared:" not in blocks(every)


def test_differences_say_their_verdict_baseline_and_family() -> None:
    at = app(
        measure="Heated wording (0 to 100)", panel="Differences", genre="All", baseline="The Free Prairie"
    )
    assert not at.exception
    rows = table(at, "Judged together with all 48 comparisons of this kind")
    assert rows[0][-1] == "Verdict"
    assert [row[0] for row in rows[1:]] == [
        "Circuit &amp; Signal",
        "Continental Press",
        "The Albion Courier",
        "The Daily Lantern",
    ]
    assert {row[-1] for row in rows[1:]} == {"Too few"}
    assert "Compared with The Free Prairie" in blocks(at)


def test_a_clear_difference_is_called_clear(folder: object) -> None:
    calm = "The council met on Monday and agreed the budget for the coming year after a short debate. " * 4
    articles = [
        Article(f"{outlet}{at}", (TEXT if outlet == "a" else calm) + f" Item {at}.", outlet, f"Story {at}")
        for outlet in "ab"
        for at in range(25)
    ]
    folder(articles)  # type: ignore[operator]
    at = app(measure="Framing phrases per 1,000 words", panel="Differences")
    assert not at.exception
    assert [row[-1] for row in table(at, "Judged together")][1:] == ["Clear", "Clear"]


def test_voice_and_stance_are_shares_of_the_phrases() -> None:
    at = app(panel="Voice and stance", genre="All")
    assert not at.exception
    shares = table(at, "Shares of the framing phrases")
    assert [row[1] for row in shares[1:6]] == [
        "Writer’s words", "A source’s words", "Asserted", "Hedged", "Rejected",
    ]  # fmt: skip
    uses = {row[3].partition(" of ")[2] for row in shares[1:6]}
    assert len(uses) == 1
    fixed = app(measure="Framing phrases per 1,000 words", panel="Voice and stance", voice="Writer’s words")
    assert {row[1] for row in table(fixed, "Shares of the framing phrases")[1:]} == {
        "Asserted",
        "Hedged",
        "Rejected",
    }


def test_unnamed_share_stands_beside_attributions() -> None:
    at = app(measure="Unnamed: Identity withheld")
    assert len(at.get("vega_lite_chart")) == 2
    assert any("attributions per 1,000 words" in caption.value for caption in at.caption)


def test_sorting_by_value_says_that_the_order_is_uncertain() -> None:
    at = app(measure="Heated wording (0 to 100)", order="By value", panel="Table", genre="All")
    assert "Order uncertain" in blocks(at)
    values = [float(row[4].split()[0]) for row in table(at, "in the order of the chart")[1:]]
    assert values == sorted(values, reverse=True)
    assert "Order uncertain" not in blocks(app(measure="Heated wording (0 to 100)"))


def test_key_words_stand_with_raw_counts() -> None:
    at = app(panel="Key words", key_one="The Free Prairie", genre="All")
    assert not at.exception
    text = blocks(at)
    assert "More in The Free Prairie" in text
    assert "Log-odds with a prior of 1,000 words" in text
    rows = table(at, "clear difference")
    assert all(re.fullmatch(r"[\d,]+ in [\d,]+ articles?", cell) for row in rows[1:] for cell in row[1:3])
    phrases = app(panel="Key words", key_unit="Framing phrases", genre="All")
    assert "phrases (Benjamini–Hochberg" in blocks(phrases)


def test_lines_can_be_sorted_and_taken_from_all_outlets() -> None:
    def words(at: AppTest) -> list[str]:
        assert not at.exception
        return re.findall(r'<span class="words"><mark>(.*?)</mark>', blocks(at))

    asked = {"measure": "Framing phrases per 1,000 words", "genre": "All", "words_from": "All outlets shown"}
    drawn, in_order = words(app(**asked)), words(app(**asked, sort="The words"))
    assert drawn == words(app(**asked))
    assert in_order == sorted(in_order, key=str.casefold)
    assert drawn != sorted(drawn, key=str.casefold)


def test_exports_carry_the_warning() -> None:
    at = app(measure="Unnamed share of attributions")
    labels = [button.proto.label for button in at.get("download_button")]
    assert labels[:4] == ["CSV", "Parquet", "PNG", "SVG"]


def test_empty_folder_is_a_state_of_its_own(folder: object) -> None:
    folder([])  # type: ignore[operator]
    at = app()
    assert not at.exception
    assert "holds no article" in blocks(at)


def test_articles_without_an_outlet_stand_under_origin_unknown(folder: object) -> None:
    folder([Article("a", TEXT), Article("b", TEXT, "The Tern")])  # type: ignore[operator]
    at = app()
    assert not at.exception
    assert "origin unknown" in next(box for box in at.selectbox if box.label == "Outlet").options


def test_folder_without_texts_shows_figures_and_says_what_is_missing(folder: object) -> None:
    folder([Article("a", TEXT, "The Tern"), Article("b", TEXT, "The Gull")], texts=False)  # type: ignore[operator]
    at = app()
    assert not at.exception
    assert "Scored without texts" in blocks(at)


def test_folder_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SCORED_FOLDER, str(tmp_path / "<b>nothing</b>"))
    at = app()
    assert not at.exception
    assert "no scored tables there" in blocks(at)
    assert "&lt;b&gt;nothing" in blocks(at)


def test_hostile_metadata_stays_text(folder: object) -> None:
    bad = "<img src=http://evil.example/p.png onerror=alert(1)>"
    folder([Article(bad, TEXT, bad, bad, author=bad, url=bad), Article("b", TEXT, "The Gull")])  # type: ignore[operator]
    at = app()
    assert not at.exception
    assert "<img" not in blocks(at)
    for element in (*at.markdown, *at.caption, *at.info, *at.warning, *at.error):
        assert "evil.example" not in element.value
