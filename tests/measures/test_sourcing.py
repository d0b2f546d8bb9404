"""Counts, shares and dependence of the sourcing measure, and that they follow from its evidence."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from framing.attribution import find_attributions
from framing.match import Uses
from framing.measures.contract import Found, Measured
from framing.measures.sourcing import (
    A_DOCUMENT,
    COLUMNS,
    FEWEST_ATTRIBUTIONS,
    PERCENT,
    SHARES,
    SPOKESPERSON,
    WITH_OTHERS,
    WITH_REASON,
    measure,
    source_key,
)
from framing.text.analysis import analyse
from framing.types import SOURCE_CLASSES, UNNAMED_CLASSES, Article

MIXED = (
    "Jane Roe said the plan was dead. “It is over,” said one senior aide. Critics say the law is unworkable. "
    "Two Whitehall officials who asked not to be named said the talks had failed. Roe said she would go on."
)
NAMED = "Jane Roe said the plan was dead. “It was time,” Roe said. The Kremlin denied the claim."
FEW = "Jane Roe said the plan was dead. It lasted for two years."


def _measured(*texts: str, english: list[bool] | None = None) -> Measured:
    analysis = analyse([Article(id=str(i), text=text) for i, text in enumerate(texts)])
    none = np.zeros(0, np.int64)
    uses = Uses(none, none, np.zeros(0, np.int32), (), (), (), (), (), ())
    known = np.array(english if english is not None else [True] * len(texts), np.bool_)
    return measure(Found(analysis, find_attributions(analysis), uses, known))


def test_counts_and_shares_of_an_article() -> None:
    scores = {name: values[0] for name, values in _measured(MIXED).scores.items()}
    assert scores == {
        "attributions": 5,
        "unnamed": 3,
        "withheld": 2,
        "unnamed_share": 0.6,
        "withheld_share": 0.4,
        "unnamed_dependence": pytest.approx(100 * (0 + 0.85 + 0.70 + 0.7267 + 0) / 5),
        "sources": 4,
        "sources_unnamed": 3,
        "lead_unnamed_only": 0,
        "claims_without_source": 0,
    }


def test_every_declared_column_is_filled_for_every_article() -> None:
    measured = _measured(MIXED, NAMED, FEW, "")
    assert set(measured.scores) == set(COLUMNS)
    assert {len(values) for values in measured.scores.values()} == {4}


def test_named_sources_alone_give_zero_not_none() -> None:
    scores = _measured(NAMED).scores
    assert (scores["unnamed_share"][0], scores["withheld_share"][0]) == (0.0, 0.0)


def test_shares_are_none_under_three_attributions_with_the_reason() -> None:
    measured = _measured(FEW)
    assert FEWEST_ATTRIBUTIONS == 3
    assert [measured.scores[name][0] for name in SHARES] == [None, None, None]
    assert measured.missing == [(0, name, "too_few_attributions") for name in SHARES]
    assert measured.scores["attributions"] == [1]


def test_an_article_in_another_language_has_no_counts_and_no_evidence() -> None:
    measured = _measured(MIXED, NAMED, english=[False, True])
    assert {values[0] for name, values in measured.scores.items() if name not in SHARES} == {0}
    assert measured.missing == [(0, name, "not_english") for name in SHARES]
    assert measured.evidence is not None
    assert len(measured.evidence.code) == 3


def test_scores_can_be_recomputed_from_the_evidence() -> None:
    measured = _measured(MIXED)
    evidence = measured.evidence
    assert evidence is not None
    unnamed = [code in UNNAMED_CLASSES for code in evidence.code.tolist()]
    assert measured.scores["unnamed_share"][0] == sum(unnamed) / len(unnamed)
    assert measured.scores["unnamed_dependence"][0] == pytest.approx(100 * float(np.mean(evidence.weight)))
    assert evidence.voice is None
    assert evidence.stance is None
    assert evidence.anonymity is not None
    assert [secret is not None for secret in evidence.anonymity.tolist()] == unnamed
    assert evidence.reason is not None
    assert all(evidence.reason.tolist())


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("An official said it was.", 0.85),
        ("An official, speaking on condition of anonymity, said it was.", 0.8075),
        ("An official, who asked not to be named for fear of retaliation, said it was.", 0.7225),
        ("Two officials said it was.", 0.765),
        ("Sources said the sale could be signed this week.", 1.0),
        ("A Treasury spokesman said it was.", 0.2),
        ("Studies show that sleep helps.", 0.45),
    ],
)
def test_weight_falls_with_what_the_article_says_of_a_source(text: str, weight: float) -> None:
    evidence = _measured(text).evidence
    assert evidence is not None
    assert evidence.weight.tolist() == [weight]


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("Sources said the sale could be signed this week. It is late. It is cold. Jane Roe said no.", 1),
        ("The minister is said to be furious. The day was long.", 1),
        ("Sources said the sale could be signed. Jane Roe said it was off. The day was long.", 0),
        (
            "The day was long. The night was cold. The rain fell hard. Sources said the sale could be signed.",
            0,
        ),
        ("The plan is dead.", 0),
    ],
)
def test_lead_that_rests_on_withheld_sources_or_hearsay_alone(text: str, only: int) -> None:
    assert _measured(text).scores["lead_unnamed_only"] == [only]


def test_weights_in_the_documentation_are_those_of_the_code() -> None:
    text = (Path(__file__).parents[2] / "docs" / "sourcing.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (?:`(\w+)`|–) \| (\d+) \|", text, re.M)
    assert {(name, secret or None): int(points) for name, secret, points in rows} == PERCENT
    others = dict(
        re.findall(
            r"^\| (spokesperson|document|generic|specific|two or more) .*?\| (?:× )?\.?(\d+) \|", text, re.M
        )
    )
    assert {name: int(points) for name, points in others.items()} == {
        "spokesperson": SPOKESPERSON,
        "document": A_DOCUMENT,
        "generic": WITH_REASON["generic"],
        "specific": WITH_REASON["specific"],
        "two or more": WITH_OTHERS,
    }


def test_bare_sources_weigh_most() -> None:
    assert max(PERCENT, key=lambda key: PERCENT[key]) == ("unnamed_vague", "withheld")
    assert {name for name, _ in PERCENT} == set(SOURCE_CLASSES)


@pytest.mark.parametrize(
    ("text", "named", "key"),
    [
        ("Jane Roe", True, "roe"),
        ("Roe", True, "roe"),
        ("he", True, None),
        ("The official", False, "official"),
        ("an official", False, "official"),
        ("They", False, None),
    ],
)
def test_source_key(text: str, named: bool, key: str | None) -> None:
    assert source_key(text, named=named) == key


def test_an_empty_batch_gives_empty_columns() -> None:
    assert all(list(values) == [] for values in _measured().scores.values())
