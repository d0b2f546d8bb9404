"""Candidates, exclusions and overlaps, on small codebooks written here."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.attribution import find_attributions
from framing.codebook import Codebook, Device, Exclusion, load_codebook
from framing.match import CompiledCodebook, match_devices
from framing.text import analyse
from framing.types import Article
from small_device import GOOD


def device(name: str, *patterns: str, exclusions: tuple[Exclusion, ...] = (), status: str = "rare") -> Device:
    return Device(
        id=f"test/{name}", language="en", label=name, status=status, kind="metaphor", source_domain="war",
        package="competition", conventionality="live", definition="d", why="w", discuss=("q",), source="s",
        patterns=patterns, exclusions=exclusions, hits=(), misses=(),
    )  # fmt: skip


def fired(text: str, *devices: Device, title: str | None = None) -> list[tuple[str, str]]:
    book = CompiledCodebook(
        Codebook(devices, {"ai": ("AI", "artificial intelligence")}, {"wage": ("waged", "waging")}, "")
    )
    analysis = analyse([Article("a", text, title=title)], book.vocabulary)
    uses = match_devices(analysis, book, find_attributions(analysis))
    spans = zip(uses.code, uses.start.tolist(), uses.end.tolist(), strict=True)
    return [(code.removeprefix("test/"), analysis.joined[start:end]) for code, start, end in spans]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("cold war", "A new Cold War.", ["Cold War"]),
        ("cold war", "A cold-war mood, a cold‑war mood.", ["cold-war", "cold‑war"]),
        ("cold war", "It was cold. War came.", []),
        ("cold war", "Cold, war and rain.", []),
        ("cold war", "The “cold war” is on.", ["cold war"]),
        ("cold war", "Cold\nwar rhetoric went on", ["Cold\nwar"]),
        ("Black Mirror", "a black mirror and Black Mirror", ["Black Mirror"]),
        ("Pandora's box", "Pandora’s box, pandora's box, Pandora box", ["Pandora’s box"]),
        ("frankenstein", "Frankenstein's monster", ["Frankenstein"]),
        ("wage~ war", "They wage war, waged war, were waging war.", ["wage war", "waged war", "waging war"]),
        ("(genie|djinn) is out", "The genie is out; the djinn is out.", ["genie is out", "djinn is out"]),
        ("[digital] gold rush", "A digital gold rush. A gold rush.", ["digital gold rush", "gold rush"]),
        ("{ai} race", "The AI race, the artificial intelligence race, the ai race.", ["AI race", "artificial intelligence race"]),
        ("the new <noun> of", "the new oil of the age; the new and of", ["the new oil of"]),
        ("war <..3> chips", "war over the new chips; war a b c d chips", ["war over the new chips"]),
        ("is [[the new oil]]", "Data is the new oil. The new oil price.", ["the new oil"]),
        ("1984", "It is 1984 again.", ["1984"]),
        ("café society", "Cafe Society and CAFÉ SOCIETY", ["Cafe Society", "CAFÉ SOCIETY"]),
        ("u.s. election", "The U.S. election.", ["U.S. election"]),
    ],
)  # fmt: skip
def test_pattern_matches_exactly(pattern: str, text: str, expected: list[str]) -> None:
    assert [evidence for _, evidence in fired(text, device("d", pattern))] == expected


def excluded_by(**contexts: tuple[str, ...] | int) -> Device:
    return device("d", "cold war", exclusions=(Exclusion("a reason", **contexts),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exclusion", "text", "fires"),
    [
        (excluded_by(before=("during the",)), "During the Cold War he spied.", False),
        (excluded_by(before=("during the",)), "During the new Cold War he spied.", True),
        (excluded_by(before=("during the",), within=1), "During the new Cold War he spied.", False),
        (excluded_by(after=("era",)), "A cold war-era bunker.", False),
        (excluded_by(sentence=("Soviet",)), "A cold war with Soviet spies.", False),
        (excluded_by(sentence=("Soviet",)), "A cold war. Soviet spies.", True),
        (excluded_by(article=("KGB",)), "A cold war. The KGB knew.", False),
        (excluded_by(article=("KGB",)), "A cold war. Nobody knew.", True),
        (excluded_by(unless=("{ai}",)), "A cold war over fish.", False),
        (excluded_by(unless=("{ai}",)), "A cold war over AI.", True),
        (excluded_by(sentence=("Soviet",), unless=("{ai}",)), "A Soviet cold war over AI.", True),
        (excluded_by(unless_article=("{ai}",)), "A cold war. It is over AI.", True),
    ],
)
def test_exclusions_keep_literal_senses_out(exclusion: Device, text: str, fires: bool) -> None:
    assert bool(fired(text, exclusion)) is fires


def test_article_context_counts_the_headline() -> None:
    assert fired("A cold war begins.", excluded_by(article=("KGB",)), title="The KGB papers") == []


def test_longest_then_most_literal_then_first_id_wins() -> None:
    text = "A new AI arms race starts."
    assert fired(text, device("a", "arms race"), device("b", "{ai} arms race")) == [("b", "AI arms race")]
    assert fired(text, device("a", "<any> arms race"), device("b", "AI arms race")) == [("b", "AI arms race")]
    assert fired(text, device("a", "arms race"), device("b", "arms race")) == [("a", "arms race")]


def test_rejected_candidate_does_not_hide_another() -> None:
    long = device("long", "new arms race", exclusions=(Exclusion("r", sentence=("start~",)),))
    assert fired("A new arms race starts.", long, device("short", "arms race")) == [("short", "arms race")]


def test_drafts_never_fire() -> None:
    assert fired("A cold war.", device("d", "cold war", status="draft")) == []


def test_title_and_text_both_count_and_do_not_run_together() -> None:
    assert fired("War came. A cold war.", device("d", "cold war"), title="It is cold") == [("d", "cold war")]
    assert fired("Nothing.", device("d", "cold war"), title="A cold war") == [("d", "cold war")]


def test_user_codebook_knows_the_shipped_slots(tmp_path: Path) -> None:
    (tmp_path / "war").mkdir()
    (tmp_path / "war/arms-race.yaml").write_text(GOOD, encoding="utf-8")
    assert load_codebook(tmp_path).slots["ai"]
