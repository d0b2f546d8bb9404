"""What readers mark as missed: kept with exact offsets, listed in text order, removed, refused where it does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from framing.errors import InputError, OutputError
from framing.store.catalogue import Catalogue, open_catalogue
from framing.store.missed import MOST_NOTE, MOST_WORDS, Missed, add_missed, missed_of, remove_missed
from framing.types import Article, Field

ARTICLE = Article("a1", "😀 Data is the new oil.", title="Oil")


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return open_catalogue(tmp_path / "catalogue.sqlite")


def add(catalogue: Catalogue, field: Field = "text", start: int = 10, end: int = 21, **said: Any) -> Missed:
    given = {"layer": "device", "signature": "sig"} | said
    return add_missed(catalogue, "run", ARTICLE, (field, start, end), **given)


def test_place_comes_back_with_the_words_that_stand_there(catalogue: Catalogue) -> None:
    made = add(catalogue, note="a slogan")
    assert missed_of(catalogue, "run", "a1") == (made,)
    assert (made.words, made.note, made.signature, made.code) == ("the new oil", "a slogan", "sig", None)
    assert ARTICLE.text[made.start : made.end] == made.words


def test_places_are_listed_in_text_order_headline_first(catalogue: Catalogue) -> None:
    for field, start, end in (("text", 10, 21), ("text", 2, 6), ("title", 0, 3)):
        add(catalogue, field, start, end)  # type: ignore[arg-type]
    assert [one.words for one in missed_of(catalogue, "run", "a1")] == ["Oil", "Data", "the new oil"]


def test_same_place_and_layer_again_replaces_what_was_said(catalogue: Catalogue) -> None:
    add(catalogue, note="one")
    add(catalogue, note="two")
    add(catalogue, layer="heated")
    assert sorted((one.layer, one.note) for one in missed_of(catalogue, "run")) == [
        ("device", "two"),
        ("heated", ""),
    ]


def test_other_runs_and_articles_are_not_mixed_in(catalogue: Catalogue) -> None:
    add(catalogue)
    assert missed_of(catalogue, "other") == ()
    assert missed_of(catalogue, "run", "a2") == ()


def test_removed_place_is_gone_and_one_that_is_not_there_is_no_error(catalogue: Catalogue) -> None:
    made, kept = add(catalogue), add(catalogue, "title", 0, 3)
    remove_missed(catalogue, [made.id, 999])
    assert missed_of(catalogue, "run") == (kept,)


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (5, 5), (6, 5), (10, 23), (1, 2)])
def test_place_that_holds_no_words_of_the_article_is_refused(
    catalogue: Catalogue, start: int, end: int
) -> None:
    with pytest.raises(InputError, match="select words of the article"):
        add(catalogue, "text", start, end)
    assert missed_of(catalogue, "run") == ()


def test_what_is_too_long_is_refused(catalogue: Catalogue) -> None:
    long = Article("a1", "x" * (MOST_WORDS + 1))
    with pytest.raises(InputError, match="too long"):
        add_missed(catalogue, "run", long, ("text", 0, MOST_WORDS + 1), layer="device", signature="")
    with pytest.raises(InputError, match="too long"):
        add(catalogue, note="x" * (MOST_NOTE + 1))


def test_workspace_that_may_only_be_read_keeps_nothing(catalogue: Catalogue) -> None:
    with pytest.raises(OutputError):
        add(open_catalogue(catalogue.path, read_only=True))
