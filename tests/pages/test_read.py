"""Read, run without a browser: sample, paste, hostile text, nothing; and what the component is given to draw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
PASTED = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals.\n\n"
    "The bill goes to a committee in May."
)
HOSTILE = '<script>alert(1)</script><img src="http://evil.example/p.png" onerror=alert(1)> ![x](http://evil.example/q.png) '


def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)


def drawings(at: AppTest) -> list[dict[str, Any]]:
    """What each article component on the page was given, as the browser gets it."""
    return [json.loads(element.proto.json) for element in at.get("bidi_component")]


def text_of(drawing: dict[str, Any]) -> str:
    return "\n".join("".join(piece[0] for piece in line) for line in drawing["paragraphs"])


def blocks(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))


def read_pasted(text: str, **more: str) -> AppTest:
    at = app()
    at.query_params["from"] = "Paste"
    at.run()
    at.text_area[0].set_value(text)
    for field in at.text_input:
        if str(field.key).rstrip("01") in more:
            field.set_value(more[str(field.key).rstrip("01")])
    return at.button[0].click().run()


@pytest.fixture(scope="module")
def pasted() -> AppTest:
    return read_pasted(PASTED)


def test_first_start_shows_an_article_of_the_sample() -> None:
    at = app().run()
    assert not at.exception
    (drawing,) = drawings(at)
    assert drawing["title"]
    assert len(at.selectbox[0].options) == 60
    assert [button.proto.label for button in at.get("download_button")] == [
        "Report to print (HTML)",
        "Everything (JSON)",
        "Evidence (CSV)",
    ]


def test_link_opens_its_article_and_mark() -> None:
    at = app()
    at.query_params["article"] = "e01-tech"
    at.run()
    first = next(card for card in drawings(at)[0]["cards"] if card["layer"] == "device")
    assert text_of(drawings(at)[0]).startswith("The strangest thing about the Meridian leak")
    at = app()
    at.query_params["article"] = "e01-tech"
    text = (
        (ROOT / "corpus/articles/e01-tech.txt").read_text(encoding="utf-8").split("---\n", 2)[2].strip("\n")
    )
    at.query_params["at"] = f"text-{text.index(first['words'])}"
    at.run()
    assert drawings(at)[0]["chosen"] == first["number"] - 1


@pytest.mark.parametrize("asked", ["nobody", "<script>alert(1)</script>", ""])
def test_link_to_an_article_that_is_not_there_falls_back_on_the_first(asked: str) -> None:
    at = app()
    at.query_params["article"] = asked
    at.query_params["at"] = "text-99999999999999"
    at.run()
    assert not at.exception
    assert len(drawings(at)) == 1


def test_pasted_article_shows_its_devices_and_sources(pasted: AppTest) -> None:
    assert not pasted.exception
    (drawing,) = drawings(pasted)
    words = {card["words"]: card for card in drawing["cards"] if card["layer"] == "device"}
    assert "AI arms race" in words
    assert text_of(drawing) == PASTED.replace("\n\n", "\n")


def test_pasted_article_says_that_its_origin_is_unknown(pasted: AppTest) -> None:
    assert drawings(pasted)[0]["origin"] == ["origin unknown: no outlet, date or headline given"]


def test_score_that_is_missing_says_why(pasted: AppTest) -> None:
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
    at = app()
    at.query_params["from"] = "Paste"
    at.query_params["beside"] = "true"
    at.run()
    at.text_area[0].set_value(PASTED)
    at.text_area[1].set_value("Data is the new oil, said the company. " + PASTED.split("\n\n")[1] * 20)
    at.button[0].click().run()
    assert not at.exception
    assert len(drawings(at)) == 2
    assert "What each has and the other has not" in blocks(at)
    assert "Only in the first article" in blocks(at)
