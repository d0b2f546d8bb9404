"""When the server starts, what the first reader needs is made ready, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st

from framing.pages import opened, read_chooser
from framing.pages.launch import SCORED_FOLDER
from framing.pages.warming import warm_up
from framing.store import Collection, open_scored
from framing.types import Article

WAIT_SECONDS = 120


def test_collection_is_opened_once_before_the_first_reader_asks(
    folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder([Article(id="a", text="Nobody has won the arms race so far.", title="One", outlet="Gull")])
    read: list[Path] = []

    def counted(path: Path, *, run: str = "", name: str = "") -> Collection:
        read.append(path)
        return open_scored(path, run=run, name=name)

    monkeypatch.setattr(opened, "open_scored", counted)
    st.cache_resource.clear()
    warm_up().join(WAIT_SECONDS)
    monkeypatch.setattr(read_chooser, "index_of", None)  # made ready too: is not asked for again
    chosen = opened.start_collection()
    assert chosen is not None
    read_chooser.make_ready(chosen)
    assert read == [place]


def test_start_on_a_folder_that_is_gone_leaves_it_to_the_page_to_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SCORED_FOLDER, str(tmp_path / "gone"))
    thread = warm_up()
    thread.join(WAIT_SECONDS)  # an exception in it would fail the test
    assert not thread.is_alive()
