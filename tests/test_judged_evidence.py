"""What was judged by reading is what the product finds: every device in 200 wire articles, and 200 marked phrases."""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path

import pytest

from framing.pipeline import Engine
from framing.types import Article

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "corpora" / "allsides.jsonl.gz"
JUDGED = ROOT / "docs" / "judged"
sys.path.insert(0, str(ROOT / "scripts"))

from judge_evidence import AGENCIES, NUMBER, SEED, place  # noqa: E402

FIRINGS_PER_1000_WORDS = (1.8, 2.6)
"""Of the wire articles, the page furniture of single pages left out."""


def judged(name: str) -> list[dict[str, str]]:
    with (JUDGED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("wire-devices.tsv", 0.9),
        ("heated-wording.tsv", 0.85),
        ("heated-fresh.tsv", 0.88),
        ("heated-fresh-2.tsv", 0.85),
    ],
)
def test_every_row_is_judged_and_enough_are_accepted(name: str, least: float) -> None:
    rows = judged(name)
    assert {row["judged"] for row in rows} == {"yes", "no"}
    assert len({(r["article"], r["field"], r["start"], r["end"], r["code"]) for r in rows}) == len(rows)
    assert sum(row["judged"] == "yes" for row in rows) / len(rows) >= least


def test_the_sample_of_marked_phrases_is_as_large_as_it_says() -> None:
    assert len(judged("heated-wording.tsv")) == NUMBER
    assert SEED == 20261121


@pytest.mark.skipif(
    not SHARED.is_file(), reason="no ../shared here: real articles are not part of the project"
)
def test_every_device_in_the_wire_articles_has_been_judged() -> None:
    with gzip.open(SHARED) as lines:
        records = [r for r in map(json.loads, lines) if r["outlet"] in AGENCIES]
    drawn = sorted(sorted((r["id"] for r in records), key=place)[:NUMBER])
    by_id = {r["id"]: r for r in records}
    articles = [
        Article(i, by_id[i]["text"], outlet=by_id[i]["outlet"], title=by_id[i]["title"]) for i in drawn
    ]
    engine, fired, words = Engine(), set(), 0
    for at in range(0, NUMBER, 50):
        for scored in engine.scored(engine.score_batch(articles[at : at + 50])):
            words += int(scored.scores["words"] or 0)
            found = (e for e in scored.evidence if e.measure == "device")
            fired |= {(scored.article.id, e.field, str(e.start), str(e.end), e.code) for e in found}
    rows = {(r["article"], r["field"], r["start"], r["end"], r["code"]) for r in judged("wire-devices.tsv")}
    new = {f for f in fired - rows if f[0] in drawn}
    assert len(new) <= 6, (
        f"not judged: {sorted(new)}; python scripts/judge_evidence.py draw wire DIR {JUDGED}/wire-devices.tsv"
    )
    low, high = FIRINGS_PER_1000_WORDS
    assert low <= 1000 * len(fired) / words <= high
