"""Hostile text takes time linear in its length: twice the text, at most about twice the time."""

from __future__ import annotations

import time

import pytest

from framing.attribution import find_attributions
from framing.text.analysis import analyse
from framing.types import Article

HOSTILE = {
    "quotation marks": '"',
    "single quotation marks": "‘",
    "brackets": "(",
    "words and brackets": "a ( ",
    "one sentence": "the senior official of ",
    "verbs": "said ",
    "commas": "Roe, ",
    "who": "officials who ",
    "and": "Roe and ",
    "no space": "a",
    "names": "Roe ",
    "said by": "said by the official ",
}
LENGTH = 200_000
MARGIN = 4.0
"""Allowed growth for twice the length; quadratic work would give four at this length and sixteen at the next."""


def _seconds(text: str) -> float:
    analysis = analyse([Article(id="1", text=text)])
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        find_attributions(analysis)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_grows_with_the_length_of_the_text(unit: str) -> None:
    short = _seconds(unit * (LENGTH // len(unit)))
    long = _seconds(unit * (4 * LENGTH // len(unit)))
    assert long < 4 * MARGIN / 2 * max(short, 0.002)
    assert long < 20
