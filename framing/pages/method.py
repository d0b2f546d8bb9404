"""Method: definitions, measured accuracy, limits, versions, how to cite, and what others need to see the same."""

from __future__ import annotations

import json

import pyarrow.compute as pc
import streamlit as st

from framing.codebook.components import load_components
from framing.errors import FramingError
from framing.pages import blocks, data, method_figures, method_text
from framing.pages.links import last_view
from framing.pages.method_text import About, View, inputs_of, signature_parts
from framing.pages.method_words import DEFINITIONS, LIMITS, meanings
from framing.pages.opener import opener
from framing.report.markup import Markup, tag
from framing.report.words import counted, plain
from framing.store import Collection, run_record
from framing.store.statements import LABELS, Statement, statement_of

PARTS = {
    "engine": "Version and digest of the program",
    "codebook": "Digest of the codebook",
    "models": "Digest of the learned weights and the cues of heated wording",
    "settings": "Settings that change scores",
}


def draw() -> None:
    """The page."""
    blocks.heading(
        "Method",
        "What the words and figures mean, how far they go, and what you need to cite or repeat them.",
    )
    opener()
    about, trouble = _about()
    if trouble:
        blocks.note(trouble, "error")
    _definitions()
    _accuracy()
    blocks.heading("Limits", level=2)
    blocks.show(
        tag("ul", *(tag("li", tag("strong", lead), " ", text) for lead, text in LIMITS), class_="limits")
    )
    _versions(about)
    _reproduce(about)
    _cite(about)


def _about() -> tuple[About | None, str]:
    """What is known of the collection that is open, or what is the matter with it."""
    try:
        chosen = data.collection()
        return (None, "") if chosen is None else (_about_of(chosen), "")
    except FramingError as error:
        return None, str(error)


def _about_of(chosen: Collection) -> About:
    days = pc.min_max(chosen.articles["date"]).as_py()
    period = (days["min"].isoformat(), days["max"].isoformat()) if days["min"] else None
    said = _statement(chosen)
    sampling = {label: getattr(said, name) for name, label in LABELS.items() if getattr(said, name)}
    outlets = len(data.outlet_names(chosen))
    shipped = data.codebook()
    used = signature_parts(chosen.signature)["codebook"]
    devices = len(shipped.devices) if used == shipped.digest else None
    return About(
        chosen.name, chosen.signature, len(chosen.articles), outlets, period, run_record(chosen) or {}, sampling, devices
    )  # fmt: skip


def _statement(chosen: Collection) -> Statement:
    try:
        return statement_of(data.workspace(), chosen.id)
    except FramingError:
        return Statement()


def _definitions() -> None:
    blocks.heading("Definitions", "The words of the coding scheme, one meaning each.", level=2)
    for number, (title, note, words) in enumerate(DEFINITIONS):
        with st.expander(title, expanded=number == 0):
            rows = [
                part
                for word in words
                for part in (tag("dt", plain(word)), tag("dd", *_coded(meanings()[word])))
            ]
            blocks.show(tag("p", note, class_="soft") if note else "", tag("dl", *rows, class_="words"))
            if title == "Heated wording":
                blocks.show(_components())


def _coded(text: str) -> list[str]:
    """The text with what stands between backticks set as code."""
    return [tag("code", part) if number % 2 else part for number, part in enumerate(text.split("`"))]


def _components() -> Markup:
    rows = [
        (
            component.label,
            "raises" if component.sign == "raises" else "lowers",
            f"{len(component.cues):,}",
            component.definition,
        )
        for component in load_components()
    ]
    return blocks.table(
        ("Component", "The score", "Cues", "What it is"), rows, caption="Components of heated wording"
    )


def _accuracy() -> None:
    note = "Measured against articles that language models coded, not yet against people."
    blocks.heading("How accurate the detectors are", note, level=2)
    blocks.show(method_figures.tables())
    _save("Figures (CSV)", method_figures.csv(), "accuracy.csv", "text/csv")


def _versions(about: About | None) -> None:
    blocks.heading(
        "Versions",
        "A signature stands with every row; tables with different ones are never compared.",
        level=2,
    )
    running = signature_parts(data.engine().signature)
    of_tables = signature_parts(about.signature) if about and about.signature else {}
    columns = ("Part", "This program", *(("The articles loaded",) if of_tables else ()))
    rows = [
        (meaning, running[part], *((of_tables[part],) if of_tables else ()))
        for part, meaning in PARTS.items()
    ]
    blocks.show(blocks.table(columns, rows, caption="Signature, part by part"))
    if of_tables and of_tables != running:
        blocks.note(
            "The articles loaded were scored with another version than this program: score them again to use its rules."
        )
    if about is not None:
        _run(about)


def _run(about: About) -> None:
    record = about.record
    blocks.heading("The articles loaded", level=3)
    facts: list[tuple[str, str]] = [("Articles", f"{about.articles:,} of {counted(about.outlets, 'outlet')}")]
    if about.period:
        facts.append(("Dates", f"{about.period[0]} to {about.period[1]}"))
    if "read" in record:
        accepted, rejected, duplicates = (
            f"{record[name]:,}" for name in ("accepted", "rejected", "duplicates")
        )
        told = (
            f"{record['read']:,} read = {accepted} accepted + {rejected} rejected + {duplicates} duplicates"
        )
        facts.append(("Records", told))
    changed = {name: value for name, value in dict(record.get("settings") or {}).items() if value}
    facts.append(("Settings", json.dumps(changed, ensure_ascii=False) if changed else "as shipped"))
    facts += (
        about.sampling.items()
        if about.sampling
        else [("Sampling statement", "none given; the Corpus page takes one")]
    )
    blocks.show(blocks.table(("What", "In this collection"), facts, caption=about.name))
    inputs = inputs_of(record)
    if inputs:
        with st.expander(f"Inputs and their digests ({len(inputs):,})"):
            rows = [(item["name"], f"{item['bytes'] or 0:,}", " ".join(item["sha256"])) for item in inputs]
            blocks.show(blocks.table(("Input", "Bytes", "SHA-256 of each 8 MB"), rows, caption="As read"))


def _reproduce(about: About | None) -> None:
    found = last_view()
    view = View(*found) if found else None
    nowhere = "Open a page first and come back: its choices are then listed here."
    seen = f"The view you came from: {view.address}" if view else nowhere
    blocks.heading("To see the same again", seen, level=2)
    content = method_text.manifest(about, view)
    for line in content["commands"]:
        blocks.show(tag("p", tag("code", line), class_="command"))
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    with st.container(horizontal=True):
        _save("Manifest (JSON)", text, "manifest.json", "application/json")
    with st.expander("Show the manifest"):
        st.code(text, language=None, wrap_lines=True)


def _cite(about: About | None) -> None:
    blocks.heading("How to cite", level=2)
    signature = about.signature if about else ""
    st.code(method_text.citation(signature), language=None, wrap_lines=True)
    with st.expander("BibTeX"):
        st.code(method_text.bibtex(signature), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        _save("BibTeX", method_text.bibtex(signature), "framing.bib", "application/x-bibtex")
    if about is not None and about.articles:
        blocks.heading("For the methods section", "Complete it with what only you know.", level=3)
        st.code(method_text.methods_paragraph(about), language=None, wrap_lines=True)


def _save(label: str, content: str | bytes, name: str, mime: str) -> None:
    st.download_button(
        label, content, name, mime, on_click="ignore", icon=":material/download:", key=f"save-{name}"
    )
