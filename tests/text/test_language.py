"""Which articles count as English, and what the others are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from framing.pipeline import Engine
from framing.text.analysis import analyse
from framing.text.language import is_english, languages
from framing.types import Article

LANGUAGES = dict(
    line.split("\t")
    for line in (Path(__file__).parent / "languages.tsv").read_text(encoding="utf-8").splitlines()
)
"""ISO 639-1 code -> two sentences of one invented piece of news."""


def language_of(text: str) -> str:
    analysis = analyse([Article("a", text)])
    return languages(analysis, is_english(analysis))[0]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("times", [1, 20])
def test_language_of_two_sentences_and_of_an_article(code: str, times: int) -> None:
    assert language_of("\n".join([LANGUAGES[code]] * times)) == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "und"),
        ("Five words are too few.", "und"),
        ("Ministerin lehnt den neuen Plan für den Norden ab", "und"),
        ("London Paris Berlin Madrid Rome Vienna " * 10, "und"),
        ("7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27", "und"),
        ("Xq zrv bktl wmnp " * 30, "und"),
    ],
)
def test_language_is_undecided_where_there_is_too_little_to_tell(text: str, expected: str) -> None:
    assert language_of(text) == expected


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("", True),
        ("Five words are too few.", True),
        ("Ministerin lehnt den neuen Plan ab", True),
        (LANGUAGES["zh"], False),
        (LANGUAGES["ja"], False),
        ("新", True),
    ],
)
def test_short_text_is_read_as_english_unless_its_letters_are_of_another_script(
    text: str, english: bool
) -> None:
    assert is_english(analyse([Article("a", text)])).tolist() == [english]


def test_lists_of_english_words_with_few_function_words_are_english() -> None:
    menu = "Artificial Intelligence News View All Machine Learning and Deep Learning Data Storage and Cloud Security "
    assert language_of(menu * 10) == "en"


def test_english_article_with_a_foreign_quotation_stays_english() -> None:
    assert language_of(f"{LANGUAGES['en']} {LANGUAGES['en']} “{LANGUAGES['de']}”") == "en"


def test_article_in_another_language_keeps_its_row_and_says_why_it_has_no_scores() -> None:
    scored = Engine().score(Article("a", "\n".join([LANGUAGES["de"]] * 5), title="Ministerin lehnt Plan ab"))
    assert scored.scores["language"] == "de"
    assert scored.scores["words"] > 100
    assert scored.scores["devices_per_1000_words"] is None
    assert scored.missing["devices_per_1000_words"] == scored.missing["sensationalism"] == "not_english"
    assert scored.evidence == ()


def test_english_articles_do_not_load_the_model() -> None:
    code = (
        "import sys; from framing.pipeline import Engine; from framing.types import Article;"
        f"Engine().score(Article('a', {LANGUAGES['en']!r})); print('py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
