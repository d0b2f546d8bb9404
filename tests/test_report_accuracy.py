"""The figures that ship with the package are those of docs/accuracy.md, and what is said of "none found" is made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from framing.report import accuracy, none_found
from framing.report.accuracy import recall


def test_document_and_package_hold_the_same_figures(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(root))
    from scripts.accuracy import tables

    rows = [line for line in (root / "docs" / "accuracy.md").read_text("utf-8").splitlines() if "|" in line]
    measured = accuracy()
    lines = tables(measured.sets, measured.intervals, measured.halves)
    shipped = [line for table in lines for line in table.splitlines() if "|" in line]
    assert shipped == rows, "run `python -m scripts.accuracy ../shared/gold --write`"


def test_recall_is_that_of_articles_nothing_was_tuned_on() -> None:
    for kind in ("devices_open", "sources"):
        assert recall(kind) == accuracy().sets[f"{kind}_unseen"]["recall"]
    assert recall("nothing") is None


@pytest.mark.parametrize("layer", ["device", "worn", "unnamed", "named"])
def test_none_found_tells_the_recall_and_who_coded(layer: str) -> None:
    said = none_found(layer)
    share = recall("devices_open" if layer in ("device", "worn") else "sources")
    assert share is not None
    assert said.startswith("None found.")
    assert f"{100 * share:.0f} of 100" in said
    assert "(coders: language models)" in said


def test_layer_whose_recall_nobody_measured_claims_none() -> None:
    assert none_found("heated") == "None found."
