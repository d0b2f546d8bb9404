"""The gravity trap: of two reports of one event the plain one scores lower, however grave the event."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from framing.pipeline import Engine
from framing.readers import one_article

GRAVE = "grave"


def scores(paths: list[Path]) -> dict[str, tuple[float, str | None]]:
    """Sensationalism and section of each article by its file's name."""
    articles = [one_article(str(path)) for path in paths]
    values = Engine().score_batch(articles).scores["sensationalism"]
    return {
        path.stem: (value, article.section)
        for path, article, value in zip(paths, articles, values, strict=True)
    }


@pytest.fixture(scope="module")
def pairs(corpus: Path) -> dict[str, tuple[float, str | None]]:
    return scores(sorted((corpus / "pairs").glob("*.txt")))


@pytest.fixture(scope="module")
def sample(corpus: Path) -> dict[str, tuple[float, str | None]]:
    return scores(sorted((corpus / "articles").glob("*.txt")))


def test_plain_report_scores_lower_than_the_breathless_one(
    pairs: dict[str, tuple[float, str | None]],
) -> None:
    events = {name.partition("-")[0] for name in pairs}
    assert len(events) >= 20
    assert [e for e in sorted(events) if pairs[f"{e}-plain"][0] >= pairs[f"{e}-breathless"][0]] == []


def test_plain_reports_of_grave_events_lie_under_the_median_of_the_sample(
    pairs: dict[str, tuple[float, str | None]], sample: dict[str, tuple[float, str | None]]
) -> None:
    middle = median(value for value, _ in sample.values())
    grave = {
        name: value for name, (value, kind) in pairs.items() if kind == GRAVE and name.endswith("-plain")
    }
    assert len(grave) >= 5
    assert {name: value for name, value in grave.items() if value >= middle} == {}


def test_wire_report_of_each_event_scores_lower_than_tabloid_and_partisan_ones(
    sample: dict[str, tuple[float, str | None]],
) -> None:
    events = sorted({name.partition("-")[0] for name in sample})
    assert len(events) == 12
    wrong = [
        f"{event}-{loud}"
        for event in events
        for loud in ("tabloid", "partisan")
        if sample[f"{event}-wire"][0] >= sample[f"{event}-{loud}"][0]
    ]
    assert wrong == []
