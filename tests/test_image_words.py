"""Words of `images`: where they are looked for, what their evidence is, and what keeps them out."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from framing.codebook import Codebook, Device, load_codebook
from framing.errors import CodebookError
from framing.figurative import NAMES, Model, shipped_image_model
from framing.match import Candidate, CompiledCodebook, settle
from framing.text import analyse
from framing.types import Article

ALWAYS = replace(shipped_image_model(), reject_below=-(10**6))
NEVER = replace(shipped_image_model(), reject_below=10**6)


def book_of(*images: str, model: Model = ALWAYS, patterns: tuple[str, ...] = ()) -> CompiledCodebook:
    shipped = load_codebook()
    device = replace(
        shipped.device("general/war-words"),
        images=images,
        patterns=patterns,
        exclusions=(),
        hits=(),
        misses=(),
    )
    return CompiledCodebook(Codebook((device,), shipped.slots, shipped.lemmas, ""), image_model=model)


def found(text: str, book: CompiledCodebook) -> list[str]:
    analysis = analyse([Article("a", text)], book.vocabulary)
    kept: list[Candidate] = settle(book.candidates(analysis), book.devices)
    return [analysis.text_of(c.match.start, c.match.end) for c in kept]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The minister met a torrent of questions.", ["torrent of"]),
        ("The minister met a bitter torrent.", ["bitter torrent"]),
        ("The minister met a torrent today.", ["torrent"]),
        ("The ministers derailed the law.", ["derailed"]),
        ("The ministers' torrent-like law failed.", ["torrent-like law"]),
        ("The ministers saw it\ntorrent\nfell.", ["torrent"]),
        ("The minister met Torrent Smith.", []),
        ("The minister met a TORRENT.", []),
        ("The cat met a torrent of mice in the barn.", []),
    ],
)
def test_evidence_is_the_word_with_what_qualifies_it(text: str, evidence: list[str]) -> None:
    assert found(text, book_of("torrent~", "derail~")) == evidence


def test_model_decides_and_says_why() -> None:
    text = "The ministers derailed the law."
    book = book_of("derail~", model=NEVER)
    assert found(text, book) == []
    analysis = analyse([Article("a", text)], book.vocabulary)
    (left_out,) = book.candidates(analysis)
    assert left_out.excluded is not None
    assert left_out.excluded.startswith("read as literal (")
    assert book.candidates(analysis, left_out=False) == []


def test_what_a_pattern_matches_is_not_read_again() -> None:
    book = book_of("torrent~", patterns=("bitter torrent",))
    assert found("The minister met a bitter torrent of questions.", book) == ["bitter torrent"]


def test_batch_does_not_change_what_is_read() -> None:
    book = CompiledCodebook(load_codebook())
    articles = [
        Article("a", "The minister met a tempest of questions."),
        Article("b", "The party is a cesspool of rumours."),
    ]

    def reasons(batch: list[Article]) -> list[str | None]:
        return [c.read for c in book.candidates(analyse(batch, book.vocabulary))]

    assert reasons(articles) == [*reasons(articles[:1]), *reasons(articles[1:])]
    assert len(reasons(articles)) == 2


def test_phrase_among_the_images_is_refused(tmp_path: Path) -> None:
    text = (Path(str(files("framing"))) / "codebooks/general/war-words.yaml").read_text(encoding="utf-8")
    path = tmp_path / "general" / "war-words.yaml"
    path.parent.mkdir()
    path.write_text(text.replace("images:\n", "images:\n  - cold war\n", 1), encoding="utf-8")
    with pytest.raises(CodebookError, match="not a single word"):
        load_codebook(tmp_path)


def test_shipped_weights_are_whole_numbers_of_known_properties() -> None:
    stored = json.loads(files("framing.models").joinpath("images.json").read_text(encoding="utf-8"))
    assert set(stored["model"]["weights"]) <= set(NAMES)
    assert all(isinstance(value, int) for value in stored["model"]["weights"].values())
    assert isinstance(stored["model"]["reject_below"], int)


def test_recall_and_precision_left_out_by_article_and_by_outlet_stay_above_their_floors() -> None:
    """Of the cross-validation that scripts/train_images.py stores.

    The floor of recall was .50 while the words had been chosen with these sets in sight; on articles coded afterwards most of
    what those words added was wrong (docs/literal-or-figurative.md), so half of them went, and precision is held higher.
    """
    stored = json.loads(files("framing.models").joinpath("images.json").read_text(encoding="utf-8"))
    for run in ("left_out_by_article", "left_out_by_outlet"):
        for name in ("devices_open_ai", "devices_open_news", "devices_open_train"):
            figures = stored["figures"][run][name]
            assert figures["recall"] >= 0.42, (run, name)
            assert figures["precision"] >= 0.8, (run, name)


def test_every_word_belongs_to_one_device() -> None:
    devices: list[Device] = [device for device in load_codebook().devices if device.images]
    words = [word for device in devices for word in device.images]
    assert len(words) == len(set(words)) > 1000
    assert np.all([device.conventionality == "live" for device in devices])


def test_document_has_the_figures_of_the_shipped_model() -> None:
    stored = json.loads(files("framing.models").joinpath("images.json").read_text(encoding="utf-8"))
    text = (Path(__file__).parents[1] / "docs" / "literal-or-figurative.md").read_text(encoding="utf-8")
    for run in ("patterns_only", "left_out_by_article", "left_out_by_outlet"):
        for name in ("devices_open_ai", "devices_open_news", "devices_open_train"):
            for figure in ("recall", "precision"):
                shown = f"{stored['figures'][run][name][figure]:.3f}".removeprefix("0")
                (line,) = [
                    part
                    for part in text.partition("<!-- image figures -->")[2].splitlines()
                    if part.startswith(f"| {name} | {figure} |")
                ]
                assert shown in line
