"""Concordance: exact words, context, order and pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.compare import Filters, Order, Query, concordance, ordered, read_scored, read_texts
from framing.compare.concordance import context
from framing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.compare.conftest import Corpus

OIL = "ai-and-technology/new-oil"

TEXT = "Data is\n\nthe new oil , they said. Nobody asked."


def place(corpus: Corpus, outlet: str | None = "Herald", **columns: Any) -> None:
    key = corpus.article(outlet, text=TEXT, title="Oil again", date=date(2025, 3, 1))
    start = TEXT.index("the new oil")
    found: dict[str, Any] = {"start": start, "end": start + 11, "text": "the new oil"}
    corpus.device(key, **(found | columns))


@pytest.mark.parametrize(
    ("text", "words", "width", "expected"),
    [
        ("a new oil b", "new oil", 80, ("a ", " b")),
        ("AI-cold war.", "cold war", 80, ("AI-", ".")),
        ("one two three HIT four five six", "HIT", 9, ("three ", " four")),
        ("one two HIT four five", "HIT", 5, ("two ", " four")),
        ("line\n\n  two HIT\tthree", "HIT", 80, ("line two ", " three")),
        ("HIT", "HIT", 80, ("", "")),
        ("unbreakable HIT unbreakable", "HIT", 4, ("ble ", " unb")),
    ],
)
def test_context_keeps_whole_words_on_one_line(
    text: str, words: str, width: int, expected: tuple[str, str]
) -> None:
    start = text.index(words)
    assert context(text, start, start + len(words), width) == expected


@given(st.text(), st.data())
def test_context_is_never_wider_than_asked_for(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert all(len(side) <= 10 for side in context(text, start, end, 10))


def test_line_holds_the_exact_words_and_where_they_are(corpus: Corpus, tmp_path: Path) -> None:
    place(corpus, None, voice="source", speaker="they", stance="hedged", sentence=1)
    folder = corpus.write(tmp_path / "run")
    got = concordance(read_scored(folder), read_texts(folder), Query("origin unknown", OIL))
    (line,) = got.lines
    assert (line.left, line.words, line.right) == ("Data is ", "the new oil", " , they said. Nobody asked.")
    assert (line.article_id, line.title, line.date) == ("a00000", "Oil again", date(2025, 3, 1))
    assert (line.outlet, line.voice, line.speaker, line.stance) == (
        "origin unknown",
        "source",
        "they",
        "hedged",
    )
    assert (line.sentence, line.field, line.start, got.total) == (1, "text", 9, 1)


def test_pages_fit_together_in_one_random_order(corpus: Corpus, tmp_path: Path) -> None:
    for _ in range(30):
        place(corpus)
    folder = corpus.write(tmp_path / "run")
    tables, texts = read_scored(folder), read_texts(folder)
    whole = concordance(tables, texts, Query(), seed=1).lines
    pages = [concordance(tables, texts, Query(), seed=1, offset=at, limit=7).lines for at in range(0, 35, 7)]
    assert tuple(line for page in pages for line in page) == whole
    order = [line.article_id for line in whole]
    assert sorted(order) == [row["id"] for row in corpus.articles]
    assert order != sorted(order)
    assert order != [line.article_id for line in concordance(tables, texts, Query(), seed=2).lines]


def test_order_does_not_depend_on_the_rows_or_on_filters(corpus: Corpus, tmp_path: Path) -> None:
    for number in range(30):
        place(corpus, voice="source" if number % 2 else "author")
    folder = corpus.write(tmp_path / "run")
    corpus.evidence.reverse()
    turned = corpus.write(tmp_path / "turned")
    whole = concordance(read_scored(folder), read_texts(folder), Query()).lines
    assert concordance(read_scored(turned), read_texts(turned), Query()).lines == whole
    some = concordance(read_scored(folder), read_texts(folder), Query(filters=Filters(voice="source"))).lines
    assert some == tuple(line for line in whole if line.voice == "source")


def test_query_chooses_outlet_code_and_measure(corpus: Corpus, tmp_path: Path) -> None:
    place(corpus)
    place(corpus, "Mail", code="x/other")
    place(corpus, "Mail", measure="sourcing", code="hearsay", voice=None, stance=None, conventionality=None)
    folder = corpus.write(tmp_path / "run")
    tables, texts = read_scored(folder), read_texts(folder)

    def codes(query: Query) -> list[str]:
        return sorted(line.code for line in concordance(tables, texts, query).lines)

    assert codes(Query()) == [OIL, "x/other"]
    assert codes(Query("Mail")) == ["x/other"]
    assert codes(Query(None, OIL)) == [OIL]
    assert codes(Query("Mail", measure="sourcing")) == ["hearsay"]
    assert codes(Query("Nobody")) == []


def test_query_takes_several_codes_live_devices_or_one_kind_of_anonymity(
    corpus: Corpus, tmp_path: Path
) -> None:
    place(corpus)
    place(corpus, code="x/other", conventionality="conventional")
    place(corpus, measure="sourcing", code="unnamed_role", anonymity="withheld", voice=None, stance=None)
    place(corpus, measure="sourcing", code="unnamed_vague", anonymity="collective", voice=None, stance=None)
    folder = corpus.write(tmp_path / "run")
    tables, texts = read_scored(folder), read_texts(folder)

    def codes(query: Query) -> list[str]:
        return sorted(line.code for line in concordance(tables, texts, query).lines)

    assert codes(Query(codes=(OIL, "x/none"))) == [OIL]
    assert codes(Query(codes=())) == []
    assert codes(Query(live=True)) == [OIL]
    assert codes(Query(measure="sourcing", anonymity="withheld")) == ["unnamed_role"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("random", ["Mail", "Herald", "Times"]),
        ("left", ["Times", "Mail", "Herald"]),
        ("right", ["Herald", "Mail", "Times"]),
        ("words", ["Times", "Mail", "Herald"]),
        ("outlet", ["Herald", "Mail", "Times"]),
        ("date", ["Mail", "Herald", "Times"]),
    ],
)
def test_lines_are_ordered_by_the_word_next_to_the_evidence(
    corpus: Corpus, tmp_path: Path, order: Order, expected: list[str]
) -> None:
    texts = {
        "Mail": "a bee new oil buzz",
        "Herald": "all Cats Old oil apple",
        "Times": "zoo ant blood oil crow",
    }
    days = {"Mail": date(2024, 1, 1), "Herald": date(2025, 1, 1), "Times": None}
    for outlet, text in texts.items():
        start = len(" ".join(text.split()[:2])) + 1
        words = " ".join(text.split()[2:4])
        key = corpus.article(outlet, text=text, date=days[outlet])
        corpus.device(key, start=start, end=start + len(words), text=words)
    folder = corpus.write(tmp_path / "run")
    lines = {
        line.outlet: line for line in concordance(read_scored(folder), read_texts(folder), Query()).lines
    }
    given = [lines[outlet] for outlet in ("Mail", "Herald", "Times")]
    found = [line.outlet for line in ordered(given, order)]
    assert found == expected


def test_a_text_that_does_not_hold_the_evidence_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    place(corpus, start=40, end=51)
    folder = corpus.write(tmp_path / "run")
    with pytest.raises(InputError, match="a00000: the text ends before 51"):
        concordance(read_scored(folder), read_texts(folder), Query())


def test_a_missing_text_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    place(corpus)
    corpus.texts.clear()
    folder = corpus.write(tmp_path / "run")
    with pytest.raises(InputError, match="no text for this article"):
        concordance(read_scored(folder), read_texts(folder), Query())
    (folder / "texts.parquet").unlink()
    with pytest.raises(InputError, match="--texts"):
        read_texts(folder)
