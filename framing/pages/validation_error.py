"""Error: how often the detector is right and what it misses, by outlet and code; every cell opens its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace

import streamlit as st

from framing.compare.concordance import context
from framing.pages import blocks
from framing.pages.exports import downloads
from framing.pages.links import select
from framing.pages.validation_chart import MARKS, Mark, marks_chart, marks_described
from framing.pages.validation_data import Validated, errors
from framing.pages.validation_words import code_name, layer_name
from framing.report.markup import Markup, tag
from framing.report.words import counted
from framing.validate.error import ALL_CODES, Attribute, Case, Cell, ErrorRow
from framing.validate.results import LayerError

SHOWN = 15
MOST_CELLS = 12
SERIES = ("precision", "recall")
COLUMNS = (
    "layer", "figure", "outlet", "code", "articles", "cases", "estimate", "low", "high", "method", "warning",
)  # fmt: skip
_CASE_COLUMNS = (
    "layer", "attribute", "coders", "detector", "article_id", "outlet", "field", "start", "end", "words",
)  # fmt: skip
_ABOUT = (
    "Precision: of what the detector marks, the share that coders mark too. Recall: of what coders mark, the share that the "
    "detector finds. Each article counts for as many as it stands for; 95 % intervals over articles, none under 20 with cases."
)


def error_part(of: Validated, *, dark: bool) -> None:
    """One layer: precision and recall by outlet and by code, then the confusions with their cases."""
    every = {layer_name(error.layer): error for error in errors(of)}
    if not every:
        blocks.note("This study codes ratings only: their error is in the corrected figures.")
        return
    found = every[select(st.container(), "Layer", list(every), "error_layer")]
    for difference in found.differences:
        if difference.p is not None and difference.warning:
            blocks.note(_sentence(difference.warning))
    few = " ".join(_sentence(one.warning) for one in found.differences if one.p is None)
    st.caption(f"{_ABOUT} {MARKS} {few}")
    rows = [row for row in found.rows if row.cases]
    outlets = [row for row in rows if row.code == ALL_CODES]
    codes = [
        replace(row, code=code_name(of.study.scheme, found.layer, row.code))
        for row in rows
        if row.code != ALL_CODES
    ]
    _rows(found, outlets, "By outlet", dark=dark)
    _rows(found, [row for row in codes if row.interval.low is not None], "By code", dark=dark)
    rare = [row for row in codes if row.interval.low is None]
    if rare:
        with st.expander(
            f"Codes too rare for an interval: {len({row.code for row in rare}):,}", key="rare-codes"
        ):
            blocks.show(_table(rare, f"Error of the detector, {layer_name(found.layer)}, rare codes"))
    values = [
        (found.layer, row.figure, row.outlet, row.code, row.articles, row.cases, *astuple(row.interval))
        for row in found.rows
    ]
    marks = [_mark(row) for row in outlets]
    title = f"Error of the detector, {layer_name(found.layer)}"
    downloads(f"error-{found.layer}", COLUMNS, values, _ABOUT, marks_chart(marks, SERIES), title=title)
    _confusion(of, found)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


def _rows(found: LayerError, rows: Sequence[ErrorRow], title: str, *, dark: bool) -> None:
    if not rows:
        return
    blocks.heading(title, level=2)
    marks = [_mark(row) for row in rows]
    label = f"Error of the detector, {layer_name(found.layer)}, {title.lower()}"
    chart = marks_chart(marks, SERIES, dark=dark)
    st.vega_lite_chart(chart, key=f"error-{title}", alt=marks_described(label, marks))
    blocks.show(_table(rows, label))


def _table(rows: Sequence[ErrorRow], caption: str) -> Markup:
    """One row per outlet or code, precision and recall beside each other."""
    by_name: dict[str, dict[str, ErrorRow]] = {}
    for row in rows:
        by_name.setdefault(_name(row), {})[row.figure] = row
    cells = []
    for name, both in by_name.items():
        line = [name]
        for figure in ("precision", "recall"):
            one = both.get(figure)
            words = _mark(one).words.replace(" (no interval)", "") if one else "–"
            line += [words, f"{one.cases:,} in {counted(one.articles, 'article')}" if one else "–"]
        notes = dict.fromkeys(one.interval.warning for one in both.values() if one.interval.warning)
        cells.append((*line, "; ".join(notes)))
    columns = (
        "Of",
        "Precision (95 % interval)",
        "Marked by the detector",
        "Recall (95 % interval)",
        "Marked by coders",
        "Note",
    )
    return blocks.table(columns, cells, caption=caption)


def _name(row: ErrorRow) -> str:
    return row.outlet if row.code == ALL_CODES else row.code


def _mark(row: ErrorRow) -> Mark:
    one = row.interval
    return Mark(_name(row), row.figure, "share", one.estimate, one.low, one.high, one.warning)


def _confusion(of: Validated, found: LayerError) -> None:
    blocks.heading(
        "Where coders and detector differ", "A cell: what coders say, what the detector says.", level=2
    )
    columns = st.columns(2)
    names: dict[str, Attribute] = {
        {"code": "Code"}.get(name, name.capitalize()): name for name in found.confusion
    }
    attribute = names[select(columns[0], "Compared", list(names), "error_of")]
    cells = found.confusion[attribute]
    if not cells:
        blocks.note("Nothing was marked by both.")
        return
    wrong, right = [c for c in cells if c.truth != c.found], [c for c in cells if c.truth == c.found]
    ordered = [(_named(of, found.layer, cell), cell) for cell in (*wrong, *right)]
    shown = [cell for cell, _ in ordered[: min(len(wrong), MOST_CELLS)]]
    more = f"; the {MOST_CELLS} largest of {len(wrong):,} cells" if len(wrong) > MOST_CELLS else ""
    blocks.show(tag("p", f"{_places(right)} coded alike, {_places(wrong)} not{more}."))
    if shown:
        blocks.show(_cells(shown, f"{layer_name(found.layer)}, {attribute}: where they differ"))
    with st.expander(f"All {counted(len(cells), 'cell')}", key=f"cells-{attribute}"):
        blocks.show(
            _cells(
                [cell for cell, _ in ordered], "Every place that coders or the detector marked, in one cell"
            )
        )
    cases = [
        (found.layer, attribute, cell.truth, cell.found, *astuple(case), _words(of, case))
        for cell in cells
        for case in cell.cases
    ]
    downloads(f"confusion-{found.layer}-{attribute}", _CASE_COLUMNS, cases, _ABOUT)
    known = {_label(cell): cell for cell, _ in ordered}
    _cases(of, known[select(columns[1], "Open a cell", list(known), f"error_cell_{attribute}")])


def _named(of: Validated, layer: str, cell: Cell) -> Cell:
    """The cell with the names that a reader knows."""
    truth, found = (code_name(of.study.scheme, layer, code) for code in (cell.truth, cell.found))
    return replace(cell, truth=truth, found=found)


def _places(cells: Sequence[Cell]) -> str:
    return counted(sum(len(cell.cases) for cell in cells), "place")


def _cells(cells: Sequence[Cell], caption: str) -> Markup:
    rows = [(cell.truth, cell.found, f"{len(cell.cases):,}", f"{cell.weight:,.0f}") for cell in cells]
    return blocks.table(("Coders", "Detector", "Cases", "Stand for"), rows, caption=caption)


def _label(cell: Cell) -> str:
    if cell.truth == cell.found:
        return f"Both: {cell.truth} ({len(cell.cases):,})"
    return f"Coders: {cell.truth}; detector: {cell.found} ({len(cell.cases):,})"


def _cases(of: Validated, cell: Cell) -> None:
    blocks.heading(_label(cell), level=3)
    key = (of.key, cell.truth, cell.found)
    if st.session_state.get("cases_of") != key:
        st.session_state["cases_of"], st.session_state["cases_shown"] = key, SHOWN
    shown = int(st.session_state["cases_shown"])
    for case in cell.cases[:shown]:
        with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
            blocks.show(case_line(of, case))
            st.page_link(
                st.session_state["pages"]["read"],
                label="Read",
                query_params={"article": case.article_id, "at": f"{case.field}-{case.start}"},
            )
    if len(cell.cases) > shown and st.button(f"{SHOWN} more of {counted(len(cell.cases), 'case')}"):
        st.session_state["cases_shown"] = shown + SHOWN
        st.rerun()


def case_line(of: Validated, case: Case) -> Markup:
    """The words of a case with what stands around them."""
    text = _text(of, case)
    left, right = context(text, case.start, case.end)
    title = of.study.articles[case.article_id].title
    about = " · ".join(part for part in (case.outlet, title if case.field == "text" else "Headline") if part)
    return tag(
        "div",
        tag("span", left, class_="left"),
        tag("span", tag("mark", text[case.start : case.end]), class_="words"),
        tag("span", right, class_="right"),
        tag("span", about, class_="about"),
        class_="kwic",
    )


def _text(of: Validated, case: Case) -> str:
    article = of.study.articles[case.article_id]
    return article.text if case.field == "text" else article.title or ""


def _words(of: Validated, case: Case) -> str:
    return _text(of, case)[case.start : case.end]
