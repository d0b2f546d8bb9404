"""Below the chart: the same as a table, differences, voice and stance, and the words that set groups apart; one at a time."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from framing.compare import UNKNOWN_ORIGIN, ContrastRow, Contrasts, OutletRow
from framing.pages import blocks, data
from framing.pages.charts import described, figure, interval_words, outlet_chart
from framing.pages.exports import downloads
from framing.pages.links import keep, recall, select
from framing.pages.measures import ALL, Choice
from framing.pages.outlets_data import Basis, differences, differences_of, noted, splits
from framing.pages.outlets_filters import SHARED_COPY
from framing.pages.outlets_keyness import key_words_panel
from framing.report.markup import Markup, tag
from framing.report.words import STANCES, UNCORRECTED, VOICES, counted, score_label
from framing.store import Collection, CopyCounts, summed

TABLE, DIFFERENCES, SPLITS, KEY_WORDS = "Table", "Differences", "Voice and stance", "Key words"
REST = "The rest"
VERDICTS = {"clear": "Clear", "not clear": "Not clear", "too few": "Too few"}
_CONTRAST_COLUMNS = tuple(ContrastRow.__dataclass_fields__)
_ROW_COLUMNS = tuple(OutletRow.__dataclass_fields__)


def panels(of: Basis, choice: Choice, found: Sequence[OutletRow], outlet: str) -> None:
    """One of the panels, by the reader's choice; none is made before it is asked for."""
    names = [TABLE, DIFFERENCES, *([SPLITS] if choice.measure == ALL or choice.splits else []), KEY_WORDS]
    recall("panel", names)
    panel = st.segmented_control("More about the figures", names, key="panel", bind="query-params")
    keep("panel", panel)
    if panel == TABLE:
        _table(found)
    elif panel == DIFFERENCES:
        _differences(of, choice, outlet)
    elif panel == SPLITS:
        _splits(of, choice)
    elif panel == KEY_WORDS:
        key_words_panel(of, outlet)


def not_compared(chosen: Collection) -> None:
    """What is no part of the figures: near-duplicates and page furniture; and how much copy is shared."""
    told, table = _copies(chosen, f"{chosen.id} {chosen.signature} {chosen.state}")
    if told:
        with st.expander(told, key="copies"):
            blocks.show(table)


@st.cache_resource(max_entries=20, ttl=data.KEPT, show_spinner=False)
def _copies(_chosen: Collection, key: str) -> tuple[str, Markup]:  # noqa: ARG001 (part of the key)
    found = data.copies(_chosen)
    return _left_out(summed(found)), _left_out_table(found)


def _left_out(found: CopyCounts) -> str:
    """`2 near-duplicates left out · 14 articles of shared copy · 6 % of the words are page furniture, not scored`."""
    parts = (
        (found.near_duplicates, f"{counted(found.near_duplicates, 'near-duplicate')} left out"),
        (found.shared_copies, f"{counted(found.shared_copies, 'article')} of shared copy"),
        (found.furniture_words, f"{found.furniture_share:.1%} of the words are page furniture, not scored"),
    )
    return " · ".join(words for number, words in parts if number)


def _left_out_table(found: Sequence[CopyCounts]) -> Markup:
    cells = [
        (
            row.outlet or UNKNOWN_ORIGIN,
            f"{row.articles:,}",
            f"{row.near_duplicates:,}",
            f"{row.shared_copies:,}",
            f"{row.words:,}",
            f"{row.furniture_words:,} ({row.furniture_share:.1%})",
        )
        for row in found
    ]
    columns = (
        "Outlet", "Articles", "Near-duplicates left out", "Shared copy", "Words scored", "Words of page furniture",
    )  # fmt: skip
    return blocks.table(columns, cells, caption=f"By outlet. {SHARED_COPY}")


def _table(found: Sequence[OutletRow]) -> None:
    columns = ("Outlet", "Measure", "Articles", "Words", "Estimate (95 % interval)", "Made of", "Note")
    cells = [
        (
            row.outlet,
            score_label(row.measure),
            f"{row.articles:,}",
            f"{row.words:,}",
            interval_words(row) + (", corrected" if row.label != UNCORRECTED else ""),
            _made_of(row),
            row.warning,
        )
        for row in found
    ]
    kept = all(row.label == UNCORRECTED for row in found)
    said = (
        UNCORRECTED.capitalize()
        if kept
        else "What is not called corrected is not; made of: the detector’s counts"
    )
    blocks.show(blocks.table(columns, cells, caption=f"{said}; in the order of the chart"))


def _made_of(row: OutletRow) -> str:
    if row.kind == "mean":
        return f"mean over {counted(row.articles, 'article')}"
    over = counted(int(row.denominator), "word" if row.kind == "rate" else "attribution")
    return f"{row.numerator:,.0f} in {over}, in {counted(row.articles_with_hits or 0, 'article')}"


def _differences(of: Basis, choice: Choice, outlet: str) -> None:
    """Each outlet against one of them or the rest; of all measures, those of the outlet that is open."""
    if len(of.tables.compact.outlets) < 2:
        blocks.note("One outlet has nothing to differ from.")
        return
    baseline = select(st.container(), "Compared with", [REST, *of.outlets], "baseline")
    against = None if baseline == REST else baseline
    if choice.measure != ALL:
        found = differences(of, choice, against)
        _verdicts(of, found, [row.outlet for row in found.rows], "Outlet", choice.measure)
        return
    if against == outlet:
        blocks.note("Choose another outlet to compare this one with.")
        return
    general = differences_of(of, outlet, against, phrases=False)
    blocks.heading(f"{outlet}: general measures", level=3)
    _verdicts(of, general, [score_label(row.measure) for row in general.rows], "Measure", "measures")
    phrases = differences_of(of, outlet, against, phrases=True)
    judged = [row for row in phrases.rows if row.verdict != "too few"]
    blocks.heading(f"{outlet}: framing phrases", level=3)
    few = len(phrases.rows) - len(judged)
    blocks.show(
        tag(
            "p", f"{counted(few, 'phrase')} of {len(phrases.rows):,} occur too seldom to tell.", class_="soft"
        )
    )
    named = data.naming(of.chosen)
    labels = [named("device", row.measure.partition(":")[2]) for row in judged]
    _verdicts(
        of, Contrasts(tuple(judged), phrases.family_size, phrases.baseline), labels, "Phrase", "phrases"
    )


def _verdicts(of: Basis, found: Contrasts, names: Sequence[str], what: str, file: str) -> None:
    note = (
        f"Compared with {found.baseline}; "
        f"{UNCORRECTED}. Judged together with all {found.family_size:,} comparisons of this kind "
        f"(Benjamini–Hochberg, {found.false_discovery_rate:.0%} false discoveries). Not clear: these articles do not settle "
        "it. Too few: fewer than 20 articles on a side, or fewer than 10 with a hit on both."
    )
    if not found.rows:
        blocks.note("Nothing to compare under these filters.")
        return
    columns = (what, "Articles", "Here", "There", "Difference (95 % interval)", "Ratio", "Verdict")
    cells = [(name, *_contrast_cells(row)) for name, row in zip(names, found.rows, strict=True)]
    blocks.show(blocks.table(columns, cells, caption=note))
    rows = [tuple(getattr(row, name) for name in _CONTRAST_COLUMNS) for row in found.rows]
    downloads(f"differences-{file}", _CONTRAST_COLUMNS, rows, noted(of, note))


def _contrast_cells(row: ContrastRow) -> tuple[str, ...]:
    def number(value: float | None) -> str:
        if value is None:
            return "–"
        return f"{100 * value:+.0f} points" if row.kind == "share" else f"{value:+.2f}"

    difference = number(row.difference)
    if row.low is not None:
        difference = f"{difference} ({number(row.low)} to {number(row.high)})"
    return (
        f"{row.articles:,} and {row.baseline_articles:,}",
        figure(row, row.estimate),
        figure(row, row.baseline_estimate),
        difference,
        f"{row.ratio:.2f} ×" if row.ratio is not None else "–",
        VERDICTS[row.verdict],
    )


def _splits(of: Basis, choice: Choice) -> None:
    """Whose words the phrases are in and what stance the text takes, as shares with intervals."""
    found = splits(of, choice)
    labels = {
        **{f"voice:{code}": label for code, label in VOICES.items()},
        **{f"stance:{code}": label for code, label in STANCES.items()},
    }
    present = [measure for measure in labels if any(row.measure == measure for row in found)]
    if not present:
        blocks.note("Voice and stance are both fixed by the filters: nothing is left to split.")
        return
    note = f"Shares of the framing phrases of each outlet; {UNCORRECTED}; 95 % intervals."
    for at in range(0, len(present), 3):
        for place, measure in zip(st.columns(3, gap="medium"), present[at : at + 3], strict=False):
            own = [row for row in found if row.measure == measure]
            with place:
                blocks.heading(labels[measure], level=3)
                is_dark = st.context.theme.type == "dark"
                chart = outlet_chart(own, (), small=True, dark=is_dark)
                st.vega_lite_chart(chart, key=f"split-{measure}", alt=described(labels[measure], own))
    cells = [
        (row.outlet, labels[row.measure], interval_words(row), f"{row.numerator:,.0f} of {row.denominator:,.0f}", row.warning)
        for row in found
    ]  # fmt: skip
    with st.expander("The same as a table"):
        blocks.show(
            blocks.table(("Outlet", "What", "Share (95 % interval)", "Uses", "Note"), cells, caption=note)
        )
    rows = [tuple(getattr(row, name) for name in _ROW_COLUMNS) for row in found]
    downloads("voice-and-stance", _ROW_COLUMNS, rows, noted(of, note))
