"""Outlets, run without a browser: the sample corpus, a scored folder, and folders with little or nothing in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from framing.pages.launch import SCORED_FOLDER
from framing.pipeline import Engine
from framing.store import score_articles
from framing.types import Article

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)
PAGE = "from framing.pages.frame import draw\ndraw('outlets')"


def app(**query: str) -> AppTest:
    at = AppTest.from_string(PAGE, default_timeout=180)
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def blocks(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))


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
        for name in ("articles", "evidence", *(("texts",) if texts else ())):
            pq.write_table(getattr(made, name), tmp_path / f"{name}.parquet")
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
    assert "The sample" not in blocks(sample)
    assert "detector output, uncorrected" in blocks(sample)


def test_sample_has_too_few_articles_for_intervals_and_says_so(sample: AppTest) -> None:
    assert any("Fewer than 20 articles" in caption.value for caption in sample.caption)
    assert "(no interval)" in blocks(sample)


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
    general = [option for option in box.options if not option.startswith("Phrase:")]
    device = next(option for option in box.options if option.startswith("Phrase:"))
    for option in [*general[1:], device]:
        box.set_value(option).run()
        assert not at.exception, option
        box = next(box for box in at.selectbox if box.label == "Measure")
        assert box.value == option


def test_words_lead_to_the_article_they_stand_in(sample: AppTest) -> None:
    links = sample.get("page_link")
    assert len(links) > 10
    assert all("article=" in link.proto.query_string for link in links)


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
            r"<caption[^>]*>[^<]*; outlets in alphabetical order</caption>.*?</table>", blocks(at)
        )
        return [name for name in ("The Gull", "The Tern") if name in table]

    measure = "Framing phrases per 1,000 words"
    assert outlets(app(measure=measure)) == ["The Gull", "The Tern"]
    assert outlets(app(measure=measure, own_copy="true")) == ["The Tern"]


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
