"""textstat over the dictionary that we ship: no network, no other data, figures that hand counts give too."""

from __future__ import annotations

import json
import subprocess
import sys
from math import sqrt
from pathlib import Path

import pytest

from framing.measures.readability_textstat import FORMULAS, textstat_scores

ROOT = Path(__file__).resolve().parent.parent.parent

TEXT = "The committee published its annual report. Nobody expected the remarkable figures, officials said."
WORDS, SENTENCES, SYLLABLES, POLYSYLLABLES = 13, 2, 29, 6
"""By hand: the-com-mit-tee-pub-lished-its-an-nu-al-re-port 12; no-bod-y-ex-pect-ed-the-re-mark-a-ble-fig-ures-of-
fi-cials-said 17. Three or more: committee, annual, nobody, expected, remarkable, officials."""

BLOCKED = """
import json, socket, sys
def refuse(*arguments, **named):
    raise AssertionError(f"the network was asked: {arguments}")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from framing.measures.readability_textstat import textstat_scores
print(json.dumps(textstat_scores(sys.argv[1])))
"""


def test_scores_are_those_of_the_formulas_on_hand_counts() -> None:
    scores = textstat_scores(TEXT)
    assert scores is not None
    assert tuple(scores) == FORMULAS
    length, syllables = WORDS / SENTENCES, SYLLABLES / WORDS
    assert scores["flesch_reading_ease"] == pytest.approx(206.835 - 1.015 * length - 84.6 * syllables)
    assert scores["flesch_kincaid_grade"] == pytest.approx(0.39 * length + 11.8 * syllables - 15.59)
    assert scores["smog_index"] == pytest.approx(1.043 * sqrt(30 * POLYSYLLABLES / SENTENCES) + 3.1291)


@pytest.mark.parametrize("text", ["", "   \n", "... — !", "“ ”"])
def test_text_without_a_word_has_no_scores(text: str) -> None:
    assert textstat_scores(text) is None


def test_scores_need_neither_network_nor_other_data_than_ours(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "NLTK_DATA": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED, TEXT],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == textstat_scores(TEXT)
