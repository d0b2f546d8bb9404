"""Export: the whole study as one ZIP, with or without words of the articles, the methods paragraph and what to cite."""

from __future__ import annotations

import streamlit as st

from framing import __version__
from framing.errors import FramingError
from framing.pages import blocks
from framing.pages.exports import file_name
from framing.pages.method_text import YEAR, bibtex
from framing.pages.validation_data import Validated, everything
from framing.validate.bundle import bundle
from framing.validate.methods import Made, methods_paragraph
from framing.validate.package import zipped

FILES = (
    ("codes.csv, .parquet, .jsonl", "every code; all three come back the same; offsets in code points"),
    ("sample.json, sample.parquet", "how the sample was drawn, each article with its probability"),
    ("scheme.json", "what was coded, by which definitions"),
    ("agreement.csv, error.csv, confusion.csv", "agreement; precision and recall; one row per case"),
    ("estimates.csv", "every measure raw, hand-coded and corrected"),
    ("articles.csv, .parquet", "ready for a regression: one row per article of the corpus"),
    ("methods.txt, manifest.json", "the paragraph below; SHA-256 of every file"),
)


def export_part(of: Validated, name: str) -> None:
    """The ZIP, then the texts to copy."""
    try:
        found = everything(of)
    except FramingError as error:
        blocks.note(f"Not yet: {error}.")
        return
    made = Made(__version__, YEAR, found.signature)
    without = st.checkbox(
        "Without text",
        key="no_text",
        bind="query-params",
        help="For licensed corpora: no titles, no texts, no coded words. Memos are the coders’ own words and stay.",
    )
    st.download_button(
        "Download the study (ZIP)",
        lambda: zipped(bundle(of.study, found, made, texts=not without)),
        f"{file_name(name)}{'-no-text' if without else ''}.zip",
        "application/zip",
        on_click="ignore",
        icon=":material/download:",
        type="primary",
        key="download-study",
    )
    blocks.show(blocks.table(("File", "What is in it"), FILES, caption="In the ZIP"))
    blocks.heading("For the methods section", "Complete it with what only you know.", level=2)
    paragraph = methods_paragraph(found.sample, of.study.scheme, found.agreement, found.estimates, made)
    st.code(paragraph, language=None, wrap_lines=True)
    with st.expander("BibTeX"):
        st.code(bibtex(found.signature), language=None, wrap_lines=True)
