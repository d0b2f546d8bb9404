"""Corpus: what is loaded and how it was drawn, what was left out and what is not known, and the runs of the workspace."""

from __future__ import annotations

import orjson
import streamlit as st

from framing.errors import FramingError
from framing.pages import blocks, data, upload_view
from framing.pages.corpus_articles import articles
from framing.pages.corpus_runs import all_runs, manage, statement
from framing.pages.exports import file_name
from framing.pages.opener import opener
from framing.pages.uploads import Uploaded, outcome_of
from framing.report.languages import language_name
from framing.report.markup import Markup, tag
from framing.report.words import counted, reason_missing
from framing.store import Collection, run_record, summed
from framing.store.metadata import GAPS, date_precisions, gaps, languages, not_scored, outlets_as_given

GAP_NAMES = {
    "outlet": "No outlet",
    "date": "No full date",
    "title": "No headline",
    "author": "No author",
    "url": "No address",
    "genre": "Genre unknown",
}
GAP_MEANS = {
    "outlet": "counted as “origin unknown”",
    "date": "outside every range of days",
    "title": "no headline pull",
    "author": "",
    "url": "",
    "genre": "outside every choice of a genre",
}
_PRECISIONS = {"day": "to the day", "month": "to the month", "year": "to the year", "none": "unknown"}
_OUTLETS_LISTED = 300


def draw() -> None:
    """The page."""
    blocks.heading("Corpus", "What is loaded, how it was drawn, what was left out, and what is not known.")
    opener()
    try:
        chosen = data.collection()
    except FramingError as error:
        blocks.note(str(error), "error")
        chosen = None
    if chosen is not None:
        _loaded(chosen)
    all_runs()


def _loaded(chosen: Collection) -> None:
    _counts(chosen)
    statement(chosen)
    if not len(chosen.articles):
        blocks.note("It holds no article. Look below for what was left out, or open another collection.")
    else:
        _gaps(chosen)
        _outlets(chosen)
        articles(chosen)
    manage(chosen)


def _counts(chosen: Collection) -> None:
    blocks.heading("What is loaded", f"{chosen.name}. {_origin(chosen)}", level=2)
    outcome = _outcome(chosen)
    copies = summed(data.copies(chosen))
    words = copies.words + copies.furniture_words
    rows = []
    if outcome is not None:
        rows += [
            ("Records read", f"{outcome.read:,}", "accepted + rejected + duplicates"),
            ("Accepted", f"{outcome.accepted:,}", "scored, one article each"),
            ("Rejected", f"{outcome.rejected:,}", "gave no article; reasons below"),
            (
                "Duplicates",
                f"{outcome.duplicates:,}",
                "same outlet and same text as one before; counted once",
            ),
        ]
    rows += [
        ("Articles", f"{copies.articles:,}", f"of {counted(_outlet_count(chosen), 'outlet')}"),
        ("Near-duplicates", f"{copies.near_duplicates:,}", "among the articles; comparisons count them once"),
        ("Shared copy", f"{copies.shared_copies:,}", "articles whose text stands in several outlets"),
        (
            "Page furniture",
            f"{copies.furniture_words:,}",
            f"words, {copies.furniture_share:.1%} of {words:,}; not scored",
        ),
    ]
    blocks.show(blocks.table(("", "Number", "Meaning"), rows, caption="Counts of the run"))
    _downloads(chosen, outcome)


def _origin(chosen: Collection) -> str:
    found = data.run() if chosen.folder is not None else None
    if found is None:
        return "Scored when the app was started." if chosen.folder is None else "Opened from its folder."
    said = {
        "uploaded": "Uploaded",
        "scored": "Scored from the command line",
        "rescored": "Scored anew from another run",
        "registered": "A scored folder that stays where it is",
        "copied": "Copied from a scored folder",
        "found": "Found in the workspace",
    }
    return f"{said[found.origin]}, {found.created[:16].replace('T', ' ')} UTC."


def _outcome(chosen: Collection) -> Uploaded | None:
    """What was read and left out; None for the sample and for runs whose records are gone."""
    try:
        return None if chosen.folder is None else _read_outcome(chosen.state, chosen)
    except (FramingError, OSError, KeyError):
        return None


@st.cache_resource(max_entries=8, ttl=data.KEPT, show_spinner=False)
def _read_outcome(state: str, _chosen: Collection) -> Uploaded:  # noqa: ARG001 (part of the key)
    return outcome_of(_chosen)


def _downloads(chosen: Collection, outcome: Uploaded | None) -> None:
    if outcome is not None and outcome.left_out:
        with st.expander(f"What was left out ({len(outcome.left_out):,})", key="left_out"):
            upload_view.left_out_table(outcome.left_out)
    record = run_record(chosen)
    if record is not None:
        st.download_button(
            "Record of the run (JSON)",
            orjson.dumps(record, option=orjson.OPT_INDENT_2),
            f"{file_name(chosen.name)}-run.json",
            "application/json",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )


def _gaps(chosen: Collection) -> None:
    found, total = gaps(chosen), len(chosen.articles)
    rows = [
        (GAP_NAMES[gap], f"{found[gap]:,}", f"{found[gap] / total:.0%}", GAP_MEANS[gap])
        for gap in GAPS
        if found[gap]
    ]
    blocks.heading("What is not known", level=2)
    if rows:
        blocks.show(
            blocks.table(("", "Articles", "Share", "What follows"), rows, caption=f"Of {total:,} articles")
        )
    else:
        blocks.show(
            tag(
                "p",
                "Every article has an outlet, a full date, a headline, an author, an address and a genre.",
            )
        )
    blocks.show(_dates_and_languages(chosen))


def _dates_and_languages(chosen: Collection) -> Markup:
    dates = ", ".join(f"{_PRECISIONS[name]} {count:,}" for name, count in date_precisions(chosen).items())
    others = {name: count for name, count in languages(chosen).items() if name != "en"}
    told = ", ".join(f"{language_name(name)} {count:,}" for name, count in others.items())
    reasons = ", ".join(
        f"{reason_missing(reason).removeprefix('Not scored: ')} {count:,}"
        for reason, count in not_scored(chosen).items()
    )
    return tag(
        "ul",
        tag("li", f"Dates known: {dates}."),
        tag("li", f"Not English, so not scored: {told}." if told else "Every article is in English."),
        tag(
            "li",
            f"Articles without some score, by reason: {reasons}." if reasons else "Every score is there.",
        ),
        class_="facts",
    )


def _outlet_count(chosen: Collection) -> int:
    return len({name for name in chosen.articles["outlet"].unique().to_pylist() if name})


def _outlets(chosen: Collection) -> None:
    rows = _as_given(chosen.state, chosen)
    changed = sum(1 for name, given, _ in rows if name != given)
    about = f"Outlets: {counted(_outlet_count(chosen), 'name')}, {changed:,} given under another one"
    with st.expander(about, key="outlets_given"):
        cells = [
            (name or "origin unknown", given or "–", f"{count:,}", "" if name == given else "yes")
            for name, given, count in rows[:_OUTLETS_LISTED]
        ]
        more = f"; the first {_OUTLETS_LISTED} of {len(rows):,}" if len(rows) > _OUTLETS_LISTED else ""
        columns = ("Outlet", "As given", "Articles", "Renamed")
        blocks.show(
            blocks.table(
                columns, cells, caption=f"Names as they are compared, and as the files have them{more}"
            )
        )
        st.caption("A table of your own with other names: `framing score --outlets TABLE`.")


@st.cache_resource(max_entries=4, ttl=data.KEPT, show_spinner=False)
def _as_given(state: str, _chosen: Collection) -> tuple[tuple[str | None, str | None, int], ...]:  # noqa: ARG001
    return outlets_as_given(_chosen)
