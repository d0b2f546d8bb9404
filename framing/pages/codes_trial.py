"""What a device that is being written finds: in its own tests and in the articles loaded, against the version it started from."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from framing.codebook import Codebook, Device
from framing.codebook_check import check_codebook
from framing.codebook_trial import Trial, difference
from framing.pages import blocks, codes_data, codes_words, data
from framing.report.words import counted
from framing.store import Collection

LINES = 15


def draw(device: Device, base: Device | None, book: Codebook, chosen: Collection | None) -> None:
    """The device's own tests, then the articles."""
    _tests(device, book)
    if chosen is None or not chosen.has_texts:
        blocks.note(
            "No texts are loaded to try it on."
            if chosen is None
            else "Scored without texts: there is nothing to try it on."
        )
        return
    _articles(device, base, book, chosen)


def _tests(device: Device, book: Codebook) -> None:
    blocks.heading("Its own tests", "Each sentence by itself, with this device alone.", level=2)
    tried = replace(device, status="rare") if device.status == "draft" else device
    result = check_codebook(Codebook((tried,), book.slots, book.lemmas, book.digest))
    if not result.failures:
        blocks.note(f"All {counted(result.examples, 'sentence')} come out as marked.")
        return
    rows = [
        (failure.text, failure.expected, ", ".join(words for _, words in failure.fired) or "nothing")
        for failure in result.failures
    ]
    told = f"{len(rows)} of {counted(result.examples, 'sentence')} come out otherwise"
    blocks.show(blocks.table(("Sentence", "Wanted", "Found"), rows, caption=told))


def _articles(device: Device, base: Device | None, book: Codebook, chosen: Collection) -> None:
    trial, *before = codes_data.trial(chosen, (device,) if base is None else (device, base), book)
    articles = counted(len(chosen.articles), "article")
    looked = f"Looked through {trial.articles:,} of {articles}, chosen at random; this device alone."
    blocks.heading("In the articles loaded", looked, level=2)
    groups = [("Found", trial.hits), ("Left out", trial.left_out)]
    changed = ""
    if before and device != base:
        change = difference(before[0], trial)
        groups = [("New", change.gained), ("Lost", change.lost), *groups]
        changed = f" Before: {counted(len(before[0].hits), 'use')}; {len(change.gained):,} new, {len(change.lost):,} lost."
    blocks.note(_counts(trial) + changed)
    labels = {f"{name} ({len(places):,})": (name, places) for name, places in groups}
    wanted = next((label for label, (_, places) in labels.items() if places), next(iter(labels)))
    shown = st.segmented_control("Which", list(labels), default=wanted, required=True, label_visibility="collapsed",
                                 key=f"which-{'-'.join(labels)}")  # fmt: skip
    name, places = labels[str(shown or wanted)]
    if not places:
        blocks.note("None.")
        return
    lines = list(codes_data.lines_of(chosen, places))
    codes_words.show(lines[:LINES])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{min(LINES, len(lines)):,} of {len(lines):,}, in random order")
        note = f"{name}. {looked} {data.sampling_note(chosen)}"
        codes_words.download_lines(f"{device.id} {name}", lines, note)


def _counts(trial: Trial) -> str:
    articles = len({place.article for place in trial.hits})
    found = f"{counted(len(trial.hits), 'use')} found in {counted(articles, 'article')}"
    return f"{found}; {counted(len(trial.left_out), 'candidate')} left out."
