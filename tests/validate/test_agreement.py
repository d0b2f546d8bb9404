"""Krippendorff's alpha is the published one, NLTK's is the same, and what cannot be told says why."""

from __future__ import annotations

import random

import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, interval_distance

from framing.validate.agreement import (
    ADVICE,
    FEW_ARTICLES,
    NO_OVERLAP,
    NO_UNITS,
    ONE_CATEGORY,
    UNSTABLE,
    Item,
    Span,
    alpha,
    overlap,
    pairs,
    span_agreement,
)
from framing.validate.scheme import Level

PUBLISHED = {
    "A": "1 2 3 3 2 1 4 1 2 * * *",
    "B": "1 2 3 3 2 2 4 1 2 5 * 3",
    "C": "* 3 3 3 2 3 4 2 2 5 1 *",
    "D": "1 2 3 3 2 4 4 1 2 5 1 *",
}
"""Source: Krippendorff, Computing Krippendorff's alpha-reliability (2011), example C: four observers, twelve units."""


def published() -> list[Item]:
    rows = {coder: row.split() for coder, row in PUBLISHED.items()}
    return [Item(f"u{at}", {c: float(r[at]) for c, r in rows.items() if r[at] != "*"}) for at in range(12)]


@pytest.mark.parametrize(
    ("level", "expected"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_is_the_published_one(level: Level, expected: float) -> None:
    found = alpha(published(), level)
    assert found.alpha == pytest.approx(expected, abs=0.0005)
    assert (found.items, found.articles, found.coders) == (11, 11, ("A", "B", "C", "D"))
    assert found.note == FEW_ARTICLES


def chance_items(seed: int, articles: int = 60, coders: int = 3) -> list[Item]:
    chance = random.Random(seed)
    items = []
    for number in range(articles):
        true = chance.randrange(4)
        values = {
            f"c{coder}": float(true if chance.random() < 0.7 else chance.randrange(4))
            for coder in range(coders)
            if chance.random() < 0.85
        }
        if values:
            items.append(Item(f"a{number // 2}", values))
    return items


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("level", "distance"), [("nominal", binary_distance), ("interval", interval_distance)]
)
def test_alpha_is_that_of_nltk(seed: int, level: Level, distance: object) -> None:
    items = chance_items(seed)
    data = [
        (c, str(n), v) for n, item in enumerate(items) if len(item.values) > 1 for c, v in item.values.items()
    ]
    assert alpha(items, level).alpha == pytest.approx(AnnotationTask(data, distance=distance).alpha())


@pytest.mark.parametrize(
    ("items", "note"),
    [
        ([], NO_UNITS),
        ([Item("a", {"anna": "yes"}), Item("b", {"ben": "yes"})], NO_OVERLAP),
        ([Item(f"a{n}", {"anna": "no", "ben": "no"}) for n in range(30)], ONE_CATEGORY),
    ],
)
def test_undefined_alpha_says_why_and_is_never_one(items: list[Item], note: str) -> None:
    found = alpha(items)
    assert (found.alpha, found.low, found.high, found.note) == (None, None, None, note)


def test_rare_code_has_no_interval_where_most_draws_have_one_category() -> None:
    items = [Item(f"a{n}", {"anna": "no", "ben": "no" if n else "yes"}) for n in range(40)]
    found = alpha(items)
    assert found.alpha is not None
    assert (found.low, found.note) == (None, UNSTABLE)


def test_interval_is_deterministic_and_draws_articles_not_items() -> None:
    items = chance_items(3, articles=120, coders=2)
    found = alpha(items)
    assert found == alpha(list(items))
    assert found.low is not None
    assert found.high is not None
    assert found.alpha is not None
    assert found.low < found.alpha < found.high
    assert found.note == ADVICE
    tenfold = [Item(item.article_id, item.values) for item in items for _ in range(10)]
    wide = alpha(tenfold)
    assert wide.low is not None
    assert wide.high is not None
    assert wide.high - wide.low == pytest.approx(found.high - found.low, rel=0.05)


def test_perfect_agreement_is_one_only_where_codes_differ() -> None:
    items = [Item(f"a{n}", {"anna": str(n % 2), "ben": str(n % 2)}) for n in range(30)]
    found = alpha(items)
    assert (found.alpha, found.low, found.high, found.percent) == (1.0, 1.0, 1.0, 1.0)


def span(start: int, end: int, field: str = "text", number: int = 0) -> Span:
    return Span(field, start, end, number)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (span(0, 10), span(0, 10), 1.0),
        (span(0, 10), span(5, 15), 1 / 3),
        (span(0, 10), span(10, 20), 0.0),
        (span(0, 10), span(0, 10, "title"), 0.0),
    ],
)
def test_overlap_is_intersection_over_union(one: Span, other: Span, expected: float) -> None:
    assert overlap(one, other) == pytest.approx(expected)


def test_pairs_are_one_to_one_best_first() -> None:
    assert pairs([span(0, 10), span(2, 12)], [span(2, 12), span(0, 9)]) == ((1, 0), (0, 1))
    assert pairs([span(0, 100)], [span(0, 10)]) == ()


def test_span_f1_counts_articles_that_both_have_finished() -> None:
    first = {"a": [span(0, 10), span(20, 30)], "b": [span(0, 5)]}
    second = {"a": [span(0, 10), span(22, 30), span(50, 60)]}
    found = span_agreement(first, second, ["a", "b"])
    assert (found.first, found.second, found.paired, found.exact) == (3, 3, 2, 1)
    assert found.f1 == pytest.approx(2 / 3)
    assert found.f1_exact == pytest.approx(1 / 3)
    assert span_agreement({}, {}, ["a"]).f1 is None
