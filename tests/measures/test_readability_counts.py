"""The batch counts are textstat's own, so that both give the same readability."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyphen import Pyphen

from framing.measures.readability_counts import textstat_counts
from framing.measures.readability_hyphens import syllables_by_hyphenation
from framing.measures.readability_textstat import _textstat
from framing.text.analysis import analyse
from framing.types import Article

Row = tuple[int, int, int]


def ours(*texts: str) -> list[Row]:
    """Words, sentences, syllables of each text, all in one batch."""
    counts = textstat_counts(analyse([Article("", text) for text in texts]))
    columns = (counts.words, counts.sentences, counts.syllables)
    return list(zip(*(column[1::2].tolist() for column in columns), strict=True))


def textstats(text: str) -> Row:
    textstat = _textstat()
    return (
        textstat.lexicon_count(text),
        textstat.sentence_count(text) if textstat.lexicon_count(text) else 0,
        textstat.syllable_count(text),
    )


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", (0, 0, 0)),
        ("— … !", (0, 0, 0)),
        ("Officials said so.", (3, 1, 5)),
        ("A well-known man.", (3, 1, 4)),
        ("He left—or fled—at once.", (4, 1, 6)),
        ("The U.S. said no again.", (5, 1, 6)),
        ("It rose by 3.5 percent of all.", (7, 2, 8)),
        ("Mr. Smith went home.", (4, 1, 5)),
        ("Yes. It was so bad.", (5, 1, 5)),
        ("They don't and won’t go.", (5, 1, 5)),
        ("One line here\nanother line there", (6, 1, 8)),
        ("He waited … and waited.", (4, 1, 6)),
        ("It cost $1,000 & more.", (4, 1, 4)),
        ("Erdoğan spoke at noon.", (4, 1, 5)),
    ],
)
def test_counts_follow_the_rules_of_textstat(text: str, counts: Row) -> None:
    assert textstats(text) == counts
    assert ours(text) == [counts]


@given(st.lists(st.text("aeglrstv ELST019 \n.!?'’“”\"-—…,&$()é_", max_size=60), min_size=1, max_size=4))
def test_every_text_of_a_batch_is_counted_as_textstat_counts_it_alone(texts: list[str]) -> None:
    assert ours(*texts) == [textstats(text) for text in texts]


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=40), min_size=1, max_size=20))
def test_hyphenation_is_that_of_pyphen(words: list[str]) -> None:
    hyphenation = Pyphen(lang="en_US")
    length = np.array([len(word) for word in words], np.int64)
    end = np.cumsum(length)
    letters = np.frombuffer("".join(words).encode(), np.uint8)
    found = syllables_by_hyphenation(letters, end - length, end)
    assert found.tolist() == [len(hyphenation.positions(word)) + 1 for word in words]


def test_readability_of_real_articles_is_within_a_tenth_of_a_point_of_textstat(shared: Path) -> None:
    with gzip.open(shared / "corpora" / "allsides.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 0, 4000, 40)]
    far = []
    for text, (words, sentences, syllables) in zip(texts, ours(*texts), strict=True):
        ease = 206.835 - 1.015 * words / sentences - 84.6 * syllables / words
        if abs(ease - (theirs := _textstat().flesch_reading_ease(text))) > 0.1:
            far.append((text[:40], ease, theirs))
    assert far == []


def test_long_words_that_begin_alike_are_counted_apart() -> None:
    """Their hashes are equal: 24 letters and the length."""
    from framing.measures.readability_counts import textstat_counts
    from framing.text import analyse
    from framing.types import Article

    start = "counterrevolutionarilyun"
    pairs = [start + "tree" * 3, start + "aeiou" + "aeiouae"]
    alone = [textstat_counts(a).syllables[1] for a in (analyse([Article("a", word)]) for word in pairs)]
    a = analyse([Article(str(i), word) for i, word in enumerate(pairs)])
    together = textstat_counts(a).syllables[1::2]
    assert together.tolist() == alone
    assert len(set(alone)) == 2
