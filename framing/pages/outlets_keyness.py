"""Key words: what one group of articles uses more than another, with the raw counts beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from framing.compare import Keyness, KeynessRow
from framing.compare.groups import MOST_ARTICLES, Group
from framing.compare.keyness import PERMUTATIONS, PRIOR_WORDS, Unit
from framing.pages import blocks, data
from framing.pages.exports import downloads
from framing.pages.links import select
from framing.pages.outlets_data import Basis, key_words, noted
from framing.report.markup import tag
from framing.report.words import GENRES, UNCORRECTED, counted

UNITS: dict[str, Unit] = {"Words": "word", "Framing phrases": "device"}
OTHERS = "All others"
SHOWN = 25
_COLUMNS = tuple(KeynessRow.__dataclass_fields__)


def key_words_panel(of: Basis, outlet: str) -> None:
    """Choose two groups and words or phrases; both directions side by side."""
    groups = {
        **{name: Group(outlet=name) for name in of.tables.compact.outlets},
        **{f"Genre: {GENRES[code]}": Group(genre=code) for code in data.genres(of.chosen)},
    }
    columns = st.columns(3)
    names = list(groups)
    first = select(columns[0], "More in", names, "key_one", names.index(outlet) if outlet in names else 0)
    second = select(columns[1], "Than in", [OTHERS, *names], "key_other")
    unit = UNITS[select(columns[2], "What", list(UNITS), "key_unit")]
    if unit == "word" and not of.chosen.has_texts:
        blocks.note("Scored without texts. Score again with --texts to compare words; framing phrases work.")
        return
    if first == second:
        blocks.note("Choose two different groups.")
        return
    found = key_words(of, groups[first], groups.get(second, Group()), unit)
    if not all(found.articles):
        blocks.note("One of the groups has no article under these filters.")
        return
    _show(of, found, (first, second), unit)


def _show(of: Basis, found: Keyness, names: tuple[str, str], unit: Unit) -> None:
    note = _note(found, names, unit)
    blocks.show(tag("p", note, class_="soft"))
    labels = data.device_labels(of.chosen) if unit == "device" else {}
    for title, side in (
        (f"More in {names[0]}", [row for row in found.rows if row.log_odds > 0]),
        (f"More in {names[1]}" if names[1] != OTHERS else "More in all others", [r for r in found.rows if r.log_odds < 0]),
    ):  # fmt: skip
        blocks.heading(title, level=3)
        _side(side, labels, unit)
    rows = [tuple(getattr(row, name) for name in _COLUMNS) for row in found.rows]
    downloads(f"key-{unit}s", _COLUMNS, rows, noted(of, note))


def _side(rows: Sequence[KeynessRow], labels: dict[str, str], unit: Unit) -> None:
    clear = [row for row in rows if row.verdict == "clear"]
    shown = (clear or rows)[:SHOWN]
    if not shown:
        blocks.note("None.")
        return
    cells = [
        (
            labels.get(row.unit, row.unit),
            f"{row.count:,} in {counted(row.articles, 'article')}",
            f"{row.other_count:,} in {counted(row.other_articles, 'article')}",
            f"{row.per_1000_words:.2f} and {row.other_per_1000_words:.2f}",
            f"{abs(row.log_odds):.2f}",
            row.verdict.capitalize(),
        )
        for row in shown
    ]
    columns = (
        "Phrase" if unit == "device" else "Word", "First group", "Second group", "Per 1,000 words", "Log-odds", "Verdict",
    )  # fmt: skip
    caption = f"{counted(len(clear), 'clear difference')}" + (
        f", the first {SHOWN}" if len(clear) > SHOWN else "" if clear else ": the largest that are not clear"
    )
    blocks.show(blocks.table(columns, cells, caption=caption))


def _note(found: Keyness, names: tuple[str, str], unit: Unit) -> str:
    large = (
        f" Of a group of more than {MOST_ARTICLES:,} articles, a fixed random choice of so many."
        if max(found.articles) >= MOST_ARTICLES and unit == "word"
        else ""
    )
    return (
        f"{names[0]}: {counted(found.articles[0], 'article')}, {found.words[0]:,} words. "
        f"{names[1]}: {counted(found.articles[1], 'article')}, {found.words[1]:,} words. "
        f"Log-odds with a prior of {PRIOR_WORDS:,.0f} words; clear or not by dealing whole articles anew {PERMUTATIONS} times; "
        f"judged together over {found.family_size:,} {'words' if unit == 'word' else 'phrases'} "
        f"(Benjamini–Hochberg, 5 %). Page furniture left out.{large}"
        + (f" {UNCORRECTED.capitalize()}." if unit == "device" else "")
    )
