"""A coder's desk: each choice is a line on the disk, one sent twice is there once, and what does not fit is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from framing.errors import InputError
from framing.validate.codes import standing
from framing.validate.desk import (
    Desk,
    Marking,
    add_coder,
    done_articles,
    finish,
    mark,
    package_desk,
    rate,
    remove_coder,
    standing_in,
    study_desk,
    take_back,
)
from framing.validate.package import bring_back, pack, returned, unpack
from framing.validate.study import Study
from validate.builders import LAYERS, SCHEME, new_study

RUSH = Marking(("text", 19, 31), "economy/gold-rush", {"voice": "author", "stance": "asserted"})
ALL = [layer.name for layer in SCHEME.layers]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return new_study(tmp_path / "study")


@pytest.fixture
def desk(study: Study) -> Desk:
    return study_desk(study, "anna")


def stands(desk: Desk) -> list[tuple[str, object]]:
    return [
        (code.layer, code.rating if code.unit == "rating" else code.code) for code in standing(desk.codes())
    ]


def test_mark_carries_place_answers_and_definition(desk: Desk) -> None:
    mark(desk, desk.order[0], "device", RUSH)
    (code,) = desk.codes()
    assert (code.coder, code.coder_kind, code.article_id, code.unit) == (
        "anna",
        "human",
        desk.order[0],
        "span",
    )
    assert (code.field, code.start, code.end, code.code) == ("text", 19, 31, "economy/gold-rush")
    assert (code.voice, code.stance, code.anonymity, code.cannot_tell) == ("author", "asserted", None, False)
    assert code.definition == LAYERS["device"].definition("economy/gold-rush").digest


@pytest.mark.parametrize(
    "choose",
    [
        lambda desk, article: mark(desk, article, "device", RUSH),
        lambda desk, article: rate(desk, article, "sensationalism", 2.0, "why not"),
        lambda desk, article: finish(desk, article, ["device"]),
    ],
)
def test_choice_sent_twice_is_there_once(desk: Desk, choose: Callable[[Desk, str], None]) -> None:
    for _ in range(2):
        choose(desk, desk.order[0])
    assert len(desk.codes()) == 1


def test_change_is_a_new_line_and_a_withdrawal_even_when_it_is_sent_again(desk: Desk) -> None:
    article = desk.order[0]
    mark(desk, article, "device", RUSH)
    (first,) = desk.codes()
    changed = Marking(("text", 22, 31), "other", RUSH.answers)
    for _ in range(2):
        mark(desk, article, "device", changed, instead=first.id)
    assert [code.unit for code in desk.codes()] == ["span", "span", "withdrawn"]
    assert stands(desk) == [("device", "other")]


def test_change_into_the_same_keeps_it(desk: Desk) -> None:
    mark(desk, desk.order[0], "device", RUSH)
    mark(desk, desk.order[0], "device", RUSH, instead=desk.codes()[0].id)
    assert [code.unit for code in desk.codes()] == ["span"]


def test_what_was_taken_back_can_be_marked_again(desk: Desk) -> None:
    article = desk.order[0]
    mark(desk, article, "device", RUSH)
    for _ in range(2):
        take_back(desk, article, desk.codes()[0].id)
    assert stands(desk) == []
    mark(desk, article, "device", RUSH)
    assert stands(desk) == [("device", "economy/gold-rush")]
    assert [code.unit for code in desk.codes()] == ["span", "withdrawn", "span"]


def test_cannot_tell_needs_no_answers(desk: Desk) -> None:
    mark(desk, desk.order[0], "device", Marking(("title", 0, 5), None, memo="a metaphor?"))
    (code,) = desk.codes()
    assert (code.cannot_tell, code.code, code.memo) == (True, None, "a metaphor?")


def test_anonymity_is_asked_of_unnamed_sources_only(desk: Desk) -> None:
    place = ("text", 0, 7)
    with pytest.raises(InputError, match="no anonymity given"):
        mark(desk, desk.order[0], "sourcing", Marking(place, "unnamed_role"))
    mark(desk, desk.order[0], "sourcing", Marking(place, "named_person", {"anonymity": "withheld"}))
    assert desk.codes()[0].anonymity is None


@pytest.mark.parametrize(
    ("layer", "marking", "seen"),
    [
        ("device", Marking(("text", 19, 31), "economy/silver", RUSH.answers), "economy/silver"),
        ("device", Marking(("text", 19, 31), "other", {"voice": "author"}), "no stance given"),
        ("device", Marking(("text", 19, 31), "other", {"voice": "nobody", "stance": "asserted"}), "nobody"),
        ("device", Marking(("text", 19, 19), "other", RUSH.answers), "no words"),
        ("device", Marking(("text", 90, 900), "other", RUSH.answers), "no words"),
        ("device", Marking(("text", -3, 4), "other", RUSH.answers), "no words"),
        ("device", Marking(("text", 7, 8), "other", RUSH.answers), "no words"),
        ("sensationalism", RUSH, "a layer of ratings"),
        ("colour", RUSH, "no such layer"),
    ],
)
def test_unsound_mark_is_refused_and_writes_nothing(
    desk: Desk, layer: str, marking: Marking, seen: str
) -> None:
    with pytest.raises(InputError, match=seen):
        mark(desk, desk.order[0], layer, marking)
    assert desk.codes() == ()


@pytest.mark.parametrize("value", [5.0, 0.25, "plain"])
def test_rating_off_the_scale_is_refused(desk: Desk, value: float | str) -> None:
    with pytest.raises(InputError, match="give one of"):
        rate(desk, desk.order[0], "sensationalism", value)
    assert desk.codes() == ()


def test_article_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="zz"):
        mark(desk, "zz", "device", RUSH)


def test_article_is_done_when_it_is_rated(desk: Desk) -> None:
    article = desk.order[0]
    with pytest.raises(InputError, match="no rating yet"):
        finish(desk, article, ALL)
    assert desk.codes() == ()
    rate(desk, article, "sensationalism", None)
    finish(desk, article, ALL)
    assert done_articles(desk.codes(), SCHEME.layers) == {article}


def test_layers_can_be_done_one_after_the_other(desk: Desk) -> None:
    finish(desk, desk.order[0], ["device"])
    assert done_articles(desk.codes(), SCHEME.layers) == frozenset()
    assert done_articles(desk.codes(), [LAYERS["device"]]) == {desk.order[0]}
    assert done_articles(desk.codes(), []) == frozenset()


def test_what_stands_is_in_the_order_of_the_article(desk: Desk) -> None:
    article = desk.order[0]
    rate(desk, article, "sensationalism", 1.0)
    rate(desk, article, "sensationalism", 2.0)
    for place in (("text", 19, 31), ("text", 0, 7), ("title", 0, 5)):
        mark(desk, article, "device", Marking(place, "other", RUSH.answers))  # type: ignore[arg-type]
    mark(desk, desk.order[1], "device", RUSH)
    found = standing_in(desk.codes(), SCHEME, article)
    assert [(code.field, code.start, code.rating) for code in found] == [
        ("title", 0, None), ("text", 0, None), ("text", 19, None), (None, None, 2.0)
    ]  # fmt: skip


def test_hidden_outlet_is_nowhere_on_the_desk(study: Study) -> None:
    assert {article.outlet for article in study_desk(study, "anna").articles.values()} <= {"Ash", "Birch"}
    assert {article.outlet for article in study_desk(study, "anna", hide_outlet=True).articles.values()} == {
        None
    }


def test_coder_without_codes_can_go_and_one_with_codes_stays(study: Study, desk: Desk) -> None:
    for name in ("anna", "ben", "ben"):
        add_coder(study, name)
    assert study.coders() == ("anna", "ben")
    mark(desk, desk.order[0], "device", RUSH)
    add_coder(study, "anna")
    assert len(desk.codes()) == 1
    remove_coder(study, "ben")
    with pytest.raises(InputError, match="has coded already"):
        remove_coder(study, "anna")
    assert study.coders() == ("anna",)
    with pytest.raises(InputError, match="no name"):
        add_coder(study, "../anna")


def test_package_is_coded_in_the_order_of_its_coder_and_comes_home(study: Study, tmp_path: Path) -> None:
    add_coder(study, "anna")
    unpack(pack(study, "anna"), "anna.zip", tmp_path / "away")
    desk = package_desk(tmp_path / "away")
    assert (desk.coder, desk.order) == ("anna", study.order("anna"))
    mark(desk, desk.order[0], "device", RUSH)
    assert bring_back(study, returned(tmp_path / "away"), "anna.zip").new == 1
    assert study.codes("anna") == desk.codes()
