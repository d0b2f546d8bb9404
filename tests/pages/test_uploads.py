"""Uploads: every record counted, safe names on disk, one process each, and the run of the session that comes of it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.pages import uploads
from framing.pages.uploads import Uploaded, Workers, name_on_disk, outcome_of, suffix_of, upload_job
from framing.readers import all_readers
from framing.report import left_out_csv
from framing.store import Workspace, open_scored, open_workspace, scored_article
from framing.store.jobs import (
    GIVEN,
    LOCK,
    PROGRESS,
    Job,
    Standing,
    folder_of,
    is_locked,
    list_jobs,
    rescoring,
    standing,
    stop_job,
)
from framing.store.workspace import find_run, list_runs

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)
WAITS_SECONDS = 120


@dataclass
class Given:
    name: str
    content: bytes

    def getbuffer(self) -> memoryview:
        return memoryview(self.content)


def lines(*records: object) -> bytes:
    return "\n".join(
        json.dumps(record) if isinstance(record, dict) else str(record) for record in records
    ).encode()


def article(number: int, outlet: str = "The Tern") -> dict[str, str]:
    return {
        "id": f"a{number}",
        "outlet": outlet,
        "title": f"Story {number}",
        "text": f"Story {number}. {TEXT}",
    }


THREE = lines(
    article(0), article(1, "The Gull"), article(1, "The Gull") | {"id": "again"}, "{broken", {"text": " "}
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_workspace(tmp_path_factory.mktemp("uploads") / "workspace")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers()
    yield made
    made.close()


def ended(place: Workspace, job: Job) -> Standing:
    """Where a job stands when its process has ended."""
    give_up = time.monotonic() + WAITS_SECONDS
    while (found := standing(place, job)).state == "running" and time.monotonic() < give_up:
        time.sleep(0.1)
    return found


def score(place: Workspace, workers: Workers, *files: Given) -> Uploaded:
    job = upload_job(place, files)
    workers.start(place, job, private=False)
    found = ended(place, job)
    assert found.state == "done", found
    run = find_run(place, found.run)
    assert run is not None
    return outcome_of(open_scored(run.folder, run=run.id, name=run.name))


@pytest.fixture(scope="module")
def three(place: Workspace, workers: Workers) -> Uploaded:
    return score(
        place, workers, Given("three.jsonl", THREE), Given("=HYPERLINK(1).zip", b"PK\x03\x04 nothing")
    )


def test_pages_that_look_at_a_job_do_not_keep_its_process_from_working(
    workers: Workers, tmp_path: Path
) -> None:
    """Whoever asks whether a job is worked on holds its lock for a moment."""
    place = open_workspace(tmp_path / "workspace")
    job = upload_job(place, (Given("watched.jsonl", lines(article(7))),))
    folder = folder_of(place, job.id)
    (folder / LOCK).touch()
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            is_locked(folder)
            time.sleep(0.001)

    watchers = [threading.Thread(target=look, daemon=True) for _ in range(4)]
    for watcher in watchers:
        watcher.start()
    try:
        workers.start(place, job, private=False)
        assert ended(place, job).state == "done"
    finally:
        over.set()
        for watcher in watchers:
            watcher.join()


def test_every_record_is_accepted_rejected_or_a_duplicate(three: Uploaded) -> None:
    assert (three.read, three.accepted, three.rejected, three.duplicates) == (6, 2, 3, 1)
    assert len(three.left_out) == three.rejected + three.duplicates
    assert sorted(three.collection.articles["title"].to_pylist()) == ["Story 0", "Story 1"]
    assert three.collection.has_texts


def test_left_out_records_carry_the_names_of_the_user(three: Uploaded) -> None:
    told = [(row.file, row.record, row.kind, row.seen) for row in three.left_out]
    assert told == [
        ("three.jsonl", 3, "duplicate", "the same text of the same outlet came before"),
        ("three.jsonl", 4, "rejected", "not valid JSON"),
        ("three.jsonl", 5, "rejected", "the text is empty"),
        ("=HYPERLINK(1).zip", 0, "rejected", "the file is damaged"),
    ]
    assert all(row.what_to_do for row in three.left_out)


def test_no_cell_of_the_left_out_is_a_formula(three: Uploaded) -> None:
    rows = list(csv.reader(io.StringIO(left_out_csv(three.left_out).decode("utf-8-sig"))))
    assert len(rows) == 1 + len(three.left_out)
    assert rows[-1][0] == "'=HYPERLINK(1).zip"


def test_upload_is_a_run_of_the_workspace_for_its_owner_alone(three: Uploaded, place: Workspace) -> None:
    run = find_run(place, three.collection.id)
    assert run is not None
    assert (run.origin, run.articles, run.name) == ("uploaded", 2, "2 uploaded files")
    own = [place.folder, *place.folder.iterdir(), *place.runs.rglob("*"), *place.jobs.iterdir()]
    assert {path.stat().st_mode & 0o077 for path in own} == {0}


def test_uploaded_files_are_gone_when_they_have_been_read(three: Uploaded, place: Workspace) -> None:
    assert [path for path in place.folder.rglob("*") if path.suffix in (".jsonl", ".zip")] == [
        three.collection.folder / "rejects.jsonl"  # type: ignore[operator]
    ]


def test_member_of_an_archive_is_named_after_the_archive_of_the_user(
    place: Workspace, workers: Workers
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/one.txt", TEXT)
        archive.writestr("in/none.txt", " \n")
    found = score(place, workers, Given("Both.ZIP", packed.getvalue()))
    assert (found.read, found.accepted, found.rejected) == (2, 1, 1)
    assert [row.file for row in found.left_out] == ["Both.ZIP!in/none.txt"]


def test_name_of_a_text_file_gives_its_outlet_date_and_title(place: Workspace, workers: Workers) -> None:
    found = score(place, workers, Given("The Tern_2026-03-04_A gold rush.txt", TEXT.encode()))
    row = found.collection.articles.to_pylist()[0]
    assert (row["outlet"], str(row["date"]), row["title"]) == ("The Tern", "2026-03-04", "A gold rush")


def test_different_uploads_of_one_name_are_runs_of_their_own(
    place: Workspace, workers: Workers, three: Uploaded
) -> None:
    again = score(place, workers, Given("three.jsonl", THREE.replace(b"Hull", b"York")), Given("x.txt", b""))
    assert again.collection.name == "2 uploaded files (2)"
    assert again.collection.signature == three.collection.signature
    assert again.collection.state != three.collection.state


def test_articles_scored_anew_are_the_same_articles(
    place: Workspace, workers: Workers, three: Uploaded
) -> None:
    job = rescoring(place, three.collection, "anew")
    workers.start(place, job, private=False)
    run = find_run(place, ended(place, job).run)
    assert run is not None
    again = open_scored(run.folder)
    assert run.origin == "rescored"
    assert again.articles.drop_columns("missing") == three.collection.articles.drop_columns("missing")
    for key in again.articles["id"].to_pylist():
        assert scored_article(again, key) == scored_article(three.collection, key)


@pytest.mark.parametrize("ending", sorted({s for reader in all_readers() for s in reader.SUFFIXES}))
def test_usual_ending_of_every_format_is_kept(ending: str) -> None:
    assert suffix_of(f"An article{ending.upper()}") == ending


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.csv.gz", ".csv.gz"),
        ("a.tar.zst", ".tar.zst"),
        ("a.tgz", ".tgz"),
        ("style.css", ".css"),
        ("a.exe", ""),
        ("no ending", ""),
        ("../../etc/passwd", ""),
        ("a.txt/../../x", ""),
        ("a.jsonl\0", ""),
    ],
)
def test_only_known_endings_reach_the_disk(name: str, ending: str) -> None:
    assert suffix_of(name) == ending


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("The Tern_2026-03-04_A gold rush.txt", "0001/The Tern_2026-03-04_A gold rush.txt"),
        ("../../evil.jsonl", "0001/evil.jsonl"),
        ("/etc/passwd", "0001/etc-passwd"),
        ("a\0b.txt", "0001/a-b.txt"),
        ("-", "0001/file"),
        (".hidden.txt", "0001/hidden.txt"),
        ("CON.txt", "0001/file CON.txt"),
        ("\u202efdp.exe", "0001/fdp-exe"),
        ("x" * 5000 + ".csv", f"0001/{'x' * 120}.csv"),
        ("é" * 100 + ".csv", f"0001/{'é' * 60}.csv"),
    ],
)
def test_name_of_a_file_is_never_a_path(name: str, wanted: str) -> None:
    assert name_on_disk(name, 1) == wanted


@given(st.text(st.characters(blacklist_categories=()), max_size=300))
def test_no_name_leaves_its_folder(name: str) -> None:
    folder, _, last = name_on_disk(name, 7).partition("/")
    assert folder == "0007"
    assert last
    assert len(last.encode()) <= 160
    assert not set(last) & set('/\\:*?"<>|\0\r\n')
    assert not last.startswith(".")


def test_hostile_names_are_read_like_others(place: Workspace, workers: Workers) -> None:
    names = ("../../evil.jsonl", "/etc/passwd", "a\0b.txt", "-", "x" * 5000)
    found = score(place, workers, *(Given(name, article(n)["text"].encode()) for n, name in enumerate(names)))
    assert (found.names, found.read) == (names, len(names))


def many(count: int = 20_000) -> Given:
    return Given("many.jsonl", lines(*(article(n) for n in range(count))))


def test_stopping_ends_the_process_and_removes_the_files(place: Workspace) -> None:
    workers, before = Workers(), list_runs(place)
    job = upload_job(place, [many()])
    workers.start(place, job, private=False)
    assert standing(place, job).state == "running"
    stop_job(place, job)
    process = workers._running[0]
    assert process.wait(WAITS_SECONDS) != 0
    assert not folder_of(place, job.id).exists()
    assert job not in list_jobs(place)
    assert list_runs(place) == before


def test_job_of_an_app_that_has_died_can_go_on(place: Workspace, workers: Workers) -> None:
    job = upload_job(place, [many(4_000)])
    code = (
        "import os, sys; from pathlib import Path; from framing.pages.uploads import Workers\n"
        "from framing.store import open_workspace; from framing.store.jobs import list_jobs\n"
        "place = open_workspace(Path(sys.argv[1])); made = Workers()\n"
        "made.start(place, list_jobs(place)[0], private=False)\nos._exit(1)"
    )
    subprocess.run([sys.executable, "-c", code, str(place.folder)], check=False, cwd=ROOT)
    assert ended(place, job).state == "stopped"
    assert (folder_of(place, job.id) / GIVEN).is_dir()
    workers.start(place, job, private=False)
    found = ended(place, job)
    assert found.state == "done"
    assert next(run.articles for run in list_runs(place) if run.id == found.run) == 4_000


def test_private_job_of_an_app_that_has_died_leaves_nothing(tmp_path: Path) -> None:
    place = open_workspace(tmp_path / "session" / "workspace")
    upload_job(place, [many()])
    code = (
        "import os, sys; from pathlib import Path; from framing.pages.uploads import Workers\n"
        "from framing.store import open_workspace; from framing.store.jobs import list_jobs\n"
        "place = open_workspace(Path(sys.argv[1])); made = Workers()\n"
        "made.start(place, list_jobs(place)[0], private=True)\nos._exit(1)"
    )
    subprocess.run([sys.executable, "-c", code, str(place.folder)], check=False, cwd=ROOT)
    give_up = time.monotonic() + WAITS_SECONDS
    while (tmp_path / "session").exists() and time.monotonic() < give_up:
        time.sleep(0.1)
    assert not (tmp_path / "session").exists()


def test_process_that_dies_at_once_is_a_stopped_job(
    place: Workspace, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads.sys, "executable", "false")  # type: ignore[attr-defined]
    job = upload_job(place, [Given("x.txt", b"words")])
    workers.start(place, job, private=False)
    assert standing(place, job).state == "stopped"
    stop_job(place, job)


def test_job_whose_process_has_not_spoken_yet_is_no_stopped_job(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = upload_job(place, [Given("x.txt", b"words")])
    assert standing(place, job).state == "stopped"
    (folder_of(place, job.id) / PROGRESS).touch()
    assert standing(place, job).state == "running"
    monkeypatch.setattr("framing.store.jobs.SECONDS_TO_START", 0.0)
    assert standing(place, job).state == "stopped"
    stop_job(place, job)


def test_files_that_give_no_article_are_a_run_without_one(place: Workspace, workers: Workers) -> None:
    found = score(place, workers, Given("none.csv", b"title,text\nA,\n"))
    assert (found.read, found.accepted, found.rejected) == (1, 0, 1)
    assert len(found.collection.articles) == 0
