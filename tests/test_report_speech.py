"""Whose words an article passes on: passages with exact spans and speakers, in agreement with the voice of the evidence."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from framing.pipeline import Engine
from framing.report import Speech, passages, segments
from framing.types import Article, Scored

TEXT = (
    "The company said on Monday that it had lost the data of nine million people. “We are sorry,” said Ann Lee, its head. "
    "Its so-called “vault” had no door. The minister called it a shambles.\n\nNobody was hurt, and the office opened again."
)


def scored(text: str, furniture: tuple[tuple[int, int], ...] = (), title: str | None = None) -> Scored:
    return Scored(Article("a", text, title=title), {}, (), furniture=furniture)


def told(found: Scored) -> list[tuple[str, str | None, str]]:
    return [
        (one.kind, one.speaker, (getattr(found.article, one.field) or "")[one.start : one.end])
        for one in passages(found).speech
    ]


def test_quotation_and_paraphrase_have_their_words_and_their_speaker() -> None:
    assert told(scored(TEXT)) == [
        ("reported", "The company", "on Monday that it had lost the data of nine million people."),
        ("quoted", "Ann Lee", "“We are sorry,”"),
    ]


def test_scare_quotes_and_verbs_of_naming_tint_nothing() -> None:
    words = " ".join(said for _, _, said in told(scored(TEXT)))
    assert "vault" not in words
    assert "shambles" not in words


def test_offsets_are_those_of_the_stored_text_beside_furniture() -> None:
    menu = "Sign up now. Read more.\n\n"
    with_menu = scored(menu + TEXT, ((0, len(menu)),))
    assert told(with_menu) == told(scored(TEXT))
    assert passages(with_menu).sentences[0][1] == len(menu)


def test_sentences_are_those_of_both_fields_and_hold_no_furniture() -> None:
    found = scored("One is here. Two is “there”. Menu here", ((29, 38),), "A headline")
    texts = [
        (getattr(found.article, field) or "")[start:end] for field, start, end in passages(found).sentences
    ]
    assert texts == ["A headline", "One is here.", "Two is “there”."]


@pytest.mark.parametrize("text", ["", ".", "\n\n", "“", "“x”", "One word"])
def test_text_with_nobody_in_it_has_no_passage(text: str) -> None:
    assert passages(scored(text)).speech == ()


def test_passages_of_the_sample_agree_with_the_voice_of_its_evidence(corpus: Path) -> None:
    """The marks around an expression alone may be scare quotes for it and not for the passage: ‘not a witch hunt’."""
    engine = Engine()
    voices = []
    for path in sorted((corpus / "articles").glob("e0*.txt")):
        text = path.read_text(encoding="utf-8").split("---\n", 2)[2].strip("\n")
        found = engine.score(Article(path.stem, text))
        speech = passages(found).speech
        assert all(a.end <= b.start for a, b in pairwise(speech))
        for piece in (e for e in found.evidence if e.measure == "device"):
            inside = [one for one in speech if one.start <= piece.start and piece.end <= one.end]
            if inside:
                voices.append(piece.voice)
    assert len(voices) > 10
    assert voices.count("source") >= 0.95 * len(voices)


def test_segments_carry_the_passage_they_belong_to_and_further_places() -> None:
    found = scored("He said “yes” twice")
    said = (Speech("text", 8, 13, "quoted", "He"),)
    pieces = segments(found, "text", said, [("text", 9, 16)])
    assert [(piece.text, piece.speech, piece.marks) for piece in pieces] == [
        ("He said ", -1, ()),
        ("“", 0, ()),
        ("yes”", 0, (0,)),
        (" tw", -1, (0,)),
        ("ice", -1, ()),
    ]
