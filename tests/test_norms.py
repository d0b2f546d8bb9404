"""Norms: a percentile within a genre, in words that say what it is not, and nothing outside."""

from __future__ import annotations

import pytest

from framing.norms import FEWEST, Norm, model_digest, norm_of, norms


def test_the_norms_were_made_with_the_models_that_ship() -> None:
    assert norms()["models"] == model_digest(), "python scripts/build_norms.py DIR"


def test_quantiles_rise_and_every_genre_has_enough_articles() -> None:
    for measures in norms()["quantiles"].values():
        for found in measures.values():
            assert found["articles"] >= FEWEST
            assert len(found["at"]) == 101
            assert found["at"] == sorted(found["at"])


def test_a_percentile_is_the_share_that_scores_lower() -> None:
    at = norms()["quantiles"]["news"]["sensationalism"]["at"]
    middle = norm_of({"genre": "news", "sensationalism": at[50]}, "sensationalism")
    assert middle == Norm(
        "sensationalism", "news", 50, norms()["quantiles"]["news"]["sensationalism"]["articles"]
    )
    lowest, highest = (
        norm_of({"genre": "news", "sensationalism": value}, "sensationalism") for value in (-1.0, 100.0)
    )
    assert lowest is not None
    assert highest is not None
    assert (lowest.below, highest.below) == (0, 100)


def test_the_sentence_says_which_articles_and_that_they_are_no_sample() -> None:
    sentence = Norm("sensationalism", "news", 83, 3658).sentence()
    assert sentence.startswith("higher than 83 % of the 3,658 articles of the same genre (news) among ")
    assert sentence.endswith("2012–2020; not a sample of the press")


@pytest.mark.parametrize(
    ("scores", "measure"),
    [
        ({"genre": None, "sensationalism": 10.0}, "sensationalism"),
        ({"genre": "live", "sensationalism": 10.0}, "sensationalism"),
        ({"genre": "news", "sensationalism": None}, "sensationalism"),
        ({"genre": "news", "unnamed_share": 0.5}, "unnamed_share"),
    ],
)
def test_nothing_is_said_outside_the_norm(scores: dict[str, object], measure: str) -> None:
    assert norm_of(scores, measure) is None
