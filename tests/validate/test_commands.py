"""framing sample | code | agree | validate, as somebody types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from framing.cli import command_line
from framing.errors import InputError, OutputError
from framing.validate.codes import standing
from framing.validate.study import Study, open_study
from framing.validate.truth import disputes
from validate.builders import code, done, new_study
from validate.conftest import code_all


def run(*words: object, typed: str = "", fails: int = 0) -> str:
    """What a command prints."""
    done_with = CliRunner().invoke(
        command_line(), [str(word) for word in words], input=typed, env={"COLUMNS": "250"}
    )
    if done_with.exception is not None and not isinstance(done_with.exception, SystemExit):
        raise done_with.exception
    assert done_with.exit_code == fails, done_with.output
    return done_with.output


def test_from_sample_to_corrected_figures(scored: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "study", tmp_path / "out"
    assert "60 of 60 articles drawn" in run("sample", scored, "--out", folder, "--size", 60, "--by", "outlet")
    code_all(open_study(folder), scored, "anna")
    with pytest.raises(OutputError, match="already"):
        run("sample", scored, "--out", folder, "--size", 10)
    assert "anna (human) device: 0 left" in run("code", "left", folder)
    assert "device: 0 open disputes" in run("agree", folder)
    printed = run("validate", folder, scored, "--measure", "unnamed_share", "--out", out, "--no-text")
    assert "60 coded articles; 60 of the sample were never opened for tuning" in printed
    for label in (
        "detector output, uncorrected",
        "hand-coded articles only",
        "corrected by the hand-coded sample (PPI++)",
    ):
        assert label in printed
    assert (out / "manifest.json").is_file()
    assert "opened for tuning" in run("validate", folder, scored, "--open", 10)


def test_plan_warns_of_rare_devices(scored: Path) -> None:
    printed = run("sample", scored, "--plan", "--measure", "device:ai-and-technology/cold-war")
    assert "an upper bound at best" in printed


def test_candidates_are_told_apart(scored: Path, tmp_path: Path) -> None:
    printed = run(
        "sample", scored, "--out", tmp_path / "s", "--size", 10, "--candidates", "--layers", "device"
    )
    assert "candidates only: this sample tells precision" in printed
    assert [layer.name for layer in open_study(tmp_path / "s").scheme.layers] == ["device"]


def test_new_sample_leaves_an_old_one_out(scored: Path, tmp_path: Path) -> None:
    for name, more in (("one", ()), ("two", ("--without", tmp_path / "one"))):
        run("sample", scored, "--out", tmp_path / name, "--size", 20, *more)
    first, second = (open_study(tmp_path / name).sample for name in ("one", "two"))
    assert not first.ids & second.ids
    assert second.frame_size == 40


@pytest.mark.parametrize(
    ("word", "seen"),
    [("--allocation", "some"), ("--by", "colour"), ("--layers", "colour"), ("--devices", "x/y")],
)
def test_wrong_choices_are_refused(scored: Path, tmp_path: Path, word: str, seen: str) -> None:
    if word == "--allocation":
        assert seen in run("sample", scored, "--out", tmp_path / "s", word, seen, fails=2)
        return
    with pytest.raises(InputError, match=seen):
        run("sample", scored, "--out", tmp_path / "s", "--size", 20, word, seen)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return new_study(tmp_path / "study", size=1, of=1)


TYPED = """\
not in the text
gold rush
9
2
nothing like it
gold-rush
author
?
a memo
Critics
other
source
hedged

u
d
The minister
named_p


d
9
2
"""
"""The words stand twice; the second mark is taken back; the last answers are a rating off the scale and one on it."""


def test_marking_in_the_terminal(study: Study) -> None:
    printed = run("code", "mark", study.folder, "--coder", "anna", typed=TYPED)
    assert "all articles are coded" in printed
    spans = [
        (one.layer, one.start, one.end, one.code, one.voice, one.stance, one.memo)
        for one in standing(study.codes())
        if one.unit == "span"
    ]
    assert spans == [
        ("device", 61, 70, "economy/gold-rush", "author", "cannot_tell", "a memo"),
        ("sourcing", 33, 45, "named_person", None, None, ""),
    ]
    assert [one.rating for one in standing(study.codes()) if one.unit == "rating"] == [2.0]
    assert all(study.left("anna", layer) == () for layer in ("device", "sourcing", "sensationalism"))


def test_stopping_keeps_every_choice(study: Study) -> None:
    typed = "AI gold rush\ngold-rush\nauthor\nasserted\n\nq\n"
    assert "every choice is kept" in run("code", "mark", study.folder, "--coder", "anna", typed=typed)
    assert len(standing(study.codes())) == 1
    assert len(study.left("anna", "device")) == 1


def test_package_goes_out_is_coded_and_comes_back(study: Study, tmp_path: Path) -> None:
    package, away = tmp_path / "anna.zip", tmp_path / "away"
    run("code", "pack", study.folder, "--coder", "anna", "--out", package, "--hide-outlet")
    assert "1 articles for anna" in run("code", "unpack", package, "--out", away)
    printed = run("code", "mark", away, typed="d\nd\n3\n")
    assert "Ash" not in printed
    assert "Birch" not in printed
    assert "4 new codes, 0 known, 0 conflicts" in run("code", "back", study.folder, away)
    assert study.left("anna", "sensationalism") == ()


def test_conflict_exits_with_1(study: Study, tmp_path: Path) -> None:
    package, away = tmp_path / "anna.zip", tmp_path / "away"
    run("code", "pack", study.folder, "--coder", "anna", "--out", package)
    run("code", "unpack", package, "--out", away)
    run("code", "mark", away, typed="d\nd\n3\n")
    (article,) = study.articles
    study.add(done("anna", article))
    assert "1 conflicts" in run("code", "back", study.folder, away, fails=1)


def test_import_of_other_formats(study: Study, tmp_path: Path) -> None:
    (article,) = study.articles.values()
    span = article.text.index("Officials")
    export = tmp_path / "export.jsonl"
    export.write_text(
        f'{{"text": {article.text!r}, "label": [[{span}, {span + 9}, "unnamed_role"]]}}'.replace("'", '"'),
        encoding="utf-8",
    )
    words = (
        "code",
        "import",
        study.folder,
        export,
        "--format",
        "doccano",
        "--coder",
        "ben",
        "--layer",
        "sourcing",
    )
    assert "2 new codes" in run(*words)
    assert study.left("ben", "sourcing") == ()
    with pytest.raises(InputError, match="format 'xml'"):
        run("code", "import", study.folder, export, "--format", "xml")


def test_agreement_waits_for_all_coders(study: Study) -> None:
    (article,) = study.articles
    with pytest.raises(InputError, match="no human coder"):
        run("agree", study.folder)
    names = ("anna", "ben")
    for name in names:
        study.add(code(name, article, "sensationalism", unit="rating", rating=1.0))
    for name in names:
        for layer in ("device", "sourcing", "sensationalism"):
            with pytest.raises(InputError, match="articles left to code"):
                run("agree", study.folder)
            study.add(done(name, article, layer))
    assert "every code is the same" in run("agree", study.folder)


def test_disputes_are_decided_one_by_one(study: Study, tmp_path: Path) -> None:
    (article,) = study.articles
    for name, voice in (("anna", "author"), ("ben", "source")):
        study.add(code(name, article, voice=voice, stance="asserted"))
        study.add(code(name, article, layer="sensationalism", unit="rating", rating=1.0))
        for layer in ("device", "sourcing", "sensationalism"):
            study.add(done(name, article, layer))
    assert len(disputes(study.codes(), study.scheme.layer("device"))) == 1
    printed = run("agree", study.folder, "--decide", "carla", "--csv", tmp_path / "a.csv", typed="7\n2\n")
    assert "AI gold rush" in printed
    (decided,) = study.decisions()
    assert (decided.coder, decided.voice, len(decided.refers)) == ("carla", "source", 2)
    assert "device: 0 open disputes" in run("agree", study.folder)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbflayer,")
