"""The figures that ship with the package are those of docs/accuracy.md, and what is said of "none found" is made of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from framing.report import accuracy, none_found
from framing.report.accuracy import recall


def test_document_and_package_hold_the_same_figures(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(root / "scripts"), *sys.path])
    from accuracy import tables

    rows = [line for line in (root / "docs" / "accuracy.md").read_text("utf-8").splitlines() if "|" in line]
    shipped = [line for table in tables(accuracy().sets) for line in table.splitlines() if "|" in line]
    assert shipped == rows, (
        "run `python scripts/accuracy.py ../shared/gold --json` and put its tables into docs/accuracy.md"
    )


def test_recall_is_the_range_over_the_coded_sets() -> None:
    low, high = recall("devices_open") or (0.0, 0.0)
    assert 0 < low <= high < 1
    assert recall("nothing") is None


@pytest.mark.parametrize("layer", ["device", "worn", "unnamed", "named"])
def test_none_found_tells_the_recall_and_who_coded(layer: str) -> None:
    low, high = recall("devices_open" if layer in ("device", "worn") else "sources") or (0.0, 0.0)
    said = none_found(layer)
    assert said.startswith("None found.")
    shown = dict.fromkeys(str(round(100 * share)) for share in (low, high))
    assert f"{' to '.join(shown)} of 100" in said
    assert "(coders: language models)" in said


def test_layer_whose_recall_nobody_measured_claims_none() -> None:
    assert none_found("heated") == "None found."
