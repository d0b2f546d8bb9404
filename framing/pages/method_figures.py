"""The measured accuracy of the detectors as tables, each with its data, who coded it, and the command that prints it."""

from __future__ import annotations

from collections.abc import Mapping

from framing.pages import blocks
from framing.pages.method_words import FIGURES, KINDS, SETS
from framing.report import to_csv
from framing.report.accuracy import Accuracy, Interval, accuracy
from framing.report.markup import Markup, joined, tag
from framing.report.words import plain

COMMAND = "python -m scripts.accuracy GOLD --write"
Figures = Mapping[str, str | float | None]


def tables() -> Markup:
    """One table per kind of coded set."""
    measured = accuracy()
    parts = [_table(kind, measured) for kind in _kinds(measured)]
    where = tag(
        "p", "Printed by ", tag("code", COMMAND), f" with the detectors {measured.signature}; explained in docs/accuracy.md.",
        class_="soft",
    )  # fmt: skip
    return joined(*parts, where)


def csv() -> bytes:
    """Every figure in a row of its own."""
    measured = accuracy()
    rows = [
        (
            name, figures["kind"], figures["n"], figure, value,
            *(measured.intervals[name][figure] or (None, None)), measured.coders, measured.signature,
        )
        for name, figures in measured.sets.items()
        for figure, value in figures.items()
        if figure not in ("kind", "n")
    ]  # fmt: skip
    columns = ("set", "kind", "n", "figure", "value", "low", "high", "coded_by", "signature")
    return to_csv(columns, rows)


def _kinds(measured: Accuracy) -> list[str]:
    found = dict.fromkeys(str(figures["kind"]) for figures in measured.sets.values())
    return sorted(found, key=lambda kind: (list(KINDS).index(kind) if kind in KINDS else len(KINDS), kind))


def _table(kind: str, measured: Accuracy) -> Markup:
    heading, what = KINDS.get(kind, (plain(kind).capitalize(), ""))
    sets = {name: figures for name, figures in measured.sets.items() if figures["kind"] == kind}
    names = [figure for figure in next(iter(sets.values())) if figure not in ("kind", "n")]
    columns = ("Coded set", "Items", *(FIGURES.get(name, plain(name).capitalize()) for name in names))
    rows = [
        (
            _set(name, kind),
            f"{figures['n']:,}",
            *(_shown(figures[each]) + _ends(measured.intervals[name][each]) for each in names),
        )
        for name, figures in sets.items()
    ]
    caption = (
        f"{what} Coded by {measured.coders}; in brackets 95 % intervals, by a bootstrap of articles.".strip()
    )
    return joined(tag("h3", heading), blocks.table(columns, rows, caption=caption))


def _set(name: str, kind: str) -> str:
    end = name.removeprefix(f"{kind}_")
    return f"{SETS.get(end, plain(end))} ({name})"


def _shown(value: str | float | None) -> str:
    return (
        f"{value:.3f}".replace("0.", ".", 1)
        if isinstance(value, float)
        else "–"
        if value is None
        else str(value)
    )


def _ends(interval: Interval | None) -> str:
    return "" if interval is None else f" ({_shown(interval[0])} to {_shown(interval[1])})"
