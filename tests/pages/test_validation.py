"""Validation and the corrected figures of Outlets, run without a browser, on studies of the sample corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from framing.pages.charts import interval_words
from framing.pages.exports import picture_svg
from framing.pages.launch import SCORED_FOLDER
from framing.pages.validation_chart import Mark, marks_chart, marks_described
from framing.pipeline import Engine
from framing.validate.lock import openings
from framing.validate.sample import Design
from framing.validate.study import open_study
from pages.looking import blocks
from pages.looking import page as drawn_page
from tests.pages.studies_of import coded, copy_of, of_two_outlets, scored_sample, study_in

RATE = "Framing phrases per 1,000 words"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Iterator[Path]:
    """A workspace with a finished study, one with open disputes, one that is not finished, and candidates."""
    place = tmp_path_factory.mktemp("validation")
    scored = scored_sample(engine, place / "scored")
    workspace = place / "workspace"
    whole = coded(
        study_in(workspace, "whole", scored, Design(60, 1, strata=("outlet",))), scored, machine=True
    )
    copy_of(whole, "opened")
    copy_of(whole, "revised")
    coded(study_in(workspace, "disputed", scored, Design(30, 1)), scored, decided=False)
    begun = coded(study_in(workspace, "begun", scored, Design(30, 1)), scored, machine=True)
    begun.journal("ben").write_bytes(b"")
    two = of_two_outlets(scored, place / "two")
    coded(study_in(workspace, "two outlets", two, Design(60, 1), run=""), two)
    coded(study_in(workspace, "candidates", scored, Design(30, 1, purpose="candidates")), scored)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRAMING_WORKSPACE", str(workspace))
        yield workspace


def app(page: str = "validation", **query: str) -> AppTest:
    at = drawn_page(page, **query)
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    """What our own blocks say, without tags."""
    return re.sub(r"<[^>]+>", " ", blocks(at))


def button(at: AppTest, label: str) -> object:
    return next(one for one in at.button if one.label == label)


def test_agreement_is_told_by_layer_and_undefined_says_why(workspace: Path) -> None:
    at = app(study="whole")
    told = words(at)
    assert "60 articles coded: under 200 every interval is wide." in told
    assert "anna, ben" in told
    assert "model" not in told.split("Note", 1)[1]
    assert "in too many draws of articles alpha is undefined: no interval" in told
    charts = at.get("vega_lite_chart")
    assert len(charts) == 2
    assert all("alpha" in chart.proto.alt for chart in charts)


def test_machines_have_figures_of_their_own(workspace: Path) -> None:
    told = words(app(study="whole", whose="Machines"))
    assert "no item was coded by two coders" in told
    assert "anna" not in told


@pytest.mark.parametrize("part", ["Agreement", "Error", "Corrected figures", "Lock", "Export"])
def test_nothing_is_shown_before_all_coders_are_done(workspace: Path, part: str) -> None:
    for whose in ("People", "Machines"):
        at = app(study="begun", shown=part, whose=whose)
        told = words(at)
        assert "Shown when all coders are done" in told
        assert "ben: 60 left" in told
        assert "alpha" not in told
        assert not at.get("vega_lite_chart")
        assert not at.get("download_button")


def test_every_cell_opens_its_cases_in_context(workspace: Path) -> None:
    at = app(study="whole", shown="Error")
    assert "Precision (95 % interval)" in words(at)
    (cells,) = (box for box in at.selectbox if box.label == "Open a cell")
    assert any(option.startswith("Both: ") for option in cells.options)
    wanted = next(option for option in cells.options if option.startswith("Coders: nothing marked"))
    count = int(wanted.rsplit("(", 1)[1].rstrip(")"))
    cells.set_value(wanted).run()
    lines = [element for element in at.get("html") if 'class="kwic"' in element.proto.body]
    assert len(lines) == min(count, 15)


def test_a_measure_stands_three_times_and_says_what_is_out_of_reach(workspace: Path) -> None:
    at = app(study="whole", shown="Corrected figures")
    told = words(at)
    for column in ("Uncorrected", "Hand-coded only", "Corrected (PPI++)"):
        assert column in told
    (chart,) = at.get("vega_lite_chart")
    assert "all outlets: uncorrected" in chart.proto.alt
    assert "No outlet has 20 coded articles (the most: 12)" in told
    assert "a larger corpus is needed" in told
    assert "after correction by sensitivity and specificity" in told


@pytest.mark.parametrize(
    ("study", "reason"),
    [("disputed", "open disputes in"), ("candidates", "candidates only")],
)
def test_what_cannot_be_corrected_is_refused_with_the_reason(
    workspace: Path, study: str, reason: str
) -> None:
    told = words(app(study=study, shown="Corrected figures"))
    assert f"Not corrected: {'device: ' if study == 'disputed' else 'sample: '}{reason}" in told
    assert "Hand-coded only" not in told


def test_articles_are_opened_by_chance_then_by_choice(workspace: Path) -> None:
    folder = workspace / "studies" / "opened"
    at = app(study="opened", shown="Lock")
    assert "60 of 60 articles  can still validate a changed codebook" in words(at)
    button(at, "Open by chance").click().run()  # type: ignore[attr-defined]
    (first,) = openings(folder)
    assert first.by_chance
    assert f"{60 - len(first.articles)} of 60 articles" in words(at)
    assert "places where coders and detector differ" in words(at)
    at.segmented_control(key="open_how").set_value("By choice").run()
    picked = at.multiselect[0].options[0]
    at.multiselect[0].set_value([at.multiselect[0].options[0]])
    button(at, "Open by choice").click().run()  # type: ignore[attr-defined]
    assert "Tick the box first" in words(at)
    assert len(openings(folder)) == 1
    at.checkbox[0].check()
    button(at, "Open by choice").click().run()  # type: ignore[attr-defined]
    (_, second) = openings(folder)
    assert not second.by_chance
    assert picked.endswith(open_study(folder).articles[second.articles[0]].title or "")
    assert "0 of 60 articles" in words(at)


def test_a_new_version_lists_what_must_be_coded_again(workspace: Path) -> None:
    at = app(study="revised", shown="Versions")
    assert "(the present one)" in words(at)
    assert any("Nothing has to be coded again" in one.value for one in at.caption)
    folder = workspace / "studies" / "revised"
    scheme = folder / "scheme.json"
    study = open_study(folder)
    assert not any(one.label == "Take this version" for one in at.button)
    # As if the study had been drawn under a codebook whose first device was defined in other words.
    from dataclasses import replace

    from framing.validate.scheme import Scheme, to_json

    device, rating = study.scheme.layers
    old = replace(device, codes=(replace(device.codes[0], definition="As it was."), *device.codes[1:]))
    scheme.write_bytes(to_json(Scheme((old, rating))))
    at = app(study="revised", shown="Versions")
    assert "another definition: articles are to be coded again" in words(at)
    button(at, "Take this version").click().run()  # type: ignore[attr-defined]
    assert open_study(folder).scheme == study.scheme
    assert list((folder / "schemes").glob("*.json"))


def test_the_methods_paragraph_has_figures_and_what_to_cite(workspace: Path) -> None:
    at = app(study="whole", shown="Export")
    paragraph, bibtex = (block.value for block in at.code)
    assert "60 were drawn from 5 strata (outlet)" in paragraph
    assert "span F1 0." in paragraph
    assert "PPI++" in paragraph
    assert "Signature: framing-" in paragraph
    assert "@software{framing" in bibtex


def test_without_a_study_the_page_says_where_one_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRAMING_WORKSPACE", str(tmp_path / "empty"))
    assert "draw one under Coding" in words(app())


def test_outlets_take_the_corrected_estimate_of_the_corpus(workspace: Path) -> None:
    at = app(
        "outlets", measure=RATE, genre="All", articles="All articles", corrected_by="whole", corrected="true"
    )
    told = words(at)
    assert "all outlets together are corrected by hand coding (study whole)" in told
    assert re.search(r"All outlets together:  [\d.]+ \([\d.]+ to [\d.]+\)  corrected", told)
    assert "No outlet has 20 coded articles (the most: 12)" in told
    plain = words(app("outlets", measure=RATE, genre="All", articles="All articles"))
    assert "corrected by hand coding" not in plain


def test_outlets_with_enough_coded_articles_are_corrected_and_the_others_say_they_are_not(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SCORED_FOLDER, str(workspace.parent / "two"))
    at = app("outlets", measure=RATE, genre="All", articles="All articles", corrected="true", panel="Table")
    told = words(at)
    assert "corrected by hand coding (study two outlets) where 20 articles of an outlet are coded" in told
    ash, birch = told.split("in the order of the chart")[1].split("Birch")[:2]
    assert ", corrected" in ash
    assert ", corrected" not in birch
    assert "uncorrected: 15 coded articles, 20 are needed" in birch
    (chart,) = at.get("vega_lite_chart")
    assert re.search(r"Ash: [^;]*, corrected \(45 articles\); Birch: [^;]*\(15 articles\)", chart.proto.alt)


def test_outlets_say_why_nothing_is_corrected(workspace: Path) -> None:
    at = app("outlets", measure=RATE, corrected="true", corrected_by="whole", voice="Writer’s words")
    assert "Not corrected: filters: a voice or a stance" in words(at)
    at = app("outlets", measure=RATE, corrected="true", corrected_by="disputed")
    assert "Not corrected: device: open disputes" in words(at)
    at = app("outlets", measure="Flesch reading ease", corrected="true", corrected_by="whole")
    assert "does not code this measure" in words(at)


MARKS = (
    Mark("Ash", "uncorrected", "share", 0.3, 0.2, 0.4),
    Mark("Ash", "corrected", "share", 0.25, None, 0.5),
    Mark("Birch", "uncorrected", "share", 0.0, None, None),
    Mark("Birch", "corrected", "share", None, None, None),
)


def test_chart_has_zero_on_its_axis_and_a_shape_for_each_kind_of_estimate() -> None:
    chart = marks_chart(MARKS, ("uncorrected", "corrected"))
    points = chart["layer"][-1]["encoding"]
    assert points["x"]["scale"]["zero"] is True
    assert points["shape"]["scale"] == {
        "domain": ["uncorrected", "corrected"],
        "range": ["circle", "triangle-up"],
    }
    estimates = chart["datasets"]["estimates"].to_pylist()
    assert [(one["row"], one["kind"]) for one in estimates] == [
        ("Ash", "interval"),
        ("Ash", "bound"),
        ("Birch", "none"),
    ]
    svg = picture_svg(chart, "Title", "note")
    assert "Birch" in svg
    assert "corrected" in svg


def test_chart_is_told_in_words() -> None:
    assert [interval_words(mark) for mark in MARKS] == [
        "30% (20% to 40%)", "25% (at most 50%)", "0% (no interval)", "–",
    ]  # fmt: skip
    told = marks_described("Share", MARKS)
    assert told.startswith("Share. Ash: uncorrected 30% (20% to 40%), corrected 25% (at most 50%); Birch:")
