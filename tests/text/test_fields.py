"""Fields without furniture are what reading the shortened articles anew gives."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from framing.text.fields import Fields, fields_of, fields_without, words_of_furniture
from framing.text.furniture import Spans, furniture_words, without_furniture
from framing.types import Article

PIECES = [
    "The",
    "U.S. bank’s",
    "well-known",
    "2.5%",
    "“Oil!”",
    "naïve",
    "😀",
    "\n\n",
    "don't",
    "…",
    "-",
    "A.",
    "(b)",
]


@st.composite
def article_with_spans(draw: st.DrawFn) -> tuple[Article, list[tuple[int, int]]]:
    """Spans between blanks, as page furniture has them, or anywhere."""
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
    text = draw(st.sampled_from([" ", "\n", "  "])).join(pieces)
    places = range(len(text) + 1)
    if draw(st.booleans()):
        places = [i for i in places if text[i - 1 : i].isspace() or i == 0 or i == len(text)]
    edges = sorted(draw(st.sets(st.sampled_from(places), max_size=6)))
    title = draw(st.sampled_from([None, "", "The new oil-price"]))
    return Article("a", text, title=title), list(zip(edges[0::2], edges[1::2], strict=False))


def columns_of(found: Fields) -> dict[str, object]:
    folded = {f.name: getattr(found.folded, f.name) for f in fields(found.folded)}
    words = {f.name: getattr(found.words, f.name) for f in fields(found.words)}
    rest = {name: getattr(found, name) for name in ("joined", "start", "end", "first_word")}
    return {
        name: column.tolist() if isinstance(column, np.ndarray) else column
        for name, column in {**folded, **words, **rest}.items()
    }


@given(st.lists(article_with_spans(), max_size=4))
def test_fields_without_furniture_are_those_of_the_shortened_articles(
    given_: list[tuple[Article, list[tuple[int, int]]]],
) -> None:
    articles = [article for article, _ in given_]
    furniture: list[Spans] = [spans for _, spans in given_]
    shortened = without_furniture(articles, furniture).articles
    whole = fields_of(articles)
    assert columns_of(fields_without(whole, shortened, furniture)) == columns_of(fields_of(shortened))
    assert words_of_furniture(whole, furniture).tolist() == furniture_words(articles, furniture).tolist()


def test_each_field_has_its_own_words_and_a_mark_behind_it() -> None:
    found = fields_of([Article("a", "One two."), Article("b", "Three", title="Four five six")])
    assert [found.joined[a:b] for a, b in zip(found.start, found.end, strict=True)] == [
        "",
        "One two.",
        "Four five six",
        "Three",
    ]
    assert [b - a for a, b in pairwise(found.first_word.tolist())] == [0, 2, 3, 1]
    assert {found.joined[end] for end in found.end.tolist()} == {"\0"}


def test_words_have_the_hash_of_the_whole_word_whatever_its_case() -> None:
    oil, loud, whose, more = fields_of([Article("a", "Oil OIL oil's oils")]).words.hash.tolist()
    assert oil == loud
    assert len({oil, whose, more}) == 3
