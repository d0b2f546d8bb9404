"""One article as a worksheet for a class: first without marks and with room for answers, then the key on a page of its own."""

from __future__ import annotations

from framing.codebook import Codebook
from framing.report.accuracy import none_found
from framing.report.cards import Card, cards
from framing.report.html import document, headline, origin_line
from framing.report.markup import Markup, joined, tag
from framing.report.segments import paragraphs, segments
from framing.report.sources import source_groups, sourcing_sentence
from framing.report.words import NOT_A_VERDICT, UNCORRECTED, layer_of, visible
from framing.types import Scored

PHRASE_LINES, SOURCE_LINES = 8, 6
"""Rows to write in: the same for every article, so that their number gives nothing away."""
QUESTIONS = (
    "Take one of the phrases you found. What would the sentence say without it?",
    "Who speaks in this article, and who is spoken about but does not speak?",
    "What could the same story be compared with instead?",
)


def to_worksheet(scored: Scored, codebook: Codebook | None = None) -> str:
    """A self-contained HTML page; on the screen the key is folded, in print it follows unless the reader leaves it out."""
    seen = visible(scored)
    parts = (
        tag("p", "Worksheet: guess first, then compare", class_="kicker"),
        tag("h1", headline(scored)),
        origin_line(scored),
        tag("p", tag("span", "Name"), tag("span", "Date"), class_="names"),
        _with_key(),
        tag("p", "Read the article. The numbers beside it are those of its paragraphs."),
        _article(scored),
        _answers(),
        _key(seen, cards(seen, codebook)),
        tag("footer", tag("p", f"Article {scored.article.id} · {scored.signature or 'no signature'}")),
    )
    body = tag("div", tag("main", *parts), class_="framing worksheet")
    return document(f"{headline(scored)} – worksheet", body)


def _with_key() -> Markup:
    box = tag("input", type="checkbox", id="with-key", checked=True)
    return tag("label", box, " Print the key too, on a page of its own", class_="with-key soft")


def _article(scored: Scored) -> Markup:
    lines = paragraphs(segments(scored, "text"))
    return tag(
        "article", *(tag("p", "".join(p.text for p in line)) for line in lines), class_="story numbered"
    )


def _answers() -> Markup:
    phrases = ("Paragraph", "Words", "Writer’s or a source’s?", "What they make you see, and what they hide")
    sources = ("Paragraph", "Who is said to have said something", "Named?", "Could you find them?")
    return tag(
        "section",
        tag("h2", "Your answers"),
        tag("h3", "Words that suggest how to see the subject"),
        _empty(phrases, PHRASE_LINES),
        tag("h3", "Sources"),
        _empty(sources, SOURCE_LINES),
        tag("h3", "To discuss"),
        *(
            joined(tag("p", question), *(tag("p", "", class_="lines") for _ in range(2)))
            for question in QUESTIONS
        ),
    )


def _empty(columns: tuple[str, ...], rows: int) -> Markup:
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in columns)))
    line = tag("tr", *(tag("td", "") for _ in columns))
    return tag("table", head, tag("tbody", *(line for _ in range(rows))), class_="answers")


def _key(seen: Scored, explained: tuple[Card, ...]) -> Markup:
    where = _paragraph_numbers(seen)
    phrases = [card for card in explained if card.layer in ("device", "worn")]
    listed = tag("ol", *(_phrase(card, where[card.number - 1]) for card in phrases), class_="evidence")
    return tag(
        "details",
        tag("summary", "The key: what the page marks"),
        tag(
            "p",
            f"{UNCORRECTED.capitalize()}. Yours may hold what it has missed, and it may be mistaken.",
            class_="soft",
        ),
        tag("h3", f"Framing phrases ({len(phrases)})"),
        listed if phrases else tag("p", none_found("device"), class_="soft"),
        tag("h3", f"Sources: {sourcing_sentence(seen)}"),
        _sources(seen, where),
        class_="key",
    )


def _paragraph_numbers(seen: Scored) -> list[str]:
    """Where each piece of evidence starts: `headline`, or the number of its paragraph as `3`."""
    where = ["headline"] * len(seen.evidence)
    for number, line in reversed(list(enumerate(paragraphs(segments(seen, "text")), 1))):
        for mark in (mark for piece in line for mark in piece.marks):
            where[mark] = str(number)
    return where


def _phrase(card: Card, where: str) -> Markup:
    words = tag("mark", card.words, class_=f"{card.layer} {card.stance} first last")
    told = "; ".join(
        f"{term.lower()}: {value}" for term, value in card.rows if term in ("Whose words", "Stance")
    )
    question = card.questions[0] if card.questions else ""
    return tag(
        "li",
        tag("div", tag("span", where, class_="number"), " ", tag("strong", card.label), class_="head"),
        tag("div", words, class_=f"words show-{card.layer}"),
        tag("p", card.summary) if card.summary else None,
        tag("p", f"{told[:1].upper()}{told[1:]}."),
        tag("p", f"To discuss: {question}") if question else None,
    )


def _sources(seen: Scored, where: list[str]) -> Markup:
    """The attributions by class, each with its paragraphs."""
    places: dict[tuple[str, str], list[str]] = {}
    for number, evidence in enumerate(seen.evidence):
        if layer_of(evidence) in ("named", "unnamed"):
            places.setdefault((evidence.code, evidence.text), []).append(where[number])
    rows = []
    for group in source_groups(seen):
        told = "; ".join(
            f"{words} ({', '.join(dict.fromkeys(found))})"
            for (code, words), found in places.items()
            if code == group.code
        )
        cells = (tag("td", str(group.count), class_="figure"), tag("td", told or "–"))
        rows.append(tag("tr", tag("th", group.label, scope="row"), *cells))
    names = ("Class", "Attributions", "Words (paragraph)")
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
    return joined(
        tag("p", f"{NOT_A_VERDICT.capitalize()}.", class_="soft"), tag("table", head, tag("tbody", *rows))
    )
