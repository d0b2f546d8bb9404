"""The worksheet: nothing given away before the key, and in the key every phrase with its paragraph."""

from __future__ import annotations

from datetime import date

import pytest

from framing.report import none_found, to_worksheet
from framing.types import Article, Evidence, Scored
from test_report import OUR_ATTRIBUTES, OURS, PAYLOADS, TEXT, Page, device, example, source


def parts(page: str) -> tuple[str, str]:
    """The page before its key, and the key."""
    before, _, key = page.partition("<details")
    return before, key


def test_article_is_unmarked_before_the_key() -> None:
    before, key = parts(to_worksheet(example(title="Oil", date=date(2026, 3, 4))))
    assert "Data is the new oil, according to sources." in before
    assert "<mark" not in before
    assert "the new oil</mark>" in key


def test_every_article_has_the_same_room_to_write() -> None:
    one, other = (parts(to_worksheet(found))[0] for found in (example(), Scored(Article("b", TEXT), {}, ())))
    assert one.count("<tr>") == other.count("<tr>")
    assert one.count('class="lines"') == other.count('class="lines"') == 6


def test_key_names_the_paragraph_of_each_phrase_and_source() -> None:
    _, key = parts(to_worksheet(example()))
    assert '<span class="number">1</span>' in key
    assert "Two aides, who asked not to be named (2)" in key
    assert "Ann Lee (2)" in key


def test_evidence_of_the_headline_says_so() -> None:
    shown = Evidence("device", "x", "title", 0, 3, "Oil", 0, "author", None, "asserted", "live")
    found = Scored(Article("a", TEXT, title="Oil"), {}, (shown, device(TEXT, "the new oil")))
    _, key = parts(to_worksheet(found))
    assert '<span class="number">headline</span>' in key


def test_nothing_found_says_what_that_is_worth() -> None:
    _, key = parts(to_worksheet(Scored(Article("a", TEXT), {}, ())))
    assert none_found("device") in Page(key).text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_word_of_an_article_becomes_markup(payload: str) -> None:
    text = f"Before {payload} after."
    given = (device(text, payload, speaker=payload), source(text, payload, "unnamed_role", "withheld"))
    article = Article(payload, text, payload, payload, None, payload, None, payload, payload)
    seen = Page(to_worksheet(Scored(article, {}, given, {}, payload)))
    assert seen.tags <= OURS
    assert seen.attributes <= OUR_ATTRIBUTES
    assert seen.text.count(payload.replace("\x00", "\ufffd")) >= 4
