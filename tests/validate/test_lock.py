"""What was opened to tune a codebook validates nothing any more, and what is left is a random sample or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.errors import InputError
from framing.validate.lock import Opening, articles_left, by_chance, note_opening, openings, remaining
from framing.validate.sample import Design, draw
from validate.builders import frame

TIME = "2026-11-22T00:00:00Z"
SAMPLE = draw(frame(60), Design(24, 1, strata=("outlet",)))


def opened(*articles: str, chance: bool = True) -> Opening:
    return Opening(articles, "signature-1", chance, TIME)


def test_openings_come_back(tmp_path: Path) -> None:
    assert openings(tmp_path) == ()
    for one in (opened("a01", "a02"), opened("a03", chance=False)):
        note_opening(tmp_path, one)
    assert openings(tmp_path) == (opened("a01", "a02"), opened("a03", chance=False))


def test_chance_opens_from_every_stratum_and_leaves_two_of_each() -> None:
    names = by_chance(SAMPLE, (), 8)
    assert len(names) == 8
    assert names == by_chance(SAMPLE, (), 8)
    later = by_chance(SAMPLE, (opened(*names),), 8)
    assert not set(names) & set(later)
    everything = by_chance(SAMPLE, (), 1000)
    assert articles_left(SAMPLE, (opened(*everything),)) == 4
    with pytest.raises(InputError, match="cannot be opened"):
        by_chance(SAMPLE, (opened(*everything),), 1)


def test_what_is_left_stands_for_the_whole_frame() -> None:
    names = by_chance(SAMPLE, (), 8)
    rest = remaining(SAMPLE, (opened(*names),), "signature-2")
    assert rest.ids == SAMPLE.ids - set(names)
    assert sum(1 / one.probability for one in rest.articles) == pytest.approx(60)
    assert sum(one.drawn for one in rest.strata) == 16


def test_opened_articles_still_validate_the_detector_they_were_opened_under() -> None:
    opening = opened(*by_chance(SAMPLE, (), 8))
    assert remaining(SAMPLE, (opening,), "signature-1") == SAMPLE


def test_articles_opened_by_choice_make_the_rest_no_random_sample() -> None:
    chosen = opened(min(SAMPLE.ids), chance=False)
    assert articles_left(SAMPLE, (chosen,)) == 23
    assert remaining(SAMPLE, (chosen,), "signature-1") == SAMPLE
    with pytest.raises(InputError, match="opened by choice, so the other 23"):
        remaining(SAMPLE, (chosen,), "signature-2")
