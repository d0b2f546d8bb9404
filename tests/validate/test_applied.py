"""A classifier of one's own from a training pool: taught, trained, added to a scored folder, corrected like a device."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from framing.cli import command_line
from framing.compare import compare_outlets, read_scored
from framing.errors import InputError, OutputError
from framing.validate.active import Classifier, OutletFigure, from_json, sentences_of
from framing.validate.applied import apply_classifier
from framing.validate.codes import Code, made
from framing.validate.frame import corpus_in, frame_of, texts_of
from framing.validate.results import results
from framing.validate.sample import Design, draw
from framing.validate.scheme import CodeDefinition, Layer, Scheme
from framing.validate.study import Study, create_study, open_study
from validate.builders import time
from validate.conftest import write_journal

OWN = "own/quoting"
"""A sentence that quotes somebody: a code that no device has."""
LAYER = Layer(
    "device", "span", "Mark what is quoted.", codes=(CodeDefinition(OWN, "quoting", "A quotation."),)
)


def run(*words: object) -> str:
    done = CliRunner().invoke(command_line(), [str(word) for word in words], env={"COLUMNS": "250"})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def study(scored: Path, folder: Path, size: int, *, without: Study | None = None) -> Study:
    corpus = corpus_in(scored)
    gone = without.sample.ids if without else frozenset()
    sample = draw(frame_of(corpus, "devices_per_1000_words"), Design(size, 1), leave_out=gone)
    return create_study(folder, sample, Scheme((LAYER,)), texts_of(corpus, sorted(sample.ids)))


def code(of: Study, articles: int | None = None) -> None:
    """Anna marks every sentence with a quotation mark in the first articles of her order, or in all."""
    codes = []
    for name in of.order("anna")[:articles]:
        common = {"coder": "anna", "coder_kind": "human", "article_id": name, "layer": "device"}
        text = of.articles[name].text
        for start, end in sentences_of(of.articles[name]):
            if any(mark in text[start:end] for mark in '“‘"'):
                definition = LAYER.digest_for(OWN)
                span = {"unit": "span", "field": "text", "start": start, "end": end, "code": OWN}
                codes.append(Code(**common, **span, time=time(), definition=definition))  # type: ignore[arg-type]
        codes.append(Code(**common, unit="finished", time=time(), definition=LAYER.digest))  # type: ignore[arg-type]
    write_journal(of.journal("anna"), [made(one) for one in codes])


@pytest.fixture(scope="module")
def model() -> Classifier:
    """Finds sentences with the word "said"."""
    figures = (OutletFigure("Ash", 10, 5, 1.0, 1.0),)
    return Classifier(OWN, ("said",), (1.0,), (9.0,), -4.5, 0.5, 50, 100, figures)


def test_what_it_finds_is_evidence_and_counted_like_a_device(
    scored: Path, tmp_path: Path, model: Classifier
) -> None:
    out = tmp_path / "out"
    count = apply_classifier(model, scored, out)
    evidence = pq.read_table(out / "evidence.parquet").to_pylist()
    own = [row for row in evidence if row["code"] == OWN]
    assert len(own) == count > 60
    texts = {row["id"]: row["text"] for row in pq.read_table(out / "texts.parquet").to_pylist()}
    for row in own:
        assert texts[row["article_id"]][row["start"] : row["end"]] == row["text"]
        assert "said" in row["text"].lower()
        assert (row["voice"], row["stance"], row["conventionality"]) == (None, None, "live")
    assert len(evidence) == count + pq.read_table(scored / "evidence.parquet").num_rows
    before, after = (
        {row["id"]: row for row in pq.read_table(folder / "articles.parquet").to_pylist()}
        for folder in (scored, out)
    )
    for name, row in after.items():
        mine = sum(one["article_id"] == name for one in own)
        assert row["devices"] == before[name]["devices"] + mine
        if row["devices_per_1000_words"] is not None:
            assert row["devices_per_1000_words"] == pytest.approx(1000 * row["devices"] / row["words"])
    assert json.loads((out / "run.json").read_bytes())["classifier"] == {"code": OWN, "digest": model.digest}


def test_new_folder_is_compared_under_a_signature_of_its_own(
    scored: Path, tmp_path: Path, model: Classifier
) -> None:
    count = apply_classifier(model, scored, tmp_path / "out")
    tables = read_scored(tmp_path / "out")
    assert f"+{model.digest};" in tables.signature
    rows = compare_outlets(tables, codes=(OWN,), measures=(f"device:{OWN}",))
    assert sum(row.numerator for row in rows) == count


def test_twice_or_over_other_tables_is_refused(scored: Path, tmp_path: Path, model: Classifier) -> None:
    apply_classifier(model, scored, tmp_path / "out")
    with pytest.raises(OutputError, match="holds tables"):
        apply_classifier(model, scored, tmp_path / "out")
    with pytest.raises(InputError, match=f"holds what classifier {model.digest}"):
        apply_classifier(model, tmp_path / "out", tmp_path / "again")


def test_from_a_pool_to_a_corrected_code(
    scored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With fewer articles than fifty to learn from, so that the sample corpus has enough for a pool and a validation."""
    monkeypatch.setattr("framing.validate.active.LEAST_CODED", 20)
    validating = study(scored, tmp_path / "study", 25)
    pool = study(scored, tmp_path / "pool", 30, without=validating)
    code(validating)
    code(pool, 24)
    words = (pool.folder, "--study", validating.folder)
    order = run("code", "teach", *words, "--code", OWN).splitlines()
    assert set(order[:6]) == pool.articles.keys() - set(pool.order("anna")[6:])
    assert open_study(pool.folder).left("anna", "device") == tuple(order[:6])
    model = tmp_path / "model.json"
    assert "each outlet told by the others" in run("train", "code", OWN, *words, "--out", model)
    assert from_json(model.read_bytes(), "model").code == OWN
    printed = run("code", "add", model, scored, "--out", tmp_path / "new")
    assert f"sentences hold {OWN}" in printed
    found = results(validating, corpus_in(tmp_path / "new"), measures=[f"device:{OWN}"])
    labels = [row.label for row in found.estimates if row.outlet == "all outlets"]
    assert len(labels) == 3
    assert next(row.tuning for row in found.estimates if row.tuning is not None) > 0


def test_articles_that_validate_teach_nothing(scored: Path, tmp_path: Path) -> None:
    validating = study(scored, tmp_path / "study", 55)
    code(validating)
    with pytest.raises(InputError, match="articles of the validation sample"):
        run("code", "teach", validating.folder, "--study", validating.folder, "--code", OWN)


def test_other_files_are_no_models(scored: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        run("code", "add", tmp_path / "none.json", scored, "--out", tmp_path / "o")
