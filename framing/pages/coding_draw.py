"""Coding, the part in which a sample is drawn: what to expect of so many articles, before they are drawn, and the draw."""

from __future__ import annotations

import re
from dataclasses import dataclass

import streamlit as st

from framing.compare.measures import Kind
from framing.compare.scored import NO_FILTERS, filter_articles
from framing.errors import FramingError
from framing.pages import blocks, codes_data, data, studies
from framing.pages.charts import interval_words
from framing.pages.codes_data import SHIPPED
from framing.pages.coding_data import layer_label
from framing.report.markup import tag
from framing.report.words import counted, score_label
from framing.store import Collection
from framing.store.studies import About, checked, list_studies, new_study
from framing.validate.arrays import Floats
from framing.validate.desk import add_coder, coder_name
from framing.validate.estimates import DEVICE_PREFIX, kind_of
from framing.validate.frame import corpus_of, detector_sums, frame_of, texts_of
from framing.validate.plan import PlanRow, plan
from framing.validate.sample import STRATA, Allocation, Design, draw
from framing.validate.scheme import DEVICE, SENSATIONALISM, SOURCING, scheme_of
from framing.validate.study import create_study, open_study

NEWS = "coding_news"
"""Session state: what was done just now, told once."""
USUAL = 200
PLANNED = (50, 100, 200, 400, 800)
LAYERS = (DEVICE, SOURCING, SENSATIONALISM)
MEASURES = (
    "devices_per_1000_words",
    "attributions_per_1000_words",
    "unnamed_share",
    "withheld_share",
    "sensationalism",
)
"""General measures to plan for; single framing phrases come after them."""
ALLOCATIONS: dict[str, Allocation] = {
    "by size": "proportional", "the same from each": "equal", "more where figures vary": "spread"
}  # fmt: skip
_STRATA = {
    "outlet": "Outlet",
    "genre": "Genre",
    "month": "Month",
    "year": "Year",
    "hit": "With or without a hit",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """An interval to expect, as `charts.interval_words` words it."""

    kind: Kind
    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was filled in."""

    name: str
    design: Design
    layers: tuple[str, ...]
    devices: tuple[str, ...]
    coders: tuple[str, ...]
    hide_outlet: bool
    codebook: str
    without: tuple[str, ...]


def draw_form(chosen: Collection | None) -> None:
    """A form to draw from the open collection, with the plan beside it."""
    if chosen is None or not len(chosen.articles):
        blocks.note("Nothing to draw from: open or upload a collection with articles first.")
        return
    if not chosen.has_texts:
        blocks.note(
            "Scored without texts, and coders must read them: score it again with `framing score --texts`, or upload the files."
        )
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        wanted = _filled_in(chosen)
    with right:
        _planned(chosen, wanted.design)
    if st.button("Draw the sample", type="primary", icon=":material/casino:"):
        try:
            with st.spinner("Drawing …"):
                told = _drawn(chosen, wanted)
        except FramingError as error:
            blocks.note(str(error), "error")
        else:
            st.session_state[NEWS] = told
            studies.pick(wanted.name.strip())
            st.rerun()


def frame_size(chosen: Collection) -> int:
    """Articles that can be drawn: without near-duplicates."""
    return len(_sums(chosen, _key(chosen), MEASURES[0])[0])


def _filled_in(chosen: Collection) -> Wanted:
    most = frame_size(chosen)
    taken = {one.name for one in list_studies(data.workspace())}
    free = next(name for number in range(1, len(taken) + 2) if (name := f"Study {number}") not in taken)
    name = st.text_input("Name of the study", value=free, max_chars=60, key=f"draw-name-{len(taken)}")
    first, second = st.columns(2)
    size = first.number_input("Articles to code", 1, most, min(USUAL, most), key=f"draw-size-{most}")
    coders = second.text_input(
        "Coders",
        key="draw-coders",
        placeholder="anna, ben",
        help="Names of your choice, with commas; no accounts. More can be added later.",
    )
    layers = st.pills(
        "What is coded", list(LAYERS), selection_mode="multi", default=list(LAYERS), format_func=layer_label, key="draw-layers"
    )  # fmt: skip
    hide = st.toggle("Hide the outlet from coders", key="draw-hide")
    with st.expander("Strata, seed, codebook and more", key="draw-more"):
        strata = st.pills(
            "Draw by", list(STRATA), selection_mode="multi", format_func=lambda one: _STRATA[one], key="draw-strata",
            help="At least two articles come from each stratum, so that every outlet, or what is rare, is met.",
        )  # fmt: skip
        share = (
            st.selectbox("Articles from each stratum", list(ALLOCATIONS), key="draw-allocation")
            if strata
            else None
        )
        seed = st.number_input(
            "Seed", 0, 2**31 - 1, 1, key="draw-seed", help="The same seed draws the same articles."
        )
        codebook, devices = _definitions(chosen)
        candidates = st.toggle(
            "Only articles with a hit", key="draw-candidates",
            help="Tells how often a hit is right, and nothing else: no rate, no share, nothing that is missed.",
        )  # fmt: skip
        label = "Leave out the articles of"
        without = st.multiselect(label, sorted(taken, key=str.casefold), key="draw-without") if taken else []
    measure = str(st.session_state.get("draw-measure") or MEASURES[0])
    known = _measures(chosen)
    design = Design(
        int(size),
        int(seed),
        "candidates" if candidates else "random",
        tuple(one for one in STRATA if one in (strata or ())),
        ALLOCATIONS[str(share)] if share else "proportional",
        measure if measure in known else MEASURES[0],
    )
    names = tuple(dict.fromkeys(filter(None, re.split(r"[,;\s]+", (coders or "").strip()))))
    kept = tuple(one for one in LAYERS if one in (layers or ()))
    return Wanted(name or "", design, kept, devices, names, bool(hide), codebook, tuple(without))


def _definitions(chosen: Collection) -> tuple[str, tuple[str, ...]]:
    """Whose definitions coders read: the codebook that the collection was scored with where it is here; and which devices."""
    known = codes_data.versions()
    labels = [SHIPPED, *(version.label for version in known)]
    digest = chosen.signature.split(";")[1] if ";" in chosen.signature else ""
    scored_with = next((at for at, version in enumerate(known, 1) if version.digest == digest), 0)
    label = SHIPPED
    if known:
        label = str(st.selectbox("Codebook", labels, index=scored_with, key="draw-codebook"))
    book = codes_data.opened(label, known).codebook
    names = {device.id: device.label for device in book.devices}
    devices = st.multiselect(
        "Only these framing phrases", list(names), format_func=lambda one: names.get(one, one), key="draw-devices",
        placeholder="all of the codebook", help="All others are coded as “another device”.",
    )  # fmt: skip
    return label, tuple(devices)


def _measures(chosen: Collection) -> dict[str, str]:
    """Measure -> label: general ones, then every framing phrase that occurs."""
    single = {
        f"{DEVICE_PREFIX}{code}": f"Phrase: {label}" for code, label in data.device_labels(chosen).items()
    }
    return {**{name: score_label(name) for name in MEASURES}, **single}


def _planned(chosen: Collection, design: Design) -> None:
    """What to expect, before anything is drawn."""
    labels = _measures(chosen)
    st.selectbox(
        "What to expect of", list(labels), format_func=lambda name: labels.get(name, name), key="draw-measure",
        help="Hits, as a stratum too, are those of this measure.",
    )  # fmt: skip
    sums = _sums(chosen, _key(chosen), design.measure)
    units = int((sums[1] > 0).sum())
    rows = plan(*sums, kind_of(design.measure), sorted({*PLANNED, design.size})) if units else ()
    for row in rows:
        if row.size == min(design.size, units) and (row.warning or row.interval.warning):
            told = row.warning or row.interval.warning
            blocks.note(f"At {counted(row.size, 'article')}: {told}.")
    copies = len(chosen.articles) - frame_size(chosen)
    left_out = f"{counted(copies, 'near-duplicate')} left out" if copies else "none is a near-duplicate"
    caption = f"95 % interval to expect of hand coding alone: {labels[design.measure]}"
    cells = [
        (f"{row.size:,}", f"{row.articles_with_hit:.0f}", _interval(row, design.measure)) for row in rows
    ]
    blocks.show(
        tag(
            "div", blocks.table(("Articles", "With a hit", "Interval"), cells, caption=caption), class_="plan"
        ),
        tag("p", "Before any correction, which makes it narrower.", class_="soft"),
        tag("p", f"{counted(frame_size(chosen), 'article')} can be drawn; {left_out}.", class_="soft"),
        tag("p", "An outlet gets a corrected figure of its own from 20 coded articles on.", class_="soft"),
    )


def _interval(row: PlanRow, measure: str) -> str:
    found = row.interval
    return interval_words(Expected(kind_of(measure), found.estimate, found.low, found.high))


def _drawn(chosen: Collection, wanted: Wanted) -> str:
    """Draws and keeps the study; says what was done. Raises FramingError where that cannot be."""
    place = data.workspace()
    checked(place, wanted.name)
    for coder in wanted.coders:
        coder_name(coder)
    book = codes_data.opened(wanted.codebook, codes_data.versions()).codebook
    scheme = scheme_of(book, wanted.layers, wanted.devices or None)
    folders = [one.folder for one in list_studies(place) if one.name in wanted.without]
    gone = (
        frozenset().union(*(open_study(folder).sample.ids for folder in folders)) if folders else frozenset()
    )
    corpus = corpus_of(chosen, data.tables(chosen))
    sample = draw(frame_of(corpus, wanted.design.measure), wanted.design, leave_out=gone)
    texts = texts_of(corpus, sorted(sample.ids))
    with new_study(place, wanted.name, About(chosen.id, wanted.hide_outlet)) as folder:
        study = create_study(folder, sample, scheme, texts)
        for coder in wanted.coders:
            add_coder(study, coder)
    return f"{counted(len(sample.articles), 'article')} of {sample.frame_size:,} drawn into {wanted.name.strip()}."


def _key(chosen: Collection) -> str:
    return f"{chosen.id} {chosen.signature} {chosen.state}"


@st.cache_data(max_entries=20, ttl=data.KEPT, show_spinner="Planning …")
def _sums(_chosen: Collection, key: str, measure: str) -> tuple[Floats, Floats]:  # noqa: ARG001 (part of the key)
    return detector_sums(filter_articles(data.tables(_chosen), NO_FILTERS), measure)
