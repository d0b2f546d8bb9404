"""What the browser sends while coding: nothing of it is trusted, and nothing is taken when codes are closed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from framing.errors import InputError
from framing.pages.coding_code import take
from framing.pages.coding_data import digested
from framing.validate.desk import add_coder, study_desk
from validate.builders import new_study


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ({}, "None"),
        ({"do": "wipe"}, "wipe"),
        ({"do": ["span"]}, "span"),
        ({"do": "go", "nr": "7"}, "nr is '7'"),
        ({"do": "go", "nr": True}, "nr is True"),
        ({"do": "span", "field": "text", "start": 0.5, "end": 9}, "start is 0.5"),
        ({"do": "span", "field": "memo", "start": 0, "end": 9}, "no place"),
        ({"do": "span", "field": "text", "start": 0, "end": 9, "code": {"a": 1}}, "code is"),
        ({"do": "rate", "value": True}, "True"),
        ({"do": "rate", "value": [1]}, "[1]"),
        ({"do": "rate", "value": 1.0, "article": 3}, "article is 3"),
        ({"do": "done"}, "article is None"),
        ({"do": "take_back", "article": "a", "id": None}, "id is None"),
    ],
)
def test_what_the_browser_sends_is_not_trusted(tmp_path: Path, sent: dict[str, Any], seen: str) -> None:
    desk = study_desk(new_study(tmp_path / "study"), "anna")
    with pytest.raises(InputError, match=re.escape(seen)):
        take(desk, desk.scheme.layers, sent, closed=False)
    assert desk.codes() == ()


def test_closed_desk_takes_nothing_but_steps(tmp_path: Path) -> None:
    study = new_study(tmp_path / "study")
    add_coder(study, "anna")
    desk = study_desk(study, "anna")
    assert take(desk, desk.scheme.layers, {"do": "go", "nr": 3.0}, closed=True) == 3
    with pytest.raises(InputError, match="all coders are done"):
        take(desk, desk.scheme.layers, {"do": "done", "article": desk.order[0]}, closed=True)


def test_same_content_has_the_same_digest() -> None:
    assert digested({"a": 1})["digest"] == digested({"a": 1})["digest"] != digested({"a": 2})["digest"]
