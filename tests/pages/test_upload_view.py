"""Uploading on a page: what was read is counted, the address names the run, and closing it leaves it in the workspace."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.looking import blocks

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "Ministers are in an AI arms race, and nobody has asked where it ends. Two officials who asked not to be named said "
    "on Monday that the genie is out of the bottle. Ann Lee, who runs a small museum of computing in Hull, said it was "
    "no such thing. She sells tickets on the door, and most of her visitors come to look at the old terminals."
)
ROWS = [
    {"id": f"a{n}", "outlet": "The Tern", "title": f"Story {n}", "text": f"{n}. {TEXT}"} for n in (0, 1, 1)
]
THREE = "\n".join([*map(json.dumps, ROWS), "{broken", json.dumps({"text": " "})]).encode()
"""Two articles, one of them twice, and two records that are none."""
WAITS_SECONDS = 120


def upload(at: AppTest, name: str, content: bytes) -> AppTest:
    """Upload and run the page until the file has been scored."""
    at.file_uploader[0].upload(name, content, "application/octet-stream").run()
    give_up = time.monotonic() + WAITS_SECONDS
    while "job_of_this_session" in at.session_state and time.monotonic() < give_up:
        time.sleep(0.2)
        at.run()
    return at


@pytest.fixture(scope="module")
def read_page() -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
    at.query_params["from"] = "Upload"
    return upload(at.run(), "<b>three</b>.jsonl", THREE)


def test_upload_says_what_was_read_and_why_some_was_not(read_page: AppTest) -> None:
    assert not read_page.exception
    shown = blocks(read_page)
    assert "5 records read = 2 accepted + 2 rejected + 1 duplicate" in shown
    assert "not valid JSON" in shown
    assert "<b>three" not in shown


def test_address_names_the_upload_and_opens_it_again(read_page: AppTest) -> None:
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
    for name, values in read_page.query_params.items():
        again.query_params[name] = values
    again.run()
    assert not again.exception
    assert "5 records read = 2 accepted + 2 rejected + 1 duplicate" in blocks(again)


def test_closed_upload_gives_way_to_what_was_open_and_stays_in_the_workspace(read_page: AppTest) -> None:
    run = read_page.query_params["run"]
    next(button for button in read_page.button if button.label == "Close").click().run()
    assert not read_page.exception
    assert "records read" not in blocks(read_page)
    assert "run" not in read_page.query_params
    read_page.query_params["run"] = run
    assert "records read" in blocks(read_page.run())


def test_address_of_a_run_that_is_not_there_says_so() -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=180)
    at.query_params["run"] = "0123456789abcdef"
    at.run()
    assert not at.exception
    assert "not in this workspace; open another collection" in blocks(at)
