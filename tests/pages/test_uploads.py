"""Uploads: every record counted, names of ours on disk, nothing left behind, and the open collection of the session."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from framing.errors import FramingError
from framing.pages import uploads
from framing.pages.uploads import Uploaded, start, suffix_of
from framing.readers import all_readers
from framing.report import left_out_csv

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
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the temporary folders of uploads are made."""
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(autouse=True)
def own_temporary_folder(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(folders))


def score(*files: Given) -> Uploaded:
    return start(files).result()


@pytest.fixture(scope="module")
def three() -> Uploaded:
    return score(Given("three.jsonl", THREE), Given("=HYPERLINK(1).zip", b"PK\x03\x04 nothing"))


def test_every_record_is_accepted_rejected_or_a_duplicate(three: Uploaded) -> None:
    assert (three.read, three.accepted, three.rejected, three.duplicates) == (6, 2, 3, 1)
    assert len(three.left_out) == three.rejected + three.duplicates
    assert sorted(three.collection.articles["title"].to_pylist()) == ["Story 0", "Story 1"]
    assert three.collection.texts is not None


def test_left_out_records_carry_the_names_of_the_user(three: Uploaded) -> None:
    told = [(row.file, row.record, row.kind, row.seen) for row in three.left_out]
    assert told == [
        ("three.jsonl", 3, "duplicate", "the same text of the same outlet came before"),
        ("three.jsonl", 4, "rejected", "not valid JSON"),
        ("three.jsonl", 5, "rejected", "the text is empty"),
        ("=HYPERLINK(1).zip", 0, "rejected", "the file is damaged"),
    ]
    assert all(row.what_to_do for row in three.left_out)
    assert "framing-upload" not in repr(three.left_out)


def test_no_cell_of_the_left_out_is_a_formula(three: Uploaded) -> None:
    rows = list(csv.reader(io.StringIO(left_out_csv(three.left_out).decode("utf-8-sig"))))
    assert len(rows) == 1 + len(three.left_out)
    assert rows[-1][0] == "'=HYPERLINK(1).zip"


def test_nothing_is_left_on_disk(three: Uploaded, folders: Path) -> None:
    assert list(folders.glob("framing-upload-*")) == []


def test_member_of_an_archive_is_named_after_the_archive_of_the_user() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/one.txt", TEXT)
        archive.writestr("in/none.txt", " \n")
    found = score(Given("Both.ZIP", packed.getvalue()))
    assert (found.read, found.accepted, found.rejected) == (2, 1, 1)
    assert [row.file for row in found.left_out] == ["Both.ZIP!in/none.txt"]


def test_different_uploads_of_one_name_are_kept_apart(three: Uploaded) -> None:
    again = score(Given("three.jsonl", THREE.replace(b"Hull", b"York")), Given("x.txt", b""))
    assert again.collection.name == three.collection.name
    assert again.collection.signature == three.collection.signature
    assert again.collection.state != three.collection.state


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


def test_name_of_a_file_is_never_a_path(folders: Path) -> None:
    before = sorted(folders.iterdir())
    names = ("../../evil.jsonl", "/etc/passwd", "a\0b.txt", "-", "x" * 5000)
    found = score(*(Given(name, article(n)["text"].encode()) for n, name in enumerate(names)))
    assert (found.names, found.read) == (names, len(names))
    assert sorted(folders.iterdir()) == before


def test_stopping_ends_the_process_and_removes_the_files(folders: Path) -> None:
    job = start([Given("many.jsonl", lines(*(article(n) for n in range(20_000))))])
    assert list(folders.glob("framing-upload-*"))
    job.stop()
    assert not job.running
    assert list(folders.glob("framing-upload-*")) == []


def test_upload_of_an_app_that_has_died_ends_and_leaves_nothing(folders: Path) -> None:
    code = (
        "import os, sys; from framing.pages.uploads import start\n"
        "class F:\n    name = 'many.jsonl'\n    def getbuffer(self): return sys.stdin.buffer.read()\n"
        "job = start([F()])\nprint(job._process.pid, flush=True)\nos._exit(1)"
    )
    many = lines(*(article(n) for n in range(20_000)))
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        input=many,
        capture_output=True,
        cwd=ROOT,
        env={"TMPDIR": str(folders)},
    )
    process = Path(f"/proc/{int(done.stdout)}")
    give_up = time.monotonic() + WAITS_SECONDS
    while (process.exists() or list(folders.glob("framing-upload-*"))) and time.monotonic() < give_up:
        time.sleep(0.1)
    assert not process.exists()
    assert list(folders.glob("framing-upload-*")) == []


def test_process_that_dies_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch, folders: Path) -> None:
    monkeypatch.setattr(uploads.sys, "executable", "false")  # type: ignore[attr-defined]
    with pytest.raises(FramingError, match=r"x\.txt: the process that scored it ended; try again"):
        score(Given("x.txt", b"words"))
    assert list(folders.glob("framing-upload-*")) == []


def blocks(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))


def upload(at: AppTest, name: str, content: bytes) -> AppTest:
    """Upload and run the page until the file has been scored."""
    at.file_uploader[0].upload(name, content, "application/octet-stream").run()
    give_up = time.monotonic() + WAITS_SECONDS
    while "upload_job" in at.session_state and time.monotonic() < give_up:
        time.sleep(0.2)
        at.run()
    return at


@pytest.fixture(scope="module")
def read_page() -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
    at.query_params["from"] = "Upload"
    return upload(at.run(), "<b>three</b>.jsonl", THREE)


def test_upload_says_what_was_read_and_lets_one_choose(read_page: AppTest) -> None:
    assert not read_page.exception
    shown = blocks(read_page)
    assert "5 records read = 2 accepted + 2 rejected + 1 duplicate" in shown
    assert "not valid JSON" in shown
    assert "<b>three" not in shown
    assert read_page.selectbox[0].options == ["The Gull · Story 1", "The Tern · Story 0"]
    assert len(read_page.get("bidi_component")) == 1


def test_upload_is_the_open_collection_until_it_is_removed(read_page: AppTest) -> None:
    read_page.segmented_control[0].set_value("Collection").run()
    assert read_page.selectbox[0].options == ["The Gull · Story 1", "The Tern · Story 0"]
    read_page.segmented_control[0].set_value("Upload").run()
    next(button for button in read_page.button if button.label == "Remove").click().run()
    assert not read_page.exception
    assert not read_page.selectbox
    read_page.segmented_control[0].set_value("Collection").run()
    assert len(read_page.selectbox[0].options) == 60


def test_upload_without_an_article_says_so() -> None:
    at = AppTest.from_string(
        "from framing.pages.frame import draw\ndraw('outlets')", default_timeout=180
    ).run()
    upload(at, "none.csv", b"title,text\nA,\n")
    assert not at.exception
    assert "1 record read = 0 accepted + 1 rejected + 0 duplicates" in blocks(at)
    assert "holds no article" in blocks(at)
