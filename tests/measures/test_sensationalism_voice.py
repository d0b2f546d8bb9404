"""Whose words: posts, set-off passages, transcripts, link boxes, attributions put in, and what somebody is said to call it."""

from __future__ import annotations

import pytest

from framing.codebook import load_codebook
from framing.match import CompiledCodebook
from framing.measures.sensationalism_voice import DISTANT, OWN, PARAPHRASED, QUOTED, WOVEN, shares
from framing.training.rates import find
from framing.types import Article


@pytest.fixture(scope="module")
def book() -> CompiledCodebook:
    return CompiledCodebook(load_codebook())


def share_of(word: str, text: str, book: CompiledCodebook, title: str | None = None) -> set[int]:
    """The shares of every use of a word."""
    found = find([Article("a", text, title=title)], book)
    words, joined = found.analysis.words, found.analysis.joined
    spans = zip(words.start.tolist(), words.core_end.tolist(), shares(found).tolist(), strict=True)
    return {share for start, end, share in spans if joined[start:end] == word}


CASES = [
    ("It was vile, and the vote is on Monday.", "vile", OWN),
    ("“It was vile,” she said.", "vile", QUOTED),
    ("She makes “vile mistakes” often.", "vile", DISTANT),
    ("He said it was a “vile” mistake.", "vile", WOVEN),
    ("He said it was a “vile” mistake.", "mistake", PARAPHRASED),
    # posts
    ("He wrote it.\n\nThis is vile. — Senator Hatch (@hatch) September 12, 2018\n\nThe vote passed.", "vile", QUOTED),
    ("He wrote it.\n\nThis is vile. — Senator Hatch (@hatch) September 12, 2018\n\nThe vote passed.", "passed", OWN),
    ("It was so.\n\nA vile day pic.twitter.com/Ab12\n\nThe vote passed.", "vile", QUOTED),
    ("It was so.\n\nA vile day https://t.co/Ab12\n\nThe vote passed.", "vile", QUOTED),
    ("It was vile (@hatch) all the same.", "vile", OWN),
    ("It was vile, says example.com/news on Monday.", "news", OWN),
    # passages after a colon
    ("In her book she wrote of it:\n\nWe stood there. It was vile.\n\nThe rest is known.", "vile", QUOTED),
    ("In her book she wrote of it:\n\nWe stood there. It was vile.\n\nThe rest is known.", "known", OWN),
    ("Three things matter:\n\nIt was vile.", "vile", OWN),
    # transcripts
    ("Intro.\n\nANN: Is it so?\n\nBOB: It is vile.\n\nMore of it.\n\nANN: Well.\n\nBOB: Yes.\n\nThe end.", "vile", QUOTED),
    ("Intro.\n\nANN: Is it so?\n\nBOB: It is vile.\n\nMore of it.\n\nANN: Well.\n\nBOB: Yes.\n\nThe end.", "More", QUOTED),
    ("Intro.\n\nANN: Is it so?\n\nBOB: It is vile.\n\nMore of it.\n\nANN: Well.\n\nBOB: Yes.\n\nThe end.", "end", OWN),
    ("Winner: Ann had a vile night.\n\nLoser: Bob had none.", "vile", OWN),
    # boxes of links
    ("President Donald TrumpSenator calls plan vile MORE said on Monday it was so.", "vile", QUOTED),
    ("President Trump wants MORE of the vile plan.", "vile", OWN),
    # attributions put in
    ("The vile establishment, they say, is trying to win.", "vile", PARAPHRASED),
    # what somebody is said to call something
    ("Members called the plan everything from a vile trick to a joke.", "vile", DISTANT),
    ("The plan, called many things, is vile.", "vile", OWN),
    ("I call it vile.", "vile", OWN),
    ("A storm calls up a vile memory.", "vile", OWN),
    ("Voters see the man as a vile liar.", "vile", DISTANT),
    ("He saw it. As a vile man once told, it was so.", "vile", OWN),
    ("A lawyer called James B. Moore a vile man.", "vile", DISTANT),
    ("The press castigated the man as vile.", "vile", DISTANT),
    ("The accusations of vile conduct are old.", "vile", DISTANT),
    ("The so-called vile plan is bad.", "vile", DISTANT),
    ("The supposed vile plan of his foes is bad.", "vile", DISTANT),
    ("The supposed vile plan of his foes is bad.", "bad", OWN),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "expected"), CASES)
def test_whose_word(book: CompiledCodebook, text: str, word: str, expected: int) -> None:
    assert share_of(word, text, book) == {expected}


def test_headlines_are_read_alike_but_for_what_they_quote(book: CompiledCodebook) -> None:
    assert share_of("vile", "The vote passed.", book, "Pelosi labels the plan vile") == {DISTANT}
    assert share_of("vile", "The vote passed.", book, "A vile plan") == {OWN}
    assert share_of("vile", "The vote passed.", book, "Pelosi: ‘This is a vile plan’") == {DISTANT}
    assert share_of("vile", "The vote passed. “It was vile,” she said.", book, "A plan") == {QUOTED}


def test_batches_are_read_as_single_articles(book: CompiledCodebook) -> None:
    articles = [Article(str(i), text, title="A headline") for i, (text, _, _) in enumerate(CASES)]
    together = shares(find(articles, book)).tolist()
    assert together == [share for article in articles for share in shares(find([article], book)).tolist()]


@pytest.mark.parametrize(
    "text", ["", "(@", "(@a)", ":\n", "a:\n\n", "t.co/", "MORE", "supposed", "as", "— (@a", "X: \nY: "]
)
def test_scraps_are_read(book: CompiledCodebook, text: str) -> None:
    found = find([Article("a", text, title=text)], book)
    assert len(shares(found)) == len(found.analysis.words)
