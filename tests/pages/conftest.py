"""What tests of pages share: an engine, and a scored folder that the app opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from framing.pages.launch import SCORED_FOLDER
from framing.pipeline import Engine
from framing.store import score_articles
from framing.types import Article
from scored import write_scored


@pytest.fixture(autouse=True, scope="session")
def _no_search_for_components() -> Iterator[None]:
    """For each AppTest Streamlit would read the metadata of every installed package, which takes longer than most pages do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", list)
        yield


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture
def folder(tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A function that makes a scored folder of some articles and starts the app on it."""

    def make(articles: Sequence[Article], *, texts: bool = True) -> Path:
        place = write_scored(score_articles(engine, articles, "folder"), tmp_path / "scored", texts=texts)
        monkeypatch.setenv(SCORED_FOLDER, str(place))
        return place

    return make
