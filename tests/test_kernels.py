"""The compiled kernels give what the NumPy code beside them gives, byte for byte, and refuse what does not fit."""

from __future__ import annotations

import dataclasses
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from framing import kernels
from framing.index.grams import texts_of
from framing.index.page import page_furniture
from framing.measures.readability_counts import textstat_counts
from framing.pipeline import Engine
from framing.tables import article_table, evidence_table
from framing.text.analysis import analyse
from framing.text.fields import fields_of, fields_without
from framing.text.furniture import without_furniture
from framing.text.vocabulary import hash_words
from framing.text.words import word_edges
from framing.types import Article

pytestmark = pytest.mark.skipif(not kernels.IN_USE, reason="the kernels were not built here, or are off")

PACKAGE = Path(kernels.__file__).parent

SNIPPETS = (
    *(
        "The",
        "Cold",
        "WAR",
        "a",
        "I",
        "of",
        "unprecedented",
        "antidisestablishmentarianism",
        "x" * 40,
        "don't",
    ),
    *(
        "it's",
        "let's",
        "Trump's",
        "U.S.",
        "U.S",
        "p.m.",
        "Dr.",
        "2.5",
        "1,000",
        "covid19",
        "12.",
        "9/11",
        "3rd",
    ),
    *(
        "well-known",
        "he—or",
        "_",
        "__init__",
        "A_B",
        "so_",
        "naïve",
        "Ünlü",
        "日本",
        "𝕏",
        "\ud800",
        "\u2019s",
        "‘em",
    ),
    *(
        "“",
        "”",
        '"',
        "'",
        "`",
        "(",
        ")",
        "[",
        "]",
        "…",
        "...",
        "!",
        "?",
        ";",
        ":",
        ",",
        ".",
        "-",
        "–",
        "•",
        "\0",
    ),
    *(
        "\n",
        "\n\n",
        " ",
        "  ",
        "\t",
        "\r\n",
        "\u00a0",
        "\u2028",
        " " * 70,
        "\x7f",
        "\x01",
        "Subscribe",
        "Read more",
    ),
    *("Photo:", "said", "according to", "Advertisement", "Share this", "By", "Reuters"),
)
"""What texts are put together from: words, marks, foreign letters, and what is rare."""


def random_text(seed: int) -> str:
    """Snippets in any order, some of them run together."""
    chosen = random.Random(seed)
    parts = chosen.choices(SNIPPETS, k=chosen.choice((0, 1, 2, 5, 30, 200, 900)))
    joint = chosen.choice(("", " ", " ", " "))
    return joint.join(part + chosen.choice(("", "", "\n", " ")) for part in parts)


def articles_of(texts: list[str]) -> list[Article]:
    return [Article(str(i), text, title=text[: i % 40] or None) for i, text in enumerate(texts)]


def in_both_ways(function: Callable[[], Any]) -> tuple[Any, Any]:
    """What a function gives with the kernels, and without."""
    native = function()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "IN_USE", False)
        return native, function()


def assert_same(native: Any, plain: Any) -> None:
    """Equal in type, shape and every value, whatever they are made of."""
    assert type(native) is type(plain)
    if isinstance(native, np.ndarray):
        assert native.dtype == plain.dtype
        np.testing.assert_array_equal(native, plain)
    elif dataclasses.is_dataclass(native):
        for field in dataclasses.fields(native):
            assert_same(getattr(native, field.name), getattr(plain, field.name))
    elif isinstance(native, tuple | list):
        assert len(native) == len(plain)
        for a, b in zip(native, plain, strict=True):
            assert_same(a, b)
    else:
        assert native == plain


def batches() -> Iterator[list[Article]]:
    """Batches of several articles, and the same texts alone, so that fields end at every place of a block of 64."""
    for seed in range(30):
        yield articles_of([random_text(100 * seed + i) for i in range(seed % 7)])
    for length in range(70):
        yield articles_of([("ab c'd. 1,2 " * 12)[:length]])


def test_fields_are_those_of_numpy() -> None:
    for articles in batches():
        assert_same(*in_both_ways(lambda articles=articles: fields_of(articles)))


@given(st.lists(st.text(max_size=80), max_size=4))
@example(["'", "a.", ".a", "a'"])
def test_fields_of_any_text_are_those_of_numpy(texts: list[str]) -> None:
    assert_same(*in_both_ways(lambda: fields_of(articles_of(texts))))


def bytes_of(seed: int, size: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Folded characters in any order, closed by the zero bytes that every text has."""
    chosen = random.Random(seed)
    letters = bytes(chosen.choices(b"abz09\x02\x03\x04'-., \n\0_.'", k=size))
    return np.frombuffer(letters + bytes(24), np.uint8)


def test_words_of_any_bytes_are_those_of_numpy() -> None:
    for size in (*range(70), 127, 128, 129, 1000):
        folded = bytes_of(size, size)
        assert_same(*in_both_ways(lambda folded=folded: word_edges(folded)))
        start, end = word_edges(folded)
        assert_same(*in_both_ways(lambda f=folded, s=start, e=end: hash_words(f, s, e)))


def some_spans(text: str, chosen: random.Random) -> list[tuple[int, int]]:
    """A few disjoint stretches of a text, most of them from blank to blank."""
    edges = sorted({chosen.randrange(len(text) + 1) for _ in range(chosen.choice((0, 2, 4, 8)))})
    if chosen.random() < 0.9:
        edges = sorted(
            {edge for edge in edges if edge in {0, len(text)} or text[edge - 1 : edge + 1].isspace()}
        )
    return list(zip(edges[0::2], edges[1::2], strict=False))


def test_fields_without_furniture_are_those_of_numpy() -> None:
    kept = 0
    for seed, articles in enumerate(batches()):
        chosen = random.Random(seed)
        furniture = [some_spans(article.text, chosen) for article in articles]
        left = without_furniture(articles, furniture).articles
        fields = fields_of(articles)
        native, plain = in_both_ways(lambda f=fields, a=left, s=furniture: fields_without(f, a, s))
        assert_same(native, plain)
        assert_same(native, fields_of(left) if any(furniture) else fields)
        kept += sum(map(len, furniture))
    assert kept > 40


def test_readability_is_that_of_numpy() -> None:
    for articles in batches():
        analysis = analyse(articles)
        assert_same(*in_both_ways(lambda a=analysis: textstat_counts(a)))


@given(st.lists(st.text(alphabet="abvels\u00e9'\u2019_.!…- \n\0A19", max_size=40), max_size=3))
def test_readability_of_any_text_is_that_of_numpy(texts: list[str]) -> None:
    analysis = analyse(articles_of(texts))
    assert_same(*in_both_ways(lambda: textstat_counts(analysis)))


def page(seed: int) -> Article:
    """A page with menus, usual heads and a headline that it repeats above the text, in one line or several."""
    chosen = random.Random(seed)
    title = " ".join(chosen.choices(SNIPPETS[:24], k=chosen.choice((1, 3, 6, 12, 40))))
    menu = " ".join(
        f"{word}{chosen.choice(MARKS)}" for word in chosen.choices(NAMES, k=chosen.choice((0, 8, 30, 90)))
    )
    parts = [
        menu,
        *chosen.choices(HEADS, k=3),
        title,
        random_text(seed),
        *chosen.choices(HEADS, k=3),
        random_text(seed + 1),
    ]
    return Article(str(seed), chosen.choice((" ", "\n")).join(parts), title=title)


NAMES = (
    "Home",
    "News",
    "Dr",
    "Opinion",
    "Sign",
    "In",
    "AI",
    "2024",
    "7",
    "iPhone",
    "New York",
    "about",
    "Sports",
)
MARKS = ("", "", "", "", "", "", "", "", ",", ".", ";", "?")
HEADS = tuple(
    line.split("\t")[1].capitalize()
    for line in (PACKAGE / "index" / "shapes.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)


def test_page_furniture_is_that_of_numpy() -> None:
    spans = 0
    for articles in (*batches(), *([page(seed + i) for i in range(8)] for seed in range(0, 400, 8))):
        fields = fields_of(articles)
        native, plain = in_both_ways(lambda f=fields: texts_of(f))
        assert_same(native, plain)
        assert_same(*in_both_ways(lambda f=fields: page_furniture(f)))
        spans += sum(map(len, page_furniture(fields)))
    assert spans > 400


def test_kernels_of_other_sources_and_those_switched_off_are_left_aside(tmp_path: Path) -> None:
    assert kernels.sources_checksum(PACKAGE) == kernels.native.SOURCES != kernels.sources_checksum(tmp_path)
    code = "from framing import kernels; print(kernels.IN_USE)"
    environment = {**os.environ, "FRAMING_KERNELS": "off"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout == "False\n"


def test_a_batch_gives_the_same_tables_with_and_without_kernels() -> None:
    engine = Engine()
    articles = [
        replace(a, text=a.text.replace("\ud800", ""), title=a.title.replace("\ud800", ""))
        for a in map(page, range(60))
    ]

    def tables() -> tuple[pa.Table, pa.Table]:
        batch = engine.score_batch(articles)
        return article_table(batch, engine.signature), evidence_table(batch, engine.signature)

    native, plain = in_both_ways(tables)
    assert native[1].num_rows > 1000
    assert native == plain
