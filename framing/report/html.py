"""One scored article as a self-contained HTML page: no script, no request, prints well."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby

from framing.codebook import Codebook
from framing.report.accuracy import none_found
from framing.report.calculation import score_groups
from framing.report.cards import Card, LegendEntry, cards, found_sentence, legend, origin
from framing.report.markup import Markup, joined, tag
from framing.report.segments import Segment, paragraphs, segments
from framing.report.sources import anonymity_counts, source_groups, sourcing_sentence
from framing.report.speech import Passages, Speech, passages
from framing.report.words import (
    ANONYMITY,
    FURNITURE,
    FURNITURE_OF_A_PAGE_ALONE,
    LAYERS,
    NOT_A_VERDICT,
    UNCORRECTED,
    furniture_sentence,
    layer_of,
    visible,
)
from framing.types import Scored

CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_html(
    scored: Scored, codebook: Codebook | None = None, *, standalone: bool = True, alone: bool = False
) -> str:
    """The article with its marks, legend, evidence, sources and scores; without `standalone` only what goes into `<body>`.

    alone: scored by itself, without a corpus in which repeated page furniture is found, which the page then says.
    All text is escaped piece by piece. The page holds its style and asks for nothing, which its own policy enforces.
    """
    seen = visible(scored)
    body = tag(
        "div",
        tag("main", *_parts(seen, cards(seen, codebook)), _scores(scored), _footer(scored, alone=alone)),
        class_="framing",
    )
    if not standalone:
        return body
    return document(f"{headline(scored)} – framing report", body)


def document(title: str, body: Markup) -> str:
    """A page of ours that holds its style, and a policy by which it may ask for nothing."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=CONTENT_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Markup(_style())),
    )
    return "<!doctype html>\n" + tag("html", head, tag("body", body), lang="en") + "\n"


def headline(scored: Scored) -> str:
    """The title, or words that say there is none."""
    return scored.article.title or "Article without a headline"


def article_html(scored: Scored, found: Passages | None = None) -> Markup:
    """The paragraphs with every mark; which layers are seen is for the `show-…` classes of an element around them.

    found: whose words the text passes on, to be tinted.
    """
    said = found.speech if found else ()
    lines = paragraphs(segments(scored, "text", said))
    return tag("article", *(tag("p", *_pieces(scored, line, said)) for line in lines), class_="story")


def _parts(scored: Scored, explained: tuple[Card, ...]) -> list[Markup]:
    found = passages(scored)
    entries = legend(scored, found)
    shown = " ".join(f"show-{entry.key}" for entry in entries)
    return [
        tag(
            "div",
            _header(scored, found),
            _legend(entries),
            _furniture(scored),
            article_html(scored, found),
            class_=shown,
            id="marked",
        ),
        _evidence(explained, legend(scored)),
        _sources(scored),
    ]


def _header(scored: Scored, found: Passages) -> Markup:
    title = _pieces(scored, segments(scored, "title", found.speech), found.speech)
    return tag(
        "header",
        tag("p", f"Framing report · {UNCORRECTED}", class_="kicker"),
        tag("h1", *(title or [headline(scored)])),
        origin_line(scored),
        tag("p", found_sentence(scored), class_="soft"),
    )


def origin_line(scored: Scored) -> Markup:
    """Outlet, date and author, and what of it is not known."""
    parts = [
        tag("span", part, class_="unknown" if part.startswith("origin unknown") else None)
        for part in origin(scored)
    ]
    dotted = [piece for part in parts for piece in (Markup(" · "), part)][1:]
    return tag("p", *dotted, class_="soft")


def _legend(entries: tuple[LegendEntry, ...]) -> Markup:
    labels = [
        tag(
            "label",
            tag("input", type="checkbox", id=f"show-{entry.key}", checked=entry.shown),
            " ",
            tag("span" if entry.key == "speech" else "mark", entry.label, class_=f"{entry.key} first last"),
            f" {entry.count}" if entry.count else tag("span", " none found", class_="none"),
            title=entry.meaning,
        )
        for entry in entries
    ]
    return tag("fieldset", tag("legend", "Marked in the article"), *labels, class_="legend")


def _furniture(scored: Scored) -> Markup | None:
    """The legend's line on page furniture, in the look that furniture has in the text."""
    told = furniture_sentence(scored)
    return tag("p", tag("span", told, class_="furniture"), class_="furniture-legend") if told else None


def _pieces(scored: Scored, pieces: tuple[Segment, ...], said: Sequence[Speech]) -> list[str]:
    """The pieces of a line, those of one passage of somebody's words in one element."""
    parts: list[str] = []
    for number, run in groupby(pieces, key=lambda piece: piece.speech):
        own = tuple(run)
        if number < 0:
            parts += _marked(scored, own)
            continue
        speech = said[number]
        ends = own[-1].end == speech.end
        names = f"speech {speech.kind}{' last' if ends else ''}"
        parts.append(tag("span", *_marked(scored, own), class_=names, data_speaker=speech.speaker))
    return parts


def _marked(scored: Scored, pieces: tuple[Segment, ...]) -> list[str]:
    parts: list[str] = []
    for piece in pieces:
        if not piece.marks:
            parts.append(_left_out(piece.text) if piece.furniture else piece.text)
            continue
        parts.append(
            tag("a", piece.text, class_=f"mark {classes(scored, piece)}", href=f"#e{piece.marks[-1] + 1}")
        )
        ends = [mark for mark in piece.marks if scored.evidence[mark].end == piece.end]
        parts += [tag("sup", str(n + 1), class_=f"ref ref-{layer_of(scored.evidence[n])}") for n in ends]
    return parts


def _left_out(text: str) -> Markup:
    return tag("span", text, class_="furniture", role="group", aria_label=FURNITURE)


def classes(scored: Scored, piece: Segment) -> str:
    """The CSS classes of a marked piece: layers, stance of framing phrases, and whether an unnamed source starts or ends here."""
    names: list[str] = []
    for mark in piece.marks:
        evidence = scored.evidence[mark]
        names.append(layer_of(evidence))
        if evidence.measure == "device" and evidence.stance in ("hedged", "rejected"):
            names.append(evidence.stance)
        if layer_of(evidence) == "unnamed":
            names += ["first"] * (evidence.start == piece.start) + ["last"] * (evidence.end == piece.end)
    return " ".join(dict.fromkeys(names))


def _evidence(explained: tuple[Card, ...], entries: tuple[LegendEntry, ...]) -> Markup:
    parts: list[Markup] = []
    for entry in entries:
        own = [card for card in explained if card.layer == entry.key]
        parts.append(tag("h3", f"{entry.label} ({entry.count})"))
        parts.append(_list(entry.key, own) if own else tag("p", none_found(entry.key), class_="soft"))
    return tag(
        "section", tag("h2", "Evidence"), tag("p", "Numbers are those in the text.", class_="soft"), *parts
    )


def _list(layer: str, own: list[Card]) -> Markup:
    """Framing phrases one by one with their meaning, everything else as a table."""
    if layer in ("device", "worn"):
        return tag("ol", *(_card(card) for card in own), class_="evidence")
    names = ("No.", "Words", "What", "Known of it")
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
    return tag(
        "div",
        tag("table", head, tag("tbody", *(_line(card) for card in own)), class_="evidence"),
        class_="scroll",
    )


def _line(card: Card) -> Markup:
    known = [
        f"{term.lower()}: {value}" for term, value in (*card.rows, *card.folded) if term not in _NOT_IN_A_LINE
    ]
    words = tag(
        "span", tag("mark", card.words, class_=f"{card.layer} first last"), class_=f"words show-{card.layer}"
    )
    cells = (words, card.label, "; ".join(known))
    return tag(
        "tr",
        tag("th", str(card.number), scope="row"),
        *(tag("td", cell) for cell in cells),
        id=f"e{card.number}",
    )


_NOT_IN_A_LINE = frozenset({"Class", "Component", "Whose words", "Stands in the"})


def _card(card: Card) -> Markup:
    stance = f" {card.stance}" if card.stance in ("hedged", "rejected") else ""
    words = tag("mark", card.words, class_=f"{card.layer}{stance} first last")
    shown = tag("div", words, class_=f"words show-{card.layer}")
    questions = [tag("p", f"To discuss: {question}") for question in card.questions]
    return tag(
        "li",
        tag("div", tag("span", str(card.number), class_="number"), tag("strong", card.label), class_="head"),
        shown,
        tag("p", card.summary) if card.summary else None,
        _rows(card.rows),
        *questions,
        tag("details", tag("summary", "How it was decided"), _rows(card.folded)) if card.folded else None,
        id=f"e{card.number}",
    )


def _rows(rows: tuple[tuple[str, str], ...]) -> Markup | None:
    return tag("dl", *(joined(tag("dt", term), tag("dd", value)) for term, value in rows)) if rows else None


def _sources(scored: Scored) -> Markup:
    rows = []
    for group in source_groups(scored):
        phrases = "; ".join(
            f"{words}{f' ×{times}' if times > 1 else ''}{f' [{ANONYMITY[kind][0].lower()}]' if kind in ANONYMITY else ''}"
            for words, times, kind in group.phrases
        )
        rows.append(
            tag(
                "tr",
                tag("th", group.label, scope="row"),
                tag("td", str(group.count), class_="figure"),
                tag("td", phrases or "–"),
            )
        )
    kinds = [
        tag("li", f"{label}: {count} ({meaning})") for _, label, meaning, count in anonymity_counts(scored)
    ]
    head = tag(
        "thead", tag("tr", *(tag("th", name, scope="col") for name in ("Class", "Attributions", "Words")))
    )
    return tag(
        "section",
        tag("h2", "Sources"),
        tag("p", f"{sourcing_sentence(scored)}: {NOT_A_VERDICT}.", class_="soft"),
        tag("div", tag("table", head, tag("tbody", *rows)), class_="scroll"),
        tag("h3", "The unnamed ones"),
        tag("ul", *kinds),
    )


def _scores(scored: Scored) -> Markup:
    rows: list[Markup] = []
    for group in score_groups(scored):
        rows.append(tag("tr", tag("th", group.title, scope="rowgroup", colspan="3")))
        for line in group.lines:
            figure = tag("td", line.value, class_="figure" if line.scored else "soft")
            rows.append(tag("tr", tag("th", line.label, scope="row"), figure, tag("td", line.made_of)))
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in ("Score", "Value", "Made of"))))
    table = tag("div", tag("table", head, tag("tbody", *rows)), class_="scroll")
    return tag("section", tag("h2", "Scores"), tag("p", UNCORRECTED.capitalize() + ".", class_="soft"), table)


def _footer(scored: Scored, *, alone: bool) -> Markup:
    return tag(
        "footer",
        tag("p", FURNITURE_OF_A_PAGE_ALONE) if alone else None,
        tag("p", f"Article {scored.article.id} · {scored.signature or 'no signature'}"),
    )


@cache
def _style() -> str:
    folder = files("framing") / "report"
    hidden = "\n".join(
        f".framing #marked:has(#show-{layer.key}:not(:checked)) .mark.{layer.key} {{ {_HIDE[layer.key]} }}\n"
        f"#marked:has(#show-{layer.key}:not(:checked)) .ref-{layer.key} {{ display: none; }}"
        for layer in LAYERS
    )
    return "\n".join(
        [(folder / "marks.css").read_text("utf-8"), (folder / "page.css").read_text("utf-8"), hidden]
    )


_HIDE = {
    "device": "background: none; box-shadow: none;",
    "worn": "background: none; box-shadow: none;",
    "heated": "text-decoration: none;",
    "unnamed": "border: 0; padding-inline: 0;",
    "named": "border: 0;",
}
