"""Read, run without a browser: sample, search, paste, hostile text, nothing; and what the component is given to draw."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from framing.errors import OutputError
from framing.pages import read_missed
from framing.pages.read_chooser import index_of, search
from framing.pages.reader_view import View, drawing
from framing.report import none_found, passages
from framing.report.words import UNKNOWN_ORIGIN
from framing.store import open_workspace
from framing.store.missed import Missed, add_missed, missed_of
from framing.types import Article, Evidence, Scored
from pages.looking import blocks

ROOT = Path(__file__).resolve().parents[2]
PASTED = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals.\n\n"
    "The bill goes to a committee in May."
)
HOSTILE = '<script>alert(1)</script><img src="http://evil.example/p.png" onerror=alert(1)> ![x](http://evil.example/q.png) '
DOWNLOADS = [
    "Report to print (HTML)",
    "Worksheet for a class (HTML)",
    "Everything (JSON)",
    "Evidence (CSV)",
]


@pytest.fixture(autouse=True)
def own_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRAMING_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


def app(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
    for name, value in query.items():
        at.query_params[name] = value
    return at


def components(at: AppTest) -> list[dict[str, Any]]:
    return [json.loads(element.proto.json) for element in at.get("bidi_component")]


def drawings(at: AppTest) -> list[dict[str, Any]]:
    """What each article component on the page was given, as the browser gets it."""
    return [given for given in components(at) if "paragraphs" in given]


def finders(at: AppTest) -> list[dict[str, Any]]:
    """What each list to choose from was given."""
    return [given for given in components(at) if "rows" in given]


def choosing(**query: str) -> AppTest:
    """The page with the dialog to choose an article open."""
    return chooser(app(**query).run()).click().run()


def chooser(at: AppTest) -> Any:
    return next(button for button in at.button if button.label.startswith("Choose an article"))


def text_of(drawing: dict[str, Any]) -> str:
    """The paragraphs as the component puts them together from code points."""
    return "\n".join(
        "".join(drawing["text"][start:end] for start, end, *_ in line) for line in drawing["paragraphs"]
    )


def read_pasted(text: str, **more: str) -> AppTest:
    at = app(**{"from": "Paste"})
    at.run()
    at.text_area[0].set_value(text)
    for field in at.text_input:
        if str(field.key).rstrip("01") in more:
            field.set_value(more[str(field.key).rstrip("01")])
    return next(button for button in at.button if button.label == "Read").click().run()


@pytest.fixture
def pasted() -> AppTest:
    return read_pasted(PASTED)


def test_first_start_shows_an_article_of_the_sample() -> None:
    at = app().run()
    assert not at.exception
    (drawing,) = drawings(at)
    assert drawing["title"]
    assert [button.proto.label for button in at.get("download_button")] == DOWNLOADS
    assert at.query_params["article"] == drawing["id"]
    (finder,) = finders(chooser(at).click().run())
    assert (finder["told"], finder["page"], finder["pages"]) == ("60 articles", 1, 3)


def test_link_opens_its_article_and_mark() -> None:
    at = app(article="e01-tech").run()
    first = next(card for card in drawings(at)[0]["cards"] if card["layer"] == "device")
    assert text_of(drawings(at)[0]).startswith("The strangest thing about the Meridian leak")
    text = (
        (ROOT / "corpus/articles/e01-tech.txt").read_text(encoding="utf-8").split("---\n", 2)[2].strip("\n")
    )
    at = app(article="e01-tech", at=f"text-{text.index(first['words'])}").run()
    assert drawings(at)[0]["chosen"] == first["number"] - 1


@pytest.mark.parametrize("asked", ["nobody", "<script>alert(1)</script>", ""])
def test_link_to_an_article_that_is_not_there_falls_back_on_the_first(asked: str) -> None:
    at = app(article=asked, at="text-99999999999999").run()
    assert not at.exception
    assert len(drawings(at)) == 1


def test_link_with_a_search_shows_what_it_finds_and_opens_the_first() -> None:
    at = choosing(find="china LANTERN")
    (finder,) = finders(at)
    assert 0 < len(finder["rows"]) < 60
    assert all("The Daily Lantern" in row["about"] for row in finder["rows"])
    assert drawings(at)[0]["id"] == finder["rows"][0]["id"]
    assert [row["open"] for row in finder["rows"]].index(True) == 0


def test_link_turns_to_a_page_and_an_outlet() -> None:
    assert finders(choosing(results="3"))[0]["first"] == 41
    for page in ("99999999999", "-1", "x", "4"):
        at = choosing(results=page)
        assert not at.exception
        assert finders(at)[0]["rows"]
    (finder,) = finders(choosing(**{"in": "The Daily Lantern"}))
    assert {row["about"].split(" · ")[0] for row in finder["rows"]} == {"The Daily Lantern"}


def test_search_that_finds_nothing_says_so_and_keeps_an_article_open() -> None:
    at = choosing(find="nothing of the kind")
    assert finders(at)[0]["told"] == "No article matches."
    assert len(drawings(at)) == 1


def test_search_stays_in_the_address_and_starts_on_its_first_page() -> None:
    at = choosing(results="3")
    at.text_input(key="find_asked").set_value("lantern").run()
    assert at.query_params["find"] == "lantern"
    assert "results" not in at.query_params
    (finder,) = finders(chooser(at).click().run())
    assert all("Lantern" in row["about"] for row in finder["rows"])
    assert finder["page"] == 1


def test_search_wants_every_word_whatever_its_case_and_names_unknown_outlets() -> None:
    table = pa.table(
        {
            "id": ["a", "b", "c"],
            "outlet": ["The Tern", None, "The Gull"],
            "title": ["Oil İs new", None, "Ferries"],
            "date": pa.array([None, None, None], pa.date32()),
            "date_text": ["May 2026", None, None],
        }
    )
    index = index_of(table)
    assert index.articles["about"].to_pylist() == ["The Gull", "The Tern · May 2026", UNKNOWN_ORIGIN]
    assert search(index, "NEW oil", None)["id"].to_pylist() == ["a"]
    assert search(index, "", "The Gull")["id"].to_pylist() == ["c"]
    assert search(index, "oil", "The Gull")["id"].to_pylist() == []
    assert search(index, ".* [ (", None)["id"].to_pylist() == []


def test_pasted_article_shows_its_devices_and_sources(pasted: AppTest) -> None:
    assert not pasted.exception
    (drawing,) = drawings(pasted)
    words = {card["words"]: card for card in drawing["cards"] if card["layer"] == "device"}
    assert "AI arms race" in words
    assert text_of(drawing) == PASTED.replace("\n\n", "\n")
    assert finders(pasted) == []


def test_legend_starts_with_framing_phrases_only_and_counts_somebodys_words(pasted: AppTest) -> None:
    legend = {entry["key"]: entry for entry in drawings(pasted)[0]["legend"]}
    assert {key for key, entry in legend.items() if entry["shown"]} == {"device", "worn"}
    assert legend["speech"]["count"] == len(drawings(pasted)[0]["speech"]) == 2


def test_pasted_article_says_that_its_origin_is_unknown(pasted: AppTest) -> None:
    assert drawings(pasted)[0]["origin"] == ["origin unknown: no outlet, date or headline given"]


def test_article_without_a_framing_phrase_says_what_that_is_worth() -> None:
    (drawing,) = drawings(
        read_pasted("The harbour council met on Monday and agreed on the budget for May. " * 5)
    )
    assert drawing["none"] == none_found("device")
    assert "of 100 marked expressions" in drawing["none"]


def test_score_that_is_missing_says_why() -> None:
    shown = blocks(read_pasted("An AI arms race has begun."))
    assert "Not scored: fewer than 40 words" in shown


def test_hostile_words_reach_the_page_as_text_only() -> None:
    at = read_pasted(HOSTILE + PASTED, title=HOSTILE, outlet=HOSTILE)
    assert not at.exception
    assert HOSTILE.strip() in text_of(drawings(at)[0])
    shown = blocks(at)
    assert "<script" not in shown
    assert "<img" not in shown
    for element in (*at.markdown, *at.caption, *at.info, *at.warning, *at.error):
        assert "evil.example" not in element.value


@pytest.mark.parametrize("text", ["", "   \n\n  ", "."])
def test_nothing_to_read_is_a_state_of_its_own(text: str) -> None:
    at = read_pasted(text)
    assert not at.exception


def test_another_language_is_said_not_to_be_read() -> None:
    at = read_pasted(
        "Der Ausschuss hat am Montag beschlossen, dass die Sitzung vertagt wird, weil niemand da war. " * 8
    )
    assert not at.exception
    assert "Not scored: the text is in German. Only English" in blocks(at)


def test_two_pasted_articles_are_set_side_by_side() -> None:
    at = app(**{"from": "Paste", "beside": "true"})
    at.run()
    at.text_area[0].set_value(PASTED)
    at.text_area[1].set_value("Data is the new oil, said the company. " + PASTED.split("\n\n")[1] * 20)
    next(button for button in at.button if button.label == "Read").click().run()
    assert not at.exception
    assert len(drawings(at)) == 2
    assert "What each has and the other has not" in blocks(at)
    assert "Only in the first article" in blocks(at)


def test_two_articles_of_the_sample_have_a_chooser_each() -> None:
    at = app(article="e01-wire", second="e01-tabloid", beside="true").run()
    assert [drawing["id"] for drawing in drawings(at)] == ["e01-wire", "e01-tabloid"]
    assert [button.label for button in at.button if "Choose" in button.label] == [
        "Choose an article (60)",
        "Choose the second article (60)",
    ]


def test_guessing_hides_everything_that_gives_the_marks_away() -> None:
    at = app(article="e01-tech", guess="true").run()
    assert drawings(at)[0]["guess"] is True
    assert at.get("download_button") == []
    assert "attributions" not in blocks(at)


def test_marks_of_readers_are_drawn_listed_exported_and_removed(own_workspace: Path) -> None:
    at = app(article="e01-tech").run()
    drawing = drawings(at)[0]
    catalogue = open_workspace(own_workspace).catalogue
    article = Article("e01-tech", drawing["text"])
    start = article.text.index("Record labels")
    place = ("text", start, start + len("Record labels"))
    add_missed(catalogue, "sample", article, place, layer="heated", note=HOSTILE, signature="s")
    at.run()
    card = drawings(at)[0]["cards"][-1]
    assert (card["layer"], card["words"], card["label"]) == ("missed", "Record labels", "Heated wording")
    assert len(drawings(at)[0]["cards"]) == len(drawing["cards"]) + 1
    assert "<script" not in blocks(at)
    labels = [button.proto.label for button in at.get("download_button")]
    assert labels == ["These passages (CSV)", "These passages (JSON)", *DOWNLOADS]
    next(button for button in at.button if button.label == "Remove").click().run()
    assert len(drawings(at)[0]["cards"]) == len(drawing["cards"])


SENT = {"article": "a", "field": "text", "start": 0, "end": 4, "layer": "device", "note": " n "}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "text",
        SENT | {"article": "other"},
        SENT | {"field": "body"},
        SENT | {"start": "0"},
        SENT | {"end": 99},
        SENT | {"start": 3, "end": 3},
        SENT | {"layer": "worn"},
        SENT | {"layer": ["device"]},
        {},
    ],
)
def test_what_does_not_fit_the_article_is_not_kept(
    sent: object, own_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state: dict[str, Any] = {"reader": {"missed": sent}}
    monkeypatch.setattr(read_missed, "st", SimpleNamespace(session_state=state))
    monkeypatch.setattr(read_missed.data, "workspace", lambda: open_workspace(own_workspace))
    read_missed.mark("reader", Scored(Article("a", "Data is the new oil"), {}, ()), "run")
    assert missed_of(open_workspace(own_workspace).catalogue, "run") == ()


def test_what_fits_is_kept_and_a_workspace_that_fails_is_said(
    own_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state: dict[str, Any] = {"reader": {"missed": SENT}}
    monkeypatch.setattr(read_missed, "st", SimpleNamespace(session_state=state))
    monkeypatch.setattr(read_missed.data, "workspace", lambda: open_workspace(own_workspace))
    scored = Scored(Article("a", "Data is the new oil"), {}, (), {}, "sig")
    read_missed.mark("reader", scored, "run")
    (kept,) = missed_of(open_workspace(own_workspace).catalogue, "run")
    assert (kept.words, kept.note, kept.layer, kept.signature) == ("Data", "n", "device", "sig")
    assert read_missed.marked(scored, "run") == ((kept,), True)

    def fails() -> None:
        raise OutputError("workspace", "no space left", "free some")

    monkeypatch.setattr(read_missed.data, "workspace", fails)
    read_missed.mark("reader", scored, "run")
    assert "no space left" in state[read_missed.FAULT]
    assert read_missed.marked(scored, "run") == ((), False)


def test_mark_whose_words_no_longer_stand_there_is_not_drawn(
    own_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_missed.data, "workspace", lambda: open_workspace(own_workspace))
    add_missed(open_workspace(own_workspace).catalogue, "run", Article("a", "Data is oil"), ("text", 0, 4),
               layer="device", signature="")  # fmt: skip
    assert read_missed.marked(Scored(Article("a", "Other words"), {}, ()), "run")[0] == ()


def test_drawing_numbers_marks_of_readers_after_the_evidence_and_keeps_code_points() -> None:
    text = "😀 Data is the new oil"
    evidence = Evidence("device", "x", "text", 10, 21, "the new oil", 0, "author", None, "asserted", "live")
    scored = Scored(Article("a", text), {}, (evidence,))
    marked = Missed(1, "", "a", "text", 2, 6, "Data", "heated", None, "", "2026-11-22T00:00:00+00:00", "")
    given = drawing(scored, passages(scored), _NoCodebook(), View(missed=(marked,), can_mark=True))  # type: ignore[arg-type]
    assert [(text[a:b], marks) for a, b, marks, *_ in given["paragraphs"][0]] == [
        ("😀 ", []),
        ("Data", [1]),
        (" is ", []),
        ("the new oil", [0]),
    ]
    assert given["spans"][1] == {"field": "text", "start": 2, "end": 6}
    assert [key for key, _ in given["layers"]] == ["device", "heated", "unnamed", "named"]


class _NoCodebook:
    devices = ()
