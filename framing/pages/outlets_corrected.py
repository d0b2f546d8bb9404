"""Outlets with the corrected estimates: the switch, the rows that a finished study corrects, and what stays uncorrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from framing.compare import OutletRow
from framing.compare.intervals import MIN_UNITS
from framing.errors import FramingError
from framing.pages import blocks, data, studies
from framing.pages.links import keep, recall, select
from framing.pages.measures import ALL, Choice
from framing.pages.outlets_data import Basis
from framing.pages.validation_data import Validated, grounds_of, is_finished, validated
from framing.pages.validation_figures import estimate_words, reach_of, reach_words
from framing.report.markup import tag
from framing.report.words import UNCORRECTED
from framing.validate.correct import CORRECTED, RAW
from framing.validate.estimates import EstimateRow, measures_of
from framing.validate.outlets import corrected_outlets, corrected_whole, covers
from framing.validate.results import Grounds

KEY = "corrected"
HELP = (
    "The detector’s figure plus the error that the hand-coded sample shows (PPI++), for outlets with 20 coded articles or "
    "more; the others stay as they are and say so."
)


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """A finished study that corrects what Outlets shows."""

    name: str
    of: Validated
    grounds: Grounds


def correction(of: Basis, choice: Choice) -> Correction | None:
    """The switch, where a finished study belongs to the collection; what it chooses, or None."""
    known = _finished(of)
    if not known:
        return None
    recall(KEY, (True, False))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        only = next(iter(known))
        label = "Corrected by hand coding" + (f" (study {only})" if len(known) == 1 else "")
        on = keep(KEY, st.toggle(label, key=KEY, bind="query-params", help=HELP))
        name = (
            select(st.container(width=280), "Study", list(known), "corrected_by")
            if on and len(known) > 1
            else only
        )
    if not on:
        return None
    try:
        found = Correction(name, known[name], grounds_of(known[name]))
        _whole(found, of, _first(found.grounds, choice))
    except FramingError as error:
        blocks.note(f"Not corrected: {error}.")
        return None
    return found


def corrected(
    found: Correction | None, rows: Sequence[OutletRow], of: Basis, choice: Choice
) -> Sequence[OutletRow]:
    """The rows with corrected estimates where there are such."""
    return (
        rows if found is None else _rows(found, rows, of, f"{_key(found, of)} {of.outlets} {choice.measure}")
    )


def told(found: Correction, of: Basis, choice: Choice) -> None:
    """The figure of all outlets together, before and after, and which outlets are out of reach."""
    if choice.measure != ALL and not covers(found.grounds, choice.measure):
        blocks.note(f"Study {found.name} does not code this measure: {UNCORRECTED}.")
        return
    if choice.measure != ALL:
        whole = _whole(found, of, choice.measure)
        words = {name: estimate_words(whole[name]) for name in (RAW, CORRECTED)}
        coded = f"{whole[CORRECTED].coded:,} of {whole[CORRECTED].articles:,} articles coded"
        blocks.show(
            tag(
                "p",
                "All outlets together: ",
                tag("strong", words[CORRECTED]),
                f" corrected, {words[RAW]} uncorrected ({coded}).",
            )
        )
    far = reach_of(found.of)
    if far.few:
        blocks.show(tag("p", reach_words(far), class_="soft"))


def label_of(found: Correction | None, rows: Sequence[OutletRow]) -> str:
    """What the figures of the page are, for headings and exports."""
    covered = found is not None and any(covers(found.grounds, row.measure) for row in rows)
    if found is None or not covered:
        return UNCORRECTED
    if all(row.label == UNCORRECTED for row in rows):
        return f"{UNCORRECTED}; all outlets together are corrected by hand coding (study {found.name})"
    return f"corrected by hand coding (study {found.name}) where {MIN_UNITS} articles of an outlet are coded, else {UNCORRECTED}"


def _finished(of: Basis) -> dict[str, Validated]:
    """Study by name, those drawn from this collection at random, whose people are done."""
    found = {}
    for entry in studies.studies(of.chosen):
        if entry.about.run not in ("", of.chosen.id):
            continue
        try:
            one = validated(of.chosen, studies.opened(entry.folder), "human")
            if one.study.sample.design.purpose == "random" and is_finished(one):
                found[entry.name] = one
        except FramingError:
            continue  # a damaged study is told of where it is chosen
    return found


def _whole(found: Correction, of: Basis, measure: str) -> dict[str, EstimateRow]:
    return _whole_of(found, of, _key(found, of), measure)


def _key(found: Correction, of: Basis) -> str:
    """Changes with the articles compared and with every code of the study."""
    return f"{of.key} {found.of.key}"


@st.cache_data(max_entries=60, ttl=data.KEPT, show_spinner="Correcting …")
def _rows(_found: Correction, _rows: Sequence[OutletRow], _of: Basis, key: str) -> tuple[OutletRow, ...]:  # noqa: ARG001
    return corrected_outlets(_rows, _found.grounds, _of.filters)


@st.cache_data(max_entries=60, ttl=data.KEPT, show_spinner="Correcting …")
def _whole_of(_found: Correction, _of: Basis, key: str, measure: str) -> dict[str, EstimateRow]:  # noqa: ARG001
    return corrected_whole(_found.grounds, measure, _of.filters)


def _first(grounds: Grounds, choice: Choice) -> str:
    """A measure to see by whether the study corrects anything here."""
    return choice.measure if covers(grounds, choice.measure) else measures_of(grounds.study.scheme)[0]
