"""Method, run without a browser: definitions as in the glossary, figures as measured, manifest, citation."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from framing.batch import RunOptions, score_run
from framing.pages import method_figures, method_text
from framing.pages.launch import SCORED_FOLDER
from framing.pages.method_text import About, View
from framing.pages.method_words import DEFINITIONS, KINDS, LIMITS, meanings
from framing.pipeline import Engine
from framing.report.accuracy import accuracy
from framing.store import open_workspace, score_articles
from framing.store.statements import Statement, save_statement
from framing.store.workspace import add_run
from framing.types import Article
from pages.looking import blocks, page
from scored import write_scored

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from build_glossary import GLOSSARY, TABLE, table  # noqa: E402

TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)
HOSTILE = "<img src=http://evil.example/p.png onerror=alert(1)>[x](http://evil.example)"
NEVER = ("bias", "fake", "manipulat", "propaganda", "reliab", "quality", "worse")
"""Words that never stand on the screen."""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRAMING_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A function that makes a scored folder of some articles and starts the app on it."""

    def make(articles: Sequence[Article]) -> Path:
        made = write_scored(score_articles(Engine(), articles, "folder"), tmp_path / "scored")
        monkeypatch.setenv(SCORED_FOLDER, str(made))
        return made

    return make


def codes(at: AppTest) -> list[str]:
    return [element.value for element in at.code]


def about(**changes: object) -> About:
    given: dict[str, object] = {
        "name": "mine",
        "signature": "framing-1+ab;cd;ef;default",
        "articles": 1200,
        "outlets": 3,
        "period": ("2026-01-01", "2026-06-30"),
        "record": {},
        "sampling": {},
        "devices": 345,
        **changes,
    }
    return About(**given)  # type: ignore[arg-type]


def test_sample_shows_definitions_figures_limits_versions_and_how_to_cite() -> None:
    at = page("method")
    assert not at.exception
    shown = blocks(at)
    for words in ("Definitions", "How accurate the detectors are", "Limits", "Versions", "To see the same again", "How to cite",
                  "Coded by language models"):  # fmt: skip
        assert words in shown, words
    assert any("@software{framing" in text for text in codes(at))
    assert any(re.match(r"We scored \d+ articles of \d+ outlets ", text) for text in codes(at))


def test_no_word_of_praise_or_blame_stands_on_the_page() -> None:
    at = page("method")
    shown = re.sub(r"<[^>]+>", " ", blocks(at)) + " ".join(codes(at))
    assert [word for word in NEVER if re.search(word, shown, re.IGNORECASE)] == []


def test_definitions_are_those_of_the_glossary() -> None:
    message = "docs/glossary.md was changed: run python scripts/build_glossary.py"
    assert table(GLOSSARY.read_text("utf-8")) == TABLE.read_text("utf-8"), message
    wanted = [word for _, _, words in DEFINITIONS for word in words]
    assert len(wanted) == len(set(wanted))
    assert set(wanted) <= meanings().keys()


def test_every_measured_figure_is_shown_as_measured() -> None:
    shown = method_figures.tables()
    cells = re.findall(r"<td>([^<]*)</td>", shown)
    for name, figures in accuracy().sets.items():
        assert f"({name})" in shown
        for figure, value in figures.items():
            if isinstance(value, float):
                written = f"{value:.3f}".replace("0.", ".", 1)
                assert any(cell.split(" (")[0] == written for cell in cells), (name, figure)
    assert {figures["kind"] for figures in accuracy().sets.values()} >= KINDS.keys()
    rows = method_figures.csv().decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + sum(len(figures) - 2 for figures in accuracy().sets.values())


def test_limits_are_those_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [lead for lead, _ in LIMITS if f"**{lead}" not in readme] == []


def test_versions_of_program_and_articles_stand_side_by_side(folder: Callable[..., Path]) -> None:
    place = folder([Article("a", TEXT, "The Tern", "Race")])
    at = page("method")
    assert "were scored with another version" not in blocks(at)
    for name in ("articles", "evidence"):
        rows = pq.read_table(place / f"{name}.parquet")
        at_column = rows.schema.get_field_index("signature")
        other = pa.array(["framing-0+x;y;z;default"] * len(rows), rows.schema.field("signature").type)
        pq.write_table(rows.set_column(at_column, "signature", other), place / f"{name}.parquet")
    at = page("method")
    assert not at.exception
    assert "framing-0+x" in blocks(at)
    assert "were scored with another version" in blocks(at)


def test_view_that_the_reader_came_from_is_in_the_manifest() -> None:
    at = AppTest.from_string("from framing.pages.frame import draw\ndraw('codes')", default_timeout=180)
    at.query_params["source_domain"] = "War"
    at.run()
    page, choices = at.session_state["view_before"]
    assert page == "codes"
    assert choices["source_domain"] == "War"


def test_run_of_the_command_line_is_described_by_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        {"text": TEXT, "outlet": "The Tern", "date": "2026-01-02"},
        {"text": ""},
        {"text": TEXT, "outlet": "The Tern"},
    ]
    given = tmp_path / "my articles.jsonl"
    given.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    score_run([str(given)], tmp_path / "scored", RunOptions(texts=True, workers=1))
    monkeypatch.setenv(SCORED_FOLDER, str(tmp_path / "scored"))
    at = page("method")
    assert not at.exception
    assert "3 read = 1 accepted + 1 rejected + 1 duplicates" in blocks(at)
    manifest = next(json.loads(text) for text in codes(at) if text.startswith("{"))
    (item,) = manifest["collection"]["inputs"]
    assert item["name"] == "my articles.jsonl"
    assert len(item["sha256"][0]) == 64
    assert str(tmp_path) not in json.dumps(manifest)
    assert "framing score 'my articles.jsonl' --out scored --texts" in manifest["commands"]
    assert any(
        "Of 3 records, 1 record could not be read as articles and 1 were duplicates" in text
        for text in codes(at)
    )


def test_sampling_statement_is_part_of_manifest_and_paragraph(workspace: Path, tmp_path: Path) -> None:
    made = write_scored(score_articles(Engine(), [Article("a", TEXT, "The Tern")], "x"), tmp_path / "scored")
    opened = open_workspace(workspace)
    run = add_run(opened, made, "Mine")
    save_statement(opened, run.id, Statement(frame="All of Nexis", drawn="every tenth"))
    at = AppTest.from_string("from framing.pages.frame import draw\ndraw('method')", default_timeout=180)
    at.query_params["run"] = run.id
    at.run()
    assert not at.exception
    assert "All of Nexis" in blocks(at)
    assert any("Drawn from: All of Nexis. How drawn: every tenth." in text for text in codes(at))


@pytest.mark.parametrize("articles", [[], [Article("a", TEXT)], [Article(HOSTILE, TEXT, HOSTILE, HOSTILE)]])
def test_little_or_hostile_articles_are_no_trouble(
    folder: Callable[..., Path], articles: list[Article]
) -> None:
    folder(articles)
    at = page("method")
    assert not at.exception
    assert "<img" not in blocks(at)


def test_folder_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SCORED_FOLDER, str(tmp_path / "<b>nothing</b>"))
    at = page("method")
    assert not at.exception
    assert "&lt;b&gt;nothing" in blocks(at)
    assert "Definitions" in blocks(at)


def test_commands_repeat_the_settings_of_the_run() -> None:
    record = {
        "inputs": [{"path": "/data/a b.csv", "bytes": 3, "sha256": ["ab"]}],
        "settings": {"keep_duplicates": True, "keep_furniture": False, "mapping": {"text": "Full Text"}, "dates": "dmy",
                     "codebooks": ["/data/mine"]},
    }  # fmt: skip
    lines = method_text.commands(
        about(record=record), View("outlets", {"measure": "devices", "genre": "News & more"})
    )
    assert lines[1] == (
        "framing score 'a b.csv' --out scored --texts --keep-duplicates --map 'text=Full Text' --dates dmy --codebook mine"
    )
    assert lines[-1] == "open /outlets?genre=News+%26+more&measure=devices below the address that it prints"
    assert method_text.commands(None, None)[1:] == ["framing app"]


def test_citation_names_version_and_signature() -> None:
    cited = method_text.citation("a;b;c;d")
    readme = (ROOT / "README.md").read_text("utf-8")
    printed = cited.partition("Signature")[0].replace(method_text.TITLE, f"*{method_text.TITLE}*")
    assert printed in readme
    assert cited.endswith("Signature: a;b;c;d")
    assert "note = {Signature: a;b;c;d}" in method_text.bibtex("a;b;c;d")
    assert f'title: "{method_text.TITLE}"' in (ROOT / "CITATION.cff").read_text("utf-8")


def test_paragraph_says_what_was_read_and_what_was_not_done() -> None:
    told = method_text.methods_paragraph(about())
    assert told.startswith(
        "We scored 1,200 articles of 3 outlets published from 2026-01-01 to 2026-06-30 with framing "
    )
    assert "345 framing devices" in told
    assert "coded by language models" in told
    assert "detector output, uncorrected" in told


def test_paragraph_claims_no_accuracy_for_another_codebook() -> None:
    told = method_text.methods_paragraph(about(devices=None))
    assert "a codebook other than the shipped one (digest cd), whose accuracy is not measured" in told
    assert "recall" not in told


@pytest.mark.parametrize("signature", ["", "a", "a;b;c;d", "a;b;c;d;e"])
def test_signature_has_four_parts_whatever_it_lacks(signature: str) -> None:
    parts = method_text.signature_parts(signature)
    assert list(parts) == ["engine", "codebook", "models", "settings"]
    assert [value for value in parts.values() if value] == [
        value for value in signature.split(";")[:4] if value
    ]
