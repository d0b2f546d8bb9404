"""From a sample of the sample corpus to corrected figures and the files for others, as a researcher goes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from framing.codebook import load_codebook
from framing.compare import compare_outlets, read_scored
from framing.compare.scored import NO_FILTERS, filter_articles
from framing.errors import InputError
from framing.validate.bundle import bundle
from framing.validate.codes import made
from framing.validate.correct import CORRECTED, HAND, RAW, CodedFrame, hand_coded
from framing.validate.estimates import WHOLE, coded_frame, estimates, measures_of
from framing.validate.exchange import read_codes_csv, read_codes_jsonl, read_codes_parquet
from framing.validate.frame import corpus_in, frame_of, texts_of
from framing.validate.lock import Opening, by_chance, by_choice, note_opening
from framing.validate.methods import Made
from framing.validate.results import Results, opened_errors, results
from framing.validate.sample import Design, draw
from framing.validate.scheme import scheme_of
from framing.validate.study import DECISIONS, Study, create_study, open_study
from framing.validate.truth import decision, disputes, settle
from validate.conftest import code_all, write_journal

MADE = Made("0.1.0", 2026, "engine;codebook;models;settings")


def study_of(scored: Path, folder: Path, design: Design) -> Study:
    sample = draw(frame_of(corpus_in(scored), design.measure), design)
    return create_study(
        folder, sample, scheme_of(load_codebook()), texts_of(corpus_in(scored), sorted(sample.ids))
    )


@pytest.fixture(scope="module")
def finished(scored: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty articles by outlet, coded by two people and one machine, every dispute decided for Anna."""
    study = study_of(scored, tmp_path_factory.mktemp("study") / "s", Design(40, 5, strata=("outlet",)))
    code_all(study, scored, "anna")
    code_all(study, scored, "ben")
    code_all(study, scored, "model", "machine", keep=0.5)
    decided = []
    for layer in study.scheme.layers:
        for dispute in disputes(study.codes(), layer):
            ours = [code for code in dispute.codes if code.coder == "anna"]
            decided.append(made(decision(dispute, ours[0] if ours else None, "carla", dispute.codes[0].time)))
    write_journal(study.folder / DECISIONS, decided)
    return study.folder


@pytest.fixture(scope="module")
def found(finished: Path, scored: Path) -> Results:
    return results(open_study(finished), corpus_in(scored))


def test_all_measures_have_three_estimates_for_the_corpus_and_each_outlet(
    found: Results, finished: Path
) -> None:
    outlets = {one.outlet for one in found.sample.articles}
    for measure in measures_of(open_study(finished).scheme):
        rows = [row for row in found.estimates if row.measure == measure]
        for name in (WHOLE, *outlets):
            assert [row.label for row in rows if row.outlet == name] == [RAW, HAND, CORRECTED]
        assert len(rows) == 3 * (1 + len(outlets))


def test_outlets_with_twenty_coded_articles_are_compared_in_pairs() -> None:
    names = ["Ash"] * 100 + ["Birch"] * 100 + ["Cedar"] * 20
    row = np.array([*range(0, 100, 4), *range(100, 200, 4), *range(200, 210)])
    hits = np.arange(220) % 3.0
    frame = CodedFrame(
        "rate",
        hits,
        np.full(220, 500.0),
        row,
        hits[row],
        np.full(60, 500.0),
        np.full(60, 60 / 220),
        np.zeros(60, np.int64),
    )
    rows = [
        one
        for one in estimates(frame, names, "devices_per_1000_words", "per 1,000 words")
        if "−" in one.outlet
    ]
    assert [(one.outlet, one.label, one.articles, one.coded) for one in rows] == [
        ("Ash − Birch", HAND, 200, 50),
        ("Ash − Birch", CORRECTED, 200, 50),
    ]
    assert all(one.low is not None and one.high is not None and one.low < 0 < one.high for one in rows)


def test_raw_figures_are_those_of_the_outlets_page(found: Results, scored: Path) -> None:
    ours = {
        (row.outlet, row.measure): (row.estimate, row.low, row.high)
        for row in found.estimates
        if row.label == RAW
    }
    for row in compare_outlets(read_scored(scored), codes=()):
        if (row.outlet, row.measure) in ours:
            expected = (row.estimate, row.low, row.high)
            assert ours[row.outlet, row.measure] == pytest.approx(expected, nan_ok=True)


def test_coders_who_see_less_lower_the_corrected_rate(found: Results) -> None:
    rate = {
        r.label: r.estimate
        for r in found.estimates
        if (r.measure, r.outlet) == ("devices_per_1000_words", WHOLE)
    }
    assert rate[RAW] is not None
    assert rate[CORRECTED] is not None
    assert rate[CORRECTED] == pytest.approx(0.9 * rate[RAW], rel=0.03)


def test_error_is_that_of_the_coders_the_truth_came_from(found: Results) -> None:
    for error in found.errors:
        recall = next(row for row in error.rows if (row.figure, row.outlet) == ("recall", "all outlets"))
        precision = next(
            row for row in error.rows if (row.figure, row.outlet) == ("precision", "all outlets")
        )
        assert recall.interval.estimate == 1.0
        assert precision.interval.estimate == pytest.approx(0.9, abs=0.04)


def test_people_and_machines_have_figures_of_their_own(finished: Path, scored: Path, found: Results) -> None:
    machine = results(open_study(finished), corpus_in(scored), kind="machine")
    assert {row.coders for row in machine.agreement} == {"model"}
    assert {row.coders for row in found.agreement} == {"anna, ben"}
    rows = {
        r.label: r.estimate
        for r in machine.estimates
        if (r.measure, r.outlet) == ("devices_per_1000_words", WHOLE)
    }
    assert rows[CORRECTED] == pytest.approx(0.5 * rows[RAW], rel=0.15)  # type: ignore[operator]


def test_all_coded_and_seen_alike_gives_the_figures_of_the_detector(scored: Path, tmp_path: Path) -> None:
    study = study_of(scored, tmp_path / "s", Design(60, 1))
    code_all(study, scored, "anna", keep=1.1)
    found = results(study, corpus_in(scored))
    for measure in (
        "devices_per_1000_words",
        "unnamed_share",
        "withheld_share",
        "attributions_per_1000_words",
    ):
        values = {
            row.label: row.estimate
            for row in found.estimates
            if (row.measure, row.outlet) == (measure, WHOLE)
        }
        assert values[HAND] == pytest.approx(values[RAW])
        assert values[CORRECTED] == pytest.approx(values[RAW])


def test_counts_of_a_classifier_are_corrected_like_a_device(finished: Path, scored: Path) -> None:
    study = open_study(finished)
    tables = filter_articles(read_scored(scored), NO_FILTERS)
    truth = settle(study.codes(), study.decisions(), study.scheme.layer("device"))
    given = np.arange(60.0)
    frame = coded_frame(tables, study.sample, truth, study.scheme, "device:economy/bubble-bursts", given)
    plain = coded_frame(tables, study.sample, truth, study.scheme, "device:economy/bubble-bursts")
    assert frame.detector_numerator.tolist() == given.tolist()
    assert hand_coded(frame.whole()) == hand_coded(plain.whole())


def test_candidates_tell_precision_and_no_rates(scored: Path, tmp_path: Path) -> None:
    study = study_of(scored, tmp_path / "s", Design(20, 1, purpose="candidates"))
    code_all(study, scored, "anna")
    found = results(study, corpus_in(scored))
    assert found.estimates == ()
    assert {row.figure for error in found.errors for row in error.rows} == {"precision"}


def test_unfinished_sample_and_open_disputes_are_refused(scored: Path, tmp_path: Path) -> None:
    study = study_of(scored, tmp_path / "s", Design(20, 1))
    with pytest.raises(InputError, match="no human coder has begun"):
        results(study, corpus_in(scored))
    code_all(study, scored, "anna")
    study.journal("ben").touch()
    with pytest.raises(InputError, match="articles left to code: ben 60"):
        results(study, corpus_in(scored))
    code_all(study, scored, "ben")
    with pytest.raises(InputError, match="open disputes"):
        results(study, corpus_in(scored))


def test_another_corpus_is_refused(finished: Path, scored: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(scored, other)
    texts = pq.read_table(other / "texts.parquet").to_pylist()
    texts[0]["text"] += " A word more."
    pq.write_table(pa.Table.from_pylist(texts), other / "texts.parquet")
    with pytest.raises(InputError, match="the corpus that the sample was drawn from"):
        results(open_study(finished), corpus_in(other))


def test_opened_articles_do_not_matter_to_the_detector_they_were_opened_under(
    finished: Path, scored: Path, tmp_path: Path, found: Results
) -> None:
    shutil.copytree(finished, tmp_path / "s")
    study = open_study(tmp_path / "s")
    names = by_chance(study.sample, (), 10)
    note_opening(study.folder, Opening(names, found.signature, True, "t"))
    again = results(study, corpus_in(scored))
    assert (again.left, again.estimates) == (30, found.estimates)
    note_opening(study.folder, Opening(names, "an older signature", True, "t"))
    assert len(results(study, corpus_in(scored)).sample.articles) == 30


def test_opened_articles_show_their_errors_under_any_detector(
    finished: Path, scored: Path, tmp_path: Path
) -> None:
    shutil.copytree(finished, tmp_path / "s")
    study = open_study(tmp_path / "s")
    assert all(not error.rows or not error.rows[0].cases for error in opened_errors(study, corpus_in(scored)))
    names = by_choice(study.sample, sorted(study.articles)[:5])
    note_opening(study.folder, Opening(names, "an older signature", False, "t"))
    with pytest.raises(InputError, match="opened by choice"):
        results(study, corpus_in(scored))
    cases = {
        case.article_id
        for error in opened_errors(study, corpus_in(scored))
        for cell in error.confusion["code"]
        for case in cell.cases
    }
    assert cases <= set(names)
    assert len(cases) > 2


@pytest.fixture(scope="module")
def files(finished: Path, found: Results) -> dict[str, bytes]:
    return bundle(open_study(finished), found, MADE, texts=True)


def test_bundle_is_the_same_bytes_each_time_and_listed_in_its_manifest(
    files: dict[str, bytes], finished: Path, scored: Path
) -> None:
    study = open_study(finished)
    assert bundle(study, results(study, corpus_in(scored)), MADE, texts=True) == files
    manifest = json.loads(files["manifest.json"])
    assert manifest["sha256"] == {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "manifest.json"
    }
    assert manifest["coders"] == ["anna (human)", "ben (human)", "carla (human)", "model (machine)"]


def test_codes_of_the_bundle_come_back_the_same(files: dict[str, bytes], finished: Path) -> None:
    study = open_study(finished)
    read = read_codes_jsonl(files["codes.jsonl"], "codes", study.articles)
    assert read_codes_csv(files["codes.csv"], "codes", study.articles) == read
    assert read_codes_parquet(files["codes.parquet"], "codes", study.articles) == read
    assert {code.id for code in read} == {code.id for code in (*study.codes(), *study.decisions())}


def test_without_text_no_words_of_an_article_leave(finished: Path, found: Results) -> None:
    study = open_study(finished)
    bare = bundle(study, found, MADE, texts=False)
    assert "articles.jsonl" not in bare
    everything = b"".join(data for name, data in bare.items() if not name.endswith(".parquet")).decode(
        "utf-8", "replace"
    )
    columns = {
        name
        for data in ("codes.parquet", "articles.parquet", "sample.parquet")
        for name in pq.read_schema(io.BytesIO(bare[data])).names
    }
    assert not columns & {"words_of", "text", "title", "memo_text"}
    assert "words" not in pq.read_schema(io.BytesIO(bare["codes.parquet"])).names
    for article in study.articles.values():
        assert (article.title or "\x00") not in everything
        sentences = [part for part in article.text.split(". ") if len(part) > 30]
        assert not [part for part in sentences if part in everything]


def test_regression_table_has_every_article_and_the_weights_add_up(files: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["articles.csv"].decode("utf-8-sig"))))
    drawn = [row for row in rows if row["drawn"] == "1"]
    assert (len(rows), len(drawn)) == (60, 40)
    assert sum(1 / float(row["probability"]) for row in drawn) == pytest.approx(60)
    assert all((row["devices_per_1000_words.coded"] != "") == (row["drawn"] == "1") for row in rows)


def test_methods_paragraph_says_what_was_done(files: dict[str, bytes]) -> None:
    text = files["methods.txt"].decode()
    assert "Of the 60 articles of the corpus" in text
    assert "40 were drawn from 5 strata (outlet), in proportion to their size (seed 5)" in text
    assert "2 coders (people)" in text
    assert "Agreement on device: span F1 0." in text
    assert "median alpha" in text
    assert text.count("in the article") < 20
    assert "PPI++" in text
    assert "Signature: engine;codebook;models;settings." in text
