"""The detector's error: every place in one cell, weighted by how many it stands for; outlets compared by permuting articles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from framing.validate.error import ALL_CODES, NOTHING, Case, confusion, differs, error_rows, matches
from framing.validate.found import Found
from framing.validate.sample import Design, Drawn, Sample, Stratum
from framing.validate.truth import Settled
from validate.builders import DEVICES, SOURCES, code


def sample(*outlets: str, probability: float = 0.5, purpose: str = "random") -> Sample:
    articles = tuple(Drawn(f"a{at:02}", "", outlet, 0, probability) for at, outlet in enumerate(outlets))
    size = len(outlets)
    design = Design(size, 1, purpose)  # type: ignore[arg-type]
    return Sample(
        design, "", round(size / probability), (Stratum("all", round(size / probability), size),), articles
    )


def settled(spans: dict[str, tuple[object, ...]], of: Sample) -> Settled:
    return Settled("device", "human", ("anna",), of.ids, dict.fromkeys(of.ids, ()) | spans, {}, (), 0)  # type: ignore[arg-type, dict-item]


def found(
    article: str, start: int = 19, end: int = 31, name: str = "economy/gold-rush", **values: str
) -> Found:
    return Found(article, "text", start, end, name, **{"voice": "author", "stance": "asserted", **values})


DRAWN = sample("Ash", "Ash", "Birch", probability=0.25)
TRUTH = settled(
    {"a00": (code(voice="source", stance="asserted"), code(start=60, end=69, code="other", voice="author"))},
    DRAWN,
)
SAID = {"a00": (found("a00"),), "a01": (found("a01", 0, 5), found("a01", 40, 44, "economy/never-chosen"))}
EVERY = matches(TRUTH, SAID, DRAWN)
ROWS = error_rows(EVERY, DRAWN, DEVICES)


def test_every_place_is_in_one_cell_and_each_opens_its_cases() -> None:
    cells = {(one.truth, one.found): one for one in confusion(EVERY, DEVICES)}
    assert {name: (one.weight, len(one.cases)) for name, one in cells.items()} == {
        ("economy/gold-rush", "economy/gold-rush"): (4.0, 1),
        ("other", NOTHING): (4.0, 1),
        (NOTHING, "economy/gold-rush"): (4.0, 1),
        (NOTHING, "other"): (4.0, 1),
    }
    assert cells["other", NOTHING].cases == (Case("a00", "Ash", "text", 60, 69),)


def test_voice_is_told_of_places_that_both_have_marked() -> None:
    (cell,) = confusion(EVERY, DEVICES, "voice")
    assert (cell.truth, cell.found, len(cell.cases)) == ("source", "author", 1)


def test_what_coders_cannot_tell_is_no_error() -> None:
    truth = settled({"a00": (code(layer="sourcing", code="unnamed_role", anonymity="cannot_tell"),)}, DRAWN)
    said = {"a00": (found("a00", name="unnamed_role", anonymity="withheld"),)}
    assert confusion(matches(truth, said, DRAWN), SOURCES, "anonymity") == ()


def test_precision_and_recall_by_outlet() -> None:
    rows = {(one.figure, one.outlet): one for one in ROWS if one.code == ALL_CODES}
    assert {name: (one.articles, one.cases, one.interval.estimate) for name, one in rows.items()} == {
        ("precision", "all outlets"): (2, 3, pytest.approx(1 / 3)),
        ("precision", "Ash"): (2, 3, pytest.approx(1 / 3)),
        ("recall", "all outlets"): (1, 2, 0.5),
        ("recall", "Ash"): (1, 2, 0.5),
    }
    assert all(one.interval.low is None for one in rows.values())


def test_precision_and_recall_of_one_code_ask_for_the_code_too() -> None:
    """A gold rush that the detector finds where the coders have another device is wrong of the one and missed of the other."""
    said = {"a00": (found("a00"), found("a00", 60, 69))}
    rows = error_rows(matches(TRUTH, said, DRAWN), DRAWN, DEVICES)
    assert {
        (one.figure, one.code): (one.cases, one.interval.estimate) for one in rows if one.outlet != "Ash"
    } == {
        ("precision", "all codes"): (2, 1.0),
        ("precision", "economy/gold-rush"): (2, 0.5),
        ("precision", "other"): (0, None),
        ("recall", "all codes"): (2, 1.0),
        ("recall", "economy/gold-rush"): (1, 1.0),
        ("recall", "other"): (1, 0.0),
    }


def test_weights_count_in_the_figures() -> None:
    uneven = replace(
        DRAWN, articles=(DRAWN.articles[0], replace(DRAWN.articles[1], probability=0.5), DRAWN.articles[2])
    )
    (whole, *_) = error_rows(matches(TRUTH, SAID, uneven), uneven, DEVICES)
    assert whole.interval.estimate == pytest.approx(4 / (4 + 2 + 2))


def test_candidates_tell_precision_only() -> None:
    drawn = sample("Ash", "Ash", "Birch", purpose="candidates")
    assert {row.figure for row in error_rows(matches(TRUTH, SAID, drawn), drawn, DEVICES)} == {"precision"}


def by_outlet(missed: dict[str, int], articles: int = 30) -> Sample:
    return sample(*(name for name in missed for _ in range(articles)))


@pytest.mark.parametrize(
    ("missed", "expected"), [({"Ash": 6, "Birch": 24}, True), ({"Ash": 15, "Birch": 15}, False)]
)
def test_recall_that_differs_between_outlets_is_warned_of(missed: dict[str, int], expected: bool) -> None:
    drawn = by_outlet(missed)
    truth = settled({name: (code(article=name),) for name in drawn.ids}, drawn)
    said, seen = {}, dict.fromkeys(missed, 0)
    for one in drawn.articles:
        seen[one.outlet] += 1
        if seen[one.outlet] > missed[one.outlet]:
            said[one.article_id] = (found(one.article_id),)
    told = differs(matches(truth, said, drawn), "recall", DEVICES)
    assert told.outlets == ("Ash", "Birch")
    assert told.p is not None
    assert (told.p < 0.01) is expected
    assert bool(told.warning) is expected


def test_too_few_articles_say_so() -> None:
    told = differs(EVERY, "recall", DEVICES)
    assert (told.p, told.outlets) == (None, ())
    assert "too few" in told.warning
