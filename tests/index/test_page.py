"""The usual shapes of a page alone, with exact spans: [[ ]] marks what is furniture."""

from __future__ import annotations

import pytest

from framing.index.page import page_furniture
from framing.text.fields import fields_of
from framing.types import Article

PROSE = (
    "The minister said on Tuesday that the plan, which costs two billion, would not change before the vote."
)
MENU = (
    "Machine Learning See All Privacy Cloud Networks Robotics Workplace Numbers Market Reports Backup Planning "
    "Crisis Management Survey Methods Forecast Tools More Charts Who Decides"
)

SENATORS = (
    "Sens. Amos Reddick, Clara Voss, Henry Pell, Dora Lindqvist, Paul Ames, Ruth Okafor, Ivan Marsh, Susan Tolley, Lena Ford, "
    "John Adair, Bill Ostrander, Cory Baines, Todd Wexler and Nora Quist"
)

FOUND = [
    f"{PROSE}\n\n[[Advertisement]]\n\n{PROSE}",
    f"{PROSE}\n[[ADVERTISEMENT]]\n{PROSE}",
    f"{PROSE}\n\n[[Story Continued Below]]\n\n{PROSE}",
    f"{PROSE}\n\n[[Sign up for our newsletter and never miss a story.]]",
    f"{PROSE}\n\n[[The Associated Press contributed to this report.]]",
    f"{PROSE} [[(RELATED: Senate Passes Bill After Long Night)]]\n\n{PROSE}",
    f"{PROSE} [[(Photo: Evan Vucci, AP)]] {PROSE}",
    f"{PROSE}\n\n[[READ MORE:\n\nFive Things to Know About the Vote\n\nWho Won the Debate]]\n\n{PROSE}",
    f"{PROSE}\n\n[[Read more: Why the vote matters]]\n\n{PROSE}",
    f"Ministers hold talks on a new plan for trade [[Share on Facebook Share on X Share on LinkedIn]] {PROSE}",
    f"{PROSE} [[Enlarge this image toggle caption]] Chip Somodevilla {PROSE}",
    f"[[{MENU}]] The plan may fail. {PROSE}",
    f"[[Menu]]\n{PROSE}\n[[Share]]\n[[Tweet]]\n{PROSE}".replace("]]\n[[", "\n"),
    f"{PROSE} [[Editors' Recommendations The best phones of the year. Why laptops get thinner Cars]]",
]
QUIET = [
    PROSE,
    f"{PROSE}\n\nHe read more books than anybody, and his related work was a photo of the menu.",
    f"{PROSE}\n\nThe Facebook share price rose. She would share on Facebook what she knew.",
    f"{PROSE}\n\nThe newspaper's readers sign up for the newsletter by the thousand.",
    f"{PROSE}\n\n“Sign up for our cause,” he said.",
    f"{PROSE}\n\nA spokesman did not immediately respond to a request for comment.",
    f"{SENATORS} voted no. {PROSE}",
    f"{PROSE}\n\nMore than that, the plan is not the last of its kind, and it has no friends in the Senate.",
    "Advertisement is a trade like any other.\nVideo killed the radio star, he said.",
    "",
    "😀",
]


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    spans, plain = [], ""
    for part in text.split("[["):
        inside, mark, rest = part.partition("]]")
        if mark:
            spans.append((len(plain), len(plain) + len(inside)))
        plain += inside + rest
    return plain, spans


@pytest.mark.parametrize("text", FOUND)
def test_shape_is_found_with_its_exact_span(text: str) -> None:
    plain, spans = marked(text)
    assert [list(found) for found in page_furniture(fields_of([Article("a", plain)]))] == [spans]


@pytest.mark.parametrize("text", QUIET)
def test_prose_is_no_furniture(text: str) -> None:
    assert page_furniture(fields_of([Article("a", text)])) == [[]]


def test_articles_do_not_change_one_another() -> None:
    articles = [Article(str(i), marked(text)[0]) for i, text in enumerate([*FOUND, *QUIET])]
    assert page_furniture(fields_of(articles)) == [
        page_furniture(fields_of([article]))[0] for article in articles
    ]


def test_headline_that_the_page_repeats_stays() -> None:
    headline = "How Five Small Firms Beat the Giants at Their Own Game"
    plain = f"{MENU} {headline} Share on Facebook Share on X {PROSE} {PROSE} {PROSE}"
    (spans,) = page_furniture(fields_of([Article("a", plain, title=headline)]))
    left = plain
    for start, end in reversed(spans):
        left = left[:start] + left[end:]
    assert left.split() == f"{headline} {PROSE} {PROSE} {PROSE}".split()
