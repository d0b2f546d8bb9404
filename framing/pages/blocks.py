"""Tables and lists of ours as HTML, every cell escaped; shown with st.html."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from framing.report import Difference, anonymity_counts, score_groups, source_groups, sourcing_sentence
from framing.report.markup import Markup, joined, tag
from framing.report.words import (
    ANONYMITY,
    NOT_A_VERDICT,
    UNCORRECTED,
)
from framing.types import Scored


def show(*parts: str) -> None:
    """Put finished markup on the page."""
    st.html(tag("div", *parts, class_="fr"))


def heading(title: str, note: str = "", *, level: int = 1) -> None:
    """A heading of ours with a line below it."""
    show(tag(f"h{level}", title), tag("p", note, class_="soft") if note else "")


def note(text: str, kind: Literal["info", "error"] = "info") -> None:
    """A message that may hold words from files: as plain text, which Streamlit's own boxes would read as Markdown."""
    role = "alert" if kind == "error" else "status"
    show(tag("p", text, class_=f"note {kind}", role=role))


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str) -> Markup:
    """A table whose first column names the row; wide ones scroll by themselves."""
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in columns)))
    body = tag("tbody", *(_row(row) for row in rows))
    named = tag(
        "caption",
        caption,
        class_="soft",
    )
    return tag(
        "div",
        tag("table", named, head, body),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def _row(row: Sequence[str]) -> Markup:
    return tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:]))


def sources(scored: Scored) -> Markup:
    """The attributions by class with their words, then the unnamed ones by anonymity, each count apart."""
    rows = [(g.label, str(g.count), _phrases(g.phrases) or "–", g.meaning) for g in source_groups(scored)]
    kinds = [(label, str(count), meaning) for _, label, meaning, count in anonymity_counts(scored)]
    found = any(group.count for group in source_groups(scored))
    return joined(
        tag("p", tag("strong", sourcing_sentence(scored)), f" ({NOT_A_VERDICT})" if found else ""),
        table(
            ("Class", "Attributions", "In the article", "Meaning"),
            rows,
            caption="Attributions by class of source",
        ),
        tag("p", " "),
        table(
            ("Unnamed, by anonymity", "Attributions", "Meaning"),
            kinds,
            caption="Never added up: each means something else",
        ),
    )


def _phrases(phrases: Sequence[tuple[str, int, str]]) -> str:
    def one(words: str, times: int, kind: str) -> str:
        told = f" ({ANONYMITY[kind][0].lower()})" if kind in ANONYMITY and kind != "hearsay" else ""
        return f"{words}{f' ×{times}' if times > 1 else ''}{told}"

    return "; ".join(one(*phrase) for phrase in phrases)


def scores(scored: Scored) -> Markup:
    """Every score with the counts that made it, or why there is none."""
    rows: list[Markup] = []
    for group in score_groups(scored):
        rows.append(tag("tr", tag("th", group.title, colspan="3", scope="rowgroup"), class_="group"))
        for line in group.lines:
            value = tag("td", line.value, class_="figure" if line.scored else "soft")
            rows.append(tag("tr", tag("th", line.label, scope="row"), value, tag("td", line.made_of)))
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in ("Score", "Value", "Made of"))))
    whole = tag("table", head, tag("tbody", *rows))
    note = tag("p", f"{UNCORRECTED.capitalize()}.", class_="soft")
    return joined(note, tag("div", whole, class_="scroll", tabindex="0", role="region", aria_label="Scores"))


def difference(found: Difference, names: tuple[str, str]) -> Markup:
    """Three lists of framing phrases and a table of counts for two articles."""
    lists = (
        (f"Only in {names[0]}", found.only_first),
        ("In both", found.both),
        (f"Only in {names[1]}", found.only_second),
    )
    sides = (tag("div", tag("h3", title), _labels(labels)) for title, labels in lists)
    counts = table(("", *names), found.rows, caption="Counts side by side")
    return joined(tag("div", *sides, class_="sides"), tag("p", " "), counts)


def _labels(labels: Sequence[str]) -> Markup:
    return (
        tag("ul", *(tag("li", label) for label in labels))
        if labels
        else tag("p", "none found", class_="soft")
    )
