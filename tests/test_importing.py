"""Conversion to Parquet: counts that add up, and articles that come back as they were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from framing import importing
from framing.cli import command_line
from framing.importing import import_articles, preview, rejects_path
from framing.readers import Options, Read, Rejected, all_readers, read_inputs, summary_of

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Three articles in two formats and two records that give none."""
    folder = tmp_path / "in"
    folder.mkdir()
    lines = [
        '{"id":"1","text":"One.","date":"3 May 2019","topic":"ai"}',
        '{"text":""}',
        "no json",
        '{"text":"Two \\n\\n lines."}',
    ]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "b.csv").write_text("title,text,outlet\nT,Three.,The Courier\n", encoding="utf-8")
    return folder


def articles(*inputs: Path) -> list[object]:
    return [item.article for item in read_inputs([str(path) for path in inputs]) if isinstance(item, Read)]


def test_table_reads_back_as_the_articles_that_went_in(tmp_path: Path, mixed: Path) -> None:
    out = tmp_path / "new folder" / "all.parquet"
    done = import_articles([str(mixed)], out, Options())
    assert (done.read, done.articles, done.rejected) == (5, 3, 2)
    assert done.reasons == {"bad_json": 1, "empty_text": 1}
    assert articles(out) == articles(mixed)
    rejects = [json.loads(line) for line in rejects_path(out).read_text(encoding="utf-8").splitlines()]
    assert [(line["record"], line["reason"]) for line in rejects] == [(2, "empty_text"), (3, "bad_json")]


def test_same_input_gives_the_same_bytes_in_small_groups_too(
    tmp_path: Path, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "ARTICLES_PER_GROUP", 2)
    for name in ("a.parquet", "b.parquet"):
        import_articles([str(mixed)], tmp_path / name, Options())
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert articles(tmp_path / "a.parquet") == articles(mixed)


def test_preview_stops_after_the_articles_asked_for(mixed: Path) -> None:
    kinds = [type(item) for item in preview([str(mixed)], Options(), 2)]
    assert kinds == [Read, Rejected, Rejected, Read]


def test_command_prints_counts_that_add_up(tmp_path: Path, mixed: Path) -> None:
    out = tmp_path / "all.parquet"
    done = CliRunner().invoke(command_line(), ["import", str(mixed), "--out", str(out)])
    assert done.exit_code == 0
    assert "5 read = 3 imported + 2 rejected" in done.output
    assert "rejected, bad_json: 1" in done.output


def test_command_previews_without_writing(tmp_path: Path, mixed: Path) -> None:
    out = tmp_path / "all.parquet"
    done = CliRunner().invoke(command_line(), ["import", str(mixed), "--out", str(out), "--preview"])
    assert done.exit_code == 0
    assert "The Courier" in done.output
    assert "rejected, bad_json" in done.output
    assert not out.exists()


def test_formats_are_listed_with_what_is_read_of_them() -> None:
    done = CliRunner().invoke(command_line(), ["formats"], env={"COLUMNS": "400"})
    assert done.exit_code == 0
    for reader in all_readers():
        assert reader.NAME in done.output
        assert summary_of(reader) in done.output


def test_page_on_formats_is_that_of_the_readers() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    for reader in all_readers():
        assert f"| {reader.NAME} | {' '.join(reader.SUFFIXES)} | {summary_of(reader)} |" in page
