"""Facets of each attribution, and the sentences that state a figure without a source."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.attribution import find_attributions
from framing.measures.sourcing_claims import claims_without_source
from framing.measures.sourcing_facets import BASES, REASONS, as_column, facets, head_noun, number_of
from framing.text.analysis import analyse
from framing.types import Article

SAID = "said the talks had failed."


def _facets(*texts: str) -> list[list[dict[str, Any]]]:
    """The facets of every attribution of each text."""
    analysis = analyse([Article(id=str(i), text=text) for i, text in enumerate(texts)])
    rows = find_attributions(analysis)
    column = as_column(facets(analysis, rows), np.arange(len(rows))).tolist()
    found: list[list[dict[str, Any]]] = [[] for _ in texts]
    fields = np.searchsorted(analysis.field_start, rows.start, "right") - 1
    for field, value in zip(fields.tolist(), column, strict=True):
        assert value is not None
        found[field // 2].append(json.loads(value))
    return found


@pytest.mark.parametrize(
    ("text", "facet", "expected"),
    [
        (f"Two officials {SAID}", "reason", ["none"]),
        (f"Two officials who asked not to be named {SAID}", "reason", ["generic"]),
        (f"An aide, speaking on condition of anonymity, {SAID}", "reason", ["generic"]),
        (
            f"One official {SAID} The official spoke on condition of anonymity because the plan is secret.",
            "reason",
            ["specific"],
        ),
        (
            f"An aide {SAID} He was not authorized to speak in public. It was late. The aide said so.",
            "reason",
            ["specific", "specific"],
        ),
        (f"Jane Roe, who asked not to be quoted on the rest, {SAID}", "reason", ["none"]),
        (f"An aide {SAID} " + "It was late. " * 4 + "She asked not to be named.", "reason", ["none"]),
        (f"An official familiar with the matter {SAID}", "basis", ["familiar"]),
        (f"Three people briefed on the talks {SAID}", "basis", ["briefed"]),
        (f"An aide who was in the room {SAID}", "basis", ["present"]),
        (f"A person who has seen the letter {SAID}", "basis", ["document"]),
        (f"Jane Roe, who was in the room, {SAID}", "basis", ["none"]),
        ("“It is over,” said an aide.", "speech", ["direct"]),
        ("An aide said it was over.", "speech", ["indirect"]),
        ("An aide called the vote “a farce that nobody wanted”.", "speech", ["direct"]),
        (
            f"An aide {SAID} It was late. It was cold. Jane Roe {SAID}",
            "place",
            ["lead", "body"],
        ),
    ],
)
def test_facet_of_each_attribution(text: str, facet: str, expected: list[str]) -> None:
    assert [row[facet] for row in _facets(text)[0]] == expected


@pytest.mark.parametrize(
    ("phrase", "number"),
    [
        ("two officials", 2),
        ("at least three people briefed on it", 3),
        ("A senior official", 1),
        ("One of the officials", 1),
        ("the official", 1),
        ("the officials", 0),
        ("Several aides", 2),
        ("a dozen lawmakers", 12),
        ("14 witnesses", 14),
        ("43% of voters", 0),
        ("one in three voters", 0),
        ("officials", 0),
        ("sources", 0),
    ],
)
def test_number_of_people_a_phrase_states(phrase: str, number: int) -> None:
    assert number_of(phrase) == number


@pytest.mark.parametrize(
    ("phrase", "noun"),
    [
        ("a senior official familiar with the talks", "official"),
        ("sources", "sources"),
        ("one person, who knew", "person"),
    ],
)
def test_head_noun_of_a_phrase(phrase: str, noun: str) -> None:
    assert head_noun(phrase) == noun


def test_facets_are_of_the_documented_values() -> None:
    found = _facets(f"Two officials who asked not to be named {SAID} “It is over,” Jane Roe said.")[0]
    assert [list(row) for row in found] == [["reason", "basis", "speech", "place", "number"]] * 2
    assert {row["reason"] for row in found} <= set(REASONS)
    assert {row["basis"] for row in found} <= set(BASES)
    assert [row["number"] for row in found] == [2, None]


PIECES = (
    "An official|said|it was late|.|“|”|who asked not to be named|because|the aide|The officials|Two people|in the room|,|"
    "Jane Roe|condition of anonymity|not authorized to speak|\n\n|400|per cent|of|and"
).split("|")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=50).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_facets_of_an_article_do_not_depend_on_its_batch(texts: list[str]) -> None:
    assert _facets(*texts) == [_facets(text)[0] for text in texts]


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("The number of people in work rose by 412 in the spring.", 1),
        ("The number of people in work rose by 4.2 in the spring.", 1),
        ("The price of a new house in town rose by $85 in the spring.", 1),
        ("About two million of them have lost their work since the spring.", 1),
        ("The number of people in work rose again in the spring of 2019.", 0),
        ("The council met on 14 May to speak about the new bridge.", 0),
        ("The ministry said the number of people in work rose by 412.", 0),
        ("“The number of people in work rose by 412 in the spring.”", 0),
        ("Figures rose by 412.", 0),
    ],
)
def test_sentences_with_a_figure_and_no_source_are_counted(sentence: str, claims: int) -> None:
    analysis = analyse([Article(id="1", title="It rose by 412 in the spring of the year", text=sentence)])
    assert claims_without_source(analysis, find_attributions(analysis)).tolist() == [claims]
