"""Voice and stance on the coded uses of gold/dev, whether or not the codebook finds them: floors that only rise.

The coders are large language models that worked apart; they agree with each other at .97 (voice) and .96 to .98 (stance_macro).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from framing.attribution import find_attributions
from framing.stance import Stances
from framing.text.analysis import Analysis, analyse
from framing.types import Article
from framing.voice import Voices

DRAWN = Path(__file__).resolve().parents[1] / "docs" / "judged" / "stance.tsv"
SETS = ("devices_news", "devices_ai", "devices_train")
STANCES = ("asserted", "rejected", "hedged")
VOICE_FLOOR = 0.92
STANCE_FLOOR = 0.9
STANCE_MACRO_FLOOR = 0.815


class Use(NamedTuple):
    start: int
    end: int
    voice: str
    stance: str


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def coded(gold: Path) -> tuple[Analysis, list[Use]]:
    """The articles of the three sets as one batch, and their figurative uses with offsets of the batch."""
    articles: list[Article] = []
    codes: list[tuple[int, dict[str, object]]] = []
    for name in SETS:
        at = {}
        for row in rows(gold / name / "articles.jsonl"):
            at[row["id"]] = len(articles)
            articles.append(Article(str(row["id"]), str(row["text"]), title=row.get("title")))
        codes += [
            (at[code["article_id"]], code)
            for code in rows(gold / name / "codes.jsonl")
            if code["use"] == "figurative"
        ]
    analysis = analyse(articles)
    offset = analysis.field_start[1::2]
    uses = [Use(offset[i] + c["start"], offset[i] + c["end"], c["voice"], c["stance"]) for i, c in codes]
    return analysis, uses


def test_voice_stays_above_its_floor(coded: tuple[Analysis, list[Use]]) -> None:
    analysis, uses = coded
    voices = Voices(analysis, find_attributions(analysis))
    right = sum(voices.of(int(use.start), int(use.end))[0] == use.voice for use in uses)
    assert right / len(uses) >= VOICE_FLOOR


def test_stance_stays_above_its_floors(coded: tuple[Analysis, list[Use]]) -> None:
    analysis, uses = coded
    first = np.searchsorted(analysis.words.end, [use.start for use in uses], "right").tolist()
    last = np.searchsorted(analysis.words.start, [use.end for use in uses]).tolist()
    stances = Stances(analysis)
    found = [stances.of(a, b, int(use.end))[0] for use, a, b in zip(uses, first, last, strict=True)]
    pairs = [(use.stance, stance) for use, stance in zip(uses, found, strict=True)]
    assert sum(a == b for a, b in pairs) / len(pairs) >= STANCE_FLOOR
    both = [2 * pairs.count((s, s)) / (sum(a == s for a, _ in pairs) + found.count(s)) for s in STANCES]
    assert sum(both) / len(both) >= STANCE_MACRO_FLOOR


def test_drawn_uses_are_codes_and_offsets_without_text() -> None:
    lines = DRAWN.read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t") == [
        "article", "field", "start", "end", "draw", "stratum", "weight", "use", "voice", "stance"
    ]  # fmt: skip
    places = set()
    for article, field, start, end, draw, _, weight, use, voice, stance in (
        line.split("\t") for line in lines[1:]
    ):
        places.add((article, field, start))
        assert (field in ("title", "text"), draw in "1234", int(start) < int(end), float(weight) >= 1) == (
            True,
        ) * 4
        assert (voice in ("author", "source"), stance in STANCES) == (use == "figurative",) * 2
    assert len(places) == len(lines) - 1
