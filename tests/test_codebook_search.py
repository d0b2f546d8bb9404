"""What a codebook is searched by: the stored plan is fresh, and a planned set finds what one made of all lines finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.codebook import load_codebook
from framing.codebook import search as of_search
from framing.codebook.search import SEARCH, SlotLines, search_of, searched, store_search
from framing.patterns import Lexicon, PatternSet
from framing.patterns.plan import planned
from framing.text.analysis import analyse
from framing.text.vocabulary import shipped_vocabulary
from framing.types import Article

TEXT = (
    "The AI arms race is a gold rush, an aide said. Data is the new oil; the genie is out of the bottle. "
    "Washington waged war on red tape. It was a perfect storm, a house of cards and the tip of the iceberg."
)


def test_stored_plan_is_that_of_the_shipped_codebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_search, "SEARCH", tmp_path / "search.npz")
    store_search(load_codebook(), shipped_vocabulary())
    assert (tmp_path / "search.npz").read_bytes() == SEARCH.read_bytes(), "run: framing codebook compile"


def test_stored_plan_of_another_codebook_is_not_used() -> None:
    book = load_codebook()
    notation, vocabulary = book.notation(), shipped_vocabulary()
    other = type(book)(book.devices[:5], book.slots, book.lemmas, "another")
    few, all_ = (search_of(codebook, notation, vocabulary) for codebook in (other, book))
    assert len(few.plan.lines) == sum(len(device.patterns) for device in searched(other))
    assert len(all_.plan.lines) == sum(len(device.patterns) for device in searched(book))


def test_planned_set_finds_what_all_lines_find() -> None:
    book = load_codebook()
    notation = book.notation()
    plan = search_of(book, notation, shipped_vocabulary()).plan
    lexicon = Lexicon(plan.words, SlotLines(book, notation), shipped_vocabulary())
    patterns = [pattern for device in searched(book) for pattern in device.patterns]
    whole = PatternSet([notation.read(pattern) for pattern in patterns], lexicon)
    lazy = planned(patterns, book.notation(), plan, lexicon)
    analysis = analyse([Article("a", TEXT)], lexicon.vocabulary)
    assert lazy.anchors == whole.anchors
    assert lazy.find(analysis) == whole.find(analysis) != []
