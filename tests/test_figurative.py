"""The learned decision between figurative and literal: what it sees, when it overrules the exclusions, and what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from framing.attribution import find_attributions
from framing.codebook import Codebook, Device, Exclusion
from framing.figurative import NAMES, Model, model_from_json, properties, shipped_model
from framing.figurative.decision import _GROUP_STARTS, _REASONS
from framing.figurative.rows import SHORTEST_ARTICLE, tables
from framing.match import Candidate, CompiledCodebook, match_devices, rows_of
from framing.text import analyse
from framing.types import Article
from tests.test_match import device

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "framing/models/figurative.json"
GROUPS = len(_REASONS)
PROSE = "The two firms have been at it for years, and nobody in the city thinks that it will end soon. "
FILLER = PROSE * 3
MENU = "Politics World Sport Video Newsletters Subscribe How We Live What You Missed By Anna Lee By Tom Day "
COLD_WAR = Exclusion("the period", before=("during the",))


def model(**changes: Any) -> Model:
    """A model that sees nothing but what a test names."""
    nothing: dict[str, Any] = {
        "bias": 0, "weights": {}, "page_bias": 0, "page_weights": {}, "page_factor": 0, "devices": {}, "kinds": {},
        "coded": {}, "typical": [0] * GROUPS, "reject_below": None, "rescue_from": None,
    }  # fmt: skip
    return model_from_json({**nothing, **changes})


def book_of(of: Model | None = None, *devices: Device) -> CompiledCodebook:
    chosen = devices or (device("d", "cold war", exclusions=(COLD_WAR,)),)
    return CompiledCodebook(Codebook(chosen, {"ai": ("AI",)}, {}, ""), model=of)


def candidates(text: str, of: Model, *devices: Device, title: str | None = None) -> list[Candidate]:
    book = book_of(of, *devices)
    return book.candidates(analyse([Article("a", text, title=title)], book.vocabulary))


def seen(text: str, title: str | None = None, pattern: str = "cold war") -> Mapping[str, int]:
    """The properties of the first candidate that are not 0."""
    book = book_of(None, device("d", pattern, exclusions=(COLD_WAR,)))
    analysis = analyse([Article("a", text, title=title)], book.vocabulary)
    values = properties(analysis, rows_of(book.matches(analysis)), tables(book.vocabulary))[0]
    return {name: int(value) for name, value in zip(NAMES, values, strict=True) if value}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It is a cold war.", {"before_word_a", "before_determiner", "two_words", "then_end", "after_border"}),
        ("It was the Cold War of old.", {"capital", "all_capital", "before_word_the", "after_word_of", "after_preposition"}),
        ("They saw a Cold War Museum here.", {"in_name_after", "capital"}),
        ("Cold war looms.", {"opens_sentence"}),
        ("They called it a “cold war” then.", {"in_marks"}),
        ("They meant “cold war tactics” then.", {"mark_before"}),
        ("It was a cold war over software.", {"technology_near"}),
        ("It was a cold war in 1962 and spies.", {"number_near", "year_1900s_near"}),
        ("It was during the Cold War.", {"veto_near"}),
        ("A cold-war mood.", {"before_word_a"}),
        ("See https://a.com/cold-war-now for more.", {"address"}),
    ],
)  # fmt: skip
def test_property_is_seen(text: str, names: set[str]) -> None:
    assert names <= seen(text).keys()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "It is a cold war.",
            {"capital", "in_marks", "technology_near", "opens_sentence", "headline", "address"},
        ),
        ("He fears a cold war. Software is sold.", {"technology_near"}),
        ("Cold war looms.", {"capital"}),
    ],
)
def test_property_is_not_seen(text: str, names: set[str]) -> None:
    assert names.isdisjoint(seen(text))


def test_own_headline_is_known_where_the_page_repeats_it() -> None:
    title = "Chip makers prepare for a long cold war over memory"
    book = book_of()
    articles = [Article("a", f"Menu Home {title} Share this. {FILLER}", title=title)]
    analysis = analyse(articles, book.vocabulary)
    found = book.matches(analysis)
    values = properties(analysis, rows_of(found), tables(book.vocabulary))
    assert values[:, NAMES.index("headline_here")].tolist() == [1, 1]
    assert values[:, NAMES.index("headline")].tolist() == [1, 0]


def test_menu_looks_unlike_prose() -> None:
    menu, prose = seen(MENU + "The Cold War " + MENU), seen(PROSE + "It is a cold war. " + PROSE)
    assert menu["capitals_here"] > prose.get("capitals_here", 0)
    assert menu.get("function_words_here", 0) < prose["function_words_here"]
    assert "byline_near" in menu
    assert "byline_near" not in prose


@pytest.mark.parametrize(
    ("changes", "text", "excluded"),
    [
        ({"weights": {"capital": -500}, "reject_below": -1}, f"The Cold War is on. {FILLER}",
         "read as literal (.38): written like a name or a title"),
        ({"bias": -500, "reject_below": -600}, f"It is a cold war. {FILLER}", None),
        ({"bias": -500, "reject_below": -400}, "It is a cold war.", None),
        ({"bias": 500, "rescue_from": 400}, f"It was during the Cold War. {FILLER}", None),
        ({"bias": 500, "rescue_from": 600}, f"It was during the Cold War. {FILLER}", "the period"),
        ({"bias": 500, "rescue_from": 400}, "It was during the Cold War.", "the period"),
        ({"bias": 500, "reject_below": 400}, f"It was during the Cold War. {FILLER}", "the period"),
        ({"bias": -500}, f"It is a cold war. {FILLER}", None),
        ({"weights": {"technology_near": -2000}, "reject_below": -1}, f"A cold war over software. {FILLER}",
         "read as literal (.12): technology words nearby"),
        ({"page_bias": 3000, "page_factor": -500, "reject_below": -1}, f"A cold war. {FILLER}",
         "read as literal (.18): menu or teaser lines around it"),
        ({"devices": {"test/d": -1000}, "coded": {"test/d": [1, 9]}, "reject_below": -1}, f"A cold war. {FILLER}",
         "read as literal (.27): its device is often meant literally; device is figurative in 1 of 9 coded uses"),
        ({"kinds": {"metaphor, live": -1000}, "reject_below": -1}, f"A cold war. {FILLER}",
         "read as literal (.27): its device is often meant literally"),
    ],
)  # fmt: skip
def test_decision_overrules_the_exclusions_and_says_why(
    changes: dict[str, Any], text: str, excluded: str | None
) -> None:
    assert [candidate.excluded for candidate in candidates(text, model(**changes))] == [excluded]


def test_reason_is_carried_in_the_evidence() -> None:
    changes = {"weights": {"technology_near": 2000}, "reject_below": -1, "coded": {"test/d": (9, 10)}}
    book = book_of(model(**changes))
    analysis = analyse([Article("a", f"It is a cold war over software. {FILLER}")], book.vocabulary)
    (reason,) = match_devices(analysis, book, find_attributions(analysis)).reason
    wanted = "read as figurative (.88): technology words nearby; device is figurative in 9 of 10 coded uses"
    assert reason.endswith(f"; {wanted}")


def test_text_without_context_is_left_to_the_exclusions() -> None:
    (short,) = candidates("A cold war.", model(bias=-9000, reject_below=0))
    assert (short.excluded, short.read) == (None, None)
    words = "word " * (SHORTEST_ARTICLE - 2)
    (long,) = candidates(f"{words} cold war", model(bias=-9000, reject_below=0))
    assert long.excluded is not None


def test_reading_does_not_depend_on_the_other_articles_of_a_batch() -> None:
    devices = (device("c", "brain drain"), device("d", "cold war", exclusions=(COLD_WAR,)))
    book = book_of(shipped_model(), *devices)
    texts = [
        f"It is a cold war over AI software. {FILLER}",
        f"{MENU}The Cold War {MENU}",
        "Nothing.",
        f"A brain drain. {FILLER} During the Cold War he spied in 1962. A cold war.",
    ]
    articles = [
        Article(str(i), text, title="The cold war" if i % 2 else None) for i, text in enumerate(texts)
    ]
    together = [c.read for c in book.candidates(analyse(articles, book.vocabulary))]
    alone = [c.read for a in articles for c in book.candidates(analyse([a], book.vocabulary))]
    assert together == alone
    assert len(together) == 7


def test_shipped_weights_are_whole_numbers_of_known_properties() -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    weights = {**stored["model"]["weights"], **stored["model"]["page_weights"]}
    assert weights.keys() <= set(NAMES)
    assert all(type(value) is int for value in weights.values())
    assert len(stored["model"]["typical"]) == GROUPS == len(_GROUP_STARTS) + 2
    assert len(stored["rows"]["digest"]) == 16


def test_decision_is_on_only_with_a_certain_gain_in_cross_validation() -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    gain, lowest, _ = stored["figures"]["left_out_by_article"]["gain"]["use_f1"]
    is_on = stored["model"]["reject_below"] is not None
    assert is_on == (lowest > 0)
    assert gain >= lowest


def test_weights_favour_prose_over_menus() -> None:
    chosen = shipped_model()
    assert chosen.page_factor < 0
    assert chosen.page_weights[NAMES.index("more_link")] > 0
    assert chosen.page_weights[NAMES.index("function_words_after")] < 0


def test_document_has_the_figures_of_the_shipped_model() -> None:
    document = (ROOT / "docs/literal-or-figurative.md").read_text(encoding="utf-8")
    figures = json.loads(STORED.read_text(encoding="utf-8"))["figures"]
    runs = ("exclusions_only", "left_out_by_article", "left_out_by_outlet")
    for name in ("devices_ai", "devices_news", "devices_train"):
        for figure in ("use_f1", "literal_fired"):
            values = [f"{figures[run][name][figure]:.3f}".removeprefix("0") for run in runs]
            assert f"| {name} | {figure} | {' | '.join(values)} |" in document.splitlines()
