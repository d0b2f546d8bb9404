"""Component files: strict reading, the compiled form, and every component's hits and misses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from framing.attribution import find_attributions
from framing.codebook import load_codebook
from framing.codebook.components import (
    COMPILED,
    FOLDER,
    Component,
    components_to_json,
    digest_of,
    load_components,
)
from framing.errors import CodebookError
from framing.match import CompiledCodebook, match_devices
from framing.measures.sensationalism_cues import cue_table, find_figures, find_marks
from framing.measures.sensationalism_model import model_words, weights_for
from framing.text import analyse
from framing.types import Article

GOOD = """id: alarm
language: en
label: alarm
factor: both
sign: raises
start: [1.0, 0.5]
definition: Words of disaster.
source: own list
cues:
  - {phrase: "meltdown", weight: 0.5, except: ["reactor meltdown"]}
hits:
  - "A [[meltdown]] in the party."
misses:
  - "The reactor meltdown of 1979."
"""

BOOK = CompiledCodebook(load_codebook(), more_words=model_words())
WEIGHTS = weights_for(BOOK.vocabulary)


def fired(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """(component, evidence) of title and text, in text order."""
    analysis = analyse([Article(id="a", text=text, title=title)], BOOK.vocabulary)
    nothing = np.zeros(len(analysis.words), np.bool_)
    uses = match_devices(analysis, BOOK, find_attributions(analysis))
    table, found = cue_table(), []
    for cues in (
        WEIGHTS.finder.find(analysis, nothing)[0],
        find_marks(analysis, WEIGHTS.is_wording.take(analysis.words.id)),
        find_figures(analysis, uses, nothing.astype(np.int64)),
    ):
        for start, end, cue in zip(cues.start.tolist(), cues.end.tolist(), cues.cue.tolist(), strict=True):
            found.append((start, table.components[table.component[cue]].id, analysis.joined[start:end]))
    return [(component, evidence) for _, component, evidence in sorted(found)]


CASES = [
    (component, kind, example)
    for component in load_components()
    for kind, examples in (("hit", component.hits), ("miss", component.misses))
    for example in examples
]


@pytest.mark.parametrize(
    ("component", "kind", "example"), CASES, ids=[f"{c.id}-{k}-{e.text[:30]}" for c, k, e in CASES]
)
def test_component_fires_on_exactly_its_hits_and_on_no_miss(
    component: Component, kind: str, example: object
) -> None:
    text = example.text  # type: ignore[attr-defined]
    wanted = [text[start:end] for start, end in example.spans]  # type: ignore[attr-defined]
    side = {"text": "", "title": text} if component.factor == "headline" else {"text": text}
    assert [evidence for name, evidence in fired(**side) if name == component.id] == wanted


def test_every_component_has_an_id_that_is_its_file_and_examples_of_both_kinds() -> None:
    assert [component.id for component in load_components()] == sorted(
        path.stem for path in FOLDER.glob("*.yaml")
    )
    assert all(component.hits and component.misses for component in load_components())


def test_compiled_form_is_fresh() -> None:
    assert COMPILED.read_bytes() == components_to_json(), "run scripts/train_sensationalism.py"


def test_compiled_form_equals_the_files(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert load_components(tmp_path) == load_components()


def test_digest_changes_with_a_file(tmp_path: Path) -> None:
    (tmp_path / "alarm.yaml").write_text(GOOD, encoding="utf-8")
    before = digest_of(tmp_path)
    (tmp_path / "alarm.yaml").write_text(GOOD + "\n", encoding="utf-8")
    assert digest_of(tmp_path) != before


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("label: alarm", "lable: alarm", 3, "unknown key 'lable'"),
        ("id: alarm", "id: alert", 1, "it must be the file's name: alarm"),
        ("factor: both", "factor: all", 4, "use one of headline, body, both"),
        ("sign: raises", "sign: up", 5, "use one of raises, lowers"),
        ("[1.0, 0.5]", "[1.0]", 6, "give two: headline, body"),
        ("weight: 0.5,", "weight: heavy,", 10, "a number from 0 to 1"),
        ("weight: 0.5,", "weight: 7,", 10, "a number from 0 to 1"),
        ("weight: 0.5,", "wieght: 0.5,", 10, "unknown key 'wieght'"),
        ('"meltdown"', '"(meltdown"', 10, "is not closed"),
        ('"meltdown"', '"<noun>"', 10, "without any literal word"),
        ('"A [[meltdown]] in the party."', '"A meltdown in the party."', 12, "has no [[evidence]]"),
        ('"The reactor', '"The [[reactor]]', 14, "must not mark evidence"),
        ("language: en", "language: de", 2, "use one of en"),
    ],
)
def test_each_fault_is_reported_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in GOOD
    (tmp_path / "alarm.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(CodebookError) as error:
        load_components(tmp_path)
    assert any(f"alarm.yaml:{line}: " in fault and words in fault for fault in error.value.faults), (
        error.value
    )


def test_all_faults_of_all_files_are_reported_together(tmp_path: Path) -> None:
    (tmp_path / "alarm.yaml").write_text(GOOD.replace("sign: raises", "sign: up"), encoding="utf-8")
    (tmp_path / "other.yaml").write_text(GOOD.replace("label:", "lable:"), encoding="utf-8")
    with pytest.raises(CodebookError) as error:
        load_components(tmp_path)
    assert len(error.value.faults) == 4  # sign; id, unknown key and missing label


def test_folder_without_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CodebookError):
        load_components(tmp_path)


def test_longer_cue_takes_the_words_of_a_shorter_one() -> None:
    assert fired("It was a total failure there.") == [("hyperbole", "total failure")]


def test_headline_components_stay_quiet_in_the_text() -> None:
    assert fired("The report lists 7 facts.") == []
    assert fired("", "7 facts on the report") == [("numbers-in-headline", "7 facts")]


def test_each_device_counts_once_in_a_passage_and_two_devices_at_most() -> None:
    text = "A circus. A circus again. The tip of the iceberg. A house of cards."
    assert [evidence for name, evidence in fired(text) if name == "figures"] == [
        "circus",
        "tip of the iceberg",
    ]
