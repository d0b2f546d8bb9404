"""framing code revise, validate --open-chosen, framing correct, as somebody types them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from framing.cli import command_line
from framing.codebook import load_codebook
from framing.errors import InputError
from framing.validate.frame import corpus_in, frame_of, texts_of
from framing.validate.lock import openings
from framing.validate.sample import Design, draw
from framing.validate.scheme import Scheme, scheme_of, to_json
from framing.validate.study import Study, create_study, open_study
from validate.conftest import code_all


def run(*words: object, fails: int = 0) -> str:
    """What a command prints."""
    done = CliRunner().invoke(command_line(), [str(word) for word in words], env={"COLUMNS": "250"})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == fails, done.output
    return done.output


@pytest.fixture
def study(scored: Path, tmp_path: Path) -> Study:
    """Eight articles that Anna has coded for two devices."""
    corpus = corpus_in(scored)
    sample = draw(frame_of(corpus, "devices_per_1000_words"), Design(8, 1))
    scheme = scheme_of(load_codebook(), ("device",), ("politics/swamp", "politics/witch-hunt"))
    made = create_study(tmp_path / "study", sample, scheme, texts_of(corpus, sorted(sample.ids)))
    code_all(made, scored, "anna")
    return made


def changed(scheme: Scheme, **values: str) -> Scheme:
    (layer,) = scheme.layers
    return Scheme((replace(layer, codes=(replace(layer.codes[0], **values), *layer.codes[1:])),))


def test_a_changed_definition_is_coded_again_and_the_old_one_kept(study: Study, tmp_path: Path) -> None:
    new = changed(study.scheme, definition="Another definition.")
    (tmp_path / "new.json").write_bytes(to_json(new))
    printed = run("code", "revise", study.folder, tmp_path / "new.json")
    assert "device politics/swamp: definition" in printed
    assert "anna: 8 articles of device again, for politics/swamp" in printed
    again = open_study(study.folder)
    assert again.scheme == new
    assert len(again.left("anna", "device")) == 8
    kept = orjson.loads((study.folder / "schemes" / f"{study.scheme.digest}.json").read_bytes())
    assert kept["digest"] == study.scheme.digest


def test_changed_patterns_keep_the_codes(study: Study, tmp_path: Path) -> None:
    (tmp_path / "new.json").write_bytes(to_json(changed(study.scheme, patterns="0" * 16)))
    printed = run("code", "revise", study.folder, tmp_path / "new.json")
    assert "device politics/swamp: patterns" in printed
    assert "nothing has to be coded again" in printed
    assert open_study(study.folder).left("anna", "device") == ()


def test_without_a_file_the_definitions_are_those_of_the_codebook(study: Study) -> None:
    assert "nothing changes" in run("code", "revise", study.folder)
    printed = run("code", "revise", study.folder, "--all-codes")
    assert (
        "device politics/dog-whistle: new" in printed or "device ai-and-technology/cold-war: new" in printed
    )
    assert "device politics/swamp" not in printed


def test_no_scheme_is_told(study: Study, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        run("code", "revise", study.folder, tmp_path / "none.json")


def test_articles_opened_by_choice_end_the_validation_of_a_changed_codebook(
    study: Study, scored: Path
) -> None:
    one, other, *_ = sorted(study.articles)
    printed = run("validate", study.folder, scored, "--open-chosen", f"{other}, {one}")
    assert f"opened for tuning: {one}, {other}" in printed
    assert "0 articles are left to validate a changed codebook" in printed
    assert "the other 6 are no random sample" in printed
    (opening,) = openings(study.folder)
    assert (opening.articles, opening.by_chance) == ((one, other), False)
    with pytest.raises(InputError, match="no article strange"):
        run("validate", study.folder, scored, "--open-chosen", "strange")


def test_a_share_is_corrected_from_counts_alone() -> None:
    """300 of 2,000 found at sensitivity .75 and specificity .93: (.15 + .93 − 1) / (.75 + .93 − 1) = .118."""
    words = ("--positives", "75/100", "--negatives", "93/100")
    printed = run("correct", "--found", "300/2000", *words)
    assert printed.startswith("0.118 (")
    assert "fallback" in printed
    assert "write two counts" in run("correct", "--found", "many", *words, fails=2)
    with pytest.raises(InputError, match="no better than chance"):
        run("correct", "--found", "3/20", "--positives", "1/10", "--negatives", "5/10")
