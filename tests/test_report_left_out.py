"""What is no part of the scores, in every report: page furniture, articles in other languages, records left out, copies."""

from __future__ import annotations

import ast
import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from rich.console import Console

from framing.pages.reader_view import View, drawing
from framing.pipeline import Engine
from framing.report import paragraphs, passages, segments, to_html, to_json, to_terminal
from framing.report.languages import LANGUAGES
from framing.report.left_out import REASONS, read_left_out
from framing.report.words import FURNITURE_OF_A_PAGE_ALONE, furniture_sentence, reason_missing
from framing.store import CopyCounts, copy_counts, score_articles, summed
from framing.types import Article, Evidence, Scored

PACKAGE = Path(__file__).resolve().parents[1] / "framing"
TEXT = "Share this article <b>\n\nData is the new oil.\n\nRead more: Ferries are late again"
SPANS = ((0, 22), (46, 80))
NEW_OIL = Evidence("device", "ai-and-technology/new-oil", "text", 32, 43, "the new oil", 0, "author")


def example() -> Scored:
    return Scored(Article("a", TEXT), {"furniture_words": 10}, (NEW_OIL,), {}, "sig", SPANS)


def terminal(scored: Scored, *, alone: bool = False) -> str:
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(to_terminal(scored, alone=alone))
    return console.export_text()


def test_furniture_is_cut_out_of_the_text_exactly() -> None:
    furniture = [piece.text for piece in segments(example(), "text") if piece.furniture]
    assert furniture == [TEXT[a:b] for a, b in SPANS]
    lines = paragraphs(segments(example(), "text"))
    assert [[(piece.text, piece.furniture) for piece in line] for line in lines] == [
        [("Share this article <b>", True)],
        [("Data is ", False), ("the new oil", False), (".", False)],
        [("Read more: Ferries are late again", True)],
    ]


@given(
    text=st.text(alphabet="ab \n", max_size=30),
    edges=st.sets(st.integers(0, 30)),
    marks=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_pieces_are_the_text_and_furniture_is_that_of_the_spans(
    text: str, edges: set[int], marks: list[tuple[int, int]]
) -> None:
    ordered = sorted(edge for edge in edges if edge <= len(text))
    spans = tuple(zip(ordered[0::2], ordered[1::2], strict=False))
    evidence = tuple(Evidence("device", "x", "text", a, b, text[a:b], 0) for a, b in marks)
    pieces = segments(Scored(Article("a", text, title=text), {}, evidence, {}, "", spans), "text")
    assert "".join(piece.text for piece in pieces) == text
    told = [piece.furniture for piece in pieces for _ in piece.text]
    assert told == [any(a <= place < b for a, b in spans) for place in range(len(text))]


def test_headline_is_never_furniture() -> None:
    scored = Scored(Article("a", TEXT, title="Share this"), {}, (), {}, "", SPANS)
    assert [piece.furniture for piece in segments(scored, "title")] == [False]


def test_every_report_shows_furniture_as_such_and_counts_it() -> None:
    page, shown = to_html(example()), terminal(example())
    assert page.count('<span class="furniture" role="group"') == len(SPANS)
    assert ">Share this article &lt;b&gt;</span>" in page
    assert "Page furniture, not scored: 10 words" in page
    assert "|Share this article <b>|" in shown
    assert "|Page furniture, not scored|: 10 words" in shown
    assert json.loads(to_json(example()))["furniture"] == [list(span) for span in SPANS]
    drawn = drawing(example(), passages(example()), Engine().codebook, View())
    assert drawn["furniture"] == "Page furniture, not scored: 10 words"
    assert drawn["paragraphs"][0] == [[0, len("Share this article <b>"), [], True, -1]]


def test_article_without_furniture_has_no_line_about_it() -> None:
    plain = Scored(Article("a", TEXT), {"furniture_words": 0}, ())
    assert furniture_sentence(plain) == ""
    assert "furniture" not in to_html(plain).partition("</style>")[2]
    assert "furniture" not in terminal(plain)


def test_article_read_alone_says_what_was_not_looked_for() -> None:
    assert FURNITURE_OF_A_PAGE_ALONE in to_html(example(), alone=True)
    assert FURNITURE_OF_A_PAGE_ALONE not in to_html(example())
    assert "usual shapes only" in terminal(example(), alone=True)
    assert "usual shapes only" not in terminal(example())
    assert json.loads(to_json(example(), alone=True))["furniture_note"] == FURNITURE_OF_A_PAGE_ALONE
    assert "furniture_note" not in json.loads(to_json(example()))


@pytest.mark.parametrize(
    ("reason", "language", "told"),
    [
        ("not_english", "de", "Not scored: the text is in German"),
        ("not_english", "und", "Not scored: the text was not recognised as English"),
        ("not_english", None, "Not scored: the text was not recognised as English"),
        ("too_short", "de", "Not scored: fewer than 40 words"),
    ],
)
def test_language_is_named_where_it_is_the_reason(reason: str, language: str | None, told: str) -> None:
    assert reason_missing(reason, language) == told


def test_every_language_that_can_be_recognised_has_a_name() -> None:
    """`zxx` stands for no language at all."""
    assert set(LanguageIdentifier.from_model_file(MODEL_FILE).labels) - {"zxx"} == set(LANGUAGES)


def reason_codes() -> set[str]:
    """Every code that readers and runs give as a reason, as literals of the calls that make rejections."""
    place = {"RecordError": 1, "Rejected": 3, "_EndedError": 0}
    found = set()
    for path in [*(PACKAGE / "readers").glob("*.py"), *(PACKAGE / "batch").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in place and len(node.args) > place[name]:
                at = node.args[place[name]]
                found |= {part.value for part in ast.walk(at) if isinstance(part, ast.Constant)}
    return {str(code) for code in found}


def test_every_reason_is_said_in_plain_words_with_what_to_do() -> None:
    codes = reason_codes()
    assert {"no_text", "bad_json", "unsafe_archive", "parser_died"} <= codes
    assert codes - set(REASONS) == set()
    assert all(seen and do for seen, do in REASONS.values())


def test_reason_of_a_newer_version_is_shown_as_its_code() -> None:
    line = {"file": "f", "record": 1, "id": None, "kind": "rejected", "reason": "too_odd", "detail": "d"}
    (row,) = read_left_out([json.dumps(line).encode()])
    assert (row.seen, row.what_to_do) == ("too odd", "")


def test_copies_and_furniture_are_counted_by_outlet() -> None:
    made = score_articles(Engine(), [Article("a", TEXT, "The Tern"), Article("b", "One two.")], "two")
    columns = {
        "duplicate_of": [None, "a"],
        "shared_copy": ["a", None],
        "furniture_words": [4, 0],
        "words": [12, 2],
    }
    table = made.articles
    for name, values in columns.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, pa.array(values, table.schema.field(name).type))
    rows = copy_counts(replace(made, articles=table))
    assert rows == (CopyCounts("The Tern", 1, 0, 1, 12, 4), CopyCounts(None, 1, 1, 0, 2, 0))
    assert summed(rows) == CopyCounts(None, 2, 1, 1, 14, 4)
    assert rows[0].furniture_share == 0.25
    older = table.drop_columns(["shared_copy", "furniture_words"])
    assert summed(copy_counts(replace(made, articles=older))) == CopyCounts(None, 2, 1, 0, 14, 0)
