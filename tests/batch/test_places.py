"""Inputs and outputs named by URI, through `file://`, which takes the same way as `s3://` and `gs://`."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from framing.batch import RunOptions, Summary, places, score_run
from framing.batch.places import list_inputs, place_of
from framing.batch.publishing import Output, output
from framing.errors import InputError, OutputError

BODY = "An AI arms race has begun, two officials said on Monday, and nobody knows where it may end. " * 5
TABLES = ("articles.parquet", "evidence.parquet", "rejects.jsonl")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Three files in a folder with a space in its name, and one hidden."""
    folder = tmp_path / "some articles"
    (folder / "b").mkdir(parents=True)
    lines = [json.dumps({"id": str(i), "text": f"{i} {BODY}"}) for i in range(5)]
    (folder / "a.jsonl").write_text("\n".join([*lines[:2], '{"text": "cut']), encoding="utf-8")
    (folder / "b" / "é%20.jsonl.gz").write_bytes(gzip.compress("\n".join(lines[2:]).encode()))
    (folder / "c.txt").write_text("Title\n\n" + BODY, encoding="utf-8")
    (folder / ".hidden.jsonl").write_text(lines[0], encoding="utf-8")
    return folder


def run(inputs: list[str], to: Output, **options: Any) -> Summary:
    to.check(fresh=bool(options.get("fresh")))
    summary = score_run(inputs, to.folder, RunOptions(workers=1, **options))
    to.publish()
    return summary


def test_rows_are_those_of_local_paths_and_rejects_name_the_uri(articles: Path, tmp_path: Path) -> None:
    run([str(articles)], output(str(tmp_path / "local"), None))
    summary = run([articles.as_uri()], output(str(tmp_path / "remote"), None))
    assert (summary.read, summary.accepted, summary.rejected) == (7, 6, 1)
    for name in TABLES[:2]:
        assert (tmp_path / "local" / name).read_bytes() == (tmp_path / "remote" / name).read_bytes()
    [line] = (tmp_path / "remote/rejects.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["file"] == (articles / "a.jsonl").as_uri()
    assert [p.name for p in (tmp_path / "remote").iterdir() if p.name.startswith((".", "input"))] == []


def test_listing_is_sorted_and_leaves_hidden_files_out(articles: Path) -> None:
    expected = [(articles / name).as_uri() for name in ("a.jsonl", "b/é%20.jsonl.gz", "c.txt")]
    assert list_inputs([articles.as_uri()]) == expected
    assert list_inputs([articles.as_uri() + "/"]) == expected
    assert list_inputs([expected[2], str(articles / "a.jsonl")]) == [expected[2], str(articles / "a.jsonl")]


def test_bucket_and_key_are_what_pyarrow_sees() -> None:
    place = place_of("s3://bucket/some%20key/a.jsonl?region=eu-west-1&scheme=http", InputError)
    assert place.path == "bucket/some key/a.jsonl"
    assert place.beside("bucket/some key/b") == "s3://bucket/some%20key/b?region=eu-west-1&scheme=http"
    assert place.system is place_of("s3://bucket/other?region=eu-west-1&scheme=http", InputError).system


@pytest.mark.parametrize(
    ("uri", "seen"),
    [
        ("file:///no/such/folder", "no such file"),
        ("ftp://host/file.jsonl", "not one of s3, gs, file"),
        ("https://example.org/a.jsonl", "not one of s3, gs, file"),
        ("s3://key:secret@bucket/a.jsonl", "a key in the address"),
    ],
)
def test_unusable_address_is_our_error_and_shows_no_key(uri: str, seen: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=seen) as error:
        score_run([uri], tmp_path / "out", RunOptions())
    assert "secret" not in str(error.value)


def test_folder_without_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="without files"):
        list_inputs([(tmp_path / "empty").as_uri()])


def test_file_that_changes_before_it_is_read_stops_the_run(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = places.remote_inputs

    def then_changed(*given: Any) -> Any:
        found = listed(*given)
        (articles / "a.jsonl").write_text("{}", encoding="utf-8")
        return found

    monkeypatch.setattr("framing.batch.starting.remote_inputs", then_changed)
    with pytest.raises(InputError, match="has changed since the run began"):
        run([articles.as_uri()], output(str(tmp_path / "out"), None))


def test_finished_run_reads_nothing_again_and_changed_inputs_are_refused(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = output(str(tmp_path / "out"), None)
    run([articles.as_uri()], to)

    def no_copy(*_: object) -> None:
        raise AssertionError("a finished run was read again")

    monkeypatch.setattr("framing.batch.reading.local_copy", no_copy)
    assert run([articles.as_uri()], to).state == "finished_before"
    (articles / "c.txt").write_text("Title\n\nOther. " + BODY, encoding="utf-8")
    with pytest.raises(OutputError, match="inputs"):
        run([articles.as_uri()], to)


@pytest.mark.parametrize("parts", [False, True])
def test_published_tables_are_the_local_ones(articles: Path, tmp_path: Path, parts: bool) -> None:
    run([str(articles)], output(str(tmp_path / "local"), None), parts=parts)
    to = output((tmp_path / "store/of tables").as_uri(), tmp_path / "work")
    summary = run([str(articles)], to, parts=parts)
    assert summary.state == "finished"
    there = tmp_path / "store/of tables"
    names = sorted(str(path.relative_to(there)) for path in there.rglob("*") if path.is_file())
    assert len(names) == 4
    for name in names:
        if name != "run.json":
            assert (there / name).read_bytes() == (tmp_path / "local" / name).read_bytes()
    assert pq.read_table(there / ("articles" if parts else "articles.parquet")).num_rows == 6


def test_published_run_is_left_alone_and_a_fresh_one_replaces_every_file(
    articles: Path, tmp_path: Path
) -> None:
    there = tmp_path / "store"
    to = output(there.as_uri(), tmp_path / "work")
    run([str(articles)], to, parts=True)
    (there / "notes.txt").write_text("mine", encoding="utf-8")
    os.utime(there / "run.json", ns=(5, 5))
    assert run([str(articles)], to, parts=True).state == "finished_before"
    assert (there / "run.json").stat().st_mtime_ns == 5
    run([str(articles)], to, fresh=True)
    names = sorted(path.name for path in there.rglob("*") if path.is_file())
    assert names == ["articles.parquet", "evidence.parquet", "notes.txt", "rejects.jsonl", "run.json"]


def test_tables_made_elsewhere_are_not_replaced_unless_fresh(articles: Path, tmp_path: Path) -> None:
    uri = (tmp_path / "store").as_uri()
    run([str(articles)], output(uri, tmp_path / "one"))
    before = (tmp_path / "store/run.json").read_bytes()
    with pytest.raises(OutputError, match="were not made in"):
        run([str(articles)], output(uri, tmp_path / "other"))
    assert (tmp_path / "store/run.json").read_bytes() == before
    run([str(articles)], output(uri, tmp_path / "other"), fresh=True)
    assert (tmp_path / "store/run.json").read_bytes() == (tmp_path / "other/run.json").read_bytes()


@pytest.mark.parametrize("failing", ["articles.parquet", "rejects.jsonl", "run.json"])
def test_upload_that_fails_leaves_no_run_and_goes_on(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    from framing.batch import publishing

    to = output((tmp_path / "store").as_uri(), tmp_path / "work")
    upload = publishing._upload

    def broken(file: Path, place: Any, name: str) -> None:
        if name == failing:
            raise OutputError(place.uri, "the connection broke", "")
        upload(file, place, name)

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "_upload", broken)
        with pytest.raises(OutputError, match="connection broke"):
            run([str(articles)], to)
    assert not (tmp_path / "store/run.json").exists()
    assert run([str(articles)], to).state == "finished_before"
    for name in (*TABLES, "run.json"):
        assert (tmp_path / "store" / name).read_bytes() == (tmp_path / "work" / name).read_bytes()


def test_work_folder_goes_with_the_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    one, same, other = (output(f"s3://bucket/{name}", None).folder for name in ("a", "a", "b"))
    assert one == same != other
    assert one.parent == tmp_path / "framing" / "runs"
    assert output("folder/of mine", None).folder == Path("folder/of mine")


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from framing.cli import main; main()"
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-c", code, "score", *arguments],
        capture_output=True, text=True, timeout=300, check=False, env=environment,
    )  # fmt: skip


def test_command_line_takes_addresses_and_keeps_their_slashes(articles: Path, tmp_path: Path) -> None:
    uri = (tmp_path / "store").as_uri()
    done = command(articles.as_uri(), "--out", uri, "--work", str(tmp_path / "work"))
    assert done.returncode == 0, done.stderr
    assert f"tables in {uri}; see {uri}/rejects.jsonl" in done.stdout
    assert {path.name for path in (tmp_path / "store").iterdir()} == {*TABLES, "run.json"}
    assert (tmp_path / "work/run.json").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--engine", "spark"), "'spark': local or ray"),
        (("--address", "auto"), "only with --engine ray"),
        (("--work", "somewhere"), "only where --out is an address"),
    ],
)
def test_options_that_do_not_fit_are_wrong_use(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    done = command("nothing.jsonl", "--out", str(tmp_path / "out"), *options)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "out").exists()
