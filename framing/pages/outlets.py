"""Outlets: every measure by outlet with its interval, down to the articles and the words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from framing.compare import OutletRow
from framing.errors import FramingError
from framing.pages import blocks, data
from framing.pages.charts import described, outlet_chart, picked, together
from framing.pages.evidence_view import articles_of, words_of
from framing.pages.exports import downloads
from framing.pages.links import select
from framing.pages.measures import ALL, ATTRIBUTIONS, GROUPS, Choice
from framing.pages.opener import opener
from framing.pages.outlets_corrected import corrected, correction, label_of, told
from framing.pages.outlets_data import Basis, noted, rows, stories_by_outlet, ticks
from framing.pages.outlets_filters import by_value, choose
from framing.pages.outlets_panels import not_compared, panels
from framing.report.markup import tag
from framing.report.words import UNCORRECTED, counted, score_label
from framing.store import Collection

FEWEST_FOR_INTERVAL = 20
_HOW_TO_SCORE = "Score a folder with `framing score INPUT --out DIR --texts`, then open DIR here."
ORDER_UNCERTAIN = (
    "Order uncertain: where intervals overlap, other articles of the same outlets could turn it round."
)
COLUMNS = tuple(OutletRow.__dataclass_fields__)


def draw() -> None:
    """The page."""
    try:
        chosen = data.collection()
        if chosen is None or not len(chosen.articles):
            _head("")
            blocks.note(f"{chosen.name if chosen else 'Nothing'} holds no article. {_HOW_TO_SCORE}")
        else:
            _compare(chosen)
    except FramingError as error:
        _head("")
        blocks.note(str(error), "error")


def _head(about: str) -> None:
    blocks.heading("Compare outlets", about)
    opener()


def _compare(chosen: Collection) -> None:
    outlets = data.outlet_names(chosen)
    _head(f"{counted(len(chosen.articles), 'article')}, {counted(len(outlets), 'outlet')}")
    choice, of = choose(chosen, outlets)
    by_hand = correction(of, choice)
    found = corrected(by_hand, rows(of, choice), of, choice)
    label = label_of(by_hand, found)
    _told(of, found, label if choice.measure == ALL else "")
    if by_hand is not None:
        told(by_hand, of, choice)
    not_compared(chosen)
    if not found:
        blocks.note("No article passes these filters.")
        return
    if len(outlets) == 1:
        blocks.note(f"Only one outlet here ({outlets[0]}): there is nothing to compare it with.")
    if choice.measure == ALL:
        _overview(of, choice, found, label)
    else:
        found = _one_measure(of, choice, found, label)
    outlet = _outlet(of, found)
    panels(of, choice, found, outlet)
    _down(of, choice, outlet)


def _told(of: Basis, found: Sequence[OutletRow], label: str) -> None:
    """What kind of figures these are, and how many of the articles of these outlets are compared where filters leave some out."""
    compared = sum({row.outlet: row.articles + row.articles_left_out for row in found}.values())
    every = data.articles_of_outlets(of.chosen, of.outlets)
    parts = [f"{label[0].upper()}{label[1:]}."] if label else []
    if compared < every:
        genre = f", {of.filters.genre} only" if of.filters.genre else ""
        same = ", stories that two of these outlets cover" if of.filters.articles is not None else ""
        parts.append(f"Compared: {compared:,} of {counted(every, 'article')}{genre}{same}.")
    if parts:
        blocks.show(tag("p", " ".join(parts), class_="soft"))


def _overview(of: Basis, choice: Choice, found: Sequence[OutletRow], label: str) -> None:
    measures = tuple(measure for _, group in GROUPS for measure in group)
    marks = ticks(of, choice, measures)
    by_measure = {
        measure: shown for measure in measures if (shown := [row for row in found if row.measure == measure])
    }
    for title, group in GROUPS:
        blocks.heading(title, level=2)
        columns = st.columns(3, gap="medium")
        for place, measure in zip(columns, group, strict=False):
            with place.container(gap=None):
                st.button(
                    score_label(measure),
                    key=f"open-{measure}",
                    type="tertiary",
                    icon=":material/chevron_right:",
                    icon_position="right",
                    on_click=_open,
                    args=(score_label(measure),),
                    help="Show this measure alone",
                )
                if measure in by_measure:
                    own = by_measure[measure]
                    chart = outlet_chart(own, marks.get(measure, ()), small=True, dark=dark())
                    _draw(chart, f"chart-{measure}", described(score_label(measure), own))
    _explain(found)
    cells = [_cells(row) for row in found]

    def picture() -> dict[str, object]:
        parts = [
            (score_label(name), outlet_chart(own, marks.get(name, ()), small=True))
            for name, own in by_measure.items()
        ]
        return together(parts)

    downloads("outlets-all-measures", COLUMNS, cells, _note(of, label), picture, title="All measures")


def _one_measure(of: Basis, choice: Choice, found: Sequence[OutletRow], label: str) -> Sequence[OutletRow]:
    """The chart of one measure; gives the rows in the order they stand in."""
    blocks.heading(_named(choice), label, level=2)
    sorted_by_value = by_value()
    if sorted_by_value:
        found = sorted(found, key=lambda row: (row.estimate is None, -(row.estimate or 0.0), row.outlet))
        blocks.show(tag("p", ORDER_UNCERTAIN, class_="soft"))
    labels = _labels(of, found)
    if choice.with_attributions:
        left, right = st.columns([3, 2], gap="medium")
        with right:
            _beside(of, found)
    else:
        left = st.container()
    marks = ticks(of, choice, (choice.measure,)).get(choice.measure, ())
    with left:
        _draw(
            outlet_chart(found, marks, dark=dark(), labels=labels), "chart", described(_named(choice), found)
        )
    _explain(found)
    picture = outlet_chart(found, marks, labels=labels)
    note = _note(of, label) + (f" {ORDER_UNCERTAIN}" if sorted_by_value else "")
    cells = [_cells(row) for row in found]
    downloads(f"outlets-{choice.measure}", COLUMNS, cells, note, picture, title=_named(choice))
    return found


def _beside(of: Basis, found: Sequence[OutletRow]) -> None:
    """Attributions per 1,000 words, without which a share misleads: of few attributions any share is possible."""
    choice = Choice(ATTRIBUTIONS, score_label(ATTRIBUTIONS))
    by_outlet = {row.outlet: row for row in rows(of, choice)}
    own = [by_outlet[row.outlet] for row in found if row.outlet in by_outlet]
    labels = {row.outlet: f"{row.outlet}\n{counted(row.articles, 'article')}" for row in own}
    marks = ticks(of, choice, (ATTRIBUTIONS,)).get(ATTRIBUTIONS, ())
    st.caption(
        "For comparison: attributions per 1,000 words. Of few attributions, any share is easily reached."
    )
    _draw(
        outlet_chart(own, marks, dark=dark(), labels=labels),
        "beside",
        described(score_label(ATTRIBUTIONS), own),
    )


def _draw(chart: dict[str, object], key: str, alt: str) -> None:
    """A chart whose dots open their outlet below."""
    st.vega_lite_chart(chart, key=key, alt=alt, on_select=lambda: _pick(key), selection_mode="pick")


def _pick(key: str) -> None:
    name = picked(st.session_state.get(key))
    if name is not None:
        st.session_state["outlet"] = name


def dark() -> bool:
    """Whether the page is shown dark."""
    return st.context.theme.type == "dark"


def _open(label: str) -> None:
    st.session_state["measure"] = label


def _named(choice: Choice) -> str:
    rate = choice.measure.startswith(("device:", "devices:", "component:"))
    share = choice.measure.startswith(("source:", "anonymity:"))
    return choice.label + (", per 1,000 words" if rate else ", share of attributions" if share else "")


def _labels(of: Basis, found: Sequence[OutletRow]) -> dict[str, str]:
    """Under the name of each outlet its articles, words and stories."""
    stories = stories_by_outlet(of)
    mixed = any(row.label != UNCORRECTED for row in found)

    def below(row: OutletRow) -> str:
        first = f"{counted(row.articles, 'article')} · {_short(row.words)} words"
        second = [counted(stories[row.outlet], "story", "stories")] if row.outlet in stories else []
        if mixed:
            second.append("corrected" if row.label != UNCORRECTED else "uncorrected")
        # On two lines: a longer one leaves no room for the chart on a telephone.
        return "\n".join(filter(None, (first, " · ".join(second))))

    return {row.outlet: f"{row.outlet}\n{below(row)}" for row in found}


def _short(number: int) -> str:
    if number < 10_000:
        return f"{number:,}"
    return f"{number / 1000:,.0f}k" if number < 1_000_000 else f"{number / 1_000_000:,.1f}m"


def _explain(found: Sequence[OutletRow]) -> None:
    marks = "Dot: the outlet’s figure; line: its 95 % interval; dashed: a bound on one side; open dot: no interval."
    few = (
        " Fewer than 20 articles an outlet give no interval: read the articles."
        if min(row.articles for row in found) < FEWEST_FOR_INTERVAL
        else ""
    )
    st.caption(
        f"{marks} Faint ticks: single articles.{few} A click on a dot opens the outlet’s articles below. "
        "Outlets stand by name unless sorted; the number after a name is that of its articles."
    )


def _note(of: Basis, label: str) -> str:
    """What a reader of an exported table or picture has to know."""
    filters = of.filters
    parts = [
        label,
        "95 % intervals over stories" if of.clusters else "95 % intervals over articles",
        f"genre: {filters.genre or 'all'}",
        *((f"voice: {filters.voice}",) if filters.voice else ()),
        *((f"stance: {filters.stance}",) if filters.stance else ()),
        *(("only stories that two of the outlets cover",) if filters.articles is not None else ()),
        "near-duplicates left out",
        *(() if filters.shared_copy else ("shared copy counted once",)),
        f"signature {of.chosen.signature}",
    ]
    return noted(of, "; ".join(parts) + ".")


def _cells(row: OutletRow) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in COLUMNS)


def _outlet(of: Basis, found: Sequence[OutletRow]) -> str:
    """The outlet that is opened: the one chosen in the box, or by a click on its dot."""
    present = {row.outlet for row in found}
    shown = tuple(name for name in of.outlets if name in present)
    if st.session_state.get("outlet") not in shown:
        st.session_state.pop("outlet", None)
    blocks.heading("Behind the figures", "One outlet: its differences, its articles, its words.", level=2)
    return select(st.container(), "Outlet", shown, "outlet")


def _down(of: Basis, choice: Choice, outlet: str) -> None:
    measure = GROUPS[0][1][0] if choice.measure == ALL else choice.measure
    one = choice if choice.measure != ALL else Choice(measure, score_label(measure))
    articles_of(of, outlet, one)
    words_of(of, outlet, choice)
