"""Furniture is left out of every score, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.pipeline import Engine
from framing.tables import article_table
from framing.text.furniture import BREAK, furniture_words, without_furniture
from framing.types import Article, Scored

PARAGRAPHS = (
    "The AI arms race is heating up, two officials said on Tuesday. “It is the new oil,” said Ann Lee, a minister.",
    "Share on Facebook Share on X Sign up for our newsletter. Is this the end of work as we know it?",
    "A source close to the firm, who asked not to be named, called it “a Sputnik moment” and a shocking betrayal!",
    "“We are in a cold war over chips,” the senator told reporters.\nThe company reportedly declined to comment.",
    "Read more: The robots are coming for your job\nPhoto by Sam Roe. Ein Café—3.5% mehr; naïve 😀 users.",
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def scored(engine: Engine, article: Article, spans: list[tuple[int, int]]) -> Scored:
    return next(engine.scored(engine.score_batch([article], [spans])))


def cut(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = text[:start] + BREAK + text[end:]
    return text


@st.composite
def article_with_spans(draw: st.DrawFn) -> tuple[Article, list[tuple[int, int]]]:
    text = draw(st.sampled_from(["\n\n", " ", "\n"])).join(
        draw(st.lists(st.sampled_from(PARAGRAPHS), min_size=1))
    )
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(edges[0::2], edges[1::2], strict=False))
    return Article("a", text, title=draw(st.sampled_from([None, "The new oil", "Naïve 😀"]))), spans


@settings(max_examples=60, deadline=None)
@given(given_=article_with_spans())
def test_scores_are_those_of_the_text_with_a_paragraph_break_instead(
    engine: Engine, given_: tuple[Article, list[tuple[int, int]]]
) -> None:
    article, spans = given_
    found = scored(engine, article, spans)
    wanted = scored(engine, replace(article, text=cut(article.text, spans)), [])
    assert {**found.scores, "furniture_words": 0} == wanted.scores
    assert found.missing == wanted.missing
    assert [(e.code, e.text, e.field, e.sentence, e.voice, e.stance) for e in found.evidence] == [
        (e.code, e.text, e.field, e.sentence, e.voice, e.stance) for e in wanted.evidence
    ]
    for e in found.evidence:
        assert getattr(article, e.field)[e.start : e.end] == e.text
        assert e.field == "title" or not any(a < e.end and e.start < b for a, b in spans)


def test_offsets_lead_back_in_a_batch_with_and_without_furniture(engine: Engine) -> None:
    articles = [Article(str(i), text, title="A title") for i, text in enumerate(PARAGRAPHS)]
    spans = [[(0, 10)], [], [(4, 30), (40, 60)], [], [(0, len(PARAGRAPHS[4]))]]
    together = list(engine.scored(engine.score_batch(articles, spans)))
    assert together == [scored(engine, a, s) for a, s in zip(articles, spans, strict=True)]
    assert together[4].scores["words"] == 2
    assert [found.furniture for found in together] == [tuple(s) for s in spans]


@pytest.mark.parametrize(
    "spans", [[(3, 3)], [(5, 2)], [(0, 4), (3, 6)], [(2, 400)], [(4, 6), (0, 2)], [(-3, 4)]]
)
def test_spans_that_are_no_spans_of_the_text_are_refused(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="furniture"):
        without_furniture([Article("a", "Some words of text")], [spans])


def test_words_of_furniture_and_of_the_rest_make_up_the_whole() -> None:
    text = "Log-in here. The well-known firm rose 2.5% in the U.S. market. Sign up"
    spans = [(0, 12), (63, len(text))]
    assert furniture_words([Article("a", text), Article("b", text)], [spans, []]).tolist() == [4, 0]


def test_kept_furniture_is_scored_and_said_in_the_signature() -> None:
    text = "Skip to content. " + PARAGRAPHS[0]
    kept, left_out = (Engine(keep_furniture=keep).score(Article("a", text)) for keep in (True, False))
    assert (kept.furniture, kept.scores["furniture_words"]) == ((), 0)
    assert (left_out.furniture, left_out.scores["furniture_words"]) == (((0, 16),), 3)
    assert kept.scores["words"] == 3 + left_out.scores["words"]  # type: ignore[operator]
    assert kept.signature == left_out.signature.replace(";default", ";furniture=kept")


def test_table_holds_spans_as_json_and_their_words(engine: Engine) -> None:
    batch = engine.score_batch([Article("a", PARAGRAPHS[0])], [[(0, 3), (4, 6)]])
    row = article_table(batch, engine.signature).to_pylist()[0]
    assert row["furniture"] == "[[0,3],[4,6]]"
    assert row["furniture_words"] == 2
    assert row["duplicate_of"] is row["shared_copy"] is row["shared_copy_origin"] is None
