"""What coders have alike is true; what they see differently waits for a decision; people and machines are never one group."""

from __future__ import annotations

import pytest

from framing.validate.codes import Code, made
from framing.validate.truth import (
    attribute_items,
    coder_spans,
    decision,
    disputes,
    presence_items,
    rating_items,
    settle,
)
from validate.builders import DEVICES, RATING, code, done


def two(**of_ben: object) -> list[Code]:
    """Anna and Ben have finished one article with one span each."""
    return [
        code("anna", voice="author", stance="asserted"),
        done("anna"),
        code("ben", **{"voice": "author", "stance": "asserted", **of_ben}),
        done("ben"),
    ]


def test_codes_alike_stand_once_with_the_span_of_the_first_coder() -> None:
    codes = two(start=17, end=31)
    truth = settle(codes, (), DEVICES)
    assert truth.spans == {"a00": (codes[0],)}
    assert (truth.articles, truth.coders, truth.undecided) == ({"a00"}, ("anna", "ben"), ())


@pytest.mark.parametrize(
    "of_ben",
    [
        {"voice": "source"},
        {"stance": "hedged"},
        {"code": "other"},
        {"start": 60, "end": 70},
        {"code": None, "cannot_tell": True},
    ],
)
def test_codes_that_differ_are_a_dispute_and_the_article_is_open(of_ben: dict[str, object]) -> None:
    truth = settle(two(**of_ben), (), DEVICES)
    assert truth.undecided
    assert truth.articles == frozenset()


def test_mark_that_only_one_coder_made_is_a_dispute() -> None:
    (dispute,) = disputes([code("anna"), done("anna"), done("ben")], DEVICES)
    assert [one.coder for one in dispute.codes] == ["anna"]


def test_decision_ends_a_dispute_and_the_last_one_counts() -> None:
    codes = two(voice="source")
    (dispute,) = disputes(codes, DEVICES)
    for_anna = made(decision(dispute, dispute.codes[0], "carla", "2026-11-23T00:00:00Z"))
    against = made(decision(dispute, None, "carla", "2026-11-23T00:01:00Z"))
    kept = settle(codes, [for_anna], DEVICES)
    assert [(one.coder, one.voice, one.refers) for one in kept.spans["a00"]] == [
        ("carla", "author", (codes[0].id, codes[2].id))
    ]
    assert settle(codes, [for_anna, against], DEVICES).spans == {"a00": ()}
    assert settle(codes, [against], DEVICES).articles == {"a00"}


def test_unfinished_article_is_not_coded() -> None:
    truth = settle([code("anna"), code("ben"), done("ben")], (), DEVICES)
    assert truth.coders == ("ben",)
    assert len(truth.spans["a00"]) == 1


def test_finished_article_without_a_mark_holds_nothing() -> None:
    assert settle([done()], (), DEVICES).spans == {"a00": ()}


def test_people_and_machines_are_settled_apart() -> None:
    codes = [*two(), code("model", coder_kind="machine", code="other"), done("model", coder_kind="machine")]
    assert settle(codes, (), DEVICES).coders == ("anna", "ben")
    assert [one.code for one in settle(codes, (), DEVICES, "machine").spans["a00"]] == ["other"]


def test_codes_by_changed_definitions_do_not_count() -> None:
    assert settle([code(), done(definition="0123456789abcdef")], (), DEVICES).articles == frozenset()


def test_cannot_tell_is_counted_and_left_out() -> None:
    truth = settle([code(code=None, cannot_tell=True), done()], (), DEVICES)
    assert (truth.spans, truth.cannot_tell) == ({"a00": ()}, 1)


def test_ratings_count_with_their_mean() -> None:
    codes = [
        one
        for name, rating in (("anna", 1.0), ("ben", 2.0))
        for one in (
            code(name, layer="sensationalism", unit="rating", rating=rating),
            done(name, layer="sensationalism"),
        )
    ]
    truth = settle(codes, (), RATING)
    assert truth.ratings["a00"].rating == 1.5
    assert rating_items(codes, RATING)[0].values == {"anna": 1.0, "ben": 2.0}


def test_items_for_agreement() -> None:
    codes = [*two(voice="source"), done("anna", "a01"), done("ben", "a01"), code("ben", "a01")]
    assert [dict(item.values) for item in presence_items(codes, DEVICES, "economy/gold-rush")] == [
        {"anna": "yes", "ben": "yes"},
        {"anna": "no", "ben": "yes"},
    ]
    assert [dict(item.values) for item in attribute_items(codes, DEVICES, "voice")] == [
        {"anna": "author", "ben": "source"}
    ]
    found = coder_spans(codes, DEVICES, "anna", "ben")
    assert (found.articles, found.first, found.second, found.paired) == (2, 1, 2, 1)
