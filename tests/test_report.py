"""The report of one article: exact segments, inert markup, words that are never used, numbers that can be followed."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from framing.report import (
    cards,
    difference,
    evidence_csv,
    inert,
    legend,
    origin,
    paragraphs,
    score_groups,
    segments,
    sourcing_sentence,
    to_html,
    to_json,
    to_terminal,
)
from framing.report import words as on_screen
from framing.report.words import visible
from framing.tables import EVIDENCE
from framing.types import Article, Evidence, Scored

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<body onload=alert(1)>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "<form action=http://evil.example><input name=a></form>",
    "<object data=http://evil.example/x.swf></object>",
    "<embed src=http://evil.example/x>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<base href=http://evil.example/>",
    "<meta http-equiv=refresh content='0;url=http://evil.example'>",
    "<video><source onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "javascript:alert(1)//' onmouseover='alert(1)",
    "<template><img src=http://evil.example/p.png></template>",
    "{{constructor.constructor('alert(1)')()}}",
    "![x](http://evil.example/p.png)",
]
OURS = frozenset(
    "html head meta title style body div main header p span h1 h2 h3 article a mark sup strong section ol ul li dl dt dd details "
    "summary table thead tbody tr th td fieldset legend label input footer".split()
)
OUR_ATTRIBUTES = frozenset(
    "lang charset name content http-equiv class id href type checked title scope colspan role aria-label data-speaker".split()
)
BANNED = re.compile(
    r"\b(bias\w*|fake\w*|manipulat\w*|propagand\w*|reliab\w*|quality|worse|correct)\b", re.IGNORECASE
)


def device(text: str, words: str, **more: Any) -> Evidence:
    start = text.index(words)
    given = {
        "voice": "author",
        "stance": "asserted",
        "conventionality": "live",
        "reason": "the writer's own words",
    } | more
    return Evidence(
        "device", "ai-and-technology/new-oil", "text", start, start + len(words), words, 0, **given
    )


def source(text: str, words: str, code: str, anonymity: str | None) -> Evidence:
    start = text.index(words)
    return Evidence("sourcing", code, "text", start, start + len(words), words, 0, anonymity=anonymity)  # type: ignore[arg-type]


TEXT = "Data is the new oil, according to sources.\n\nTwo aides, who asked not to be named, denied it. Ann Lee said so."


def example(**article: Any) -> Scored:
    evidence = (
        device(TEXT, "the new oil"),
        source(TEXT, "sources", "unnamed_vague", "withheld"),
        source(TEXT, "Two aides, who asked not to be named", "unnamed_role", "withheld"),
        source(TEXT, "Ann Lee", "named_person", None),
    )
    scores = {
        "words": 21,
        "sentences": 3,
        "devices": 1,
        "devices_per_1000_words": None,
        "devices_rejected": 0,
    }
    scores |= {"attributions": 3, "unnamed": 2, "withheld": 2, "unnamed_share": 2 / 3}
    given = {"id": "a1", "text": TEXT} | article
    return Scored(Article(**given), scores, evidence, {"devices_per_1000_words": "too_short"}, "sig;x")


@st.composite
def scored_texts(draw: st.DrawFn) -> Scored:
    text = draw(st.text(alphabet=st.sampled_from("ab <&>\n\r\u2028é😀"), max_size=40))
    spans = draw(st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45)), max_size=8))
    evidence = tuple(Evidence("device", "x", "text", s, e, text[max(s, 0) : max(e, 0)], 0) for s, e in spans)
    return Scored(Article("a", text), {}, evidence)


@given(scored_texts())
def test_segments_are_the_text_and_carry_exactly_the_marks_that_cover_them(scored: Scored) -> None:
    found = segments(scored, "text")
    assert "".join(piece.text for piece in found) == scored.article.text
    for piece in found:
        assert piece.text == scored.article.text[piece.start : piece.end]
        over = [n for n, e in enumerate(scored.evidence) if e.start <= piece.start and piece.end <= e.end]
        assert list(piece.marks) == over


@given(scored_texts())
def test_paragraphs_keep_every_character_but_line_breaks_and_blank_lines(scored: Scored) -> None:
    lines = ["".join(piece.text for piece in line) for line in paragraphs(segments(scored, "text"))]
    wanted = [line for line in scored.article.text.splitlines() if line.strip()]
    assert lines == wanted


def test_overlapping_evidence_is_split_at_every_border() -> None:
    text = "an AI cold war begins"
    evidence = (device(text, "AI cold war"), device(text, "cold war begins"))
    found = segments(Scored(Article("a", text), {}, evidence), "text")
    assert [(piece.text, piece.marks) for piece in found] == [
        ("an ", ()),
        ("AI ", (0,)),
        ("cold war", (0, 1)),
        (" begins", (1,)),
    ]


class Page(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_word_of_an_article_becomes_markup(payload: str) -> None:
    text = f"Before {payload} after. It is {payload}."
    evidence = replace(device(text, payload), speaker=payload, reason=payload, code=payload)
    article = Article(payload, text, payload, payload, None, payload, None, payload, payload)
    page = to_html(Scored(article, {"devices": 1}, (evidence,), {"devices_per_1000_words": payload}, payload))
    seen = Page(page)
    assert seen.tags <= OURS
    assert seen.attributes <= OUR_ATTRIBUTES
    assert payload.replace("\x00", "\ufffd") in seen.text


def test_page_asks_for_nothing_and_says_so() -> None:
    page = to_html(example())
    assert "default-src 'none'; style-src 'unsafe-inline'" in page.replace("&#x27;", "'")
    assert not re.search(r"https?:|url\(|@import|<script|src=", page)


def test_page_without_standalone_is_a_piece_for_another_page() -> None:
    page = to_html(example(), standalone=False)
    assert page.startswith("<div")
    assert "<style" not in page


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ({}, "origin unknown: no outlet, date or headline given"),
        ({"outlet": "The Tern", "title": "Oil"}, "origin unknown: no date given"),
        ({"title": "Oil", "date_text": "9/6/"}, "origin unknown: no outlet given"),
    ],
)
def test_what_is_not_known_of_the_origin_is_named(article: dict[str, Any], said: str) -> None:
    assert origin(example(**article))[-1] == said
    assert said in to_html(example(**article))


def test_known_origin_is_told_without_a_warning() -> None:
    scored = example(outlet="The Tern", title="Oil", date=date(2026, 3, 4), author="Ann Lee")
    assert origin(scored) == ("The Tern", "4 March 2026", "Ann Lee")


def test_json_holds_every_offset_and_score() -> None:
    found = json.loads(to_json(example(date=date(2026, 3, 4))))
    assert found["article"]["date"] == "2026-03-04"
    assert found["missing"] == {"devices_per_1000_words": "too_short"}
    for piece in found["evidence"]:
        assert found["article"]["text"][piece["start"] : piece["end"]] == piece["text"]


def test_json_of_a_lone_surrogate_keeps_the_offsets() -> None:
    text = "bad \ud800 Data is the new oil"
    found = json.loads(to_json(Scored(Article("a", text), {}, (device(text, "the new oil"),))))
    piece = found["evidence"][0]
    assert found["article"]["text"][piece["start"] : piece["end"]] == "the new oil"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%"])
@pytest.mark.parametrize("before", ["", " ", '"', "'", "\u00a0", "\ufeff", "  '"])
def test_no_cell_starts_a_formula(sign: str, before: str) -> None:
    assert str(inert(f"{before}{sign}cmd|' /C calc'!A0")).startswith("'")


@pytest.mark.parametrize(
    ("cell", "written"), [(None, ""), (-1.5, -1.5), (3, 3), ("plain", "plain"), ("a=b", "a=b")]
)
def test_numbers_and_plain_words_stay_as_they_are(cell: object, written: object) -> None:
    assert inert(cell) == written


def test_csv_has_one_row_per_piece_of_evidence() -> None:
    lines = evidence_csv(example()).decode("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert lines[1].startswith("a1,device,ai-and-technology/new-oil,text,8,19,the new oil,0,author")


def test_csv_has_every_column_of_the_evidence_table_but_the_signature() -> None:
    scored = example()
    told = replace(scored, evidence=(replace(scored.evidence[1], facets='{"reason":"generic"}'),))
    header, row = csv.reader(evidence_csv(told).decode("utf-8-sig").splitlines())
    assert sorted(header) == sorted(name for name in EVIDENCE.names if name != "signature")
    assert dict(zip(header, row, strict=True))["facets"] == '{"reason":"generic"}'


def test_terminal_shows_marks_without_colour_and_no_control_characters() -> None:
    scored = example(text=TEXT.replace("Ann", "An\x1b"))
    console = Console(width=200, no_color=True, force_terminal=False)
    with console.capture() as captured:
        console.print(to_terminal(scored))
    printed = captured.get()
    assert "Data is [[the new oil]]1, according to {sources}2." in printed
    assert "{Two aides, who asked not to be named}3" in printed
    assert "\x1b" not in printed
    assert "Not scored: fewer than 40 words" in printed


def test_withheld_stands_apart_and_is_not_added_up() -> None:
    assert sourcing_sentence(example()) == "2 of 3 attributions unnamed, 2 withheld"
    assert sourcing_sentence(Scored(Article("a", "x"), {}, ())) == "No attributions found"


def test_every_missing_score_says_why() -> None:
    lines = {line.column: line for group in score_groups(example()) for line in group.lines}
    assert lines["devices_per_1000_words"].value == "Not scored: fewer than 40 words"
    assert lines["unnamed_share"].value == "67%"
    assert lines["unnamed_share"].made_of == "2 unnamed ÷ 3 attributions"


def test_legend_counts_every_layer_and_starts_with_framing_phrases() -> None:
    assert [(entry.key, entry.shown, entry.count) for entry in legend(example())] == [
        ("device", True, 1),
        ("worn", True, 0),
        ("heated", False, 0),
        ("unnamed", False, 2),
        ("named", False, 1),
    ]


def test_light_and_quoted_wording_is_counted_but_not_marked() -> None:
    text = "shameless said brazen"
    weights = ((0, 9, "author", 0.5), (10, 14, "author", -0.1), (15, 21, "source", 0.5))
    rows = tuple(
        Evidence(
            "sensationalism", "emotive", "text", start, end, text[start:end], 0, voice=voice, weight=weight
        )  # type: ignore[arg-type]
        for start, end, voice, weight in weights
    )
    assert [e.text for e in visible(Scored(Article("a", text), {"words": 3}, rows)).evidence] == ["shameless"]


def test_two_articles_differ_in_what_only_one_of_them_has() -> None:
    other = replace(example(), evidence=(replace(device(TEXT, "denied"), code="politics/witch-hunt"),))
    found = difference(example(), other)
    assert (found.only_first, found.both, found.only_second) == (("new oil",), (), ("witch hunt",))
    assert ("Sources: Named person", "1", "0") in found.rows


def test_card_of_a_device_without_its_definition_still_tells_voice_and_stance() -> None:
    card = cards(example())[0]
    assert card.rows == (
        ("Whose words", "Writer’s words"),
        ("Stance", "Asserted: the text lets the phrase stand"),
    )


def strings_of(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.items() for text in strings_of(item)]
    if isinstance(value, tuple | list):
        return [text for item in value for text in strings_of(item)]
    return [value.label, value.meaning] if isinstance(value, on_screen.Layer) else []


def test_words_on_the_screen_never_judge() -> None:
    said = [text for name, value in vars(on_screen).items() if name.isupper() for text in strings_of(value)]
    assert len(said) > 100
    assert [text for text in said if BANNED.search(text)] == []


def strings_in(path: Path) -> Iterator[str]:
    """Every string of a module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def test_pages_and_reports_never_judge(root: Path) -> None:
    modules = [path for name in ("pages", "report") for path in (root / "framing" / name).rglob("*.py")]
    said = [(path.name, text) for path in modules for text in strings_in(path)]
    scripts = list((root / "framing/pages").glob("*.js"))
    said += [(path.name, path.read_text(encoding="utf-8")) for path in scripts]
    assert len(modules) > 15
    assert len(scripts) >= 4
    assert [pair for pair in said if BANNED.search(pair[1])] == []
