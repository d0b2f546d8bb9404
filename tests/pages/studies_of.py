"""Studies in a workspace for tests of pages: drawn from the sample corpus, coded by people who see most of what is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from framing.codebook import load_codebook
from framing.pipeline import Engine
from framing.store import open_workspace, sample_folder, score_sample
from framing.store.studies import About, new_study
from framing.validate.codes import made
from framing.validate.frame import Corpus, corpus_in, frame_of, texts_of
from framing.validate.sample import Design, draw
from framing.validate.scheme import scheme_of
from framing.validate.study import DECISIONS, Study, create_study, open_study
from framing.validate.truth import decision, disputes
from scored import table_of
from validate.conftest import code_all, write_journal

DEVICES = ("ai-and-technology/arms-race", "politics/swamp", "politics/witch-hunt", "ai-and-technology/genie")
"""All others are coded as "other"."""
RUN = "sample"
"""Id of the sample corpus as a collection."""


def scored_sample(engine: Engine, folder: Path) -> Path:
    """The sample corpus as a scored folder."""
    found = sample_folder()
    assert found is not None
    sample = score_sample(engine, found)
    folder.mkdir(parents=True)
    pq.write_table(sample.articles, folder / "articles.parquet")
    for name, rows in (("evidence", sample.all_evidence), ("texts", sample.texts)):
        pq.write_table(table_of(rows), folder / f"{name}.parquet")
    return folder


def of_two_outlets(scored: Path, folder: Path) -> Path:
    """The same articles as if forty-five were of Ash and the others of Birch."""
    shutil.copytree(scored, folder)
    articles = pq.read_table(folder / "articles.parquet")
    names = pa.array(["Ash" if at < 45 else "Birch" for at in range(len(articles))], pa.string())
    table = articles.set_column(articles.schema.get_field_index("outlet"), "outlet", names)
    pq.write_table(table, folder / "articles.parquet")
    return folder


def study_in(workspace: Path, name: str, scored: Path, design: Design, *, run: str = RUN) -> Study:
    """A study of devices and ratings that nobody has coded."""
    corpus: Corpus = corpus_in(scored)
    sample = draw(frame_of(corpus, design.measure), design)
    scheme = scheme_of(load_codebook(), ("device", "sensationalism"), DEVICES)
    with new_study(open_workspace(workspace), name, About(run=run)) as folder:
        create_study(folder, sample, scheme, texts_of(corpus, sorted(sample.ids)))
    return open_study(workspace / "studies" / name)


def coded(study: Study, scored: Path, *, decided: bool = True, machine: bool = False) -> Study:
    """Coded by Anna and Ben, by a machine too where asked for; every dispute decided for Anna."""
    code_all(study, scored, "anna")
    code_all(study, scored, "ben")
    if machine:
        code_all(study, scored, "model", "machine", keep=0.5)
    decisions = []
    for layer in study.scheme.layers if decided else ():
        for dispute in disputes(study.codes(), layer):
            ours = next((code for code in dispute.codes if code.coder == "anna"), None)
            decisions.append(made(decision(dispute, ours, "carla", dispute.codes[0].time)))
    write_journal(study.folder / DECISIONS, decisions)
    return study


def copy_of(study: Study, name: str) -> Study:
    """Another study with the same codes."""
    shutil.copytree(study.folder, study.folder.with_name(name))
    return open_study(study.folder.with_name(name))
