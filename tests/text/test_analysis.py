"""The analysis of a batch: its invariants on any text, and one article alone against the same article among others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.text import Analysis, analyse
from framing.types import Article

ALPHABET = "aAbZsS.!?,;:'’‘“”\"„«»-–—()[] \n\t\r\0…019éßŁ日本😀\u00a0\u200b\ud800\u0301&$'s"
TEXTS = st.one_of(
    st.text(alphabet=ALPHABET, max_size=120),
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            ["The plan", "Mr. Smith", "said", "it's", "“odd”", "'90s", "U.S.", "\n\n", ". ",
              "? ", "“", "”", "’s", "Ph.D.", "2.5", "1. "]
        ),
        max_size=30,
    ).map(" ".join),
)  # fmt: skip
ARTICLES = st.lists(st.tuples(TEXTS, st.none() | TEXTS), max_size=5).map(
    lambda rows: [Article(str(i), text, title=title) for i, (text, title) in enumerate(rows)]
)


@given(ARTICLES)
def test_offsets_lie_in_order_inside_their_field(articles: list[Article]) -> None:
    a = analyse(articles)
    for i, article in enumerate(articles):
        for field, text in ((2 * i, article.title or ""), (2 * i + 1, article.text)):
            assert a.joined[a.field_start[field] : a.field_end[field]] == text
    for start, end, field in (
        (a.words.start, a.words.end, a.word_field),
        (a.sentence_start, a.sentence_end, a.sentence_field),
        (
            a.quotations.start,
            a.quotations.end,
            np.searchsorted(a.field_start, a.quotations.start, "right") - 1,
        ),
    ):
        assert (start < end).all()
        assert (start[1:] >= end[:-1]).all()
        assert (start >= a.field_start[field]).all()
        assert (end <= a.field_end[field]).all()
    assert (a.words.start < a.words.core_end).all()
    assert (a.words.core_end <= a.words.end).all()


@given(ARTICLES)
def test_every_word_lies_in_exactly_its_sentence_and_field(articles: list[Article]) -> None:
    a = analyse(articles)
    sentence = a.word_sentence
    assert (a.words.start >= a.sentence_start[sentence]).all()
    assert (a.words.end <= a.sentence_end[sentence]).all()
    assert (a.sentence_field[sentence] == a.word_field).all()
    assert set(sentence.tolist()) == set(range(len(a.sentence_start))), "every sentence has a word"
    fields = np.arange(2 * len(articles) + 1)
    assert (a.field_first_word == np.searchsorted(a.word_field, fields)).all()
    assert (a.field_first_sentence == np.searchsorted(a.sentence_field, fields)).all()
    assert (a.word_quotation == a.quotations.at(a.words.start)).all()
    for start, end in zip(a.sentence_start.tolist(), a.sentence_end.tolist(), strict=True):
        assert not a.joined[start].isspace()
        assert not a.folded.data[end - 1 : end].isspace()


@given(ARTICLES, st.randoms(use_true_random=False))
def test_article_is_analysed_the_same_alone_and_among_others(articles: list[Article], random: object) -> None:
    alone = {article.id: columns_of(analyse([article]), 0) for article in articles}
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    batch = analyse(shuffled)
    assert {article.id: columns_of(batch, i) for i, article in enumerate(shuffled)} == alone


def columns_of(a: Analysis, article: int) -> dict[str, list[object]]:
    """All that an analysis says of one article, with offsets of the article."""
    base = int(a.field_start[2 * article])
    end = int(a.field_end[2 * article + 1])
    words = slice(a.field_first_word[2 * article], a.field_first_word[2 * article + 2])
    rows = slice(a.field_first_sentence[2 * article], a.field_first_sentence[2 * article + 2])
    quoted = (a.quotations.start >= base) & (a.quotations.start < max(end, base + 1))
    first_quotation = int(np.flatnonzero(quoted)[0]) if quoted.any() else 0
    quotation = a.word_quotation[words]
    return {
        "word": (np.stack((a.words.start[words], a.words.end[words], a.words.core_end[words])) - base).tolist(),
        "id": a.words.id[words].tolist(),
        "tag": a.words.tag[words].tolist(),
        "flags": [
            getattr(a.words, name)[words].tolist() for name in ("possessive", "capital", "shouted")
        ],
        "joined": a.words.joined[words].tolist(),
        "sentence": (np.stack((a.sentence_start[rows], a.sentence_end[rows])) - base).tolist(),
        "of_word": (a.word_sentence[words] - int(a.field_first_sentence[2 * article])).tolist(),
        "quotation": np.where(quotation < 0, -1, quotation - first_quotation).tolist(),
        "quoted": (np.stack((a.quotations.start[quoted], a.quotations.end[quoted])) - base).tolist(),
        "kind": a.quotations.kind[quoted].tolist(),
    }  # fmt: skip


def test_no_articles_give_empty_columns() -> None:
    a = analyse([])
    assert len(a.words) == len(a.sentence_start) == len(a.quotations) == len(a.field_start) == 0
    assert a.field_first_word.tolist() == a.field_first_sentence.tolist() == [0]
    assert a.words_per_field().tolist() == a.sentences_per_field().tolist() == []
    assert a.in_others_words().tolist() == []


@pytest.mark.parametrize(
    ("text", "title", "words", "sentences"),
    [
        ("", None, [0, 0], [0, 0]),
        ("", "", [0, 0], [0, 0]),
        ("One two.", None, [0, 2], [0, 1]),
        ("One\0two.", "A\0b", [2, 2], [1, 1]),
        ("well-known man", "AI-led", [1, 2], [1, 1]),
        ("?", "!", [0, 0], [0, 0]),
        ("\ud800 one", None, [0, 1], [0, 1]),
    ],
)
def test_counts_per_field(text: str, title: str | None, words: list[int], sentences: list[int]) -> None:
    a = analyse([Article("a", text, title=title)])
    assert a.words_per_field().tolist() == words
    assert a.sentences_per_field().tolist() == sentences


def test_words_in_scare_quotes_are_the_writer_s() -> None:
    a = analyse([Article("a", "He said: “We go.” The “experts” left.")])
    own = [
        a.text_of(s, e)
        for s, e, o in zip(a.words.start, a.words.end, a.in_others_words(), strict=True)
        if not o
    ]
    assert own == ["He", "said", "The", "experts", "left"]
