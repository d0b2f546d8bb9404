"""Fixtures that every test may use; hypothesis runs the same examples each time, so that a red test stays red."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "framing", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("framing")


@pytest.fixture(scope="session", autouse=True)
def workspace_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The app's workspace while tests run: never the one of whoever runs them."""
    folder = tmp_path_factory.mktemp("workspace")
    before = os.environ.get("FRAMING_WORKSPACE")
    os.environ["FRAMING_WORKSPACE"] = str(folder)
    yield folder
    os.environ.pop("FRAMING_WORKSPACE")
    if before is not None:
        os.environ["FRAMING_WORKSPACE"] = before


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of coded and real articles beside the project (or `FRAMING_SHARED`); skips where it is not there."""
    folder = Path(os.environ.get("FRAMING_SHARED", ROOT.parent / "shared"))
    if not (folder / "gold" / "dev").is_dir():
        pytest.skip(f"{folder}: no coded articles here; set FRAMING_SHARED to their folder")
    return folder


@pytest.fixture(scope="session")
def gold(shared: Path) -> Path:
    """The coded sets: one folder each, with articles.jsonl and codes.jsonl."""
    return shared / "gold" / "dev"


@pytest.fixture(scope="session")
def seeds(shared: Path) -> tuple[Path, ...]:
    """The seed articles, by name."""
    return tuple(sorted((shared / "seeds").glob("*.txt")))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Our own sample articles of invented outlets."""
    return ROOT / "corpus"
