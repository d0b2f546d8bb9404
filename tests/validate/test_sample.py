"""A sample is drawn by chance, the same on every machine, with probabilities that add up to the frame."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.errors import InputError
from framing.validate.sample import Design, allocate, draw, frame_digest
from validate.builders import frame


def test_same_seed_draws_the_same_articles_in_whatever_order_they_come() -> None:
    articles = list(frame(40))
    first = draw(articles, Design(10, 7))
    random.Random(1).shuffle(articles)
    assert draw(articles, Design(10, 7)) == first
    assert [one.article_id for one in first.articles] == [
        "a04", "a11", "a13", "a17", "a20", "a26", "a28", "a33", "a37", "a38",
    ]  # fmt: skip
    assert draw(articles, Design(10, 8)).ids != first.ids


def test_larger_sample_of_the_same_seed_holds_the_smaller_one() -> None:
    assert draw(frame(40), Design(10, 7)).ids < draw(frame(40), Design(25, 7)).ids


def test_articles_without_any_hit_are_drawn_like_the_others() -> None:
    hits = {article.id for article in frame(90) if article.hit}
    drawn = draw(frame(90), Design(30, 1)).ids
    assert len(drawn - hits) == 19
    assert len(draw(frame(90), Design(30, 1, strata=("hit",))).ids - hits) == 20


def test_candidates_are_only_articles_with_a_hit() -> None:
    sample = draw(frame(90), Design(12, 1, purpose="candidates"))
    assert sample.ids <= {article.id for article in frame(90) if article.hit}
    assert sample.frame_size == 30


@pytest.mark.parametrize("allocation", ["proportional", "equal", "spread"])
@pytest.mark.parametrize("strata", [(), ("outlet",), ("outlet", "hit"), ("genre", "month"), ("year",)])
def test_weights_add_up_to_the_frame(allocation: str, strata: tuple[str, ...]) -> None:
    sample = draw(frame(60), Design(24, 3, strata=strata, allocation=allocation))  # type: ignore[arg-type]
    assert len(sample.articles) == 24
    assert sum(1 / one.probability for one in sample.articles) == pytest.approx(60)
    assert sum(stratum.drawn for stratum in sample.strata) == 24
    for number, stratum in enumerate(sample.strata):
        own = [one for one in sample.articles if one.stratum == number]
        assert len(own) == stratum.drawn
        assert {one.probability for one in own} == {stratum.drawn / stratum.size}


def test_equal_allocation_gives_each_stratum_the_same() -> None:
    lopsided = (*frame(40, ["Ash"]), *(replace(one, id="b" + one.id, outlet="Birch") for one in frame(8)))
    sample = draw(lopsided, Design(12, 1, strata=("outlet",), allocation="equal"))
    assert [(one.name, one.drawn) for one in sample.strata] == [("Ash", 6), ("Birch", 6)]


def test_spread_gives_more_to_strata_in_which_the_detector_varies() -> None:
    varied = tuple(
        replace(one, figure=float(at) if one.outlet == "Ash" else 0.0) for at, one in enumerate(frame(80))
    )
    sample = draw(varied, Design(30, 1, strata=("outlet",), allocation="spread"))
    assert [one.drawn for one in sample.strata] == [19, 11]


def test_articles_left_out_are_no_part_of_the_frame() -> None:
    gone = {"a00", "a03"}
    sample = draw(frame(12), Design(10, 1), leave_out=gone)
    assert sample.ids == {article.id for article in frame(12)} - gone
    assert (sample.frame_size, sample.left_out) == (10, ("a00", "a03"))


def test_frame_digest_changes_with_a_text_and_not_with_the_order() -> None:
    articles = frame(5)
    assert frame_digest(reversed(articles)) == frame_digest(articles)
    assert frame_digest((replace(articles[0], digest="0"), *articles[1:])) != frame_digest(articles)


@pytest.mark.parametrize(
    ("size", "design", "seen"),
    [
        (12, Design(13, 1), "13 of 12"),
        (12, Design(0, 1), "0 articles"),
        (0, Design(1, 1), "no article"),
        (12, Design(3, 1, strata=("outlet",)), "need 4"),
        (12, Design(6, 1, strata=("colour",)), "colour"),
    ],
)
def test_what_cannot_be_drawn_is_refused(size: int, design: Design, seen: str) -> None:
    with pytest.raises(InputError, match=seen):
        draw(frame(size), design)


@given(
    st.lists(st.tuples(st.integers(1, 500), st.floats(0.01, 100)), min_size=1, max_size=12),
    st.floats(0, 1),
)
def test_allocation_adds_up_and_keeps_two_of_each(strata: list[tuple[int, float]], share: float) -> None:
    sizes, weights = zip(*strata, strict=True)
    least = sum(min(size, 2) for size in sizes)
    total = least + round(share * (sum(sizes) - least))
    counts = allocate(sizes, weights, total)
    assert sum(counts) == total
    assert all(min(size, 2) <= count <= size for size, count in zip(sizes, counts, strict=True))
